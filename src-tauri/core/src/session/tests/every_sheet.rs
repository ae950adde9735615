//! What was written out is read back: a whole export into an empty vault gives the same records, and
//! into the vault it came from it changes nothing.

use std::path::Path;

use super::every_field::Ground;
use super::session;
use crate::base::{Id, Report};
use crate::exchange::{ExportFormat, ImportDone, ImportPlan, ImportSession, RowState};
use crate::records::labels::Language;
use crate::records::value::{FieldKind as K, Value, Wall};
use crate::session::Session;

/// Writes all of a vault into a workbook.
fn export(session: &Session, language: Language, to: &Path) {
    let report = Report::silent();
    session
        .export_all(language, ExportFormat::Xlsx, true, to, &report)
        .unwrap();
}

/// Plans the whole of a workbook.
fn planned(session: &Session, file: &Path) -> (ImportSession, ImportPlan) {
    let report = Report::silent();
    let catalog = session.catalog();
    let mut import = ImportSession::open(file, 1, &catalog, Language::Zh, &report).unwrap();
    let opened = import.opened();
    assert_eq!(
        opened.whole,
        Some(opened.sheet),
        "the whole is offered first"
    );
    let layout = import.layout(opened.sheet, None).unwrap();
    for part in &layout.parts {
        assert!(part.unread.is_empty(), "{}: {:?}", part.name, part.unread);
    }
    let plan = import.plan(session.vault(), layout, &report).unwrap();
    (import, plan)
}

fn read_in(session: &Session, file: &Path) -> ImportDone {
    let (mut import, plan) = planned(session, file);
    for state in [RowState::Doubtful, RowState::Refused, RowState::Changed] {
        let rows = import.rows(Some(state), 0, 20).unwrap();
        assert_eq!(plan.counts[&state], 0, "{rows:#?}");
    }
    import.perform(session.vault(), &Report::silent()).unwrap()
}

/// Everything a record holds that is typed, as text that two vaults can be compared by.
fn everything(session: &Session) -> Vec<(String, Id, String, String)> {
    let mut all = Vec::new();
    for entity in session.catalog().entities() {
        for record in session.records(entity.key, 10_000).unwrap() {
            for field in entity.fields.iter().filter(|field| !field.computed) {
                let held = match record.get(field.key) {
                    Value::Ref(to) => to.id.to_string(),
                    Value::Refs(list) => {
                        format!("{:?}", list.iter().map(|r| r.id).collect::<Vec<_>>())
                    }
                    value => format!("{value:?}"),
                };
                all.push((entity.key.to_owned(), record.id, field.key.to_owned(), held));
            }
        }
    }
    all.sort();
    all
}

/// Records of every kind, each field of them filled, once with one thing and once with another.
fn filled() -> Session {
    let (session, _) = session();
    let mut ground = Ground::of(&session);
    for entity in session.catalog().entities() {
        // Files lie beside the database: no sheet brings one.
        if !entity.made_by_hand() {
            continue;
        }
        for field in entity.fields.iter().filter(|field| !field.computed) {
            for other in [false, true] {
                let value = ground.sample(field, other);
                ground.make(entity, Some((field.key, value)));
            }
        }
    }
    // An hour by the clocks of elsewhere stays that one.
    for (entity, field) in [("task", "due"), ("complaint", "promised_by")] {
        let at = Value::Wall(Wall {
            at: "2026-12-01T16:00".to_owned(),
            zone: "America/New_York".to_owned(),
        });
        ground.make(session.catalog().entity(entity).unwrap(), Some((field, at)));
    }
    session
}

#[test]
fn a_whole_export_in_an_empty_vault_is_the_same_vault() {
    let from = filled();
    let before = everything(&from);
    assert!(before.len() > 5_000, "{}", before.len());
    let folder = tempfile::tempdir().unwrap();
    for language in [Language::Zh, Language::En] {
        let file = folder.path().join("all.xlsx");
        export(&from, language, &file);

        let (mut import, plan) = planned(&from, &file);
        let told: u32 = plan.counts.values().sum();
        let rows = import.rows(Some(RowState::Doubtful), 0, 20).unwrap();
        let others = import.rows(Some(RowState::New), 0, 20).unwrap();
        let changed = import.rows(Some(RowState::Changed), 0, 20).unwrap();
        assert_eq!(
            plan.counts[&RowState::Same],
            told,
            "{rows:#?} {others:#?} {changed:#?}"
        );
        import.perform(from.vault(), &Report::silent()).unwrap();
        assert_eq!(everything(&from), before);

        let (to, _) = session();
        read_in(&to, &file);
        let after = everything(&to);
        let lost: Vec<_> = before
            .iter()
            .filter(|one| !after.contains(one))
            .take(20)
            .collect();
        assert!(lost.is_empty(), "{lost:#?}");
        assert_eq!(after.len(), before.len());

        // What the core keeps comes of itself.
        for entity in ["unit", "contract", "instalment", "payment"] {
            let of = |session: &Session| {
                let mut records = session.records(entity, 10_000).unwrap();
                records.sort_by_key(|record| record.id);
                let kept = |record: &crate::records::Record| {
                    let fields = ["coop_amount", "received", "allocated", "group"];
                    fields.map(|field| format!("{:?}", record.values.get(field)))
                };
                records.iter().map(kept).collect::<Vec<_>>()
            };
            assert_eq!(of(&to), of(&from), "{entity}");
        }

        // One step, taken back in one.
        to.undo().unwrap();
        assert!(everything(&to).is_empty());
    }
}

#[test]
fn the_users_own_fields_come_back_where_they_are_defined() {
    let define = |session: &Session| {
        for (at, kind) in super::own_fields::KINDS.into_iter().enumerate() {
            super::own_fields::define(session, "contract", kind, &format!("自定义{at}"));
        }
    };
    let (from, _) = session();
    let (to, _) = session();
    define(&from);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.xlsx");
    let mut ground = Ground::of(&from);
    let contract = from.catalog().entity("contract").unwrap();
    for field in contract.fields.iter().filter(|field| !field.computed) {
        // A list of one's own has no choices yet.
        if matches!(field.kind, K::Choice | K::Choices) && field.key.starts_with("x_") {
            continue;
        }
        let value = ground.sample(field, false);
        ground.make(contract, Some((field.key, value)));
    }
    export(&from, Language::Zh, &file);
    // Not defined: what belongs to no field is named, and the rest comes in.
    let report = Report::silent();
    let catalog = to.catalog();
    let import = ImportSession::open(&file, 1, &catalog, Language::Zh, &report).unwrap();
    let layout = import.layout(import.opened().sheet, None).unwrap();
    let unread: usize = layout.parts.iter().map(|part| part.unread.len()).sum();
    assert_eq!(unread, super::own_fields::KINDS.len());

    define(&to);
    read_in(&to, &file);
    let own = |session: &Session| {
        let mut all = everything(session);
        for one in &mut all {
            // A field's key is the vault's own.
            if one.2.starts_with("x_") {
                one.2 = "x".to_owned();
            }
        }
        all.sort();
        all
    };
    assert_eq!(own(&to), own(&from));
}

#[test]
fn the_sample_goes_out_and_comes_back() {
    let (from, _) = session();
    from.fill_sample(Language::Zh).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.xlsx");
    export(&from, Language::Zh, &file);
    let (import, plan) = planned(&from, &file);
    let told: u32 = plan.counts.values().sum();
    let other = |state| import.rows(Some(state), 0, 10).unwrap();
    assert_eq!(
        plan.counts[&RowState::Same],
        told,
        "{:#?} {:#?}",
        other(RowState::Doubtful),
        other(RowState::Changed)
    );

    let (to, _) = session();
    let (mut import, plan) = planned(&to, &file);
    // A sheet brings no file; all else comes.
    let left = import.rows(Some(RowState::Refused), 0, 10).unwrap();
    assert!(
        left.iter()
            .all(|row| row.reasons[0].key == "error.not_made_by_hand")
    );
    assert_eq!((plan.counts[&RowState::Refused], left.len()), (3, 3));
    assert_eq!(plan.counts[&RowState::Doubtful], 0);
    import.perform(to.vault(), &Report::silent()).unwrap();
    let without_files = |session: &Session| {
        let mut all = everything(session);
        all.retain(|(entity, ..)| entity != "attachment");
        all
    };
    assert_eq!(without_files(&to), without_files(&from));
}
