"""The letters of the example against a computation of our own from the raw plan and roster, and what a clerk does next."""

from __future__ import annotations

import csv
import json
import re
import shutil
import zipfile

import openpyxl
import pytest
import yaml

from gongwen.letters import LetterOptions, make_letters
from gongwen.problems import ExitCode, Severity, UserError
from gongwen.store import Outcome
from tests.conftest import ROOT
from tests.handmade import PNG, para, part, row, shown, table, word

FOLDER = "2023/03-责任书承诺书"
COUNTS = {"L1": 12, "L2": 8, "L3": 58, "L4": 42, "L5": 8}


@pytest.fixture(scope="module")
def raw():
    """Plan and roster as plain data, read without any code of the program."""
    plan = yaml.safe_load((ROOT / "inputs" / "plan.yaml").read_text(encoding="utf-8"))
    rows = csv.DictReader((ROOT / "inputs" / "roster.csv").read_text(encoding="utf-8-sig").splitlines())
    return plan, {person["工号"]: person for person in rows}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The folder of all letters of the example, and the result."""
    root = tmp_path_factory.mktemp("letters") / "工作"
    shutil.copytree(ROOT / "inputs", root / "inputs")
    return root, run(root)


def run(root, *ids, progress=lambda *_: None, **options):
    options.setdefault("pdf", False)
    return make_letters(LetterOptions(plan=root / "inputs" / "plan.yaml", ids=ids, **options), lambda _: None, progress)


def folder_of(letter):
    return f"{FOLDER}/{letter['output'].rpartition('/')[0]}"


def files(root, letter):
    """The letters of an entry in the order of their names, without print sets and registers."""
    return sorted(path for path in (root / "outputs" / folder_of(letter)).iterdir() if path.name[:3].isdigit())


def signers(letter, plan, roster):
    """Who signs with whom by the plan, computed here: (superior's row or None, signer's row)."""
    departments = {item["id"]: item for item in plan["departments"]}
    by_name = {item["name"]: item for item in plan["departments"]}
    heads = [item["head"] for item in plan["departments"] if item["kind"] != "leadership"]

    def chosen(select):
        for person in roster.values():
            department = by_name[person["部门"]]
            if "dept" in select and department["id"] not in select["dept"]:
                continue
            if "role" in select and person["工号"] not in heads:
                continue
            if "status" in select and person["在岗状态"] not in select["status"]:
                continue
            if person["工号"] in select.get("exclude", ()):
                continue
            yield person

    if letter["kind"] == "pledge":
        return [(None, person) for person in chosen(letter["signer"]["select"])]
    pairs = []
    for level in letter["levels"]:
        for person in chosen(level["party_b"]["select"]):
            fixed = level["party_a"].get("staff")
            leader = departments[by_name[person["部门"]]["id"]]["leader"]
            pairs.append((roster[fixed or leader], person))
    return pairs


def title_of(person):
    """Leaders by their post, others by department and post."""
    return person["职务"] if person["部门"] == "中心领导" else person["部门"] + person["职务"]


def by_id(plan, identifier):
    return next(letter for letter in plan["letters"] if letter["id"] == identifier)


def test_every_letter_is_made(made, raw):
    root, result = made
    assert result.exit_code is ExitCode.DONE
    assert not result.problems
    assert {letter["id"]: len(files(root, letter)) for letter in raw[0]["letters"]} == COUNTS
    assert result.counts == {Outcome.MADE: sum(COUNTS.values()) + 3 * len(COUNTS)}


@pytest.mark.parametrize("identifier", COUNTS)
def test_names_posts_departments_and_superiors(made, raw, identifier):
    plan, roster = raw
    letter = by_id(plan, identifier)
    pairs = signers(letter, plan, roster)
    paths = files(made[0], letter)
    assert len(pairs) == len(paths) == COUNTS[identifier]
    for number, (path, (superior, signer)) in enumerate(zip(paths, pairs, strict=True), 1):
        pattern = letter["output"].rpartition("/")[2]
        name = pattern.replace("{{ seq }}", f"{number:03}")
        for party in ("party_b", "signer"):
            name = name.replace(f"{{{{ {party}.dept }}}}", signer["部门"]).replace(
                f"{{{{ {party}.name }}}}", signer["姓名"]
            )
        assert path.name == name
        text = shown(path.read_bytes())
        assert text[0] == letter["title"]
        if superior is None:
            (line,) = [each for each in text if re.match("承诺人|负责人签字", each)]
            assert line.partition("：")[2].rstrip("\t") == signer["姓名"]
            (line,) = [each for each in text if re.match("所在科室|科室（盖章）", each)]
            assert line.partition("：")[2] == signer["部门"]
            assert f"{plan['unit']['name']}：" in text
        else:
            role = next(level["party_a"].get("role") for level in letter["levels"] if _level(letter, level, signer))
            assert f"甲方：{superior['姓名']}" in text
            assert f"乙方：{signer['姓名']}" in text
            posts = [each for each in text if each.startswith("职务：")]
            assert posts == [f"职务：{role or title_of(superior)}", f"职务：{title_of(signer)}"]
        year, month, day = map(int, str(letter["sign_date"]).split("-"))
        assert any(each.endswith(f"日期：{year}年{month}月{day}日") for each in text)


def _level(letter, level, signer):
    """Whether a signer belongs to a level: leaders sign at the one that selects their department."""
    return ("dept" in level["party_b"]["select"]) == (signer["部门"] == "中心领导")


def test_fixed_text_stands_in_every_letter(made, raw):
    plan, _ = raw
    for letter in plan["letters"]:
        wanted = [
            *letter.get("items", ()),
            *(item for section in letter.get("sections", ()) for item in section.get("items", ())),
        ]
        wanted += [section["heading"] for section in letter.get("sections", ())]
        wanted += [text for text in (letter.get("closing"), letter.get("copies_text")) if text]
        for path in files(made[0], letter):
            text = shown(path.read_bytes())
            for each in wanted:
                assert sum(line.endswith(each) for line in text) == 1, (path.name, each)
            assert not any("{" in line or "None" in line for line in text)


def test_task_tables(made, raw):
    """Each department's tasks, those it leads before those it supports, in the order of the plan."""
    plan, _ = raw
    letter = by_id(plan, "L2")
    business = [item["id"] for item in plan["departments"] if item["kind"] != "leadership"]
    total = 0
    for path, department in zip(files(made[0], letter), business, strict=True):
        lead = [task["title"] for task in plan["tasks"] if task["lead"] == department]
        support = [
            task["title"]
            for task in plan["tasks"]
            if task["lead"] != department
            and (department in task.get("support", ()) or "all" in task.get("support", ()))
        ]
        rows = list(shown(path.read_bytes()))
        start = rows.index("考核依据") + 1
        cells = rows[start : rows.index("三、考核奖惩")]
        wanted, number = [], 0
        for part_name, titles in (("牵头", lead), ("配合", support)):
            if titles:
                wanted.append(f"{part_name}任务（{len(titles)}项）")
            for title in titles:
                number += 1
                wanted += [str(number), title, part_name]
        assert [cell for cell in cells if cell in wanted] == wanted, path.name
        total += len(lead)
    assert total == len(plan["tasks"])


def test_two_people_of_one_name(made, raw):
    names = [path.name for path in files(made[0], by_id(raw[0], "L3")) if "李思齐" in path.name]
    assert names == ["029-药品检查一科-李思齐.docx", "053-审评科-李思齐.docx"]


@pytest.mark.parametrize("identifier", COUNTS)
def test_print_set_holds_every_letter_in_order(made, raw, identifier):
    letter = by_id(raw[0], identifier)
    folder = made[0] / "outputs" / folder_of(letter)
    data = (folder / "打印" / f"{letter['title']}（打印）.docx").read_bytes()
    wanted = [text for path in files(made[0], letter) for text in shown(path.read_bytes()) * letter.get("copies", 1)]
    assert shown(data) == wanted
    xml = part(data).decode()
    sections = re.findall(r"<w:sectPr\b.*?</w:sectPr>", xml)
    assert len(sections) == COUNTS[identifier] * letter.get("copies", 1)
    assert all(
        '<w:type w:val="oddPage"/>' in section and '<w:pgNumType w:start="1"/>' in section for section in sections
    )


def test_registers(made, raw):
    plan, roster = raw
    for letter in plan["letters"]:
        data = (made[0] / "outputs" / folder_of(letter) / f"{letter['title']}签收表.docx").read_bytes()
        text = shown(data)
        header = ["序号", "科室", "姓名", "职务", "签字", "日期", "备注"]
        start = text.index("序号")
        assert "".join(text[:start]) == f"{letter['title']}签收表"
        assert text[start : start + 7] == header
        wanted = [
            cell
            for number, (_, signer) in enumerate(signers(letter, plan, roster), 1)
            for cell in (str(number), signer["部门"], signer["姓名"], signer["职务"])
        ]
        assert text[start + 7 :] == wanted
        assert part(data).count(b"<w:tblHeader/>") == 1
        book = openpyxl.load_workbook(made[0] / "outputs" / folder_of(letter) / f"{letter['title']}签收表.xlsx")
        rows = [[cell.value for cell in row] for row in book.active.iter_rows()]
        assert rows[0][0] == f"{letter['title']}签收表"
        assert rows[1] == header
        assert [cell for row in rows[2:] for cell in row[:4]] == wanted
        assert {cell for row in rows[2:] for cell in row[4:]} == {None}
        assert book.active.print_title_rows == "$1:$2"


def test_a_second_run_writes_nothing(made):
    root, _ = made
    times = {path: path.stat().st_mtime_ns for path in root.rglob("*.docx")}
    result = run(root)
    assert set(result.counts) == {Outcome.UNCHANGED}
    assert {path: path.stat().st_mtime_ns for path in root.rglob("*.docx")} == times


@pytest.fixture
def root(workspace):
    return workspace


def edit(root, name, old, new):
    path = root / "inputs" / name
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_a_changed_row_remakes_one_letter(root):
    run(root, "L3", "L4")
    edit(root, "roster.csv", "LZ033,郝力行,", "LZ033,郝立行,")
    result = run(root, "L3", print_sets=False)
    assert result.counts == {Outcome.MADE: 1, Outcome.UNCHANGED: 57}


def test_a_letter_changed_by_hand_is_kept_and_left_out_of_the_print_set(root, raw):
    run(root, "L5")
    letter = by_id(raw[0], "L5")
    path = files(root, letter)[2]
    path.write_bytes(path.read_bytes() + b" ")
    result = run(root, "L5")
    assert result.exit_code is ExitCode.REFUSED
    assert [name for name, outcome in result.outcomes if outcome is Outcome.KEPT] == [
        f"{folder_of(letter)}/{path.name}"
    ]
    assert path.read_bytes().endswith(b" ")
    text = shown((path.parent / "打印" / "无烟办公承诺书（打印）.docx").read_bytes())
    assert text[0].startswith("《无烟办公承诺书》打印集说明")
    assert "秦算之" in text[2]
    assert sum(line == "无烟办公承诺书" for line in text) == 7
    assert not any(line == "负责人签字：秦算之\t" for line in text)
    register = shown((path.parent / "无烟办公承诺书签收表.docx").read_bytes())
    assert "秦算之" in register, "whoever signs a letter that was changed signs the register too"
    assert [cell for cell in register if cell.isdigit()] == [str(number) for number in range(1, 9)]


def test_new_prints_what_was_not_printed_or_has_changed(root):
    folder = root / "outputs" / FOLDER / "承诺书" / "遵纪守法" / "打印"
    run(root, "L3")
    assert [path.name for path in folder.iterdir()] == ["做遵纪守法好公民承诺书（打印）.docx"]
    run(root, "L3", new=True)
    assert len(list(folder.iterdir())) == 1
    edit(root, "roster.csv", ",产假,", ",在岗,")
    result = run(root, "L3", new=True)
    new = folder / "做遵纪守法好公民承诺书（打印-新增1）.docx"
    text = shown(new.read_bytes())
    assert "承诺人：黎昕\t" in text
    assert result.counts[Outcome.MADE] > 1, "the numbers of those after her changed, so their files have other names"
    (problem,) = result.problems
    assert problem.code == "letter.left_over"
    assert "有 42 份" in problem.what, "the files of those whose numbers changed"
    run(root, "L3", new=True)
    assert len(list(folder.iterdir())) == 2


def test_only_some(root):
    result = run(root, "L3", only=(("部门", ("办公室", "财务科")),))
    names = sorted(path.name for path in (root / "outputs").rglob("*.docx"))
    assert result.counts == {Outcome.MADE: 14}
    assert [name[:3] for name in names if name[0].isdigit()] == [f"{n:03}" for n in (*range(6, 13), *range(17, 21))]
    assert "做遵纪守法好公民承诺书（打印-办公室、财务科）.docx" in names
    with pytest.raises(UserError, match="最接近的是“办公室”"):
        run(root, only=(("部门", ("办公事",)),))
    with pytest.raises(UserError, match="最接近的是“部门”"):
        run(root, only=(("部們", ("办公室",)),))


def test_stroke_order(root):
    run(root, "L5", order="姓氏笔画")
    names = [path.name for path in sorted((root / "outputs").rglob("0*.docx"))]
    heads = ["文审言", "卫道明", "孟之远", "凌若素", "秦算之", "陶乐群", "鲁正思", "雷行远"]
    departments = {"文审言": "审评科", "卫道明": "质量管理科", "陶乐群": "办公室"}
    assert len(names) == len(heads)
    first = [name.partition("-")[2].removesuffix(".docx") for name in names]
    assert first.index(departments["卫道明"]) < first.index(departments["文审言"]) < first.index(departments["陶乐群"])


def test_dry_run_writes_nothing(root):
    result = run(root, dry_run=True)
    assert result.counts == {Outcome.WOULD_MAKE: sum(COUNTS.values()) + 3 * len(COUNTS)}
    assert [path.name for path in root.iterdir()] == ["inputs"]


# ---------------------------------------------------------------- what can be wrong
def problems_of(root, **options):
    with pytest.raises(UserError) as caught:
        run(root, **options)
    assert caught.value.exit_code is ExitCode.UNUSABLE
    assert not (root / "outputs").exists()
    return caught.value.problems


def lines(root, text):
    found = (root / "inputs" / "plan.yaml").read_text(encoding="utf-8").splitlines()
    return [number for number, line in enumerate(found, 1) if text in line]


def test_a_selection_that_finds_nobody(root):
    edit(
        root,
        "plan.yaml",
        '        status: [在岗]\n    addressee: "{{ unit.name }}"\n    preamble: 为做遵纪守法',
        '        status: [在编]\n    addressee: "{{ unit.name }}"\n    preamble: 为做遵纪守法',
    )
    (problem,) = problems_of(root)
    assert (problem.code, problem.place.line) == ("sign.nobody", lines(root, "status: [在编]")[0] - 1)


def test_signing_with_oneself_is_refused_or_left_out(root):
    edit(root, "plan.yaml", "            exclude: [LZ001]\n", "")
    (problem,) = problems_of(root)
    assert problem.code == "sign.self"
    assert "exclude: [LZ001]" in problem.remedy
    assert problem.place.line
    result = run(root, "L1", keep_going=True, print_sets=False)
    assert result.exit_code is ExitCode.PARTIAL
    assert result.counts == {Outcome.MADE: 12}
    assert [problem.code for problem in result.problems] == ["sign.self"]


def test_a_department_without_leader(root):
    edit(root, "plan.yaml", "    head: LZ018\n    leader: LZ003\n", "    head: LZ018\n")
    found = problems_of(root)
    assert [problem.code for problem in found] == ["sign.no_leader"]
    assert "财务科" in found[0].what
    assert run(root, "L1", keep_going=True, print_sets=False).counts == {Outcome.MADE: 11}


@pytest.mark.parametrize(
    ("old", "new", "code", "words"),
    [
        ("columns: [序号, 工作任务, 承担方式, 完成时限, 考核依据]", "columns: [序号, 工作任物]", "letter.column", "最接近的是“工作任务”"),
        ('filter: {dept: "{{ party_b.dept_id }}"}', "filter: {科室: a}", "letter.filter", "可用的筛选"),
        ("          from: tasks\n", "          from: records\n", "letter.table", "tasks"),
        ("output: 承诺书/廉洁自律/{{ seq }}-{{ signer.dept }}-{{ signer.name }}.docx", "output: ../{{ seq }}.docx", "output.outside", "outputs"),
        ("output: 承诺书/廉洁自律/{{ seq }}-{{ signer.dept }}-{{ signer.name }}.docx", "output: a/{{ seq }}.doc", "output.kind", ".docx"),
        ("    title: 廉洁自律承诺书\n", "    title: 廉洁自律承诺书\n    order: 笔画\n", "sign.order", "姓氏笔画"),
        ("    title: 廉洁自律承诺书\n", "    title: 廉洁自律承诺书\n    template: 没有\n", "template.missing", "没有.docx"),
    ],
)  # fmt: skip
def test_refused_before_anything_is_written(root, old, new, code, words):
    edit(root, "plan.yaml", old, new)
    found = problems_of(root)
    assert [problem.code for problem in found] == [code]
    assert words in str(found[0])
    from gongwen.check import check

    assert code in [problem.code for problem in check(root / "inputs" / "plan.yaml")]


def test_unknown_letter_names_the_nearest(root):
    with pytest.raises(UserError, match="L1"):
        run(root, "L11")


# ---------------------------------------------------------------- the clerk's own Word file
def own(root, data, name="我的承诺书.docx", letter="廉洁自律承诺书"):
    (root / "templates").mkdir(exist_ok=True)
    (root / "templates" / name).write_bytes(data)
    edit(root, "plan.yaml", f"    title: {letter}\n", f"    title: {letter}\n    template: {name}\n")


def test_a_template_of_ones_own(root, raw):
    body = para("{{ unit.name }}廉洁自律承诺书") + para(
        "本人{{ 姓名 }}（{{ 工号 }}），{{ 部门 }}{{ 职务 }}，{{ 民族 }}，分机{{ 分机 }}，承诺廉洁。"
    )
    body += table(
        row("序号", "任务", "时限"),
        row("{%tr for t in 牵头任务 %}", "", ""),
        row("{{ t.序号 }}", "{{ t.工作任务 }}", "{{ t.完成时限 }}"),
        row("{%tr endfor %}", "", ""),
    )
    body += para("{{ year }}年，共{{ stats.tasks.total }}项，第{{ seq }}号，签字人{{ signer.name }}。")
    own(root, word(body))
    result = run(root, "L4")
    assert result.exit_code is ExitCode.DONE
    plan, roster = raw
    for number, (path, (_, signer)) in enumerate(
        zip(files(root, by_id(plan, "L4")), signers(by_id(plan, "L4"), plan, roster), strict=True), 1
    ):
        text = shown(path.read_bytes())
        assert text[0] == "澜州省药品检查中心廉洁自律承诺书"
        assert (
            text[1]
            == f"本人{signer['姓名']}（{signer['工号']}），{signer['部门']}{signer['职务']}，{signer['民族']}，分机{signer['分机']}，承诺廉洁。"
        )
        department = next(item["id"] for item in plan["departments"] if item["name"] == signer["部门"])
        lead = [task["title"] for task in plan["tasks"] if task["lead"] == department]
        assert text[6:-1:3] == lead
        assert text[-1] == f"2023年，共60项，第{number:03}号，签字人{signer['姓名']}。"


def test_a_template_of_ones_own_that_takes_the_plans_text(root):
    shutil.copytree(ROOT / "templates", root / "templates")
    from gongwen.ooxml.package import Package

    path = root / "templates" / "承诺书.docx"
    package = Package.read(path)
    package.parts["word/footer1.xml"] = re.sub(
        rb"<w:t>1</w:t>", "<w:t>{{ 姓名 }}</w:t>".encode(), package.parts["word/footer1.xml"]
    )
    (root / "templates" / "本单位承诺书.docx").write_bytes(package.to_bytes())
    edit(root, "plan.yaml", "    title: 无烟办公承诺书\n", "    title: 无烟办公承诺书\n    template: 本单位承诺书\n")
    run(root, "L5")
    (path,) = (root / "outputs").rglob("001*.docx")
    assert "陶乐群" in "".join(shown(path.read_bytes(), "word/footer1.xml"))
    assert "一、所有室内办公场所不吸烟、不摆放烟具。" in shown(path.read_bytes())
    (print_set,) = (root / "outputs").rglob("*（打印）.docx")
    with zipfile.ZipFile(print_set) as archive:
        footers = [name for name in archive.namelist() if re.fullmatch(r"word/footer1n\d+\.xml", name)]
    assert len(footers) == 8


def test_a_column_of_pictures(root):
    """A roster column that names picture files prints the pictures; one that is not there skips its row only."""
    path = root / "inputs" / "roster.csv"
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    rows = [f"{lines[0]},照片", *(f"{line},照片/{line[:5]}.png" for line in lines[1:])]
    path.write_text("\n".join(rows), encoding="utf-8-sig")
    (root / "inputs" / "照片").mkdir()
    for number in range(1, 60):
        (root / "inputs" / "照片" / f"LZ{number:03}.png").write_bytes(PNG)
    own(root, word(para("本人{{ 姓名 }}承诺。") + para("{{ 照片 }}")), letter="做遵纪守法好公民承诺书")
    result = run(root, "L3", keep_going=True)
    assert result.exit_code is ExitCode.PARTIAL
    assert result.counts[Outcome.MADE] == 57 + 2, "registers, but no print set"
    assert sorted(problem.code for problem in result.problems) == ["letter.no_print_set", "letter.picture"]
    (problem,) = [problem for problem in result.problems if problem.code == "letter.picture"]
    assert (problem.place.file, problem.place.line) == ("roster.csv", 61)
    (made,) = (root / "outputs").rglob("001*.docx")
    assert shown(made.read_bytes()) == ["本人方致远承诺。"]
    with zipfile.ZipFile(made) as archive:
        assert [archive.read(name) for name in archive.namelist() if name.startswith("word/media/")] == [PNG]


def test_blank_cells_are_told_with_their_row(root):
    own(root, word(para("{{ 姓名 }}，{{ 入党时间 }}入党。")))
    result = run(root, "L4", print_sets=False)
    found = [problem for problem in result.problems if problem.code == "letter.blank"]
    assert found
    assert all(problem.severity is Severity.WARNING and problem.place.file.endswith("roster.csv") for problem in found)
    assert result.exit_code is ExitCode.DONE


def test_a_register_template_is_looked_at_before_anything_is_written(root):
    book = openpyxl.load_workbook(ROOT / "templates" / "签收表.xlsx")
    book.active["C3"] = "{{ 姓铭 }}"
    (root / "templates").mkdir()
    book.save(root / "templates" / "签收表.xlsx")
    (problem,) = problems_of(root)
    assert str(problem.place) == "签收表.xlsx:签收表!C3"
    assert "姓名" in problem.remedy
    assert run(root, "L5", print_sets=False).exit_code is ExitCode.DONE


def test_files_of_one_name_are_told_apart(root):
    edit(
        root,
        "plan.yaml",
        "output: 承诺书/遵纪守法/{{ seq }}-{{ signer.dept }}-{{ signer.name }}.docx",
        "output: 承诺书/遵纪守法/{{ signer.name }}.docx",
    )
    result = run(root, "L3", print_sets=False)
    assert result.counts == {Outcome.MADE: 58}
    names = sorted(path.name for path in (root / "outputs").rglob("李思齐*.docx"))
    assert names == ["李思齐-审评科.docx", "李思齐-药品检查一科.docx"]
    (problem,) = [problem for problem in result.problems if problem.code == "letter.same_name"]
    assert "李思齐-审评科.docx" in problem.what


def test_a_long_pledge_is_set_closer_and_says_so(root):
    items = "\n".join(f"      - 第{n}项承诺内容，遵守规定，接受监督，绝不违反。" for n in range(1, 16))
    edit(
        root,
        "plan.yaml",
        "    items: [所有室内办公场所不吸烟、不摆放烟具。, 设立控烟监督员，主动劝阻吸烟行为。, 公务活动不敬烟、不提供烟草制品。]\n",
        f"    items:\n{items}\n",
    )
    result = run(root, "L5", print_sets=False)
    (problem,) = [problem for problem in result.problems if problem.code == "letter.tightened"]
    assert problem.severity is Severity.HINT
    assert "行距由 28.95 磅调为" in problem.what
    from tests.rendering import read_pages, to_pdf

    (path,) = (root / "outputs").rglob("001*.docx")
    pages = read_pages(to_pdf([path], root / "pdf")[path.stem])
    assert len(pages) == 1


# ---------------------------------------------------------------- the command
def test_list(run_cli, root):
    done = run_cli("letters", "--list", "--json", cwd=root)
    found = {letter["id"]: letter for letter in json.loads(done.stdout)["letters"]}
    assert {identifier: len(letter["pairs"]) for identifier, letter in found.items()} == COUNTS
    assert found["L3"]["missing"] == []
    assert "LZ001" not in found["L1"]["missing"], "party A signs too"
    assert len(found["L4"]["missing"]) == 58 - 42
    done = run_cli("letters", "L1", "--list", cwd=root)
    assert "  001\t方致远 → 严守廉\t副主任、党支部副书记\tLZ002" in done.stdout
    assert not (root / "outputs").exists()


def test_missing_scans(run_cli, root):
    folder = root / "evidence" / "签收" / "L3"
    folder.mkdir(parents=True)
    for name in (
        "001方致远.pdf",
        "李思齐.jpg",
        "审评科李思齐.png",
        "LZ032.pdf",
        "029 李思齐 张三丰.pdf",
        "司徒慕白 签字.pdf",
        "合影.jpg",
        ".hidden",
        "~$x.docx",
    ):
        (folder / name).touch()
    done = run_cli("letters", "L3", "--missing", "--json", cwd=root)
    assert done.returncode == ExitCode.FINDINGS
    (found,) = json.loads(done.stdout)["letters"]
    assert {number for number, names in found["handed_in"].items() if names} == {"001", "029", "031", "041", "053"}
    assert found["doubtful"] == {"李思齐.jpg": ["029", "053"]}
    assert found["unknown"] == ["合影.jpg"]
    assert len(found["missing"]) == 58 - 5
    text = run_cli("letters", "--missing", "L3", cwd=root).stdout
    assert "已交 5 份，未交 53 份" in text
    assert run_cli("letters", "--missing", "没有的文件夹", cwd=root).returncode == ExitCode.UNUSABLE


def test_command_makes_and_reports(run_cli, root):
    done = run_cli("letters", "L5", "--json", "--no-pdf", cwd=root)
    assert done.returncode == 0
    assert json.loads(done.stdout)["counts"] == {"made": 11}
    assert "《无烟办公承诺书》已生成 8 份" in done.stderr
    assert "\r" not in done.stderr
    assert run_cli("letters", "--only", "办公室", cwd=root).returncode == ExitCode.USAGE
