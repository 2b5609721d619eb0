"""The entry of each type: its lines and what is missing for it."""

from __future__ import annotations

from collections.abc import Callable

from gongwen.adding import events, lists, papers
from gongwen.adding.builder import Entry
from gongwen.adding.facts import Facts
from gongwen.adding.lines import Style
from gongwen.problems import Place

MAKERS: dict[str, Callable[[Entry], None]] = {
    "plan": papers.plan,
    "notice": papers.notice,
    "ledger": lists.ledger,
    "letters": lists.letters,
    "minutes": events.minutes,
    "meeting_notice": events.meeting_notice,
    "inspection_circular": events.inspection_circular,
    "rectification": events.rectification,
    "selection_notice": events.selection_notice,
    "recommendation": events.recommendation,
    "public_notice": events.public_notice,
    "commendation": events.commendation,
    "certificate": events.certificate,
    "selfcheck": papers.selfcheck,
    "stage_summary": papers.stage_summary,
    "summary": papers.summary,
    "activity_plan": events.activity_plan,
    "activity_record": events.activity_record,
    "form": lists.form,
    "name_list": lists.name_list,
    "request": papers.request,
    "report": papers.report,
    "letter": papers.letter,
    "order": papers.order,
    "dossier": lists.dossier,
}
"""What each type of the plan file says."""


def new_entry(kind: str, facts: Facts, style: Style, place: Place) -> Entry:
    """The whole entry of a type."""
    entry = Entry(kind, facts, style, place)
    MAKERS[kind](entry)
    entry.output()
    return entry
