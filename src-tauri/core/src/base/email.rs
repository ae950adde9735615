//! Interim reading, replaced by the full module of this name as soon as it lands.
#![expect(missing_docs, reason = "interim")]
pub fn parse(t:&str)->super::Result<String>{Ok(t.to_owned())}
