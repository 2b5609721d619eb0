"""The command line: one module per command, no logic. `gongwen --help` imports click and nothing else."""

from __future__ import annotations

import importlib
import sys
from typing import NoReturn

import click

from gongwen.cli import chinese

COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("gongwen.cli.build", "生成计划中的全部文件，或指定编号的文件"),
    "plan": ("gongwen.cli.build", "只生成实施方案和印发通知"),
    "summary": ("gongwen.cli.summary", "只生成总结；--explain 列出总结里每个数的来源"),
    "letters": ("gongwen.cli.letters", "生成责任书、承诺书、打印集和签收表，核对谁没签"),
    "ledger": ("gongwen.cli.ledger", "任务分工台账：生成、更新（不动填写的内容）、完成情况、催办单"),
    "dossier": ("gongwen.cli.dossier", "迎检档案：材料装订成卷，列出缺项"),
    "check": ("gongwen.cli.check", "检查计划、名册和模板，列出全部问题"),
    "init": ("gongwen.cli.init", "新建一个工作文件夹，带可直接生成的计划文件"),
    "new": ("gongwen.cli.new", "在计划文件中加一份文件（通知、纪要、通报等），带说明"),
    "schema": ("gongwen.cli.schema", "输出计划文件的 JSON Schema，供编辑器提示"),
    "template": ("gongwen.cli.template", "查看、取出、检查 Word 和 Excel 模板"),
    "pdf": ("gongwen.cli.pdf", "把任何 Word 文件印成 PDF，一个一个或合成一个"),
    "fonts": ("gongwen.cli.fonts", "查看用哪些字体印 PDF，安装一套免费字体"),
    "doctor": ("gongwen.cli.doctor", "检查本机的版本、字体和 LibreOffice"),
}
"""Command name to the module that holds it and its short help; the module is imported only when it is called."""


class LazyGroup(chinese.Group):
    """A group whose commands are imported when they are invoked."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """The commands in the order a clerk meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - click's signature
        """Import the module of a command and give the command."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(COMMANDS[cmd_name][0])
        command: click.Command = getattr(module, f"{cmd_name}_command")
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - click's signature
        """List the commands from the table, without importing them."""
        with formatter.section("命令"):
            formatter.write_dl([(name, help_text) for name, (_, help_text) in COMMANDS.items()])


@click.command(cls=LazyGroup, help="从一份计划文件生成全年公文：实施方案、责任书、任务台账，格式符合 GB/T 9704-2012。")
@chinese.version_option
def cli() -> None:
    """The group itself does nothing."""


def main() -> NoReturn:
    """The entry point: consoles that cannot print a character get a substitute instead of a crash."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="replace")
    try:
        code = cli.main(prog_name="gongwen", standalone_mode=False)
    except BaseException as error:  # noqa: BLE001 - the border decides what each exception means
        from gongwen.cli.border import settle  # noqa: PLC0415 - `--help` must stay fast

        code = settle(error)
    sys.exit(int(code or 0))
