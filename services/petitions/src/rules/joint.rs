//! Sections that work on a case along with the one in charge (會辦): as many as are needed, kept in one text.

/// Sections that may work along, as codes in the order in which they are kept.
pub const ALONG: &[&str] = &["accounting", "counselling", "promotion"];

/// Between the codes of a text.
const AND: char = '+';

/// The sections a text names.
pub fn sections(text: &str) -> impl Iterator<Item = &str> {
    text.split(AND).filter(|code| !code.is_empty())
}

/// Whether a text names a section.
pub fn names(text: &str, section: &str) -> bool {
    sections(text).any(|code| code == section)
}

/// The text that names those of these sections that may work along, but not the one in charge.
pub fn text<'a>(wanted: impl IntoIterator<Item = &'a str>, in_charge: &str) -> String {
    let wanted: Vec<&str> = wanted.into_iter().collect();
    let along = ALONG.iter().filter(|code| wanted.contains(code) && **code != in_charge);
    along.copied().collect::<Vec<_>>().join(&AND.to_string())
}

/// All texts that name a section, so that its cases are found by equality.
pub fn texts_with(section: &str) -> Vec<String> {
    let all = 1_u32 << ALONG.len();
    let of = |set: u32| ALONG.iter().enumerate().filter(move |(at, _)| set & (1 << at) != 0);
    let spell = |set| text(of(set).map(|(_, code)| *code), "");
    (1..all).map(spell).filter(|text| names(text, section)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn p5_several_sections_work_along_and_each_finds_the_case() {
        let both = text(["promotion", "accounting", "direction"], "counselling");
        assert_eq!(both, "accounting+promotion");
        assert_eq!(text(["promotion", "accounting"], "promotion"), "accounting");
        for section in ["promotion", "accounting"] {
            assert!(names(&both, section) && texts_with(section).contains(&both));
        }
        assert!(!names(&both, "counselling") && !texts_with("counselling").contains(&both));
        assert!(!names("", ""), "nobody is no section");
        assert_eq!(texts_with("promotion").len(), 4);
        assert_eq!(texts_with("direction"), Vec::<String>::new());
    }

    #[test]
    fn p5_what_named_one_section_before_names_it_still() {
        assert!(ALONG.iter().all(|section| texts_with(section).contains(&(*section).to_owned())));
    }
}
