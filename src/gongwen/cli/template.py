"""`gongwen template list / copy / check / fields`."""

from __future__ import annotations

from pathlib import Path

import click

from gongwen.check import check_all_templates, check_template_file
from gongwen.cli.border import show
from gongwen.cli.chinese import Group
from gongwen.cli.options import debug_option, plan_option, templates_option
from gongwen.problems import ExitCode, UserError
from gongwen.store import Workspace, copy_new
from gongwen.word.templates import Templates, fields


def _templates(plan_file: Path | None, templates: Path | None) -> Templates:
    """The search path; outside any workspace only the shipped set."""
    try:
        root: Path | None = Workspace.find(plan_file).root
    except UserError:
        root = None
    return Templates(templates, root)


@click.group("template", cls=Group, help="查看、取出、检查 Word 和 Excel 模板。")
def template_command() -> None:
    """The group itself does nothing."""


@template_command.command("list", help="列出可用的模板和它们的位置。")
@plan_option
@templates_option
@debug_option
def list_templates(plan_file: Path | None, templates: Path | None) -> None:
    """List templates."""
    found = _templates(plan_file, templates)
    for name in [*found.names(), *found.workbooks()]:
        click.echo(f"{name}\t{found.path(name)}")


@template_command.command("copy", help="把自带模板取到工作文件夹的 templates 中，供修改。")
@click.argument("name", metavar="模板名")
@plan_option
@debug_option
def copy_template(name: str, plan_file: Path | None) -> None:
    """Copy a shipped template into the workspace; an existing file is never overwritten."""
    workspace = Workspace.find(plan_file)
    source = Templates().path(name)
    target = workspace.root / "templates" / source.name
    copy_new(source, target)
    click.echo(f"已取出：{target}")


@template_command.command("check", help="检查模板中的标签和样式；写出文件名时只检查它。")
@click.argument("file", required=False, type=click.Path(path_type=Path), metavar="[文件]")
@plan_option
@templates_option
@debug_option
@click.pass_context
def check_template_files(
    context: click.Context, file: Path | None, plan_file: Path | None, templates: Path | None
) -> None:
    """Check templates."""
    problems = check_template_file(file) if file else check_all_templates(_templates(plan_file, templates))
    show(problems, everything=True)
    click.echo(f"检查完成，发现 {len(problems)} 个问题。" if problems else "检查完成，没有发现问题。")
    context.exit(int(ExitCode.UNUSABLE if problems else ExitCode.DONE))


@template_command.command("fields", help="列出一个模板用到的标签。")
@click.argument("name", metavar="模板名或文件")
@plan_option
@templates_option
@debug_option
def template_fields(name: str, plan_file: Path | None, templates: Path | None) -> None:
    """List the tags of a template."""
    path = Path(name) if Path(name).is_file() else _templates(plan_file, templates).path(name)
    for field in fields(path):
        click.echo(field)
