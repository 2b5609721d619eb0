#!/usr/bin/env python3
"""Builds what `docs/` takes from the program: the command reference, the plan's JSON Schema, the rules of GB/T 9704.

A test rebuilds them and compares.

usage: python tools/build_docs.py [FOLDER]
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from gongwen.cli import COMMANDS, cli
from gongwen.plan.jsonschema import schema_json

sys.path.insert(0, str(Path(__file__).parent.parent))
from tools.gbt9704 import page  # noqa: E402 - found beside this file wherever one stands

HEAD = """# 命令一览

本页由 `python tools/build_docs.py` 根据程序生成，请勿手改。`gw` 与 `gongwen` 相同。结果写到标准输出，说明和进度写到标准错误输出。
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Every command that can be called, with its whole name."""
    context = click.Context(cli, info_name="gongwen")
    for name in COMMANDS:
        command = cli.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            if command.invoke_without_command:
                yield f"gongwen {name}", command
            for below in command.list_commands(context):
                yield f"gongwen {name} {below}", command.commands[below]
        else:
            yield f"gongwen {name}", command


def describe(name: str, command: click.Command) -> str:
    """One command: usage, what it does, its options in a table."""
    context = click.Context(command, info_name=name)
    arguments = [each.make_metavar(context) for each in command.params if isinstance(each, click.Argument)]
    lines = ["", f"## {name}", "", str(command.help), "", "```", " ".join([name, "[选项]", *arguments]), "```", ""]
    lines += ["| 选项 | 含义 |", "|---|---|"]
    for option in command.get_params(context):
        if isinstance(option, click.Option) and not option.hidden:
            value = "" if option.is_flag or option.name == "help" else f" {option.metavar}"
            names = sorted(option.opts, key=lambda each: (not each.startswith("--"), each)) + option.secondary_opts
            lines.append(f"| {'，'.join(f'`{each}{value}`' for each in names)} | {option.help} |")
    return "\n".join(lines) + "\n"


def build(folder: Path) -> None:
    """Write the files."""
    folder.mkdir(parents=True, exist_ok=True)
    text = HEAD + "".join(describe(name, command) for name, command in commands())
    (folder / "commands.md").write_text(text, encoding="utf-8", newline="\n")
    (folder / "plan.schema.json").write_text(schema_json(), encoding="utf-8", newline="\n")
    (folder / "gbt9704.md").write_text(page(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent / "docs")
