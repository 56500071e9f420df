//! What is looked for, as patterns for `like`; `!` escapes.

/// What a search box holds, as patterns: a part of a name or address, the beginning of a reference,
/// the end of a telephone number. A pattern that cannot apply matches nothing.
pub struct Patterns {
    /// Part of a name or address.
    pub text: String,
    /// Beginning of a reference.
    pub reference: String,
    /// Part of a telephone number.
    pub phone: String,
}

/// The pattern of a text that holds this one, whatever the case; `!` escapes.
pub fn part(plain: &str) -> String {
    let mut text = String::from("%");
    for c in plain.to_lowercase().chars() {
        if matches!(c, '%' | '_' | '!') {
            text.push('!');
        }
        text.push(c);
    }
    text.push('%');
    text
}

/// Matches no reference and no telephone number: neither holds a dash.
const NOTHING: &str = "-";

impl Patterns {
    /// Reads what was typed.
    pub fn of(sought: &str) -> Patterns {
        let plain = office::digits::half_width(sought.trim());
        let text = part(&plain);
        let symbols: String = plain.chars().filter(char::is_ascii_alphanumeric).collect();
        let only = |ok: fn(char) -> bool| {
            plain.chars().all(|c| ok(c) || c.is_whitespace() || matches!(c, '-' | '.' | '(' | ')' | '–'))
        };
        let reference = if symbols.len() >= 4 && only(|c| c.is_ascii_alphanumeric()) {
            format!("{}%", symbols.to_uppercase())
        } else {
            NOTHING.to_owned()
        };
        let is_phone = symbols.len() >= 3 && only(|c| c.is_ascii_digit() || c == '+');
        let digits = symbols.strip_prefix('0').unwrap_or(&symbols);
        let phone = if is_phone { format!("%{digits}%") } else { NOTHING.to_owned() };
        Patterns { text, reference, phone }
    }
}
