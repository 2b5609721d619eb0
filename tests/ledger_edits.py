"""What people and their programs do to a built ledger, each kind made on the XML of the package.

A kind takes the parts of the workbook, changes them as Excel, WPS or a clerk would leave them, and says what follows.
Nothing here uses the program's own code.
"""

from __future__ import annotations

import io
import posixpath
import re
import struct
import subprocess
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

Parts = dict[str, bytes]
S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PR = "http://schemas.openxmlformats.org/package/2006/relationships"
MS = "http://schemas.microsoft.com/office"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
XDR = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DRAWING = "application/vnd.openxmlformats-officedocument.drawing+xml"
MAIN, GRID, ISSUES, FIGURES, MEMORY = "总表", "按月进度", "问题整改", "统计", "_gongwen"
HEADER, FIRST, LAST = 3, 4, 63
"""The rows of 总表 and 按月进度 as built: header, first task, last task."""
_ORDER = [
    "sheetPr",
    "dimension",
    "sheetViews",
    "sheetFormatPr",
    "cols",
    "sheetData",
    "sheetCalcPr",
    "sheetProtection",
    "protectedRanges",
    "scenarios",
    "autoFilter",
    "sortState",
    "dataConsolidate",
    "customSheetViews",
    "mergeCells",
    "phoneticPr",
    "conditionalFormatting",
    "dataValidations",
    "hyperlinks",
    "printOptions",
    "pageMargins",
    "pageSetup",
    "headerFooter",
    "rowBreaks",
    "colBreaks",
    "customProperties",
    "cellWatches",
    "ignoredErrors",
    "smartTags",
    "drawing",
    "legacyDrawing",
    "legacyDrawingHF",
    "picture",
    "oleObjects",
    "controls",
    "webPublishItems",
    "tableParts",
    "extLst",
    "fileVersion",
    "fileSharing",
    "workbookPr",
    "workbookProtection",
    "bookViews",
    "sheets",
    "functionGroups",
    "externalReferences",
    "definedNames",
    "calcPr",
    "oleSize",
    "customWorkbookViews",
    "pivotCaches",
]
"""The children of a worksheet and of a workbook in the order of the schema."""
_TOKEN = re.compile(
    r'"(?:[^"]|"")*"|(?<![\w.$\'])(?P<sheet>(?:\'(?:[^\']|\'\')+\'|[\w.]+)!)?'
    r"(?P<ref>\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?|\$?[A-Z]{1,3}:\$?[A-Z]{1,3}|\$?\d+:\$?\d+)(?![\w(.!'])"
)
_CORNER = re.compile(r"(\$?)([A-Z]{0,3})(\$?)(\d*)")


@dataclass
class Edit:
    """What follows from an edit, for those who compare."""

    typed: list[tuple[str, str, str]] = field(default_factory=list)
    """Sheet, cell and text of what a clerk typed: it must stand there afterwards."""
    sheets: dict[str, str] = field(default_factory=dict)
    """New names of sheets by their old ones."""
    headers: dict[str, str] = field(default_factory=dict)
    """Old headers by their new ones."""
    moves: dict[tuple[str, str, str], str] = field(default_factory=dict)
    """Cells (sheet, key, header) that follow what was typed: when the task is next due, as the number of a day."""
    below: bool = False
    """Whether what was typed stands below the table, where new tasks push it down."""
    """Why a plan with new tasks cannot be written into it."""
    unreadable: str = ""
    """Why it cannot be refreshed with any plan."""
    remembers: bool = False
    """Whether the hidden sheet is written anew though no cell changes."""
    suffix: str = ".xlsx"
    days: int = 0
    """How far the numbers of days are from those of a ledger as built."""


Kind = Callable[[Parts], Edit]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    KINDS[function.__name__] = function
    return function


# ---------------------------------------------------------------- addresses
def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    return (letters_of((number - 1) // 26) if number > 26 else "") + chr(65 + (number - 1) % 26)


def place_of(address: str) -> tuple[int, int]:
    found = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", address)
    return int(found[2]), number_of(found[1])


def box_of(area: str) -> tuple[int, int, int, int]:
    first, _, last = area.partition(":")
    return (*place_of(first), *place_of(last or first))


# ---------------------------------------------------------------- packages
def unpack(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Parts) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def parse(data: bytes) -> etree._Element:
    return etree.fromstring(data)


def serial(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def rels_name(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(parts: Parts, part: str) -> dict[str, tuple[str, str]]:
    """Type and target of relationships by id."""
    if rels_name(part) not in parts:
        return {}
    folder = posixpath.dirname(part)
    return {
        each.get("Id"): (
            each.get("Type"), posixpath.normpath(posixpath.join("/", folder, each.get("Target"))).lstrip("/"),
        )
        for each in parse(parts[rels_name(part)])
    }  # fmt: skip


def relate(parts: Parts, part: str, type_: str, target: str, *, external: bool = False) -> str:
    name = rels_name(part)
    root = parse(parts[name]) if name in parts else etree.Element(f"{{{PR}}}Relationships", nsmap={None: PR})
    numbers = [int(re.sub(r"\D", "", each.get("Id")) or 0) for each in root]
    identifier = f"rId{1 + max(numbers, default=0)}"
    made = etree.SubElement(
        root, f"{{{PR}}}Relationship", Id=identifier, Type=type_ if "/" in type_ else f"{R}/{type_}"
    )
    made.set("Target", target if external else f"/{target}")
    if external:
        made.set("TargetMode", "External")
    parts[name] = serial(root)
    return identifier


def content_type(parts: Parts, name: str, type_: str) -> None:
    """By extension where `name` has no folder, else for one part."""
    root = parse(parts["[Content_Types].xml"])
    space = root.nsmap[None]
    if "/" in name:
        etree.SubElement(root, f"{{{space}}}Override", PartName=f"/{name}", ContentType=type_)
    elif not any(each.get("Extension") == name for each in root):
        root.insert(0, etree.Element(f"{{{space}}}Default", Extension=name, ContentType=type_))
    parts["[Content_Types].xml"] = serial(root)


def add(parts: Parts, name: str, data: bytes | str, type_: str) -> str:
    parts[name] = data.encode() if isinstance(data, str) else data
    content_type(parts, name, type_)
    return name


def sheet_parts(parts: Parts) -> dict[str, str]:
    """The parts of the sheets by name, in their order."""
    return _sheets(parts["xl/workbook.xml"], parts["xl/_rels/workbook.xml.rels"])


@cache
def _sheets(workbook: bytes, rels: bytes) -> dict[str, str]:
    targets = relations({"xl/_rels/workbook.xml.rels": rels}, "xl/workbook.xml")
    book = parse(workbook)
    return {each.get("name"): targets[each.get(f"{{{R}}}id")][1] for each in book.iter(f"{{{S}}}sheet")}


class Tree:
    """A worksheet or the workbook, ready to be changed."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root

    def get(self, name: str) -> etree._Element | None:
        return self.root.find(f"{{{S}}}{name}")

    def put(self, element: etree._Element | str) -> etree._Element:
        """Place a child where the schema wants it."""
        if isinstance(element, str):
            spaces = f'xmlns="{S}" xmlns:r="{R}"'
            element = parse(re.sub(r"^<([\w:]+)", rf"<\1 {spaces}", element).encode())
        rank = _ORDER.index(etree.QName(element).localname)
        at = [n for n, each in enumerate(self.root) if _ORDER.index(etree.QName(each).localname) <= rank]
        self.root.insert(at[-1] + 1 if at else 0, element)
        return element

    def drop(self, name: str) -> None:
        for each in self.root.findall(f"{{{S}}}{name}"):
            self.root.remove(each)

    def replace(self, element: str) -> None:
        self.drop(re.match(r"<([\w:]+)", element)[1])
        self.put(element)


class Sheet(Tree):
    """A worksheet by rows and cells."""

    def rows(self) -> list[etree._Element]:
        return list(self.get("sheetData"))

    def row(self, number: int) -> etree._Element:
        data = self.get("sheetData")
        at = sum(int(each.get("r")) < number for each in data)
        if at == len(data) or int(data[at].get("r")) != number:
            data.insert(at, etree.Element(f"{{{S}}}row", r=str(number)))
        return data[at]

    def cell(self, address: str) -> etree._Element:
        number, column = place_of(address)
        row = self.row(number)
        at = sum(place_of(each.get("r"))[1] < column for each in row)
        if at == len(row) or row[at].get("r") != address:
            row.insert(at, etree.Element(f"{{{S}}}c", r=address))
        return row[at]

    def clear(self, address: str) -> etree._Element:
        cell = self.cell(address)
        cell.attrib.pop("t", None)
        for child in list(cell):
            cell.remove(child)
        return cell

    def text(self, address: str, text: str, style: int | None = None) -> None:
        cell = self.clear(address)
        cell.set("t", "inlineStr")
        item = etree.SubElement(etree.SubElement(cell, f"{{{S}}}is"), f"{{{S}}}t")
        item.text = text
        if text != text.strip() or "\n" in text:
            item.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
        if style is not None:
            cell.set("s", str(style))

    def rich(self, address: str, runs: list[tuple[str, str]]) -> None:
        cell = self.clear(address)
        cell.set("t", "inlineStr")
        made = "".join(
            f"<r>{f'<rPr>{look}</rPr>' if look else ''}<t xml:space='preserve'>{escape(text)}</t></r>"
            for text, look in runs
        )
        cell.append(parse(f'<is xmlns="{S}">{made}</is>'.encode()))

    def number(self, address: str, value: float, style: int | None = None) -> None:
        etree.SubElement(self.clear(address), f"{{{S}}}v").text = str(value)
        if style is not None:
            self.cell(address).set("s", str(style))

    def formula(self, address: str, formula: str, value: str | float = "", **attributes: str) -> None:
        cell = self.clear(address)
        if isinstance(value, str):
            cell.set("t", "str")
        made = etree.SubElement(cell, f"{{{S}}}f", attributes)
        made.text = formula or None
        etree.SubElement(cell, f"{{{S}}}v").text = str(value)

    def shown(self, address: str) -> str:
        return "".join(self.cell(address).itertext())

    def find(self, column: str, text: str) -> int:
        """The row in which a column says a text."""
        return next(int(row.get("r")) for row in self.rows() if self.has(row, column) and self.shown(f"{column}{row.get('r')}") == text)  # fmt: skip

    @staticmethod
    def has(row: etree._Element, column: str) -> bool:
        return any(each.get("r") == f"{column}{row.get('r')}" for each in row)

    def task(self, key: str, column: str = "P") -> int:
        return self.find(column, key)


@contextmanager
def sheet(parts: Parts, name: str = MAIN) -> Iterator[Sheet]:
    part = sheet_parts(parts)[name]
    found = Sheet(parse(parts[part]))
    yield found
    parts[part] = serial(found.root)


@contextmanager
def workbook(parts: Parts) -> Iterator[Tree]:
    found = Tree(parse(parts["xl/workbook.xml"]))
    yield found
    parts["xl/workbook.xml"] = serial(found.root)


def define(parts: Parts, name: str, text: str, **attributes: str) -> None:
    with workbook(parts) as book:
        names = book.get("definedNames")
        made = etree.SubElement(names, f"{{{S}}}definedName", {"name": name, **attributes})
        made.text = text


def add_sheet(parts: Parts, name: str, xml: str) -> str:
    """A sheet at the end of the visible ones."""
    part = add(parts, "xl/worksheets/sheet40.xml", f'<worksheet xmlns="{S}" xmlns:r="{R}">{xml}</worksheet>', f"{SHEET}.worksheet+xml")  # fmt: skip
    identifier = relate(parts, "xl/workbook.xml", "worksheet", part)
    with workbook(parts) as book:
        etree.SubElement(book.get("sheets"), f"{{{S}}}sheet", {"name": name, "sheetId": "40", f"{{{R}}}id": identifier})
    return part


def add_style(parts: Parts, like: int, *, font: str = "", fill: str = "", **attributes: str) -> int:
    """A cell format like another one with other type or colour."""
    root = parse(parts["xl/styles.xml"])
    formats = root.find(f"{{{S}}}cellXfs")
    made = parse(etree.tostring(formats[like]))
    for name, several, xml in (("fontId", "fonts", font), ("fillId", "fills", fill)):
        if xml:
            parent = root.find(f"{{{S}}}{several}")
            made.set(name, str(len(parent)))
            made.set(f"apply{name[:-2].title()}", "1")
            parent.append(parse(re.sub(r"^<(\w+)", rf'<\1 xmlns="{S}"', xml).encode()))
            parent.set("count", str(len(parent)))
    for name, value in attributes.items():
        made.set(name, value)
    formats.append(made)
    formats.set("count", str(len(formats)))
    parts["xl/styles.xml"] = serial(root)
    return len(formats) - 1


def png(red: int = 200) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    pixels = zlib.compress((b"\0" + bytes((red, 40, 40)) * 4) * 4)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 4, 4, 8, 2, 0, 0, 0)) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")  # fmt: skip


# ---------------------------------------------------------------- rows and columns that move
Move = Callable[[int], int | None]
"""Where a row or a column goes; None where it is taken out."""


@dataclass
class Moves:
    """The rows and columns of a sheet that move, and what becomes of references to them."""

    name: str
    rows: Move
    columns: Move

    def reference(self, text: str) -> str | None:
        corners = [_CORNER.fullmatch(each) for each in text.split(":")]
        rows = self._ends(self.rows, [int(each[4]) for each in corners if each[4]])
        columns = self._ends(self.columns, [number_of(each[2]) for each in corners if each[2]])
        if rows is None or columns is None:
            return None
        made = []
        for at, corner in enumerate(corners):
            letters = letters_of(columns[at]) if columns else ""
            made.append(f"{corner[1]}{letters}{corner[3]}{rows[at] if rows else ''}")
        return ":".join(made)

    @staticmethod
    def _ends(move: Move, ends: list[int]) -> list[int] | None:
        if not ends:
            return []
        found = [new for new in map(move, range(ends[0], ends[-1] + 1)) if new is not None]
        return [min(found), max(found)][: len(ends)] if found else None

    def formula(self, text: str, own: str) -> str:
        def one(match: re.Match[str]) -> str:
            if match["ref"] is None:
                return match[0]
            meant = match["sheet"][:-1].strip("'") if match["sheet"] else own
            new = self.reference(match["ref"]) if meant == self.name else match["ref"]
            return "#REF!" if new is None else (match["sheet"] or "") + new

        return _TOKEN.sub(one, text)

    def frame(self, root: etree._Element) -> None:
        for each in list(root.iter()):
            for attribute in {"ref", "sqref", "activeCell", "topLeftCell"}.intersection(each.keys()):
                areas = " ".join(new for area in each.get(attribute).split() if (new := self.reference(area)))
                each.set(attribute, areas)
                if not areas and each.getparent() is not None:
                    each.getparent().remove(each)


def remap(parts: Parts, name: str, rows: Move, columns: Move) -> None:
    """Move the rows and columns of a sheet, with every reference to them, as programs do when some are put in or out."""
    moves = Moves(name, rows, columns)
    for other in sheet_parts(parts):
        with sheet(parts, other) as found:
            for each in found.root.iter(f"{{{S}}}f", f"{{{S}}}formula", f"{{{S}}}formula1", f"{{{S}}}formula2"):
                each.text = moves.formula(each.text or "", other)
            if other == name:
                _move_cells(found, rows, columns)
                moves.frame(found.root)
    for part in ["xl/workbook.xml", *(each for each in parts if each.startswith("xl/charts/chart"))]:
        root = parse(parts[part])
        for each in root.iter(f"{{{S}}}definedName", f"{{{C}}}f"):
            each.text = moves.formula(each.text, "")
        parts[part] = serial(root)


def _move_cells(found: Sheet, rows: Move, columns: Move) -> None:
    data = found.get("sheetData")
    kept = []
    for row in found.rows():
        data.remove(row)
        number = rows(int(row.get("r")))
        if number is None:
            continue
        row.set("r", str(number))
        row.attrib.pop("spans", None)
        cells = []
        for cell in list(row):
            row.remove(cell)
            column = columns(place_of(cell.get("r"))[1])
            if column is not None:
                cell.set("r", f"{letters_of(column)}{number}")
                cells.append((column, cell))
        row.extend(cell for _, cell in sorted(cells, key=lambda each: each[0]))
        kept.append((number, row))
    data.extend(row for _, row in sorted(kept, key=lambda each: each[0]))
    widths = []
    for each in found.get("cols"):
        for number in range(int(each.get("min")), int(each.get("max")) + 1):
            if (new := columns(number)) is not None:
                one = parse(etree.tostring(each))
                one.set("min", str(new))
                one.set("max", str(new))
                widths.append((new, one))
    for each in list(found.get("cols")):
        found.get("cols").remove(each)
    found.get("cols").extend(one for _, one in sorted(widths, key=lambda each: each[0]))
    merges = found.get("mergeCells")
    merges.set("count", str(len(merges)))


def insert_rows(parts: Parts, name: str, before: int, count: int) -> None:
    remap(parts, name, lambda row: row + count * (row >= before), lambda column: column)


def insert_column(parts: Parts, name: str, before: int) -> None:
    remap(parts, name, lambda row: row, lambda column: column + (column >= before))


def delete_column(parts: Parts, name: str, number: int) -> None:
    remap(parts, name, lambda row: row, lambda column: None if column == number else column - (column > number))


def as_excel(parts: Parts) -> None:
    """Save as Excel does: strings shared, spans, chain of calculation, an extension's attributes on rows."""
    strings: dict[bytes, int] = {}
    chain = []
    for index, part in enumerate(sheet_parts(parts).values(), 1):
        root = parse(parts[part])
        for cell in root.iter(f"{{{S}}}c"):
            if cell.find(f"{{{S}}}f") is not None:
                chain.append(f'<c r="{cell.get("r")}" i="{index}"/>')
            item = cell.find(f"{{{S}}}is")
            if item is not None:
                text = re.sub(rb' xmlns(:\w+)?="[^"]*"', b"", etree.tostring(item, with_tail=False))
                text = text.replace(b"<is>", b"<si>").replace(b"</is>", b"</si>")
                cell.remove(item)
                cell.set("t", "s")
                etree.SubElement(cell, f"{{{S}}}v").text = str(strings.setdefault(text, len(strings)))
        for row in root.iter(f"{{{S}}}row"):
            if len(row):
                row.set("spans", f"{place_of(row[0].get('r'))[1]}:{place_of(row[-1].get('r'))[1]}")
        xml = serial(root).decode()
        more = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" '
        more += f'xmlns:x14ac="{MS}/spreadsheetml/2009/9/ac"'
        xml = re.sub(r"<worksheet\b", f"<worksheet {more}", xml, count=1)
        parts[part] = re.sub(r"(<row\b[^>]*?)(/?>)", r'\1 x14ac:dyDescent="0.25"\2', xml).encode()
    items = "".join(item.decode() for item in strings)
    table = f'<sst xmlns="{S}" count="{len(strings)}" uniqueCount="{len(strings)}">{items}</sst>'
    relate(parts, "xl/workbook.xml", "sharedStrings", add(parts, "xl/sharedStrings.xml", table, f"{SHEET}.sharedStrings+xml"))  # fmt: skip
    relate(
        parts, "xl/workbook.xml", "calcChain",
        add(parts, "xl/calcChain.xml", f'<calcChain xmlns="{S}">{"".join(chain)}</calcChain>', f"{SHEET}.calcChain+xml"),
    )  # fmt: skip
    parts["xl/styles.xml"] = re.sub(rb' (?:pivotButton|quotePrefix)="0"', b"", parts["xl/styles.xml"])
    with workbook(parts) as book:
        book.replace('<calcPr calcId="191029"/>')


# ---------------------------------------------------------------- pictures and drawings
def _picture_xml(identifier: str, name: str, tag: str = "xdr") -> str:
    return (
        f'<{tag}:pic><{tag}:nvPicPr><{tag}:cNvPr id="2" name="{name}"/><{tag}:cNvPicPr/></{tag}:nvPicPr><{tag}:blipFill>'
        f'<a:blip r:embed="{identifier}"/><a:stretch><a:fillRect/></a:stretch></{tag}:blipFill><{tag}:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="9525" cy="9525"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/></a:prstGeom></{tag}:spPr></{tag}:pic>'
    )


def _anchored(inner: str, row: int, column: int) -> str:
    def mark(name: str, more: int) -> str:
        return f"<xdr:{name}><xdr:col>{column + more}</xdr:col><xdr:colOff>0</xdr:colOff><xdr:row>{row + more}</xdr:row><xdr:rowOff>0</xdr:rowOff></xdr:{name}>"

    return f"<xdr:twoCellAnchor>{mark('from', 0)}{mark('to', 1)}{inner}<xdr:clientData/></xdr:twoCellAnchor>"


def _draw(parts: Parts, name: str, anchors: Callable[[str], str]) -> None:
    """A drawing on a sheet; `anchors` gives its content for the part."""
    part = "xl/drawings/drawing30.xml"
    parts[part] = b""
    xml = f'<xdr:wsDr xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{R}">{anchors(part)}</xdr:wsDr>'
    add(parts, part, xml, DRAWING)
    identifier = relate(parts, sheet_parts(parts)[name], "drawing", part)
    with sheet(parts, name) as found:
        found.put(f'<drawing r:id="{identifier}"/>')


def _media(parts: Parts, owner: str, name: str = "image30.png") -> str:
    parts[f"xl/media/{name}"] = png()
    content_type(parts, "png", "image/png")
    return relate(parts, owner, "image", f"xl/media/{name}")


DISPIMG = "ID_8F0D2C6B7A5E4D1C9B3A2F1E0D4C5B6A"


@kind
def wps_pictures_in_cells(parts: Parts) -> Edit:
    """WPS: pictures that stand in cells, in rows that change, in a cell of ours too."""
    part = "xl/cellimages.xml"
    parts[part] = b""
    space = (
        f'xmlns:etc="http://www.wps.cn/officeDocument/2017/etCustomData" xmlns:xdr="{XDR}" xmlns:a="{A}" xmlns:r="{R}"'
    )
    image = _picture_xml(_media(parts, part), DISPIMG)
    xml = f"<etc:cellImages {space}><etc:cellImage>{image}</etc:cellImage></etc:cellImages>"
    add(parts, part, xml, "application/vnd.wps-officedocument.cellimage+xml")
    relate(parts, "xl/workbook.xml", "http://www.wps.cn/officeDocument/2020/cellImage", part)
    edit = Edit()
    with sheet(parts) as found:
        for address in (f"O{found.task('T40')}", f"O{found.task('T23')}", f"L{found.task('T05')}"):
            value = f'=DISPIMG("{DISPIMG}",1)'
            found.formula(address, f'_xlfn.DISPIMG("{DISPIMG}",1)', value)
            edit.typed.append((MAIN, address, value))
    return edit


@kind
def excel_pictures_in_cells(parts: Parts) -> Edit:
    """Excel 365: pictures placed in cells are values with metadata."""
    rich = f"{MS}/spreadsheetml/2017/richdata"
    with sheet(parts) as found:
        for key in ("T40", "T60"):
            cell = found.clear(f"O{found.task(key)}")
            cell.set("t", "e")
            cell.set("vm", "1")
            etree.SubElement(cell, f"{{{S}}}v").text = "#VALUE!"
    metadata = (
        f'<metadata xmlns="{S}" xmlns:xlrd="{rich}"><metadataTypes count="1"><metadataType name="XLRICHVALUE" minSupportedVersion="120000" '
        'copy="1" pasteAll="1"/></metadataTypes><futureMetadata name="XLRICHVALUE" count="1"><bk><extLst>'
        '<ext uri="{3e2802c4-a4d2-4d8b-9148-e3be6c30e623}"><xlrd:rvb i="0"/></ext></extLst></bk></futureMetadata>'
        '<valueMetadata count="1"><bk><rc t="1" v="0"/></bk></valueMetadata></metadata>'
    )
    relate(parts, "xl/workbook.xml", "sheetMetadata", add(parts, "xl/metadata.xml", metadata, f"{SHEET}.sheetMetadata+xml"))  # fmt: skip
    values = f'<rvData xmlns="{rich}" count="1"><rv s="0"><v>0</v><v>5</v></rv></rvData>'
    relate(
        parts, "xl/workbook.xml", f"{MS}/2017/06/relationships/rdRichValue",
        add(parts, "xl/richData/rdrichvalue.xml", values, "application/vnd.ms-excel.rdrichvalue+xml"),
    )  # fmt: skip
    part = "xl/richData/richValueRel.xml"
    parts[part] = b""
    xml = f'<richValueRels xmlns="{MS}/spreadsheetml/2022/richvaluerel" xmlns:r="{R}"><rel r:id="{_media(parts, part)}"/></richValueRels>'
    add(parts, part, xml, "application/vnd.ms-excel.richvaluerel+xml")
    relate(parts, "xl/workbook.xml", f"{MS}/2022/10/relationships/richValueRel", part)
    return Edit()


@kind
def floating_picture(parts: Parts) -> Edit:
    _draw(parts, MAIN, lambda part: _anchored(_picture_xml(_media(parts, part), "图片 1"), 10, 3))
    return Edit()


@kind
def background_and_header_picture(parts: Parts) -> Edit:
    owner = sheet_parts(parts)[MAIN]
    background = _media(parts, owner)
    vml = add(
        parts, "xl/drawings/vmlDrawing30.vml", _vml(""), "application/vnd.openxmlformats-officedocument.vmlDrawing"
    )
    drawing = relate(parts, owner, "vmlDrawing", vml)
    with sheet(parts) as found:
        found.put(f'<legacyDrawingHF r:id="{drawing}"/>')
        found.put(f'<picture r:id="{background}"/>')
        found.replace(
            "<headerFooter><oddHeader>&amp;L&amp;G</oddHeader><oddFooter>&amp;C第 &amp;P 页</oddFooter></headerFooter>"
        )
    return Edit()


@kind
def clerks_charts(parts: Parts) -> Edit:
    """A chart over the tasks, its values cached as programs cache them."""

    def chart(part: str) -> str:
        points = '<c:pt idx="0"><c:v>1</c:v></c:pt>'
        series = (
            '<c:ser><c:idx val="0"/><c:order val="0"/>'
            f'<c:cat><c:strRef><c:f>总表!$D$4:$D$63</c:f><c:strCache><c:ptCount val="60"/>{points}</c:strCache></c:strRef></c:cat>'
            f"<c:val><c:numRef><c:f>'总表'!$A$4:$A$63</c:f><c:numCache><c:ptCount val=\"60\"/>{points}</c:numCache></c:numRef></c:val></c:ser>"
        )
        axes = (
            '<c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="b"/><c:crossAx val="2"/></c:catAx>'
            '<c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="l"/><c:crossAx val="1"/></c:valAx>'
        )
        xml = (
            f'<c:chartSpace xmlns:c="{C}" xmlns:a="{A}"><c:chart><c:plotArea><c:barChart><c:barDir val="bar"/>{series}'
            f'<c:axId val="1"/><c:axId val="2"/></c:barChart>{axes}</c:plotArea></c:chart></c:chartSpace>'
        )
        add(parts, "xl/charts/chart30.xml", xml, "application/vnd.openxmlformats-officedocument.drawingml.chart+xml")
        identifier = relate(parts, part, "chart", "xl/charts/chart30.xml")
        return _anchored(
            '<xdr:graphicFrame><xdr:nvGraphicFramePr><xdr:cNvPr id="2" name="图 1"/><xdr:cNvGraphicFramePr/></xdr:nvGraphicFramePr>'
            '<xdr:xfrm><a:off x="0" y="0"/><a:ext cx="0" cy="0"/></xdr:xfrm><a:graphic>'
            f'<a:graphicData uri="{C}"><c:chart xmlns:c="{C}" r:id="{identifier}"/></a:graphicData></a:graphic></xdr:graphicFrame>', 70, 3,
        )  # fmt: skip

    _draw(parts, MAIN, chart)
    return Edit()


@kind
def pivot_table(parts: Parts) -> Edit:
    part = add_sheet(
        parts, "透视", '<sheetData><row r="3"><c r="A3" t="inlineStr"><is><t>行标签</t></is></c></row></sheetData>'
    )
    cache = (
        f'<pivotCacheDefinition xmlns="{S}" xmlns:r="{R}" r:id="rId1" refreshedBy="张" refreshedDate="45000" createdVersion="6" refreshedVersion="6" '
        f'minRefreshableVersion="3" recordCount="1"><cacheSource type="worksheet"><worksheetSource ref="F3:F63" sheet="{MAIN}"/></cacheSource>'
        '<cacheFields count="1"><cacheField name="牵头科室" numFmtId="0"><sharedItems count="1"><s v="办公室"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>'
    )
    definition = add(parts, "xl/pivotCache/pivotCacheDefinition1.xml", cache, f"{SHEET}.pivotCacheDefinition+xml")
    records = f'<pivotCacheRecords xmlns="{S}" count="1"><r><x v="0"/></r></pivotCacheRecords>'
    relate(parts, definition, "pivotCacheRecords", add(parts, "xl/pivotCache/pivotCacheRecords1.xml", records, f"{SHEET}.pivotCacheRecords+xml"))  # fmt: skip
    table = (
        f'<pivotTableDefinition xmlns="{S}" name="透视表1" cacheId="1" dataCaption="值"><location ref="A3:B5" firstHeaderRow="1" firstDataRow="1" '
        'firstDataCol="1"/><pivotFields count="1"><pivotField axis="axisRow" dataField="1" showAll="0"><items count="1"><item x="0"/></items></pivotField></pivotFields>'
        '<rowFields count="1"><field x="0"/></rowFields><rowItems count="1"><i><x/></i></rowItems><colItems count="1"><i/></colItems>'
        '<dataFields count="1"><dataField name="计数项:牵头科室" fld="0" subtotal="count"/></dataFields></pivotTableDefinition>'
    )
    pivot = add(parts, "xl/pivotTables/pivotTable1.xml", table, f"{SHEET}.pivotTable+xml")
    relate(parts, part, "pivotTable", pivot)
    relate(parts, pivot, "pivotCacheDefinition", definition)
    identifier = relate(parts, "xl/workbook.xml", "pivotCacheDefinition", definition)
    with workbook(parts) as book:
        book.put(f'<pivotCaches><pivotCache cacheId="1" r:id="{identifier}"/></pivotCaches>')
    return Edit()


@kind
def extensions(parts: Parts) -> Edit:
    """Excel 2010: data bars, a drop-down over another sheet, sparklines."""
    x14, xm = f'xmlns:x14="{MS}/spreadsheetml/2009/9/main"', f'xmlns:xm="{MS}/excel/2006/main"'
    xml = (
        f'<extLst><ext uri="{{78C0D931-6437-407d-A8EE-F0AAD7539E65}}" {x14}><x14:conditionalFormattings><x14:conditionalFormatting {xm}>'
        '<x14:cfRule type="dataBar" id="{9A1B7C52-0000-4000-8000-000000000001}"><x14:dataBar minLength="0" maxLength="100"><x14:cfvo type="autoMin"/>'
        '<x14:cfvo type="autoMax"/></x14:dataBar></x14:cfRule><xm:sqref>A4:A63</xm:sqref></x14:conditionalFormatting></x14:conditionalFormattings></ext>'
        f'<ext uri="{{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}}" {x14}><x14:dataValidations count="1" {xm}><x14:dataValidation type="list" allowBlank="1">'
        "<x14:formula1><xm:f>统计!$A$34:$A$41</xm:f></x14:formula1><xm:sqref>F4:F63</xm:sqref></x14:dataValidation></x14:dataValidations></ext>"
        f'<ext uri="{{05C60535-1F16-4fd2-B633-F4F36F0B64E0}}" {x14}><x14:sparklineGroups {xm}><x14:sparklineGroup><x14:sparklines><x14:sparkline>'
        "<xm:f>总表!A5:A9</xm:f><xm:sqref>R5</xm:sqref></x14:sparkline></x14:sparklines></x14:sparklineGroup></x14:sparklineGroups></ext></extLst>"
    )
    with sheet(parts) as found:
        found.put(xml)
    return Edit()


@kind
def rich_text(parts: Parts) -> Edit:
    """Parts of a text in colour, in what the clerk typed and in a title of ours that still says the same."""
    edit = Edit()
    with sheet(parts) as found:
        row = found.task("T40")
        found.rich(
            f"M{row}", [("已完成", '<b/><sz val="10.5"/><color rgb="FFFF0000"/><rFont val="宋体"/>'), ("，待归档 ", "")]
        )
        edit.typed.append((MAIN, f"M{row}", "已完成，待归档 "))
        row = found.task("T08")
        text = found.shown(f"D{row}")
        found.rich(f"D{row}", [(text[:2], '<b/><sz val="10.5"/>'), (text[2:], "")])
        edit.typed.append((MAIN, f"D{row}", text))
    return edit


def _vml(inner: str) -> str:
    return (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
        f'xmlns:x="urn:schemas-microsoft-com:office:excel">{inner}</xml>'
    )


def _comments(parts: Parts, notes: dict[str, str]) -> None:
    owner = sheet_parts(parts)[MAIN]
    items = "".join(
        f'<comment ref="{cell}" authorId="0"><text><r><t>{text}</t></r></text></comment>'
        for cell, text in notes.items()
    )
    xml = f'<comments xmlns="{S}"><authors><author>张</author></authors><commentList>{items}</commentList></comments>'
    relate(parts, owner, "comments", add(parts, "xl/comments30.xml", xml, f"{SHEET}.comments+xml"))
    shapes = "".join(
        f'<v:shape id="_x0000_s{1025 + n}" type="#_x0000_t202" style="visibility:hidden"><x:ClientData ObjectType="Note"><x:Row>{place_of(cell)[0] - 1}</x:Row>'
        f"<x:Column>{place_of(cell)[1] - 1}</x:Column></x:ClientData></v:shape>"
        for n, cell in enumerate(notes)
    )
    content_type(parts, "vml", "application/vnd.openxmlformats-officedocument.vmlDrawing")
    parts["xl/drawings/vmlDrawing31.vml"] = _vml(shapes).encode()
    identifier = relate(parts, owner, "vmlDrawing", "xl/drawings/vmlDrawing31.vml")
    with sheet(parts) as found:
        found.put(f'<legacyDrawing r:id="{identifier}"/>')


@kind
def comments(parts: Parts) -> Edit:
    with sheet(parts) as found:
        cells = f"D{found.task('T40')}", f"M{found.task('T23')}"
    _comments(parts, dict.fromkeys(cells, "请核对"))
    return Edit()


@kind
def threaded_comments(parts: Parts) -> Edit:
    _comments(parts, {"D10": "[线程批注] 请核对"})
    person, note = "{11111111-1111-4111-8111-111111111111}", "{22222222-2222-4222-8222-222222222222}"
    space = f"{MS}/spreadsheetml/2018/threadedcomments"
    xml = f'<ThreadedComments xmlns="{space}"><threadedComment ref="D10" dT="2023-05-01T08:00:00.00" personId="{person}" id="{note}"><text>请核对</text></threadedComment></ThreadedComments>'
    part = add(parts, "xl/threadedComments/threadedComment1.xml", xml, "application/vnd.ms-excel.threadedcomments+xml")
    relate(parts, sheet_parts(parts)[MAIN], f"{MS}/2017/10/relationships/threadedComment", part)
    people = f'<personList xmlns="{space}"><person displayName="张" id="{person}" userId="张" providerId="None"/></personList>'
    part = add(parts, "xl/persons/person.xml", people, "application/vnd.ms-excel.person+xml")
    relate(parts, "xl/workbook.xml", f"{MS}/2017/10/relationships/person", part)
    return Edit()


@kind
def printer_settings(parts: Parts) -> Edit:
    content_type(parts, "bin", f"{SHEET}.printerSettings")
    parts["xl/printerSettings/printerSettings1.bin"] = bytes(range(256))
    identifier = relate(parts, sheet_parts(parts)[MAIN], "printerSettings", "xl/printerSettings/printerSettings1.bin")
    with sheet(parts) as found:
        found.replace(f'<pageSetup paperSize="8" orientation="landscape" fitToHeight="0" r:id="{identifier}"/>')
        found.put('<rowBreaks count="1" manualBreakCount="1"><brk id="30" max="16383" man="1"/></rowBreaks>')
    define(parts, "_xlnm.Print_Area", "'总表'!$A$1:$O$63", localSheetId="0")
    return Edit()


@kind
def macros(parts: Parts) -> Edit:
    types = parts["[Content_Types].xml"].decode()
    parts["[Content_Types].xml"] = types.replace(
        f"{SHEET}.sheet.main+xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
    ).encode()
    add(parts, "xl/vbaProject.bin", b"\xd0\xcf\x11\xe0macro", "application/vnd.ms-office.vbaProject")
    relate(parts, "xl/workbook.xml", f"{MS}/2006/relationships/vbaProject", "xl/vbaProject.bin")
    with workbook(parts) as book:
        book.get("workbookPr").set("codeName", "ThisWorkbook")
    with sheet(parts) as found:
        found.get("sheetPr").set("codeName", "Sheet1")
    return Edit(suffix=".xlsm")


@kind
def custom_views(parts: Parts) -> Edit:
    guid = "{33333333-3333-4333-8333-333333333333}"
    with sheet(parts) as found:
        found.put(
            f'<customSheetViews><customSheetView guid="{guid}" scale="85" fitToPage="1" filter="1" showAutoFilter="1" hiddenColumns="1"><pane xSplit="4" ySplit="3" '
            'topLeftCell="E4" activePane="bottomRight" state="frozen"/><selection pane="bottomRight" activeCell="E4" sqref="E4"/>'
            '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.7" header="0.3" footer="0.3"/><autoFilter ref="A3:O63"/></customSheetView></customSheetViews>'
        )
    with workbook(parts) as book:
        book.put(
            f'<customWorkbookViews><customWorkbookView name="张的视图" guid="{guid}" windowWidth="100" windowHeight="80" activeSheetId="1"/></customWorkbookViews>'
        )
    define(
        parts, "Z_33333333_3333_4333_8333_333333333333_.wvu.FilterData", "总表!$A$3:$O$63", localSheetId="0", hidden="1"
    )
    return Edit()


@kind
def protection(parts: Parts) -> Edit:
    open_style = add_style(parts, 5, applyProtection="1")
    root = parse(parts["xl/styles.xml"])
    root.find(f"{{{S}}}cellXfs")[open_style].append(parse(f'<protection xmlns="{S}" locked="0"/>'.encode()))
    parts["xl/styles.xml"] = serial(root)
    with sheet(parts) as found:
        found.put('<sheetProtection password="CC1A" sheet="1" objects="1" scenarios="1" autoFilter="0"/>')
        found.put('<protectedRanges><protectedRange sqref="M4:O63" name="填写区"/></protectedRanges>')
        for row in range(FIRST, LAST + 1):
            found.cell(f"M{row}").set("s", str(open_style))
    with workbook(parts) as book:
        book.replace('<workbookProtection workbookPassword="CC1A" lockStructure="1"/>')
    return Edit()


# ---------------------------------------------------------------- rows and columns
def _sort(found: Sheet, by: str, *, descending: bool = False) -> None:
    """Sort the tasks: cells move, rows stay; what is merged has to go first."""
    keys = {row: found.shown(f"{by}{row}") for row in range(FIRST, LAST + 1)}
    order = sorted(keys, key=lambda row: keys[row], reverse=descending)
    cells = {row: list(found.row(row)) for row in order}
    for row in order:
        for cell in cells[row]:
            found.row(row).remove(cell)
    for number, row in enumerate(order, FIRST):
        for cell in cells[row]:
            cell.set("r", re.sub(r"\d+", str(number), cell.get("r")))
            found.row(number).append(cell)
    merges = found.get("mergeCells")
    for each in list(merges):
        if place_of(each.get("ref").partition(":")[0])[0] >= FIRST:
            merges.remove(each)
    merges.set("count", str(len(merges)))


@kind
def sorted_rows(parts: Parts) -> Edit:
    """总表 sorted by who is responsible, 按月进度 by department."""
    with sheet(parts) as found:
        _sort(found, "I")
        found.get("autoFilter").append(
            parse(f'<sortState xmlns="{S}" ref="A4:O63"><sortCondition ref="I4:I63"/></sortState>'.encode())
        )
    with sheet(parts, GRID) as found:
        _sort(found, "C", descending=True)
    return Edit()


@kind
def filtered(parts: Parts) -> Edit:
    """Only the office's tasks are shown."""
    with sheet(parts) as found:
        found.get("sheetPr").set("filterMode", "1")
        column = f'<filterColumn xmlns="{S}" colId="5"><filters><filter val="办公室"/></filters></filterColumn>'
        found.get("autoFilter").append(parse(column.encode()))
        for row in range(FIRST, LAST + 1):
            if found.shown(f"F{row}") != "办公室":
                found.row(row).set("hidden", "1")
    return Edit()


@kind
def hidden_rows_and_columns(parts: Parts) -> Edit:
    with sheet(parts) as found:
        for key in ("T40", "T41", "T01"):
            found.row(found.task(key)).set("hidden", "1")
        found.row(LAST).set("hidden", "1")
        for column in (6, 10):
            found.get("cols")[column].set("hidden", "1")
    with workbook(parts) as book:
        list(book.get("sheets"))[3].set("state", "hidden")
    return Edit()


@kind
def columns_moved(parts: Parts) -> Edit:
    """进展情况 and 完成情况 beside the title, 责任人 in front of 牵头科室."""
    order = [*"ABCDMNEIFGHJKLOPQ"]
    new = {number_of(letter): number for number, letter in enumerate(order, 1)}
    remap(parts, MAIN, lambda row: row, lambda column: new.get(column, column))
    return Edit()


@kind
def banner_above(parts: Parts) -> Edit:
    insert_rows(parts, MAIN, 1, 3)
    insert_rows(parts, GRID, 3, 1)
    with sheet(parts) as found:
        found.text("A1", "内部资料　注意保管", 1)
        found.text("A2", "填报单位：　　　　填报日期：", 2)
        found.get("mergeCells").append(parse(f'<mergeCell xmlns="{S}" ref="A1:O1"/>'.encode()))
        found.get("mergeCells").set("count", str(len(found.get("mergeCells"))))
    with sheet(parts, GRID) as found:
        found.text("A3", "说明：每月25日前勾选", 2)
    return Edit(
        typed=[
            (MAIN, "A1", "内部资料　注意保管"),
            (MAIN, "A2", "填报单位：　　　　填报日期："),
            (GRID, "A3", "说明：每月25日前勾选"),
        ]
    )


@kind
def key_column_lost(parts: Parts) -> Edit:
    delete_column(parts, MAIN, 16)
    return Edit()


@kind
def same_id_twice(parts: Parts) -> Edit:
    """A row was copied and pasted under the table, its hidden id with it, and another one in the middle."""
    insert_rows(parts, MAIN, 30, 1)
    edit = Edit()
    with sheet(parts) as found:
        for source, target in ((found.task("T01"), 30), (found.task("T36"), LAST + 2)):
            for cell in list(found.row(source)):
                copy = parse(etree.tostring(cell))
                copy.set("r", re.sub(r"\d+", str(target), cell.get("r")))
                found.row(target).append(copy)
            found.text(f"M{target}", "第二批")
            edit.typed.append((MAIN, f"M{target}", "第二批"))
    return edit


@kind
def column_added_inside(parts: Parts) -> Edit:
    """A column of the clerk's own in front of 备注, filled for some."""
    insert_column(parts, MAIN, 15)
    edit = Edit()
    with sheet(parts) as found:
        cols = found.get("cols")
        cols.insert(14, parse(f'<col xmlns="{S}" min="15" max="15" width="12" customWidth="1"/>'.encode()))
        found.text("O3", "佐证页码", 3)
        for row in range(FIRST, LAST + 1):
            found.cell(f"O{row}").set("s", "4")
        for key in ("T40", "T23", "T01"):
            row = found.task(key, "Q")
            found.text(f"O{row}", "第3页")
            edit.typed.append((MAIN, f"O{row}", "第3页"))
    return edit


@kind
def column_added_with_shared_formula(parts: Parts) -> Edit:
    """A formula filled down beside the table: written once, shared by the rows below."""
    with sheet(parts) as found:
        found.text("R3", "是否完成", 3)
        for row in range(FIRST, LAST + 1):
            more = {"ref": f"R4:R{LAST}"} if row == FIRST else {}
            found.formula(f"R{row}", 'IF(N4="已完成",1,0)' if row == FIRST else "", 1, t="shared", si="0", **more)
    return Edit()


@kind
def column_added_with_formulas(parts: Parts) -> Edit:
    with sheet(parts) as found:
        found.text("R3", "字数", 3)
        for row in range(FIRST, LAST + 1):
            found.formula(f"R{row}", f"LEN(D{row})", 10)
    return Edit()


@kind
def sheet_added(parts: Parts) -> Edit:
    cells = '<c r="A1" t="inlineStr"><is><t>会议记录</t></is></c><c r="B1"><f>COUNTA(总表!$D$4:$D$63)</f><v>60</v></c>'
    add_sheet(parts, "会议记录 & 其他", f'<sheetData><row r="1">{cells}</row></sheetData>')
    return Edit(typed=[("会议记录 & 其他", "A1", "会议记录")])


def _own_row(found: Sheet, row: int) -> list[tuple[str, str, str]]:
    texts = {"D": "临时任务：迎接调研", "F": "办公室", "I": "柯文", "J": "5月10日前", "N": "已完成"}
    for letter in "ABCDEFGHIJKLMNO":
        found.cell(f"{letter}{row}").set("s", "5" if letter in "DEGLMO" else "4")
    for letter, text in texts.items():
        found.text(f"{letter}{row}", text)
    return [(MAIN, f"{letter}{row}", text) for letter, text in texts.items()]


@kind
def row_added_inside(parts: Parts) -> Edit:
    insert_rows(parts, MAIN, 25, 1)
    with sheet(parts) as found:
        return Edit(typed=_own_row(found, 25))


@kind
def row_added_at_the_end(parts: Parts) -> Edit:
    """Typed under the last task; the filter and the rules do not know of it."""
    with sheet(parts) as found:
        return Edit(typed=_own_row(found, LAST + 1))


@kind
def row_deleted(parts: Parts) -> Edit:
    """A task's row is gone though the plan has it: it comes back at the end."""
    with sheet(parts) as found:
        gone = found.task("T33")
    remap(parts, MAIN, lambda row: None if row == gone else row - (row > gone), lambda column: column)
    return Edit()


@kind
def header_row_deleted(parts: Parts) -> Edit:
    """No headers of 总表 any more: nothing else may be taken for it."""
    remap(parts, MAIN, lambda row: None if row == HEADER else row - (row > HEADER), lambda column: column)
    return Edit(unreadable="找不到总表的表头")


@kind
def column_deleted(parts: Parts) -> Edit:
    delete_column(parts, MAIN, 15)
    return Edit()


@kind
def footer_close(parts: Parts) -> Edit:
    """Signatures right below the table: new tasks push them down."""
    with sheet(parts) as found:
        found.text(f"A{LAST + 1}", "填表人：　　　　审核人：", 2)
        found.get("mergeCells").append(parse(f'<mergeCell xmlns="{S}" ref="A64:O64"/>'.encode()))
        found.get("mergeCells").set("count", str(len(found.get("mergeCells"))))
    return Edit(typed=[(MAIN, "A64", "填表人：　　　　审核人：")], below=True)


@kind
def footer_with_room(parts: Parts) -> Edit:
    with sheet(parts) as found:
        for row in range(LAST + 1, LAST + 4):
            for letter in "ABCDEFGHIJKLMNO":
                found.cell(f"{letter}{row}").set("s", "4")
        found.text(f"A{LAST + 4}", "填表人：", 2)
    return Edit(typed=[(MAIN, f"A{LAST + 4}", "填表人：")], below=True)


@kind
def groups_unmerged(parts: Parts) -> Edit:
    """The merged groups taken apart: each row shows its own."""
    with sheet(parts) as found:
        found.replace('<mergeCells count="2"><mergeCell ref="A1:O1"/><mergeCell ref="A2:O2"/></mergeCells>')
    return Edit()


@kind
def groups_without_covered_values(parts: Parts) -> Edit:
    """A program that keeps but the value that a merged range shows."""
    with sheet(parts) as found:
        for each in found.get("mergeCells"):
            top, left, bottom, _ = box_of(each.get("ref"))
            for row in range(top + 1, bottom + 1):
                found.clear(f"{letters_of(left)}{row}")
    return Edit()


@kind
def outline(parts: Parts) -> Edit:
    with sheet(parts) as found:
        found.get("sheetFormatPr").set("outlineLevelRow", "1")
        for row in range(20, 31):
            found.row(row).set("outlineLevel", "1")
            found.row(row).set("hidden", "1")
        found.row(31).set("collapsed", "1")
        found.row(LAST).set("outlineLevel", "1")
    return Edit()


@kind
def widths_and_heights(parts: Parts) -> Edit:
    with sheet(parts) as found:
        for each, width in zip(found.get("cols"), range(6, 23), strict=True):
            each.set("width", f"{width}.7109375")
        for row in range(FIRST, LAST + 1):
            found.row(row).set("ht", "61.5")
    return Edit()


# ---------------------------------------------------------------- names, looks, rules
@kind
def sheets_renamed(parts: Parts) -> Edit:
    new = {MAIN: "任务总表（2023）", GRID: "每月进度", "办公室": "综合办"}
    for other in sheet_parts(parts):
        with sheet(parts, other) as found:
            for each in found.root.iter(f"{{{S}}}f"):
                for old, name in new.items():
                    each.text = re.sub(rf"(?<!\w){old}!", f"'{name}'!", each.text or "")
    with workbook(parts) as book:
        for each in book.get("sheets"):
            each.set("name", new.get(each.get("name"), each.get("name")))
        for each in book.get("definedNames"):
            for old, name in new.items():
                each.text = each.text.replace(f"'{old}'!", f"'{name}'!")
    return Edit(sheets=new, remembers=True)


@kind
def sheets_in_other_order(parts: Parts) -> Edit:
    """统计 first, two views swapped; local names follow their sheets."""
    with workbook(parts) as book:
        sheets = book.get("sheets")
        before = list(sheets)
        names = [each.get("name") for each in before]
        order = [names.index(FIGURES), 0, 2, 1, *(n for n in range(3, len(names)) if names[n] != FIGURES)]
        for each in before:
            sheets.remove(each)
        sheets.extend(before[n] for n in order)
        for each in book.get("definedNames"):
            each.set("localSheetId", str(order.index(int(each.get("localSheetId")))))
    return Edit()


@kind
def headers_renamed(parts: Parts) -> Edit:
    with sheet(parts) as found:
        found.text("I3", "负责人")
        found.text("M3", "工作进展")
        found.text("J3", "完成\n时限")
    return Edit(headers={"负责人": "责任人", "工作进展": "进展情况", "完成\n时限": "完成时限"})


@kind
def defined_names(parts: Parts) -> Edit:
    define(parts, "任务", "总表!$D$4:$D$63")
    define(parts, "甲乙", "'总表'!$D$4:$D$10,'总表'!$F$4:$F$63")
    define(parts, "比率", "0.5")
    define(parts, "本页", "'总表'!$A$1", localSheetId="0")
    return Edit()


@kind
def hyperlinks(parts: Parts) -> Edit:
    with sheet(parts) as found:
        rows = found.task("T40"), found.task("T23")
    identifier = relate(
        parts, sheet_parts(parts)[MAIN], "hyperlink", "file:///D:/%E8%B5%84%E6%96%99/a.docx", external=True
    )
    with sheet(parts) as found:
        found.put(
            f'<hyperlinks><hyperlink ref="L{rows[0]}" r:id="{identifier}" display="资料"/>'
            f'<hyperlink ref="D{rows[1]}" location="\'按月进度\'!A1"/></hyperlinks>'
        )
    return Edit()


@kind
def excel_table(parts: Parts) -> Edit:
    """总表 made a table of Excel: the filter is the table's, nothing is merged in it."""
    names = []
    with sheet(parts) as found:
        found.drop("autoFilter")
        found.replace('<mergeCells count="2"><mergeCell ref="A1:O1"/><mergeCell ref="A2:O2"/></mergeCells>')
        names = [found.shown(f"{letter}3") for letter in "ABCDEFGHIJKLMNOPQ"]
    with workbook(parts) as book:
        for each in list(book.get("definedNames")):
            if each.get("name") == "_xlnm._FilterDatabase" and each.get("localSheetId") == "0":
                book.get("definedNames").remove(each)
    columns = "".join(f'<tableColumn id="{n}" name="{name}"/>' for n, name in enumerate(names, 1))
    xml = (
        f'<table xmlns="{S}" id="1" name="表1" displayName="表1" ref="A3:Q63" totalsRowShown="0"><autoFilter ref="A3:Q63"/>'
        f'<tableColumns count="17">{columns}</tableColumns><tableStyleInfo name="TableStyleMedium2" showRowStripes="1"/></table>'
    )
    identifier = relate(
        parts, sheet_parts(parts)[MAIN], "table", add(parts, "xl/tables/table1.xml", xml, f"{SHEET}.table+xml")
    )
    with sheet(parts) as found:
        found.put(f'<tableParts count="1"><tablePart r:id="{identifier}"/></tableParts>')
    return Edit()


@kind
def panes_changed(parts: Parts) -> Edit:
    with sheet(parts) as found:
        found.replace(
            '<sheetViews><sheetView zoomScale="85" showGridLines="0" workbookViewId="0"><pane ySplit="3" topLeftCell="A40" activePane="bottomLeft" state="frozen"/>'
            '<selection pane="bottomLeft" activeCell="D63" sqref="D4:D63"/></sheetView></sheetViews>'
        )
        found.get("sheetPr").insert(0, parse(f'<tabColor xmlns="{S}" rgb="FFFF0000"/>'.encode()))
    return Edit()


@kind
def styles_changed(parts: Parts) -> Edit:
    look = add_style(parts, 5, font='<font><b/><sz val="14"/><color rgb="FFFF0000"/><name val="宋体"/></font>', fill='<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF00"/></patternFill></fill>')  # fmt: skip
    with sheet(parts) as found:
        for key in ("T40", "T36", "T23", "T41"):
            for letter in "DEIJM":
                found.cell(f"{letter}{found.task(key)}").set("s", str(look))
        for letter in "DEFGH":
            found.cell(f"{letter}{LAST}").set("s", str(look))
        found.row(LAST).set("s", str(look))
        found.row(LAST).set("customFormat", "1")
    return Edit()


@kind
def rules_changed(parts: Parts) -> Edit:
    """Another drop-down, another colour rule, an ignored error."""
    with sheet(parts) as found:
        found.replace(
            '<dataValidations count="2"><dataValidation type="list" allowBlank="1" showErrorMessage="1" sqref="N4:N63"><formula1>"办结,在办"</formula1></dataValidation>'
            '<dataValidation type="textLength" operator="lessThan" allowBlank="1" sqref="M4:M63 O4:O63"><formula1>200</formula1></dataValidation></dataValidations>'
        )
        found.put('<conditionalFormatting sqref="M4:M63"><cfRule type="containsText" dxfId="1" priority="9" operator="containsText" text="逾期"><formula>NOT(ISERROR(SEARCH("逾期",M4)))</formula></cfRule></conditionalFormatting>')  # fmt: skip
        found.put('<ignoredErrors><ignoredError sqref="O4:O63" numberStoredAsText="1"/></ignoredErrors>')
    return Edit()


# ---------------------------------------------------------------- what is typed
@kind
def formula_in_progress(parts: Parts) -> Edit:
    with sheet(parts) as found:
        row, other = found.task("T40"), found.task("T36")
        found.formula(f"N{row}", f'IF(M{row}="","","已完成")', "已完成")
        found.formula(f"M{other}", 'TEXT(1,"0%")', "100%")
    return Edit(typed=[(MAIN, f"N{row}", "已完成"), (MAIN, f"M{other}", "100%")])


@kind
def long_numbers_and_lines(parts: Parts) -> Edit:
    """An id card's number, leading zeros, lines, blanks at the ends, words that look like markup or formulas."""
    texts = {
        "T40": "110101199003071234", "T36": "0012", "T01": "第一行\n第二行", "T05": " 两边 ", "T06": "<甲> & “乙”", "T07": "=1+1",
        "T08": "_x000D_", "T09": "第一行_x000D_\n第二行",
    }  # fmt: skip
    with sheet(parts) as found:
        typed = []
        for key, text in texts.items():
            found.text(f"O{found.task(key)}", text)
            typed.append((MAIN, f"O{found.task(key)}", text))
        found.number(f"M{found.task('T10')}", 0.85)
    return Edit(typed=typed)


@kind
def issue_closed(parts: Parts) -> Edit:
    with sheet(parts, ISSUES) as found:
        row = found.task("Q09", "L")
        found.number(f"I{row}", 45272)
        found.text(f"J{row}", "已整改，见附件")
    return Edit(typed=[(ISSUES, f"I{row}", "45272"), (ISSUES, f"J{row}", "已整改，见附件")])


@kind
def months_ticked(parts: Parts) -> Edit:
    """Ticks in every way they are typed. The two first months of T60 are done: it is next due on the last workday of April."""
    texts = {
        ("T60", "F"): "√", ("T60", "G"): "○√", ("T34", "G"): "✓", ("T50", "K"): "已完成", ("T23", "I"): "√",
        ("T52", "M"): "后续", ("T30", "H"): "√", ("T13", "H"): "", ("T36", "J"): "√",
    }  # fmt: skip
    edit = Edit(moves={(MAIN, "T60", "下次时限"): "45044"})
    with sheet(parts, GRID) as found:
        for (key, letter), text in texts.items():
            address = f"{letter}{found.task(key, 'Q')}"
            found.text(address, text) if text else found.clear(address)
            edit.typed.append((GRID, address, text))
    return edit


@kind
def cells_cleared(parts: Parts) -> Edit:
    """What was done is not: the task is due again; what the plan says was taken out on purpose."""
    with sheet(parts) as found:
        row = found.task("T16")
        for letter in "MN":
            found.clear(f"{letter}{row}")
        found.clear(f"H{found.task('T40')}")
        found.clear(f"O{found.task('T36')}")
        typed = [(MAIN, f"{letter}{row}", "") for letter in "MN"] + [(MAIN, f"H{found.task('T40')}", "")]
    return Edit(typed=typed, moves={(MAIN, "T16", "下次时限"): "45097"})


@kind
def plans_cells_changed(parts: Parts) -> Edit:
    """Words of the plan's changed by hand: also those that the plan changes too."""
    with sheet(parts) as found:
        texts = {
            f"I{found.task('T36')}": "柯文、陶乐群", f"D{found.task('T40')}": "开展文明餐桌行动", f"J{found.task('T01')}": "3月12日前",
            f"E{found.task('T23')}": "已并入其他任务", "A1": "2023年台账（修订）",
        }  # fmt: skip
        for address, text in texts.items():
            found.text(address, text)
        found.cell("A1").set("s", "1")
    return Edit(typed=[(MAIN, address, text) for address, text in texts.items()])


@kind
def dates_from_1904(parts: Parts) -> Edit:
    """A workbook of an old Mac: days are counted from 1904."""
    with workbook(parts) as book:
        book.get("workbookPr").set("date1904", "1")
    for name in sheet_parts(parts):
        if name == MEMORY:
            continue
        with sheet(parts, name) as found:
            for cell in found.root.iter(f"{{{S}}}c"):
                value = cell.find(f"{{{S}}}v")
                if cell.get("s") == "6" and cell.get("t") is None and value is not None and value.text.isdecimal():
                    value.text = str(int(value.text) - 1462)
    return Edit(days=-1462, remembers=True)


# ---------------------------------------------------------------- other programs
@kind
def saved_by_excel(parts: Parts) -> Edit:
    as_excel(parts)
    return Edit()


@kind
def custom_properties(parts: Parts) -> Edit:
    xml = '<data xmlns="urn:x"/>'
    parts["customXml/item1.xml"] = xml.encode()
    relate(parts, "xl/workbook.xml", "customXml", "customXml/item1.xml")
    properties = (
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">'
        '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="KSOProductBuildVer"><vt:lpwstr>2052-11.1.0</vt:lpwstr></property></Properties>'
    )
    add(parts, "docProps/custom.xml", properties, "application/vnd.openxmlformats-officedocument.custom-properties+xml")
    relate(parts, "", "custom-properties", "docProps/custom.xml")
    return Edit()


@kind
def external_workbook(parts: Parts) -> Edit:
    xml = f'<externalLink xmlns="{S}" xmlns:r="{R}"><externalBook r:id="rId1"><sheetNames><sheetName val="Sheet1"/></sheetNames></externalBook></externalLink>'
    part = add(parts, "xl/externalLinks/externalLink1.xml", xml, f"{SHEET}.externalLink+xml")
    relate(parts, part, "externalLinkPath", "file:///D:/a.xlsx", external=True)
    identifier = relate(parts, "xl/workbook.xml", "externalLink", part)
    with workbook(parts) as book:
        book.put(f'<externalReferences><externalReference r:id="{identifier}"/></externalReferences>')
    with sheet(parts) as found:
        address = f"O{found.task('T36')}"
        found.formula(address, "[1]Sheet1!$A$1", "外部")
    return Edit(typed=[(MAIN, address, "外部")])


@kind
def elements_with_a_prefix(parts: Parts) -> Edit:
    """A program that writes every element with a prefix."""
    for part in sheet_parts(parts).values():
        root = parse(parts[part])
        made = etree.Element(root.tag, root.attrib, nsmap={"x": S, "r": R})
        made.extend(list(root))
        etree.cleanup_namespaces(made, top_nsmap={"x": S, "r": R})
        xml = serial(made).decode()
        parts[part] = xml.encode()
        assert "<x:sheetData" in xml
    return Edit()


@kind
def saved_by_libreoffice(parts: Parts) -> Edit:
    from tests.rendering import require_office

    office = require_office()
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "a.xlsx")
        source.write_bytes(pack(parts))
        command = [
            office,
            f"-env:UserInstallation=file://{folder}/profile",
            "--headless",
            "--convert-to",
            "xlsx:Calc MS Excel 2007 XML",
        ]
        subprocess.run(
            [*command, "--outdir", f"{folder}/out", str(source)], check=True, capture_output=True, timeout=120
        )
        made = unpack(Path(folder, "out", "a.xlsx").read_bytes())
    parts.clear()
    parts.update(made)
    return Edit()


def without_hidden_sheet(parts: Parts) -> None:
    """Somebody showed the hidden sheet and deleted it."""
    part = sheet_parts(parts)[MEMORY]
    del parts[part]
    for owner, mark in (
        ("[Content_Types].xml", part),
        ("xl/_rels/workbook.xml.rels", part),
        ("xl/workbook.xml", MEMORY),
    ):
        text = parts[owner].decode()
        parts[owner] = re.sub(rf"<(?:Override|Relationship|sheet)\b[^>]*{re.escape(mark)}[^>]*/>", "", text).encode()
