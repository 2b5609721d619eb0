"""`gongwen build` of the example on a memory disk, whole processes: the first one, one with nothing changed, a peer.

The peer makes the same papers with docxtpl and openpyxl: one `DocxTemplate(path).render(context)` and `save` for each
single document, letter and sheet of signatures, one `load_workbook`, filling and `save` for each workbook. Its templates
are made beforehand from our own files: paragraphs of one style and rows of one form are a loop over a sample, what
differs between letters is a tag, cells of a workbook are empty but for their styles. It reads no plan and no roster
(its contexts are finished texts), checks and remembers nothing, and makes no print sets. The texts of every file are
compared before a figure counts. Bar: a build with nothing changed under 1/3 of the first.

Both once more with PDFs: ours of everything, print sets among it; the peer adds one call of LibreOffice, its profile there
already, that prints the same Word files. The PDFs must have as many pages.
`python -m tests.benchmarks.bench_build [RUNS]`.
"""

from __future__ import annotations

import copy
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from itertools import groupby
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pypdfium2
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tests.benchmarks.bench_pdf import call, warm_office
from tests.benchmarks.clock import ROOT

MEMORY = Path("/dev/shm")
PRINT_SETS = "打印"
PEER = """
import json, sys
from docxtpl import DocxTemplate
from openpyxl import load_workbook
jobs = json.load(open(sys.argv[1], encoding="utf-8"))
for template, target, context in jobs["papers"]:
    paper = DocxTemplate(template)
    paper.render(context, autoescape=True)
    paper.save(target)
for template, target, sheets in jobs["books"]:
    book = load_workbook(template)
    for name, cells in sheets.items():
        sheet = book[name]
        for row, column, value in cells:
            sheet.cell(row, column).value = value
    book.save(target)
"""


# ---------------------------------------------------------------- what a file says
def bodies(path: Path) -> tuple[Any, list[Any]]:
    """A document and the paragraphs and tables of its body."""
    document = docx.Document(str(path))
    return document, [child for child in document.element.body if child.tag in (qn("w:p"), qn("w:tbl"))]


def is_plain(element: Any) -> bool:
    """Whether a paragraph is text and nothing else: no text box, picture, field or section end."""
    odd = ("w:drawing", "w:pict", "w:fldChar", "w:sectPr", "w:instrText", "w:fldSimple")
    return not any(next(element.iter(qn(name)), None) is not None for name in odd)


def words(element: Any) -> Any:
    """The text of a paragraph, the rows of a table."""
    if element.tag == qn("w:p"):
        return Paragraph(element, None).text  # type: ignore[arg-type]
    return [[cell_text(cell) for cell in row.tc_lst] for row in element.tr_lst]


def cell_text(cell: Any) -> str:
    return "\n".join(Paragraph(each, None).text for each in cell.p_lst)  # type: ignore[arg-type]


def said(path: Path) -> list[Any]:
    return [words(element) for element in bodies(path)[1]]


def form(element: Any) -> tuple[Any, ...]:
    """What must be equal for two paragraphs, or two rows, to come from one sample."""
    if element.tag == qn("w:p"):
        properties = element.pPr
        return (is_plain(element), bool(words(element)), properties.xml if properties is not None else "")
    spans = [cell.grid_span for cell in element.tc_lst]
    header = element.trPr is not None and element.trPr.find(qn("w:tblHeader")) is not None
    return (header, tuple(spans))


# ---------------------------------------------------------------- templates out of our own files
def say(paragraph: Any, text: str) -> None:
    """Put a text into the first run of a paragraph and take the others away."""
    runs = paragraph.r_lst
    for run in runs[1:]:
        paragraph.remove(run)
    if runs:
        runs[0].text = text
    elif text:
        Paragraph(paragraph, None).add_run(text)  # type: ignore[arg-type]


def fill(cell: Any, text: str) -> None:
    """Put a text into a cell as its only paragraph."""
    for extra in cell.p_lst[1:]:
        cell.remove(extra)
    say(cell.p_lst[0], text)


def tagged(kind: str, text: str) -> Any:
    """A paragraph that holds a tag of docxtpl and vanishes."""
    paragraph = OxmlElement("w:p")
    Paragraph(paragraph, None).add_run(f"{{%{kind} {text} %}}")  # type: ignore[arg-type]
    return paragraph


def loop_rows(table: Any, name: str, rows: list[Any]) -> list[list[str]]:
    """Make rows a loop over the first of each form, told apart by how many cells they have; gives their texts."""
    texts = [[cell_text(cell) for cell in row.tc_lst] for row in rows]
    samples = {len(row.tc_lst): row for row in reversed(rows)}
    for row in rows:
        if row not in samples.values():
            table.remove(row)
    for count, row in samples.items():
        for number, cell in enumerate(row.tc_lst):
            fill(cell, f"{{{{ r[{number}] }}}}")
        if len(samples) > 1:
            row.addprevious(tagged_row(row, f"if r|length == {count}"))
            row.addnext(tagged_row(row, "endif"))
    ours = [row for row in table.tr_lst if row in samples.values()]
    first, last = (ours[0].getprevious(), ours[-1].getnext()) if len(samples) > 1 else (ours[0], ours[0])
    first.addprevious(tagged_row(ours[0], f"for r in {name}"))
    last.addnext(tagged_row(ours[0], "endfor"))
    return texts


def tagged_row(sample: Any, text: str) -> Any:
    """A row that holds a tag of docxtpl and vanishes."""
    row = copy.deepcopy(sample)
    for cell in row.tc_lst:
        fill(cell, "")
    say(row.tc_lst[0].p_lst[0], f"{{%tr {text} %}}")
    return row


def tag_cells(table: Any, name: str, tables: list[list[list[str]]]) -> None:
    """Make the cells that differ between tables of one form tags."""
    for line, row in enumerate(table.tr_lst):
        for number, cell in enumerate(row.tc_lst):
            if len({rows[line][number] for rows in tables}) > 1:
                fill(cell, f"{{{{ {name}[{line}][{number}] }}}}")


def single(path: Path, template: Path) -> dict[str, Any]:
    """The template of a single document, and the context that gives the document again."""
    document, elements = bodies(path)
    context: dict[str, Any] = {}
    for table in (each for each in elements if each.tag == qn("w:tbl")):
        for (header, *_), group in groupby(table.tr_lst, form):
            if len(rows := list(group)) > 1 and not header:
                name = f"t{len(context)}"
                context[name] = loop_rows(table, name, rows)
    paragraphs = groupby(elements, lambda each: form(each) if each.tag == qn("w:p") else None)
    for kind, some in paragraphs:
        if kind is None or not all(kind[:2]):
            continue
        first, *others = some
        name = f"p{len(context)}"
        if not others:
            context[name] = words(first)
            say(first, f"{{{{ {name} }}}}")
            continue
        context[name] = [words(each) for each in (first, *others)]
        say(first, "{{ x }}")
        first.addprevious(tagged("p", f"for x in {name}"))
        first.addnext(tagged("p", "endfor"))
        for each in others:
            each.getparent().remove(each)
    document.save(str(template))
    return context


def row_lengths(path: Path) -> set[int]:
    """How many cells the rows of a document have."""
    return {len(row) for text in said(path) if isinstance(text, list) for row in text}


def many(paths: list[Path], template: Path) -> list[dict[str, Any]]:
    """One template of many letters: what differs is a tag, a table whose rows differ is a loop."""
    document, elements = bodies(max(paths, key=lambda path: len(row_lengths(path))))
    texts = [said(path) for path in paths]
    contexts: list[dict[str, Any]] = [{} for _ in paths]
    for place, element in enumerate(elements):
        each = [text[place] for text in texts]
        if all(text == each[0] for text in each):
            continue
        name = f"v{place}"
        if element.tag == qn("w:p"):
            say(element, f"{{{{ {name} }}}}")
        elif len({len(rows) for rows in each}) == 1:
            tag_cells(element, name, each)
        else:
            loop_rows(element, name, element.tr_lst[1:])
            each = [rows[1:] for rows in each]
        for context, text in zip(contexts, each, strict=True):
            context[name] = text
    document.save(str(template))
    return contexts


def book(path: Path, template: Path) -> dict[str, list[tuple[int, int, Any]]]:
    """A workbook with its styles and no values, and the values. What only we read, a very hidden sheet, is left out."""
    found = openpyxl.load_workbook(path)
    for sheet in [each for each in found.worksheets if each.sheet_state == "veryHidden"]:
        found.remove(sheet)
    values: dict[str, list[tuple[int, int, Any]]] = {}
    for sheet in found.worksheets:
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        values[sheet.title] = [(cell.row, cell.column, plain(cell.value)) for cell in cells]
        for cell in cells:
            cell.value = None
    found.save(template)
    return values


def plain(value: Any) -> Any:
    """A value of a cell for JSON."""
    return value if isinstance(value, str | int | float | bool) else str(value)


def jobs_of(outputs: Path, templates: Path, target: Path) -> dict[str, list[Any]]:
    """What the peer is to do to make our papers and workbooks: template, file and context of each."""
    papers: list[Any] = []
    groups: dict[tuple[Any, ...], list[Path]] = {}
    for path in sorted(outputs.rglob("*.docx")):
        if path.parent.name != PRINT_SETS:
            shape = tuple(
                each.tag if each.tag == qn("w:p") else tuple(map(form, each.tr_lst[:2])) for each in bodies(path)[1]
            )
            groups.setdefault((path.parent, shape), []).append(path)
    for number, paths in enumerate(groups.values()):
        template = templates / f"{number}.docx"
        contexts = many(paths, template) if len(paths) > 1 else [single(paths[0], template)]
        for path, context in zip(paths, contexts, strict=True):
            papers.append((str(template), str(target / path.relative_to(outputs)), context))
    books = []
    for number, path in enumerate(sorted(outputs.rglob("*.xlsx"))):
        template = templates / f"{number}.xlsx"
        books.append((str(template), str(target / path.relative_to(outputs)), book(path, template)))
    for _, path, _ in (*papers, *books):
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    return {"papers": papers, "books": books}


def compare(outputs: Path, target: Path) -> None:
    """Every file of the peer says what ours says."""
    for path in sorted(target.rglob("*.docx")):
        ours = outputs / path.relative_to(target)
        assert said(path) == said(ours), path
    for path in sorted(target.rglob("*.xlsx")):
        theirs, ours = openpyxl.load_workbook(path), openpyxl.load_workbook(outputs / path.relative_to(target))
        for sheet in theirs.worksheets:
            for row in ours[sheet.title].iter_rows():
                for cell in row:
                    found = sheet.cell(cell.row, cell.column)
                    same = plain(found.value) == plain(cell.value) and found.number_format == cell.number_format
                    assert same or cell.value is None, (path, sheet.title, cell.coordinate)


# ---------------------------------------------------------------- the clock
def seconds(cache: Path, folder: Path, *command: str) -> tuple[float, str]:
    """CPU seconds of a whole process with its byte code kept, and what it said."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONPYCACHEPREFIX": str(cache), "PYTHONIOENCODING": "utf-8"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [sys.executable, *command], check=True, capture_output=True, text=True, encoding="utf-8", cwd=folder,
        env=environment,
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, done.stderr


def printed(base: Path, cache: Path, runs: int) -> tuple[float, float | None, int, int]:
    """CPU seconds of a first build with PDFs and of LibreOffice for the same ones (None without it), files, pages."""
    work, figures = base / "printed", []
    for _ in range(runs):
        shutil.rmtree(work, ignore_errors=True)
        shutil.copytree(ROOT / "inputs", work / "inputs")
        figures.append(seconds(cache, work, "-m", "gongwen", "build", "--pdf")[0])
    pdfs = sorted((work / "outputs").rglob("*.pdf"))
    pages = {f"{number}.pdf": page_count(path) for number, path in enumerate(pdfs)}
    folder = base / "office"
    folder.mkdir()
    for number, path in enumerate(pdfs):
        shutil.copy(path.with_suffix(".docx"), folder / f"{number}.docx")
    with warm_office(folder) as command:
        office = call([*command, *map(str, sorted(folder.glob("[0-9]*.docx")))]) if command else None
    if office is not None:
        assert pages == {name: page_count(folder / name) for name in pages}
    return statistics.median(figures), office, len(pages), sum(pages.values())


def page_count(path: Path) -> int:
    """How many pages a PDF has."""
    with pypdfium2.PdfDocument(path) as document:
        return len(document)


def main(runs: int = 7) -> None:
    """Print the medians and the ratios; a first run of each, which writes the byte code, is not counted."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        base = Path(name)
        cache, work, target, templates = (base / each for each in ("cache", "work", "peer", "templates"))
        script, listed = base / "peer.py", base / "jobs.json"
        templates.mkdir()
        script.write_text(PEER, encoding="utf-8")
        figures: list[tuple[float, float, float]] = []
        for number in range(runs + 1):
            shutil.rmtree(work, ignore_errors=True)
            shutil.copytree(ROOT / "inputs", work / "inputs")
            first, _ = seconds(cache, work, "-m", "gongwen", "build", "--no-pdf")
            second, told = seconds(cache, work, "-m", "gongwen", "build", "--no-pdf")
            assert "没有变化" in told, told
            if number == 0:
                jobs = jobs_of(work / "outputs", templates, target)
                listed.write_text(json.dumps(jobs, ensure_ascii=False), encoding="utf-8")
            peer, _ = seconds(cache, base, str(script), str(listed))
            if number == 0:
                compare(work / "outputs", target)
            else:
                figures.append((first, second, peer))
        files = sum(path.is_file() for path in (work / "outputs").rglob("*"))
        with_pdf, office, pdfs, pages = printed(base, cache, max(1, runs // 2))
    first, second, peer = (statistics.median(each) for each in zip(*figures, strict=True))
    print(f"gongwen build, first        {first:.3f} CPU s, {files} files")
    print(f"gongwen build, no change    {second:.3f} CPU s  {second / first:.2f} of the first (bar 0.33)")
    print(
        f"docxtpl and openpyxl        {peer:.3f} CPU s, {len(jobs['papers'])} papers and {len(jobs['books'])} workbooks"
        f"  {peer / first:.1f} x ours"
    )
    print(f"gongwen build with PDFs     {with_pdf:.3f} CPU s, {pdfs} PDFs of {pages} pages")
    if office is None:
        print("LibreOffice                 not measured: it is missing")
    else:
        print(f"docxtpl, openpyxl, LibreOffice {peer + office:.3f} CPU s  {(peer + office) / with_pdf:.1f} x ours")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
