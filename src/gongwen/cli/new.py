"""`gongwen new`."""

from __future__ import annotations

from pathlib import Path

import click

from gongwen.adding import add_document, find_kind
from gongwen.cli.border import show
from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option, plan_option
from gongwen.plan.schema import DOCUMENT_TYPES

_WIDTH = max(map(len, DOCUMENT_TYPES))


@click.command("new", cls=Command, help="在计划文件的末尾加一份文件，带说明，可直接生成；不写类型时列出全部类型。")
@click.argument("kind", required=False, metavar="[类型]")
@click.option("--dry-run", "-n", is_flag=True, help="只显示要加的内容，不写任何文件")
@plan_option
@debug_option
def new_command(kind: str | None, plan_file: Path | None, *, dry_run: bool) -> None:
    """Add an entry to the plan; its place is the result, what is missing goes to stderr."""
    if kind is None:
        for name, title in DOCUMENT_TYPES.items():
            click.echo(f"{name:<{_WIDTH}}  {title}")
        click.echo("用法: gongwen new 类型，英文、中文都可以，如 gongwen new 会议纪要。", err=True)
        return
    kind = find_kind(kind)
    added = add_document(kind, plan_file, dry_run=dry_run)
    if dry_run:
        click.echo("\n".join(added.lines))
        where = (
            f"将加在 {added.path} 第 {added.line} 行" if added.line else f"{added.path} 的清单不能自动加，请自己抄写"
        )
        click.echo(f"{where}；没有写入。", err=True)
    else:
        click.echo(f"已加入：{added.id}（{DOCUMENT_TYPES[kind]}），{added.path} 第 {added.line} 行")
        plan = f" --plan {plan_file}" if plan_file else ""
        click.echo(f"下一步：核对这几行，再运行 gongwen build {added.id}{plan}")
        click.echo(f"原来的计划文件已备份：{added.backup}", err=True)
    show(added.missing, everything=True)
