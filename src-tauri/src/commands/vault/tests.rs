use std::path::Path;

use steward_core::crypto::RecoveryKey;

use super::{Told, VaultCreated, place};

#[test]
fn a_vault_is_a_folder_of_its_own_name() {
    let folder = Path::new("/v");
    assert_eq!(
        place(folder, " 重点客户 ").unwrap(),
        Path::new("/v/重点客户.steward")
    );
    let longest = "客".repeat(60);
    for name in [
        longest.clone(),
        format!("{longest}（恢复）"),
        "x".repeat(80),
    ] {
        let place = place(folder, &name).unwrap();
        assert_eq!(place, folder.join(format!("{name}.steward")));
    }
    for long in ["客".repeat(67), "x".repeat(81), "𠮷".repeat(60)] {
        let error = place(folder, &long).unwrap_err();
        assert_eq!(
            (error.field(), error.key()),
            (Some("name"), "error.vault_name_long")
        );
    }
    for bad in ["", "  ", ".hidden", "a/b", "..", "a\\b", "a:b", "a\nb"] {
        assert_eq!(
            place(folder, bad).unwrap_err().field(),
            Some("name"),
            "{bad}"
        );
    }
}

#[test]
fn the_recovery_key_is_told_as_it_is_written() {
    let recovery = RecoveryKey::make().unwrap();
    let made = VaultCreated {
        recovery_key: Told(recovery.clone()),
    };
    assert_eq!(
        serde_json::to_value(&made).unwrap(),
        serde_json::json!({ "recovery_key": recovery.as_text().as_str() })
    );
}
