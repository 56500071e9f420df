//! Settings of the program: one TOML file, or `HEARTH_…` variables of the same names.
//!
//! A variable wins over the file. What the program does not know it refuses, so that a slip of the
//! pen never silently means the default. Secrets stand in files of their own, never on the command
//! line.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::web::Network;

/// All settings, as written.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Where the program listens: `ADDRESS:PORT`.
    pub listen: Option<String>,
    /// Where it shows its metrics; nowhere by default.
    pub metrics_listen: Option<String>,
    /// Proxies besides those of this machine that are believed when they say whom a request comes from:
    /// addresses, or networks as `ADDRESS/BITS`.
    pub trusted_proxies: Vec<Network>,
    /// The folder of store, files and key.
    pub data: Option<PathBuf>,
    /// The log.
    pub log: Log,
    /// The disk.
    pub disk: Disk,
    /// The mail server; without one, mail stays in the outbox.
    pub smtp: Option<Smtp>,
    /// An S3-compatible store for files; a folder by default.
    pub s3: Option<S3>,
    /// Of the only centre: see [`Centre::code`].
    pub code: Option<String>,
    /// Of the only centre: see [`Centre::name`].
    pub name: Option<String>,
    /// Of the only centre: see [`Centre::name_en`].
    pub name_en: Option<String>,
    /// Of the only centre: see [`Centre::base_url`].
    pub base_url: Option<String>,
    /// Of the only centre: see [`Centre::database`].
    pub database: Option<String>,
    /// Of the only centre: see [`Centre::database_password_file`].
    pub database_password_file: Option<PathBuf>,
    /// Of the only centre: see [`Centre::key_file`].
    pub key_file: Option<PathBuf>,
    /// Of the only centre: see [`Centre::mail_folder`].
    pub mail_folder: Option<PathBuf>,
    /// Several centres in one process.
    pub centre: Vec<Centre>,
}

/// The log.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// How it is written.
    pub format: LogFormat,
    /// From which level on: `error`, `warn`, `info`, `debug`; or a list as `tracing` reads it.
    pub level: String,
    /// Whether every request leaves a line.
    pub access: bool,
}

impl Default for Log {
    fn default() -> Log {
        Log { format: LogFormat::Text, level: "info".into(), access: true }
    }
}

/// The disk.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Disk {
    /// Below this, `hearth doctor` warns; below a tenth of it, it is bad. In MiB.
    pub free_mib: u64,
}

impl Default for Disk {
    fn default() -> Disk {
        Disk { free_mib: 1024 }
    }
}

/// How the log is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// One JSON object a line, for machines.
    Json,
}

/// The mail server.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Host name.
    pub host: String,
    /// Port; by default 587 with STARTTLS, 465 with TLS, 25 without.
    pub port: Option<u16>,
    /// User, where the server asks for one.
    pub user: Option<String>,
    /// File with the user's password.
    pub password_file: Option<PathBuf>,
    /// How the line is protected.
    #[serde(default)]
    pub tls: SmtpTls,
    /// Sender: `Name <address>`.
    pub from: String,
}

/// How the line to the mail server is protected.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmtpTls {
    /// Begins in the clear and must change to TLS.
    #[default]
    Starttls,
    /// TLS from the first byte.
    Tls,
    /// Not at all: only for a mail server on this machine.
    None,
}

/// An S3-compatible store.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct S3 {
    /// Address of the server: `https://s3.example`.
    pub endpoint: String,
    /// Bucket.
    pub bucket: String,
    /// Region, as the signature wants it.
    #[serde(default = "S3::region")]
    pub region: String,
    /// Id of the access key.
    pub access_key: String,
    /// File with the secret key.
    pub secret_key_file: PathBuf,
    /// What every name in the bucket begins with, so that centres may share one.
    #[serde(default)]
    pub prefix: String,
}

impl S3 {
    fn region() -> String {
        "us-east-1".into()
    }
}

/// One centre.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Centre {
    /// Short word for logs and folders: `kaohsiung`.
    pub code: String,
    /// Name as residents know it, in Chinese.
    pub name: Option<String>,
    /// Name in English.
    pub name_en: Option<String>,
    /// Host names it answers to (only asked for among several centres).
    pub hosts: Vec<String>,
    /// Address residents reach it at: `https://family.example.gov.tw`.
    pub base_url: Option<String>,
    /// `sqlite://FILE` or `postgres://USER@HOST/DATABASE?schema=NAME`; `DATA/hearth.db` by default.
    pub database: Option<String>,
    /// File with the password of the PostgreSQL user.
    pub database_password_file: Option<PathBuf>,
    /// File with the key of signatures and sealed fields; `DATA/key` by default, made when missing.
    pub key_file: Option<PathBuf>,
    /// Its folder; `DATA/CODE` by default among several centres.
    pub data: Option<PathBuf>,
    /// Its mail server; the common one by default.
    pub smtp: Option<Smtp>,
    /// Its store of files; the common one by default, below its code.
    pub s3: Option<S3>,
    /// The Maildir its petitions by e-mail arrive in; none by default. What is taken is removed from it.
    pub mail_folder: Option<PathBuf>,
}

/// What is wrong with the settings, with the file and line where there is one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ConfigError(pub String);

/// The settings a variable may give, as paths in the file.
pub const VARIABLES: &[&str] = &[
    "listen",
    "metrics_listen",
    "trusted_proxies",
    "data",
    "log.format",
    "log.level",
    "log.access",
    "disk.free_mib",
    "smtp.host",
    "smtp.port",
    "smtp.user",
    "smtp.password_file",
    "smtp.tls",
    "smtp.from",
    "s3.endpoint",
    "s3.bucket",
    "s3.region",
    "s3.access_key",
    "s3.secret_key_file",
    "s3.prefix",
    "code",
    "name",
    "name_en",
    "base_url",
    "database",
    "database_password_file",
    "key_file",
    "mail_folder",
];

/// Variables of this name that are none: the place of the file, the key, and those of the project's
/// own tools and tests.
const NOT_SETTINGS: [&str; 6] =
    ["HEARTH_CONFIG", "HEARTH_KEY", "HEARTH_TEST_", "HEARTH_BINARY", "HEARTH_PICTURES", "HEARTH_URL"];

/// The variable of a setting: `smtp.host` is `HEARTH_SMTP_HOST`.
fn variable(path: &str) -> String {
    format!("HEARTH_{}", path.replace('.', "_").to_uppercase())
}

impl Settings {
    /// Reads the file, where one is given, and the variables.
    ///
    /// # Errors
    /// A sentence that names the file and line, or the variable.
    pub fn read(
        file: Option<&Path>,
        variables: impl Iterator<Item = (String, String)>,
    ) -> Result<Settings, ConfigError> {
        let text = match file {
            Some(file) => {
                std::fs::read_to_string(file).map_err(|e| ConfigError(format!("{}: {e}", file.display())))?
            }
            None => String::new(),
        };
        let named = |e: toml::de::Error| {
            let file = file.map_or_else(String::new, |f| format!("{}: ", f.display()));
            ConfigError(format!("{file}{}", e.to_string().trim_end()))
        };
        // Once for the person (who wants the line of a mistake) …
        toml::from_str::<Settings>(&text).map_err(named)?;
        // … and once to lay the variables over it.
        let mut table: toml::Table = text.parse().map_err(named)?;
        for (name, value) in variables.filter(|(name, _)| name.starts_with("HEARTH_")) {
            let path = VARIABLES.iter().find(|path| variable(path) == name);
            match path {
                Some(path) if !value.is_empty() => lay(&mut table, path, &value),
                None if !NOT_SETTINGS.iter().any(|known| name.starts_with(known)) => {
                    return Err(ConfigError(format!("the variable {name} is no setting")));
                }
                _ => {}
            }
        }
        let settings: Result<Settings, _> = table.try_into();
        settings.map_err(|e| {
            ConfigError(format!("in the HEARTH_… variables: {}", e.to_string().trim_end().replace('\n', " ")))
        })
    }

    /// The centres to serve, each with all that was left to defaults but paths and addresses.
    ///
    /// # Errors
    /// A sentence about two centres that would get into each other's way.
    pub fn centres(&self) -> Result<Vec<Centre>, ConfigError> {
        if self.centre.is_empty() {
            return Ok(vec![self.only_centre()]);
        }
        self.refuse_mixture()?;
        let mut seen = BTreeSet::new();
        for centre in &self.centre {
            check_code(&centre.code)?;
            if self.centre.len() > 1 && centre.hosts.is_empty() {
                return Err(ConfigError(format!(
                    "centre {}: hosts is missing, and with several centres the host name tells them apart",
                    centre.code
                )));
            }
            let mine = [format!("code = \"{}\"", centre.code)].into_iter();
            let mine = mine.chain(centre.database.as_ref().map(|d| format!("database = \"{d}\"")));
            let mine = mine.chain(centre.hosts.iter().map(|h| format!("the host \"{}\"", h.to_lowercase())));
            for what in mine {
                if !seen.insert(what.clone()) {
                    return Err(ConfigError(format!("two centres have {what}")));
                }
            }
        }
        Ok(self.centre.iter().map(|centre| self.inherit(centre)).collect())
    }

    fn only_centre(&self) -> Centre {
        Centre {
            code: self.code.clone().unwrap_or_else(|| "centre".into()),
            name: self.name.clone(),
            name_en: self.name_en.clone(),
            hosts: vec![],
            base_url: self.base_url.clone(),
            database: self.database.clone(),
            database_password_file: self.database_password_file.clone(),
            key_file: self.key_file.clone(),
            data: self.data.clone(),
            smtp: self.smtp.clone(),
            s3: self.s3.clone(),
            mail_folder: self.mail_folder.clone(),
        }
    }

    /// Settings of the only centre say nothing when there are several.
    fn refuse_mixture(&self) -> Result<(), ConfigError> {
        let given = [
            ("code", self.code.is_some()),
            ("name", self.name.is_some()),
            ("name_en", self.name_en.is_some()),
            ("base_url", self.base_url.is_some()),
            ("database", self.database.is_some()),
            ("database_password_file", self.database_password_file.is_some()),
            ("key_file", self.key_file.is_some()),
            ("mail_folder", self.mail_folder.is_some()),
        ];
        match given.iter().find(|(_, given)| *given) {
            Some((name, _)) => {
                Err(ConfigError(format!("{name} belongs into each [[centre]] when there are [[centre]]s")))
            }
            None => Ok(()),
        }
    }

    fn inherit(&self, centre: &Centre) -> Centre {
        let shared = |s3: &S3| S3 { prefix: format!("{}{}/", s3.prefix, centre.code), ..s3.clone() };
        Centre {
            data: centre.data.clone().or_else(|| self.data.as_ref().map(|data| data.join(&centre.code))),
            smtp: centre.smtp.clone().or_else(|| self.smtp.clone()),
            s3: centre.s3.clone().or_else(|| self.s3.as_ref().map(shared)),
            ..centre.clone()
        }
    }
}

fn check_code(code: &str) -> Result<(), ConfigError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if code.is_empty() || code.len() > 40 || !code.chars().all(plain) {
        return Err(ConfigError(format!("a centre's code has 1 to 40 of a-z, 0-9 and -, not \"{code}\"")));
    }
    Ok(())
}

/// Puts a value given as text at a path of the table; numbers and truths as what they are.
fn lay(table: &mut toml::Table, path: &str, value: &str) {
    let value = match path {
        "smtp.port" | "disk.free_mib" => {
            value.parse().map(toml::Value::Integer).unwrap_or_else(|_| value.into())
        }
        "trusted_proxies" => value.split(',').map(str::trim).collect::<Vec<_>>().into(),
        "log.access" => value.parse().map(toml::Value::Boolean).unwrap_or_else(|_| value.into()),
        _ => value.into(),
    };
    match path.split_once('.') {
        None => {
            table.insert(path.into(), value);
        }
        Some((section, key)) => {
            let section = table.entry(section).or_insert_with(|| toml::Table::new().into());
            if let Some(section) = section.as_table_mut() {
                section.insert(key.into(), value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str, variables: &[(&str, &str)]) -> Result<Settings, String> {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("hearth.toml");
        std::fs::write(&file, text).unwrap();
        let variables = variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        Settings::read(Some(&file), variables).map_err(|e| e.0)
    }

    #[test]
    fn an_unknown_setting_is_refused_with_its_line() {
        let why = read("listen = \"127.0.0.1:1\"\nlisen = \"x\"\n", &[]).unwrap_err();
        assert!(why.contains("hearth.toml") && why.contains("line 2") && why.contains("`lisen`"), "{why}");
        let why = read("[smtp]\nhost = \"h\"\nfrom = \"a@b\"\npasword = 1\n", &[]).unwrap_err();
        assert!(why.contains("line 4") && why.contains("`pasword`"), "{why}");
        let why = read("[log]\nformat = \"xml\"\n", &[]).unwrap_err();
        assert!(why.contains("line 2") && why.contains("`json`"), "{why}");
    }

    #[test]
    fn a_variable_wins_over_the_file() {
        let variables = [("HEARTH_LISTEN", "[::1]:2"), ("HEARTH_SMTP_PORT", "2525"), ("HEARTH_DATA", "")];
        let text =
            "listen = \"127.0.0.1:1\"\ndata = \"/a\"\n[smtp]\nhost = \"mail\"\nfrom = \"a@b.example\"\n";
        let settings = read(text, &variables).unwrap();
        assert_eq!(settings.listen.as_deref(), Some("[::1]:2"));
        assert_eq!(settings.data.as_deref(), Some(Path::new("/a")), "an empty variable says nothing");
        let smtp = settings.smtp.unwrap();
        assert_eq!((smtp.host.as_str(), smtp.port, smtp.tls), ("mail", Some(2525), SmtpTls::Starttls));
        let why = read("", &[("HEARTH_BASE_ULR", "x")]).unwrap_err();
        assert!(why.contains("HEARTH_BASE_ULR"), "{why}");
        assert!(read("", &[("HEARTH_TEST_DATABASE", "x"), ("HOME", "/")]).is_ok());
        let why = read("", &[("HEARTH_SMTP_PORT", "many")]).unwrap_err();
        assert!(why.contains("variables"), "{why}");
    }

    #[test]
    fn proxies_are_addresses_or_networks() {
        let file = "listen = \"127.0.0.1:1\"\ntrusted_proxies = [\"10.0.0.1\", \"10.1.0.0/16\"]\n";
        let settings = read(file, &[]).unwrap();
        assert_eq!(
            read("", &[("HEARTH_TRUSTED_PROXIES", "10.0.0.1, 10.1.0.0/16")]).unwrap().trusted_proxies,
            settings.trusted_proxies
        );
        let why = read(&file.replace("/16", "/64"), &[]).unwrap_err();
        assert!(why.contains("line 2") && why.contains("10.1.0.0/64"), "{why}");
    }

    #[test]
    fn several_centres_must_not_get_into_each_others_way() {
        let two = |a: &str, b: &str| {
            let text =
                format!("data = \"/d\"\n[[centre]]\ncode = \"a\"\n{a}\n[[centre]]\ncode = \"b\"\n{b}\n");
            read(&text, &[]).unwrap().centres().map_err(|e| e.0)
        };
        let centres = two("hosts = [\"a.example\"]", "hosts = [\"b.example\"]\ndata = \"/e\"").unwrap();
        assert_eq!(centres[0].data.as_deref(), Some(Path::new("/d/a")));
        assert_eq!(centres[1].data.as_deref(), Some(Path::new("/e")));
        assert!(two("hosts = [\"a.example\"]", "").unwrap_err().contains("centre b: hosts is missing"));
        for again in ["a.example", "A.Example"] {
            let why = two("hosts = [\"a.example\"]", &format!("hosts = [\"{again}\"]")).unwrap_err();
            assert!(why.contains("a.example"), "{why}");
        }
        let same = "database = \"sqlite:///x.db\"\nhosts = ";
        let why = two(&format!("{same}[\"a\"]"), &format!("{same}[\"b\"]")).unwrap_err();
        assert!(why.contains("two centres have database"), "{why}");
        let why = read("name = \"x\"\n[[centre]]\ncode = \"a\"\n", &[]).unwrap().centres().unwrap_err();
        assert!(why.0.contains("name belongs into each [[centre]]"), "{why}");
        let why = read("[[centre]]\ncode = \"A/..\"\n", &[]).unwrap().centres().unwrap_err();
        assert!(why.0.contains("a-z"), "{why}");
    }
}
