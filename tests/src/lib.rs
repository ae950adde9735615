//! What the stories, measurements and torture runs share: made-up customers, a vault to put them
//! in, a clock that stands still.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "for tests only, and a test may fall over"
)]

pub mod dice;
pub mod drive;
pub mod ledger;
pub mod scene;
pub mod search_load;
pub mod time_set;
