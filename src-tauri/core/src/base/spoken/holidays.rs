//! The days that have a name, and when they fall.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use super::chinese::LUNAR;
use super::text::Text;
use super::value::{Now, day_after, lunar_day, ymd};

/// How a named day is found in a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Falls {
    On(u32, u32),
    /// Month and day of the Chinese calendar.
    Lunar(u32, u32),
    /// The last day of the Chinese year.
    Eve,
    /// The `n`-th weekday of a month, from its end where negative.
    Nth(u32, i32, Weekday),
    /// So many days after Easter Sunday.
    Easter(i64),
    /// The solar term that is a holiday.
    Qingming,
    /// 冬至, the winter solstice.
    Solstice,
    /// A day of the year, or the working day nearest to it where it is a weekend.
    Near(u32, u32),
    /// So many days after another.
    After(&'static Falls, i64),
    /// The first and the last day of the user's own.
    Own(NaiveDate, NaiveDate),
}

const THANKSGIVING: Falls = Falls::Nth(11, 4, Weekday::Thu);

/// What they are called. Where two countries mean different days by one name, the name is read as
/// the language it is said in does: 劳动节 is in May, "labor day" in September.
pub(super) const NAMES: &[(&str, Falls)] = {
    use Falls::{After, Easter, Eve, Lunar, Near, Nth, On, Qingming, Solstice};
    use Weekday::{Fri, Mon, Sun};
    &[
        ("元旦", On(1, 1)),
        ("元旦节", On(1, 1)),
        ("阳历新年", On(1, 1)),
        ("公历新年", On(1, 1)),
        ("新年", On(1, 1)),
        ("春节", Lunar(1, 1)),
        ("新春", Lunar(1, 1)),
        ("过年", Lunar(1, 1)),
        ("农历新年", Lunar(1, 1)),
        ("农历年", Lunar(1, 1)),
        ("大年初一", Lunar(1, 1)),
        ("年初一", Lunar(1, 1)),
        ("中国新年", Lunar(1, 1)),
        ("正月正时", Lunar(1, 1)),
        ("正月初一", Lunar(1, 1)),
        ("除夕", Eve),
        ("大年三十", Lunar(12, 30)),
        ("年三十", Lunar(12, 30)),
        ("年夜", Eve),
        ("大年夜", Eve),
        ("除夕夜", Eve),
        ("元宵", Lunar(1, 15)),
        ("元宵节", Lunar(1, 15)),
        ("正月十五", Lunar(1, 15)),
        ("清明", Qingming),
        ("清明节", Qingming),
        ("冬至", Solstice),
        ("冬至节", Solstice),
        ("端阳", Lunar(5, 5)),
        ("端阳节", Lunar(5, 5)),
        ("龙舟节", Lunar(5, 5)),
        ("鬼节", Lunar(7, 15)),
        ("盂兰盆节", Lunar(7, 15)),
        ("灯节", Lunar(1, 15)),
        ("上元节", Lunar(1, 15)),
        ("双九节", Lunar(9, 9)),
        ("乞巧节", Lunar(7, 7)),
        ("中国情人节", Lunar(7, 7)),
        ("万圣夜", On(10, 31)),
        ("万圣节前夜", On(10, 31)),
        ("白色情人节", On(3, 14)),
        ("护士节", On(5, 12)),
        ("记者节", On(11, 8)),
        ("端午", Lunar(5, 5)),
        ("端午节", Lunar(5, 5)),
        ("七夕", Lunar(7, 7)),
        ("七夕节", Lunar(7, 7)),
        ("中元节", Lunar(7, 15)),
        ("盂兰节", Lunar(7, 15)),
        ("中秋", Lunar(8, 15)),
        ("中秋节", Lunar(8, 15)),
        ("八月十五", Lunar(8, 15)),
        ("重阳", Lunar(9, 9)),
        ("重阳节", Lunar(9, 9)),
        ("腊八", Lunar(12, 8)),
        ("腊八节", Lunar(12, 8)),
        ("小年", Lunar(12, 23)),
        ("五一", On(5, 1)),
        ("五一节", On(5, 1)),
        ("劳动节", On(5, 1)),
        ("五一劳动节", On(5, 1)),
        ("国际劳动节", On(5, 1)),
        ("五一国际劳动节", On(5, 1)),
        ("十一", On(10, 1)),
        ("国庆", On(10, 1)),
        ("国庆节", On(10, 1)),
        ("十一国庆", On(10, 1)),
        ("国庆日", On(10, 1)),
        ("妇女节", On(3, 8)),
        ("三八节", On(3, 8)),
        ("三八妇女节", On(3, 8)),
        ("国际妇女节", On(3, 8)),
        ("三八国际妇女节", On(3, 8)),
        ("女神节", On(3, 8)),
        ("植树节", On(3, 12)),
        ("消费者权益日", On(3, 15)),
        ("国际消费者权益日", On(3, 15)),
        ("三一五", On(3, 15)),
        ("315", On(3, 15)),
        ("愚人节", On(4, 1)),
        ("世界地球日", On(4, 22)),
        ("青年节", On(5, 4)),
        ("五四青年节", On(5, 4)),
        ("五四", On(5, 4)),
        ("儿童节", On(6, 1)),
        ("六一", On(6, 1)),
        ("六一儿童节", On(6, 1)),
        ("国际儿童节", On(6, 1)),
        ("建党节", On(7, 1)),
        ("建党日", On(7, 1)),
        ("香港回归纪念日", On(7, 1)),
        ("建军节", On(8, 1)),
        ("八一建军节", On(8, 1)),
        ("八一", On(8, 1)),
        ("教师节", On(9, 10)),
        ("程序员节", On(10, 24)),
        ("双十一", On(11, 11)),
        ("光棍节", On(11, 11)),
        ("双十二", On(12, 12)),
        ("澳门回归纪念日", On(12, 20)),
        ("平安夜", On(12, 24)),
        ("圣诞夜", On(12, 24)),
        ("圣诞前夜", On(12, 24)),
        ("圣诞", On(12, 25)),
        ("圣诞节", On(12, 25)),
        ("跨年", On(12, 31)),
        ("跨年夜", On(12, 31)),
        ("情人节", On(2, 14)),
        ("万圣节", On(10, 31)),
        ("感恩节", THANKSGIVING),
        ("感恩节日", THANKSGIVING),
        ("黑色星期五", After(&THANKSGIVING, 1)),
        ("母亲节", Nth(5, 2, Sun)),
        ("父亲节", Nth(6, 3, Sun)),
        ("复活节", Easter(0)),
        ("复活节星期一", Easter(1)),
        ("复活节周一", Easter(1)),
        ("耶稣受难日", Easter(-2)),
        ("耶稣受难节", Easter(-2)),
        ("new year's day", On(1, 1)),
        ("new years day", On(1, 1)),
        ("new year's", On(1, 1)),
        ("new year", On(1, 1)),
        ("new years", On(1, 1)),
        ("new year's eve", On(12, 31)),
        ("new years eve", On(12, 31)),
        ("chinese new year", Lunar(1, 1)),
        ("chinese new year's day", Lunar(1, 1)),
        ("chinese new years", Lunar(1, 1)),
        ("lunar new year", Lunar(1, 1)),
        ("lunar new year's day", Lunar(1, 1)),
        ("chinese lunar new year's day", Lunar(1, 1)),
        ("chinese lunar new year", Lunar(1, 1)),
        ("spring festival", Lunar(1, 1)),
        ("lantern festival", Lunar(1, 15)),
        ("dragon boat festival", Lunar(5, 5)),
        ("mid-autumn festival", Lunar(8, 15)),
        ("mid-autumn", Lunar(8, 15)),
        ("mid autumn festival", Lunar(8, 15)),
        ("qingming", Qingming),
        ("tomb sweeping day", Qingming),
        ("tomb-sweeping day", Qingming),
        ("national day", On(10, 1)),
        ("golden week", On(10, 1)),
        ("may day", On(5, 1)),
        ("labour day", On(5, 1)),
        ("labor day", Nth(9, 1, Mon)),
        ("christmas", On(12, 25)),
        ("christmas day", On(12, 25)),
        ("xmas", On(12, 25)),
        ("xmas day", On(12, 25)),
        ("christmas eve", On(12, 24)),
        ("xmas eve", On(12, 24)),
        ("boxing day", On(12, 26)),
        ("thanksgiving", THANKSGIVING),
        ("thanksgiving day", THANKSGIVING),
        ("turkey day", THANKSGIVING),
        ("black friday", After(&THANKSGIVING, 1)),
        ("cyber monday", After(&THANKSGIVING, 4)),
        ("halloween", On(10, 31)),
        ("valentine's day", On(2, 14)),
        ("valentine day", On(2, 14)),
        ("valentines day", On(2, 14)),
        ("valentine's", On(2, 14)),
        ("independence day", On(7, 4)),
        ("memorial day", Nth(5, -1, Mon)),
        ("veterans day", On(11, 11)),
        ("veteran day", On(11, 11)),
        ("mother's day", Nth(5, 2, Sun)),
        ("mothers day", Nth(5, 2, Sun)),
        ("mother day", Nth(5, 2, Sun)),
        ("father's day", Nth(6, 3, Sun)),
        ("fathers day", Nth(6, 3, Sun)),
        ("father day", Nth(6, 3, Sun)),
        ("women's day", On(3, 8)),
        ("international women's day", On(3, 8)),
        ("april fools' day", On(4, 1)),
        ("april fool's day", On(4, 1)),
        ("april fools", On(4, 1)),
        ("easter", Easter(0)),
        ("easter sunday", Easter(0)),
        ("easter monday", Easter(1)),
        ("easter mon", Easter(1)),
        ("good friday", Easter(-2)),
        ("boss's day", Near(10, 16)),
        ("boss day", Near(10, 16)),
        ("bosses day", Near(10, 16)),
        ("admin day", Nth(4, -1, Fri)),
    ]
};

/// Names beside these that this room does not reckon: of other calendars, and with a word before
/// them that makes another day of it. Known so as to be refused rather than half understood.
const STRANGE: &[&str] = &[
    "东正教",
    "以色列",
    "犹太",
    "印度",
    "伊斯兰",
    "庞格尔",
    "orthodox",
    "jewish",
    "hindu",
    "islamic",
    "tsunami",
    "super",
    "mega",
    "世界",
    "国际",
];

/// Other people's days whose names end like one of these.
const OTHERS: &[&str] = &["万灯节", "排灯节", "树木新年"];

/// The longest name that stands at `i`; a day of the Chinese calendar may say so: 农历元宵.
pub(super) fn named(text: &Text, i: usize) -> Option<(Falls, usize)> {
    if text.meant(i, NAMES).is_none()
        && let Some(after) = text.any(i, LUNAR)
    {
        let (falls, end) = named(text, after)?;
        return matches!(falls, Falls::Lunar(..) | Falls::Eve).then_some((falls, end));
    }
    let found = text.meant(i, NAMES)?;
    let within = |back: usize| i.checked_sub(back).and_then(|from| text.any(from, OTHERS));
    if (1..=2).any(|back| within(back).is_some_and(|end| end > i)) {
        return None;
    }
    let strange = |word: &&str| {
        let back = word.chars().count();
        [0, 1].iter().any(|gap| {
            let from = i.checked_sub(back + gap);
            from.is_some_and(|from| text.word(from, word).is_some())
        })
    };
    if STRANGE.iter().any(strange) || text.any(i, &["new year"]).is_some() && other_year(text, i) {
        return None;
    }
    Some(found)
}

const BEFORE_NEW_YEAR: &[&str] = &[
    "the", "this", "next", "last", "on", "by", "before", "after", "for", "in", "since", "until",
    "happy", "of", "to", "at", "and", "coming", "from", "every",
];

/// Whether the word before "new year" makes another people's of it.
fn other_year(text: &Text, i: usize) -> bool {
    let mut end = i;
    while end > 0 && text.get(end - 1).is_whitespace() {
        end -= 1;
    }
    let mut from = end;
    while from > 0 && text.get(from - 1).is_ascii_alphabetic() {
        from -= 1;
    }
    from < end && !BEFORE_NEW_YEAR.contains(&text.slice(from, end).as_str())
}

impl Falls {
    /// The day it falls on in a year of the common calendar; a day of the Chinese calendar in the
    /// Chinese year that begins in it.
    pub(super) fn in_year(self, year: i32) -> Option<NaiveDate> {
        match self {
            Self::On(month, day) => ymd(year, month, day),
            Self::Lunar(month, day) => lunar_day(year, month, day, false),
            // 除夕 of a year is the evening before its spring festival.
            Self::Eve => lunar_day(year, 1, 1, false)?.pred_opt(),
            Self::Nth(month, n, weekday) => nth_weekday(year, month, n, weekday),
            Self::Easter(after) => day_after(easter(year)?, after),
            Self::Near(month, day) => {
                let day = ymd(year, month, day)?;
                match day.weekday() {
                    Weekday::Sat => day.pred_opt(),
                    Weekday::Sun => day.succ_opt(),
                    _ => Some(day),
                }
            }
            Self::Qingming => ymd(year, 4, term(year, 5.59, 4.81)),
            Self::Solstice => ymd(year, 12, term(year, 22.60, 21.94)),
            Self::After(other, days) => day_after(other.in_year(year)?, days),
            Self::Own(first, _) => (first.year() == year).then_some(first),
        }
    }

    /// The coming one, today's included.
    pub(super) fn coming(self, now: &Now<'_>) -> Option<NaiveDate> {
        self.from(now.today())
    }

    pub(super) fn from(self, day: NaiveDate) -> Option<NaiveDate> {
        if let Self::Own(first, last) = self {
            // Of one that is under way the days behind it are still to come.
            return (last >= day).then_some(first);
        }
        let year = day.year();
        // The last months of the Chinese year fall in January.
        (year - 1..=year + 1)
            .filter_map(|year| self.in_year(year))
            .find(|found| *found >= day)
    }

    /// The one gone by.
    pub(super) fn last(self, now: &Now<'_>) -> Option<NaiveDate> {
        let year = now.today().year();
        (year - 2..=year)
            .filter_map(|year| self.in_year(year))
            .filter(|found| *found < now.today())
            .max()
    }

    /// The day from which what comes after it is counted, where that is another than its first.
    pub(super) fn last_day(self) -> Option<NaiveDate> {
        match self {
            Self::Own(_, last) => Some(last),
            _ => None,
        }
    }

    /// Whether people stay at home for several days because of it.
    pub(super) fn is_long(self) -> bool {
        matches!(
            self,
            Self::On(1 | 5 | 10, 1) | Self::Qingming | Self::Own(..)
        ) || matches!(
            self,
            Self::Lunar(1, 1) | Self::Lunar(5, 5) | Self::Lunar(8, 15) | Self::Eve
        )
    }
}

/// The `n`-th such weekday of a month.
pub(super) fn nth_weekday(year: i32, month: u32, n: i32, weekday: Weekday) -> Option<NaiveDate> {
    if n > 0 {
        return NaiveDate::from_weekday_of_month_opt(year, month, weekday, u8::try_from(n).ok()?);
    }
    let (next_year, next) = if month == 12 {
        (year + 1, 1)
    } else {
        (year, month + 1)
    };
    let last = ymd(next_year, next, 1)?.pred_opt()?;
    let back = (7 + last.weekday().num_days_from_monday() - weekday.num_days_from_monday()) % 7;
    let weeks = 7 * u64::from(n.unsigned_abs().checked_sub(1)?);
    let day = last.checked_sub_days(Days::new(u64::from(back) + weeks))?;
    (day.month() == month).then_some(day)
}

/// Easter Sunday of the western churches, by the rule of Meeus, Jones and Butcher.
fn easter(year: i32) -> Option<NaiveDate> {
    let (golden, century, of_century) = (year % 19, year / 100, year % 100);
    let moon = (8 * century + 13) / 25;
    let epact = (19 * golden + century - century / 4 - moon + 15) % 30;
    let weekday = (32 + 2 * (century % 4) + 2 * (of_century / 4) - epact - of_century % 4) % 7;
    let late = (golden + 11 * epact + 22 * weekday) / 451;
    let days = epact + weekday - 7 * late + 114;
    let part = |part: i32| u32::try_from(part).ok();
    ymd(year, part(days / 31)?, part(days % 31 + 1)?)
}

/// The day of its month a solar term falls on from 1900 to 2099, by the constants of its centuries.
fn term(year: i32, before_2000: f64, after: f64) -> u32 {
    let begin = if year < 2000 { before_2000 } else { after };
    let of_century = f64::from(year.rem_euclid(100));
    let day = (of_century * 0.2422 + begin).floor() - (of_century / 4.0).floor();
    (1..=31).find(|n| f64::from(*n) >= day).unwrap_or(1)
}
