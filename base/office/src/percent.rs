//! Percentages (百分比), rounded once and half up.

use std::fmt;

/// A share of a whole; above 100 % where a target was passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Percent {
    basis_points: u64,
    /// Rounded from the share itself; rounding the basis points again would lift 82.449 % to 82.5 %.
    tenths: u64,
}

impl Percent {
    /// `part` of `whole`; none when the whole is nothing, for then there is no share to speak of.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let scaled = |steps: u128| {
            let doubled = 2 * u128::from(part) * steps + u128::from(whole);
            doubled.checked_div(2 * u128::from(whole)).and_then(|rounded| u64::try_from(rounded).ok())
        };
        Some(Percent { basis_points: scaled(10_000)?, tenths: scaled(1_000)? })
    }

    /// Hundredths of one percent: 8,235 for 82.35 %.
    pub const fn basis_points(self) -> u64 {
        self.basis_points
    }

    /// With two decimals, `82.35%`.
    pub fn exact(self) -> String {
        format!("{}.{:02}%", self.basis_points / 100, self.basis_points % 100)
    }
}

impl fmt::Display for Percent {
    /// With one decimal, as reports write it: `82.4%`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}%", self.tenths / 10, self.tenths % 10)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn x9_a_share_is_rounded_half_up() {
        let shown = |part, whole| Percent::of(part, whole).map(|p| (p.to_string(), p.exact()));
        assert_eq!(shown(14, 17), Some(("82.4%".to_owned(), "82.35%".to_owned())));
        assert_eq!(shown(1, 3), Some(("33.3%".to_owned(), "33.33%".to_owned())));
        assert_eq!(shown(1, 1), Some(("100.0%".to_owned(), "100.00%".to_owned())));
        assert_eq!(shown(6, 4), Some(("150.0%".to_owned(), "150.00%".to_owned())));
        assert_eq!(shown(1, 20_000), Some(("0.0%".to_owned(), "0.01%".to_owned())));
        assert_eq!(shown(82_449, 100_000), Some(("82.4%".to_owned(), "82.45%".to_owned())));
        assert_eq!(shown(1, 0), None);
    }
}
