"""Evidence collected: folders and standards, records, signed scans, zip archives, links, papers of ours."""

from __future__ import annotations

import io
import os
import stat
import struct
import time
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from gongwen.dossier.archives import MAX_MEMBERS, Archive, extract, members
from gongwen.dossier.collect import collect
from gongwen.dossier.filing import Filing
from gongwen.dossier.model import LEDGER, PAPER, PHOTO, RECORD, REPORT, Form, Origin, Override
from gongwen.dossier.own import own_papers, standards_of
from gongwen.dossier.walk import natural
from gongwen.plan.load import load_plan
from gongwen.plan.references import References
from tests.example import load_example

PLAN = """
schema: gongwen/plan@1
year: 2023
unit: {name: 示例中心, code: 示}
indicators:
  projects:
    - id: Z1
      name: 组织领导
      indicators:
        - id: Z1-1
          name: 领导机制
          standards: [{id: Z1-1-1, text: 有机构, score: 2}, {id: Z1-1-10, text: 有方案, score: 2}]
        - id: Z1-2
          name: 工作推进
          standards: [{id: Z1-2-1, text: 有会议, score: 2}]
    - id: "1"
      name: 文明实践
      indicators:
        - id: "1.1"
          name: 志愿
          standards: [{id: 1.1.1, text: 有队伍, score: 1}, {id: Ⅱ-3-2, text: 有活动, score: 1}, {id: 标准十, text: 有记录, score: 1}]
tasks:
  - {id: T1, title: 召开动员大会, standards: [Z1-2-1], evidence: [签到表]}
  - {id: T2, title: 签订廉政责任书, standards: [1.1.1]}
  - {id: T3, title: 宣传, standards: [Ⅱ-3-2, Z1-1-1], actions: 展示廉政责任书}
  - {id: T4, title: 其他工作}
letters:
  - {id: L1, kind: responsibility, title: 廉政责任书, due_task: T2, sign_date: 2023-03-17, preamble: 本人承诺。}
records:
  - {id: A01, kind: meeting, title: 动员大会, date: 2023-03-08, tasks: [T1], files: [records/A01/]}
  - {id: A02, kind: activity, title: 宣传活动, date: 2023-04-02, tasks: [T3], files: ['evidence/records/A01/全景.jpg', 'records\\A02']}
  - {id: A03, kind: activity, title: 无标准的活动, date: 2023-05-02, tasks: [T4], files: [records/A03/*]}
documents:
  - {id: plan, type: plan, title: 实施方案, output: 01-实施方案.docx}
"""  # fmt: skip


def plan_of(folder: Path, text: str = PLAN):
    path = folder / "inputs" / "plan.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return load_plan(path).usable()


def put(root: Path, *names: str, data: bytes = b"content") -> None:
    for name in names:
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def found(root: Path, *names: str, text: str = PLAN, **options):
    """What is collected of these files in the evidence folder of a workspace."""
    put(root / "evidence", *names)
    return collect(plan_of(root, text), root / "evidence", **options)


def by_name(collected):
    return {material.name: material for material in collected.materials}


# ---------------------------------------------------------------- filing
FOLDERS = [
    ("Z1-1-1", "Z1-1-1"),
    ("Z1-1-1 领导小组", "Z1-1-1"),
    ("Z1-1-1领导小组", "Z1-1-1"),
    ("Z1-1-1-领导小组", "Z1-1-1"),
    ("Z1-1-1_领导小组", "Z1-1-1"),
    ("Z1-1-1.领导小组", "Z1-1-1"),
    ("Z1-1-1-2023年材料", "Z1-1-1"),
    ("（Z1-1-1）领导小组", "Z1-1-1"),
    ("z1-1-1 领导小组", "Z1-1-1"),
    ("Ｚ１－１－１　领导小组", "Z1-1-1"),
    ("Z1—1—1 领导小组", "Z1-1-1"),
    ("Z1-1-10 方案", "Z1-1-10"),
    ("Z1-1-10", "Z1-1-10"),
    ("Z1-1-11", ""),
    ("Z1-1-1a", ""),
    ("Z1-1-1-3", ""),
    ("Z1-1-1.2", ""),
    ("XZ1-1-1", ""),
    ("领导小组 Z1-1-1", ""),
    ("Z1-1 领导机制", ""),
    ("Z1 组织领导", ""),
    ("Z1-2 工作推进", "Z1-2-1"),
    ("Z1-2-2", ""),
    ("1.1.1 队伍", "1.1.1"),
    ("1.1.1、队伍", "1.1.1"),
    ("1.1.12", ""),
    ("1.1 志愿", ""),
    ("Ⅱ-3-2 活动", "Ⅱ-3-2"),
    ("II-3-2活动", "Ⅱ-3-2"),
    ("标准十 记录", "标准十"),
    ("标准十一", ""),
    ("Z1 组织领导/Z1-1 领导机制/Z1-1-1 机构", "Z1-1-1"),
    ("各科室报来/Z1-1-1/2023年/照片", "Z1-1-1"),
    ("Z1-1-1/Z1-2-1 转来", "Z1-2-1"),
    ("Z1-2-1/Z1-1 转来", "Z1-2-1"),
    ("", ""),
]  # fmt: skip


@pytest.mark.parametrize(("folder", "standard"), FOLDERS)
def test_a_folder_is_the_standard_whose_id_it_begins_with(tmp_path, folder, standard):
    assert Filing(plan_of(tmp_path)).standard_of(folder) == standard


def test_files_under_no_standard_are_unfiled_and_said(tmp_path):
    got = found(tmp_path, "Z1-1-1/a.pdf", "Z1-1 领导机制/b.pdf", "散件.pdf", "签收/L9/x.pdf", "签收/y.pdf", "目录.xlsx")
    assert list(by_name(got)) == ["Z1-1-1/a.pdf"]
    assert got.unfiled == ["Z1-1 领导机制/b.pdf", "散件.pdf", "签收/L9/x.pdf", "签收/y.pdf"]
    assert not got.problems


def test_no_folder_is_no_evidence(tmp_path):
    got = collect(plan_of(tmp_path), tmp_path / "evidence")
    assert (got.materials, got.unfiled, got.problems) == ([], [], [])


# ---------------------------------------------------------------- titles, dates, kinds
def test_what_a_name_does_not_say_comes_from_record_and_folder(tmp_path):
    got = by_name(found(
        tmp_path,
        "records/A01/IMG_0001.jpg", "records/A01/2023-03-09-会后座谈.jpg", "records/A01/签到表/1.jpg", "records/A01/scan.pdf",
        "Z1-1-1 机构/2023-02-20 领导小组会/IMG_0002.jpg", "Z1-1-1 机构/IMG_0003.jpg", "Z1-1-1/IMG_0004.jpg",
        "Z1-1-1/新建文件夹/IMG_0005.jpg", "Z1-1-1/统计表/数据.pdf",
    ))  # fmt: skip
    told = {name.rpartition("/")[2]: (each.title, str(each.date), each.kind) for name, each in got.items()}
    assert told == {
        "IMG_0001.jpg": ("动员大会", "2023-03-08", PHOTO),
        "2023-03-09-会后座谈.jpg": ("会后座谈", "2023-03-09", PHOTO),
        "1.jpg": ("动员大会", "2023-03-08", RECORD),
        "scan.pdf": ("动员大会", "2023-03-08", RECORD),
        "IMG_0002.jpg": ("领导小组会", "2023-02-20", PHOTO),
        "IMG_0003.jpg": ("机构", "None", PHOTO),
        "IMG_0004.jpg": ("IMG_0004", "None", PHOTO),
        "IMG_0005.jpg": ("IMG_0005", "None", PHOTO),
        "数据.pdf": ("数据", "None", LEDGER),
    }


def test_names_of_titles_with_references_are_filled_in(tmp_path):
    text = PLAN.replace("title: 动员大会", "title: '{{ year }}年动员大会'")
    put(tmp_path / "evidence", "records/A01/IMG_0001.jpg")
    plan = plan_of(tmp_path, text)
    resolve = References(plan, load_plan(tmp_path / "inputs/plan.yaml").people).resolve
    assert collect(plan, tmp_path / "evidence", resolve=resolve).materials[0].title == "2023年动员大会"


# ---------------------------------------------------------------- records and signed scans
def test_records_give_the_standards_of_their_tasks(tmp_path):
    got = found(
        tmp_path, "records/A01/全景.jpg", "records/A01/深/层/近景.jpg", "records/A010/别人.jpg", "Records/a02/展板.jpg",
        "records/A03/活动.jpg",
    )  # fmt: skip
    named = {each.name: (each.standards, each.records, each.origin) for each in got.materials}
    assert named == {
        "records/A01/全景.jpg": (("Z1-1-1", "Z1-2-1", "Ⅱ-3-2"), ("A01", "A02"), Origin.RECORD),
        "records/A01/深/层/近景.jpg": (("Z1-2-1",), ("A01",), Origin.RECORD),
        "Records/a02/展板.jpg": (("Z1-1-1", "Ⅱ-3-2"), ("A02",), Origin.RECORD),
        "records/A03/活动.jpg": ((), ("A03",), Origin.RECORD),
    }
    assert got.unfiled == ["records/A010/别人.jpg"]
    assert [problem.code for problem in got.problems] == ["evidence.no_standard"]
    assert "A03" in got.problems[0].what


def test_a_file_under_a_standard_that_a_record_names_keeps_both(tmp_path):
    text = PLAN.replace("files: [records/A01/]", "files: [Z1-1-10 方案/a.pdf]")
    got = found(tmp_path, "Z1-1-10 方案/a.pdf", "Z1-1-10 方案/b.pdf", text=text)
    assert [each.standards for each in got.materials] == [("Z1-1-10", "Z1-2-1"), ("Z1-1-10",)]
    assert [each.origin for each in got.materials] == [Origin.FOLDER, Origin.FOLDER]


@pytest.mark.parametrize("entry", ["../../secret/", "/etc/passwd", "C:/材料/", "records/../../x", "..", ".", "''"])
def test_a_record_cannot_lead_out_of_the_folder(tmp_path, entry):
    put(tmp_path, "secret/a.jpg", "x/a.jpg")
    text = PLAN.replace("files: [records/A01/]", f"files: [{entry}]")
    got = found(tmp_path, "Z1-1-1/a.pdf", text=text, workspace_root=tmp_path)
    assert [problem.code for problem in got.problems] == ["evidence.outside"]
    assert "A01" in got.problems[0].what
    assert list(by_name(got)) == ["Z1-1-1/a.pdf"]


def test_a_record_may_write_its_path_from_the_plans_folder(tmp_path):
    text = PLAN.replace("files: [records/A01/]", "files: [../evidence/会/, ./组/一.jpg]")
    got = found(tmp_path, "会/a.jpg", "组/一.jpg", "组/二.jpg", text=text, workspace_root=tmp_path)
    assert list(by_name(got)) == ["会/a.jpg", "组/一.jpg"]
    assert not got.problems


def test_missing_files_of_records_are_no_problems_here(tmp_path):
    assert not found(tmp_path, "Z1-1-1/a.pdf").problems


def test_signed_scans_prove_what_the_letter_is_for(tmp_path):
    got = found(tmp_path, "签收/L1/003-办公室-赵六.jpg", "签收/L1/扫描_20230320.pdf", "签收/L1 廉政/001-周七.pdf")
    told = {each.name: (each.title, str(each.date), each.kind, each.standards, each.origin) for each in got.materials}
    standards = ("Z1-1-1", "1.1.1", "Ⅱ-3-2")  # of the task that it fulfils, and of one that names it
    assert told == {
        "签收/L1/003-办公室-赵六.jpg": ("廉政责任书（办公室-赵六）", "2023-03-17", PAPER, standards, Origin.SIGNED),
        "签收/L1/扫描_20230320.pdf": ("廉政责任书", "2023-03-20", PAPER, standards, Origin.SIGNED),
        "签收/L1 廉政/001-周七.pdf": ("廉政责任书（周七）", "2023-03-17", PAPER, standards, Origin.SIGNED),
    }


# ---------------------------------------------------------------- what lies there
def test_order_is_that_of_people():
    names = [
        "Z1-1-10/a",
        "Z1-1-2/照片10.jpg",
        "Z1-1-2/照片2.jpg",
        "Z1-1-2/a",
        "Z1-1-2 附/a",
        "10.jpg",
        "９.jpg",
        "1" * 5000,
    ]
    assert sorted(names, key=natural) == [
        "９.jpg", "10.jpg", "1" * 5000, "Z1-1-2/a", "Z1-1-2/照片2.jpg", "Z1-1-2/照片10.jpg", "Z1-1-2 附/a", "Z1-1-10/a",
    ]  # fmt: skip


def test_materials_stand_in_natural_order(tmp_path):
    names = ["Z1-1-1/照片2.jpg", "Z1-1-1/照片10.jpg", "Z1-1-10/1.jpg", "Z1-2-1/1.jpg", "Z1-2-1/B.jpg", "Z1-2-1/a.jpg"]
    expected = [
        "Z1-1-1/照片2.jpg",
        "Z1-1-1/照片10.jpg",
        "Z1-1-10/1.jpg",
        "Z1-2-1/1.jpg",
        "Z1-2-1/a.jpg",
        "Z1-2-1/B.jpg",
    ]
    assert [each.name for each in found(tmp_path, *names).materials] == expected


def test_what_is_passed_over_is_counted(tmp_path):
    got = found(
        tmp_path, "Z1-1-1/a.docx", "Z1-1-1/~$a.docx", "Z1-1-1/.~lock.a.odt#", "Z1-1-1/Thumbs.db", "desktop.ini", ".DS_Store",
        "Z1-1-1/.a.pdf", ".git/x", "~$目录.xlsx",
    )  # fmt: skip
    assert list(by_name(got)) == ["Z1-1-1/a.docx"]
    assert dict(got.ignored) == {"锁定文件": 3, "系统文件": 3, "隐藏文件": 2}
    assert not got.unfiled


def test_the_index_is_passed_over_only_at_the_root(tmp_path):
    assert list(by_name(found(tmp_path, "目录.xlsx", "Z1-1-1/目录.xlsx"))) == ["Z1-1-1/目录.xlsx"]


def test_links_are_never_followed_and_said(tmp_path):
    put(tmp_path, "outside/secret.pdf", "evidence/Z1-1-1/a.pdf")
    folder = tmp_path / "evidence" / "Z1-1-1"
    (folder / "out.pdf").symlink_to(tmp_path / "outside" / "secret.pdf")
    (folder / "in.pdf").symlink_to(folder / "a.pdf")
    (folder / "dead.pdf").symlink_to(folder / "nothing.pdf")
    (folder / "loop").symlink_to(folder)
    (tmp_path / "evidence" / "Z1-2-1").symlink_to(tmp_path / "outside")
    got = found(tmp_path)
    assert list(by_name(got)) == ["Z1-1-1/a.pdf"]
    assert [problem.code for problem in got.problems] == ["evidence.link"] * 5
    for name in ("Z1-1-1/out.pdf", "Z1-1-1/in.pdf", "Z1-1-1/dead.pdf", "Z1-1-1/loop", "Z1-2-1"):
        assert sum(f"“{name}”" in problem.what for problem in got.problems) == 1


def test_faults_that_can_be_seen_from_outside(tmp_path):
    put(tmp_path / "evidence/Z1-1-1", "empty.pdf", "empty.zip", data=b"")
    put(tmp_path / "evidence/Z1-1-1", "good.pdf", "a.rar", "b.7z", "c.tar.gz", "d.RAR")
    os.mkfifo(tmp_path / "evidence/Z1-1-1/pipe.pdf")
    faults = {name.rpartition("/")[2]: each.fault for name, each in by_name(found(tmp_path)).items()}
    assert faults.pop("good.pdf") == ""
    assert faults.pop("empty.pdf") == faults.pop("empty.zip") == "文件是空的（0 字节）"
    assert "不是普通文件" in faults.pop("pipe.pdf")
    assert set(faults) == {"a.rar", "b.7z", "c.tar.gz", "d.RAR"}
    assert set(faults.values()) == {"压缩包请用 zip，或解压后再放"}


def test_what_may_not_be_read_is_a_fault_not_a_crash(tmp_path, monkeypatch):
    put(tmp_path / "evidence", "Z1-1-1/a.pdf", "Z1-1-10/b.pdf")
    real_access, real_scan = os.access, os.scandir
    monkeypatch.setattr(os, "access", lambda path, mode: not str(path).endswith("a.pdf") and real_access(path, mode))

    def scan(path):
        if str(path).endswith("Z1-1-10"):
            raise PermissionError(13, "no", str(path))
        return real_scan(path)

    monkeypatch.setattr(os, "scandir", scan)
    got = found(tmp_path)
    assert "权限" in by_name(got)["Z1-1-1/a.pdf"].fault
    assert [problem.code for problem in got.problems] == ["evidence.folder"]
    assert "Z1-1-10" in got.problems[0].what


def test_strange_names_stay_printable_and_apart(tmp_path):
    folder = tmp_path / "evidence" / "Z1-1-1"
    long = "长" * 83 + ".jpg"  # 253 bytes
    put(folder, "🎉动员大会.jpg", long, "caf\u00e9.pdf", "cafe\u0301.pdf", "a\nb.pdf", "a\x07b.pdf")
    Path(os.fsdecode(os.fsencode(folder) + b"/" + "动员.jpg".encode("gb18030"))).write_bytes(b"x")
    got = found(tmp_path)
    names = [each.name for each in got.materials]
    assert set(names) == {f"Z1-1-1/{name}" for name in (
        "🎉动员大会.jpg", long, "café.pdf", "café（2）.pdf", "a_b.pdf", "a_b（2）.pdf", "动员.jpg",
    )}  # fmt: skip
    assert all(each.path.read_bytes() for each in got.materials)
    assert all(each.title.isprintable() for each in got.materials)


def test_very_deep_folders(tmp_path):
    folders = [tmp_path / "evidence" / "Z1-1-1"]
    folders[0].mkdir(parents=True)
    try:
        for _ in range(1200):
            folders.append(Path(f"{folders[-1]}/d"))
            folders[-1].mkdir()
        put(folders[-1], "a.pdf")
        assert [each.name.count("/") for each in found(tmp_path).materials] == [1201]
    finally:  # nobody else can remove so many at once
        (folders[-1] / "a.pdf").unlink(missing_ok=True)
        for folder in reversed(folders[1:]):
            folder.rmdir()


def test_twelve_thousand_files(tmp_path):
    for standard in ("Z1-1-1", "Z1-1-10", "Z1-2-1", "1.1.1"):
        for number in range(30):
            folder = tmp_path / "evidence" / f"{standard} 材料" / f"活动{number}"
            folder.mkdir(parents=True)
            for each in range(100):
                (folder / f"IMG_20230308_10{each % 60:02}{each // 60:02}.jpg").write_bytes(b"x")
    plan = plan_of(tmp_path)
    start = time.process_time()
    got = collect(plan, tmp_path / "evidence")
    assert time.process_time() - start < 12
    assert len(got.materials) == 12_000
    assert got.materials[100].title == "活动1"


# ---------------------------------------------------------------- zip archives
class Raw(zipfile.ZipInfo):
    """An entry whose name is written byte by byte, as programs do that know nothing of UTF-8."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the library's name
        return self.orig_filename.encode("latin-1"), self.flag_bits


def archive(path: Path, entries) -> None:
    """A zip of names (text, or bytes without the mark of UTF-8), contents and attributes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data, *rest in entries:
            info = zipfile.ZipInfo(name) if isinstance(name, str) else Raw(name.decode("latin-1"))
            info.compress_type = zipfile.ZIP_DEFLATED
            for key, value in (rest[0] if rest else {}).items():
                setattr(info, key, value)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # two members of one name are what some programs write
                target.writestr(info, data)


def listed(path: Path):
    return {member.name: member.fault for member in members(path).members}


def test_names_of_any_encoding(tmp_path):
    path = tmp_path / "a.zip"
    told = struct.pack("<HHBI", 0x7075, 5 + len("海报.jpg".encode()), 1, zlib.crc32(b"????.jpg")) + "海报.jpg".encode()
    archive(path, [
        ("照片/动员大会.jpg", b"1"),
        ("会议记录1.jpg".encode("gbk"), b"2"),
        ("签到表.jpg".encode(), b"3"),
        ("珅\\镕.jpg".encode("gb18030"), b"4"),
        (b"????.jpg", b"5", {"extra": told}),
        (b"caf\x82.jpg", b"6"),
        ("plain.jpg", b"7"),
    ])  # fmt: skip
    assert listed(path) == dict.fromkeys(
        ["照片/动员大会.jpg", "会议记录1.jpg", "签到表.jpg", "珅/镕.jpg", "海报.jpg", "café.jpg", "plain.jpg"], ""
    )
    with Archive(path) as opened:
        contents = []
        for member in members(path).members:
            target = io.BytesIO()
            assert opened.extract(member.key, target) == ""
            contents.append(target.getvalue())
    assert contents == [b"%d" % number for number in range(1, 8)]


REFUSED = [
    ("../../slip.jpg", {}, "以外"),
    ("a/../../slip.jpg", {}, "以外"),
    ("/etc/slip.jpg", {}, "以外"),
    ("C:/slip.jpg", {}, "以外"),
    ("..\\..\\slip.jpg", {}, "以外"),
    ("\\\\server\\slip.jpg", {}, "以外"),
    ("a/" * 30_000 + "x.jpg", {}, "太长"),
    ("link.jpg", {"external_attr": (stat.S_IFLNK | 0o777) << 16, "create_system": 3}, "链接"),
    ("pipe.jpg", {"external_attr": (stat.S_IFIFO | 0o644) << 16, "create_system": 3}, "不是普通文件"),
    ("inner.zip", {}, "还有压缩包"),
    ("inner.RAR", {}, "还有压缩包"),
]


@pytest.mark.parametrize(("name", "attributes", "fault"), REFUSED, ids=lambda value: str(value)[:20])
def test_an_entry_that_is_refused_leaves_the_others(tmp_path, name, attributes, fault):
    put(tmp_path / "evidence", "Z1-1-1/a.pdf")
    archive(tmp_path / "evidence/Z1-1-1/照片.zip", [("好.jpg", b"1"), (name, b"2", attributes), ("也好.jpg", b"3")])
    got = [each for each in found(tmp_path).materials if each.member]
    assert sorted(bool(each.fault) for each in got) == [False, False, True]
    bad = next(each for each in got if each.fault)
    assert fault in bad.fault
    assert ".." not in bad.name
    assert bad.name.startswith("Z1-1-1/照片.zip/")
    assert not (tmp_path / "slip.jpg").exists()


def test_members_that_are_too_much(tmp_path, monkeypatch):
    monkeypatch.setattr("gongwen.dossier.archives.MAX_BYTES", 3 << 20)
    monkeypatch.setattr("gongwen.dossier.archives.MAX_TOTAL", 4 << 20)
    monkeypatch.setattr("gongwen.dossier.archives.RATIO_FROM", 1 << 20)
    noise = os.urandom(2 << 20)
    path = tmp_path / "a.zip"
    archive(path, [("swollen.bmp", bytes(2 << 20)), ("one.bmp", noise), ("large.bmp", os.urandom(4 << 20)),
                   ("two.bmp", noise), ("three.bmp", noise), ("small.txt", b"x"), ("empty.txt", b"")])  # fmt: skip
    faults = listed(path)
    assert "压缩比" in faults["swollen.bmp"]
    assert "超过 3 MB" in faults["large.bmp"]
    assert faults["one.bmp"] == faults["two.bmp"] == ""
    assert "压缩包解压后超过" in faults["three.bmp"]
    assert "压缩包解压后超过" in faults["small.txt"]
    assert faults["empty.txt"] == "文件是空的（0 字节）"


def test_what_is_written_counts_not_what_is_promised(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, [("a.bin", bytes(3 << 20))])
    target = io.BytesIO()
    assert "超过 2 MB" in extract(path, "a.bin", target, limit=2 << 20)
    assert len(target.getvalue()) <= 2 << 20
    assert "没有这个文件" in extract(path, "b.bin", target)
    assert extract(path, "a.bin", target, limit=3 << 20) == ""


def test_members_with_a_password_and_damaged_ones(tmp_path):
    path = tmp_path / "a.zip"
    archive(path, [("secret.pdf", b"x" * 100), ("open.pdf", b"y" * 100)])
    data = bytearray(path.read_bytes())
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(signature) + flags] |= 1
    path.write_bytes(data)
    faults = listed(path)
    assert "密码" in faults["secret.pdf"]
    assert faults["open.pdf"] == ""
    assert "密码" in extract(path, "secret.pdf", io.BytesIO())
    place = data.rindex(b"PK\x03\x04") + 30 + len("open.pdf")
    data[place : place + 3] = b"\xff\xff\xff"
    path.write_bytes(data)
    assert "损坏" in extract(path, "open.pdf", io.BytesIO())


def test_archives_that_are_none(tmp_path):
    put(tmp_path, "rar.zip", data=b"Rar!\x1a\x07\x00" + bytes(50))
    put(tmp_path, "broken.zip", data=b"PK\x03\x04" + bytes(50))
    archive(tmp_path / "hollow.zip", [("__MACOSX/._a.jpg", b"x"), ("照片/", b"")])
    archive(tmp_path / "many.zip", [(f"{number}.txt", b"x") for number in range(MAX_MEMBERS + 1)])
    faults = {name: members(tmp_path / f"{name}.zip").fault for name in ("rar", "broken", "hollow", "many")}
    assert "请用 zip" in faults["rar"]
    assert "损坏" in faults["broken"]
    assert "没有文件" in faults["hollow"]
    assert "5000" in faults["many"]


def test_an_archive_with_a_fault_is_one_material(tmp_path):
    put(tmp_path / "evidence", "Z1-1-1/broken.zip", data=b"PK\x03\x04" + bytes(50))
    (material,) = found(tmp_path).materials
    assert (material.name, material.member, material.form) == ("Z1-1-1/broken.zip", "", Form.OTHER)
    assert material.fault


def test_members_of_an_archive_are_materials_of_its_place(tmp_path):
    put(tmp_path / "evidence", "Z1-1-1/a.pdf")
    archive(tmp_path / "evidence/Z1-1-1/2023-03-08 座谈会.zip", [
        ("IMG_0001.jpg", b"1"), ("Z1-2-1/别处.jpg", b"2"), ("照片/2.jpg", b"3"), ("照片/10.jpg", b"4"),
        ("__MACOSX/._1.jpg", b"5"), ("照片/.DS_Store", b"6"), ("Thumbs.db", b"7"), ("~$a.docx", b"8"), ("twin.jpg", b"9"),
        ("twin.jpg", b"10"),
    ])  # fmt: skip
    archive(tmp_path / "evidence/Z1-2-1 各科室报来.zip", [("IMG_0002.jpg", b"1")])
    got = found(tmp_path)
    zipped = [each for each in got.materials if each.member]
    start = "Z1-1-1/2023-03-08 座谈会.zip"
    assert [each.name for each in zipped] == [
        f"{start}/IMG_0001.jpg", f"{start}/twin.jpg", f"{start}/twin（2）.jpg", f"{start}/Z1-2-1/别处.jpg",
        f"{start}/照片/2.jpg", f"{start}/照片/10.jpg", "Z1-2-1 各科室报来.zip/IMG_0002.jpg",
    ]  # fmt: skip
    assert [each.standards for each in zipped] == [("Z1-1-1",)] * 6 + [("Z1-2-1",)]
    assert (zipped[0].title, str(zipped[0].date)) == ("座谈会", "2023-03-08")
    assert zipped[3].title == "别处"
    assert dict(got.ignored) == {"系统文件": 3, "锁定文件": 1}
    contents = []
    for each in zipped[1:3]:
        target = io.BytesIO()
        assert extract(each.path, each.member, target) == ""
        contents.append(target.getvalue())
    assert contents == [b"9", b"10"]


def test_records_and_letters_may_be_archives(tmp_path):
    archive(tmp_path / "evidence/records/A01/照片.zip", [("1.jpg", b"1")])
    archive(tmp_path / "evidence/签收/L1.zip", [("001-周七.jpg", b"1")])
    got = found(tmp_path).materials
    assert [(each.title, each.origin) for each in got] == [
        ("动员大会", Origin.RECORD),
        ("廉政责任书（周七）", Origin.SIGNED),
    ]


# ---------------------------------------------------------------- the index
def test_what_the_index_says_goes_before_the_name(tmp_path):
    said = {
        "Z1-1-1/a.pdf": Override(title="决定", issuer="省局", number="省〔2023〕1号", kind=REPORT, order=3.0, standards=("Z1-2-1", "Z1-1-10")),
        "散件.pdf": Override(standards=("Z1-1-1",)),
        "Z1-1-1/b.pdf": Override(kind="奇怪", standards=("Z9",)),
        "Z1-1-1/c.pdf": Override(),
        "没有.pdf": Override(title="无"),
    }  # fmt: skip
    got = found(tmp_path, "Z1-1-1/a.pdf", "Z1-1-1/b.pdf", "Z1-1-1/c.pdf", "散件.pdf", overrides=said)
    named = by_name(got)
    first = named["Z1-1-1/a.pdf"]
    assert (first.title, first.issuer, first.number, first.kind, first.order) == (
        "决定",
        "省局",
        "省〔2023〕1号",
        REPORT,
        3.0,
    )
    assert first.standards == ("Z1-1-10", "Z1-2-1")
    assert named["散件.pdf"].standards == ("Z1-1-1",)
    assert (named["Z1-1-1/b.pdf"].kind, named["Z1-1-1/b.pdf"].standards) == (PAPER, ("Z1-1-1",))
    assert (named["Z1-1-1/c.pdf"].title, named["Z1-1-1/c.pdf"].order) == ("c", None)
    assert [problem.code for problem in got.problems] == ["evidence.kind", "evidence.standard"]
    assert got.unfiled == []


# ---------------------------------------------------------------- papers of ours
@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """Stand-ins for every output of the example, where the program puts them."""
    folder = tmp_path_factory.mktemp("made") / "outputs"
    letters = "2023/03-责任书承诺书"
    put(
        folder,
        "2023/01-实施方案（印发稿）（送审稿）.docx", "2023/01-实施方案.docx", "2023/01-实施方案（送审稿）.docx",
        "2023/02-任务分工台账.xlsx", "2023/04-会议纪要.docx", "2023/05-检查通报.docx", "2023/07-表彰决定.docx",
        "2023/08-自查报告.docx", "2023/09-年度总结.docx", "2023/10-迎检档案/第1卷.pdf",
        "2023/06-整改通知单/001-2023-06-27-财务科.docx", "2023/06-整改通知单/打印/整改通知单（打印）.docx",
        "2023/06-整改通知单/打印/~$改通知单（打印）.docx",
        f"{letters}/责任书/党风廉政建设责任书/001-中心领导-甲.docx",
        f"{letters}/责任书/党风廉政建设责任书/打印/党风廉政建设责任书（打印-10）.docx",
        f"{letters}/责任书/党风廉政建设责任书/打印/党风廉政建设责任书（打印-2）.docx",
        f"{letters}/责任书/党风廉政建设责任书/打印/党风廉政建设责任书（打印-新增）.docx",
        f"{letters}/承诺书/遵纪守法/打印/做遵纪守法好公民承诺书（打印）.docx",
        f"{letters}/承诺书/无烟办公/打印/无烟办公承诺书（打印）.docx",
    )  # fmt: skip
    return folder


def own_of(outputs):
    plan, people = load_example()
    return plan, own_papers(plan, outputs, References(plan, people).resolve)


def test_our_papers_go_to_the_standards_whose_tasks_name_them(outputs):
    plan, papers = own_of(outputs)
    assert {paper.letter or paper.document: sorted(standards_of(plan, paper)) for paper in papers} == {
        "notice": ["Z1-1-1", "Z1-1-2"], "plan": ["Z1-1-1", "Z1-1-2"], "ledger": ["Z1-1-2"],
        "L1": ["Z3-1-1", "Z3-2-2"], "L3": ["Z4-2-3"], "L5": ["Z8-1-2"], "minutes": ["Z1-2-1"], "circular": ["Z1-2-2"],
        "rectify": ["Z1-2-2"], "award": ["Z7-2-1"], "selfcheck": ["Z1-2-2"], "summary": ["Z1-2-2"],
    }  # fmt: skip


def test_what_is_known_of_our_papers(outputs):
    plan, papers = own_of(outputs)
    named = {paper.letter or paper.document: paper for paper in papers}
    assert named["plan"].paths == ("2023/01-实施方案.docx",)  # the draft of then is not the paper of now
    assert named["notice"].paths == ("2023/01-实施方案（印发稿）（送审稿）.docx",)
    assert named["rectify"].paths == ("2023/06-整改通知单/打印/整改通知单（打印）.docx",)
    assert [path.rpartition("/")[2] for path in named["L1"].paths] == [
        "党风廉政建设责任书（打印-2）.docx",
        "党风廉政建设责任书（打印-10）.docx",
    ]
    circular = named["circular"]
    assert (circular.number, str(circular.date), circular.issuer) == (
        "澜药检〔2023〕31号",
        "2023-09-28",
        "澜州省药品检查中心",
    )
    assert circular.title == "关于2023年第三季度精神文明创建工作检查情况的通报"
    assert (named["minutes"].kind, str(named["minutes"].date)) == (RECORD, "2023-12-18")
    assert (named["ledger"].kind, named["summary"].kind, named["award"].kind) == (LEDGER, REPORT, PAPER)
    assert str(named["L3"].date) == "2023-04-18"
    assert own_papers(plan, outputs / "nothing", str) == []


def test_our_papers_are_materials_of_their_own(tmp_path, outputs):
    plan, papers = own_of(outputs)
    got = collect(plan, tmp_path / "evidence", papers)
    own = by_name(got)["outputs/2023/01-实施方案.docx"]
    assert (own.origin, own.standards, own.form) == (Origin.OWN, ("Z1-1-1", "Z1-1-2"), Form.WORD)
    assert own.path.read_bytes() == b"content"
    assert by_name(got)["outputs/2023/02-任务分工台账.xlsx"].form is Form.SHEET


FILED = [
    ("plan", "Z1-1-2 方案/2023年2月27日 实施方案印发稿（盖章扫描）.pdf", ("Z1-1-1",)),
    ("plan", "Z1-1-1/关于印发《2023年精神文明建设工作实施方案》的通知.pdf", ("Z1-1-2",)),
    ("notice", "Z1-1-1/关于印发《2023年精神文明建设工作实施方案》的通知.pdf", ("Z1-1-2",)),
    ("plan", "Z1-1-2/志愿服务活动实施方案.pdf", ("Z1-1-1", "Z1-1-2")),
    ("plan", "Z1-2-1/实施方案.pdf", ("Z1-1-1", "Z1-1-2")),
    ("plan", "Z1-1-2/实施方案照片.jpg", ("Z1-1-1", "Z1-1-2")),
    ("ledger", "Z1-1-2/任务分工台账（盖章）.pdf", None),
    ("ledger", "Z1-1-2/整改台账.xlsx", ("Z1-1-2",)),
    ("circular", "Z1-2-2/第三季度检查通报.pdf", None),
    ("circular", "Z1-2-2/第二季度检查通报.pdf", ("Z1-2-2",)),
    ("circular", "Z1-2-2/2023-06-29-检查通报.pdf", ("Z1-2-2",)),
    ("minutes", "Z1-2-1/2023-12-18-会议纪要.pdf", None),
    ("minutes", "Z1-2-1/2023-04-06-领导小组会议纪要.pdf", ("Z1-2-1",)),
    ("summary", "Z1-2-2/2023年度工作总结.pdf", None),
    ("selfcheck", "Z1-2-2/自查报告.docx", None),
    ("rectify", "Z1-2-2/整改通知单（已签收）.pdf", None),
    ("L1", "Z3-1-1/党风廉政建设责任书.pdf", ("Z3-2-2",)),
    ("L1", "签收/L1/001-甲.pdf", None),
    ("L3", "签收/L1/001-甲.pdf", ("Z4-2-3",)),
]


@pytest.mark.parametrize(("which", "file", "left"), FILED)
def test_ours_stay_out_where_the_same_is_filed(tmp_path, outputs, which, file, left):
    plan, papers = own_of(outputs)
    put(tmp_path, file)
    got = [each for each in collect(plan, tmp_path, papers).materials if each.origin is Origin.OWN]
    wanted = next(
        paper for paper in papers if which in (paper.letter, paper.document) and (paper.letter or which != "letters")
    )
    standards = {each.standards for each in got if each.name.removeprefix("outputs/") in wanted.paths}
    assert standards == ({left} if left else set())


def test_a_scan_that_is_empty_keeps_nothing_out(tmp_path, outputs):
    plan, papers = own_of(outputs)
    put(tmp_path, "签收/L1/001-甲.pdf", "Z1-2-2/自查报告.pdf", data=b"")
    own = [each.title for each in collect(plan, tmp_path, papers).materials if each.origin is Origin.OWN]
    assert "党风廉政建设责任书" in own
    assert "2023年省级文明单位创建工作自查报告" in own


def test_inputs_are_not_touched(tmp_path):
    put(tmp_path / "evidence", "Z1-1-1/a.pdf")
    archive(tmp_path / "evidence/Z1-1-1/a.zip", [("1.jpg", b"1")])
    before = {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in (tmp_path / "evidence").rglob("*")
        if path.is_file()
    }
    found(tmp_path)
    assert before == {
        path: (path.stat().st_mtime_ns, path.read_bytes())
        for path in (tmp_path / "evidence").rglob("*")
        if path.is_file()
    }
