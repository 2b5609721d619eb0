"""Workbooks changed cell by cell: what is not asked for stays as it is, byte for byte. Knows no ledger."""

from gongwen.sheet.book import Book
from gongwen.sheet.fill import fill
from gongwen.sheet.patch import CannotKeepError, SheetPatch
from gongwen.sheet.values import Cell

__all__ = ["Book", "CannotKeepError", "Cell", "SheetPatch", "fill"]
