//! One request after the other to storage the user named: bounded in time, tried again where that is
//! safe, and left at the user's word within the blink of an eye.

use std::io;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use ureq::config::AutoHeaderValue;
use ureq::http::{Request, Response};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body};
use zeroize::Zeroizing;

use crate::base::{Cancel, Error, Kind};

/// How long a connection may take to be made, and an answer to begin.
const PATIENCE: Duration = Duration::from_secs(30);
/// The slowest line that is put up with, in bytes a second.
const SLOWEST: u64 = 8 << 10;
/// How often it is looked whether the user wants no more.
const LOOK: Duration = Duration::from_millis(100);
/// So often a request is sent in all.
const TRIES: u32 = 4;
/// The wait before the second try; it doubles from try to try.
const WAIT: Duration = if cfg!(test) {
    Duration::from_millis(1)
} else {
    Duration::from_secs(1)
};
/// The longest rest a storage is given in one piece of work; who wants more is asked another day.
const LONGEST_REST: Duration = Duration::from_mins(2);
/// No answer of ours is longer: a pack, or the names of a folder's files.
const LONGEST: u64 = 512 << 20;

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: Vec<u8>,
    /// Whether it was asked for more than once: an earlier request may have done what it asked.
    pub(super) again: bool,
    /// How long the storage wants not to be asked.
    rest: Option<Duration>,
}

impl Answer {
    /// Itself where it says that it was done, or what stood in the way.
    pub(super) fn granted(self, ask: &Ask) -> io::Result<Self> {
        match self.status {
            200..=299 => Ok(self),
            // The folder it would be in is not there either.
            404 | 409 | 410 => Err(io::ErrorKind::NotFound.into()),
            413 => Err(io::ErrorKind::FileTooLarge.into()),
            423 => Err(io::ErrorKind::ResourceBusy.into()),
            507 => Err(io::ErrorKind::StorageFull.into()),
            other => Err(io::Error::other(format!(
                "{} was answered with {other}",
                ask.method
            ))),
        }
    }
}

/// What is asked.
#[derive(Clone)]
pub(super) struct Ask {
    pub(super) method: &'static str,
    pub(super) url: String,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Option<Bytes>,
    /// How many bytes the answer is expected to have.
    pub(super) expects: u64,
}

impl Ask {
    pub(super) fn new(method: &'static str, url: String) -> Self {
        Self {
            method,
            url,
            headers: Vec::new(),
            body: None,
            expects: 0,
        }
    }
}

/// Asks one storage. All clones share what went wrong for good.
#[derive(Clone)]
pub(super) struct Http {
    agent: Agent,
    authorization: Option<Arc<Zeroizing<String>>>,
    cancel: Cancel,
    broken: Arc<Mutex<Option<Error>>>,
}

impl Http {
    /// One that is sent `authorization` with each request, where the address does not say who asks.
    pub(super) fn new(authorization: Option<Zeroizing<String>>, here: bool) -> Self {
        let tls = TlsConfig::builder()
            .provider(TlsProvider::NativeTls)
            .root_certs(RootCerts::PlatformVerifier)
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .allow_non_standard_methods(true)
            .http_status_as_error(false)
            // The password goes to the storage that was named and to no other.
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(AutoHeaderValue::Provided(Arc::new("Steward".to_owned())))
            .timeout_connect(Some(PATIENCE))
            // What is on this very computer is asked here, and in the clear nowhere else.
            .proxy(ureq::Proxy::try_from_env().filter(|_| !here))
            .build();
        Self {
            agent: config.into(),
            authorization: authorization.map(Arc::new),
            cancel: Cancel::default(),
            broken: Arc::default(),
        }
    }

    /// The same, stopped by `cancel`; what went wrong before is forgotten.
    pub(super) fn heeding(&self, cancel: &Cancel) -> Self {
        Self {
            cancel: cancel.clone(),
            broken: Arc::default(),
            ..self.clone()
        }
    }

    /// Asks, and asks again where the network or the storage did not come to an answer: everything
    /// asked here may be asked twice. What stays without one is an error of its own, and so is
    /// everything asked after it: nothing may be taken for missing because the network went.
    pub(super) fn ask(&self, ask: &Ask) -> io::Result<Answer> {
        self.given_up()?;
        let answered = self.try_all(ask);
        answered.map_err(|error| {
            // A folder of somebody else's that may not be read says nothing of ours.
            if error.kind() != Kind::Cancelled && error.key() != "error.cloud_forbidden" {
                *self.broken() = Some(error.said_again());
            }
            io::Error::other(error)
        })
    }

    /// What went wrong for good in this piece of work, if anything did.
    pub(super) fn given_up(&self) -> io::Result<()> {
        match &*self.broken() {
            Some(error) => Err(io::Error::other(error.said_again())),
            None => Ok(()),
        }
    }

    fn broken(&self) -> std::sync::MutexGuard<'_, Option<Error>> {
        self.broken.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn try_all(&self, ask: &Ask) -> Result<Answer, Error> {
        let mut wait = WAIT;
        for left in (0..TRIES).rev() {
            let answer = self.once(ask)?;
            let last = left == 0;
            if let Some(key) = answer.as_ref().ok().and_then(refusal) {
                return Err(said(key, ask));
            }
            let mut rest = None;
            match answer {
                Ok(answer) => match answer.status {
                    300..=399 => return Err(said("error.cloud_moved", ask)),
                    // Asked too often, or not quite there: later it may do.
                    429 | 500 | 502..=504 if !last => rest = answer.rest,
                    status @ (429 | 503) => {
                        return Err(said("error.cloud_busy", ask).with("status", status));
                    }
                    status @ (500 | 502 | 504) => {
                        return Err(said("error.cloud_failing", ask).with("status", status));
                    }
                    _ => {
                        let again = left + 1 < TRIES;
                        return Ok(Answer { again, ..answer });
                    }
                },
                Err(error) if last || !passes(&error) => {
                    let key = match &error {
                        ureq::Error::Tls(_) | ureq::Error::NativeTls(_) | ureq::Error::Der(_) => {
                            "error.cloud_certificate"
                        }
                        _ => "error.cloud_unreachable",
                    };
                    return Err(said(key, ask).caused_by(error));
                }
                Err(_) => {}
            }
            self.pause(rest.unwrap_or_default().max(wait))?;
            wait *= 2;
        }
        Err(said("error.cloud_unreachable", ask))
    }

    /// One try, on a thread of its own: whoever stops the work does not wait for a network that says
    /// nothing. What is left behind ends by its own bounds of time.
    fn once(&self, ask: &Ask) -> Result<Result<Answer, ureq::Error>, Error> {
        let (tell, hear) = sync_channel(1);
        let (agent, authorization) = (self.agent.clone(), self.authorization.clone());
        let ask = ask.clone();
        let asking = std::thread::Builder::new().name("storage".to_owned());
        asking
            .spawn(move || {
                let authorization = authorization.as_ref().map(|text| text.as_str());
                let _ = tell.send(sent(&agent, authorization, &ask));
            })
            .map_err(Error::internal)?;
        loop {
            self.cancel.check()?;
            match hear.recv_timeout(LOOK) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(Error::internal("a request ended without an answer"));
                }
            }
        }
    }

    fn pause(&self, wait: Duration) -> Result<(), Error> {
        let (_tell, hear) = sync_channel::<()>(1);
        let mut left = wait;
        while !left.is_zero() {
            self.cancel.check()?;
            let now = left.min(LOOK);
            let _ = hear.recv_timeout(now);
            left -= now;
        }
        Ok(())
    }
}

fn sent(agent: &Agent, authorization: Option<&str>, ask: &Ask) -> Result<Answer, ureq::Error> {
    let mut request = Request::builder().method(ask.method).uri(&ask.url);
    if let Some(authorization) = authorization {
        request = request.header("authorization", authorization);
    }
    for (name, value) in &ask.headers {
        request = request.header(*name, value);
    }
    let carried = ask.body.as_ref().map_or(0, |body| body.len() as u64) + ask.expects;
    let bound = PATIENCE + Duration::from_secs(carried / SLOWEST);
    let response = match &ask.body {
        Some(body) => {
            let request = request.body(body.to_vec())?;
            let request = agent
                .configure_request(request)
                .timeout_global(Some(bound))
                // What is carried there takes its time; what is only asked for begins soon.
                .timeout_recv_response((ask.method != "PUT").then_some(PATIENCE))
                .build();
            agent.run(request)?
        }
        None => {
            let request = request.body(())?;
            let request = agent
                .configure_request(request)
                .timeout_global(Some(bound))
                // A file may take its time; that it begins may not.
                .timeout_recv_response(Some(PATIENCE))
                .build();
            agent.run(request)?
        }
    };
    answer(response)
}

fn answer(response: Response<Body>) -> Result<Answer, ureq::Error> {
    let status = response.status().as_u16();
    let rest = response.headers().get("retry-after");
    let rest = rest.and_then(|text| text.to_str().ok()).and_then(rest_in);
    let mut body = response.into_body();
    let body = body.with_config().limit(LONGEST).read_to_vec()?;
    Ok(Answer {
        status,
        body,
        again: false,
        rest,
    })
}

/// The rest that a storage asks for, in seconds (RFC 9110 §10.2.3); a date is not heeded, for clocks
/// differ.
fn rest_in(text: &str) -> Option<Duration> {
    let seconds = text.trim().parse().ok()?;
    Some(Duration::from_secs(seconds).min(LONGEST_REST))
}

/// Whether it may go better the next time.
fn passes(error: &ureq::Error) -> bool {
    matches!(
        error,
        ureq::Error::Io(_)
            | ureq::Error::Timeout(_)
            | ureq::Error::ConnectionFailed
            | ureq::Error::HostNotFound
            | ureq::Error::Protocol(_)
    )
}

/// Why a request was refused for good, which S3-compatible storage says in a word of its own.
fn refusal(answer: &Answer) -> Option<&'static str> {
    let text = String::from_utf8_lossy(&answer.body);
    let code = text
        .split("<Code>")
        .nth(1)
        .and_then(|rest| rest.split('<').next());
    match (answer.status, code.unwrap_or_default()) {
        (_, "RequestTimeTooSkewed" | "RequestExpired") => Some("error.cloud_clock"),
        (_, "AuthorizationHeaderMalformed" | "IllegalLocationConstraintException") => {
            Some("error.cloud_region")
        }
        (_, "SignatureDoesNotMatch" | "InvalidAccessKeyId" | "InvalidSecurity") | (401, _) => {
            Some("error.cloud_refused")
        }
        (403, _) => Some("error.cloud_forbidden"),
        _ => None,
    }
}

/// A sentence about the storage; which one it is, without what comes after its name.
fn said(key: &'static str, ask: &Ask) -> Error {
    let kind = Kind::Unavailable;
    let host = ask.url.split('/').nth(2).unwrap_or_default();
    Error::new(kind, key).with("host", host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_storage_is_given_the_rest_it_asks_for_within_bounds() {
        assert_eq!(rest_in(" 20 "), Some(Duration::from_secs(20)));
        assert_eq!(rest_in("86400"), Some(LONGEST_REST));
        assert_eq!(rest_in("Thu, 26 Nov 2026 07:28:00 GMT"), None);
        assert_eq!(rest_in("-1"), None);
    }
}
