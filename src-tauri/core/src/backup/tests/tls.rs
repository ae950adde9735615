//! Storage over TLS: believed where the operating system's roots vouch for it, a company's own among them,
//! and refused with its reason where they do not.
//!
//! The system's store is where OpenSSL looks, which is said by its environment: what is to be trusted is
//! tried in a process of its own.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::Ordering;

use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{SslAcceptor, SslMethod};
use openssl::x509::extension::{BasicConstraints, SubjectAlternativeName};
use openssl::x509::{X509, X509Name};

use super::fixture::House;
use super::storage::Server;
use crate::backup::Part;
use crate::base::Report;

/// Says to a process of its own where the root lies that its system trusts.
const ROOT: &str = "STEWARD_TLS_ROOT";
/// What stands between and would be asked first.
const PROXIES: [&str; 6] = [
    "http_proxy",
    "https_proxy",
    "all_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "ALL_PROXY",
];

/// From the beginning of one year to the beginning of another.
type Years = (u32, u32);
const LONG: Years = (2020, 2090);

/// Somebody who signs certificates.
struct Authority {
    certificate: X509,
    key: PKey<Private>,
}

fn key() -> PKey<Private> {
    let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1).unwrap();
    PKey::from_ec_key(EcKey::generate(&group).unwrap()).unwrap()
}

fn certificate(
    name: &str,
    years: Years,
    key: &PKey<Private>,
    by: Option<&Authority>,
) -> openssl::x509::X509Builder {
    let mut made = X509::builder().unwrap();
    let mut subject = X509Name::builder().unwrap();
    subject.append_entry_by_text("CN", name).unwrap();
    let subject = subject.build();
    made.set_version(2).unwrap();
    let serial = BigNum::from_u32(years.0 + years.1).unwrap();
    made.set_serial_number(&serial.to_asn1_integer().unwrap())
        .unwrap();
    made.set_subject_name(&subject).unwrap();
    let issuer = by.map_or(&*subject, |by| by.certificate.subject_name());
    made.set_issuer_name(issuer).unwrap();
    made.set_pubkey(key).unwrap();
    let new_year = |year| Asn1Time::from_str_x509(&format!("{year}0101000000Z")).unwrap();
    made.set_not_before(&new_year(years.0)).unwrap();
    made.set_not_after(&new_year(years.1)).unwrap();
    made
}

impl Authority {
    fn make() -> Self {
        let key = key();
        let mut made = certificate("A company's own", LONG, &key, None);
        let may_sign = BasicConstraints::new().critical().ca().build().unwrap();
        made.append_extension(may_sign).unwrap();
        made.sign(&key, MessageDigest::sha256()).unwrap();
        let certificate = made.build();
        Self { certificate, key }
    }

    /// What a server called `name` shows, good for `years`.
    fn vouches(&self, name: &str, years: Years) -> SslAcceptor {
        let key = key();
        let mut made = certificate(name, years, &key, Some(self));
        let mut names = SubjectAlternativeName::new();
        let names = names.dns(name).build(&made.x509v3_context(None, None));
        made.append_extension(names.unwrap()).unwrap();
        made.sign(&self.key, MessageDigest::sha256()).unwrap();
        let mut door = SslAcceptor::mozilla_intermediate_v5(SslMethod::tls_server()).unwrap();
        door.set_certificate(&made.build()).unwrap();
        door.set_private_key(&key).unwrap();
        door.build()
    }

    fn lay(&self, file: &Path) {
        std::fs::write(file, self.certificate.to_pem().unwrap()).unwrap();
        let key = self.key.private_key_to_pem_pkcs8().unwrap();
        std::fs::write(file.with_extension("key"), key).unwrap();
    }

    fn laid(file: &Path) -> Self {
        let key = std::fs::read(file.with_extension("key")).unwrap();
        Self {
            certificate: X509::from_pem(&std::fs::read(file).unwrap()).unwrap(),
            key: PKey::private_key_from_pem(&key).unwrap(),
        }
    }
}

/// Runs the test of this name once more in a process whose system trusts one root alone. Returns that root
/// to the one that runs there.
fn where_trusted(test: &str) -> Option<Authority> {
    if let Some(root) = std::env::var_os(ROOT) {
        return Some(Authority::laid(&PathBuf::from(root)));
    }
    let room = tempfile::tempdir().unwrap();
    let root = room.path().join("root.pem");
    Authority::make().lay(&root);
    let mut process = Command::new(std::env::current_exe().unwrap());
    process.args(["--exact", &format!("backup::tests::tls::{test}")]);
    process.args(["--nocapture", "--test-threads", "1"]);
    process.env(ROOT, &root).env("SSL_CERT_FILE", &root);
    process.env("SSL_CERT_DIR", room.path());
    for name in PROXIES {
        process.env_remove(name);
    }
    let done = process.output().unwrap();
    let said = [done.stdout.as_slice(), &done.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    assert!(done.status.success(), "{said}");
    assert!(said.contains("1 passed"), "{said}");
    None
}

/// Why it is refused; nothing was asked of it.
fn refused(server: &Server) -> &'static str {
    let error = server.back_up(&House::with(1)).unwrap_err();
    assert_eq!(server.asked.load(Ordering::SeqCst), 0);
    assert_eq!(server.n_files(), 0);
    error.key()
}

/// Backed up to twice, read through, and restored from as if on another machine.
fn carries_backups(server: &Server) {
    let house = House::with(20);
    server.back_up(&house).unwrap();
    house.next_day();
    house.write(20..30, "second");
    let second = server.back_up(&house).unwrap();
    assert!(second.snapshot.verified_at.is_some());
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
    drop(target);
    assert_eq!(server.rows_restored(&house, "again"), 30);
}

#[test]
fn who_is_vouched_for_by_nobody_known_is_sent_nothing() {
    let door = Authority::make().vouches("localhost", LONG);
    let server = Server::open_as("localhost", door);
    assert_eq!(refused(&server), "error.cloud_certificate_unknown");
}

#[test]
fn a_root_in_the_systems_store_is_enough() {
    let Some(company) = where_trusted("a_root_in_the_systems_store_is_enough") else {
        return;
    };
    carries_backups(&Server::open_as(
        "localhost",
        company.vouches("localhost", LONG),
    ));
    // Of a root that the system trusts, and yet not good.
    for (name, years, key) in [
        ("storage.example", LONG, "error.cloud_certificate_name"),
        ("localhost", (2000, 2001), "error.cloud_certificate_expired"),
        ("localhost", (2089, 2090), "error.cloud_certificate_expired"),
    ] {
        let server = Server::open_as("localhost", company.vouches(name, years));
        assert_eq!(refused(&server), key, "{name} {years:?}");
    }
    // Nor is somebody believed who only calls himself as the company does.
    let other = Authority::make();
    let server = Server::open_as("localhost", other.vouches("localhost", LONG));
    assert_eq!(refused(&server), "error.cloud_certificate_unknown");
}

#[test]
fn a_bucket_under_its_own_hosts_name_carries_backups() {
    let Some(company) = where_trusted("a_bucket_under_its_own_hosts_name_carries_backups") else {
        return;
    };
    let host = "customers-1.oss-cn-hangzhou.aliyuncs.com";
    let server = Server::open_bucket_as(host, company.vouches(host, LONG));
    carries_backups(&server);
    // Names of objects begin at once, without the bucket's.
    let lines = server.lines.lock().unwrap();
    assert!(lines.iter().all(|line| !line.contains("/customers-1")));
    assert!(lines.iter().any(|line| line.starts_with("PUT /%E5%A4%87")));
}
