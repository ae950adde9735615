//! The core of Steward: what a vault means. Nothing here knows of windows, async runtimes or
//! printing; the shell lends those. Read the floors in ARCHITECTURE.md before adding a room.

pub mod base;
pub mod crypto;
pub mod vault;
