//! Pictures made by the server, each with its words.

use maud::{Markup, PreEscaped, html};

use crate::chart::{Bar, bars};
use crate::i18n::Words;

/// A QR code of an address or ticket, with its text below for those who
/// cannot scan it. `alternative` says what it is for.
#[must_use]
pub fn qr(content: &str, alternative: &str) -> Markup {
    html! {
        figure.qr {
            @if let Some(svg) = crate::qr::svg(content, alternative) { (PreEscaped(svg)) }
            figcaption { (content) }
        }
    }
}

/// Bars with a title and a line that says what they show, and the same figures as a table.
#[must_use]
pub fn chart(words: &Words, title: &str, said: &str, figures: &[Bar]) -> Markup {
    html! {
        figure.chart {
            figcaption { (title) }
            p.hint { (said) }
            (bars(words, title, said, figures))
            details {
                summary { (words.say("part-figures")) }
                div.inside {
                    table {
                        caption.unseen { (title) }
                        thead { tr {
                            th scope="col" { (words.say("part-figure-what")) }
                            th.number scope="col" { (words.say("part-figure-number")) }
                        } }
                        tbody {
                            @for bar in figures {
                                tr { th scope="row" { (bar.label) } td.number { (bar.figure(words)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
