//! Where a store is: `sqlite://FILE` or `postgres://USER@HOST/DATABASE?schema=NAME`.

use std::path::PathBuf;

/// The two engines a centre's store may live in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// Embedded SQLite.
    Sqlite,
    /// A PostgreSQL server.
    Postgres,
}

/// Where a store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A SQLite file.
    Sqlite {
        /// The file; its folder must exist.
        file: PathBuf,
    },
    /// A schema of a PostgreSQL database.
    Postgres {
        /// Connection URL without hearth's own parameters.
        url: String,
        /// The schema that holds the centre.
        schema: String,
        /// Whether statements are kept prepared (off behind a pooler in transaction mode).
        keep_statements: bool,
    },
}

impl Address {
    /// Reads `sqlite://FILE` or `postgres://…`; parameters `schema` (default `public`) and
    /// `statement_cache=off` are hearth's own, the rest is handed to the driver.
    ///
    /// # Errors
    /// A sentence that says what is wrong with the text.
    pub fn parse(text: &str) -> Result<Address, String> {
        if let Some(file) = text.strip_prefix("sqlite://") {
            if file.is_empty() {
                return Err("sqlite:// needs a file, for example sqlite:///var/lib/hearth/hearth.db".into());
            }
            return Ok(Address::Sqlite { file: PathBuf::from(file) });
        }
        if !(text.starts_with("postgres://") || text.starts_with("postgresql://")) {
            return Err("a database address begins with sqlite:// or postgres://".into());
        }
        let (base, query) = text.split_once('?').unwrap_or((text, ""));
        let mut schema = "public".to_owned();
        let mut keep_statements = true;
        let mut rest = Vec::new();
        for pair in query.split('&').filter(|p| !p.is_empty()) {
            match pair.split_once('=') {
                Some(("schema", name)) => schema = name.to_owned(),
                Some(("statement_cache", value)) => keep_statements = value != "off",
                _ => rest.push(pair),
            }
        }
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if schema.is_empty() || !schema.chars().all(plain) {
            return Err("a schema name has only a-z, 0-9 and _".into());
        }
        let url = if rest.is_empty() { base.to_owned() } else { format!("{base}?{}", rest.join("&")) };
        Ok(Address::Postgres { url, schema, keep_statements })
    }

    /// The engine of this address.
    pub fn engine(&self) -> Engine {
        match self {
            Address::Sqlite { .. } => Engine::Sqlite,
            Address::Postgres { .. } => Engine::Postgres,
        }
    }
}

impl std::fmt::Display for Address {
    /// The address without any password, for logs and messages.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Address::Sqlite { file } => write!(f, "sqlite://{}", file.display()),
            Address::Postgres { url, schema, .. } => {
                let rest = url.split_once("://").map_or("", |(_, rest)| rest);
                let host = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
                let host = host.split_once('?').map_or(host, |(host, _)| host);
                write!(f, "postgres://{host}?schema={schema}")
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_password_is_never_shown() {
        let a =
            Address::parse("postgres://me:secret@db.example:5433/hearth?sslmode=require&schema=kaohsiung")
                .unwrap();
        assert_eq!(a.to_string(), "postgres://db.example:5433/hearth?schema=kaohsiung");
        let Address::Postgres { url, schema, keep_statements } = a else { panic!("engine") };
        assert_eq!(url, "postgres://me:secret@db.example:5433/hearth?sslmode=require");
        assert_eq!(schema, "kaohsiung");
        assert!(keep_statements);
    }

    #[test]
    fn a_wrong_address_says_what_is_wrong() {
        assert!(Address::parse("mysql://x").unwrap_err().contains("sqlite://"));
        assert!(Address::parse("sqlite://").unwrap_err().contains("needs a file"));
        assert!(Address::parse("postgres://h/d?schema=a;drop").unwrap_err().contains("schema name"));
    }
}
