"""PDF files in the form of PDF/A-2b: pages, fonts, pictures, outline, metadata, written as they come."""

from __future__ import annotations

from gongwen.pdf.objects.contract import Face, Subset
from gongwen.pdf.objects.file import PdfFile
from gongwen.pdf.objects.fonts import FontUse
from gongwen.pdf.objects.links import Link
from gongwen.pdf.objects.metadata import Info
from gongwen.pdf.objects.pictures import PictureError, PictureUse

__all__ = ["Face", "FontUse", "Info", "Link", "PdfFile", "PictureError", "PictureUse", "Subset"]
