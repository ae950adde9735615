//! What the shell says about itself, to standard error. Never anything of a record, a path the
//! user chose or a secret: message keys and kinds only, with the cause where it is our own fault.

use steward_core::base::{Error, Kind};

/// Says one thing that a developer or an administrator may want to know.
pub fn note(what: &str) {
    eprintln!("steward: {what}");
}

/// Says that `what` failed. The cause is told only for faults of ours or the system's, whose
/// texts come from libraries and not from the user.
pub fn failed(what: &str, error: &Error) {
    let cause = match (error.kind(), std::error::Error::source(error)) {
        (Kind::Internal | Kind::Unavailable | Kind::Damaged, Some(cause)) => format!(": {cause}"),
        _ => String::new(),
    };
    eprintln!("steward: {what}: {}{cause}", error.key());
}
