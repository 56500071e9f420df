//! Who was only counted, by sex and age band, and who came in all (X9): the sums shown make the total.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Arg;
use foundation::parts::{self, Shell, Tone, Width};
use foundation::trail::{self, Entry};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::{AgeBand, HeadCount, Sex};

use crate::day::{Post, title, when};
use crate::store as all;
use crate::store::day as store;

/// Kind of the matter in the trail.
const SESSION: &str = "courses_session";
/// Largest number of one cell: a fair on a square.
const CELL_MAX: i64 = 99_999;

fn field(sex: Sex, band: AgeBand) -> String {
    format!("n.{}.{}", sex.code(), band.code())
}

/// The form with what was counted so far.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn get(ctx: Ctx, Path((id, number)): Path<(String, String)>) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let session = post.session.id.clone();
    let counted = ctx.centre.db.read(move |conn| store::find_head_count(conn, &session)).await?;
    let mut form = Form::default();
    for (sex, band, persons) in counted.parts() {
        form.set(&field(sex, band), persons.to_string());
    }
    form.set("seen", said(&counted));
    page(&ctx, &post, &form, &counted).await
}

/// Takes the count over what was counted before, as long as that is what was shown.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such session.
pub async fn post(
    ctx: Ctx,
    Path((id, number)): Path<(String, String)>,
    mut form: Form,
) -> Result<Response, Fault> {
    let post = Post::office(&ctx, &id, &number).await?;
    let mut count = HeadCount::new();
    for band in AgeBand::ALL {
        for sex in Sex::ALL {
            let persons = form.number(&field(*sex, *band), 0, CELL_MAX).unwrap_or(0);
            count.add(*sex, *band, u32::try_from(persons).unwrap_or(0));
        }
    }
    if !form.is_right() {
        return page(&ctx, &post, &form, &count).await;
    }
    let (centre, actor, session) = (ctx.centre.clone(), post.actor.clone(), post.session.id.clone());
    let (course, seen, typed) = (post.course.id.clone(), form.text("seen").to_owned(), number_of(&count));
    let write = move |conn: &mut Conn| {
        let _lock = all::desk::find_ledger(conn, &course)?;
        let before = store::find_head_count(conn, &session)?;
        if before == count {
            return Ok(None);
        }
        if said(&before) != seen {
            return Ok(Some(before));
        }
        store::change_head_count(conn, &session, &count)?;
        let entry = Entry {
            before: Some(said(&before)),
            after: Some(said(&count)),
            ..Entry::new(SESSION, &session, "counted")
        };
        let now = centre.clock.now();
        trail::add(conn, &[centre.chance.id(now)], now, &actor, &[entry])?;
        Ok(None)
    };
    if let Some(before) = ctx.centre.db.write(write).await? {
        form.wrong_with("", "day-counted-meanwhile", vec![("total", number_of(&before)), ("typed", typed)]);
        form.set("seen", said(&before));
        return page(&ctx, &post, &form, &before).await;
    }
    Ok(ctx.go(&format!("/office/courses/{}/sessions/{}/head-count?done=counted", id, post.session.number)))
}

fn number_of(count: &HeadCount) -> Arg {
    i64::try_from(count.total()).unwrap_or(i64::MAX).into()
}

/// A count for the trail, and to see whether somebody at another door counted meanwhile.
fn said(count: &HeadCount) -> String {
    let parts: Vec<_> =
        count.parts().map(|(sex, band, n)| (format!("{}.{}", sex.code(), band.code()), n)).collect();
    serde_json::json!({ "total": count.total(), "parts": parts }).to_string()
}

async fn page(ctx: &Ctx, post: &Post, form: &Form, counted: &HeadCount) -> Result<Response, Fault> {
    let words = &ctx.words;
    let session = post.session.clone();
    let present = ctx.centre.db.read(move |conn| store::count_present(conn, &session)).await?;
    let heading = words.say("day-head-count");
    let shell = Shell { has_errors: !form.is_right(), ..post.shell(ctx, &heading, true) };
    let action = format!("/office/courses/{}/sessions/{}/head-count", post.course.id, post.session.number);
    let is_saved = ctx.query.as_deref() == Some("done=counted");
    let mut all = present.clone();
    all.merge(counted);
    let content = html! {
        div.door {
            (parts::error_summary(words, &form.said(words)))
            @if is_saved { (parts::notice(Tone::Good, &words.say("day-counted-saved"), html! {})) }
            h1 { (heading) small { " " (title(words, &post.course)) } }
            p { (when(words, &post.session)) }
            p { (words.say("day-head-count-about")) }
            (parts::form(words.path(&action), html! {
                (parts::hidden("seen", form.text("seen")))
                (grid(ctx, form))
                (parts::button(words.say("day-save")))
            }).id("head-count"))
            (sums(ctx, &present, counted, &all))
            p { (parts::button_link(post.path(words, ""), words.say("day-back")).secondary()) }
        }
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

/// One field for each sex and age band.
fn grid(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let cell = |sex: &Sex, band: &AgeBand| {
        let name = field(*sex, *band);
        let label = format!("{} {}", words.say(sex.name_key()), words.say(band.name_key()));
        parts::number(words, &name, label)
            .hidden_label()
            .unmarked()
            .width(Width::Short)
            .value(form.text(&name))
            .error(form.said_of(words, &name))
    };
    html! {
        div.scroll.grid {
            table {
                caption.unseen { (words.say("day-head-count")) }
                thead { tr {
                    th scope="col" { (words.say("day-age")) }
                    @for sex in Sex::ALL { th scope="col" { (words.say(sex.name_key())) } }
                } }
                tbody {
                    @for band in AgeBand::ALL {
                        tr {
                            th scope="row" { (words.say(band.name_key())) }
                            @for sex in Sex::ALL { td { (cell(sex, band)) } }
                        }
                    }
                }
            }
        }
    }
}

/// Everybody: by name and counted, by sex and by age band, with the sums.
fn sums(ctx: &Ctx, present: &HeadCount, counted: &HeadCount, all: &HeadCount) -> Markup {
    let words = &ctx.words;
    let number = |n: u64| html! { (words.number(i64::try_from(n).unwrap_or(i64::MAX))) };
    let mut columns = vec![parts::column(words.say("day-age"))];
    columns.extend(Sex::ALL.iter().map(|s| parts::column(words.say(s.name_key())).number()));
    columns.push(parts::column(words.say("day-sum")).number());
    let mut rows: Vec<Vec<Markup>> = AgeBand::ALL
        .iter()
        .map(|band| {
            let mut row = vec![html! { (words.say(band.name_key())) }];
            row.extend(Sex::ALL.iter().map(|sex| number(u64::from(all.cell(*sex, *band)))));
            row.push(number(all.of_band(*band)));
            row
        })
        .collect();
    let mut last = vec![html! { strong { (words.say("day-sum")) } }];
    last.extend(Sex::ALL.iter().map(|sex| number(all.of_sex(*sex))));
    last.push(html! { strong { (number(all.total())) } });
    rows.push(last);
    html! {
        h2 { (words.say("day-came-in-all")) }
        ul.stats {
            li.stat { b { (number(all.total())) } (words.say("day-total")) }
            li.stat { b { (number(present.total())) } (words.say("day-by-name")) }
            li.stat { b { (number(counted.total())) } (words.say("day-counted")) }
        }
        (parts::table(words, words.say("day-came-in-all"), columns, rows).caption_unseen())
    }
}
