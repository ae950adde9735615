//! How a letter addresses somebody: as they are called, else by surname and sex, else by surname and
//! title, else by their name. Pure.

use crate::base::words::{DOUBLE_SURNAMES, is_han};
use crate::records::labels::{Language, message};

/// What is known of how somebody is called.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    pub(super) name: String,
    pub(super) family: String,
    pub(super) form: String,
    pub(super) gender: String,
    pub(super) title: String,
}

/// More than so many are addressed together.
const BY_NAME: usize = 3;

/// What one says of a title behind a surname; the longer ones first.
const SAID: [(&str, &str); 20] = [
    ("副总经理", "总"),
    ("总经理", "总"),
    ("副总裁", "总"),
    ("总裁", "总"),
    ("总监", "总"),
    ("董事长", "董事长"),
    ("总工程师", "总工"),
    ("工程师", "工"),
    ("经理", "经理"),
    ("主任", "主任"),
    ("主管", "主管"),
    ("部长", "部长"),
    ("处长", "处长"),
    ("科长", "科长"),
    ("局长", "局长"),
    ("院长", "院长"),
    ("校长", "校长"),
    ("厂长", "厂长"),
    ("教授", "教授"),
    ("老师", "老师"),
];

/// The line a letter begins with.
pub(super) fn salutation(people: &[Known], language: Language) -> String {
    let one = |who: &Known| called(who, language);
    match people {
        [] => message(language, "mail.hello", &[]),
        _ if people.len() > BY_NAME => message(language, "mail.dear_all", &[]),
        [first, rest @ ..] => {
            let all = rest.iter().fold(one(first), |all, next| {
                message(
                    language,
                    "mail.and",
                    &[("one", &all), ("other", &one(next))],
                )
            });
            message(language, "mail.dear", &[("name", &all)])
        }
    }
}

fn called(who: &Known, language: Language) -> String {
    // 张总 stands in no English letter, and Dr Li in a Chinese one is what they want to be called.
    let fits = |text: &str| language == Language::Zh || !text.chars().any(is_han);
    if !who.form.is_empty() && fits(&who.form) {
        return who.form.clone();
    }
    let Some(family) = family(who).filter(|family| fits(family)) else {
        return who.name.clone();
    };
    let by = |key: &str| message(language, key, &[("name", &family)]);
    match who.gender.as_str() {
        "male" => return by("mail.mr"),
        "female" => return by("mail.ms"),
        _ => {}
    }
    if language == Language::Zh && family.chars().all(is_han) {
        let said = SAID.iter().find(|(title, _)| who.title.ends_with(title));
        if let Some((_, said)) = said {
            return format!("{family}{said}");
        }
    }
    who.name.clone()
}

/// The surname: as it is kept, or the first part of a Chinese name. Which part of another name it is,
/// is not guessed.
fn family(who: &Known) -> Option<String> {
    if !who.family.is_empty() {
        return Some(who.family.clone());
    }
    let name = who.name.as_str();
    let letters = name.chars().count();
    if !name.chars().all(is_han) || !(2..=4).contains(&letters) {
        return None;
    }
    let double = DOUBLE_SURNAMES
        .iter()
        .find(|double| name.starts_with(**double));
    match double {
        Some(double) if letters > 2 => Some((*double).to_owned()),
        _ => name.chars().next().map(String::from),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn who(name: &str, family: &str, form: &str, gender: &str, title: &str) -> Known {
        Known {
            name: name.into(),
            family: family.into(),
            form: form.into(),
            gender: gender.into(),
            title: title.into(),
        }
    }

    #[test]
    fn people_are_called_as_one_would_call_them() {
        for (known, zh, en) in [
            (who("张伟", "", "张总", "male", ""), "张总", "张伟"),
            (who("张伟", "", "", "male", "总经理"), "张先生", "张伟"),
            (
                who("欧阳娜娜", "", "", "female", ""),
                "欧阳女士",
                "欧阳娜娜",
            ),
            (who("李明", "", "", "", "华东区采购经理"), "李经理", "李明"),
            (who("李明", "", "", "", "副总经理"), "李总", "李明"),
            (who("李明", "", "", "", "采购"), "李明", "李明"),
            (who("欧阳", "", "", "male", ""), "欧先生", "欧阳"),
            (who("Wei Li", "Li", "", "male", ""), "Li先生", "Mr Li"),
            (
                who("Jane Roe", "Roe", "Dr Roe", "female", ""),
                "Dr Roe",
                "Dr Roe",
            ),
            (
                who("Jane Roe", "", "", "female", ""),
                "Jane Roe",
                "Jane Roe",
            ),
            (who("", "", "", "", ""), "", ""),
        ] {
            assert_eq!(called(&known, Language::Zh), zh);
            assert_eq!(called(&known, Language::En), en);
        }
    }

    #[test]
    fn several_are_named_and_many_are_not() {
        let one = who("李明", "", "", "male", "");
        let say = |n: usize, language| salutation(&vec![one.clone(); n], language);
        assert_eq!(say(0, Language::Zh), "您好：");
        assert_eq!(say(1, Language::Zh), "尊敬的李先生：");
        assert_eq!(say(2, Language::Zh), "尊敬的李先生、李先生：");
        assert_eq!(say(2, Language::En), "Dear 李明 and 李明,");
        assert_eq!(say(4, Language::En), "Dear all,");
    }
}
