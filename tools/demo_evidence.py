#!/usr/bin/env python3
"""Makes a year's evidence for the example plan, small files of every kind, so that there is something to make a dossier of.

Everything in it is invented. The same fonts and libraries give the same bytes. A file that is there with other content
is somebody's and stays as it is.

usage: python tools/demo_evidence.py [FOLDER]      (evidence/ beside inputs/ if no folder is named)
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from gongwen.plan.load import load_plan  # noqa: E402 - found beside this file wherever one stands
from tools.demo_papers import UNIT  # noqa: E402
from tools.demo_pictures import photo  # noqa: E402
from tools.demo_records import Files, of_letters, of_records  # noqa: E402
from tools.demo_standards import OURS, of_standards  # noqa: E402


SHOWN = 5
"""How many files that stay as they are get named; the others are counted."""


def make_demo(folder: Path, say: Callable[[str], None] = lambda _: None) -> list[Path]:
    """Write the evidence into a folder and give the paths of all its files.

    A file that is there with other content is left alone and told through `say`. Nothing is made where the plan is no
    longer the example: invented evidence has no place beside a real one.
    """
    loaded = load_plan(ROOT / "inputs" / "plan.yaml")
    plan = loaded.plan
    if plan is None or plan.unit.name != UNIT:
        say("inputs/plan.yaml 已不是示例计划，没有生成演示佐证材料。")
        return []
    found: list[Path] = []
    written: list[Path] = []
    other: list[Path] = []
    for source in (
        of_standards(plan, loaded.people),
        of_records(plan, loaded.people),
        of_letters(plan, loaded.people),
        of_nobody(),
    ):
        for name, data in source:
            path = folder / name
            found.append(path)
            if not path.exists():
                _write(path, data)
                written.append(path)
            elif path.read_bytes() != data:
                other.append(path)
    say(f"演示佐证材料共 {len(found)} 个文件，新写入 {len(written)} 个（{folder}）。")
    for path in other[:SHOWN]:
        say(f"已有同名文件，内容不同，没有覆盖：{path}")
    if other:
        say(f"没有覆盖的共 {len(other)} 个；要恢复演示内容，请先移走它们再运行一次。")
    return found


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all, so that a run that was stopped leaves nothing that looks like somebody's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    staged = path.with_name(f".{path.name[:40]}.tmp")
    staged.write_bytes(data)
    os.replace(staged, path)


def of_nobody() -> Files:
    """What nobody has filed yet, and what systems leave in folders."""
    yield (
        "待归类/2023-11-16-不知道归到哪里的照片.jpg",
        photo("ground", "职工趣味运动", "院内", "2023:11:16 16:05:00", "待归类"),
    )
    yield ".DS_Store", OURS


if __name__ == "__main__":
    make_demo(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "evidence", print)
