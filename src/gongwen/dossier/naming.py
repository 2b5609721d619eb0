"""What the name of a file says of it: form, title, date; and which files are nobody's evidence."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.dossier.kinds import kind_of
from gongwen.dossier.model import Form
from gongwen.dossier.moments import dated_at, dates_in, folded, from_milliseconds

if TYPE_CHECKING:
    from gongwen.dossier.moments import Moment
    from gongwen.standard.dates import PlanDate

__all__ = ["FORMS", "Named", "describe", "form_of", "kind_of", "passed_over", "printable", "split_name", "words_of"]

FORMS: dict[str, Form] = {
    suffix: form
    for form, suffixes in {
        Form.PDF: "pdf",
        Form.WORD: "docx docm",
        Form.SHEET: "xlsx xlsm",
        Form.IMAGE: "jpg jpeg jpe jfif png tif tiff webp gif bmp heic heif",
        Form.TEXT: "txt csv",
        Form.OFFICE: "doc wps rtf odt xls et ods ppt pptx dps ofd",
    }.items()
    for suffix in suffixes.split()
}
"""The suffixes that are known, without their dot."""
_SUFFIX = re.compile(r"\.(?=[0-9]*[A-Za-z])[A-Za-z0-9]{1,5}$")
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]+")
_COPY = re.compile(r"\s*(?:\([0-9]{1,2}\)|-\s*(?:副本|[Cc]opy))$")
_ORDINAL = re.compile(r"[0-9]{1,3}\s*(?:、|[.．](?!\s*[0-9](?![0-9]{3}))|[-_](?!\s*[0-9](?![0-9]{3})))\s*")
"""A number in front: no part of a decimal (3.15) or a range (1-3), but a year may follow (01-2023年)."""
_OF_DEVICES = re.compile(
    r"(?:img|vid|dsc[nf]?|mvimg|pano|pxl|pic|image|photo|picture|scan(?:ned)?|camscanner|screen\s?shot|screenrecord\w*"
    r"|mmexport|wx_?camera|wechatimg|wechat|weixin|snipaste|video|b612|beauty|faceu"
    r"|(?:企业微信|微信|qq|tim|wps|钉钉)?(?:图片|截图|视频|照片|拍照)|屏幕截图|屏幕快照|截屏|录屏|录音|扫描全能王|扫描件?|文档"
    r"|新文档|qq)[\s_\-]*(?=[0-9]|$)",
    re.IGNORECASE,
)
"""What phones, scanners and programs put before their number or time; nothing that somebody wrote."""
_MILLISECONDS = re.compile(r"1[0-9]{12}(?![0-9])")
_OF_NOBODY = re.compile(
    r"(?:[\s0-9._\-()（）#+~,]|hdr|burst|cover|wa(?=[0-9])|edit(?:ed)?|portrait|night|mp(?![a-z])|_[a-z](?![a-z]))*"
    r"|(?:com|cn|org|net)\.[\w.]+|微信|wechat|qq|p[0-9]{7,8}|_mg_[0-9]+|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}|[0-9a-f]{16,}"
    r"|(?:新建|未命名|无标题|untitled|new)(?:\s*(?:microsoft|office|word|excel|powerpoint|wps|文本|文字|文档|文稿|表格"
    r"|工作表|工作簿|演示|图像|图片|文件夹?|bmp|rtf|docx?|xlsx?))*[\s0-9]*|(?:document|book|工作簿|演示文稿|文档)\s*[0-9]+"
    r"|(?:原图|原片|照片|图片|相片|现场照片|活动照片|影像资料|图片资料|扫描件?|附件|材料|佐证材料|其他|资料|dcim|camera|[0-9]{3}[a-z]{5})",
    re.IGNORECASE,
)
"""Words that name no single thing: what a device adds, what a program suggests, what every folder is called."""
_AROUND = " \t\u3000_-—－.．、，,:：;；·+&"
_BRACKETS = dict(zip("（(［[【〔「", "）)］]】〕」", strict=True))
_NUMBERED = re.compile(
    r"(?:电话|手机|传真|编号|工号|单号|号码|身份证|账号|证号|文号|第|\bno\.?|№|(?<![A-Za-z])[A-Z]{1,4})[\s:_\-0-9]*$",
    re.IGNORECASE,
)
"""Words after which digits are a number and no date."""
_TAIL = re.compile(r"(?:[\s_\-]+[0-9]{1,3})?\s*")
_HAN_END = re.compile(r"[^\x00-\x7f]")


@dataclass(frozen=True, slots=True)
class Named:
    """What a name says. `own` tells whether the title is somebody's words, or only what a device called the file."""

    title: str
    date: PlanDate | None
    own: bool = True


def form_of(suffix: str) -> Form:
    """What pages are made of, by a suffix with or without its dot."""
    return FORMS.get(suffix.strip().lstrip(".").lower(), Form.OTHER)


def passed_over(name: str) -> str:
    """The word for a file or folder that is no evidence: 锁定文件, 系统文件, 隐藏文件; empty for any other."""
    low = name.lower()
    if low.startswith(("~$", ".~")) or (low.startswith("~") and low.endswith(".tmp")):
        return "锁定文件"
    if low in _SYSTEM or low.startswith("._"):
        return "系统文件"
    return "隐藏文件" if name.startswith(".") else ""


_SYSTEM = frozenset((
    "thumbs.db", "ehthumbs.db", "desktop.ini", ".ds_store", "__macosx", "$recycle.bin", "system volume information",
    "@eadir", "#recycle", "lost+found", ".trashes", ".spotlight-v100",
))  # fmt: skip
"""What systems and network disks leave in folders, in lower case."""


def printable(name: str) -> str:
    """A name as it can be printed: in NFC, bytes of another encoding read as GB 18030, control characters as _."""
    try:
        name.encode()
    except UnicodeEncodeError:
        raw = name.encode("utf-8", "surrogateescape") if _escaped(name) else name.encode("utf-8", "replace")
        name = raw.decode("gb18030", "replace")
    return unicodedata.normalize("NFC", _UNPRINTABLE.sub("_", name))


def _escaped(name: str) -> bool:
    return all(not "\ud800" <= each <= "\udfff" or "\udc80" <= each <= "\udcff" for each in name)


def split_name(name: str) -> tuple[str, str]:
    """A file name as stem and suffix; the suffix with its dot, empty where what follows the last dot is none."""
    name = name.strip()
    found = _SUFFIX.search(name)
    return (name[: found.start()], found.group()) if found and found.start() else (name, "")


def describe(name: str, year: int) -> Named:
    """Title and date of a file by its name; `year` is the plan's, for dates that leave it out."""
    stem = split_name(printable(name))[0]
    inner, suffix = split_name(stem)
    return words_of(inner if suffix and form_of(suffix) is not Form.OTHER else stem, year)


def words_of(text: str, year: int) -> Named:
    """Title and date by the name of a folder, or of a file without its suffix."""
    whole = text.strip() or text or "_"
    text = _without_copies(whole)
    device = _OF_DEVICES.match(folded(text))
    rest, told = _of_device(text[device.end() :]) if device else _of_person(text, year)
    if device and rest == text[device.end() :] and told is None and not _OF_NOBODY.fullmatch(rest):
        return _titled(text, *_of_person(text, year))  # such as 图片3处修改: words that only begin like a device's
    return _titled(whole, rest, told)


def _titled(whole: str, rest: str, told: PlanDate | None) -> Named:
    return Named(whole, told, own=False) if _OF_NOBODY.fullmatch(folded(rest)) else Named(rest, told)


def _without_copies(text: str) -> str:
    """A name without what a system adds to a second file of that name; never empty."""
    while (found := _COPY.search(folded(text))) and found.start():
        text = text[: found.start()]
    return text


def _of_device(text: str) -> tuple[str, PlanDate | None]:
    """What is left after a device's number or time, and the date of that time."""
    plain = folded(text)
    moment = dated_at(plain, 0)
    if moment:
        return text[moment.end :].strip(_AROUND), moment.date
    count = _MILLISECONDS.match(plain)
    if count:
        return text[count.end() :].strip(_AROUND), from_milliseconds(count.group())
    return text, None


def _of_person(text: str, year: int) -> tuple[str, PlanDate | None]:
    """Title and date: the date at the beginning, in brackets or at the end; the ordinal in front goes."""
    plain = folded(text)
    moment = dated_at(plain, 0, year)
    if moment is None:
        text = _without_ordinal(text)
        plain = folded(text)
        moment = dated_at(plain, 0, year)
    if moment is not None:
        if moment.lasting:
            return text, moment.date
        return _without_ordinal(text[moment.end :].strip(_AROUND)), moment.date
    found = dates_in(plain)
    for each in found:
        cut = _bracketed(text, each)
        if cut is not None:
            return cut, each.date
    short = dated_at(plain, 1, year) if text[:1] in _BRACKETS else None
    cut = _bracketed(text, short) if short else None
    if short and cut is not None:
        return cut, short.date
    return _dated_at_end(text, found)


def _without_ordinal(text: str) -> str:
    found = _ORDINAL.match(folded(text))
    return text[found.end() :] if found and text[found.end() :].strip(_AROUND) else text


def _bracketed(text: str, moment: Moment) -> str | None:
    """The text without a date that stands alone in brackets; None where it does not."""
    before, after = text[: moment.start].rstrip(), text[moment.end :].lstrip()
    if moment.lasting or not before or not after or _BRACKETS.get(before[-1]) != after[0]:
        return None
    before, after = before[:-1].rstrip(_AROUND), after[1:].lstrip(_AROUND)
    tight = not before or not after or _HAN_END.match(before[-1]) or _HAN_END.match(after[0])
    return before + after if tight else f"{before} {after}"


def _dated_at_end(text: str, found: list[Moment]) -> tuple[str, PlanDate | None]:
    """The text without the date at its end; the two dates of a range stay and the first counts."""
    if not found or _NUMBERED.search(folded(text)[: found[-1].start]):
        return text, None
    last = found[-1]
    if not _TAIL.fullmatch(folded(text), last.end) and not last.lasting:
        return text, None
    first = found[-2] if len(found) > 1 and found[-2].lasting else last
    if first.lasting:
        return text, first.date if len(folded(text)) - last.end <= _SHORT_END else None
    return text[: last.start].rstrip(_AROUND) or text, last.date


_SHORT_END = 12
"""How long the second date of a range may be."""
