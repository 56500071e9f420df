//! Cost and benefit: money, hours and persons of a programme, with the assumptions that turn hours into
//! money.

/// What hours are taken to be worth, in whole NT$.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rates {
    /// An hour of staff.
    pub staff_hour: i64,
    /// An hour of a volunteer.
    pub volunteer_hour: i64,
}

/// What a programme took and whom it reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spent {
    /// Money, in whole NT$.
    pub money: i64,
    /// Hours of staff.
    pub staff_hours: i64,
    /// Hours of volunteers.
    pub volunteer_hours: i64,
}

impl Spent {
    /// All of it as money.
    pub const fn total(self, rates: Rates) -> i64 {
        self.money
            .saturating_add(self.staff_hours.saturating_mul(rates.staff_hour))
            .saturating_add(self.volunteer_hours.saturating_mul(rates.volunteer_hour))
    }

    /// What one person cost, rounded to whole NT$; nothing when nobody was reached.
    pub const fn per_person(self, rates: Rates, persons: i64) -> Option<i64> {
        if persons <= 0 { None } else { Some((self.total(rates) + persons / 2) / persons) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn e12_a_person_costs_money_and_hours_by_the_persons_reached() {
        let rates = Rates { staff_hour: 250, volunteer_hour: 190 };
        let spent = Spent { money: 12_000, staff_hours: 40, volunteer_hours: 20 };
        assert_eq!(spent.total(rates), 12_000 + 10_000 + 3_800);
        assert_eq!(spent.per_person(rates, 100), Some(258));
        assert_eq!(spent.per_person(rates, 0), None);
        assert_eq!(Spent::default().per_person(rates, 5), Some(0));
    }
}
