"""The sandbox: payloads that must be refused, faults that must be found, values that must arrive whole."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongwen import sandbox
from gongwen.sandbox import engine

KNOWN = sandbox.Names.of(["year", "unit.name", "unit.short_name", "group.leader", "人员.[].姓名"])

PAYLOADS = [
    "{{ 9**(9**8) }}",
    "{{ 'a'*10**9 }}",
    "{{ cycler.__init__ }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ ''.__class__ }}",
    "{{ ''['__class__'] }}",
    "{{ ''['__cl' ~ 'ass__'] }}",
    "{{ year|attr('__class__') }}",
    "{{ year|map(attribute='__class__')|list }}",
    "{{ '%s'|format(year) }}",
    "{{ unit|xmlattr }}",
    "{{ range(999999999) }}",
    "{{ lipsum() }}",
    "{{ self.__init__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ year.bit_length() }}",
    "{{ unit[year] }}",
    "{{ year[0:9] }}",
    "{{ year ~ year }}",
    "{{ year + year }}",
    "{{ 99999999999999999999 }}",
    "{% set x = 1 %}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% macro m() %}{% endmacro %}",
    "{% for x in 人员 recursive %}{{ loop(x) }}{% endfor %}",
    "{% for x in 人员 %}{{ loop.cycle }}{% endfor %}",
    "{{ year|join(year|join(year)) }}",
    "{{ ('aaaaaaaa'|join('bbbbbbbb'))|join('c') }}",
    "{{ year|gongwen_guard }}",
    "{{ namespace(x=1) }}",
    "{% call year() %}{% endcall %}",
    "{% filter upper %}x{% endfilter %}",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_payload_is_found_and_not_run(payload: str) -> None:
    started = time.monotonic()
    findings = sandbox.parse(payload, names=KNOWN)
    assert findings
    assert all(finding.code.startswith("template.") or finding.code == "reference.unknown" for finding in findings)
    with pytest.raises(sandbox.RefusedError):
        sandbox.render(payload, {"year": 2023, "unit": {"name": "甲"}, "人员": []}, autoescape=False)
    assert time.monotonic() - started < 2


def test_names_that_jinja_gives_away_are_not_there() -> None:
    for name in ("lipsum", "cycler", "range", "joiner", "namespace", "dict"):
        assert not sandbox.environment(autoescape=True).globals.get(name)


@pytest.mark.parametrize("in_thread", [False, True])
def test_endless_nested_loop_is_stopped(monkeypatch: pytest.MonkeyPatch, *, in_thread: bool) -> None:
    monkeypatch.setattr(engine, "DEADLINE_SECONDS", 0.3)
    text = "{% for a in L %}{% for b in L %}{% for c in L %}{% endfor %}{% endfor %}{% endfor %}"
    caught: list[sandbox.RefusedError] = []

    def run() -> None:
        try:
            sandbox.render(text, {"L": list(range(90_000))}, autoescape=False)
        except sandbox.RefusedError as refused:
            caught.append(refused)

    started = time.monotonic()
    if in_thread:
        thread = threading.Thread(target=run)
        thread.start()
        thread.join()
    else:
        run()
    assert caught[0].findings[0].code == "template.deadline"
    assert time.monotonic() - started < 5


def test_flood_of_output_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "OUTPUT_LIMIT", 100_000)
    with pytest.raises(sandbox.RefusedError) as caught:
        sandbox.render("{% for a in L %}{{ t }}{% endfor %}", {"L": [1] * 1000, "t": "文" * 1000}, autoescape=False)
    assert caught.value.findings[0].code == "template.size"


def test_deeply_nested_text_is_refused_not_a_traceback() -> None:
    text = "{{ " + "(" * 5000 + "year" + ")" * 5000 + " }}"
    assert sandbox.parse(text, names=KNOWN)
    with pytest.raises(sandbox.RefusedError):
        sandbox.render(text, {"year": 1}, autoescape=False)


def test_all_faults_of_a_text_at_once() -> None:
    text = (
        "{{ yaer }}、{{ unit.nmae }}、{{ leader }}、｛｛ 年度 ｝｝、{姓名}、{{ 姓 名 }}、{{ 1 + }}、{{ unit }}、"
        "{{ }}、{{ year }｝、{{ year"
    )
    found = [(finding.code, finding.remedy) for finding in sandbox.parse(text, names=KNOWN)]
    codes = [code for code, _ in found]
    assert codes == [
        "reference.unknown",
        "reference.unknown",
        "reference.unknown",
        "template.full_width",
        "template.single_brace",
        "template.space",
        "template.syntax",
        "reference.whole",
        "template.empty_tag",
        "template.full_width",
        "template.unclosed",
    ]
    assert "year" in found[0][1]
    assert "unit.name" in found[1][1]
    assert "group.leader" in found[2][1]


def test_same_fault_in_two_tags_is_found_twice() -> None:
    findings = sandbox.parse("{{ yaer }}，{{ yaer }}", names=KNOWN)
    assert [finding.offset for finding in findings] == [0, 11]


def test_loop_variables_and_structure() -> None:
    good = "{% for 人 in 人员 %}{{ loop.index + 1 }}{{ 人.姓名 }}{% if not loop.last %}、{% endif %}{% endfor %}"
    assert sandbox.parse(good, names=KNOWN) == []
    assert sandbox.parse(good.replace("人.姓名", "人.姓民"), names=KNOWN)[0].remedy
    assert sandbox.parse("{% for x in 人员 %}", names=KNOWN)[0].code == "template.structure"
    assert sandbox.parse("{{ x }}", names=None) == []


def test_loops_over_texts_and_too_many_loops_are_found() -> None:
    assert sandbox.parse("{% for x in year %}{{ x }}{% endfor %}", names=KNOWN)[0].code == "template.loop"
    deep = "{% for x in 人员 %}" * 4 + "{% endfor %}" * 4
    assert sandbox.parse(deep, names=KNOWN)[0].code == "template.disallowed"
    with pytest.raises(sandbox.RefusedError):
        sandbox.render("{% for x in year %}{% endfor %}", {"year": "2023"}, autoescape=False)


def test_names_in_a_text() -> None:
    text = "{{ a.b }}{% if c and not d %}{% for x in e %}{{ x.y|default(f) }}{% endfor %}{% endif %}{{ 1 + }}{{ a.b }}"
    assert sandbox.names_in(text) == ["a.b", "c", "d", "e", "x.y", "f"]


def test_data_is_never_rendered_twice_nor_an_attribute() -> None:
    context = {"a": {"items": "{{ b }}{% for %}"}, "b": "秘密"}
    assert sandbox.render("{{ a.items }}", context, autoescape=False) == "{{ b }}{% for %}"
    assert sandbox.render("{{ b }}", {"b": "<&\"'>"}, autoescape=True) == "&lt;&amp;&#34;&#39;&gt;"
    with pytest.raises(sandbox.RefusedError):
        sandbox.render("{{ a.keys }}", context, autoescape=False)


@pytest.mark.parametrize("value", [None, ["x"], {"x": 1}])
def test_none_and_groups_are_never_printed(value: object) -> None:
    with pytest.raises(sandbox.RefusedError) as caught:
        sandbox.render("{{ a }}", {"a": value}, autoescape=False)
    assert caught.value.findings[0].code in ("template.empty", "template.whole")


def test_only_plain_data_goes_in() -> None:
    class Odd:
        pass

    for value in (Odd(), 1.5, b"x", {1: 2}):
        with pytest.raises(TypeError):
            sandbox.plain({"a": value})
    assert sandbox.plain({"a": ("x", 1, True, None)}) == {"a": ["x", 1, True, None]}


def test_illegal_characters_are_reported_and_text_after_them_stays() -> None:
    dirty = "前\x00中\x0b后\ud800尾\ufffe。𬬻"
    assert sandbox.clean(dirty) == "前中\n后尾。𬬻"
    assert [code for _, code in sandbox.illegal_characters(dirty)] == ["U+0000", "U+000B", "U+D800", "U+FFFE"]
    assert sandbox.render("{{ a }}", {"a": dirty}, autoescape=True) == "前中\n后尾。𬬻"


@given(st.text(alphabet=st.characters(exclude_characters="{}｛｝\r", exclude_categories=("Cs", "Cc"))))
def test_text_without_tags_comes_back(text: str) -> None:
    assert sandbox.render(text + "{{ x }}", {"x": "1"}, autoescape=False) == text + "1"
    assert sandbox.parse(text, names=KNOWN) == []


@given(st.text(alphabet="{}｛｝%# 年度year.|()'[]1-", max_size=40))
def test_no_text_brings_the_parser_down(text: str) -> None:
    findings = sandbox.parse(text, names=KNOWN)
    if not findings:
        rendered = sandbox.render(text, {"year": 2023}, autoescape=False)
        assert isinstance(rendered, str)
