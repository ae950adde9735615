//! What a file says of a customer's class: it is taken without a reason as well, and that is told.

use super::planning::{planned, replanned};
use super::session;
use crate::base::Report;

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
