//! A SQLite store carried over into an empty PostgreSQL schema: the way out when it is outgrown.
//!
//! Both engines have the same tables (a test compares them), so rows go over as they are; only
//! truths, which SQLite keeps as 0 and 1, are told apart by the type of their column.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::BackupError;
use crate::db::{Address, Conn, Db, DbError, DbResult, Migrations, Param, Row, Sql, Value, migrate};

/// Rows read at a time.
const ROWS: i64 = 2000;

/// A table and what to know of its columns.
struct Table {
    name: String,
    columns: Vec<String>,
    is_truth: Vec<bool>,
}

/// Makes the schema in the empty target and copies every row, as one transaction.
pub(super) fn carry(from: &Path, to: &Address, steps: &[Migrations]) -> Result<u64, BackupError> {
    let source = Db::open(&Address::Sqlite { file: from.to_owned() })?;
    migrate(to, steps)?;
    let target = Db::open(to)?;
    let tables = Arc::new(source.read_blocking(list_tables)?);
    let copy = move |conn: &mut Conn| {
        let mut copied = 0;
        for table in tables.iter() {
            copied += copy_table(&source, conn, table)?;
        }
        Ok(copied)
    };
    Ok(target.write_blocking(copy)?)
}

/// All tables but the ledger of migrations, each after those it refers to.
fn list_tables(conn: &mut Conn) -> DbResult<Vec<Table>> {
    let columns = Sql("select t.name, c.name, lower(c.type) = 'boolean' from sqlite_master t
         join pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%'
         and t.name <> 'foundation_migration' order by t.name, c.cid");
    let mut waiting: BTreeMap<String, Table> = BTreeMap::new();
    for row in conn.rows(columns, &[])? {
        let name: String = row.get(0)?;
        let table = waiting.entry(name.clone());
        let table = table.or_insert(Table { name, columns: vec![], is_truth: vec![] });
        table.columns.push(row.get(1)?);
        table.is_truth.push(row.get(2)?);
    }
    let refers = Sql("select t.name, f.\"table\" from sqlite_master t
         join pragma_foreign_key_list(t.name) f where t.type = 'table' order by t.name");
    let refers: Vec<(String, String)> =
        conn.rows(refers, &[])?.iter().map(|r| Ok((r.get(0)?, r.get(1)?))).collect::<DbResult<_>>()?;
    let mut tables = Vec::new();
    while !waiting.is_empty() {
        let is_free = |name: &String| {
            refers
                .iter()
                .filter(|(from, to)| from == name && to != name)
                .all(|(_, to)| !waiting.contains_key(to))
        };
        let Some(free) = waiting.keys().find(|name| is_free(name)).cloned() else {
            return Err(DbError::Statement("the tables refer to each other in a circle".into()));
        };
        tables.extend(waiting.remove(&free));
    }
    Ok(tables)
}

/// Statements made for a store's own tables; they live as long as the command, which ends after them.
fn spell(text: String) -> Sql {
    Sql(text.leak())
}

fn copy_table(source: &Db, target: &mut Conn, table: &Table) -> DbResult<u64> {
    let Table { name, columns, is_truth } = table;
    if target.first(spell(format!("select 1 from {name} limit 1")), &[])?.is_some() {
        return Err(DbError::Statement(format!(
            "{name} is not empty: a store is carried into an empty schema"
        )));
    }
    let listed = columns.join(", ");
    let read =
        spell(format!("select rowid, {listed} from {name} where rowid > $1 order by rowid limit {ROWS}"));
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("${n}")).collect();
    let write = spell(format!("insert into {name} ({listed}) values ({})", places.join(", ")));
    let (mut after, mut copied) = (i64::MIN, 0);
    loop {
        let rows = source.read_blocking(move |conn| conn.rows(read, &[Param::Int(after)]))?;
        let Some(last) = rows.last() else { return Ok(copied) };
        after = last.get(0)?;
        let values: Vec<Vec<Param<'_>>> = rows.iter().map(|row| params(row, is_truth)).collect();
        copied += target.insert_many(write, &values)?;
    }
}

/// The values of a row after its number.
fn params<'a>(row: &'a Row, is_truth: &[bool]) -> Vec<Param<'a>> {
    row.values().iter().skip(1).zip(is_truth).map(|(value, is_truth)| param(value, *is_truth)).collect()
}

fn param(value: &Value, is_truth: bool) -> Param<'_> {
    match value {
        Value::Null => Param::Null,
        Value::Text(text) => Param::Text(text.into()),
        Value::Int(n) if is_truth => Param::Bool(*n != 0),
        Value::Int(n) => Param::Int(*n),
        Value::Bool(b) => Param::Bool(*b),
    }
}
