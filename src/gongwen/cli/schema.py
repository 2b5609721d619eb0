"""`gongwen schema`."""

from __future__ import annotations

import click

from gongwen.cli.chinese import Command
from gongwen.cli.options import debug_option
from gongwen.plan.jsonschema import schema_json


@click.command("schema", cls=Command, help="输出计划文件的 JSON Schema（键名含中文标题）。")
@debug_option
def schema_command() -> None:
    """Print the schema."""
    click.echo(schema_json(), nl=False)
