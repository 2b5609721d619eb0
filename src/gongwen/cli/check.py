"""`gongwen check`."""

from __future__ import annotations

import json
from pathlib import Path

import click

from gongwen.check import check
from gongwen.cli.border import show
from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option, json_option, plan_option, templates_option
from gongwen.problems import ExitCode, Severity, has_errors


@click.command("check", cls=Command, help="检查计划文件、名册和模板，一次列出全部问题及位置。")
@plan_option
@templates_option
@json_option
@debug_option
@click.pass_context
def check_command(context: click.Context, plan_file: Path | None, templates: Path | None, *, as_json: bool) -> None:
    """List every problem."""
    problems = check(plan_file, templates)
    if as_json:
        rows = [{"code": problem.code, "place": str(problem.place or ""), "text": str(problem)} for problem in problems]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        show(problems, everything=True)
        counts = [f"{severity}{sum(problem.severity is severity for problem in problems)}个" for severity in Severity]
        click.echo(f"检查完成：{'，'.join(counts)}。" if problems else "检查完成，没有发现问题。")
    context.exit(int(ExitCode.UNUSABLE if has_errors(problems) else ExitCode.DONE))
