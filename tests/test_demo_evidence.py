"""The demo evidence: the same each time, of every kind, harmless to what lies there already, and enough to show gaps."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import zipfile
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import docx
import openpyxl
import pikepdf
import pytest
from PIL import Image, ImageOps
from tools import demo_evidence
from tools.demo_evidence import make_demo
from tools.demo_papers import scanned
from tools.demo_pictures import photo, wrapped

from tests.conftest import ROOT
from tests.example import load_example

SIZE = 12 << 20
TAKEN, ORIENTATION, EXIF = 0x9003, 0x0112, 0x8769


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "evidence"
    assert len(make_demo(folder)) == len(files(folder))
    return folder


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files(folder)
    }


def taken(path: Path) -> str:
    with Image.open(path) as image:
        return str(image.getexif().get_ifd(EXIF).get(TAKEN, ""))[:10].replace(":", "-")


def photos(made: Path) -> list[Path]:
    return [path for path in files(made) if path.suffix.lower() in (".jpg", ".jpeg")]


def pdfs(made: Path) -> list[Path]:
    return [path for path in files(made) if path.suffix == ".pdf"]


def test_another_process_at_another_time_makes_the_same_bytes(made, tmp_path):
    later = str(datetime(2031, 5, 6, tzinfo=UTC).timestamp()).partition(".")[0]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai"}
    command = [sys.executable, "-c", _LATER, str(ROOT), later, str(tmp_path / "again")]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert hashes(tmp_path / "again") == hashes(made)


_LATER = """
import sys, time
from pathlib import Path
root, later, folder = sys.argv[1:]
sys.path.insert(0, root)
began, now = time.time(), time.time
time.time = lambda: float(later) + now() - began
from tools.demo_evidence import make_demo
make_demo(Path(folder))
"""


def test_a_file_of_somebody_is_kept_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(
        demo_evidence, "of_standards", lambda *_: iter([("Z1-1-1/甲.txt", b"demo"), ("Z1-1-1/乙.txt", b"demo")])
    )
    monkeypatch.setattr(demo_evidence, "of_records", lambda *_: iter(()))
    monkeypatch.setattr(demo_evidence, "of_letters", lambda *_: iter(()))
    monkeypatch.setattr(demo_evidence, "of_nobody", lambda: iter(()))
    kept = tmp_path / "Z1-1-1/甲.txt"
    kept.parent.mkdir()
    kept.write_bytes(b"somebody's own")
    said: list[str] = []
    assert make_demo(tmp_path, said.append) == [kept, kept.with_name("乙.txt")]
    assert kept.read_bytes() == b"somebody's own"
    assert kept.with_name("乙.txt").read_bytes() == b"demo"
    assert any("没有覆盖" in line and "甲.txt" in line for line in said)
    assert not list(tmp_path.rglob("*.tmp"))


def test_a_second_run_writes_nothing(tmp_path, monkeypatch):
    for name in ("of_standards", "of_records", "of_letters"):
        monkeypatch.setattr(demo_evidence, name, lambda *_: iter(()))
    make_demo(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in files(tmp_path)}
    make_demo(tmp_path)
    assert before
    assert {path: path.stat().st_mtime_ns for path in files(tmp_path)} == before


def test_nothing_is_invented_beside_a_real_plan(tmp_path, monkeypatch):
    root = tmp_path / "real"
    (root / "inputs").mkdir(parents=True)
    text = (ROOT / "inputs/plan.yaml").read_text(encoding="utf-8").replace("澜州省药品检查中心", "别的中心")
    (root / "inputs/plan.yaml").write_text(text, encoding="utf-8")
    (root / "inputs/roster.csv").write_bytes((ROOT / "inputs/roster.csv").read_bytes())
    monkeypatch.setattr(demo_evidence, "ROOT", root)
    said: list[str] = []
    assert make_demo(root / "evidence", said.append) == []
    assert not (root / "evidence").exists()
    assert "不是示例计划" in said[0]


def test_it_is_small(made):
    assert sum(path.stat().st_size for path in files(made)) < SIZE
    assert max(len(os.fsencode(path.name)) for path in files(made)) < 200


def test_every_kind_is_there(made):
    kinds = Counter(path.suffix.lower() for path in files(made))
    wanted = {".pdf", ".docx", ".xlsx", ".jpg", ".jpeg", ".png", ".tif", ".webp", ".gif", ".txt", ".zip", ".db"}
    assert wanted <= kinds.keys()
    assert any(path.name.startswith("~$") for path in files(made))


def test_records_and_standards_have_folders_and_some_have_none(made):
    plan, _ = load_example()
    records = {path.name for path in (made / "records").iterdir()}
    assert records < {record.id for record in plan.records}
    assert len(plan.records) - 10 < len(records)
    standards = {
        each.id for project in plan.indicators.projects for part in project.indicators for each in part.standards
    }
    filed = {path.name.split()[0] for path in made.iterdir() if path.name.startswith("Z")}
    assert filed < standards
    assert len(filed) > 0.6 * len(standards)
    empty = [
        path for path in made.iterdir() if path.is_dir() and {each.name for each in path.iterdir()} == {"Thumbs.db"}
    ]
    assert empty


def test_photos_are_of_the_day_of_their_record(made):
    plan, _ = load_example()
    dates = {record.id: str(record.date) for record in plan.records if not record.cumulative}
    seen = 0
    for path in photos(made / "records"):
        record = path.parent.name
        if record in dates and taken(path):
            assert taken(path) == dates[record], path
            seen += 1
    assert seen > 60


def test_photos_of_phones_and_scanners(made):
    turns, sizes = Counter(), Counter()
    for path in photos(made):
        with Image.open(path) as image:
            image.load()
            turns[image.getexif().get(ORIENTATION, 0)] += 1
            sizes[max(image.size)] += 1
    assert turns[6]
    assert turns[8]
    assert turns[1] > turns[6]
    assert sizes[3000] >= 3


@pytest.mark.parametrize("turn", [1, 3, 6, 8])
def test_a_photo_turned_by_its_exif_is_upright(turn):
    upright = photo("hall", "题", "地点", "2023:03:08 09:00:00", "种子", size=(300, 400))
    stored = photo("hall", "题", "地点", "2023:03:08 09:00:00", "种子", size=(300, 400), turn=turn)
    with Image.open(io.BytesIO(upright)) as one, Image.open(io.BytesIO(stored)) as other:
        assert other.size == ((400, 300) if turn in (6, 8) else (300, 400))
        small = [ImageOps.exif_transpose(each).convert("L").resize((6, 8)).tobytes() for each in (one, other)]
    assert max(abs(a - b) for a, b in zip(*small, strict=True)) < 8


def test_a_photo_of_another_year_a_file_without_a_date_and_one_filed_twice(made):
    assert [path for path in photos(made) if taken(path).startswith("2022")]
    filed = [path for path in files(made) if path.relative_to(made).parts[0].startswith("Z")]
    undated = [
        path
        for path in filed
        if not any(sign.isdigit() for sign in path.name) and path.suffix in (".xlsx", ".docx", ".pdf")
    ]
    assert [path.name for path in undated] == ["志愿服务队花名册.xlsx"]
    twice = [
        name
        for name, count in Counter(path.read_bytes() for path in filed if path.name != "Thumbs.db").items()
        if count > 1
    ]
    assert len(twice) == 1
    assert len({path.parent for path in filed if path.read_bytes() == twice[0]}) == 2


def test_pdfs_open_and_are_of_many_makers(made):
    rotated, wide, encrypted, scans, most = 0, 0, 0, 0, 0
    for path in pdfs(made):
        with pikepdf.open(path) as pdf:
            first = pdf.pages[0]
            rotated += first.get("/Rotate", 0) == 90
            wide += float(first.mediabox[2]) > 1100
            encrypted += pdf.is_encrypted and not pdf.owner_password_matched
            scans += "/Font" not in first.Resources
            most = max(most, len(pdf.pages))
            assert not pdf.get_warnings(), path
    assert (rotated, wide, encrypted) == (1, 1, 1)
    assert scans > 20
    assert 4 <= most <= 6


def test_office_files_open(made):
    for path in files(made):
        if path.suffix == ".docx" and not path.name.startswith("~$"):
            assert docx.Document(str(path)).paragraphs[0].text
        if path.suffix == ".xlsx":
            sheet = openpyxl.load_workbook(path).active
            assert sheet.print_area
            assert sheet.print_title_rows
            assert sheet["A2"].value


def test_texts_of_two_encodings(made):
    texts = [path.read_bytes() for path in files(made) if path.suffix == ".txt"]
    utf8 = []
    for data in texts:
        try:
            data.decode()
            utf8.append(True)
        except UnicodeDecodeError:
            assert "。" in data.decode("gb18030")
            utf8.append(False)
    assert set(utf8) == {True, False}


def test_the_zip_has_names_in_gbk_without_saying_so(made):
    (path,) = (each for each in files(made) if each.suffix == ".zip")
    with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
        names = [Path(info.filename).suffix for info in archive.infolist()]
        assert not any(info.flag_bits & 0x800 for info in archive.infolist())
        assert all("志愿帮扶/" in info.filename for info in archive.infolist())
        assert archive.testzip() is None
    assert sorted(names) == [".jpg", ".jpg", ".jpg", ".pdf"]


def test_pictures_of_several_frames_and_depths(made):
    with Image.open(next(path for path in files(made) if path.suffix == ".tif")) as tiff:
        assert (tiff.n_frames, tiff.mode) == (2, "1")
    with Image.open(next(path for path in files(made) if path.suffix == ".gif")) as gif:
        assert gif.mode == "P"


def test_some_letters_have_come_back(made):
    for letter in ("L1", "L3"):
        names = [path.name for path in (made / "签收" / letter).iterdir()]
        assert 5 < len(names) < 30
        assert all(name[:3].isdigit() and name.endswith(".pdf") for name in names)
    assert not (made / "签收/L4").exists()


def test_without_fonts_there_is_still_a_set(tmp_path):
    (tmp_path / "none").mkdir()
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from tools.demo_papers import paper; from tools.demo_pictures import photo;"
        "open('a.pdf', 'wb').write(paper('通知', ['正文'], number='文号', date='日期')); photo('hall', '题', '', '', 's', mark=True)"
    )
    environment = {
        **os.environ,
        "GONGWEN_FONT_ONLY": "1",
        "GONGWEN_FONT_DIR": str(tmp_path / "none"),
        "PYTHONPATH": str(ROOT / "src"),
    }
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT)],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with pikepdf.open(tmp_path / "a.pdf") as pdf:
        assert any("/STSong" in str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values())


def test_scans_have_the_size_of_paper():
    data = io.BytesIO()
    Image.new("L", (827, 1169)).save(data, "JPEG")
    with pikepdf.open(io.BytesIO(scanned([data.getvalue()]))) as pdf:
        width, height = (float(each) for each in pdf.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


def test_lines_do_not_begin_with_closing_marks():
    lines = wrapped("一二三四五六七八，九十，达到100%，完。", 8)
    assert lines == ["一二三四五六七八，", "九十，达到100%，", "完。"]
