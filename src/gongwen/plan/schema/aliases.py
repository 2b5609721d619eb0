"""Each key of the plan file has one Chinese alias; both are accepted anywhere, but not together in one mapping."""

from __future__ import annotations

ALIASES: dict[str, str] = {
    "schema": "格式版本", "year": "年度", "unit": "单位", "issuance": "公文要素", "roster": "名册",
    "departments": "科室", "group": "领导小组", "branch": "支委会", "plan": "方案", "phases": "阶段",
    "measures": "措施", "requirements": "要求", "indicators": "测评指标", "tasks": "任务", "letters": "责任书承诺书",
    "records": "记录", "issues": "问题", "progress": "进展", "selfcheck": "自查", "honours": "表彰",
    "summary": "总结", "dossier": "档案", "documents": "文件", "lint": "校验", "layout": "版式", "id": "编号",
    "name": "名称", "title": "标题", "text": "正文", "heading": "章节标题", "items": "条目", "label": "标签",
    "kind": "类别", "type": "类型", "date": "日期", "note": "备注", "sections": "章节", "intro": "引言",
    "ref": "引用", "short_name": "简称", "letterhead": "发文机关标志", "code": "代字", "superior": "上级单位",
    "province": "省份", "city": "城市", "address": "地址", "party_branch": "党支部", "nature": "单位性质",
    "honour": "荣誉称号", "seal": "盖章", "secrecy": "密级", "urgency": "紧急程度", "copy_no": "份号",
    "signer": "签发人", "issuer": "发文机关", "cc": "抄送", "printed_by": "印发机关", "printed_date": "印发日期",
    "disclosure": "公开方式", "file": "文件名", "sheet": "工作表", "encoding": "编码", "key": "主键", "columns": "列",
    "values": "取值", "gender": "性别", "ethnicity": "民族", "dept": "所在科室", "post": "职务",
    "political": "政治面貌", "party_member": "是否党员", "party_since": "入党时间", "employment": "人员类别",
    "status": "状态", "ext": "分机", "party_member_yes": "党员取值", "active": "在岗取值", "head": "负责人",
    "leader": "分管领导", "duties": "职责", "deputies": "副组长", "members": "成员", "office": "办公室",
    "director": "主任", "staff": "人员", "liaisons": "联络员", "secretary": "书记", "deputy": "副书记",
    "groups": "党小组数", "role": "角色", "start": "开始", "end": "结束", "months": "月份", "projects": "测评项目",
    "version": "版本", "total": "总分", "report_limit": "说明字数上限", "methods": "测评方法", "score": "分值",
    "standards": "测评标准", "evidence": "佐证材料", "docs": "文件数", "photos": "照片数", "bonus": "加分项",
    "negative": "负面清单", "effect": "后果", "actions": "具体措施", "source": "来源", "lead": "牵头",
    "support": "配合", "owner": "责任人", "due": "完成时限", "repeat": "周期", "every": "每", "day": "日",
    "target": "量化目标", "levels": "层级", "party_a": "甲方", "party_b": "乙方", "rule": "规则", "select": "选择",
    "party": "党员", "exclude": "排除", "preamble": "前言", "addressee": "致", "closing": "结语",
    "validity": "有效期", "from": "自", "to": "主送", "copies": "份数", "copies_text": "份数说明", "sign": "签署",
    "fields": "栏目", "sign_date": "签订日期", "due_task": "对应任务", "output": "输出", "table": "表格",
    "filter": "筛选", "template": "模板", "place": "地点", "people": "人数", "hours": "时长", "money": "金额",
    "host": "主持人", "recorder": "记录人", "absent": "缺席", "attendees": "列席", "decisions": "决定事项",
    "trainer": "主讲人", "data": "数据", "files": "附件材料", "cumulative": "累计", "record": "来源记录",
    "problem": "问题描述", "measure": "对应措施", "done": "完成日期", "as_of": "截至日期", "task": "任务编号",
    "percent": "进度", "standard": "标准编号", "reason": "理由", "opening": "开头", "problems": "存在问题",
    "next_steps": "下步打算", "fonds": "全宗", "retention": "保管期限", "volumes": "分卷", "order": "次序",
    "photo": "照片", "per_page": "每页张数", "caption": "图注", "require_date": "须有日期", "parts": "组成",
    "evidence_root": "材料文件夹", "archivist": "立卷人", "checker": "检查人", "number": "发文字号", "seq": "序号",
    "wraps": "印发", "body": "内容", "attachments": "附件", "from_records": "取自记录", "from_issues": "取自问题",
    "sheets": "工作表清单", "include": "包含", "level": "层次", "page_break": "分页", "header": "表头", "rows": "行",
    "widths": "列宽", "allowed_years": "允许的年份", "placeholders": "占位符", "terms": "规范用语", "fonts": "字体",
    "attend": "参加人员", "meeting": "会议", "time": "时间", "agenda": "议程", "contact": "联系人", "joint": "联合发文",
    "document": "所附文件", "landscape": "横排", "conditions": "评选条件", "quota": "名额", "footer": "表尾",
    "liaison": "科室联络员", "heading1": "一级标题字体", "heading2": "二级标题字体",
    "page_number": "页码字体", "latin": "西文字体", "imprint_even": "版记偶数页", "report": "说明",
    "outputs": "成品", "stamp": "归档章", "fonds_no": "全宗号", "catalogue_no": "目录号", "spine": "盒脊厚度",
}  # fmt: skip
"""English key to Chinese alias, one to one."""

KEYS: dict[str, str] = {alias: key for key, alias in ALIASES.items()}
"""Chinese alias to English key."""
