"""The border of a command: problems become lines and exit codes here and nowhere else."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from gongwen.cli.chinese import usage_message
from gongwen.problems import ExitCode, Problem, UserError

_SHOWN = 10
_LINES_EACH = 12


def settle(error: BaseException) -> int:
    """Say what happened and give the exit code; `SystemExit` and the like go on."""
    match error:
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "gongwen"
            click.echo(f"错误: {usage_message(error)}\n    请运行 {path} --help 查看用法。", err=True)
            return ExitCode.USAGE
        case click.exceptions.Exit():
            return error.exit_code
        case UserError():
            show(error.problems)
            return error.exit_code
        case KeyboardInterrupt() | click.Abort():
            click.echo("已中断；已经写好的文件是完整的，再运行一次会接着做。", err=True)
            return ExitCode.INTERRUPTED
        case Exception():
            return _fault(error)
        case _:
            raise error


def show(problems: Sequence[Problem], *, everything: bool = False) -> None:
    """Print problems to stderr: all of them, or the first ten and the count."""
    shown = problems if everything else problems[:_SHOWN]
    for problem in shown:
        click.echo("\n".join(str(problem).split("\n")[:_LINES_EACH]), err=True)
    if len(problems) > len(shown):
        click.echo(f"另有 {len(problems) - len(shown)} 个问题，运行 gongwen check 可全部列出。", err=True)


def _fault(error: Exception) -> ExitCode:
    """Write the traceback to a log and name it; with --debug print it."""
    if "--debug" in sys.argv:
        traceback.print_exception(error)
        return ExitCode.FAULT
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}.log"
    folder = Path(".gongwen") / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_frames(error), encoding="utf-8")
        where = f"详情已记入 {folder / name}"
    except OSError:
        where = "加 --debug 再运行一次可看到详情"
    click.echo(f"错误: 程序内部出错（不是您的操作问题）\n    {where}，请把它发给维护者。", err=True)
    return ExitCode.FAULT


def _frames(error: Exception) -> str:
    """Where it happened, without the values: names of people stay out of the log."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*lines, type(error).__name__]) + "\n"
