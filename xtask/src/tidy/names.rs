//! Names that say nothing are not names of files, folders or modules.

use super::{Finding, House};
use std::collections::BTreeSet;

const BANNED: [&str; 9] = ["utils", "util", "helpers", "helper", "common", "misc", "manager", "data", "info"];

pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = BTreeSet::new();
    for path in house.files.keys() {
        for part in path.split('/') {
            let stem = part.split('.').next().unwrap_or_default();
            if BANNED.contains(&stem) {
                findings.insert(Finding::new(path, format!("`{stem}` says nothing: name what it holds")));
            }
        }
    }
    for (path, _, reading) in house.rust() {
        for (module, line) in reading.modules.iter().filter(|(module, _)| BANNED.contains(&module.as_str())) {
            let what = format!("module `{module}` says nothing: name what it holds");
            findings.insert(Finding::new(format!("{path}:{line}"), what));
        }
    }
    findings.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn banned_whole_names_are_found_in_paths_and_modules() {
        assert_eq!(check(&House::of(&[("services/courses/src/utils.rs", "")])).len(), 1);
        assert_eq!(check(&House::of(&[("services/courses/tests/common/mod.rs", "")])).len(), 1);
        assert_eq!(check(&House::of(&[("server/src/main.rs", "mod helpers { }")])).len(), 1);
    }

    #[test]
    fn a_banned_word_inside_a_name_is_allowed() {
        assert_eq!(
            check(&House::of(&[("base/office/src/database.rs", "mod information; mod tests {}")])),
            []
        );
    }
}
