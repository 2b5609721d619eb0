"""The registry of document types: adding a type is adding a module and one line here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongwen.documents import implementation_plan, notice
from gongwen.documents.context import Context, Made

if TYPE_CHECKING:
    from gongwen.plan.schema import DocumentEntry


@dataclass(frozen=True, slots=True)
class DocumentType:
    """A type: its name in the plan file, its Chinese name, and how it is made."""

    name: str
    title: str
    make: Callable[[Context, DocumentEntry], Made]


REGISTRY: dict[str, DocumentType] = {
    kind.name: kind
    for kind in (
        DocumentType("plan", "实施方案", implementation_plan.make),
        DocumentType("notice", "通知", notice.make),
    )
}
