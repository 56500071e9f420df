//! The rule on not coming, in plain words, as it holds today: `/no-shows` (R55).

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::after::no_show;
use crate::rules::no_show::Rule;

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let rule = no_show::rule_for(&ctx.centre, ctx.now, ctx.now.date()).await?;
    let words = &ctx.words;
    let title = words.say("no-show-title");
    let shell = pages::shell(&ctx, title.as_str());
    let main = parts::Shell { updated_on: None, ..shell }.page(html! {
        h1 { (title) }
        @if rule.is_on() { (said(words, &rule)) } @else { p.lead { (words.say("no-show-off")) } }
    });
    Ok(ctx.page(StatusCode::OK, main))
}

/// The rule in sentences.
pub fn said(words: &Words, rule: &Rule) -> Markup {
    let args = [
        ("absent", rule.absent_points.into()),
        ("late", rule.late_points.into()),
        ("limit", rule.limit_points.into()),
        ("hours", rule.delay_hours.into()),
        ("days", rule.keep_days.into()),
    ];
    html! {
        p { (words.say("no-show-why")) }
        ul {
            @if rule.absent_points > 0 { li { (words.say_with("no-show-absent-rule", &args)) } }
            @if rule.late_points > 0 { li { (words.say_with("no-show-late-rule", &args)) } }
            @if let Some(since) = rule.since { li { (words.say_with("no-show-since-rule", &[("since", words.date(since).into())])) } }
            li { (words.say_with("no-show-days-rule", &args)) }
            @if rule.has_consequence() { li { (words.say_with("no-show-limit-rule", &args)) } }
            @else { li { (words.say("no-show-no-consequence")) } }
            li { (words.say("no-show-appeal-rule")) }
            li { (words.say("no-show-same-rule")) }
        }
    }
}

/// A short word on a form, before one registers; nothing while the rule is off.
pub fn warning(words: &Words, rule: &Rule) -> Markup {
    html! {
        @if rule.is_on() {
            p { (words.say("no-show-before")) " " a href=(words.path("/no-shows")) { (words.say("no-show-more")) } }
        }
    }
}
