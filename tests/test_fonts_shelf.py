"""Fonts found on the machine: folders looked into once, what changed looked at again, what is remembered may be lost."""

from __future__ import annotations

import os
import shutil

import pytest

from gongwen.pdf.fonts import extra, records, shelf
from gongwen.pdf.fonts.places import Places, standard_places
from gongwen.problems import UserError
from tests import font_files
from tests.font_files import HAN, book, font, standard_folder


def test_a_second_start_reads_no_font_and_asks_no_program(tmp_path, monkeypatch):
    folder = standard_folder(tmp_path / "f")
    for path in (folder, *folder.iterdir()):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    asked: list[str] = []
    monkeypatch.setattr(shelf, "extra_folders", lambda _: asked.append("folders") or [])
    monkeypatch.setattr(shelf, "records_of", lambda path: asked.append(path.name) or records.records_of(path))
    places = Places((folder,), tmp_path / "cache")
    first = [record.family for record in shelf.Shelf(places).records()]
    assert set(asked) == {"folders", *(f"{name}.ttf" for name in font_files.STANDARD)}
    asked.clear()
    assert [record.family for record in shelf.Shelf(places).records()] == first
    assert asked == []
    font(folder / "new.ttf", "新来的")
    assert shelf.Shelf(places).named("新来的")
    assert asked == ["new.ttf"]
    (folder / "new.ttf").unlink()
    os.utime(folder, (1_000_000_001, 1_000_000_001))
    assert not shelf.Shelf(places).named("新来的")


def test_a_font_that_was_overwritten_in_its_place_is_read_anew(tmp_path):
    folder = standard_folder(tmp_path / "f")
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert not book(folder).chain("仿宋_GB2312").first.glyph(ord("龘"))
    font(folder / "仿宋_GB2312.ttf", "仿宋_GB2312", chars=HAN + "龘")
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    assert book(folder).chain("仿宋_GB2312").first.glyph(ord("龘"))
    font(folder / "仿宋_GB2312.ttf", "仿宋_GB2312", chars=HAN, fs_type=2)
    os.utime(folder, (1_000_000_000, 1_000_000_000))
    with pytest.raises(UserError, match="不允许嵌入"):
        book(folder).chain("仿宋_GB2312")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"folders": 3}', b'{"folders": [], "files": [["x", 1, 2, [[1]]]], "extra": ["", []]}'])  # fmt: skip
def test_what_is_remembered_may_be_lost_or_spoilt(tmp_path, content):
    folder = standard_folder(tmp_path / "f")
    book(folder)
    (remembered,) = (tmp_path / "cache").glob("fonts-*.json")
    remembered.write_bytes(content)
    assert book(folder).chain("仿宋_GB2312").first.family == "仿宋_GB2312"
    shutil.rmtree(tmp_path / "cache")
    (tmp_path / "cache").write_text("no folder")
    assert book(folder).chain("仿宋_GB2312").first.family == "仿宋_GB2312"


def test_folders_below_are_looked_into_and_loops_end(tmp_path):
    font(tmp_path / "f" / "a" / "b" / "c.TTF", "深处的")
    (tmp_path / "f" / "a" / "loop").symlink_to(tmp_path / "f")
    fonts = book(tmp_path / "f", tmp_path / "gone")
    assert fonts.chain("深处的").choice.own
    assert [record.family for record in fonts.shelf.records()] == ["深处的"]
    assert fonts.shelf.folders == [tmp_path / "f"]


def test_folders_that_only_fontconfig_knows_count(tmp_path, monkeypatch):
    (tmp_path / "bin").mkdir()
    tool = tmp_path / "bin" / "fc-list"
    tool.write_text(f"#!/bin/sh\necho '{tmp_path}/opt/x.ttf'\necho '{tmp_path}/f/a.ttf'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    font(tmp_path / "opt" / "x.ttf", "别处的")
    assert extra.extra_folders([tmp_path / "f"]) == [str(tmp_path / "opt")]
    found = shelf.Shelf(Places((tmp_path / "f",), tmp_path / "cache"))
    assert found.named("别处的")


def test_the_places_of_a_machine(tmp_path):
    one, two = tmp_path / "一", tmp_path / "二"
    asked = {"GONGWEN_FONT_DIR": f"{one}{os.pathsep}{two}", "XDG_CACHE_HOME": str(tmp_path / "c")}
    places = standard_places(asked)
    assert places.folders[:2] == (one, two)
    assert places.folders[2] == places.free_set == tmp_path / "c" / "gongwen" / "fonts"
    assert len(places.folders) > 3
    alone = standard_places({**asked, "GONGWEN_FONT_ONLY": "1"})
    assert (alone.folders, alone.system) == ((one, two), False)
