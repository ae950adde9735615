//! What folding, taking names apart and spelling must give.

use proptest::prelude::*;

use super::{
    clean_line, clean_text, compact, fold, join_list, match_key, narrow, pinyin_forms, pinyin_key,
    split_list,
};

fn key(name: &str) -> (String, String) {
    let key = match_key(name);
    (key.core, key.suffix)
}

fn fulls(text: &str) -> Vec<String> {
    pinyin_forms(text)
        .iter()
        .map(super::Spelling::full)
        .collect()
}

fn shorts(text: &str) -> Vec<String> {
    pinyin_forms(text)
        .iter()
        .map(super::Spelling::short)
        .collect()
}

#[test]
fn cleans_for_storage() {
    assert_eq!(
        clean_line(" 华为\u{200B}　技术\t \n公司\u{FEFF} "),
        "华为 技术 公司"
    );
    assert_eq!(clean_line("e\u{301}"), "é");
    assert_eq!(clean_text("一\r\n二\r三 \u{0}\n"), "一\n二\n三");
    assert_eq!(clean_line("👨\u{200D}👩"), "👨\u{200D}👩");
}

#[test]
fn folds_widths_and_cases() {
    assert_eq!(narrow("ＡＢ１２（）　中"), "AB12() 中");
    assert_eq!(fold("  ＨｕａＷｅｉ　技术 "), "huawei 技术");
    assert_eq!(compact("O'Brien & Co."), "obrienco");
    assert_eq!(fold("ﾊﾞ"), "バ");
}

#[test]
fn takes_company_names_apart() {
    for (name, core, suffix) in [
        ("华为技术有限公司", "华为技术", "有限公司"),
        ("华为技术（深圳）有限公司", "华为技术深圳", "有限公司"),
        ("华为技术(深圳) 有限公司", "华为技术深圳", "有限公司"),
        ("青岛海尔股份有限公司", "青岛海尔", "股份有限公司"),
        (
            "北京百度网讯科技有限责任公司",
            "北京百度网讯科技",
            "有限责任公司",
        ),
        ("海尔集团公司", "海尔", "集团公司"),
        ("美的集团股份有限公司", "美的", "集团股份有限公司"),
        ("华为集团", "华为", "集团"),
        (
            "中国银行股份有限公司深圳分行",
            "中国银行深圳分行",
            "股份有限公司",
        ),
        (
            "华为技术有限公司北京分公司",
            "华为技术北京分公司",
            "有限公司",
        ),
        (
            "Huawei Technologies Co., Ltd.",
            "huaweitechnologies",
            "coltd",
        ),
        ("HUAWEI TECHNOLOGIES CO.,LTD", "huaweitechnologies", "coltd"),
        ("Apple Inc.", "apple", "inc"),
        ("Siemens A.G.", "siemens", "ag"),
        ("Ford Motor Company", "fordmotor", "company"),
        ("The Zinc", "thezinc", ""),
        (
            "腾讯控股有限公司 Tencent Ltd",
            "腾讯控股有限公司tencent",
            "ltd",
        ),
        ("有限公司", "有限公司", ""),
        ("集团", "集团", ""),
        ("Co., Ltd.", "co", "ltd"),
        ("ＡＢＣ（中国）有限公司", "abc中国", "有限公司"),
        ("", "", ""),
        ("——", "", ""),
    ] {
        assert_eq!(key(name), (core.to_owned(), suffix.to_owned()), "{name}");
    }
}

#[test]
fn spells_with_every_likely_reading() {
    for (text, full, short) in [
        ("华为", "huawei", "hw"),
        ("重庆", "chongqing", "cq"),
        ("重庆", "zhongqing", "zq"),
        ("招商银行", "zhaoshangyinhang", "zsyh"),
        ("长安汽车", "changanqiche", "caqc"),
        ("厦门航空", "xiamenhangkong", "xmhk"),
        ("金茂大厦", "jinmaodasha", "jmds"),
        ("乐视", "leshi", "ls"),
        ("音乐之声", "yinyuezhisheng", "yyzs"),
        ("单伟", "shanwei", "sw"),
        ("单伟", "danwei", "dw"),
        ("曾国藩", "zengguofan", "zgf"),
        ("仇英", "qiuying", "qy"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("查良镛", "zhaliangyong", "zly"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("万俟", "moqi", "mq"),
        ("区小明", "ouxiaoming", "oxm"),
        ("吕布", "lvbu", "lb"),
        ("吕布", "lyubu", "lb"),
        ("吕布", "lubu", "lb"),
        ("華為", "huawei", "hw"),
        ("長江", "changjiang", "cj"),
        ("华为ICT学院", "huaweiictxueyuan", "hwictxy"),
        ("3M中国", "3mzhongguo", "3mzg"),
        ("Ford Motor Company", "fordmotorcompany", "fmc"),
    ] {
        let forms = pinyin_forms(text);
        let found = forms
            .iter()
            .any(|form| form.full() == full && form.short() == short);
        assert!(found, "{text}: {full} {short} not in {forms:?}");
    }
    assert!(pinyin_forms("——").is_empty());
}

#[test]
fn the_likeliest_spelling_comes_first() {
    for (text, full) in [
        ("重庆长安", "chongqingchangan"),
        ("银行", "yinhang"),
        ("行政", "xingzheng"),
        ("董事长", "dongshizhang"),
        ("六安", "luan"),
    ] {
        assert_eq!(
            fulls(text).first().map(String::as_str),
            Some(full),
            "{text}"
        );
    }
}

#[test]
fn spellings_are_bounded_and_unique() {
    let forms = fulls("重长行厦乐单曾仇解查区朴盖缪");
    assert_eq!(forms.len(), 12);
    let mut unique = forms.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), 12);
    assert!(shorts(&"重".repeat(200)).len() <= 12);
}

#[test]
fn sorts_by_sound_then_character() {
    let mut names = vec![
        "章丽", "张伟", "西安", "先锋", "Baidu", "百度", "阿里", "张丽", "Alpha", "重庆", "沙洲",
        "单伟",
    ];
    names.sort_by_key(|name| pinyin_key(name));
    assert_eq!(
        names,
        [
            "阿里", "Alpha", "百度", "Baidu", "重庆", "沙洲", "单伟", "西安", "先锋", "张丽",
            "张伟", "章丽"
        ]
    );
}

#[test]
fn a_name_with_a_comma_is_one_of_a_list() {
    let read = |text: &str| split_list(text).map(str::to_owned).collect::<Vec<_>>();
    let acme = || "Acme Co., Ltd".to_owned();
    assert_eq!(join_list([acme()], "; "), "Acme Co., Ltd\n");
    assert_eq!(read("Acme Co., Ltd\n"), ["Acme Co., Ltd"]);
    let both = join_list([acme(), "艾克米".to_owned()], "、");
    assert_eq!(read(&both), ["Acme Co., Ltd", "艾克米"]);
    assert_eq!(read("甲、乙; 丙,丁"), ["甲", "乙", "丙", "丁"]);
}

proptest! {
    #[test]
    fn a_list_is_read_back_as_it_was(
        values in prop::collection::vec("[a-z.、,，;；|甲乙]([a-z.、,，;；| 甲乙]{0,6}[a-z.、,，;；|甲乙])?", 0..5)
    ) {
        for between in ["; ", "、"] {
            let text = join_list(values.clone(), between);
            let back: Vec<_> = split_list(&text).map(str::to_owned).collect();
            prop_assert_eq!(back, values.clone());
        }
    }

    #[test]
    fn folding_twice_changes_nothing(text in "\\PC{0,40}") {
        let once = fold(&text);
        prop_assert_eq!(fold(&once), once.clone());
        let line = clean_line(&text);
        prop_assert_eq!(clean_line(&line), line);
    }

    /// A character that is never plain, put behind, makes the whole text take the long way.
    #[test]
    fn plain_texts_take_a_short_way_to_the_same_end(
        text in "[ -~\u{3000}-\u{3002}\u{3008}-\u{3011}\u{3400}-\u{3410}华为重庆\u{9FFF}\u{FF01}-\u{FF5E}\n]{0,30}"
    ) {
        let long = format!("{text}é");
        let same = |short: String, long: String| {
            let cut = long.strip_suffix('é').map(|cut| cut.trim_end_matches(' ').to_owned());
            prop_assert_eq!(Some(short), cut);
            Ok(())
        };
        same(fold(&text), fold(&long))?;
        same(clean_line(&text), clean_line(&long))?;
        let kept = clean_text(&long);
        prop_assert_eq!(clean_text(&text), kept.trim_end_matches('é').trim());
        prop_assert_eq!(compact(&text) + "é", compact(&long));
    }

    #[test]
    fn width_and_case_never_part_a_name(name in "[A-Za-z0-9 华为重庆长江()]{1,20}") {
        let wide: String = name.chars().map(|c| match c {
            '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap(),
            other => other,
        }).collect();
        prop_assert_eq!(match_key(&wide), match_key(&name.to_uppercase()));
    }

    #[test]
    fn a_key_loses_no_letter(name in "[A-Za-z华为有限公司集团股份分（）. ,]{0,20}") {
        let key = match_key(&name);
        let count = |text: &str| text.chars().count();
        prop_assert_eq!(count(&key.core) + count(&key.suffix), count(&compact(&name)));
        prop_assert_eq!(key.core.is_empty(), compact(&name).is_empty());
    }

    #[test]
    fn spelling_never_panics(text in "\\PC{0,40}") {
        for form in pinyin_forms(&text) {
            prop_assert_eq!(form.syllables.len(), form.initials.len());
        }
        let _ = pinyin_key(&text);
    }
}

#[test]
fn names_of_firms_are_alike_in_known_ways_only() {
    use super::{Alike, CompanyName};
    for (a, b, alike) in [
        ("华为技术有限公司", "华为技术 有限公司", Some(Alike::Same)),
        ("華為技術有限公司", "华为技术有限公司", Some(Alike::Same)),
        (
            "ＡＢＣ Trading Co., Ltd.",
            "abc trading co ltd",
            Some(Alike::Same),
        ),
        (
            "鸿远精密有限公司",
            "鸿远精密有限责任公司",
            Some(Alike::Form),
        ),
        ("Bosch GmbH", "Bosch Ltd", Some(Alike::Form)),
        ("鸿远精密", "鸿远精密股份有限公司", Some(Alike::Form)),
        ("鸿远集团有限公司", "鸿远有限公司", Some(Alike::OtherForm)),
        (
            "苏州鸿远精密有限公司",
            "鸿远精密有限公司",
            Some(Alike::Place),
        ),
        (
            "江苏鸿远精密有限公司",
            "苏州市鸿远精密有限公司",
            Some(Alike::Place),
        ),
        (
            "西门子（中国）有限公司",
            "西门子有限公司",
            Some(Alike::Place),
        ),
        ("南京鸿远精密有限公司", "苏州鸿远精密有限公司", None),
        ("鸿远精密有限公司", "鸿源精密有限公司", Some(Alike::Sound)),
        (
            "鸿远精密机械有限公司",
            "鸿远精密机床有限公司",
            Some(Alike::Slip),
        ),
        ("鸿远第一机械厂", "鸿远第二机械厂", None),
        ("鸿远1号工厂基地", "鸿远2号工厂基地", None),
        ("鸿远精密机械有限公司", "鸿远", Some(Alike::Part)),
        ("大同", "大同", Some(Alike::Same)),
        ("长春", "大同", None),
        ("华", "华有限公司", None),
        ("", "", None),
        ("有限公司", "——", None),
    ] {
        let (one, other) = (CompanyName::of(a), CompanyName::of(b));
        assert_eq!(one.likeness(&other), alike, "{a} / {b}");
        assert_eq!(other.likeness(&one), alike, "{b} / {a}");
    }
}

#[test]
fn names_of_people_are_alike_in_known_ways_only() {
    use super::{Alike, PersonName};
    for (a, b, alike) in [
        ("张伟", "張 偉", Some(Alike::Same)),
        ("张伟", "张玮", Some(Alike::Sound)),
        ("张伟", "Zhang Wei", Some(Alike::Sound)),
        ("张伟", "Wei Zhang", Some(Alike::Sound)),
        ("张伟", "张总", Some(Alike::Part)),
        ("欧阳经理", "欧阳明", Some(Alike::Part)),
        ("张伟", "李总", None),
        ("张伟", "张敏", None),
        ("王", "王", None),
        ("", "张伟", None),
    ] {
        let (one, other) = (PersonName::of(a), PersonName::of(b));
        assert_eq!(one.likeness(&other), alike, "{a} / {b}");
        assert_eq!(other.likeness(&one), alike, "{b} / {a}");
    }
}

#[test]
fn a_place_is_parted_from_a_name_that_goes_on() {
    use super::CompanyName;
    for (name, own) in [
        ("江苏省苏州市鸿远精密有限公司", "鸿远精密"),
        ("鸿远精密（深圳）有限公司", "鸿远精密"),
        ("大同有限公司", "大同"),
        ("中国移动通信集团", "中国移动通信"),
        ("北京", "北京"),
    ] {
        assert_eq!(CompanyName::of(name).own, own, "{name}");
    }
}
