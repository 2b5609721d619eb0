"""The border of a command: problems become lines and exit codes here and nowhere else."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

import click

from gongwen.cli.chinese import usage_message
from gongwen.problems import ExitCode, Problem, UserError

_SHOWN = 10
_LINES_EACH = 12


def run(command: click.Command) -> NoReturn:
    """Run a command and end the process with its exit code."""
    try:
        code = command.main(standalone_mode=False)
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else "gongwen"
        click.echo(f"错误: {usage_message(error)}\n    请运行 {path} --help 查看用法。", err=True)
        code = ExitCode.USAGE
    except click.exceptions.Exit as error:
        code = error.exit_code
    except UserError as error:
        show(error.problems)
        code = error.exit_code
    except (KeyboardInterrupt, click.Abort):
        click.echo("已中断；已经写好的文件是完整的，再运行一次会接着做。", err=True)
        code = ExitCode.INTERRUPTED
    except Exception:  # noqa: BLE001 - the one place where a fault of ours becomes a message
        code = _fault()
    sys.exit(int(code or 0))


def show(problems: Sequence[Problem], *, everything: bool = False) -> None:
    """Print problems to stderr: all of them, or the first ten and the count."""
    shown = problems if everything else problems[:_SHOWN]
    for problem in shown:
        click.echo("\n".join(str(problem).split("\n")[:_LINES_EACH]), err=True)
    if len(problems) > len(shown):
        click.echo(f"另有 {len(problems) - len(shown)} 个问题，运行 gongwen check 可全部列出。", err=True)


def _fault() -> ExitCode:
    """Write the traceback to a log and name it; with --debug print it."""
    if "--debug" in sys.argv:
        traceback.print_exc()
        return ExitCode.FAULT
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}.log"
    folder = Path(".gongwen") / "log"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_frames(), encoding="utf-8")
        where = f"详情已记入 {folder / name}"
    except OSError:
        where = "加 --debug 再运行一次可看到详情"
    click.echo(f"错误: 程序内部出错（不是您的操作问题）\n    {where}，请把它发给维护者。", err=True)
    return ExitCode.FAULT


def _frames() -> str:
    """Where it happened, without the values: names of people stay out of the log."""
    kind, error, _ = sys.exc_info()
    frames = traceback.extract_tb(error.__traceback__ if error else None)
    lines = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return "\n".join([*lines, kind.__name__ if kind else ""]) + "\n"
