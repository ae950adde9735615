//! What the stories, benches and torture runs share: sample vaults and a clock that stands still.
