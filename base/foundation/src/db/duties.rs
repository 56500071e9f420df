//! What an operator asks of an engine: a copy, and whether it keeps what it confirms.

use super::{Conn, DbError, DbResult, Kind};

impl Conn {
    /// Settings of the database server with which it may lose, when the power goes, what it has confirmed.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn list_lossy_settings(&mut self) -> DbResult<Vec<String>> {
        match &mut self.kind {
            Kind::Sqlite(_) => Ok(Vec::new()),
            Kind::Postgres(c) => c.list_lossy_settings(),
        }
    }

    /// Copies a SQLite store, online, into the file `to`.
    ///
    /// # Errors
    /// [`DbError::Statement`] on PostgreSQL, which has tools of its own for this.
    pub fn copy_to(&mut self, to: &std::path::Path) -> DbResult<()> {
        match &mut self.kind {
            Kind::Sqlite(c) => c.copy_to(to),
            Kind::Postgres(_) => Err(DbError::Statement("use pg_dump for a PostgreSQL store".into())),
        }
    }
}
