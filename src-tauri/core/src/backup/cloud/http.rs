//! One request after the other to storage the user named: bounded in time, tried again where that is
//! safe, and left at the user's word within the blink of an eye.

use std::io::{self, Read as _};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use ureq::config::{AutoHeaderValue, Config};
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
/// So long an answer may come to a standstill.
const STALLED: Duration = Duration::from_mins(1);
/// Bytes of an answer that are taken at a time.
const PIECE: usize = 64 << 10;
/// So far into an answer it is looked for words.
const WORDS: usize = 64 << 10;
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
            // Of a file, that the folder it would be in is not there either.
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
            agent: agent(config),
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

    /// Asks what may be left unanswered: once, and without taking anything amiss.
    pub(super) fn ask_once(&self, ask: &Ask) -> io::Result<Option<Answer>> {
        self.given_up()?;
        let answered = self.once(ask).map_err(io::Error::other)?;
        Ok(answered.ok())
    }

    /// What went wrong for good in this piece of work, if anything did; that it was stopped is as good.
    pub(super) fn given_up(&self) -> io::Result<()> {
        self.cancel.check().map_err(io::Error::other)?;
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
            if let Some(key) = answer.as_ref().ok().and_then(|answer| self.refusal(answer)) {
                return Err(said(key, ask));
            }
            let mut rest = None;
            match answer {
                Ok(answer) => match answer.status {
                    300..=399 => return Err(said("error.cloud_moved", ask)),
                    // Asked too often, or not quite there: later it may do.
                    status if may_do_later(&answer) => match status {
                        _ if !last => rest = answer.rest,
                        429 | 503 => {
                            return Err(said("error.cloud_busy", ask).with("status", status));
                        }
                        _ => return Err(said("error.cloud_failing", ask).with("status", status)),
                    },
                    _ => {
                        let again = left + 1 < TRIES;
                        return Ok(Answer { again, ..answer });
                    }
                },
                Err(error) if last || !passes(&error) => {
                    let key = match &error {
                        ureq::Error::Tls(_) | ureq::Error::NativeTls(_) | ureq::Error::Der(_) => {
                            distrusted(&error.to_string())
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
        self.cancel.check()?;
        let (tell, hear) = sync_channel(1);
        // Bytes of the answer that have come.
        let come = Arc::new(AtomicU64::new(0));
        let (mut known, mut since) = (0, Instant::now());
        let coming = come.clone();
        let (agent, authorization) = (self.agent.clone(), self.authorization.clone());
        let ask = ask.clone();
        let asking = std::thread::Builder::new().name("storage".to_owned());
        asking
            .spawn(move || {
                let authorization = authorization.as_ref().map(|text| text.as_str());
                let _ = tell.send(sent(&agent, authorization, &ask, &coming));
            })
            .map_err(Error::internal)?;
        loop {
            self.cancel.check()?;
            match hear.recv_timeout(LOOK) {
                Ok(answer) => return Ok(answer),
                Err(RecvTimeoutError::Timeout) => {
                    let now = come.load(Ordering::Relaxed);
                    if now != known {
                        (known, since) = (now, Instant::now());
                    } else if now > 0 && since.elapsed() > STALLED {
                        return Ok(Err(io::Error::from(io::ErrorKind::TimedOut).into()));
                    }
                }
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

#[cfg(not(test))]
fn agent(config: Config) -> Agent {
    config.into()
}

/// Tests reach this computer and no other, whatever name they ask for.
#[cfg(test)]
fn agent(config: Config) -> Agent {
    use ureq::unversioned::{resolver, transport};

    #[derive(Debug)]
    struct Here;

    impl resolver::Resolver for Here {
        fn resolve(
            &self,
            uri: &ureq::http::Uri,
            _: &Config,
            _: transport::NextTimeout,
        ) -> Result<resolver::ResolvedSocketAddrs, ureq::Error> {
            let port = uri.port_u16().unwrap_or(443);
            let mut found = self.empty();
            found.push(([127, 0, 0, 1], port).into());
            Ok(found)
        }
    }

    Agent::with_parts(config, transport::DefaultConnector::default(), Here)
}

fn sent(
    agent: &Agent,
    authorization: Option<&str>,
    ask: &Ask,
    come: &AtomicU64,
) -> Result<Answer, ureq::Error> {
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
    answer(response, come)
}

fn answer(response: Response<Body>, come: &AtomicU64) -> Result<Answer, ureq::Error> {
    let status = response.status().as_u16();
    let rest = response.headers().get("retry-after");
    let rest = rest.and_then(|text| text.to_str().ok()).and_then(rest_in);
    let body = response.into_body();
    let mut reader = body.into_with_config().limit(LONGEST).reader();
    let (mut body, mut piece) = (Vec::new(), vec![0; PIECE]);
    loop {
        match reader.read(&mut piece)? {
            0 => break,
            more => {
                body.extend_from_slice(piece.get(..more).unwrap_or_default());
                come.fetch_add(more as u64, Ordering::Relaxed);
            }
        }
    }
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

/// The word in which S3-compatible storage says why it did not do as it was asked.
fn code(answer: &Answer) -> String {
    if answer.status < 300 {
        return String::new();
    }
    let text = answer.body.get(..WORDS.min(answer.body.len()));
    let text = String::from_utf8_lossy(text.unwrap_or_default());
    let code = text.split("<Code>").nth(1);
    let code = code.and_then(|rest| rest.split('<').next());
    let code = code.unwrap_or_default().to_owned();
    // Of a request that bears its signature in its address, only the words say that it is the clock.
    let late = ["has expired", "not yet valid", "not valid yet"];
    if code == "AccessDenied" && late.iter().any(|words| text.contains(words)) {
        return "RequestExpired".to_owned();
    }
    code
}

/// Whether it may go better the next time: the storage, or what stands before it, is not quite there.
fn may_do_later(answer: &Answer) -> bool {
    match answer.status {
        // What will not do later either: not known, another version, no room, another network's door.
        501 | 505 | 507 | 511 => false,
        408 | 425 | 429 | 500..=599 => true,
        400 | 409 => matches!(code(answer).as_str(), "RequestTimeout" | "OperationAborted"),
        _ => false,
    }
}

impl Http {
    /// Why a request was refused for good.
    fn refusal(&self, answer: &Answer) -> Option<&'static str> {
        let refused = if self.authorization.is_some() {
            "error.cloud_refused"
        } else {
            "error.cloud_key_refused"
        };
        match (answer.status, code(answer).as_str()) {
            (_, "RequestTimeTooSkewed" | "RequestExpired") => Some("error.cloud_clock"),
            (
                _,
                "AuthorizationHeaderMalformed"
                | "AuthorizationQueryParametersError"
                | "IllegalLocationConstraintException"
                | "PermanentRedirect"
                | "TemporaryRedirect",
            ) => Some("error.cloud_region"),
            (_, "SignatureDoesNotMatch" | "InvalidAccessKeyId" | "InvalidSecurity") | (401, _) => {
                Some(refused)
            }
            (403, _) => Some("error.cloud_forbidden"),
            _ => None,
        }
    }
}

/// Why the other side is not believed to be who it says, in the words of the system's TLS. It judges by
/// the roots that the operating system trusts, those a company added among them, and by no others.
fn distrusted(said: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if says(&["expired", "not yet valid"]) {
        "error.cloud_certificate_expired"
    } else if says(&["mismatch"]) {
        "error.cloud_certificate_name"
    } else if says(&[
        "self-signed",
        "self signed",
        "signature failure",
        "unable to get",
        "unable to verify",
    ]) {
        "error.cloud_certificate_unknown"
    } else {
        "error.cloud_certificate"
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
