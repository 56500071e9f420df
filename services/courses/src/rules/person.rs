//! Who is who: one e-mail address is not one person, so persons are told apart by name and contact.

use office::digits::half_width;

/// The key of a person: the name without spaces and case, with the head's telephone or e-mail. Two
/// children of one family differ by name; the same person by two channels is the same. The key is a
/// digest, so that it tells nothing by itself.
pub fn key(name: &str, phone: &str, email: &str) -> String {
    use std::fmt::Write as _;
    let name: String =
        half_width(name).chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let contact = if phone.is_empty() { email.to_lowercase() } else { phone.to_owned() };
    let digest = <sha2::Sha256 as sha2::Digest>::digest(format!("{name}\0{contact}"));
    digest.iter().take(10).fold(String::with_capacity(20), |mut out, byte| {
        let _ = write!(out, "{byte:02x}");
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r32_a_person_is_a_name_and_a_contact_not_an_email() {
        assert_eq!(key("王 小明", "+886912345678", "a@b.c"), key("王小明", "+886912345678", ""));
        assert_eq!(key("Anna", "", "A@b.c"), key("ＡＮＮＡ", "", "a@b.c"));
        assert_ne!(key("王小明", "+886912345678", ""), key("王小華", "+886912345678", ""));
        assert_ne!(key("王小明", "+886912345678", ""), key("王小明", "+886912345679", ""));
    }
}
