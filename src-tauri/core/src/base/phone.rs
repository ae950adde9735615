//! Interim reading, replaced by the full module of this name as soon as it lands.
#![expect(missing_docs, reason = "interim")]
use serde::{Deserialize,Serialize};
#[derive(Debug,Clone,Copy,PartialEq,Eq,Serialize,Deserialize,specta::Type)] #[serde(rename_all="snake_case")] pub enum Ok{Yes,No,Unknown}
#[derive(Debug,Clone,PartialEq,Eq,Serialize,Deserialize,specta::Type)] pub struct Phone{pub raw:String,pub e164:Option<String>,pub ext:Option<String>,pub kind:String,pub ok:Ok}
pub fn parse_all(t:&str)->Vec<Phone>{ t.split(['/',';','、']).map(|r|Phone{raw:r.trim().into(),e164:None,ext:None,kind:"mobile".into(),ok:Ok::Unknown}).collect() }
