"""The files of a batch: its document composed into a master once, filled for each row, and joined to print sets."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from gongwen.problems import Place, Problem, UserError
from gongwen.sandbox import Names, RefusedError
from gongwen.store import safe_name
from gongwen.word.letter import compose
from gongwen.word.merge import Master, PrintSet, open_master

if TYPE_CHECKING:
    from pathlib import Path

    from gongwen.documents.context import Batch
    from gongwen.pdf.binder import Leaf
    from gongwen.pdf.reading import Reading

_PRINTED = "打印"
_SUFFIX = ".docx"


class BatchFiles:
    """What a batch gives: a Word file for each row and the print set, or of a batch in one file only that."""

    def __init__(self, batch: Batch, output: str, template: Path, faces: Mapping[str, str]) -> None:
        """Compose the master. Raises UserError for a template that cannot be filled."""
        data = compose(batch.document, template, faces, title=batch.title)
        self.title, self.one_file = batch.title, batch.one_file
        self.last = b""
        """The Word file that was given last: of a batch in one file that is the batch."""
        self._file = template.name
        self._values = [dict(row) for _, row in batch.rows]
        master, _ = open_master(data, file=template.name, names=Names.of(_paths(self._values)))
        if not isinstance(master, Master):
            what = f"模板“{template.name}”含富文本或图片标签，不能用于成批生成"
            raise UserError(Problem("template.rich", what, "请改用普通的 {{ 名称 }} 引用。"))
        self._master = master
        self.names = [posixpath.join(output, safe_name(f"{name}{_SUFFIX}")) for name, _ in batch.rows]
        """The path of each row's file under the outputs."""
        printed = safe_name(f"{batch.title}（打印）{_SUFFIX}")
        self.print_set = output if batch.one_file else posixpath.join(output, _PRINTED, printed)
        """The path of the print set; of a batch in one file that is the batch."""

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Each Word file with its path. Raises UserError for a value that cannot be printed."""
        try:
            for name, values in zip(self.names, () if self.one_file else self._values, strict=False):
                yield name, self._master.render(values)
            self.last = PrintSet(self._master, duplex=not self.one_file).make(self._values)
            yield self.print_set, self.last
        except RefusedError as refused:
            raise UserError(refused.problems) from refused

    def leaves(self, edited: Callable[[str], bytes | None]) -> Iterator[Leaf]:
        """The papers one by one, for the print set as PDF; `edited` gives the file of one that a person changed."""
        from gongwen.pdf.binder import Leaf  # noqa: PLC0415 - a run without PDFs needs no typesetter
        from gongwen.pdf.reading import Copies, read_word  # noqa: PLC0415

        copies = Copies(self._master, self._file)
        for name, values in zip(self.names, self._values, strict=True):
            stem, data = posixpath.splitext(posixpath.basename(name))[0], edited(name)

            def reading(data: bytes | None = data, name: str = name, values: dict[str, Any] = values) -> Reading:
                return copies.reading(values) if data is None else read_word(data, name)

            yield Leaf(reading, f"《{self.title}》{stem}", Place(name), ((stem, 0),))


def _paths(rows: list[dict[str, Any]]) -> Iterator[str]:
    """The names that the rows fill, those of lists as `名单.[].姓名`."""
    for row in rows[:1]:
        for name, value in row.items():
            if isinstance(value, list):
                yield from (f"{name}.[].{column}" for item in value[:1] for column in item)
            else:
                yield name
