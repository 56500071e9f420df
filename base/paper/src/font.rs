//! The one font of our papers: Noto Sans CJK TC, cut down to the characters people in Taiwan write, so
//! that the program prints without a font on the machine. Licence: `font/OFL.txt`.

use std::sync::LazyLock;

use krilla::text::{Font, GlyphId, KrillaGlyph};
use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider};

static BYTES: &[u8] = include_bytes!("../font/NotoSansTC-Regular.otf");

static FACE: LazyLock<Option<Face>> = LazyLock::new(|| {
    let font = FontRef::new(BYTES).ok()?;
    let print = Font::new(BYTES.into(), 0)?;
    let units = print.units_per_em();
    Some(Face { print, font, units })
});

/// The font, ready to measure and to print.
pub(crate) struct Face {
    /// As the maker of the file wants it.
    pub(crate) print: Font,
    font: FontRef<'static>,
    units: f32,
}

impl Face {
    /// The font; `None` when the program was built with a broken one.
    pub(crate) fn get() -> Option<&'static Face> {
        FACE.as_ref()
    }

    /// Whether the font can print the character.
    pub(crate) fn has(&self, c: char) -> bool {
        c == '\n' || self.font.charmap().map(c).is_some()
    }

    /// Width of a character at size 1.
    pub(crate) fn width(&self, c: char) -> f32 {
        let glyph = self.font.charmap().map(c).unwrap_or_default();
        let metrics = self.font.glyph_metrics(Size::unscaled(), LocationRef::default());
        metrics.advance_width(glyph).unwrap_or(self.units) / self.units
    }

    /// Width of a line at size 1.
    pub(crate) fn width_of(&self, text: &str) -> f32 {
        text.chars().map(|c| self.width(c)).sum()
    }

    /// The glyphs of a line.
    pub(crate) fn glyphs(&self, text: &str) -> Vec<KrillaGlyph> {
        let map = self.font.charmap();
        text.char_indices()
            .map(|(at, c)| {
                let glyph = GlyphId::new(map.map(c).unwrap_or_default().to_u32());
                KrillaGlyph::new(glyph, self.width(c), 0.0, 0.0, 0.0, at..at + c.len_utf8(), None)
            })
            .collect()
    }
}
