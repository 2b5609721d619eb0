"""The demo evidence of the plan's records (photos, sign-in sheets, minutes, notices) and of signed letters."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from datetime import timedelta

from gongwen.plan.signer_values import seq_text
from gongwen.plan.signing import sign
from tools.demo_papers import paper, scanned, sheet, table_pdf, word
from tools.demo_pictures import jpeg, photo
from tools.demo_scans import page, screen

Files = Iterator[tuple[str, bytes]]
"""Paths in the evidence folder with what the files hold."""
LATE = ("A20", "A28", "A37", "A43", "A47")
"""Records of which nothing has come in."""
MEETING, INSIDE, OUTSIDE = (
    ("meeting", "study"),
    ("lecture", "training", "education", "contest", "award", "signing"),
    ("volunteer",),
)
SHAPES = (
    ((1200, 900), 1), ((900, 1200), 6), ((1200, 900), 1), ((1200, 900), 3), ((900, 1200), 8), ((1200, 900), 1), ((1280, 720), 1),
)  # fmt: skip
"""Sizes as held upright, with the orientation in which the phone stores them."""
LARGE = {"A02": 1, "A08": 6, "A14": 1, "A25": 8, "A31": 1}
"""Records with a photo as a phone takes it, 3000 × 2250."""
NAMES = (
    "{day}-{title}.jpg", "IMG_{plain}_{clock}.jpg", "{plain}{title}.jpg", "{chinese} {title}.JPG", "微信图片_{plain}{clock}.jpg",
    "DSC_{number:04}.JPG", "{day} {what}.jpeg",
)  # fmt: skip
WHAT = ("会场", "全景", "合影", "交流", "现场"), ("现场", "合影", "集合", "途中", "收尾")
"""What photos show, inside and outside."""


def in_gb2312(text: str) -> bool:
    """Whether every font for Chinese has these characters."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def sentences(plan) -> list[str]:
    """Paragraphs of the plan that quote nothing, to fill papers with."""
    texts = [measure.text for measure in plan.measures] + [
        item.text for measure in plan.measures for item in measure.items
    ]
    texts += [phase.text for phase in plan.phases]
    whole = [re.sub(r"\{\{\s*year\s*\}\}", str(plan.year), text) for text in texts if text]
    return [text for text in whole if "{{" not in text] * 2


def of_records(plan, people) -> Files:
    """Photos, sign-in sheets, minutes and notices in the folder of each record."""
    names = [person for person in people if in_gb2312(person.name)]
    for number, record in enumerate(plan.records):
        if record.id in LATE:
            continue
        folder = record.files[0].rstrip("/")
        yield from ((f"{folder}/{name}", data) for name, data in _photos(record, number))
        yield from ((f"{folder}/{name}", data) for name, data in _papers(record, number, names))


def _scene(record, number: int) -> str:
    if record.kind in MEETING:
        return "hall" if record.place == "一楼报告厅" else "room"
    if record.kind in INSIDE:
        return "room" if number % 4 == 3 else "hall"
    if record.kind == "sports":
        return "ground"
    if record.kind == "inspection":
        return "desk"
    return "street" if record.kind in OUTSIDE or number % 2 else "hall"


def _photos(record, number: int) -> Files:
    if record.place == "线上":
        yield (
            f"{record.date}-{_short(record)}页面截图.png",
            screen(record.title, [record.summary, f"时间：{record.date}", f"参加人数：{record.people}人"]),
        )
        return
    scene = _scene(record, number)
    count = 3 if record.kind in ("volunteer", "sports") else 1 + number % 3
    for index in range(count):
        chance = random.Random(f"{record.id}-{index}")
        size, turn = SHAPES[(number + 2 * index) % len(SHAPES)]
        if index == 0 and record.id in LARGE:
            turn = LARGE[record.id]
            size = (2250, 3000) if turn in (6, 8) else (3000, 2250)
        day = _day(record, index, count)
        clock = f"{chance.randint(9, 16):02}:{chance.randint(0, 59):02}:{chance.randint(0, 59):02}"
        what = WHAT[scene in ("street", "ground")][(number + index) % 5]
        name = NAMES[(number + 3 * index) % len(NAMES)].format(
            day=day, plain=day.replace("-", ""), clock=clock.replace(":", ""), number=231 + 7 * number + index, what=what,
            title=f"{_short(record)}{what}", chinese=f"{day[:4]}年{int(day[5:7])}月{int(day[8:])}日",
        )  # fmt: skip
        taken = f"{day.replace('-', ':')} {clock}"
        quality = 40 if size[0] > 2000 or size[1] > 2000 else 43
        yield (
            name,
            photo(
                scene,
                record.title,
                record.place or "",
                taken,
                f"{record.id}-{index}",
                size=size,
                turn=turn,
                mark=chance.random() < 0.3,
                quality=quality,
            ),
        )


def _day(record, index: int, count: int) -> str:
    """When a photo was taken: on the day, for a record of the whole year every few months."""
    return (
        f"{record.date.year}-{3 + 3 * index:02}-{12 + index}"
        if record.cumulative and index < count - 1
        else str(record.date)
    )


def _short(record) -> str:
    return re.sub(r"（.*?）|[“”]|2022年度", "", record.title)[:16]


def _papers(record, number: int, names) -> Files:
    there = [names[(number * 5 + index) % len(names)] for index in range(min(record.people or 0, 44, len(names)))]
    about = [f"时间：{record.date}", f"地点：{record.place}", f"参加人数：{record.people}人", f"内容：{record.summary}"]
    short = _short(record)
    if record.kind in (*MEETING, "lecture", "training", "award"):
        yield _sign_in(record, number, there)
    if record.kind in MEETING:
        decided = [f"{index}．{each}。" for index, each in enumerate(record.decisions, 1)]
        yield (
            f"{record.date}-{short}记录.docx",
            word(f"{record.title}记录", [*about, "会议议定：" if decided else "会议内容：略。", *decided]),
        )
    elif record.kind == "inspection":
        rows = [["环境卫生", "符合要求"], ["档案材料", "基本齐全"], ["问题整改", record.summary or ""]]
        yield f"{record.date}-{short}记录表.docx", word(f"{record.title}记录表", about, table=[["项目", "情况"], *rows])
    elif record.kind == "exam":
        rows = [[index, person.dept_name, person.name, 86 + index * 11 % 15] for index, person in enumerate(there, 1)]
        yield (
            f"{str(record.date).replace('-', '')}{short}成绩表.xlsx",
            sheet(record.title, ["序号", "科室", "姓名", "成绩"], rows),
        )
    elif number % 2:
        told = record.date.first_day() - timedelta(days=4)
        yield (
            f"{told}-关于开展{short}的通知.pdf",
            paper(
                f"关于开展{short}的通知",
                about,
                to="各科室：",
                date=f"{told.year}年{told.month}月{told.day}日",
            ),
        )
    if record.kind == "charity":
        rows = [[index, person.name, f"{50 * (1 + index % 4)}元", "已收"] for index, person in enumerate(there[:20], 1)]
        yield (
            f"{record.date}-捐款登记表.jpg",
            jpeg(page("捐款登记表", ["    ".join(map(str, row)) for row in rows], record.id, grid=True), 40, dpi=100),
        )


def _sign_in(record, number: int, there) -> tuple[str, bytes]:
    """The sign-in sheet: printed as PDF, photographed, or scanned into a PDF."""
    head = ["序号", "科室", "姓名", "签名"]
    if number % 3 == 0:
        rows = [[str(index), person.dept_name, person.name, ""] for index, person in enumerate(there, 1)]
        return f"{record.date}-签到表.pdf", table_pdf(f"{record.title}签到表", head, rows)
    lines = [
        f"时间：{record.date}    地点：{record.place}",
        *(f"{index:>2}    {person.dept_name}    {person.name}" for index, person in enumerate(there[:20], 1)),
    ]
    scan = jpeg(page("签 到 表", lines, record.id, grid=True).convert("L"), 30, dpi=100)
    return (f"{record.date}-签到表扫描.pdf", scanned([scan])) if number % 3 == 1 else ("签到表.jpg", scan)


def of_letters(plan, people) -> Files:
    """Signed letters that have come back as scans; some are still out."""
    for letter in plan.letters:
        if letter.id not in ("L1", "L3"):
            continue
        items = [text for section in letter.sections for text in section.items if isinstance(text, str)] or list(
            letter.items
        )
        for pair in sign(plan, people, letter).pairs:
            if pair.seq % 3 == 0 or (letter.id == "L3" and pair.seq > 30) or not in_gb2312(pair.signer.name):
                continue
            lines = [
                f"{pair.signer.dept_name}　{pair.signer.name}",
                *(f"{index}．{text}" for index, text in enumerate(items, 1)),
            ]
            lines.append(f"签订日期：{letter.sign_date}")
            seal = plan.unit.name if letter.kind == "responsibility" else ""
            drawn = page(letter.title, lines, f"{letter.id}-{pair.seq}", signature=pair.signer.name, seal=seal)
            scan = jpeg(drawn if seal else drawn.convert("L"), 35, dpi=100)
            yield (
                f"签收/{letter.id}/{seq_text(pair.seq)}-{pair.signer.dept_name}-{pair.signer.name}.pdf",
                scanned([scan]),
            )
