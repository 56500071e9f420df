//! Days on which offices or schools closed by decision (停班停課): announced apart, each for the calendars it holds
//! for.

use axum::response::Response;
use jiff::civil::Date;
use maud::{Markup, html};
use office::calendar::OFFICE;

use super::{Shown, again, tell};
use crate::calendar::{self, Closure};
use crate::db::Conn;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::pages::rules::day;
use crate::parts;
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn table(words: &Words, shown: &Shown, keeps: bool) -> Markup {
    let row = |closure: &Closure| {
        let name = shown.name(words, &closure.calendar);
        let mut cells = vec![
            parts::day_short(words, closure.day),
            html! { (closure.reason) },
            html! { (closure.added_by) " " (parts::time_short(words, closure.added_at)) },
        ];
        let mut about = words.date_short(closure.day);
        if shown.has_several() {
            about = format!("{about} {name}");
            cells.insert(1, html! { (name) });
        }
        if keeps {
            let value = format!("{} {}", closure.day, closure.calendar);
            cells.push(html! {
                (parts::button(words.say("calendar-closure-remove")).quiet().name("day", value).about(about))
            });
        }
        cells
    };
    let mut columns =
        ["day", "reason", "by"].map(|c| parts::column(words.say(&format!("calendar-closure-{c}")))).to_vec();
    if shown.has_several() {
        columns.insert(1, parts::column(words.say("calendar-which")));
    }
    if keeps {
        columns.push(parts::column(words.say("calendar-closure-remove")).unseen());
    }
    let rows = shown.closures.iter().map(row).collect();
    let table = parts::table(words, words.say("calendar-closure-title"), columns, rows)
        .caption_unseen()
        .empty(words.say("calendar-closure-none"));
    html! {
        @if keeps && !shown.closures.is_empty() {
            (parts::form(words.path("/office/calendar/closures/removal"), html! { (table) }).id("removal"))
        } @else { (table) }
    }
}

pub(super) fn form(words: &Words, shown: &Shown, form: &Form) -> Markup {
    let choices = calendar::choices(words, &shown.named);
    // All are ticked until somebody sent the form.
    let ticked: Vec<String> = match form.has("reason") {
        true => form.texts("calendars").map(str::to_owned).collect(),
        false => shown.codes(),
    };
    html! {
        (parts::form(words.path("/office/calendar/closures"), html! {
            (parts::date(words, "day", words.say("calendar-closure-day")).value(form.text("day"))
                .error(form.said_of(words, "day")))
            @if shown.has_several() {
                (parts::checkboxes(words, "calendars", words.say("calendar-closure-for"), choices).values(ticked)
                    .hint(words.say("calendar-closure-for-hint")).error(form.said_of(words, "calendars")))
            }
            (parts::text(words, "reason", words.say("calendar-closure-reason")).hint(words.say("calendar-closure-reason-hint"))
                .value(form.text("reason")).error(form.said_of(words, "reason")))
            div.actions { (parts::button(words.say("calendar-closure-add"))) }
        }).id("closure"))
    }
}

/// The calendars that were ticked; the office calendar where it is the only one.
fn ticked(shown: &Shown, form: &mut Form) -> Vec<String> {
    if !shown.has_several() {
        return vec![OFFICE.to_owned()];
    }
    let codes = shown.codes();
    let ticked: Vec<String> = form.texts("calendars").map(str::to_owned).collect();
    if ticked.is_empty() || ticked.iter().any(|code| !codes.contains(code)) {
        form.wrong("calendars", "form-choose");
    }
    ticked
}

/// Those of these calendars by which the day was a working day until now; when it was on none, that is wrong with it.
fn open_on(words: &Words, shown: &Shown, ticked: &[String], day: Date, form: &mut Form) -> Vec<String> {
    let mut open = Vec::new();
    for code in ticked {
        match shown.calendars.of(code).is_office_day(day) {
            Ok(true) => open.push(code.clone()),
            Ok(false) => {}
            Err(wrong) => {
                let (name, found) = (shown.name(words, code), wrong.0.to_string());
                let args = vec![("name", name.into()), ("found", found.into())];
                form.wrong_with("day", "calendar-closure-unreached", args);
            }
        }
    }
    if open.is_empty() && form.is_right() {
        let mut closures = shown.closures.iter();
        let is_known = closures.any(|closure| closure.day == day && ticked.contains(&closure.calendar));
        form.wrong("day", if is_known { "calendar-closure-known" } else { "calendar-closure-off" });
    }
    open
}

/// Enters a closure.
pub(super) async fn close(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let shown = Shown::of(&ctx).await?;
    let (day, reason) = (day(&mut form, "day"), form.required("reason", 200));
    let ticked = ticked(&shown, &mut form);
    let Some(day) = day.filter(|_| form.is_right()) else { return again(&ctx, &form).await };
    let open = open_on(&ctx.words, &shown, &ticked, day, &mut form);
    if !form.is_right() {
        return again(&ctx, &form).await;
    }
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let told = ctx.clone();
    let add = move |conn: &mut Conn| {
        let mut added = Vec::new();
        for code in &open {
            if calendar::is_known(conn, code)?
                && calendar::add_closure(conn, code, day, &reason, now, &actor.who)?
            {
                added.push(code.as_str());
            }
        }
        if !added.is_empty() {
            let (id, reason, after) = (day.to_string(), Some(reason.clone()), Some(added.join(" ")));
            let entry = Entry { after, reason, ..Entry::new("foundation_closure", &id, "added") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            tell(conn, &told, &id)?;
        }
        Ok(())
    };
    ctx.centre.db.write(add).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/calendar#closures"))
}

/// Takes a closure of a calendar back.
pub(super) async fn reopen(ctx: Ctx, form: Form) -> Result<Response, Fault> {
    let (day, code) = form.text("day").split_once(' ').ok_or(Fault::NotFound)?;
    let (day, code): (Date, String) = (day.parse().map_err(|_| Fault::NotFound)?, code.to_owned());
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let told = ctx.clone();
    let drop = move |conn: &mut Conn| {
        if let Some(reason) = calendar::drop_closure(conn, &code, day)? {
            let (id, before) = (day.to_string(), Some(format!("{code}: {reason}")));
            let entry = Entry { before, ..Entry::new("foundation_closure", &id, "removed") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            tell(conn, &told, &id)?;
        }
        Ok(())
    };
    ctx.centre.db.write(drop).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/office/calendar#closures"))
}
