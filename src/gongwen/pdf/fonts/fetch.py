"""Packages fetched by their own tools: apt-get and npm, by name, checked by them, into a folder of ours."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gongwen.pdf.fonts.convert import Report
from gongwen.pdf.fonts.freeset import SIZES
from gongwen.problems import Problem, Severity

_TIMEOUT = 3600
_APT_RETRIES = ("-o", "Acquire::Retries=1")
_APT = ("-qq", "-o", "APT::Sandbox::User=root", *_APT_RETRIES)
"""Quiet; and as root into our folder, which apt's own user may not enter."""
_NPM = ("--loglevel=error", "--fetch-retry-mintimeout=1000", "--fetch-retry-maxtimeout=3000")
"""By itself npm waits more than a minute before it says that there is no network."""
_OFFLINE = re.compile(
    "could not resolve|temporary failure|could not connect|unable to connect|cannot initiate the connection|"
    "connection (timed out|refused|failed)|network is unreachable|no route to host|"
    r"\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b",
    re.IGNORECASE,
)
"""What apt-get and npm say where a name is not resolved or a host is not reached."""
_REMEDIES = {
    "npm": "请检查网络和 npm 的镜像设置，再运行一次；或在能上网的机器上 npm pack 后用 --from 安装。",
    "apt-get": (
        "请管理员运行一次 apt-get update，再运行本命令；或在能上网的机器上 apt-get download 后用 --from 安装。"
    ),
}
_NO_NETWORK = (
    "请检查网络、代理和镜像设置，再运行一次；或在能上网的 Debian 系统上用 apt-get download 和 npm pack 取得这些软件包，"
    "拷到一个文件夹，再运行 gongwen fonts install --from 文件夹。"
)


def is_npm(package: str) -> bool:
    """Whether a package is npm's."""
    return package.startswith("@")


def can_fetch(package: str) -> bool:
    """Whether this machine has the tool for a package."""
    return shutil.which("npm" if is_npm(package) else "apt-get") is not None


def fetch(packages: Iterable[str], folder: Path, report: Report) -> list[Problem]:
    """Download packages; those that cannot be had are named with what to do, the others are there.

    A tool that does not reach the network is not asked for the rest: each would take as long to fail.
    """
    problems: list[Problem] = []
    unreached: dict[str, list[str]] = {}
    apt = _Apt(folder, report)
    for package in packages:
        tool = "npm" if is_npm(package) else "apt-get"
        if tool in unreached:
            unreached[tool].append(package)
            continue
        report(f"正在下载 {package}（约 {SIZES[package]} MB）……")
        failure = _run(["npm", "pack", *_NPM, package], folder) if is_npm(package) else apt.download(package)
        if failure is None:
            continue
        if failure.offline:
            unreached[tool] = [package]
            continue
        what = f"下载不了 {package}" + (f"：{failure.said}" if failure.said else "")
        problems.append(Problem("font.download", what, _REMEDIES[tool], severity=Severity.WARNING))
    return [*problems, *_no_network(unreached)]


def _no_network(unreached: dict[str, list[str]]) -> list[Problem]:
    """One line on all that was not fetched because a tool does not reach the network."""
    if not unreached:
        return []
    packages = "、".join(package for each in unreached.values() for package in each)
    what = f"{'、'.join(unreached)} 连不上网络，没有下载：{packages}"
    return [Problem("font.no_network", what, _NO_NETWORK, severity=Severity.WARNING)]


@dataclass(frozen=True, slots=True)
class _Failure:
    """The last thing a tool said, and whether it means that there is no network."""

    said: str
    offline: bool = False


class _Apt:
    """apt-get, which as root may bring its lists up to date once."""

    def __init__(self, folder: Path, report: Report) -> None:
        self._folder, self._report = folder, report
        self._updated = False

    def download(self, package: str) -> _Failure | None:
        """Download a package; None when it is there."""
        command = ["apt-get", "download", *_APT, package]
        failure = _run(command, self._folder)
        if failure is None or failure.offline or self._updated or not _is_root():
            return failure
        self._updated = True
        self._report("正在更新软件包清单……")
        update = _run(["apt-get", "update", "-qq", *_APT_RETRIES, "-o", "APT::Update::Error-Mode=any"], self._folder)
        failure = _run(command, self._folder)
        return update if failure is not None and update is not None and update.offline else failure


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _run(command: list[str], folder: Path) -> _Failure | None:
    """None when the tool did it; else what it said: npm names the cause first, apt-get last."""
    path = shutil.which(command[0])
    if path is None:
        return _Failure(f"没有 {command[0]}")
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
        return _Failure("等了一小时没有下载完")
    except OSError as error:
        return _Failure(error.strerror or "无法运行")
    if done.returncode == 0:
        return None
    text = done.stderr or done.stdout
    lines = [line.strip() for line in text.splitlines() if line.strip()] or [f"退出码 {done.returncode}"]
    return _Failure(lines[0 if command[0] == "npm" else -1][:200], _OFFLINE.search(text) is not None)
