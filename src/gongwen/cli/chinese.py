"""click in Chinese: headings, usage errors, the help option."""

from __future__ import annotations

from typing import Any

import click

from gongwen import __version__


class _Chinese(click.Command):
    """Help with Chinese headings."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; words that no argument takes are named in Chinese, and every error knows its command."""
        strict = not ctx.allow_extra_args
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if strict and rest:
            raise ChineseUsageError(f"多余的参数：{' '.join(rest)}", ctx)
        return rest

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The usage line."""
        words = [
            word.replace("[OPTIONS]", "[选项]").replace("COMMAND [ARGS]...", "命令 [参数]…")
            for word in self.collect_usage_pieces(ctx)
        ]
        formatter.write_usage(ctx.command_path, " ".join(words), prefix="用法: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands of a group."""
        options = [parameter for parameter in self.get_params(ctx) if isinstance(parameter, click.Option)]
        rows = [row for parameter in options if (row := parameter.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section("选项"):
                formatter.write_dl(rows)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help` with Chinese help."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "显示这份说明"
        return option


class Command(_Chinese):
    """A command with Chinese help."""


class ChineseUsageError(click.UsageError):
    """A wrong command line whose message is Chinese already."""


class Group(_Chinese, click.Group):
    """A group with Chinese help; its sub-commands are of the same kind."""

    command_class = Command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; for an unknown one name the nearest."""
        known = self.list_commands(ctx)
        if args[0] not in known and not args[0].startswith("-"):
            import difflib  # noqa: PLC0415 - only for a typing error

            near = difflib.get_close_matches(args[0], known, 1, 0.4)
            hint = f"，最接近的是 {near[0]}" if near else f"，可用的有 {'、'.join(known)}"
            raise ChineseUsageError(f"没有命令“{args[0]}”{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The sub-commands."""
        with formatter.section("命令"):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(60)) for name in self.list_commands(ctx)])


def version_option(function: Any) -> Any:
    """`--version` in Chinese."""
    return click.version_option(__version__, message="gongwen %(version)s", help="显示版本")(function)


def usage_message(error: click.UsageError) -> str:  # noqa: PLR0911 - a table of errors
    """What is wrong with a command line, by the kind of error."""
    match error:
        case ChineseUsageError():
            return error.message
        case click.NoSuchOption():
            near = f"，最接近的是 {'、'.join(error.possibilities)}" if error.possibilities else ""
            return f"没有这个选项：{error.option_name}{near}"
        case click.MissingParameter():
            return f"缺少参数：{error.param.human_readable_name if error.param else ''}"
        case click.BadParameter(param=click.Option(type=click.Choice(choices=choices)) as option):
            return f"选项 {option.opts[0]} 只能写：{'、'.join(map(str, choices))}"
        case click.BadParameter():
            return f"参数写得不对：{error.param.human_readable_name if error.param else ''}"
        case click.BadOptionUsage():
            return f"选项用得不对：{error.option_name}（要填值的选项后面写值，开关后面不写值）"
        case _:
            return "命令写得不对"
