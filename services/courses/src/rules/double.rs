//! Whether two registrations hold the same person, which to keep, and what merging them cancels.

use office::person_name::PersonName;

use crate::model::Status;

/// A person of a registration, as far as it tells persons apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id of the seat.
    pub seat_id: String,
    /// Name.
    pub name: String,
    /// Year of birth, if told.
    pub birth_year: Option<i64>,
    /// See [`super::person::key`].
    pub key: String,
}

/// Why two seats may belong to one person, the surest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Likeness {
    /// Same name and same contact.
    SamePerson,
    /// Same name and same year of birth, by another contact.
    SameNameAndYear,
    /// Same name by another contact, and nothing that speaks against it.
    SameName,
}

/// Whether two persons may be one; different years of birth speak against it.
pub fn likeness(a: &Person, b: &Person) -> Option<Likeness> {
    if a.key == b.key {
        return Some(Likeness::SamePerson);
    }
    let name = |p: &Person| PersonName::parse(&p.name).map(|n| n.matching_key()).unwrap_or_default();
    if name(a).is_empty() || name(a) != name(b) {
        return None;
    }
    match (a.birth_year, b.birth_year) {
        (Some(one), Some(other)) if one == other => Some(Likeness::SameNameAndYear),
        (Some(_), Some(_)) => None,
        _ => Some(Likeness::SameName),
    }
}

/// The better placed of two registrations, by state and then by arrival: the one to keep.
pub fn is_better(a: (Status, i64), b: (Status, i64)) -> bool {
    let rank = |status: Status| match status {
        Status::Confirmed => 0,
        Status::Offered => 1,
        Status::Pending => 2,
        Status::Waitlisted => 3,
        Status::Entered => 4,
        _ => 5,
    };
    (rank(a.0), a.1) <= (rank(b.0), b.1)
}

/// The seats of `other` that are cancelled when it is merged into `kept`: those of persons who are
/// in both. Whoever is only in `other` keeps the seat there, so that nobody is lost.
pub fn doubles<'a>(kept: &[Person], other: &'a [Person]) -> Vec<&'a Person> {
    other.iter().filter(|p| kept.iter().any(|k| likeness(k, p).is_some())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(name: &str, year: Option<i64>, key: &str) -> Person {
        Person { seat_id: format!("{name}{key}"), name: name.into(), birth_year: year, key: key.into() }
    }

    #[test]
    fn r32_a_person_is_suggested_as_double_with_the_reason() {
        let a = person("王小明", Some(1980), "x");
        assert_eq!(likeness(&a, &person("王小明", Some(1980), "x")), Some(Likeness::SamePerson));
        assert_eq!(likeness(&a, &person("王 小明", Some(1980), "y")), Some(Likeness::SameNameAndYear));
        assert_eq!(likeness(&a, &person("王小明", None, "y")), Some(Likeness::SameName));
        assert_eq!(likeness(&a, &person("王小明", Some(1981), "y")), None);
        assert_eq!(likeness(&a, &person("王小華", Some(1980), "y")), None);
    }

    #[test]
    fn r32_merging_cancels_only_who_is_in_both() {
        let kept = [person("王小明", None, "x"), person("王小華", None, "y")];
        let other = [person("王小明", None, "x"), person("王大明", None, "z")];
        let names: Vec<&str> = doubles(&kept, &other).iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["王小明"]);
    }

    #[test]
    fn r32_the_better_placed_registration_is_kept() {
        assert!(is_better((Status::Confirmed, 9), (Status::Waitlisted, 1)));
        assert!(is_better((Status::Waitlisted, 1), (Status::Waitlisted, 2)));
        assert!(!is_better((Status::Pending, 1), (Status::Offered, 2)));
    }
}
