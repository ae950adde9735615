//! The shell: lends the core a desktop.
