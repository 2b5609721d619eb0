"""`gongwen ledger build / refresh / status`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gongwen.cli.border import show
from gongwen.cli.chinese import Group
from gongwen.cli.options import (
    as_of_date,
    debug_option,
    json_option,
    outputs_option,
    pdf_option,
    plan_option,
    quiet_option,
    strict_option,
    templates_option,
    verbose_option,
)
from gongwen.cli.rows import dump
from gongwen.ledger import LedgerOptions, LedgerResult, make_ledgers
from gongwen.ledger.notice import write_notices
from gongwen.ledger.status import SOON, Asked, ledger_status
from gongwen.problems import ExitCode, worst
from gongwen.word.templates import Templates


@click.group("ledger", cls=Group, help="任务分工台账：生成、按计划更新（不动填写的内容）、查看完成情况。")
def ledger_command() -> None:
    """The group itself does nothing."""


def _making_options(function: Any) -> Any:
    for option in (
        debug_option, verbose_option, quiet_option, json_option,
        click.option("--dry-run", "-n", is_flag=True, help="只列出将写入哪些格，不写任何文件"),
        click.option("--plan-wins", is_flag=True, help="人改过的计划内容也以计划为准（先自动备份）"),
        strict_option, outputs_option, templates_option, plan_option,
    ):  # fmt: skip
        function = option(function)
    return function


@ledger_command.command("build", help="生成台账；已有台账时按计划更新，不重做。")
@click.argument("ids", nargs=-1, metavar="[编号]…")
@click.option("--force", "-f", is_flag=True, help="丢开现有台账重新生成（先自动备份到 .gongwen/backup）")
@_making_options
@click.pass_context
def build_ledger(context: click.Context, /, ids: tuple[str, ...], *, force: bool, **options: Any) -> None:
    """Build a ledger, or refresh the one that is there."""
    context.exit(int(_make(ids=ids, fresh=force, **options)))


@ledger_command.command("refresh", help="按计划更新台账；不写文件名时更新当前台账。填写的内容一格不动。")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[文件]")
@_making_options
@click.pass_context
def refresh_ledger(context: click.Context, /, file: Path | None, **options: Any) -> None:
    """Refresh a ledger."""
    context.exit(int(_make(file=file, must_exist=True, **options)))


def _make(*, plan_file: Path | None, quiet: bool, verbose: bool, as_json: bool, **options: Any) -> ExitCode:
    ledger_options = LedgerOptions(plan=plan_file, **options)
    result = make_ledgers(ledger_options, _reporter(quiet=quiet))
    show(result.problems, everything=verbose)
    if as_json:
        click.echo(_json(result))
    return result.exit_code


def _reporter(*, quiet: bool) -> Any:
    return (lambda _: None) if quiet else (lambda line: click.echo(line, err=True))


def _json(result: LedgerResult) -> str:
    files = [{"path": path, "outcome": outcome.name.lower()} for path, outcome in result.outcomes]
    changes = [
        {
            "sheet": each.sheet,
            "cell": each.cell,
            "key": each.key,
            "column": each.header,
            "old": each.old,
            "new": each.new,
        }
        for each in result.changes
    ]
    return dump(result.problems, result.exit_code, files=files, changes=changes)


@ledger_command.command("status", help="完成情况：逾期、即将到期、没有责任人、完成但没有记录。有逾期时退出码为 4。")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[文件]")
@click.option("--as-of", metavar="日期", help="截至哪一天，如 2023-06-30；默认今天")
@click.option(
    "--within", type=click.IntRange(0, 366), default=SOON, metavar="天数", help=f"几天内到期算即将到期，默认 {SOON}"
)
@click.option("--department", "-d", metavar="科室", help="只看一个科室牵头和配合的任务")
@click.option("--notice", is_flag=True, help="为每个有逾期或即将到期任务的科室生成催办单")
@click.option("--force", "-f", is_flag=True, help="覆盖手工改过的催办单（先自动备份）")
@pdf_option
@debug_option
@verbose_option
@quiet_option
@json_option
@outputs_option
@templates_option
@plan_option
@click.pass_context
def status_of_ledger(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    /,
    file: Path | None,
    *,
    as_of: str | None,
    within: int,
    department: str | None,
    notice: bool,
    force: bool,
    pdf: bool | None,
    plan_file: Path | None,
    outputs: Path | None,
    templates: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
) -> None:
    """Say how the work stands."""
    asked = Asked(plan_file, outputs, file, as_of_date(as_of), within, department)
    status, loaded, workspace = ledger_status(asked)
    codes = [ExitCode.FINDINGS if status.overdue else ExitCode.DONE]
    if notice:
        found = Templates(templates, workspace.root)
        report = _reporter(quiet=quiet)
        _, problems, code = write_notices(status, loaded.usable(), workspace, found, report, force=force, pdf=pdf)
        status.problems += problems
        codes.append(code)
    show(status.problems, everything=verbose)
    code = worst(codes)
    if as_json:
        click.echo(dump(status.problems, code, **status.data()))
    else:
        for line in status.lines(everything=verbose):
            click.echo(line)
    context.exit(int(code))
