"""`gongwen fonts` and `gongwen fonts install`."""

from __future__ import annotations

from pathlib import Path

import click

from gongwen.cli.border import show
from gongwen.cli.chinese import Group
from gongwen.cli.options import debug_option, json_option
from gongwen.cli.rows import dump
from gongwen.pdf.fonts.book import open_fonts
from gongwen.pdf.fonts.install import Installed, install
from gongwen.pdf.fonts.places import FONT_DIR, standard_places
from gongwen.pdf.fonts.survey import survey
from gongwen.problems import ExitCode

_FOLDER = click.Path(path_type=Path)


def _say(line: str) -> None:
    click.echo(line, err=True)


@click.group(
    "fonts",
    cls=Group,
    invoke_without_command=True,
    subcommand_metavar="[命令] [参数]…",
    help="列出每个角色用哪个字体印、是真是替代、缺不缺字；install 安装一套免费字体。",
)
@json_option
@debug_option
@click.pass_context
def fonts_command(context: click.Context, /, *, as_json: bool) -> None:
    """Print what this machine prints official documents with."""
    if context.invoked_subcommand is not None:
        return
    found = survey(open_fonts(report=_say))
    code = ExitCode.HELPER_MISSING if found.missing else ExitCode.DONE
    if as_json:
        click.echo(dump([*found.missing, *found.problems], code, fonts=found.data()))
    else:
        for line in found.lines():
            click.echo(line)
        show([*found.missing, *found.problems])
    context.exit(int(code))


@fonts_command.command(
    "install", help="安装一套免费字体：用 apt-get 和 npm 下载，或取自拷来的软件包；不需要管理员权限。"
)
@click.option("--from", "source", type=_FOLDER, metavar="文件夹", help="不联网，用这里的 .deb、.tgz、.ttf、.otf 文件")
@click.option("--dir", "folder", type=_FOLDER, metavar="文件夹", help="装到这里，默认装到本用户的缓存文件夹")
@debug_option
@click.pass_context
def install_fonts(context: click.Context, source: Path | None, folder: Path | None) -> None:
    """Install the free set."""
    done = install(standard_places(), folder=folder, source=source, report=_say)
    _result(done, named=folder is not None)
    show(done.problems)
    places = standard_places()
    still = survey(open_fonts(places=places, report=_say)).missing if folder is None else ()
    show(still)
    context.exit(int(ExitCode.HELPER_MISSING if still else ExitCode.PARTIAL if done.problems else ExitCode.DONE))


def _result(done: Installed, *, named: bool) -> None:
    """What was put where."""
    if not done.files:
        click.echo("没有要装的：免费字体已经齐全。" if not done.problems else "没有装上新的字体。")
        return
    for name in done.files:
        click.echo(f"已安装：{done.folder / name}")
    if named:
        _say(f"要用这里的字体，请把环境变量 {FONT_DIR} 设为 {done.folder.absolute()}。")
