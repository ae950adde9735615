//! Whether a value looks filled in only so that something stands there: a run of digits, a word that
//! stands for nothing, an address nobody has. Such a value is kept; it counts as doubtful. Rather a
//! stand-in too many passes than that a real name is doubted: only what is a stand-in as a whole is one.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::official_id::{OfficialId, Scheme};
use super::phone::{Phone, PhoneKind};
use super::verdict::Verdict;
use super::words::{fold, is_han, to_simplified};

/// All that is said here begins so.
const SAID: &str = "warning.careless_";

/// Digits that follow each other, or one digit over and over.
pub const RUN: &str = "warning.careless_run";
/// A word that stands for nothing.
pub const STAND_IN: &str = "warning.careless_stand_in";
/// An address made to stand in examples.
pub const EXAMPLE: &str = "warning.careless_example";
/// A day programs fill in by themselves.
pub const BLANK_DAY: &str = "warning.careless_day";
/// The same as in other fields that have nothing to do with it.
pub const REPEATED: &str = "warning.careless_repeated";
/// The number or address of a great many people.
pub const SHARED: &str = "warning.careless_shared";

/// Words that stand for nothing, folded, each side of a line in one language. What a person or firm may
/// be called is not among them.
const STAND_INS: &str = "测试 测试数据 测试客户 测试公司 测试单位 测试用户 测试联系人 测试姓名 测试一下 试试 试一下 \
    随便 随便填 随便写 随便输 乱填 占位 占位符 示例 样例 示例公司 示例客户 某某 某某某 某公司 某某公司 \
    待定 待补 待补充 待填 待填写 待确认 待核实 待查 待完善 待更新 待录入 后补 后续补充 稍后补充 未定 未知 \
    不详 不明 不清楚 不知道 不晓得 未填 未填写 未提供 暂无 暂缺 暂定 暂未提供 无 没有 空 空白 略 无数据 无信息 \
    啊啊 啊啊啊 哈哈 哈哈哈 \
    test testing tester tests demo sample example dummy foobar placeholder todo fixme \
    tbd tba tbc unknown pending unspecified undefined null nil none na \
    asd asdf asdfg asdfgh asdfghjkl asdasd asdfasdf sdf sdfsdf qwe qwer qwert qwerty qweqwe qwertyuiop \
    zxc zxcv zxcvb zxcvbn abcd abcde abcdef fghj hjkl dfgh";

/// The same, to be asked of every text an import brings.
static STAND_IN_SET: LazyLock<HashSet<&str>> =
    LazyLock::new(|| STAND_INS.split_whitespace().collect());

/// The same of several words.
const PHRASES: [&str; 8] = [
    "n/a",
    "n.a.",
    "not available",
    "not applicable",
    "to be determined",
    "to be confirmed",
    "lorem ipsum",
    "do not know",
];

/// Domains set aside for examples, and those whose owners get the mail of everybody who invents one.
const EXAMPLES: &str = "example.com example.org example.net example.cn test.com xxx.com aaa.com asdf.com \
    localhost.localdomain";

/// Days that stand where none was known.
const BLANK_DAYS: [&str; 7] = [
    "0001-01-01",
    "1111-11-11",
    "1899-12-30",
    "1899-12-31",
    "1900-01-01",
    "1970-01-01",
    "9999-12-31",
];

/// Whether the message `key` is one of these doubts.
#[must_use]
pub fn is_doubt(key: &str) -> bool {
    key.starts_with(SAID)
}

/// Of a telephone number. One by which a service is reached everywhere may look as it likes.
#[must_use]
pub fn phone(phone: &Phone) -> Verdict {
    let digits = phone.digits();
    let own = match phone.kind {
        // 110, 12345, 95588, 400-888-8888; but none has six.
        PhoneKind::Service if digits.len() != 6 => return Verdict::Ok,
        // What comes before says who sold the number, and follows no choice of whoever typed it.
        PhoneKind::Mobile | PhoneKind::WechatPhone if digits.len() == 11 => digits.get(3..),
        _ if digits.len() >= 10 => digits.get(digits.len() - 7..),
        _ => None,
    };
    let runs = |digits: &str| digits.len() >= 4 && is_run(digits);
    if runs(&digits) || own.is_some_and(runs) {
        return Verdict::doubtful(RUN, &phone.raw);
    }
    // No number at all: 无, xxx.
    if digits.is_empty() {
        words(&phone.raw)
    } else {
        Verdict::Ok
    }
}

/// Of an official number: the part of a credit code that names the organisation, the whole of others.
#[must_use]
pub fn official_id(text: &str) -> Verdict {
    let id = OfficialId::read(text);
    let value: String = id
        .value
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect();
    let own = match id.scheme {
        Scheme::Uscc => value.get(8..17),
        _ => None,
    };
    let runs = |part: &str| part.len() >= 4 && is_run(part);
    if runs(&value) || own.is_some_and(runs) {
        return Verdict::doubtful(RUN, text);
    }
    words(text)
}

/// Of a mail address.
#[must_use]
pub fn mail(address: &str) -> Verdict {
    let Some((local, domain)) = address.rsplit_once('@') else {
        return words(address);
    };
    let domain = domain.to_lowercase();
    let top = domain.rsplit('.').next().unwrap_or_default();
    if EXAMPLES.split_whitespace().any(|one| one == domain)
        || ["test", "invalid"].contains(&top)
        || domain.ends_with(".example.com")
    {
        return Verdict::doubtful(EXAMPLE, address);
    }
    let digits = local.bytes().all(|byte| byte.is_ascii_digit());
    if digits && local.len() >= 3 && is_run(local) {
        return Verdict::doubtful(RUN, address);
    }
    // Somebody may well read mail sent to a word such as demo.
    let typed = local.to_lowercase();
    let nobody = typed.starts_with("asdf") || typed.starts_with("qwer") || is_same_letter(&typed);
    if nobody || typed == "test" {
        return Verdict::doubtful(EXAMPLE, address);
    }
    Verdict::Ok
}

/// Of a day.
#[must_use]
pub fn day(day: &str) -> Verdict {
    if BLANK_DAYS.contains(&day) {
        return Verdict::doubtful(BLANK_DAY, day);
    }
    Verdict::Ok
}

/// Of words that name something real: a person, a firm, a post, a place.
#[must_use]
pub fn words(text: &str) -> Verdict {
    let whole = fold(text);
    let whole = whole
        .trim_matches(|c: char| c.is_whitespace() || "()（）[]【】<>《》「」\"“”'".contains(c));
    if whole.is_empty() {
        // Brackets around nothing.
        return if text.trim().is_empty() {
            Verdict::Ok
        } else {
            stand_in(text)
        };
    }
    if !whole.contains(char::is_alphanumeric) || PHRASES.contains(&whole) {
        return stand_in(text);
    }
    if whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return if whole.len() >= 3 && is_run(whole) {
            Verdict::doubtful(RUN, text)
        } else {
            Verdict::Ok
        };
    }
    // 测试1, test 02: still the same word.
    let plain = to_simplified(whole);
    let bare = plain.trim_end_matches(|c: char| c.is_ascii_digit() || " -_.。".contains(c));
    if STAND_IN_SET.contains(bare) || is_same_letter(bare) {
        return stand_in(text);
    }
    Verdict::Ok
}

fn stand_in(text: &str) -> Verdict {
    Verdict::doubtful(STAND_IN, text)
}

/// x and xx, aaaa: one Latin letter over and over. AAA and III are what firms are called.
fn is_same_letter(text: &str) -> bool {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return false;
    };
    let n = text.chars().count();
    let least = match first {
        'x' | 'X' | '×' => 2,
        c if is_han(c) => return false,
        _ => 4,
    };
    n >= least && letters.all(|c| c == first)
}

/// One sign over and over, or digits that each follow the one before, up or down.
fn is_run(text: &str) -> bool {
    let signs = text.as_bytes();
    let steps = |by: u8| {
        signs.windows(2).all(|pair| match pair {
            [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => (a - b'0' + by) % 10 == b - b'0',
            [a, b] => by == 0 && a == b,
            _ => false,
        })
    };
    steps(0) || steps(1) || steps(9)
}

/// Which of a record's texts say the same though they have nothing to do with each other. Two may:
/// a shop bears its owner's name.
#[must_use]
pub fn repeated<'a>(texts: &[(&'a str, String)]) -> Vec<&'a str> {
    let same = |text: &str| texts.iter().filter(|(_, other)| other == text).count();
    let doubtful = texts
        .iter()
        .filter(|(_, text)| !text.is_empty() && same(text) >= 3);
    doubtful.map(|(key, _)| *key).collect()
}

/// So many holders of one number are asked for, and no more.
pub const HOLDERS: u32 = 64;

/// Whether a number or address stands for nobody in particular, given how many people have it, and at
/// how many customers. Colleagues share a switchboard and a letter box, never a mobile phone.
#[must_use]
pub fn shared(personal: bool, people: u32, units: u32) -> bool {
    if personal {
        people >= 5
    } else {
        people >= 10 && units >= 3
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(verdict: &Verdict) -> &'static str {
        verdict.doubt().map_or("", |doubt| doubt.key)
    }

    #[test]
    fn numbers_nobody_has_are_doubted_and_real_ones_are_not() {
        for text in [
            "111111",
            "123456",
            "654321",
            "000000",
            "13800000000",
            "13888888888",
            "13812345678",
            "11111111111",
            "12345678901",
            "010-88888888",
            "021-1234567",
            "0000",
            "9876543210",
            "+86 138 0000 0000",
            "无",
            "xxx",
            "---",
        ] {
            assert_ne!(key(&phone(&Phone::parse(text))), "", "{text}");
        }
        for text in [
            "13800138000",
            "13912345670",
            "010-62571234",
            "021-58881234 转 801",
            "400-888-8888",
            "4001234567",
            "95588",
            "12345",
            "110",
            "+49 30 901820",
            "+1 212 555 0142",
            "13811112222",
            "0571-87951111",
            "18600000001",
            "",
        ] {
            assert_eq!(key(&phone(&Phone::parse(text))), "", "{text}");
        }
    }

    #[test]
    fn official_numbers() {
        for text in [
            "111111111111111111",
            "123456789012345",
            "91110000111111111A",
            "91110000123456789X",
            "无",
        ] {
            assert_ne!(key(&official_id(text)), "", "{text}");
        }
        for text in [
            "91110000600037341L",
            "91310000132221986Q",
            "100000000037685",
            "529900T8BM49AURSDO55",
        ] {
            assert_eq!(key(&official_id(text)), "", "{text}");
        }
    }

    #[test]
    fn words_that_stand_for_nothing_are_doubted_and_names_are_not() {
        for text in [
            "测试",
            "測試",
            "测试1",
            "测试 02",
            "待定",
            "无",
            "無",
            "不详",
            "暂无",
            "(待补充)",
            "【待定】",
            "某某公司",
            "xxx",
            "XXX",
            "xx",
            "test",
            "Test123",
            "TEST 1",
            "n/a",
            "N/A",
            "TBD",
            "asdf",
            "qwerty",
            "111",
            "123456",
            "aaaa",
            "-",
            "??",
            "。。。",
            "/",
            "()",
            "to be determined",
            "null",
        ] {
            assert_ne!(key(&words(text)), "", "{text}");
        }
        for text in [
            "无锡",
            "无锡测试仪器有限公司",
            "测试工程师",
            "空客",
            "北京空港",
            "不二家",
            "待春",
            "沈待",
            "略阳县",
            "AAA",
            "ABC",
            "3M",
            "360",
            "58同城",
            "七喜",
            "喜喜",
            "陈晨晨",
            "Nan Li",
            "Tester AG",
            "Testa",
            "Null & Co",
            "Xu",
            "Na Ying",
            "TBC Bank",
            "Demo Day GmbH",
            "无名",
            "III",
            "A",
            "某",
            "321 路",
            "",
        ] {
            assert_eq!(key(&words(text)), "", "{text}");
        }
    }

    #[test]
    fn addresses_and_days() {
        for text in [
            "a@example.com",
            "x@mail.example.com",
            "zhang@test.com",
            "123456@qq.com",
            "111@163.com",
            "test@gmail.com",
            "asdf@qq.com",
            "aaaa@qq.com",
            "a@b.invalid",
            "无",
            "xxx",
        ] {
            assert_ne!(key(&mail(text)), "", "{text}");
        }
        for text in [
            "demo@siemens.com",
            "info@test-gmbh.de",
            "12345679@qq.com",
            "testa@qq.com",
            "a@b.cn",
            "zhang.san@examples.com",
            "sales@abc.com",
            "",
        ] {
            assert_eq!(key(&mail(text)), "", "{text}");
        }
        assert_eq!(key(&day("1900-01-01")), BLANK_DAY);
        assert_eq!(key(&day("1986-03-12")), "");
    }

    #[test]
    fn three_fields_that_say_the_same_are_doubted_and_two_are_not() {
        let texts = |all: [&str; 4]| -> Vec<&str> {
            let keyed = ["name", "head", "address", "title"].into_iter();
            let keyed: Vec<(&str, String)> = keyed.zip(all.map(str::to_owned)).collect();
            repeated(&keyed)
        };
        assert_eq!(
            texts(["张三", "张三", "张三", "店主"]),
            ["name", "head", "address"]
        );
        assert!(texts(["张三", "张三", "南京路 1 号", "店主"]).is_empty());
        assert!(texts(["", "", "", "店主"]).is_empty());
    }

    #[test]
    fn a_switchboard_is_shared_and_a_mobile_phone_is_not() {
        assert!(shared(true, 5, 1) && !shared(true, 4, 4));
        assert!(shared(false, 10, 3) && !shared(false, 60, 1));
    }

    proptest! {
        #[test]
        fn nothing_typed_brings_it_down(text in "\\PC{0,40}") {
            let _ = (words(&text), mail(&text), official_id(&text), day(&text));
            let _ = phone(&Phone::parse(&text));
        }
        #[test]
        fn nothing_of_digits_and_signs_does_either(text in "[0-9xX+()@. 测试无-]{0,24}") {
            let _ = (words(&text), mail(&text), official_id(&text), day(&text));
            let _ = phone(&Phone::parse(&text));
        }
    }
}
