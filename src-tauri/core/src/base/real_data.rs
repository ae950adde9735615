//! Real data for tests, in a folder that `STEWARD_REAL_DATA` names. It is never part of the repository:
//! where there is none, the tests that read it are left out, and `./dev test` says so.

use std::path::PathBuf;

/// The file or folder `name` of it.
pub(crate) fn real_data(name: &str) -> Option<PathBuf> {
    let there = PathBuf::from(std::env::var_os("STEWARD_REAL_DATA")?).join(name);
    // A folder that was named and lacks what is asked for is no reason to leave a test out in silence.
    assert!(there.exists(), "{} is not there", there.display());
    Some(there)
}
