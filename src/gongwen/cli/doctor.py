"""`gongwen doctor`."""

from __future__ import annotations

import click

from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option
from gongwen.doctor import examine
from gongwen.problems import ExitCode


@click.command("doctor", cls=Command, help="检查本机：版本、字体、LibreOffice、命令重名。")
@debug_option
@click.pass_context
def doctor_command(context: click.Context) -> None:
    """Print what this machine has."""
    findings = examine()
    for finding in findings:
        click.echo(f"{'√' if finding.fine else '×'} {finding.name}：{finding.detail}")
    needed = [finding for finding in findings if finding.needed and not finding.fine]
    context.exit(int(ExitCode.HELPER_MISSING if needed else ExitCode.DONE))
