//! The rules of the house that no compiler checks. Each rule is a function from the [`House`] (the files
//! of the working copy, read once) to [`Finding`]s, so that it can be tested on a few invented files.

mod documents;
mod imports;
mod names;
mod rows;
mod rust;
mod sizes;
mod sql;
mod words;

use crate::process::{Outcome, capture, line, root};
use std::collections::BTreeMap;

/// The files of a working copy: path from the top folder (with `/`) and text. A file that is not text, or
/// that no rule reads, has an empty text; its path still counts.
pub struct House {
    files: BTreeMap<String, String>,
}

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// `path` or `path:line`.
    at: String,
    what: String,
}

const RULES: [fn(&House) -> Vec<Finding>; 6] =
    [imports::check, sizes::check, sql::check, names::check, documents::check, words::check];

/// Checks the working copy and lists every breach.
pub fn run() -> Outcome {
    let house = House::read()?;
    let mut findings: Vec<Finding> = RULES.iter().flat_map(|rule| rule(&house)).collect();
    findings.sort();
    for finding in &findings {
        println!("{}: {}", finding.at, finding.what);
    }
    if findings.is_empty() {
        println!("{} files are tidy", house.files.len());
        return Ok(());
    }
    Err(format!("{} breaches of the rules in CONTRIBUTING.md", findings.len()))
}

/// Lists the tests of each row of the catalogue; fails when one of `wanted` has none.
pub fn rows(wanted: &[&str]) -> Outcome {
    let rows = rows::tests_by_row(&House::read()?);
    for (row, tests) in &rows {
        for test in tests.iter().filter(|_| wanted.is_empty() || wanted.contains(&row.as_str())) {
            println!("{row:4} {test}");
        }
    }
    let without: Vec<&str> = wanted.iter().copied().filter(|row| !rows.contains_key(*row)).collect();
    if without.is_empty() { Ok(()) } else { Err(format!("no test names {}", without.join(", "))) }
}

impl House {
    /// Every file git knows or would add.
    fn read() -> Outcome<Self> {
        let top = root()?;
        let listed = capture(&mut line("git ls-files -z --cached --others --exclude-standard")?)?;
        let present = listed.split('\0').filter(|path| top.join(path).is_file());
        let read = |path: &str| {
            let read_by_a_rule =
                [".rs", ".md", ".toml", ".ftl", ".mjs"].iter().any(|end| path.ends_with(end));
            let text =
                if read_by_a_rule { std::fs::read_to_string(top.join(path)) } else { Ok(String::new()) };
            (path.to_owned(), text.unwrap_or_default())
        };
        Ok(Self { files: present.map(read).collect() })
    }

    /// The files whose path ends so.
    fn ending(&self, end: &str) -> impl Iterator<Item = (&str, &str)> {
        let chosen = self.files.iter().filter(move |(path, _)| path.ends_with(end));
        chosen.map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The Rust files, read into what the rules ask; a file that cannot be read is left to the compiler.
    fn rust(&self) -> impl Iterator<Item = (&str, &str, rust::Reading)> {
        self.ending(".rs").filter_map(|(path, text)| Some((path, text, rust::read(text)?)))
    }

    fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    fn has(&self, path: &str) -> bool {
        self.files.contains_key(path)
    }

    #[cfg(test)]
    fn of(files: &[(&str, &str)]) -> Self {
        Self { files: files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect() }
    }
}

impl Finding {
    fn new(at: impl Into<String>, what: impl Into<String>) -> Self {
        Self { at: at.into(), what: what.into() }
    }
}

/// What the rules find in these files alone, as they would print it.
#[cfg(test)]
pub fn findings_of(files: &[(&str, &str)]) -> Vec<String> {
    let house = House::of(files);
    let findings = RULES.iter().flat_map(|rule| rule(&house));
    findings.map(|finding| format!("{}: {}", finding.at, finding.what)).collect()
}

/// Whether a path holds only tests.
fn is_test(path: &str) -> bool {
    path.split('/').any(|part| part == "tests" || part == "tests.rs") || path.ends_with("_tests.rs")
}
