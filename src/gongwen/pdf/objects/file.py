"""A PDF/A-2b file, written as its pages come. What is kept of a page is where its objects stand."""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Sequence
from typing import BinaryIO

from gongwen.pdf.objects.contract import Borrowed, Face
from gongwen.pdf.objects.fonts import FontUse, write_font
from gongwen.pdf.objects.icc import NAME, srgb_profile
from gongwen.pdf.objects.links import Link, annotation, name_tree
from gongwen.pdf.objects.metadata import Info, info_dictionary, xmp
from gongwen.pdf.objects.outline import Entry, write_outline
from gongwen.pdf.objects.pagetree import PageTree
from gongwen.pdf.objects.pictures import PictureUse, write_picture
from gongwen.pdf.objects.store import Store
from gongwen.pdf.objects.syntax import number, printable, references


class PdfFile:
    """One file. Equal calls give equal bytes."""

    def __init__(self, target: BinaryIO, info: Info, *, level: int = 6) -> None:
        """Write the header; `level` is zlib's."""
        self._info = info
        self._store = Store(target, level)
        self._tree = PageTree(self._store)
        self._pages = array("I")
        self._tops = array("f")
        self._fonts: dict[str, FontUse] = {}
        self._pictures: dict[bytes, PictureUse] = {}
        self._entries: list[Entry] = []
        self._places: dict[str, tuple[int, float]] = {}
        self._layers: list[int] = []
        self._hidden: list[int] = []
        self._closed = False
        self.last_size = (0.0, 0.0)
        """Width and height of the page that was written last, pt."""

    def font(self, face: Face) -> FontUse:
        """The font of a face, the same each time."""
        font = self._fonts.get(face.key)
        if font is None:
            font = self._fonts[face.key] = FontUse(f"F{len(self._fonts) + 1}", face, self._store.reserve())
        return font

    def picture(self, data: bytes) -> PictureUse:
        """The picture of a file's bytes, written once. Raises PictureError for bytes that are none."""
        digest = hashlib.sha256(data).digest()
        picture = self._pictures.get(digest)
        if picture is None:
            picture = self._pictures[digest] = write_picture(self._store, f"P{len(self._pictures) + 1}", data)
        return picture

    def take(self, chunk: Borrowed) -> list[PictureUse]:
        """Write the objects of a chunk and give its leaves, in order, as what contents can draw by name."""
        base = self._store.count
        texts, places = chunk.objects(base)
        self._store.copy(texts, places, chunk.data)
        self._layers += [base + number for number in chunk.layers]
        self._hidden += [base + number for number in chunk.hidden]
        return [
            PictureUse(f"X{number}", round(leaf.width), round(leaf.height), number, transparent=False)
            for leaf in chunk.leaves
            for number in (base + leaf.number,)
        ]

    def page(  # noqa: PLR0913 - what a page is
        self,
        width: float,
        height: float,
        content: bytes,
        *,
        fonts: Iterable[FontUse],
        pictures: Iterable[PictureUse] = (),
        links: Sequence[Link] = (),
    ) -> int:
        """Write a page (pt) and give its number, from 0; contents call fonts and pictures by their names."""
        deflated = self._store.deflate(content)
        return self.raw_page(width, height, deflated, fonts=fonts, pictures=pictures, links=links)

    def raw_page(  # noqa: PLR0913 - as above
        self,
        width: float,
        height: float,
        deflated: bytes,
        *,
        fonts: Iterable[FontUse],
        pictures: Iterable[PictureUse] = (),
        links: Sequence[Link] = (),
    ) -> int:
        """`page` for a content that is already deflated (zlib)."""
        if self._closed:
            raise ValueError("the file is closed")
        store = self._store
        content = store.stream("/Filter/FlateDecode", deflated)
        notes = [store.add(note) for link in links if (note := annotation(link))]
        page = store.add(
            f"<</Type/Page/Parent {self._tree.parent()} 0 R/MediaBox[0 0 {number(width)} {number(height)}]"
            f"/Contents {content} 0 R/Resources<<{_resources(fonts, pictures)}"
            f"{f'/Annots{references(notes)}' if notes else ''}>>"
        )
        self._tree.place(page)
        self._pages.append(page)
        self._tops.append(height)
        self.last_size = (width, height)
        return len(self._pages) - 1

    def outline(self, title: str, page: int, top: float | None, level: int) -> None:
        """An entry of the outline, in reading order; `top` is a height on the page (pt), None its upper edge."""
        self._entries.append(Entry(title, page, top, level))

    def destination(self, name: str, page: int, top: float) -> None:
        """The place that `Link("#name")` leads to; the first of a name counts."""
        self._places.setdefault(printable(name), (page, top))

    def close(self) -> None:
        """Write what belongs to the whole file. Raises ValueError for a file without pages; the target stays open."""
        if self._closed or not self._pages:
            raise ValueError("the file is closed" if self._closed else "a PDF has at least one page")
        self._closed = True
        store = self._store
        for font in self._fonts.values():
            write_font(store, font)
        entries = [f"/Type/Catalog/Pages {self._tree.close()} 0 R/Lang(zh-CN)"]
        if self._entries:
            outline = write_outline(store, self._entries, self._place)
            entries.append(f"/Outlines {outline} 0 R/PageMode/UseOutlines")
        if self._places:
            places = {name: self._place(page, top) for name, (page, top) in self._places.items()}
            leaves = [store.add(leaf) for leaf in name_tree(places)]
            entries.append(f"/Names<</Dests<</Kids{references(leaves)}>>>>")
        if printable(self._info.title):
            entries.append("/ViewerPreferences<</DisplayDocTitle true>>")
        if self._layers:
            off = f"/OFF{references(self._hidden)}" if self._hidden else ""
            entries.append(f"/OCProperties<</OCGs{references(self._layers)}/D<</Name(Layers)/Order[]{off}>>>>")
        entries.append(f"/Metadata {store.stream('/Type/Metadata/Subtype/XML', xmp(self._info))} 0 R")
        if self._info.archival:
            profile = store.deflated("/N 3", srgb_profile())
            entries.append(
                "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1"
                f"/OutputConditionIdentifier({NAME})/Info({NAME})/DestOutputProfile {profile} 0 R>>]"
            )
        store.finish(store.add(f"<<{''.join(entries)}>>"), store.add(info_dictionary(self._info)))

    def _place(self, page: int, top: float | None) -> str:
        """An explicit destination (ISO 32000-1, 12.3.2.2)."""
        if not 0 <= page < len(self._pages):
            raise ValueError(f"there is no page {page}")
        height = self._tops[page] if top is None else top
        return f"[{self._pages[page]} 0 R/XYZ null {number(height)} null]"


def _resources(fonts: Iterable[FontUse], pictures: Iterable[PictureUse]) -> str:
    """The resources of a page, and how its colours blend; in the order of objects, in whatever order they came."""
    named = sorted((font.number, font.name) for font in set(fonts))
    text = f"/Font<<{''.join(f'/{name} {font} 0 R' for font, name in named)}>>" if named else ""
    shown = sorted(set(pictures), key=lambda picture: picture.number)
    if shown:
        text += f"/XObject<<{''.join(f'/{picture.name} {picture.number} 0 R' for picture in shown)}>>"
    blended = any(picture.transparent for picture in shown)
    return f"{text}>>{'/Group<</S/Transparency/CS/DeviceRGB>>' if blended else ''}"
