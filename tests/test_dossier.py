"""The dossier of the example: eight volumes of a demo evidence set, opened and compared with what their lists say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pdfplumber
import pikepdf
import pytest

from tests.conftest import ROOT

FOLDER = "outputs/2023/10-迎检档案"
MM = 72 / 25.4


@pytest.fixture(scope="module")
def evidence(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "evidence"
    subprocess.run([sys.executable, ROOT / "tools/demo_evidence.py", folder], check=True, capture_output=True)
    return folder


def made(folder: Path, evidence: Path | None) -> Path:
    """A workspace with everything of the example built."""
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    if evidence is not None:
        shutil.copytree(evidence, folder / "evidence")
    command = [sys.executable, "-m", "gongwen", "build", "-q"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def root(tmp_path_factory, evidence) -> Path:
    return made(tmp_path_factory.mktemp("whole"), evidence)


def listed(root: Path) -> list[dict[str, str]]:
    """The lines of 目录.xlsx."""
    sheet = openpyxl.load_workbook(root / FOLDER / "目录.xlsx").active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    return [dict(zip(rows[0], (str(cell or "") for cell in row), strict=True)) for row in rows[1:]]


def outline(pdf: pikepdf.Pdf) -> list[tuple[int, str, int]]:
    """Level, title and page (from 0) of every entry."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    found: list[tuple[int, str, int]] = []

    def walk(items, level):
        for item in items:
            found.append((level, item.title, pages[item.destination[0].objgen]))
            walk(item.children, level + 1)

    with pdf.open_outline() as tree:
        walk(tree.root, 0)
    return found


def stamped(page) -> list[tuple[str, str]]:
    """The numbers in the outer strip at the top of a page, as it is bound, with the side they stand on."""
    across = page.width > page.height
    found = []
    chars = [char for char in page.chars if char["text"].isdigit()]
    for char in chars:
        if across:
            edge, place, span = page.width - char["x1"], char["top"], page.height
            side = "left" if place < 30 * MM else "right" if place > span - 30 * MM else ""
            top = edge < 14 * MM and not char["upright"]
        else:
            place, span = char["x0"], page.width
            side = "left" if place < 30 * MM else "right" if place > span - 30 * MM else ""
            top = char["top"] < 14 * MM and char["size"] == pytest.approx(14, abs=0.2)
        if top and side:
            found.append((char["text"], side))
    return found


def test_there_are_eight_volumes_that_are_whole(root):
    files = sorted((root / FOLDER / "分卷").glob("*.pdf"))
    assert [file.name[:5] for file in files] == [f"{n:02}-Z{n}"[:5] for n in range(1, 9)]
    for file in (*files, *(root / FOLDER).glob("*.pdf")):
        done = subprocess.run(["qpdf", "--check", file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, (file.name, done.stdout, done.stderr)


def test_every_item_starts_on_the_page_that_its_list_names(root):
    lines = listed(root)
    assert len(lines) > 150
    for file in sorted((root / FOLDER / "分卷").glob("*.pdf")):
        with pikepdf.open(file) as pdf:
            entries = outline(pdf)
        own = [line for line in lines if line["卷"].startswith(file.name[3:5] + " ")]
        bound = [line for line in own if line["备注"] != "见前"]
        items = [(title, page) for level, title, page in entries if level == 2 or title.endswith("指标说明")]
        assert [title for title, _ in items] == [line["题名"] for line in bound]
        with pdfplumber.open(file) as pdf:
            for (title, page), line in zip(items, bound, strict=True):
                first = line["页号"].partition("-")[0]
                marks = stamped(pdf.pages[page])
                assert "".join(text for text, _ in marks) == first, (file.name, title)
                assert {side for _, side in marks} == {"right" if int(first) % 2 else "left"}


def test_every_written_page_is_numbered_once_and_cover_list_and_remarks_are_not(root):
    for file in sorted((root / FOLDER / "分卷").glob("*.pdf")):
        with pikepdf.open(file) as pdf:
            entries = {title: page for _, title, page in outline(pdf)}
        with pdfplumber.open(file) as pdf:
            numbers = ["".join(text for text, _ in stamped(page)) for page in pdf.pages]
        contents, remarks = entries["卷内文件目录"], entries["卷内备考表"]
        assert numbers[0] == numbers[contents] == numbers[remarks] == ""
        shown = [int(number) for number in numbers if number]
        assert shown == list(range(1, len(shown) + 1))
        lists = next(place for place, number in enumerate(numbers) if place > contents and number) - contents
        assert len(numbers) == len(shown) + 2 + lists
        last = [
            line["页号"] for line in listed(root) if line["卷"].startswith(file.name[3:5]) and line["备注"] != "见前"
        ]
        assert int(last[-1].rpartition("-")[2]) == len(shown)


def test_pages_in_are_pages_out_and_their_text_is_found(root, evidence):
    """Each PDF of the evidence that is bound: as many pages, each with the text of its own and its number."""
    volumes = {}
    for file in sorted((root / FOLDER / "分卷").glob("*.pdf")):
        with pdfplumber.open(file) as pdf:
            pages = [("".join(text for text, _ in stamped(page)), page.chars) for page in pdf.pages]
        volumes[file.name[3:5]] = {number: sorted(char["text"] for char in chars) for number, chars in pages if number}
    seen = 0
    for line in listed(root):
        path = next(iter(evidence.rglob(f"*{line['题名']}.pdf")), None)
        if path is None or line["备注"] or line["日期"] not in re.sub(r"\D", "", path.name):
            continue
        first, _, last = line["页号"].partition("-")
        with pdfplumber.open(path) as pdf:
            texts = [[char["text"] for char in page.chars] for page in pdf.pages]
        numbers = [str(number) for number in range(int(first), int(last or first) + 1)]
        assert len(numbers) == len(texts), line
        for number, text in zip(numbers, texts, strict=True):
            assert volumes[line["卷"][:2]][number] == sorted([*text, *number]), line
        seen += 1
    assert seen > 20


def test_the_whole_dossier_has_volume_indicator_and_file_in_its_outline(root):
    (file,) = [path for path in (root / FOLDER).glob("*.pdf") if "盒脊" not in path.name and "缺项" not in path.name]
    with pikepdf.open(file) as whole:
        entries = outline(whole)
        pages = len(whole.pages)
    assert entries[0][:2] == (0, "Z1 组织领导")
    assert len([1 for level, _, _ in entries if level == 0]) == 8
    assert "Z1-1 领导机制" in [title for level, title, _ in entries if level == 1]
    assert [page for _, _, page in entries] == sorted(page for _, _, page in entries)
    total = 0
    for volume in sorted((root / FOLDER / "分卷").glob("*.pdf")):
        with pikepdf.open(volume) as pdf:
            total += len(pdf.pages)
    assert pages == total


def test_originals_are_there_byte_for_byte_and_in_the_zip(root, evidence):
    copies = [path for path in (root / FOLDER / "原件").rglob("*") if path.is_file()]
    known = {path.read_bytes() for path in evidence.rglob("*") if path.is_file()}
    ours = {path.read_bytes() for path in (root / "outputs").rglob("*.docx")} | {
        path.read_bytes() for path in (root / "outputs").rglob("*.xlsx")
    }
    (archive,) = (root / FOLDER).glob("*.zip")
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.testzip() is None
        names = set(zipped.namelist())
        members = {member.read_bytes() if isinstance(member, Path) else zipped.read(member) for member in names}
    unpacked = set()
    for path in evidence.rglob("*.zip"):
        with zipfile.ZipFile(path) as zipped:
            unpacked |= {zipped.read(name) for name in zipped.namelist()}
    assert {path.read_bytes() for path in copies} <= known | ours | unpacked
    assert {f"原件/{path.relative_to(root / FOLDER / '原件').as_posix()}" for path in copies} <= names
    assert {"目录.xlsx", "分卷/01-Z1-组织领导.pdf"} <= names
    assert len(members) > 100


def test_another_run_writes_the_same_bytes_and_evidence_is_untouched(root, evidence, tmp_path):
    before = {path.relative_to(evidence): path.read_bytes() for path in evidence.rglob("*") if path.is_file()}
    after = {
        path.relative_to(root / "evidence"): path.read_bytes()
        for path in (root / "evidence").rglob("*")
        if path.is_file()
    }
    assert before == after
    again = made(tmp_path / "zweites mal", evidence)
    first = {path.relative_to(root): path for path in (root / FOLDER).rglob("*") if path.is_file()}
    second = {path.relative_to(again): path for path in (again / FOLDER).rglob("*") if path.is_file()}
    assert first.keys() == second.keys()
    assert [name for name in first if first[name].read_bytes() != second[name].read_bytes()] == []


def test_what_changed_is_made_again_and_nothing_else(root, tmp_path, run_cli):
    folder = tmp_path / "arbeit"
    shutil.copytree(root, folder, symlinks=True)
    run_cli("dossier", cwd=folder)
    times = {path.name: path.stat().st_mtime_ns for path in (folder / FOLDER / "分卷").iterdir()}
    (folder / "evidence/Z8-1-1 补充").mkdir()
    shutil.copyfile(next((folder / "evidence").rglob("*.pdf")), folder / "evidence/Z8-1-1 补充/2023-06-01-补充材料.pdf")
    done = run_cli("dossier", cwd=folder)
    assert done.returncode == 0, done.stderr
    changed = [
        path.name for path in (folder / FOLDER / "分卷").iterdir() if path.stat().st_mtime_ns != times[path.name]
    ]
    assert [name[:5] for name in changed] == ["08-Z8"]
    assert "补充材料" in [line["题名"] for line in listed(folder) if line["卷"].startswith("Z8")]


def test_a_volume_that_somebody_changed_is_kept(root, tmp_path, run_cli):
    folder = tmp_path / "arbeit"
    shutil.copytree(root, folder, symlinks=True)
    volume = next((folder / FOLDER / "分卷").glob("01*"))
    volume.write_bytes(volume.read_bytes() + b"% signed\n")
    kept = volume.read_bytes()
    done = run_cli("dossier", cwd=folder)
    assert done.returncode == 6
    assert volume.read_bytes() == kept
    assert "01-Z1" in done.stderr


def test_status_names_what_is_missing_and_exits_with_4(root, run_cli):
    done = run_cli("dossier", "status", "--json", cwd=root)
    assert done.returncode == 4
    data = json.loads(done.stdout)
    assert data["exit_code"] == 4
    rows = {row["id"]: row for row in data["standards"]}
    assert len(rows) == 37
    short = [row for row in rows.values() if not row["complete"]]
    assert short
    assert all(row["score_at_stake"] == row["score"] for row in short)
    lines = run_cli("dossier", "status", cwd=root).stdout
    assert short[0]["id"] in lines
    assert (root / FOLDER / "缺项清单.docx").is_file()
    assert list((root / FOLDER / "缺项清单").glob("*.docx"))


def test_without_evidence_build_gives_the_gap_list_and_exits_with_0(tmp_path, run_cli):
    folder = made(tmp_path / "ohne", None)
    assert (folder / FOLDER / "缺项清单.docx").is_file()
    assert not (folder / FOLDER / "分卷").exists()
    assert not (folder / "evidence").exists()
    assert run_cli("dossier", "status", cwd=folder).returncode == 4
    done = run_cli("dossier", cwd=folder)
    assert done.returncode == 0
    assert "没有材料文件夹" in done.stderr


def test_a_run_that_was_ended_goes_on_where_it_stopped(root, evidence, tmp_path, run_cli):
    folder = tmp_path / "arbeit"
    shutil.copytree(ROOT / "inputs", folder / "inputs")
    shutil.copytree(evidence, folder / "evidence")
    command = [sys.executable, "-m", "gongwen", "dossier"]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    pages = folder / ".gongwen/dossier/pages.jsonl"
    while process.poll() is None and not (pages.exists() and pages.read_text(encoding="utf-8").count("\n") > 40):
        pass
    process.kill()
    process.wait()
    done_before = pages.read_text(encoding="utf-8").count('"pages"')
    assert run_cli("dossier", cwd=folder).returncode == 0
    assert pages.read_text(encoding="utf-8").count('"pages"') > done_before
    assert run_cli("build", "-q", cwd=folder).returncode == 0
    ours = {path.name: path.read_bytes() for path in (folder / FOLDER / "分卷").iterdir()}
    assert ours == {path.name: path.read_bytes() for path in (root / FOLDER / "分卷").iterdir()}


def test_the_index_overrides_what_names_say(root, tmp_path, run_cli):
    folder = tmp_path / "arbeit"
    shutil.copytree(root, folder, symlinks=True)
    assert run_cli("dossier", "index", cwd=folder).returncode == 0
    path = folder / "evidence/目录.xlsx"
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    header = next(row for row in sheet.iter_rows() if any(cell.value == "文件" for cell in row))
    columns = {cell.value: cell.column for cell in header if cell.value}
    line = next(row[0].row for row in sheet.iter_rows() if str(row[columns["文件"] - 1].value).startswith("Z1-1-1"))
    sheet.cell(line, columns["题名"]).value = "改过的题名"
    sheet.cell(line, columns["责任者"]).value = "某某办公室"
    book.save(path)
    assert run_cli("dossier", cwd=folder).returncode == 0
    assert ("改过的题名", "某某办公室") in [(each["题名"], each["责任者"]) for each in listed(folder)]
