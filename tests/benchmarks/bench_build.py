"""A whole `gongwen build` of the example, imports included, beside docxtpl and openpyxl making the same files.

The peer is what somebody writes by hand: one `DocxTemplate(path).render(…).save(…)` for each Word file, openpyxl's load,
fill and save for each workbook. Its templates are made beforehand from our own outputs: a tag for each paragraph of a
single document, in letters and slips only for the paragraphs that differ from one to the next. It makes no print sets,
no plan, no checks. Then a second build with nothing changed against the first (bar: below a third).
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections import defaultdict
from pathlib import Path

import docx
from docx.document import Document
from docx.text.paragraph import Paragraph

from tests.benchmarks.clock import ROOT, cpu_seconds

MEMORY = Path("/dev/shm")
PEER = """
import json, sys
from pathlib import Path
from docxtpl import DocxTemplate
import openpyxl
work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
for template, output, values in work["word"]:
    file = DocxTemplate(template)
    file.render(values, autoescape=True)
    file.save(output)
for template, output, sheets in work["excel"]:
    book = openpyxl.load_workbook(template)
    for name, cells in sheets.items():
        sheet = book[name]
        for address, value in cells.items():
            sheet[address] = value
    book.save(output)
"""


def paragraphs(document: Document) -> list[Paragraph]:
    """The paragraphs of the body and of its tables, in order."""
    found = list(document.paragraphs)
    for table in document.tables:
        found += [paragraph for row in table.rows for cell in row.cells for paragraph in cell.paragraphs]
    return found


def tagged(source: Path, template: Path, wanted: set[int] | None) -> None:
    """A template out of an output: a tag in the place of each paragraph's text, or of those that are wanted."""
    document = docx.Document(str(source))
    for number, paragraph in enumerate(paragraphs(document)):
        if paragraph.text and paragraph.runs and (wanted is None or number in wanted):
            first, *others = paragraph.runs
            first.text = f"{{{{ p{number} }}}}"
            for run in others:
                run.text = ""
    document.save(str(template))


def texts(file: Path) -> list[str]:
    return [paragraph.text for paragraph in paragraphs(docx.Document(str(file)))]


def prepare(outputs: Path, folder: Path) -> dict[str, list]:
    """What the peer is to make: templates, outputs, values."""
    work: dict[str, list] = {"word": [], "excel": []}
    batches: dict[Path, list[Path]] = defaultdict(list)
    for file in sorted(outputs.rglob("*.docx")):
        if "打印" not in file.parts:
            batches[file.parent if file.name[:3].isdigit() else file].append(file)
    for number, files in enumerate(batches.values()):
        template = folder / f"template{number}.docx"
        said = [texts(file) for file in files]
        differing = None
        if len(files) > 1:
            differing = {place for place, row in enumerate(zip(*said, strict=False)) if len(set(row)) > 1}
        tagged(files[0], template, differing)
        for place, (file, own) in enumerate(zip(files, said, strict=True)):
            values = {f"p{n}": text for n, text in enumerate(own) if differing is None or n in differing}
            work["word"].append((str(template), str(folder / f"{number}-{place}-{file.name}"), values))
    import openpyxl

    for number, file in enumerate(sorted(outputs.rglob("*.xlsx"))):
        book = openpyxl.load_workbook(file)
        sheets = {
            sheet.title: {
                cell.coordinate: cell.value
                for row in sheet.iter_rows()
                for cell in row
                if cell.value is not None and isinstance(cell.value, str | int | float)
            }
            for sheet in book.worksheets
        }
        work["excel"].append((str(file), str(folder / f"book{number}.xlsx"), sheets))
    return work


def main() -> None:
    """Print CPU seconds and ratios."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        shutil.copytree(ROOT / "inputs", folder / "inputs")
        plan = str(folder / "inputs" / "plan.yaml")
        build = ["-m", "gongwen", "build", "-q", "--plan", plan]
        forced = ["-c", FRESH, str(folder), *build[2:]]
        cpu_seconds(build)
        (folder / "peer").mkdir()
        work = prepare(folder / "outputs", folder / "peer")
        (folder / "work.json").write_text(json.dumps(work, ensure_ascii=False), encoding="utf-8")
        first, peer = cpu_seconds(forced, ["-c", PEER, str(folder / "work.json")])
        cpu_seconds(build)
        second = cpu_seconds(build)[0]
    files = len(work["word"]) + len(work["excel"])
    print(f"docxtpl + openpyxl, {files} files   {peer:.2f} CPU s")
    print(f"gongwen build, with print sets   {first:.2f} CPU s  {peer / first:.1f} x as fast")
    print(f"again, nothing changed           {second:.2f} CPU s  {second / first:.2f} of the first (bar 0.33)")


FRESH = """
import shutil, sys
from pathlib import Path
folder = Path(sys.argv.pop(1))
for name in ("outputs", ".gongwen"):
    shutil.rmtree(folder / name, ignore_errors=True)
from gongwen.cli import main
main()
"""


if __name__ == "__main__":
    main()
