//! Every word of the interface exists in every language of its crate, and the code asks for no other.

use super::{Finding, House, is_test};
use fluent_syntax::{ast, parser};
use std::collections::{BTreeMap, BTreeSet};

/// Keys (`message`, `message.attribute`, `-term`) by crate folder and language.
type Keys = BTreeMap<String, BTreeMap<String, BTreeSet<String>>>;

pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut keys = Keys::new();
    for (path, text) in house.ending(".ftl") {
        let Some((folder, language)) = place(path) else {
            findings.push(Finding::new(path, "does not lie in a folder `locales/`"));
            continue;
        };
        let known = keys.entry(folder.to_owned()).or_default().entry(language.to_owned()).or_default();
        match parser::parse(text) {
            Ok(file) => findings.extend(twice(known, &file).into_iter().map(|what| Finding::new(path, what))),
            Err((_, errors)) => findings.extend(errors.iter().map(|error| {
                let line = text.get(..error.pos.start).unwrap_or_default().lines().count();
                Finding::new(format!("{path}:{line}"), format!("{error}"))
            })),
        }
    }
    findings.extend(keys.iter().flat_map(|(folder, languages)| uneven(folder, languages)));
    findings.extend(unknown(house, &keys));
    findings
}

/// The crate and the language of `CRATE/locales/LANGUAGE.ftl` or `CRATE/locales/LANGUAGE/….ftl`.
fn place(path: &str) -> Option<(&str, &str)> {
    let (folder, rest) = path.split_once("/locales/")?;
    Some((folder, rest.split('/').next()?.trim_end_matches(".ftl")))
}

/// Adds the keys of one file to those known; answers what stood there before.
fn twice(known: &mut BTreeSet<String>, resource: &ast::Resource<&str>) -> Vec<String> {
    let mut said = Vec::new();
    for entry in &resource.body {
        let (name, attributes) = match entry {
            ast::Entry::Message(message) => (message.id.name.to_owned(), &message.attributes),
            ast::Entry::Term(term) => (format!("-{}", term.id.name), &term.attributes),
            _ => continue,
        };
        let attributes = attributes.iter().map(|attribute| format!("{name}.{}", attribute.id.name));
        for key in attributes.chain([name.clone()]) {
            if !known.insert(key.clone()) {
                said.push(format!("`{key}` stands twice"));
            }
        }
    }
    said
}

fn uneven(folder: &str, languages: &BTreeMap<String, BTreeSet<String>>) -> Vec<Finding> {
    let all: BTreeSet<&String> = languages.values().flatten().collect();
    let lacks = |(language, keys): (&String, &BTreeSet<String>)| {
        let at = format!("{folder}/locales/{language}");
        let missing = all.iter().filter(|key| !keys.contains(key.as_str()));
        missing.map(|key| Finding::new(&at, format!("lacks `{key}`"))).collect::<Vec<_>>()
    };
    languages.iter().flat_map(lacks).collect()
}

/// Keys the code says that no file has.
fn unknown(house: &House, keys: &Keys) -> Vec<Finding> {
    let all: BTreeSet<&str> =
        keys.values().flat_map(BTreeMap::values).flatten().map(String::as_str).collect();
    let said = house.rust().filter(|(path, ..)| !is_test(path));
    let missing = |(path, _, reading): (&str, &str, super::rust::Reading)| {
        let unknown = reading.words.into_iter().filter(|(key, _)| !all.contains(key.as_str()));
        let say = |(key, line)| {
            Finding::new(format!("{path}:{line}"), format!("says `{key}`, which no language has"))
        };
        unknown.map(say).collect::<Vec<_>>()
    };
    said.flat_map(missing).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(chinese: &str, english: &str, code: &str) -> Vec<String> {
        let house = House::of(&[
            ("services/courses/locales/zh-Hant.ftl", chinese),
            ("services/courses/locales/en.ftl", english),
            ("services/courses/src/lib.rs", code),
        ]);
        check(&house).into_iter().map(|finding| format!("{}: {}", finding.at, finding.what)).collect()
    }

    #[test]
    fn every_key_stands_in_every_language() {
        assert!(found("a = 甲\n", "a = A\n", "fn x() { w.say(\"a\") }").is_empty());
        assert_eq!(found("a = 甲\n", "a = A\nb = B\n", ""), ["services/courses/locales/zh-Hant: lacks `b`"]);
        assert_eq!(
            found("a = 甲\n    .b = 乙\n", "a = A\n", ""),
            ["services/courses/locales/en: lacks `a.b`"]
        );
    }

    #[test]
    fn a_key_stands_once_and_files_parse() {
        assert_eq!(
            found("a = 甲\na = 乙\n", "a = A\n", ""),
            ["services/courses/locales/zh-Hant.ftl: `a` stands twice"]
        );
        assert_eq!(found("a = 甲\n", "a = { $x\n", "").len(), 2);
    }

    #[test]
    fn the_code_says_only_words_that_exist() {
        let what = "services/courses/src/lib.rs:1: says `gone`, which no language has";
        assert_eq!(found("a = 甲\n", "a = A\n", "fn x() { html! { (w.say_with(\"gone\", &y)) } }"), [what]);
        assert!(found("a = 甲\n", "a = A\n", "#[test]\nfn x() { w.say(\"invented\") }").is_empty());
    }
}
