//! What is found by what, in which order, and what happens to a broken index.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use proptest::prelude::*;

use super::{Doc, Matched, SearchIndex};
use crate::base::{Cancel, Error, FixedClock, Id, Kind, Report, Result, Timestamp};
use crate::crypto::{KdfCost, Secret};
use crate::vault::{Unlock, Vault};

const FILE: &str = "search.db";
const NOW: i64 = 1_795_300_000_000;

fn clock() -> Arc<FixedClock> {
    Arc::new(FixedClock::at(Timestamp(NOW).utc()))
}

fn secret() -> Secret {
    Secret::new("a passphrase long enough")
}

fn in_memory() -> SearchIndex {
    SearchIndex::open(&Vault::in_memory(clock()).unwrap()).unwrap()
}

fn doc(n: i64, title: &str) -> Doc {
    Doc {
        entity: "unit".to_owned(),
        id: Id::from_bytes(u128::try_from(n).unwrap().to_be_bytes()),
        unit: None,
        title: title.to_owned(),
        about: String::new(),
        aliases: Vec::new(),
        codes: Vec::new(),
        phones: Vec::new(),
        texts: Vec::new(),
        at: Some(Timestamp(NOW)),
    }
}

fn note(n: i64, about: &str, text: &str) -> Doc {
    Doc {
        entity: "activity".to_owned(),
        about: about.to_owned(),
        texts: vec![text.to_owned()],
        at: Some(Timestamp(NOW + n * 60_000)),
        ..doc(n, "")
    }
}

fn texts(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

fn filled(docs: Vec<Doc>) -> SearchIndex {
    let index = in_memory();
    index
        .rebuild(docs.into_iter().map(Ok), 1, &Report::silent())
        .unwrap();
    index
}

/// What `text` finds: the titles, or what is shown beside them.
fn found(index: &SearchIndex, text: &str) -> Vec<String> {
    let hits = index.search(text, 20).unwrap();
    hits.into_iter()
        .map(|hit| {
            if hit.title.is_empty() {
                hit.detail
            } else {
                hit.title
            }
        })
        .collect()
}

fn how(index: &SearchIndex, text: &str) -> Option<Matched> {
    index
        .search(text, 1)
        .unwrap()
        .first()
        .map(|hit| hit.matched)
}

#[test]
fn finds_a_name_by_any_part_of_it() {
    let index = filled(vec![
        doc(1, "深圳市华为制造技术有限公司"),
        doc(2, "招商银行股份有限公司"),
        doc(3, "Ford Motor Company"),
        doc(4, "重庆长安汽车"),
        doc(5, "中移（杭州）ICT学院"),
    ]);
    for (text, title, matched) in [
        (
            "深圳市华为制造技术有限公司",
            "深圳市华为制造技术有限公司",
            Matched::Exact,
        ),
        (
            "深圳市华为制造技术",
            "深圳市华为制造技术有限公司",
            Matched::Exact,
        ),
        ("深圳市", "深圳市华为制造技术有限公司", Matched::Prefix),
        ("深", "深圳市华为制造技术有限公司", Matched::Prefix),
        ("华为", "深圳市华为制造技术有限公司", Matched::Part),
        ("造", "深圳市华为制造技术有限公司", Matched::Part),
        ("为制造技", "深圳市华为制造技术有限公司", Matched::Part),
        ("hwzz", "深圳市华为制造技术有限公司", Matched::Initials),
        ("wzz", "深圳市华为制造技术有限公司", Matched::Initials),
        ("szshwzz", "深圳市华为制造技术有限公司", Matched::Initials),
        ("huawei", "深圳市华为制造技术有限公司", Matched::Pinyin),
        ("weizhi", "深圳市华为制造技术有限公司", Matched::Pinyin),
        ("HUAWEIZHIZ", "深圳市华为制造技术有限公司", Matched::Pinyin),
        (
            "ｈｕａｗｅｉ",
            "深圳市华为制造技术有限公司",
            Matched::Pinyin,
        ),
        (
            "shenzhenshihuaweizhizaojishu",
            "深圳市华为制造技术有限公司",
            Matched::Pinyin,
        ),
        ("银行", "招商银行股份有限公司", Matched::Part),
        ("yinhang", "招商银行股份有限公司", Matched::Pinyin),
        ("yinxing", "招商银行股份有限公司", Matched::Pinyin),
        ("zsyh", "招商银行股份有限公司", Matched::Initials),
        ("ford motor company", "Ford Motor Company", Matched::Exact),
        ("Ford Motor", "Ford Motor Company", Matched::Exact),
        ("for", "Ford Motor Company", Matched::Prefix),
        ("mot", "Ford Motor Company", Matched::Part),
        ("motorc", "Ford Motor Company", Matched::Pinyin),
        ("fmc", "Ford Motor Company", Matched::Initials),
        ("chongqing", "重庆长安汽车", Matched::Pinyin),
        ("zhongqing", "重庆长安汽车", Matched::Pinyin),
        ("cqca", "重庆长安汽车", Matched::Initials),
        ("中移杭州", "中移（杭州）ICT学院", Matched::Prefix),
        ("ict", "中移（杭州）ICT学院", Matched::Part),
        ("ICT学院", "中移（杭州）ICT学院", Matched::Part),
        ("学院", "中移（杭州）ICT学院", Matched::Part),
        ("杭州xue", "中移（杭州）ICT学院", Matched::Part),
    ] {
        assert_eq!(
            found(&index, text).first().map(String::as_str),
            Some(title),
            "{text}"
        );
        assert_eq!(how(&index, text), Some(matched), "{text}");
    }
    for text in [
        "", "  ", "，。", "京东", "造制", "华技", "awei", "hwzzx", "\"", "*", "AND",
    ] {
        assert_eq!(found(&index, text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn finds_by_numbers_codes_and_addresses() {
    let index = filled(vec![
        Doc {
            phones: texts(&["+86 138 0013 8000", "010-62341234转8012"]),
            codes: texts(&["JT-2025-0001", "91350100M000100Y43", "Zhang.San@Huawei.com"]),
            ..doc(1, "甲")
        },
        Doc {
            phones: texts(&["13900139111"]),
            ..doc(2, "乙")
        },
    ]);
    for (text, matched, detail) in [
        ("8000", Matched::Phone, "+86 138 0013 8000"),
        ("00138000", Matched::Phone, "+86 138 0013 8000"),
        ("138 0013 8000", Matched::Phone, "+86 138 0013 8000"),
        ("+86 13800138000", Matched::Phone, "+86 138 0013 8000"),
        ("1380", Matched::Phone, "+86 138 0013 8000"),
        ("138", Matched::Phone, "+86 138 0013 8000"),
        ("62341234", Matched::Phone, "010-62341234转8012"),
        ("010-6234", Matched::Phone, "010-62341234转8012"),
        ("jt20250001", Matched::Exact, "JT-2025-0001"),
        ("JT-2025-0001", Matched::Exact, "JT-2025-0001"),
        ("JT-20", Matched::Code, "JT-2025-0001"),
        ("0001", Matched::Code, "JT-2025-0001"),
        ("91350100m", Matched::Code, "91350100M000100Y43"),
        ("zhang.san@", Matched::Code, "Zhang.San@Huawei.com"),
        ("@huawei.com", Matched::Code, "Zhang.San@Huawei.com"),
    ] {
        let hits = index.search(text, 20).unwrap();
        assert_eq!(hits.len(), 1, "{text}: {hits:?}");
        let hit = hits.first().unwrap();
        assert_eq!((hit.title.as_str(), hit.matched), ("甲", matched), "{text}");
        assert_eq!(hit.detail, detail, "{text}");
    }
    assert_eq!(found(&index, "800"), Vec::<String>::new());
    assert_eq!(found(&index, "13"), Vec::<String>::new());
}

#[test]
fn the_best_stand_first() {
    let index = filled(vec![
        note(1, "某公司", "和华为谈了合同"),
        Doc {
            aliases: texts(&["华为"]),
            ..doc(2, "深圳某某公司")
        },
        doc(3, "中国华为大厦"),
        doc(4, "华为技术有限公司"),
        doc(5, "华为"),
        doc(6, "华为终端"),
        Doc {
            codes: texts(&["华为-1"]),
            ..doc(7, "编号公司")
        },
    ]);
    let expected = [
        "华为",
        "深圳某某公司",
        "华为终端",
        "华为技术有限公司",
        "中国华为大厦",
        "编号公司",
        "和华为谈了合同",
    ];
    assert_eq!(found(&index, "华为"), expected);
    let four = index.search("华为", 4).unwrap();
    assert_eq!(
        four.last().map(|hit| hit.matched),
        Some(Matched::Text),
        "a place is kept for texts"
    );
    let alias = index
        .search("华为", 20)
        .unwrap()
        .into_iter()
        .nth(1)
        .unwrap();
    assert_eq!(alias.detail, "华为");
}

#[test]
fn finds_in_texts_the_newest_first() {
    let index = filled(vec![
        note(3, "甲公司", "第三次：交货期 ERP接口"),
        note(1, "甲公司", "第一次谈交货期"),
        note(2, "乙公司", "第二次：交货\n期限未定，报价 USD 1200"),
        note(4, "乙公司", "第四次：货期交付"),
    ]);
    assert_eq!(
        found(&index, "交货期"),
        ["第三次：交货期 ERP接口", "第一次谈交货期"]
    );
    let two = [
        "第三次：交货期 ERP接口",
        "第二次：交货 期限未定，报价 USD 1200",
        "第一次谈交货期",
    ];
    assert_eq!(found(&index, "交货"), two);
    assert_eq!(found(&index, "货").len(), 4);
    assert_eq!(found(&index, "erp"), ["第三次：交货期 ERP接口"]);
    assert_eq!(found(&index, "erp接口"), ["第三次：交货期 ERP接口"]);
    assert_eq!(found(&index, "1200").len(), 1);
    assert_eq!(found(&index, "usd").len(), 1);
    assert_eq!(found(&index, "甲公司"), Vec::<String>::new());
    assert_eq!(
        found(&index, "甲公司 交货"),
        ["第三次：交货期 ERP接口", "第一次谈交货期"]
    );
    assert_eq!(
        found(&index, "交货 报价"),
        ["第二次：交货 期限未定，报价 USD 1200"]
    );
    assert_eq!(found(&index, "甲 公司"), Vec::<String>::new());
}

#[test]
fn words_may_be_spread_over_a_name_and_what_it_belongs_to() {
    let person = Doc {
        about: "华为技术有限公司".to_owned(),
        ..doc(1, "张伟")
    };
    let index = filled(vec![person, doc(2, "张伟"), doc(3, "华为技术有限公司")]);
    assert_eq!(found(&index, "华为 张伟"), ["张伟"]);
    assert_eq!(found(&index, "zw 华为"), ["张伟"]);
    assert_eq!(found(&index, "技术 华为"), ["华为技术有限公司"]);
    assert_eq!(found(&index, "张伟").len(), 2);
}

#[test]
fn a_passage_stands_around_the_find() {
    let long = format!("{}要点是交货期{}", "前".repeat(50), "后".repeat(100));
    let index = filled(vec![note(1, "", &long)]);
    let detail = index.search("交货期", 1).unwrap().pop().unwrap().detail;
    let (before, after) = ("前".repeat(13), "后".repeat(61));
    assert_eq!(detail, format!("…{before}要点是交货期{after}…"));
}

#[test]
fn follows_the_vault() {
    let index = filled(vec![doc(1, "华为"), doc(2, "中兴")]);
    assert_eq!(index.seq().unwrap(), Some(1));
    index
        .apply(&[doc(1, "荣耀"), doc(3, "小米")], &[doc(2, "").id], 7)
        .unwrap();
    assert_eq!(index.seq().unwrap(), Some(7));
    assert_eq!(found(&index, "华为"), Vec::<String>::new());
    assert_eq!(found(&index, "中兴"), Vec::<String>::new());
    assert_eq!(found(&index, "荣耀"), ["荣耀"]);
    assert_eq!(found(&index, "xm"), ["小米"]);
    // The same once more, and back again.
    index.apply(&[doc(1, "荣耀")], &[doc(2, "").id], 8).unwrap();
    index
        .apply(&[doc(1, "华为"), note(1, "", "改了名")], &[], 9)
        .unwrap();
    assert_eq!(found(&index, "改了名"), ["改了名"]);
    assert_eq!(
        found(&index, "华为"),
        Vec::<String>::new(),
        "one id, one record"
    );
}

#[test]
fn among_one_entity_only() {
    let person = Doc {
        entity: "contact".to_owned(),
        ..doc(1, "华为人")
    };
    let index = filled(vec![person, doc(2, "华为")]);
    let hits = index.search_in(Some("contact"), "华为", 9).unwrap();
    assert_eq!(
        hits.iter()
            .map(|hit| hit.title.as_str())
            .collect::<Vec<_>>(),
        ["华为人"]
    );
}

#[test]
fn thousands_may_have_one_time_or_none() {
    let same = (0..3000).map(|n| Doc {
        at: Some(Timestamp(NOW)),
        ..note(n, "", "同一天的记录")
    });
    let timeless = (3000..4000).map(|n| Doc {
        at: None,
        ..note(n, "", "没有时间的记录")
    });
    let later = std::iter::once(note(9000, "", "后来的记录"));
    let index = filled(same.chain(later).chain(timeless).collect());
    assert_eq!(
        index.search("记录", 5000).unwrap().len(),
        1000,
        "as many as are looked at"
    );
    assert_eq!(
        found(&index, "记录").first().map(String::as_str),
        Some("后来的记录")
    );
    assert_eq!(found(&index, "没有时间").len(), 20);
    index
        .apply(
            &[Doc {
                at: None,
                ..note(9001, "", "再来一条没有时间的")
            }],
            &[],
            2,
        )
        .unwrap();
    assert_eq!(found(&index, "再来一条"), ["再来一条没有时间的"]);
}

#[test]
fn whoever_asks_while_it_is_thrown_away_waits_for_the_new_one() {
    let index = filled(vec![doc(1, "华为")]);
    std::thread::scope(|threads| {
        let asking = threads.spawn(|| (0..400).map(|_| index.seq()).all(|seq| seq.is_ok()));
        for _ in 0..20 {
            index
                .rebuild([Ok(doc(1, "华为"))], 7, &Report::silent())
                .unwrap();
        }
        assert!(asking.join().unwrap());
    });
}

#[test]
fn an_empty_index_waits_to_be_rebuilt() {
    let index = in_memory();
    assert_eq!(index.seq().unwrap(), None);
    index.apply(&[doc(1, "华为")], &[], 5).unwrap();
    assert_eq!(index.seq().unwrap(), None);
    assert_eq!(found(&index, "华为"), Vec::<String>::new());
    let failed = index.rebuild(
        [
            Ok(doc(1, "华为")),
            Err(Error::new(Kind::Locked, "error.locked")),
        ],
        5,
        &Report::silent(),
    );
    assert_eq!(failed.unwrap_err().kind(), Kind::Locked);
    let cancel = Cancel::default();
    cancel.cancel();
    let stopped = index.rebuild([Ok(doc(1, "华为"))], 5, &Report::to(cancel, |_| {}));
    assert_eq!(stopped.unwrap_err().kind(), Kind::Cancelled);
    assert_eq!(index.seq().unwrap(), None);
}

fn on_disk(dir: &Path) -> Vault {
    let dir = dir.join("A.steward");
    if dir.exists() {
        Vault::unlock(&dir, &Unlock::Passphrase(secret()), clock()).unwrap()
    } else {
        Vault::create(&dir, &secret(), KdfCost::for_tests(), clock())
            .unwrap()
            .0
    }
}

fn rebuild(index: &SearchIndex) {
    let many = (0..200).map(|n| note(n, "甲公司", &format!("第{n}条记录，机密内容 secretword")));
    let docs = many
        .chain([doc(1000, "华为技术有限公司")])
        .map(Ok::<_, Error>);
    index.rebuild(docs, 3, &Report::silent()).unwrap();
}

#[test]
fn lasts_beside_the_vault_and_says_nothing_in_clear() {
    let dir = tempfile::tempdir().unwrap();
    let vault = on_disk(dir.path());
    let index = SearchIndex::open(&vault).unwrap();
    rebuild(&index);
    index.apply(&[doc(2000, "后来公司")], &[], 4).unwrap();
    for end in ["", "-wal"] {
        let file = vault.dir().unwrap().join(format!("{FILE}{end}"));
        let bytes = fs::read(file).unwrap();
        let holds = |word: &str| bytes.windows(word.len()).any(|w| w == word.as_bytes());
        assert!(
            !holds("secretword") && !holds("华为") && !holds("SQLite"),
            "{end}"
        );
    }
    drop(index);
    let index = SearchIndex::open(&vault).unwrap();
    assert_eq!(index.seq().unwrap(), Some(4));
    assert_eq!(found(&index, "后来"), ["后来公司"]);
}

#[test]
fn a_lost_or_broken_index_is_begun_anew() {
    type Harm = fn(&Path) -> std::io::Result<()>;
    let harms: [(&str, Harm); 4] = [
        ("lost", |file| fs::remove_file(file)),
        ("cut", |file| {
            fs::OpenOptions::new().write(true).open(file)?.set_len(5000)
        }),
        ("junk", |file| fs::write(file, [7; 9000])),
        ("plain", |file| {
            fs::write(file, "SQLite format 3\0 and more")
        }),
    ];
    let dir = tempfile::tempdir().unwrap();
    let vault = on_disk(dir.path());
    for (name, harm) in harms {
        let index = SearchIndex::open(&vault).unwrap();
        rebuild(&index);
        drop(index);
        harm(&vault.dir().unwrap().join(FILE)).unwrap();
        let index = SearchIndex::open(&vault).unwrap();
        let found_now = index.search("华为", 9).unwrap();
        assert_eq!((found_now.len(), index.seq().unwrap()), (0, None), "{name}");
        rebuild(&index);
        assert_eq!(found(&index, "华为"), ["华为技术有限公司"], "{name}");
    }
    vault.check(true).unwrap();
}

#[test]
fn damage_in_the_middle_shows_when_it_is_met() {
    let dir = tempfile::tempdir().unwrap();
    let vault = on_disk(dir.path());
    let index = SearchIndex::open(&vault).unwrap();
    rebuild(&index);
    drop(index);
    let file = vault.dir().unwrap().join(FILE);
    let mut bytes = fs::read(&file).unwrap();
    // All but the first pages, which say what tables there are.
    bytes
        .iter_mut()
        .skip(4096 * 3)
        .step_by(50)
        .for_each(|byte| *byte ^= 0x5a);
    fs::write(&file, bytes).unwrap();
    let index = SearchIndex::open(&vault).unwrap();
    let _ = index.search("记录", 9).unwrap();
    let _ = index.search("华为", 9).unwrap();
    assert_eq!(index.seq().unwrap(), None);
    rebuild(&index);
    assert_eq!(found(&index, "华为"), ["华为技术有限公司"]);
}

#[test]
fn the_index_of_another_vault_is_not_taken() {
    let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (vault, stranger) = (on_disk(one.path()), on_disk(other.path()));
    rebuild(&SearchIndex::open(&vault).unwrap());
    let to = stranger.dir().unwrap().join(FILE);
    fs::copy(vault.dir().unwrap().join(FILE), &to).unwrap();
    let index = SearchIndex::open(&stranger).unwrap();
    assert_eq!(index.seq().unwrap(), None);
}

#[test]
fn one_may_search_while_another_writes() -> Result<()> {
    let dir = tempfile::tempdir().unwrap();
    let vault = on_disk(dir.path());
    let index = SearchIndex::open(&vault)?;
    rebuild(&index);
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            (0..50).try_for_each(|n| index.apply(&[doc(5000 + n, "并行公司")], &[], 10 + n))
        });
        while !writer.is_finished() {
            assert_eq!(found(&index, "华为"), ["华为技术有限公司"]);
        }
        writer.join().unwrap()
    })?;
    assert_eq!(index.search("并行", 99)?.len(), 50);
    Ok(())
}

thread_local! {
    /// Opening one takes longer than asking it.
    static EMPTY: SearchIndex = filled(Vec::new());
}

/// What each of `typed` finds where the only record is called `name`.
fn found_alone(name: &str, typed: &[String]) -> Vec<Vec<String>> {
    EMPTY.with(|index| {
        index.apply(&[doc(1, name)], &[], 1).unwrap();
        let found = typed.iter().map(|text| found(index, text)).collect();
        index.apply(&[], &[doc(1, name).id], 1).unwrap();
        found
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_stretch_of_a_name_finds_it(
        name in "[华为技术中国银行重庆长安公司有限股份A-C]{1,12}", from in 0_usize..12, length in 1_usize..12,
    ) {
        let part: String = name.chars().skip(from % name.chars().count()).take(length).collect();
        // A Latin word is found from its start only.
        let cut = name.find(&part).is_some_and(|at| {
            part.starts_with(|c: char| c.is_ascii()) && name[..at].ends_with(|c: char| c.is_ascii())
        });
        if !cut {
            let found = found_alone(&name, std::slice::from_ref(&part));
            prop_assert_eq!(&found, &vec![vec![name.clone()]], "{} in {}", part, name);
        }
    }

    #[test]
    fn every_syllable_begins_a_spelling(
        name in "[华为技术中国重庆长安]{1,9}", from in 0_usize..9, keys in 1_usize..20,
    ) {
        let forms = crate::base::words::pinyin_forms(&name);
        let pieces = forms.iter().flat_map(|form| [&form.syllables, &form.initials]);
        let typed: Vec<String> = pieces
            .map(|pieces| pieces[from % pieces.len()..].concat().chars().take(keys).collect())
            .collect();
        for (typed, found) in typed.iter().zip(found_alone(&name, &typed)) {
            prop_assert_eq!(&found, &vec![name.clone()], "{} in {}", typed, name);
        }
    }

    #[test]
    fn anything_may_be_typed(text in "\\PC{0,30}|[\"*()^:a-zA-Z0-9华为 -]{0,30}") {
        prop_assert!(EMPTY.with(|index| index.search(&text, 5).is_ok()));
    }
}

#[test]
fn what_is_taken_out_is_wiped_from_the_pages() {
    const MARK: &str = "zqxjkvwphloxene";
    let dir = tempfile::tempdir().unwrap();
    let vault = on_disk(dir.path());
    let index = SearchIndex::open(&vault).unwrap();
    rebuild(&index);
    index
        .apply(&[doc(2000, MARK), note(2001, MARK, MARK)], &[], 4)
        .unwrap();
    let times = |index: &SearchIndex| {
        index
            .writing(|conn| {
                // Tables without content forget a row's words only when its segment is merged.
                for table in ["names", "texts"] {
                    let merge = format!("INSERT INTO {table} ({table}) VALUES ('optimize')");
                    conn.execute(&merge, [])?;
                }
                conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
                let mut pages = conn.prepare("SELECT data FROM sqlite_dbpage")?;
                let pages = pages
                    .query_map([], |row| row.get::<_, Vec<u8>>(0))?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                let mark = &MARK.as_bytes()[4..];
                let here = |page: &Vec<u8>| page.windows(mark.len()).filter(|w| *w == mark).count();
                Ok(pages.iter().map(here).sum::<usize>())
            })
            .unwrap()
    };
    assert!(times(&index) > 0, "it can be found while it is there");
    let gone = [doc(2000, ""), doc(2001, "")].map(|doc| doc.id);
    index.apply(&[], &gone, 5).unwrap();
    assert_eq!(found(&index, MARK), Vec::<String>::new());
    assert_eq!(
        times(&index),
        0,
        "decrypted pages still hold what was taken out"
    );
}
