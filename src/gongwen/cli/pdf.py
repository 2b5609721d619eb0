"""`gongwen pdf`: print Word files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gongwen.cli.border import show
from gongwen.cli.chinese import ChineseUsageError, Command
from gongwen.cli.options import debug_option, json_option, quiet_option, strict_option, verbose_option
from gongwen.cli.progress import Bar
from gongwen.cli.rows import dump
from gongwen.pdf.files import ENGINES, LIBREOFFICE, PdfOptions, PdfResult, print_files
from gongwen.standard.linerules import PROFILES

_FILE = click.Path(path_type=Path)


@click.command(
    "pdf",
    cls=Command,
    help="把 Word 文件（.docx）印成 PDF，放在原文件旁边；写文件夹时印里面的每个 .docx。不需要 Word，也不需要计划文件。",
)
@click.argument("files", nargs=-1, required=True, metavar="文件或文件夹…")
@click.option("--outputs", "-o", "folder", type=_FILE, metavar="文件夹", help="PDF 放到这个文件夹")
@click.option("--merge", type=_FILE, metavar="文件.pdf", help="合成一个 PDF，每个文件一个书签")
@click.option("--duplex", is_flag=True, help="与 --merge 同用：每个文件从正面（单页）开始，便于双面打印")
@click.option(
    "--engine", type=click.Choice(ENGINES), default=ENGINES[0], metavar="引擎",
    help="gongwen（默认，自带的）或 libreoffice（用本机装的 LibreOffice）",
)  # fmt: skip
@click.option("--profile", type=click.Choice(tuple(PROFILES)), default="word", hidden=True)
@click.option("--force", "-f", is_flag=True, help="覆盖不是本程序生成的同名 PDF")
@click.option("--dry-run", "-n", is_flag=True, help="只说明会印什么，不写任何文件")
@strict_option
@json_option
@quiet_option
@verbose_option
@debug_option
@click.pass_context
def pdf_command(
    context: click.Context,
    /,
    files: tuple[str, ...],
    *,
    quiet: bool,
    verbose: bool,
    as_json: bool,
    **options: Any,
) -> None:
    """Print files."""
    _check(options)
    with Bar(enabled=not quiet) as bar:
        report = bar.report if not quiet else lambda _: None
        result = print_files(PdfOptions(files, **options), report, bar.tick)
    if as_json:
        click.echo(_json(result))
    elif not quiet:
        for line in result.lines:
            click.echo(str(line))
    show(result.problems, everything=verbose)
    context.exit(int(result.exit_code))


def _check(options: dict[str, Any]) -> None:
    """Options that do not go together."""
    merge = options["merge"]
    if merge is not None and merge.suffix.lower() != ".pdf":
        raise ChineseUsageError(f"--merge 后面写合成的 PDF 叫什么，如 合订.pdf；现在写的是：{merge}")
    if options["duplex"] and merge is None:
        raise ChineseUsageError("--duplex 要和 --merge 一起写")
    if merge is not None and options["engine"] == LIBREOFFICE:
        raise ChineseUsageError("--merge 只能用自带的引擎，不能和 --engine libreoffice 一起写")


def _json(result: PdfResult) -> str:
    files = [
        {
            "path": str(line.target),
            "sources": [str(source) for source in line.sources],
            "outcome": line.outcome.name.lower(),
            "pages": line.pages or None,
        }
        for line in result.lines
    ]
    return dump(result.problems, result.exit_code, files=files)
