//! What somebody at the counter or on the telephone says of a registration they look for (R43).

use office::phone::Phone;
use office::reference::Reference;

/// One way to read what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// A reference, without dashes.
    Reference(String),
    /// A whole telephone number (E.164).
    Phone(String),
    /// A whole e-mail address, in lower case.
    Email(String),
    /// Part of a person's name, two signs at least.
    Name(String),
}

impl Sought {
    /// All ways to read it, the surest first; none of what is too little to look anybody up by. A name
    /// can look like a reference, so both are tried.
    pub fn readings(typed: &str) -> Vec<Sought> {
        let typed = typed.trim();
        if typed.contains('@') {
            return vec![Sought::Email(typed.to_lowercase())];
        }
        let mut readings = Vec::new();
        readings.extend(Reference::parse(typed).ok().map(|r| Sought::Reference(r.as_str().to_owned())));
        readings.extend(Phone::parse(typed).ok().map(|p| Sought::Phone(p.to_string())));
        if typed.chars().any(char::is_alphabetic) && typed.chars().count() >= 2 {
            readings.push(Sought::Name(typed.to_owned()));
        }
        readings
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r43_what_is_said_on_the_telephone_is_read_every_way_it_can_be_meant() {
        let reference = Reference::from_bits(7);
        let kept = Sought::Reference(reference.as_str().to_owned());
        assert_eq!(Sought::readings(&reference.to_string().to_lowercase())[0], kept);
        assert_eq!(Sought::readings(" 0912-345 678"), [Sought::Phone("+886912345678".into())]);
        assert_eq!(Sought::readings("Mei@Test.example "), [Sought::Email("mei@test.example".into())]);
        assert_eq!(Sought::readings("王小明"), [Sought::Name("王小明".into())]);
        // What looks like a reference may be somebody's name.
        assert_eq!(
            Sought::readings(&reference.to_string()).last(),
            Some(&Sought::Name(reference.to_string()))
        );
        for nothing in ["", " ", "王", "0912", "12-34", "%"] {
            assert_eq!(Sought::readings(nothing), [], "{nothing}");
        }
    }
}
