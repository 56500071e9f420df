//! Tables that can be sorted, filtered and paged, and read by a screen reader.

use maud::{Markup, Render, html};

use super::message::empty_state;
use crate::i18n::Words;

/// How a column is sorted now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sorted {
    /// Smallest first.
    Up,
    /// Largest first.
    Down,
}

/// A column of a table.
#[derive(Debug, Clone)]
pub struct Column {
    label: String,
    number: bool,
    unseen: bool,
    sort_href: Option<String>,
    sorted: Option<Sorted>,
}

/// A column with this heading.
#[must_use]
pub fn column(label: impl Into<String>) -> Column {
    Column { label: label.into(), number: false, unseen: false, sort_href: None, sorted: None }
}

impl Column {
    /// Holds numbers, drawn to the right.
    #[must_use]
    pub const fn number(mut self) -> Self {
        self.number = true;
        self
    }

    /// The heading is read out but not drawn, as over a column of buttons.
    #[must_use]
    pub const fn unseen(mut self) -> Self {
        self.unseen = true;
        self
    }

    /// The heading leads to the table sorted by this column.
    #[must_use]
    pub fn sort(mut self, href: impl Into<String>, sorted: Option<Sorted>) -> Self {
        self.sort_href = Some(href.into());
        self.sorted = sorted;
        self
    }
}

/// Rows of things of one kind.
#[derive(Debug, Clone)]
pub struct Table<'a> {
    words: &'a Words,
    caption: String,
    caption_unseen: bool,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
    filter: bool,
    empty: Option<String>,
}

/// A table with this caption; the first cell of each row names the row.
#[must_use]
pub fn table(
    words: &Words,
    caption: impl Into<String>,
    columns: Vec<Column>,
    rows: Vec<Vec<Markup>>,
) -> Table<'_> {
    Table { words, caption: caption.into(), caption_unseen: false, columns, rows, filter: false, empty: None }
}

impl Table<'_> {
    /// The caption is read out but not drawn, where a heading already says it.
    #[must_use]
    pub const fn caption_unseen(mut self) -> Self {
        self.caption_unseen = true;
        self
    }

    /// Where scripts run, a box above narrows the rows shown while one types.
    #[must_use]
    pub const fn filter(mut self) -> Self {
        self.filter = true;
        self
    }

    /// What is said when there is no row.
    #[must_use]
    pub fn empty(mut self, said: impl Into<String>) -> Self {
        self.empty = Some(said.into());
        self
    }

    fn heading(&self, column: &Column) -> Markup {
        let sorted = column.sorted.map(|sorted| match sorted {
            Sorted::Up => "ascending",
            Sorted::Down => "descending",
        });
        html! {
            th scope="col" role="columnheader" class=[column.number.then_some("number")] aria-sort=[sorted] {
                @if let Some(href) = &column.sort_href {
                    a href=(href) { (column.label) span.arrow aria-hidden="true" {
                        (match column.sorted { Some(Sorted::Up) => "▲", Some(Sorted::Down) => "▼", None => "↕" })
                    } }
                } @else if column.unseen {
                    span.unseen { (column.label) }
                } @else {
                    (column.label)
                }
            }
        }
    }

    /// On a narrow screen each row stands as a block of its own, every cell beside its heading. Figures
    /// that are compared down a column stay a table, and so does what is narrow anyway.
    fn stacks(&self) -> bool {
        self.columns.len() > 2 && self.columns.iter().skip(1).any(|column| !column.number)
    }

    fn row(&self, cells: &[Markup]) -> Markup {
        let stacks = self.stacks();
        html! {
            tr role="row" {
                @for (at, cell) in cells.iter().enumerate() {
                    @let column = self.columns.get(at);
                    @let class = column.is_some_and(|column| column.number).then_some("number");
                    @let label = column.filter(|column| stacks && !column.unseen).map(|column| &column.label);
                    @if at == 0 {
                        th scope="row" role="rowheader" class=[class] { (cell) }
                    } @else if stacks {
                        td role="cell" class=[class] data-label=[label] { div { (cell) } }
                    } @else {
                        td role="cell" class=[class] { (cell) }
                    }
                }
            }
        }
    }
}

impl Render for Table<'_> {
    fn render(&self) -> Markup {
        if self.rows.is_empty() {
            let said = self.empty.clone().unwrap_or_else(|| self.words.say("part-no-rows"));
            return empty_state(&said, html! {});
        }
        let filter = self.filter.then(|| self.words.say("part-filter-rows"));
        html! {
            div.scroll role="region" aria-label=(self.caption) tabindex="0" data-filter=[filter] {
                // The roles hold where a narrow screen lays the rows out as blocks.
                table role="table" class=[self.stacks().then_some("stacks")] {
                    caption class=[self.caption_unseen.then_some("unseen")] { (self.caption) }
                    thead role="rowgroup" { tr role="row" { @for column in &self.columns { (self.heading(column)) } } }
                    tbody role="rowgroup" { @for cells in &self.rows { (self.row(cells)) } }
                }
            }
        }
    }
}

/// The ways to the neighbouring pages of a list.
#[derive(Debug, Clone, Default)]
pub struct Pager {
    /// The address of the page before.
    pub previous: Option<String>,
    /// The address of the page after.
    pub next: Option<String>,
    /// Where one is, in words (第 21–40 筆，共 132 筆).
    pub said: Option<String>,
}

/// Links to the page before and after; nothing when there is only one page.
#[must_use]
pub fn pager(words: &Words, pager: &Pager) -> Markup {
    html! {
        @if pager.previous.is_some() || pager.next.is_some() {
            nav.pager aria-label=(words.say("part-pages")) {
                @if let Some(href) = &pager.previous {
                    a.button.secondary rel="prev" href=(href) { span aria-hidden="true" { "← " } (words.say("part-previous")) }
                }
                @if let Some(said) = &pager.said { span.said { (said) } }
                @if let Some(href) = &pager.next {
                    a.button.secondary rel="next" href=(href) { (words.say("part-next")) span aria-hidden="true" { " →" } }
                }
            }
        }
    }
}
