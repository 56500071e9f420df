//! From marks to a file: pages, tags in reading order, outline.

use std::num::NonZeroU16;

use krilla::color::luma;
use krilla::configure::{Accessibility, ConfigurationBuilder};
use krilla::destination::XyzDestination;
use krilla::geom::{PathBuilder, Point, Rect};
use krilla::metadata::Metadata;
use krilla::outline::{Outline, OutlineNode};
use krilla::page::PageSettings;
use krilla::paint::Fill;
use krilla::surface::Surface;
use krilla::tagging::{
    Artifact, ContentTag, Identifier, Node as Leaf, SpanTag, TableHeaderScope, Tag, TagGroup, TagKind,
    TagTree,
};
use krilla::{Document, SerializeSettings};

use crate::font::Face;
use crate::lay::{Kind, Laid, Mark, Node, PAGE, What};
use crate::{Paper, PaperError};

/// Makes the file; PDF/UA-1 is checked while it is made.
pub(crate) fn draw(paper: &Paper, laid: &Laid, face: &Face) -> Result<Vec<u8>, PaperError> {
    let refused = |e: &dyn std::fmt::Debug| PaperError::Refused(format!("{e:?}"));
    let configuration = ConfigurationBuilder::new()
        .with_accessibility_validator(Accessibility::UA1)
        .finish()
        .map_err(|e| refused(&e))?;
    let mut document =
        Document::new_with(SerializeSettings { configuration, ..SerializeSettings::default() });
    let mut leaves: Vec<Vec<Identifier>> = laid.nodes.iter().map(|_| Vec::new()).collect();
    for marks in &laid.pages {
        let settings = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| refused(&"page size"))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        for mark in marks {
            draw_mark(&mut surface, mark, face, &mut leaves);
        }
        surface.finish();
        page.finish();
    }
    document.set_tag_tree(tree(&laid.nodes, leaves));
    document.set_outline(outline(paper, laid));
    document.set_metadata(
        Metadata::new().title(paper.title.clone()).language(paper.lang.clone()).creator("hearth".to_owned()),
    );
    document.finish().map_err(|e| refused(&e))
}

fn draw_mark(surface: &mut Surface<'_>, mark: &Mark, face: &Face, leaves: &mut [Vec<Identifier>]) {
    let tag = match (mark.node, &mark.what) {
        (None, _) => ContentTag::Artifact(Artifact::default()),
        (_, What::Text { .. }) => ContentTag::Span(SpanTag::empty()),
        (_, What::Boxes(..)) => ContentTag::Other,
    };
    let identifier = surface.start_tagged(tag);
    match &mark.what {
        What::Text { x, base, size, text } => {
            fill(surface, 0);
            let start = Point::from_xy(*x, *base);
            surface.draw_glyphs(start, &face.glyphs(text), face.print.clone(), text, *size, false);
        }
        What::Boxes(boxes, grey) => {
            fill(surface, *grey);
            let mut path = PathBuilder::new();
            for [left, top, width, height] in boxes {
                if let Some(rect) = Rect::from_xywh(*left, *top, *width, *height) {
                    path.push_rect(rect);
                }
            }
            if let Some(path) = path.finish() {
                surface.draw_path(&path);
            }
        }
    }
    surface.end_tagged();
    if let Some(own) = mark.node.and_then(|node| leaves.get_mut(node)) {
        own.push(identifier);
    }
}

fn fill(surface: &mut Surface<'_>, grey: u8) {
    surface.set_fill(Some(Fill { paint: luma::Color::new(grey).into(), ..Fill::default() }));
}

/// The reading order. Parents come before their children, so the tree grows from its end.
fn tree(nodes: &[Node], leaves: Vec<Vec<Identifier>>) -> TagTree {
    let mut children: Vec<Vec<Leaf>> =
        leaves.into_iter().map(|own| own.into_iter().map(Leaf::from).collect()).collect();
    let mut top = Vec::new();
    for (at, node) in nodes.iter().enumerate().rev() {
        let mut own = children.get_mut(at).map(std::mem::take).unwrap_or_default();
        if matches!(node.kind, Kind::Table | Kind::Row) {
            own.reverse();
        }
        let group = TagGroup::with_children(kind(&node.kind), own);
        match node.parent.and_then(|parent| children.get_mut(parent)) {
            Some(siblings) => siblings.push(group.into()),
            None => top.push(group),
        }
    }
    let mut tree = TagTree::new();
    for group in top.into_iter().rev() {
        tree.push(group);
    }
    tree
}

fn kind(kind: &Kind) -> TagKind {
    match kind {
        Kind::Heading(level, title) => {
            Tag::Hn(NonZeroU16::new(*level).unwrap_or(NonZeroU16::MIN), Some(title.clone())).into()
        }
        Kind::Paragraph => Tag::P.into(),
        Kind::Figure(alternative) => Tag::Figure(Some(alternative.clone())).into(),
        Kind::Table => Tag::Table.into(),
        Kind::Row => Tag::TR.into(),
        Kind::Head => Tag::TH(TableHeaderScope::Column).into(),
        Kind::Cell => Tag::TD.into(),
    }
}

fn outline(paper: &Paper, laid: &Laid) -> Outline {
    let mut outline = Outline::new();
    let mut push = |text: &str, page: usize, y: f32| {
        let there = XyzDestination::new(page, Point::from_xy(0.0, y));
        outline.push_child(OutlineNode::new(text.to_owned(), there));
    };
    for (text, page, y) in &laid.outline {
        push(text, *page, *y);
    }
    if laid.outline.is_empty() {
        push(&paper.title, 0, 0.0);
    }
    outline
}
