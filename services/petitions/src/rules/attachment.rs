//! Which files are taken, and what is taken out of pictures: where and by whom they were made.

/// The largest file.
pub const BYTES_MAX: usize = 5 * 1024 * 1024;
/// Files of one sending.
pub const FILES_MAX: usize = 3;

/// What a file is, by its content.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// A photograph.
    Jpeg,
    /// A picture.
    Png,
    /// A document.
    Pdf,
    /// A document of an office program, in a ZIP archive.
    Docx,
    /// The same, the open format (ODF).
    Odt,
}

impl Content {
    /// The media type.
    pub const fn kind(self) -> &'static str {
        match self {
            Content::Jpeg => "image/jpeg",
            Content::Png => "image/png",
            Content::Pdf => "application/pdf",
            Content::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Content::Odt => "application/vnd.oasis.opendocument.text",
        }
    }

    /// The end of the name.
    pub const fn extension(self) -> &'static str {
        match self {
            Content::Jpeg => "jpg",
            Content::Png => "png",
            Content::Pdf => "pdf",
            Content::Docx => "docx",
            Content::Odt => "odt",
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// There is nothing in it.
    Empty,
    /// It is too large.
    Large,
    /// It is none of the kinds that are taken, whatever its name says.
    Kind,
    /// Its name says something else than its content.
    Name,
}

impl Unfit {
    /// The key of the words.
    pub const fn key(self) -> &'static str {
        match self {
            Unfit::Empty => "petitions-file-empty",
            Unfit::Large => "petitions-file-large",
            Unfit::Kind => "petitions-file-kind",
            Unfit::Name => "petitions-file-name",
        }
    }
}

/// A file that is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Name without anything dangerous.
    pub name: String,
    /// What it is.
    pub content: Content,
    /// Its bytes, pictures without what tells where they were taken.
    pub bytes: Vec<u8>,
}

/// Judges a file by its content, size and name.
///
/// # Errors
/// Why it is not taken.
pub fn judge(name: &str, bytes: &[u8]) -> Result<Fit, Unfit> {
    if bytes.is_empty() {
        return Err(Unfit::Empty);
    }
    if bytes.len() > BYTES_MAX {
        return Err(Unfit::Large);
    }
    let content = content_of(bytes).ok_or(Unfit::Kind)?;
    let name = plain_name(name, content).ok_or(Unfit::Name)?;
    let bytes = match content {
        Content::Jpeg => without_marks(bytes).ok_or(Unfit::Kind)?,
        Content::Png => without_chunks(bytes).ok_or(Unfit::Kind)?,
        _ => bytes.to_vec(),
    };
    Ok(Fit { name, content, bytes })
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

fn content_of(bytes: &[u8]) -> Option<Content> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Content::Jpeg);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Content::Png);
    }
    if bytes.starts_with(b"%PDF-") {
        return Some(Content::Pdf);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        // What the archive begins with says what program wrote it; macros are not taken.
        let head = bytes.get(..bytes.len().min(4096)).unwrap_or(bytes);
        if holds(head, b"mimetypeapplication/vnd.oasis.opendocument.text") {
            let has_macros = holds(bytes, b"Basic/") || holds(bytes, b"Scripts/");
            return (!has_macros).then_some(Content::Odt);
        }
        if holds(bytes, b"word/document.xml") && !holds(bytes, b"vbaProject.bin") {
            return Some(Content::Docx);
        }
    }
    None
}

/// The last part of a name, letters, digits and a few signs, ending as its content says.
fn plain_name(name: &str, content: Content) -> Option<String> {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let (stem, end) = last.rsplit_once('.').unwrap_or((last, ""));
    let end = end.to_ascii_lowercase();
    let end = if end == "jpeg" { "jpg" } else { &end };
    if !end.is_empty() && end != content.extension() {
        return None;
    }
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | ' ') { c } else { '_' };
    let stem: String = stem.trim().chars().take(60).map(plain).collect();
    let stem = if stem.is_empty() { "file".to_owned() } else { stem };
    Some(format!("{stem}.{}", content.extension()))
}

/// A JPEG without Exif, XMP, IPTC and comments, which hold place, camera and names. The turn of the
/// picture is kept.
fn without_marks(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut out = bytes.get(..2)?.to_vec();
    let mut at = 2;
    let mut turn = None;
    let mut kept = Vec::new();
    loop {
        // What follows the end of the picture, as a film or a second picture, is cut off.
        if ends(bytes.get(at..)?) {
            kept.extend_from_slice(&[0xff, 0xd9]);
            break;
        }
        if *bytes.get(at)? != 0xff {
            return None;
        }
        let mark = *bytes.get(at + 1)?;
        if mark == 0xff {
            at += 1;
            continue;
        }
        let length = usize::from(u16::from_be_bytes([*bytes.get(at + 2)?, *bytes.get(at + 3)?]));
        let segment = bytes.get(at..at + 2 + length)?;
        match mark {
            0xda => {
                let scan = scan_length(bytes.get(at + 2 + length..)?);
                kept.extend_from_slice(bytes.get(at..at + 2 + length + scan)?);
                at += 2 + length + scan;
                continue;
            }
            0xe1 => turn = turn.or_else(|| orientation(segment.get(4..)?)),
            // Colours (ICC) and what decoders need (JFIF, Adobe) stay; lists of further pictures (MPF) do not.
            0xe0 if segment.get(4..)?.starts_with(b"JFIF\0") => kept.extend_from_slice(segment),
            0xe2 if segment.get(4..)?.starts_with(b"ICC_PROFILE\0") => kept.extend_from_slice(segment),
            0xee if segment.get(4..)?.starts_with(b"Adobe") => kept.extend_from_slice(segment),
            0xe0..=0xef | 0xfe => {}
            _ => kept.extend_from_slice(segment),
        }
        at += 2 + length;
    }
    if let Some(turn @ 2..=8) = turn {
        out.extend_from_slice(&turned(turn));
    }
    out.extend_from_slice(&kept);
    Some(out)
}

/// Whether a picture ends here; one that was cut short does too.
fn ends(rest: &[u8]) -> bool {
    rest.is_empty() || rest.starts_with(&[0xff, 0xd9])
}

/// How long the scan is: until a mark that is neither a stuffed byte nor a restart.
fn scan_length(rest: &[u8]) -> usize {
    let is_mark = |pair: &[u8]| matches!(pair, [0xff, mark] if !matches!(mark, 0x00 | 0xd0..=0xd7 | 0xff));
    rest.windows(2).position(is_mark).unwrap_or(rest.len())
}

/// An Exif segment that says nothing but how the picture is turned.
fn turned(turn: u16) -> Vec<u8> {
    let mut segment = vec![0xff, 0xe1, 0, 34];
    segment.extend_from_slice(b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01");
    segment.extend_from_slice(&turn.to_be_bytes());
    segment.extend_from_slice(&[0, 0, 0, 0, 0, 0]);
    segment
}

/// The turn of the picture (Exif tag 0x0112), from a segment that begins with `Exif`.
fn orientation(exif: &[u8]) -> Option<u16> {
    let tiff = exif.strip_prefix(b"Exif\0\0")?;
    let little = tiff.starts_with(b"II");
    let two = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let four = |at: usize| {
        let quad: [u8; 4] = tiff.get(at..at + 4)?.try_into().ok()?;
        Some(if little { u32::from_le_bytes(quad) } else { u32::from_be_bytes(quad) })
    };
    let first = usize::try_from(four(4)?).ok()?;
    let count = usize::from(two(first)?);
    let entries = (0..count.min(200)).map(|n| first + 2 + 12 * n);
    entries.into_iter().find(|at| two(*at) == Some(0x0112)).and_then(|at| two(at + 8))
}

/// A PNG with nothing but what draws it.
fn without_chunks(bytes: &[u8]) -> Option<Vec<u8>> {
    const DRAW: [&[u8]; 17] = [
        b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"cICP", b"mDCV", b"cLLI", b"sBIT", b"bKGD", b"pHYs",
        b"hIST", b"sPLT", b"acTL", b"fcTL", b"fdAT", b"IEND",
    ];
    let mut out = bytes.get(..8)?.to_vec();
    let mut at = 8;
    loop {
        let length: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        let length = usize::try_from(u32::from_be_bytes(length)).ok()?;
        let kind = bytes.get(at + 4..at + 8)?;
        let chunk = bytes.get(at..at.checked_add(length)?.checked_add(12)?)?;
        // What cannot be left out is written with a large letter in front.
        if DRAW.contains(&kind) || kind.first().is_some_and(u8::is_ascii_uppercase) {
            out.extend_from_slice(chunk);
        }
        if kind == b"IEND" {
            return Some(out);
        }
        at += length + 12;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn segment(mark: u8, content: &[u8]) -> Vec<u8> {
        let length = u16::try_from(content.len() + 2).unwrap();
        [&[0xff, mark], length.to_be_bytes().as_slice(), content].concat()
    }

    fn photo() -> Vec<u8> {
        let exif =
            b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0GPS 22.6 120.3";
        let parts = [
            vec![0xff, 0xd8],
            segment(0xe0, b"JFIF\0"),
            segment(0xe1, exif),
            segment(0xe1, b"http://ns.adobe.com/xap/1.0/\0GPSLatitude"),
            segment(0xed, b"Photoshop"),
            segment(0xfe, b"taken by Wang"),
            segment(0xdb, b"table"),
            segment(0xda, b"scan"),
            b"\x01\x02\xff\xd9".to_vec(),
            b"hidden after the end".to_vec(),
        ];
        parts.concat()
    }

    #[test]
    fn p13_a_photo_loses_place_and_names_and_keeps_its_turn() {
        let fit = judge("照片 1.JPEG", &photo()).unwrap();
        assert_eq!((fit.name.as_str(), fit.content), ("照片 1.jpg", Content::Jpeg));
        for told in [&b"GPS"[..], b"Wang", b"Photoshop", b"hidden"] {
            assert!(!holds(&fit.bytes, told));
        }
        assert!(holds(&fit.bytes, b"JFIF") && holds(&fit.bytes, b"table") && holds(&fit.bytes, b"scan"));
        assert_eq!(orientation(fit.bytes.get(6..).unwrap()), Some(6));
        assert_eq!(judge("again.jpg", &fit.bytes).unwrap().bytes, fit.bytes, "clean stays as it is");
    }

    #[test]
    fn p13_a_second_picture_and_a_film_behind_the_first_are_cut_off() {
        // A progressive picture has several scans, with stuffed bytes and restarts in them.
        let parts = [
            vec![0xff, 0xd8],
            segment(0xe2, b"MPF\0GPS of the second"),
            segment(0xe2, b"ICC_PROFILE\0colours"),
            segment(0xda, b"one"),
            b"\x01\xff\x00\x02\xff\xd3\x03".to_vec(),
            segment(0xe1, b"Exif\0\0GPS between"),
            segment(0xc4, b"codes"),
            segment(0xda, b"two"),
            b"\x04\xff\xd9".to_vec(),
            photo(),
            b"ftypmp42 GPS of the film \xff\xd9".to_vec(),
        ];
        let fit = judge("a.jpg", &parts.concat()).unwrap();
        assert!(!holds(&fit.bytes, b"GPS") && !holds(&fit.bytes, b"JFIF"));
        for part in [&b"colours"[..], b"\x01\xff\x00\x02\xff\xd3\x03", b"codes", b"two\x04\xff\xd9"] {
            assert!(holds(&fit.bytes, part), "{part:?}");
        }
        assert!(fit.bytes.ends_with(b"\x04\xff\xd9"));
    }

    #[test]
    fn p13_documents_with_macros_are_not_taken() {
        let odt =
            |entry: &[u8]| [b"PK\x03\x04mimetypeapplication/vnd.oasis.opendocument.text", entry].concat();
        assert!(judge("a.odt", &odt(b"content.xml")).is_ok());
        assert_eq!(judge("a.odt", &odt(b"Basic/script-lc.xml")), Err(Unfit::Kind));
        let docx = |entry: &[u8]| [b"PK\x03\x04word/document.xml", entry].concat();
        assert!(judge("a.docx", &docx(b"")).is_ok());
        assert_eq!(judge("a.docx", &docx(b"word/vbaProject.bin")), Err(Unfit::Kind));
    }

    #[test]
    fn p13_a_picture_loses_its_texts() {
        let chunk = |kind: &[u8], content: &[u8]| {
            let length = u32::try_from(content.len()).unwrap().to_be_bytes();
            [&length, kind, content, &[0; 4]].concat()
        };
        let png = [
            b"\x89PNG\r\n\x1a\n".to_vec(),
            chunk(b"IHDR", &[0; 13]),
            chunk(b"tEXt", b"Author\0Wang"),
            chunk(b"eXIf", b"GPS"),
            chunk(b"prVt", b"Wang"),
            chunk(b"IDAT", b"pixels"),
            chunk(b"IEND", b""),
        ];
        let fit = judge("a.png", &png.concat()).unwrap();
        assert!(!holds(&fit.bytes, b"Wang") && !holds(&fit.bytes, b"GPS") && holds(&fit.bytes, b"pixels"));
    }

    #[test]
    fn p13_content_size_and_name_are_judged_and_nothing_breaks_on_rubbish() {
        assert_eq!(judge("a.pdf", b""), Err(Unfit::Empty));
        assert_eq!(judge("a.pdf", &vec![b'%'; BYTES_MAX + 1]), Err(Unfit::Large));
        assert_eq!(judge("a.pdf", b"MZ\x90 a program"), Err(Unfit::Kind));
        assert_eq!(judge("a.exe", b"%PDF-1.7"), Err(Unfit::Name));
        assert_eq!(judge("a.pdf", b"<html><script>"), Err(Unfit::Kind));
        let fit = judge("../../etc/pass<wd>.pdf", b"%PDF-1.7").unwrap();
        assert_eq!(fit.name, "pass_wd_.pdf");
        assert_eq!(judge("", b"%PDF-1.7").unwrap().name, "file.pdf");
        let photo = photo();
        for end in 0..photo.len() {
            let _ = judge("a.jpg", &photo[..end]);
        }
        let mut broken = photo;
        for at in 0..broken.len() {
            broken[at] ^= 0xff;
            let _ = judge("a.jpg", &broken);
            broken[at] ^= 0xff;
        }
    }
}
