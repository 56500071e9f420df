//! Writing a table.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use super::{Cell, Kind, SheetError};

/// Excel takes no longer text in a cell.
const CELL_CHARACTERS_MAX: usize = 32_767;

/// A file with one table: `title` names it, `columns` is its header row.
///
/// CSV begins with a byte order mark, so that Excel reads it as UTF-8; a text that begins like a
/// formula gets an apostrophe before it in CSV, the other kinds say that it is text.
///
/// # Errors
/// [`SheetError::Unreadable`] when the file cannot be made.
pub fn write(kind: Kind, title: &str, columns: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, SheetError> {
    match kind {
        Kind::Csv => csv(columns, rows),
        Kind::Xlsx => xlsx(title, columns, rows),
        Kind::Ods => ods(title, columns, rows),
    }
}

fn failed(error: impl std::fmt::Display) -> SheetError {
    SheetError::Unreadable { detail: error.to_string() }
}

fn csv(columns: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, SheetError> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .flexible(true)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(columns.iter().map(|name| escaped(name))).map_err(failed)?;
    for row in rows {
        let cells = row.iter().map(|cell| match cell {
            Cell::Text(text) => escaped(text),
            Cell::Number(number) => number.to_string(),
            Cell::Empty => String::new(),
        });
        writer.write_record(cells).map_err(failed)?;
    }
    writer.into_inner().map_err(failed)
}

/// A text that an office program does not run.
fn escaped(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text.to_owned() }
}

fn xlsx(title: &str, columns: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, SheetError> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(sheet_name(title)).map_err(failed)?;
    let bold = rust_xlsxwriter::Format::new().set_bold();
    for (at, name) in columns.iter().enumerate() {
        let column = u16::try_from(at).map_err(failed)?;
        sheet.write_string_with_format(0, column, name, &bold).map_err(failed)?;
    }
    for (at, row) in rows.iter().enumerate() {
        let line = u32::try_from(at + 1).map_err(failed)?;
        for (at, cell) in row.iter().enumerate() {
            let column = u16::try_from(at).map_err(failed)?;
            match cell {
                Cell::Text(text) => {
                    let text: String = text.chars().take(CELL_CHARACTERS_MAX).collect();
                    sheet.write_string(line, column, text).map_err(failed)?;
                }
                Cell::Number(number) => {
                    sheet.write_number(line, column, *number as f64).map_err(failed)?;
                }
                Cell::Empty => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

/// A name that Excel takes: at most 31 characters, none of `[]:*?/\`.
fn sheet_name(title: &str) -> String {
    let kept: String = title
        .chars()
        .filter(|c| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\' | '\''))
        .take(31)
        .collect();
    if kept.trim().is_empty() { "1".into() } else { kept }
}

const MANIFEST: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"#;

const CONTENT_HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3"><office:automatic-styles><style:style style:name="h" style:family="table-cell"><style:text-properties fo:font-weight="bold" style:font-weight-asian="bold"/></style:style></office:automatic-styles><office:body><office:spreadsheet>"#;

fn ods(title: &str, columns: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, SheetError> {
    let mut content = String::from(CONTENT_HEAD);
    content.push_str("<table:table table:name=\"");
    push_text(&mut content, &sheet_name(title));
    content.push_str("\"><table:table-row>");
    for name in columns {
        push_string_cell(&mut content, " table:style-name=\"h\"", name);
    }
    content.push_str("</table:table-row>");
    for row in rows {
        content.push_str("<table:table-row>");
        for cell in row {
            match cell {
                Cell::Text(text) => push_string_cell(&mut content, "", text),
                Cell::Number(n) => {
                    let _ = write!(
                        content,
                        "<table:table-cell office:value-type=\"float\" office:value=\"{n}\"><text:p>{n}</text:p></table:table-cell>"
                    );
                }
                Cell::Empty => content.push_str("<table:table-cell/>"),
            }
        }
        content.push_str("</table:table-row>");
    }
    content.push_str("</table:table></office:spreadsheet></office:body></office:document-content>");
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    let packed =
        zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    // The kind must come first and unpacked, so that programs tell it by the first bytes.
    archive.start_file("mimetype", stored).map_err(failed)?;
    archive.write_all(Kind::Ods.content_type().as_bytes()).map_err(failed)?;
    for (name, text) in [("META-INF/manifest.xml", MANIFEST), ("content.xml", &content)] {
        archive.start_file(name, packed).map_err(failed)?;
        archive.write_all(text.as_bytes()).map_err(failed)?;
    }
    Ok(archive.finish().map_err(failed)?.into_inner())
}

fn push_string_cell(content: &mut String, attributes: &str, text: &str) {
    let _ = write!(content, "<table:table-cell{attributes} office:value-type=\"string\">");
    for line in text.split('\n') {
        content.push_str("<text:p>");
        push_text(content, line);
        content.push_str("</text:p>");
    }
    content.push_str("</table:table-cell>");
}

/// Text as XML; characters that XML does not know are left out.
fn push_text(content: &mut String, text: &str) {
    for c in text.chars() {
        match c {
            '&' => content.push_str("&amp;"),
            '<' => content.push_str("&lt;"),
            '>' => content.push_str("&gt;"),
            '"' => content.push_str("&quot;"),
            '\t' => content.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => content.push(c),
        }
    }
}
