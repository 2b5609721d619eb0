"""The schema: its published copy, its two languages, its dates."""

from __future__ import annotations

import calendar
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from gongwen.plan.jsonschema import schema_json
from gongwen.plan.schema import DOCUMENT_TYPES, DocumentEntry, Plan
from gongwen.plan.schema.aliases import ALIASES, KEYS
from gongwen.standard.dates import PlanDate

ROOT = Path(__file__).parent.parent


def models(annotation: object) -> set[type[BaseModel]]:
    """Every model that an annotation reaches."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        found = {annotation}
        for field in annotation.model_fields.values():
            found |= models(field.annotation)
        return found
    return {model for inner in get_args(annotation) for model in models(inner)}


def test_the_published_schema_is_the_models():
    assert (ROOT / "docs" / "plan.schema.json").read_text(encoding="utf-8") == schema_json()


def test_every_key_has_one_alias_and_no_two_share_one():
    keys = {field.alias or name for model in models(Plan) for name, field in model.model_fields.items()}
    assert len(models(Plan)) > 40
    assert keys <= set(ALIASES)
    assert set(ALIASES) - keys <= {"schema"}
    assert len(KEYS) == len(ALIASES)


def test_every_document_type_has_a_chinese_name():
    types = set(get_args(DocumentEntry.model_fields["type"].annotation))
    assert types == set(DOCUMENT_TYPES)


@given(st.dates(date(1949, 1, 1), date(2199, 12, 31)))
def test_every_date_in_every_form(day):
    wanted = PlanDate(day.year, day.month, day.day)
    forms = [
        day.isoformat(), f"{day.year}.{day.month}.{day.day}", f"{day.year}/{day.month}/{day.day}", wanted.chinese(),
    ]  # fmt: skip
    assert {PlanDate.parse(form) for form in forms} == {wanted}
    assert wanted.last_day() == day
    month = PlanDate.parse(f"{day.year}-{day.month:02}")
    assert month.last_day().day == calendar.monthrange(day.year, day.month)[1]
    assert PlanDate.parse(month.chinese()) == month
    assert str(wanted) == day.isoformat()


@pytest.mark.parametrize(
    "text", ["2023-02-30", "2023-13", "23-01-01", "2023", "三月", "2023-1-0", "", "2023-01-01 12:00", "20230101"]
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - the message is made by the loader
        PlanDate.parse(text)
