"""The workspace: `inputs/`, `outputs/`, `templates/`, and `.gongwen/` for what the program remembers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gongwen.problems import Place, Problem, UserError

PLAN_NAME = "plan.yaml"


@dataclass(frozen=True, slots=True)
class Workspace:
    """The folders of one run. `state` is `.gongwen/`, made when something is written."""

    root: Path
    plan: Path
    outputs: Path

    @property
    def state(self) -> Path:
        """Manifest, lock, journal, staging, backups, log."""
        return self.root / ".gongwen"

    @classmethod
    def find(cls, plan: Path | None = None, outputs: Path | None = None, start: Path | None = None) -> Workspace:
        """The workspace one stands in or above it; with `plan`, the one that file lies in.

        Raises UserError (exit 3) when there is none.
        """
        if plan is not None:
            folder = plan.parent
            root = _above_inputs(folder)
            return cls(root, plan, outputs or root / "outputs")
        here = (start or Path.cwd()).absolute()
        for folder in (here, *here.parents):
            found = folder / "inputs" / PLAN_NAME
            if found.is_file():
                root = _short(folder, here)
                return cls(root, root / "inputs" / PLAN_NAME, outputs or root / "outputs")
        what = "这里和上级文件夹都没有 inputs/plan.yaml"
        remedy = "请进入工作文件夹再运行，用 --plan 指定计划文件，或用 gongwen init 新建一个。"
        raise UserError(Problem("workspace.missing", what, remedy, Place(f"inputs/{PLAN_NAME}")))


def _above_inputs(folder: Path) -> Path:
    """The workspace of a plan's folder, as short as it was named; `.` has no parent of its own."""
    if folder.resolve().name != "inputs":
        return folder
    return folder.parent if folder.name == "inputs" else folder.resolve().parent


def _short(folder: Path, here: Path) -> Path:
    """The folder as a relative path where one stands in it, so that messages stay short."""
    return Path() if folder == here else folder
