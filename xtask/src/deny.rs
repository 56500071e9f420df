//! The supply chain: licences, banned crates, sources and build scripts, by `deny.toml` (the format of
//! cargo-deny, which is used too where it is installed). Advisories are not checked: their database cannot
//! be reached everywhere the tests run; `cargo deny check advisories` does that by hand.

use crate::licence::is_met;
use crate::process::{self, Outcome, capture, line, root, works};
use serde_json::Value;
use std::collections::BTreeSet;

/// Words that, on a line of a build script beside an address, mean that it fetches something.
const FETCHING: [&str; 7] = ["download", "fetch", "curl", "wget", "ureq", "reqwest", "releases/"];

/// Build scripts that were read and fetch nothing although they look so.
const READ_AND_HARMLESS: [&str; 0] = [];

/// Checks the dependencies of every crate of the workspace for the platform they are built for.
pub fn run() -> Outcome {
    let text = std::fs::read_to_string(root()?.join("deny.toml")).map_err(|e| format!("deny.toml: {e}"))?;
    let policy = Policy::read(&text)?;
    let mut cargo = line("cargo metadata --format-version 1 --locked --filter-platform")?;
    let metadata: Value = serde_json::from_str(&capture(cargo.arg(&policy.platform))?)
        .map_err(|e| format!("cargo metadata: {e}"))?;
    let packages = list(&metadata, "/packages");
    let mut breaches: Vec<String> = packages.iter().flat_map(|package| policy.breaches(package)).collect();
    breaches.extend(packages.iter().flat_map(fetching_scripts));
    for breach in &breaches {
        println!("{breach}");
    }
    if works("cargo deny --version") {
        process::run("cargo deny --offline check licenses bans sources")?;
    }
    if breaches.is_empty() {
        println!("{} packages are in order", packages.len());
        return Ok(());
    }
    Err(format!("{} breaches of deny.toml", breaches.len()))
}

/// What `deny.toml` says, as far as it is checked here.
struct Policy {
    platform: String,
    licences: BTreeSet<String>,
    /// Licences allowed to one crate: (crate, licence).
    exceptions: BTreeSet<(String, String)>,
    banned: BTreeSet<String>,
    registries: BTreeSet<String>,
}

impl Policy {
    fn read(text: &str) -> Outcome<Self> {
        let file: toml::Table = text.parse().map_err(|e| format!("deny.toml: {e}"))?;
        let file = serde_json::to_value(file).map_err(|e| format!("deny.toml: {e}"))?;
        let strings =
            |path: &str| list(&file, path).iter().filter_map(Value::as_str).map(str::to_owned).collect();
        let exceptions = list(&file, "/licenses/exceptions").iter().flat_map(|exception| {
            let licences = list(exception, "/allow").iter().filter_map(Value::as_str);
            licences.map(|licence| (text_at(exception, "/crate"), licence.to_owned())).collect::<Vec<_>>()
        });
        let targets: BTreeSet<String> = strings("/graph/targets");
        Ok(Self {
            platform: targets.first().cloned().ok_or("deny.toml: [graph] targets is empty")?,
            licences: strings("/licenses/allow"),
            exceptions: exceptions.collect(),
            banned: list(&file, "/bans/deny").iter().map(|ban| text_at(ban, "/crate")).collect(),
            registries: strings("/sources/allow-registry"),
        })
    }

    fn breaches(&self, package: &Value) -> Vec<String> {
        let name = package["name"].as_str().unwrap_or_default();
        let mut breaches = Vec::new();
        if self.banned.contains(name) {
            breaches.push(format!("{name} is banned"));
        }
        let allowed = |licence: &str| {
            self.licences.contains(licence)
                || self.exceptions.contains(&(name.to_owned(), licence.to_owned()))
        };
        let licence = package["license"].as_str().unwrap_or_default();
        if !is_met(licence, &allowed) {
            breaches.push(format!("{name}: the licence `{licence}` is not allowed"));
        }
        if let Some(source) = package["source"].as_str()
            && !source.strip_prefix("registry+").is_some_and(|registry| self.registries.contains(registry))
        {
            breaches.push(format!("{name}: the source `{source}` is not allowed"));
        }
        breaches
    }
}

/// Lines of a package's build script that seem to fetch something.
fn fetching_scripts(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    if READ_AND_HARMLESS.contains(&name) {
        return Vec::new();
    }
    let is_build = |target: &&Value| list(target, "/kind").iter().any(|kind| kind == "custom-build");
    let scripts =
        list(package, "/targets").iter().filter(is_build).filter_map(|target| target["src_path"].as_str());
    let suspicious = |path: &str| {
        let text = std::fs::read_to_string(path).unwrap_or_default();
        fetching_lines(&text)
            .into_iter()
            .map(|line| format!("{path}:{line}: a build script that may download"))
            .collect()
    };
    scripts.flat_map(|path| -> Vec<String> { suspicious(path) }).collect()
}

/// Lines with an address, in a script that also speaks of fetching; comments do not count.
fn fetching_lines(text: &str) -> Vec<usize> {
    let code = || text.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//"));
    if !code().any(|(_, line)| FETCHING.iter().any(|word| line.to_lowercase().contains(word))) {
        return Vec::new();
    }
    code()
        .filter(|(_, line)| line.contains("http://") || line.contains("https://"))
        .map(|(at, _)| at + 1)
        .collect()
}

/// The list at a JSON pointer; empty where there is none.
fn list<'a>(value: &'a Value, path: &str) -> &'a [Value] {
    value.pointer(path).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The text at a JSON pointer; empty where there is none.
fn text_at(value: &Value, path: &str) -> String {
    value.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn breaches(package: &Value) -> Vec<String> {
        let text = r#"
            [graph]
            targets = ["x86_64-unknown-linux-gnu"]
            [licenses]
            allow = ["MIT"]
            exceptions = [{ crate = "fonts", allow = ["OFL-1.1"] }]
            [bans]
            deny = [{ crate = "openssl", reason = "one TLS provider" }]
            [sources]
            allow-registry = ["https://registry.example/index"]
        "#;
        Policy::read(text).unwrap().breaches(package)
    }

    #[test]
    fn a_licence_is_allowed_in_general_or_to_one_crate() {
        assert!(breaches(&json!({"name": "a", "license": "MIT"})).is_empty());
        assert!(breaches(&json!({"name": "fonts", "license": "MIT AND OFL-1.1"})).is_empty());
        assert_eq!(breaches(&json!({"name": "a", "license": "OFL-1.1"})).len(), 1);
        assert_eq!(breaches(&json!({"name": "a"})).len(), 1);
    }

    #[test]
    fn banned_crates_and_foreign_sources_are_refused() {
        assert_eq!(breaches(&json!({"name": "openssl", "license": "MIT"})), ["openssl is banned"]);
        let from = |source: &str| breaches(&json!({"name": "a", "license": "MIT", "source": source})).len();
        assert_eq!(from("registry+https://registry.example/index"), 0);
        assert_eq!(from("git+https://forge.example/a"), 1);
    }

    #[test]
    fn a_build_script_that_downloads_is_found() {
        assert_eq!(fetching_lines("let url = \"https://example.org/x.zip\";\ndownload(url);"), [1]);
        assert!(fetching_lines("// see https://example.org\n// download it\nfn main() {}").is_empty());
        assert!(fetching_lines("println!(\"see https://example.org\");").is_empty());
    }
}
