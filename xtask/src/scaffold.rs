//! `cargo xtask service NAME`: the rooms of a new service, with one page that opens.

use crate::process::{Outcome, root};
use std::path::Path;

/// The files of a new service. `SERVICE` stands for its name, `TITLE` for the name with a capital.
/// (Not `.rs`: they are no part of this crate.)
const ROOMS: [(&str, &str); 7] = [
    ("Cargo.toml", include_str!("scaffold/manifest.txt")),
    ("README.md", include_str!("scaffold/readme.txt")),
    ("src/lib.rs", include_str!("scaffold/lib.txt")),
    ("src/public/mod.rs", include_str!("scaffold/public.txt")),
    ("src/public/front.rs", include_str!("scaffold/front.txt")),
    ("locales/zh-Hant.ftl", include_str!("scaffold/chinese.txt")),
    ("locales/en.ftl", include_str!("scaffold/english.txt")),
];

/// Lays out `services/NAME` and says which lines tie it into the house.
pub fn run(name: &str) -> Outcome {
    if !is_name(name) {
        return Err(format!("`{name}`: a service is one lower-case word, such as petitions"));
    }
    let folder = root()?.join("services").join(name);
    if folder.exists() {
        return Err(format!("{} exists already", folder.display()));
    }
    for (path, text) in rooms(name) {
        write(&folder.join(path), &text)?;
    }
    println!(
        "services/{name} is laid out. Two lines tie it in:\n  \
         Cargo.toml, [workspace.dependencies]:  {name} = {{ path = \"services/{name}\" }}\n  \
         server/src/services.rs, in the list:   {name}::service(),\n\
         (and `{name}.workspace = true` in server/Cargo.toml). Where each line goes: CONTRIBUTING.md."
    );
    Ok(())
}

fn is_name(name: &str) -> bool {
    name.len() > 2 && name.chars().all(|c| c.is_ascii_lowercase())
}

fn rooms(name: &str) -> impl Iterator<Item = (&'static str, String)> {
    let mut title = name.to_owned();
    if let Some(first) = title.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    ROOMS.into_iter().map(move |(path, text)| (path, text.replace("SERVICE", name).replace("TITLE", &title)))
}

fn write(file: &Path, text: &str) -> Outcome {
    let problem = |e: std::io::Error| format!("{}: {e}", file.display());
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder).map_err(problem)?;
    }
    std::fs::write(file, text).map_err(problem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_service_is_tidy_from_the_start() {
        let files: Vec<(String, String)> =
            rooms("petitions").map(|(path, text)| (format!("services/petitions/{path}"), text)).collect();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
        assert_eq!(crate::tidy::findings_of(&files), Vec::<String>::new());
    }

    #[test]
    fn a_service_has_a_name_of_one_word() {
        assert!(is_name("petitions"));
        assert!(!is_name("Petitions") && !is_name("new-service") && !is_name("../x") && !is_name(""));
    }
}
