//! The system's fonts, for the paper that the program sets itself. None is shipped: one that shows Chinese
//! would be larger than the program. What no font shows is known before anything is set.

use std::collections::{BTreeMap, BTreeSet};

use fontdb::{Database, Family, ID, Query, Stretch, Style, Weight};
use ttf_parser::{Face, Tag};

/// Read first, in this order: they are made for reading and show Chinese and Latin letters alike.
const PREFERRED: [&str; 14] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "SimHei",
    "SimSun",
    "Noto Serif CJK SC",
    "DejaVu Sans",
    "Arial",
];

/// A letter of a font.
#[derive(Debug, Clone, Copy)]
pub struct Glyph {
    /// Its number in the font.
    pub number: u16,
    /// How wide it is, in thousandths of the size.
    pub width: f32,
}

/// A font, with the letters of it that are wanted.
#[derive(Debug)]
pub struct Font {
    /// What it calls itself.
    pub name: String,
    /// Its file.
    pub data: Vec<u8>,
    /// Which of the fonts in that file it is.
    pub index: u32,
    /// The wanted letters that it shows.
    pub glyphs: BTreeMap<char, Glyph>,
    /// What all its letters fit into, in thousandths of the size.
    pub bounds: [f32; 4],
    /// How far its letters reach up and down.
    pub reach: (f32, f32),
    /// How high its capitals are.
    pub capitals: f32,
}

/// All fonts there are.
#[derive(Debug)]
pub struct Shelf {
    faces: Database,
    /// Letters that no font is to show.
    #[cfg(test)]
    hidden: fn(char) -> bool,
}

impl Shelf {
    /// The fonts of this computer.
    #[must_use]
    pub fn of_the_system() -> Self {
        let mut faces = Database::new();
        faces.load_system_fonts();
        Self {
            faces,
            #[cfg(test)]
            hidden: |_| false,
        }
    }

    /// The same computer, if nothing there showed these.
    #[cfg(test)]
    #[must_use]
    pub fn without(self, hidden: fn(char) -> bool) -> Self {
        Self { hidden, ..self }
    }

    /// As few fonts as show all of `text` that any font shows.
    #[must_use]
    pub fn fit(&self, text: &str, bold: bool) -> Vec<Font> {
        let mut missing: BTreeSet<char> = text.chars().filter(|c| !c.is_control()).collect();
        #[cfg(test)]
        missing.retain(|c| !(self.hidden)(*c));
        let mut fonts = Vec::new();
        for id in self.in_order(bold) {
            if missing.is_empty() {
                break;
            }
            let read = |data: &[u8], index| font(data, index, &missing);
            if let Some(font) = self.faces.with_face_data(id, read).flatten() {
                missing.retain(|c| !font.glyphs.contains_key(c));
                fonts.push(font);
            }
        }
        fonts
    }

    fn in_order(&self, bold: bool) -> Vec<ID> {
        let weight = if bold { Weight::BOLD } else { Weight::NORMAL };
        let named = |name: &&str| {
            self.faces.query(&Query {
                families: &[Family::Name(name)],
                weight,
                stretch: Stretch::Normal,
                style: Style::Normal,
            })
        };
        let mut order: Vec<ID> = PREFERRED.iter().filter_map(named).collect();
        let mut others: Vec<_> = self.faces.faces().collect();
        others.sort_by_key(|face| {
            let upright = face.style == Style::Normal && face.stretch == Stretch::Normal;
            let away = face.weight.0.abs_diff(weight.0);
            (
                !upright,
                away,
                face.monospaced,
                face.post_script_name.clone(),
            )
        });
        order.extend(others.into_iter().map(|face| face.id));
        let mut seen = BTreeSet::new();
        order.retain(|id| seen.insert(id.to_string()));
        order
    }
}

/// A font that may be embedded and shows some of `wanted`. One whose letters only follow from others (it varies)
/// would be set in its lightest form, or not at all.
fn font(data: &[u8], index: u32, wanted: &BTreeSet<char>) -> Option<Font> {
    let face = Face::parse(data, index).ok()?;
    let raw = face.raw_face();
    let has = |tag: &[u8; 4]| raw.table(Tag::from_bytes(tag)).is_some();
    if has(b"fvar") || !(has(b"glyf") || has(b"CFF ")) {
        return None;
    }
    let forbidden = matches!(
        face.permissions(),
        Some(ttf_parser::Permissions::Restricted)
    );
    if forbidden || !face.is_subsetting_allowed() {
        return None;
    }
    let per_em = f32::from(face.units_per_em().max(1));
    let thousandths = |units: f32| units * 1000.0 / per_em;
    let glyphs: BTreeMap<char, Glyph> = wanted
        .iter()
        .filter_map(|c| {
            // The first is the empty box that stands for letters a font lacks.
            let glyph = face.glyph_index(*c).filter(|glyph| glyph.0 != 0)?;
            let width = thousandths(face.glyph_hor_advance(glyph)?.into());
            let number = glyph.0;
            Some((*c, Glyph { number, width }))
        })
        .collect();
    if glyphs.is_empty() {
        return None;
    }
    let bounds = face.global_bounding_box();
    let all = [bounds.x_min, bounds.y_min, bounds.x_max, bounds.y_max];
    let mut names = face.names().into_iter();
    let plain = |name: String| {
        let letters = name.chars();
        letters
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .collect::<String>()
    };
    let name = names.find_map(|name| {
        let is_it = name.name_id == ttf_parser::name_id::POST_SCRIPT_NAME;
        is_it.then(|| name.to_string()).flatten().map(plain)
    });
    let upward = thousandths(face.ascender().into());
    Some(Font {
        name: name.unwrap_or_else(|| "Font".to_owned()),
        data: data.to_vec(),
        index,
        glyphs,
        bounds: all.map(|side| thousandths(side.into())),
        reach: (upward, thousandths(face.descender().into())),
        capitals: face
            .capital_height()
            .map_or(upward, |units| thousandths(units.into())),
    })
}
