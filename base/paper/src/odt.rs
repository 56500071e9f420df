//! The same paper as OpenDocument text (ODT), the format of government offices: to be read aloud,
//! searched and worked on further. Headings, tables with header rows and the language are marked as such.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use crate::{Align, Block, Column, Paper, PaperError};

/// `Content-Type` of such a file.
pub const ODT: &str = "application/vnd.oasis.opendocument.text";

const MANIFEST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.3\">\
<manifest:file-entry manifest:full-path=\"/\" manifest:version=\"1.3\" manifest:media-type=\"application/vnd.oasis.opendocument.text\"/>\
<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/>\
<manifest:file-entry manifest:full-path=\"styles.xml\" manifest:media-type=\"text/xml\"/>\
<manifest:file-entry manifest:full-path=\"meta.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";

const SPACES: &str = "xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
xmlns:style=\"urn:oasis:names:tc:opendocument:xmlns:style:1.0\" \
xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" \
xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
xmlns:fo=\"urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0\" \
xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
xmlns:meta=\"urn:oasis:names:tc:opendocument:xmlns:meta:1.0\" office:version=\"1.3\"";

impl Paper {
    /// The paper as an OpenDocument text. Codes (QR) are given by what they say.
    ///
    /// # Errors
    /// [`PaperError::Refused`] when the file cannot be made.
    pub fn open_document(&self) -> Result<Vec<u8>, PaperError> {
        pack(self).map_err(|e| PaperError::Refused(e.to_string()))
    }
}

fn pack(paper: &Paper) -> Result<Vec<u8>, zip::result::ZipError> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    let stored = options.compression_method(zip::CompressionMethod::Stored);
    let packed = options.compression_method(zip::CompressionMethod::Deflated);
    // The kind must come first and unpacked, so that programs tell it by the first bytes.
    archive.start_file("mimetype", stored)?;
    archive.write_all(ODT.as_bytes())?;
    for (name, text) in [
        ("META-INF/manifest.xml", MANIFEST.to_owned()),
        ("meta.xml", meta(paper)),
        ("styles.xml", styles(paper)),
        ("content.xml", content(paper)),
    ] {
        archive.start_file(name, packed)?;
        archive.write_all(text.as_bytes())?;
    }
    Ok(archive.finish()?.into_inner())
}

fn meta(paper: &Paper) -> String {
    let (title, lang) = (escaped(&paper.title), escaped(&paper.lang));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-meta {SPACES}><office:meta>\
         <dc:title>{title}</dc:title><dc:language>{lang}</dc:language></office:meta></office:document-meta>"
    )
}

fn styles(paper: &Paper) -> String {
    let country = if paper.lang.starts_with("zh") { ("zh", "TW") } else { ("en", "GB") };
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-styles {SPACES}><office:styles>\
         <style:default-style style:family=\"paragraph\"><style:paragraph-properties fo:margin-bottom=\"0.2cm\" \
         fo:line-height=\"140%\"/><style:text-properties fo:font-size=\"12pt\" style:font-size-asian=\"12pt\" \
         fo:language=\"{0}\" fo:country=\"{1}\" style:language-asian=\"{0}\" style:country-asian=\"{1}\"/>\
         </style:default-style>\
         <style:style style:name=\"Standard\" style:family=\"paragraph\" style:class=\"text\"/>",
        country.0, country.1
    );
    for level in 1_u16..=6 {
        let size = 20 - 2 * level;
        let _ = write!(
            text,
            "<style:style style:name=\"Heading_20_{level}\" style:display-name=\"Heading {level}\" \
             style:family=\"paragraph\" style:parent-style-name=\"Standard\" style:default-outline-level=\"{level}\">\
             <style:paragraph-properties fo:margin-top=\"0.4cm\" fo:keep-with-next=\"always\"/>\
             <style:text-properties fo:font-size=\"{size}pt\" style:font-size-asian=\"{size}pt\" \
             fo:font-weight=\"bold\" style:font-weight-asian=\"bold\"/></style:style>"
        );
    }
    let footer = paper.footer.as_deref().map(escaped).unwrap_or_default();
    let _ = write!(
        text,
        "</office:styles><office:automatic-styles><style:page-layout style:name=\"A4\">\
         <style:page-layout-properties fo:page-width=\"21cm\" fo:page-height=\"29.7cm\" fo:margin=\"2cm\"/>\
         <style:footer-style/></style:page-layout></office:automatic-styles><office:master-styles>\
         <style:master-page style:name=\"Standard\" style:page-layout-name=\"A4\"><style:footer>\
         <text:p>{footer} <text:page-number/></text:p></style:footer></style:master-page>\
         </office:master-styles></office:document-styles>"
    );
    text
}

fn content(paper: &Paper) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content {SPACES}><office:automatic-styles>"
    );
    for (name, align) in [("centre", "center"), ("right", "end")] {
        let _ = write!(
            text,
            "<style:style style:name=\"{name}\" style:family=\"paragraph\" style:parent-style-name=\"Standard\">\
             <style:paragraph-properties fo:text-align=\"{align}\"/></style:style>"
        );
    }
    text.push_str(
        "<style:style style:name=\"cell\" style:family=\"table-cell\"><style:table-cell-properties \
         fo:padding=\"0.12cm\" fo:border=\"0.5pt solid #777777\"/></style:style>",
    );
    for (at, block) in paper.blocks.iter().enumerate() {
        if let Block::Table { columns, .. } = block {
            for (number, column) in columns.iter().enumerate() {
                let _ = write!(
                    text,
                    "<style:style style:name=\"t{at}c{number}\" style:family=\"table-column\">\
                     <style:table-column-properties style:rel-column-width=\"{}*\"/></style:style>",
                    (column.share * 1000.0).max(1.0) as u32
                );
            }
        }
    }
    text.push_str("</office:automatic-styles><office:body><office:text>");
    for (at, block) in paper.blocks.iter().enumerate() {
        push_block(&mut text, at, block);
    }
    text.push_str("</office:text></office:body></office:document-content>");
    text
}

fn push_block(text: &mut String, at: usize, block: &Block) {
    match block {
        Block::Heading { level, text: said, .. } => {
            let _ = write!(
                text,
                "<text:h text:style-name=\"Heading_20_{level}\" text:outline-level=\"{level}\">{}</text:h>",
                escaped(said)
            );
        }
        Block::Paragraph { text: said, align, .. } => push_paragraphs(text, said, *align),
        Block::Table { columns, rows } => push_table(text, at, columns, rows),
        Block::Code { alternative, .. } => push_paragraphs(text, alternative, Align::Left),
        Block::Signatures(labels) => push_paragraphs(text, &labels.join("　　　　"), Align::Left),
        Block::Gap(_) => {}
    }
}

fn push_paragraphs(text: &mut String, said: &str, align: Align) {
    let style = match align {
        Align::Left => "Standard",
        Align::Centre => "centre",
        Align::Right => "right",
    };
    for line in said.split('\n') {
        let _ = write!(text, "<text:p text:style-name=\"{style}\">{}</text:p>", escaped(line));
    }
}

fn push_table(text: &mut String, at: usize, columns: &[Column], rows: &[Vec<String>]) {
    let _ = write!(text, "<table:table table:name=\"t{at}\">");
    for number in 0..columns.len() {
        let _ = write!(text, "<table:table-column table:style-name=\"t{at}c{number}\"/>");
    }
    text.push_str("<table:table-header-rows><table:table-row>");
    for column in columns {
        push_cell(text, &column.head, Align::Left);
    }
    text.push_str("</table:table-row></table:table-header-rows>");
    for row in rows {
        text.push_str("<table:table-row>");
        for (cell, column) in row.iter().zip(columns) {
            push_cell(text, cell, column.align);
        }
        text.push_str("</table:table-row>");
    }
    text.push_str("</table:table><text:p/>");
}

fn push_cell(text: &mut String, said: &str, align: Align) {
    text.push_str("<table:table-cell table:style-name=\"cell\" office:value-type=\"string\">");
    push_paragraphs(text, said, align);
    text.push_str("</table:table-cell>");
}

/// Text as XML; characters that XML does not know are left out.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push(' '),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::column;
    use std::io::Read as _;

    #[test]
    fn a_paper_becomes_a_text_document_with_headings_and_header_rows() {
        let paper = Paper::new("服務計畫 <115>", "zh-Hant-TW")
            .heading(1, "服務計畫 & 成果", Align::Left)
            .paragraph("第一段\n第二段\u{7}")
            .table(vec![column("項次", 1.0), column("工作", 3.0)], vec![vec!["1.1".into(), "課程".into()]])
            .footer("測試中心");
        let bytes = paper.open_document().unwrap();
        assert_eq!(&bytes[30..38], b"mimetype");
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut part = |name: &str| {
            let mut text = String::new();
            archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
            text
        };
        let content = part("content.xml");
        assert!(content.contains("text:outline-level=\"1\">服務計畫 &amp; 成果</text:h>"), "{content}");
        assert!(content.contains("<text:p text:style-name=\"Standard\">第二段</text:p>"));
        assert!(content.contains("<table:table-header-rows><table:table-row>"));
        assert!(
            part("meta.xml").contains("<dc:title>服務計畫 &lt;115&gt;</dc:title><dc:language>zh-Hant-TW")
        );
        assert!(part("styles.xml").contains("測試中心 <text:page-number/>"));
    }
}
