//! The line itself: parts of it by bytes and by letters, and what is left of it as a title.

use std::ops::Range;

use crate::base::words;

/// The line with some bytes of it blanked out, each still in its place.
pub(super) fn blanked(line: &str, span: &Range<usize>) -> String {
    let blank = " ".repeat(span.len());
    let part = |range| line.get::<Range<usize>>(range).unwrap_or_default();
    format!(
        "{}{blank}{}",
        part(0..span.start),
        part(span.end..line.len())
    )
}

/// Characters of the line a span of bytes holds.
pub(super) fn in_chars(line: &str, span: &Range<usize>) -> (usize, usize) {
    let count = |to: usize| line.get(..to).map_or(0, |head| head.chars().count());
    (count(span.start), count(span.end))
}

pub(super) fn original(line: &str, from: usize, until: usize) -> String {
    line.chars().skip(from).take(until - from).collect()
}

/// The text with what was taken blanked out.
pub(super) fn masked(text: &[char], taken: &[(usize, usize)]) -> Vec<char> {
    let mut masked = text.to_vec();
    for (from, until) in taken {
        for slot in masked.iter_mut().take(*until).skip(*from) {
            *slot = ' ';
        }
    }
    masked
}

/// The line without its time and without the words that only ask for a reminder.
pub(super) fn title(line: &str, spans: &[Range<usize>]) -> String {
    let mut title = String::new();
    let mut at = 0;
    for span in spans {
        title.push_str(line.get(at..span.start).unwrap_or_default());
        title.push(' ');
        at = span.end;
    }
    title.push_str(line.get(at..).unwrap_or_default());
    // Two Han words need no space where the time stood between them, nor does a sign of theirs.
    let tight = |c: char| words::is_han(c) || "，。；：、！？".contains(c);
    let mut squeezed = String::new();
    for word in words::clean_line(&title).split(' ') {
        let joint = squeezed.chars().last().zip(word.chars().next());
        if joint.is_some_and(|(one, other)| !tight(one) || !tight(other)) {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    // What stood in brackets is gone, and they say nothing.
    for empty in ["（ ）", "（）", "( )", "()"] {
        squeezed = squeezed.replace(empty, "");
    }
    let mut title = squeezed.as_str();
    let signs: &[char] = &[
        ' ', ',', '，', '.', '。', '、', ';', '；', ':', '：', '-', '的',
    ];
    loop {
        let before = title;
        title = title.trim_matches(signs);
        title = title
            .trim_start_matches([')', '）'])
            .trim_end_matches(['(', '（']);
        for word in [
            "提醒我",
            "请提醒我",
            "记得",
            "别忘了",
            "remind me to ",
            "remind me ",
            "remember to ",
            "to ",
        ] {
            let head = title.get(..word.len());
            if head.is_some_and(|head| head.eq_ignore_ascii_case(word)) {
                title = title.get(word.len()..).unwrap_or_default();
            }
        }
        if title == before {
            break;
        }
    }
    let title = title.trim();
    if title.is_empty() {
        words::clean_line(line)
    } else {
        title.to_owned()
    }
}
