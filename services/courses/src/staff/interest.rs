//! Interest in a course before it opens (R12): how many, and from where: `/office/courses/{id}/interest`.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::parts::{self, column};
use foundation::web::Ctx;
use maud::html;

use super::{frame, serving};
use crate::store;
use crate::words::district_name;

/// The page: totals only, for whoever may see courses.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such course.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = serving::find(&ctx, &id).await?.course;
    let counts = ctx.centre.db.read(move |conn| store::interest::count_by_district(conn, &id)).await?;
    let words = &ctx.words;
    let (parties, persons) = counts.iter().fold((0, 0), |sum, (_, p, n)| (sum.0 + p, sum.1 + n));
    let columns = vec![
        column(words.say("interest-district")),
        column(words.say("interest-parties")).number(),
        column(words.say("interest-persons")).number(),
    ];
    let rows = counts.iter().map(|(district, parties, persons)| {
        vec![
            html! { @if district.is_empty() { (words.say("interest-nowhere")) } @else { (district_name(words, district)) } },
            html! { (words.number(*parties)) },
            html! { (words.number(*persons)) },
        ]
    });
    let content = html! {
        p.lead { (words.say_with("interest-total", &[("parties", parties.into()), ("persons", persons.into())])) }
        (parts::table(words, words.say("edit-tab-interest"), columns, rows.collect()).caption_unseen().empty(words.say("interest-none")))
    };
    Ok(frame::page(&ctx, StatusCode::OK, &course, "interest", None, content))
}
