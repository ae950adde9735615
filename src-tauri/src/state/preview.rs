//! What the page shows of a file: its bytes, opened in memory for one answer, under a scheme that
//! only this program's window reaches. Pictures, pages of a PDF and letters; whatever could be run
//! as a page is served as letters, with no right to anything.

use std::borrow::Cow;

use steward_core::attachments::media::Shown;
use steward_core::base::{Id, Result};
use tauri::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ORIGIN,
    X_CONTENT_TYPE_OPTIONS,
};
use tauri::http::{Method, Request, Response, StatusCode};

use super::Shell;

/// The scheme: `attachment://localhost/<id>`.
pub const SCHEME: &str = "attachment";
/// What is longer is saved out instead: it would stand in memory whole.
const MOST: u64 = 128 << 20;
/// Of letters, the beginning is shown.
const MOST_LETTERS: u64 = 256 << 10;

/// An answer to the page.
pub type Answer = Response<Cow<'static, [u8]>>;

/// Answers `request` of the window `label` out of the open vault.
#[must_use]
pub fn answer(shell: &Shell, label: &str, request: &Request<Vec<u8>>) -> Answer {
    let id = request.uri().path().trim_start_matches('/').parse::<Id>();
    let (Ok(id), true, &Method::GET) = (id, label.starts_with("main-"), request.method()) else {
        return refused(StatusCode::FORBIDDEN);
    };
    match content(shell, id) {
        Ok(Some((media, bytes))) => served(media, bytes, request),
        Ok(None) => refused(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => refused(StatusCode::NOT_FOUND),
    }
}

/// The content to show, with its type; none where it is not shown.
fn content(shell: &Shell, id: Id) -> Result<Option<(String, Vec<u8>)>> {
    let slot = shell.slot();
    let (mut opened, _, sight) = slot.opened()?.session.open_attachment(id)?;
    Ok(match sight.shown {
        Shown::Text => Some((
            "text/plain; charset=utf-8".to_owned(),
            opened.read_at(0, MOST_LETTERS)?,
        )),
        Shown::Image | Shown::Pdf if opened.size() <= MOST => {
            Some((sight.media_type, opened.read_at(0, MOST)?))
        }
        _ => None,
    })
}

fn served(media: String, bytes: Vec<u8>, request: &Request<Vec<u8>>) -> Answer {
    let mut answer = Response::builder()
        .header(CONTENT_TYPE, media)
        .header(X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(CACHE_CONTROL, "no-store")
        .header(CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox");
    // Our own page reads what it draws itself; no other may.
    let origin = request.headers().get(ORIGIN).filter(|origin| {
        let ours = ["tauri://localhost", "http://tauri.localhost"];
        ours.iter().any(|ours| origin.as_bytes() == ours.as_bytes())
    });
    if let Some(origin) = origin {
        answer = answer.header(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    let whole = answer.body(Cow::Owned(bytes));
    whole.unwrap_or_else(|_| refused(StatusCode::INTERNAL_SERVER_ERROR))
}

fn refused(status: StatusCode) -> Answer {
    let mut answer = Response::new(Cow::Borrowed(&b""[..]));
    *answer.status_mut() = status;
    answer
}

#[cfg(test)]
mod tests;
