//! Longer texts that staff write: Markdown, cleaned, with headings below those of the page.

use maud::{Markup, PreEscaped};
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd, html};

/// A text as HTML. Whatever HTML was typed is cleaned; headings start at `h3`.
#[must_use]
pub fn html(text: &str) -> Markup {
    let events = Parser::new_ext(text, Options::ENABLE_TABLES).map(|event| match event {
        Event::Start(Tag::Heading { level, id, classes, attrs }) => {
            Event::Start(Tag::Heading { level: below(level), id, classes, attrs })
        }
        Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(below(level))),
        Event::SoftBreak => Event::HardBreak,
        other => other,
    });
    let mut out = String::with_capacity(text.len() * 2);
    html::push_html(&mut out, events);
    let clean = ammonia::Builder::default()
        .rm_tags(["img", "h1", "h2"])
        .link_rel(Some("noopener noreferrer"))
        .clean(&out)
        .to_string();
    PreEscaped(clean)
}

fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 | HeadingLevel::H2 => HeadingLevel::H3,
        HeadingLevel::H3 => HeadingLevel::H4,
        HeadingLevel::H4 => HeadingLevel::H5,
        _ => HeadingLevel::H6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_stay_below_those_of_the_page() {
        assert_eq!(html("# 帶什麼\n\n- 水").0.trim(), "<h3>帶什麼</h3>\n<ul>\n<li>水</li>\n</ul>");
    }

    #[test]
    fn what_could_do_harm_is_taken_out() {
        let said = html("<script>x()</script>\n\n[a](javascript:x) <img src=x onerror=x> **好**").0;
        assert!(said.contains("<strong>好</strong>"));
        assert!(!said.contains("script") && !said.contains("onerror"));
    }
}
