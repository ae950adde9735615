//! The check characters of official numbers. Upper-case ASCII in, a finding out.

/// The characters of GB 32100-2015 in the order of their values: no I, O, S, V, Z.
const ALPHABET: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// What the two checks of a credit code find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Uscc {
    /// Both agree.
    Right,
    /// A character that stands nowhere in a code, or a letter where the district's digits are.
    Letter(char),
    /// The organisation's own code (9 to 17) does not agree with its check character.
    Inner,
    /// The last character should be this one.
    Last(char),
}

/// Checks eighteen characters.
pub(super) fn uscc(code: &str) -> Uscc {
    for (at, c) in code.chars().enumerate() {
        let district = (2..8).contains(&at);
        if !ALPHABET.contains(c) || (district && !c.is_ascii_digit()) {
            return Uscc::Letter(c);
        }
    }
    let (body, last) = code.split_at_checked(17).unwrap_or((code, ""));
    let expected = uscc_last(body);
    if last.chars().next() != expected {
        return Uscc::Last(expected.unwrap_or('?'));
    }
    match body.get(8..) {
        Some(inner) if organisation(inner) => Uscc::Right,
        _ => Uscc::Inner,
    }
}

/// Weights are the powers of 3 mod 31; the check value brings the sum to a multiple of 31.
fn uscc_last(body: &str) -> Option<char> {
    let mut weight = 1;
    let mut sum = 0;
    for c in body.chars() {
        sum += ALPHABET.find(c)? * weight;
        weight = weight * 3 % 31;
    }
    ALPHABET.chars().nth((31 - sum % 31) % 31)
}

/// GB 11714: eight characters, letters counting from 10, and a check character.
pub(super) fn organisation(code: &str) -> bool {
    const WEIGHTS: [u32; 8] = [3, 7, 9, 10, 5, 8, 4, 2];
    let (body, check) = code.split_at_checked(8).unwrap_or((code, ""));
    let values = body
        .chars()
        .zip(WEIGHTS)
        .map(|(c, weight)| Some(c.to_digit(36)? * weight));
    let Some(sum) = values.sum::<Option<u32>>() else {
        return false;
    };
    let expected = match 11 - sum % 11 {
        10 => 'X',
        11 => '0',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    };
    check.starts_with(expected)
}

/// ISO 7064 MOD 11,10 over fifteen digits.
pub(super) fn registration(code: &str) -> bool {
    let mut product = 10;
    let mut last = 0;
    for (at, digit) in code.chars().filter_map(|c| c.to_digit(10)).enumerate() {
        if at == 14 {
            last = digit;
            break;
        }
        let sum = match (product + digit) % 10 {
            0 => 10,
            sum => sum,
        };
        product = sum * 2 % 11;
    }
    code.len() == 15 && (product + last) % 10 == 1
}

/// ISO 17442: letters count from 10, the whole number is 1 mod 97.
pub(super) fn lei(code: &str) -> bool {
    let remainder = code.chars().try_fold(0, |sum, c| {
        let value = c.to_digit(36)?;
        Some(if value > 9 {
            (sum * 100 + value) % 97
        } else {
            (sum * 10 + value) % 97
        })
    });
    remainder == Some(1)
}
