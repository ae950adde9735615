use steward_core::crypto::RecoveryKey;

use super::{place, proves};
use std::path::Path;

#[test]
fn the_key_is_proved_by_itself_or_its_end() {
    let key = RecoveryKey::from_bytes([7; 20]);
    let text = key.as_text();
    let end = &text[text.len() - 9..];
    assert_eq!(end.matches('-').count(), 1, "two groups: {end}");
    for good in [
        text.to_string(),
        text.to_lowercase(),
        end.to_owned(),
        format!(" {} ", end.replace('-', " ")),
    ] {
        assert!(proves(&key, &good), "{good}");
    }
    for bad in [
        "",
        "-",
        &text[..9],
        &end[5..],
        &text[text.len() - 14..],
        "00000000",
    ] {
        assert!(!proves(&key, bad), "{bad}");
    }
}

#[test]
fn a_vault_is_a_folder_of_its_own_name() {
    let folder = Path::new("/v");
    assert_eq!(
        place(folder, " 重点客户 ").unwrap(),
        Path::new("/v/重点客户.steward")
    );
    for bad in [
        "",
        "  ",
        ".hidden",
        "a/b",
        "..",
        "a\\b",
        "a:b",
        "a\nb",
        &"x".repeat(101),
    ] {
        assert_eq!(
            place(folder, bad).unwrap_err().field(),
            Some("name"),
            "{bad}"
        );
    }
}
