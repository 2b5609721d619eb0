"""A new workspace: a short commented plan that builds, a roster, the schema for editors."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from gongwen.plan.jsonschema import schema_json
from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.store import write_new

_FILES = ("plan.yaml", "名册.csv")


def start(folder: Path) -> list[Path]:
    """Make `inputs/` with plan, roster and schema, and an empty `outputs/`; gives the files made.

    Raises UserError (exit 6) and writes nothing if any of them is there already.
    """
    source = resources.files("gongwen") / "starter_files"
    files = {folder / "inputs" / name: (source / name).read_bytes() for name in _FILES}
    files[folder / "inputs" / "plan.schema.json"] = schema_json().encode()
    present = [path for path in files if path.exists()]
    if present:
        remedy = "init 不覆盖任何文件；请换一个文件夹，或先把原文件移走。"
        raise UserError(
            [Problem("init.exists", "这里已有文件", remedy, Place(str(path))) for path in present], ExitCode.REFUSED
        )
    for path, data in files.items():
        write_new(path, data)
    (folder / "outputs").mkdir(exist_ok=True)
    return list(files)
