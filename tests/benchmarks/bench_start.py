"""`gongwen --help` against a bare click program with one command: bar 1.6 x; `check` on the example: bar 4 x."""

from __future__ import annotations

from tests.benchmarks.clock import ROOT, cpu_seconds

BARE = """
import click
@click.group()
def cli(): pass
@cli.command(help="x")
def build(): pass
cli(["--help"], standalone_mode=False)
"""


def main() -> None:
    """Print both ratios."""
    bare, start, check = cpu_seconds(
        ["-c", BARE],
        ["-m", "gongwen", "--help"],
        ["-m", "gongwen", "check", "--plan", str(ROOT / "inputs" / "plan.yaml")],
    )
    print(f"bare click program   {bare:.3f} CPU s")
    print(f"gongwen --help       {start:.3f} CPU s  {start / bare:.2f} x (bar 1.6)")
    print(f"gongwen check        {check:.3f} CPU s  {check / bare:.2f} x (bar 4)")


if __name__ == "__main__":
    main()
