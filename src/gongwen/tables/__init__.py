"""Rows out of csv files and workbooks as people really make them."""

from gongwen.tables.model import Row, TableRows
from gongwen.tables.normal import header_key
from gongwen.tables.read import read_table

__all__ = ["Row", "TableRows", "header_key", "read_table"]
