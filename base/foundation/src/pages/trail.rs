//! `/office/trail`: who did what and when, without what was written; and whether the chain is whole.

use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{Markup, html};
use office::instant::Instant;
use office::roc_date;

use super::{office_shell, spoken};
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::{self, Form};
use crate::i18n::Words;
use crate::jobs::{self, NewJob};
use crate::parts::{self, Pager, Shell, Tone};
use crate::service::Routes;
use crate::staff::READ_TRAIL;
use crate::trail::{self, Asked, Checked, Entry, Found};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.office("/office/trail", READ_TRAIL, get(list)).office(
        "/office/trail/checks",
        READ_TRAIL,
        post(check),
    )
}

/// Rows on one page.
const ROWS: usize = 50;
/// Actors who are no staff.
const OTHERS: [&str; 3] = ["resident", "system", "door"];
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What the address asks for; a day that is none is said in the form.
fn asked(form: &mut Form) -> Asked {
    let mut day = |name: &str| {
        let typed = form.text(name).trim().to_owned();
        if typed.is_empty() {
            return None;
        }
        match roc_date::parse(&typed) {
            Ok(day) => Instant::start_of(day),
            Err(wrong) => {
                form.wrong(name, wrong.key());
                None
            }
        }
    };
    let (from, until) = (day("from"), day("until"));
    Asked {
        matter: form.text("matter").to_owned(),
        matter_id: form.text("id").trim().to_owned(),
        actor: form.text("actor").to_owned(),
        from: from.unwrap_or(Instant::from_micros(0)),
        until: until.map_or(Instant::from_seconds(i64::from(u32::MAX)), |day| day.plus_seconds(DAY)),
        before: form.text("before").to_owned(),
    }
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let asked = asked(&mut form);
    let limit = i64::try_from(ROWS).unwrap_or(i64::MAX).saturating_add(1);
    let read = move |conn: &mut Conn| {
        let found = trail::search(conn, &asked, limit)?;
        Ok((found, trail::list_matters(conn)?, trail::list_actors(conn)?, trail::last_check(conn)?))
    };
    let (mut found, matters, actors, checked) = ctx.centre.db.read(read).await?;
    let more = found.len() > ROWS;
    found.truncate(ROWS);
    let next = found.last().filter(|_| more).map(|last| next_page(words, &form, &last.id));
    let title = words.say("trail-title");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("trail-lead")) }
        (chain(words, checked.as_ref(), form.has("checking")))
        (filters(words, &form, &matters, &actors))
        (table(words, &title, &found))
        (parts::pager(words, &Pager { next, ..Pager::default() }))
    };
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(ctx.page(status, Shell { has_errors, ..office_shell(&ctx, title) }.page(content)))
}

fn next_page(words: &Words, form: &Form, last: &str) -> String {
    let kept = ["matter", "id", "actor", "from", "until"].map(|name| (name, form.text(name)));
    let pairs: Vec<(&str, &str)> = kept.into_iter().chain([("before", last)]).collect();
    words.path(&format!("/office/trail?{}", form::encode(&pairs)))
}

/// What the last check found, and a way to check again.
fn chain(words: &Words, checked: Option<&Checked>, is_asked: bool) -> Markup {
    let (tone, state) = match checked {
        None => (Tone::Wait, "never"),
        Some(Checked { broken_at: None, .. }) => (Tone::Good, "whole"),
        Some(Checked { broken_at: Some(_), .. }) => (Tone::Bad, "broken"),
    };
    let args = checked.map_or_else(Vec::new, |c| {
        vec![
            ("at", words.date_time(c.at.taipei()).into()),
            ("sealed", words.number(c.sealed).into()),
            ("number", words.number(c.broken_at.unwrap_or_default()).into()),
        ]
    });
    html! {
        section.inset.chain {
            h2 { (words.say("trail-chain")) " " (parts::tag(tone, &words.say_with(&format!("trail-chain-{state}"), &args))) }
            p { (words.say_with(&format!("trail-chain-{state}-about"), &args)) }
            @if is_asked { p role="status" { (words.say("trail-checking")) } }
            (parts::form(words.path("/office/trail/checks"), html! {
                (parts::button(words.say("trail-check")).secondary())
            }).id("check"))
        }
    }
}

fn filters(words: &Words, form: &Form, matters: &[String], actors: &[(String, String)]) -> Markup {
    let clear = words.path("/office/trail");
    let is_set = ["matter", "id", "actor", "from", "until"].iter().any(|name| !form.text(name).is_empty());
    let all = |key: &str| parts::choice("", words.say(key));
    let kinds = matters.iter().map(|m| parts::choice(m, spoken(words, "trail-matter", m)));
    let kinds = std::iter::once(all("trail-matter-all")).chain(kinds).collect();
    let others = OTHERS.iter().map(|o| parts::choice(*o, spoken(words, "trail-actor", o)));
    let people = actors.iter().map(|(id, name)| parts::choice(id, name));
    let people = std::iter::once(all("trail-actor-all")).chain(others).chain(people).collect();
    let day = |name: &str| {
        parts::date(words, name, words.say(&format!("trail-{name}")))
            .value(form.text(name))
            .error(form.said_of(words, name))
            .unmarked()
    };
    parts::filters(
        words,
        &clear,
        is_set.then_some(clear.as_str()),
        html! {
            (parts::select(words, "matter", words.say("trail-matter"), kinds).value(form.text("matter")).unmarked())
            (parts::text(words, "id", words.say("trail-matter-id")).value(form.text("id")).unmarked())
            (parts::select(words, "actor", words.say("trail-actor"), people).value(form.text("actor")).unmarked())
            (day("from"))
            (day("until"))
        },
    )
}

fn table(words: &Words, title: &str, found: &[Found]) -> Markup {
    let row = |f: &Found| {
        vec![
            parts::time_short(words, f.at),
            html! { span.nowrap { (spoken(words, "trail-actor", &f.actor)) } },
            html! { span.nowrap { (spoken(words, "trail-verb", &f.verb)) } },
            html! { (spoken(words, "trail-matter", &f.matter)) },
            html! { code { (f.matter_id) } },
            html! { (f.address.as_deref().unwrap_or_default()) },
        ]
    };
    let columns = ["at", "actor", "verb", "matter", "matter-id", "address"];
    let columns = columns.map(|c| parts::column(words.say(&format!("trail-{c}")))).to_vec();
    let table = parts::table(words, title, columns, found.iter().map(row).collect());
    html! { (table.caption_unseen().filter().empty(words.say("trail-none"))) }
}

/// Computing a long chain again takes its time: a job does it.
async fn check(ctx: Ctx) -> Result<Response, Fault> {
    let (actor, now) = (ctx.actor(), ctx.now);
    let (row, id) = (ctx.centre.chance.id(now), ctx.centre.chance.id(now));
    let ask = move |conn: &mut Conn| {
        let unique_key = Some(format!("asked:{}", trail::CHECK));
        let job = NewJob { kind: trail::CHECK, unique_key, payload: String::new(), run_at: now };
        jobs::add(conn, std::slice::from_ref(&id), now, &[job])?;
        let entry = Entry::new("foundation_trail", "chain", "checked");
        trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])
    };
    ctx.centre.db.write(ask).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/trail?checking"))
}
