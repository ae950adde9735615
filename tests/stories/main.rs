//! One test binary; one file a promise.
