"""The border of a command: problems become lines and exit codes here and nowhere else."""

from __future__ import annotations

import sys
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

import click

from gongwen.cli.chinese import usage_message
from gongwen.problems import ExitCode, Problem, Severity, UserError

_SHOWN = 10
_LINES_EACH = 12
_ORDER = list(Severity)


def settle(error: BaseException) -> int:
    """Say what happened and give the exit code; `SystemExit` and the like go on."""
    match error:
        case click.exceptions.NoArgsIsHelpError():
            click.echo(error.message, err=True)
            return ExitCode.USAGE
        case click.UsageError():
            path = error.ctx.command_path if error.ctx else "gongwen"
            click.echo(f"错误: {usage_message(error)}\n    请运行 {path} --help 查看用法。", err=True)
            return ExitCode.USAGE
        case click.exceptions.Exit():
            return error.exit_code
        case UserError():
            return _refused(error)
        case KeyboardInterrupt() | click.Abort():
            click.echo("已中断；已经写好的文件是完整的，再运行一次会接着做。", err=True)
            return ExitCode.INTERRUPTED
        case Exception():
            return _fault(error)
        case _:
            raise error


def show(problems: Sequence[Problem], *, everything: bool = False, result: bool = False) -> None:
    """Print problems: all in their order, or the ten worst and the count. As a command's `result` they go to stdout."""
    shown = problems if everything else sorted(problems, key=lambda each: _ORDER.index(each.severity))[:_SHOWN]
    for problem in shown:
        click.echo("\n".join(str(problem).split("\n")[:_LINES_EACH]), err=not result)
    if len(problems) > len(shown):
        click.echo(f"另有 {len(problems) - len(shown)} 个问题，加 --verbose 可全部列出。", err=True)


def _refused(error: UserError) -> ExitCode:
    """The problems that stopped a command, as lines and, where JSON was asked for, as JSON."""
    show(error.problems, everything="--verbose" in sys.argv)
    if "--json" in sys.argv:
        from gongwen.cli.rows import dump  # noqa: PLC0415 - only for programs that read the answer

        click.echo(dump(error.problems, error.exit_code))
    return error.exit_code


def _fault(error: Exception) -> ExitCode:
    """Write where it happened to a log and name it; with --debug print the traceback instead."""
    if "--debug" in sys.argv:
        traceback.print_exception(error)
        return ExitCode.FAULT
    name = f"fault-{time.strftime('%Y%m%d-%H%M%S')}.log"
    folder = _log_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(_frames(error), encoding="utf-8")
        where = f"详情已记入 {folder / name}，请把它发给维护者。"
    except OSError:
        where = "请加 --debug 再运行一次，把显示的内容发给维护者。"
    click.echo(f"错误: 程序内部出错（不是您的操作问题）\n    {where}", err=True)
    return ExitCode.FAULT


def _log_folder() -> Path:
    """`.gongwen/log` of the workspace; outside any workspace, of the folder one stands in."""
    from gongwen.store import Workspace  # noqa: PLC0415 - only after a fault

    words = [part for word in sys.argv for part in word.split("=", 1)]
    plan = Path(words[words.index("--plan") + 1]) if "--plan" in words[:-1] else None
    try:
        return Workspace.find(plan).state / "log"
    except UserError:
        return Path(".gongwen") / "log"


def _frames(error: Exception) -> str:
    """Versions and where it happened, without the values: names of people stay out of the log."""
    from gongwen import __version__  # noqa: PLC0415 - only after a fault

    lines = [f"gongwen {__version__}, Python {sys.version.split()[0]}, {sys.platform}"]
    cause: BaseException | None = error
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [
            f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or cause.__context__
    return "\n".join(lines) + "\n"
