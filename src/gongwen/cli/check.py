"""`gongwen check`."""

from __future__ import annotations

from pathlib import Path

import click

from gongwen.check import check
from gongwen.cli.border import show
from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option, json_option, plan_option, quiet_option, strict_option, templates_option
from gongwen.cli.rows import dump
from gongwen.problems import ExitCode, Severity, has_errors


@click.command("check", cls=Command, help="检查计划文件、名册和模板，一次列出全部问题及位置。")
@plan_option
@templates_option
@strict_option
@json_option
@quiet_option
@debug_option
@click.pass_context
def check_command(  # noqa: PLR0913 - one parameter for each option
    context: click.Context, plan_file: Path | None, templates: Path | None, *, strict: bool, as_json: bool, quiet: bool
) -> None:
    """List every problem; the list is the result and goes to stdout, the counts go to stderr."""
    problems = check(plan_file, templates)
    code = ExitCode.UNUSABLE if has_errors(problems) else ExitCode.DONE
    if strict and code is ExitCode.DONE and any(problem.severity is Severity.WARNING for problem in problems):
        code = ExitCode.FINDINGS
    if as_json:
        click.echo(dump(problems, code))
    else:
        show(problems, everything=True, result=True)
    if not quiet:
        counts = [f"{severity}{sum(problem.severity is severity for problem in problems)}个" for severity in Severity]
        click.echo(f"检查完成：{'，'.join(counts)}。" if problems else "检查完成，没有发现问题。", err=True)
    context.exit(int(code))
