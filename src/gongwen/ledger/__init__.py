"""The task-division ledger (任务分工台账): built from a template, filled all year, refreshed without losing a cell."""

from gongwen.ledger.options import LedgerOptions, LedgerResult
from gongwen.ledger.run import LedgerRun, ledger_state, make_ledgers

__all__ = ["LedgerOptions", "LedgerResult", "LedgerRun", "ledger_state", "make_ledgers"]
