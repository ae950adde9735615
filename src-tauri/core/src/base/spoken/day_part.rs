//! The parts of a day: what they are called, from when to when they go, and when in them a task is due.

use chrono::NaiveTime;

use super::chinese::{Said, one};
use super::number::whole;
use super::parts::Piece;
use super::text::Text;

/// A part of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// 凌晨: after midnight.
    Small,
    /// 黎明.
    Dawn,
    /// "Early in the morning".
    Early,
    /// 早上.
    Morning,
    /// 上午.
    Forenoon,
    /// 中午.
    Noon,
    /// "At lunch".
    Lunch,
    /// "After lunch".
    AfterLunch,
    Afternoon,
    /// 傍晚.
    Dusk,
    /// The end of the working day.
    Close,
    Evening,
    /// "Late tonight".
    Late,
    /// 夜里: into the small hours.
    Night,
    /// 午夜: the end of the day, or its beginning.
    Midnight,
}

impl Part {
    /// From which hour to which, as far as a bare part of the day has bounds.
    pub(super) fn hours(self) -> (u32, u32) {
        match self {
            Self::Small => (0, 5),
            Self::Dawn => (4, 7),
            Self::Early => (0, 9),
            Self::Morning => (4, 12),
            Self::Forenoon => (0, 12),
            Self::Noon => (12, 13),
            Self::Lunch => (12, 14),
            Self::AfterLunch => (13, 17),
            Self::Afternoon => (12, 19),
            Self::Dusk => (17, 19),
            Self::Close => (17, 24),
            Self::Evening | Self::Night | Self::Midnight => (18, 24),
            Self::Late => (21, 24),
        }
    }

    /// The time a task has that names no other.
    pub(super) fn usual(self) -> Option<NaiveTime> {
        let hour = match self {
            Self::Small => 0,
            Self::Dawn => 6,
            Self::Early => 8,
            Self::Morning | Self::Forenoon => 9,
            Self::Noon | Self::Lunch => 12,
            Self::AfterLunch | Self::Afternoon => 14,
            Self::Dusk => 17,
            Self::Close => 18,
            Self::Evening => 19,
            Self::Late | Self::Night => 21,
            Self::Midnight => 23,
        };
        NaiveTime::from_hms_opt(hour, 0, 0)
    }
}

pub(super) const CHINESE: &[(&str, Part)] = &[
    ("凌晨", Part::Small),
    ("清晨", Part::Morning),
    ("早晨", Part::Morning),
    ("早上", Part::Morning),
    ("早", Part::Morning),
    ("朝早", Part::Morning),
    ("大清早", Part::Morning),
    ("上午", Part::Forenoon),
    ("上昼", Part::Forenoon),
    ("中午", Part::Noon),
    ("午间", Part::Noon),
    ("正午", Part::Noon),
    ("晌午", Part::Noon),
    ("下午", Part::Afternoon),
    ("午后", Part::Afternoon),
    ("晏昼", Part::Afternoon),
    ("下昼", Part::Afternoon),
    ("傍晚", Part::Dusk),
    ("黄昏", Part::Dusk),
    ("晚上", Part::Evening),
    ("晚间", Part::Evening),
    ("晚", Part::Evening),
    ("夜晚", Part::Evening),
    ("夜里", Part::Night),
    ("深夜", Part::Night),
    ("夜间", Part::Night),
    ("半夜", Part::Night),
    ("午夜", Part::Midnight),
    ("下班前", Part::Close),
    ("黎明", Part::Dawn),
    ("拂晓", Part::Dawn),
    ("一早", Part::Morning),
    ("一大早", Part::Morning),
    ("午休", Part::Lunch),
    ("午休时", Part::Lunch),
    ("午休时间", Part::Lunch),
    ("午饭时", Part::Lunch),
    ("午饭时间", Part::Lunch),
    ("午饭的时候", Part::Lunch),
    ("午餐时间", Part::Lunch),
];

/// `上午`, `晚上`.
pub(super) fn chinese(text: &Text, i: usize) -> Option<Said> {
    let (part, end) = text.meant(i, CHINESE)?;
    // 后半夜 is another part, which is not reckoned.
    if part == Part::Night && i > 0 && matches!(text.get(i - 1), '前' | '后' | '上' | '下') {
        return None;
    }
    // 早 and 晚 alone are words of their own, unless an hour or the end comes behind them.
    if end == i + 1 {
        let hour = whole(text, end)
            .is_some_and(|(_, after)| text.any(after, &["点", "时", ":"]).is_some());
        let behind = i > 0
            && text
                .any(
                    i - 1,
                    &["天", "日", "号", "一", "二", "三", "四", "五", "六"],
                )
                .is_some();
        let other = &["点到", "一点", "些", "期", "安", "餐", "饭", "会"];
        if !hour && (!behind || text.any(end, other).is_some()) {
            return None;
        }
    }
    one(Piece::Part(part), end)
}

/// Behind "this" and "yesterday".
pub(super) const RELATIVE: &[(&str, Part)] = &[
    ("morning", Part::Forenoon),
    ("afternoon", Part::Afternoon),
    ("evening", Part::Evening),
    ("night", Part::Evening),
];

/// By what English calls them.
pub(super) const ENGLISH: &[(&str, Part)] = &[
    ("morning", Part::Forenoon),
    ("early morning", Part::Early),
    ("early in the morning", Part::Early),
    ("early hours of the morning", Part::Early),
    ("eod", Part::Close),
    ("end of day", Part::Close),
    ("end of the day", Part::Close),
    ("close of business", Part::Close),
    ("cob", Part::Close),
    ("at lunch", Part::Lunch),
    ("at lunchtime", Part::Lunch),
    ("lunchtime", Part::Lunch),
    ("after lunch", Part::AfterLunch),
    ("afternoon", Part::Afternoon),
    ("afternoonish", Part::Afternoon),
    ("evening", Part::Evening),
    ("night", Part::Evening),
];

/// `tomorrow lunch`, `Friday over lunch`: behind a day, and no part of what is to be done.
pub(super) fn lunch(text: &Text, i: usize) -> Option<Said> {
    if let Some(end) = text.any(i, &["over lunch", "during lunch"]) {
        return one(Piece::Part(Part::Lunch), end);
    }
    let end = text.any(i, &["lunch"])?;
    let led = |word: &str| {
        let from = i.checked_sub(word.len());
        from.is_some_and(|from| text.word(from, word).is_some())
    };
    // "After lunch" is another part of the day, and "before lunch" none.
    if ["after ", "before ", "by ", "until ", "since "]
        .into_iter()
        .any(led)
    {
        return None;
    }
    let at = led("at ");
    (at || text.is_end(end)).then_some((vec![Piece::Part(Part::Lunch)], end))
}
