//! Digits, letters and signs as people type them on a Chinese keyboard (全形 and 半形).
//!
//! Taiwanese input methods produce `Ａ１＃` and the ideographic space as readily as `A1#`; every
//! parser of this crate folds first, so that nobody is refused for the width of a digit.

/// The half-width form of one character; characters without one stay as they are.
pub fn half_width_char(c: char) -> char {
    match c {
        '\u{3000}' => ' ',
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

/// Full-width letters, digits, signs and spaces (`１２３　Ａ`) as half-width ones; the rest stays.
pub fn half_width(text: &str) -> String {
    text.chars().map(half_width_char).collect()
}

/// Whether people type this character as a dash or minus between groups of digits.
pub(crate) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// Whether a character has no width: copying from web pages leaves such behind.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}')
}

/// Whether nothing of a character is seen, so that a text of such characters says nothing: what has no width, joiners
/// without neighbours, fillers of other scripts.
pub fn is_blank(c: char) -> bool {
    let fills = matches!(c, '\u{115F}' | '\u{1160}' | '\u{180E}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}');
    c.is_whitespace() || is_invisible(c) || fills || matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a character marks or overrides the direction of writing: telephones put them around what is copied from
/// their address book, and with them one name can pretend to be another.
pub fn turns_direction(c: char) -> bool {
    matches!(c, '\u{200E}' | '\u{200F}' | '\u{061C}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn o7_full_width_text_becomes_half_width() {
        assert_eq!(half_width("Ａ１　＃～中文"), "A1 #~中文");
    }
}
