//! The SQLite half of the waist.

use std::collections::HashMap;
use std::path::Path;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags};

use super::sql::for_sqlite;
use super::{DbError, DbResult, Param, Row, Sql, Value};

pub(super) struct Sqlite {
    conn: Connection,
    spelled: HashMap<&'static str, String>,
}

impl Sqlite {
    pub(super) fn open(file: &Path, read_only: bool) -> DbResult<Sqlite> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(file, flags)
            .map_err(|e| DbError::Unavailable(format!("{}: {e}", file.display())))?;
        conn.set_prepared_statement_cache_capacity(512);
        conn.execute_batch(
            "pragma busy_timeout = 5000; pragma journal_mode = wal; pragma synchronous = full;
             pragma foreign_keys = on; pragma temp_store = memory;",
        )
        .map_err(error)?;
        // Only the writer meets the random pages of every index; it also empties the log, which is
        // cheaper the less often it is done.
        let role = if read_only {
            "pragma query_only = on; pragma cache_size = -2048;"
        } else {
            "pragma cache_size = -16384; pragma wal_autocheckpoint = 6000; pragma journal_size_limit = 33554432;"
        };
        conn.execute_batch(role).map_err(error)?;
        Ok(Sqlite { conn, spelled: HashMap::new() })
    }

    pub(super) fn rows(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<Vec<Row>> {
        let text = spell(&mut self.spelled, sql);
        let mut statement = self.conn.prepare_cached(text).map_err(error)?;
        let columns = statement.column_count();
        let mut rows = statement.query(rusqlite::params_from_iter(params)).map_err(error)?;
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(error)? {
            let mut values = Vec::with_capacity(columns);
            for i in 0..columns {
                values.push(value(row.get_ref(i).map_err(error)?));
            }
            out.push(Row(values));
        }
        Ok(out)
    }

    pub(super) fn execute(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<u64> {
        let text = spell(&mut self.spelled, sql);
        let mut statement = self.conn.prepare_cached(text).map_err(error)?;
        let touched = statement.execute(rusqlite::params_from_iter(params)).map_err(error)?;
        Ok(touched as u64)
    }

    pub(super) fn prepare(&mut self, sql: Sql) -> DbResult<usize> {
        let statement = self.conn.prepare(&for_sqlite(sql.0)).map_err(error)?;
        Ok(statement.column_count())
    }

    pub(super) fn batch(&mut self, text: &str) -> DbResult<()> {
        self.conn.execute_batch(text).map_err(error)
    }

    pub(super) fn copy_to(&mut self, to: &Path) -> DbResult<()> {
        self.conn.backup("main", to, None::<fn(rusqlite::backup::Progress)>).map_err(error)
    }
}

/// Makes a copied store one plain file and reads all of it.
pub(super) fn verify(file: &Path) -> DbResult<()> {
    let conn = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE).map_err(error)?;
    conn.execute_batch("pragma journal_mode = delete").map_err(error)?;
    for check in ["pragma integrity_check", "pragma foreign_key_check"] {
        let mut statement = conn.prepare(check).map_err(error)?;
        let mut rows = statement.query(()).map_err(error)?;
        while let Some(row) = rows.next().map_err(error)? {
            let said = match row.get_ref(0).map_err(error)? {
                ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
                other => format!("{other:?}"),
            };
            if said != "ok" {
                return Err(DbError::Statement(format!("{}: {check}: {said}", file.display())));
            }
        }
    }
    Ok(())
}

fn spell<'a>(spelled: &'a mut HashMap<&'static str, String>, sql: Sql) -> &'a str {
    spelled.entry(sql.0).or_insert_with(|| for_sqlite(sql.0))
}

fn value(found: ValueRef<'_>) -> Value {
    match found {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        // No column is real or a blob; a sum of nothing or an average must be cast in the SQL.
        ValueRef::Real(x) => Value::Text(x.to_string()),
        ValueRef::Text(t) | ValueRef::Blob(t) => Value::Text(String::from_utf8_lossy(t).into_owned()),
    }
}

impl rusqlite::ToSql for Param<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self {
            Param::Null => ToSqlOutput::Owned(rusqlite::types::Value::Null),
            Param::Text(t) => ToSqlOutput::Borrowed(ValueRef::Text(t.as_bytes())),
            Param::Int(n) => ToSqlOutput::Owned((*n).into()),
            Param::Bool(b) => ToSqlOutput::Owned(i64::from(*b).into()),
            Param::Texts(list) => {
                let json = serde_json::to_string(list.as_ref()).unwrap_or_default();
                ToSqlOutput::Owned(json.into())
            }
        })
    }
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn error(e: rusqlite::Error) -> DbError {
    match e.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => DbError::Conflict(e.to_string()),
        Some(ErrorCode::DiskFull) => DbError::DiskFull,
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure | ErrorCode::ReadOnly) => {
            DbError::Unavailable(e.to_string())
        }
        _ => DbError::Statement(e.to_string()),
    }
}
