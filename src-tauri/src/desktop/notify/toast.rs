//! A note as Windows is told it: the text of a toast, which knows nothing of Windows but its form.

use super::{Action, Note};

/// The toast of a note. One with a button stands as long as Windows lets one stand, and then among the notifications
/// until the user takes it away: a promise is not a passing remark. As a reminder Windows would keep it in its corner
/// only for a button that is answered in the background; ours bring the program forward.
/// A press on the note itself is the first thing it offers.
pub(super) fn text(note: &Note) -> String {
    let mut actions = String::new();
    for (action, label) in &note.actions {
        let (label, key) = (escaped(label), action.key());
        let action = format!(r#"<action content="{label}" arguments="{key}"/>"#);
        actions.push_str(&action);
    }
    let (stays, actions) = if actions.is_empty() {
        ("", String::new())
    } else {
        (
            r#" duration="long""#,
            format!("<actions>{actions}</actions>"),
        )
    };
    let (title, body) = (escaped(&note.title), escaped(&note.body));
    let body = if body.is_empty() {
        body
    } else {
        format!("<text>{body}</text>")
    };
    let open = Action::Open.key();
    format!(
        r#"<toast launch="{open}"{stays}><visual><binding template="ToastGeneric"><text>{title}</text>{body}</binding></visual>{actions}</toast>"#
    )
}

/// What a user typed is no markup, and what XML cannot hold is left out: a toast with it is shown by nobody.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\n' | '\t' => safe.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::super::Subject;
    use super::*;

    #[test]
    fn a_toast_says_the_note_and_gives_back_its_keys() {
        let note = Note {
            subject: Subject::Day,
            tells: Vec::new(),
            title: "致电 \"张总\" <A&B>".to_owned(),
            body: "R&D\u{1}\n华东".to_owned(),
            actions: vec![
                (Action::Open, "打开".to_owned()),
                (Action::SnoozeHour, "1 小时后 & 再说".to_owned()),
            ],
        };
        assert_eq!(
            text(&note),
            concat!(
                r#"<toast launch="default" duration="long"><visual><binding template="ToastGeneric">"#,
                "<text>致电 &quot;张总&quot; &lt;A&amp;B&gt;</text><text>R&amp;D\n华东</text>",
                r#"</binding></visual><actions><action content="打开" arguments="default"/>"#,
                r#"<action content="1 小时后 &amp; 再说" arguments="snooze-hour"/></actions></toast>"#,
            )
        );
        let bare = Note {
            title: "有一项跟进到期".to_owned(),
            body: String::new(),
            actions: Vec::new(),
            ..note
        };
        assert_eq!(
            text(&bare),
            concat!(
                r#"<toast launch="default"><visual><binding template="ToastGeneric">"#,
                "<text>有一项跟进到期</text></binding></visual></toast>",
            ),
            "what asks nothing of the user passes"
        );
    }
}
