"""Four dozen letters as Word and WPS save them: filled right, or refused with the place and the nearest name."""

from __future__ import annotations

import pytest

from gongwen.problems import UserError
from gongwen.sandbox import Names
from gongwen.word.merge import open_master
from tests.handmade import part
from tests.letter_templates import cases, paragraphs

NAMES = Names.of(
    [
        "姓名",
        "部门",
        "职务",
        "工号",
        "year",
        "unit.name",
        "说明",
        *(f"任务清单.[].{name}" for name in ("序号", "工作任务", "完成时限")),
    ]
)


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_hand_made_template(case):
    if case.problem is not None:
        with pytest.raises(UserError) as caught:
            open_master(case.data, file="承诺书.docx", names=NAMES)
        text = "\n".join(map(str, caught.value.problems))
        assert all(word in text for word in case.problem.split()), text
        assert all(problem.code.startswith(case.code or "") for problem in caught.value.problems)
        assert all(problem.place.part for problem in caught.value.problems)
        return
    master, _ = open_master(case.data, file="承诺书.docx", names=NAMES)
    made = master.render(dict(case.values))
    assert paragraphs(made) == case.text
    for name in case.same:
        assert part(made, name) == part(case.data, name), name
    for name, pieces in case.holds.items():
        assert all(piece in part(made, name).decode() for piece in pieces), name
    for name, pieces in case.lacks.items():
        assert not any(piece in part(made, name).decode() for piece in pieces), name
