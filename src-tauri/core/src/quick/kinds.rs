//! How something is to be done: by telephone, on the spot, in writing; and about what.

/// The kinds a task can have, by code, with the words that say them. What is done goes before what
/// it is about: a call about a quote is a call.
const WAYS: &[(&str, &[&str])] = &[
    (
        "call",
        &[
            "打电话",
            "打个电话",
            "电话联系",
            "电话",
            "致电",
            "打给",
            "去电",
            "回电",
            "回电话",
            "通话",
            "call",
            "phone",
            "ring",
        ],
    ),
    (
        "visit",
        &[
            "拜访",
            "走访",
            "登门",
            "上门",
            "回访",
            "去看看",
            "现场",
            "拜年",
            "visit",
            "drop by",
            "go and see",
        ],
    ),
    (
        "meeting",
        &[
            "开会",
            "会议",
            "例会",
            "碰头",
            "面谈",
            "见面",
            "约见",
            "评审会",
            "吃饭",
            "午餐",
            "晚餐",
            "meeting",
            "meet",
            "lunch",
            "dinner",
        ],
    ),
    (
        "mail",
        &[
            "发邮件",
            "发个邮件",
            "写邮件",
            "邮件",
            "发信",
            "email",
            "e-mail",
            "mail",
            "write to",
        ],
    ),
];
const TOPICS: &[(&str, &[&str])] = &[
    (
        "payment",
        &[
            "催款",
            "催收",
            "回款",
            "收款",
            "付款",
            "尾款",
            "货款",
            "对账",
            "欠款",
            "应收",
            "首付款",
            "预付款",
            "payment",
            "invoice",
            "collect",
            "overdue",
            "pay",
        ],
    ),
    (
        "quote",
        &[
            "报价",
            "报价单",
            "询价",
            "quote",
            "quotation",
            "offer",
            "proposal",
        ],
    ),
    (
        "contract",
        &[
            "合同",
            "续签",
            "签约",
            "签合同",
            "协议",
            "contract",
            "agreement",
            "renewal",
            "renew",
        ],
    ),
];

/// The kind a line says, with where its word stands, in the characters of the folded text.
pub(super) fn kind(text: &[char]) -> Option<(&'static str, usize, usize)> {
    earliest(text, WAYS).or_else(|| earliest(text, TOPICS))
}

fn earliest(
    text: &[char],
    table: &[(&'static str, &[&str])],
) -> Option<(&'static str, usize, usize)> {
    let mut best: Option<(&'static str, usize, usize)> = None;
    for (code, words) in table {
        for word in *words {
            let Some(at) = find(text, word) else { continue };
            let end = at + word.chars().count();
            let better = best.is_none_or(|(_, from, until)| at < from || at == from && end > until);
            if better {
                best = Some((code, at, end));
            }
        }
    }
    best
}

/// Where a word stands; a Latin one by itself.
pub(super) fn find(text: &[char], word: &str) -> Option<usize> {
    let word: Vec<char> = word.chars().collect();
    let joined = |one: Option<&char>, other: Option<&char>| {
        one.zip(other).is_some_and(|(one, other)| {
            one.is_ascii_alphanumeric() && other.is_ascii_alphanumeric()
        })
    };
    text.windows(word.len())
        .enumerate()
        .find_map(|(at, window)| {
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            let alone =
                !joined(before, word.first()) && !joined(word.last(), text.get(at + word.len()));
            (window == word && alone).then_some(at)
        })
}
