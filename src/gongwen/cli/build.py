"""`gongwen build` and its shortcut `gongwen plan`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gongwen.building import BuildOptions, BuildResult
from gongwen.cli.border import show
from gongwen.cli.chinese import Command
from gongwen.cli.options import build_options
from gongwen.cli.progress import Bar
from gongwen.cli.rows import dump
from gongwen.unchanged import build_if_changed

_PLAN_TYPES = ("plan", "notice")


@click.command("build", cls=Command, help="生成计划中的全部文件；写出编号时只生成这些文件。")
@click.argument("ids", nargs=-1, metavar="[编号]…")
@build_options
@click.pass_context
def build_command(context: click.Context, /, ids: tuple[str, ...], **options: Any) -> None:
    """Make documents."""
    run_build(context, ids, (), **options)


@click.command("plan", cls=Command, help="只生成实施方案和印发通知。")
@build_options
@click.pass_context
def plan_command(context: click.Context, /, **options: Any) -> None:
    """Make the implementation plan and its notice."""
    run_build(context, (), _PLAN_TYPES, **options)


def run_build(  # noqa: PLR0913 - one parameter for each option
    context: click.Context,
    ids: tuple[str, ...],
    types: tuple[str, ...],
    *,
    plan_file: Path | None,
    outputs: Path | None,
    templates: Path | None,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    pdf: bool | None,
    **flags: bool,
) -> None:
    """Make the documents of these ids and types, say what became of them, and end with the exit code."""
    with Bar(enabled=not quiet) as bar:
        options = BuildOptions(plan_file, outputs, templates, ids, types, pdf=pdf, **flags)
        result = build_if_changed(options, bar.report if not quiet else lambda _: None, bar.tick)
    show(result.problems, everything=verbose)
    if as_json:
        click.echo(_json(result))
    context.exit(int(result.exit_code))


def _json(result: BuildResult) -> str:
    files = [{"path": path, "outcome": outcome.name.lower()} for path, outcome in result.outcomes]
    return dump(result.problems, result.exit_code, files=files)
