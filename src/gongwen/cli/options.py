"""Options that several commands share."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import click

from gongwen.cli.chinese import ChineseUsageError
from gongwen.standard.dates import PlanDate

_FILE = click.Path(path_type=Path)


def plan_option(function: Any) -> Any:
    """`--plan FILE`."""
    return click.option("--plan", "plan_file", type=_FILE, metavar="文件", help="计划文件，默认 inputs/plan.yaml")(
        function
    )


def templates_option(function: Any) -> Any:
    """`--templates DIR`."""
    return click.option("--templates", type=_FILE, metavar="文件夹", help="先在这个文件夹里找模板")(function)


def debug_option(function: Any) -> Any:
    """`--debug`, read by the border."""
    return click.option("--debug", is_flag=True, expose_value=False, help="程序出错时显示详细信息")(function)


def json_option(function: Any) -> Any:
    """`--json`."""
    return click.option("--json", "as_json", is_flag=True, help="以 JSON 输出")(function)


def strict_option(function: Any) -> Any:
    """`--strict`."""
    return click.option("--strict", is_flag=True, help="有警告时以退出码 4 结束")(function)


def quiet_option(function: Any) -> Any:
    """`--quiet`."""
    return click.option("--quiet", "-q", is_flag=True, help="只显示问题")(function)


def verbose_option(function: Any) -> Any:
    """`--verbose`."""
    return click.option("--verbose", "-v", is_flag=True, help="列出全部问题，不只前 10 个")(function)


def outputs_option(function: Any) -> Any:
    """`--outputs DIR`."""
    return click.option("--outputs", "-o", type=_FILE, metavar="文件夹", help="输出文件夹，默认 outputs")(function)


def pdf_option(function: Any) -> Any:
    """`--pdf` and `--no-pdf`."""
    help_text = "同时生成 PDF（不写时，本机有字体就生成）；--no-pdf 不生成，已有的 PDF 不动"
    return click.option("--pdf/--no-pdf", "pdf", default=None, help=help_text)(function)


def build_options(function: Any) -> Any:
    """The options of every command that makes files."""
    for option in (
        debug_option,
        verbose_option,
        quiet_option,
        json_option,
        click.option("--dry-run", "-n", is_flag=True, help="只说明要做什么，不写任何文件"),
        click.option("--force", "-f", is_flag=True, help="覆盖手工改过的文件（先备份到 .gongwen/backup）"),
        click.option("--keep-going", "-k", is_flag=True, help="一份做不成时继续做其余的，最后列出做不成的"),
        strict_option,
        pdf_option,
        outputs_option,
        templates_option,
        plan_option,
    ):
        function = option(function)
    return function


def as_of_date(text: str | None) -> date | None:
    """The day that `--as-of` names; a month means its last day."""
    if text is None:
        return None
    try:
        return PlanDate.parse(text).last_day()
    except ValueError:
        raise ChineseUsageError(f"--as-of 写作 2023-06-30；现在写的是：{text}") from None
