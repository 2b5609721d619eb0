"""The demo evidence that is filed under the standards; several have less than is asked for, some have none."""

from __future__ import annotations

from tools.demo_papers import A3_TURNED, archive, locked, paper, scanned, sheet, slides, table_pdf, word
from tools.demo_pictures import jpeg, photo
from tools.demo_records import Files, in_gb2312, sentences
from tools.demo_scans import fax, page, poster, screen

OURS = b"This file was made by another program.\r\n" * 8
"""What stands in files that a dossier passes over."""


def of_standards(plan, people) -> Files:
    """What lies in the folders of standards. Several have less than is asked for, some have no folder."""
    text = sentences(plan)
    yield from _leadership(text, people)
    yield from _learning(text, people)
    yield from _conduct(text)
    yield from _practice(text, people)
    yield from _culture(text, people)


def _leadership(text: list[str], people) -> Files:
    names = [person for person in people if in_gb2312(person.name)]
    where = "Z1-1-1 领导小组和创建办公室"
    decided = [
        "根据年度创建工作安排，经研究，决定成立精神文明创建领导小组。现将有关事项通知如下：",
        "一、领导小组",
        *text[:3],
        "二、办公室",
        *text[3:5],
    ]
    yield (
        f"{where}/2023-02-21-关于成立精神文明创建领导小组的通知.pdf",
        paper(
            "关于成立精神文明创建领导小组的通知",
            decided,
            number="澜药检〔2023〕3号",
            to="各科室：",
            date="2023年2月21日",
        ),
    )
    yield (
        f"{where}/2023-02-24-创建工作领导制度.docx",
        word("精神文明创建工作领导制度", text[8:12], date="2023年2月24日"),
    )
    where = "Z1-1-2 方案 台账 责任书"
    pages = [page(title, lines, title, seal=seal) for title, lines, seal in (
        ("关于印发实施方案的通知", ["各科室：", *text[:4]], ""), ("2023年精神文明建设工作实施方案", text[4:10], ""), ("", text[10:13], "澜州省药品检查中心"),
    )]  # fmt: skip
    yield (
        f"{where}/2023年2月27日 实施方案印发稿（盖章扫描）.pdf",
        scanned([jpeg(each.convert("L") if index < 2 else each, 40, dpi=100) for index, each in enumerate(pages)]),
    )
    rows = [
        [index, person.dept_name, person.name, "已签订", "2023-03-17"] for index, person in enumerate(names[:12], 1)
    ]
    yield (
        f"{where}/2023-03-20-责任书签订情况统计表.xlsx",
        sheet("2023年责任书签订情况统计表", ["序号", "科室", "责任人", "签订情况", "签订日期"], rows, name="统计"),
    )
    where = "Z1-2-1 动员大会和专题研究"
    yield (
        f"{where}/2023-03-08-动员大会讲话稿.pdf",
        paper("在省级文明单位创建动员大会上的讲话", ["同志们：", *text[:22]], date="2023年3月8日"),
    )
    yield (
        f"{where}/2023-03-08-动员大会议程.docx",
        word(
            "省级文明单位创建动员大会议程",
            [
                "时间：2023年3月8日上午9时30分",
                "地点：一楼报告厅",
                "一、宣读实施方案",
                "二、签订责任书",
                "三、主要负责同志讲话",
            ],
        ),
    )
    where = "Z1-2-2 检查 整改 自查 总结"
    yield (
        f"{where}/2023-06-29-第二季度检查情况通报.pdf",
        paper(
            "关于第二季度精神文明创建工作检查情况的通报",
            text[5:12],
            number="澜药检〔2023〕22号",
            to="各科室：",
            date="2023年6月29日",
        ),
    )
    rows = [[index, *row] for index, row in enumerate(_ISSUES, 1)]
    yield (
        f"{where}/20230731整改台账.xlsx",
        sheet("创建工作问题整改台账", ["序号", "责任科室", "存在问题", "整改措施", "完成日期"], rows, wide=True),
    )
    where = "Z1-2-3 考评挂钩和宣传氛围"
    yield (
        f"{where}/2023-05-08-门户网站信息截图.png",
        screen(
            "我中心召开创建工作领导小组会议", [text[2][:46], text[3][:46], text[4][:46], "2023-05-08　来源：办公室"]
        ),
    )
    yield f"{where}/宣传栏.jpg", photo("street", "讲文明 树新风", "院内", "2022:11:18 10:12:40", "宣传栏")


_ISSUES = (
    ("财务科", "“勤俭节约在行动”活动方案未报备", "补报活动方案并明确时间节点", "2023-07-12"),
    ("药品检查二科", "志愿服务时长登记不全", "统一使用登记表，补录一至二季度时长", "2023-07-14"),
    ("办公室", "二楼东侧楼梯间禁烟标识脱落", "更换标识并纳入巡查", "2023-06-30"),
    ("审评科", "主题党日照片缺少拍摄时间和说明", "按要求补充照片说明", "2023-07-10"),
)


def _learning(text: list[str], people) -> Files:
    where = "Z2-1-1 第一议题"
    for month in (2, 3, 4, 5, 6, 9, 10):
        title = f"第一议题学习记录（{month}月）"
        lines = [f"时间：2023年{month}月6日", "地点：三楼会议室", "主持人：方致远", *text[month : month + 3]]
        if month == 5:
            yield f"{where}/2023-05-06-{title}.txt", "\r\n".join([title, *lines]).encode("gb18030")
        elif month == 6:
            yield f"{where}/2023-06-06-{title}.txt", "\n".join([title, *lines]).encode()
        elif month % 2:
            yield f"{where}/20230{month}06{title}.docx", word(title, lines)
        else:
            yield f"{where}/2023-{month:02}-06-{title}.pdf", paper(title, lines)
    where = "Z2-1-2 二十大精神专题学习"
    yield (
        f"{where}/2023-06-12-读书班工作安排.docx",
        word(
            "党的二十大精神专题读书班工作安排",
            text[12:16],
            table=[["时间", "内容", "方式"], ["上午", "原文导读", "集中学习"], ["下午", "交流研讨", "分组讨论"]],
        ),
    )
    yield f"{where}/2023-06-16-读书班学习体会.pdf", paper("专题读书班学习体会", text[13:20])
    rows = [
        [index, person.dept_name, person.name, 88 + index * 7 % 13]
        for index, person in enumerate([each for each in people if in_gb2312(each.name)][:46], 1)
    ]
    yield (
        f"{where}/2023-09-13-理论知识测试成绩.xlsx",
        sheet("理论知识线上测试成绩", ["序号", "科室", "姓名", "成绩"], rows),
    )
    where = "Z2-2-1 三会一课和主题党日"
    names = [person.name for person in people if in_gb2312(person.name)]
    signed = [
        page(
            "主题党日签到表",
            [
                "时间：2023年4月4日    地点：烈士陵园",
                *(f"{number:>2}    {name}    已签到" for number, name in enumerate(part, 1)),
            ],
            part[0],
            grid=True,
        )
        for part in (names[:18], names[18:36])
    ]
    yield f"{where}/2023-04-04-主题党日签到表.tif", fax(signed)
    for quarter, month in ((1, 3), (2, 6), (3, 9)):
        title = f"第{'一二三'[quarter - 1]}季度党员大会会议记录"
        yield (
            f"{where}/第{'一二三'[quarter - 1]}季度/2023-{month:02}-28-{title}.docx",
            word(title, [f"时间：2023年{month}月28日", "地点：一楼报告厅", *text[quarter : quarter + 4]]),
        )
    where = "Z2-2-2 组织生活会和谈心谈话"
    yield (
        f"{where}/2023-04-03-组织生活会情况报告.pdf",
        paper("2022年度组织生活会召开情况报告", text[6:11], date="2023年4月3日"),
    )
    where = "Z2-2-3 支部书记讲党课"
    for day, title in (
        ("2023-06-30", "牢记初心使命 走好新的赶考之路"),
        ("2023-12-08", "凝心聚力迎验收 担当作为促发展"),
    ):
        yield f"{where}/{day}-党课讲稿（{title}）.docx", word(title, text[4:13])


def _conduct(text: list[str]) -> Files:
    where = "Z3-2-1 警示教育和廉洁文化"
    rows = [
        [
            f"第{number}批",
            f"2023-0{number + 2}-1{number}",
            "一楼报告厅",
            f"{40 + number}人",
            "《警钟》",
            "全体观看并讨论",
        ]
        for number in range(1, 5)
    ]
    yield (
        f"{where}/2023-06-20-警示教育片观看记录（横表）.pdf",
        table_pdf("警示教育片观看记录", ["批次", "日期", "地点", "人数", "片名", "情况"], rows, sideways=True),
    )
    yield (
        f"{where}/2023-07-24-廉政教育基地参观感悟.docx",
        word("参观廉政教育基地有感", text[1:6], picture=photo("hall", "廉政教育基地", "", "", "感悟", size=(800, 600))),
    )
    yield (
        "Z4-1-1 公民道德建设实施纲要/2023.04.26学习《新时代公民道德建设实施纲要》.pdf",
        paper("《新时代公民道德建设实施纲要》学习记录", text[11:15]),
    )
    where = "Z4-1-2 四德教育和道德讲堂"
    yield f"{where}/2023-03-20-道德讲堂活动方案.docx", word("2023年道德讲堂活动方案", text[10:15], date="2023年3月20日")
    yield f"{where}/2023-06-14-第二期海报.gif", poster("道德讲堂", "第二期　职业道德　6月16日 一楼报告厅", "GIF")
    where = "Z4-2-1 法治培训"
    topics = ["药品管理法修订要点", "行政处罚程序", "检查取证的要求", "常见问题", "讨论"]
    yield (
        f"{where}/2023-05-26-专题讲座课件.pdf",
        slides(
            "药品管理法律法规",
            [(topic, [line[:24] for line in text[3 + number : 7 + number]]) for number, topic in enumerate(topics)],
        ),
    )
    rows = [
        [index, name, round(88 + index * 3.7 % 12, 1)]
        for index, name in enumerate(
            ("办公室", "党群人事科", "财务科", "质量管理科", "药品检查一科", "药品检查二科", "审评科"), 1
        )
    ]
    yield (
        "Z4-2-2 竞赛和测试/2023-12-05-法律知识测试成绩汇总.xlsx",
        sheet("国家宪法日法律知识测试成绩汇总", ["序号", "科室", "平均分"], rows),
    )
    yield (
        "Z4-2-3 守法公民承诺书/2023-04-20-签署情况说明.docx",
        word("承诺书签署情况说明", ["在岗职工58人全部签署，签署率100%。", *text[14:15]], date="2023年4月20日"),
    )


def _practice(text: list[str], people) -> Files:
    where = "Z5-1-2 文明交通 餐桌 上网 旅游"
    yield f"{where}/2023-06-29-光盘行动海报.webp", poster("光盘行动", "从我做起　厉行节约", "WEBP")
    yield (
        f"{where}/2023-09-27-文明旅游提示.txt",
        "\r\n".join(
            ["文明旅游提示", "一、遵守秩序，排队礼让。", "二、爱护文物，不乱刻画。", "三、保护环境，不乱扔垃圾。"]
        ).encode("gb18030"),
    )
    where = "Z5-2-1 志愿服务队"
    listed = [person for person in people if in_gb2312(person.name)]
    rows = [
        [index, person.name, person.dept_name, f"LZ{index:04}", "已注册"] for index, person in enumerate(listed[:54], 1)
    ]
    yield (
        f"{where}/志愿服务队花名册.xlsx",
        sheet("志愿服务队花名册", ["序号", "姓名", "科室", "志愿者编号", "注册情况"], rows),
    )
    months = [f"{month}月" for month in range(1, 12)]
    rows = [
        [
            str(index),
            person.name,
            *(str((index * month) % 3) for month in range(1, 12)),
            str(sum((index * month) % 3 for month in range(1, 12))),
        ]
        for index, person in enumerate(listed[:40], 1)
    ]
    yield (
        f"{where}/2023-12-01-志愿服务时长公示（A3）.pdf",
        table_pdf("2023年志愿服务时长公示", ["序号", "姓名", *months, "合计"], rows, size=A3_TURNED),
    )
    thanks = paper(
        "感谢信",
        [
            "澜州省药品检查中心：",
            "一年来，贵中心志愿者多次走进社区，开展过期药品回收、用药知识宣传和环境整治，受到居民好评。谨致谢意！",
        ],
        date="2023年10月30日",
    )
    where = "Z5-2-2 志愿帮扶"
    yield f"{where}/2023-10-30-春晖社区感谢信.pdf", thanks
    pictures = [
        (
            f"志愿帮扶/2023-10-26 {what}.jpg",
            photo("street", what, "春晖社区", f"2023:10:26 1{number}:20:00", what, size=(1000, 750)),
        )
        for number, what in enumerate(("过期药品回收", "用药咨询", "走访困难群众"))
    ]
    members = [*pictures, ("志愿帮扶/2023-10-26 活动小结.pdf", paper("志愿帮扶活动小结", text[16:19]))]
    yield f"{where}/2023-10-26-志愿帮扶材料.zip", archive([(name.encode("gbk"), data) for name, data in members])
    where = "Z6-1-1 社区共建"
    yield f"{where}/2023-05-25-共建协议书.pdf", locked(paper("结对共建协议书", text[15:22], date="2023年5月25日"))
    yield f"{where}/2023-10-30-感谢信.pdf", thanks
    yield (
        "Z6-2-1 驻村帮扶/2023-02-15-驻村帮扶工作计划.docx",
        word(
            "2023年驻村帮扶工作计划",
            text[16:20],
            table=[["月份", "内容", "责任人"], ["5月", "“扶智、扶志”讲座", "路平川"], ["8月", "走访慰问", "路平川"]],
            date="2023年2月15日",
        ),
    )


def _culture(text: list[str], people) -> Files:
    where = "Z7-1-1 我们的节日"
    for day, festival, scene in (("2023-01-19", "春节", "hall"), ("2023-06-21", "端午节", "room")):
        yield (
            f"{where}/{day}-{festival}活动方案.docx",
            word(f"“我们的节日·{festival}”活动方案", text[18:21], date=f"{day[:4]}年{int(day[5:7])}月{int(day[8:])}日"),
        )
        yield (
            f"{where}/{day}-{festival}活动.jpg",
            photo(scene, f"我们的节日·{festival}", "职工之家", f"{day.replace('-', ':')} 14:30:00", festival),
        )
    yield (
        "Z7-1-2 家风家训/2023-05-15-家训汇编.pdf",
        paper(
            "职工家训汇编",
            [
                f"{number}．{line}"
                for number, line in enumerate(
                    (
                        "忠厚传家，诗书继世。",
                        "勤俭持家，和睦邻里。",
                        "清白做人，踏实做事。",
                        "孝敬长辈，教子有方。",
                        "言必信，行必果。",
                    )
                    * 7,
                    1,
                )
            ],
        ),
    )
    rows = [
        [f"{month}月", 8200 + 130 * (month * 5 % 7), 96 + month * 3 % 11, 410 + month * 17 % 60]
        for month in range(1, 12)
    ]
    yield (
        "Z7-1-3 勤俭节约/2023-12-05-能耗统计表.xlsx",
        sheet("2023年能耗统计表", ["月份", "用电（千瓦时）", "用水（吨）", "用纸（包）"], rows, name="能耗"),
    )
    where = "Z7-2-1 评选表彰"
    yield (
        f"{where}/2023-11-20-关于开展文明科室、文明家庭、文明职工评选的通知.docx",
        word("关于开展文明科室、文明家庭、文明职工评选的通知", text[19:23], date="2023年11月20日"),
    )
    yield f"{where}/~$23-11-20-关于开展文明科室、文明家庭、文明职工评选的通知.docx", b"\x04user" + bytes(157)
    yield (
        f"{where}/2023-12-08-评选结果公示.pdf",
        scanned(
            [
                jpeg(
                    page(
                        "评选结果公示",
                        [
                            "经各科室推荐、领导小组研究，拟表彰文明科室2个、文明家庭3户、文明职工6名，现予公示。",
                            "公示期：2023年12月8日至12月12日",
                        ],
                        "公示",
                        seal="澜州省药品检查中心",
                    ),
                    55,
                    dpi=100,
                )
            ]
        ),
    )
    yield (
        "Z7-3-1 文体活动/2023-04-10-全年文体活动安排.docx",
        word(
            "2023年职工文体活动安排",
            text[7:9],
            table=[
                ["时间", "项目"],
                ["4月", "春季健步走"],
                ["5月", "乒乓球、台球比赛"],
                ["9月", "跳绳比赛"],
                ["10月", "秋季健步走"],
            ],
        ),
    )
    where = "Z8-1-2 无烟单位"
    yield (
        f"{where}/2023-05-31-无烟单位自查表.pdf",
        table_pdf(
            "无烟单位自查表",
            ["检查项目", "标准", "自查情况"],
            [
                ["楼梯间", "无烟头", "合格"],
                ["卫生间", "无烟味", "合格"],
                ["会议室", "无烟具", "合格"],
                ["禁烟标识", "全覆盖", "补1处"],
            ],
        ),
    )
    yield (
        f"{where}/2023-05-31-世界无烟日宣传.jpg",
        photo("hall", "世界无烟日宣传活动", "一楼大厅", "2023:05:31 09:40:00", "无烟日"),
    )
    for number, what in enumerate(("停车有序", "楼道整洁"), 1):
        yield (
            f"Z8-1-3 环境秩序/2023-11-2{number}-{what}.jpg",
            photo("street", what, "院区", f"2023:11:2{number} 08:3{number}:00", what),
        )
    where = "Z8-2-1 管理制度"
    rules = [f"第{number}条　{line}" for number, line in enumerate(text[:24], 1)]
    yield f"{where}/2023-08-30-管理制度汇编.pdf", paper("管理制度汇编（摘要）", rules, date="2023年8月30日")
    yield f"{where}/Thumbs.db", OURS
    yield "Z8-2-2 服务对象满意度/Thumbs.db", OURS
