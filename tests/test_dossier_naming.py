"""Names of evidence as clerks, phones and scanners write them: title, date, kind, form."""

from __future__ import annotations

import os
import unicodedata

import pytest

from gongwen.dossier.model import LEDGER, OTHER, PAPER, PHOTO, RECORD, REPORT, Form
from gongwen.dossier.naming import describe, form_of, kind_of, passed_over, printable, split_name

DAY, MONTH = "2023-03-08", "2023-03"

OWN = [
    # at the beginning
    ("2023-03-08-动员大会.jpg", "动员大会", DAY),
    ("2023.3.8 动员大会.jpg", "动员大会", DAY),
    ("2023_03_08_动员大会.jpg", "动员大会", DAY),
    ("20230308动员大会.jpg", "动员大会", DAY),
    ("2023年3月8日动员大会.jpg", "动员大会", DAY),
    ("2023年03月08日_动员大会.JPG", "动员大会", DAY),
    ("2023年3月8日（星期三）动员大会.jpg", "动员大会", DAY),
    ("2023年3月主题党日.pdf", "主题党日", MONTH),
    ("2023-03 学习记录.pdf", "学习记录", MONTH),
    ("2023.3学习记录.pdf", "学习记录", MONTH),
    ("２０２３年３月８日动员大会.jpg", "动员大会", DAY),
    ("２０２３－０３－０８　动员大会.jpg", "动员大会", DAY),
    ("2023-03-08 10.15.00 动员大会.jpg", "动员大会", DAY),
    ("01-20230308-动员大会.jpg", "动员大会", DAY),
    ("2023-03-08-01-动员大会.jpg", "动员大会", DAY),
    ("2023-03-08-1203会议室.jpg", "1203会议室", DAY),
    # without the year, only where it is clearly a date
    ("3月8日动员大会.jpg", "动员大会", DAY),
    ("03.08动员大会.jpg", "动员大会", DAY),
    ("0308动员大会.jpg", "动员大会", DAY),
    ("(3月8日)动员大会.jpg", "动员大会", DAY),
    ("3月学习记录.pdf", "3月学习记录", MONTH),
    ("3.15晚会.jpg", "3.15晚会", None),
    ("12.25万元捐款明细.xlsx", "12.25万元捐款明细", None),
    ("1203会议室.jpg", "1203会议室", None),
    ("动员大会0308.jpg", "动员大会0308", None),
    # at the end, in brackets
    ("动员大会2023-03-08.jpg", "动员大会", DAY),
    ("动员大会-20230308-1.jpg", "动员大会", DAY),
    ("动员大会（2023年3月8日）.jpg", "动员大会", DAY),
    ("动员大会（2023.3.8）签到表.jpg", "动员大会签到表", DAY),
    ("【2023-03-08】动员大会.jpg", "动员大会", DAY),
    ("统计表2023年3月.xlsx", "统计表", MONTH),
    # two dates stay, the first counts
    ("2023.3.8-3.10培训照片.jpg", "2023.3.8-3.10培训照片", DAY),
    ("培训2023.3.8-2023.3.10.jpg", "培训2023.3.8-2023.3.10", DAY),
    ("3月8日至10日培训.jpg", "3月8日至10日培训", DAY),
    # no dates
    ("20231345-会议.jpg", "20231345-会议", None),
    ("2023-02-30会议.jpg", "2023-02-30会议", None),
    ("2023年2月30日会议.jpg", "2023年2月30日会议", None),
    ("2023年度总结.docx", "2023年度总结", None),
    ("2023-2024学年总结.docx", "2023-2024学年总结", None),
    ("2023年第一季度检查通报.pdf", "2023年第一季度检查通报", None),
    ("澜药检〔2023〕31号 关于检查的通报.pdf", "澜药检〔2023〕31号 关于检查的通报", None),
    ("2023-06号文件.pdf", "2023-06号文件", None),
    ("合同20230308号.pdf", "合同20230308号", None),
    ("编号20230308.pdf", "编号20230308", None),
    ("HT-20230308.pdf", "HT-20230308", None),
    ("联系电话13820230308.txt", "联系电话13820230308", None),
    ("电话010-20230308.txt", "电话010-20230308", None),
    ("关于2023年3月8日会议的说明.docx", "关于2023年3月8日会议的说明", None),
    # ordinals and copies
    ("01-动员大会.pdf", "动员大会", None),
    ("1.动员大会.pdf", "动员大会", None),
    ("1、动员大会.pdf", "动员大会", None),
    ("003-办公室-赵六.jpg", "办公室-赵六", None),
    ("01-2023年实施方案.docx", "2023年实施方案", None),
    ("1-3季度总结.docx", "1-3季度总结", None),
    ("（一）动员大会.pdf", "（一）动员大会", None),
    ("附件1：人员名单.xlsx", "附件1：人员名单", None),
    ("动员大会 (1).jpg", "动员大会", None),
    ("动员大会(2).jpg", "动员大会", None),
    ("动员大会 - 副本 (2).jpg", "动员大会", None),
    ("营业执照副本.jpg", "营业执照副本", None),
    ("工作总结(2023).docx", "工作总结(2023)", None),
    ("报告.docx.pdf", "报告", None),
    # devices, with words that somebody added
    ("微信图片_20230308101500_动员大会.jpg", "动员大会", DAY),
    ("图片3处修改说明.docx", "图片3处修改说明", None),
    ("扫描件_动员大会.pdf", "扫描件_动员大会", None),
    ("meeting_20230308.pdf", "meeting", DAY),
    ("🎉动员大会🎉2023-03-08.jpg", "🎉动员大会🎉", DAY),
    ("🎉.jpg", "🎉", None),
]

OF_DEVICES = [
    ("IMG_20230308_101500.jpg", DAY),
    ("IMG_20230308_101500_HDR.jpg", DAY),
    ("IMG-20230308-WA0001.jpg", DAY),
    ("IMG20230308101500.jpg", DAY),
    ("PXL_20230308_101500123.jpg", DAY),
    ("VID_20230308_101500.mp4", DAY),
    ("微信图片_20230308101500.jpg", DAY),
    ("微信图片_20230308101500_1 (2).jpg", DAY),
    ("QQ图片20230308101500.jpg", DAY),
    ("mmexport1678241700000.jpg", DAY),
    ("mmexport1678204800000.jpg", DAY),  # 00:00 in Beijing is still the 7th at Greenwich
    ("wx_camera_1678241700000.jpg", DAY),
    ("Screenshot_2023-03-08-10-15-00.png", DAY),
    ("Screenshot_20230308_101500_com.tencent.mm.jpg", DAY),
    ("屏幕截图 2023-03-08 101500.png", DAY),
    ("扫描_20230308.pdf", DAY),
    ("20230308_101500.jpg", DAY),
    ("2023-03-08.jpg", DAY),
    ("2023-03-08-1.jpg", DAY),
    ("20230308.pdf", DAY),
    ("IMG_20231345_101500.jpg", None),
    ("扫描20230308001.pdf", None),
    ("IMG_0001.JPG", None),
    ("DSC01234.JPG", None),
    ("P1010023.JPG", None),
    ("0308.jpg", None),
    ("13820230308.jpg", None),
    ("01-.pdf", None),
    ("1.pdf", None),
    ("照片1.jpg", None),
    ("新建 Microsoft Word 文档.docx", None),
    ("3f2b1c0a-9d8e-4f7a-b6c5-d4e3f2a1b0c9.jpg", None),
]


@pytest.mark.parametrize(("name", "title", "date"), OWN)
def test_words_and_date_of_a_name(name, title, date):
    named = describe(name, 2023)
    assert (named.title, str(named.date) if named.date else None, named.own) == (title, date, True)


@pytest.mark.parametrize(("name", "date"), OF_DEVICES)
def test_a_device_gives_a_date_and_no_title(name, date):
    named = describe(name, 2023)
    assert (named.title, str(named.date) if named.date else None) == (split_name(name)[0], date)
    assert not named.own


def test_a_date_without_year_is_of_the_plan():
    assert str(describe("3月8日动员大会.jpg", 2026).date) == "2026-03-08"
    assert describe("2月29日学习.jpg", 2023).date is None
    assert str(describe("2月29日学习.jpg", 2024).date) == "2024-02-29"


def test_names_of_a_mac_and_long_ones():
    assert describe(unicodedata.normalize("NFD", "2023-03-08 café.jpg"), 2023).title == "café"
    title = "省级文明单位创建动员大会" * 6
    assert describe(f"2023-03-08-{title}.jpg", 2023).title == title
    assert describe("动员\n大会\u202e.pdf", 2023).title == "动员_大会_"


@pytest.mark.parametrize(
    "name", ["", ".", " ", "　.jpg", "-.pdf", "()", "（2023-03-08）.jpg", "。。。.docx", "(1).jpg"]
)
def test_a_title_is_never_empty(name):
    assert describe(name, 2023).title


def test_names_in_bytes_of_another_encoding_are_readable():
    assert printable(os.fsdecode("动员大会.jpg".encode("gb18030"))) == "动员大会.jpg"
    assert printable("a\ud800b.jpg").encode()


KINDS = [
    ("会议记录台账.docx", LEDGER), ("学习记录表.xlsx", RECORD), ("关于召开动员大会的通知.pdf", PAPER),
    ("关于印发实施方案的通知（澜药检〔2023〕6号）.pdf", PAPER), ("年度工作总结（定稿）.docx", REPORT),
    ("自查报告.docx", REPORT), ("工作开展情况.docx", REPORT), ("情况统计表.pdf", LEDGER), ("问题清单.txt", LEDGER),
    ("整改台帐.docx", LEDGER), ("会议纪要.pdf", RECORD), ("党课讲稿.docx", RECORD), ("试卷.pdf", RECORD),
    ("张三（心得体会）.docx", RECORD), ("党风廉政建设责任书.pdf", PAPER), ("荣誉证书.png", PAPER), ("考核办法.pdf", PAPER),
    ("动员大会签到表.jpg", RECORD), ("学习笔记第3页.jpg", RECORD), ("通知2.jpg", PAPER), ("动员大会.jpg", PHOTO),
    ("总结表彰大会.jpg", PHOTO), ("签订责任书.jpg", PHOTO), ("责任书签订仪式.jpg", PHOTO), ("签到表照片.jpg", PHOTO),
    ("意见箱.jpg", PHOTO), ("领导讲话.jpg", PHOTO), ("方案.xlsx", PAPER), ("数据.xlsx", LEDGER), ("数据.et", LEDGER),
    ("数据.csv", LEDGER), ("动员大会.pdf", PAPER), ("英模事迹报告会.docx", PAPER), ("录像记录.mp4", OTHER),
]  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), KINDS)
def test_kind_by_the_word_that_comes_last(name, kind):
    stem, suffix = split_name(name)
    assert kind_of(form_of(suffix), stem, suffix=suffix) == kind


def test_what_a_record_a_signature_and_a_folder_say_of_the_kind():
    assert kind_of(Form.PDF, "动员大会", "meeting") == RECORD
    assert kind_of(Form.PDF, "动员大会方案", "meeting") == PAPER
    assert kind_of(Form.IMAGE, "动员大会", "meeting") == PHOTO
    assert kind_of(Form.IMAGE, "办公室-赵六", signed=True) == PAPER
    assert kind_of(Form.IMAGE, "第1页", folder="签到表") == RECORD
    assert kind_of(Form.IMAGE, "会议纪要", folder="签到表台账") == RECORD


def test_forms_by_suffix():
    expected = {
        Form.PDF: ".pdf .PDF", Form.WORD: ".docx .docm", Form.SHEET: ".xlsx .xlsm",
        Form.IMAGE: ".jpg .JPEG .jpe .jfif .png .tif .tiff .webp .gif .bmp .heic .heif", Form.TEXT: ".txt .csv",
        Form.OFFICE: ".doc .wps .rtf .odt .xls .et .ods .ppt .pptx .dps .ofd", Form.OTHER: ".mp4 .zip .exe .dwg",
    }  # fmt: skip
    for form, suffixes in expected.items():
        assert {form_of(suffix) for suffix in suffixes.split()} == {form}
    assert form_of("") is Form.OTHER


def test_a_dot_in_a_name_is_no_suffix():
    assert split_name("2023.3.8动员大会") == ("2023.3.8动员大会", "")
    assert split_name("2023.3.8") == ("2023.3.8", "")
    assert split_name("动员大会.JPG ") == ("动员大会", ".JPG")


def test_what_is_nobodys_evidence():
    words = {
        "锁定文件": ["~$方案.docx", ".~lock.方案.odt#", ".~方案.docx", "~WRL0001.tmp"],
        "系统文件": ["Thumbs.db", "THUMBS.DB", "desktop.ini", ".DS_Store", "__MACOSX", "._方案.docx"],
        "隐藏文件": [".方案.docx", ".git"],
        "": ["方案.docx", "~方案.docx", "thumbs.db.jpg"],
    }
    assert {word: [passed_over(name) for name in names] for word, names in words.items()} == {
        word: [word] * len(names) for word, names in words.items()
    }
