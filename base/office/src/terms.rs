//! The terms (詞) under which a text is found, in Chinese, in other languages and mixed.
//!
//! Scripts written without spaces are cut into single characters and pairs; words of other scripts are kept
//! in lower case together with their beginnings, so that an index of equal terms also finds parts of words.
//! A text is found when it has every term of the query. No dictionary, so no new word is ever missed.

use std::collections::BTreeSet;

use crate::digits::half_width_char;

/// Words are told apart by so many characters at most.
const WORD_CHARS_MAX: usize = 20;
/// Beginnings of words are indexed from this length on.
const BEGINNING_CHARS_MIN: usize = 2;
/// Of a query only so many characters are read.
const QUERY_CHARS_MAX: usize = 100;

/// The terms to keep with a text, so that [`query_terms`] finds it.
pub fn terms(text: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for run in runs(text.chars()) {
        match run {
            Run::Unspaced(chars) => {
                terms.extend(chars.iter().map(char::to_string));
                terms.extend(chars.windows(2).map(String::from_iter));
            }
            Run::Word(chars) => {
                let shortest = BEGINNING_CHARS_MIN.min(chars.len());
                terms.extend((shortest..=chars.len()).map(|len| chars.iter().take(len).collect::<String>()));
            }
        }
    }
    terms
}

/// The terms that a text must all have to be found. Empty when the query holds nothing to look for.
pub fn query_terms(query: &str) -> BTreeSet<String> {
    let mut terms = BTreeSet::new();
    for run in runs(query.chars().take(QUERY_CHARS_MAX)) {
        match run {
            Run::Unspaced(chars) if chars.len() > 1 => terms.extend(chars.windows(2).map(String::from_iter)),
            Run::Unspaced(chars) | Run::Word(chars) => {
                terms.insert(chars.into_iter().collect());
            }
        }
    }
    terms
}

/// Neighbouring characters of one nature.
enum Run {
    /// Of a script without spaces between words.
    Unspaced(Vec<char>),
    /// A word or number, cut to [`WORD_CHARS_MAX`].
    Word(Vec<char>),
}

fn runs(text: impl Iterator<Item = char>) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut apart = true;
    for c in text.flat_map(|c| half_width_char(c).to_lowercase()).map(fold) {
        if is_silent(c) {
            continue;
        }
        let unspaced = is_unspaced(c);
        if !unspaced && !c.is_alphanumeric() {
            apart = true;
            continue;
        }
        match runs.last_mut() {
            Some(Run::Unspaced(chars)) if unspaced && !apart => chars.push(c),
            Some(Run::Word(chars)) if !unspaced && !apart => {
                if chars.len() < WORD_CHARS_MAX {
                    chars.push(c);
                }
            }
            _ if unspaced => runs.push(Run::Unspaced(vec![c])),
            _ => runs.push(Run::Word(vec![c])),
        }
        apart = false;
    }
    runs
}

/// 台 and 臺 are one to everybody who searches.
fn fold(c: char) -> char {
    if c == '台' { '臺' } else { c }
}

/// Characters that part nothing: combining accents, soft hyphens, zero-width spaces and joiners.
fn is_silent(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{00AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

/// Han, kana, bopomofo, hangul; and Thai, Lao, Burmese, Khmer, which write no spaces between words either.
fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{0E00}'..='\u{0EFF}' | '\u{1000}'..='\u{109F}' | '\u{1780}'..='\u{17FF}'
        | '\u{3005}'..='\u{3007}' | '\u{3041}'..='\u{312F}' | '\u{3131}'..='\u{318E}' | '\u{31A0}'..='\u{31BF}'
        | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}'
        | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{323AF}')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn finds(query: &str, text: &str) -> bool {
        let query = query_terms(query);
        !query.is_empty() && query.is_subset(&terms(text))
    }

    #[test]
    fn courses_are_found_by_chinese_mixed_and_partial_words() {
        let text = "親子共讀工作坊：台北 Parenting 101（第2梯）ＬＩＮＥ報名，Cha mẹ và con";
        for query in [
            "共讀",
            "親",
            "工作坊",
            "臺北",
            "台北",
            "parent",
            "PARENTING",
            "101",
            "line 報名",
            "ｌｉｎｅ",
            "第2梯",
            "共讀 parent",
            "讀工",
            "mẹ",
            "paren",
        ] {
            assert!(finds(query, text), "{query}");
        }
        for query in ["", "，。", "共工", "祖父母", "renting", "親子 夫妻", "報名費"] {
            assert!(!finds(query, text), "{query}");
        }
    }

    #[test]
    fn a_long_query_is_cut_and_long_words_still_match() {
        assert!(finds("internationalisationally", "Internationalisational"));
        assert!(query_terms(&"親子教育".repeat(1_000)).len() <= 4);
    }

    #[test]
    fn languages_without_spaces_are_found_by_parts() {
        assert!(finds("ครอบครัว", "การศึกษาครอบครัวในชุมชน"));
        assert!(finds("かぞく", "たのしいかぞくのじかん"));
    }

    proptest! {
        #[test]
        fn every_part_of_two_or_more_chinese_characters_is_found(before in "[\u{4E00}-\u{9FFF}台，a ]{0,20}", part in "[\u{4E00}-\u{9FFF}台臺]{2,12}", after in "[\u{4E00}-\u{9FFF}台，a ]{0,20}") {
            let text = format!("{before}{part}{after}");
            prop_assert!(finds(&part, &text), "{} in {}", part, text);
        }

        #[test]
        fn every_text_finds_itself(text in "[\u{4E00}-\u{4FFF}a-zA-Z0-9 ，-]{0,40}") {
            prop_assert!(query_terms(&text).is_subset(&terms(&text)));
        }
    }
}
