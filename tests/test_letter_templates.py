"""Four dozen letters as Word and WPS save them: filled right, or refused with the place and the nearest name."""

from __future__ import annotations

import pytest

from gongwen.problems import UserError
from gongwen.sandbox import Names
from gongwen.word.merge import open_master
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
        text = "\n".join(f"{problem} {problem.code}" for problem in caught.value.problems)
        assert all(word in text for word in case.problem.split()), text
        assert all(problem.place.part for problem in caught.value.problems)
        return
    master, _ = open_master(case.data, file="承诺书.docx", names=NAMES)
    found = paragraphs(master.render(dict(case.values)))
    for name, wanted in (case.text or {}).items():
        assert found.get(name, ()) == wanted
