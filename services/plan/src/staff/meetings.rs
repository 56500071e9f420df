//! Meetings of the centre, what they decided, and what became of it.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::pages;
use foundation::parts::{self, Shell, Tone, choice, crumb};
use foundation::staff::{self, Person};
use foundation::trail::Entry;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};

use super::act::Doing;
use crate::fields;
use crate::model::progress::{Decision, Meeting};
use crate::picture::{find_current, gathered};
use crate::rights::{APPROVE, WORK};
use crate::store;

/// Decisions one form can carry; more are added with the next.
const DECISIONS: usize = 4;

struct Shown {
    meetings: Vec<Meeting>,
    decisions: Vec<Decision>,
    people: Vec<Person>,
    /// Line, number and action of the plan of the year.
    lines: Vec<(String, String)>,
}

fn read(conn: &mut Conn, today: Date) -> DbResult<Shown> {
    let meetings = store::meeting::list(conn)?;
    let ids: Vec<String> = meetings.iter().map(|m| m.id.clone()).collect();
    let decisions = store::meeting::list_decisions(conn, &ids)?;
    let lines = match find_current(conn, today)? {
        Some(plan) => store::leaf::list_lines(conn, &plan.id)?,
        None => Vec::new(),
    };
    Ok(Shown { meetings, decisions, people: staff::list_people(conn)?, lines })
}

/// `GET /office/plan/meetings`
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    show(&ctx, &Form::default(), StatusCode::OK).await
}

async fn show(ctx: &Ctx, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let shown = ctx.centre.db.read(move |conn| read(conn, today)).await?;
    let words = &ctx.words;
    let heading = words.say("plan-meetings");
    let shell = Shell {
        here: vec![crumb(words.path("/office/plan"), words.say("plan-board-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, heading.clone())
    };
    let by_meeting = gathered(shown.decisions.clone(), |d| d.meeting_id.clone());
    let works = ctx.staff()?.may(WORK);
    let content = html! {
        h1 { (heading) }
        (parts::error_summary(words, &form.said(words)))
        @if shown.meetings.is_empty() { (parts::empty_state(&words.say("plan-no-meetings"), html! {})) }
        @for meeting in &shown.meetings {
            section.card {
                h2 { (parts::day_short(words, meeting.held_on)) " " (meeting.title) }
                @if !meeting.minutes.is_empty() { (parts::details(&words.say("plan-minutes"), html! { p.lines { (meeting.minutes) } })) }
                @for decision in by_meeting.get(&meeting.id).into_iter().flatten() { (one(ctx, &shown, decision, form)?) }
                @if works && (meeting.added_by == ctx.staff()?.id || ctx.staff()?.may(APPROVE)) { p { a href=(words.path(&format!("/office/plan/meetings/{}/take-back", meeting.id))) { (words.say("plan-take-back")) span.unseen { " " (meeting.title) } } } }
            }
        }
        @if ctx.staff()?.may(WORK) { (add_form(ctx, &shown, form)) }
    };
    Ok(ctx.page(status, shell.page(content)))
}

fn one(ctx: &Ctx, shown: &Shown, decision: &Decision, form: &Form) -> Result<Markup, Fault> {
    let words = &ctx.words;
    let owner = shown.people.iter().find(|p| p.id == decision.owner_id).map_or("", |p| p.name.as_str());
    let line = shown.lines.iter().find(|(line, _)| Some(line) == decision.line_id.as_ref());
    let outcome = format!("outcome-{}", decision.id);
    let may = ctx.staff()?.id == decision.owner_id || ctx.staff()?.may(APPROVE);
    Ok(html! {
        div.inset {
            p {
                @match decision.done_on {
                    Some(_) => (parts::tag(Tone::Good, &words.say("plan-decision-done"))),
                    None if decision.due_on < ctx.now.date() => (parts::tag(Tone::Bad, &words.say("plan-decision-late"))),
                    None => (parts::tag(Tone::Wait, &words.say("plan-decision-open"))),
                }
                " " (decision.decision)
            }
            p.hint { (words.say_with("plan-decision-said", &[("owner", owner.into()), ("due", words.date_short(decision.due_on).into())])) @if let Some((_, action)) = line { " · " (action) } }
            @if let Some(done) = decision.done_on { p { (parts::day_short(words, done)) " " (decision.outcome) } }
            @if may && decision.done_on.is_none() {
                (parts::form(words.path(&format!("/office/plan/decisions/{}", decision.id)), html! {
                    (parts::text(words, "outcome", words.say("plan-f-outcome")).id(&outcome).value(form.text(&outcome)).error(form.said_of(words, &outcome)))
                    (parts::button(words.say("plan-decision-carry-out")).secondary().about(decision.decision.clone()))
                }).id(format!("decision-{}", decision.id)))
            }
        }
    })
}

fn add_form(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let people: Vec<_> = shown.people.iter().map(|p| choice(&p.id, &p.name)).collect();
    let lines: Vec<_> = std::iter::once(choice("", "—"))
        .chain(shown.lines.iter().map(|(line, said)| choice(line, said)))
        .collect();
    let held = if form.has("held_on") { form.text("held_on").to_owned() } else { ctx.now.date().to_string() };
    html! {
        details.add open[form.has("title")] {
            summary { (words.say("plan-meeting-add")) }
            div.inside {
                (parts::form(words.path("/office/plan/meetings/new"), html! {
                    (parts::date(words, "held_on", words.say("plan-f-held_on")).value(held).error(form.said_of(words, "held_on")))
                    (parts::text(words, "title", words.say("plan-f-meeting")).value(form.text("title")).error(form.said_of(words, "title")))
                    (parts::textarea(words, "minutes", words.say("plan-minutes")).value(form.text("minutes")).optional().error(form.said_of(words, "minutes")))
                    @for at in 1..=DECISIONS {
                        @let name = |field: &str| format!("{field}-{at}");
                        (parts::fieldset(&words.say_with("plan-decision-number", &[("number", at.into())]), html! {
                            (parts::text(words, &name("decision"), words.say("plan-f-decision")).value(form.text(&name("decision"))).optional().error(form.said_of(words, &name("decision"))))
                            div.fields {
                                (parts::select(words, &name("owner"), words.say("plan-f-owner"), people.clone()).value(form.text(&name("owner"))).optional().error(form.said_of(words, &name("owner"))))
                                (parts::date(words, &name("due"), words.say("plan-f-due")).value(form.text(&name("due"))).optional().error(form.said_of(words, &name("due"))))
                                (parts::select(words, &name("line"), words.say("plan-f-about"), lines.clone()).value(form.text(&name("line"))).optional())
                            }
                        }))
                    }
                    div.actions { (parts::button(words.say("plan-meeting-save"))) }
                }).id("meeting"))
            }
        }
    }
}

fn read_decisions(form: &mut Form, shown: &Shown) -> Vec<Decision> {
    let mut decisions = Vec::new();
    for at in 1..=DECISIONS {
        let name = |field: &str| format!("{field}-{at}");
        let decision = form.optional(&name("decision"), 1000);
        if decision.is_empty() {
            if !form.text(&name("owner")).is_empty() || !form.text(&name("due")).is_empty() {
                form.wrong(name("decision"), "form-required");
            }
            continue;
        }
        let owner =
            form.choice(&name("owner"), |id| shown.people.iter().find(|p| p.id == id).map(|p| p.id.clone()));
        let due = fields::required_day(form, &name("due"));
        let line = form.text(&name("line")).to_owned();
        if let (Some(owner_id), Some(due_on)) = (owner, due) {
            decisions.push(Decision {
                id: String::new(),
                meeting_id: String::new(),
                line_id: Some(line).filter(|line| shown.lines.iter().any(|(known, _)| known == line)),
                decision,
                owner_id,
                due_on,
                done_on: None,
                outcome: String::new(),
            });
        }
    }
    decisions
}

/// `POST /office/plan/meetings`
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let today = ctx.now.date();
    let shown = ctx.centre.db.read(move |conn| read(conn, today)).await?;
    let held_on = fields::required_day(&mut form, "held_on");
    if held_on.is_some_and(|day| day > today) {
        form.wrong("held_on", "plan-wrong-held");
    }
    let (title, minutes) = (form.required("title", 200), form.optional("minutes", 20_000));
    let decisions = read_decisions(&mut form, &shown);
    let Some(held_on) = held_on.filter(|_| form.is_right()) else {
        return show(&ctx, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let doing = Doing::of(&ctx)?;
    let added_by = doing.staff.id.clone();
    let meeting = Meeting { id: doing.id(), held_on, title, minutes, added_by };
    let decisions: Vec<Decision> = decisions
        .into_iter()
        .map(|d| Decision { id: doing.id(), meeting_id: meeting.id.clone(), ..d })
        .collect();
    let write = move |conn: &mut Conn| {
        store::meeting::add(conn, &meeting, &decisions, doing.now)?;
        doing.note(conn, Entry::new("plan_meeting", &meeting.id, "added"))
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go("/office/plan/meetings"))
}

/// `POST /office/plan/decisions/{id}`: it was carried out.
///
/// # Errors
/// [`Fault::NotFound`] when it is another's.
pub async fn carry_out(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let asked = id.clone();
    let found = ctx.centre.db.read(move |conn| store::meeting::find_decision(conn, &asked)).await?;
    let decision = found.ok_or(Fault::NotFound)?;
    if decision.owner_id != ctx.staff()?.id && !ctx.staff()?.may(APPROVE) {
        return Err(Fault::NotFound);
    }
    let outcome = form.required("outcome", 1000);
    if !form.is_right() {
        return show(&ctx, &fields::of_card(&form, &["outcome"], &id), StatusCode::UNPROCESSABLE_ENTITY)
            .await;
    }
    let doing = Doing::of(&ctx)?;
    let write = move |conn: &mut Conn| {
        if store::meeting::carry_out(conn, &id, doing.now.date(), &outcome)? {
            doing.note(
                conn,
                Entry { after: Some(outcome.clone()), ..Entry::new("plan_decision", &id, "carried-out") },
            )?;
        }
        Ok(())
    };
    ctx.centre.db.write(write).await?;
    Ok(ctx.go("/office/plan/meetings"))
}
