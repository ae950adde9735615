//! Keeps keys and records out of crash dumps, which would lie on the disk in the clear.

/// Asks the system never to write this process's memory to a file. Refused, the program goes on:
/// a dump is a danger only after a crash.
pub fn keep_out_of_core_dumps() {
    #[cfg(target_os = "linux")]
    {
        use rustix::process::{DumpableBehavior, Resource, Rlimit};
        let none = Rlimit {
            current: Some(0),
            maximum: Some(0),
        };
        if rustix::process::setrlimit(Resource::Core, none).is_err()
            || rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable).is_err()
        {
            super::log::note("this system may write crash dumps");
        }
    }
}
