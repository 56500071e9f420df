//! `/office/petitions/arrangement`: topics and who works on them, heads of sections, absences.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::calendar::Named;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::office_open;
use foundation::parts::{self, Choice, choice, column};
use foundation::staff::{self, Colleague};
use foundation::trail::Entry;
use foundation::web::Ctx;
use foundation::{cache, calendar, centre};
use maud::{Markup, html};
use std::collections::HashMap;

use super::said;
use crate::model::Topic;
use crate::rights::{self, DIRECTION, SECTIONS};
use crate::rules::assign::Absence;
use crate::rules::joint::ALONG;
use crate::staff::inbox_shell;
use crate::store::{self, Act, Head};
use crate::typed;
use crate::work;

struct Shown {
    topics: Vec<Topic>,
    heads: Vec<Head>,
    absences: Vec<Absence>,
    people: Vec<Colleague>,
    calendars: Vec<Named>,
}

impl Shown {
    fn names(&self) -> HashMap<String, String> {
        self.people.iter().map(|p| (p.id.clone(), p.name.clone())).collect()
    }

    fn choices(&self) -> Vec<Choice> {
        let works = self.people.iter().filter(|p| rights::handles(&p.roles));
        works.map(|p| choice(&*p.id, &*p.name)).collect()
    }
}

/// The page.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let mut form = Form::default();
    let asked = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let code = asked.text("topic").to_owned();
    let found = ctx.centre.db.read(move |conn| store::find_topic(conn, &code)).await?;
    if let Some(topic) = found {
        for (name, value) in [
            ("code", &topic.code),
            ("known", &topic.code),
            ("name", &topic.name),
            ("name_en", &topic.name_en),
            ("section", &topic.section),
            ("handler", &topic.handler),
            ("stand_in", &topic.stand_in),
            ("calendar", &topic.calendar),
        ] {
            form.set(name, value.as_str());
        }
        if topic.closed {
            form.set("closed", "yes");
        }
    }
    show(&ctx, &form).await
}

async fn show(ctx: &Ctx, form: &Form) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let read = move |conn: &mut Conn| {
        Ok(Shown {
            topics: store::list_topics(conn)?,
            heads: store::list_heads(conn)?,
            absences: store::list_absences(conn, today)?,
            people: staff::list_active(conn)?,
            calendars: calendar::list_named(conn)?,
        })
    };
    let shown = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say("petitions-arrangement");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (topics(ctx, &shown, form))
        (heads(ctx, &shown))
        (hours(ctx, form))
        (absences(ctx, &shown, form))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

fn topics(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, names) = (&ctx.words, shown.names());
    let columns =
        ["f-topic", "section", "handler", "stand-in"].map(|n| column(words.say(&format!("petitions-{n}"))));
    let row = |t: &Topic| {
        vec![
            html! { a href=(words.path(&format!("/office/petitions/arrangement?topic={}#topic", t.code))) { (t.name_in(words.lang())) } @if t.closed { " " (parts::tag(parts::Tone::Plain, &words.say("petitions-closed"))) } },
            html! { (words.say(&format!("petitions-section-{}", t.section))) },
            html! { (said::person(words, &names, &t.handler)) },
            html! { (said::person(words, &names, &t.stand_in)) },
        ]
    };
    let sections =
        SECTIONS.iter().map(|s| choice(*s, words.say(&format!("petitions-section-{s}")))).collect();
    let error = |name: &str| form.said_of(words, name);
    html! {
        (parts::table(words, words.say("petitions-topics"), columns.to_vec(), shown.topics.iter().map(row).collect()))
        (parts::form(words.path("/office/petitions/topics"), html! {
            (parts::hidden("known", form.text("known")))
            (parts::text(words, "code", words.say("petitions-topic-code")).hint(words.say("petitions-topic-code-hint")).value(form.text("code")).error(error("code")).width(parts::Width::Medium))
            (parts::text(words, "name", words.say("petitions-topic-name")).value(form.text("name")).error(error("name")))
            (parts::text(words, "name_en", words.say("petitions-topic-name-en")).value(form.text("name_en")).error(error("name_en")).optional())
            (parts::select(words, "section", words.say("petitions-section"), sections).value(form.text("section")).error(error("section")))
            (parts::select(words, "handler", words.say("petitions-handler"), shown.choices()).value(form.text("handler")).error(error("handler")).optional())
            (parts::select(words, "stand_in", words.say("petitions-stand-in"), shown.choices()).value(form.text("stand_in")).error(error("stand_in")).optional())
            @if !shown.calendars.is_empty() {
                (parts::select(words, "calendar", words.say("petitions-topic-calendar"), calendar::choices(words, &shown.calendars))
                    .hint(words.say("petitions-topic-calendar-hint")).value(form.text("calendar")).error(error("calendar")).optional())
            }
            (parts::checkboxes(words, "closed", words.say("petitions-closed"), vec![choice("yes", words.say("petitions-topic-close"))]).values(form.texts("closed")).unmarked())
            div.actions { (parts::button(words.say("petitions-topic-save"))) }
        }).id("topic"))
    }
}

fn heads(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        h2 { (words.say("petitions-heads")) }
        p { (words.say("petitions-heads-text")) }
        @for section in ALONG.iter().chain(&[DIRECTION]) {
            @let head = shown.heads.iter().find(|h| h.section == *section);
            (parts::form(words.path("/office/petitions/heads"), parts::fieldset(&words.say(&format!("petitions-section-{section}")), html! {
                (parts::hidden("section", section))
                (parts::select(words, "head", words.say("petitions-head"), shown.choices()).id(format!("head-{section}")).value(head.map_or("", |h| h.head.as_str())).optional())
                (parts::select(words, "head_stand_in", words.say("petitions-stand-in"), shown.choices()).id(format!("stand-in-{section}")).value(head.map_or("", |h| h.stand_in.as_str())).optional())
                div.actions { (parts::button(words.say("petitions-head-save")).secondary()) }
            })).id(format!("head-of-{section}")))
        }
    }
}

fn absences(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, names) = (&ctx.words, shown.names());
    let columns = ["who", "from", "to"].map(|n| column(words.say(&format!("petitions-absence-{n}"))));
    let mut columns = columns.to_vec();
    columns.push(column(words.say("petitions-absence-drop")).unseen());
    let row = |a: &Absence| {
        vec![
            html! { (said::person(words, &names, &a.staff_id)) },
            parts::day_short(words, a.from),
            parts::day_short(words, a.to),
            html! { (parts::button(words.say("petitions-absence-drop")).quiet().name("drop", &*a.id).about(format!("{} {}", said::person(words, &names, &a.staff_id), words.date_short(a.from)))) },
        ]
    };
    let rows = shown.absences.iter().map(row).collect();
    html! {
        h2 { (words.say("petitions-absences")) }
        (parts::form(words.path("/office/petitions/absences"), html! {
            (parts::table(words, words.say("petitions-absences"), columns, rows).caption_unseen().empty(words.say("petitions-absences-none")))
        }))
        (parts::form(words.path("/office/petitions/absences"), html! {
            (parts::select(words, "who", words.say("petitions-absence-who"), shown.choices()).value(form.text("who")).error(form.said_of(words, "who")))
            (parts::date(words, "from", words.say("petitions-absence-from")).value(form.text("from")).error(form.said_of(words, "from")))
            (parts::date(words, "to", words.say("petitions-absence-to")).value(form.text("to")).error(form.said_of(words, "to")))
            div.actions { (parts::button(words.say("petitions-absence-add")).secondary()) }
        }).id("absence"))
    }
}

fn hours(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let own = ctx.centre.setting(office_open::HOURS);
    let value = if form.has("hours") { form.text("hours") } else { own.as_str() };
    html! {
        h2 { (words.say("petitions-hours")) }
        p { (words.say("petitions-hours-text")) }
        (parts::form(words.path("/office/petitions/hours"), html! {
            (parts::text(words, "hours", words.say("petitions-hours")).hint(words.say("petitions-hours-hint")).value(value).error(form.said_of(words, "hours")).width(parts::Width::Medium))
            div.actions { (parts::button(words.say("petitions-hours-save")).secondary()) }
        }).id("hours"))
    }
}

/// Sets the office hours.
///
/// # Errors
/// Any fault of the store.
pub async fn post_hours(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let wanted = form.required("hours", 100);
    if !wanted.is_empty() && office::OfficeHours::parse(&wanted).is_none() {
        form.wrong("hours", "settings-error-hours");
    }
    if !form.is_right() {
        return show(&ctx, &form).await;
    }
    let (act, before) = (Act::of(&ctx), ctx.centre.setting(office_open::HOURS));
    let set = move |conn: &mut Conn| {
        centre::change_setting(conn, office_open::HOURS, &wanted, act.now, act.who())?;
        let (before, after) = (Some(before.to_string()), Some(wanted.clone()));
        act.note(
            conn,
            Entry { before, after, ..Entry::new("foundation_setting", office_open::HOURS, "changed") },
        )
    };
    ctx.centre.db.write(set).await?;
    ctx.centre.reload_settings().await?;
    Ok(ctx.go("/office/petitions/arrangement"))
}

/// Keeps a topic.
///
/// # Errors
/// Any fault of the store.
pub async fn post_topic(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let code = form.required("code", 30);
    if !code.chars().all(|c| c.is_ascii_lowercase() || c == '-') {
        form.wrong("code", "petitions-topic-code-wrong");
    }
    let section = form.choice("section", |c| SECTIONS.iter().find(|s| **s == c).copied());
    let new = Topic {
        code,
        name: form.required("name", 60),
        name_en: form.optional("name_en", 80),
        section: section.unwrap_or_default().to_owned(),
        handler: form.text("handler").to_owned(),
        stand_in: form.text("stand_in").to_owned(),
        position: 0,
        closed: form.has("closed"),
        calendar: form.optional("calendar", 30),
    };
    if !form.is_right() {
        return show(&ctx, &form).await;
    }
    let (act, known) = (Act::of(&ctx), form.text("known").to_owned());
    let keep = move |conn: &mut Conn| {
        let before = store::find_topic(conn, &new.code)?;
        if before.is_some() && known != new.code {
            return Ok(Err(("code", "petitions-topic-code-known")));
        }
        for (field, id) in [("handler", &new.handler), ("stand_in", &new.stand_in)] {
            if !may_stand(conn, before.as_ref(), id)? {
                return Ok(Err((field, "petitions-refusal-no-handler")));
            }
        }
        if !new.calendar.is_empty() && !calendar::is_known(conn, &new.calendar)? {
            return Ok(Err(("calendar", "form-choose")));
        }
        let last = store::list_topics(conn)?.iter().map(|t| t.position).max().unwrap_or(0);
        let position = before.map_or(last + 1, |before| before.position);
        store::change_topic(conn, &Topic { position, ..new.clone() })?;
        act.note(conn, Entry::new("petitions_topic", &new.code, "changed"))?;
        cache::touch(conn, &["petitions"])?;
        Ok(Ok(()))
    };
    if let Err((field, key)) = ctx.centre.db.write(keep).await? {
        form.wrong(field, key);
        return show(&ctx, &form).await;
    }
    ctx.centre.follow().await?;
    Ok(ctx.go("/office/petitions/arrangement"))
}

/// Whether somebody can be put in charge of a topic: nobody, whoever works on cases, or who was before.
fn may_stand(conn: &mut Conn, before: Option<&Topic>, id: &str) -> DbResult<bool> {
    let was = before.is_some_and(|topic| topic.handler == id || topic.stand_in == id);
    Ok(id.is_empty() || was || work::handles(conn, id)?)
}

/// Names the head of a section.
///
/// # Errors
/// Any fault of the store.
pub async fn post_head(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let section = form.choice("section", |c| ALONG.iter().chain(&[DIRECTION]).find(|s| **s == c).copied());
    let Some(section) = section else { return show(&ctx, &form).await };
    let head = Head {
        section: section.to_owned(),
        head: form.text("head").to_owned(),
        stand_in: form.text("head_stand_in").to_owned(),
    };
    let act = Act::of(&ctx);
    let keep = move |conn: &mut Conn| {
        store::change_head(conn, &head)?;
        act.note(conn, Entry::new("petitions_head", &head.section, "changed"))
    };
    ctx.centre.db.write(keep).await?;
    Ok(ctx.go("/office/petitions/arrangement"))
}

/// Adds an absence, or takes one back.
///
/// # Errors
/// Any fault of the store.
pub async fn post_absence(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    if form.has("drop") {
        let (act, id) = (Act::of(&ctx), form.text("drop").to_owned());
        let drop = move |conn: &mut Conn| {
            if store::drop_absence(conn, &id)? {
                act.note(conn, Entry::new("petitions_absence", &id, "dropped"))?;
            }
            Ok(())
        };
        ctx.centre.db.write(drop).await?;
        return Ok(ctx.go("/office/petitions/arrangement"));
    }
    let who = form.required("who", 100);
    let mut day = |name: &str| typed::day(&mut form, name, "petitions-wrong-day", |_| true);
    let (from, to) = (day("from"), day("to"));
    if from > to {
        form.wrong("to", "petitions-absence-backward");
    }
    let (Some(from), Some(to), true) = (from, to, form.is_right()) else { return show(&ctx, &form).await };
    let new = Absence { id: ctx.centre.chance.id(ctx.now).into_string(), staff_id: who, from, to };
    let act = Act::of(&ctx);
    let add = move |conn: &mut Conn| {
        if !work::handles(conn, &new.staff_id)? {
            return Ok(false);
        }
        store::add_absence(conn, &new)?;
        let after = Some(format!("{} from {} to {}", new.staff_id, new.from, new.to));
        act.note(conn, Entry { after, ..Entry::new("petitions_absence", &new.id, "added") })?;
        Ok(true)
    };
    if !ctx.centre.db.write(add).await? {
        form.wrong("who", "petitions-refusal-no-handler");
        return show(&ctx, &form).await;
    }
    Ok(ctx.go("/office/petitions/arrangement"))
}
