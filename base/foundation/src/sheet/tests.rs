//! Tables go out and come back; what is no table is refused with the reason.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

use std::io::{Cursor, Write as _};

use super::super::{Cell, Kind, SheetError, read, write};

fn made(kind: Kind) -> Vec<u8> {
    let columns = ["title".to_owned(), "capacity".to_owned(), "note".to_owned()];
    let rows = [
        vec![Cell::from("親子共讀 & <b>\"1\"</b>"), Cell::from(30), Cell::Empty],
        vec![Cell::from("=HYPERLINK(\"http://x\")"), Cell::from(-3), Cell::from("+886912345678")],
        vec![Cell::from("兩行\n文字"), Cell::Empty, Cell::from("a,b;c\t'd'")],
    ];
    write(kind, "課程[1]", &columns, &rows).unwrap()
}

#[test]
fn r58_every_kind_of_table_comes_back_as_it_went_out() {
    for kind in Kind::ALL {
        let sheet = read(&format!("list.{}", kind.code()), &made(kind)).unwrap();
        assert_eq!(sheet.columns, ["title", "capacity", "note"], "{kind:?}");
        assert_eq!(sheet.lines[0].cells, ["親子共讀 & <b>\"1\"</b>", "30", ""], "{kind:?}");
        assert_eq!(sheet.lines[1].cells, ["=HYPERLINK(\"http://x\")", "-3", "+886912345678"], "{kind:?}");
        assert_eq!(sheet.lines[2].cells[0], "兩行\n文字", "{kind:?}");
        assert_eq!(sheet.lines[0].number, 2, "{kind:?}");
    }
}

#[test]
fn r58_no_cell_of_a_csv_is_run_as_a_formula_and_excel_reads_it_as_utf8() {
    let bytes = made(Kind::Csv);
    assert!(bytes.starts_with(b"\xef\xbb\xbftitle,"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("\"'=HYPERLINK(\"\"http://x\"\")\",-3,'+886912345678\r\n"), "{text}");
}

#[test]
fn a_file_that_is_no_table_is_refused_with_the_reason() {
    let refused = |name: &str, bytes: &[u8]| read(name, bytes).unwrap_err();
    assert_eq!(refused("list.doc", b"x"), SheetError::UnknownKind);
    assert_eq!(refused("list", b"x"), SheetError::UnknownKind);
    assert_eq!(refused("list.csv", b""), SheetError::Empty);
    assert_eq!(refused("list.csv", b"title,place\n,\n"), SheetError::Empty);
    assert_eq!(refused("list.csv", b"title\n\xb0\xaa\xb6\xaf\n"), SheetError::NotUtf8 { line: 2 });
    assert_eq!(refused("list.csv", b"title,title\na,b\n"), SheetError::Twice { name: "title".into() });
    assert_eq!(refused("list.csv", b"title,,place\na,b,c\n"), SheetError::Nameless { column: 2 });
    let ragged = SheetError::Ragged { line: 3, found: 1, wanted: 2 };
    assert_eq!(refused("list.csv", b"title,place\na,b\nc\n"), ragged);
    assert!(matches!(refused("list.csv", b"a,b\n\0\0,\n"), SheetError::Unreadable { .. }));
    assert!(matches!(refused("list.xlsx", b"PK not a zip"), SheetError::Unreadable { .. }));
    assert!(matches!(refused("list.ods", &made(Kind::Xlsx)), SheetError::Unreadable { .. }));
    assert!(matches!(refused("list.xlsx", &made(Kind::Ods)), SheetError::Unreadable { .. }));
    assert_eq!(refused("list.csv", &vec![b'x'; 10 << 20]), SheetError::TooLarge { max_mb: 5 });
    let many = format!("title\n{}", "a\n".repeat(5001));
    assert_eq!(refused("list.csv", many.as_bytes()), SheetError::TooManyRows { max: 5000 });
}

#[test]
fn merged_cells_are_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.merge_range(0, 0, 0, 1, "title", &rust_xlsxwriter::Format::new()).unwrap();
    sheet.write_string(1, 0, "a").unwrap();
    assert_eq!(read("list.xlsx", &book.save_to_buffer().unwrap()).unwrap_err(), SheetError::Merged);
    let ods = ods_of(
        "<table:table-row><table:table-cell table:number-columns-spanned=\"2\"><text:p>title</text:p></table:table-cell></table:table-row>",
    );
    assert_eq!(read("list.ods", &ods).unwrap_err(), SheetError::Merged);
}

#[test]
fn a_cell_far_away_or_repeated_a_million_times_does_not_fill_the_memory() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().write_string(1_048_575, 16_383, "far").unwrap();
    let far = read("list.xlsx", &book.save_to_buffer().unwrap()).unwrap_err();
    assert!(matches!(far, SheetError::Ragged { .. }), "{far:?}");
    let cell = "<table:table-cell table:number-columns-repeated=\"16384\" office:value-type=\"string\"><text:p>x</text:p></table:table-cell>";
    let row = format!("<table:table-row table:number-rows-repeated=\"1048576\">{cell}</table:table-row>");
    assert!(matches!(read("list.ods", &ods_of(&row)).unwrap_err(), SheetError::TooManyRows { .. }));
}

#[test]
fn an_office_program_may_fill_the_sheet_with_empty_cells() {
    let filled = "<table:table-row><table:table-cell office:value-type=\"string\"><text:p>title</text:p></table:table-cell><table:table-cell table:number-columns-repeated=\"16383\"/></table:table-row>\
        <table:table-row><table:table-cell office:value-type=\"date\" office:date-value=\"2026-12-05\"><text:p>x</text:p></table:table-cell></table:table-row>\
        <table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
    let sheet = read("list.ods", &ods_of(filled)).unwrap();
    assert_eq!(
        (sheet.columns, sheet.lines[0].cells.clone()),
        (vec!["title".into()], vec!["2026-12-05".into()])
    );
}

/// An ODS file whose one table holds these rows.
fn ods_of(rows: &str) -> Vec<u8> {
    let made = write(Kind::Ods, "t", &[], &[]).unwrap();
    let mut archive = zip::ZipArchive::new(Cursor::new(made)).unwrap();
    let mut content = String::new();
    std::io::Read::read_to_string(&mut archive.by_name("content.xml").unwrap(), &mut content).unwrap();
    let content = content.replace("<table:table-row></table:table-row>", rows);
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let plain = zip::write::SimpleFileOptions::default();
    for (name, text) in
        [("mimetype", Kind::Ods.content_type()), ("content.xml", &content), ("META-INF/manifest.xml", "<x/>")]
    {
        out.start_file(name, plain).unwrap();
        out.write_all(text.as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}
