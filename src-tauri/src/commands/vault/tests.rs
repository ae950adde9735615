use std::path::Path;

use super::place;

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
