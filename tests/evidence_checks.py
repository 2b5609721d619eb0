"""Looks at faulty evidence with other programs than ours: whether it is what it says."""

from __future__ import annotations

import io
import os
import re
import shutil
import stat
import subprocess
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import docx
import msoffcrypto
import openpyxl
import pikepdf
import pytest
from PIL import Image

from gongwen.ooxml.package import Package
from gongwen.ooxml.wordml.reader import WordFile
from tests.evidence import is_file
from tests.evidence_archives import BOMB, PASSWORD
from tests.evidence_pictures import CORNERS

Check = Callable[[Path], None]
QPDF = shutil.which("qpdf")
SOUND, HOPELESS, DAMAGED = 0, 2, 3
"""What `qpdf --check` ends with."""


def qpdf(path: Path, *options: str) -> tuple[int, str]:
    if QPDF is None:
        pytest.skip("needs qpdf")
    done = subprocess.run([QPDF, *options, "--check", path], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def sound_pdf(pages: int, *words: str) -> Check:
    """Opens without a word, with so many pages; qpdf finds these words in what it says."""

    def check(path: Path) -> None:
        with pikepdf.open(path) as document:
            assert len(document.pages) == pages
            assert not document.get_warnings()
        code, said = qpdf(path)
        assert code == SOUND, said
        for word in words:
            assert word in said

    return check


def repairable(pages: int, saying: str) -> Check:
    """`qpdf` complains; the pages can be had."""

    def check(path: Path) -> None:
        code, said = qpdf(path)
        assert code in (DAMAGED, HOPELESS), said  # older programs give up where the trailer is gone
        assert saying in said
        with pikepdf.open(path) as document:
            assert len(document.pages) == pages

    return check


def hopeless(path: Path) -> None:
    """No page can be had of it."""
    with pytest.raises((pikepdf.PdfError, RuntimeError, AttributeError)), pikepdf.open(path) as document:
        assert document.pages[0]


def no_page(path: Path) -> None:
    with pikepdf.open(path) as document:
        assert len(document.pages) == 0


def asks_for_password(path: Path) -> None:
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(path)
    with pikepdf.open(path, password="u") as document:
        assert len(document.pages) == 2


def opens_locked(bits: int) -> Check:
    def check(path: Path) -> None:
        with pikepdf.open(path) as document:
            assert document.is_encrypted
            assert not document.owner_password_matched
            assert document.encryption.bits == bits

    return check


def page(check: Callable[[pikepdf.Pdf, pikepdf.Page], bool]) -> Check:
    """Something is so with the first page, and the file is sound."""

    def look(path: Path) -> None:
        with pikepdf.open(path) as document:
            assert check(document, document.pages[0])
            assert not document.get_warnings()

    return look


def raw_pages(path: Path) -> tuple[str, list[str]]:
    """The dictionary of the tree of pages and those of its pages, as they are written: pikepdf gives pages what they inherit."""
    found = re.findall(r"obj\n<<(.*)>>\nendobj", path.read_bytes().decode("latin-1"))
    (tree,) = (each for each in found if "/Type /Pages" in each)
    return tree, [each for each in found if "/Type /Page " in each]


def inherits(path: Path) -> None:
    tree, pages = raw_pages(path)
    for name in ("/Rotate 90", "/MediaBox", "/Resources"):
        assert name in tree
        assert not any(name in each for each in pages)
    assert len(pages) == 2


def blank(path: Path) -> None:
    tree, pages = raw_pages(path)
    assert "/MediaBox" not in tree
    assert ["/MediaBox" in each for each in pages] == [True, False]
    assert not any("/Contents" in each for each in pages)


def cannot_unpack(path: Path) -> None:
    with pikepdf.open(path) as document:
        raw = document.pages[1].Contents.read_raw_bytes()
    with pytest.raises(zlib.error):
        zlib.decompress(raw)
    assert len(zlib.decompressobj().decompress(raw[:-40])) > 200


def pictures_bad(path: Path) -> None:
    with pikepdf.open(path) as document:
        pictures = document.pages[0].Resources.XObject
        with pytest.raises(OSError, match="truncated"):
            Image.open(io.BytesIO(pictures.A.read_raw_bytes())).load()
        assert len(pictures.B.read_bytes()) < 200 * 200 * 3


def unbalanced(path: Path) -> None:
    with pikepdf.open(path) as document:
        depths = []
        for each in document.pages:
            names = [str(operator) for _, operator in pikepdf.parse_content_stream(each)]
            depths.append(names.count("q") - names.count("Q"))
    assert depths == [2, -3]


def split(path: Path) -> None:
    with pikepdf.open(path) as document:
        streams = list(document.pages[0].Contents)
        assert len(streams) > 3
        assert not streams[0].read_bytes().rstrip().endswith(b"Tf")
        assert "Tf" in [str(operator) for _, operator in pikepdf.parse_content_stream(document.pages[0])]


def seals(document: pikepdf.Pdf, first: pikepdf.Page) -> bool:
    marks = {(str(each.Subtype), str(each.get("/FT")), int(each.F)) for each in first.Annots}
    wanted = {("/Stamp", "None", 4), ("/Widget", "/Tx", 4), ("/Widget", "/Sig", 4), ("/Stamp", "None", 2)}
    return marks == wanted and all(
        b" re f" in each.AP.N.read_bytes() or b"RG" in each.AP.N.read_bytes() for each in first.Annots
    )


def size(wide: float, high: float) -> Check:
    return page(lambda _, first: (float(first.mediabox[2]), float(first.mediabox[3])) == (wide, high))


# ------------------------------------------------ pictures


def image(kind: str, mode: str, size: tuple[int, int] = (400, 300), frames: int = 1) -> Check:
    def check(path: Path) -> None:
        with Image.open(path) as opened:
            assert (opened.format, opened.mode, opened.size) == (kind, mode, size)
            assert getattr(opened, "n_frames", 1) == frames
            opened.load()

    return check


def orientation(value: int) -> Check:
    """Pillow sees the value; turned as Exif says (by its own table here), the quarters are where they belong."""

    def check(path: Path) -> None:
        with Image.open(path) as opened:
            assert opened.getexif()[0x0112] == value
            assert opened.size == ((400, 300) if value < 5 else (300, 400))
            rows = opened.convert("RGB").resize((2, 2), Image.Resampling.BOX)
        stored = [[rows.getpixel((x, y)) for x in range(2)] for y in range(2)]
        seen = [stored[y][x] for x, y in _SEEN[value]]
        assert all(max(abs(a - b) for a, b in zip(*pair, strict=True)) < 12 for pair in zip(seen, CORNERS, strict=True))

    return check


_SEEN = {
    1: ((0, 0), (1, 0), (0, 1), (1, 1)), 2: ((1, 0), (0, 0), (1, 1), (0, 1)), 3: ((1, 1), (0, 1), (1, 0), (0, 0)),
    4: ((0, 1), (1, 1), (0, 0), (1, 0)), 5: ((0, 0), (0, 1), (1, 0), (1, 1)), 6: ((0, 1), (0, 0), (1, 1), (1, 0)),
    7: ((1, 1), (1, 0), (0, 1), (0, 0)), 8: ((1, 0), (1, 1), (0, 0), (0, 1)),
}  # fmt: skip
"""Where the four corners as seen are stored, by what the Exif standard says row 0 and column 0 are."""


def too_large(path: Path) -> None:
    assert path.stat().st_size < 300_000
    with pytest.raises(Image.DecompressionBombError):
        Image.open(path)
    assert path.read_bytes()[16:24] == (20_000).to_bytes(4, "big") * 2


def breaks_off(path: Path) -> None:
    with Image.open(path) as opened, pytest.raises((OSError, SyntaxError)):
        opened.load()


def no_picture(path: Path) -> None:
    with pytest.raises(OSError):  # noqa: PT011 - Pillow's own kinds of it
        Image.open(path).load()


def odd_exif(path: Path) -> None:
    exif = Image.open(path).getexif()
    assert exif[0x0112] == 99
    assert not any(sign.isdigit() for sign in exif.get_ifd(0x8769)[0x9003])


# ------------------------------------------------ archives


def names(*expected: str) -> Check:
    """The names of the members as they are stored, read as GBK."""

    def check(path: Path) -> None:
        with zipfile.ZipFile(path, metadata_encoding="gbk") as archive:
            assert tuple(info.filename for info in archive.infolist()) == expected
            assert not any(info.flag_bits & 0x800 for info in archive.infolist())

    return check


def encrypted(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        with pytest.raises(RuntimeError, match="password"):
            archive.read("locked.pdf")
        assert archive.read("locked.pdf", pwd=PASSWORD).startswith(b"%PDF")


def bomb(declared: int) -> Check:
    def check(path: Path) -> None:
        assert path.stat().st_size < 1_000_000
        with zipfile.ZipFile(path) as archive:
            (info,) = archive.infolist()
            assert info.file_size == declared
        data = path.read_bytes()
        start = 30 + len("bomb.txt")
        unpacker, size = zlib.decompressobj(-15), 0
        packed = data[start : start + info.compress_size]
        while packed:
            size += len(unpacker.decompress(packed, 1 << 24))
            packed = unpacker.unconsumed_tail
        assert size == BOMB

    return check


def nested(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert zipfile.is_zipfile(io.BytesIO(archive.read("里面.zip")))


def member_link(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        assert stat.S_ISLNK(archive.getinfo("link.pdf").external_attr >> 16)


def bad_member(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        with pytest.raises((zipfile.BadZipFile, zlib.error)):
            archive.read("bad.txt")
        assert archive.read("good.pdf").startswith(b"%PDF")


def no_zip(path: Path) -> None:
    assert not zipfile.is_zipfile(path)


# ------------------------------------------------ office and text


def lost(what: str) -> Check:
    """Our reader says by name what it cannot set, and that it is lost."""

    def check(path: Path) -> None:
        file = WordFile(Package.read(path))
        list(file.blocks())
        assert {each.what: each.lost for each in file.unknown} == {what: True}

    return check


def no_text(path: Path) -> None:
    assert [paragraph.text for paragraph in docx.Document(str(path)).paragraphs] == [""]


def broken_xml(path: Path) -> None:
    assert zipfile.is_zipfile(path)
    opened = docx.Document if path.suffix == ".docx" else openpyxl.load_workbook
    with pytest.raises(Exception, match=r"."):  # whatever their parsers raise
        opened(str(path))


def office_password(path: Path) -> None:
    with path.open("rb") as stream:
        assert msoffcrypto.OfficeFile(stream).is_encrypted()
        stream.seek(0)
        file, plain = msoffcrypto.OfficeFile(stream), io.BytesIO()
        file.load_key("1234")
        file.decrypt(plain)
    assert zipfile.is_zipfile(plain)


def begins(*heads: bytes) -> Check:
    return lambda path: None if path.read_bytes().startswith(heads) else pytest.fail(str(path.read_bytes()[:20]))


def text_in(encoding: str) -> Check:
    def check(path: Path) -> None:
        assert path.read_bytes().decode(encoding)
        with pytest.raises(UnicodeDecodeError):
            path.read_bytes().decode()

    return check


def no_cells(path: Path) -> None:
    assert openpyxl.load_workbook(path).active.calculate_dimension() in ("A1:A1", "A1")


# ------------------------------------------------ names and places


def longest(size: int) -> Check:
    return lambda path: None if len(os.fsencode(path.name)) == size else pytest.fail(str(len(os.fsencode(path.name))))


def named(sign: str) -> Check:
    def check(path: Path) -> None:
        assert sign in path.name
        assert path in list(path.parent.iterdir())

    return check


def leads_to(target: Callable[[Path], Path]) -> Check:
    def check(path: Path) -> None:
        assert path.is_symlink()
        assert path.resolve() == target(path).resolve()

    return check


def outside(path: Path) -> None:
    assert path.is_symlink()
    assert path.parent.resolve() not in path.resolve().parents


def same_bytes(path: Path) -> None:
    assert path.with_name("同一份甲.pdf").read_bytes() == path.with_name("同一份乙.pdf").read_bytes()


def gbk_bytes(path: Path) -> None:
    raw = os.fsencode(path.name)
    assert raw.decode("gbk") == "会议记录.pdf"
    with pytest.raises(UnicodeDecodeError):
        raw.decode()


def pipe(path: Path) -> None:
    assert stat.S_ISFIFO(path.lstat().st_mode)


def unreadable(path: Path) -> None:
    with pytest.raises(PermissionError):
        path.read_bytes()


def zero(path: Path) -> None:
    assert is_file(path)
    assert path.stat().st_size == 0


def sound_or_repaired(path: Path, pages: int) -> None:
    """Text stands before the head and after the end; the pages are there."""
    data = path.read_bytes()
    assert not data.startswith(b"%PDF")
    assert len(data) - data.rindex(b"%%EOF") > 2000
    with pikepdf.open(path) as document:
        assert len(document.pages) == pages


def unknown(path: Path) -> set[str]:
    """What our reader does not set as Word does."""
    file = WordFile(Package.read(path))
    list(file.blocks())
    return {each.what for each in file.unknown}
