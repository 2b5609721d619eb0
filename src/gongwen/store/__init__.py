"""Files that are never half written and people's files that are never lost: workspace, session, manifest, backups."""

from gongwen.store.names import safe_name, safe_path
from gongwen.store.session import EXIT_CODES, Outcome, Session
from gongwen.store.single import copy_new, rewrite, write_new
from gongwen.store.workspace import Workspace

__all__ = [
    "EXIT_CODES",
    "Outcome",
    "Session",
    "Workspace",
    "copy_new",
    "rewrite",
    "safe_name",
    "safe_path",
    "write_new",
]
