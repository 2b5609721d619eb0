"""The files of a batch: its document composed into a master once, filled for each row, and joined to a print set."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gongwen.problems import Problem, UserError
from gongwen.sandbox import Names, RefusedError
from gongwen.store import safe_name
from gongwen.word.letter import compose
from gongwen.word.merge import Master, PrintSet, open_master

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.documents.context import Batch

_PRINTED = "打印"
_SUFFIX = ".docx"


def batch_files(batch: Batch, output: str, template: Path, faces: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
    """Each file with its path: one for each row and the print set; of a batch in one file only that, at `output`.

    Raises UserError for a template that cannot be filled.
    """
    data = compose(batch.document, template, faces, title=batch.title)
    values = [row for _, row in batch.rows]
    master, _ = open_master(data, file=template.name, names=Names.of(_paths(values)))
    if not isinstance(master, Master):
        what = f"模板“{template.name}”含富文本或图片标签，不能用于成批生成"
        raise UserError(Problem("template.rich", what, "请改用普通的 {{ 名称 }} 引用。"))
    try:
        if batch.one_file:
            yield output, PrintSet(master, duplex=False).make(map(dict, values))
            return
        for name, row in batch.rows:
            yield posixpath.join(output, safe_name(f"{name}{_SUFFIX}")), master.render(dict(row))
        printed = safe_name(f"{batch.title}（打印）{_SUFFIX}")
        yield posixpath.join(output, _PRINTED, printed), PrintSet(master).make(map(dict, values))
    except RefusedError as refused:
        raise UserError(refused.problems) from refused


def _paths(rows: list[Mapping[str, Any]]) -> Iterator[str]:
    """The names that the rows fill, those of lists as `名单.[].姓名`."""
    for row in rows[:1]:
        for name, value in row.items():
            if isinstance(value, list):
                yield from (f"{name}.[].{column}" for item in value[:1] for column in item)
            else:
                yield name
