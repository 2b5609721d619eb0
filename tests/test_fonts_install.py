"""The free set put into a folder: from packages that somebody brought, or from those that apt-get and npm fetch."""

from __future__ import annotations

import gzip
import io
import os
import shutil
import tarfile

import pytest

from gongwen.pdf.fonts import install as module
from gongwen.pdf.fonts.face import Face
from gongwen.pdf.fonts.freeset import FANDOL, KAITI, LIBERATION, NOTO_SANS, NOTO_SERIF
from gongwen.pdf.fonts.install import install
from gongwen.pdf.fonts.places import Places
from gongwen.problems import ExitCode, UserError
from tests.font_files import HAN, alone, font

FANDOL_PATH = "./usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"
NEEDED = {"GongwenTitle-Regular.ttf", "GongwenFangSong-Regular.ttf", "GongwenHei-Regular.ttf", "gkai00mp.ttf"}


def tar_bytes(files: dict[str, bytes], mode: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as tar:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def deb(path, files, packing="xz"):
    """A Debian package: an `ar` archive of a version, control files and the files."""
    mode = {"": "w", "xz": "w:xz", "gz": "w:gz", "bz2": "w:bz2"}[packing]
    members = {
        "debian-binary": b"2.0\n", "_gpgorigin": b"odd", "control.tar.xz": tar_bytes({"./control": b"Package: x\n"}, "w:xz"),
        f"data.tar.{packing}".rstrip("."): tar_bytes(files, mode),
    }  # fmt: skip
    out = b"!<arch>\n"
    for name, data in members.items():
        out += f"{name:<16}{0:<12}{0:<6}{0:<6}{'100644':<8}{len(data):<10}`\n".encode() + data + b"\n" * (len(data) % 2)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out)
    return path


@pytest.fixture(scope="module")
def contents(tmp_path_factory):
    """Small fonts by the names that they have in the packages."""
    folder = tmp_path_factory.mktemp("sources")
    made = {}
    for name, family, cff in (
        ("FandolFang-Regular.otf", "FandolFang", True), ("FandolHei-Regular.otf", "FandolHei", True),
        ("FandolSong-Regular.otf", "FandolSong", True), ("FandolSong-Bold.otf", "FandolSong", True),
        ("gkai00mp.ttf", "AR PL KaitiM GB", False), ("NotoSerifSC_400Regular.ttf", "Noto Serif SC", False),
        ("NotoSerifSC_700Bold.ttf", "Noto Serif SC", False), ("NotoSansSC_500Medium.ttf", "Noto Sans SC", False),
        ("NotoSansSC_700Bold.ttf", "Noto Sans SC", False), ("LiberationSerif-Regular.ttf", "Liberation Serif", False),
    ):  # fmt: skip
        bold = "Bold" in name
        path = font(folder / name, family, style="Bold" if bold else "Regular", weight=700 if bold else 400, cff=cff)
        made[name] = path.read_bytes()
    return made


def fandol(contents):
    files = {f"{FANDOL_PATH}/{name}": data for name, data in contents.items() if name.startswith("Fandol")}
    doc = "./usr/share/doc/texlive-doc/fonts/fandol"
    return {
        **files,
        f"{doc}/README": b"GPL + exception",
        f"{doc}/COPYING.gz": gzip.compress(b"GNU GPL"),
        "./other": b"x",
    }


@pytest.fixture
def packages(tmp_path, contents):
    """A folder with the packages as they were downloaded, in the packings that occur."""
    folder = tmp_path / "拷来的"
    deb(folder / f"{FANDOL}_2022_all.deb", fandol(contents))
    kai = {"./usr/share/fonts/truetype/arphic-gkai00mp/gkai00mp.ttf": contents["gkai00mp.ttf"]}
    kai[f"./usr/share/doc/{KAITI}/copyright"] = b"Arphic"
    deb(folder / "debs" / f"{KAITI}_2.11_all.deb", kai, "gz")
    name = "LiberationSerif-Regular.ttf"
    deb(folder / f"{LIBERATION}_1_all.deb", {f"./usr/share/fonts/truetype/liberation/{name}": contents[name]}, "")
    for kind, prefix in (("serif", "NotoSerif"), ("sans", "NotoSans")):
        files = {f"package/w/{name}": data for name, data in contents.items() if name.startswith(prefix)}
        files["package/LICENSE_FONT"] = f"OFL {kind}".encode()
        (folder / f"expo-google-fonts-noto-{kind}-sc-0.4.3.tgz").write_bytes(tar_bytes(files, "w:gz"))
    return folder


@pytest.fixture
def places(tmp_path):
    return Places((tmp_path / "none",), tmp_path / "cache", system=False)


def run(places, source=None, folder=None, heard=None):
    return install(places, folder=folder, source=source, report=(heard if heard is not None else []).append)


def snapshot(folder):
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}


def test_the_set_is_made_from_packages_with_licences_and_names_of_its_own(places, packages):
    done = run(places, packages)
    assert done.problems == []
    assert done.folder == places.cache / "fonts"
    assert set(done.files) == NEEDED | {"NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf", "NotoSansSC-Bold.ttf", "LiberationSerif-Regular.ttf"}  # fmt: skip
    assert {path.name for path in done.folder.iterdir()} == {*done.files, "licences"}
    families = {name: Face(done.folder / name).family for name in NEEDED}
    assert families == {
        "GongwenTitle-Regular.ttf": "Gongwen Title", "GongwenFangSong-Regular.ttf": "Gongwen FangSong",
        "GongwenHei-Regular.ttf": "Gongwen Hei", "gkai00mp.ttf": "AR PL KaitiM GB",
    }  # fmt: skip
    licences = {path.name: path.read_bytes() for path in (done.folder / "licences").iterdir()}
    assert licences["Fandol-GPL3.txt"] == b"GNU GPL"
    assert licences["NotoSansSC-OFL.txt"] == b"OFL sans"
    assert licences["gkai00mp-Arphic.txt"] == b"Arphic"
    assert "NotoSerifSC-OFL.txt" in licences
    face = Face(done.folder / "GongwenFangSong-Regular.ttf")
    assert face.subset(map(ord, HAN)).glyphs.keys() == set(map(ord, HAN))


def test_a_second_run_does_nothing(places, packages):
    done = run(places, packages)
    before = snapshot(done.folder)
    heard: list[str] = []
    again = run(places, packages, heard=heard)
    assert (again.files, again.problems) == ([], [])
    assert not any("转换" in line for line in heard)
    assert snapshot(done.folder) == before


def test_the_same_packages_give_the_same_bytes(places, packages, tmp_path):
    first, second = (run(places, packages, folder=tmp_path / name) for name in "ab")
    assert {name: data for name, (data, _) in snapshot(first.folder).items()} == {name: data for name, (data, _) in snapshot(second.folder).items()}  # fmt: skip


def test_without_npm_packages_fandol_makes_title_heiti_and_songti(places, packages):
    for path in packages.glob("*.tgz"):
        path.unlink()
    done = run(places, packages)
    assert set(done.files) == NEEDED | {"GongwenSong-Regular.ttf", "LiberationSerif-Regular.ttf"}
    assert Face(done.folder / "GongwenSong-Regular.ttf").family == "Gongwen Song"


def test_single_fonts_are_taken_as_they_are_or_as_sources(places, tmp_path, contents):
    source = tmp_path / "字体"
    source.mkdir()
    for name in ("FandolFang-Regular.otf", "NotoSansSC_500Medium.ttf", "gkai00mp.ttf"):
        (source / name).write_bytes(contents[name])
    font(source / "FZXBSJW.TTF", "方正小标宋简体")
    (source / "坏的.ttf").write_bytes(b"broken")
    done = run(places, source)
    assert set(done.files) == {"FZXBSJW.TTF", "GongwenFangSong-Regular.ttf", "GongwenHei-Regular.ttf", "gkai00mp.ttf"}
    assert [problem.what for problem in done.problems] == ["坏的.ttf 用不了：不是 TrueType 或 OpenType 字体"]


def test_an_interrupted_run_leaves_nothing_half_and_the_next_one_makes_it_whole(places, packages, monkeypatch):
    real, calls = module.convert_file, []

    def interrupted(*arguments):
        calls.append(arguments)
        real(*arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(module, "convert_file", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run(places, packages)
    assert [path for path in places.free_set.rglob("*") if path.is_file()] == []
    monkeypatch.undo()
    assert set(run(places, packages).files) >= NEEDED


def test_a_killed_run_is_cleared_away_by_the_next(places, packages):
    left = places.free_set / ".partial" / "ready"
    left.mkdir(parents=True)
    (left / "GongwenTitle-Regular.ttf").write_bytes(b"half")
    (left.parent / "lock").write_text('{"pid": 999999999, "host": "elsewhere", "time": 1}', encoding="utf-8")
    done = run(places, packages)
    assert Face(done.folder / "GongwenTitle-Regular.ttf").family == "Gongwen Title"
    assert not left.parent.exists()


def test_two_runs_at_once_are_refused(places, packages):
    work = places.free_set / ".partial"
    work.mkdir(parents=True)
    with module.RunLock(work), pytest.raises(UserError) as raised:
        run(places, packages)
    assert raised.value.exit_code is ExitCode.REFUSED


@pytest.mark.parametrize("spoil", ["cut", "noise", "text"])
def test_a_damaged_package_is_named_and_the_others_are_used(places, packages, spoil):
    package = packages / "debs" / f"{KAITI}_2.11_all.deb"
    data = bytearray(package.read_bytes())
    if spoil == "cut":
        data = data[: len(data) // 2]
    elif spoil == "noise":
        data[300 : len(data) - 50 : 7] = b"\xff" * len(data[300 : len(data) - 50 : 7])
    else:
        data = bytearray(b"not a package")
    package.write_bytes(data)
    done = run(places, packages)
    assert NEEDED - set(done.files) == {"gkai00mp.ttf"}
    assert [problem.code for problem in done.problems] == ["font.package"]
    assert package.name in done.problems[0].what


def test_a_damaged_font_in_a_package_is_not_installed(places, packages, contents):
    data = contents["gkai00mp.ttf"]
    deb(packages / "debs" / f"{KAITI}_2.11_all.deb", {"./usr/share/fonts/gkai00mp.ttf": data[: len(data) // 2]})
    cut = {f"{FANDOL_PATH}/FandolFang-Regular.otf": contents["FandolFang-Regular.otf"][:500]}
    deb(packages / f"{FANDOL}_2022_all.deb", cut)
    done = run(places, packages)
    assert NEEDED - set(done.files) == {"gkai00mp.ttf", "GongwenFangSong-Regular.ttf"}
    assert {problem.what.split()[0] for problem in done.problems} == {"gkai00mp.ttf", "FandolFang-Regular.otf"}
    assert not (done.folder / "gkai00mp.ttf").exists()


def test_a_package_packed_with_zstd_is_read_by_dpkg_or_named(places, packages, contents, monkeypatch):
    for path in packages.glob("debs/*"):
        path.unlink()
    files = {"./usr/share/fonts/gkai00mp.ttf": contents["gkai00mp.ttf"]}
    package = deb(packages / f"{KAITI}_2_all.deb", files, "")
    package.write_bytes(package.read_bytes().replace(b"data.tar        ", b"data.tar.zst    "))
    tools = packages / "bin"
    tools.mkdir()
    tool = tools / "dpkg-deb"
    (packages / "plain.tar").write_bytes(tar_bytes(files, "w"))
    tool.write_text(f'#!/bin/sh\n[ "$1" = --fsys-tarfile ] && cat "{packages}/plain.tar"\n')
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(packages / "none"))
    done = run(places, packages)
    assert "gkai00mp.ttf" not in done.files
    assert "zstd" in done.problems[0].what
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}/bin{os.pathsep}/usr/bin")
    assert run(places, packages).files == ["gkai00mp.ttf"]


def test_a_folder_that_cannot_be_used_is_told(places, packages, tmp_path):
    with pytest.raises(UserError) as raised:
        run(places, tmp_path / "没有")
    assert raised.value.problems[0].code == "font.from"
    (tmp_path / "file").write_text("x")
    with pytest.raises(UserError) as raised:
        run(places, packages, folder=tmp_path / "file" / "x")
    assert raised.value.problems[0].code == "font.folder"


# ---------------------------------------------------------------- fetched


@pytest.fixture
def tools(tmp_path, packages, monkeypatch):
    """apt-get and npm that copy from the folder of packages; each call is noted in `calls`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    script = '#!/bin/sh\nfor last; do :; done\necho "{0} $1 $last" >> "{1}/calls"\n{2}\n'
    apt = f'[ "$1" = update ] && exit 0\nf=$(find "{packages}" -name "${{last}}_*.deb") && [ -n "$f" ] && exec cp "$f" .\necho "E: Unable to locate package $last" >&2; exit 100'
    npm = f'n=${{last#@expo-google-fonts/}}; n=${{n%@*}}; exec cp "{packages}"/expo-google-fonts-$n-*.tgz .'
    for name, body in (("apt-get", apt), ("npm", npm)):
        (folder / name).write_text(script.format(name, tmp_path, body))
        (folder / name).chmod(0o755)
    for name in ("cp", "find", "sh"):
        (folder / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr("gongwen.pdf.fonts.fetch._is_root", lambda: False)
    return folder


def calls(tmp_path):
    path = tmp_path / "calls"
    lines = path.read_text().splitlines() if path.exists() else []
    path.unlink(missing_ok=True)
    return lines


def test_what_is_missing_is_fetched_by_name_and_the_rest_named(places, tools, tmp_path):
    done = run(places)
    assert set(done.files) >= NEEDED
    fetched = calls(tmp_path)
    assert f"npm pack {NOTO_SERIF}" in fetched
    assert f"apt-get download {FANDOL}" in fetched
    assert len(fetched) == 7
    wanted = {problem.what.split("：")[0] for problem in done.problems}
    assert wanted == {"下载不了 fonts-babelstone-han", "下载不了 fonts-hanazono"}
    assert all("apt-get update" in problem.remedy for problem in done.problems)


def test_what_the_machine_has_is_not_fetched(places, tools, tmp_path):
    run(places)
    calls(tmp_path)
    run(places)
    assert calls(tmp_path) == [
        "apt-get download fonts-babelstone-han", "apt-get download fonts-hanazono", "apt-get download fonts-liberation",
    ]  # fmt: skip


def test_without_npm_only_debian_packages_are_fetched(places, tools, tmp_path):
    (tools / "npm").unlink()
    done = run(places)
    assert set(done.files) >= NEEDED | {"GongwenSong-Regular.ttf"}
    assert not any(line.startswith("npm") for line in calls(tmp_path))
    run(places)
    assert not any(FANDOL in line for line in calls(tmp_path))


def test_without_apt_the_noto_fonts_are_fetched(places, tools, tmp_path):
    (tools / "apt-get").unlink()
    done = run(places)
    assert set(done.files) == {"GongwenTitle-Regular.ttf", "GongwenHei-Regular.ttf", "NotoSerifSC-Regular.ttf", "NotoSerifSC-Bold.ttf", "NotoSansSC-Bold.ttf"}  # fmt: skip
    assert {line.split()[-1] for line in calls(tmp_path)} == {NOTO_SERIF, NOTO_SANS}


def test_as_root_the_lists_are_updated_once_and_tried_again(places, tools, tmp_path, monkeypatch):
    monkeypatch.setattr("gongwen.pdf.fonts.fetch._is_root", lambda: True)
    run(places)
    assert sum(line.startswith("apt-get update") for line in calls(tmp_path)) == 1


NO_NETWORK = {
    "apt-get": "E: Failed to fetch http://deb.example/x.deb  Temporary failure resolving 'deb.example'",
    "npm": "npm error code ENOTFOUND\nnpm error network request failed, reason: getaddrinfo ENOTFOUND npm.example",
}


def cut_off(tools, tmp_path, name):
    """Put in place of a tool one that does not reach the network; its calls are noted too."""
    script = f'#!/bin/sh\nfor last; do :; done\necho "{name} $1 $last" >> "{tmp_path}/calls"\n'
    (tools / name).write_text(f'{script}echo "{NO_NETWORK[name]}" >&2\nexit 100\n')


def test_without_network_each_tool_is_tried_once_and_one_line_says_so(places, tools, tmp_path):
    for name in NO_NETWORK:
        cut_off(tools, tmp_path, name)
    done = run(places)
    assert done.files == []
    assert calls(tmp_path) == [f"npm pack {NOTO_SERIF}", f"apt-get download {FANDOL}"]
    (problem,) = done.problems
    assert problem.code == "font.no_network"
    assert "连不上网络" in problem.what
    assert all(package in problem.what for package in (NOTO_SERIF, NOTO_SANS, FANDOL, KAITI, LIBERATION))
    assert "--from" in problem.remedy
    assert "apt-get update" not in problem.remedy


def test_where_only_npm_is_not_reached_the_debian_packages_are_fetched(places, tools, tmp_path):
    cut_off(tools, tmp_path, "npm")
    done = run(places)
    assert {"GongwenFangSong-Regular.ttf", "gkai00mp.ttf"} <= set(done.files)
    assert sum(line.startswith("npm") for line in calls(tmp_path)) == 1
    (problem,) = [each for each in done.problems if each.code == "font.no_network"]
    assert problem.what == f"npm 连不上网络，没有下载：{NOTO_SERIF}、{NOTO_SANS}"


def test_lists_that_cannot_be_updated_mean_no_network(places, tools, tmp_path, monkeypatch):
    monkeypatch.setattr("gongwen.pdf.fonts.fetch._is_root", lambda: True)
    script = f'#!/bin/sh\nfor last; do :; done\necho "apt-get $1 $last" >> "{tmp_path}/calls"\n'
    update = f'[ "$1" = update ] && {{ echo "{NO_NETWORK["apt-get"]}" >&2; exit 100; }}\n'
    (tools / "apt-get").write_text(f"{script}{update}echo 'E: Unable to locate package' >&2; exit 100\n")
    done = run(places)
    assert [line.split()[1] for line in calls(tmp_path) if line.startswith("apt-get")] == ["download", "update", "download"]  # fmt: skip
    (problem,) = done.problems
    assert problem.what.startswith("apt-get 连不上网络")


def test_without_tools_the_packages_are_named(places, tools):
    for name in ("apt-get", "npm"):
        (tools / name).unlink()
    with pytest.raises(UserError) as raised:
        run(places)
    assert raised.value.exit_code is ExitCode.HELPER_MISSING
    assert FANDOL in str(raised.value)
    assert "--from" in str(raised.value)


def test_the_install_command_says_what_it_did_and_what_is_still_missing(run_cli, tmp_path, packages):
    folder = tmp_path / "f"
    environment = alone(tmp_path / "c" / "gongwen" / "fonts", tmp_path)
    done = run_cli("fonts", "install", "--from", packages, cwd=tmp_path, **environment)
    assert done.returncode == 0, done.stderr
    assert "已安装：" in done.stdout
    again = run_cli("fonts", "install", "--from", packages, cwd=tmp_path, **environment)
    assert (again.returncode, again.stdout) == (0, "没有要装的：免费字体已经齐全。\n")
    (packages / f"{FANDOL}_2022_all.deb").unlink()
    shutil.rmtree(tmp_path / "c")
    partly = run_cli("fonts", "install", "--from", packages, cwd=tmp_path, **environment)
    assert partly.returncode == 5
    assert "本机没有能印仿宋的字体" in partly.stderr
    named = run_cli("fonts", "install", "--from", packages, "--dir", folder, cwd=tmp_path, **environment)
    assert named.returncode == 0
    assert f"GONGWEN_FONT_DIR 设为 {folder}" in named.stderr
