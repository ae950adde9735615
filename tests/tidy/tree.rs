//! The repository as a list of files: what git tracks and what it would track if told to.

use std::path::{Path, PathBuf};
use std::process::Command;

/// One file; `text` is empty where it is not UTF-8.
pub(crate) struct File {
    /// From the repository's root, with forward slashes.
    pub(crate) path: String,
    pub(crate) size: usize,
    pub(crate) text: String,
}

impl File {
    /// A made-up file for a check's own test.
    pub(crate) fn made(path: &str, text: &str) -> Self {
        Self {
            path: path.to_owned(),
            size: text.len(),
            text: text.to_owned(),
        }
    }

    /// The name without folder, and what stands behind its last dot.
    pub(crate) fn name_and_kind(&self) -> (&str, &str) {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.rsplit_once('.').unwrap_or((name, ""))
    }

    /// Whether this is test code, which may be longer and fall over.
    pub(crate) fn is_test(&self) -> bool {
        let (stem, _) = self.name_and_kind();
        self.path.starts_with("tests/")
            || self.path.contains("/tests/")
            || stem == "tests"
            || stem.ends_with("_tests")
            || stem.ends_with(".test")
    }

    /// Lines with their number, without those that are only comment and without inline tests.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text
            .lines()
            .enumerate()
            .take_while(|(_, line)| *line != "mod tests {")
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
            .map(|(at, line)| (at + 1, line))
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Every file of the repository.
pub(crate) fn repository() -> Vec<File> {
    let root = root();
    let listed = Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(&root)
        .output()
        .unwrap();
    assert!(listed.status.success(), "git ls-files failed");
    let files: Vec<File> = String::from_utf8(listed.stdout)
        .unwrap()
        .split_terminator('\0')
        // Deleted but not yet committed: listed, yet not there.
        .filter_map(|path| Some((path, std::fs::read(root.join(path)).ok()?)))
        .map(|(path, bytes)| File {
            path: path.to_owned(),
            size: bytes.len(),
            text: String::from_utf8(bytes).unwrap_or_default(),
        })
        .collect();
    assert!(
        files
            .iter()
            .any(|file| file.path == "src-tauri/core/src/lib.rs")
    );
    files
}
