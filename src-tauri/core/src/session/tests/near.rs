//! Whom a field might point at: those of the same group first, and nobody hidden.

use super::{Session, Value, make, session, unit};
use crate::base::Id;

fn person(session: &Session, name: &str, at: Id) -> Id {
    let values = [("full_name", Value::text(name))];
    let contact = make(session, "contact", values).id;
    let post = [("contact", Value::to(contact)), ("unit", Value::to(at))];
    make(session, "post", post);
    contact
}

fn names(session: &Session, entity: &str, text: &str, unit: Id) -> (Vec<String>, Vec<String>) {
    let found = session.ref_options_near(entity, text, 20, unit).unwrap();
    let labels = |refs: Vec<crate::records::value::Ref>| {
        let mut labels: Vec<String> = refs.into_iter().map(|one| one.label).collect();
        labels.sort();
        labels
    };
    (labels(found.near), labels(found.others))
}

#[test]
fn those_of_the_same_group_come_first_and_nobody_is_hidden() {
    let (session, _) = session();
    let group = unit(&session, "鲲鹏集团", None);
    let (one, two) = (
        unit(&session, "鲲鹏一厂", Some(group)),
        unit(&session, "鲲鹏二厂", Some(group)),
    );
    let far = unit(&session, "远澜航运", None);
    person(&session, "张一", one);
    person(&session, "张二", two);
    person(&session, "张远", far);
    let both = |near: &[&str], others: &[&str]| {
        let own = |names: &[&str]| {
            names
                .iter()
                .map(|one| (*one).to_owned())
                .collect::<Vec<_>>()
        };
        (own(near), own(others))
    };
    for text in ["", "张"] {
        assert_eq!(
            names(&session, "contact", text, one),
            both(&["张一", "张二"], &["张远"]),
            "{text}"
        );
        assert_eq!(
            names(&session, "contact", text, far),
            both(&["张远"], &["张一", "张二"]),
            "{text}"
        );
    }
    for unit in [group, one, two] {
        let (near, others) = names(&session, "unit", "", unit);
        assert_eq!((near.len(), others), (3, vec!["远澜航运".to_owned()]));
    }
    let contract = [("name", Value::text("合同甲")), ("unit", Value::to(two))];
    make(&session, "contract", contract);
    assert_eq!(
        names(&session, "contract", "合同", one),
        both(&["合同甲"], &[])
    );
    assert_eq!(
        names(&session, "contract", "合同", far),
        both(&[], &["合同甲"])
    );
    // What stands in no tree has no near ones.
    make(&session, "product", [("name", Value::text("泵"))]);
    assert_eq!(names(&session, "product", "泵", one), both(&[], &["泵"]));
}

#[test]
fn many_strangers_of_the_same_name_push_nobody_of_the_group_away() {
    let (session, _) = session();
    let (group, far) = (
        unit(&session, "鲲鹏集团", None),
        unit(&session, "远澜航运", None),
    );
    for n in 0..120 {
        person(&session, &format!("张{n:03}"), far);
    }
    person(&session, "张自己人", group);
    let found = session.ref_options_near("contact", "张", 8, group).unwrap();
    assert_eq!(found.near.len(), 1);
    assert_eq!(found.others.len(), 7);
}

#[test]
fn those_of_the_group_come_first_by_pinyin_initials_and_number_too() {
    let (session, _) = session();
    let (group, far) = (
        unit(&session, "鲲鹏集团", None),
        unit(&session, "远澜航运", None),
    );
    let phoned = |name: &str, phone: &str, at| {
        let person = person(&session, name, at);
        let person = session.record("contact", person).unwrap();
        let phone = Value::Raw(phone.to_owned());
        super::change(&session, &person, "phones", phone);
    };
    for n in 0..30 {
        phoned(&format!("张三{n:02}"), &format!("138000011{n:02}"), far);
    }
    phoned("张三自己人", "13800001199", group);
    for text in ["zhangsan", "zs", "1380000"] {
        let found = session.ref_options_near("contact", text, 8, group).unwrap();
        let near: Vec<_> = found.near.iter().map(|one| one.label.as_str()).collect();
        assert_eq!(near, ["张三自己人"], "{text}");
        assert_eq!(found.others.len(), 7, "{text}");
    }
}
