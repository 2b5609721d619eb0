"""Pages of other people's PDFs bound into ours: where they stand, what stays searchable, what is repaired."""

from __future__ import annotations

import io
import subprocess
import zlib
from pathlib import Path

import pdfplumber
import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from reportlab.pdfgen.canvas import Canvas

from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.pages.binding import Binding, Photo
from gongwen.pdf.pages.chunk import Chunk, ChunkWriter
from gongwen.pdf.pages.foreign import REPAIRED, UnusableError, take_pages
from gongwen.pdf.pages.geometry import A4, stand
from gongwen.pdf.pages.marks import Stamp
from gongwen.pdf.pages.photos import picture_pages
from gongwen.pdf.pages.workers import CRASHED, PDF, TOO_SLOW, Task, Workers
from gongwen.pdf.whole import verify_pdf

MM = 72 / 25.4


def drawn(*texts: str, size: tuple[float, float] = A4) -> bytes:
    """A PDF of a page for each text, which stands at 50, 50 from below left."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=size, invariant=1)
    for text in texts:
        canvas.drawString(50, 50, text)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def changed(data: bytes, change) -> bytes:
    """A PDF with something done to it by pikepdf."""
    with Pdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def chunk_of(data: bytes, tmp_path: Path, **options) -> Path:
    chunk = ChunkWriter()
    take_pages(io.BytesIO(data), chunk, **options)
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.chunk"
    with path.open("wb") as stream:
        chunk.save(stream)
    return path


def bound(tmp_path: Path, *chunks: Path, number: int | None = None, stamp: Stamp | None = None) -> Path:
    target = tmp_path / "bound.pdf"
    with target.open("wb") as stream:
        binding = Binding(stream, "档案", "单位", open_fonts())
        for chunk in chunks:
            binding.entry(chunk.name, 0)
            pages = binding.add(chunk, number, stamp)
            number = None if number is None else number + pages
        binding.close()
    verify_pdf(target)
    done = subprocess.run(["qpdf", "--check", target], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return target


def pages_of(path: Path) -> list[tuple[float, float, list[dict]]]:
    with pdfplumber.open(path) as pdf:
        return [(float(page.width), float(page.height), page.extract_words()) for page in pdf.pages]


def word(words: list[dict], text: str) -> dict:
    (found,) = [each for each in words if each["text"] == text]
    return found


# ------------------------------------------------------------ where a page stands
def test_a_page_of_a4_stays_as_it_is(tmp_path):
    ((width, height, words),) = pages_of(bound(tmp_path, chunk_of(drawn("Hello"), tmp_path)))
    assert (round(width), round(height)) == (595, 842)
    assert word(words, "Hello")["x0"] == pytest.approx(50, abs=0.5)
    assert height - word(words, "Hello")["bottom"] == pytest.approx(50, abs=4)


@pytest.mark.parametrize(("size", "sheet", "scale"), [
    ((842, 1191), (595.28, 841.89), 0.707),
    ((1191, 842), (841.89, 595.28), 0.707),
    ((2384, 3370), (595.28, 841.89), 0.25),
    ((420, 595), (595.28, 841.89), 1.0),
    ((100, 140), (595.28, 841.89), 5.95),
    ((612, 792), (595.28, 841.89), 0.973),
])  # fmt: skip
def test_other_sizes_are_brought_onto_a4(tmp_path, size, sheet, scale):
    ((width, height, words),) = pages_of(bound(tmp_path, chunk_of(drawn("Hello", size=size), tmp_path)))
    assert (width, height) == pytest.approx(sheet, abs=1)
    found = word(words, "Hello")
    assert found["bottom"] - found["top"] == pytest.approx(12 * scale, rel=0.1)
    assert found["x0"] == pytest.approx(50 * scale + (width - size[0] * scale) / 2, abs=1)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270, -90, 450])
def test_a_turned_page_is_bound_as_it_is_read(tmp_path, rotation):
    def turn(pdf):
        pdf.pages[0].obj.Rotate = rotation

    data = changed(drawn("Hello"), turn)
    ((width, height, _words),) = pages_of(bound(tmp_path, chunk_of(data, tmp_path)))
    assert (width > height) == (rotation % 180 != 0)
    (tmp_path / "source.pdf").write_bytes(data)
    source = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "source.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    target = subprocess.run(
        ["pdftotext", "-bbox", tmp_path / "bound.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    line = next(each for each in source.splitlines() if "Hello" in each)
    assert [round(float(part)) for part in line.split('"')[1::2]] == [
        round(float(part)) for part in next(each for each in target.splitlines() if "Hello" in each).split('"')[1::2]
    ]


def test_boxes_that_begin_elsewhere_and_are_inherited(tmp_path):
    def move(pdf):
        page = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox = Array([-100, -50, 495.28, 791.89])
        pdf.Root.Pages.Resources = page.Resources
        del page["/MediaBox"], page["/Resources"]

    ((width, height, words),) = pages_of(bound(tmp_path, chunk_of(changed(drawn("Hello"), move), tmp_path)))
    assert (round(width), round(height)) == (595, 842)
    assert word(words, "Hello")["x0"] == pytest.approx(150, abs=0.5)
    assert height - word(words, "Hello")["bottom"] == pytest.approx(100, abs=4)


def test_only_what_the_crop_box_shows_is_seen(tmp_path):
    def crop(pdf):
        pdf.pages[0].obj.CropBox = Array([40, 40, 340, 460])

    ((width, height, words),) = pages_of(bound(tmp_path, chunk_of(changed(drawn("Hello"), crop), tmp_path)))
    assert (round(width), round(height)) == (595, 842)
    assert word(words, "Hello")["x0"] == pytest.approx((595.28 - 300) / 2 + 10, abs=1)


def test_a_unit_of_two_makes_a_page_twice_as_large():
    assert stand((0, 0, 297.64, 420.95), 0, 2.0).matrix[0] == pytest.approx(2.0)


@pytest.mark.parametrize("box", [[0, 0, 0, 0], ["a", 1, 2, 3], [0, 0, 10]])
def test_a_box_that_is_none_is_a4(tmp_path, box):
    def spoil(pdf):
        pdf.pages[0].obj.MediaBox = Array([Name(f"/{each}") if isinstance(each, str) else each for each in box])

    ((width, height, _),) = pages_of(bound(tmp_path, chunk_of(changed(drawn("Hello"), spoil), tmp_path)))
    assert (round(width), round(height)) == (595, 842)


# ------------------------------------------------------------ what is drawn
def test_text_stays_searchable_and_pages_stay_in_order(tmp_path):
    first, second = drawn("alpha", "beta"), drawn("gamma")
    found = pages_of(bound(tmp_path, chunk_of(first, tmp_path), chunk_of(second, tmp_path), number=1))
    assert [[each["text"] for each in words] for _, _, words in found] == [
        ["1", "alpha"],
        ["2", "beta"],
        ["3", "gamma"],
    ]


def test_contents_in_pieces_are_one(tmp_path):
    def cut(pdf):
        data = pdf.pages[0].Contents.read_bytes()
        half = data.index(b"(Hello)") - 1
        pdf.pages[0].obj.Contents = Array([Stream(pdf, data[:half]), Stream(pdf, data[half:])])

    ((_, _, words),) = pages_of(bound(tmp_path, chunk_of(changed(drawn("Hello"), cut), tmp_path)))
    assert [each["text"] for each in words] == ["Hello"]


def test_what_a_page_leaves_behind_does_not_move_the_number(tmp_path):
    def spoil(pdf):
        data = pdf.pages[0].Contents.read_bytes()
        pdf.pages[0].obj.Contents = Stream(pdf, b"q 0.1 0 0 0.1 300 300 cm q " + data)

    ((width, _height, words),) = pages_of(bound(tmp_path, chunk_of(changed(drawn("Hello"), spoil), tmp_path), number=7))
    assert word(words, "7")["x1"] == pytest.approx(width - 15 * MM, abs=1)


def test_a_form_without_resources_has_those_of_its_page(tmp_path):
    def wrap(pdf):
        page = pdf.pages[0]
        form = Stream(pdf, page.Contents.read_bytes())
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 600, 850])
        page.obj.Resources.XObject = Dictionary(Fm=pdf.make_indirect(form))
        page.obj.Contents = Stream(pdf, b"/Fm Do")

    chunk = chunk_of(changed(drawn("Hello"), wrap), tmp_path)
    with pikepdf.open(bound(tmp_path, chunk)) as pdf:
        (outer,) = pdf.pages[0].Resources.XObject.values()
        assert "/Font" in outer.Resources.XObject.Fm.Resources


def test_a_seal_that_is_an_annotation_is_printed_and_a_comment_is_not(tmp_path):
    def annotate(pdf):
        seal = Stream(pdf, b"1 0 0 rg 0 0 100 100 re f")
        seal.Type, seal.Subtype, seal.BBox = Name.XObject, Name.Form, Array([0, 0, 100, 100])
        look = Dictionary(N=pdf.make_indirect(seal))
        stamp = Dictionary(Type=Name.Annot, Subtype=Name.Stamp, Rect=Array([300, 300, 400, 400]), F=4, AP=look)
        note = Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=Array([100, 500, 200, 600]), F=4, AP=look)
        pdf.pages[0].obj.Annots = Array([pdf.make_indirect(stamp), pdf.make_indirect(note)])

    path = bound(tmp_path, chunk_of(changed(drawn("Hello"), annotate), tmp_path))
    done = subprocess.run(["pdftoppm", "-r", "36", "-png", path], capture_output=True, check=True).stdout
    from PIL import Image

    image = Image.open(io.BytesIO(done)).convert("RGB")
    assert image.getpixel((175, 421 - 175)) == (255, 0, 0)
    assert image.getpixel((75, 421 - 275)) == (255, 255, 255)


def test_a_layer_that_is_off_stays_off(tmp_path):
    def hide(pdf):
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name="印章层"))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=Dictionary(OFF=Array([layer])))
        page = pdf.pages[0]
        page.obj.Resources.Properties = Dictionary(L=layer)
        page.obj.Contents = Stream(pdf, b"/OC /L BDC 0 0 0 rg 0 0 600 850 re f EMC")

    path = bound(tmp_path, chunk_of(changed(drawn("Hello"), hide), tmp_path))
    done = subprocess.run(["pdftoppm", "-r", "10", "-gray", path], capture_output=True, check=True).stdout
    assert set(done.split(b"255\n", 1)[1]) == {255}


def test_strings_that_look_like_references_are_left_alone(tmp_path):
    def note(pdf):
        pdf.pages[0].obj.Resources.Remark = pikepdf.String("see 1 0 R (or 2 0 R)")

    with pikepdf.open(bound(tmp_path, chunk_of(changed(drawn("Hello"), note), tmp_path))) as pdf:
        (form,) = pdf.pages[0].Resources.XObject.values()
        assert str(form.Resources.Remark) == "see 1 0 R (or 2 0 R)"


def test_what_leads_out_of_the_page_is_left_behind(tmp_path):
    def link(pdf):
        pdf.pages[0].obj.Resources.Back = pdf.pages[1].obj

    chunk = chunk_of(changed(drawn("one", "two"), link), tmp_path)
    with pikepdf.open(bound(tmp_path, chunk)) as pdf:
        assert len(pdf.pages) == 2


# ------------------------------------------------------------ damage
def test_a_table_of_references_that_is_wrong_is_repaired_and_said(tmp_path):
    data = drawn("Hello").replace(b"startxref\n", b"startxref\n9")
    chunk = chunk_of(data, tmp_path)
    with Chunk(chunk) as read:
        assert read.notes == [REPAIRED]
    assert [each["text"] for each in pages_of(bound(tmp_path, chunk))[0][2]] == ["Hello"]


def test_a_stream_that_breaks_off_is_shown_as_far_as_it_goes(tmp_path):
    def spoil(pdf):
        packed = zlib.compress(pdf.pages[0].Contents.read_bytes())
        broken = Stream(pdf, packed[:-6])
        broken.Filter = Name.FlateDecode
        pdf.pages[0].obj.Contents = broken

    target = io.BytesIO()
    with Pdf.open(io.BytesIO(drawn("Hello"))) as pdf:
        packed = zlib.compress(pdf.pages[0].Contents.read_bytes())
        pdf.pages[0].obj.Contents = pdf.make_stream(b"")
        pdf.pages[0].Contents.write(packed[:-6], filter=Name.FlateDecode)
        pdf.save(target, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    chunk = chunk_of(target.getvalue(), tmp_path)
    with Chunk(chunk) as read:
        assert read.notes == ["有的内容已损坏，印不全"]
    assert [each["text"] for each in pages_of(bound(tmp_path, chunk))[0][2]] == ["Hello"]


@pytest.mark.parametrize(("data", "said"), [
    (b"", "已损坏"),
    (b"%PDF-1.7\nnothing of the kind", "已损坏"),
    (b"\x00" * 5000, "已损坏"),
])  # fmt: skip
def test_what_is_no_pdf_says_so(tmp_path, data, said):
    with pytest.raises(UnusableError, match=said):
        take_pages(io.BytesIO(data), ChunkWriter())


def locked(**passwords: str) -> bytes:
    target = io.BytesIO()
    with Pdf.open(io.BytesIO(drawn("Hello"))) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(**passwords))
    return target.getvalue()


@pytest.mark.parametrize("strength", [3, 4, 6])
def test_a_password_that_only_forbids_is_no_hindrance(tmp_path, strength):
    chunk = chunk_of(locked(owner="o", user="", R=strength, aes=strength > 3, metadata=strength > 3), tmp_path)
    assert [each["text"] for each in pages_of(bound(tmp_path, chunk))[0][2]] == ["Hello"]


def test_a_password_to_open_is():
    with pytest.raises(UnusableError, match="打开密码"):
        take_pages(io.BytesIO(locked(owner="o", user="u")), ChunkWriter())


# ------------------------------------------------------------ marks
@pytest.mark.parametrize("number", [1, 2, 118, 119])
def test_numbers_stand_at_the_outer_corner(tmp_path, number):
    ((width, _, words),) = pages_of(bound(tmp_path, chunk_of(drawn("Hello"), tmp_path), number=number))
    found = word(words, str(number))
    edge = width - found["x1"] if number % 2 else found["x0"]
    assert edge == pytest.approx(15 * MM, abs=1)
    assert found["bottom"] == pytest.approx(12 * MM, abs=5)


@pytest.mark.parametrize("number", [3, 4])
def test_on_a_page_across_the_number_is_where_the_bound_sheet_has_it(tmp_path, number):
    chunk = chunk_of(drawn("Hello", size=(841.89, 595.28)), tmp_path)
    with pdfplumber.open(bound(tmp_path, chunk, number=number)) as pdf:
        (page,) = pdf.pages
        (found,) = [char for char in page.chars if char["text"] == str(number)]
    assert not found["upright"]
    assert found["x1"] > page.width - 20 * MM
    if number % 2:
        assert found["bottom"] == pytest.approx(page.height - 15 * MM, abs=2)
    else:
        assert found["top"] == pytest.approx(15 * MM, abs=2)


def test_the_stamp_stands_on_the_first_page_of_a_piece(tmp_path):
    stamp = Stamp(
        (("全宗号", "Z109"), ("年度", "2023"), ("件号", "12"), ("问题", "Z1"), ("保管期限", "30年"), ("页数", "2"))
    )
    first, second = pages_of(bound(tmp_path, chunk_of(drawn("one", "two"), tmp_path), number=1, stamp=stamp))
    texts = {each["text"] for each in first[2]}
    assert {"全宗号", "Z109", "2023", "12", "30年"} <= texts
    assert {each["text"] for each in second[2]} == {"2", "two"}


def test_photos_stand_with_their_captions(tmp_path):
    from PIL import Image

    chunks = []
    for place, colour in enumerate(("red", "green", "blue")):
        file = tmp_path / f"{colour}.jpg"
        Image.new("RGB", (800, 600), colour).save(file)
        chunk = ChunkWriter()
        picture_pages(file, chunk)
        path = tmp_path / f"photo{place}.chunk"
        with path.open("wb") as stream:
            chunk.save(stream)
        chunks.append(path)
    target = tmp_path / "photos.pdf"
    with target.open("wb") as stream:
        binding = Binding(stream, "照片", "单位", open_fonts())
        binding.photos([Photo(path, 0, (f"说明{n}", "地点：一楼报告厅")) for n, path in enumerate(chunks)], 5)
        binding.close()
    with pdfplumber.open(target) as pdf:
        (page,) = pdf.pages
        images = sorted(page.images, key=lambda each: each["top"])
        words = page.extract_words()
    assert len(images) == 3
    for place, image in enumerate(images):
        caption = word(words, f"说明{place}")
        assert image["bottom"] < caption["top"] < image["bottom"] + 30
        assert image["width"] / image["height"] == pytest.approx(4 / 3, rel=0.01)
        assert image["x0"] >= 25 * MM - 1
        assert image["x1"] <= page.width - 25 * MM + 1


def test_equal_files_give_equal_bytes(tmp_path):
    chunk = chunk_of(drawn("one", "two"), tmp_path)
    first = bound(tmp_path, chunk, number=1).read_bytes()
    assert bound(tmp_path, chunk, number=1).read_bytes() == first


def test_backs_that_are_blank_can_be_left_out(tmp_path):
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=A4)
    canvas.drawString(50, 50, "one")
    canvas.showPage()
    canvas.save()
    data = changed(target.getvalue(), lambda pdf: pdf.add_blank_page(page_size=A4))
    assert len(pages_of(bound(tmp_path, chunk_of(data, tmp_path)))) == 2
    assert len(pages_of(bound(tmp_path, chunk_of(data, tmp_path, blanks=False)))) == 1


# ------------------------------------------------------------ chunks and workers
@pytest.mark.parametrize("cut", [0, 10, 40, -1])
def test_a_chunk_that_is_not_whole_is_none(tmp_path, cut):
    path = chunk_of(drawn("Hello"), tmp_path)
    data = path.read_bytes()
    path.write_bytes(data[:cut])
    with pytest.raises((ValueError, OSError)):
        Chunk(path)


def test_workers_make_chunks_and_say_why_they_cannot(tmp_path):
    good, bad = tmp_path / "good.pdf", tmp_path / "bad.pdf"
    good.write_bytes(drawn("one", "two"))
    bad.write_bytes(b"%PDF-1.4 garbage")
    tasks = [Task("good", PDF, good, tmp_path / "good.chunk"), Task("bad", PDF, bad, tmp_path / "bad.chunk")]
    with Workers(2) as workers:
        answers = {task.key: answer for task, answer in workers.run(tasks)}
    assert answers["good"].pages == 2
    assert not answers["good"].fault
    assert "已损坏" in answers["bad"].fault
    assert not (tmp_path / "bad.chunk").exists()
    assert sorted(path.suffix for path in tmp_path.iterdir()) == [".chunk", ".pdf", ".pdf"]


def test_a_worker_that_dies_or_takes_too_long_costs_one_file(tmp_path, monkeypatch):
    good, missing = tmp_path / "good.pdf", tmp_path / "pipe.pdf"
    good.write_bytes(drawn("one"))
    import os

    os.mkfifo(missing)  # nobody ever writes into it: opening it takes for ever
    tasks = [Task("slow", PDF, missing, tmp_path / "slow.chunk"), Task("good", PDF, good, tmp_path / "good.chunk")]
    with Workers(1, seconds=2) as workers:
        answers = {task.key: answer for task, answer in workers.run(tasks)}
    assert answers["slow"].fault == TOO_SLOW
    assert answers["slow"].crashed
    assert answers["good"].pages == 1
    monkeypatch.setattr("sys.executable", "/bin/true")
    with Workers(1) as workers:
        ((_, answer),) = workers.run(tasks[1:])
    assert answer.fault == CRASHED
    assert answer.crashed
