"""States, percents and dates of a task ledger: what clerks type, and how it is read."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from gongwen.tables.forms import Standing, When, read_date, read_percent, read_standing

DONE, DOING, OPEN, CANCELLED = Standing.DONE, Standing.DOING, Standing.OPEN, Standing.CANCELLED
STANDINGS = {
    DONE: [
        "已完成", "完成", "完成了", "全部完成", "已全部完成", "已办结", "办结", "办毕", "已办理完毕", "已结束", "已落实", "落实到位",
        "已整改", "整改完成", "完成整改", "已整改到位", "均已整改", "整改了", "销号", "已销号", "100%", "100％", "１００％", "1", "1.0", "√", "✓",
        "✔", "✔️", "☑", "是", "y", "Y", "yes", "OK", "ok", "done", "TRUE", "√ 已完成", "已完成√", "✅已完成", "对勾", "√（6月20日）",
        "6月20日已完成", "已于6月20日完成", "2023-06-20完成", "2023-06-20 00:00:00 完成", "已完成（6月20日）", "已完成（2023年6月）",
        "6月底已完成", "已于六月底前完成", "已完成。", " 已 完 成 ", "已完成，已销号", "已按时完成", "按期完成", "提前完成", "如期完成", "圆满完成任务",
        "顺利完成", "全面完成整改任务", "工作已完成", "整改任务已全部完成", "完成情况：已完成", "完成100%", "已100%完成", "整改率100%",
        "进度 100%", "百分之百完成", "百分百", "逾期已完成", "截至6月20日已完成", "目前已完成", "24.6.30已完成", "已完成并销号", "已按要求完成",
    ],
    DOING: [
        "进行中", "推进中", "正在推进", "正在进行", "正在进行中", "正在整改", "整改中", "整改工作推进中", "部分完成", "基本完成", "已基本完成",
        "基本完成整改任务", "部分已完成", "大部分完成", "初步完成", "持续推进", "持续整改", "长期坚持", "已启动", "已开展", "工作已全面开展", "启动了",
        "50%", "0.5", "完成80%", "已完成80%", "已完成８０％", "进度 60%", "完成50-60%", "1%", "99.9%", "百分之八十", "序时推进", "按序时进度推进",
        "有序推进", "尚未全部完成", "未全面落实", "进行中，预计6月底完成", "进行中（见附件）", "未完成，正在推进", "部分完成，部分未完成", "未完成80%", "已开始，未完成",
    ],
    OPEN: [
        "未开始", "未启动", "未开展", "未完成", "没有完成", "尚未完成", "还没做", "没做", "未整改", "未落实", "待办", "待启动", "待落实", "待整改", "×",
        "✗", "✘", "☐", "□", "否", "无", "0", "0.0", "0%", "完成0%", "进度0％", "n", "N", "no", "FALSE", "x", "逾期", "已逾期", "逾期未完成", "超期",
        "未能按时完成", "无法完成", "无法按期完成", "未按期完成", "均未完成", "任务未完成", "整改未完成", "未完成整改", "6月20日未完成", "6月底前未完成",
        "截至目前仍未完成", "至今未完成", "暂未启动", "还没有完成", "× 未完成", "未完成，原因：资金未拨付", "工作尚未开展", "未进行", "未销号",
    ],
    CANCELLED: ["已取消", "取消", "不再开展", "终止", "已终止", "作废", "任务取消", "工作已取消。", "已取消（30%）", "2024年6月20日取消"],
    None: [
        "", " ", "张三负责", "见附件", "12", "80", "-1", "待定?", "待定", "完成?", "已完成？", "完成初稿", "完成方案起草", "已完成初稿", "方案已完成初稿",
        "整改", "落实", "工作", "已", "6月20日", "6月底前", "完成时间：6月20日", "任务完成情况", "是否完成", "预计6月底完成", "计划完成", "力争完成",
        "6月底前完成", "6月30日前完成", "年内完成", "完成（6月底前）", "将于6月20日完成", "13月45日已完成", "2月30日完成", "已完成，张三负责", "完成，见附件",
        "已完成/进行中", "√ 未完成", "× 已完成", "□已完成", "☑已完成 □未完成", "是□否√", "已完成，未销号", "已完成，长期坚持", "已完成未销号", "待销号", "未达到100%",
        "没有完成100%", "目标100%", "6月底前100%完成", "<100%", "120%", "-5%", "从50%提高到100%", "未发现问题", "无问题", "资金到位", "note", "done it",
    ],
}  # fmt: skip
CASES = [(text, standing) for standing, texts in STANDINGS.items() for text in texts]


@pytest.mark.parametrize(("text", "standing"), CASES)
def test_standing(text, standing):
    assert read_standing(text) is standing


def test_standing_words():
    assert [str(standing) for standing in Standing] == ["已完成", "进行中", "未开始", "已取消"]
    assert [read_standing(standing) for standing in Standing] == list(Standing)


@given(
    st.sampled_from(["未", "没有", "尚未", "未能", "无法", "还没", "6月20日未", "任务未", "√未"]),
    st.lists(st.sampled_from(["按时", "按期", "全部", "全面", "如期", "圆满", "已", "均"]), max_size=4).map("".join),
    st.sampled_from(["完成", "办结", "整改", "落实到位", "销号", "完成整改任务", "完成100%", "100%完成"]),
)
def test_negated_is_never_done(negation, adverbs, finish):
    assert read_standing(negation + adverbs + finish) is not DONE


@given(st.text(alphabet="完成已整改落实初稿方案部分未√×，。100%6月20日前"))
@example("未完成")
def test_done_needs_every_word_known(text):
    if any(sign in text for sign in "初稿方案未"):
        assert read_standing(text) is not DONE


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("80%", "80"), ("８０％", "80"), ("80.5 %", "80.5"), ("80.50%", "80.5"), ("100.0%", "100"), ("0%", "0"), ("百分之八十", "80"),
        ("百分之八十五点五", "85.5"), ("百分之80", "80"), ("百分之百", "100"), ("百分之一百", "100"), ("百分之零点五", "0.5"), ("八十%", "80"),
        ("由50%提高到80%", "80"), ("已完成80%。", "80"), ("任务一80%", "80"), ("50-60%", "60"), ("已完成，80%", "80"),
        ("八成", None), ("120%", None), ("100.1%", None), ("-5%", None), ("1,000%", None), ("50%，120%", None), ("", None), ("80", None),
        ("0.8", None), ("%", None), ("百分之", None), ("百分之二百", None),
    ],
)  # fmt: skip
def test_percent(text, percent):
    found = read_percent(text)
    assert (found if found is None else str(found)) == percent


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("0.8", "80"), ("1", "100"), ("1.0", "100"), ("0", "0"), ("0.28999999999999998", "29"), ("0.8%", "0.8"), ("80", "80"), ("80.5", "80.5"),
        ("1.5", "1.5"), ("0.005", "0.5"), ("8E-1", "80"), ("１", "100"), ("100.5", None), ("-0.5", None), ("1e400", None), ("1e999", None), ("abc", None),
        ("", None), ("8成", None),
    ],
)  # fmt: skip
def test_bare_percent(text, percent):
    found = read_percent(text, bare=True)
    assert (found if found is None else str(found)) == percent


@given(st.decimals(0, 100, places=2))
def test_percents_are_read_back(percent):
    assert read_percent(f"完成{percent}%") == percent
    assert read_percent(str(percent / 100), bare=True) == percent


def when(first: str, last: str = "") -> When:
    return When(date.fromisoformat(first), date.fromisoformat(last or first))


JUNE, LATE_JUNE = when("2024-06-01", "2024-06-30"), when("2024-06-21", "2024-06-30")
WHOLE_YEAR = when("2024-01-01", "2024-12-31")
DATES = {
    when("2024-06-30"): [
        "2024-06-30", "2024/6/30", "2024.6.30", "2024年6月30日", "24年6月30日", "24.6.30", "24-06-30", "20240630", "6.30", "6-30", "6/30", "6月30日",
        "6月30日前", "6月30号之前", "6月30", "06月30日", "2024年6月30", "2024.6.30日", "2024年6.30", "二〇二四年六月三十日", "二零二四年六月三十日",
        "二○二四年六月三十日", "二O二四年六月三十日", "2024-06-30 00:00:00", "2024-06-30T00:00", "2024-06-30T00:00:00.000Z", "2024/6/30 8:05",
        "2024年6月30日18:00前", "２０２４年６月３０日", "２０２４－０６－３０", "2024 年 6 月 30 日", "2024–06–30", "2024 - 06 - 30", "于2024年6月30日完成",
        "已于6月30日完成", "截至6月30日", "至2024年6月30日", "6月30日以前完成", "2024年6月30日已完成", "6月30日完成整改", "6月30日前整改到位", "6月30日销号",
        "6月30日前办结。", "（6月30日）", "6.30.", "6.30前", "完成时间：6月30日", "整改时限:2024年6月30日前", "今年6月30日", "本年度6月30日", "已完成（6月30日）", "√ 6月30日",
    ],
    JUNE: [
        "2024-06", "2024/6", "2024.6", "2024年6月", "24年6月", "6月", "6月份", "六月", "6月内", "6月底前", "六月底前", "6月月底前", "6月末之前", "6月底前完成",
        "2024年6月底前", "2024.6月底前", "二零二四年六月", "202406", "6月以内", "今年6月",
    ],
    LATE_JUNE: ["6月底", "6月末", "6月下旬", "六月下旬", "2024年6月底", "6月底完成"],
    when("2024-06-01", "2024-06-10"): ["6月上旬", "6月初", "2024年6月上旬"],
    when("2024-06-11", "2024-06-20"): ["6月中旬", "六月中旬"],
    when("2024-02-21", "2024-02-29"): ["2月底", "2月下旬", "2024年2月末"],
    when("2024-01-01", "2024-03-31"): ["一季度", "第一季度", "1季度", "2024年第一季度", "一季度内", "一季度末前", "2024年1季度"],
    when("2024-03-01", "2024-03-31"): ["3月", "一季度末", "第1季度末"],
    when("2024-10-01", "2024-12-31"): ["四季度", "第四季度底前"],
    when("2024-01-01", "2024-06-30"): ["上半年", "2024年上半年", "今年上半年", "上半年内"],
    when("2024-07-01", "2024-12-31"): ["下半年", "下半年末前"],
    WHOLE_YEAR: ["全年", "年内", "年底前", "年末之前", "2024年", "2024年度", "2024年底前", "2024年全年", "今年", "本年内", "今年年底前", "年底前完成"],
    when("2024-12-01", "2024-12-31"): ["年底", "年末", "2024年底", "今年年底", "12月", "十二月"],
    when("2025-03-01", "2025-03-31"): ["次年3月", "明年三月", "明年3月底前", "2025-03", "25年3月"],
    when("2023-12-31"): ["去年12月31日", "上年12月31日", "2023.12.31"],
    when("2024-12-23"): ["十二月二十三日", "12.23", "二〇二四年十二月二十三日", "2024年十二月23日"],
    when("2024-10-10"): ["十月十日", "10-10", "10月10日"],
    when("2024-06-03"): ["6.3", "6-3", "6月3日", "2024-6-3 12:00", "六月三日"],
    None: [
        "", " ", "2月30日", "13月", "2023-02-29", "2024-13-01", "0.5", "6.31", "6月31日", "六月三十一日", "0月", "6月0日", "6月28日、9月26日",
        "6月1日至6月30日", "6月-9月", "6-9月", "6月1-30日", "2024-06-30 2024-07-15", "6月前", "一季度前", "6月上旬前", "今年前", "2024-06前", "6月30日未完成",
        "6月30日?", "预计6月30日完成", "张三", "12", "45473", "2024", "2024-06-3055", "32024-06-30", "99年6月30日", "10/12/24", "1.2.3", "五季度", "三天内",
        "月底前", "二十二十月", "6月30日张三", "1899-12-30", "2124-06-30", "完成", "20241345", "元旦前",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [(text, span) for span, texts in DATES.items() for text in texts])
def test_date(text, expected):
    assert read_date(text, 2024) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("45473", "2024-06-30"), ("45473.75", "2024-06-30"), ("4.5473E4", "2024-06-30"), ("20000", "1954-10-03"), ("80000", "2119-01-11"),
        ("20240630", "2024-06-30"), ("6.15", "2024-06-15"), ("6.1500000000000004", "2024-06-15"), ("12.31", "2024-12-31"), ("2024-06-30", "2024-06-30"),
        ("6月30日", "2024-06-30"), ("6.3", None), ("6.30", None), ("12.1", None), ("12.10", None), ("6.31", None), ("6.5", None), ("13.15", None),
        ("2024.1", None), ("2024", None), ("19999", None), ("80001", None), ("0", None), ("-45473", None), ("-6.15", None), ("1e400", None),
        ("123456789012", None), ("20240631", None), ("6", None), ("", None),
    ],
)  # fmt: skip
def test_number_as_date(text, expected):
    assert read_date(text, 2024, number=True) == (expected and when(expected))


def test_number_as_month():
    assert read_date("202406", 2024, number=True) == read_date("2024.6", 2023, number=True) == JUNE


@pytest.mark.parametrize("date1904", [False, True])
def test_serials_round_trip(date1904):
    epoch = CALENDAR_MAC_1904 if date1904 else CALENDAR_WINDOWS_1900
    for serial in range(20000, 80001):
        day = from_excel(serial, epoch).date()
        assert read_date(str(serial), 2024, number=True, date1904=date1904) == When(day, day), serial


def han(number: int) -> str:
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else "一二三"[tens - 1])
        + ("十" if tens else "")
        + ("" if ones == 0 else "一二三四五六七八九"[ones - 1])
    )


def written(day: date) -> list[str]:
    y, m, d = day.year, day.month, day.day
    year = "".join("〇一二三四五六七八九"[int(digit)] for digit in str(y))
    full = [
        f"{y}年{m}月{d}日",
        f"{y}年{m:02}月{d:02}日",
        f"{year}年{han(m)}月{han(d)}日",
        f"{y % 100}年{m}月{d}日",
        f"{y}{m:02}{d:02}",
    ]
    full += [f"{y}{mark}{m}{mark}{d}" for mark in "-/."] + [f"{y}{mark}{m:02}{mark}{d:02}" for mark in "-/."]
    full += [f"{y % 100}{mark}{m}{mark}{d}" for mark in "-/."] + [
        f"{day} 00:00:00",
        f"{day}T00:00",
        f"于{y}年{m}月{d}日完成",
    ]
    short = [
        f"{m}月{d}日",
        f"{m}月{d}",
        f"{m}月{d}日前",
        f"{han(m)}月{han(d)}日",
        f"{m}.{d}",
        f"{m}-{d:02}",
        f"{m:02}/{d:02}",
    ]
    wide = [text.translate({ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789-/."}) for text in [*full, *short]]
    return [*full, *short, *wide]


@pytest.mark.parametrize("year", [2023, 2024])
def test_every_day_in_every_form_is_read_back(year):
    for offset in range((date(year + 1, 1, 1) - date(year, 1, 1)).days):
        day = date(year, 1, 1) + timedelta(offset)
        for text in written(day):
            assert read_date(text, year) == When(day, day), text


@given(
    st.dates(date(2015, 1, 1), date(2033, 12, 31)),
    st.sampled_from(["已于{}完成", "{}已完成", "已完成（{}）", "√ {}", "{}完成整改"]),
)
def test_done_with_any_day(day, frame):
    for text in written(day):
        if not text.endswith("前") and "完成" not in text:
            assert read_standing(frame.format(text)) is DONE, text


PIECES = st.sampled_from(
    [
        *"年月日号底末前内-./:%、，（）√×〇十百点ETe+ \t\n",
        "百分之",
        "上旬",
        "季度",
        "2024",
        "6",
        "30",
        "00:00",
        "99",
        "已",
        "未",
        "完成",
    ]
)
TEXTS = st.text() | st.text(st.characters()) | st.lists(PIECES, max_size=12).map("".join)


@given(TEXTS, st.booleans(), st.booleans(), st.sampled_from([1, 2024, 9999]))
@example("9" * 5000, True, False, 2024)
@example("9" * 5000 + "%", True, False, 2024)
@example("0." + "0" * 5000 + "1%", True, False, 2024)
@example("明年6月", True, False, 9999)
@example("去年6月", True, False, 1)
@example("1e999", True, True, 2024)
@example("٣月٣日 ²% ①", True, True, 2024)
@example("\ud800完成", True, True, 2024)
@example("整改" * 20000, True, True, 2024)
@example(" " * 50000 + "1" * 50000, True, True, 2024)
def test_no_text_raises(text, number, date1904, year):
    assert read_standing(text) in {*Standing, None}
    percent = read_percent(text, bare=number)
    assert percent is None or 0 <= percent <= 100
    span = read_date(text, year, number=number, date1904=date1904)
    assert span is None or span.first <= span.last
    assert isinstance(percent, Decimal | None)
