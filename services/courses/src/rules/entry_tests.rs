#![allow(clippy::unwrap_used)]
use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const DAY: Date = date(2026, 12, 5);

fn year(year: i64) -> Person<'static> {
    Person { birth_year: Some(year), ..Person::default() }
}

fn born(day: Date) -> Person<'static> {
    Person { birth_on: Some(day), birth_year: Some(i64::from(day.year())), ..Person::default() }
}

fn why(rules: &Entry, persons: &[Person<'_>]) -> Vec<(Option<usize>, Bar)> {
    let party = Party { persons: persons.to_vec(), ..Party::default() };
    eligible(rules, DAY, &party).into_iter().map(|b| (b.person, b.why)).collect()
}

#[test]
fn r28_age_is_that_on_the_course_day() {
    let rules = Entry { age_from: Some(6), age_to: Some(12), ..Entry::default() };
    let vectors = [
        (born(date(2020, 12, 5)), None),
        (born(date(2020, 12, 6)), Some(Bar::TooYoung(6))),
        (born(date(2013, 12, 6)), None),
        (born(date(2013, 12, 5)), Some(Bar::TooOld(12))),
        // A year alone: whoever may have the age is not refused.
        (year(2020), None),
        (year(2021), Some(Bar::TooYoung(6))),
        (year(2013), None),
        (year(2012), Some(Bar::TooOld(12))),
        (Person::default(), Some(Bar::AgeUnknown)),
    ];
    for (person, right) in vectors {
        let found = why(&rules, &[person]).into_iter().map(|(_, why)| why).next();
        assert_eq!(found, right, "{person:?}");
    }
}

#[test]
fn r28_a_refusal_names_the_person_and_the_rule() {
    let rules = Entry {
        age_from: Some(6),
        districts: vec!["64000060".into()],
        earlier: vec!["c".into()],
        ..Entry::default()
    };
    let right = Person { district: "64000060", attended: true, ..year(2010) };
    assert_eq!(why(&rules, &[right]), []);
    let found = why(&rules, &[right, Person { district: "64000010", ..year(2024) }]);
    assert_eq!(found, [(Some(1), Bar::TooYoung(6)), (Some(1), Bar::District), (Some(1), Bar::NotAttended)]);
}

#[test]
fn r28_parent_and_child_come_together_and_ages_are_asked_of_the_child() {
    let rules = Entry { pair: true, adult_from: 18, age_from: Some(3), age_to: Some(6), ..Entry::default() };
    assert_eq!(why(&rules, &[year(1985), year(2022)]), []);
    assert_eq!(why(&rules, &[year(1985)]), [(None, Bar::Pair)]);
    assert_eq!(why(&rules, &[year(2022), year(2021)]), [(None, Bar::Pair)]);
    assert_eq!(why(&rules, &[year(1985), year(1983)]), [(None, Bar::Pair)]);
    assert_eq!(why(&rules, &[year(1985), year(2015)]), [(Some(1), Bar::TooOld(6))]);
    assert_eq!(why(&rules, &[year(1985), Person::default()]), [(Some(1), Bar::AgeUnknown)]);
}

#[test]
fn r28_the_target_group_is_declared() {
    let rules = Entry { group: true, ..Entry::default() };
    assert_eq!(why(&rules, &[year(1990)]), [(None, Bar::Group)]);
    let party = Party { persons: vec![year(1990)], declares_group: true, ..Party::default() };
    assert_eq!(eligible(&rules, DAY, &party), []);
}

#[test]
fn r29_a_list_lets_each_member_in_so_many_times() {
    let rules = Entry { listed: true, times: 1, ..Entry::default() };
    let party = |listed, uses| Party { persons: vec![year(1990)], listed, uses, ..Party::default() };
    let found = |listed, uses| eligible(&rules, DAY, &party(listed, uses)).into_iter().map(|b| b.why).next();
    assert_eq!(found(false, 0), Some(Bar::NotListed));
    assert_eq!(found(true, 0), None);
    assert_eq!(found(true, 1), Some(Bar::Used(1)));
    let any = Entry { times: 0, ..rules.clone() };
    assert_eq!(eligible(&any, DAY, &party(true, 9)), []);
    let list = ["mei@a.tw", "+886912345678", "@school.edu.tw"].map(on_list);
    assert!(!list.concat().contains("mei") && !list.concat().contains("12345678"), "nobody is named");
    for (phone, email, right) in [
        ("", "Mei@a.tw", true),
        ("+886912345678", "x@y.tw", true),
        ("", "teacher@school.edu.tw", true),
        ("", "teacher@evil-school.edu.tw", false),
        ("", "school.edu.tw", false),
        ("", "", false),
    ] {
        assert_eq!(marks(phone, email).iter().any(|mark| list.contains(mark)), right, "{phone} {email}");
    }
}

proptest! {
    #[test]
    fn r28_without_rules_everybody_may_come_and_fewer_rules_never_refuse_more(
        years in proptest::collection::vec(1930_i64..2026, 1..6),
        from in 0_i64..80,
        width in 0_i64..40,
    ) {
        let persons: Vec<Person<'_>> = years.iter().map(|y| year(*y)).collect();
        prop_assert_eq!(why(&Entry::default(), &persons), []);
        let narrow = Entry { age_from: Some(from), age_to: Some(from + width), ..Entry::default() };
        let wide = Entry { age_from: Some(from - 1), age_to: Some(from + width + 1), ..Entry::default() };
        prop_assert!(why(&wide, &persons).len() <= why(&narrow, &persons).len());
    }
}
