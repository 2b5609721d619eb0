"""Faulty and odd evidence: one maker for each kind, and what a dossier is to make of it.

`FAULTS[name].make(folder)` writes it into a folder and gives the path. A dossier is always built, each file is listed
once, and nothing is written to the evidence.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests import evidence_archives as archives
from tests import evidence_office as office
from tests import evidence_pdf as pdfs
from tests import evidence_pictures as pictures

PLACEHOLDER = "placeholder"
"""One page that says why the file cannot be printed."""
PAGES = "pages"
"""At least one page of its own; how many depends on how it is set."""
CONVERTED = "converted"
"""Pages where a program is installed that reads the old format, else the page that says why not."""
LEFT_OUT = "left out"
"""Not followed and not opened, and told with its name; no page is asked for."""
IGNORED = "ignored"
"""Passed over, only counted."""

Outcome = int | str
Expected = Outcome | Mapping[str, Outcome]
"""Pages, or one of the words above; of a zip or folder for each of its members. 0: listed with the one it equals."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A kind of evidence, and what becomes of it."""

    make: Callable[[Path], Path]
    expect: Expected
    shows: tuple[str, ...] = field(default=())
    """Texts that stand on its pages."""


def _file(name: str, data: Callable[[], bytes]) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(data())
        return path

    return make


def _fault(name: str, data: Callable[[], bytes], expect: Expected, *shows: str) -> Fault:
    return Fault(_file(name, data), expect, shows)


def outside(folder: Path) -> Path:
    """A file beside the folder, to which links lead."""
    path = folder.parent / "外面的秘密.pdf"
    if not path.exists():
        path.write_bytes(pdfs.pdf("SECRET"))
    return path


def _link_out(folder: Path) -> Path:
    path = folder / "链接到外面.pdf"
    path.symlink_to(outside(folder))
    return path


def _link_folder(folder: Path) -> Path:
    target = folder.parent / "外面的文件夹"
    target.mkdir(exist_ok=True)
    (target / "里面.pdf").write_bytes(pdfs.pdf("SECRET"))
    path = folder / "链接的文件夹"
    path.symlink_to(target, target_is_directory=True)
    return path


def _link_loop(folder: Path) -> Path:
    path = folder / "回环"
    path.symlink_to(folder, target_is_directory=True)
    return path


def _link_dead(folder: Path) -> Path:
    path = folder / "断链.pdf"
    path.symlink_to(folder.parent / "没有这个文件.pdf")
    return path


def _twins(folder: Path) -> Path:
    for name in ("同一份甲.pdf", "同一份乙.pdf"):
        path = folder / name
        path.write_bytes(pdfs.pdf("twin"))
    return path


def _pipe(folder: Path) -> Path:
    path = folder / "管道.pdf"
    os.mkfifo(path)
    return path


def _unreadable(folder: Path) -> Path:
    path = folder / "没有权限.pdf"
    path.write_bytes(pdfs.pdf("forbidden"))
    path.chmod(0)
    return path


def _gbk_name(folder: Path) -> Path:
    """A name in GBK bytes, as `unzip` leaves it on a disk of UTF-8."""
    path = Path(os.fsdecode(os.fsencode(folder) + b"/" + "会议记录".encode("gbk") + b".pdf"))
    path.write_bytes(pdfs.pdf("gbk name"))
    return path


def _folder_like_a_file(folder: Path) -> Path:
    path = folder / "其实是文件夹.pdf"
    path.mkdir()
    (path / "里面的文件.pdf").write_bytes(pdfs.pdf("within"))
    return path


def _deep(folder: Path) -> Path:
    path = folder.joinpath(*(f"第{number}层" for number in range(1, 31)))
    path.mkdir(parents=True)
    path = path / "很深.pdf"
    path.write_bytes(pdfs.pdf("deep"))
    return path


_PDF: dict[str, Fault] = {
    "pdf_empty": _fault("空文件.pdf", bytes, PLACEHOLDER),
    "pdf_damaged_xref": _fault("坏引用表.pdf", pdfs.damaged_xref, 2, "xref one", "xref two"),
    "pdf_cut_in_table": _fault("没有结尾.pdf", pdfs.cut_in_the_table, 2, "tail one", "tail two"),
    "pdf_cut_after_object": _fault("断在对象之后.pdf", pdfs.cut_after_an_object, 2, "last one", "last two"),
    "pdf_cut_in_content": _fault("只下载了一半.pdf", pdfs.cut_in_content, 3, "cut one"),
    "pdf_cut_early": _fault("只下载了开头.pdf", pdfs.cut_early, PLACEHOLDER),
    "pdf_garbage": _fault("乱码.pdf", pdfs.garbage, PLACEHOLDER),
    "pdf_junk_around": _fault("前后有别的内容.pdf", pdfs.junk_around, 2, "junk one", "junk two"),
    "pdf_no_pages": _fault("没有页.pdf", pdfs.no_pages, PLACEHOLDER),
    "pdf_nothing_on_it": _fault("空白页.pdf", pdfs.nothing_on_it, 2),
    "pdf_bad_flate": _fault("第二页坏了.pdf", pdfs.bad_flate, 3, "flate one", "flate three"),
    "pdf_bad_pictures": _fault("图坏了.pdf", pdfs.bad_pictures, 1, "pictures"),
    "pdf_user_password": _fault("打开密码.pdf", lambda: pdfs.locked(owner="o", user="u"), PLACEHOLDER),
    "pdf_user_password_aes256": _fault("打开密码新.pdf", lambda: pdfs.locked(owner="o", user="u", strength=6), PLACEHOLDER),
    "pdf_owner_password": _fault("编辑密码.pdf", lambda: pdfs.locked(owner="o", user=""), 2, "locked one"),
    "pdf_owner_password_aes256": _fault("编辑密码新.pdf", lambda: pdfs.locked(owner="o", user="", strength=6), 2, "locked one"),
    "pdf_inherited": _fault("继承的属性.pdf", pdfs.inherited, 2, "inherited one", "inherited two"),
    "pdf_offset_boxes": _fault("偏移的页面.pdf", pdfs.offset_boxes, 1, "inside"),
    "pdf_user_unit": _fault("自定单位.pdf", pdfs.user_unit, 1, "unit"),
    "pdf_open_states": _fault("未闭合.pdf", pdfs.open_states, 2, "open one", "open two"),
    "pdf_split_contents": _fault("拆开的内容.pdf", pdfs.split_contents, 1, "split"),
    "pdf_seals": _fault("电子章.pdf", pdfs.seals, 1, "sealed"),
    "pdf_layer_off": _fault("图层.pdf", pdfs.layer_off, 1, "layers"),
    "pdf_compressed": _fault("对象流.pdf", pdfs.compressed, 2, "packed one", "packed two"),
    "pdf_linearized": _fault("线性化.pdf", pdfs.linearized, 2, "linear one", "linear two"),
    "pdf_fonts_outside": _fault("未嵌入字体.pdf", pdfs.fonts_outside, 1, "未嵌入字体的会议通知"),
    "pdf_huge_page": _fault("A0.pdf", lambda: pdfs.pdf("huge", size=(2384, 3370)), 1, "huge"),
    "pdf_tiny_page": _fault("名片.pdf", lambda: pdfs.pdf("tiny", size=(28, 28)), 1, "tiny"),
    "pdf_300_pages": _fault("三百页.pdf", pdfs.many_pages, 300, "page 1", "page 300"),
    "pdf_named_jpg": _fault("其实是文件.jpg", lambda: pdfs.pdf("misnamed", "second"), 2, "misnamed"),
}  # fmt: skip
_PICTURES: dict[str, Fault] = {
    "jpg_empty": _fault("空图片.jpg", bytes, PLACEHOLDER),
    "png_20000": _fault("特大图.png", lambda: pictures.png(20_000, 20_000), PLACEHOLDER),
    "png_narrow": _fault("长截图.png", lambda: pictures.png(60, 20_000), 1),
    "png_one_pixel": _fault("一个像素.png", lambda: pictures.png(1, 1), 1),
    "png_alpha": _fault("透明.png", lambda: pictures.picture("PNG", "RGBA"), 1),
    "png_palette": _fault("调色板.png", pictures.palette, 1),
    "png_16_bit": _fault("十六位.png", lambda: pictures.picture("PNG", "I;16"), 1),
    "png_cut": _fault("半张截图.png", lambda: pictures.png(2000, 2000)[:60], PLACEHOLDER),
    "tiff_cmyk": _fault("四色.tiff", lambda: pictures.picture("TIFF", "CMYK"), 1),
    "tiff_pages": _fault("传真.tif", pictures.fax, 3),
    "jpg_cmyk": _fault("四色.jpg", lambda: pictures.picture("JPEG", "CMYK"), 1),
    "jpg_gray": _fault("灰度.jpg", lambda: pictures.picture("JPEG", "L"), 1),
    "jpg_progressive": _fault("渐进.jpg", lambda: pictures.picture("JPEG", progressive=True), 1),
    "jpg_half": _fault("半张照片.jpg", pictures.half_jpeg, 1),
    "jpg_head": _fault("只有开头.jpg", pictures.jpeg_head, PLACEHOLDER),
    "jpg_odd_exif": _fault("信息有误.jpg", pictures.odd_exif, 1),
    "jpg_named_png": _fault("其实是照片.png", lambda: pictures.picture("JPEG", quality=91), 1),
    **{f"jpg_orientation_{turn}": _fault(f"方向{turn}.jpg", lambda turn=turn: pictures.turned(turn), 1) for turn in range(1, 9)},
    "webp": _fault("网页图.webp", lambda: pictures.picture("WEBP"), 1),
    "webp_alpha": _fault("网页透明图.webp", lambda: pictures.picture("WEBP", "RGBA"), 1),
    "gif_moving": _fault("动图.gif", pictures.moving, 1),
    "heic_stub": _fault("苹果照片.heic", lambda: b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(400), PLACEHOLDER),
}  # fmt: skip
_ARCHIVES: dict[str, Fault] = {
    "zip_empty": _fault("空包.zip", bytes, PLACEHOLDER),
    "zip_no_members": _fault("没有内容.zip", lambda: archives.zipped({}), PLACEHOLDER),
    "zip_cut": _fault("坏包.zip", archives.damaged, PLACEHOLDER),
    "zip_slip": _fault("越界.zip", archives.slips, {
        "../../越界.pdf": PLACEHOLDER, "/tmp/绝对路径.pdf": PLACEHOLDER, "C:\\Windows\\盘符.pdf": PLACEHOLDER,
        "好文件/../../绕路.pdf": PLACEHOLDER, "好文件/正常.pdf": 1,
    }),
    "zip_gbk": _fault("中文名.zip", archives.gbk, {"活动/动员大会会场.jpg": 1, "活动/领导讲话.jpg": 1, "活动/会议记录.pdf": 2}),
    "zip_backslashes": _fault("视窗打包.zip", archives.backslashes, {
        "a/photo.jpg": 1, "__MACOSX/a/._photo.jpg": IGNORED, "a/.DS_Store": IGNORED, "a/Thumbs.db": IGNORED,
    }),
    "zip_encrypted": _fault("加密包.zip", archives.encrypted, {"locked.pdf": PLACEHOLDER}),
    "zip_nested": _fault("套包.zip", archives.nested, {"里面.zip": PLACEHOLDER, "外面.pdf": 1}),
    "zip_link": _fault("包里的链接.zip", archives.links, {"link.pdf": PLACEHOLDER}),
    "zip_bomb": _fault("炸弹.zip", lambda: archives.bomb(honest=True), {"bomb.txt": PLACEHOLDER}),
    "zip_bomb_lying": _fault("谎报的炸弹.zip", lambda: archives.bomb(honest=False), {"bomb.txt": PLACEHOLDER}),
    "zip_bad_member": _fault("一个成员坏了.zip", archives.crc_wrong, {"bad.txt": PLACEHOLDER, "good.pdf": 1}),
}  # fmt: skip
_OFFICE: dict[str, Fault] = {
    "docx_empty": _fault("空文档.docx", bytes, PLACEHOLDER),
    "docx_no_text": _fault("没有字的文档.docx", lambda: office.word(""), 1),
    "docx_chart": _fault("图表.docx", lambda: office.word("图表之前的文字", drawing="chart"), PAGES, "图表之前的文字"),
    "docx_smartart": _fault("图示.docx", lambda: office.word("图示之前的文字", drawing="diagram"), PAGES, "图示之前的文字"),
    "docx_formula": _fault("公式.docx", office.formula, PAGES, "公式之前的文字"),
    "docx_cut": _fault("没有下载完的文档.docx", lambda: office.word("甲" * 400)[:9000], PLACEHOLDER),
    "docx_broken_xml": _fault("坏文档.docx", lambda: office.broken_part(office.word("乙"), "word/document.xml"), PLACEHOLDER),
    "docx_password": _fault("有密码的文档.docx", lambda: office.with_password(office.word("丙")), PLACEHOLDER),
    "docx_named_pdf": _fault("其实是文档.pdf", lambda: office.word("其实是文档的正文"), 1, "其实是文档的正文"),
    "doc_damaged": _fault("老文档.doc", office.old_word, PLACEHOLDER),
    "xls": _fault("老表格.xls", office.old_book, CONVERTED),
    "xlsx_empty": _fault("空表格.xlsx", bytes, PLACEHOLDER),
    "xlsx_no_cells": _fault("没有内容的表格.xlsx", office.book, 1),
    "xlsx_broken_xml": _fault("坏表格.xlsx", lambda: office.broken_part(office.book(("甲", 1)), "xl/workbook.xml"), PLACEHOLDER),
    "xlsx_password": _fault("有密码的表格.xlsx", lambda: office.with_password(office.book(("甲", 1))), PLACEHOLDER),
    "xlsx_named_xls": _fault("其实是新表格.xls", lambda: office.book(("序号", "姓名"), (1, "方致远")), 1, "方致远"),
    "txt_empty": _fault("空文本.txt", bytes, PLACEHOLDER),
    "txt_gb18030": _fault("国标.txt", lambda: "国标编码的说明文字𬍛".encode("gb18030"), 1, "国标编码的说明文字"),
    "txt_utf16": _fault("统一码.txt", lambda: "记事本另存的文字".encode("utf-16"), 1, "记事本另存的文字"),
    "txt_long_line": _fault("一行到底.txt", ("没有换行的文字" * 3000).encode, PAGES, "没有换行的文字"),
    "txt_binary": _fault("不是文字.txt", lambda: bytes(range(256)) * 20, PLACEHOLDER),
    "mp4_stub": _fault("录像.mp4", lambda: b"\0\0\0\x18ftypmp42" + bytes(400), PLACEHOLDER),
    "no_suffix": _fault("没有扩展名", lambda: pdfs.pdf("no suffix"), PAGES, "no suffix"),
}  # fmt: skip
_NAMES: dict[str, Fault] = {
    "name_200_bytes": _fault("长" * 65 + "a.pdf", lambda: pdfs.pdf("long name"), 1, "long name"),
    "name_255_bytes": _fault("长" * 83 + "aa.pdf", lambda: pdfs.pdf("longest name"), 1, "longest name"),
    "name_emoji": _fault("表情😀🎉👨‍👩‍👧.pdf", lambda: pdfs.pdf("emoji"), 1, "emoji"),
    "name_markup": _fault('标记<b>&amp;"\'{{ year }}{% if %}.pdf', lambda: pdfs.pdf("markup"), 1, "markup"),
    "name_newline": _fault("两\n行\t名.pdf", lambda: pdfs.pdf("newline"), 1, "newline"),
    "name_blanks": _fault("  前后有空格 .pdf", lambda: pdfs.pdf("blanks"), 1, "blanks"),
    "name_capitals": _fault("大写.PDF", lambda: pdfs.pdf("capitals"), 1, "capitals"),
    "name_decomposed": _fault("cafe\u0301 会议.pdf", lambda: pdfs.pdf("decomposed"), 1, "decomposed"),
    "name_direction": _fault("反向\u202efdp.pdf", lambda: pdfs.pdf("direction"), 1, "direction"),
    "name_formula": _fault("=HYPERLINK(1).pdf", lambda: pdfs.pdf("formula name"), 1, "formula name"),
    "name_gbk_bytes": Fault(_gbk_name, 1, ("gbk name",)),
    "name_reserved": _fault("CON.pdf", lambda: pdfs.pdf("reserved"), 1, "reserved"),
    "deep_folders": Fault(_deep, 1, ("deep",)),
    "folder_like_a_file": Fault(_folder_like_a_file, {"里面的文件.pdf": 1}, ("within",)),
    "twins": Fault(_twins, {"同一份乙.pdf": 1, "同一份甲.pdf": 0}, ("twin",)),
    "lock_file": _fault("~$正在编辑.docx", lambda: b"\x04user" + bytes(157), IGNORED),
    "thumbs_db": _fault("Thumbs.db", lambda: office.OLE + bytes(40), IGNORED),
    "hidden_file": _fault(".隐藏.pdf", lambda: pdfs.pdf("hidden"), IGNORED),
    "link_out": Fault(_link_out, LEFT_OUT),
    "link_folder": Fault(_link_folder, LEFT_OUT),
    "link_loop": Fault(_link_loop, LEFT_OUT),
    "link_dead": Fault(_link_dead, LEFT_OUT),
    "pipe": Fault(_pipe, PLACEHOLDER),
    "unreadable": Fault(_unreadable, PLACEHOLDER),
}  # fmt: skip
FAULTS: dict[str, Fault] = {**_PDF, **_PICTURES, **_ARCHIVES, **_OFFICE, **_NAMES}


def possible(name: str) -> bool:
    """Whether this machine can make it, and whether it is one here."""
    if name == "unreadable":
        return hasattr(os, "geteuid") and os.geteuid() != 0
    if name == "pipe":
        return hasattr(os, "mkfifo")
    return os.name == "posix" or not name.startswith(("name_", "link_"))


def is_file(path: Path) -> bool:
    """Whether a path is a plain file itself, without following links."""
    return stat.S_ISREG(path.lstat().st_mode)
