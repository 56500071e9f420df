//! SPDX licence expressions, as far as `Cargo.toml` files use them.

/// Whether an expression (`A OR B`, `A AND (B OR C)`, `A WITH exception`, the old `A/B`) can be met by the
/// allowed licences alone. What cannot be read is not met.
pub fn is_met(expression: &str, allowed: &dyn Fn(&str) -> bool) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = spaced.split_whitespace().collect();
    matches!(either(&words, allowed), Some((met, [])) if met)
}

/// What was read: whether it is met, and the words left over.
type Read<'a, 'b> = Option<(bool, &'a [&'b str])>;

fn either<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    let (mut met, mut rest) = both(words, allowed)?;
    while let ["OR", after @ ..] = rest {
        let (next, left) = both(after, allowed)?;
        (met, rest) = (met || next, left);
    }
    Some((met, rest))
}

fn both<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    let (mut met, mut rest) = one(words, allowed)?;
    while let ["AND", after @ ..] = rest {
        let (next, left) = one(after, allowed)?;
        (met, rest) = (met && next, left);
    }
    Some((met, rest))
}

fn one<'a, 'b>(words: &'a [&'b str], allowed: &dyn Fn(&str) -> bool) -> Read<'a, 'b> {
    match words {
        ["(", inside @ ..] => match either(inside, allowed)? {
            (met, [")", rest @ ..]) => Some((met, rest)),
            _ => None,
        },
        [licence, "WITH", exception, rest @ ..] => {
            Some((allowed(&format!("{licence} WITH {exception}")), rest))
        }
        ["OR" | "AND" | "WITH" | ")", ..] | [] => None,
        [licence, rest @ ..] => Some((allowed(licence), rest)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn met(expression: &str) -> bool {
        is_met(expression, &|it| ["MIT", "BSD-3-Clause", "Apache-2.0 WITH LLVM-exception"].contains(&it))
    }

    #[test]
    fn one_side_of_or_and_both_sides_of_and() {
        assert!(met("MIT") && met("MIT OR GPL-3.0") && met("GPL-3.0/MIT") && met("MIT AND BSD-3-Clause"));
        assert!(!met("GPL-3.0") && !met("MIT AND GPL-3.0"));
    }

    #[test]
    fn brackets_and_exceptions() {
        assert!(met("(MIT OR GPL-3.0) AND BSD-3-Clause") && met("Apache-2.0 WITH LLVM-exception OR GPL-3.0"));
        assert!(!met("(MIT AND GPL-3.0) OR GPL-2.0") && !met("Apache-2.0"));
    }

    #[test]
    fn what_cannot_be_read_is_not_met() {
        assert!(!met("") && !met("(MIT") && !met("MIT MIT") && !met("OR MIT"));
    }
}
