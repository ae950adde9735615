//! The page's packages: pinned, locked as package.json says, and under licences that pass.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::origins::{rules, satisfied};
use crate::tree::root;
use crate::{none, one_about};

#[derive(Deserialize, Clone, Default)]
#[serde(rename_all = "camelCase", default)]
struct Wanted {
    dependencies: BTreeMap<String, String>,
    dev_dependencies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
struct Lock {
    packages: BTreeMap<String, Locked>,
}

#[derive(Deserialize)]
struct Locked {
    #[serde(flatten)]
    wanted: Wanted,
    license: Option<String>,
    /// Only for building and testing.
    #[serde(default)]
    dev: bool,
}

/// Where the lock file does not lock what package.json wants, or that wants a range.
fn lock_faults(wanted: &Wanted, lock: &Lock) -> Vec<String> {
    let locked = lock.packages.get("").map(|own| own.wanted.clone());
    let locked = locked.unwrap_or_default();
    let mut faults = Vec::new();
    for (want, have) in [
        (&wanted.dependencies, &locked.dependencies),
        (&wanted.dev_dependencies, &locked.dev_dependencies),
    ] {
        if want != have {
            faults
                .push("package-lock.json is not package.json's: run npm install in ui/".to_owned());
        }
        for (name, version) in want {
            if !version.starts_with(|c: char| c.is_ascii_digit()) {
                faults.push(format!("{name}: name one version, not {version}"));
            }
        }
    }
    faults
}

/// The licence of fonts, beside those that pass for code.
const FONTS: &str = "OFL-1.1";

/// Packages that ship with the page under a licence that does not pass.
fn licence_faults(allow: &[String], lock: &Lock) -> Vec<String> {
    let allowed = |licence: &str| licence == FONTS || allow.iter().any(|good| good == licence);
    let ships = |(path, locked): &(&String, &Locked)| !path.is_empty() && !locked.dev;
    let fits = |locked: &Locked| {
        locked
            .license
            .as_deref()
            .is_some_and(|l| satisfied(l, &allowed))
    };
    lock.packages
        .iter()
        .filter(ships)
        .filter(|(_, locked)| !fits(locked))
        .map(|(path, locked)| format!("{path}: licence {:?}", locked.license))
        .collect()
}

fn read<T: serde::de::DeserializeOwned>(name: &str) -> T {
    let text = std::fs::read_to_string(root().join("ui").join(name)).unwrap();
    serde_json::from_str(&text).unwrap()
}

#[test]
fn packages_are_pinned_and_locked() {
    none(&lock_faults(
        &read("package.json"),
        &read("package-lock.json"),
    ));
}

#[test]
fn what_ships_has_an_allowed_licence() {
    none(&licence_faults(
        &rules().licenses.allow,
        &read("package-lock.json"),
    ));
}

#[test]
fn a_loose_or_unlocked_package_is_a_fault() {
    let wanted = |version: &str| -> Wanted {
        serde_json::from_str(&format!(r#"{{"dependencies":{{"a":"{version}"}}}}"#)).unwrap()
    };
    let lock = |version: &str| -> Lock {
        let own = format!(r#"{{"packages":{{"":{{"dependencies":{{"a":"{version}"}}}}}}}}"#);
        serde_json::from_str(&own).unwrap()
    };
    none(&lock_faults(&wanted("1.0.0"), &lock("1.0.0")));
    one_about(
        "package-lock",
        &lock_faults(&wanted("1.0.1"), &lock("1.0.0")),
    );
    one_about(
        "one version",
        &lock_faults(&wanted("^1.0.0"), &lock("^1.0.0")),
    );
}

#[test]
fn a_licence_that_is_not_allowed_is_a_fault() {
    let lock: Lock = serde_json::from_str(
        r#"{"packages":{"":{},"node_modules/a":{"license":"SSPL-1.0"},"node_modules/b":{"license":"SSPL-1.0","dev":true}}}"#,
    )
    .unwrap();
    one_about(
        "node_modules/a",
        &licence_faults(&["MIT".to_owned()], &lock),
    );
}
