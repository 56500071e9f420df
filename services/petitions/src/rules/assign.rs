//! Who works on a new case: the handler of its topic, or who stands in.

use jiff::civil::Date;

/// Somebody is away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// Id of the row.
    pub id: String,
    /// Staff id.
    pub staff_id: String,
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
}

/// Whether somebody is at work on a day.
pub fn is_there(absences: &[Absence], staff_id: &str, day: Date) -> bool {
    !absences.iter().any(|a| a.staff_id == staff_id && a.from <= day && day <= a.to)
}

/// The first of these who is named and at work: of handler and stand-in, who gets a case; nobody when neither is
/// there, so that the section decides.
pub fn first_there<'a>(
    absences: &[Absence],
    people: impl IntoIterator<Item = &'a str>,
    day: Date,
) -> Option<&'a str> {
    people.into_iter().find(|id| !id.is_empty() && is_there(absences, id, day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn c1_a_case_goes_to_the_handler_of_its_topic_or_to_who_stands_in() {
        let handler = |absences: &[Absence], day| first_there(absences, ["a", "b"], day);
        let (from, to) = (date(2026, 11, 23), date(2026, 11, 25));
        let away = |who: &str| Absence { id: String::new(), staff_id: who.into(), from, to };
        assert_eq!(handler(&[away("a")], date(2026, 11, 22)), Some("a"));
        assert_eq!(handler(&[away("a")], to), Some("b"));
        assert_eq!(handler(&[away("a"), away("b")], from), None);
    }
}
