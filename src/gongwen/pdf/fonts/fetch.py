"""Packages fetched by their own tools: apt-get and npm, by name, checked by them, into a folder of ours."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from gongwen.pdf.fonts.convert import Report
from gongwen.pdf.fonts.freeset import SIZES
from gongwen.problems import Problem, Severity

_TIMEOUT = 3600
_APT = ("-qq", "-o", "APT::Sandbox::User=root")
"""Quiet; and as root into our folder, which apt's own user may not enter."""


def is_npm(package: str) -> bool:
    """Whether a package is npm's."""
    return package.startswith("@")


def can_fetch(package: str) -> bool:
    """Whether this machine has the tool for a package."""
    return shutil.which("npm" if is_npm(package) else "apt-get") is not None


def fetch(packages: Iterable[str], folder: Path, report: Report) -> list[Problem]:
    """Download packages; those that cannot be had are named with what to do, the others are there."""
    problems: list[Problem] = []
    updated = False
    for package in packages:
        report(f"正在下载 {package}（约 {SIZES[package]} MB）……")
        if is_npm(package):
            said = _run(["npm", "pack", "--silent", package], folder)
            remedy = "请检查网络和 npm 的镜像设置，再运行一次；或在能上网的机器上 npm pack 后用 --from 安装。"
        else:
            command = ["apt-get", "download", *_APT, package]
            said = _run(command, folder)
            if said is not None and not updated and _is_root():
                updated = True
                report("正在更新软件包清单……")
                _run(["apt-get", "update", "-qq"], folder)
                said = _run(command, folder)
            remedy = (
                "请管理员运行一次 apt-get update，再运行本命令；或在能上网的机器上 apt-get download 后用 --from 安装。"
            )
        if said is not None:
            what = f"下载不了 {package}" + (f"：{said}" if said else "")
            problems.append(Problem("font.download", what, remedy, severity=Severity.WARNING))
    return problems


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: list[str], folder: Path) -> str | None:
    """None when the tool did it; else the last thing it said."""
    path = shutil.which(command[0])
    if path is None:
        return f"没有 {command[0]}"
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands and package names
            [path, *command[1:]],
            cwd=folder,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=_TIMEOUT,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"},
        )
    except subprocess.TimeoutExpired:
        return "等了一小时没有下载完"
    except OSError as error:
        return error.strerror or "无法运行"
    if done.returncode == 0:
        return None
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    return lines[-1][:200] if lines else f"退出码 {done.returncode}"
