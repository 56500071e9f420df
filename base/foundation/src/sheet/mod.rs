//! Tables that come in and go out: CSV, Excel (XLSX) and OpenDocument (ODS).
//!
//! What comes in is refused with a reason rather than guessed at: one header row, no merged cells,
//! no column twice, UTF-8. What goes out opens in any office program and never runs as a formula.

mod read;
mod write;

pub use read::{BYTES_MAX, ROWS_MAX, read};
pub use write::write;

use crate::i18n::Arg;

/// The kinds of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text with commas, UTF-8.
    Csv,
    /// Excel.
    Xlsx,
    /// OpenDocument, the format of government offices.
    Ods,
}

impl Kind {
    /// All kinds, in the order in which they are offered.
    pub const ALL: [Kind; 3] = [Kind::Ods, Kind::Xlsx, Kind::Csv];

    /// The end of the file's name, also its code in addresses.
    pub const fn code(self) -> &'static str {
        match self {
            Kind::Csv => "csv",
            Kind::Xlsx => "xlsx",
            Kind::Ods => "ods",
        }
    }

    /// The kind of a code.
    pub fn from_code(code: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.code().eq_ignore_ascii_case(code))
    }

    /// The kind a file's name ends with.
    pub fn from_name(name: &str) -> Option<Kind> {
        Kind::from_code(name.rsplit_once('.')?.1)
    }

    /// `Content-Type` of such a file.
    pub const fn content_type(self) -> &'static str {
        match self {
            Kind::Csv => "text/csv; charset=utf-8",
            Kind::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Kind::Ods => "application/vnd.oasis.opendocument.spreadsheet",
        }
    }
}

/// A cell that goes out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Text, never taken for a formula.
    Text(String),
    /// A whole number.
    Number(i64),
    /// Nothing.
    Empty,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}
impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::from(text.to_owned())
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::from(text.clone())
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Cell {
        Cell::Number(number)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Empty, Into::into)
    }
}

/// A row that came in: its number in the file, from 1 for the header, and its cells as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Number, as an office program shows it.
    pub number: usize,
    /// As many cells as there are columns.
    pub cells: Vec<String>,
    /// Those of them that an office program keeps as a number with a fraction: `1.10` is 1.1 in there.
    pub fractions: Vec<usize>,
}

/// A table that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows that are not empty.
    pub lines: Vec<Line>,
}

/// Why a file is no table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SheetError {
    /// The name ends with none of the known kinds.
    #[error("the file is neither CSV, XLSX nor ODS")]
    UnknownKind,
    /// The file is larger than allowed.
    #[error("the file is larger than {max_mb} MB")]
    TooLarge {
        /// The most that is read, in megabytes.
        max_mb: i64,
    },
    /// A CSV file in another encoding than UTF-8 (often Big5).
    #[error("the text is not UTF-8 from line {line} on; save the file as CSV UTF-8")]
    NotUtf8 {
        /// The first line that cannot be read.
        line: i64,
    },
    /// The file is damaged, encrypted or of another kind than its name says.
    #[error("the file cannot be read: {detail}")]
    Unreadable {
        /// What the reader says.
        detail: String,
    },
    /// No row with names of columns, or none below it.
    #[error("the table has no rows")]
    Empty,
    /// More rows than are taken at once.
    #[error("the table has more than {max} rows")]
    TooManyRows {
        /// The most that is taken.
        max: i64,
    },
    /// Two cells were merged into one.
    #[error("cells are merged")]
    Merged,
    /// A column has no name.
    #[error("column {column} has no name")]
    Nameless {
        /// Its number, from 1.
        column: i64,
    },
    /// Two columns have one name.
    #[error("the column {name} is there twice")]
    Twice {
        /// The name.
        name: String,
    },
    /// A row has more cells than there are columns, or fewer.
    #[error("line {line} has {found} cells, the header has {wanted}")]
    Ragged {
        /// Number of the line.
        line: i64,
        /// How many cells it has.
        found: i64,
        /// How many there are columns.
        wanted: i64,
    },
}

impl SheetError {
    /// Key and arguments of the words for people.
    pub fn words(&self) -> (&'static str, Vec<(&'static str, Arg)>) {
        match self {
            SheetError::UnknownKind => ("sheet-unknown-kind", vec![]),
            SheetError::TooLarge { max_mb } => ("sheet-too-large", vec![("max", (*max_mb).into())]),
            SheetError::NotUtf8 { line } => ("sheet-not-utf8", vec![("line", (*line).into())]),
            SheetError::Unreadable { .. } => ("sheet-unreadable", vec![]),
            SheetError::Empty => ("sheet-empty", vec![]),
            SheetError::TooManyRows { max } => ("sheet-too-many-rows", vec![("max", (*max).into())]),
            SheetError::Merged => ("sheet-merged", vec![]),
            SheetError::Nameless { column } => ("sheet-nameless", vec![("column", (*column).into())]),
            SheetError::Twice { name } => ("sheet-twice", vec![("name", name.into())]),
            SheetError::Ragged { line, found, wanted } => (
                "sheet-ragged",
                vec![("line", (*line).into()), ("found", (*found).into()), ("wanted", (*wanted).into())],
            ),
        }
    }
}
