//! Times of day with figures and words, and what a part of the day makes of a bare hour.

use super::bare::{POINTS, is_hour, of_the_day};
use super::day_part::Part;
use super::number::{english, figures, small, whole};
use super::text::Text;

/// A time of day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    pub(super) hour: u32,
    pub(super) minute: Option<u32>,
    pub(super) second: Option<u32>,
    /// Which half of the day was said with it.
    pub(super) half: Option<Half>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Am,
    Pm,
    /// Said on a clock of twenty-four hours.
    Full,
}

impl Clock {
    /// A whole hour.
    pub(super) fn hour(hour: u32, half: Option<Half>) -> Self {
        Self {
            hour,
            minute: None,
            second: None,
            half,
        }
    }

    fn valid(self) -> Option<Self> {
        let fits = self.hour <= 24
            && self.minute.unwrap_or(0) < 60
            && self.second.unwrap_or(0) < 60
            && !(self.hour == 24 && self.minute.unwrap_or(0) > 0)
            && !(matches!(self.half, Some(Half::Am | Half::Pm))
                && self.hour > 12
                && self.half == Some(Half::Am));
        fits.then_some(self)
    }

    /// The readings as hours since midnight and minutes, the likelier first: hours beyond 23
    /// belong to the next day.
    pub(super) fn readings(self, part: Option<Part>) -> Vec<u32> {
        let hour = self.hour;
        if hour > 12 || hour == 0 || self.half == Some(Half::Full) {
            return vec![hour];
        }
        let (am, pm) = (hour % 12, hour % 12 + 12);
        if let Some(half) = self.half {
            return vec![if half == Half::Am { am } else { pm }];
        }
        match part {
            // 早上12点 is nobody's time but noon's.
            Some(Part::Small | Part::Dawn | Part::Early | Part::Morning | Part::Forenoon) => {
                vec![if hour == 12 { 12 } else { am }]
            }
            Some(Part::Noon | Part::Lunch) => vec![if hour >= 10 { hour } else { pm }],
            // 周五半夜1点: the night that begins on Friday, or the one that ends then.
            Some(Part::Night | Part::Midnight) if hour < 5 => vec![24 + hour, hour],
            // 晚上两点 is after midnight, unless the part of the day was a slip.
            Some(Part::Evening | Part::Late) if hour < 5 => vec![24 + hour, pm],
            // Twelve at night ends the day.
            Some(Part::Evening) => vec![if hour == 12 { 24 } else { pm }],
            Some(Part::Night | Part::Midnight | Part::Late) if hour == 12 => vec![24],
            Some(_) => vec![pm],
            // A working day goes from seven to six.
            None if (1..=6).contains(&hour) => vec![pm, am],
            None if hour == 12 => vec![12, 24],
            None => vec![am, pm],
        }
    }
}

const HALVES: &[(&str, Half)] = &[
    ("am", Half::Am),
    ("a.m.", Half::Am),
    ("a.m", Half::Am),
    ("a m", Half::Am),
    ("in the am", Half::Am),
    ("in am", Half::Am),
    ("in pm", Half::Pm),
    ("pm", Half::Pm),
    ("p.m.", Half::Pm),
    ("p.m", Half::Pm),
    ("p m", Half::Pm),
    ("in the pm", Half::Pm),
    ("in the morning", Half::Am),
    ("in morning", Half::Am),
    ("in the afternoon", Half::Pm),
    ("in afternoon", Half::Pm),
    ("in the evening", Half::Pm),
    ("at night", Half::Pm),
    ("p", Half::Pm),
    ("p.", Half::Pm),
    ("a", Half::Am),
];

/// `am`, `p.m.`, `in the morning`.
pub(super) fn meridiem(text: &Text, i: usize) -> Option<(Half, usize)> {
    let i = text.space(i);
    let (half, end) = text.meant(i, HALVES)?;
    // A single letter only right behind the figures, and never the article.
    if end == i + 1
        && (text.get(i) == 'a' || text.get(end) != '\0' && text.get(end).is_alphanumeric())
    {
        let close = i > 0 && text.get(i - 1).is_ascii_digit();
        if !close || text.get(end).is_alphanumeric() {
            return None;
        }
    }
    Some((half, end))
}

/// A minute or second of two figures.
fn two(text: &Text, i: usize) -> Option<(u32, usize)> {
    let (number, end) = figures(text, i)?;
    (end == i + 2 && number < 60).then_some((u32::try_from(number).ok()?, end))
}

/// Any time of day that says so itself. `asked` says that the words before it ask for one, as
/// "at" does, so that a bare number will do.
pub(super) fn clock(text: &Text, i: usize, asked: bool) -> Option<(Clock, usize)> {
    hour(text, i, asked, false)
}

/// As [`clock`], of what stands behind a day where it is `of_day`.
pub(super) fn hour(text: &Text, i: usize, asked: bool, of_day: bool) -> Option<(Clock, usize)> {
    if !text.is_start(i) {
        return None;
    }
    let found = relative(text, i)
        .or_else(|| colon(text, i))
        .or_else(|| chinese(text, i))
        .or_else(|| spoken(text, i, asked, Behind::Says(of_day)))?;
    let (mut clock, mut end) = found;
    // 07:00 PM is written with its nought as well.
    if (clock.half.is_none()
        || clock.half == Some(Half::Full) && clock.hour <= 12 && text.get(i + 2) == ':'
        || clock.second.is_some() && clock.hour <= 12)
        && let Some((half, after)) = meridiem(text, end)
    {
        (clock.half, end) = (Some(half), after);
    }
    if let Some(after) = text.then(end, &["o'clock", "oclock", "o clock"]) {
        end = after;
        if clock.half.is_none()
            && let Some((half, after)) = meridiem(text, end)
        {
            (clock.half, end) = (Some(half), after);
        }
    }
    let end = text.then(end, &["sharp", "整"]).unwrap_or(end);
    let end = if text.get(end) == 'i' {
        text.any(end, &["ish"]).unwrap_or(end)
    } else {
        end
    };
    Some((clock.valid()?, end))
}

/// `15:30`, `3:15pm`, `15h30`, `15h`, `15:23:24`.
pub(super) fn colon(text: &Text, i: usize) -> Option<(Clock, usize)> {
    let (hour, end) = figures(text, i)?;
    (end - i <= 2 && hour <= 24).then_some(())?;
    let hour = u32::try_from(hour).ok()?;
    let mark = text.get(end);
    if mark == 'h' {
        let whole = Clock::hour(hour, Some(Half::Full));
        return match two(text, end + 1) {
            Some((minute, end)) => Some((
                Clock {
                    minute: Some(minute),
                    ..whole
                },
                end,
            )),
            None if !text.get(end + 1).is_ascii_alphanumeric() => Some((
                Clock {
                    minute: Some(0),
                    ..whole
                },
                end + 1,
            )),
            None => None,
        };
    }
    // 7.30 is a number, 7.30 pm is not.
    let dotted =
        mark == '.' && two(text, end + 1).is_some_and(|(_, end)| meridiem(text, end).is_some());
    if mark != ':' && !dotted {
        return None;
    }
    let (minute, mut end) = two(text, end + 1)?;
    let mut clock = Clock {
        hour,
        minute: Some(minute),
        second: None,
        half: None,
    };
    // 09:00 is written so by those who count to twenty-four.
    if text.get(i) == '0' {
        clock.half = Some(Half::Full);
    }
    if text.get(end) == ':'
        && let Some((second, after)) = two(text, end + 1)
    {
        clock.second = Some(second);
        clock.half = Some(Half::Full);
        end = after;
    }
    let end = text.any(end, &["时", "分"]).unwrap_or(end);
    Some((clock, end))
}

/// `三点`, `下午` before it read elsewhere, `三点半`, `三点一刻`, `三点十五分`, `15时30分`, `三点差五分`.
fn chinese(text: &Text, i: usize) -> Option<(Clock, usize)> {
    // 差五分三点: five to three.
    if let Some(after) = text.word(i, "差")
        && let Some((less, after)) = minutes(text, after)
        && let Some((clock, end)) = chinese(text, after)
        && clock.minute.is_none()
    {
        return Some((to(clock, less)?, end));
    }
    let (hour, end) = whole(text, i)?;
    (hour <= 24).then_some(())?;
    let mark = text.any(end, &["点钟", "点", "时"])?;
    // 三时段, 点名, and 三点五个: not the clock.
    if text.any(end, POINTS).is_some() {
        return None;
    }
    let hour = u32::try_from(hour).ok()?;
    let mut clock = Clock::hour(hour, None);
    let end = text.any(mark, &["整", "正"]).unwrap_or(mark);
    if end > mark {
        return Some((clock, end));
    }
    if let Some(end) = text.word(mark, "半") {
        clock.minute = Some(30);
        return Some((clock, end));
    }
    if let Some(after) = text.word(mark, "差")
        && let Some((less, end)) = minutes(text, after)
    {
        return Some((to(clock, less)?, end));
    }
    let past = text.any(mark, &["过", "零", "〇"]).unwrap_or(mark);
    // 晏昼三点三, as one says it in Cantonese.
    if i >= 2
        && text.word(i - 2, "晏昼").is_some()
        && let Some((figure, end)) = whole(text, mark)
        && (1..12).contains(&figure)
        && !text.get(end).is_alphanumeric()
    {
        clock.minute = Some(u32::try_from(figure * 5).ok()?);
        return Some((clock, end));
    }
    // The clock's face has twelve figures: 三点踏三 is a quarter past.
    if let Some(after) = text.any(mark, &["踏", "搭"])
        && let Some(end) = text.word(after, "半")
    {
        clock.minute = Some(30);
        return Some((clock, end));
    }
    if let Some(after) = text.any(mark, &["踏", "搭"])
        && let Some((figure, end)) = whole(text, after)
        && (1..12).contains(&figure)
    {
        clock.minute = Some(u32::try_from(figure * 5).ok()?);
        return Some((clock, end));
    }
    if let Some((minute, end)) = minutes(text, past) {
        clock.minute = Some(minute);
        if let Some((second, after)) = whole(text, end)
            && (0..60).contains(&second)
            && let Some(end) = text.word(after, "秒")
        {
            clock.second = u32::try_from(second).ok();
            return Some((clock, end));
        }
        return Some((clock, end));
    }
    if let Some((minute, after)) = whole(text, past)
        && (0..60).contains(&minute)
        && (minute >= 10 || past > mark)
        && !text.get(after).is_ascii_digit()
        && text
            .any(
                after,
                &[
                    "个", "号", "日", "月", "人", "份", "台", "万", "位", "家", "%", "元", "块",
                    "天",
                ],
            )
            .is_none()
    {
        clock.minute = Some(u32::try_from(minute).ok()?);
        return Some((clock, after));
    }
    Some((clock, mark))
}

/// `十五分`, `一刻`, `三个字`.
fn minutes(text: &Text, i: usize) -> Option<(u32, usize)> {
    let (number, after) = whole(text, i)?;
    let each = if let Some(end) = text.any(after, &["刻钟", "刻"]) {
        (15, end)
    } else if let Some(end) = text.word(after, "个字") {
        (5, end)
    } else {
        (1, text.any(after, &["分钟", "分"])?)
    };
    let minutes = u32::try_from(number).ok()?.checked_mul(each.0)?;
    (minutes < 60).then_some((minutes, each.1))
}

/// So many minutes before a whole hour.
fn to(clock: Clock, less: u32) -> Option<Clock> {
    let minute = 60_u32.checked_sub(less).filter(|minute| *minute > 0)?;
    let hour = match clock.hour {
        0 => 23,
        1 if clock.half.is_none() => 12,
        hour => hour - 1,
    };
    Some(Clock {
        hour,
        minute: Some(minute),
        ..clock
    })
}

const WAYS: &[(&str, bool)] = &[
    ("past", true),
    ("after", true),
    ("from", true),
    ("to", false),
    ("before", false),
    ("till", false),
    ("of", false),
];

/// `half past three`, `a quarter to noon`, `20 minutes past 3pm`.
fn relative(text: &Text, i: usize) -> Option<(Clock, usize)> {
    const SHARES: &[(&str, u32)] = &[
        ("half", 30),
        ("a half", 30),
        ("quarter", 15),
        ("a quarter", 15),
    ];
    let (minutes, after) = text.meant(i, SHARES).or_else(|| {
        let (number, after) = small(text, i)?;
        let after = text
            .then(after, &["minutes", "minute", "mins", "min"])
            .unwrap_or(after);
        Some((u32::try_from(number).ok()?, after))
    })?;
    let Some((later, after)) = text.meant(text.space(after), WAYS) else {
        return half_hour(text, i);
    };
    let after = text.space(after);
    let (clock, end) = match text.meant(after, &[("noon", 12), ("midday", 12), ("midnight", 0)]) {
        Some((hour, end)) => (Clock::hour(hour, Some(Half::Full)), end),
        None => {
            let (clock, end) =
                colon(text, after).or_else(|| spoken(text, after, true, Behind::Any))?;
            let (half, end) =
                meridiem(text, end).map_or((clock.half, end), |(half, end)| (Some(half), end));
            (Clock { half, ..clock }, end)
        }
    };
    if clock.minute.unwrap_or(0) != 0 || minutes >= 60 {
        return None;
    }
    // "Ten to five" is a range as well, unless the minutes are said to be such.
    let in_words = !text.get(i).is_ascii_digit() && minutes % 5 == 0;
    if !later && clock.half != Some(Half::Full) && !in_words && !said_minutes(text, i) {
        return None;
    }
    let clock = if later {
        Clock {
            minute: Some(minutes),
            ..clock
        }
    } else {
        to(clock, minutes)?
    };
    Some((clock, end))
}

/// `half three`, as Britain says half past three.
fn half_hour(text: &Text, i: usize) -> Option<(Clock, usize)> {
    let (hour, end) = english(text, text.space(text.any(i, &["half"])?))?;
    let stands = text.is_end(end) || text.then(end, &["tomorrow", "today", "on"]).is_some();
    (stands && hour <= 12).then_some(())?;
    let clock = Clock {
        minute: Some(30),
        ..Clock::hour(u32::try_from(hour).ok()?, None)
    };
    Some((clock, end))
}

fn said_minutes(text: &Text, i: usize) -> bool {
    small(text, i).is_some_and(|(_, after)| {
        text.then(after, &["minutes", "minute", "mins", "min"])
            .is_some()
    })
}

/// What stands behind a bare number that may be an hour.
#[derive(Clone, Copy)]
enum Behind {
    /// It tells, less of one whose day was said.
    Says(bool),
    /// Anything: nothing else can be meant.
    Any,
}

impl Behind {
    fn is_hour(self, text: &Text, span: (usize, usize)) -> bool {
        match self {
            Self::Says(of_day) => is_hour(text, span, of_day),
            Self::Any => true,
        }
    }
}

/// `3pm`, `ten thirty`, `three o'clock`, and where one was asked for also `3`, `815`, `3 15`, `1500 hours`.
fn spoken(text: &Text, i: usize, asked: bool, behind: Behind) -> Option<(Clock, usize)> {
    if let Some((number, end)) = figures(text, i) {
        let number = u32::try_from(number).ok()?;
        let told = meridiem(text, end).is_some()
            || text.then(end, &["o'clock", "oclock"]).is_some()
            || text.word(end, "ish").is_some();
        if end - i <= 2 {
            (number <= 24).then_some(())?;
            if asked
                && text.get(end) == ' '
                && let Some((minute, after)) = two(text, end + 1)
                && !text.get(after).is_alphanumeric()
                && text.get(after) != '/'
            {
                return Some((
                    Clock {
                        minute: Some(minute),
                        ..Clock::hour(number, None)
                    },
                    after,
                ));
            }
            return (told || asked && behind.is_hour(text, (i, end)))
                .then_some((Clock::hour(number, None), end));
        }
        // 1030, and 330 with its half of the day; 150ish is as vague as it sounds.
        let hours = of_the_day(text, i, end).filter(|_| asked);
        let says = match behind {
            Behind::Says(_) => behind,
            Behind::Any => Behind::Says(false),
        };
        if end - i <= 4
            && text.get(end) != 'i'
            && (told || hours.is_some() || asked && says.is_hour(text, (i, end)))
            && number % 100 < 60
            && number / 100 <= 24
        {
            let minute = Some(number % 100);
            return Some((
                Clock {
                    minute,
                    ..Clock::hour(number / 100, hours.map(|_| Half::Full))
                },
                hours.unwrap_or(end),
            ));
        }
        return None;
    }
    let (hour, end) = english(text, i)?;
    (hour <= 12).then_some(())?;
    let clock = Clock::hour(u32::try_from(hour).ok()?, None);
    let gap = |i: usize| {
        if text.get(i) == '-' {
            i + 1
        } else {
            text.space(i)
        }
    };
    if let Some(after) = text.any(gap(end), &["o", "oh", "ou", "zero"])
        && let Some((minute, end)) = english(text, gap(after))
        && minute < 10
    {
        return Some((
            Clock {
                minute: Some(u32::try_from(minute).ok()?),
                ..clock
            },
            end,
        ));
    }
    if let Some((minute, end)) = english(text, gap(end))
        && (10..60).contains(&minute)
    {
        return Some((
            Clock {
                minute: Some(u32::try_from(minute).ok()?),
                ..clock
            },
            end,
        ));
    }
    let told = meridiem(text, end).is_some() || text.then(end, &["o'clock", "oclock"]).is_some();
    (told || asked && behind.is_hour(text, (i, end))).then_some((clock, end))
}
