//! What is printed can be read back: the text is in the file as text, tagged, with the font inside.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::HashMap;
use std::io::Read;

use paper::{Align, Paper, PaperError, column};

/// All streams of a file, unpacked.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let find = |from: usize, what: &[u8]| {
        pdf[from..].windows(what.len()).position(|w| w == what).map(|at| from + at)
    };
    let (mut at, mut found) = (0, Vec::new());
    while let Some(start) = find(at, b"stream\n").map(|s| s + 7) {
        let end = find(start, b"endstream").unwrap();
        let mut text = Vec::new();
        match flate2::read::ZlibDecoder::new(&pdf[start..end]).read_to_end(&mut text) {
            Ok(_) => found.push(text),
            Err(_) => found.push(pdf[start..end].to_vec()),
        }
        at = end + 9;
    }
    found
}

/// The text a reader finds: glyph numbers through the map to Unicode that is in the file.
fn text(pdf: &[u8]) -> String {
    let streams = streams(pdf);
    let mut map: HashMap<String, String> = HashMap::new();
    for stream in &streams {
        let text = String::from_utf8_lossy(stream);
        if !text.contains("begincmap") {
            continue;
        }
        for line in text.lines() {
            if let Some((from, to)) = line.strip_prefix('<').and_then(|l| l.split_once("> <")) {
                let units: Vec<u16> = to
                    .trim_end_matches('>')
                    .as_bytes()
                    .chunks(4)
                    .filter_map(|c| u16::from_str_radix(std::str::from_utf8(c).unwrap(), 16).ok())
                    .collect();
                map.insert(from.to_lowercase(), String::from_utf16_lossy(&units));
            }
        }
    }
    let mut read = String::new();
    for stream in streams.iter().filter(|s| s.windows(3).any(|w| w == b"]TJ")) {
        for glyph in glyphs(stream) {
            read.push_str(map.get(&glyph).map_or("", String::as_str));
        }
    }
    read
}

/// The glyph numbers in the strings of a page, whether written as digits or as bytes.
fn glyphs(stream: &[u8]) -> Vec<String> {
    let (mut at, mut bytes, mut out) = (0, Vec::new(), Vec::new());
    while at < stream.len() {
        match stream[at] {
            b'(' => {
                at += 1;
                while stream[at] != b')' {
                    if stream[at] == b'\\' {
                        at += 1;
                        let c = stream[at];
                        if c.is_ascii_digit() {
                            let octal = std::str::from_utf8(&stream[at..at + 3]).unwrap();
                            bytes.push(u8::from_str_radix(octal, 8).unwrap());
                            at += 2;
                        } else {
                            bytes.push(match c {
                                b'n' => b'\n',
                                b'r' => b'\r',
                                b't' => b'\t',
                                b'b' => 8,
                                b'f' => 12,
                                c => c,
                            });
                        }
                    } else {
                        bytes.push(stream[at]);
                    }
                    at += 1;
                }
            }
            b'<' if stream[at + 1] == b'<' => at += 1,
            b'<' => {
                let end = at + stream[at..].iter().position(|b| *b == b'>').unwrap();
                for pair in stream[at + 1..end].chunks(2) {
                    bytes.push(u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap());
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
    for pair in bytes.chunks(2) {
        out.push(pair.iter().map(|b| format!("{b:02x}")).collect());
    }
    out
}

fn certificate() -> Paper {
    Paper::new("研習證明", "zh-Hant-TW")
        .framed()
        .heading(1, "研習證明", Align::Centre)
        .paragraph("茲證明王小明（𠮷）參加本中心辦理之「親子共讀工作坊」，共３小時。")
        .code(21, (0..441).map(|n| n % 3 == 0).collect(), 90.0, "查驗網址")
        .signatures(&["承辦人", "主任"])
}

#[test]
fn what_is_printed_is_read_back_as_text() {
    let pdf = certificate().print().unwrap();
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let read = text(&pdf);
    for part in ["研習證明", "茲證明王小明（𠮷）參加本中心", "親子共讀工作坊", "承辦人", "主任"]
    {
        assert!(read.contains(part), "{part} in {read}");
    }
    let whole = streams(&pdf).concat();
    let has = |what: &[u8]| pdf.windows(what.len()).chain(whole.windows(what.len())).any(|w| w == what);
    for part in [&b"/StructTreeRoot"[..], b"/Marked true", b"pdfuaid:part", b"/FontFile3", b"/Lang"] {
        assert!(has(part), "{}", String::from_utf8_lossy(part));
    }
    assert!(pdf.len() < 60_000, "only the characters used are inside: {} bytes", pdf.len());
}

#[test]
fn a_long_table_repeats_its_head_and_numbers_its_pages() {
    let rows = (0..90).map(|n| vec![format!("第{n}列"), "家庭教育".repeat(6), "3".into()]).collect();
    let pdf = Paper::new("清冊", "zh-Hant-TW")
        .heading(1, "清冊", Align::Left)
        .table(vec![column("姓名", 1.0), column("課程", 2.0), column("時數", 1.0)], rows)
        .footer("家庭教育中心")
        .print()
        .unwrap();
    let read = text(&pdf);
    let heads = read.matches("姓名").count();
    assert!(heads > 2, "{heads}");
    assert!(read.contains(&format!("1 / {heads}")) && read.contains(&format!("{heads} / {heads}")), "{read}");
    for n in 0..90 {
        assert_eq!(read.matches(&format!("第{n}列")).count(), 1);
    }
}

#[test]
fn a_row_higher_than_a_page_goes_on_and_nothing_is_lost() {
    let long = "長".repeat(3000);
    let pdf = Paper::new("長", "zh-Hant-TW")
        .table(vec![column("甲", 1.0), column("乙", 3.0)], vec![vec![long, "短".into()]])
        .print()
        .unwrap();
    assert_eq!(text(&pdf).matches('長').count(), 3000);
}

#[test]
fn a_character_without_a_picture_is_named_and_nothing_is_printed() {
    let paper = Paper::new("x", "en").paragraph("王\u{1F600}明\u{10FFFD}");
    assert_eq!(paper.print(), Err(PaperError::Missing(vec!['\u{1F600}', '\u{10FFFD}'])));
    assert!(paper::can_print("瓦歷斯‧諾幹 Nguyễn 𠮷 龘"));
    assert!(!paper::can_print("\u{1F600}"));
}

#[test]
fn an_empty_paper_is_a_page() {
    assert!(Paper::new("空", "zh-Hant-TW").print().unwrap().starts_with(b"%PDF"));
}
