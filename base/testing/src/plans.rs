//! What the engines would do for a statement: whether they read one row, or all there are.

use foundation::db::{Conn, Engine, Param, Sql, registered};

/// How many parameters a statement has.
fn count_parameters(text: &str) -> usize {
    (1..60).rev().find(|n| text.contains(&format!("${n}"))).unwrap_or(0)
}

/// What SQLite would do for a statement, a line a step.
pub fn explain_on_sqlite(conn: &mut Conn, text: &str) -> Vec<String> {
    let nothing: Vec<Param<'_>> = (0..count_parameters(text)).map(|_| Param::Null).collect();
    let explain = Sql(Box::leak(format!("explain query plan {text}").into_boxed_str()));
    let rows = conn.rows(explain, &nothing).expect("a statement that can be explained");
    rows.iter().map(|row| row.get(3).expect("a line")).collect()
}

/// What PostgreSQL would do for a statement, a line a step, whatever its parameters.
fn explain_on_postgres(conn: &mut Conn, text: &str) -> Vec<String> {
    let nothing = vec!["null"; count_parameters(text)].join(", ");
    let execute = if nothing.is_empty() { "asked".to_owned() } else { format!("asked({nothing})") };
    conn.batch(&format!("prepare asked as {text}")).expect("a statement");
    let explain = Sql(Box::leak(format!("explain execute {execute}").into_boxed_str()));
    let rows = conn.rows(explain, &[]).expect("a statement that can be explained");
    conn.batch("deallocate asked").expect("a statement that was prepared");
    rows.iter().map(|row| row.get(0).expect("a line")).collect()
}

/// The lines of a plan that read the whole of a table that grows, or of an index over all of it; all of an index that
/// holds only what waits may be read.
pub fn full_reads(conn: &mut Conn, text: &str, large: &[&str], bounded: &[&str]) -> Vec<String> {
    if conn.engine() == Engine::Sqlite {
        let lines = explain_on_sqlite(conn, text);
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        return lines.into_iter().filter(|line| is_full_on_sqlite(&text, line, large, bounded)).collect();
    }
    let lines = explain_on_postgres(conn, text);
    let next = lines.iter().skip(1).map(String::as_str).chain([""]);
    let full = lines.iter().zip(next).filter(|(line, next)| is_full_on_postgres(line, next, large, bounded));
    full.map(|(line, _)| line.trim().to_owned()).collect()
}

/// What of all statements written in these source files does that, each with where it stands.
pub fn full_reads_in(conn: &mut Conn, files: &str, large: &[&str], bounded: &[&str]) -> Vec<String> {
    let ours = registered().filter(|statement| statement.file.contains(files));
    ours.flat_map(|of| {
        let found = full_reads(conn, of.text, large, bounded).into_iter();
        found.map(move |line| format!("{}:{}: {line}", of.file, of.line))
    })
    .collect()
}

fn is_full_on_sqlite(text: &str, line: &str, large: &[&str], bounded: &[&str]) -> bool {
    if line.contains("AUTOMATIC") {
        return true;
    }
    let Some(name) = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next()) else { return false };
    // A short name stands for a table.
    let is_large = large.iter().any(|table| name == *table || text.contains(&format!("{table} {name} ")));
    is_large && !bounded.iter().any(|index| line.ends_with(index))
}

fn is_full_on_postgres(line: &str, next: &str, large: &[&str], bounded: &[&str]) -> bool {
    let on =
        |table: &&str| line.contains(&format!(" on {table} ")) || line.contains(&format!(" on {table}_"));
    let is_bounded = bounded.iter().any(|index| line.contains(&format!(" {index} ")));
    let reads = line.contains("Seq Scan")
        || (line.contains("Scan") && line.contains("Index") && !next.contains("Index Cond:"));
    large.iter().any(on) && reads && !is_bounded
}
