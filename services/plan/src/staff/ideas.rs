//! Proposals of staff, what was learnt from others, and stories of success.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::cache;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, choice, crumb};
use foundation::staff::{self, Person};
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::ToSpan;
use maud::{Markup, html};

use super::act::Doing;
use crate::fields;
use crate::rights::APPROVE;
use crate::rules::idea::{Act, Kind, State, next};
use crate::store::idea::{self, Idea};

const MARKS: [&str; 4] = ["feasibility", "usefulness", "thrift", "creativity"];

fn read(conn: &mut Conn) -> DbResult<(Vec<Idea>, Vec<Person>)> {
    Ok((idea::list(conn)?, staff::list_people(conn)?))
}

/// `GET /office/plan/ideas`
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let (ideas, people) = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let heading = words.say("plan-ideas");
    let shell = Shell {
        here: vec![crumb(words.path("/office/plan"), words.say("plan-board-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let decides = ctx.staff()?.may(APPROVE);
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        p.lead { (words.say("plan-ideas-lead")) }
        (add_form(ctx, form))
        @if ideas.is_empty() { (parts::empty_state(&words.say("plan-no-ideas"), html! {})) }
        ul.plain-list { @for idea in &ideas { (card(ctx, idea, &people, form, decides)) } }
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn state(words: &Words, idea: &Idea) -> Markup {
    if idea.kind == Kind::Story {
        return match idea.state {
            State::Adopted | State::Reviewed => parts::tag(Tone::Good, &words.say("plan-story-published")),
            State::Declined => parts::tag(Tone::Plain, &words.say("plan-story-kept")),
            State::Submitted => parts::tag(Tone::Wait, &words.say("plan-story-waits")),
        };
    }
    if idea.kind != Kind::Proposal {
        return parts::tag(Tone::Plain, &words.say(&format!("plan-idea-{}", idea.kind.code())));
    }
    match idea.state {
        State::Submitted => parts::tag(Tone::Wait, &words.say("plan-idea-submitted")),
        State::Adopted => parts::tag(Tone::Good, &words.say("plan-idea-adopted")),
        State::Declined => parts::tag(Tone::Plain, &words.say("plan-idea-declined")),
        State::Reviewed => parts::tag(Tone::Good, &words.say("plan-idea-reviewed")),
    }
}

fn card(ctx: &Ctx, idea: &Idea, people: &[Person], form: &Form, decides: bool) -> Markup {
    let words = &ctx.words;
    let by = people.iter().find(|p| p.id == idea.added_by).map_or("", |p| p.name.as_str());
    let marks: Vec<String> = MARKS
        .iter()
        .zip(idea.marks)
        .filter_map(|(name, mark)| Some(format!("{} {}", words.say(&format!("plan-f-{name}")), mark?)))
        .collect();
    html! {
        li.card {
            h2 { (idea.title) " " (state(words, idea)) }
            p.hint { (words.say_with("plan-added", &[("by", by.into()), ("on", words.date_short(idea.added_at.date()).into())])) }
            p.lines { (idea.method) }
            p.lines { strong { (words.say("plan-f-benefit")) } " " (idea.benefit) }
            @if !marks.is_empty() { p.hint { (marks.join(" · ")) } }
            @if !idea.reason.is_empty() { p { strong { (words.say("plan-f-why")) } " " (idea.reason) } }
            @if let (State::Adopted, Some(day)) = (idea.state, idea.review_on) { p.hint { (words.say_with("plan-idea-review-on", &[("day", words.date(day).into())])) } }
            @if decides { @match idea.kind { Kind::Proposal => (decision(ctx, idea, form)), Kind::Story => (publication(ctx, idea, form)), Kind::Benchmark => {} } }
        }
    }
}

fn decision(ctx: &Ctx, idea: &Idea, form: &Form) -> Markup {
    let words = &ctx.words;
    let id = |name: &str| format!("{name}-{}", idea.id);
    let typed = |name: &str| Some(form.text(&id(name))).filter(|text| !text.is_empty()).map(str::to_owned);
    let mark = || (1..=5).map(|n: i64| choice(n.to_string(), n.to_string())).collect::<Vec<_>>();
    html! {
        @if matches!(idea.state, State::Submitted | State::Adopted) {
            (parts::form(words.path(&format!("/office/plan/ideas/{}", idea.id)), html! {
                @if idea.state == State::Submitted {
                    div.fields { @for name in MARKS { (parts::select(words, name, words.say(&format!("plan-f-{name}")), mark()).id(id(name)).value(typed(name).unwrap_or_else(|| "3".into())).error(form.said_of(words, &id(name)))) } }
                }
                (parts::text(words, "reason", words.say("plan-f-why")).id(id("reason")).value(typed("reason").unwrap_or_default()).error(form.said_of(words, &id("reason"))))
                div.actions {
                    @if idea.state == State::Submitted {
                        (parts::button(words.say("plan-idea-adopt")).name("act", "adopt").about(idea.title.clone()))
                        (parts::button(words.say("plan-idea-decline")).secondary().name("act", "decline").about(idea.title.clone()))
                    } @else {
                        (parts::button(words.say("plan-idea-review")).secondary().name("act", "review").about(idea.title.clone()))
                    }
                }
            }).id(id("idea")))
        }
    }
}

/// A story goes to the page of the plan, or not.
fn publication(ctx: &Ctx, idea: &Idea, form: &Form) -> Markup {
    let words = &ctx.words;
    let id = |name: &str| format!("{name}-{}", idea.id);
    let act = |act, key, name| next(Kind::Story, idea.state, act).map(|_| (key, name));
    let acts =
        [act(Act::Adopt, "plan-story-publish", "adopt"), act(Act::Decline, "plan-story-keep", "decline")];
    html! {
        (parts::form(words.path(&format!("/office/plan/ideas/{}", idea.id)), html! {
            (parts::text(words, "reason", words.say("plan-f-why")).id(id("reason")).value(form.text(&id("reason"))).error(form.said_of(words, &id("reason"))))
            div.actions { @for (key, name) in acts.into_iter().flatten() { (parts::button(words.say(key)).secondary().name("act", name).about(idea.title.clone())) } }
        }).id(id("idea")))
    }
}

fn add_form(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let said = |k: &Kind| choice(k.code(), words.say(&format!("plan-idea-{}", k.code())));
    let kinds: Vec<_> = Kind::ALL.iter().map(said).collect();
    let kind = if form.has("kind") { form.text("kind") } else { "proposal" };
    html! {
        details.add open[form.has("kind")] {
            summary { (words.say("plan-idea-add")) }
            div.inside {
                (parts::form(words.path("/office/plan/ideas"), html! {
                    (parts::radios(words, "kind", words.say("plan-f-kind"), kinds).value(kind).error(form.said_of(words, "kind")))
                    (parts::text(words, "title", words.say("plan-f-idea")).value(form.text("title")).error(form.said_of(words, "title")))
                    (parts::textarea(words, "method", words.say("plan-f-method")).hint(words.say("plan-method-hint")).value(form.text("method")).error(form.said_of(words, "method")))
                    (parts::textarea(words, "benefit", words.say("plan-f-benefit")).rows(2).value(form.text("benefit")).error(form.said_of(words, "benefit")))
                    div.actions { (parts::button(words.say("plan-idea-save"))) }
                }).id("idea"))
            }
        }
    }
}

/// `POST /office/plan/ideas`
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let kind = form.choice("kind", Kind::from_code);
    let (title, method) = (form.required("title", 200), form.required("method", 4000));
    let benefit = form.required("benefit", 2000);
    let Some(kind) = kind.filter(|_| form.is_right()) else {
        return show(&ctx, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let doing = Doing::of(&ctx)?;
    let new = Idea {
        id: doing.id(),
        kind,
        title,
        method,
        benefit,
        state: State::Submitted,
        marks: [None; 4],
        reason: String::new(),
        added_at: ctx.now,
        added_by: doing.staff.id.clone(),
        review_on: None,
    };
    let write = move |conn: &mut Conn| {
        idea::add(conn, &new)?;
        doing.note(conn, Entry::new("plan_idea", &new.id, "added"))
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go("/office/plan/ideas"))
}

/// `POST /office/plan/ideas/{id}`: the panel decides, or what came of it was looked at.
///
/// # Errors
/// [`Fault::NotFound`] without such a proposal or act.
pub async fn decide(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let act = Act::from_code(form.text("act")).ok_or(Fault::NotFound)?;
    let reason = form.optional("reason", 1000);
    if form.text("reason").trim().is_empty() {
        form.wrong("reason", "plan-wrong-why");
    }
    let marks = MARKS.map(|name| form.number(name, 1, 5));
    if !form.is_right() {
        let names = [MARKS.as_slice(), &["reason"]].concat();
        return show(&ctx, &fields::of_card(&form, &names, &id), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let doing = Doing::of(&ctx)?;
    let write = move |conn: &mut Conn| {
        let Some(mut found) = idea::lock(conn, &id)?.filter(|i| i.kind != Kind::Benchmark) else {
            return Ok(false);
        };
        let Some(state) = next(found.kind, found.state, act) else { return Ok(true) };
        found.state = state;
        if act != Act::Review && found.kind == Kind::Proposal {
            found.marks = marks;
        }
        found.reason.clone_from(&reason);
        let half_a_year_on = doing.now.date().checked_add(6.months()).ok();
        found.review_on = half_a_year_on.filter(|_| state == State::Adopted && found.kind == Kind::Proposal);
        idea::decide(conn, &found, &doing.staff.id, doing.now)?;
        doing.note(
            conn,
            Entry { after: Some(state.code().into()), ..Entry::new("plan_idea", &id, "decided") },
        )?;
        cache::touch(conn, &["plan"])?;
        Ok(true)
    };
    let is_there = ctx.centre.db.write(write).await?;
    ctx.centre.cache.bump(&["plan"]);
    if is_there { Ok(ctx.go("/office/plan/ideas")) } else { Err(Fault::NotFound) }
}
