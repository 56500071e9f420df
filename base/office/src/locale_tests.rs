//! Every list member and every error has words in both languages, and the Chinese words are the terms.
#![allow(clippy::panic)]

use std::collections::BTreeMap;

use super::*;

fn words(resource: &str) -> BTreeMap<&str, &str> {
    resource
        .lines()
        .filter(|line| !line.starts_with('#') && !line.starts_with(' '))
        .filter_map(|line| line.split_once('='))
        .map(|(key, words)| (key.trim(), words.trim()))
        .collect()
}

fn assert_list(members: impl Iterator<Item = (&'static str, &'static str)>) {
    let (chinese, english) = (words(LOCALE_ZH_HANT), words(LOCALE_EN));
    for (key, term) in members {
        assert_eq!(chinese.get(key), Some(&term), "{key} in zh-Hant.ftl");
        assert!(english.get(key).is_some_and(|words| !words.is_empty()), "{key} in en.ftl");
    }
}

#[test]
fn a6_both_languages_have_the_same_keys() {
    let (chinese, english) = (words(LOCALE_ZH_HANT), words(LOCALE_EN));
    assert_eq!(chinese.keys().collect::<Vec<_>>(), english.keys().collect::<Vec<_>>());
}

#[test]
fn f1_every_list_member_has_its_name_in_both_languages() {
    assert_list(Category::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(category::OldCategory::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(Method::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(Audience::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(Sex::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(SpecialData::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(AgeBand::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(deadline::DayMode::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(satisfaction::Answer::ALL.iter().map(|it| (it.name_key(), it.term())));
    assert_list(Channel::ALL.iter().map(|it| (it.name_key(), it.term())));
}

#[test]
fn every_error_key_in_the_source_has_words() {
    let english = words(LOCALE_EN);
    let sources = [
        include_str!("age_band.rs"),
        include_str!("calendar.rs"),
        include_str!("deadline.rs"),
        include_str!("email.rs"),
        include_str!("head_count.rs"),
        include_str!("instant.rs"),
        include_str!("money.rs"),
        include_str!("national_id.rs"),
        include_str!("person_name.rs"),
        include_str!("phone.rs"),
        include_str!("reference.rs"),
        include_str!("roc_date.rs"),
        include_str!("rule_book.rs"),
    ];
    for key in sources.iter().flat_map(|source| source.split('"')).filter(|part| is_error_key(part)) {
        assert!(english.contains_key(key), "{key} has no words");
    }
}

fn is_error_key(part: &str) -> bool {
    (part.contains("-error") || part.contains("-refusal"))
        && part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}
