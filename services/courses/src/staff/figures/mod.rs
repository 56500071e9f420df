//! What the courses of a period came to: from the opened page to the person who came, and district by district.

pub mod districts;
pub mod funnel;

use axum::routing::get;
use foundation::measures::Period;
use foundation::pages::office_shell;
use foundation::parts::{self, Shell, crumb};
use foundation::service::Routes;
use foundation::web::Ctx;
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

/// The period asked for, this year when none is.
fn period(ctx: &Ctx) -> Period {
    Period::asked(ctx, Period::of_year(ctx.now.date().year()))
}

/// The page: its heading, a form for the period, the figures.
fn page(ctx: &Ctx, (path, heading, lead): (&str, &str, &str), period: Period, content: &Markup) -> Markup {
    let words = &ctx.words;
    let here =
        vec![crumb(words.path(&format!("/office/measures?{}", period.query())), words.say("measures-title"))];
    let heading = words.say(heading);
    let shell = Shell { here, ..office_shell(ctx, heading.as_str()) };
    shell.page(html! {
        h1 { (heading) }
        p.lead { (words.say(lead)) }
        (parts::filters(words, &words.path(path), None, html! {
            (period.fields(words))
        }))
        (content)
    })
}
