//! Person-times (人次) split by sex and age band, whose parts always make the total (rule X9).

use std::collections::BTreeMap;

use crate::age_band::AgeBand;
use crate::sex::Sex;

/// How many came, by sex and age band.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeadCount {
    /// Cells that are not zero.
    cells: BTreeMap<(Sex, AgeBand), u32>,
}

/// The parts do not make the total that was stated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the parts sum up to {sum}, the total says {total}")]
pub struct SumMismatch {
    /// The total that was stated.
    pub total: u64,
    /// What the parts make.
    pub sum: u64,
}

impl SumMismatch {
    /// The Fluent key of the message for people; its arguments are `total` and `sum`.
    pub const fn key(self) -> &'static str {
        "head-count-error-sum"
    }
}

impl HeadCount {
    /// Nobody.
    pub fn new() -> Self {
        Self::default()
    }

    /// A count that staff typed with its total, as for walk-ins counted by hand.
    ///
    /// # Errors
    /// When the parts do not make the total.
    pub fn checked(
        total: u64,
        parts: impl IntoIterator<Item = (Sex, AgeBand, u32)>,
    ) -> Result<Self, SumMismatch> {
        let count: HeadCount = parts.into_iter().collect();
        let sum = count.total();
        if sum == total { Ok(count) } else { Err(SumMismatch { total, sum }) }
    }

    /// Counts so many more of one sex and age band.
    pub fn add(&mut self, sex: Sex, band: AgeBand, persons: u32) {
        if persons > 0 {
            let cell = self.cells.entry((sex, band)).or_default();
            *cell = cell.saturating_add(persons);
        }
    }

    /// Counts everybody of another count too, for a month, a district or a category.
    pub fn merge(&mut self, other: &HeadCount) {
        for (sex, band, persons) in other.parts() {
            self.add(sex, band, persons);
        }
    }

    /// Everybody.
    pub fn total(&self) -> u64 {
        self.cells.values().map(|persons| u64::from(*persons)).sum()
    }

    /// Everybody of one sex.
    pub fn of_sex(&self, sex: Sex) -> u64 {
        self.parts().filter(|part| part.0 == sex).map(|part| u64::from(part.2)).sum()
    }

    /// Everybody of one age band.
    pub fn of_band(&self, band: AgeBand) -> u64 {
        self.parts().filter(|part| part.1 == band).map(|part| u64::from(part.2)).sum()
    }

    /// One cell of the table.
    pub fn cell(&self, sex: Sex, band: AgeBand) -> u32 {
        self.cells.get(&(sex, band)).copied().unwrap_or(0)
    }

    /// The cells that are not zero, in the order of the lists.
    pub fn parts(&self) -> impl Iterator<Item = (Sex, AgeBand, u32)> {
        self.cells.iter().map(|((sex, band), persons)| (*sex, *band, *persons))
    }
}

impl FromIterator<(Sex, AgeBand, u32)> for HeadCount {
    fn from_iter<I: IntoIterator<Item = (Sex, AgeBand, u32)>>(parts: I) -> Self {
        let mut count = HeadCount::new();
        for (sex, band, persons) in parts {
            count.add(sex, band, persons);
        }
        count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn x9_a_total_that_the_parts_do_not_make_is_refused() {
        let parts = [(Sex::Male, AgeBand::Unknown, 5_727), (Sex::Female, AgeBand::Unknown, 10_878)];
        assert_eq!(HeadCount::checked(16_605, parts).map(|count| count.total()), Ok(16_605));
        let wrong = HeadCount::checked(16_606, parts);
        assert_eq!(wrong, Err(SumMismatch { total: 16_606, sum: 16_605 }));
    }

    fn counts() -> impl Strategy<Value = HeadCount> {
        let part = (0..Sex::ALL.len(), 0..AgeBand::ALL.len(), 0u32..100_000);
        proptest::collection::vec(part, 0..40).prop_map(|parts| {
            let whole = |(sex, band, persons): (usize, usize, u32)| {
                Some((*Sex::ALL.get(sex)?, *AgeBand::ALL.get(band)?, persons))
            };
            parts.into_iter().filter_map(whole).collect()
        })
    }

    proptest! {
        #[test]
        fn x9_the_parts_always_make_the_total(one in counts(), two in counts()) {
            let mut both = one.clone();
            both.merge(&two);
            for count in [&one, &two, &both] {
                prop_assert_eq!(Sex::ALL.iter().map(|sex| count.of_sex(*sex)).sum::<u64>(), count.total());
                prop_assert_eq!(AgeBand::ALL.iter().map(|band| count.of_band(*band)).sum::<u64>(), count.total());
            }
            prop_assert_eq!(both.total(), one.total() + two.total());
        }
    }
}
