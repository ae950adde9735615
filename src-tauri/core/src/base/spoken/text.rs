//! A text made ready for reading: half width, lower case, simplified script, character by
//! character, so that each place in it still names its place in what was typed.

use crate::base::words;

/// What was typed, one readable character for each.
pub(super) struct Text {
    chars: Vec<char>,
    /// Where each character began in what was typed, and where the last one ended.
    at: Vec<usize>,
    upper: Vec<bool>,
}

/// The Han characters that the words of time begin with. Most of a sentence is none of them, and asking
/// every table at each of its places would be most of the work.
const BEGINNINGS: &str = "\
    ○〇一七万三上下不与世东两个中为之九乞二五井些交人今从以仨份伊会位依俩倒假傍儿元光八公六内再农冬\
    凌几出分初到刻前劳十千卅午半印厂历去叁又及双台号同后听周和四回国圣在场均块壹复夏多夜大天头女妇季\
    安宜家寻小岁工左差平年库底店庞度建廿开当往情愚感截护接提搭放教数整新日旧早时明星春昨晌晏晚最月朝\
    期未末本机来植楼次正此母每消深清游澳灯炉点父犹现琴由白百的盂直码礼秋秒程立端第等约线续翌者而耶腊\
    自至节记许贰起跨踏车过近这逢遍重钟长门闰间阳阴院除隔零青面餐饭馆首香马鬼黄黎黑龙拂\
    ○";

/// Past the end.
const NOTHING: char = '\0';

impl Text {
    pub(super) fn new(typed: &str) -> Self {
        let mut at: Vec<usize> = typed.char_indices().map(|(place, _)| place).collect();
        at.push(typed.len());
        let plain = words::to_simplified(&words::narrow(typed));
        let upper = plain.chars().map(char::is_uppercase).collect();
        let chars = plain.chars().map(small).collect();
        Self { chars, at, upper }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    /// The character at `i`; nothing beyond the ends.
    pub(super) fn get(&self, i: usize) -> char {
        self.chars.get(i).copied().unwrap_or(NOTHING)
    }

    fn before(&self, i: usize) -> char {
        i.checked_sub(1).map_or(NOTHING, |i| self.get(i))
    }

    pub(super) fn is_upper(&self, i: usize) -> bool {
        self.upper.get(i).copied().unwrap_or(false)
    }

    /// The byte of what was typed at which the character `i` begins.
    pub(super) fn byte(&self, i: usize) -> usize {
        self.at.get(i).or(self.at.last()).copied().unwrap_or(0)
    }

    /// The characters from `from` to `to`.
    pub(super) fn slice(&self, from: usize, to: usize) -> String {
        (from..to).map(|i| self.get(i)).collect()
    }

    /// Past `word` where it stands at `i`. A Latin word stands alone, but for a figure beside it.
    pub(super) fn word(&self, i: usize, word: &str) -> Option<usize> {
        let mut end = i;
        for c in word.chars() {
            if self.get(end) != c {
                return None;
            }
            end += 1;
        }
        let joined =
            |one: char, other: char| one.is_ascii_alphabetic() && other.is_ascii_alphabetic();
        if joined(self.before(i), self.get(i)) || joined(self.before(end), self.get(end)) {
            return None;
        }
        Some(end)
    }

    /// Past whichever of `words` stands at `i`: the longest.
    pub(super) fn any(&self, i: usize, words: &[&str]) -> Option<usize> {
        words.iter().filter_map(|word| self.word(i, word)).max()
    }

    /// What the longest word of a table that stands at `i` means.
    pub(super) fn meant<T: Copy>(&self, i: usize, table: &[(&str, T)]) -> Option<(T, usize)> {
        table
            .iter()
            .filter_map(|(word, meaning)| Some((*meaning, self.word(i, word)?)))
            .max_by_key(|(_, end)| *end)
    }

    /// Past white space.
    pub(super) fn space(&self, mut i: usize) -> usize {
        while self.get(i).is_whitespace() {
            i += 1;
        }
        i
    }

    /// Past one of `words`, with white space before it.
    pub(super) fn then(&self, i: usize, words: &[&str]) -> Option<usize> {
        self.any(self.space(i), words)
    }

    /// Whether a time could begin at `i`.
    pub(super) fn may_begin(&self, i: usize) -> bool {
        match self.get(i) {
            c if c.is_ascii_alphanumeric() => self.is_start(i),
            '@' | '½' | '¼' | '¾' => true,
            c => BEGINNINGS.contains(c),
        }
    }

    /// Whether a clause ends at `i`.
    pub(super) fn is_end(&self, i: usize) -> bool {
        matches!(
            self.get(self.space(i)),
            NOTHING | ',' | '.' | ';' | '!' | '?' | ')' | '、'
        )
    }

    /// Whether a number or a Latin word could begin at `i`.
    pub(super) fn is_start(&self, i: usize) -> bool {
        let (before, here) = (self.before(i), self.get(i));
        !(here.is_ascii_alphabetic() && before.is_ascii_alphabetic()
            || here.is_ascii_digit() && (before.is_ascii_digit() || before == '.'))
    }
}

/// In small letters, as long as that is one character.
fn small(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(small), None) => match small {
            '’' | '‘' | '′' => '\'',
            '–' | '—' | '－' | '‐' | '−' | '～' | '〜' => match small {
                '～' | '〜' => '~',
                _ => '-',
            },
            small => small,
        },
        _ => c,
    }
}
