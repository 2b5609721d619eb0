"""`gongwen init`."""

from __future__ import annotations

from pathlib import Path

import click

from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option
from gongwen.starter import start


@click.command("init", cls=Command, help="新建一个工作文件夹：带注释的计划文件和名册，改成自己的就能用。")
@click.argument("folder", type=click.Path(path_type=Path), metavar="文件夹")
@debug_option
def init_command(folder: Path) -> None:
    """Make a workspace."""
    for made in start(folder):
        click.echo(f"已新建：{made}")
    click.echo(f"下一步：修改 {folder / 'inputs' / 'plan.yaml'}，再到 {folder} 中运行 gongwen build。")
