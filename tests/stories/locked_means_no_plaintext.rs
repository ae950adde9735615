//! "Only you can read it": nothing of a record stands in any file of the vault in a form that can
//! be found, neither while it is open nor when it is locked.

use std::fs;
use std::path::Path;

use steward_core::base::Report;
use steward_core::records::value::Value;
use steward_core::session::Session;
use steward_tests::scene::{PASSPHRASE, Scene, create};

/// Words that occur in nothing but the records below.
const WORDS: [&str; 8] = [
    "Quillfeather Holdings",
    "蓬莱蜃楼实业",
    "zanzibar-lantern@example.com",
    "13900112233",
    "答应给他们八折",
    "marmalade pelican",
    // What a file on a record is called, and what stands in it.
    "velvet-gazebo-offer",
    "perpendicular tangerine",
];

/// What of a file is looked for lies outside the vault while it is brought in.
fn attach(scene: &Scene, session: &Session) {
    let of = session.records("unit", 1).unwrap()[0].id;
    let path = scene.place(&format!("{}.txt", WORDS[6]));
    fs::write(&path, format!("{0} {0}", WORDS[7])).unwrap();
    let paths = [path];
    let done = session
        .attach("unit", of, &paths, &Report::silent())
        .unwrap();
    // Looked at, it is read into memory and nowhere else.
    let (mut opened, name, _) = session.open_attachment(done.records[0].id).unwrap();
    let shown = opened.read_at(0, 99).unwrap();
    assert!(name.starts_with(WORDS[6]) && shown.starts_with(WORDS[7].as_bytes()));
}

fn fill(session: &Session) {
    let unit = create(
        session,
        "unit",
        [
            ("legal_name", Value::text(WORDS[1])),
            ("english_name", Value::text(WORDS[0])),
            ("emails", Value::Raw(WORDS[2].to_owned())),
            ("phones", Value::Raw(WORDS[3].to_owned())),
            ("description", Value::text(WORDS[5])),
        ],
    );
    let _ = create(
        session,
        "activity",
        [
            ("unit", Value::to(unit.id)),
            ("at", Value::Instant(1_770_000_000_000)),
            ("kind", Value::choice("call")),
            ("content", Value::text(WORDS[4])),
        ],
    );
}

/// Every form in which a word is looked for.
fn forms(word: &str) -> [Vec<u8>; 3] {
    let wide = |unit: fn(u16) -> [u8; 2]| word.encode_utf16().flat_map(unit).collect();
    [
        word.as_bytes().to_vec(),
        wide(u16::to_le_bytes),
        wide(u16::to_be_bytes),
    ]
}

/// The words found in the files of `folder`, with the file.
fn found(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        found.extend(
            WORDS
                .iter()
                .filter(|word| name.contains(*word))
                .map(|word| format!("{word} as {name}")),
        );
        if path.is_dir() {
            found.extend(self::found(&path));
            continue;
        }
        let bytes = fs::read(&path).unwrap();
        for word in WORDS.iter().chain([&PASSPHRASE]) {
            for form in forms(word) {
                if bytes.windows(form.len()).any(|window| window == form) {
                    found.push(format!("{word} in {}", path.display()));
                }
            }
        }
    }
    found
}

#[test]
fn no_word_of_a_record_stands_in_a_file() {
    let (scene, session) = Scene::set();
    fill(&session);
    attach(&scene, &session);
    assert_eq!(found(&scene.vault()), Vec::<String>::new(), "while open");

    // The user still finds it all.
    let text = format!("{:?}", session.records("unit", 10).unwrap());
    assert!(text.contains(WORDS[0]) && text.contains(WORDS[5]));
    drop(session);
    assert_eq!(found(&scene.vault()), Vec::<String>::new(), "when locked");
}

#[test]
fn the_search_would_find_one() {
    let (scene, session) = Scene::set();
    drop(session);
    for form in forms(WORDS[1]) {
        fs::write(
            scene.vault().join("leak"),
            [b"...".as_slice(), &form, b"..."].concat(),
        )
        .unwrap();
        assert_eq!(found(&scene.vault()).len(), 1);
    }
}
