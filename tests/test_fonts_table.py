"""`gongwen fonts`: the table of what this machine prints with, and the tables of characters that it counts by."""

from __future__ import annotations

import json
import subprocess
import sys

from gongwen.pdf.fonts.survey import survey
from tests.font_files import alone, book, font, free_set, standard_folder


def test_the_command_lists_each_role_with_font_file_and_coverage(run_cli, tmp_path):
    folder = standard_folder(tmp_path / "f", without=["黑体"])
    font(folder / "x.ttf", "Gongwen Hei")
    environment = alone(folder, tmp_path)
    done = run_cli("fonts", cwd=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    rows = {line.split()[0]: line.split() for line in done.stdout.splitlines()[1:7]}
    assert rows["正文"] == [
        "正文",
        "仿宋_GB2312",
        "仿宋_GB2312",
        "真",
        "6/6763",
        "6/8105",
        str(folder / "仿宋_GB2312.ttf"),
    ]
    assert rows["一级标题"][1:4] == ["黑体", "Gongwen", "Hei"]
    assert "替代" in rows["一级标题"]
    assert "正文有 8224 个规范汉字没有任何字体能印" in done.stdout
    data = json.loads(run_cli("fonts", "--json", cwd=tmp_path, **environment).stdout)
    assert [row["state"] for row in data["fonts"]] == ["real", "real", "stand-in", "real", "real", "real"]
    assert data["fonts"][1]["gb2312"] == 6
    assert data["exit_code"] == 0


def test_the_command_ends_with_5_where_a_role_is_missing_and_a_gbk_console_prints_it(run_cli, tmp_path):
    folder = standard_folder(tmp_path / "f", without=["仿宋_GB2312"])
    (folder / "坏.ttf").write_bytes(b"broken")
    done = run_cli("fonts", cwd=tmp_path, **alone(folder, tmp_path))
    assert done.returncode == 5
    (done.stdout + done.stderr).encode("gbk")
    assert "本机没有能印仿宋的字体" in done.stderr
    assert "坏.ttf" in done.stderr
    assert "本机没有" not in done.stdout
    assert run_cli("fonts", cwd=tmp_path, **alone(folder, tmp_path), PYTHONIOENCODING="gbk").returncode == 5


def test_help_does_not_load_what_only_printing_needs():
    code = "import sys, gongwen.cli.fonts; print({'fontTools', 'reportlab', 'lxml'} & {m.split('.')[0] for m in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_every_character_of_the_tables_can_be_printed_with_the_free_set(tmp_path):
    rows = survey(book(free_set(), cache=tmp_path)).rows
    assert [row.lacking for row in rows] == [""] * 6
    assert [row.gb2312 for row in rows] == [6763] * 5 + [None]
    assert [row.tongyong for row in rows] == [8105, 6638, 8105, 6638, 8105, None]


def test_the_two_tables_of_characters_are_whole():
    from gongwen.pdf.fonts.coverage import gb2312, tongyong

    assert (len(gb2312()), len(set(gb2312())), gb2312()[0], gb2312()[-1]) == (6763, 6763, "啊", "齄")
    assert (len(tongyong()), len(set(tongyong()))) == (8105, 8105)
    assert (tongyong()[0], tongyong()[3499], tongyong()[6499], tongyong()[-1]) == ("一", "矗", "齉", "蠼")
    assert sum(ord(char) > 0xFFFF for char in tongyong()) == 196
    assert {"喆", "玥", "䶮", "𬭛"} <= set(tongyong()) - set(gb2312())
