//! The same person twice in the whole catalogue (R32): registered twice for one course, or for two courses
//! at one hour: `/office/courses/doubles`, of the courses in one's charge that are not over.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Pager, Tab, column, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::people::{better_first, merging, side, why};
use crate::rights::{self, SERVE};
use crate::rules::double;
use crate::store::double::{At, Twice, list_at_one_hour, list_in_one};
use crate::words::either;

/// Pairs on a page.
const PAGE: i64 = 50;

const ADDRESS: &str = "/office/courses/doubles";

/// `GET /office/courses/doubles`: of one course, or with `?at=hour` of two courses at one hour.
///
/// # Errors
/// When the store is away.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let skip = given.text("skip").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000);
    let at_one_hour = given.text("at") == "hour";
    let (sections, now) = (rights::sections(ctx.staff()?), ctx.now);
    let read = move |conn: &mut foundation::db::Conn| match at_one_hour {
        true => list_at_one_hour(conn, &sections, now, PAGE + 1, skip),
        false => list_in_one(conn, &sections, now, PAGE + 1, skip),
    };
    let mut pairs = ctx.centre.db.read(read).await?;
    let more = i64::try_from(pairs.len()).is_ok_and(|n| n > PAGE);
    pairs.truncate(usize::try_from(PAGE).unwrap_or_default());
    let words = &ctx.words;
    let said = words.say("serve-doubles-title");
    let query = if at_one_hour { "?at=hour&skip=" } else { "?skip=" };
    let at = |skip: i64| words.path(&format!("{ADDRESS}{query}{skip}"));
    let pager = Pager {
        previous: (skip > 0).then(|| at((skip - PAGE).max(0))),
        next: more.then(|| at(skip + PAGE)),
        said: None,
    };
    let content = html! {
        h1 { (said) }
        (tabs(&ctx, at_one_hour))
        @if at_one_hour {
            p.soft { (words.say("serve-doubles-hour-about")) }
            (hours(&ctx, &pairs))
        } @else {
            p.soft { (words.say("serve-people-about")) }
            (in_one(&ctx, &pairs))
        }
        (parts::pager(words, &pager))
    };
    let here = vec![crumb(words.path("/office/courses"), words.say("serve-courses"))];
    let shell = parts::Shell { here, ..pages::office_shell(&ctx, said) };
    Ok(ctx.page(StatusCode::OK, shell.page(content)))
}

fn tabs(ctx: &Ctx, at_one_hour: bool) -> Markup {
    let words = &ctx.words;
    let tab = |query: &str, key: &str, current| Tab {
        href: words.path(&format!("{ADDRESS}{query}")),
        label: words.say(key),
        count: None,
        current,
    };
    let tabs =
        [tab("", "serve-doubles-one", !at_one_hour), tab("?at=hour", "serve-people-hours", at_one_hour)];
    parts::tabs(words, &words.say("serve-doubles-title"), &tabs)
}

/// Pairs of one course, with the button that merges them for whoever may.
fn in_one(ctx: &Ctx, pairs: &[Twice]) -> Markup {
    let words = &ctx.words;
    let serves = ctx.staff().is_ok_and(|staff| staff.may(SERVE));
    let keys = ["serve-member", "serve-doubles-course", "serve-people-keep", "serve-people-other"];
    let mut columns: Vec<_> = keys.iter().map(|key| column(words.say(key))).collect();
    if serves {
        columns.push(column(words.say("serve-people-do")));
    }
    let rows = pairs.iter().filter_map(|pair| {
        let ((one, at), (other, _)) = (&pair.one, &pair.other);
        let likeness = double::likeness(&one.person(), &other.person())?;
        let (keep, other) = better_first(one, other);
        let mut cells = vec![
            html! { (keep.name) br; span.small.soft { (why(words, likeness)) } },
            course(ctx, at),
            side(words, &at.course_id, keep),
            side(words, &at.course_id, other),
        ];
        if serves {
            cells.push(merging(words, &at.course_id, keep, other));
        }
        Some(cells)
    });
    let said = words.say("serve-doubles-one");
    html! { (parts::table(words, said, columns, rows.collect()).caption_unseen().empty(words.say("serve-people-none"))) }
}

/// Pairs of two courses at one hour; each leads to the registration, where it is moved or cancelled.
fn hours(ctx: &Ctx, pairs: &[Twice]) -> Markup {
    let words = &ctx.words;
    let keys = ["serve-member", "serve-doubles-here", "serve-people-there"];
    let columns = keys.iter().map(|key| column(words.say(key))).collect();
    let rows = pairs.iter().filter_map(|pair| {
        let ((one, at), (other, other_at)) = (&pair.one, &pair.other);
        let likeness = double::likeness(&one.person(), &other.person())?;
        Some(vec![
            html! {
                (one.name) br;
                span.small.soft {
                    (why(words, likeness)) br;
                    (words.say_with("serve-doubles-sessions", &[("count", pair.sessions.into())]))
                }
            },
            html! { (course(ctx, at)) br; (side(words, &at.course_id, one)) },
            html! { (course(ctx, other_at)) br; (side(words, &other_at.course_id, other)) },
        ])
    });
    let said = words.say("serve-people-hours");
    html! { (parts::table(words, said, columns, rows.collect()).caption_unseen().empty(words.say("serve-people-no-hours"))) }
}

fn course(ctx: &Ctx, at: &At) -> Markup {
    let words = &ctx.words;
    html! {
        a href=(words.path(&format!("/office/courses/{}", at.course_id))) { (either(words, &at.title, &at.title_en)) }
        " " span.small.soft { (parts::time_short(words, at.starts_at)) }
    }
}
