//! Reading a table.

use std::collections::HashSet;
use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _};

use super::{Kind, Line, Sheet, SheetError};

/// Files larger than this are refused unread.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;
/// Rows taken at once.
pub const ROWS_MAX: usize = 5_000;
/// Columns looked at.
const COLUMNS_MAX: usize = 200;
/// What the parts of a packed file may unpack to, all together.
const UNPACKED_MAX: u64 = 64 * 1024 * 1024;
/// A cell or row with content may be repeated this often in an ODS file before it is taken for a trap.
const REPEATS_MAX: usize = 200;

/// A cell as it came in.
#[derive(Debug, Clone, Default)]
struct Read {
    text: String,
    /// Whether the office program keeps it as a number with a fraction.
    is_fraction: bool,
}

/// Rows as they stand in the file, with their numbers from 1.
type Rows = Vec<(usize, Vec<Read>)>;

impl From<String> for Read {
    fn from(text: String) -> Read {
        Read { text, is_fraction: false }
    }
}

/// Reads the first table of a file; its kind is told by its name.
///
/// # Errors
/// [`SheetError`], each with the reason.
pub fn read(name: &str, bytes: &[u8]) -> Result<Sheet, SheetError> {
    let kind = Kind::from_name(name).ok_or(SheetError::UnknownKind)?;
    if bytes.len() > BYTES_MAX {
        return Err(SheetError::TooLarge { max_mb: size(BYTES_MAX / 1024 / 1024) });
    }
    let rows = match kind {
        Kind::Csv => csv(bytes)?,
        Kind::Xlsx => xlsx(bytes)?,
        Kind::Ods => ods(bytes)?,
    };
    sheet(rows)
}

fn size(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn unreadable(error: impl std::fmt::Display) -> SheetError {
    SheetError::Unreadable { detail: error.to_string() }
}

/// The header and the rows below it; empty rows are left out.
fn sheet(rows: Rows) -> Result<Sheet, SheetError> {
    let is_empty = |cell: &Read| cell.text.trim().is_empty();
    let mut rows = rows.into_iter().filter(|(_, cells)| !cells.iter().all(is_empty));
    let (_, mut columns) = rows.next().ok_or(SheetError::Empty)?;
    while columns.last().is_some_and(is_empty) {
        columns.pop();
    }
    let columns: Vec<String> = columns.iter().map(|name| name.text.trim().to_owned()).collect();
    let mut known = HashSet::new();
    for (at, name) in columns.iter().enumerate() {
        if name.is_empty() {
            return Err(SheetError::Nameless { column: size(at + 1) });
        }
        if !known.insert(name) {
            return Err(SheetError::Twice { name: name.clone() });
        }
    }
    let mut lines = Vec::new();
    for (number, mut cells) in rows {
        while cells.len() > columns.len() && cells.last().is_some_and(is_empty) {
            cells.pop();
        }
        if cells.len() > columns.len() {
            let (found, wanted) = (size(cells.len()), size(columns.len()));
            return Err(SheetError::Ragged { line: size(number), found, wanted });
        }
        cells.resize(columns.len(), Read::default());
        let fractions = cells.iter().enumerate().filter(|(_, cell)| cell.is_fraction).map(|(at, _)| at);
        let fractions = fractions.collect();
        lines.push(Line { number, cells: cells.into_iter().map(|cell| cell.text).collect(), fractions });
        if lines.len() > ROWS_MAX {
            return Err(SheetError::TooManyRows { max: size(ROWS_MAX) });
        }
    }
    if lines.is_empty() { Err(SheetError::Empty) } else { Ok(Sheet { columns, lines }) }
}

fn csv(bytes: &[u8]) -> Result<Rows, SheetError> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        SheetError::NotUtf8 { line: size(before.iter().filter(|byte| **byte == b'\n').count() + 1) }
    })?;
    if text.contains('\0') {
        return Err(unreadable("the file holds binary content"));
    }
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut rows = Rows::new();
    let (mut width, mut line) = (None, 0);
    let mut records = reader.records();
    loop {
        let before = usize::try_from(records.reader().position().byte()).unwrap_or_default();
        let Some(record) = records.next() else { break };
        let record = record.map_err(unreadable)?;
        line += blank_lines(text, before) + 1;
        let wanted = *width.get_or_insert(record.len());
        if record.len() != wanted && record.iter().any(|cell| !cell.trim().is_empty()) {
            let (found, wanted) = (size(record.len()), size(wanted));
            return Err(SheetError::Ragged { line: size(line), found, wanted });
        }
        rows.push((line, record.iter().map(|cell| unescaped(cell).into()).collect()));
        if rows.len() > ROWS_MAX + 1 {
            return Err(SheetError::TooManyRows { max: size(ROWS_MAX) });
        }
    }
    Ok(rows)
}

/// Empty lines from a place on: rows of the table too, as people count them. The reader stops within `\r\n`.
fn blank_lines(text: &str, from: usize) -> usize {
    let (before, rest) = text.as_bytes().split_at(from.min(text.len()));
    let rest = if before.ends_with(b"\r") { rest.strip_prefix(b"\n").unwrap_or(rest) } else { rest };
    rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).filter(|byte| **byte == b'\n').count()
}

/// Takes off the mark that keeps a text from being run as a formula, as [`super::write`] puts it on.
fn unescaped(cell: &str) -> String {
    match cell.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r']) => rest.to_owned(),
        _ => cell.to_owned(),
    }
}

/// Refuses a packed file that unpacks to far more than a table; answers one of its parts.
fn unpacked(bytes: &[u8], part: &str) -> Result<String, SheetError> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(unreadable)?;
    let mut total = 0;
    for at in 0..archive.len() {
        total += archive.by_index(at).map_err(unreadable)?.size();
    }
    if total > UNPACKED_MAX {
        return Err(SheetError::TooLarge { max_mb: size(BYTES_MAX / 1024 / 1024) });
    }
    let mut text = String::new();
    let file = archive.by_name(part).map_err(unreadable)?;
    // The size that the archive states may be a lie; no more than that is unpacked.
    file.take(UNPACKED_MAX).read_to_string(&mut text).map_err(unreadable)?;
    Ok(text)
}

fn xlsx(bytes: &[u8]) -> Result<Rows, SheetError> {
    unpacked(bytes, "[Content_Types].xml")?;
    let mut book = calamine::Xlsx::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = book.sheet_names().into_iter().next().ok_or(SheetError::Empty)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(unreadable)?;
    if !merged.is_empty() {
        return Err(SheetError::Merged);
    }
    // Cell by cell: a single cell far away must not make a table of a thousand million cells.
    let mut cells = book.worksheet_cells_reader(&name).map_err(unreadable)?;
    let mut rows = Rows::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let (row, column) = (row as usize, column as usize);
        let read = shown(&Data::from(cell.get_value().clone()));
        if read.text.is_empty() {
            continue;
        }
        if column >= COLUMNS_MAX {
            let (found, wanted) = (size(column + 1), size(COLUMNS_MAX));
            return Err(SheetError::Ragged { line: size(row + 1), found, wanted });
        }
        if rows.last().is_none_or(|(number, _)| *number != row + 1) {
            rows.push((row + 1, Vec::new()));
        }
        if rows.len() > ROWS_MAX + 1 {
            return Err(SheetError::TooManyRows { max: size(ROWS_MAX) });
        }
        if let Some((_, cells)) = rows.last_mut() {
            cells.resize(cells.len().max(column + 1), Read::default());
            if let Some(slot) = cells.get_mut(column) {
                *slot = read;
            }
        }
    }
    Ok(rows)
}

fn ods(bytes: &[u8]) -> Result<Rows, SheetError> {
    let content = unpacked(bytes, "content.xml")?;
    refuse_traps(&content)?;
    let mut book = calamine::Ods::new(Cursor::new(bytes)).map_err(unreadable)?;
    let name = book.sheet_names().into_iter().next().ok_or(SheetError::Empty)?;
    let range = book.worksheet_range(&name).map_err(unreadable)?;
    let (top, left) = range.start().unwrap_or_default();
    let (top, left) = (top as usize, left as usize);
    if range.width() + left > COLUMNS_MAX {
        let (found, wanted) = (size(range.width() + left), size(COLUMNS_MAX));
        return Err(SheetError::Ragged { line: size(top + 1), found, wanted });
    }
    if range.height() > ROWS_MAX + 1 {
        return Err(SheetError::TooManyRows { max: size(ROWS_MAX) });
    }
    let indent = std::iter::repeat_n(Read::default(), left);
    let cells = |row: &[Data]| indent.clone().chain(row.iter().map(shown)).collect();
    Ok(range.rows().enumerate().map(|(at, row)| (top + at + 1, cells(row))).collect())
}

/// Refuses merged cells, and content repeated so often that it fills the memory.
fn refuse_traps(content: &str) -> Result<(), SheetError> {
    for spanned in ["number-columns-spanned=\"", "number-rows-spanned=\""] {
        if content.split(spanned).skip(1).any(|rest| !rest.starts_with("1\"")) {
            return Err(SheetError::Merged);
        }
    }
    let times = |part: &str, repeated: &str| -> usize {
        part.split_once(repeated).map_or(1, |(_, rest)| {
            let digits: String = rest.chars().take_while(char::is_ascii_digit).take(9).collect();
            digits.parse().unwrap_or(1)
        })
    };
    for row in content.split("<table:table-row").skip(1) {
        let filled = row.split("<table:table-cell").skip(1).filter(|cell| {
            let tag = cell.split('>').next().unwrap_or_default();
            cell.contains("<text:p") || tag.contains("office:value")
        });
        let widest = filled.map(|cell| times(cell, "number-columns-repeated=\"")).max();
        if widest
            .is_some_and(|widest| widest > REPEATS_MAX || times(row, "number-rows-repeated=\"") > REPEATS_MAX)
        {
            return Err(SheetError::TooManyRows { max: size(ROWS_MAX) });
        }
    }
    Ok(())
}

/// A cell as text: whole numbers without fraction, moments as `2026-11-22T09:30`, days as `2026-11-22`.
fn shown(cell: &Data) -> Read {
    let text = match cell {
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text.clone(),
        Data::Int(n) => n.to_string(),
        Data::Float(n) if n.fract() == 0.0 && n.abs() < 1e15 => format!("{n:.0}"),
        Data::Float(n) => n.to_string(),
        Data::Bool(b) => if *b { "1" } else { "0" }.to_owned(),
        Data::DateTime(at) => {
            let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
            if (hour, minute) == (0, 0) {
                format!("{year:04}-{month:02}-{day:02}")
            } else {
                format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}")
            }
        }
        Data::Error(_) | Data::Empty => String::new(),
    };
    Read { text, is_fraction: matches!(cell, Data::Float(n) if n.fract() != 0.0) }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
