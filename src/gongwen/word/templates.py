"""Where templates come from: the folder named on the command line, the workspace's, the packaged set."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import Names
from gongwen.word.inspect import check_frame, check_template, fields

__all__ = ["Templates", "check_frame", "check_template", "check_templates", "fields", "packaged_templates"]

_SUFFIX, _WORKBOOK = ".docx", ".xlsx"


def packaged_templates() -> Path:
    """Give the folder of the shipped templates: inside the installed package, else at the top of the checkout."""
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"


@dataclass(frozen=True, slots=True)
class Templates:
    """The folders that are searched, in their order; a clerk's file hides the shipped one of the same name."""

    explicit: Path | None = None
    workspace: Path | None = None

    def __post_init__(self) -> None:
        """Refuse a folder that was named and is not there."""
        if self.explicit is not None and not self.explicit.is_dir():
            what = f"模板文件夹不存在：{self.explicit.name}"
            raise UserError(Problem("template.no_folder", what, "请核对 --templates 后面的文件夹。"))

    @property
    def folders(self) -> list[Path]:
        """The folders that exist, first come first served."""
        own = self.workspace / "templates" if self.workspace is not None else None
        candidates = [self.explicit, own, packaged_templates()]
        return [folder for folder in candidates if folder is not None and folder.is_dir()]

    def names(self) -> list[str]:
        """Give the names of all Word templates without the suffix, sorted; Word's lock files are none."""
        files = [path for folder in self.folders for path in folder.glob(f"*{_SUFFIX}")]
        return sorted({path.stem for path in files if not path.name.startswith("~$")})

    def workbooks(self) -> list[str]:
        """Give the names of all workbook templates with the suffix, sorted."""
        files = [path for folder in self.folders for path in folder.glob(f"*{_WORKBOOK}")]
        return sorted({path.name for path in files if not path.name.startswith("~$")})

    def path(self, name: str) -> Path:
        """Give the file of a template: a Word template with or without .docx, a workbook with .xlsx."""
        file_name = name if name.endswith((_SUFFIX, _WORKBOOK)) else f"{name}{_SUFFIX}"
        if Path(file_name).name == file_name:
            for folder in self.folders:
                if (folder / file_name).is_file():
                    return folder / file_name
        known = "、".join([*self.names(), *self.workbooks()]) or "（没有）"
        what = f"找不到模板“{file_name}”"
        raise UserError(Problem("template.missing", what, f"现有模板：{known}。请核对名称。", Place(file_name)))


def check_templates(templates: Templates, letters: Names | None = None) -> list[Problem]:
    """Give the problems of every template that would be used, one broken file not hiding the next.

    `letters` are the names that letters may quote, where a plan is known.
    """
    problems: list[Problem] = []
    for name in templates.names():
        try:
            problems += check_frame(templates.path(name), letters)
        except UserError as error:
            problems += error.problems
    return problems
