//! What a file says of a customer's class: it is taken without a reason as well, and that is told.

use super::planning::{imported, open, planned, replanned};
use super::session;
use crate::base::Report;
use crate::exchange::export::ExportFormat;
use crate::records::labels::Language;

#[test]
fn a_class_without_its_reason_comes_in_and_is_told() {
    let session = session();
    let text = "客户名称,手工指定规模,规模认定理由\n\
                甲子机械有限公司,大客户,\n\
                乙丑机械有限公司,中客户,战略合作\n\
                丙寅机械有限公司,,\n";
    let (mut import, plan) = planned(&session, text);
    assert_eq!(plan.unreasoned, 1);
    let done = import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(done.unreasoned, 1);
    // What is there already is not brought in once more.
    assert_eq!(replanned(&session, &mut import).unreasoned, 0);
    let (_, plan) = planned(&session, "客户名称\n丁卯机械有限公司\n");
    assert_eq!(plan.unreasoned, 0);
}

#[test]
fn what_counts_is_whether_the_customer_says_why_afterwards() {
    let session = session();
    imported(
        &session,
        "客户名称,手工指定规模,规模认定理由\n\
         甲子机械有限公司,大客户,战略合作\n\
         乙丑机械有限公司,大客户,\n",
    );
    // The reason stands already, whether the file says it once more or not at all.
    let (_, plan) = planned(
        &session,
        "客户名称,手工指定规模\n甲子机械有限公司,中客户\n乙丑机械有限公司,中客户\n",
    );
    assert_eq!(plan.unreasoned, 1);
    let (_, plan) = planned(
        &session,
        "客户名称,手工指定规模,规模认定理由\n甲子机械有限公司,中客户,战略合作\n",
    );
    assert_eq!(plan.unreasoned, 0);
}

#[test]
fn a_whole_vault_read_back_tells_it_before_and_after() {
    let from = session();
    imported(
        &from,
        "客户名称,手工指定规模,规模认定理由\n\
         甲子机械有限公司,大客户,\n\
         乙丑机械有限公司,中客户,战略合作\n",
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.xlsx");
    from.export_all(
        Language::Zh,
        ExportFormat::Xlsx,
        true,
        &file,
        &Report::silent(),
    )
    .unwrap();
    let to = session();
    let mut import = open(&to, &file);
    let plan = replanned(&to, &mut import);
    assert_eq!(plan.unreasoned, 1);
    let done = import.perform(to.vault(), &Report::silent()).unwrap();
    assert_eq!(done.unreasoned, 1);
}
