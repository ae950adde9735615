//! Where other people's crates come from and what they allow, by the rules in deny.toml.
//!
//! deny.toml is written for cargo-deny and can be given to it; this reads the parts that need no
//! network (licences, bans, sources), so that a bare machine need not build that tool first.

use std::collections::BTreeMap;
use std::process::Command;

use serde::Deserialize;

use crate::tree::root;
use crate::{none, one_about};

/// deny.toml, as far as it is read here.
#[derive(Deserialize)]
pub(crate) struct Rules {
    pub(crate) licenses: Licences,
    bans: Bans,
    sources: Sources,
}

#[derive(Deserialize)]
pub(crate) struct Licences {
    pub(crate) allow: Vec<String>,
    #[serde(default)]
    exceptions: Vec<Exception>,
}

#[derive(Deserialize)]
struct Exception {
    #[serde(rename = "crate")]
    name: String,
    allow: Vec<String>,
}

#[derive(Deserialize)]
struct Bans {
    deny: Vec<Ban>,
}

#[derive(Deserialize)]
struct Ban {
    #[serde(rename = "crate")]
    name: String,
    reason: String,
}

#[derive(Deserialize)]
struct Sources {
    #[serde(rename = "allow-registry")]
    registries: Vec<String>,
}

#[derive(Deserialize)]
struct Lock {
    package: Vec<Locked>,
}

#[derive(Deserialize)]
struct Locked {
    name: String,
    source: Option<String>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    license: Option<String>,
    source: Option<String>,
}

pub(crate) fn rules() -> Rules {
    toml::from_str(&std::fs::read_to_string(root().join("deny.toml")).unwrap()).unwrap()
}

/// Crates from elsewhere; the lock file names those of every platform.
fn source_faults(rules: &Rules, lock: &str) -> Vec<String> {
    let lock: Lock = toml::from_str(lock).unwrap();
    let good = |source: &str| {
        let known = &rules.sources.registries;
        source
            .strip_prefix("registry+")
            .is_some_and(|registry| known.iter().any(|it| it == registry))
    };
    let named = |locked: Locked| Some((locked.name, locked.source?));
    lock.package
        .into_iter()
        .filter_map(named)
        .filter(|(_, source)| !good(source))
        .map(|(name, source)| format!("{name} comes from {source}"))
        .collect()
}

fn banned(rules: &Rules, packages: &[Package]) -> Vec<String> {
    let here = |ban: &&Ban| packages.iter().any(|package| package.name == ban.name);
    let bans = rules.bans.deny.iter().filter(here);
    bans.map(|ban| format!("{} is banned: {}", ban.name, ban.reason))
        .collect()
}

/// Crates whose licence the rules do not allow.
fn licence_faults(rules: &Rules, packages: &[Package]) -> Vec<String> {
    let mut more: BTreeMap<&str, &[String]> = BTreeMap::new();
    for exception in &rules.licenses.exceptions {
        more.insert(&exception.name, &exception.allow);
    }
    let faulty = |package: &&Package| {
        let also = more.get(package.name.as_str()).copied().unwrap_or_default();
        let allowed = |licence: &str| {
            rules
                .licenses
                .allow
                .iter()
                .chain(also)
                .any(|good| good == licence)
        };
        !package
            .license
            .as_deref()
            .is_some_and(|licence| satisfied(licence, &allowed))
    };
    packages
        .iter()
        .filter(|package| package.source.is_some())
        .filter(faulty)
        .map(|package| format!("{}: licence {:?}", package.name, package.license))
        .collect()
}

/// Whether an SPDX expression can be met with allowed licences only.
pub(crate) fn satisfied(expression: &str, allowed: &impl Fn(&str) -> bool) -> bool {
    let spaced = expression
        .replace('(', " ( ")
        .replace(')', " ) ")
        .replace('/', " OR ");
    let mut words = spaced.split_whitespace().peekable();
    either(&mut words, allowed) && words.next().is_none()
}

type Words<'e> = std::iter::Peekable<std::str::SplitWhitespace<'e>>;

fn either(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> bool {
    let mut met = both(words, allowed);
    while words.next_if_eq(&"OR").is_some() {
        met |= both(words, allowed);
    }
    met
}

fn both(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> bool {
    let mut met = single(words, allowed);
    while words.next_if_eq(&"AND").is_some() {
        met &= single(words, allowed);
    }
    met
}

fn single(words: &mut Words, allowed: &impl Fn(&str) -> bool) -> bool {
    if words.next_if_eq(&"(").is_some() {
        let met = either(words, allowed);
        return words.next() == Some(")") && met;
    }
    let Some(licence) = words.next() else {
        return false;
    };
    match words.next_if_eq(&"WITH").and_then(|_| words.next()) {
        Some(exception) => allowed(&format!("{licence} WITH {exception}")) || allowed(licence),
        None => allowed(licence),
    }
}

/// The crates of this platform's build: only they are sure to be on the disk, and nothing is
/// fetched here.
fn packages() -> Vec<Package> {
    let host = if cfg!(target_arch = "aarch64") {
        "aarch64"
    } else {
        "x86_64"
    };
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version=1", "--locked", "--offline"])
        .args(["--filter-platform", &format!("{host}-unknown-linux-gnu")])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let metadata: Metadata = serde_json::from_slice(&output.stdout).unwrap();
    assert!(metadata.packages.len() > 100);
    metadata.packages
}

#[test]
fn every_crate_comes_from_the_registry() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    none(&source_faults(&rules(), &lock));
}

#[test]
fn no_crate_is_banned() {
    none(&banned(&rules(), &packages()));
}

#[test]
fn every_licence_is_allowed() {
    none(&licence_faults(&rules(), &packages()));
}

#[test]
fn expressions_are_read_right() {
    let allowed = |licence: &str| matches!(licence, "MIT" | "Apache-2.0");
    for good in [
        "MIT",
        "MIT/Apache-2.0",
        "GPL-3.0 OR MIT",
        "(MIT OR GPL-3.0) AND Apache-2.0",
        "Apache-2.0 WITH LLVM-exception",
    ] {
        assert!(satisfied(good, &allowed), "{good}");
    }
    for bad in [
        "GPL-3.0",
        "MIT AND GPL-3.0",
        "(MIT OR GPL-3.0) AND GPL-2.0",
        "",
        "MIT MIT",
    ] {
        assert!(!satisfied(bad, &allowed), "{bad}");
    }
}

#[test]
fn strangers_are_faults() {
    let rules = rules();
    let foreign =
        "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\nsource = \"git+https://example.org/a\"\n";
    one_about("comes from", &source_faults(&rules, foreign));
    let made = |name: &str, licence: Option<&str>| Package {
        name: name.to_owned(),
        license: licence.map(str::to_owned),
        source: Some("registry".to_owned()),
    };
    one_about("banned", &banned(&rules, &[made("reqwest", Some("MIT"))]));
    one_about(
        "AGPL",
        &licence_faults(&rules, &[made("a", Some("AGPL-3.0"))]),
    );
    one_about("None", &licence_faults(&rules, &[made("a", None)]));
}
