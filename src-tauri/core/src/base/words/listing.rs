//! Several values in one text, as a field of many values is typed, copied, written out and read back.

/// What parts values on one line.
pub const PARTED: [char; 6] = ['、', ',', '，', ';', '；', '|'];

/// Values as one text that [`split_list`] takes apart again: with `between`, or a line each where one of
/// them has a sign that parts values itself (`Acme Co., Ltd`); a single one then ends with its line.
#[must_use]
pub fn join_list(values: impl IntoIterator<Item = String>, between: &str) -> String {
    let values: Vec<_> = values
        .into_iter()
        .filter(|value| !value.is_empty())
        .collect();
    if !values.iter().any(|value| value.contains(PARTED)) {
        return values.join(between);
    }
    let lines = values.join("\n");
    if values.len() == 1 {
        lines + "\n"
    } else {
        lines
    }
}

/// The values in a text: a line each where there are lines, else parted by the usual signs.
pub fn split_list(text: &str) -> impl Iterator<Item = &str> {
    let lines = text.contains('\n');
    text.split(move |c| c == '\n' || (!lines && PARTED.contains(&c)))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// What a line holds that is no value as a whole: a foreign sheet ends its lines where it likes.
pub fn split_line(line: &str) -> impl Iterator<Item = &str> {
    line.split(PARTED)
        .map(str::trim)
        .filter(|part| !part.is_empty())
}
