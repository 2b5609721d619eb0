"""What a picture's file really is, by how its content begins: names and suffixes of evidence are often wrong."""

from __future__ import annotations

from typing import BinaryIO

from gongwen.ooxml.archive import member_names

_HEAD = 4096
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_AVIF_BRANDS = {b"avif", b"avis"}
_RENAME = "请把扩展名改为 {} 后再放"
RAW = "这是相机的原始格式（RAW），请用看图软件另存为 jpg 后再放"
_READ = (
    (b"\xff\xd8", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"BM", "BMP"),
)
"""How files begin that can be read, and what Pillow calls them."""
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "这不是图片，而是旧版 Office 或 WPS 文件，请改回原来的扩展名后再放"),
    (b"Rar!", "这不是图片，而是压缩文件（rar），请解压后把里面的图片放进来"),
    (b"7z\xbc\xaf\x27\x1c", "这不是图片，而是压缩文件（7z），请解压后把里面的图片放进来"),
    (b"8BPS", "这是 Photoshop 文件（psd），请另存为 jpg 或 png 后再放"),
    (b"\0\0\0\x0cjP  ", "这是 JPEG 2000 图片，请用看图软件另存为 jpg 后再放"),
    (b"FUJIFILMCCD-RAW", RAW),
    (b"IIU\0", RAW),
    (b"IIRO", RAW),
    (b"IIRS", RAW),
    (b"MMOR", RAW),
)
"""How files begin that people take for pictures, and what to do with them."""
_PACKED = (
    ("word/", "Word 文档", ".docx"),
    ("xl/", "Excel 表格", ".xlsx"),
    ("ppt/", "演示文稿", ".pptx"),
    ("OFD.xml", "OFD 文件", ".ofd"),
)


class UnusablePicture(Exception):  # noqa: N818 - it says what is the matter with the picture, the program is well
    """A file that gives no picture; `reason` says in Chinese what it is and what to do."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, which stands alone on a page or in a message."""
        super().__init__(reason)
        self.reason = reason


def kind_of(file: BinaryIO) -> str:
    """The format of an open file as Pillow calls it: JPEG, PNG, TIFF, GIF, BMP, WEBP, AVIF, and HEIF.

    The file is left at its beginning. Raises UnusablePicture for anything else.
    """
    head = file.read(_HEAD)
    try:
        return _known(head) or _boxed(head) or _refused(head, file)
    finally:
        file.seek(0)


def _known(head: bytes) -> str:
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WEBP"
    return next((name for start, name in _READ if head.startswith(start)), "")


def _boxed(head: bytes) -> str:
    """Files of ISO boxes, HEIC among them; phones write photos and films in the same way."""
    if head[4:8] != b"ftyp":
        return ""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[8:12], *(head[at : at + 4] for at in range(16, length - 3, 4))}
    if head[8:12] in _AVIF_BRANDS or (head[8:12] in {b"mif1", b"msf1"} and brands & _AVIF_BRANDS):
        return "AVIF"
    if brands & _HEIF_BRANDS:
        return "HEIF"
    if head[8:12] == b"crx ":
        raise UnusablePicture(RAW)
    raise UnusablePicture("这不是照片，而是视频，印不出来，请放截图或照片")


def _refused(head: bytes, file: BinaryIO) -> str:
    if not head:
        raise UnusablePicture("文件是空的（0 字节），可能没有拷贝完整，请重新拷贝")
    if not head.strip(b"\0"):
        raise UnusablePicture("文件里没有内容，可能没有拷贝完整，请重新拷贝")
    for start, reason in _REFUSED:
        if head.startswith(start):
            raise UnusablePicture(reason)
    if b"%PDF-" in head[:1024]:
        raise UnusablePicture(f"这不是图片，而是 PDF 文件，{_RENAME.format('.pdf')}")
    if head.startswith(b"PK\x03\x04"):
        raise UnusablePicture(_packed(file))
    text = head.replace(b"\0", b"").lower()
    if b"<svg" in text:
        raise UnusablePicture("这是矢量图（svg），请用浏览器打开，截图或另存为 png 后再放")
    if b"<html" in text or b"<!doctype html" in text:
        raise UnusablePicture("这不是图片，而是网页，可能当时没有下载成功，请重新下载图片")
    raise UnusablePicture("看不出是什么图片，可能已损坏。请打开看看，另存为 jpg 或 png 后再放")


def _packed(file: BinaryIO) -> str:
    """What to say of a zip archive, which most documents are."""
    names = member_names(file) or ()
    for start, what, suffix in _PACKED:
        if any(name.startswith(start) for name in names):
            return f"这不是图片，而是{what}，{_RENAME.format(suffix)}"
    return f"这不是图片，而是压缩文件（zip），{_RENAME.format('.zip')}"
