//! The facts of a breach as a paper for the authority; nobody concerned is named in it.

use foundation::i18n::Words;
use office::instant::Instant;
use paper::{Align, Paper, PaperError, column, printable};

use crate::breach::Breach;
use crate::staff::breaches::{category_said, count_said};

/// The paper.
fn draw(words: &Words, centre: &str, breach: &Breach) -> Paper {
    let at = |at: Option<Instant>| {
        at.map_or_else(|| words.say("breach-not-known"), |at| words.date_time(at.taipei()))
    };
    let categories: Vec<String> = breach.categories.iter().map(|code| category_said(words, code)).collect();
    let reasons: Vec<String> = breach.reasons().iter().map(|r| reason_said(words, breach, *r)).collect();
    let rows = [
        ("breach-number", breach.number.clone()),
        ("breach-happened", at(breach.happened_at)),
        ("breach-known", at(Some(breach.known_at))),
        ("breach-how-known", breach.how_known.clone()),
        ("breach-kind", words.say(&format!("breach-kind-{}", breach.kind.code()))),
        ("breach-matters", breach.matters.clone()),
        ("breach-categories", words.list(categories)),
        ("breach-records", count_said(words, breach.records)),
        ("breach-persons-count", count_said(words, breach.persons)),
        ("breach-facts", breach.facts.clone()),
        ("breach-measures", breach.measures.clone()),
        ("breach-why-told", words.list(reasons)),
        ("breach-contact", breach.contact.clone()),
    ];
    let rows = rows.iter().map(|(key, said)| vec![words.say(key), printable(said)]).collect();
    let lang = if words.lang() == foundation::i18n::Lang::BASE { "zh-Hant-TW" } else { "en" };
    let title = words.say("breach-paper-title");
    Paper::new(format!("{title} {}", breach.number), lang)
        .heading(1, format!("{} {title}", printable(centre)), Align::Centre)
        .gap(12.0)
        .table(vec![column(words.say("breach-item"), 1.0), column(words.say("breach-content"), 3.0)], rows)
        .gap(24.0)
        .signatures(&[&words.say("breach-sign-officer"), &words.say("breach-sign-director")])
}

/// Why the authority must be told, in a sentence.
pub fn reason_said(words: &Words, breach: &Breach, reason: crate::breach::Reason) -> String {
    let limits = &breach.limits;
    let args = [
        ("records", words.number(limits.records_min).into()),
        ("system", words.number(limits.system_records_min).into()),
    ];
    words.say_with(reason.key(), &args)
}

/// The paper as a file: `odt`, or else PDF.
///
/// # Errors
/// When it cannot be made.
pub fn print(words: &Words, centre: &str, breach: &Breach, odt: bool) -> Result<Vec<u8>, PaperError> {
    let paper = draw(words, centre, breach);
    if odt { paper.open_document() } else { paper.print() }
}
