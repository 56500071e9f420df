//! Where everything stands: blocks become marks on pages, each belonging to a node of the reading order.

use crate::font::Face;
use crate::lines::lines;
use crate::{Align, Block, Column, Paper};

/// Width and height of A4 in points.
pub(crate) const PAGE: (f32, f32) = (595.28, 841.89);
/// Room around the text.
pub(crate) const MARGIN: f32 = 64.0;
const WIDTH: f32 = PAGE.0 - 2.0 * MARGIN;
const BOTTOM: f32 = PAGE.1 - MARGIN - 14.0;
/// Height of a line against its size.
const LEADING: f32 = 1.55;
/// How far the base of the letters is below the top of their line, against their size.
const BASE: f32 = 1.13;
const TABLE_SIZE: f32 = 10.5;
const CELL: f32 = 5.0;

/// Something on a page.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum What {
    Text {
        x: f32,
        base: f32,
        size: f32,
        text: String,
    },
    /// Left, top, width, height of filled rectangles, and how dark: 0 is black, 255 white.
    Boxes(Vec<[f32; 4]>, u8),
}

/// A mark, and the node it belongs to; without one it is decoration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Mark {
    pub(crate) node: Option<usize>,
    pub(crate) what: What,
}

/// What a node is to a reader.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    Heading(u16, String),
    Paragraph,
    Figure(String),
    Table,
    Row,
    Head,
    Cell,
}

/// A node of the reading order; parents come before their children.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Node {
    pub(crate) kind: Kind,
    pub(crate) parent: Option<usize>,
}

/// A paper with everything in its place.
#[derive(Debug, Default)]
pub(crate) struct Laid {
    pub(crate) pages: Vec<Vec<Mark>>,
    pub(crate) nodes: Vec<Node>,
    /// Headings with page and height.
    pub(crate) outline: Vec<(String, usize, f32)>,
}

struct Layer<'a> {
    face: &'a Face,
    laid: Laid,
    y: f32,
}

/// Lays a paper out.
pub(crate) fn lay(paper: &Paper, face: &Face) -> Laid {
    let mut layer = Layer { face, laid: Laid::default(), y: MARGIN };
    layer.laid.pages.push(Vec::new());
    for block in &paper.blocks {
        layer.block(block);
    }
    if let Some(footer) = &paper.footer {
        layer.footers(footer);
    }
    if paper.frame {
        for page in &mut layer.laid.pages {
            page.extend(frame());
        }
    }
    layer.laid
}

impl Layer<'_> {
    fn block(&mut self, block: &Block) {
        match block {
            Block::Heading { level, text, align } => {
                let size = match level {
                    1 => 26.0,
                    2 => 16.0,
                    _ => 13.0,
                };
                // A heading never stands alone at the foot of a page.
                self.make_room(size * LEADING * 2.5);
                let node = self.node(Kind::Heading(*level, text.clone()), None);
                self.laid.outline.push((text.clone(), self.laid.pages.len() - 1, self.y));
                self.text(node, text, size, *align);
                self.y += size * 0.5;
            }
            Block::Paragraph { text, size, align } => {
                let node = self.node(Kind::Paragraph, None);
                self.text(node, text, *size, *align);
                self.y += size * 0.5;
            }
            Block::Table { columns, rows } => self.table(columns, rows),
            Block::Code { side, dark, width, alternative } => {
                self.code(*side, dark, *width, alternative);
            }
            Block::Signatures(labels) => self.signatures(labels),
            Block::Gap(points) => self.y += points,
        }
    }

    fn node(&mut self, kind: Kind, parent: Option<usize>) -> usize {
        self.laid.nodes.push(Node { kind, parent });
        self.laid.nodes.len() - 1
    }

    fn put(&mut self, node: Option<usize>, what: What) {
        if let Some(page) = self.laid.pages.last_mut() {
            page.push(Mark { node, what });
        }
    }

    /// Begins a new page when there is less room than this; says whether.
    fn make_room(&mut self, height: f32) -> bool {
        let full = self.y + height > BOTTOM && self.y > MARGIN;
        if full {
            self.laid.pages.push(Vec::new());
            self.y = MARGIN;
        }
        full
    }

    fn text(&mut self, node: usize, text: &str, size: f32, align: Align) {
        let face = self.face;
        for line in lines(text, WIDTH, |c| face.width(c) * size) {
            self.make_room(size * LEADING);
            let x = MARGIN + shift(face.width_of(&line) * size, WIDTH, align);
            self.line(node, x, self.y, size, line);
            self.y += size * LEADING;
        }
    }

    fn line(&mut self, node: usize, x: f32, top: f32, size: f32, text: String) {
        if !text.is_empty() {
            self.put(Some(node), What::Text { x, base: top + size * BASE, size, text });
        }
    }

    fn table(&mut self, columns: &[Column], rows: &[Vec<String>]) {
        let table = self.node(Kind::Table, None);
        let total: f32 = columns.iter().map(|c| c.share.max(0.01)).sum();
        let widths: Vec<f32> = columns.iter().map(|c| WIDTH * c.share.max(0.01) / total).collect();
        let heads: Vec<String> = columns.iter().map(|c| c.head.clone()).collect();
        let heads = self.cells(&widths, &heads);
        self.make_room(row_height(&heads) * 2.0);
        let row = self.node(Kind::Row, Some(table));
        let nodes: Vec<usize> = columns.iter().map(|_| self.node(Kind::Head, Some(row))).collect();
        self.row(columns, &widths, &heads, Some(&nodes), true);
        for cells in rows {
            let row = self.node(Kind::Row, Some(table));
            let nodes: Vec<usize> = columns.iter().map(|_| self.node(Kind::Cell, Some(row))).collect();
            let mut cells = self.cells(&widths, cells);
            // A row that is higher than a page goes on at the next one.
            let most = ((BOTTOM - MARGIN - row_height(&heads)) / (TABLE_SIZE * LEADING)) as usize;
            let most = most.saturating_sub(1).max(1);
            loop {
                let rest: Vec<Vec<String>> =
                    cells.iter_mut().map(|lines| lines.split_off(most.min(lines.len()))).collect();
                if self.make_room(row_height(&cells)) {
                    self.row(columns, &widths, &heads, None, true);
                }
                self.row(columns, &widths, &cells, Some(&nodes), false);
                if rest.iter().all(Vec::is_empty) {
                    break;
                }
                cells = rest;
            }
        }
        self.y += TABLE_SIZE;
    }

    fn cells(&self, widths: &[f32], texts: &[String]) -> Vec<Vec<String>> {
        let face = self.face;
        let empty = String::new();
        let of = |(at, width): (usize, &f32)| {
            lines(texts.get(at).unwrap_or(&empty), width - 2.0 * CELL, |c| face.width(c) * TABLE_SIZE)
        };
        widths.iter().enumerate().map(of).collect()
    }

    /// One row of cells. A head that is repeated belongs to no node: it was read already.
    fn row(
        &mut self,
        columns: &[Column],
        widths: &[f32],
        cells: &[Vec<String>],
        nodes: Option<&[usize]>,
        is_head: bool,
    ) {
        let height = row_height(cells);
        if is_head {
            self.put(None, What::Boxes(vec![[MARGIN, self.y, WIDTH, height]], 235));
        }
        let mut left = MARGIN;
        for (at, ((column, width), lines)) in columns.iter().zip(widths).zip(cells).enumerate() {
            for (number, line) in lines.iter().enumerate() {
                let own = self.face.width_of(line) * TABLE_SIZE;
                let x = left + CELL + shift(own, width - 2.0 * CELL, column.align);
                let base = self.y + CELL + (number as f32 * LEADING + BASE) * TABLE_SIZE;
                let what = What::Text { x, base, size: TABLE_SIZE, text: line.clone() };
                if !line.is_empty() {
                    self.put(nodes.and_then(|n| n.get(at)).copied(), what);
                }
            }
            left += width;
        }
        self.y += height;
        self.put(None, What::Boxes(vec![[MARGIN, self.y, WIDTH, 0.5]], 120));
    }

    fn code(&mut self, side: usize, dark: &[bool], width: f32, alternative: &str) {
        self.make_room(width);
        let module = width / (side + 8) as f32;
        let left = MARGIN + (WIDTH - width) / 2.0 + 4.0 * module;
        let top = self.y + 4.0 * module;
        let modules = dark.iter().enumerate().filter(|(_, dark)| **dark);
        let boxes = modules.map(|(at, _)| {
            let (row, column) = (at / side.max(1), at % side.max(1));
            [left + column as f32 * module, top + row as f32 * module, module, module]
        });
        let boxes = boxes.collect();
        let node = self.node(Kind::Figure(alternative.to_owned()), None);
        self.put(Some(node), What::Boxes(boxes, 0));
        self.y += width;
    }

    fn signatures(&mut self, labels: &[String]) {
        const SIZE: f32 = 11.0;
        self.make_room(70.0);
        self.y += 44.0;
        let each = WIDTH / labels.len().max(1) as f32;
        for (at, label) in labels.iter().enumerate() {
            let left = MARGIN + at as f32 * each + 12.0;
            self.put(None, What::Boxes(vec![[left, self.y, each - 24.0, 0.7]], 0));
            let node = self.node(Kind::Paragraph, None);
            let x = left + shift(self.face.width_of(label) * SIZE, each - 24.0, Align::Centre);
            self.line(node, x, self.y + 3.0, SIZE, label.clone());
        }
        self.y += SIZE * LEADING + 8.0;
    }

    fn footers(&mut self, text: &str) {
        const SIZE: f32 = 9.0;
        let (face, pages) = (self.face, self.laid.pages.len());
        let base = PAGE.1 - MARGIN + 10.0;
        for (at, page) in self.laid.pages.iter_mut().enumerate() {
            let mark = |x, text| Mark { node: None, what: What::Text { x, base, size: SIZE, text } };
            if !text.is_empty() {
                page.push(mark(MARGIN, text.to_owned()));
            }
            let number = format!("{} / {pages}", at + 1);
            page.push(mark(MARGIN + WIDTH - face.width_of(&number) * SIZE, number));
        }
    }
}

fn row_height(cells: &[Vec<String>]) -> f32 {
    let most = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
    most as f32 * TABLE_SIZE * LEADING + 2.0 * CELL
}

fn shift(own: f32, width: f32, align: Align) -> f32 {
    match align {
        Align::Left => 0.0,
        Align::Centre => (width - own) / 2.0,
        Align::Right => width - own,
    }
}

/// Two lines around the page, a bold and a fine one.
fn frame() -> Vec<Mark> {
    let around = |gap: f32, thick: f32| {
        let (w, h) = (PAGE.0 - 2.0 * gap, PAGE.1 - 2.0 * gap);
        let boxes = vec![
            [gap, gap, w, thick],
            [gap, gap + h - thick, w, thick],
            [gap, gap, thick, h],
            [gap + w - thick, gap, thick, h],
        ];
        Mark { node: None, what: What::Boxes(boxes, 90) }
    };
    vec![around(28.0, 2.4), around(35.0, 0.7)]
}
