//! PostgreSQL's own tools, found where Debian keeps them; the password goes through the environment.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use ::postgres::config::Host;

use super::BackupError;

/// Dumps one schema.
pub(super) fn dump(url: &str, schema: &str, to: &Path) -> Result<(), BackupError> {
    let file = to.display().to_string();
    let words = ["--format=custom", "--no-owner", "--no-privileges", "--schema", schema, "--file", &file];
    run("pg_dump", url, &words)
}

/// Puts a dumped schema back; it must not hold anything yet.
pub(super) fn put_back(url: &str, schema: &str, from: &Path) -> Result<(), BackupError> {
    let file = from.display().to_string();
    let create = format!("create schema if not exists {schema}");
    run("psql", url, &["--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--command", &create])?;
    let database = settings(url)?.into_iter().find(|(name, _)| *name == "PGDATABASE");
    let database = database.map(|(_, value)| value).unwrap_or_default();
    let whole = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"];
    let place = ["--schema", schema, "--dbname", &database, &file];
    run("pg_restore", url, &[whole.as_slice(), place.as_slice()].concat())
}

fn run(tool: &str, url: &str, words: &[&str]) -> Result<(), BackupError> {
    let settings = settings(url)?;
    let Some(program) = find(tool) else {
        let shown: Vec<String> = settings
            .iter()
            .filter(|(name, _)| *name != "PGPASSWORD")
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        return Err(BackupError(format!(
            "{tool} is not installed (Debian: apt install postgresql-client). Where it is, run\n  {} {tool} {}",
            shown.join(" "),
            words.join(" ")
        )));
    };
    let output = Command::new(&program).args(words).envs(settings).stdin(Stdio::null()).output();
    let output = output.map_err(|e| BackupError::of(&program, e))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(BackupError(format!("{tool} failed: {}", said.trim())))
}

/// A connection URL as the variables all PostgreSQL tools read.
fn settings(url: &str) -> Result<Vec<(&'static str, String)>, BackupError> {
    let config: ::postgres::Config =
        url.parse().map_err(|_| BackupError("the PostgreSQL address cannot be read".into()))?;
    let mut settings = Vec::new();
    let host = config.get_hosts().first().map(|host| match host {
        Host::Tcp(name) => name.clone(),
        Host::Unix(folder) => folder.display().to_string(),
    });
    settings.extend(host.map(|host| ("PGHOST", host)));
    settings.extend(config.get_ports().first().map(|port| ("PGPORT", port.to_string())));
    settings.extend(config.get_user().map(|user| ("PGUSER", user.to_owned())));
    settings.extend(config.get_dbname().map(|name| ("PGDATABASE", name.to_owned())));
    let password = config.get_password().map(|p| String::from_utf8_lossy(p).into_owned());
    settings.extend(password.map(|password| ("PGPASSWORD", password)));
    if config.get_ssl_mode() == ::postgres::config::SslMode::Require {
        settings.push(("PGSSLMODE", "require".into()));
    }
    Ok(settings)
}

/// The newest of the tools: on `PATH`, or where Debian keeps them.
fn find(tool: &str) -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin").join(tool))))
        .filter(|(_, program)| program.is_file())
        .collect();
    versions.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join(tool)).find(|p| p.is_file());
    versions.pop().map(|(_, program)| program).or(on_path)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_password_goes_through_the_environment() {
        let settings = settings("postgres://me:s%3Acret@db.example:5433/hearth?sslmode=require").unwrap();
        let expected = [
            ("PGHOST", "db.example"),
            ("PGPORT", "5433"),
            ("PGUSER", "me"),
            ("PGDATABASE", "hearth"),
            ("PGPASSWORD", "s:cret"),
            ("PGSSLMODE", "require"),
        ];
        assert_eq!(settings, expected.map(|(name, value)| (name, value.to_owned())));
    }
}
