//! The import law: services stand on the base and never on each other; only the server (and the load
//! driver) may name a service.

use super::{Finding, House};
use std::collections::BTreeSet;

pub fn check(house: &House) -> Vec<Finding> {
    let manifests = house.ending("Cargo.toml").filter(|(path, _)| *path != "Cargo.toml");
    manifests.flat_map(|(path, text)| breaches(house, path, text)).collect()
}

fn breaches(house: &House, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.trim_end_matches("/Cargo.toml");
    let Ok(manifest) = text.parse::<toml::Table>() else {
        return vec![Finding::new(path, "is not TOML")];
    };
    let named: BTreeSet<String> =
        dependencies(&manifest).into_iter().filter_map(|name| place_of(house, &name)).collect();
    let allowed = |other: &str| match folder {
        "base/office" => false,
        "base/foundation" => matches!(other, "base/office" | "base/testing"),
        "server" => true,
        "bench" => other != "server",
        "xtask" => false,
        _ => other.starts_with("base/"),
    };
    let breach = |other: &String| Finding::new(path, format!("{folder} must not depend on {other}"));
    named.iter().filter(|other| !allowed(other)).map(breach).collect()
}

/// The names under every `dependencies` table of a manifest, those of targets too.
fn dependencies(manifest: &toml::Table) -> Vec<String> {
    let mut names = Vec::new();
    for (key, value) in manifest {
        let Some(table) = value.as_table() else { continue };
        if key.ends_with("dependencies") {
            names.extend(table.keys().cloned());
        } else if key == "target" {
            names.extend(table.values().filter_map(toml::Value::as_table).flat_map(dependencies));
        }
    }
    names
}

/// The folder of a crate of this workspace.
fn place_of(house: &House, name: &str) -> Option<String> {
    let places = [format!("base/{name}"), format!("services/{name}"), name.to_owned()];
    places.into_iter().find(|folder| house.has(&format!("{folder}/Cargo.toml")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn house(path: &str, dependencies: &str) -> House {
        let crates =
            ["base/office", "base/foundation", "base/testing", "services/courses", "services/accounts"];
        let mut house = House::of(&[]);
        house.files.extend(crates.map(|folder| (format!("{folder}/Cargo.toml"), String::new())));
        house.files.insert(path.into(), dependencies.into());
        house
    }

    #[test]
    fn a_service_may_use_the_base() {
        let text = "[dependencies]\nfoundation.workspace = true\nserde = \"1\"\n[dev-dependencies]\ntesting.workspace = true";
        assert_eq!(check(&house("services/courses/Cargo.toml", text)), []);
    }

    #[test]
    fn a_service_must_not_use_another_even_in_tests() {
        let found =
            check(&house("services/courses/Cargo.toml", "[dev-dependencies]\naccounts.workspace = true"));
        let what = "services/courses must not depend on services/accounts";
        assert_eq!(found, [Finding::new("services/courses/Cargo.toml", what)]);
    }

    #[test]
    fn the_office_stands_alone_and_the_base_names_no_service() {
        assert_eq!(
            check(&house("base/office/Cargo.toml", "[dependencies]\nfoundation.workspace = true")).len(),
            1
        );
        assert_eq!(
            check(&house("base/foundation/Cargo.toml", "[dependencies]\ncourses.workspace = true")).len(),
            1
        );
        assert_eq!(
            check(&house("base/testing/Cargo.toml", "[dependencies]\ncourses.workspace = true")).len(),
            1
        );
    }

    #[test]
    fn only_the_server_names_two_services() {
        let both = "[dependencies]\ncourses.workspace = true\naccounts.workspace = true";
        assert_eq!(check(&house("server/Cargo.toml", both)), []);
        assert_eq!(check(&house("base/testing/Cargo.toml", both)).len(), 2);
    }
}
