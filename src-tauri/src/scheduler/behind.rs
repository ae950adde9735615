//! Work that nobody waits for, behind everything else the computer does.

use std::thread;

use steward_core::base::{Error, Result};

/// How far it stands behind other work, in the steps that Unix knows (19 is the farthest).
#[cfg(target_os = "linux")]
const BEHIND: i32 = 15;

/// Looks on a thread of its own whether there is something to be done, and does it there, put behind: what
/// was put behind cannot come forward again.
///
/// # Errors
/// When the system has no thread to give.
pub(super) fn apart<W: FnOnce() + 'static>(
    name: &str,
    look: impl FnOnce() -> Option<W> + Send + 'static,
) -> Result<()> {
    let thread = thread::Builder::new().name(name.to_owned());
    let begun = thread.spawn(move || {
        if let Some(work) = look() {
            stand_behind();
            work();
        }
    });
    begun.map(drop).map_err(Error::internal)
}

/// On Linux a thread has a priority of its own, and what it starts inherits it. Elsewhere Unix means
/// the whole program by it, which must not be put behind.
fn stand_behind() {
    #[cfg(target_os = "linux")]
    {
        // The engine's threads serve what the user waits for as well: they are born before.
        rayon::spawn(|| ());
        // Refused, it is only done sooner.
        let _ = rustix::process::setpriority_process(None, BEHIND);
    }
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::sync::mpsc::channel;

    use rustix::process::getpriority_process;

    use super::*;

    #[test]
    fn what_nobody_waits_for_stands_behind_and_nothing_else_does() {
        let (tell, hear) = channel();
        let look = move || {
            let looking = getpriority_process(None).unwrap();
            Some(move || {
                let inherits = thread::spawn(|| getpriority_process(None).unwrap());
                let told = (looking, getpriority_process(None).unwrap());
                tell.send((told, inherits.join().unwrap())).unwrap();
            })
        };
        let before = getpriority_process(None).unwrap();
        apart("test", look).unwrap();
        let ((looking, working), inherited) = hear.recv().unwrap();
        assert_eq!((looking, working, inherited), (before, BEHIND, BEHIND));
        assert_eq!(getpriority_process(None).unwrap(), before);
    }
}
