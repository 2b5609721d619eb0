"""The index of the evidence folder (材料目录) made and kept: new files get a row, what people typed stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from gongwen.dossier.located import Located, locate, rooms_of
from gongwen.dossier.model import Material
from gongwen.dossier.overrides import (
    COLUMNS,
    DATE,
    FILE,
    ISSUER,
    KIND,
    NUMBER,
    ORDER,
    REMARK,
    STANDARDS,
    TITLE,
    index_key,
)
from gongwen.ooxml.package import Package
from gongwen.problems import ExitCode, Place, Problem, UserError
from gongwen.sheet import Book, CannotKeepError, Cell
from gongwen.sheet.fit import height
from gongwen.sheet.tags import TAG, tag_problems, tagged_cells, tags_of
from gongwen.sheet.values import Value, canonical
from gongwen.store import Outcome, Workspace, rewrite, write_new
from gongwen.tables.content import load
from gongwen.word.properties import drop_accounts, mark_generated, set_properties

TEMPLATE = "材料目录.xlsx"
"""The workbook template that a new index is made from."""
GONE, UNFILED = "文件不在", "未归入标准"
"""What the program itself writes into 备注, where nobody wrote anything else."""
_DOCUMENT_TITLE = "迎检档案材料目录"
_LEAST_HEIGHT = 20.0
"""Rows are at least so high, in pt."""


@dataclass(slots=True)
class Indexed:
    """What became of the index: how many rows were added, how many remarks changed, where the old one was copied."""

    outcome: Outcome
    added: int = 0
    remarked: int = 0
    backup: Path | None = None


@dataclass(slots=True)
class Refreshed:
    """An index after a refresh; `data` is None where nothing changed."""

    data: bytes | None = None
    added: list[str] = field(default_factory=list)
    """The files that got a row."""
    remarked: list[str] = field(default_factory=list)
    """The files whose remark of ours came or went."""


def make_index(  # noqa: PLR0913 - what an index is made of and how
    workspace: Workspace,
    path: Path,
    materials: Sequence[Material],
    template: Path,
    *,
    unfiled: Sequence[str] = (),
    dry_run: bool = False,
) -> Indexed:
    """Make the index of the evidence folder at `path`, or bring the one that is there up to date.

    New rows stand in the order of `materials`; `unfiled` are files that lie there under no standard: they get rows to
    say it in. Where nothing changed nothing is written. Raises UserError, the file as it was: exit 3 where it or the
    template cannot be used, exit 6 where it changed meanwhile or something in it stands in the way, exit 7 where it is
    open elsewhere or cannot be written.
    """
    if path.is_symlink():
        what = "材料目录是指向别处的链接，没有动它"
        raise UserError(Problem("index.link", what, "请把文件本身放在这里。", Place(str(path))), ExitCode.REFUSED)
    if not path.exists():
        data = fresh_index(template, materials, unfiled=unfiled)
        if not dry_run:
            write_new(path, data)
        return Indexed(Outcome.WOULD_MAKE if dry_run else Outcome.MADE, len(materials) + len(unfiled))
    read = load(path, path.name)
    done = refresh_index(read, materials, unfiled=unfiled, name=path.name)
    if done.data is None:
        return Indexed(Outcome.UNCHANGED)
    backup = None if dry_run else rewrite(workspace, path, done.data, read)
    outcome = Outcome.WOULD_MAKE if dry_run else Outcome.UPDATED
    return Indexed(outcome, len(done.added), len(done.remarked), backup)


def fresh_index(template: Path, materials: Sequence[Material], *, unfiled: Sequence[str] = ()) -> bytes:
    """A new index with a row for each material. Raises UserError (exit 3) with every fault of the template."""
    package = Package.read(template)
    set_properties(package, _DOCUMENT_TITLE, "")
    drop_accounts(package.parts)
    mark_generated(package.parts)
    book = Book(package)
    try:
        _fill(book, _rows(materials, unfiled))
    except CannotKeepError as error:
        raise UserError(_template_problem(book, error.what, error.where)) from error
    return book.to_bytes()


def check_index_template(path: Path) -> list[Problem]:
    """Every problem of a template for indexes."""
    try:
        fresh_index(path, ())
    except UserError as error:
        return list(error.problems)
    return []


def _fill(book: Book, rows: Sequence[Mapping[str, Value]]) -> None:
    """The sample row of the template's first sheet in as many copies as there are rows."""
    name = book.names[0]
    sheet = book.sheet(name)
    tagged = tagged_cells(sheet)
    problems = tag_problems(book.file, name, tagged, COLUMNS)
    sample = next((cell.row for cell in tagged if FILE in tags_of(cell.text)), 0)
    if not sample and not problems:
        problems = [_template_problem(book, f"模板中没有引用 {{{{ {FILE} }}}} 的样行", "")]
    if problems:
        raise UserError(problems)
    found = locate(book)
    if found is None or found.header >= sample:
        raise UserError(_template_problem(book, f"样行上面的表头里没有“{FILE}”列", ""))
    cells = [cell for cell in sheet.cells(sample) if cell.kind == "s"]
    rooms = rooms_of(book, found, sample)
    made = []
    for row in rows:
        values = {cell.column: _filled(cell, row) for cell in cells}
        texts = {column: canonical(value) for column, value in values.items()}
        made.append((values, height(rooms, texts, sheet.height(sample) or _LEAST_HEIGHT)))
    book.make_room(name, sample, len(rows) - 1)
    sheet.replace(sample, made, len(rows))
    book.lengthen(name, sample, len(rows) - 1, single=True)


def _filled(cell: Cell, row: Mapping[str, Value]) -> Value:
    """What a cell of the sample row says of a file; one that is nothing but a tag keeps a number a number."""
    whole = TAG.fullmatch(cell.text.strip())
    if whole is not None:
        return row[whole.group(1)]
    return TAG.sub(lambda match: canonical(row[match.group(1)]), cell.text)


def _template_problem(book: Book, what: str, cell: str) -> Problem:
    place = Place(book.file, sheet=book.names[0], cell=cell or None)
    return Problem("template.sheet", what, f"请修改模板，或用自带模板 {TEMPLATE} 重新做一份。", place)


def refresh_index(
    data: bytes, materials: Sequence[Material], *, unfiled: Sequence[str] = (), name: str = TEMPLATE
) -> Refreshed:
    """The index brought up to date: rows for new files, remarks on files that went and came back, nothing else.

    Raises UserError: exit 3 for a file that is no index, exit 6 where something in it stands in the way.
    """
    book = Book(Package.read(data, name=name))
    known = {index_key(each) for each in (*unfiled, *(material.name for material in materials))}
    try:
        found = locate(book, known)
    except CannotKeepError as error:
        place = Place(name, part=error.where or None)
        remedy = "请用 Excel 或 WPS 打开后另存为 .xlsx，再运行一次。"
        raise UserError(Problem("index.unreadable", error.what, remedy, place)) from error
    if found is None:
        what = f"里面找不到材料目录的表头（要有“{FILE}”列）"
        raise UserError(Problem("index.no_header", what, "请核对文件，或把它移走后重新生成。", Place(name)))
    done = Refreshed()
    try:
        _remark(found, materials, unfiled, done)
        _append(book, found, materials, unfiled, done)
    except CannotKeepError as error:
        place = Place(name, sheet=found.sheet, cell=error.where or None)
        problem = Problem("index.cannot", error.what, "请在 Excel 或 WPS 中改正这一处，再运行一次。", place)
        raise UserError(problem, ExitCode.REFUSED) from error
    if book.changed:
        done.data = book.to_bytes()
    return done


def _remark(found: Located, materials: Sequence[Material], unfiled: Collection[str], done: Refreshed) -> None:
    """Say in 备注 what files are gone or filed nowhere, where it is empty or says so of old."""
    column = found.columns.get(REMARK)
    if column is None:
        return
    wanted = {index_key(name): UNFILED for name in unfiled} | {index_key(each.name): "" for each in materials}
    for key, cells in found.rows:
        now, remark = cells.get(column), wanted.get(key, GONE)
        text = now.text.strip() if now is not None else ""
        if (now is not None and now.formula) or text == remark or text not in ("", GONE, UNFILED):
            continue
        found.patch.set(found.row_of(cells), column, remark or None)
        done.remarked.append(key)


def _append(book: Book, found: Located, materials: Sequence[Material], unfiled: Sequence[str], done: Refreshed) -> None:
    """Rows at the end of the table for files that have none."""
    there = {key for key, _ in found.rows}
    rows: dict[str, Mapping[str, Value]] = {}
    for row in _rows(materials, unfiled):
        key = index_key(str(row[FILE]))
        if key and key not in there:
            rows.setdefault(key, row)
    if not rows:
        return
    values = [
        {column: row[name] for name, column in found.columns.items() if row[name] not in ("", None)}
        for row in rows.values()
    ]
    found.append(book, values, _LEAST_HEIGHT)
    done.added += rows


def _rows(materials: Sequence[Material], unfiled: Sequence[str]) -> list[Mapping[str, Value]]:
    """What the columns say of each file."""
    rows: list[Mapping[str, Value]] = [
        {
            FILE: index_key(material.name),
            STANDARDS: "、".join(material.standards),
            TITLE: material.title,
            DATE: str(material.date) if material.date else "",
            ISSUER: material.issuer,
            NUMBER: material.number,
            KIND: material.kind,
            ORDER: material.order,
            REMARK: "",
        }
        for material in materials
    ]
    blank: dict[str, Value] = dict.fromkeys(COLUMNS, "")
    return [*rows, *({**blank, FILE: index_key(name), REMARK: UNFILED} for name in unfiled)]
