"""`gongwen dossier`, `dossier status`, `dossier index`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gongwen.cli.border import show
from gongwen.cli.chinese import Group
from gongwen.cli.options import (
    as_of_date,
    build_options,
    debug_option,
    json_option,
    outputs_option,
    plan_option,
    quiet_option,
    templates_option,
    verbose_option,
)
from gongwen.cli.progress import Bar
from gongwen.cli.rows import dump


@click.group(
    "dossier",
    cls=Group,
    invoke_without_command=True,
    help="迎检档案：把 evidence 文件夹里的材料按测评标准装订成卷（封面、目录、页码、备考表），列出缺项。",
)
@build_options
@click.pass_context
def dossier_command(context: click.Context, /, **options: Any) -> None:
    """Make the dossier, unless a command follows."""
    if context.invoked_subcommand is None:
        from gongwen.cli.build import run_build  # noqa: PLC0415 - status and index need it not

        run_build(context, (), ("dossier",), **options)


@dossier_command.command(
    "status", help="缺项：每项测评标准应有、已有多少材料，谁负责，还有哪些问题。有缺项时退出码为 4。"
)
@click.option("--as-of", metavar="日期", help="任务完成情况截至哪一天，如 2023-11-30；默认不限")
@debug_option
@verbose_option
@quiet_option
@json_option
@outputs_option
@plan_option
@click.pass_context
def status_of_dossier(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    /,
    *,
    as_of: str | None,
    plan_file: Path | None,
    outputs: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Say what is missing."""
    from gongwen.dossiers import dossier_status  # noqa: PLC0415 - loads the plan's model

    with Bar(enabled=not quiet) as bar:
        gaps, problems, code = dossier_status(plan_file, outputs, as_of_date(as_of), bar.tick)
    show(problems, everything=verbose)
    if as_json:
        click.echo(dump(problems, code, **gaps.data()))
    elif not quiet:
        for line in gaps.lines(everything=verbose):
            click.echo(line)
    context.exit(int(code))


@dossier_command.command(
    "index", help="生成或更新材料文件夹里的 目录.xlsx，在里面改题名、日期、责任者、文号、类别、顺序。"
)
@click.option("--dry-run", "-n", is_flag=True, help="只说明要做什么，不写任何文件")
@debug_option
@verbose_option
@quiet_option
@json_option
@outputs_option
@templates_option
@plan_option
@click.pass_context
def index_of_dossier(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    /,
    *,
    dry_run: bool,
    plan_file: Path | None,
    outputs: Path | None,
    templates: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Make or refresh the index of the evidence folder."""
    from gongwen.dossiers import dossier_index  # noqa: PLC0415 - as above

    path, indexed, problems, code = dossier_index(plan_file, outputs, templates, dry_run=dry_run)
    show(problems, everything=verbose)
    if as_json:
        file = {"path": str(path), "outcome": indexed.outcome.name.lower(), "added": indexed.added}
        click.echo(dump(problems, code, files=[file]))
    elif not quiet:
        more = f"，新增 {indexed.added} 行" if indexed.added else ""
        click.echo(f"{indexed.outcome.value}：{path}{more}", err=True)
    context.exit(int(code))
