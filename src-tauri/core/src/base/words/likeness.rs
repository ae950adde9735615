//! Whether two names look like one: the one judgement for a sheet that comes in, for a record that is
//! typed and for the sweep. Of look-alike names most are different firms, so it says how they are
//! alike and never that they are the same.

use super::places::{Place, without_place};
use super::spelling::sound;
use super::traditional::simplified;
use super::{compact, is_han, match_key};

/// Fewer characters of its own than these tell no firm by.
const TOO_SHORT: usize = 2;
/// From so many characters on, one that differs may be a slip of the pen.
const LONG: usize = 4;

/// How two names are alike, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Alike {
    /// Letter for letter, but for width, case, script, signs and spaces.
    Same,
    /// But for the legal form, where one of them states none or both mean the same.
    Form,
    /// But for the legal form, and both state another one.
    OtherForm,
    /// But for the place, where one of them states none or a wider one.
    Place,
    /// They are read alike aloud.
    Sound,
    /// One character is another one.
    Slip,
    /// One stands within the other.
    Part,
}

/// A company's name, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName {
    /// As it was written.
    pub shown: String,
    /// Letters and digits alone, in simplified script.
    pub whole: String,
    /// Without the legal form.
    pub core: String,
    /// Without legal form and place.
    pub own: String,
    /// How its own part is read aloud; empty where it is not Chinese.
    pub sound: String,
    form: Form,
    place: Option<Place>,
}

/// What a legal form says of a firm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Form {
    stated: bool,
    group: bool,
    shares: bool,
}

impl Form {
    fn of(suffix: &str) -> Self {
        let has = |words: &[&str]| words.iter().any(|word| suffix.contains(word));
        Self {
            stated: !suffix.is_empty(),
            group: has(&["集团", "group", "holding"]),
            shares: has(&["股份", "plc", "ag", "kk"]),
        }
    }
}

/// The part of a company's name that is compared, in simplified script: without legal form, brackets,
/// signs and spaces.
#[must_use]
pub fn name_core(name: &str) -> String {
    match_key(&to_simplified(name)).core
}

/// A text in simplified script, to match by.
#[must_use]
pub fn to_simplified(text: &str) -> String {
    text.chars().map(simplified).collect()
}

impl CompanyName {
    /// Takes a name apart.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let plain = to_simplified(name);
        let key = match_key(&plain);
        let (own, place) = without_place(&key.core);
        Self {
            shown: name.to_owned(),
            whole: compact(&plain),
            sound: if own.chars().any(is_han) {
                sound(&own)
            } else {
                String::new()
            },
            own,
            core: key.core,
            form: Form::of(&key.suffix),
            place,
        }
    }

    /// How this name is like another one.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<Alike> {
        if self.whole.is_empty() || other.whole.is_empty() {
            return None;
        }
        if self.whole == other.whole {
            return Some(Alike::Same);
        }
        if length(&self.core) < TOO_SHORT || length(&other.core) < TOO_SHORT {
            return None;
        }
        if self.core == other.core {
            let (a, b) = (self.form, other.form);
            let clash = a.stated && b.stated && (a.group != b.group || a.shares != b.shares);
            return Some(if clash { Alike::OtherForm } else { Alike::Form });
        }
        if matches!((self.place, other.place), (Some(a), Some(b)) if !a.agrees(b)) {
            return None;
        }
        if self.own == other.own {
            return Some(Alike::Place);
        }
        let (a, b) = (length(&self.own), length(&other.own));
        if a > TOO_SHORT && a == b && !self.sound.is_empty() && self.sound == other.sound {
            return Some(Alike::Sound);
        }
        if a.min(b) >= LONG && one_slip(&self.own, &other.own) {
            return Some(Alike::Slip);
        }
        let within = |short: &str, long: &str| length(short) >= TOO_SHORT && long.contains(short);
        (within(&self.own, &other.own) || within(&other.own, &self.own)).then_some(Alike::Part)
    }
}

/// Whether two names may well be meant for one firm of which something else says that it is one.
#[must_use]
pub fn goes_for(a: &str, b: &str) -> bool {
    let (a, b) = (name_core(a), name_core(b));
    let short = |a: &str, b: &str| length(a) >= TOO_SHORT && b.contains(a);
    a == b || short(&a, &b) || short(&b, &a)
}

/// A person's name, ready to be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName {
    /// As it was written.
    pub shown: String,
    /// Letters alone, in simplified script, without a form of address behind it.
    pub whole: String,
    /// How it is read aloud.
    pub sound: String,
    /// The same with the last word first: 张伟 signs as Wei Zhang.
    turned: String,
    /// It is a surname with a form of address: 张总.
    addressed: bool,
}

/// What stands behind a surname, the longer first.
const ADDRESSES: [&str; 20] = [
    "董事长",
    "总经理",
    "总工",
    "经理",
    "主任",
    "先生",
    "女士",
    "小姐",
    "老师",
    "处长",
    "科长",
    "部长",
    "院长",
    "校长",
    "厂长",
    "局长",
    "总监",
    "主管",
    "总",
    "工",
];

impl PersonName {
    /// Takes a name apart.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let plain = to_simplified(name);
        let whole = compact(&plain);
        let family = ADDRESSES.iter().find_map(|address| {
            let family = whole.strip_suffix(address)?;
            (1..=2).contains(&length(family)).then(|| family.to_owned())
        });
        let words: Vec<String> = plain.split_whitespace().map(compact).collect();
        let turned = match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => sound(&format!("{last}{}", rest.concat())),
            _ => String::new(),
        };
        let addressed = family
            .as_ref()
            .is_some_and(|family| family.chars().all(is_han));
        let whole = if addressed {
            family.unwrap_or(whole)
        } else {
            whole
        };
        Self {
            shown: name.to_owned(),
            sound: sound(&whole),
            whole,
            turned,
            addressed,
        }
    }

    /// How this name is like another one; [`Alike::Part`] where one of them is a surname with a form
    /// of address and the other begins with it.
    #[must_use]
    pub fn likeness(&self, other: &Self) -> Option<Alike> {
        if self.whole.is_empty() || other.whole.is_empty() {
            return None;
        }
        if self.addressed || other.addressed {
            let (short, long) = if self.addressed {
                (self, other)
            } else {
                (other, self)
            };
            return long.whole.starts_with(&short.whole).then_some(Alike::Part);
        }
        if self.whole == other.whole {
            // One character is somebody's mark, nobody's name.
            return (length(&self.whole) >= TOO_SHORT).then_some(Alike::Same);
        }
        if length(&self.sound) < LONG || length(&other.sound) < LONG {
            return None;
        }
        let turned = |a: &Self, b: &Self| !a.turned.is_empty() && a.turned == b.sound;
        (self.sound == other.sound || turned(self, other) || turned(other, self))
            .then_some(Alike::Sound)
    }

    /// Whether it is a whole name, by which a person is told from another one.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        !self.addressed && length(&self.whole) >= TOO_SHORT
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

/// Whether one character changed, missing or added makes one text the other. A number or a direction
/// is no slip: 一厂 and 二厂 are two.
fn one_slip(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(&long).take_while(|(a, b)| a == b).count();
    let (rest, more) = (
        short.get(same..).unwrap_or_default(),
        long.get(same..).unwrap_or_default(),
    );
    let tells = |c: Option<&char>| c.is_some_and(|c| c.is_ascii_digit() || TELLING.contains(*c));
    if tells(rest.first()) || tells(more.first()) {
        return false;
    }
    let after = more.get(1..).unwrap_or_default();
    if short.len() == long.len() {
        rest.get(1..) == Some(after)
    } else {
        rest == after
    }
}

/// Characters that tell one of a row from the next.
const TELLING: &str = "一二三四五六七八九十百东西南北中上下左右前后大小新老甲乙丙丁";
