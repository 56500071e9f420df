//! The list on paper: persons with a seat or in line, in the order of arrival. Who takes it leaves a trace, as
//! with a list that is taken out as a file.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::parts::{self, Pager, column};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::html;

use super::registration::sex;
use super::serving::{self, address};
use crate::planning::COURSE;
use crate::store;

/// Persons on one page.
const PERSONS: i64 = 300;

/// The list.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find(&ctx, &course_id).await?;
    let query = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let (number, member) = query.text("after").split_once('.').unwrap_or_default();
    let after = (number.parse().unwrap_or(0), member.parse().unwrap_or(0));
    let id = served.course.id.clone();
    let (trail_id, now, actor) = (ctx.centre.chance.id(ctx.now), ctx.now, ctx.actor());
    let limit = usize::try_from(PERSONS).unwrap_or(0);
    let read = move |conn: &mut Conn| {
        let persons = store::list::list_persons(conn, &id, false, after, PERSONS + 1)?;
        let rows = serde_json::json!({ "rows": persons.len().min(limit) }).to_string();
        let entry = Entry { after: Some(rows), ..Entry::new(COURSE, &id, "list-printed") };
        trail::add(conn, std::slice::from_ref(&trail_id), now, &actor, &[entry])?;
        Ok(persons)
    };
    let mut persons = ctx.centre.db.write(read).await?;
    let more = persons.len() > limit;
    persons.truncate(limit);
    let words = &ctx.words;
    let last = persons.last().filter(|_| more);
    let next =
        last.map(|p| words.path(&address(&served.course, &format!("print?after={}.{}", p.number, p.member))));
    let columns = vec![
        column(words.say("serve-member")),
        column(words.say("serve-number")).number(),
        column(words.say("serve-state")),
        column(words.say("serve-birth-year")).number(),
        column(words.say("serve-sex")),
        column(words.say("serve-head-phone")),
        column(words.say("serve-reference")),
    ];
    let rows = persons.iter().map(|p| {
        vec![
            html! { (p.name) },
            html! { (words.number(p.number)) },
            html! { (serving::state(words, p.status)) },
            html! { @if let Some(year) = p.birth_year { (year) } },
            html! { (sex(words, &p.sex)) },
            html! { @if p.head != p.name { (p.head) " " } (serving::phone(&p.phone)) },
            html! { span.number-code { (serving::reference(&p.reference)) } },
        ]
    });
    let said = words.say("serve-print-title");
    let pager = Pager { next, ..Pager::default() };
    let content = html! {
        (serving::heading(&ctx, &served.course, &said))
        p.small.soft { (words.say("serve-print-at")) " " (parts::time(words, ctx.now)) }
        div.actions.no-print { (parts::print_button(words)) }
        (parts::table(words, said.clone(), columns, rows.collect()).caption_unseen().empty(words.say("serve-list-empty")))
        (parts::pager(words, &pager))
    };
    Ok(ctx.page(StatusCode::OK, serving::shell(&ctx, &served.course, &said, false).page(content)))
}
