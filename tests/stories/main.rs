//! Stories: one promise to the user per file, kept through the core's public face only.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may fall over"
)]

mod a_backup_opens_without_us;
mod a_cut_key_file_still_opens;
mod a_drill_proves_the_backup;
mod a_forgotten_passphrase_is_no_end;
mod a_lost_laptop_is_restored;
mod a_reminder_fires_once;
mod a_second_edit_does_not_bury_the_first;
mod a_vault_goes_into_one_file;
mod locked_means_no_plaintext;
mod the_recovery_key_is_asked_for_once_a_year;
mod undo_reaches_across_a_restart;
mod what_was_acknowledged_survives_a_kill;
mod whatever_happened_comes_back;
