//! People as they are called: by surname and title, `张总`, `Mr. Li`, and familiarly, `老王`.

use super::kinds::find;
use super::names::{NamedPerson, Surname};
use crate::base::words::{self, DOUBLE_SURNAMES, SURNAMES};

/// Titles people are called by, and what a post is called that goes with them.
const TITLES: &[(&str, &[&str])] = &[
    ("董事长", &["董事长"]),
    ("总经理", &["总经理"]),
    ("副总", &["副总"]),
    ("总监", &["总监", "director"]),
    ("总裁", &["总裁"]),
    ("总工", &["总工"]),
    (
        "总",
        &[
            "总",
            "董事长",
            "ceo",
            "负责人",
            "厂长",
            "general manager",
            "president",
            "director",
            "chief",
        ],
    ),
    ("经理", &["经理", "manager"]),
    ("主管", &["主管"]),
    ("主任", &["主任"]),
    ("科长", &["科长"]),
    ("处长", &["处长"]),
    ("部长", &["部长", "部门经理"]),
    ("局长", &["局长"]),
    ("局", &["局长"]),
    ("厂长", &["厂长"]),
    ("院长", &["院长"]),
    ("院", &["院长"]),
    ("校长", &["校长"]),
    ("所长", &["所长"]),
    ("站长", &["站长"]),
    ("队长", &["队长"]),
    ("书记", &["书记"]),
    ("秘书", &["秘书"]),
    ("助理", &["助理"]),
    ("工程师", &["工程师", "engineer"]),
    (
        "工",
        &["工程师", "技术", "工艺", "研发", "总工", "engineer"],
    ),
    ("会计", &["会计", "财务", "accountant"]),
    ("出纳", &["出纳"]),
    ("老师", &[]),
    ("老板", &["总", "董事长", "老板", "owner"]),
    ("董", &["董事", "director"]),
    ("先生", &[]),
    ("女士", &[]),
    ("小姐", &[]),
    ("博士", &[]),
    ("教授", &["教授"]),
    ("律师", &["律师"]),
    ("医生", &["医生", "医师"]),
    ("哥", &[]),
    ("姐", &[]),
    ("师傅", &[]),
    ("队", &["队长"]),
    ("处", &["处长"]),
    ("科", &["科长"]),
    ("行长", &["行长"]),
    ("行", &["行长"]),
];

const LATIN_TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "dr", "prof", "mr.", "mrs.", "ms.", "dr.", "prof.", "director",
    "manager", "engineer",
];

/// Somebody by surname and title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Called {
    pub(super) surname: Surname,
    /// The title's words, as they may stand in a post; empty where it says nothing of one.
    title: &'static [&'static str],
    /// As it was said: 张总.
    pub(super) words: String,
    pub(super) from: usize,
    pub(super) until: usize,
    /// It stands as a word of its own.
    pub(super) is_word: bool,
    /// A company is called so as well.
    pub(super) is_company: bool,
}

/// Everybody a text may call by surname and title, in order: `张总`, `李工`, `老王`, `Mr. Li`. Many a word
/// looks so and is none; whether there is such a person, the vault knows.
pub(super) fn called(text: &[char]) -> Vec<Called> {
    let mut found: Vec<Called> = Vec::new();
    for from in 0..text.len() {
        let over = found.last().is_some_and(|last| from < last.until);
        if !over && let Some(one) = chinese(text, from) {
            found.push(one);
        }
    }
    found.extend(latin(text));
    found
}

fn chinese(text: &[char], from: usize) -> Option<Called> {
    let rest = text.get(from..)?;
    let starts = |text: &[char], word: &str| {
        word.chars()
            .enumerate()
            .all(|(i, c)| text.get(i) == Some(&c))
    };
    if WORDS.iter().any(|word| starts(rest, word)) {
        return None;
    }
    let called = |surname: String, title, long: usize, is_word| {
        let words: String = rest.iter().take(long).collect();
        Some(Called {
            is_company: COMPANIES.contains(&words.as_str()),
            surname: Surname::Han(surname),
            title,
            words,
            from,
            until: from + long,
            is_word,
        })
    };
    let double = DOUBLE_SURNAMES.iter().find(|name| starts(rest, name));
    let surname: String = match double {
        Some(name) => (*name).to_owned(),
        None => match rest.first() {
            Some(c) if SURNAMES.contains(*c) => c.to_string(),
            // 老王, 小李: familiar.
            Some('老' | '小') => {
                let name = rest.get(1).filter(|c| SURNAMES.contains(**c))?;
                let goes_on = rest
                    .get(2)
                    .is_some_and(|c| words::is_han(*c) && !" ，。、打发约聊说见问".contains(*c));
                return if goes_on {
                    None
                } else {
                    called(name.to_string(), &[], 2, true)
                };
            }
            _ => return None,
        },
    };
    let behind = surname.chars().count();
    let after = rest.get(behind..).unwrap_or_default();
    let (word, posts) = TITLES
        .iter()
        .filter(|(word, _)| starts(after, word))
        .max_by_key(|(word, _)| word.chars().count())?;
    let long = behind + word.chars().count();
    // 三一总部, 华工科技, 马行空: the title is the first half of another word.
    let next = rest.get(long).copied().unwrap_or(' ');
    let is_short = word.chars().count() == 1;
    if is_short && GOES_ON.contains(next) {
        return None;
    }
    let stands = !words::is_han(next) || STANDS.contains(next);
    called(surname, *posts, long, !is_short || stands)
}

/// Words that begin as a surname with a title does and are none.
const WORDS: &[&str] = &[
    "施工", "小时", "小费", "小车", "小路", "小包", "小康", "小满", "车队", "车行", "米行", "商行",
    "金行", "老路", "老师", "老史", "方队", "路局", "安局",
];

/// Companies called by what may be somebody as well.
const COMPANIES: &[&str] = &["小米", "万科", "金科", "农行", "康师傅", "华工"];

/// Behind a title of one character, what makes another word of it.
const GOES_ON: &str =
    "部公局行厂司会结体量数额是共程商空银李业艺地作队具序技学研普目理置面校士政驶伍列员监经裁工秘";

/// Behind a title of one character, what says that it stands by itself.
const STANDS: &str =
    "打发的约聊说见问回来去在把和跟与谈定要那这开吃寄送催确讨沟对看拜了过、，。；：";

fn latin(text: &[char]) -> Option<Called> {
    let (title, from) = LATIN_TITLES
        .iter()
        .filter_map(|title| Some((title, find(text, title)?)))
        .min_by_key(|(_, at)| *at)?;
    let mut at = from + title.chars().count();
    if text.get(at) == Some(&'.') {
        at += 1;
    }
    while text.get(at) == Some(&' ') {
        at += 1;
    }
    let name: String = text
        .get(at..)?
        .iter()
        .take_while(|c| c.is_ascii_alphabetic() || **c == '\'')
        .collect();
    (name.chars().count() >= 2).then_some(())?;
    let until = at + name.chars().count();
    let words = text.get(from..until)?.iter().collect();
    Some(Called {
        surname: Surname::Latin(name),
        title: &[],
        words,
        from,
        until,
        is_word: true,
        is_company: false,
    })
}

/// Those of some people who are called so: by the form of address if anybody is, else by title. Whoever has
/// only the surname is not.
pub(super) fn fitting(people: &[NamedPerson], called: &Called) -> Vec<NamedPerson> {
    let those = |fits: &dyn Fn(&NamedPerson) -> bool| -> Vec<NamedPerson> {
        people.iter().filter(|one| fits(one)).cloned().collect()
    };
    let by_address = those(&|one| words::fold(&one.address) == called.words);
    if !by_address.is_empty() {
        return by_address;
    }
    those(&|one| {
        let title = one.title.to_lowercase();
        called.title.is_empty() || called.title.iter().any(|post| title.contains(post))
    })
}
