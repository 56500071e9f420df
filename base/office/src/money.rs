//! New Taiwan dollars (新臺幣) in whole dollars; the house knows no cents.

use std::fmt;
use std::iter::Sum;

use crate::digits::half_width;

/// An amount in whole NT$; may be negative where something is owed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Money(i64);

/// Why a text is not an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// Nothing was typed.
    #[error("the amount is empty")]
    Empty,
    /// Not a whole number of dollars.
    #[error("not a whole number of dollars: {0:?}")]
    Unreadable(String),
    /// Larger than any budget of the house: above 1,000,000,000,000.
    #[error("the amount is too large")]
    TooLarge,
}

impl MoneyError {
    /// The Fluent key of the message for people.
    pub const fn key(&self) -> &'static str {
        match self {
            MoneyError::Empty => "money-error-empty",
            MoneyError::Unreadable(_) => "money-error-unreadable",
            MoneyError::TooLarge => "money-error-too-large",
        }
    }
}

impl Money {
    /// Nothing; a course at this fee is free.
    pub const ZERO: Money = Money(0);
    /// The largest amount that can be typed.
    pub const MAX: Money = Money(1_000_000_000_000);

    /// So many dollars.
    pub const fn new(dollars: i64) -> Self {
        Money(dollars)
    }

    /// The number of dollars.
    pub const fn dollars(self) -> i64 {
        self.0
    }

    /// Whether this is nothing.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// Reads `1200`, `1,200`, `NT$ 1,200`, `1,200元`, full-width digits too. Never negative.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let folded: String = half_width(text).to_uppercase().split_whitespace().collect();
        let body = folded.trim_start_matches("新臺幣").trim_start_matches("新台幣");
        let body = body.trim_start_matches("NT").trim_start_matches('$').trim_end_matches('元');
        if body.is_empty() {
            return Err(MoneyError::Empty);
        }
        if !well_grouped(body) {
            return Err(MoneyError::Unreadable(text.to_owned()));
        }
        let dollars = body.replace(',', "").parse().map_err(|_| MoneyError::TooLarge)?;
        if dollars <= Self::MAX.0 { Ok(Money(dollars)) } else { Err(MoneyError::TooLarge) }
    }

    /// The sum, or nothing when it does not fit.
    pub fn checked_add(self, other: Money) -> Option<Money> {
        self.0.checked_add(other.0).map(Money)
    }

    /// The difference, or nothing when it does not fit.
    pub fn checked_sub(self, other: Money) -> Option<Money> {
        self.0.checked_sub(other.0).map(Money)
    }

    /// So many times the amount (a fee for several persons), or nothing when it does not fit.
    pub fn times(self, count: u32) -> Option<Money> {
        self.0.checked_mul(i64::from(count)).map(Money)
    }

    /// This amount × part ÷ whole, rounded half away from zero: shares of several funders (rule G5).
    /// Nothing when `whole` is zero.
    pub fn proportion(self, part: Money, whole: Money) -> Option<Money> {
        let whole = i128::from(whole.0);
        let product = 2 * i128::from(self.0) * i128::from(part.0);
        let half = whole * product.signum() * whole.signum();
        product
            .checked_add(half)?
            .checked_div(2 * whole)
            .and_then(|share| i64::try_from(share).ok())
            .map(Money)
    }

    /// The number with separators, `1,200`.
    pub fn grouped(self) -> String {
        let digits = self.0.unsigned_abs().to_string();
        let mut text = String::from(if self.0 < 0 { "-" } else { "" });
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place).is_multiple_of(3) {
                text.push(',');
            }
            text.push(digit);
        }
        text
    }

    /// `1,200元`, as Chinese pages write it.
    pub fn chinese(self) -> String {
        format!("{}元", self.grouped())
    }
}

impl fmt::Display for Money {
    /// `NT$1,200`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "NT${}", self.grouped())
    }
}

impl Sum for Money {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Money {
        Money(amounts.fold(0, |sum, amount| sum.saturating_add(amount.0)))
    }
}

/// Digits only, or digits in groups of three with commas.
fn well_grouped(body: &str) -> bool {
    let mut groups = body.split(',');
    let first = groups.next().unwrap_or_default();
    let rest: Vec<&str> = groups.collect();
    let digits = |group: &str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    digits(first)
        && (rest.is_empty() || first.len() <= 3)
        && rest.iter().all(|group| group.len() == 3 && digits(group))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_and_shown() {
        for typed in ["1200", "1,200", "NT$ 1,200", "1,200元", "１，２００", "$1200", "新臺幣1,200元"]
        {
            assert_eq!(Money::parse(typed), Ok(Money::new(1_200)), "{typed}");
        }
        assert_eq!(Money::new(1_234_567).to_string(), "NT$1,234,567");
        assert_eq!(Money::new(-1_200).grouped(), "-1,200");
        assert_eq!(Money::new(100).chinese(), "100元");
    }

    #[test]
    fn what_is_no_amount_is_refused_with_the_reason() {
        assert_eq!(Money::parse("元"), Err(MoneyError::Empty));
        assert_eq!(Money::parse("1000000000001"), Err(MoneyError::TooLarge));
        assert_eq!(Money::parse("99999999999999999999"), Err(MoneyError::TooLarge));
        for odd in ["-5", "1.5", "12,00", "1,2000", "免費", ",100"] {
            assert!(matches!(Money::parse(odd), Err(MoneyError::Unreadable(_))), "{odd}");
        }
    }

    #[test]
    fn g7_a_surplus_is_returned_in_proportion() {
        let (granted, cost, actual) = (Money::new(100_000), Money::new(150_000), Money::new(120_000));
        let surplus = cost.checked_sub(actual).unwrap_or_default();
        assert_eq!(granted.proportion(surplus, cost), Some(Money::new(20_000)));
        assert_eq!(Money::new(1).proportion(Money::new(1), Money::new(2)), Some(Money::new(1)));
        assert_eq!(Money::new(-1).proportion(Money::new(1), Money::new(2)), Some(Money::new(-1)));
        assert_eq!(granted.proportion(surplus, Money::ZERO), None);
    }
}
