//! A published plan as a paper: PDF with its text in it, and OpenDocument.

use std::collections::HashMap;

use foundation::i18n::Words;
use foundation::web::Ctx;
use paper::{Align, Paper, PaperError, column, printable};

use crate::model::{Line, Plan, Version, tree};
use crate::words::{target, units};

/// A kind of paper, as it stands in addresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaperKind {
    /// To be printed.
    Pdf,
    /// To be worked on.
    Odt,
}

foundation::codes!(PaperKind { Pdf = "pdf", Odt = "odt" });

impl PaperKind {
    /// `Content-Type`.
    pub const fn content_type(self) -> &'static str {
        match self {
            PaperKind::Pdf => "application/pdf",
            PaperKind::Odt => paper::ODT,
        }
    }

    /// The paper as a file of this kind.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn print(self, paper: &Paper) -> Result<Vec<u8>, PaperError> {
        match self {
            PaperKind::Pdf => paper.print(),
            PaperKind::Odt => paper.open_document(),
        }
    }
}

/// The language of a paper's text.
pub fn lang(words: &Words) -> &'static str {
    match words.lang() {
        foundation::i18n::Lang::ZhHant => "zh-Hant-TW",
        foundation::i18n::Lang::En => "en",
    }
}

/// The names of who is in charge and who stands in, by line.
pub type Windows = HashMap<String, (String, String)>;

/// The paper of a version.
pub fn draw(ctx: &Ctx, plan: &Plan, version: &Version, lines: Vec<Line>, windows: &Windows) -> Paper {
    let words = &ctx.words;
    let mut paper = Paper::new(printable(&version.title), lang(words))
        .heading(1, printable(&version.title), Align::Left)
        .paragraph(printable(&said(words, version)))
        .footer(printable(ctx.centre_name()));
    for area in tree(lines, |line| &line.text) {
        paper = paper.heading(2, printable(&area.name), Align::Left);
        for (strategy, lines) in area.strategies {
            paper = paper.heading(3, printable(&strategy), Align::Left);
            let columns = vec![
                column(words.say("plan-f-code"), 1.1),
                column(words.say("plan-f-action"), 4.0),
                column(words.say("plan-f-indicator-target"), 2.4),
                column(words.say("plan-f-units-window"), 2.4),
            ];
            let rows = lines.iter().map(|line| row(words, plan, line, windows)).collect();
            paper = paper.table(columns, rows);
        }
    }
    paper
}

/// When it was approved and published, and by whom.
pub fn said(words: &Words, version: &Version) -> String {
    let args = [
        ("number", version.number.into()),
        ("approved", words.date(version.approved_at.date()).into()),
        ("published", words.date(version.published_at.date()).into()),
        ("by", (&version.approved_by).into()),
    ];
    words.say_with("plan-version-said", &args)
}

fn row(words: &Words, plan: &Plan, line: &Line, windows: &Windows) -> Vec<String> {
    let text = &line.text;
    let targets: Vec<String> = (plan.year..=plan.until())
        .filter_map(|year| {
            let said = target(words, text, year);
            let year = crate::words::year(words, year);
            (!said.is_empty()).then(|| if plan.years == 1 { said } else { format!("{year} {said}") })
        })
        .collect();
    let (owner, deputy) = windows.get(&line.line).cloned().unwrap_or_default();
    let join = |parts: Vec<String>| {
        let some: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        printable(&some.join("\n"))
    };
    vec![
        text.code.clone(),
        printable(&text.action),
        join([vec![text.indicator.clone()], targets].concat()),
        join(vec![units(words, text), window(words, &owner, &deputy)]),
    ]
}

/// The single window in words: name, and who stands in.
pub fn window(words: &Words, owner: &str, deputy: &str) -> String {
    match (owner, deputy) {
        ("", _) => String::new(),
        (owner, "") => owner.to_owned(),
        (owner, deputy) => {
            words.say_with("plan-window-both", &[("owner", owner.into()), ("deputy", deputy.into())])
        }
    }
}
