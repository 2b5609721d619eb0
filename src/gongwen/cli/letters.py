"""`gongwen letters`: make the letters, list who signs, see who has handed in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongwen.cli.border import show
from gongwen.cli.chinese import ChineseUsageError, Command
from gongwen.cli.options import build_options
from gongwen.cli.progress import Bar
from gongwen.cli.rows import dump
from gongwen.letters import LetterOptions, LetterResult, make_letters
from gongwen.letters.listing import Listing, list_letters
from gongwen.letters.scans import Scans, list_scans
from gongwen.plan.signing import ORDERS
from gongwen.problems import ExitCode

if TYPE_CHECKING:
    from collections.abc import Sequence

_DEFAULT_FOLDER = "\0"
"""What `--missing` without a folder stands for."""


@click.command(
    "letters",
    cls=Command,
    help="生成责任书、承诺书：每人一份、打印集和签收表；写出编号时只生成这些。",
)
@click.argument("ids", nargs=-1, metavar="[编号]…")
@click.option("--list", "listing", is_flag=True, help="只列出谁和谁签、谁没有签、谁签了两份，不生成文件")
@click.option("--only", multiple=True, metavar="列=值", help="只做这些人的，如 部门=办公室；多个值用顿号隔开，可写多次")
@click.option("--new", is_flag=True, help="打印集只收上次打印后新增或变化的")
@click.option(
    "--missing",
    is_flag=False,
    flag_value=_DEFAULT_FOLDER,
    metavar="[文件夹]",
    help="按文件名核对收回的扫描件：已交、未交、重名、认不出；默认 evidence/签收/编号",
)
@click.option("--order", type=click.Choice(ORDERS), metavar="次序", help=f"签订次序：{'、'.join(ORDERS)}（默认按计划）")
@click.option("--no-print", "no_print", is_flag=True, help="不生成打印集和签收表")
@build_options
@click.pass_context
def letters_command(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    /,
    ids: tuple[str, ...],
    *,
    listing: bool,
    only: tuple[str, ...],
    new: bool,
    missing: str | None,
    order: str | None,
    no_print: bool,
    plan_file: Path | None,
    outputs: Path | None,
    templates: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    pdf: bool | None,
    **flags: bool,
) -> None:
    """Make letters, or say who signs or who has handed in."""
    options = LetterOptions(
        plan_file,
        outputs,
        templates,
        ids,
        _columns(only),
        new=new,
        order=order,
        print_sets=not no_print,
        pdf=pdf,
        **flags,
    )
    if listing:
        _show_listing(list_letters(options), as_json=as_json, verbose=verbose)
    elif missing is not None:
        scans = list_scans(options, None if missing == _DEFAULT_FOLDER else missing)
        _show_scans(scans, as_json=as_json, verbose=verbose)
        context.exit(int(ExitCode.FINDINGS if any(each.open for each in scans) else ExitCode.DONE))
    else:
        context.exit(int(_make(options, quiet=quiet, verbose=verbose, as_json=as_json)))


def _columns(only: Sequence[str]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """`部门=办公室、财务科` as column and values."""
    found = []
    for text in only:
        column, sign, values = text.replace("＝", "=").partition("=")
        if not sign or not column.strip() or not values.strip():
            raise ChineseUsageError(f"--only 写作 列=值，如 部门=办公室；现在写的是：{text}")
        found.append((column.strip(), tuple(value.strip() for value in values.split("、") if value.strip())))
    return tuple(found)


def _make(options: LetterOptions, *, quiet: bool, verbose: bool, as_json: bool) -> ExitCode:
    with Bar(enabled=not quiet) as bar:
        result = make_letters(options, bar.report if not quiet else lambda _: None, bar.tick)
    show(result.problems, everything=verbose)
    if as_json:
        click.echo(_json(result))
    return result.exit_code


def _json(result: LetterResult) -> str:
    files = [{"path": path, "outcome": outcome.name.lower()} for path, outcome in result.outcomes]
    counts = {outcome.name.lower(): count for outcome, count in result.counts.items()}
    return dump(result.problems, result.exit_code, counts=counts, files=files)


def _show_listing(listings: list[Listing], *, as_json: bool, verbose: bool) -> None:
    if as_json:
        click.echo(dump([], ExitCode.DONE, letters=[listing.data() for listing in listings]))
        return
    for listing in listings:
        for line in listing.lines(everything=verbose):
            click.echo(line)
        for problem in listing.problems:
            click.echo(str(problem), err=True)


def _show_scans(scans: list[Scans], *, as_json: bool, verbose: bool) -> None:
    if as_json:
        data: list[dict[str, Any]] = [each.data() for each in scans]
        click.echo(dump([], ExitCode.FINDINGS if any(each.open for each in scans) else ExitCode.DONE, letters=data))
        return
    for each in scans:
        for line in each.lines(everything=verbose):
            click.echo(line)
