//! Words to search by: Chinese has no spaces, so its text is cut into single characters and pairs.

use std::collections::BTreeSet;

/// The terms a text is found by.
pub fn terms(text: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => {
                // Beginnings of words, so that `fam` finds `family`.
                for end in word.char_indices().map(|(i, c)| i + c.len_utf8()).take(20) {
                    out.extend(word.get(..end).map(str::to_owned));
                }
            }
            Run::Han(han) => {
                out.extend(han.iter().map(char::to_string));
                out.extend(han.windows(2).map(|pair| pair.iter().collect::<String>()));
            }
        }
    }
    out
}

/// The terms that must all be there for a query to match.
pub fn query_terms(query: &str) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for run in runs(query) {
        match run {
            Run::Word(word) => out.extend([word.chars().take(20).collect::<String>()]),
            Run::Han(han) if han.len() == 1 => out.extend(han.iter().map(char::to_string)),
            Run::Han(han) => out.extend(han.windows(2).map(|pair| pair.iter().collect::<String>())),
        }
    }
    out
}

enum Run {
    Word(String),
    Han(Vec<char>),
}

fn runs(text: &str) -> Vec<Run> {
    let mut out: Vec<Run> = Vec::new();
    let mut open = false;
    for c in crate::digits::half_width(text).chars().flat_map(char::to_lowercase) {
        let han = matches!(c, '\u{2e80}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
        if !c.is_alphanumeric() {
            open = false;
            continue;
        }
        match (out.last_mut(), han) {
            (Some(Run::Word(word)), false) if open => word.push(c),
            (Some(Run::Han(chars)), true) if open => chars.push(c),
            (_, true) => out.push(Run::Han(vec![c])),
            (_, false) => out.push(Run::Word(c.to_string())),
        }
        open = true;
    }
    out
}
