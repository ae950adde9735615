//! The door between window and core: every command the window may call, and the TypeScript that
//! calls it. `ui/src/ipc/bindings.ts` is written from here and committed; a test keeps it current.

use tauri_specta::{Builder, ErrorHandlingMode, collect_commands};

use crate::commands;
use crate::events;

/// All commands and all types that cross.
#[must_use]
#[expect(clippy::too_many_lines, reason = "a list of names, one a line")]
pub fn builder() -> Builder<tauri::Wry> {
    Builder::new()
        .error_handling(ErrorHandlingMode::Throw)
        .dangerously_cast_bigints_to_number()
        .disable_serde_phases()
        .commands(collect_commands![
            commands::app::app_state,
            commands::app::set_settings,
            commands::app::pick_folder,
            commands::app::touch,
            commands::jobs::job_cancel,
            commands::vault::passphrase_strength,
            commands::vault::vault_create,
            commands::vault::recovery_confirm,
            commands::vault::recovery_key,
            commands::vault::recovery_save,
            commands::vault::vault_create_sample,
            commands::vault::vault_open_folder,
            commands::vault::vault_unlock,
            commands::vault::vault_lock,
            commands::vault::vault_change_passphrase,
            commands::vault::vault_new_recovery_key,
            commands::records::catalog,
            commands::records::view_open,
            commands::records::view_lines,
            commands::records::view_totals,
            commands::records::view_sum,
            commands::records::view_find,
            commands::records::view_text,
            commands::records::view_close,
            commands::records::record_get,
            commands::records::related,
            commands::records::related_list,
            commands::records::records_apply,
            commands::records::paste_plan,
            commands::records::undo,
            commands::records::redo,
            commands::records::history_state,
            commands::records::ref_options,
            commands::settings::view_setting_get,
            commands::settings::view_setting_set,
            commands::settings::choice_add,
            commands::settings::choice_edit,
            commands::settings::choice_order,
            commands::fields::own_fields,
            commands::fields::field_define,
            commands::fields::field_edit,
            commands::fields::field_order,
            commands::fields::formula_try,
            commands::fields::numberings,
            commands::fields::numbering_set,
            commands::templates::template_offers,
            commands::templates::template_list,
            commands::templates::template_pick,
            commands::templates::template_apply,
            commands::templates::template_save,
            commands::units::tree_children,
            commands::units::unit_sheet,
            commands::activities::timeline,
            commands::activities::log_touch,
            commands::business::unit_money,
            commands::business::plan_instalments,
            commands::business::make_instalments,
            commands::business::record_payment,
            commands::business::allocate_payment,
            commands::business::allocate_by_hand,
            commands::business::unit_margin,
            commands::business::contract_amend,
            commands::reminders::today,
            commands::reminders::task_done,
            commands::reminders::task_snooze,
            commands::reminders::reminders_seen,
            commands::reminders::reminder_asked,
            commands::backup::backup_state,
            commands::backup::backup_set_target,
            commands::backup::backup_set_schedule,
            commands::backup::backup_now,
            commands::backup::backup_set_broken_aside,
            commands::backup::backup_accept_missing,
            commands::backup::restore_open,
            commands::backup::restore_perform,
            commands::backup::restore_close,
            commands::search::search,
            commands::exchange::import_pick,
            commands::exchange::import_layout,
            commands::exchange::import_targets,
            commands::exchange::import_plan,
            commands::exchange::import_rows,
            commands::exchange::import_decide,
            commands::exchange::import_perform,
            commands::exchange::import_save_refused,
            commands::exchange::import_close,
            commands::exchange::export_all,
            commands::history::history_steps,
            commands::history::history_story,
            commands::history::history_put_back,
            commands::history::history_bin,
            commands::history::take_back_plan,
            commands::history::take_back,
            commands::history::merge_plan,
            commands::history::merge_perform,
            commands::history::merged_into,
            commands::history::split_plan,
            commands::history::split_perform,
            commands::history::past_view_open,
            commands::history::record_at,
            commands::attachments::attachments_of,
            commands::attachments::attach_pick,
            commands::attachments::attach_dropped,
            commands::attachments::attachment_save,
            commands::attachments::attachments_check,
        ])
        .typ::<events::ChangedEvent>()
        .typ::<events::JobEvent>()
        .typ::<events::PhaseEvent>()
        .typ::<events::ShowEvent>()
        .typ::<events::RemindersEvent>()
        .typ::<events::DragEvent>()
}

#[cfg(test)]
mod tests;
