//! Things that have a number: 3号楼, 5号线, 2号厂房, 1号门. Their number is no day of a month, unless a month or
//! the begin of a span stands before it.

use std::ops::Range;

use super::text::Text;

/// What is named by its number alone: nobody says 楼验收 or 泵检修, so the number before it is its own.
const BOUND: &[&str] = &[
    "楼", "线", "机", "厂", "库", "车", "门", "店", "院", "位", "馆", "井", "炉", "泵", "阀", "罐",
    "柜", "箱", "塔", "梯", "轴", "床", "仓", "棚", "桥", "栋", "窑", "坑", "舱", "室", "管", "模",
    "灯", "屏", "桩", "墩", "桌",
];

/// Places that bear a number, and a name that stands alone as well.
const PLACES: &[&str] = &[
    "厂房",
    "厂区",
    "车间",
    "车库",
    "车位",
    "车厢",
    "车站",
    "仓库",
    "库房",
    "库区",
    "机房",
    "机位",
    "机组",
    "工位",
    "工地",
    "工区",
    "工段",
    "产线",
    "生产线",
    "泊位",
    "航站",
    "跑道",
    "站台",
    "站房",
    "展位",
    "展台",
    "展厅",
    "展馆",
    "摊位",
    "码头",
    "地块",
    "标段",
    "通道",
    "出入口",
    "窗口",
    "单元",
    "变电站",
    "包间",
    "包厢",
    "包房",
    "房间",
    "教室",
    "会议室",
    "会议厅",
    "报告厅",
    "办公楼",
    "办公室",
    "宿舍",
    "公寓",
    "病房",
    "病床",
    "隧道",
    "堆场",
    "料仓",
];

/// What has a number on the spot, and none when it is sent: 3号水泵, and 15号水泵发货.
const GOODS: &[&str] = &[
    "样机",
    "储罐",
    "风机",
    "水泵",
    "电机",
    "电梯",
    "锅炉",
    "高炉",
    "变压器",
    "反应釜",
    "发动机",
    "服务器",
    "主机",
    "选手",
    "员工",
];

/// What is done with goods and with people on a day.
const DEEDS: &[&str] = &[
    "发货", "到货", "到港", "到场", "交货", "交付", "送货", "提货", "发运", "发出", "装船", "装车",
    "运输", "进场", "入库", "出库", "报关", "清关", "吊装", "安装", "调试", "验收", "招标", "开标",
    "投标", "询价", "报价", "下单", "付款", "开票", "上线", "体检", "培训", "入职",
];

/// What begins like one of these and is another word: 5号机场接人, 8号线上开会, 3号厂家来访, 15号门窗安装.
const OTHERS: &[&str] = &[
    "机场",
    "机票",
    "机器",
    "机床",
    "机械",
    "机柜",
    "机箱",
    "机加工",
    "机电",
    "机构",
    "机关",
    "机油",
    "线上",
    "线下",
    "线索",
    "线缆",
    "线材",
    "线束",
    "线圈",
    "线路",
    "管理",
    "管委",
    "管道",
    "管材",
    "管件",
    "管线",
    "模拟",
    "模具",
    "模型",
    "模块",
    "模板",
    "厂家",
    "厂商",
    "厂长",
    "厂里",
    "厂内",
    "店长",
    "店里",
    "店庆",
    "店铺",
    "店面",
    "院长",
    "院里",
    "院内",
    "院方",
    "院士",
    "院校",
    "库存",
    "车展",
    "车票",
    "车检",
    "车辆",
    "车子",
    "车队",
    "车险",
    "位于",
    "位置",
    "门诊",
    "门店",
    "门窗",
    "门票",
    "门禁",
    "桌签",
    "桌椅",
    "楼盘",
    "楼市",
    "楼上",
    "楼下",
    "桥架",
    "桥梁",
    "桩基",
    "井盖",
    "室内",
    "室外",
    "阀门",
    "柜子",
    "柜体",
    "箱子",
    "箱体",
    "塔吊",
    "轴承",
    "床垫",
    "梯子",
    "灯具",
    "灯光",
    "屏幕",
    "屏风",
    "馆长",
    "仓储",
    "仓单",
    "炉具",
    "泵送",
];

/// Whether what stands behind the 号 at `end` is a thing that has the number.
pub(super) fn is_of_a_thing(text: &Text, end: usize) -> bool {
    if let Some(after) = text.any(end, GOODS) {
        return text.any(after, DEEDS).is_none();
    }
    text.any(end, PLACES).is_some() || is_bound(text, end)
}

/// Where the 号 stands in a line that begins with the number of a day and a place behind it, at which something is
/// done: 15号车间检查 is of a day, or of the workshop that bears the number. Nobody can tell but who wrote it.
#[must_use]
pub fn day_or_place(typed: &str) -> Option<Range<usize>> {
    /// What is of the place or leads there, and is no deed of a day.
    const OF: &[&str] = &[
        "的", "之", "里", "内", "外", "上", "下", "门", "旁", "和", "与", "及", "到", "至",
    ];
    let text = Text::new(typed);
    let start = text.space(0);
    let mut mark = start;
    while text.get(mark).is_ascii_digit() {
        mark += 1;
    }
    let day: u32 = text.slice(start, mark).parse().ok()?;
    let after = text.any(mark + 1, PLACES)?;
    let is_done = text.get(after).is_alphanumeric() && text.any(after, OF).is_none();
    ((1..=31).contains(&day) && text.get(mark) == '号' && is_done)
        .then(|| text.byte(mark)..text.byte(mark + 1))
}

/// Whether the second number of a span is of things: 1-3号楼 are houses, and 15-20号仓库盘点 are days.
pub(super) fn are_of_things(text: &Text, end: usize) -> bool {
    let names = text.any(end, PLACES).or_else(|| text.any(end, GOODS));
    match names {
        Some(after) => !text.get(after).is_alphanumeric(),
        None => is_bound(text, end),
    }
}

fn is_bound(text: &Text, end: usize) -> bool {
    text.any(end, BOUND).is_some() && text.any(end, OTHERS).is_none()
}
