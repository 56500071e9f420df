//! What the courses of a period came to: from the opened page to the person who came, and district by district.

pub mod districts;
pub mod funnel;

use axum::routing::get;
use foundation::form::Form;
use foundation::measures::Period;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::service::Routes;
use foundation::web::Ctx;
use jiff::civil::{Date, date};
use maud::{Markup, html};

use crate::rights::SEE;

/// The addresses of these pages.
pub fn routes(routes: Routes) -> Routes {
    routes.office("/office/courses/funnel", SEE, get(funnel::get)).office(
        "/office/courses/districts",
        SEE,
        get(districts::get),
    )
}

/// The period asked for, this year when none is; one that runs backwards is turned round.
fn period(ctx: &Ctx) -> Period {
    let form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let year = ctx.now.date().year();
    let day = |name: &str, default: Date| form.text(name).trim().parse().unwrap_or(default);
    let (one, other) = (day("from", date(year, 1, 1)), day("to", date(year, 12, 31)));
    Period { from: one.min(other), to: one.max(other) }
}

/// The page: its heading, a form for the period, the figures.
fn page(ctx: &Ctx, (path, heading, lead): (&str, &str, &str), period: Period, content: &Markup) -> Markup {
    let words = &ctx.words;
    let here = vec![crumb(
        words.path(&format!("/office/measures?from={}&to={}", period.from, period.to)),
        words.say("measures-title"),
    )];
    let heading = words.say(heading);
    let shell = Shell { here, ..office_shell(ctx, heading.as_str()) };
    shell.page(html! {
        h1 { (heading) }
        p.lead { (words.say(lead)) }
        (parts::filters(words, &words.path(path), None, html! {
            (parts::date(words, "from", words.say("measures-from")).value(period.from.to_string()).unmarked())
            (parts::date(words, "to", words.say("measures-to")).value(period.to.to_string()).unmarked())
        }))
        (content)
    })
}
