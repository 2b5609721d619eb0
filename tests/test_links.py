"""Links: each kind of id broken once, and the problem said at the place of the value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from gongwen.plan.links import LINKS, LISTS, walk
from tests.example import load_example, problems_of, raw_example

if TYPE_CHECKING:
    from pathlib import Path

BROKEN: list[tuple[str, Any, str]] = [
    ("departments.1.leader", "LZ099", "工号不存在：LZ099"),
    ("group.leader", "方致远", "最接近的是：LZ001"),
    ("group.deputies.0", "LZ999", "工号不存在"),
    ("group.members.staff.1", "LZ999", "工号不存在"),
    ("group.office.dept", "offce", "最接近的是：office"),
    ("group.office.director", "LZ999", "工号不存在"),
    ("group.office.staff.0", "LZ999", "工号不存在"),
    ("branch.secretary", "LZ999", "工号不存在"),
    ("branch.members.0.staff", "LZ999", "工号不存在"),
    ("tasks.0.source", "P9", "方案条目不存在：P9"),
    ("tasks.0.phases.0", "P9", "阶段不存在：P9"),
    ("tasks.0.standards.0", "Z1-2-9", "测评标准不存在：Z1-2-9"),
    ("tasks.0.lead", "办公室", "最接近的是：office"),
    ("tasks.1.support.0", "partty", "最接近的是：party"),
    ("tasks.0.leader", "LZ999", "工号不存在"),
    ("tasks.0.owner", "LZ999", "工号不存在"),
    ("letters.0.due_task", "T99", "任务不存在：T99"),
    ("letters.0.levels.0.party_a.staff", "LZ999", "工号"),
    ("letters.0.levels.0.party_b.select.dept.0", "leader", "最接近的是：leaders"),
    ("letters.0.levels.0.party_b.select.exclude.0", "LZ999", "工号不存在"),
    ("letters.3.signer.select.dept.0", "drug3", "科室不存在：drug3"),
    ("records.0.tasks.0", "T99", "任务不存在：T99"),
    ("records.0.host", "LZ999", "工号不存在"),
    ("records.0.recorder", "LZ999", "工号不存在"),
    ("records.1.absent.0", "LZ999", "工号不存在"),
    ("issues.0.record", "A99", "记录不存在：A99"),
    ("issues.0.dept", "财务科", "最接近的是：finance"),
    ("issues.0.owner", "LZ999", "工号不存在"),
    ("progress.items.0.task", "T99", "任务不存在：T99"),
    ("selfcheck.items.0.standard", "Z9-9-9", "测评标准不存在"),
    ("selfcheck.bonus.0.id", "J9", "加分项不存在：J9"),
    ("honours.0.items.0", "drug9", "工号或科室不存在：drug9"),
    ("summary.sections.0.items.0.measure", "M9", "措施不存在：M9"),
    ("dossier.archivist", "LZ999", "工号不存在"),
    ("dossier.checker", "LZ999", "工号不存在"),
    ("documents.0.wraps", "plann", "最接近的是：plan"),
    ("documents.3.include.0", "L9", "责任书不存在：L9"),
    ("documents.4.from_records.0", "A99", "记录不存在：A99"),
    ("tasks.1.id", "T01", "任务编号重复：T01"),
    ("records.1.id", "A01", "记录编号重复：A01"),
    ("departments.2.id", "office", "科室编号重复：office"),
    ("documents.1.id", "notice", "文件编号重复：notice"),
    ("progress.items.1.task", "T01", "进展所属任务重复：T01"),
    ("measures.1.id", "M1", "措施编号重复：M1"),
    ("requirements.0.id", "P1", "方案中两处用了同一编号：P1"),
    ("departments.1.head", "LZ013", "在名册中属于“党群人事科”"),
]


@pytest.mark.parametrize(("path", "value", "expected"), BROKEN, ids=[path for path, _, _ in BROKEN])
def test_a_broken_link_is_found_where_it_stands(tmp_path: Path, path: str, value: Any, expected: str) -> None:
    raw = raw_example()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    node: Any = raw
    for part in parents:
        node = node[part]
    assert node[last] != value
    node[last] = value
    problems = [problem for problem in problems_of(raw, tmp_path) if problem.code.startswith("link.")]
    match = [problem for problem in problems if expected in str(problem)]
    assert match, [str(problem) for problem in problems]
    assert match[0].place is not None
    assert match[0].place.line is not None
    lines = (tmp_path / "plan.yaml").read_text(encoding="utf-8").split("\n")
    assert str(value) in lines[match[0].place.line - 1]


def test_every_pattern_meets_the_model() -> None:
    plan, _ = load_example()
    absent = {
        "letters.*.levels.*.party_a.select.dept.*",
        "letters.*.levels.*.party_a.select.staff.*",
        "letters.*.levels.*.party_a.select.exclude.*",
        "letters.*.levels.*.party_b.staff",
        "letters.*.levels.*.party_b.select.staff.*",
        "letters.*.signer.staff",
        "letters.*.signer.select.exclude.*",
        "selfcheck.negative.*.id",
        "departments.*.liaison",
        "documents.*.task",
        "documents.*.honours.*",
        "documents.*.attachments.*.document",
    }
    for pattern in [pattern for pattern, _ in LINKS] + [f"{entry}.{key}" for _, entry, key in LISTS]:
        assert pattern in absent or list(walk(plan, pattern)), pattern


def test_all_at_once(tmp_path: Path) -> None:
    raw = raw_example()
    for task in raw["tasks"]:
        task["owner"] = "LZ999"
    problems = [problem for problem in problems_of(raw, tmp_path) if problem.code == "link.unknown"]
    assert len(problems) == 60
    assert len({str(problem.place) for problem in problems}) == 60
