"""The dossier on a memory disk: 300 PDFs and 100 photos in one PDF against pikepdf and reportlab by hand.

Bars: pages a CPU second 0.8 x the peer's, under 400 MB; ten times the files in 11 x the time at most, under 400 MB; a
run after one changed file less than a tenth of the first. The engine takes the files of the peer and gives what the
peer gives: contents, numbers, captions, outline, one PDF. The command makes all the rest too (volumes, originals, list,
zip), once with small photos, once with photos of 12 megapixels. Every PDF is checked before a figure counts.
`python -m tests.benchmarks.bench_dossier`.
"""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.clock import ROOT
from tests.benchmarks.pdf_peers import font_file

MEMORY = Path("/dev/shm")
TEXT = "精神文明建设工作实施方案为进一步强化干部职工争先创优加快发展意识营造团结奋进积极向上的良好氛围开展志愿服务道德讲堂文化活动"
ENGINE = """
import sys, time
from pathlib import Path
folder, target, cache = map(Path, sys.argv[1:4])
start = time.process_time()
from gongwen.dossier import papers
from gongwen.dossier.cache import Cache
from gongwen.dossier.layout import Step
from gongwen.dossier.model import Line
from gongwen.dossier.press import Press
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.pages.binding import Binding, Photo
from gongwen.pdf.pages.workers import PDF, PICTURE, Task, Workers
from gongwen.word.templates import Templates
memory = Cache(cache)
fonts = open_fonts()
files = sorted(folder.glob("*.pdf")) + sorted(folder.glob("*.jpg"))
keys, tasks, pages = {}, [], {}
for path in files:
    key = keys[path] = memory.hash(path, path.name)[:40]
    known = memory.known(key)
    if known is None:
        tasks.append(Task(str(path), PDF if path.suffix == ".pdf" else PICTURE, path, memory.chunk(key)))
    else:
        pages[path] = known["pages"]
with Workers() as workers:
    for task, answer in workers.run(tasks):
        pages[Path(task.key)] = answer.pages
        memory.pages.put(keys[Path(task.key)], {"pages": answer.pages, "notes": []})
lines, number = [], 1
for place, path in enumerate(files, 1):
    photo = path.suffix == ".jpg"
    title = f"照片{place:04} 活动现场" if photo else f"材料{place:04} 精神文明建设工作佐证材料"
    lines.append(Line(title, "照片" if photo else "文件", number, number + pages[path] - 1))
    number += pages[path]
press = Press(memory, fonts, Templates(), {})
contents = press.paper(papers.contents(lines))
with target.open("wb") as stream:
    binding = Binding(stream, "档案", "单位", fonts)
    binding.add(contents.path)
    for line, path in zip(lines, files):
        binding.entry(line.title, 0)
        chunk = memory.chunk(keys[path])
        if path.suffix == ".pdf":
            binding.add(chunk, line.first)
        else:
            binding.photos([Photo(chunk, 0, ("2023年3月8日　一楼报告厅　活动现场",))], line.first)
    binding.close()
memory.close()
print(binding.pages, contents.pages)
"""


def main() -> None:
    """Measure and print."""
    place = MEMORY if MEMORY.is_dir() else None
    with tempfile.TemporaryDirectory(dir=place) as made:
        folder = Path(made)
        make_files(folder / "in", 300, 100)
        engine(folder)
        command(folder)


def make_files(folder: Path, documents: int, photos: int, size: tuple[int, int] = (1600, 1200)) -> None:
    """PDFs of 1 to 10 pages, each with its own part of one font, and photos; the same each time."""
    from PIL import Image
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    folder.mkdir(parents=True)
    chance = random.Random(11)
    for number in range(documents):
        pdfmetrics._fonts.pop("F", None)
        pdfmetrics.registerFont(TTFont("F", str(font_file())))
        canvas = Canvas(str(folder / f"doc{number:04}.pdf"), initialFontName="F", invariant=1)
        for page in range(1 + (number * 7) % 10):
            canvas.setFont("F", 12)
            canvas.drawString(72, 780, f"材料{number + 1:04}第{page + 1}页")
            for line in range(28):
                begin = chance.randrange(len(TEXT))
                canvas.drawString(72, 740 - 24 * line, (TEXT[begin:] + TEXT)[:36])
            canvas.showPage()
        canvas.save()
    for number in range(photos):
        noise = random.Random(number).randbytes(160 * 120 * 3)
        image = Image.frombytes("RGB", (160, 120), noise).resize(size, Image.Resampling.BICUBIC)
        image.save(folder / f"photo{number:04}.jpg", quality=80)


def run(*command: str | Path, cwd: Path | None = None) -> tuple[float, float, str]:
    """CPU seconds of a process and its children, the peak of its largest in MB, its output."""
    with tempfile.NamedTemporaryFile("r", suffix=".time") as told:
        done = subprocess.run(
            ["/usr/bin/time", "-f", "%U %S %M", "-o", told.name, sys.executable, *map(str, command)],
            check=True, capture_output=True, text=True, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        )  # fmt: skip
        user, system, memory = Path(told.name).read_text().split()[-3:]
    return float(user) + float(system), int(memory) / 1024, done.stdout


def check(path: Path, documents: int) -> int:
    """The pages of a PDF that is whole and holds what it should."""
    subprocess.run(["qpdf", "--check", path], check=True, capture_output=True)
    text = subprocess.run(["pdftotext", "-raw", path, "-"], check=True, capture_output=True, text=True).stdout
    plain = re.sub(r"\s", "", text)
    for number in (1, documents // 2, documents):
        assert f"材料{number:04}第1页" in plain, number
    return text.count("\f")


def engine(folder: Path) -> None:
    """One PDF, the same files, whole processes: the peer, ours, ours again after one changed file; then ten times."""
    peers, ours, again = [], [], []
    peer = Path(__file__).with_name("dossier_peer.py")
    for turn in range(3):
        peers.append(run(peer, folder / "in", folder / "peer.pdf", font_file()))
        cache = folder / f"cache{turn}"
        ours.append(run("-c", ENGINE, folder / "in", folder / "ours.pdf", cache))
        changed = folder / "in" / "doc0150.pdf"
        before = changed.read_bytes()
        shutil.copyfile(folder / "in" / "doc0160.pdf", changed)
        again.append(run("-c", ENGINE, folder / "in", folder / "again.pdf", cache))
        changed.write_bytes(before)
        shutil.rmtree(cache)
    pages, peer_pages = check(folder / "ours.pdf", 300), check(folder / "peer.pdf", 300)
    told(f"peer, {peer_pages} pages", peers, peer_pages)
    told(f"ours, {pages} pages", ours, pages)
    ratio = (pages / best(ours)) / (peer_pages / best(peers))
    print(f"  pages a CPU second: {ratio:.2f} x the peer (bar 0.8)")
    told("one file changed", again, pages)
    print(f"  {best(again) / best(ours):.3f} of the first run (bar 0.1)")
    make_files(folder / "tenfold", 3000, 1000)
    ten = run("-c", ENGINE, folder / "tenfold", folder / "ten.pdf", folder / "cache10")
    told(f"ten times, {check(folder / 'ten.pdf', 3000)} pages", [ten], pages * 10)
    print(f"  {ten[0] / best(ours):.1f} x the time (bar 11), {ten[1]:.0f} MB (bar 400)")
    shutil.rmtree(folder / "cache10")
    (folder / "ten.pdf").unlink()


def command(folder: Path) -> None:
    """The whole command on a workspace of its own."""
    for name, size in (("1600 x 1200", (1600, 1200)), ("4000 x 3000", (4000, 3000))):
        root = folder / f"work{size[0]}"
        make_workspace(root, 300, 100, size)
        first = run("-m", "gongwen", "dossier", cwd=root)
        shutil.copyfile(root / "evidence/S3/doc0159.pdf", root / "evidence/S3/doc0150.pdf")
        again = run("-m", "gongwen", "dossier", cwd=root)
        nothing = run("-m", "gongwen", "dossier", cwd=root)
        print(f"command, photos of {name}: first {first[0]:.2f} s, {first[1]:.0f} MB; one file changed {again[0]:.2f} s "
              f"({again[0] / first[0]:.3f} of the first); nothing changed {nothing[0]:.2f} s")  # fmt: skip
        shutil.rmtree(root)


def make_workspace(root: Path, documents: int, photos: int, size: tuple[int, int]) -> None:
    """A plan of ten standards, its evidence spread over them."""
    make_files(root / "all", documents, photos, size)
    for number, path in enumerate(sorted((root / "all").iterdir())):
        target = root / "evidence" / f"S{number // 40 if path.suffix == '.pdf' else 8 + number % 2}" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)
    standards = [{"id": f"S{n}", "text": f"标准{n}", "score": 10} for n in range(10)]
    plan = {
        "schema": "gongwen/plan@1",
        "year": 2023,
        "unit": {"name": "某某中心"},
        "indicators": {
            "name": "测评体系",
            "projects": [
                {"id": f"P{n}", "name": f"项目{n}", "indicators": [
                    {"id": f"P{n}-1", "name": f"指标{n}", "standards": [{**standards[n]}]}
                ]}
                for n in range(10)
            ],
        },
        "dossier": {"volumes": "by_project"},
        "documents": [{"id": "dossier", "type": "dossier", "title": "迎检档案", "output": "档案/"}],
    }  # fmt: skip
    (root / "inputs").mkdir()
    (root / "inputs/plan.yaml").write_text(json.dumps(plan, ensure_ascii=False, indent=1), encoding="utf-8")


def best(runs: list[tuple[float, float, str]]) -> float:
    """The quickest of several runs, CPU seconds."""
    return min(seconds for seconds, _, _ in runs)


def told(what: str, runs: list[tuple[float, float, str]], pages: int) -> None:
    """A line of figures."""
    memory = max(peak for _, peak, _ in runs)
    print(f"{what}: {best(runs):.2f} CPU s, {pages / best(runs):.0f} pages/s, {memory:.0f} MB")


if __name__ == "__main__":
    main()
