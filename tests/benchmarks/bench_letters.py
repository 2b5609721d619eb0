"""Letters, one .docx each, on a memory disk: our merge against a docxtpl loop (bar 80 x) and docxtemplater (bar 12 x).

Then the whole command `gongwen letters --no-print` (bar 40 x docxtpl), and both from 1,000 to 100,000 letters: time
must grow with them, memory not (bar: 30 MB beside what the roster takes). Every engine gets the same lean template in
its own syntax; every letter's text is compared before a figure counts. `python -m tests.benchmarks.bench_letters [N]`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.clock import ROOT
from tests.handmade import para, row, run, shown, table, word

MEMORY = Path("/dev/shm")
FIELDS = ("name", "department", "position", "unit", "date")
PARAGRAPHS = (
    "为认真落实@unit@年度工作部署，进一步压实岗位责任、改进工作作风，本人@name@，现任@department@@position@，郑重作出如下承诺，请予监督。",
    (
        "一、坚定理想信念，加强理论学习。自觉参加集中学习和主题教育，认真践行核心价值观，做到学以致用、知行合一，"
        "在思想上行动上与@unit@的要求保持一致，全年自学时间不少于四十学时，撰写学习体会不少于两篇。"
    ),
    (
        "二、遵守职业道德，提升服务水平。严格执行首问负责、限时办结、一次告知等制度，接待群众热情周到、解答准确；"
        "凡属@department@职责范围内的事项，一般在三个工作日内给予明确答复，不推诿、不拖延、不敷衍。"
    ),
    (
        "三、积极参加志愿服务和文化活动。主动参与道德讲堂、读书分享、环境整治、文明交通劝导等活动，带头移风易俗，"
        "厉行勤俭节约，反对铺张浪费，营造积极健康的单位氛围，全年参加志愿服务不少于六次。"
    ),
    (
        "四、严守纪律规矩，保持清正廉洁。认真遵守廉洁自律各项要求，管好自己、带好家人，文明上网、理性表达，自觉维护@unit@的"
        "良好形象，遇到问题及时向@department@负责人报告，不隐瞒、不回避。"
    ),
    (
        "五、本人将对照下列重点任务逐项抓好落实，主动接受考核和评议。如未能兑现承诺，愿意按照@unit@有关规定接受处理。"
        "本承诺书一式两份，由@name@本人和@department@各留存一份，自签字之日起生效。"
    ),
)
CLOSING = ("承诺人：@name@", "所在单位：@unit@@department@", "职务：@position@", "承诺日期：@date@")
COLUMNS = ("no", "task", "due")
LOOK = '<w:rFonts w:ascii="Times New Roman" w:eastAsia="仿宋_GB2312" w:hint="eastAsia"/><w:sz w:val="32"/>'


def template(kind: str) -> bytes:
    """The letter in the tags of an engine: `jinja` or `curly`."""

    def tag(name: str) -> str:
        return f"{{{{ {name} }}}}" if kind == "jinja" else f"{{{name}}}"

    def sentence(text: str) -> str:
        pieces = text.split("@")
        return para(*(run(tag(piece) if n % 2 else piece, LOOK) for n, piece in enumerate(pieces) if piece))

    cells = [tag(f"t.{name}" if kind == "jinja" else name) for name in COLUMNS]
    if kind == "jinja":
        rows = row("{%tr for t in tasks %}", "", "") + row(*cells) + row("{%tr endfor %}", "", "")
    else:
        rows = row("{#tasks}" + cells[0], cells[1], cells[2] + "{/tasks}")
    body = [para(run("承诺书", '<w:sz w:val="44"/>')), *map(sentence, PARAGRAPHS)]
    body += [table(row("序号", "任务", "时限"), rows), *map(sentence, CLOSING)]
    return word("".join(body), {"header1": sentence("@unit@")})


def rows_of(count: int) -> list[dict[str, object]]:
    """The signers, each different."""
    surnames, given = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许", "建国志强丽华秀英海燕文博雅静俊杰晓明"
    return [
        {
            "id": f"{n:06}", "name": surnames[n % 20] + given[n * 7 % 18] + given[n // 20 % 18],
            "department": f"业务{n % 9 + 1}科", "position": ("科员", "科长")[n % 10 == 0], "unit": "清河县住房和城乡建设局",
            "date": f"2026年{n % 12 + 1}月{n % 28 + 1}日",
            "tasks": [{"no": str(k + 1), "task": f"第{(n + k) % 7}项重点任务", "due": f"{3 * k + 3}月底前"} for k in range(3)],
        }
        for n in range(count)
    ]  # fmt: skip


def expected(values: dict[str, object]) -> list[str]:
    """The paragraphs of a right letter."""

    def filled(text: str) -> str:
        for name in FIELDS:
            text = text.replace(f"@{name}@", str(values[name]))
        return text

    cells = [str(task[name]) for task in values["tasks"] for name in COLUMNS]  # type: ignore[attr-defined]
    return ["承诺书", *map(filled, PARAGRAPHS), "序号", "任务", "时限", *cells, *map(filled, CLOSING)]


OURS = """
from gongwen.sandbox import Names
from gongwen.word.merge import open_master
data = open(template, "rb").read()
names = Names.of([*"id name department position unit date".split(), *(f"tasks.[].{c}" for c in ("no", "task", "due"))])
start()
master, _ = open_master(data, file="letter.docx", names=names)
for values in rows:
    with open(f"{out}/{values['id']}.docx", "wb") as stream:
        stream.write(master.render(values))
"""
DOCXTPL = """
from docxtpl import DocxTemplate
start()
for values in rows:
    letter = DocxTemplate(template)
    letter.render(values)
    letter.save(f"{out}/{values['id']}.docx")
"""
HEAD = """
import json, resource, sys, time
template, out = sys.argv[1], sys.argv[2]
rows = json.load(open(sys.argv[3], encoding="utf-8"))
began = 0.0
def start():
    global began
    began = time.process_time()
"""
TAIL = """
print(time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
NODE = """
const fs = require('fs'); const PizZip = require('pizzip'); const Docx = require('docxtemplater');
const [, , template, out, file] = process.argv;
const rows = JSON.parse(fs.readFileSync(file, 'utf8')); const start = process.cpuUsage();
const content = fs.readFileSync(template, 'binary');
for (const row of rows) {
  const doc = new Docx(new PizZip(content), { paragraphLoop: true, linebreaks: true });
  doc.render(row);
  fs.writeFileSync(`${out}/${row.id}.docx`, doc.getZip().generate({ type: 'nodebuffer', compression: 'DEFLATE' }));
}
const used = process.cpuUsage(start); console.log((used.user + used.system) / 1e6, 0);
"""


def measure(folder: Path, command: list[str], kind: str, count: int, runs: int = 1) -> float | None:
    """Letters in a CPU second, the best of some runs; None where a letter is wrong."""
    rows = rows_of(count)
    (folder / "rows.json").write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")
    (folder / f"{kind}.docx").write_bytes(template(kind))
    best = 0.0
    for _ in range(runs):
        out = folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir()
        arguments = [str(folder / f"{kind}.docx"), str(out), str(folder / "rows.json")]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
        done = subprocess.run([*command, *arguments], check=True, capture_output=True, text=True, env=environment)
        seconds = float(done.stdout.split()[0])
        for values in rows[:: max(1, count // 200)]:
            if shown((out / f"{values['id']}.docx").read_bytes()) != expected(values):
                return None
        best = max(best, count / seconds)
    return best


def node_modules(folder: Path) -> bool:
    """Whether docxtemplater can be installed here."""
    if shutil.which("npm") is None:
        return False
    command = ["npm", "install", "--silent", "--prefix", str(folder), "docxtemplater@3.71.0", "pizzip@3.3.0"]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


PLAN = """schema: gongwen/plan@1
year: 2026
unit: {name: 清河县住房和城乡建设局}
roster: {file: 名册.csv, columns: {id: id, name: name, post: position}}
letters:
  - {id: L1, kind: pledge, title: 承诺书, signer: {select: {staff: all}}, template: letter.docx,
     output: "承诺书/{{ seq }}-{{ name }}.docx"}
documents: []
"""


def workspace(folder: Path, count: int) -> None:
    """A workspace of so many signers whose template is the same letter; the tasks are columns of the roster."""
    for name in ("inputs", "templates"):
        (folder / name).mkdir(parents=True)
    (folder / "inputs" / "plan.yaml").write_text(PLAN, encoding="utf-8")
    names = ("id", "name", "department", "position", "unit", "date", *(f"{c}{k}" for k in range(3) for c in COLUMNS))
    lines = [",".join(names)]
    for values in rows_of(count):
        tasks = [str(task[name]) for task in values["tasks"] for name in COLUMNS]  # type: ignore[attr-defined]
        lines.append(",".join([*(str(values[name]) for name in names[:6]), *tasks]))
    (folder / "inputs" / "名册.csv").write_text("\n".join(lines), encoding="utf-8")
    sentences = [
        para(*(run(f"{{{{ {p} }}}}" if n % 2 else p, LOOK) for n, p in enumerate(t.split("@")) if p))
        for t in PARAGRAPHS
    ]
    closing = [
        para(*(run(f"{{{{ {p} }}}}" if n % 2 else p, LOOK) for n, p in enumerate(t.split("@")) if p)) for t in CLOSING
    ]
    rows = "".join(row(*(f"{{{{ {name}{k} }}}}" for name in COLUMNS)) for k in range(3))
    body = [para(run("承诺书", '<w:sz w:val="44"/>')), *sentences, table(row("序号", "任务", "时限"), rows), *closing]
    data = word("".join(body), {"header1": para(run("{{ unit }}", LOOK))})
    (folder / "templates" / "letter.docx").write_bytes(data)


COMMAND = """
import resource, sys
from gongwen.cli import cli
try:
    cli.main(["letters", "--no-print", "--quiet", "--plan", sys.argv[1]], standalone_mode=False)
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""
LOAD = """
import resource, sys
from pathlib import Path
from gongwen.plan.load import load_plan
import gongwen.letters
kept = load_plan(Path(sys.argv[1]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss // 1024)
"""


def command(folder: Path, count: int) -> tuple[float, int, int]:
    """CPU seconds of the whole command, its memory and that of loading the plan and roster alone, in MB."""
    place = folder / f"w{count}"
    workspace(place, count)
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    figures = []
    for code in (LOAD, COMMAND):
        plan = str(place / "inputs" / "plan.yaml")
        done = subprocess.run(
            [sys.executable, "-c", code, plan], check=True, capture_output=True, text=True, env=environment
        )
        figures.append(done.stdout.split())
    for n, values in list(enumerate(rows_of(count)))[:: max(1, count // 100)]:
        path = place / "outputs" / "2026" / "承诺书" / f"{n + 1:03}-{values['name']}.docx"
        assert shown(path.read_bytes()) == expected(values), path
    shutil.rmtree(place)
    return float(figures[1][0]), int(figures[1][1]), int(figures[0][1])


def main(count: int = 10_000) -> None:
    """Print the ratios, then the growth."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as name:
        folder = Path(name)
        ours = measure(folder, [sys.executable, "-c", HEAD + OURS + TAIL], "jinja", count, runs=3)
        peer = measure(folder, [sys.executable, "-c", HEAD + DOCXTPL + TAIL], "jinja", min(count, 300), runs=2)
        assert ours, "a letter of ours is wrong"
        assert peer, "a letter of docxtpl is wrong"
        print(f"merge engine      {ours:8.0f} letters a CPU s, N = {count}")
        print(f"docxtpl loop      {peer:8.0f}                     {ours / peer:6.1f} x (bar 80)")
        if node_modules(folder):
            (folder / "peer.js").write_text(NODE, encoding="utf-8")
            other = measure(folder, ["node", str(folder / "peer.js")], "curly", min(count, 2_000), runs=2)
            if other:
                print(f"docxtemplater     {other:8.0f}                     {ours / other:6.1f} x (bar 12)")
        else:
            print("docxtemplater     not measured: npm is missing")
        for number in (count // 10, count, count * 10):
            seconds, memory, roster = command(folder, number)
            print(
                f"gongwen letters   {number / seconds:8.0f}  N = {number:6}  {number / seconds / peer:6.1f} x (bar 40 at 10,000)"
                f"  memory {memory} MB, {memory - roster} MB beside the roster"
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
