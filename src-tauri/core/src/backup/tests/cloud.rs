//! Storage behind a network: backed up to, restored from on another machine, and every way in which a
//! network and a server fail.

use std::net::{TcpListener, TcpStream};
use std::sync::atomic::Ordering;

use super::fixture::{House, back_up, keys, secret};
use super::storage::{Fault, Server};
use crate::backup::cloud::{Cloud, Speaks, is_cloud};
use crate::backup::{Keys, Opener, Part, Reach};
use crate::base::{Cancel, Kind, Report, Result};
use crate::crypto::Secret;

#[test]
fn a_vault_is_backed_up_to_storage_and_comes_back_on_another_machine() {
    for server in Server::each() {
        let house = House::with(60);
        let first = server.back_up(&house).unwrap();
        assert!(first.snapshot.verified_at.is_some());
        assert!(!first.unsynced);
        house.next_day();
        house.write(60..90, "second");
        server.back_up(&house).unwrap();
        let target = server.target(&house).unwrap();
        assert_eq!(target.snapshots(&Report::silent()).unwrap().len(), 2);
        target.check(Part::ALL, &Report::silent()).unwrap();
        assert_eq!(server.rows_restored(&house, "again"), 90);
        // Nothing half-written is left, and nothing of what opens it.
        let stock = server.stock.lock().unwrap();
        assert!(!stock.keys().any(|path| path.contains("-tmp-")));
        let said = |content: &Vec<u8>| content.windows(11).any(|part| part == b"open sesame");
        assert!(!stock.values().any(said));
    }
}

#[test]
fn a_backup_is_read_pack_by_pack_and_not_part_by_part() {
    for server in Server::each() {
        let house = House::with(400);
        server.back_up(&house).unwrap();
        let n_packs = {
            let stock = server.stock.lock().unwrap();
            let packs = stock.keys().filter(|path| path.contains("/data/"));
            packs.filter(|path| !path.ends_with('/')).count()
        };
        let before = server.asked.load(Ordering::SeqCst);
        assert_eq!(server.rows_restored(&house, "again"), 400);
        let asked = server.asked.load(Ordering::SeqCst) - before;
        // Some four hundred chunks in a few packs: most of what is asked is listing.
        assert!(n_packs > 2);
        assert!(asked < 200, "{asked} for {n_packs} packs");
    }
}

#[test]
fn a_place_in_storage_is_told_from_a_folder() {
    assert!(is_cloud(&Server::open().cloud().folder()));
    assert!(!is_cloud(std::path::Path::new("/media/lin/https")));
}

#[test]
fn only_an_address_that_is_encrypted_on_the_way_is_taken() {
    let password = Secret::new("open sesame");
    let said = |address: &str, user: &str| {
        let error = Cloud::new(&Speaks::Webdav, address, user, &password).unwrap_err();
        (error.field().unwrap().to_owned(), error.key())
    };
    let address = |key| ("address".to_owned(), key);
    assert_eq!(
        said("http://nas.example/dav", "lin"),
        address("error.cloud_unencrypted")
    );
    for wrong in [
        "",
        "nas.example/dav",
        "ftp://nas/dav",
        "https://",
        "https://a:b@nas/dav",
        "https://nas/dav?x",
    ] {
        assert_eq!(
            said(wrong, "lin"),
            address("error.cloud_address"),
            "{wrong}"
        );
    }
    assert_eq!(said("https://nas/dav", " ").0, "user");
    let error =
        Cloud::new(&Speaks::Webdav, "https://nas/dav", "lin", &Secret::new("")).unwrap_err();
    assert_eq!(error.field(), Some("password"));
    let cloud = Cloud::new(
        &Speaks::Webdav,
        " https://nas.example/dav/ ",
        "lin",
        &password,
    )
    .unwrap();
    assert_eq!(
        cloud.folder(),
        std::path::Path::new("https://nas.example/dav")
    );
    assert!(!format!("{cloud:?}").contains("sesame"));
}

/// Storage in a bucket, as somebody would fill the form in.
fn in_bucket(address: &str, bucket: &str, region: &str) -> Result<Cloud> {
    let speaks = Speaks::S3 {
        bucket: bucket.to_owned(),
        region: region.to_owned(),
    };
    Cloud::new(&speaks, address, "AK", &Secret::new("open sesame"))
}

#[test]
fn a_bucket_is_found_in_the_address_or_in_the_hosts_name() {
    let amazon = "https://s3.eu-central-1.amazonaws.com";
    for (address, bucket, region, folder, at) in [
        (
            amazon,
            "b",
            "",
            "https://s3.eu-central-1.amazonaws.com/b",
            "eu-central-1",
        ),
        (
            "https://s3.example.com/b/old/",
            "b",
            "",
            "https://s3.example.com/b/old",
            "us-east-1",
        ),
        (
            "https://s3.example.com/bold",
            "b",
            "home",
            "https://s3.example.com/b/bold",
            "home",
        ),
        // What a browser copies, and what one types.
        (
            "https://s3.example.com/b/%E5%A4%87%20x",
            "b",
            "",
            "https://s3.example.com/b/备 x",
            "us-east-1",
        ),
        (
            "https://s3.example.com/b/备 x",
            "b",
            "",
            "https://s3.example.com/b/备 x",
            "us-east-1",
        ),
        // A bucket's name says nothing of a region.
        (
            "https://my-backup-1250000000.cos.ap-guangzhou.myqcloud.com/x",
            "my-backup-1250000000",
            "",
            "https://my-backup-1250000000.cos.ap-guangzhou.myqcloud.com/x",
            "ap-guangzhou",
        ),
        (
            "https://lin-backup-2026.s3.eu-west-1.amazonaws.com",
            "lin-backup-2026",
            "",
            "https://lin-backup-2026.s3.eu-west-1.amazonaws.com",
            "eu-west-1",
        ),
        (
            "https://b.oss-cn-hangzhou.aliyuncs.com",
            "b",
            "",
            "https://b.oss-cn-hangzhou.aliyuncs.com",
            "oss-cn-hangzhou",
        ),
        // A host that happens to be called as the bucket is.
        (
            "https://backup.example.com",
            "backup",
            "",
            "https://backup.example.com/backup",
            "us-east-1",
        ),
        (
            "https://s3.eu-west-1.amazonaws.com",
            "s3",
            "",
            "https://s3.eu-west-1.amazonaws.com/s3",
            "eu-west-1",
        ),
        // A storage with a path of its own.
        (
            "https://nas.example.com/storage/v1/s3/b/old",
            "b",
            "",
            "https://nas.example.com/storage/v1/s3/b/old",
            "us-east-1",
        ),
        (
            "http://127.0.0.1:9000",
            "b",
            "",
            "http://127.0.0.1:9000/b",
            "us-east-1",
        ),
    ] {
        let cloud = in_bucket(address, bucket, region).unwrap();
        assert_eq!(cloud.folder(), std::path::Path::new(folder));
        let kept = serde_json::to_value(&cloud).unwrap();
        assert_eq!(kept["bucket"]["region"], at, "{address}");
    }
}

#[test]
fn what_is_no_bucket_is_told_beside_its_field() {
    for (address, bucket, region, field) in [
        ("https://s3.example.com", " ", "", "bucket"),
        ("https://s3.example.com", "a/b", "", "bucket"),
        ("https://s3.example.com", "b", "a b", "region"),
        ("https://s3.example.com/b/../c", "b", "", "address"),
        ("https://s3.example.com/b/%2E%2E/c", "b", "", "address"),
        ("https://s3.example.com//b", "b", "", "address"),
        ("http://s3.example.com", "b", "", "address"),
        ("https://[", "b", "", "address"),
    ] {
        let error = in_bucket(address, bucket, region).unwrap_err();
        assert_eq!(error.field(), Some(field), "{address} {bucket}");
    }
}

/// How it is said that what opens the storage does not.
fn refused(server: &Server) -> &'static str {
    match server.speaks {
        Speaks::Webdav => "error.cloud_refused",
        Speaks::S3 { .. } => "error.cloud_key_refused",
    }
}

#[test]
fn wrong_credentials_are_told_and_nothing_is_written() {
    for server in Server::each() {
        let house = House::with(3);
        let cloud = server.cloud_for("guess");
        let (reach, passphrase) = (Reach::cloud(&cloud), secret());
        let opener = Opener::Passphrase(&passphrase);
        let (whose, clock, report) = (house.whose(), house.clock(), Report::silent());
        let keys: Option<Keys> = Some(keys());
        let tried = reach.connect(&cloud.folder(), &whose, keys, opener, &clock, &report);
        assert_eq!(tried.unwrap_err().key(), refused(&server));
        assert_eq!(server.n_files(), 0);
    }
}

#[test]
fn a_bucket_that_is_not_there_and_a_clock_that_is_wrong_are_told_as_such() {
    let (mut server, house) = (Server::open_bucket(), House::with(3));
    for (status, why, key) in [
        (403, "RequestTimeTooSkewed", "error.cloud_clock"),
        (
            403,
            "AccessDenied</Code><Message>Request has expired",
            "error.cloud_clock",
        ),
        (
            403,
            "AccessDenied</Code><Message>Request is not yet valid",
            "error.cloud_clock",
        ),
        (403, "AccessDenied", "error.cloud_forbidden"),
        (400, "AuthorizationHeaderMalformed", "error.cloud_region"),
        (
            400,
            "AuthorizationQueryParametersError",
            "error.cloud_region",
        ),
        (301, "PermanentRedirect", "error.cloud_region"),
        (400, "RequestTimeout", "error.cloud_failing"),
        (520, "Nothing", "error.cloud_failing"),
    ] {
        server.fail("list-type", Fault::Says(status, why), usize::MAX);
        assert_eq!(
            server.back_up(&house).unwrap_err().key(),
            key,
            "{status} {why}"
        );
    }
    server.heal();
    server.speaks = Speaks::S3 {
        bucket: "customers-2".to_owned(),
        region: "eu-north-7".to_owned(),
    };
    let error = server.back_up(&house).unwrap_err();
    assert_eq!(error.key(), "error.cloud_no_bucket");
    assert_eq!(server.n_files(), 0);
}

#[test]
fn what_fails_once_is_tried_again_and_the_backup_is_whole() {
    let (dav, s3) = (Server::open as fn() -> Server, Server::open_bucket as _);
    for (open, at, fault, times) in [
        (dav, "PUT", Fault::CutUpload, 1),
        (dav, "PUT", Fault::Status(503), 3),
        (dav, "GET", Fault::CutAnswer, 2),
        (dav, "PROPFIND", Fault::CutAnswer, 1),
        (dav, "PROPFIND", Fault::Status(429), 2),
        (dav, "MOVE", Fault::Status(502), 1),
        (dav, "MKCOL", Fault::Status(500), 1),
        (s3, "PUT", Fault::CutUpload, 1),
        (s3, "GET", Fault::CutAnswer, 2),
        (s3, "list-type", Fault::Status(503), 3),
    ] {
        let (server, house) = (open(), House::with(40));
        server.fail(at, fault, times);
        let done = server.back_up(&house);
        done.unwrap_or_else(|error| panic!("{at} {fault:?}: {error}"));
        assert_eq!(server.faults.lock().unwrap().unwrap().2, 0, "{at}");
        assert_eq!(server.rows_restored(&house, "again"), 40);
    }
}

#[test]
fn what_goes_on_failing_is_told_and_the_older_backup_stays() {
    failing(
        &Server::open(),
        &[
            ("PROPFIND", Fault::CutAnswer, "error.cloud_unreachable"),
            ("PROPFIND", Fault::Status(301), "error.cloud_moved"),
            ("PROPFIND", Fault::HalfListing, "error.backup_drive_failed"),
        ],
    );
    failing(
        &Server::open_bucket(),
        &[
            ("list-type", Fault::CutAnswer, "error.cloud_unreachable"),
            ("list-type", Fault::Status(301), "error.cloud_moved"),
            ("list-type", Fault::HalfListing, "error.backup_drive_failed"),
        ],
    );
}

fn failing(server: &Server, listing: &[(&'static str, Fault, &str)]) {
    let house = House::with(40);
    server.back_up(&house).unwrap();
    let before = server.stock.lock().unwrap().clone();
    house.next_day();
    house.write(0..30, "second");
    let everywhere = [
        ("PUT", Fault::CutUpload, "error.cloud_unreachable"),
        ("PUT", Fault::Status(503), "error.cloud_busy"),
        ("PUT", Fault::Status(502), "error.cloud_failing"),
        ("PUT", Fault::Status(507), "error.backup_drive_full"),
        ("PUT", Fault::Status(403), "error.cloud_forbidden"),
        ("PUT", Fault::Status(401), refused(server)),
        // While it is looked for what stands there: a network that went is no empty folder.
        (
            "steward-backup.json",
            Fault::CutAnswer,
            "error.cloud_unreachable",
        ),
        ("/data/", Fault::Status(500), "error.cloud_failing"),
        ("snapshots", Fault::Status(500), "error.cloud_failing"),
    ];
    for (at, fault, key) in everywhere.iter().chain(listing) {
        let (at, fault, key) = (*at, *fault, *key);
        server.fail(at, fault, usize::MAX);
        let error = server.back_up(&house).unwrap_err();
        assert_eq!(error.key(), key, "{at} {fault:?}: {error}");
        server.heal();
        // What was there is there, and nothing was taken for missing.
        let stock = server.stock.lock().unwrap().clone();
        for (path, content) in &before {
            let kept = path.ends_with("ledger.json") || stock.get(path) == Some(content);
            assert!(kept, "{at} {fault:?}: {path}");
        }
    }
    assert_eq!(server.rows_restored(&house, "older"), 40);
    server.back_up(&house).unwrap();
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
}

#[test]
fn who_stops_while_it_is_looked_for_backups_is_not_told_that_there_are_none() {
    for server in Server::each() {
        let house = House::with(3);
        server.back_up(&house).unwrap();
        let cancel = Cancel::default();
        let report = Report::to(cancel.clone(), |_| {});
        server.fail("steward-backup.json", Fault::Silent, usize::MAX);
        let asked = server.asked.clone();
        let before = asked.load(Ordering::SeqCst);
        let stopping = std::thread::spawn(move || {
            // The listing was answered; the marker is not.
            while asked.load(Ordering::SeqCst) < before + 2 {
                std::thread::yield_now();
            }
            cancel.cancel();
        });
        let cloud = server.cloud();
        let passphrase = secret();
        let opener = Opener::Passphrase(&passphrase);
        let looked = Reach::cloud(&cloud).look(&cloud.folder(), opener, &report);
        assert_eq!(looked.unwrap_err().kind(), Kind::Cancelled);
        stopping.join().unwrap();
    }
}

#[test]
fn one_that_says_nothing_keeps_nobody_who_stops() {
    let (server, house) = (Server::open(), House::with(3));
    let cancel = Cancel::default();
    let report = Report::to(cancel.clone(), |_| {});
    let target = server.target_for(&house, &report).unwrap();
    server.fail("PUT", Fault::Silent, usize::MAX);
    let asked = server.asked.clone();
    let before = asked.load(Ordering::SeqCst);
    let stopping = std::thread::spawn(move || {
        // As soon as something was asked that is never answered.
        while asked.load(Ordering::SeqCst) < before + 9 && !cancel.is_cancelled() {
            std::thread::yield_now();
            if asked.load(Ordering::SeqCst) > before + 3 {
                cancel.cancel();
            }
        }
        cancel.cancel();
    });
    let error = back_up(&target, &house.vault, &report).unwrap_err();
    assert_eq!(error.kind(), Kind::Cancelled);
    stopping.join().unwrap();
}

/// `rclone` serving a folder, ended when this is dropped.
struct Rclone(std::process::Child);

impl Drop for Rclone {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A server of other people's, where it is installed; says so if not.
fn rclone(folder: &std::path::Path) -> Option<(Rclone, String)> {
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = free.local_addr().unwrap().to_string();
    drop(free);
    let mut serve = std::process::Command::new("rclone");
    serve.args(["serve", "webdav", "--addr", &host, "--config", "/dev/null"]);
    serve
        .args(["--user", "lin", "--pass", "open sesame"])
        .arg(folder);
    serve.stderr(std::process::Stdio::null());
    let Ok(child) = serve.spawn() else {
        // `./dev test` installs it on Debian and Ubuntu: there it is never left out unseen.
        assert!(
            !std::path::Path::new("/usr/bin/dpkg").exists(),
            "rclone is not installed"
        );
        eprintln!("left out: rclone not installed");
        return None;
    };
    let mut serving = Rclone(child);
    while TcpStream::connect(&host).is_err() {
        assert!(serving.0.try_wait().unwrap().is_none(), "rclone ended");
        std::thread::yield_now();
    }
    Some((serving, format!("http://{host}/deep")))
}

#[test]
fn a_server_of_other_peoples_is_understood() {
    let house = House::with(60);
    let Some((_serving, address)) = rclone(&house.drive()) else {
        return;
    };
    let server = Server::at(Speaks::Webdav, address);
    server.back_up(&house).unwrap();
    house.next_day();
    house.write(60..90, "second");
    let second = server.back_up(&house).unwrap();
    assert!(second.snapshot.verified_at.is_some());
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
    assert_eq!(server.rows_restored(&house, "again"), 90);
    // What it wrote is what a drive would hold.
    let home = house.drive().join("deep/Steward Backup");
    assert!(
        home.join(house.vault.id().to_string())
            .join("repository/config")
            .is_file()
    );
}

/// Run with `STEWARD_S3` as the address of a server that holds an empty bucket `customers-1` in
/// `eu-north-7`, for the access key `lin` with the secret `open sesame`.
#[test]
fn a_bucket_of_other_peoples_is_understood() {
    let Ok(address) = std::env::var("STEWARD_S3") else {
        eprintln!("left out: no other S3-compatible storage is named");
        return;
    };
    let house = House::with(60);
    let address = format!("{address}/备份/{}", house.vault.id());
    let server = Server::at(Server::bucket(), address);
    server.back_up(&house).unwrap();
    house.next_day();
    house.write(60..90, "second");
    let second = server.back_up(&house).unwrap();
    assert!(second.snapshot.verified_at.is_some());
    let target = server.target(&house).unwrap();
    target.check(Part::ALL, &Report::silent()).unwrap();
    assert_eq!(server.rows_restored(&house, "again"), 90);
}
