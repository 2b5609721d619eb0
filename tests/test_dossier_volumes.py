"""Volumes as the plan wants them: by project or indicator, parts, columns, stamps, gap pages, outputs, spines."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pdfplumber
import pikepdf
import pytest
from PIL import Image

from tests.test_dossier_pages import drawn

PLAN = """\
schema: gongwen/plan@1
year: 2023
unit: {{name: 澜州省药品检查中心}}
indicators:
  name: 测评体系
  report_limit: 60
  projects:
    - id: Z1
      name: 组织领导
      indicators:
        - id: Z1-1
          name: 领导机制
          report: 领导小组和办公室健全，职责明确，制度落实。
          standards:
            - {{id: Z1-1-1, text: 成立领导小组, score: 2, evidence: {{docs: 1, photos: 2}}}}
        - id: Z1-2
          name: 工作推进
          standards:
            - {{id: Z1-2-1, text: 召开动员大会, score: 3, evidence: {{docs: 4}}}}
    - id: Z2
      name: 思想建设
      indicators:
        - id: Z2-1
          name: 理论学习
          standards:
            - {{id: Z2-1-1, text: 学习有记录, score: 5}}
tasks:
  - {{id: T1, title: 动员大会, standards: [Z1-2-1], lead: office, evidence: [签到表]}}
departments:
  - {{id: office, name: 办公室, kind: admin}}
records:
  - {{id: A1, kind: meeting, title: 动员大会, date: 2023-03-08, place: 一楼报告厅, people: 58, tasks: [T1], files: [records/A1/]}}
dossier:
  volumes: by_project
{settings}
documents:
  - {{id: dossier, type: dossier, title: 迎检档案, output: 档案/}}
"""
FOLDER = Path("outputs/2023/档案")


def photo(colour: str) -> bytes:
    target = io.BytesIO()
    Image.new("RGB", (640, 480), colour).save(target, "JPEG")
    return target.getvalue()


@pytest.fixture
def make(tmp_path, run_cli):
    """A workspace whose dossier has these settings, made; the exit code may be another than 0."""

    def run(settings: str = "", code: int = 0, *options: str, more: dict[str, bytes] | None = None) -> Path:
        files = {
            "Z1-1-1 领导小组/2023-02-21-成立通知.pdf": drawn("notice", "second"),
            "Z1-1-1 领导小组/2023-02-22-会场.jpg": photo("red"),
            "Z1-2-1/2023-03-08-签到表.pdf": drawn("signed"),
            "records/A1/IMG_20230308_101500.jpg": photo("green"),
            "records/A1/IMG_20230308_101600.jpg": photo("blue"),
            "records/A1/IMG_20230308_101700.jpg": photo("gray"),
            "Z2-1-1 学习/2023-05-01-学习记录.txt": "学习内容".encode(),
            **(more or {}),
        }
        (tmp_path / "inputs").mkdir(exist_ok=True)
        (tmp_path / "inputs/plan.yaml").write_text(PLAN.format(settings=settings), encoding="utf-8")
        for name, data in files.items():
            path = tmp_path / "evidence" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        done = run_cli("dossier", *options, cwd=tmp_path)
        assert done.returncode == code, done.stderr
        run.said = done.stderr
        return tmp_path / FOLDER

    return run


def volumes(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "分卷").glob("*.pdf"))


def texts(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return ["".join((page.extract_text() or "").split()) for page in pdf.pages]


def rows(folder: Path) -> list[dict[str, str]]:
    sheet = openpyxl.load_workbook(folder / "目录.xlsx").active
    lines = list(sheet.iter_rows(min_row=2, values_only=True))
    return [dict(zip(lines[0], (str(cell or "") for cell in line), strict=True)) for line in lines[1:]]


def test_a_volume_for_each_project(make):
    assert volumes(make()) == ["01-Z1-组织领导.pdf", "02-Z2-思想建设.pdf"]


def test_by_indicator(tmp_path, make):
    folder = make()
    plan = tmp_path / "inputs/plan.yaml"
    plan.write_text(plan.read_text(encoding="utf-8").replace("by_project", "by_indicator"), encoding="utf-8")
    folder = make_again(tmp_path)
    assert {"01-Z1-1-领导机制.pdf", "02-Z1-2-工作推进.pdf", "03-Z2-1-理论学习.pdf"} <= set(volumes(folder))


def make_again(root: Path) -> Path:
    import os
    import subprocess
    import sys

    from tests.conftest import ROOT

    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    subprocess.run([sys.executable, "-m", "gongwen", "dossier", "-q"], cwd=root, check=True, env=environment)
    return root / FOLDER


@pytest.mark.parametrize(("per_page", "pages"), [(1, 3), (2, 2), (3, 1), (4, 1)])
def test_photos_share_a_page(make, per_page, pages):
    folder = make(f"  photo: {{per_page: {per_page}}}")
    lines = [row for row in rows(folder) if row["测评标准"] == "Z1-2-1" and row["类别"] == "照片"]
    assert [row["题名"] for row in lines] == ["动员大会"] * 3
    assert len({row["页号"] for row in lines}) == pages
    first = int(lines[0]["页号"])
    shown = [text for text in texts(folder / "分卷/01-Z1-组织领导.pdf") if "主题：动员大会" in text]
    assert len(shown) == pages
    assert shown[0].startswith(str(first)) or str(first) in shown[0]
    assert "时间：2023年3月8日地点：一楼报告厅人员：58人参加" in shown[0]


def test_a_caption_of_the_plan(make):
    folder = make('  photo: {caption: "{{ record.date }} {{ record.title }}"}')
    assert any("2023年3月8日动员大会" in text for text in texts(folder / "分卷/01-Z1-组织领导.pdf"))


def test_reports_are_those_of_the_plan_or_drafted_and_counted(make):
    first = texts(make() / "分卷/01-Z1-组织领导.pdf")[1]
    assert "领导小组和办公室健全，职责明确，制度落实。" in first
    assert "（共21字，限60字）" in first
    assert "动员大会" in first


def test_a_report_that_is_too_long_is_kept_and_said(make, tmp_path):
    make()
    plan = tmp_path / "inputs/plan.yaml"
    plan.write_text(
        plan.read_text(encoding="utf-8").replace("制度落实。", "制度落实。" + "很长" * 40), encoding="utf-8"
    )
    folder = make_again(tmp_path)
    assert "超出" in texts(folder / "分卷/01-Z1-组织领导.pdf")[1]


def test_only_the_parts_that_are_wanted(make):
    folder = make("  parts: [材料]")
    pages = texts(folder / "分卷/01-Z1-组织领导.pdf")
    assert pages[0] == "1notice" or pages[0] == "notice1"
    assert not (folder / "盒脊标签.pdf").exists()
    with pikepdf.open(folder / "分卷/01-Z1-组织领导.pdf") as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Z1 组织领导"]


def test_gap_pages_where_they_are_wanted(make):
    folder = make("  parts: [封面, 说明, 卷内目录, 材料, 缺项页, 备考表]")
    pages = texts(folder / "分卷/01-Z1-组织领导.pdf")
    (page,) = [text for text in pages if "缺项说明" in text and "Z1-2-1" in text and "尚缺材料" in text]
    assert "文件资料3件" in page
    assert "办公室" in page
    lines = [row["题名"] for row in rows(folder)]
    assert "缺项说明（Z1-1-1）" in lines
    assert "缺项说明（Z2-1-1）" not in lines


def test_columns_of_the_list(make):
    pages = texts(make("  columns: dat22") / "分卷/01-Z1-组织领导.pdf")
    assert any("档号" in text and "密级" in text for text in pages)
    pages = texts(make("  columns: [序号, 题名, 类别, 页号]") / "分卷/01-Z1-组织领导.pdf")
    assert any("序号题名类别页号" in text for text in pages)
    make("  columns: [序号, 颜色]")
    assert "颜色" in make.said


def test_the_stamp_of_an_archive(make):
    folder = make("  stamp: 是\n  fonds_no: Z109\n  retention: 30年")
    pages = texts(folder / "分卷/01-Z1-组织领导.pdf")
    stamped = [text for text in pages if "归档" in text or "全宗号" in text]
    assert any("notice" in text and "Z109" in text and "保管期限" in text for text in stamped)
    assert not any("second" in text and "Z109" in text for text in pages)


def test_only_the_outputs_that_are_wanted(make):
    folder = make("  outputs: [分卷]")
    assert volumes(folder)
    assert not list(folder.glob("*.zip"))
    assert not (folder / "原件").exists()
    assert not (folder / "目录.xlsx").exists()
    assert not (folder / "迎检档案.pdf").exists()


@pytest.mark.parametrize("width", [20, 30, 40])
def test_spines_are_as_wide_as_the_box(make, width):
    with pdfplumber.open(make(f"  spine: {width}") / "盒脊标签.pdf") as pdf:
        labels = [rect for rect in pdf.pages[0].rects if rect["height"] > 700]
        words = "".join(char["text"] for char in pdf.pages[0].chars)
    assert [round(label["width"] * 25.4 / 72) for label in labels] == [width, width]
    assert "组织领导" in words
    assert "思想建设" in words


def test_the_upload_holds_volumes_list_and_originals(make):
    (archive,) = make().glob("*.zip")
    with zipfile.ZipFile(archive) as zipped:
        names = zipped.namelist()
        assert all(info.date_time == (1980, 1, 1, 0, 0, 0) for info in zipped.infolist())
        assert zipped.read("原件/01-Z1-组织领导/Z1-1-1/001-20230221-成立通知.pdf") == drawn("notice", "second")
    assert {"分卷/01-Z1-组织领导.pdf", "目录.xlsx"} <= set(names)


def test_a_file_of_two_standards_of_a_volume_is_bound_once_and_listed_twice(make):
    same = drawn("the same")
    folder = make(more={"Z1-1-1 领导小组/2023-04-01-办法.pdf": same, "Z1-2-1/2023-04-01-办法.pdf": same})
    lines = [row for row in rows(folder) if row["题名"] == "办法"]
    assert [row["测评标准"] for row in lines] == ["Z1-1-1", "Z1-2-1"]
    assert lines[0]["页号"] == lines[1]["页号"]
    assert [row["备注"] for row in lines] == ["", "见前"]
    assert sum("the same" in text or "thesame" in text for text in texts(folder / "分卷/01-Z1-组织领导.pdf")) == 1


def test_a_dry_run_writes_nothing(make, tmp_path):
    make("", 0, "--dry-run")
    assert not (tmp_path / "outputs").exists()
    assert not (tmp_path / ".gongwen").exists()
    assert "将生成：2023/档案/分卷/01-Z1-组织领导.pdf" in make.said


def test_without_pdfs_there_is_the_gap_list(make, tmp_path):
    folder = make("", 0, "--no-pdf")
    assert sorted(path.name for path in folder.iterdir()) == ["缺项清单", "缺项清单.docx"]


def test_a_plan_without_standards_says_so(tmp_path, run_cli):
    (tmp_path / "inputs").mkdir()
    text = "schema: gongwen/plan@1\nyear: 2023\nunit: {name: 某中心}\ndocuments:\n  - {id: d, type: dossier, title: 档案, output: 档案/}\n"
    (tmp_path / "inputs/plan.yaml").write_text(text, encoding="utf-8")
    done = run_cli("dossier", cwd=tmp_path)
    assert done.returncode == 7
    assert "没有测评指标" in done.stderr
    done = run_cli("dossier", "status", cwd=tmp_path)
    assert done.returncode == 3


def test_a_plan_without_a_dossier_among_its_documents_says_how_to_add_one(tmp_path, run_cli):
    (tmp_path / "inputs").mkdir()
    text = "schema: gongwen/plan@1\nyear: 2023\nunit: {name: 某中心}\ndocuments: []\n"
    (tmp_path / "inputs/plan.yaml").write_text(text, encoding="utf-8")
    done = run_cli("dossier", cwd=tmp_path)
    assert done.returncode == 0
    assert "gongwen new dossier" in done.stderr


def test_a_volume_without_any_page_is_left_out(tmp_path):
    (tmp_path / "inputs").mkdir()
    (tmp_path / "inputs/plan.yaml").write_text(PLAN.format(settings="  parts: [材料]"), encoding="utf-8")
    (tmp_path / "evidence/Z1-1-1").mkdir(parents=True)
    (tmp_path / "evidence/Z1-1-1/2023-02-21-成立通知.pdf").write_bytes(drawn("notice"))
    assert volumes(make_again(tmp_path)) == ["01-Z1-组织领导.pdf"]


def test_an_archive_that_was_replaced_is_read_anew(make, tmp_path, run_cli):
    def zipped(text: str) -> bytes:
        target = io.BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr("2023-06-01-办法.pdf", drawn(text))
        return target.getvalue()

    (tmp_path / "evidence/Z1-2-1").mkdir(parents=True)
    (tmp_path / "evidence/Z1-2-1/材料.zip").write_bytes(zipped("before"))
    make()
    run_cli("dossier", "status", cwd=tmp_path)
    (tmp_path / "evidence/Z1-2-1/材料.zip").write_bytes(zipped("afterwards"))
    pages = texts(make_again(tmp_path) / "分卷/01-Z1-组织领导.pdf")
    assert any("afterwards" in text for text in pages)
    assert not any("before" in text for text in pages)


def test_files_of_earlier_runs_that_are_not_made_any_more_are_named(make, tmp_path, run_cli):
    folder = make()
    (tmp_path / "evidence/Z1-1-1 领导小组/2023-02-21-成立通知.pdf").rename(
        tmp_path / "evidence/Z1-1-1 领导小组/2023-02-21-成立的通知.pdf"
    )
    done = run_cli("dossier", cwd=tmp_path)
    assert done.returncode == 0
    assert "以前生成、这次没有用到的文件 1 个" in done.stderr
    assert (folder / "原件/01-Z1-组织领导/Z1-1-1/001-20230221-成立通知.pdf").is_file()


def test_a_caption_that_is_too_long_stays_in_its_box(make):
    folder = make('  photo: {per_page: 4, caption: "' + "很长的说明" * 80 + '"}')
    with pdfplumber.open(folder / "分卷/01-Z1-组织领导.pdf") as pdf:
        (page,) = [page for page in pdf.pages if len(page.images) == 3]
    assert "…" in (page.extract_text() or "")
    for image in page.images:
        assert not [
            char
            for char in page.chars
            if char["text"].strip()
            and image["x0"] < char["x0"] < image["x1"]
            and image["top"] < char["top"] < image["bottom"] - 1
        ]


def test_gap_pages_alone(make):
    folder = make("  parts: [缺项页]")
    assert volumes(folder) == ["01-Z1-组织领导.pdf"]


def test_a_broken_index_is_told_by_the_exit_code(make, tmp_path):
    (tmp_path / "evidence").mkdir(parents=True, exist_ok=True)
    (tmp_path / "evidence/目录.xlsx").write_bytes(b"nonsense")
    make("", 7)


def test_a_dry_run_of_the_index_writes_nothing(make, tmp_path, run_cli):
    make("", 0, "--dry-run")
    assert run_cli("dossier", "index", "--dry-run", cwd=tmp_path).returncode == 0
    assert not (tmp_path / ".gongwen").exists()
    assert not (tmp_path / "evidence/目录.xlsx").exists()
