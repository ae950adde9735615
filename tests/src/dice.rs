//! Numbers that look random and are the same every time: `SplitMix64`.

/// A row of numbers fixed by its seed.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    /// The row that belongs to `seed`.
    #[must_use]
    pub fn of(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `sides`.
    pub fn below(&mut self, sides: usize) -> usize {
        usize::try_from(self.roll() >> 33).unwrap_or_default() % sides.max(1)
    }

    /// One of `choices`.
    pub fn pick<'c, T: ?Sized>(&mut self, choices: &'c [&'c T]) -> &'c T {
        choices[self.below(choices.len())]
    }
}
