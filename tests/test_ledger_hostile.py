"""Ledgers that no program should have written: the right result or a clear refusal, quickly, and nothing is lost.

Each is the built ledger with typed cells, edited in its XML; the plan has changed since, so a refresh has to write.
"""

from __future__ import annotations

import io
import json
import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile

from gongwen.ledger import LedgerOptions, make_ledgers
from tests.conftest import ROOT
from tests.handmade import para, word

pytestmark = pytest.mark.skipif(os.name == "nt", reason="limits of memory are of POSIX")

NAME = "02-任务分工台账.xlsx"
SECONDS, KILLED, MEMORY = 5.0, 6, 1 << 30
AS_OF = "2023-12-20"
MAIN, GRID, ISSUES, HIDDEN = "总表", "按月进度", "问题整改", "_gongwen"
DONE, REFUSED, UNUSABLE = 0, 6, 3
OVERDUE = 4
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
RENAMED = {"T02": "印发年度实施方案（修订稿）", "T55": "加强人文环境建设和美化"}
"""Titles that the plan changed after the ledger was built."""
TYPED = {
    MAIN: {("T02", "N"): "进行中", ("T02", "M"): "试点已铺开，80%", ("T55", "O"): "已办结 & <补>", ("T10", "N"): "√"},
    GRID: {("T34", "G"): "√", ("T03", "G"): "√"},
    ISSUES: {("Q01", "K"): "复查过"},
}
SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SERVER = f"""
import json, os, resource, signal, sys
import chinese_calendar
import gongwen.cli, gongwen.cli.ledger, gongwen.ledger.status

def child(folder, arguments):
    os.chdir(folder)
    for number, (name, mode) in enumerate((("/dev/null", os.O_RDONLY), ("out", 577), ("err", 577))):
        os.dup2(os.open(name, mode, 0o644), number)
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
    resource.setrlimit(resource.RLIMIT_CPU, ({KILLED}, {KILLED}))
    signal.alarm(3 * {KILLED})
    sys.argv = ["gongwen", *arguments]
    try:
        gongwen.cli.main()
    except SystemExit as ended:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(ended.code)
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    os._exit(99)

for line in sys.stdin:
    running = [os.fork() or child(*job) for job in json.loads(line)]
    ended = []
    for each in running:
        _, status, usage = os.wait4(each, 0)
        ended.append((os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime))
    print(json.dumps(ended), flush=True)
"""
"""Forks a process for each command, within a gigabyte of addresses: what loading the program takes is spent once."""


# ---------------------------------------------------------------- workbooks by their XML
class Parts:
    """A workbook as its parts, changed in their text."""

    def __init__(self, data: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
        self.more: list[tuple[str, Iterable[bytes]]] = []
        """Members that are written piece by piece behind the others, even under a name that is there."""

    def part_of(self, sheet: str) -> str:
        tags = re.findall(r"<Relationship [^>]*>", self.text("xl/_rels/workbook.xml.rels"))
        listed = [dict(re.findall(r'(\w+)="([^"]*)"', tag)) for tag in tags]
        relations = {found["Id"]: found["Target"].lstrip("/") for found in listed}
        (tag,) = re.findall(rf'<sheet [^>]*name="{re.escape(sheet)}"[^>]*>', self.text("xl/workbook.xml"))
        target = relations[re.search(r'r:id="([^"]*)"', tag)[1]]
        return target if target.startswith("xl/") else f"xl/{target}"

    def text(self, part: str) -> str:
        return self.parts[part].decode()

    def sheet(self, name: str) -> str:
        return self.text(self.part_of(name))

    def put(self, sheet: str, xml: str) -> Parts:
        self.parts[self.part_of(sheet)] = xml.encode()
        return self

    def change(self, sheet: str, old: str, new: str, count: int = 1) -> Parts:
        xml = self.sheet(sheet)
        assert old in xml, old
        return self.put(sheet, xml.replace(old, new, count))

    def drop_sheet(self, name: str) -> Parts:
        part = self.part_of(name)
        self.parts["xl/workbook.xml"] = re.sub(
            rf'<sheet [^>]*name="{name}"[^>]*>', "", self.text("xl/workbook.xml")
        ).encode()
        names = re.sub(r"<definedNames>.*?</definedNames>", "", self.text("xl/workbook.xml"), flags=re.DOTALL)
        self.parts["xl/workbook.xml"] = names.encode()
        target = part.removeprefix("xl/")
        self.parts["xl/_rels/workbook.xml.rels"] = re.sub(
            rf'<Relationship [^>]*Target="/?(?:xl/)?{re.escape(target)}"[^>]*>', "",
            self.text("xl/_rels/workbook.xml.rels"),
        ).encode()  # fmt: skip
        del self.parts[part]
        return self

    def copy_sheet(self, name: str, new: str) -> Parts:
        part = f"xl/worksheets/sheet{90 + len(self.parts)}.xml"
        self.parts[part] = self.parts[self.part_of(name)]
        types = self.text("[Content_Types].xml")
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        self.parts["[Content_Types].xml"] = types.replace(
            "</Types>", f'<Override PartName="/{part}" ContentType="{kind}"/></Types>'
        ).encode()
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        self.parts["xl/_rels/workbook.xml.rels"] = (
            self.text("xl/_rels/workbook.xml.rels")
            .replace(
                "</Relationships>",
                f'<Relationship Id="rId900" Type="{office}/worksheet" Target="/{part}"/></Relationships>',
            )
            .encode()
        )
        self.parts["xl/workbook.xml"] = (
            self.text("xl/workbook.xml")
            .replace(
                "</sheets>",
                f'<sheet xmlns:r="{office}" name="{new}" sheetId="900" state="visible" r:id="rId900"/></sheets>',
            )
            .encode()
        )
        return self

    def share(self, sheet: str) -> Parts:
        """Keep the texts of a sheet as shared strings, as Excel does."""
        strings: list[str] = []

        def shared(match: re.Match[str]) -> str:
            strings.append(f"<si>{match[2]}</si>")
            return f'{match[1]} t="s"><v>{len(strings) - 1}</v></c>'

        xml = re.sub(r'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="inlineStr"><is>(.*?)</is></c>', shared, self.sheet(sheet))
        self.put(sheet, xml)
        space = SPACE.strip("{}")
        self.parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">{"".join(strings)}</sst>'.encode()
        office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
        self.parts["xl/_rels/workbook.xml.rels"] = (
            self.text("xl/_rels/workbook.xml.rels")
            .replace(
                "</Relationships>",
                f'<Relationship Id="rId901" Type="{office}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
            )
            .encode()
        )
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
        self.parts["[Content_Types].xml"] = (
            self.text("[Content_Types].xml")
            .replace("</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>')
            .encode()
        )
        return self

    def to_bytes(self, level: int = 6) -> bytes:
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
            for name, data in self.parts.items():
                archive.writestr(name, data)
            for name, pieces in self.more:
                entry = zipfile.ZipInfo(name)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(entry, "w") as member:
                    for piece in pieces:
                        member.write(piece)
        return stream.getvalue()


def row_of(xml: str, key: str) -> int:
    """The row of a sheet that has a key."""
    (number,) = [
        int(found[1])
        for found in re.finditer(r'<row r="(\d+)"[^>]*>(.*?)</row>', xml, re.DOTALL)
        if f"<t>{key}</t>" in found[2]
    ]
    return number


def escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def typed(xml: str, place: str, content: str, kind: str = "inlineStr") -> str:
    """A sheet with something typed into a cell; `content` is the inside of the cell."""
    pattern = rf'<c r="{place}"((?: (?!t=)\w+="[^"]*")*)(?: t="\w+")?((?: \w+="[^"]*")*)(?:/>|>.*?</c>)'
    made, count = re.subn(
        pattern,
        lambda match: f'<c r="{place}"{match[1]}{match[2]} t="{kind}">{content}</c>',
        xml,
        count=1,
        flags=re.DOTALL,
    )
    assert count == 1, place
    return made


def text_cell(text: str) -> str:
    return f'<is><t xml:space="preserve">{escaped(text)}</t></is>'


def cells_of(data: bytes, sheet: str, junk: str = "") -> dict[str, str]:
    """The texts of a sheet by cell, by a parser that shares nothing with the program."""
    book = Parts(data)
    xml = book.sheet(sheet)
    if junk:
        assert junk in xml, "what was there stays byte for byte"
        xml = xml.replace(junk, "")
    strings = []
    if "xl/sharedStrings.xml" in book.parts:
        root = ET.fromstring(book.text("xl/sharedStrings.xml"))
        strings = ["".join(node.text or "" for node in item.iter(f"{SPACE}t")) for item in root]
    found: dict[str, str] = {}
    number = 0
    for row in ET.fromstring(xml).iter(f"{SPACE}row"):
        number = int(row.get("r", number + 1))
        column = 0
        for cell in row.iter(f"{SPACE}c"):
            place = cell.get("r")
            letters = re.match(r"[A-Z]+", place)[0] if place else letters_of(column + 1)
            column = number_of(letters)
            value = cell.find(f"{SPACE}v")
            if cell.get("t") == "inlineStr":
                text = "".join(node.text or "" for node in cell.iter(f"{SPACE}t"))
            elif cell.get("t") == "s" and value is not None:
                index = value.text or ""
                text = strings[int(index)] if re.fullmatch("[0-9]+", index) and int(index) < len(strings) else ""
            else:
                text = (value.text or "") if value is not None else ""
            assert f"{letters}{number}" not in found, "a cell stands twice"
            if text:
                found[f"{letters}{number}"] = text
    return found


def number_of(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def letters_of(number: int) -> str:
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def by_key(cells: dict[str, str], key: str, last: str) -> dict[str, dict[str, str]]:
    """The rows of a table by the key in a column: texts by column up to the last of the table, but for the number."""
    rows: dict[int, dict[str, str]] = {}
    for place, text in cells.items():
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", place).groups()
        if 1 < number_of(letters) <= number_of(last):
            rows.setdefault(int(number), {})[letters] = text
    found: dict[str, dict[str, str]] = {}
    for row in rows.values():
        if re.fullmatch(r"[TQ]\d\d", row.get(key, "")):
            assert row[key] not in found, f"{row[key]} stands twice"
            found[row[key]] = row
    return found


def main_rows(data: bytes, junk: str = "") -> dict[str, dict[str, str]]:
    return by_key(cells_of(data, MAIN, junk), "P", "Q")


# ---------------------------------------------------------------- the ledger and what becomes of it
def changed_plan() -> str:
    text = (ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8")
    for key, new in RENAMED.items():
        text, count = re.subn(rf"(- id: {key}\n    title: ).*", lambda match, new=new: match[1] + new, text)
        assert count == 1
    return text


def workspace(folder: Path, data: bytes | None = None, plan: str | None = None) -> Path:
    """A workspace with a plan and a ledger."""
    (folder / "inputs").mkdir(parents=True)
    (folder / "inputs" / "plan.yaml").write_text(changed_plan() if plan is None else plan, encoding="utf-8")
    shutil.copy(ROOT / "inputs" / "roster.csv", folder / "inputs")
    if data is not None:
        ledger = folder / "outputs" / "2023" / NAME
        ledger.parent.mkdir(parents=True)
        ledger.write_bytes(data)
    return folder


def built(folder: Path, plan: str, year: int = 2023) -> bytes:
    """A ledger as the program builds it."""
    workspace(folder, plan=plan)
    result = make_ledgers(LedgerOptions(plan=folder / "inputs" / "plan.yaml"), lambda _: None)
    assert result.exit_code == DONE
    return (folder / "outputs" / str(year) / NAME).read_bytes()


@dataclass
class Ran:
    """What a process did."""

    code: int
    out: str
    err: str
    seconds: float
    """Of its own work, which does not depend on what else the machine does."""


class Programs:
    """`gongwen` as processes."""

    def __init__(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "PYTHONIOENCODING": "utf-8"}
        self.server = subprocess.Popen(
            [sys.executable, "-c", SERVER], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, *jobs: tuple[Path, list[str]]) -> list[Ran]:
        """Run commands at the same time, each in its folder."""
        self.server.stdin.write(json.dumps([(str(folder), arguments) for folder, arguments in jobs]) + "\n")
        self.server.stdin.flush()
        ended = json.loads(self.server.stdout.readline())
        found = []
        for (folder, _), (code, seconds) in zip(jobs, ended, strict=True):
            out, err = ((folder / name).read_text(encoding="utf-8", errors="replace") for name in ("out", "err"))
            found.append(Ran(code, out, err, seconds))
        return found

    def close(self) -> None:
        self.server.stdin.close()
        self.server.wait(timeout=60)
        self.server.stdout.close()


@dataclass
class Outcome:
    """A ledger that was refreshed and asked for its status."""

    before: bytes
    after: bytes
    refresh: Ran
    status: Ran
    folder: Path

    @property
    def answer(self) -> dict[str, Any]:
        return json.loads(self.status.out)

    @property
    def refused(self) -> bool:
        return self.refresh.code != DONE


Try = Callable[[bytes], "Outcome"]


@pytest.fixture(scope="session")
def programs() -> Iterator[Programs]:
    found = Programs()
    yield found
    found.close()


@pytest.fixture
def tried(tmp_path: Path, programs: Programs) -> Try:
    """Refresh a ledger and ask for its status."""
    return lambda data: both(programs, tmp_path / str(len(list(tmp_path.iterdir()))), data)


def both(programs: Programs, folder: Path, data: bytes) -> Outcome:
    """Refresh a ledger and ask for its status, at the same time in two workspaces."""
    refreshing, asking = workspace(folder / "更新", data), workspace(folder / "查看", data)
    refresh, status = programs.run(
        (refreshing, ["ledger", "refresh", "--verbose"]), (asking, ["ledger", "status", "--as-of", AS_OF, "--json"])
    )
    after = (refreshing / "outputs" / "2023" / NAME).read_bytes()
    assert (asking / "outputs" / "2023" / NAME).read_bytes() == data, "status writes nothing"
    return Outcome(data, after, refresh, status, refreshing)


@dataclass
class Base:
    """The ledger that every test starts from, and what becomes of it undamaged."""

    data: bytes
    clean: Outcome
    folder: Path
    main: dict[str, dict[str, str]] = field(default_factory=dict)
    grid: dict[str, dict[str, str]] = field(default_factory=dict)


@pytest.fixture(scope="session")
def base(tmp_path_factory, programs) -> Base:
    folder = tmp_path_factory.mktemp("台账")
    book = Parts(built(folder / "生成", (ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8")))
    for sheet, cells in TYPED.items():
        xml = book.sheet(sheet)
        for (key, letters), text in cells.items():
            xml = typed(xml, f"{letters}{row_of(xml, key)}", text_cell(text))
        book.put(sheet, xml)
    data = book.to_bytes()
    clean = both(programs, folder / "照常", data)
    assert (clean.refresh.code, clean.status.code) == (DONE, OVERDUE), clean.refresh.err + clean.status.err
    found = Base(data, clean, folder, main_rows(clean.after), by_key(cells_of(clean.after, GRID), "Q", "Q"))
    assert len(found.main) == len(found.grid) == 60
    assert {found.main[key][letters] for key, letters in TYPED[MAIN]} == set(TYPED[MAIN].values())
    assert {key: found.main[key]["D"] for key in RENAMED} == RENAMED
    assert main_rows(data)["T02"]["D"] != RENAMED["T02"]
    assert clean.answer["tasks"] == {
        "total": 60, "已完成": 56, "进行中": 4, "未开始": 0, "已取消": 0, "看不懂": 0,
    }  # fmt: skip
    return found


@pytest.fixture
def book(base: Base) -> Parts:
    """The ledger, ready to be damaged."""
    return Parts(base.data)


def sound(outcome: Outcome) -> None:
    """What holds in every case: no fault, no traceback, not slow, not big."""
    for ran in (outcome.refresh, outcome.status):
        assert "Traceback" not in ran.err, ran.err
        assert "程序内部出错" not in ran.err, f"{ran.err}{faults(outcome.folder)}"
        assert ran.code in (DONE, UNUSABLE, OVERDUE, REFUSED), (ran.code, ran.err)
        assert ran.seconds < SECONDS, ran.seconds


def faults(folder: Path) -> str:
    """The logs of faults in either workspace."""
    return "\n".join(log.read_text(encoding="utf-8")[-900:] for log in folder.parent.rglob("fault-*.log"))


def clearly_refused(outcome: Outcome, *words: str, code: int = UNUSABLE) -> None:
    """Refused by both commands with a message that names the file and says what to do; nothing is touched."""
    sound(outcome)
    assert (outcome.refresh.code, outcome.status.code) == (code, UNUSABLE), outcome.refresh.err + outcome.status.err
    for ran in (outcome.refresh, outcome.status):
        told = [line for line in ran.err.splitlines() if line.startswith("错误: ")]
        assert any(NAME in line for line in told), ran.err
        assert re.search(r"\n    (?:请|表头应有)", ran.err), ran.err
    for each in words:
        assert each in outcome.refresh.err
    assert outcome.after == outcome.before, "a refused file is left as it is"
    assert not (outcome.folder / ".gongwen" / "backup").exists()


def as_clean(outcome: Outcome, base: Base, junk: str = "", but: dict[str, str] | None = None) -> None:
    """Taken as the undamaged ledger is: every task found once, the plan's changes written, typed cells kept.

    `but` are cells of 总表 (`T02.N`) that the damage itself put something else into.
    """
    sound(outcome)
    assert outcome.refresh.code == DONE, outcome.refresh.err
    assert outcome.status.code == OVERDUE, outcome.status.err
    rows = main_rows(outcome.after, junk)
    wanted = {key: dict(row) for key, row in base.main.items()}
    for place, text in (but or {}).items():
        key, _, letters = place.partition(".")
        wanted[key][letters] = text
        if not text:
            del wanted[key][letters]
    assert rows.keys() == wanted.keys()
    for key, row in rows.items():
        assert row == wanted[key], key
    assert by_key(cells_of(outcome.after, GRID), "Q", "Q") == base.grid
    backups = list((outcome.folder / ".gongwen" / "backup").iterdir())
    assert [file.read_bytes() for file in backups] == [outcome.before]


def counts_alike(outcome: Outcome, base: Base) -> None:
    """The same answer as of the undamaged ledger."""
    wanted, found = base.clean.answer, outcome.answer
    for name in ("tasks", "rate", "occurrences", "issues", "overdue", "due_soon"):
        assert found[name] == wanted[name], name


# ---------------------------------------------------------------- very big
def beside(xml: str, row: int, cells: str) -> str:
    """A sheet with more cells at the end of a row."""
    return re.sub(rf'(<row r="{row}"[^>]*>.*?)(</row>)', lambda match: match[1] + cells + match[2], xml, count=1)


def below(book: Parts, rows: str, sheet: str = MAIN) -> Parts:
    return book.change(sheet, "</sheetData>", f"{rows}</sheetData>")


def test_a_formatted_cell_in_the_last_row(tried, base, book):
    junk = f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}" s="4"/></row>'
    for sheet in (MAIN, GRID, ISSUES, "办公室"):
        below(book, junk, sheet)
    outcome = tried(book.to_bytes())
    as_clean(outcome, base, junk)
    counts_alike(outcome, base)
    assert junk in Parts(outcome.after).sheet("办公室")


def test_a_task_is_added_though_the_last_row_is_formatted(programs, tmp_path, base, book):
    junk = f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}" s="4"/></row>'
    more = "  - id: T61\n    title: 新增的任务\n    lead: office\n    due: 2023-12-28\n  - id: T02\n"
    folder = workspace(
        tmp_path / "更新", below(book, junk).to_bytes(), changed_plan().replace("  - id: T02\n", more, 1)
    )
    ran = programs.run((folder, ["ledger", "refresh"]))[0]
    assert ran.code == DONE, ran.err + faults(folder)
    rows = main_rows((folder / "outputs" / "2023" / NAME).read_bytes(), junk)
    assert len(rows) == 61
    assert rows.pop("T61")["D"] == "新增的任务"
    assert rows == base.main


def test_every_row_of_the_sheet_is_formatted(tried, base, book):
    junk = "".join(f'<row r="{n}" s="5" customFormat="1"/>' for n in range(64, LAST_ROW + 1))
    outcome = tried(below(book, junk).to_bytes(1))
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base, junk)
        counts_alike(outcome, base)


def test_a_cell_in_every_row_is_formatted(tried, base, book):
    junk = "".join(f'<row r="{n}"><c r="A{n}" s="5"/></row>' for n in range(64, LAST_ROW + 1))
    outcome = tried(below(book, junk).to_bytes(1))
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base, junk)


def test_every_column_of_a_row_is_formatted(tried, base, book):
    xml = book.sheet(MAIN)
    row = row_of(xml, "T02")
    junk = "".join(f'<c r="{letters_of(n)}{row}" s="5"/>' for n in range(18, LAST_COLUMN + 1))
    header = "".join(f'<c r="{letters_of(n)}3" s="5"/>' for n in range(18, LAST_COLUMN + 1))
    columns = '<col min="18" max="16384" width="9" style="5" customWidth="1"/></cols>'
    xml = beside(beside(xml, row, junk), 3, header).replace("</cols>", columns)
    outcome = tried(book.put(MAIN, xml).to_bytes())
    as_clean(outcome, base, junk)
    counts_alike(outcome, base)


def merged(book: Parts, ranges: Iterable[str], sheet: str = MAIN) -> Parts:
    items = "".join(f'<mergeCell ref="{each}"/>' for each in ranges)
    return book.change(sheet, "</mergeCells>", f"{items}</mergeCells>")


def test_fifty_thousand_merges_beside_the_table(tried, base, book):
    outcome = tried(merged(book, (f"S{n}:T{n}" for n in range(4, 50_004))).to_bytes())
    as_clean(outcome, base)
    assert Parts(outcome.after).sheet(MAIN).count("<mergeCell ") == 50_000 + 23


def test_fifty_thousand_merges_in_the_table(tried, base, book):
    outcome = tried(merged(book, (f"D{n}:D{n + 1}" for n in range(64, 100_064, 2))).to_bytes())
    as_clean(outcome, base)


def test_a_merge_down_to_the_last_row(tried, base, book):
    junk = f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}" s="4"/></row>'
    ranges = [f"{letters}64:{letters}{LAST_ROW}" for letters in "DEFGHIJKL"]
    outcome = tried(merged(below(book, junk), ranges).to_bytes())
    as_clean(outcome, base, junk)


def test_many_merges_down_to_the_last_row_over_each_other(tried, base, book):
    junk = f'<row r="{LAST_ROW}"><c r="A{LAST_ROW}" s="4"/></row>'
    outcome = tried(merged(below(book, junk), (f"D{n}:D{LAST_ROW}" for n in range(64, 5064))).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base, junk)


def test_ten_thousand_conditional_formats(tried, base, book):
    rule = '<conditionalFormatting sqref="N{0}:N{0}"><cfRule type="expression" priority="{0}" dxfId="0"><formula>$N{0}="x"</formula></cfRule></conditionalFormatting>'
    rules = "".join(rule.format(n) for n in range(100, 10_100))
    book.change(MAIN, "<conditionalFormatting ", f"{rules}<conditionalFormatting ")
    outcome = tried(book.to_bytes())
    as_clean(outcome, base)
    assert rules in Parts(outcome.after).sheet(MAIN)


def test_the_longest_text_in_a_cell(tried, base, book):
    xml, text = book.sheet(MAIN), "长" * 32_767
    outcome = tried(book.put(MAIN, typed(xml, f"O{row_of(xml, 'T20')}", text_cell(text))).to_bytes())
    as_clean(outcome, base, but={"T20.O": text})
    counts_alike(outcome, base)


def test_300_mb_of_comment_in_a_small_file(tried, book):
    part = book.part_of(MAIN)
    head, _, rest = book.sheet(MAIN).partition("<sheetPr>")
    del book.parts[part]
    comment = [b"<!--", *([b" " * 1_000_000] * 300), b"-->"]
    book.more.append((part, [head.encode(), *comment, b"<sheetPr>", rest.encode()]))
    data = book.to_bytes(9)
    assert len(data) < 600_000
    clearly_refused(tried(data), "解压后异常巨大")


def test_a_size_that_lies(tried, base):
    """The directory says that a part is small; what comes out of it is not."""
    book = Parts(base.data)
    part = book.part_of(MAIN)
    big = (b"<!--", *([b" " * 1_000_000] * 300), b"-->")
    del book.parts[part]
    book.more.append((part, big))
    data = bytearray(book.to_bytes(9))
    size = (300_000_000 + 7).to_bytes(4, "little")
    assert data.count(size)
    while (at := data.find(size)) >= 0:
        data[at : at + 4] = (70_000).to_bytes(4, "little")
    clearly_refused(tried(bytes(data)))


def test_cells_that_never_end(tried, base, book):
    cells = "".join(f'<c r="S{n}" s="4">' for n in range(60_000))
    junk = f'<row r="64">{cells}</row>'
    outcome = tried(below(book, junk).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        sound(outcome)


def test_shared_strings_that_never_end(tried, book):
    book.share(MAIN)
    junk = "<si><t>" * 60_000
    book.parts["xl/sharedStrings.xml"] = book.text("xl/sharedStrings.xml").replace("</sst>", f"{junk}</sst>").encode()
    clearly_refused(tried(book.to_bytes()))


# ---------------------------------------------------------------- headers
def header_row(xml: str) -> str:
    return re.search(r'<row r="3".*?</row>', xml, re.DOTALL)[0]


def moved_row(row: str, old: int, new: int) -> str:
    return re.sub(rf'(r="[A-Z]*){old}"', rf'\g<1>{new}"', row)


def spread(xml: str, at: int, more: int = 1) -> str:
    """A sheet whose rows from one on stand lower."""

    def lower(match: re.Match[str]) -> str:
        number = int(match[1])
        return moved_row(match[0], number, number + more) if number >= at else match[0]

    xml = re.sub(r'<row r="(\d+)".*?</row>', lower, xml, flags=re.DOTALL)
    return re.sub(
        r'ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"',
        lambda m: f'ref="{m[1]}{int(m[2]) + more * (int(m[2]) >= at)}:{m[3]}{int(m[4]) + more * (int(m[4]) >= at)}"',
        xml,
    )


def test_a_second_header_in_the_middle(tried, base, book):
    xml = spread(book.sheet(MAIN), 30)
    junk = moved_row(header_row(xml), 3, 30)
    xml = re.sub(r'(<row r="31")', lambda match: junk + match[1], xml, count=1)
    outcome = tried(book.put(MAIN, xml).to_bytes())
    as_clean(outcome, base, junk)
    counts_alike(outcome, base)


def test_two_headers_one_under_the_other(tried, base, book):
    xml = spread(book.sheet(MAIN), 4)
    junk = moved_row(header_row(xml), 3, 4)
    xml = re.sub(r'(<row r="5")', lambda match: junk + match[1], xml, count=1)
    outcome = tried(book.put(MAIN, xml).to_bytes())
    as_clean(outcome, base, junk)
    counts_alike(outcome, base)


def test_no_header(tried, book):
    """Another sheet that has the same headers is not taken for it."""
    xml = book.sheet(MAIN)
    clearly_refused(tried(book.put(MAIN, xml.replace(header_row(xml), "")).to_bytes()), "找不到总表的表头")


def test_no_header_in_any_sheet(tried, base, book):
    for sheet in re.findall(r'<sheet [^>]*name="([^"]*)"', book.text("xl/workbook.xml")):
        if sheet != HIDDEN:
            book.put(sheet, re.sub(r'<row r="3".*?</row>', "", book.sheet(sheet), flags=re.DOTALL))
    clearly_refused(tried(book.to_bytes()), "找不到总表的表头")


def test_main_sheet_deleted(tried, book):
    clearly_refused(tried(book.drop_sheet(MAIN).to_bytes()), "找不到总表的表头")


def test_main_sheet_twice(tried, base, book):
    """Somebody kept a copy of the sheet: it stays as it is."""
    outcome = tried(book.copy_sheet(MAIN, "总表 (2)").to_bytes())
    as_clean(outcome, base)
    counts_alike(outcome, base)
    assert Parts(outcome.after).sheet("总表 (2)") == Parts(outcome.before).sheet("总表 (2)")


def test_header_merged_over_two_columns(tried, base, book):
    """进展情况 and 完成情况 under one header, as Excel leaves it: only the first text stays."""
    xml = re.sub(r'<c r="N3"( s="\d+") t="inlineStr">.*?</c>', r'<c r="N3"\1/>', book.sheet(MAIN), count=1)
    outcome = tried(merged(book.put(MAIN, xml), ["M3:N3"]).to_bytes())
    as_clean(outcome, base)
    counts_alike(outcome, base)


def test_whole_header_row_merged(tried, base, book):
    outcome = tried(merged(book, ["A3:Q3"]).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base)
        counts_alike(outcome, base)


@pytest.mark.parametrize(
    "ref",
    ["A1:", "A1:B", "A3:垃圾", "B2:A1", "A0:B0", "A1:XFD9999999", "A3:AAAA3", "Sheet1!A1:B2"],
)
def test_merges_that_are_none(tried, base, book, ref):
    outcome = tried(merged(book, [ref]).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base)
        assert f'ref="{ref}"' in Parts(outcome.after).sheet(MAIN)


# ---------------------------------------------------------------- cells
def test_a_formula_without_a_value(tried, base, book):
    xml = book.sheet(MAIN)
    place = f"N{row_of(xml, 'T20')}"
    formula = '<f>IF(1=1,"已完成","")</f>'
    xml = typed(xml, place, formula, kind="str")
    outcome = tried(book.put(MAIN, xml).to_bytes())
    as_clean(outcome, base, but={"T20.N": "", "T20.Q": "45016"})
    assert formula in Parts(outcome.after).sheet(MAIN)
    for ran in (outcome.refresh, outcome.status):
        assert f"{MAIN}!{place}" in ran.err
    assert outcome.answer["tasks"]["已完成"] == base.clean.answer["tasks"]["已完成"] - 1


def test_control_characters_as_excel_writes_them(tried, base, book):
    xml, text = book.sheet(MAIN), "甲_x0001_乙_x000D__x005F_x0041_"
    xml = typed(xml, f"O{row_of(xml, 'T20')}", f"<is><t>{text}</t></is>")
    outcome = tried(book.put(MAIN, xml).to_bytes())
    as_clean(outcome, base, but={"T20.O": text})
    counts_alike(outcome, base)


@pytest.mark.parametrize("index", ["99999", "-1", "x", "1e3", "", "٣"])
def test_a_shared_string_that_is_not_there(tried, base, book, index):
    xml = book.share(MAIN).sheet(MAIN)
    cell = f'<c r="O20" s="5" t="s"><v>{index}</v></c>'
    outcome = tried(book.put(MAIN, typed(xml, "O20", f"<v>{index}</v>", kind="s")).to_bytes())
    assert cell in Parts(outcome.before).sheet(MAIN)
    if outcome.refused:
        clearly_refused(outcome)
        return
    as_clean(outcome, base)
    counts_alike(outcome, base)
    assert cell in Parts(outcome.after).sheet(MAIN)


def test_shared_strings_missing(tried, book):
    book.share(MAIN)
    del book.parts["xl/sharedStrings.xml"]
    clearly_refused(tried(book.to_bytes()))


def test_all_strings_shared(tried, base, book):
    outcome = tried(book.share(MAIN).to_bytes())
    as_clean(outcome, base)
    counts_alike(outcome, base)


def test_shared_strings_in_cdata(tried, base, book):
    book.share(MAIN)
    strings = book.text("xl/sharedStrings.xml").replace("<t>已完成</t>", "<t><![CDATA[已完成]]></t>")
    book.parts["xl/sharedStrings.xml"] = strings.encode()
    outcome = tried(book.to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base)
        counts_alike(outcome, base)


# ---------------------------------------------------------------- other ways to write the same
def same_or_refused(outcome: Outcome, base: Base) -> None:
    """Either taken as the undamaged ledger is, or refused and left alone."""
    if outcome.refused:
        clearly_refused(outcome)
    else:
        as_clean(outcome, base)
        counts_alike(outcome, base)


def prefixed(xml: str) -> str:
    xml = re.sub(r"<(/?)(?=[A-Za-z])", r"<\1x:", xml)
    return xml.replace("xmlns=", "xmlns:x=", 1)


def unnumbered(xml: str) -> str:
    """Rows and cells without addresses; cells that were left out are written, so that nothing moves."""

    def row(match: re.Match[str]) -> str:
        cells = dict(re.findall(r'(<c r="([A-Z]+)\d+".*?(?:/>|</c>))', match[2]) and [
            (letters, text) for text, letters in re.findall(r'(<c r="([A-Z]+)\d+"[^>]*?(?:/>|>.*?</c>))', match[2])
        ])  # fmt: skip
        last = max(map(number_of, cells), default=0)
        made = "".join(cells.get(letters_of(n), "<c/>") for n in range(1, last + 1))
        return f"<row{match[1]}>{re.sub(r'<c r=[^ />]*', '<c', made)}</row>"

    return re.sub(r'<row r="\d+"([^>]*)>(.*?)</row>', row, xml, flags=re.DOTALL)


def quoted_singly(xml: str) -> str:
    return re.sub(r"<[^?!][^>]*>", lambda match: match[0].replace('"', "'"), xml)


def over_lines(xml: str) -> str:
    return re.sub(r"<(row|c|v|t|is) ", r"<\1\n  ", xml)


def spaced(xml: str) -> str:
    return re.sub(r"(<(?:row|c) [^>]*>)", lambda match: match[0].replace('="', ' = "'), xml)


def attributes_turned(xml: str) -> str:
    return re.sub(r'<c( r="[A-Z]+\d+")((?: \w+="[^"]*")+)(/?)>', r"<c\2\1\3>", xml)


def indented(xml: str) -> str:
    return re.sub(r"(</?(?:row|c|sheetData)\b[^>]*>)", r"\n  \1\n", xml)


FORMS: dict[str, Callable[[str], str]] = {
    "prefixed": prefixed, "unnumbered": unnumbered, "single quotes": quoted_singly, "over lines": over_lines,
    "blanks around equals": spaced, "address last": attributes_turned, "indented": indented,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_xml_written_in_another_way(tried, base, book, form):
    xml = FORMS[form](book.sheet(MAIN))
    ET.fromstring(xml)
    book.put(MAIN, xml)
    assert main_rows(book.to_bytes()) == main_rows(base.data), "the damage itself changes nothing"
    outcome = tried(book.to_bytes())
    if form in ("prefixed", "unnumbered", "address last", "indented"):
        as_clean(outcome, base)
        counts_alike(outcome, base)
    else:
        same_or_refused(outcome, base)


def test_empty_rows_that_close_themselves(tried, base, book):
    rows = "".join(f'<row r="{n}" spans="1:17" s="5" customFormat="1" />' for n in range(70, 90))
    outcome = tried(below(book, rows + '<row r="90"></row><row r="91"/>').to_bytes())
    as_clean(outcome, base, rows)
    counts_alike(outcome, base)


@pytest.mark.parametrize(
    "junk", ["<!-- 注 -->", '<!-- <row r="4"><c r="P4" t="inlineStr"><is><t>T99</t></is></c></row> -->', "<?x y?>"]
)
def test_comments_between_rows(tried, base, book, junk):
    same_or_refused(tried(book.change(MAIN, '<row r="9"', f'{junk}<row r="9"').to_bytes()), base)


def test_a_comment_that_looks_like_the_rows(tried, base, book):
    book.change(MAIN, "<sheetPr>", "<!-- <sheetData><row r='1'/></sheetData> --><sheetPr>")
    same_or_refused(tried(book.to_bytes()), base)


def test_a_comment_that_looks_like_merges(tried, base, book):
    book.change(MAIN, "<autoFilter", '<!-- <mergeCells><mergeCell ref="A1:B2"/></mergeCells> --><autoFilter')
    same_or_refused(tried(book.to_bytes()), base)


def test_cdata_in_a_cell(tried, base, book):
    xml = book.sheet(MAIN)
    xml = typed(xml, f"N{row_of(xml, 'T20')}", "<is><t><![CDATA[已完成]]></t></is>")
    same_or_refused(tried(book.put(MAIN, xml).to_bytes()), base)


@pytest.mark.parametrize("coding", ["utf-16", "utf-16-be", "utf-8-sig"])
def test_another_coding(tried, base, book, coding):
    part, xml = book.part_of(MAIN), book.sheet(MAIN)
    head = f'<?xml version="1.0" encoding="{"UTF-16" if "16" in coding else "UTF-8"}"?>'
    mark = b"\xfe\xff" if coding == "utf-16-be" else b""
    book.parts[part] = mark + (head + xml).encode(coding)
    outcome = tried(book.to_bytes())
    if coding == "utf-8-sig":
        as_clean(outcome, base)
        return
    same_or_refused(outcome, base)


def test_gb18030_that_says_utf8(tried, book):
    xml = book.sheet(MAIN)
    book.parts[book.part_of(MAIN)] = xml.encode("gb18030")
    clearly_refused(tried(book.to_bytes()))


# ---------------------------------------------------------------- broken inside
@pytest.mark.parametrize("number", ["9", "0", "-1", "99999999", "x"])
def test_a_row_with_the_number_of_another(tried, base, book, number):
    """Two rows 9, or a row with no possible number: nothing that stands there is lost."""
    xml = typed(typed(book.sheet(MAIN), "O9", text_cell("只在甲行")), "O10", text_cell("只在乙行"))
    outcome = tried(book.put(MAIN, xml.replace('<row r="10"', f'<row r="{number}"', 1)).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
        return
    sound(outcome)
    after = Parts(outcome.after).sheet(MAIN)
    assert [after.count(text) for text in ("只在甲行", "只在乙行")] == [1, 1]


def test_two_rows_that_changed_places(tried, base, book):
    xml = book.sheet(MAIN)
    rows = re.findall(r'<row r="\d+".*?</row>', xml, re.DOTALL)
    same_or_refused(tried(book.put(MAIN, xml.replace(rows[20] + rows[21], rows[21] + rows[20])).to_bytes()), base)


def test_rows_out_of_order(tried, base, book):
    xml = book.sheet(MAIN)
    rows = re.findall(r'<row r="\d+".*?</row>', xml, re.DOTALL)
    turned = "".join([*rows[:3], *rows[:2:-1]])
    same_or_refused(tried(book.put(MAIN, xml.replace("".join(rows), turned)).to_bytes()), base)


def test_cells_out_of_order(tried, base, book):
    xml = book.sheet(MAIN)

    def turned(match: re.Match[str]) -> str:
        return match[1] + "".join(re.findall(r"<c [^>]*/>|<c [^>]*>.*?</c>", match[2])[::-1]) + "</row>"

    xml = re.sub(r"(<row [^>]*>)(.*?)</row>", turned, xml, flags=re.DOTALL)
    same_or_refused(tried(book.put(MAIN, xml).to_bytes()), base)


def test_a_cell_twice(tried, base, book):
    xml = book.sheet(MAIN)
    row = row_of(xml, "T02")
    cell = re.search(rf'<c r="D{row}".*?</c>', xml)[0]
    outcome = tried(book.put(MAIN, xml.replace(cell, cell + cell, 1)).to_bytes())
    if outcome.refused:
        clearly_refused(outcome)
    else:
        sound(outcome)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("</sheetData>", ""),
        ("</row>", ""),
        ("<sheetData>", ""),
        ("</worksheet>", ""),
        ('<row r="9"', '<row r="9'),
        ('<c r="D9"', "<c r=D9"),
    ],
)
def test_xml_that_is_not_well_formed(tried, book, old, new):
    """What a parser would refuse is refused, not written again."""
    clearly_refused(tried(book.change(MAIN, old, new).to_bytes()))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", 'sz val="', 'sz val="1.2.3.'),
        ("sheet", ' ht="', ' ht="1.2.'),
        ("sheet", ' s="', ' s="999'),
        ("sheet", '<col width="', '<col width="x'),
        ("sheet", ' min="1"', ' min="99999999999999999999"'),
        ("sheet", ' max="1"', ' max="4000000000"'),
        ("xl/workbook.xml", 'localSheetId="', 'localSheetId="99'),
        ("xl/workbook.xml", 'sheetId="', 'sheetId="99999999999'),
    ],
)
def test_numbers_that_are_none(programs, tmp_path, base, book, part, old, new):  # noqa: PLR0917 - fixtures and a case
    name = book.part_of(MAIN) if part == "sheet" else part
    assert old in book.text(name)
    book.parts[name] = book.text(name).replace(old, new).encode()
    more = changed_plan().replace("经支委会研究后以中心文件印发实施方案", "经支委会研究后以中心文件印发实施方案" * 20)
    folder = workspace(tmp_path / "更新", book.to_bytes(), more)
    ran = programs.run((folder, ["ledger", "refresh"]))[0]
    outcome = Outcome(book.to_bytes(), (folder / "outputs" / "2023" / NAME).read_bytes(), ran, ran, folder)
    sound(outcome)
    if ran.code == DONE:
        rows = main_rows(outcome.after)
        assert rows.keys() == base.main.keys()
        assert {rows[key][letters] for key, letters in TYPED[MAIN]} == set(TYPED[MAIN].values())


@pytest.mark.parametrize(
    "part", ["xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "[Content_Types].xml", "main"]
)
def test_a_part_is_missing(tried, base, book, part):
    del book.parts[book.part_of(MAIN) if part == "main" else part]
    clearly_refused(tried(book.to_bytes()))


def test_two_sheets_of_one_name(tried, base, book):
    book.copy_sheet(MAIN, MAIN)
    outcome = tried(book.to_bytes())
    sound(outcome)
    if outcome.refused:
        clearly_refused(outcome)
    else:
        assert Parts(outcome.after).text("xl/workbook.xml").count(f'name="{MAIN}"') == 2


# ---------------------------------------------------------------- what is remembered
def test_hidden_sheet_deleted(tried, base, book):
    """Nobody knows what a person changed, so what differs stays; every task is still found."""
    outcome = tried(book.drop_sheet(HIDDEN).to_bytes())
    sound(outcome)
    assert (outcome.refresh.code, outcome.status.code) == (DONE, OVERDUE), outcome.refresh.err
    assert "没有隐藏记录表" in outcome.refresh.err
    assert NAME in outcome.refresh.err
    assert main_rows(outcome.after) == main_rows(outcome.before)
    counts_alike(outcome, base)


def forgotten(book: Parts, kind: str, change: Callable[[str], str]) -> Parts:
    """Change what the hidden sheet holds of 总表: the JSON in its rows of a kind."""
    xml = book.sheet(HIDDEN)
    cells = cells_of(book.to_bytes(), HIDDEN)
    places = [
        place for place, text in cells.items() if place[0] == "A" and text == kind and cells["B" + place[1:]] == MAIN
    ]
    assert places
    for place in places:
        xml = typed(xml, "E" + place[1:], text_cell(change(cells["E" + place[1:]])))
    return book.put(HIDDEN, xml)


def tasks_kept(outcome: Outcome, base: Base) -> None:
    """Every task once and typed cells as they were, or refused."""
    if outcome.refused:
        clearly_refused(outcome)
        return
    sound(outcome)
    found = main_rows(outcome.after)
    assert found.keys() == base.main.keys()
    assert {key: found[key][letters] for key, letters in TYPED[MAIN] if letters == "N"} == {"T02": "进行中", "T10": "√"}
    assert {found[key][letters] for key, letters in TYPED[MAIN]} == set(TYPED[MAIN].values())


@pytest.mark.parametrize(
    "junk",
    [
        "[]",
        "null",
        "{}",
        '["",[]]',
        '["",null]',
        "[1,[2,3]]",
        '["",[[],{},1]]',
        '["xh",["' + "长" * 99 + '"]]',
        '[null,"甲乙"]',
    ],
)
def test_what_is_remembered_of_a_row_is_nonsense(tried, base, book, junk):
    def change(text: str) -> str:
        made, count = re.subn(r'("T20":)\["[a-z]*",\[.*?\]\]', lambda match: match[1] + junk, text)
        assert count == 1
        return made

    tasks_kept(tried(forgotten(book, "rows", change).to_bytes()), base)


@pytest.mark.parametrize("junk", ["", "[]", "[" * 30_000, "{" * 30_000, "不是 JSON", '{"T20":', "1" * 30_000, "NaN"])
def test_what_is_remembered_of_all_rows_is_nonsense(tried, base, book, junk):
    tasks_kept(tried(forgotten(book, "rows", lambda _: junk).to_bytes()), base)


@pytest.mark.parametrize(
    "junk",
    [
        "[]",
        "{}",
        '{"columns":[],"singles":[]}',
        '{"columns":5,"singles":[]}',
        '{"columns":[["a","b","who"]],"singles":[]}',
        '{"columns":[["工作任务","{{ 工作任务 }}","plan"]],"singles":[["?","",""]]}',
    ],
)
def test_what_is_remembered_of_a_table_is_nonsense(tried, base, book, junk):
    tasks_kept(tried(forgotten(book, "table", lambda _: junk).to_bytes()), base)


# ---------------------------------------------------------------- no ledger of this plan
def test_ledger_of_another_unit(tried, tmp_path):
    plan = changed_plan().replace("  code: 澜药检\n", "  code: 别处\n", 1)
    clearly_refused(tried(built(tmp_path / "别处", plan)), "别处", "没有动它")


def test_ledger_of_another_year(tried, book):
    xml = book.sheet(HIDDEN)
    row = re.search(r'<row r="1".*?</row>', xml)[0]
    book.put(HIDDEN, xml.replace(row, row.replace("2023", "2022")))
    clearly_refused(tried(book.to_bytes()), "2022年", "没有动它")


def old_excel() -> bytes:
    book, stream = xlwt.Workbook(encoding="utf-8"), io.BytesIO()
    sheet = book.add_sheet(MAIN)
    for column, text in enumerate(("序号", "工作任务", "牵头科室", "完成情况", "任务编号")):
        sheet.write(2, column, text)
    book.save(stream)
    return stream.getvalue()


def encrypted(data: bytes) -> bytes:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt("123456", stream)
    return stream.getvalue()


def zipped(**members: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


STRANGERS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "xls renamed": (lambda _: old_excel(), "旧格式"),
    "encrypted": (encrypted, "密码"),
    "truncated": (lambda data: data[: len(data) // 2], "损坏"),
    "head cut off": (lambda data: data[1000:], ""),
    "one byte changed": (lambda data: data[:20_000] + bytes([data[20_000] ^ 255]) + data[20_001:], "损坏"),
    "empty": (lambda _: b"", "0 字节"),
    "csv renamed": (lambda _: "任务编号,工作任务\nT01,x\n".encode("gb18030"), "改了扩展名"),
    "web page renamed": (lambda _: b"<html><table><tr><td>1</td></tr></table></html>", "网页"),
    "docx renamed": (lambda _: word(para("正文")), "不是 Excel 工作簿"),
    "zip renamed": (lambda _: zipped(a=b"1"), "压缩包"),
    "zeros": (lambda data: bytes(len(data)), ""),
    "path out of the package": (lambda data: data[:0] + escaping(data), "不安全的路径"),
}


def escaping(data: bytes) -> bytes:
    book = Parts(data)
    book.parts["../../x.xml"] = b"<x/>"
    return book.to_bytes()


@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_workbook(tried, base, stranger):
    make, words = STRANGERS[stranger]
    clearly_refused(tried(make(base.data)), words)


def test_doctype(tried, book):
    lol = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    for sheet in (MAIN, "统计"):
        xml = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">{lol}]>{book.sheet(sheet)}'
        clearly_refused(tried(Parts(book.to_bytes()).put(sheet, xml).to_bytes()), "DOCTYPE")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_part_twice(tried, book):
    book.more.append((book.part_of(MAIN), [b"<worksheet/>"]))
    clearly_refused(tried(book.to_bytes()), "重名部件")


def test_a_part_twice_but_for_its_case(tried, book):
    book.parts[book.part_of(MAIN).upper()] = b"<worksheet/>"
    clearly_refused(tried(book.to_bytes()), "重名部件")
