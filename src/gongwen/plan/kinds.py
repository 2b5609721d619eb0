"""The usual kinds of records: known as figures before there is any of them, and what a text calls them."""

from __future__ import annotations

KINDS = {
    "meeting": "会议", "study": "学习", "lecture": "讲座", "training": "培训", "education": "教育活动", "exam": "测试",
    "contest": "竞赛", "sports": "文体活动", "volunteer": "志愿服务", "charity": "爱心捐助", "activity": "主题活动",
    "inspection": "检查", "signing": "签订签署", "award": "表彰", "visit": "走访慰问", "publicity": "宣传",
}  # fmt: skip
"""English word of the plan file to what a text says; another kind is called as the plan writes it."""
INSPECTION = "inspection"
