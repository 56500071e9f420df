//! One SQL text for both engines, and the list of all of them.

/// A statement that both engines accept: `$1` parameters; `= any($1)` over a list of texts and
/// a trailing `for update [skip locked]` are translated for SQLite. Made by [`crate::sql!`] only,
/// so that a test can prepare every statement of the house on both engines.
#[derive(Debug, Clone, Copy)]
pub struct Sql(#[doc(hidden)] pub &'static str);

/// A statement known to the house, and where it stands.
#[derive(Debug)]
pub struct Registered {
    /// The SQL text.
    pub text: &'static str,
    /// Source file.
    pub file: &'static str,
    /// Line in the source file.
    pub line: u32,
}

inventory::collect!(Registered);

/// Every statement compiled into this program.
pub fn registered() -> impl Iterator<Item = &'static Registered> {
    inventory::iter::<Registered>.into_iter()
}

/// A registered SQL statement: `sql!("select name from courses_course where id = $1")`.
#[macro_export]
macro_rules! sql {
    ($text:literal) => {{
        $crate::inventory::submit! {
            $crate::db::Registered { text: $text, file: file!(), line: line!() }
        }
        $crate::db::Sql($text)
    }};
}

/// The SQLite spelling of a portable statement.
pub(super) fn for_sqlite(text: &str) -> String {
    let text = text.replace(" for update skip locked", "").replace(" for update", "");
    let mut out = String::with_capacity(text.len() + 16);
    let mut rest = text.as_str();
    while let Some(at) = rest.find('$') {
        let (before, after) = rest.split_at(at);
        let digits = after.chars().skip(1).take_while(char::is_ascii_digit).count();
        let (number, tail) = after.split_at(1 + digits);
        let number = number.trim_start_matches('$');
        match (before.strip_suffix("= any("), tail.strip_prefix(')')) {
            (Some(head), Some(tail)) if digits > 0 => {
                out.push_str(head);
                out.push_str(&format!("in (select value from json_each(?{number}))"));
                rest = tail;
            }
            _ => {
                out.push_str(before);
                out.push_str(if digits > 0 { "?" } else { "$" });
                out.push_str(number);
                rest = tail;
            }
        }
    }
    out.push_str(rest);
    out
}

/// The set-based PostgreSQL spelling of `insert … values ($1, …, $n) …`; `types` are the element
/// types of the columns.
pub(super) fn unnest(text: &str, types: &[&str]) -> Option<String> {
    let start = text.find("values (")?;
    let end = start + text.get(start..)?.find(')')?;
    let arrays: Vec<String> = types.iter().enumerate().map(|(i, t)| format!("${}::{t}[]", i + 1)).collect();
    Some(format!("{}select * from unnest({}){}", text.get(..start)?, arrays.join(", "), text.get(end + 1..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn portable_text_is_spelled_for_sqlite() {
        assert_eq!(
            for_sqlite("select a from t where id = $2 and b = $10 for update"),
            "select a from t where id = ?2 and b = ?10"
        );
        assert_eq!(
            for_sqlite("select a from t where id = any($1) and c = $2"),
            "select a from t where id in (select value from json_each(?1)) and c = ?2"
        );
    }

    #[test]
    fn an_insert_becomes_one_set_for_postgresql() {
        assert_eq!(
            unnest("insert into t (a, b) values ($1, $2) on conflict do nothing", &["text", "bigint"])
                .as_deref(),
            Some(
                "insert into t (a, b) select * from unnest($1::text[], $2::bigint[]) on conflict do nothing"
            )
        );
    }
}
