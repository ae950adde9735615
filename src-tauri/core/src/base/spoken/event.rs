//! Times counted from something that happens: `验收后30天内`, `签完一周后`, `within 5 days of receipt`. Its
//! day is not known, and counted from today they would be another time.

use super::amount::amount;
use super::text::Text;
use crate::base::words;

/// What happens in the course of business and has a day of its own, right before what is counted.
const EVENTS: &[&str] = &[
    "到货",
    "收货",
    "发货",
    "交货",
    "出货",
    "提货",
    "送货",
    "供货",
    "入库",
    "出库",
    "验收",
    "初验",
    "终验",
    "合格",
    "通过",
    "签约",
    "签订",
    "签字",
    "签署",
    "签收",
    "签合同",
    "盖章",
    "下单",
    "付款",
    "收款",
    "回款",
    "到款",
    "到账",
    "开票",
    "打款",
    "结清",
    "投产",
    "量产",
    "上线",
    "交付",
    "安装",
    "调试",
    "试运行",
    "中标",
    "定标",
    "开标",
    "完工",
    "竣工",
    "开工",
    "生效",
    "到期",
    "过期",
    "收到",
    "拿到",
    "接到",
    "货到",
    "款到",
    "票到",
    "完成",
    "结束",
    "回来",
    "回国",
    "入职",
    "离职",
    "放假",
    "收假",
];

/// What says of any deed that it is done.
const DONE: &[&str] = &[
    "后",
    "完",
    "毕",
    "好",
    "了",
    "之日起",
    "日起",
    "之日",
    "当日起",
];

const DOINGS: &[&str] = &["完", "收到", "拿到", "接到", "付了", "签了", "发了", "交了"];

const BEHIND: &[&str] = &["之后", "以后", "过后", "后", "之内", "以内", "内"];

/// The end of what is counted at `i` from something that happens before it.
pub(super) fn counted(text: &Text, i: usize) -> Option<usize> {
    let before = i.checked_sub(1).map(|i| text.get(i));
    if let Some(after) = text.any(i, &["within"])
        && let Some((_, end)) = amount(text, text.space(after))
    {
        let now = text.then(end, &["of now", "from now", "of today", "from today"]);
        return text
            .then(end, &["of", "after", "from", "following"])
            .filter(|_| now.is_none());
    }
    let before = before.filter(|c| words::is_han(*c))?;
    // 发货后两周: the word that counts stands here, the event before it.
    if let Some(after) = text.any(i, &["之后", "以后", "后"])
        && !matches!(
            before,
            '们' | '我' | '他' | '她' | '你' | '您' | '在' | '今' | '往' | '的'
        )
        && let Some((_, end)) = amount(text, text.word(after, "的").unwrap_or(after))
    {
        return Some(text.any(end, BEHIND).unwrap_or(end));
    }
    // 货到两周后: 到 leads to a time elsewhere.
    let i = if text.get(i) == '到' && "货款票".contains(before) {
        i + 1
    } else {
        i
    };
    let (_, end) = amount(text, i)?;
    let end = text.any(end, BEHIND)?;
    let ends = |word: &&str| {
        let from = i.checked_sub(word.chars().count());
        from.is_some_and(|from| text.word(from, word) == Some(i))
    };
    // 我好三天后… has nothing done before it.
    let done = DONE
        .iter()
        .any(|word| ends(word) && i > word.chars().count());
    (done || EVENTS.iter().any(ends) || is_done_before(text, i)).then_some(end)
}

/// 签完合同一周后, 收到定金两周内: what is done to the thing named right before.
fn is_done_before(text: &Text, i: usize) -> bool {
    let mut from = i;
    while from > 0 && i - from < 6 && words::is_han(text.get(from - 1)) {
        from -= 1;
        if text.any(from, DOINGS).is_some_and(|end| end < i) {
            return true;
        }
    }
    false
}
