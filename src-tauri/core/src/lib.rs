//! The core of Steward: what a vault means. Nothing here knows of windows, async runtimes or
//! printing; the shell lends those. Read the floors in ARCHITECTURE.md before adding a room.

pub mod activities;
pub mod attachments;
pub mod backup;
pub mod base;
pub mod brief;
pub mod business;
pub mod crypto;
pub mod exchange;
pub mod fields;
pub mod grading;
pub mod handover;
pub mod history;
pub mod lessons;
pub mod mail;
pub mod occasions;
pub mod people;
pub mod quality;
pub mod quick;
pub mod records;
pub mod reminders;
pub mod sample;
pub mod search;
pub mod session;
pub mod settings;
pub mod templates;
pub mod units;
pub mod vault;
pub mod voice;
