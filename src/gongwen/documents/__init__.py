"""Document types: each module turns the plan into a Document."""

from gongwen.documents.context import Context, Made
from gongwen.documents.registry import REGISTRY, DocumentType

__all__ = ["REGISTRY", "Context", "DocumentType", "Made"]
