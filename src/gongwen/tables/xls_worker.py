"""Runs by itself: one .xls workbook on stdin, its sheets as JSON on stdout.

The old binary format is read in a process of its own, because a damaged file can make the reader ask for
gigabytes and abort the whole process. Nothing of this package is imported here.
"""

from __future__ import annotations

import contextlib
import io
import json
import sys

# Address space of this process in bytes, where the system can limit it: far more than 65,536 × 256 cells need.
MEMORY = 1536 * 1024 * 1024
MAX_CELLS = 5_000_000


def main() -> None:
    """Read stdin, write `{"sheets": […]}` or `{"error": "password" | "damaged" | "too_big"}`."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 not on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    json.dump(_read(sys.stdin.buffer.read()), sys.stdout, ensure_ascii=True)


def _read(data: bytes) -> dict[str, object]:
    from python_calamine import (  # noqa: PLC0415 after the limit is set
        CalamineError,
        PasswordError,
        SheetTypeEnum,
        SheetVisibleEnum,
        load_workbook,
    )

    sheets: list[dict[str, object]] = []
    try:
        book = load_workbook(io.BytesIO(data))
        for item in book.sheets_metadata:
            if item.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(item.name)
            if sheet.total_height * sheet.total_width > MAX_CELLS:
                return {"error": "too_big"}
            rows = [[_plain(value) for value in row] for row in sheet.to_python(skip_empty_area=False)]
            visible = item.visible == SheetVisibleEnum.Visible
            merges = sheet.merged_cell_ranges or []
            sheets.append({"name": item.name, "visible": visible, "rows": rows, "merges": merges})
    except PasswordError:
        return {"error": "password"}
    except (CalamineError, OSError, ValueError, MemoryError):
        return {"error": "damaged"}
    return {"sheets": sheets}


def _plain(value: object) -> object:
    """A value JSON can hold; dates and times as a pair of their type and ISO text."""
    if isinstance(value, str | int | float):
        return value
    iso = getattr(value, "isoformat", None)
    return [type(value).__name__, iso()] if iso else str(value)


if __name__ == "__main__":
    main()
