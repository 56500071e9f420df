//! Documents name files that exist, stay short, and every service has one.

use super::{Finding, House};

/// Line limits of documents, by the end of their path.
const LIMITS: [(&str, usize); 2] = [("services/*/README.md", 60), ("ARCHITECTURE.md", 150)];

pub fn check(house: &House) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in house.ending(".md") {
        findings.extend(dead_names(house, path, text));
        let limit = LIMITS.iter().find(|(pattern, _)| matches(pattern, path));
        if let Some((_, most)) = limit
            && text.lines().count() > *most
        {
            findings.push(Finding::new(
                path,
                format!("{} lines; at most {most} are allowed", text.lines().count()),
            ));
        }
    }
    let services = house.ending("/Cargo.toml").filter_map(|(path, _)| path.strip_suffix("/Cargo.toml"));
    let silent = services
        .filter(|folder| folder.starts_with("services/") && !house.has(&format!("{folder}/README.md")));
    findings.extend(silent.map(|folder| Finding::new(folder, "has no README.md (promise, words, states)")));
    findings
}

fn matches(pattern: &str, path: &str) -> bool {
    match pattern.split_once('*') {
        Some((start, end)) => path.starts_with(start) && path.ends_with(end),
        None => path == pattern,
    }
}

fn dead_names(house: &House, path: &str, text: &str) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut in_code = false;
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        }
        if in_code {
            continue;
        }
        let dead = |name: &&str| !exists(house, path, name);
        let links = links(line).into_iter().filter(|target| is_local(target)).filter(dead);
        let names = quoted(line).into_iter().filter(|name| is_path(house, name)).filter(dead);
        let say = |name: &str| {
            Finding::new(format!("{path}:{}", number + 1), format!("names {name}, which is missing"))
        };
        findings.extend(links.chain(names).map(say));
    }
    findings
}

/// The targets of `[text](target)`.
fn links(line: &str) -> Vec<&str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split([')', ' ']).next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty())
        .collect()
}

/// What stands between backticks.
fn quoted(line: &str) -> Vec<&str> {
    line.split('`').skip(1).step_by(2).collect()
}

fn is_local(target: &str) -> bool {
    !target.contains(':') && !target.starts_with('/')
}

/// Whether a quoted word is plainly meant as a file or folder of this project.
fn is_path(house: &House, name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "./_-".contains(c));
    let shouts = name
        .split('/')
        .any(|part| part.len() > 2 && !part.contains('.') && part.chars().all(|c| c.is_ascii_uppercase()));
    if !plain || shouts || name.starts_with('/') || name.starts_with("target/") {
        return false;
    }
    let first = name.split('/').next().unwrap_or_default();
    let in_a_folder =
        name.contains('/') && house.files.keys().any(|path| path.starts_with(&format!("{first}/")));
    let is_file =
        [".md", ".rs", ".ftl", ".mjs"].iter().any(|end| name.ends_with(end) && name.len() > end.len());
    in_a_folder || is_file
}

/// Whether `name` is a file or folder, seen from the document, from the top, or as the end of a path.
fn exists(house: &House, document: &str, name: &str) -> bool {
    let folder = document.rsplit_once('/').map_or("", |(folder, _)| folder);
    let seen_from_document = normal(&format!("{folder}/{name}"));
    let wanted = normal(name);
    if let Some(module) = wanted.strip_suffix(".rs").filter(|module| !module.ends_with("/mod"))
        && exists(house, document, &format!("{module}/mod.rs"))
    {
        return true; // a room that grew into a folder
    }
    house.files.keys().any(|path| {
        let is = |wanted: &str| {
            path == wanted || path.strip_prefix(wanted).is_some_and(|rest| rest.starts_with('/'))
        };
        is(&seen_from_document)
            || is(&wanted)
            || path.ends_with(&format!("/{wanted}"))
            || path.contains(&format!("/{wanted}/"))
    })
}

/// The path without `.`, `..` and empty parts.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(document: &str, text: &str) -> usize {
        let house = House::of(&[
            (document, text),
            ("base/office/src/roc_date.rs", ""),
            ("docs/operate.md", ""),
            ("services/courses/src/public/register.rs", ""),
            ("services/courses/src/rules/mod.rs", ""),
        ]);
        check(&house).len()
    }

    #[test]
    fn links_are_followed_from_the_document_and_from_the_top() {
        assert_eq!(found("README.md", "[a](docs/operate.md) [b](https://example.org/x.md) [c](#here)"), 0);
        assert_eq!(found("docs/words.md", "[a](operate.md#part) [b](../base/office)"), 0);
        assert_eq!(found("README.md", "[a](docs/gone.md)"), 1);
    }

    #[test]
    fn quoted_paths_must_exist_and_other_quoted_words_are_left_alone() {
        assert_eq!(
            found(
                "README.md",
                "`base/office`, `rules.rs`, `register.rs`, `public/register.rs`, `docs/operate.md`"
            ),
            0
        );
        assert_eq!(
            found("README.md", "`/courses/{slug}`, `cargo xtask test`, `services/NAME/README.md`, `a/b`"),
            0
        );
        assert_eq!(found("README.md", "`base/office/src/gone.rs` and `gone.md`"), 2);
        assert_eq!(found("README.md", "```\n`base/gone`\n```"), 0);
    }

    #[test]
    fn documents_stay_short_and_every_service_has_one() {
        assert_eq!(found("ARCHITECTURE.md", &"line\n".repeat(151)), 1);
        assert_eq!(found("services/courses/README.md", &"line\n".repeat(61)), 1);
        assert_eq!(check(&House::of(&[("services/courses/Cargo.toml", "")])).len(), 1);
    }
}
