//! What storage answers in XML, read element by element: whole or not at all.

use std::io;

use quick_xml::NsReader;
use quick_xml::events::Event;
use quick_xml::name::ResolveResult;

/// What is met on the way through.
pub(super) enum Seen<'x> {
    /// An element begins; one without content ends at once.
    Begins(&'x str),
    /// An element ends, which stood in `within` and holds this text.
    Ends {
        name: &'x str,
        within: Option<&'x str>,
        text: &'x str,
    },
}

/// Goes through `text`, whose outermost element is `root`. Names of another namespace than `ns` begin
/// with a question mark; where none is given, all are taken as they are.
pub(super) fn walk(
    text: &[u8],
    ns: Option<&str>,
    root: &str,
    mut see: impl FnMut(Seen<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let mut reader = NsReader::from_str(std::str::from_utf8(text).map_err(odd)?);
    reader.config_mut().check_end_names = true;
    let named = |found: &ResolveResult<'_>, local: &str| {
        let ours = ns
            .is_none_or(|ns| matches!(found, ResolveResult::Bound(bound) if bound.as_ref() == ns));
        let mark = if ours { "" } else { "?" };
        format!("{mark}{local}")
    };
    let (mut within, mut said, mut whole): (Vec<String>, _, _) = (Vec::new(), String::new(), false);
    loop {
        let (found, event) = reader.read_resolved_event().map_err(odd)?;
        match event {
            Event::Start(tag) => {
                let name = named(&found, tag.local_name().as_ref());
                see(Seen::Begins(&name))?;
                within.push(name);
                said.clear();
            }
            Event::Empty(tag) => {
                let name = named(&found, tag.local_name().as_ref());
                see(Seen::Begins(&name))?;
                if within.is_empty() {
                    whole |= name == root;
                }
            }
            Event::Text(text) => said.push_str(&text),
            Event::GeneralRef(entity) => said.push(match entity.as_ref() {
                "amp" => '&',
                "lt" => '<',
                "gt" => '>',
                "quot" => '"',
                "apos" => '\'',
                _ => entity.resolve_char_ref().ok().flatten().unwrap_or('?'),
            }),
            Event::End(_) => {
                let name = within.pop().unwrap_or_default();
                see(Seen::Ends {
                    name: &name,
                    within: within.last().map(String::as_str),
                    text: &said,
                })?;
                whole |= within.is_empty() && name == root;
                said.clear();
            }
            Event::Eof => break,
            _ => {}
        }
    }
    if whole && within.is_empty() {
        Ok(())
    } else {
        Err(io::ErrorKind::UnexpectedEof.into())
    }
}

pub(super) fn odd(error: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, error)
}
