//! SQL stands in stores only: a file `store.rs`, a folder `store/`, or the data layer of the foundation.
//! Tests and tools may look into tables.

use super::{Finding, House, is_test};

pub fn check(house: &House) -> Vec<Finding> {
    let outside = house.rust().filter(|(path, ..)| !is_store(path) && !is_test(path));
    let breach = |path: &str, line: usize| Finding::new(format!("{path}:{line}"), "SQL outside a store");
    outside
        .flat_map(|(path, _, reading)| {
            let mut lines = reading.sql;
            lines.dedup();
            lines.into_iter().map(|line| breach(path, line)).collect::<Vec<_>>()
        })
        .collect()
}

fn is_store(path: &str) -> bool {
    ["base/foundation/", "base/testing/", "xtask/"].iter().any(|folder| path.starts_with(folder))
        || path.split('/').any(|part| part == "store" || part == "store.rs")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sql_outside_a_store_is_found_with_its_line() {
        let text = "fn a() {\n  sql!(\"select 1\");\n}";
        let places = [
            "services/courses/src/store.rs",
            "services/courses/src/store/people.rs",
            "base/foundation/src/db.rs",
        ];
        for place in places {
            assert_eq!(check(&House::of(&[(place, text)])), []);
        }
        let found = check(&House::of(&[("services/courses/src/rules.rs", text)]));
        assert_eq!(found, [Finding::new("services/courses/src/rules.rs:2", "SQL outside a store")]);
    }
}
