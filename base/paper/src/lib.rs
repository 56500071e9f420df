//! Papers as PDF and as OpenDocument: certificates, letters, tables and reports that can be read aloud,
//! searched and printed.
//!
//! A paper is a list of blocks; it comes out as tagged PDF/UA-1 on A4, with its font inside and its text
//! as text. What the font cannot print is refused with the characters, never printed as empty boxes.

mod draw;
mod font;
mod lay;
mod lines;
mod odt;

pub use odt::ODT;

/// How a line stands between the margins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Align {
    /// From the left margin.
    Left,
    /// In the middle.
    Centre,
    /// Up to the right margin.
    Right,
}

/// One column of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// What stands at its head, on every page.
    pub head: String,
    /// Its share of the width, against the other columns.
    pub share: f32,
    /// How its cells stand.
    pub align: Align,
}

/// A column whose cells begin at its left edge.
pub fn column(head: impl Into<String>, share: f32) -> Column {
    Column { head: head.into(), share, align: Align::Left }
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Block {
    Heading { level: u16, text: String, align: Align },
    Paragraph { text: String, size: f32, align: Align },
    Table { columns: Vec<Column>, rows: Vec<Vec<String>> },
    Code { side: usize, dark: Vec<bool>, width: f32, alternative: String },
    Signatures(Vec<String>),
    Gap(f32),
}

/// A paper in the making.
#[derive(Debug, Clone, PartialEq)]
pub struct Paper {
    pub(crate) title: String,
    pub(crate) lang: String,
    pub(crate) footer: Option<String>,
    pub(crate) frame: bool,
    pub(crate) blocks: Vec<Block>,
}

/// Why a paper cannot be printed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PaperError {
    /// The font has no picture of these characters.
    #[error("the font cannot print {}", .0.iter().collect::<String>())]
    Missing(Vec<char>),
    /// The maker of the file refused it.
    #[error("the paper was refused: {0}")]
    Refused(String),
}

impl Paper {
    /// An empty paper: its title, as readers show it, and the language of its text (`zh-Hant-TW`).
    pub fn new(title: impl Into<String>, lang: impl Into<String>) -> Paper {
        Paper { title: title.into(), lang: lang.into(), footer: None, frame: false, blocks: Vec::new() }
    }

    /// Adds a heading; level 1 is the highest.
    #[must_use]
    pub fn heading(self, level: u16, text: impl Into<String>, align: Align) -> Paper {
        self.add(Block::Heading { level: level.clamp(1, 6), text: text.into(), align })
    }

    /// Adds a paragraph in the size of running text, 12 points.
    #[must_use]
    pub fn paragraph(self, text: impl Into<String>) -> Paper {
        self.set(text, 12.0, Align::Left)
    }

    /// Adds a paragraph of a size in points.
    #[must_use]
    pub fn set(self, text: impl Into<String>, size: f32, align: Align) -> Paper {
        self.add(Block::Paragraph { text: text.into(), size, align })
    }

    /// Adds a table; its head is repeated on every page.
    #[must_use]
    pub fn table(self, columns: Vec<Column>, rows: Vec<Vec<String>>) -> Paper {
        self.add(Block::Table { columns, rows })
    }

    /// Adds a square code (QR): its modules row by row, dark ones true, its width in points with the
    /// quiet zone, and what it says for those who cannot see it.
    #[must_use]
    pub fn code(self, side: usize, dark: Vec<bool>, width: f32, alternative: impl Into<String>) -> Paper {
        self.add(Block::Code { side, dark, width, alternative: alternative.into() })
    }

    /// Adds lines to sign on, side by side, each with what stands below it.
    #[must_use]
    pub fn signatures(self, labels: &[&str]) -> Paper {
        self.add(Block::Signatures(labels.iter().map(|l| (*l).to_owned()).collect()))
    }

    /// Leaves room, in points.
    #[must_use]
    pub fn gap(self, points: f32) -> Paper {
        self.add(Block::Gap(points))
    }

    /// What stands at the foot of every page, before the number of the page.
    #[must_use]
    pub fn footer(self, text: impl Into<String>) -> Paper {
        Paper { footer: Some(text.into()), ..self }
    }

    /// With a frame around every page, as certificates have.
    #[must_use]
    pub fn framed(self) -> Paper {
        Paper { frame: true, ..self }
    }

    fn add(mut self, block: Block) -> Paper {
        self.blocks.push(block);
        self
    }

    fn texts(&self) -> impl Iterator<Item = &str> {
        let blocks = self.blocks.iter().flat_map(|block| -> Vec<&str> {
            match block {
                Block::Heading { text, .. } | Block::Paragraph { text, .. } => vec![text],
                Block::Table { columns, rows } => {
                    let heads = columns.iter().map(|c| c.head.as_str());
                    heads.chain(rows.iter().flatten().map(String::as_str)).collect()
                }
                Block::Signatures(labels) => labels.iter().map(String::as_str).collect(),
                Block::Code { .. } | Block::Gap(_) => Vec::new(),
            }
        });
        blocks.chain(self.footer.as_deref())
    }

    /// The characters of the paper that the font cannot print, each once.
    pub fn missing(&self) -> Vec<char> {
        let Some(face) = font::Face::get() else { return Vec::new() };
        let mut missing: Vec<char> = self.texts().flat_map(str::chars).filter(|c| !face.has(*c)).collect();
        missing.sort_unstable();
        missing.dedup();
        missing
    }

    /// The paper as a file.
    ///
    /// # Errors
    /// [`PaperError::Missing`] when a character cannot be printed.
    pub fn print(&self) -> Result<Vec<u8>, PaperError> {
        let missing = self.missing();
        if !missing.is_empty() {
            return Err(PaperError::Missing(missing));
        }
        let face = font::Face::get().ok_or_else(|| PaperError::Refused("no font".into()))?;
        draw::draw(self, &lay::lay(self, face), face)
    }
}

/// A text the font can print: what it cannot is shown as a geta mark, as printers do; lines stay.
pub fn printable(text: &str) -> String {
    let shown = |c: char| if c == '\n' || can_print(c.encode_utf8(&mut [0; 4])) { c } else { '〓' };
    text.chars().map(shown).collect()
}

/// Whether the font can print every character of a text.
pub fn can_print(text: &str) -> bool {
    font::Face::get().is_some_and(|face| text.chars().all(|c| face.has(c)))
}
