"""Document types: each module turns the plan into a Document."""

from gongwen.documents.context import Batch, Context, Made
from gongwen.documents.registry import REGISTRY, DocumentType

__all__ = ["REGISTRY", "Batch", "Context", "DocumentType", "Made"]
