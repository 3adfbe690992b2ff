//! Numbers that look random and are the same for a seed.
//!
//! Source: Knuth's linear congruential generator (MMIX).

pub(crate) struct Random(pub(crate) u64);

impl Random {
    /// A number under `bound`; 0 if that is 0.
    pub(crate) fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % (bound.max(1) as u64)) as usize
    }
}
