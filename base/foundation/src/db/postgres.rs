//! The PostgreSQL half of the waist.

use std::collections::HashMap;
use std::error::Error;
use std::time::Duration;

use postgres::types::{IsNull, ToSql, Type, private::BytesMut, to_sql_checked};
use postgres::{Client, NoTls, Statement};

use super::sql::unnest;
use super::{Address, DbError, DbResult, Param, Row, Sql, Value};

pub(super) struct Postgres {
    client: Client,
    prepared: HashMap<String, Statement>,
    keep_statements: bool,
}

impl Postgres {
    pub(super) fn open(address: &Address) -> DbResult<Postgres> {
        let Address::Postgres { url, schema, keep_statements } = address else {
            return Err(DbError::Statement("not a PostgreSQL address".into()));
        };
        let mut config: postgres::Config =
            url.parse().map_err(|e: postgres::Error| DbError::Unavailable(e.to_string()))?;
        config.connect_timeout(Duration::from_secs(3));
        config.application_name("hearth");
        let mut client = match config.get_ssl_mode() {
            postgres::config::SslMode::Require => config.connect(tls()),
            _ => config.connect(NoTls),
        }
        .map_err(|e| DbError::Unavailable(e.to_string()))?;
        // Every statement finds its rows by an index and is kept prepared. A plan made while a table was
        // small would read the whole of it for ever, so the server is told not to, nor to plan anew.
        client
            .batch_execute(&format!(
                "set search_path to {schema}; set time zone 'UTC'; set statement_timeout = '30s';
                 set lock_timeout = '10s'; set client_min_messages = warning;
                 set enable_seqscan = off; set plan_cache_mode = force_generic_plan; set jit = off;
                 set synchronous_commit = on"
            ))
            .map_err(error)?;
        Ok(Postgres { client, prepared: HashMap::new(), keep_statements: *keep_statements })
    }

    pub(super) fn is_broken(&self) -> bool {
        self.client.is_closed()
    }

    pub(super) fn rows(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<Vec<Row>> {
        let statement = self.statement(sql.0)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        let rows = self.client.query(&statement, &params).map_err(error)?;
        rows.iter().map(row).collect()
    }

    pub(super) fn execute(&mut self, sql: Sql, params: &[Param<'_>]) -> DbResult<u64> {
        let statement = self.statement(sql.0)?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &params).map_err(error)
    }

    pub(super) fn insert_many(&mut self, sql: Sql, rows: &[Vec<Param<'_>>]) -> DbResult<u64> {
        let Some(first) = rows.first() else { return Ok(0) };
        let columns: Vec<Column<'_>> =
            (0..first.len()).map(|i| Column(rows.iter().map(|r| r.get(i)).collect())).collect();
        // The plain statement is prepared for the types of its parameters only.
        let plain = self.statement(sql.0)?;
        let types: Vec<&str> = plain.params().iter().map(Type::name).collect();
        let text = unnest(sql.0, &types)
            .ok_or_else(|| DbError::Statement(format!("not a plain insert: {}", sql.0)))?;
        let statement = self.statement(&text)?;
        let params: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|c| c as &(dyn ToSql + Sync)).collect();
        self.client.execute(&statement, &params).map_err(error)
    }

    pub(super) fn prepare(&mut self, sql: Sql) -> DbResult<usize> {
        Ok(self.client.prepare(sql.0).map_err(error)?.columns().len())
    }

    pub(super) fn batch(&mut self, text: &str) -> DbResult<()> {
        self.client.batch_execute(text).map_err(error)
    }

    /// Known to this engine alone, so no registered statement.
    pub(super) fn list_lossy_settings(&mut self) -> DbResult<Vec<String>> {
        let text = "select name from pg_settings where setting = 'off'
                    and name in ('fsync', 'full_page_writes', 'synchronous_commit') order by name";
        let shape = |e: postgres::Error| DbError::Shape { column: 0, detail: e.to_string() };
        let rows = self.client.query(text, &[]).map_err(error)?;
        rows.iter().map(|row| row.try_get(0).map_err(shape)).collect()
    }

    fn statement(&mut self, text: &str) -> DbResult<Statement> {
        if let Some(known) = self.prepared.get(text) {
            return Ok(known.clone());
        }
        let statement = self.client.prepare(text).map_err(error)?;
        if self.keep_statements {
            self.prepared.insert(text.to_owned(), statement.clone());
        }
        Ok(statement)
    }
}

fn tls() -> tokio_postgres_rustls::MakeRustlsConnect {
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let config = rustls::ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    tokio_postgres_rustls::MakeRustlsConnect::new(config)
}

fn row(found: &postgres::Row) -> DbResult<Row> {
    let mut values = Vec::with_capacity(found.len());
    for (i, column) in found.columns().iter().enumerate() {
        let read = match *column.type_() {
            Type::BOOL => found.try_get::<_, Option<bool>>(i).map(|v| v.map_or(Value::Null, Value::Bool)),
            Type::INT8 => found.try_get::<_, Option<i64>>(i).map(|v| v.map_or(Value::Null, Value::Int)),
            Type::INT4 => {
                found.try_get::<_, Option<i32>>(i).map(|v| v.map_or(Value::Null, |n| Value::Int(n.into())))
            }
            _ => found.try_get::<_, Option<String>>(i).map(|v| v.map_or(Value::Null, Value::Text)),
        };
        values.push(read.map_err(|e| DbError::Shape { column: i, detail: e.to_string() })?);
    }
    Ok(Row(values))
}

type Fail = Box<dyn Error + Sync + Send>;

impl ToSql for Param<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fail> {
        match self {
            Param::Null => Ok(IsNull::Yes),
            Param::Text(t) => t.as_ref().to_sql(ty, out),
            Param::Int(n) if *ty == Type::INT4 => i32::try_from(*n)?.to_sql(ty, out),
            Param::Int(n) => n.to_sql(ty, out),
            Param::Bool(b) => b.to_sql(ty, out),
            Param::Texts(list) => list.as_ref().to_sql(ty, out),
        }
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TEXT | Type::VARCHAR | Type::INT8 | Type::INT4 | Type::BOOL | Type::TEXT_ARRAY)
    }

    to_sql_checked!();
}

/// One column of many rows, sent as an array.
#[derive(Debug)]
struct Column<'a>(Vec<Option<&'a Param<'a>>>);

impl ToSql for Column<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Fail> {
        let items: Vec<&Param<'_>> = self.0.iter().map(|p| p.unwrap_or(&Param::Null)).collect();
        items.to_sql(ty, out)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::TEXT_ARRAY | Type::INT8_ARRAY | Type::BOOL_ARRAY)
    }

    to_sql_checked!();
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands it over")]
fn error(e: postgres::Error) -> DbError {
    let Some(db) = e.as_db_error() else {
        let closed = e.is_closed() || e.source().is_some_and(|s| s.is::<std::io::Error>());
        return if closed { DbError::Unavailable(e.to_string()) } else { DbError::Statement(e.to_string()) };
    };
    match db.code().code() {
        "40001" | "40P01" | "55P03" => DbError::Conflict(db.message().to_owned()),
        "53100" => DbError::DiskFull,
        code if code.starts_with("57P") || code.starts_with("08") || code.starts_with("53") => {
            DbError::Unavailable(db.message().to_owned())
        }
        // Only the message: the detail may quote a row.
        code => DbError::Statement(format!("{code}: {}", db.message())),
    }
}
