//! Required fields of the user's own: a row that lacks one is refused in the plan, with its reason.

use super::planning::{keys, planned, rows};
use super::session;
use crate::base::{Id, Report};
use crate::exchange::RowState;
use crate::records::value::Value;
use crate::session::Session;
use crate::session::tests::own_required::require;
use crate::session::tests::unit;

fn units(session: &Session) -> Vec<String> {
    let records = session.records("unit", 99).unwrap();
    let name =
        |record: &crate::records::Record| record.get("legal_name").as_text().map(str::to_owned);
    records.iter().filter_map(name).collect()
}

fn cell(session: &Session, entity: &str, key: &str) -> Vec<Value> {
    let records = session.records(entity, 99).unwrap();
    records
        .iter()
        .map(|record| record.get(key).clone())
        .collect()
}

#[test]
fn a_ledger_is_refused_by_the_row_where_it_lacks_it() {
    let session = session();
    unit(&session, "老客户有限公司", None);
    let key = require(&session, "unit", &["company"]);
    let sheet = "客户名称,上级单位,内部编号,负责人电话
老客户有限公司,,,021-58881234
甲有限公司,某某集团,,
乙有限公司,某某集团,B-2,
";
    let (mut import, plan) = planned(&session, sheet);
    let found = rows(&import);
    assert_eq!(found[1].state, RowState::Refused, "{found:?}");
    assert_eq!(keys(&found[1]), ["error.required"]);
    assert_eq!(found[1].reasons[0].field, format!("unit.{key}"));
    assert_eq!(found[1].decision, "skip");
    // What is there is asked nothing, nor is a group that others only name.
    for at in [0, 2] {
        assert_ne!(found[at].state, RowState::Refused, "{found:?}");
    }
    assert_eq!(plan.records.get("unit"), Some(&2));
    import.perform(session.vault(), &Report::silent()).unwrap();
    let mut all = units(&session);
    all.sort_unstable();
    assert_eq!(all, ["乙有限公司", "某某集团", "老客户有限公司"]);
}

#[test]
fn a_ledger_is_refused_where_its_people_or_business_lack_it() {
    let session = session();
    require(&session, "contact", &[]);
    let sheet = "客户名称,联系人,手机
甲有限公司,王一,13800138000
乙有限公司,,
";
    let (mut import, _) = planned(&session, sheet);
    let found = rows(&import);
    assert_eq!(found[0].state, RowState::Refused, "{found:?}");
    assert_eq!(keys(&found[0]), ["error.required"]);
    assert_eq!(found[1].state, RowState::New);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(units(&session), ["乙有限公司"]);
    assert!(session.records("contact", 9).unwrap().is_empty());
}

#[test]
fn a_sheet_of_one_kind_is_refused_by_the_row_where_it_lacks_it() {
    let session = session();
    let a: Id = unit(&session, "甲公司", None);
    let key = require(&session, "contract", &[]);
    let sheet = "合同编号,合同名称,客户名称,合同金额（万元）,内部编号
A1,年框,甲公司,3,
A2,维保,甲公司,4,N-2
";
    let (mut import, _) = planned(&session, sheet);
    let found = rows(&import);
    assert_eq!(found[0].state, RowState::Refused, "{found:?}");
    assert_eq!(keys(&found[0]), ["error.required"]);
    import.perform(session.vault(), &Report::silent()).unwrap();
    assert_eq!(cell(&session, "contract", &key), [Value::text("N-2")]);
    assert_eq!(cell(&session, "contract", "unit").len(), 1);
    assert!(!session.record("unit", a).unwrap().deleted);
}
