//! Schema steps: numbered per service, each in one transaction, each with a checksum.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::{Address, Conn, DbError, DbResult, Engine, on_own_thread};

/// The text of a schema step.
#[derive(Debug, Clone, Copy)]
pub enum Text {
    /// The same for both engines.
    Both(&'static str),
    /// Only where the engines cannot agree.
    Pair {
        /// For SQLite.
        sqlite: &'static str,
        /// For PostgreSQL.
        postgres: &'static str,
    },
}

/// One numbered schema step of a service. Steps only expand the schema while an older program may
/// still run on it; what is no longer used is dropped by a later release.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// Number within the service, growing; a gap is never filled, for stores that are past it would take it last.
    pub number: u32,
    /// What it does, for people.
    pub name: &'static str,
    /// The SQL.
    pub text: Text,
}

/// All schema steps of a service.
#[derive(Debug, Clone, Copy)]
pub struct Migrations {
    /// The service they belong to.
    pub service: &'static str,
    /// The steps, in order.
    pub steps: &'static [Migration],
}

/// A step that has not been applied yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pending {
    /// The service.
    pub service: &'static str,
    /// The step's number.
    pub number: u32,
    /// The step's name.
    pub name: &'static str,
}

const LEDGER: &str = "create table if not exists foundation_migration (
    service text not null, number bigint not null, name text not null, checksum text not null,
    primary key (service, number))";

/// Applies what is missing; several processes may call this at once.
///
/// # Errors
/// [`DbError::Statement`] when a step fails or an applied step was changed afterwards.
pub fn migrate(address: &Address, all: &[Migrations]) -> DbResult<Vec<Pending>> {
    on_own_thread(|| migrate_here(address, all))
}

fn migrate_here(address: &Address, all: &[Migrations]) -> DbResult<Vec<Pending>> {
    let mut conn = Conn::open(address, false)?;
    if let Address::Postgres { schema, .. } = address {
        // Of several that start at once each would find none and make it; both stand in one transaction.
        conn.batch(&format!("select pg_advisory_xact_lock(4128185); create schema if not exists {schema}"))?;
    }
    let all = all.to_vec();
    conn.transaction(&move |conn| {
        if conn.engine() == Engine::Postgres {
            // Any number will do, it only has to be the same everywhere: one migration of a centre at a time.
            conn.batch("select pg_advisory_xact_lock(hashtextextended(current_schema(), 4128185))")?;
        }
        conn.batch(LEDGER)?;
        let missing = missing(conn, &all)?;
        for (pending, step) in &missing {
            apply(conn, pending, step)?;
        }
        Ok(missing.into_iter().map(|(pending, _)| pending).collect())
    })
}

/// What [`migrate`] would do, without doing it.
///
/// # Errors
/// As [`migrate`].
pub fn pending(address: &Address, all: &[Migrations]) -> DbResult<Vec<Pending>> {
    if matches!(address, Address::Sqlite { file } if !file.exists()) {
        return Ok(every(all).map(|(pending, _)| pending).collect());
    }
    on_own_thread(|| {
        let mut conn = Conn::open(address, false)?;
        Ok(missing(&mut conn, all)?.into_iter().map(|(pending, _)| pending).collect())
    })
}

fn missing(conn: &mut Conn, all: &[Migrations]) -> DbResult<Vec<(Pending, Migration)>> {
    let mut applied: HashMap<(String, u32), String> = HashMap::new();
    let found = conn.rows(crate::sql!("select service, number, checksum from foundation_migration"), &[]);
    let found = match found {
        // A store without the ledger has no step yet.
        Err(DbError::Statement(_)) => return Ok(every(all).collect()),
        found => found?,
    };
    for row in found {
        applied.insert((row.get(0)?, row.get(1)?), row.get(2)?);
    }
    let mut missing = Vec::new();
    for (pending, step) in every(all) {
        match applied.get(&(pending.service.to_owned(), step.number)) {
            None => missing.push((pending, step)),
            Some(checksum) if *checksum != checksum_of(&step) => {
                return Err(DbError::Statement(format!(
                    "schema step {} {} was changed after it had been applied",
                    pending.service, step.number
                )));
            }
            Some(_) => {}
        }
    }
    Ok(missing)
}

/// Every step of the house, in order.
fn every(all: &[Migrations]) -> impl Iterator<Item = (Pending, Migration)> {
    all.iter().flat_map(|service| {
        service
            .steps
            .iter()
            .map(|step| (Pending { service: service.service, number: step.number, name: step.name }, *step))
    })
}

fn apply(conn: &mut Conn, pending: &Pending, step: &Migration) -> DbResult<()> {
    let text = match (step.text, conn.engine()) {
        (Text::Both(text), _)
        | (Text::Pair { sqlite: text, .. }, Engine::Sqlite)
        | (Text::Pair { postgres: text, .. }, Engine::Postgres) => text,
    };
    let failed = |e| DbError::Statement(format!("schema step {} {}: {e}", pending.service, pending.number));
    conn.batch(text).map_err(failed)?;
    conn.execute(
        crate::sql!(
            "insert into foundation_migration (service, number, name, checksum) values ($1, $2, $3, $4)"
        ),
        crate::params![pending.service, pending.number, pending.name, checksum_of(step)],
    )?;
    Ok(())
}

fn checksum_of(step: &Migration) -> String {
    let mut hash = Sha256::new();
    match step.text {
        Text::Both(text) => hash.update(text),
        Text::Pair { sqlite, postgres } => {
            hash.update(sqlite);
            hash.update(postgres);
        }
    }
    hash.finalize().iter().map(|b| format!("{b:02x}")).collect()
}
