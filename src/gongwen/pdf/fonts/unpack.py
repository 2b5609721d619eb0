"""Files out of packages: Debian's .deb and npm's .tgz, read in Python, so that they may come from any machine."""

from __future__ import annotations

import contextlib
import io
import shutil
import subprocess
import sys
import tarfile
import zlib
from collections.abc import Callable, Iterator
from lzma import LZMAError
from pathlib import Path
from typing import BinaryIO, cast

from gongwen.pdf.fonts.sfnt import FontError

SUFFIXES = (".deb", ".tgz", ".tar.gz")
_AR, _AR_HEADER = b"!<arch>\n", 60
_LIMIT = 256 << 20
"""No font of the set is a quarter of this; what claims to be larger is not unpacked."""
_DECODERS = {"data.tar": "r|", "data.tar.xz": "r|xz", "data.tar.gz": "r|gz", "data.tar.bz2": "r|bz2"}
_ZSTD = "data.tar.zst"


def files_of(archive: Path, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    """The name in the archive and the content of each regular file that is wanted, in the archive's order.

    Raises FontError for an archive that cannot be read.
    """
    try:
        with contextlib.ExitStack() as stack:
            stream = stack.enter_context(archive.open("rb"))
            if archive.name.endswith(".deb"):
                tar = stack.enter_context(_deb(archive, stream, stack))
            else:
                tar = stack.enter_context(tarfile.open(fileobj=stream, mode="r|gz"))
            yield from _members(tar, wanted)
    except FontError:
        raise
    except (OSError, EOFError, ValueError, tarfile.TarError, LZMAError, zlib.error):
        raise FontError("软件包不完整或已损坏") from None


def _members(tar: tarfile.TarFile, wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
    for member in tar:
        if member.isfile() and wanted(member.name):
            if member.size > _LIMIT:
                raise FontError("软件包里的文件大得不合理")
            content = tar.extractfile(member)
            if content is not None:
                yield member.name, content.read()


class _Part(io.RawIOBase):
    """A stretch of a file, read forward."""

    def __init__(self, stream: BinaryIO, size: int) -> None:
        super().__init__()
        self._stream, self._left = stream, size

    def read(self, size: int = -1) -> bytes:
        """The next bytes of the stretch."""
        data = self._stream.read(self._left if size < 0 else min(size, self._left))
        self._left -= len(data)
        return data


def _deb(archive: Path, stream: BinaryIO, stack: contextlib.ExitStack) -> tarfile.TarFile:
    """The tar of a Debian package's files (deb(5)): a member of an `ar` archive."""
    if stream.read(len(_AR)) != _AR:
        raise FontError("不是 Debian 软件包")
    while len(header := stream.read(_AR_HEADER)) == _AR_HEADER:
        name, size = header[:16].decode("ascii", "replace").strip().rstrip("/"), int(header[48:58])
        if name in _DECODERS:
            part = cast("BinaryIO", _Part(stream, size))
            return tarfile.open(fileobj=part, mode=_DECODERS[name])  # type: ignore[call-overload,no-any-return]
        if name == _ZSTD:
            return _zstd(archive, _Part(stream, size), stack)
        stream.seek(size + size % 2, io.SEEK_CUR)
    raise FontError("软件包里没有文件")


def _zstd(archive: Path, part: _Part, stack: contextlib.ExitStack) -> tarfile.TarFile:
    """Ubuntu's packages: Python 3.14 reads them, dpkg does where it is installed."""
    if sys.version_info >= (3, 14):
        return tarfile.open(fileobj=part, mode="r|zst")
    tool = shutil.which("dpkg-deb")
    if tool is None:
        raise FontError("软件包用 zstd 压缩，这里解不开；请在有 dpkg 的机器上解开，把里面的字体文件放进文件夹")
    process = stack.enter_context(
        subprocess.Popen(  # noqa: S603 - a fixed command on a file that was named
            [tool, "--fsys-tarfile", str(archive)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
    )
    stack.callback(process.kill)
    return tarfile.open(fileobj=process.stdout, mode="r|")
