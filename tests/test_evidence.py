"""The faulty evidence is what it says: each kind is looked at with other programs than ours."""

from __future__ import annotations

import warnings

import pikepdf
import pytest
from PIL import Image

from tests.evidence import FAULTS, IGNORED, LEFT_OUT, PLACEHOLDER, Fault, is_file, possible
from tests.evidence_archives import BOMB, DECLARED
from tests.evidence_checks import (
    Check,
    asks_for_password,
    bad_member,
    begins,
    blank,
    bomb,
    breaks_off,
    broken_xml,
    cannot_unpack,
    encrypted,
    gbk_bytes,
    hopeless,
    image,
    inherits,
    leads_to,
    longest,
    lost,
    member_link,
    named,
    names,
    nested,
    no_cells,
    no_page,
    no_picture,
    no_text,
    no_zip,
    odd_exif,
    office_password,
    opens_locked,
    orientation,
    outside,
    page,
    pictures_bad,
    pipe,
    repairable,
    same_bytes,
    seals,
    size,
    sound_or_repaired,
    sound_pdf,
    split,
    text_in,
    too_large,
    unbalanced,
    unknown,
    unreadable,
    zero,
)
from tests.evidence_office import OLE
from tests.evidence_pictures import BLUE, CORNERS, RED, YELLOW

CHECKS: dict[str, Check] = {
    **dict.fromkeys(("pdf_empty", "jpg_empty", "zip_empty", "docx_empty", "xlsx_empty", "txt_empty"), zero),
    "pdf_damaged_xref": repairable(2, "file is damaged"),
    "pdf_cut_in_table": repairable(2, "file is damaged"),
    "pdf_cut_after_object": repairable(2, "file is damaged"),
    "pdf_cut_in_content": repairable(3, "file is damaged"),
    "pdf_cut_early": hopeless,
    "pdf_garbage": hopeless,
    "pdf_junk_around": lambda path: sound_or_repaired(path, 2),
    "pdf_no_pages": no_page,
    "pdf_nothing_on_it": blank,
    "pdf_bad_flate": cannot_unpack,
    "pdf_bad_pictures": pictures_bad,
    "pdf_user_password": asks_for_password,
    "pdf_user_password_aes256": asks_for_password,
    "pdf_owner_password": opens_locked(128),
    "pdf_owner_password_aes256": opens_locked(256),
    "pdf_inherited": inherits,
    "pdf_offset_boxes": page(lambda _, first: [int(each) for each in first.MediaBox] == [295, 742, -300, -100] and "/CropBox" in first),
    "pdf_user_unit": page(lambda _, first: first.UserUnit == 3),
    "pdf_open_states": unbalanced,
    "pdf_split_contents": split,
    "pdf_seals": page(seals),
    "pdf_layer_off": page(lambda document, _: len(document.Root.OCProperties.D.OFF) == 1),
    "pdf_compressed": page(lambda document, _: any(each.get("/Type") == "/XRef" or each.get("/Type") == "/ObjStm" for each in document.objects if isinstance(each, pikepdf.Stream)) or document.trailer.get("/Type") == "/XRef"),
    "pdf_linearized": sound_pdf(2, "File is linearized"),
    "pdf_fonts_outside": page(lambda _, first: all("/FontFile2" not in str(each.keys()) and each.Subtype == "/Type0" for name, each in first.Resources.Font.items() if name != "/F1")),
    "pdf_huge_page": size(2384, 3370),
    "pdf_tiny_page": size(28, 28),
    "pdf_300_pages": sound_pdf(300),
    "pdf_named_jpg": begins(b"%PDF-"),
    "png_20000": too_large,
    "png_narrow": image("PNG", "1", (60, 20_000)),
    "png_one_pixel": image("PNG", "1", (1, 1)),
    "png_alpha": image("PNG", "RGBA"),
    "png_palette": image("PNG", "P"),
    "png_16_bit": image("PNG", "I;16"),
    "png_cut": breaks_off,
    "tiff_cmyk": image("TIFF", "CMYK"),
    "tiff_pages": image("TIFF", "1", (800, 1100), 3),
    "jpg_cmyk": image("JPEG", "CMYK"),
    "jpg_gray": image("JPEG", "L"),
    "jpg_progressive": lambda path: None if Image.open(path).info.get("progressive") else pytest.fail("not progressive"),
    "jpg_half": breaks_off,
    "jpg_head": no_picture,
    "jpg_odd_exif": odd_exif,
    "jpg_named_png": image("JPEG", "RGB"),
    **{f"jpg_orientation_{value}": orientation(value) for value in range(1, 9)},
    "webp": image("WEBP", "RGB"),
    "webp_alpha": image("WEBP", "RGBA"),
    "gif_moving": lambda path: None if Image.open(path).n_frames == 3 else pytest.fail("does not move"),
    "heic_stub": no_picture,
    "zip_no_members": names(),
    "zip_cut": no_zip,
    "zip_slip": names("../../越界.pdf", "/tmp/绝对路径.pdf", "C:\\Windows\\盘符.pdf", "好文件/../../绕路.pdf", "好文件/正常.pdf"),
    "zip_gbk": names("活动/动员大会会场.jpg", "活动/领导讲话.jpg", "活动/会议记录.pdf"),
    "zip_backslashes": names("a\\", "a\\photo.jpg", "__MACOSX/a/._photo.jpg", "a\\.DS_Store", "a\\Thumbs.db"),
    "zip_encrypted": encrypted,
    "zip_nested": nested,
    "zip_link": member_link,
    "zip_bomb": bomb(BOMB),
    "zip_bomb_lying": bomb(DECLARED),
    "zip_bad_member": bad_member,
    "docx_no_text": no_text,
    "docx_chart": lost("图表"),
    "docx_smartart": lost("SmartArt 图形"),
    "docx_formula": lambda path: None if "公式" in unknown(path) else pytest.fail(str(unknown(path))),
    "docx_cut": no_zip,
    "docx_broken_xml": broken_xml,
    "docx_password": office_password,
    "docx_named_pdf": begins(b"PK\3\4"),
    "doc_damaged": begins(OLE),
    "xls": begins(OLE),
    "xlsx_no_cells": no_cells,
    "xlsx_broken_xml": broken_xml,
    "xlsx_password": office_password,
    "xlsx_named_xls": begins(b"PK\3\4"),
    "txt_gb18030": text_in("gb18030"),
    "txt_utf16": text_in("utf-16"),
    "txt_long_line": lambda path: None if "\n" not in path.read_text(encoding="utf-8") else pytest.fail("has lines"),
    "txt_binary": lambda path: None if path.read_bytes().count(b"\0") == 20 else pytest.fail("no binary"),
    "mp4_stub": lambda path: None if path.read_bytes()[4:8] == b"ftyp" else pytest.fail("no film"),
    "no_suffix": lambda path: None if not path.suffix and path.read_bytes().startswith(b"%PDF") else pytest.fail(path.name),
    "name_200_bytes": longest(200),
    "name_255_bytes": longest(255),
    "name_emoji": named("👨‍👩‍👧"),
    "name_markup": named('<b>&amp;"'),
    "name_newline": named("\n"),
    "name_blanks": named("  前"),
    "name_capitals": named(".PDF"),
    "name_decomposed": named("e\u0301"),
    "name_direction": named("\u202e"),
    "name_formula": named("="),
    "name_gbk_bytes": gbk_bytes,
    "name_reserved": named("CON"),
    "deep_folders": lambda path: None if len(path.parents) > 30 else pytest.fail(str(path)),
    "folder_like_a_file": lambda path: None if path.is_dir() and len(list(path.iterdir())) == 1 else pytest.fail("no folder"),
    "twins": same_bytes,
    "lock_file": named("~$"),
    "thumbs_db": named("Thumbs"),
    "hidden_file": lambda path: None if path.name.startswith(".") else pytest.fail(path.name),
    "link_out": outside,
    "link_folder": outside,
    "link_loop": leads_to(lambda path: path.parent),
    "link_dead": lambda path: None if path.is_symlink() and not path.exists() else pytest.fail("alive"),
    "pipe": pipe,
    "unreadable": unreadable,
}  # fmt: skip


def test_every_kind_is_checked():
    assert CHECKS.keys() == FAULTS.keys()


@pytest.mark.parametrize("name", FAULTS)
def test_evidence_is_what_it_says(name, tmp_path):
    if not possible(name):
        pytest.skip("cannot be made here")
    folder = tmp_path / "filed"
    folder.mkdir()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        CHECKS[name](FAULTS[name].make(folder))
    if name == "unreadable":
        (folder / "没有权限.pdf").chmod(0o600)


@pytest.mark.parametrize(
    "name", [name for name, fault in FAULTS.items() if isinstance(fault.expect, int) and name.startswith("pdf")]
)
def test_pdfs_that_are_to_have_pages_have_them(name, tmp_path):
    with pikepdf.open(FAULTS[name].make(tmp_path)) as document:
        assert len(document.pages) == FAULTS[name].expect


def test_makers_give_the_same_bytes_again_where_no_cipher_draws_lots(tmp_path):
    plain = [
        name
        for name, fault in FAULTS.items()
        if possible(name) and "password" not in name and "docx" not in name and "xls" not in name
    ]
    for name in plain:
        first, second = tmp_path / "1" / name, tmp_path / "2" / name
        made = []
        for folder in (first, second):
            folder.mkdir(parents=True)
            path = FAULTS[name].make(folder)
            made.append(path.read_bytes() if is_file(path) else b"")
        assert made[0] == made[1], name


def test_all_can_lie_in_one_folder(tmp_path):
    made = [fault.make(tmp_path) for name, fault in FAULTS.items() if possible(name)]
    assert len(set(made)) == len(made)
    assert len({path.name.casefold() for path in made}) == len(made)


def test_expectations_are_of_the_kinds_that_are_named():
    for fault in FAULTS.values():
        outcomes = [fault.expect] if isinstance(fault.expect, int | str) else list(fault.expect.values())
        assert outcomes
        assert isinstance(fault, Fault)
        assert not fault.shows or not {PLACEHOLDER, IGNORED, LEFT_OUT} & {
            each for each in outcomes if isinstance(each, str)
        }


def test_corners_can_be_told_apart():
    assert len(set(CORNERS)) == 4
    assert {RED, BLUE, YELLOW} < set(CORNERS)
