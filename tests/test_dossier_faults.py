"""Evidence as it should not be: each file gets its right pages or a page that says why not, and harms nothing else."""

from __future__ import annotations

import io
import os
import random
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pdfplumber
import pytest
from PIL import Image

from tests.test_dossier_pages import drawn, locked

PLAN = """\
schema: gongwen/plan@1
year: 2023
unit: {name: 澜州省药品检查中心}
indicators:
  name: 测评体系
  projects:
    - id: Z1
      name: 组织领导
      indicators:
        - id: Z1-1
          name: 领导机制
          standards:
            - {id: Z1-1-1, text: 成立领导小组, score: 2, evidence: {docs: 1, photos: 1}}
            - {id: Z1-1-2, text: 有实施方案, score: 3}
documents:
  - {id: dossier, type: dossier, title: 迎检档案, output: 档案/}
"""
FOLDER = "outputs/2023/档案"


def png(width: int, height: int) -> bytes:
    """A black and white PNG of any size, made without holding its pixels."""
    packer = zlib.compressobj(9)
    row = bytes(1 + (width + 7) // 8)
    data = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()

    def part(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", data) + part(b"IEND", b"")


def picture(kind: str, mode: str = "RGB", colour: str = "white", **options) -> bytes:
    image = Image.new("RGB", (400, 300), colour)
    image.paste((200, 30, 30), (0, 0, 200, 150))
    target = io.BytesIO()
    image.convert(mode).save(target, kind, **options)
    return target.getvalue()


def turned(turn: int) -> bytes:
    exif = Image.Exif()
    exif[0x0112] = turn
    return picture("JPEG", exif=exif)


def zipped(members: dict[str, bytes], **flags: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return target.getvalue()


def gbk_zip() -> bytes:
    """An archive as old programs make it: names in GBK, nothing that says so."""
    data = zipped({"aaaaaaaaaaaaaaaa.jpg": picture("JPEG", colour="blue")})
    return data.replace(b"aaaaaaaaaaaaaaaa.jpg", "动员大会会场照片".encode("gbk") + b".jpg")


def word(text: str = "会议记录正文", *, chart: bool = False) -> bytes:
    import docx
    from docx.oxml import parse_xml

    document = docx.Document()
    document.add_paragraph(text)
    if chart:
        run = document.add_paragraph().add_run()
        run._r.append(
            parse_xml(
                '<w:drawing xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
                ' xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
                ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><wp:inline>'
                '<wp:extent cx="3000000" cy="2000000"/><wp:docPr id="7" name="图表"/><a:graphic>'
                '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"/></a:graphic>'
                "</wp:inline></w:drawing>"
            )
        )
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def book() -> bytes:
    workbook = openpyxl.Workbook()
    workbook.active.append(["序号", "姓名"])
    workbook.active.append([1, "方致远"])
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def noise(seed: int = 3) -> bytes:
    return random.Random(seed).randbytes(4000)


WRITTEN: dict[str, bytes] = {}
PLACEHOLDER = "不能打印材料说明"
CASES: dict[str, tuple[Callable[[], bytes], str | int]] = {
    "空文件.pdf": (bytes, PLACEHOLDER),
    "老文件.rtf": (lambda: rb"{\rtf1\ansi Rich text}", "Rich text"),
    "空图片.jpg": (bytes, PLACEHOLDER),
    "空文档.docx": (bytes, PLACEHOLDER),
    "空表格.xlsx": (bytes, PLACEHOLDER),
    "坏引用表.pdf": (lambda: drawn("repaired").replace(b"startxref\n", b"startxref\n7"), "repaired"),
    "截断.pdf": (lambda: drawn("truncated")[:900], PLACEHOLDER),
    "乱码.pdf": (noise, PLACEHOLDER),
    "有密码.pdf": (lambda: locked(owner="o", user="u"), PLACEHOLDER),
    "只限编辑.pdf": (lambda: locked(owner="o", user=""), "Hello"),
    "大图.png": (lambda: png(20000, 20000), PLACEHOLDER),
    "四色.tiff": (lambda: picture("TIFF", "CMYK"), 1),
    "网页图.webp": (lambda: picture("WEBP"), 1),
    "透明.png": (lambda: picture("PNG", "RGBA"), 1),
    "动图.gif": (lambda: picture("GIF", "P"), 1),
    "扩展名不对.png": (lambda: picture("JPEG", colour="green"), 1),
    "其实是文件.jpg": (lambda: drawn("misnamed"), "misnamed"),
    "其实是文档.pdf": (lambda: word("其实是文档的正文"), "其实是文档的正文"),
    "半张照片.jpg": (lambda: picture("JPEG")[:-900], 1),
    **{f"方向{turn}.jpg": (lambda turn=turn: turned(turn), 1) for turn in range(1, 9)},
    "越界.zip": (lambda: zipped({"../../越界.txt": b"x"}), PLACEHOLDER),
    "套包.zip": (lambda: zipped({"里面.zip": zipped({"a.txt": b"a"})}), PLACEHOLDER),
    "中文名.zip": (gbk_zip, 1),
    "坏包.zip": (lambda: noise(4), PLACEHOLDER),
    "长" * 60 + ".pdf": (lambda: drawn("longname"), "longname"),
    "表情😀🎉.pdf": (lambda: drawn("emoji"), "emoji"),
    "标记<b>&amp;{{ year }}.pdf": (lambda: drawn("markup"), "markup"),
    "图示.docx": (lambda: word("图示之前的文字", chart=True), "图示之前的文字"),
    "坏文档.docx": (lambda: noise(5), PLACEHOLDER),
    "老文档.doc": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(), PLACEHOLDER),
    "坏表格.xlsx": (lambda: noise(6), PLACEHOLDER),
    "表格.xlsx": (book, "方致远"),
    "说明.txt": (lambda: "国标编码的说明文字".encode("gb18030"), "国标编码的说明文字"),
    "不是文字.txt": (lambda: b"\0\1\2" + noise(), PLACEHOLDER),
    "录像.mp4": (lambda: b"\0\0\0\x18ftypmp42" + noise(), PLACEHOLDER),
}


@pytest.fixture(scope="module")
def root(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("faults")
    (folder / "inputs").mkdir()
    (folder / "inputs/plan.yaml").write_text(PLAN, encoding="utf-8")
    filed = folder / "evidence/Z1-1-1 领导小组"
    filed.mkdir(parents=True)
    for name, (make, _) in CASES.items():
        (filed / name).write_bytes(make())
        WRITTEN[name] = (filed / name).read_bytes()
    (filed / "重复一.pdf").write_bytes(drawn("double"))
    (filed / "重复二.pdf").write_bytes(drawn("double"))
    other = folder / "evidence/Z1-1-2"
    other.mkdir()
    (other / "2023-02-27-实施方案.pdf").write_bytes(drawn("sound", "as ever"))
    (folder / "秘密.pdf").write_bytes(drawn("secret"))
    (filed / "外面.pdf").symlink_to(folder / "秘密.pdf")
    (filed / "回环").symlink_to(filed)
    os.mkfifo(filed / "管道.pdf")
    (filed / "~$正在编辑.docx").write_bytes(b"lock")
    (filed / "Thumbs.db").write_bytes(b"thumbs")
    return folder


@pytest.fixture(scope="module")
def result(root) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gongwen", "dossier", "-v"]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=False, timeout=300)


@pytest.fixture(scope="module")
def volume(root, result) -> Path:
    assert result.returncode == 0, result.stderr
    (found,) = (root / FOLDER / "分卷").glob("*.pdf")
    return found


@pytest.fixture(scope="module")
def lines(root, volume) -> dict[str, tuple[str, str]]:
    """Page and remark of each title of the list; every title stands there once."""
    sheet = openpyxl.load_workbook(root / FOLDER / "目录.xlsx").active
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    titles = [str(row[rows[0].index("题名")]) for row in rows[1:]]
    assert len(titles) == len(set(titles)), sorted(titles)
    return {
        title: (str(row[rows[0].index("页号")]), str(row[rows[0].index("备注")] or ""))
        for title, row in zip(titles, rows[1:], strict=True)
    }


@pytest.fixture(scope="module")
def texts(volume) -> dict[int, tuple[str, int]]:
    """The text and the pictures of each numbered page."""
    found = {}
    with pdfplumber.open(volume) as pdf:
        for page in pdf.pages:
            shown = "".join((page.extract_text() or "").split())
            across = page.width > page.height
            marks = [char for char in page.chars if char["upright"] != across and round(char["size"]) in (8, 14)]
            edge = [char for char in marks if (page.width - char["x1"] if across else char["top"]) < 40]
            number = "".join(char["text"] for char in edge if char["text"].isdigit())
            if number:
                found[int(number)] = (shown, len(page.images))
    return found


def test_the_volume_is_whole(volume):
    done = subprocess.run(["qpdf", "--check", volume], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", CASES)
def test_each_file_has_its_page_or_a_reason(name, lines, texts):
    expected = CASES[name][1]
    title = {"中文名.zip": "动员大会会场照片", "越界.zip": "越界", "套包.zip": "里面"}.get(
        name, name.rpartition(".")[0]
    )
    page, remark = lines[title]
    shown, pictures = texts[int(page.partition("-")[0])]
    if expected == PLACEHOLDER:
        assert PLACEHOLDER in shown
        assert "说明页" in remark
    elif isinstance(expected, int):
        assert pictures == expected
        assert not remark
    else:
        assert "".join(expected.split()) in shown


def test_a_file_that_is_there_twice_is_bound_and_listed_once(lines):
    assert "重复二" not in lines
    assert "同件2份" in lines["重复一"][1]


def test_nothing_outside_is_followed_and_it_is_said(result, volume):
    assert b"secret" not in volume.read_bytes()
    with pdfplumber.open(volume) as pdf:
        assert not any("secret" in (page.extract_text() or "") for page in pdf.pages)
    assert "外面.pdf" in result.stderr
    assert "回环" in result.stderr


def test_the_sound_file_beside_them_is_as_ever(lines, texts):
    first, _, last = lines["实施方案"][0].partition("-")
    assert int(last) == int(first) + 1
    assert "sound" in texts[int(first)][0]
    assert "asever" in texts[int(last)][0]


def test_what_is_wrong_is_said_with_place_and_remedy(result):
    said = result.stderr
    assert "有密码.pdf" in said
    assert "打开密码" in said
    assert "20000×20000" in said
    assert "Traceback" not in said


def test_pipes_are_never_opened_and_inputs_never_changed(root, result, lines):
    assert lines["管道"]
    for name, data in WRITTEN.items():
        assert (root / "evidence/Z1-1-1 领导小组" / name).read_bytes() == data, name
    assert not [path for path in root.rglob("越界.txt") if FOLDER not in str(path)]


def test_status_counts_only_what_can_be_used(root, result, run_cli):
    done = run_cli("dossier", "status", cwd=root)
    assert done.returncode == 0  # a document and a photo are there
    assert "有密码" in done.stdout


def test_a_damaged_cache_is_made_again(root, volume, run_cli):
    before = volume.read_bytes()
    for path in (root / ".gongwen/dossier").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes()[:50])
    volume.unlink()
    done = run_cli("dossier", cwd=root)
    assert done.returncode == 0, done.stderr
    assert volume.read_bytes() == before
