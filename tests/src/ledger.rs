//! Made-up customers of one account manager, as many as wanted, the same every time. No company,
//! person or number in here is meant to be real.

use std::collections::BTreeMap;

use steward_core::base::Id;
use steward_core::records::value::Value;
use steward_core::records::{ChangeSet, RecordChange};
use steward_core::session::Session;

use crate::dice::Dice;

const PLACES: &[&str] = &[
    "北京", "上海", "广州", "深圳", "杭州", "苏州", "南京", "成都", "武汉", "西安", "重庆", "长沙",
    "青岛", "厦门", "宁波", "无锡", "合肥", "济南", "天津", "郑州",
];
const WORDS: &[&str] = &[
    "鸿远", "瑞丰", "天成", "博雅", "恒信", "中科", "新锐", "华泰", "盛达", "金桥", "远航", "德润",
    "嘉禾", "东方", "鼎盛", "凯旋", "同创", "明辉", "宏图", "安泰", "启明", "云帆", "万象", "海川",
];
const TRADES: &[(&str, &str)] = &[
    ("精密机械", "manufacturing"),
    ("软件技术", "it"),
    ("建筑工程", "construction"),
    ("国际贸易", "trade"),
    ("物流", "transport"),
    ("新能源", "energy"),
    ("医疗器械", "health"),
    ("食品", "manufacturing"),
    ("电子", "manufacturing"),
    ("文化传播", "culture"),
];
const SURNAMES: &[&str] = &[
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "欧阳", "单", "曾",
];
const GIVEN: &[&str] = &[
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "洋", "艳", "勇", "杰", "建国", "晓明", "子涵",
    "雨桐", "志远", "海燕",
];
const SAID: &[&str] = &[
    "谈了明年的框架协议",
    "对交货期不满意",
    "询问了新产品的报价",
    "确认了验收时间",
    "希望延长付款期",
    "介绍了新来的采购总监",
    "抱怨售后响应慢",
    "要求补充技术资料",
    "约定下周现场拜访",
    "提到竞争对手在降价",
    "同意试用三个月",
    "预算要等集团审批",
    "对上次的培训很满意",
    "想了解同行的用法",
];
const KINDS: &[&str] = &["call", "visit", "meeting", "wechat", "mail"];
const RESULTS: &[&str] = &["reached", "no_answer", "agreed", "refused", "postponed"];
const OWNERS: &[&str] = &["林珊", "何晨", "郑凯", "谢雨", "马超"];

/// Units in one group: the first leads it, every fourth of the others has the rest below it.
const GROUP: usize = 20;

/// Records made in one step.
const STEP: usize = 500;

/// The fields of the `n`th unit, its parent apart.
#[must_use]
pub fn unit(n: usize) -> BTreeMap<String, Value> {
    let mut dice = Dice::of(n as u64 ^ 0x51ea);
    let place = dice.pick(PLACES);
    let words = format!("{}{}", dice.pick(WORDS), dice.pick(WORDS));
    let (trade, industry) = TRADES[dice.below(TRADES.len())];
    let (kind, tail) = match n % GROUP {
        0 => ("group", "集团有限公司"),
        m if m % 4 == 0 => ("branch", "有限公司分公司"),
        _ => ("company", "有限公司"),
    };
    let mut values = BTreeMap::new();
    let mut set = |key: &str, value: Value| values.insert(key.to_owned(), value);
    set(
        "legal_name",
        Value::text(format!("{place}{words}{trade}{tail}")),
    );
    set("short_name", Value::text(&words));
    set("kind", Value::choice(kind));
    set("code", Value::text(format!("KH-{n:06}")));
    set("industry", Value::choice(industry));
    set("level", Value::choice(dice.pick(&["a", "b", "c", "d"])));
    set(
        "status",
        Value::choice(dice.pick(&["prospect", "contacted", "active", "dormant", "lost"])),
    );
    set("legal_rep", Value::text(person(&mut dice)));
    set(
        "phones",
        Value::Raw(format!("138{:08}", dice.below(100_000_000))),
    );
    set(
        "address",
        Value::text(format!("{place}市人民路{}号", dice.below(900) + 1)),
    );
    set(
        "description",
        Value::text(format!("{}；{}。", dice.pick(SAID), dice.pick(SAID))),
    );
    set("owner", Value::text(dice.pick(OWNERS)));
    values
}

fn person(dice: &mut Dice) -> String {
    format!("{}{}", dice.pick(SURNAMES), dice.pick(GIVEN))
}

/// Which unit the `n`th reports to.
#[must_use]
pub fn parent(n: usize) -> Option<usize> {
    let (group, m) = (n / GROUP * GROUP, n % GROUP);
    match m {
        0 => None,
        m if m % 4 == 0 => Some(group),
        m => Some(group + m / 4 * 4),
    }
}

/// The fields of the `n`th conversation, held with `unit` before `now` (ms).
#[must_use]
pub fn activity(n: usize, unit: Id, now: i64) -> BTreeMap<String, Value> {
    let mut dice = Dice::of(n as u64 ^ 0xac71);
    let days = i64::try_from(dice.below(900)).unwrap_or_default();
    let minutes = i64::try_from(dice.below(600)).unwrap_or_default();
    let at = now - (days * 24 * 60 + minutes) * 60_000;
    BTreeMap::from([
        ("unit".to_owned(), Value::to(unit)),
        ("at".to_owned(), Value::Instant(at)),
        ("kind".to_owned(), Value::choice(dice.pick(KINDS))),
        ("result".to_owned(), Value::choice(dice.pick(RESULTS))),
        (
            "content".to_owned(),
            Value::text(format!(
                "与{}{}，{}，{}。",
                person(&mut dice),
                dice.pick(&["通话", "见面", "开会"]),
                dice.pick(SAID),
                dice.pick(SAID)
            )),
        ),
    ])
}

/// One step that creates records of `entity`.
#[must_use]
pub fn creation(
    entity: &str,
    records: impl IntoIterator<Item = (Id, BTreeMap<String, Value>)>,
) -> ChangeSet {
    let create = |(id, values)| RecordChange::Create {
        entity: entity.to_owned(),
        id: Some(id),
        asked: false,
        values,
    };
    ChangeSet {
        label: "op.create".to_owned(),
        changes: records.into_iter().map(create).collect(),
    }
}

/// Fills a vault with the first `units` units and `activities` conversations, some hundreds in
/// each step; the ids of the units.
pub fn fill(session: &Session, units: usize, activities: usize) -> Vec<Id> {
    let now = session.vault().clock().now();
    let ids: Vec<Id> = (0..units).map(|_| Id::at(now)).collect();
    for step in (0..units).collect::<Vec<_>>().chunks(STEP) {
        let records = step.iter().map(|&n| {
            let mut values = unit(n);
            if let Some(above) = parent(n) {
                values.insert("parent".to_owned(), Value::to(ids[above]));
            }
            (ids[n], values)
        });
        session.apply(&creation("unit", records)).unwrap();
    }
    for step in (0..activities).collect::<Vec<_>>().chunks(STEP) {
        let records = step
            .iter()
            .map(|&n| (Id::at(now), activity(n, ids[n % units], now.0)));
        session.apply(&creation("activity", records)).unwrap();
    }
    ids
}
