"""One master, many files: a Word template compiled once and filled for each row of data."""

from gongwen.word.merge.master import Master, open_master
from gongwen.word.merge.printset import PrintSet
from gongwen.word.merge.rich import Picture, RichMaster

__all__ = ["Master", "Picture", "PrintSet", "RichMaster", "open_master"]
