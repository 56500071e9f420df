//! Digits and letters as people type them on a Chinese keyboard.

/// Full-width letters, digits, signs and spaces (`１２３　Ａ`) as half-width ones; the rest stays.
pub fn half_width(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{3000}' => ' ',
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            _ => c,
        })
        .collect()
}
