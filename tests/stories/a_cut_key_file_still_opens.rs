//! "The key file exists twice, so that a torn write costs nothing", and damage is never taken for
//! a wrong passphrase.

use std::fs;
use std::path::Path;

use steward_core::base::Kind;
use steward_core::session::Session;
use steward_core::vault::Unlock;
use steward_tests::scene::{Scene, company, passphrase};

const COPIES: [&str; 2] = ["keyring.a", "keyring.b"];

/// A vault with one company in it, locked.
fn locked() -> Scene {
    let (scene, session) = Scene::set();
    let _ = company(&session, "苏州瑞丰电子有限公司");
    drop(session);
    scene
}

fn holds_the_company(scene: &Scene) {
    let session = scene.unlock();
    assert_eq!(session.counts().unwrap()["unit"], 1);
}

fn cut(file: &Path, to: usize) {
    let bytes = fs::read(file).unwrap();
    fs::write(file, &bytes[..to]).unwrap();
}

#[test]
fn either_copy_cut_anywhere() {
    let scene = locked();
    for copy in COPIES {
        let file = scene.vault().join(copy);
        let whole = fs::read(&file).unwrap();
        for to in (0..whole.len()).step_by(whole.len() / 7) {
            cut(&file, to);
            holds_the_company(&scene);
        }
        fs::remove_file(&file).unwrap();
        holds_the_company(&scene);
    }
}

#[test]
fn both_cut_is_damage_not_a_wrong_passphrase_and_nothing_is_touched() {
    let scene = locked();
    let before: Vec<_> = COPIES
        .map(|copy| {
            let file = scene.vault().join(copy);
            cut(&file, 40);
            fs::read(&file).unwrap()
        })
        .into();
    let key = Unlock::Passphrase(passphrase());
    let Err(error) = Session::unlock(&scene.vault(), &key, scene.clock.clone()) else {
        unreachable!("opened without a key file");
    };
    assert_eq!(error.kind(), Kind::Damaged);
    let after = COPIES.map(|copy| fs::read(scene.vault().join(copy)).unwrap());
    assert_eq!(before, after);
}
