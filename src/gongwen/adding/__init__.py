"""`gongwen new`: one commented entry more in the plan's list of documents, everything else in the file as it was."""

from gongwen.adding.kinds import find_kind
from gongwen.adding.run import Added, add_document

__all__ = ["Added", "add_document", "find_kind"]
