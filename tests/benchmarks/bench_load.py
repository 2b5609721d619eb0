"""Loading and validating a plan of 2,000 tasks and a roster of 5,000 against the YAML parse alone: bar 6 x."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from gongwen.plan.load import load_plan
from tests.benchmarks.clock import ROOT

PARSE = """import yaml
text = path.read_text(encoding="utf-8")
start = time.process_time()
kept = yaml.compose(text, yaml.CSafeLoader)
print(time.process_time() - start)
"""
LOAD = """from gongwen.plan.load import load_plan
start = time.process_time()
kept = load_plan(path)
print(time.process_time() - start)
"""

HEAD = """schema: gongwen/plan@1
year: 2023
unit: {name: 示例市政务服务中心, short_name: 中心, code: 示政服}
roster:
  file: 名册.csv
  columns: {id: 工号, name: 姓名, dept: 部门, post: 职务, political: 政治面貌, status: 在岗状态}
departments:
"""
TASK = """  - id: T{n:04}
    title: 第{n}项创建任务，落实到科室和责任人
    actions: 按照{{{{ year }}}}年工作安排，由{{{{ unit.short_name }}}}统一组织，明确措施、时限和要求，确保取得实效
    phases: [P1, P2]
    lead: D{d:02}
    support: [all]
    leader: S0000
    owner: S{s:04}
    due: [2023-0{m}-10, 2023-1{k}-20]
    target: 每年不少于2次
    evidence: [会议记录, 签到表, 照片]
"""
DOCUMENTS = """documents:
  - {id: plan, type: plan, title: 方案, output: a.docx}
"""


def make_plan(folder: Path, tasks: int, people: int) -> Path:
    """Write a plan and its roster; gives the plan's path."""
    departments = 40
    rows = ["工号,姓名,部门,职务,政治面貌,在岗状态"]
    rows += [f"S{n:04},张三{n},科室{n % departments:02},科员,群众,在岗" for n in range(people)]
    (folder / "名册.csv").write_text("\n".join(rows), encoding="utf-8-sig")
    text = HEAD
    text += "".join(f"  - {{id: D{n:02}, name: 科室{n:02}, head: S{n:04}}}\n" for n in range(departments))
    text += "phases:\n  - {id: P1, name: 甲, start: 2023-01, end: 2023-06}\n"
    text += "  - {id: P2, name: 乙, start: 2023-06, end: 2023-12}\ntasks:\n"
    text += "".join(TASK.format(n=n, d=n % departments, s=n % departments, m=n % 9 + 1, k=n % 3) for n in range(tasks))
    plan = folder / "plan.yaml"
    plan.write_text(text + DOCUMENTS, encoding="utf-8")
    return plan


def median_seconds(code: str, plan: Path, runs: int = 7) -> float:
    """The median CPU seconds of a call, each in a process of its own: what one leaves behind slows no other."""
    script = f"import sys, time\nfrom pathlib import Path\npath = Path(sys.argv[1])\n{code}"
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    times = []
    for _ in range(runs):
        done = subprocess.run(
            [sys.executable, "-c", script, str(plan)], check=True, capture_output=True, text=True, env=environment
        )
        times.append(float(done.stdout))
    return statistics.median(times)


def main() -> None:
    """Print the ratio for N, and for a tenth and twice as many."""
    for tasks, people in ((200, 500), (2_000, 5_000), (4_000, 10_000)):
        with tempfile.TemporaryDirectory() as folder:
            plan = make_plan(Path(folder), tasks, people)
            problems = load_plan(plan).problems
            assert not problems, problems[:3]
            parse = median_seconds(PARSE, plan)
            load = median_seconds(LOAD, plan)
        print(
            f"{tasks:5} tasks, {people:6} people: parse {parse:.3f}, load {load:.3f} CPU s, {load / parse:.2f} x (bar 6)"
        )


if __name__ == "__main__":
    main()
