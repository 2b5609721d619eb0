"""All features, in the order of the list that the reader promises."""

from __future__ import annotations

from tests.typesetting import (
    feature_pages,
    feature_paragraphs,
    feature_tables,
    feature_text,
    feature_things,
    feature_unknown,
)
from tests.typesetting.feature import Feature

FEATURES: tuple[Feature, ...] = (
    *feature_text.FEATURES,
    *feature_paragraphs.FEATURES,
    *feature_pages.FEATURES,
    *feature_tables.FEATURES,
    *feature_things.FEATURES,
    *feature_unknown.FEATURES,
)
