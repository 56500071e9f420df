//! Functions of at most 70 lines and files of at most 500 lines without their tests. What is larger stands
//! in `xtask/ratchet.toml` with its exact size: it may shrink, and then the entry must follow.

use super::{Finding, House, is_test};
use std::collections::BTreeMap;

const FUNCTION_LINES_MAX: usize = 70;
const FILE_LINES_MAX: usize = 500;
const RATCHET: &str = "xtask/ratchet.toml";

pub fn check(house: &House) -> Vec<Finding> {
    let table: toml::Table = match house.text(RATCHET).unwrap_or_default().parse() {
        Ok(table) => table,
        Err(e) => return vec![Finding::new(RATCHET, format!("is not TOML: {e}"))],
    };
    let mut findings = judge(&file_sizes(house), &allowances(&table, "files"), FILE_LINES_MAX);
    findings.extend(judge(&function_sizes(house), &allowances(&table, "functions"), FUNCTION_LINES_MAX));
    findings
}

/// Lines without tests, by path.
fn file_sizes(house: &House) -> BTreeMap<String, usize> {
    let rust = house.rust().map(|(path, text, reading)| (path, text.lines().count() - reading.test_lines));
    let scripts = house.ending(".mjs").map(|(path, text)| (path, text.lines().count()));
    let measured = rust.chain(scripts).filter(|(path, _)| !is_test(path));
    measured.map(|(path, lines)| (path.to_owned(), lines)).collect()
}

/// Lines of the longest function of each name, by `path::name`.
fn function_sizes(house: &House) -> BTreeMap<String, usize> {
    let mut sizes = BTreeMap::new();
    for (path, _, reading) in house.rust().filter(|(path, ..)| !is_test(path)) {
        for function in reading.functions {
            let size: &mut usize = sizes.entry(format!("{path}::{}", function.name)).or_default();
            *size = function.lines.max(*size);
        }
    }
    sizes
}

fn allowances(ratchet: &toml::Table, kind: &str) -> BTreeMap<String, usize> {
    let table = ratchet.get(kind).and_then(toml::Value::as_table).into_iter().flatten();
    table.filter_map(|(key, lines)| Some((key.clone(), usize::try_from(lines.as_integer()?).ok()?))).collect()
}

fn judge(sizes: &BTreeMap<String, usize>, allowed: &BTreeMap<String, usize>, limit: usize) -> Vec<Finding> {
    let over = sizes.iter().filter_map(|(key, &lines)| match allowed.get(key) {
        None if lines > limit => {
            Some(Finding::new(key, format!("{lines} lines; at most {limit} are allowed")))
        }
        Some(&most) if lines > most => Some(Finding::new(key, format!("grew from {most} to {lines} lines"))),
        _ => None,
    });
    let stale = allowed.iter().filter_map(|(key, &most)| match sizes.get(key).copied().unwrap_or(0) {
        lines if lines <= limit => {
            Some(Finding::new(RATCHET, format!("{key} is no longer too long: remove it")))
        }
        lines if lines < most => Some(Finding::new(RATCHET, format!("{key} shrank: lower it to {lines}"))),
        _ => None,
    });
    over.chain(stale).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn long_function(lines: usize) -> String {
        format!("fn long() {{\n{}}}\n", "  a();\n".repeat(lines - 2))
    }

    fn found(ratchet: &str, text: &str) -> Vec<String> {
        let house = House::of(&[(RATCHET, ratchet), ("server/src/main.rs", text)]);
        check(&house).into_iter().map(|finding| format!("{}: {}", finding.at, finding.what)).collect()
    }

    #[test]
    fn seventy_lines_are_allowed_and_seventy_one_are_not() {
        assert!(found("", &long_function(70)).is_empty());
        let what = "server/src/main.rs::long: 71 lines; at most 70 are allowed";
        assert_eq!(found("", &long_function(71)), [what]);
    }

    #[test]
    fn tests_do_not_make_a_file_long() {
        let code = "// a\n".repeat(495);
        assert!(
            found("", &format!("{code}#[cfg(test)]\nmod tests {{\n{}}}\n", "// b\n".repeat(300))).is_empty()
        );
        assert_eq!(found("", &format!("{code}{}", "// c\n".repeat(6))).len(), 1);
    }

    #[test]
    fn the_ratchet_only_shrinks() {
        let ratchet = "[functions]\n\"server/src/main.rs::long\" = 80\n";
        assert!(found(ratchet, &long_function(80)).is_empty());
        assert_eq!(
            found(ratchet, &long_function(81)),
            ["server/src/main.rs::long: grew from 80 to 81 lines"]
        );
        let lower = "xtask/ratchet.toml: server/src/main.rs::long shrank: lower it to 75";
        assert_eq!(found(ratchet, &long_function(75)), [lower]);
        let remove = "xtask/ratchet.toml: server/src/main.rs::long is no longer too long: remove it";
        assert_eq!(found(ratchet, &long_function(10)), [remove]);
    }
}
