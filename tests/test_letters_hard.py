"""Letters under strain: awkward values, a killed run, a full disk, a file that is open, a terminal."""

from __future__ import annotations

import csv
import io
import os
import pty
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gongwen.letters import LetterOptions, make_letters
from gongwen.plan.load import load_plan
from gongwen.problems import ExitCode
from gongwen.sandbox import Names
from gongwen.store import Outcome
from gongwen.word.merge import open_master
from tests.conftest import ROOT
from tests.handmade import para, shown, word

SOURCES = ROOT / "src"
PLAN = """schema: gongwen/plan@1
year: 2026
unit: {name: 清河县住房和城乡建设局}
roster: {file: 名册.csv, columns: {id: 工号, name: 姓名}}
letters:
  - {id: L1, kind: pledge, title: 承诺书, signer: {select: {staff: all}}, template: 自拟.docx,
     output: "承诺书/{{ seq }}-{{ 姓名 }}.docx"}
documents: []
"""


def workspace(folder: Path, rows: list[dict[str, str]], body: str) -> Path:
    """A workspace with one commitment letter in a template of its own."""
    for name in ("inputs", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "inputs" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (folder / "inputs" / "名册.csv").write_text(stream.getvalue(), encoding="utf-8", newline="")
    (folder / "templates" / "自拟.docx").write_bytes(word(body))
    return folder


def run(folder: Path, **options):
    options.setdefault("pdf", False)
    return make_letters(LetterOptions(plan=folder / "inputs" / "plan.yaml", **options), lambda _: None, lambda *_: None)


# ---------------------------------------------------------------- awkward values
def awkward() -> list[str]:
    """Strings that break programs: controls, markup, tags, formulas, bidi, rare planes, length."""
    found = [f"甲{chr(code)}乙" for code in [*range(1, 32), 0x7F, 0x85, 0xA0, 0xAD, 0x2028, 0x2029, 0xFEFF, 0xFFFC]]
    found += [f"甲{chr(code)}乙" for code in [*range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2066, 0x206A)]]
    found += [f"{left}姓名{right}" for left, right in ("<>", "&;", "''", '""', "[]", "{}", "（）", "《》", "“”", "``")]
    found += [
        "&amp;",
        "&lt;b&gt;",
        "&#x41;",
        "<w:t>",
        "</w:t></w:r>",
        "<!--",
        "-->",
        "<![CDATA[x]]>",
        "<?xml?>",
        "]]>",
        "A&B",
        "a<b>c",
    ]
    tags = ["姓名", "year", "unit.name", "''.__class__", "7*7", "lipsum", "self", "config"]
    found += (
        [f"{{{{ {tag} }}}}" for tag in tags]
        + [f"{{% if {tag} %}}" for tag in tags]
        + [f"{{# {tag} #}}" for tag in tags]
    )
    found += (
        [f"{{%p for x in {tag} %}}" for tag in tags]
        + [f"{{{{r {tag} }}}}" for tag in tags]
        + [f"${{{tag}}}" for tag in tags]
    )
    found += [
        "{{",
        "}}",
        "{%",
        "%}",
        "{#",
        "#}",
        "{_{",
        "}_}",
        "{",
        "}",
        "{{}}",
        "{{{{x}}}}",
        "｛｛姓名｝｝",
        "«姓名»",
        "MERGEFIELD 姓名",
    ]
    found += [f"{sign}1+1" for sign in "=+-@|!"] + ['=HYPERLINK("x")', "=cmd|' /C calc'!A0", "@SUM(1)", "-2+3", "\t=1"]
    found += [
        chr(code) * 2
        for code in [0x20000, 0x2A6DF, 0x2B740, 0x2CEB0, 0x30000, 0x1F600, 0x1F468, 0xE000, 0xF8FF, 0x10FFFD]
    ]
    found += [
        "阿娜古丽·艾尔肯",
        "买买提•艾力",
        "许䶮",
        "唐𬍛宁",
        "👨‍👩‍👧‍👦",
        "🇨🇳",
        "é",
        "e\u0301",
        "각",
        "각",
        "ﷺ",
        "עברית",
        "العربية",
    ]
    found += [
        "Ω≈ç√∫˜µ≤≥÷",
        "田中さん",
        "社會科學院語學研究所",
        "Ⅷ",
        "①②③",
        "½⅓",
        "℃％‰",
        "…——",
        "「」『』",
        "０１２",
        "ＡＢＣ",
    ]
    found += [
        "null",
        "None",
        "undefined",
        "NaN",
        "true",
        "0",
        "007",
        "1e5",
        "1/0",
        "-0",
        "是",
        "否",
        "无",
        "　　x",
        "  y  z  ",
    ]
    found += [
        "../../etc/passwd",
        "C:\\con",
        "CON",
        "nul.docx",
        "a/b\\c",
        "x" * 300,
        "长" * 1000,
        "\\",
        "\\n",
        "%s%n",
        "%00",
        "'; DROP TABLE",
    ]
    found += [f"第{n}个\t{n}\n行" for n in range(8)] + [f"{name}\r\n{name}" for name in ("甲", "乙")]
    found += [f"{a}{b}" for a in "·.-—_,;:!?*#$~^" for b in ("甲", "乙", "丙", "1", "a")]
    found += [f"{{{{ 姓名|{name} }}}}" for name in ("safe", "attr('x')", "format", "map", "join", "e")]
    return list(dict.fromkeys(found))


def cleaned(text: str) -> str:
    """What a document can hold of a text, worked out here: line breaks alike, no illegal characters."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n").replace("\x0c", "\n")
    return re.sub("[\x00-\x08\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)


def test_awkward_values_come_back_equal_and_the_text_after_them_stays():
    texts = [*awkward(), "\ud800", "甲\udfff乙", "\x00", "\ufffe"]
    assert len(texts) >= 300
    names = Names.of(["值"])
    master, _ = open_master(word(para("前", "{{ 值 }}", "后") + para("完。")), file="x.docx", names=names)
    for text in texts:
        found = shown(master.render({"值": text}))
        assert found == [f"前{cleaned(text)}后", "完。"], repr(text)


def test_awkward_names_through_roster_and_file_names(tmp_path):
    texts = [text for text in awkward() if text.strip()]
    rows = [{"工号": f"G{n:03}", "姓名": text, "备注": text} for n, text in enumerate(texts)]
    folder = workspace(tmp_path / "工作", rows, para("本人{{ 姓名 }}，备注：{{ 备注 }}。") + para("完。"))
    loaded = load_plan(folder / "inputs" / "plan.yaml")
    result = run(folder, keep_going=True, print_sets=False)
    assert result.counts == {Outcome.MADE: len(loaded.people)}
    reported = {problem.place.line for problem in loaded.problems if problem.place}
    paths = sorted((folder / "outputs" / "2026" / "承诺书").iterdir())
    assert len(paths) == len(loaded.people)
    for path, person in zip(paths, loaded.people, strict=True):
        raw = texts[int(person.id[1:])]
        assert shown(path.read_bytes()) == [f"本人{person.name}，备注：{person.columns['备注']}。", "完。"]
        if cleaned(raw) != raw.replace("\r\n", "\n") and "\x0b" not in raw and "\x0c" not in raw and "\r" not in raw:
            assert person.place.line in reported, repr(raw)
        assert path.resolve().is_relative_to(folder.resolve())
    read = {person.id for person in loaded.people}
    left = [row for row in rows if row["工号"] not in read]
    assert all(any(row["工号"] in problem.what for problem in loaded.problems) for row in left)


# ---------------------------------------------------------------- killed, full, open
DRIVER = """
import sys
from pathlib import Path
from gongwen.letters import LetterOptions, make_letters
print("ready", flush=True)
sys.exit(make_letters(LetterOptions(plan=Path(sys.argv[1]), print_sets=False), lambda _: None, lambda *_: None).exit_code)
"""


def start(folder: Path, **more) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    command = [sys.executable, "-c", DRIVER, str(folder / "inputs" / "plan.yaml")]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)


def outputs(folder: Path) -> dict[str, bytes]:
    root = folder / "outputs"
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def people(count: int) -> list[dict[str, str]]:
    return [{"工号": f"G{n:05}", "姓名": f"王{n}", "备注": "甲乙丙丁" * 20} for n in range(count)]


def test_a_killed_run_leaves_whole_files_and_goes_on(tmp_path):
    count, body = 2_000, para("本人{{ 姓名 }}，{{ 备注 }}。") * 8
    clean = workspace(tmp_path / "全", people(count), body)
    began = time.monotonic()
    with start(clean) as child:
        child.communicate(timeout=120)
    duration = time.monotonic() - began
    wanted = outputs(clean)
    assert len(wanted) == count
    chance = random.Random(7)
    for number in range(4):
        folder = workspace(tmp_path / f"断{number}", people(count), body)
        with start(folder) as child:
            time.sleep(chance.uniform(0.4, 1.0) * duration)
            child.send_signal(signal.SIGKILL)
            child.communicate(timeout=60)
        before = outputs(folder) if (folder / "outputs").is_dir() else {}
        assert before.items() <= wanted.items(), "a broken or foreign file under a final name"
        result = run(folder, print_sets=False)
        assert outputs(folder) == wanted
        again = result.counts.get(Outcome.MADE, 0)
        assert len(before) + again == count, "what was whole is not made again"


def test_a_full_disk_stops_with_one_message_and_the_rest_intact(tmp_path):
    folder = workspace(tmp_path / "工作", people(300), para("本人{{ 姓名 }}，{{ 备注 }}。"))
    first = run(folder, print_sets=False)
    assert first.counts == {Outcome.MADE: 300}
    before = outputs(folder)
    (folder / "templates" / "自拟.docx").write_bytes(word(para("我{{ 姓名 }}，" + "长文" * 30_000 + "{{ 备注 }}。")))
    code = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (1500, 1500)); import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "PYTHONDONTWRITEBYTECODE": "1"}
    call = "from gongwen.cli import cli; import sys; from gongwen.cli.border import settle\ntry:\n    r = cli.main(['letters', '--no-print', '--plan', sys.argv[1]], standalone_mode=False)\nexcept BaseException as e:\n    r = settle(e)\nsys.exit(int(r or 0))"
    done = subprocess.run(
        [sys.executable, "-c", code + call, str(folder / "inputs" / "plan.yaml")],
        env=environment, capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == ExitCode.PARTIAL, done.stderr
    assert done.stderr.count("磁盘已满，没有写入") <= 2, "once for the letters, once for the manifest"
    assert outputs(folder) == before


def test_a_file_that_is_open_is_left_and_the_rest_written(tmp_path):
    folder = workspace(tmp_path / "工作", people(5), para("本人{{ 姓名 }}。"))
    run(folder, print_sets=False)
    target = folder / "outputs" / "2026" / "承诺书"
    (target / "~$3-王2.docx").touch()
    (folder / "templates" / "自拟.docx").write_bytes(word(para("我{{ 姓名 }}。")))
    result = run(folder, print_sets=False)
    assert result.exit_code is ExitCode.PARTIAL
    assert result.counts == {Outcome.MADE: 4, Outcome.LOCKED: 1}
    assert shown((target / "003-王2.docx").read_bytes()) == ["本人王2。"]
    assert shown((target / "004-王3.docx").read_bytes()) == ["我王3。"]


# ---------------------------------------------------------------- the progress bar
SLOW = """
import sys, time
import gongwen.letters.batch as batch
render = batch.Batch.render
def slowly(self, pair):
    time.sleep(0.06)
    return render(self, pair)
batch.Batch.render = slowly
from gongwen.cli import cli
cli.main(["letters", "--no-print", "--plan", sys.argv[1]], standalone_mode=False)
"""


def on_a_terminal(code: str, *arguments: str) -> str:
    """What a program prints to a terminal on stderr."""
    main, side = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(SOURCES), "TERM": "xterm"}
    with subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stderr=side, stdout=subprocess.DEVNULL, env=environment
    ) as child:
        os.close(side)
        found = b""
        while True:
            try:
                piece = os.read(main, 4096)
            except OSError:
                break
            if not piece:
                break
            found += piece
        child.wait(timeout=60)
    os.close(main)
    return found.decode("utf-8", "replace")


def test_a_bar_for_more_than_a_second_and_only_on_a_terminal(tmp_path):
    folder = workspace(tmp_path / "工作", people(30), para("本人{{ 姓名 }}。"))
    plan = str(folder / "inputs" / "plan.yaml")
    slow = on_a_terminal(SLOW, plan)
    assert "%" in slow
    assert "已生成 30 份" in slow
    quick = on_a_terminal(SLOW.replace("0.06", "0"), plan)
    assert "%" not in quick
    environment = {**os.environ, "PYTHONPATH": str(SOURCES)}
    done = subprocess.run(
        [sys.executable, "-c", SLOW, plan], env=environment, capture_output=True, text=True, check=True
    )
    assert "%" not in done.stderr


@pytest.mark.parametrize("count", [1, 600, 601])
def test_a_long_print_set_goes_on_in_a_second_file(tmp_path, count):
    folder = workspace(tmp_path / "工作", people(count), para("本人{{ 姓名 }}。"))
    run(folder)
    names = sorted(path.name for path in (folder / "outputs" / "2026" / "承诺书" / "打印").iterdir())
    assert names == (["承诺书（打印）.docx"] if count <= 600 else ["承诺书（打印-1）.docx", "承诺书（打印-2）.docx"])
