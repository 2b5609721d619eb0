"""The registry of document types: adding a type is adding a function and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.documents import (
    activities,
    forms,
    honours,
    implementation_plan,
    inspection,
    meetings,
    notice,
    selfcheck,
    summaries,
)  # fmt: skip
from gongwen.documents.context import Batch, Context, Made
from gongwen.plan.schema import DOCUMENT_TYPES

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type: its name in the plan file, its Chinese name, how it is made, whether it fills a folder with files."""

    name: str
    title: str
    make: Callable[[Context, DocumentEntry], Made | Batch]
    in_folder: bool = False


_MAKERS: dict[str, Callable[[Context, DocumentEntry], Made | Batch]] = {
    "plan": implementation_plan.make,
    "notice": notice.notice,
    "minutes": meetings.minutes,
    "meeting_notice": meetings.meeting_notice,
    "inspection_circular": inspection.circular,
    "rectification": inspection.rectification,
    "selection_notice": honours.selection_notice,
    "recommendation": honours.recommendation,
    "public_notice": honours.public_notice,
    "commendation": honours.commendation,
    "certificate": honours.certificate,
    "selfcheck": selfcheck.make,
    "stage_summary": summaries.stage_summary,
    "summary": summaries.summary,
    "activity_plan": activities.activity_plan,
    "activity_record": activities.activity_record,
    "form": forms.form,
    "name_list": forms.name_list,
    "request": notice.request,
    "report": notice.report,
    "letter": notice.letter,
    "order": notice.order,
}
_FOLDERS = frozenset(("rectification",))

REGISTRY: dict[str, DocumentType] = {
    name: DocumentType(name, DOCUMENT_TYPES[name], make, name in _FOLDERS) for name, make in _MAKERS.items()
}
