"""The index of the evidence folder: what people type wins and stays, new files get rows, everything else is kept."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from gongwen.dossier.index import (
    GONE,
    UNFILED,
    check_index_template,
    fresh_index,
    make_index,
    refresh_index,
)
from gongwen.dossier.model import KINDS, PAPER, PHOTO, Form, Material, Override
from gongwen.dossier.overrides import COLUMNS, index_key, read_index
from gongwen.ooxml.package import Package
from gongwen.problems import ExitCode, UserError
from gongwen.standard.dates import PlanDate
from gongwen.store import Outcome, Workspace

TEMPLATE = Path(__file__).parent.parent / "templates" / "材料目录.xlsx"
HEADER = 3
"""The row of headers in the shipped template."""


def material(name: str, **told: object) -> Material:
    """A file of evidence; its title is its name where nothing else is told."""
    whole = {"standards": ("S01",), "title": Path(name).stem, "kind": PHOTO, "path": Path(name), "form": Form.IMAGE}
    return Material(name=name, **(whole | told))


FILED = [
    material("S01/通知.pdf", date=PlanDate(2023, 3, 1), kind=PAPER, issuer="办公室", number="澜药检〔2023〕3号"),
    material("S01/2023-03-08-动员大会.jpg", date=PlanDate(2023, 3), standards=("S01", "S02"), title="动员大会"),
    material("S02/=1+1.jpg", title="@合影"),
]


def typed(path: Path, *rows: list[object], header: tuple[str, ...] = COLUMNS, banner: bool = False) -> Path:
    """A workbook as somebody made it by himself."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "目录"
    if banner:
        sheet.append(["我们的材料"])
        sheet.merge_cells("A1:E1")
    sheet.append(header)
    for row in rows:
        sheet.append(row)
    book.save(path)
    return path


def sheet_of(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def rows_of(data: bytes) -> list[list[object]]:
    return [[cell.value for cell in row] for row in sheet_of(data).iter_rows(min_row=HEADER + 1, max_col=len(COLUMNS))]


def edited(data: bytes, change) -> bytes:
    """The workbook after somebody worked in it and saved it."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


# ------------------------------------------------------------ a fresh one
def test_a_fresh_index_has_a_row_for_each_file_in_their_order():
    assert rows_of(fresh_index(TEMPLATE, FILED, unfiled=["散放/旧照.jpg"])) == [
        ["S01/通知.pdf", "S01", "通知", "2023-03-01", "办公室", "澜药检〔2023〕3号", PAPER, None, None],
        ["S01/2023-03-08-动员大会.jpg", "S01、S02", "动员大会", "2023-03", None, None, PHOTO, None, None],
        ["S02/=1+1.jpg", "S01", "@合影", None, None, None, PHOTO, None, None],
        ["散放/旧照.jpg", None, None, None, None, None, None, None, UNFILED],
    ]


def test_the_shipped_look_goes_on_over_all_rows():
    sheet = sheet_of(fresh_index(TEMPLATE, FILED))
    assert sheet.auto_filter.ref == f"A{HEADER}:I{HEADER + 3}"
    assert sheet.freeze_panes == f"B{HEADER + 1}"
    (rule,) = sheet.data_validations.dataValidation
    assert rule.formula1 == f'"{",".join(KINDS)}"'
    assert "G5" in rule.sqref
    borders = {sheet.cell(row, column).border.left.style for row in (4, 5, 6) for column in range(1, 10)}
    assert borders == {"thin"}


def test_a_name_that_looks_like_a_formula_is_a_text_also_when_its_cell_is_edited():
    cells = sheet_of(fresh_index(TEMPLATE, FILED))
    assert (cells["A6"].data_type, cells["C6"].data_type) == ("s", "s")
    assert cells["C6"].quotePrefix
    plain = sheet_of(fresh_index(TEMPLATE, [material("=1+1.jpg")]))["A4"]
    assert (plain.value, plain.data_type, plain.quotePrefix) == ("=1+1.jpg", "s", True)


def test_a_long_name_gets_a_row_in_which_all_of_it_is_seen():
    heights = sheet_of(fresh_index(TEMPLATE, [material("短.jpg"), material("长" * 100 + ".jpg")])).row_dimensions
    assert heights[5].height > 2 * heights[4].height


def test_an_index_without_any_file_is_filled_later():
    empty = fresh_index(TEMPLATE, [])
    assert refresh_index(empty, []).data is None
    done = refresh_index(empty, FILED)
    assert done.data is not None
    assert rows_of(done.data) == rows_of(fresh_index(TEMPLATE, FILED))
    assert sheet_of(done.data)["B5"].border.left.style == "thin"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda sheet: sheet.cell(4, 1, "{{ 文件名 }}"), "引用的名称不存在：文件名"),
        (lambda sheet: sheet.delete_rows(4), "没有引用 {{ 文件 }} 的样行"),
        (lambda sheet: sheet.cell(3, 1, "佐证"), "没有“文件”列"),
    ],
)
def test_a_template_that_cannot_make_an_index_is_refused(tmp_path, change, words):
    path = tmp_path / "材料目录.xlsx"
    path.write_bytes(edited(TEMPLATE.read_bytes(), change))
    (problem,) = check_index_template(path)
    assert words in problem.what
    assert check_index_template(TEMPLATE) == []


# ------------------------------------------------------------ what people typed
def test_what_was_written_is_read_again(tmp_path):
    path = tmp_path / "目录.xlsx"
    path.write_bytes(fresh_index(TEMPLATE, FILED))
    found, problems = read_index(path, 2023, ["S02", "S01"])
    assert problems == []
    assert found["S01/通知.pdf"] == Override(
        "通知", PlanDate(2023, 3, 1), "办公室", "澜药检〔2023〕3号", PAPER, None, ("S01",)
    )
    assert found["S01/2023-03-08-动员大会.jpg"].standards == ("S02", "S01")
    assert found["S02/=1+1.jpg"] == Override(title="@合影", kind=PHOTO, standards=("S01",))


def test_columns_moved_renamed_and_added_are_found(tmp_path):
    path = typed(
        tmp_path / "目录.xlsx",
        [1, "合影", "S01\\a.jpg", "张三", "照片", "２"],
        [2, None, " S01/b.jpg", "李四", "照 片", 1.5],
        header=("序号", "标题", "文件（勿改）", "经手人", "类型", "顺　序"),
        banner=True,
    )
    found, problems = read_index(path, 2023)
    assert problems == []
    assert found == {
        "S01/a.jpg": Override(title="合影", kind=PHOTO, order=2),
        "S01/b.jpg": Override(kind=PHOTO, order=1.5),
    }


@pytest.mark.parametrize(
    ("told", "date"),
    [
        (dt.date(2023, 3, 8), PlanDate(2023, 3, 8)),
        (dt.datetime.fromisoformat("2023-03-08T14:30"), PlanDate(2023, 3, 8)),
        ("2023年3月8日", PlanDate(2023, 3, 8)),
        ("２０２３．３．８", PlanDate(2023, 3, 8)),
        ("2023/3/8 9:00", PlanDate(2023, 3, 8)),
        (20230308, PlanDate(2023, 3, 8)),
        (44993, PlanDate(2023, 3, 8)),
        ("3月8日", PlanDate(2023, 3, 8)),
        ("二〇二三年三月八日", PlanDate(2023, 3, 8)),
        ("2023-03", PlanDate(2023, 3)),
        ("2023年11月", PlanDate(2023, 11)),
    ],
)
def test_dates_are_read_as_people_type_them(tmp_path, told, date):
    found, problems = read_index(typed(tmp_path / "目录.xlsx", ["a.jpg", None, None, told]), 2023)
    assert (found["a.jpg"].date, problems) == (date, [])


@pytest.mark.parametrize("told", ["2023-02-30", "春天", "2023年", 2023.1, "2023年3月上旬", "3月8日至3月9日"])
def test_a_date_that_cannot_be_read_is_not_guessed(tmp_path, told):
    found, (problem,) = read_index(typed(tmp_path / "目录.xlsx", ["a.jpg", None, "题", told]), 2023)
    assert found["a.jpg"] == Override(title="题")
    assert (problem.code, str(problem.place)) == ("index.date", "目录.xlsx:目录!D2")


def test_every_cell_that_says_nothing_of_use_is_named(tmp_path):
    path = typed(
        tmp_path / "目录.xlsx",
        ["a.jpg", "S01，S9; S02", "题", None, None, None, "录像", "第一", None],
        ["b.jpg", "", None, None, "办公室"],
        ["a.jpg", "S02"],
        [None, None, "没有文件"],
    )
    found, problems = read_index(path, 2023, ["S01", "S02"], name="evidence/目录.xlsx")
    assert [(problem.code, str(problem.place).rpartition("!")[2]) for problem in problems] == [
        ("index.kind", "G2"),
        ("index.order", "H2"),
        ("index.standard", "B2"),
        ("index.doubled", "A4"),
        ("index.no_file", "A5"),
    ]
    assert all(str(problem.place).startswith("evidence/目录.xlsx:目录!") for problem in problems)
    assert found == {"a.jpg": Override(title="题", standards=("S01", "S02")), "b.jpg": Override(issuer="办公室")}


def test_a_workbook_without_the_column_of_files_says_so(tmp_path):
    found, (problem,) = read_index(typed(tmp_path / "目录.xlsx", ["题", "照片"], header=("题名", "类别")), 2023)
    assert (found, problem.code) == ({}, "index.no_file_column")


def test_a_damaged_index_is_a_problem_and_no_crash(tmp_path):
    path = tmp_path / "目录.xlsx"
    path.write_bytes(TEMPLATE.read_bytes()[:3000])
    found, problems = read_index(path, 2023)
    assert found == {}
    assert problems


NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/\\\r\n"), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(NAMES, min_size=1, max_size=5, unique_by=index_key))
def test_any_name_is_known_again(tmp_path, names):
    names = [f"S01/{name}" for name in names]
    path = tmp_path / "目录.xlsx"
    path.write_bytes(fresh_index(TEMPLATE, [material(name) for name in names]))
    found, _ = read_index(path, 2023)
    assert set(found) == {index_key(name) for name in names}
    again = refresh_index(path.read_bytes(), [material(name) for name in names])
    assert (again.data, again.added) == (None, [])


# ------------------------------------------------------------ kept up to date
def test_nothing_new_nothing_changed():
    data = fresh_index(TEMPLATE, FILED, unfiled=["散放/旧照.jpg"])
    done = refresh_index(data, FILED[::-1], unfiled=["散放/旧照.jpg"])
    assert (done.data, done.added, done.remarked) == (None, [], [])


def test_new_files_come_after_the_last_row_and_typed_cells_stay():
    def work(sheet):
        sheet["C4"] = "关于开展创建的通知"
        sheet["D4"] = dt.date(2023, 3, 2)
        sheet["E4"] = None
        sheet["H5"] = 1
        sheet["J3"], sheet["J4"], sheet["J6"] = "核对", "已核", "=LEN(A6)"
        sheet["B5"].fill = PatternFill("solid", fgColor="FFFF00")
        sheet["C5"].comment = Comment("查一下", "张")

    before = edited(fresh_index(TEMPLATE, FILED), work)
    new = material("S02/新.pdf", title="新", kind=PAPER, date=PlanDate(2023, 5, 6), standards=("S02",))
    done = refresh_index(before, [new, *FILED])
    assert done.added == ["S02/新.pdf"]
    assert rows_of(done.data)[:3] == rows_of(before)
    assert rows_of(done.data)[3] == ["S02/新.pdf", "S02", "新", "2023-05-06", None, None, PAPER, None, None]
    sheet = sheet_of(done.data)
    assert (sheet["J4"].value, sheet["J6"].value, sheet["J7"].value) == ("已核", "=LEN(A6)", "=LEN(A7)")
    assert sheet["C5"].comment.text == "查一下"
    assert sheet["B7"].border.left.style == "thin"
    assert sheet.auto_filter.ref == "A3:I7"
    old, now = (Package.read(data).parts for data in (before, done.data))
    assert {name for name in old if old[name] != now.get(name)} == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}


def test_rows_of_typed_cells_are_the_same_bytes_after_a_refresh():
    before = fresh_index(TEMPLATE, FILED)
    after = refresh_index(before, [*FILED, material("新.jpg")]).data
    old, now = (Package.read(data).parts["xl/worksheets/sheet1.xml"].decode() for data in (before, after))
    kept = old[old.index("<sheetData") : old.index("</sheetData")]
    assert kept in now


def test_a_note_under_the_table_makes_room():
    def note(sheet):
        sheet["A8"] = "制表人：张三"
        sheet["A9"] = "以上材料已核对"

    done = refresh_index(edited(fresh_index(TEMPLATE, FILED), note), [*FILED, material("a.jpg"), material("b.jpg")])
    column = [cell.value for cell in sheet_of(done.data)["A"]][HEADER:]
    files = [each.name for each in FILED]
    assert [text for text in column if text] == [*files, "a.jpg", "b.jpg", "制表人：张三", "以上材料已核对"]
    assert done.remarked == []


def test_a_file_that_is_gone_is_said_and_taken_back():
    def remark(sheet):
        sheet["I6"] = "原件在档案室"

    data = edited(fresh_index(TEMPLATE, FILED), remark)
    gone = refresh_index(data, FILED[1:2])
    assert [row[8] for row in rows_of(gone.data)] == [GONE, None, "原件在档案室"]
    assert gone.remarked == ["S01/通知.pdf"]
    assert refresh_index(gone.data, FILED[1:2]).data is None
    back = refresh_index(gone.data, FILED)
    assert [row[8] for row in rows_of(back.data)] == [None, None, "原件在档案室"]
    assert [row[:8] for row in rows_of(back.data)] == [row[:8] for row in rows_of(data)]


def test_a_file_filed_nowhere_is_asked_about_until_it_is_filed():
    data = fresh_index(TEMPLATE, FILED, unfiled=["散放/旧照.jpg"])
    now_filed = [*FILED, material("散放/旧照.jpg")]
    done = refresh_index(data, now_filed)
    assert rows_of(done.data)[3][8] is None
    assert rows_of(refresh_index(done.data, FILED, unfiled=["散放/旧照.jpg"]).data)[3][8] == UNFILED


def test_a_workbook_that_somebody_made_is_kept_up_to_date(tmp_path):
    path = typed(tmp_path / "目录.xlsx", ["老题", "S01/通知.pdf"], header=("题名", "文件名"), banner=True)
    done = refresh_index(path.read_bytes(), FILED)
    cells = [[cell.value for cell in row[:2]] for row in sheet_of(done.data).iter_rows(min_row=3)]
    assert cells == [["老题", "S01/通知.pdf"], ["动员大会", FILED[1].name], ["@合影", FILED[2].name]]


@pytest.mark.parametrize("name", ["合计.xlsx", "备注：人员.docx", "文件"])
def test_a_file_called_like_a_note_gets_one_row(name):
    data = fresh_index(TEMPLATE, [material(name), *FILED])
    assert refresh_index(data, [material(name), *FILED]).data is None


def test_a_workbook_that_is_no_index_is_refused(tmp_path):
    path = typed(tmp_path / "目录.xlsx", [1, 2], header=("数量", "单价"))
    with pytest.raises(UserError) as caught:
        refresh_index(path.read_bytes(), FILED)
    assert (caught.value.problems[0].code, caught.value.exit_code) == ("index.no_header", ExitCode.UNUSABLE)


# ------------------------------------------------------------ on the disk
@pytest.fixture
def place(tmp_path):
    (tmp_path / "evidence").mkdir()
    return Workspace(tmp_path, tmp_path / "inputs" / "plan.yaml", tmp_path / "outputs")


def index_of(place: Workspace) -> Path:
    return place.root / "evidence" / "目录.xlsx"


def test_an_index_is_made_then_left_then_brought_up_to_date(place):
    path = index_of(place)
    made = make_index(place, path, FILED[:2], TEMPLATE)
    assert (made.outcome, made.added, made.backup) == (Outcome.MADE, 2, None)
    first = path.read_bytes()
    assert make_index(place, path, FILED[:2], TEMPLATE).outcome is Outcome.UNCHANGED
    assert path.read_bytes() == first
    done = make_index(place, path, FILED, TEMPLATE)
    assert (done.outcome, done.added, done.remarked) == (Outcome.UPDATED, 1, 0)
    assert done.backup.read_bytes() == first
    assert len(rows_of(path.read_bytes())) == 3


def test_a_dry_run_writes_nothing(place):
    path = index_of(place)
    assert make_index(place, path, FILED, TEMPLATE, dry_run=True).outcome is Outcome.WOULD_MAKE
    assert list(place.root.rglob("*")) == [path.parent]
    path.write_bytes(fresh_index(TEMPLATE, FILED[:1]))
    before = path.read_bytes()
    done = make_index(place, path, FILED, TEMPLATE, dry_run=True)
    assert (done.outcome, done.added, path.read_bytes()) == (Outcome.WOULD_MAKE, 2, before)
    assert not place.state.exists()


def test_an_index_open_in_another_program_is_left(place):
    path = index_of(place)
    path.write_bytes(fresh_index(TEMPLATE, FILED[:1]))
    before = path.read_bytes()
    path.with_name("~$目录.xlsx").write_bytes(b"")
    with pytest.raises(UserError) as caught:
        make_index(place, path, FILED, TEMPLATE)
    assert (caught.value.exit_code, path.read_bytes()) == (ExitCode.PARTIAL, before)


def test_an_index_that_is_a_link_is_not_followed(place, tmp_path):
    target = tmp_path / "别处.xlsx"
    target.write_bytes(fresh_index(TEMPLATE, FILED[:1]))
    before = target.read_bytes()
    index_of(place).symlink_to(target)
    with pytest.raises(UserError) as caught:
        make_index(place, index_of(place), FILED, TEMPLATE)
    assert (caught.value.exit_code, target.read_bytes()) == (ExitCode.REFUSED, before)


def test_equal_files_give_equal_bytes():
    assert fresh_index(TEMPLATE, FILED) == fresh_index(TEMPLATE, FILED)
