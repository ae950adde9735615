//! Files into sheets, hostile ones above all.
