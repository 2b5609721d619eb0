"""`gongwen summary`: the summaries made, or their figures explained."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gongwen.cli import figures
from gongwen.cli.border import show
from gongwen.cli.build import run_build
from gongwen.cli.chinese import ChineseUsageError, Command
from gongwen.cli.options import as_of_date, build_options
from gongwen.cli.rows import dump
from gongwen.explain import TYPES, Asked, explain_summaries
from gongwen.problems import ExitCode, Severity


@click.command("summary", cls=Command, help="只生成年度总结和阶段总结；加 --explain 时不生成，只说明每个数从哪里来。")
@click.option(
    "--explain",
    is_flag=False,
    flag_value="",
    metavar="[编号]",
    help="不生成文件，列出总结引用的每个数和它背后的记录；写编号时只列这一份",
)
@click.option("--as-of", metavar="日期", help="与 --explain 同用：按这一天统计，如 2023-06-30；默认总结的日期")
@build_options
@click.pass_context
def summary_command(
    context: click.Context, /, explain: str | None, as_of: str | None, plan_file: Path | None, **options: Any
) -> None:
    """Make the summaries, or explain them."""
    if explain is None:
        if as_of is not None:
            raise ChineseUsageError("--as-of 要和 --explain 一起写")
        run_build(context, (), TYPES, plan_file=plan_file, **options)
        return
    asked = Asked(plan_file, options["outputs"], explain or None, as_of_date(as_of))
    context.exit(int(_explain(asked, options)))


def _explain(asked: Asked, options: dict[str, Any]) -> ExitCode:
    """Print what is behind the figures."""
    found, problems = explain_summaries(asked)
    problems += [hint for each in found for hint in each.hints()]
    worse = [problem for problem in problems if problem.severity is not Severity.HINT]
    code = ExitCode.FINDINGS if options["strict"] and worse else ExitCode.DONE
    if options["as_json"]:
        click.echo(dump(problems, code, documents=[figures.data(each) for each in found]))
        return code
    show([problem for problem in problems if problem.code != "summary.typed"], everything=options["verbose"])
    click.echo("\n\n".join("\n".join(figures.lines(each)) for each in found))
    return code
