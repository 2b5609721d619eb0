"""What a file says about itself, twice: in its Info dictionary and in XMP, in the same words (ISO 19005-2, 6.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from html import escape

from gongwen.pdf.objects.syntax import printable, text_string

PRODUCER = "gongwen"
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
{claim}<dc:format>application/pdf</dc:format>
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
_CLAIM = """<pdfaid:part>2</pdfaid:part>
<pdfaid:conformance>B</pdfaid:conformance>
"""
_ALTERNATIVES = '<rdf:Alt><rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt>'
_SEQUENCE = "<rdf:Seq><rdf:li>{}</rdf:li></rdf:Seq>"


@dataclass(frozen=True, slots=True)
class Info:
    """What a file says about itself. The author is a unit, never an account; without `created` there are no dates.

    A file with pages of others is not `archival`: nobody knows whether those keep to PDF/A.
    """

    title: str
    author: str
    subject: str = ""
    keywords: str = ""
    created: datetime | None = None
    archival: bool = True


def info_dictionary(info: Info) -> str:
    """The Info dictionary; what is empty is left out."""
    texts = {"Title": info.title, "Author": info.author, "Subject": info.subject, "Keywords": info.keywords}
    entries = [f"/{key}{text_string(text)}" for key, text in texts.items() if printable(text)]
    entries.append(f"/Producer{text_string(PRODUCER)}")
    if info.created:
        entries += [f"/{key}({_pdf_date(info.created)})" for key in ("CreationDate", "ModDate")]
    return f"<<{''.join(entries)}>>"


def xmp(info: Info) -> bytes:
    """The XMP packet."""
    shapes = {
        "dc:title": (info.title, _ALTERNATIVES),
        "dc:creator": (info.author, _SEQUENCE),
        "dc:description": (info.subject, _ALTERNATIVES),
        "pdf:Keywords": (info.keywords, "{}"),
        "pdf:Producer": (PRODUCER, "{}"),
    }
    if info.created:
        date = info.created.replace(microsecond=0).isoformat()
        shapes |= dict.fromkeys(("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"), (date, "{}"))
    rows = [
        f"<{key}>{shape.format(escape(printable(text), quote=False))}</{key}>"
        for key, (text, shape) in shapes.items()
        if printable(text)
    ]
    return _PACKET.format(claim=_CLAIM if info.archival else "", properties="\n".join(rows)).encode()


def _pdf_date(date: datetime) -> str:
    """A date (ISO 32000-1, 7.9.4), with the offset from UTC where it is known."""
    offset = date.strftime("%z")[:5]
    return f"D:{date:%Y%m%d%H%M%S}" + (f"{offset[:3]}'{offset[3:]}'" if offset else "")
