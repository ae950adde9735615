//! Which backups stay.
