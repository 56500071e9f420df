//! `/office/plan/leaves/{id}`: an action with its number, its documents, its proofs and its months.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::chart::bar;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::measures::{self, Measure, Period, figure};
use foundation::pages;
use foundation::parts::{self, Shell, Tone, crumb};
use foundation::web::Ctx;
use jiff::civil::{Date, date};
use maud::{Markup, html};

use super::board::progress;
use super::{earlier, leaf_forms};
use crate::document::window;
use crate::figures::up_to;
use crate::model::progress::{Cadence, Document, month_of};
use crate::model::{Leaf, State};
use crate::picture::{self, Picture};
use crate::public::title;
use crate::rights::{WRITE, works_on};
use crate::rules::cadence::{Turn, turns};
use crate::rules::standing::{Standing, actual_by, due_by};
use crate::store;
use crate::words;

/// The page.
///
/// # Errors
/// [`Fault::NotFound`] without such an action.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &id, &Form::default(), StatusCode::OK).await
}

/// An action with its plan; the ends of its months are counted too.
pub(super) async fn find(ctx: &Ctx, id: &str) -> Result<(Picture, Leaf), Fault> {
    let asked = id.to_owned();
    let leaf = ctx.centre.db.read(move |conn| store::leaf::find(conn, &asked)).await?;
    let leaf = leaf.filter(|l| !l.removed).ok_or(Fault::NotFound)?;
    let picture = picture::open(&ctx.centre, &leaf.plan_id, ctx.now, |_| Vec::new()).await?;
    let mut picture = picture.ok_or(Fault::NotFound)?;
    let periods: Vec<Period> = ends(&picture).into_iter().map(up_to).collect();
    let mut wants: Vec<(String, Period)> = periods
        .iter()
        .filter(|_| !leaf.text.measure.is_empty())
        .map(|p| (leaf.text.measure.clone(), *p))
        .collect();
    wants.extend(leaf.text.measures().map(|m| (m.to_owned(), so_far(&picture))));
    wants.push((leaf.text.measure.clone(), up_to(picture.reported)));
    picture.figures = crate::figures::of(&ctx.centre, &wants, ctx.now).await?;
    Ok((picture, leaf))
}

/// The year up to today: all of one that is over, and the first day of one that has not begun.
fn so_far(picture: &Picture) -> Period {
    up_to(picture.today.clamp(date(picture.year, 1, 1), date(picture.year, 12, 31)))
}

/// The ends of the months of the plan that are over, those of years before too: each may still be reported.
pub(super) fn over(picture: &Picture) -> Vec<Date> {
    let months = |year| (1..=12).map(move |month| date(year, month, 1).last_of_month());
    (picture.plan.year..=picture.year).flat_map(months).filter(|day| *day <= picture.reported).collect()
}

/// The ends of the months of the year looked at that are over.
fn ends(picture: &Picture) -> Vec<Date> {
    over(picture).into_iter().filter(|day| day.year() == picture.year).collect()
}

/// The page with a form that was typed.
pub(super) async fn show(ctx: &Ctx, id: &str, form: &Form, status: StatusCode) -> Result<Response, Fault> {
    let (picture, leaf) = find(ctx, id).await?;
    let words = &ctx.words;
    let standing = picture.standing(&leaf);
    let works = works_on(ctx.staff()?, &leaf.text);
    let shell = Shell {
        here: vec![
            crumb(words.path("/office/plan"), words.say("plan-board-title")),
            crumb(
                words.path(&format!("/office/plan/plans/{}", picture.plan.id)),
                title(&ctx.centre, words, &picture.plan),
            ),
        ],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, format!("{} {}", leaf.text.code, leaf.text.action))
    };
    let content = html! {
        h1 { (leaf.text.code) " " (leaf.text.action) " " (words::light(words, standing.light)) }
        (parts::error_summary(words, &form.said(words)))
        @if !standing.gaps.is_empty() {
            (parts::notice(Tone::Wait, &words.say("plan-missing"), html! {
                ul { @for gap in &standing.gaps { li { (words::gap(words, &leaf.text, gap)) } } }
            }))
        }
        (facts(ctx, &picture, &leaf))
        @if let Some(said) = serves(ctx, &picture, &leaf).await? { p { (words.say("plan-f-serves")) (words.say("plan-colon")) (said) } }
        @if ctx.staff()?.may(WRITE) && picture.plan.state == State::Draft {
            p.links { a href=(words.path(&format!("/office/plan/leaves/{}/text", leaf.id))) { (words.say("plan-leaf-edit")) } }
        }
        h2 #number { (words.say("plan-h-number")) }
        (number(ctx, &picture, &leaf, &standing))
        @if works { (leaf_forms::month(ctx, &picture, &leaf, form)) (earlier::form(ctx, &picture, &leaf, form)) }
        h2 #documents { (words.say("plan-h-documents")) }
        (documents(ctx, &picture, &leaf, works))
        @if works { (leaf_forms::document(ctx, &leaf, form)) }
        h2 #tasks { (words.say("plan-h-tasks")) }
        (tasks(ctx, &picture, &leaf, works.then_some(form)))
        @if works { (leaf_forms::task(ctx, &picture, &leaf, form)) }
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// The action of a longer plan it carries out.
async fn serves(ctx: &Ctx, picture: &Picture, leaf: &Leaf) -> Result<Option<String>, Fault> {
    let (Some(line), year) = (leaf.serves.clone(), picture.year) else { return Ok(None) };
    let all = ctx.centre.db.read(move |conn| store::leaf::list_longer(conn, year)).await?;
    Ok(all.into_iter().find(|(known, _)| *known == line).map(|(_, said)| said))
}

fn facts(ctx: &Ctx, picture: &Picture, leaf: &Leaf) -> Markup {
    let (words, text) = (&ctx.words, &leaf.text);
    let window =
        window(words, picture.name(leaf.owner_id.as_deref()), picture.name(leaf.deputy_id.as_deref()));
    let (from, to) = (words.date_short(text.starts_on), words.date_short(text.ends_on));
    html! {
        dl.facts {
            dt { (words.say("plan-f-strategy")) } dd { (text.area) " › " (text.strategy) }
            dt { (words.say("plan-f-units")) } dd { (words::units(words, text)) }
            dt { (words.say("plan-f-owner")) } dd { @if window.is_empty() { (words.say("plan-nobody")) } @else { (window) } }
            @if !text.indicator.is_empty() { dt { (words.say("plan-f-indicator")) } dd { (text.indicator) } }
            dt { (words.say("plan-f-dates")) } dd { (from) "–" (to) }
            @if !text.legal_basis.is_empty() { dt { (words.say("plan-f-legal_basis")) } dd { (text.legal_basis) } }
        }
    }
}

fn number(ctx: &Ctx, picture: &Picture, leaf: &Leaf, standing: &Standing) -> Markup {
    let (words, text) = (&ctx.words, &leaf.text);
    html! {
        @match (standing.actual, text.wanted(picture.year)) {
            (Some(actual), Some(target)) => (progress(ctx, leaf, actual, target)),
            (Some(actual), None) => p { (words::counted(words, text, actual)) },
            (None, _) => @if !words::target(words, text, picture.year).is_empty() { p { (words.say("plan-f-target")) " " (words::target(words, text, picture.year)) } },
        }
        @if let Some(due) = standing.due {
            p.hint { (words.say_with("plan-due-by", &[("day", words.date(picture.reported).into()), ("due", words::counted(words, text, due).into())])) }
        }
        @for measure in text.measures().filter_map(|name| measures::find(&ctx.centre.house, name)) {
            (cited(ctx, picture, &measure))
        }
        (months(ctx, picture, leaf))
    }
}

/// A measure: its number of today, what it means, and the way down to its rows.
fn cited(ctx: &Ctx, picture: &Picture, measure: &Measure) -> Markup {
    let (words, period) = (&ctx.words, so_far(picture));
    let rows = (measure.rows)(period);
    let (from, to) = (words.date_short(period.from), words.date_short(period.to));
    html! {
        div.inset.measure {
            p { strong { (measure.title(words)) } " "
                @if let Some(value) = picture.figures.get(measure.name, period) { b.number-code { (figure(words, measure.unit, value)) } } " "
                span.hint { (from) "–" (to) } }
            p.hint { (words.say(measure.definition)) }
            @if let Some(at) = picture.figures.counted_at { p.hint { (words.say_with("plan-counted-at", &[("at", words.date_time_short(at.taipei()).into())])) } }
            @if ctx.may_open(&rows) { p { a href=(words.path(&rows)) { (words.say("plan-rows")) span.unseen { " " (measure.title(words)) } } } }
        }
    }
}

fn months(ctx: &Ctx, picture: &Picture, leaf: &Leaf) -> Markup {
    let (words, text) = (&ctx.words, &leaf.text);
    let known = picture.known(leaf);
    let mut bars = Vec::new();
    for day in ends(picture) {
        let measured = picture.figures.get(&text.measure, up_to(day));
        let Some(actual) = actual_by(text, (known.months, measured), picture.year, day) else { continue };
        let due = due_by(text, picture.year, day).map(|due| words::counted(words, text, due));
        let said = words::counted(words, text, actual);
        let said = match due {
            Some(due) => {
                words.say_with("plan-actual-of-due", &[("actual", said.into()), ("due", due.into())])
            }
            None => said,
        };
        bars.push(bar(words::month(words, &month_of(day)), actual).said(said));
    }
    let said: Vec<_> = known.months.iter().filter(|m| !m.reason.is_empty()).collect();
    html! {
        @if !bars.is_empty() {
            (parts::details(&words.say("plan-by-month"), html! { (parts::chart(words, &words.say("plan-by-month"), &words.say("plan-by-month-said"), &bars)) }))
        }
        @if !said.is_empty() {
            dl.facts {
                @for m in said {
                    dt { (words::month(words, &m.month)) }
                    dd { (words.say("plan-f-reason")) (words.say("plan-colon")) (m.reason) @if !m.remedy.is_empty() { br; (words.say("plan-f-remedy")) (words.say("plan-colon")) (m.remedy) } }
                }
            }
        }
    }
}

/// Until when a document is good, in words and colour.
pub(crate) fn validity(ctx: &Ctx, document: &Document) -> Markup {
    let words = &ctx.words;
    let today = ctx.now.date();
    let from = words.date_short(document.effective_on);
    let said = match document.expires_on {
        Some(last) => {
            words.say_with("plan-good-until", &[("from", from.into()), ("to", words.date_short(last).into())])
        }
        None => words.say_with("plan-good-from", &[("from", from.into())]),
    };
    html! {
        (said) " "
        @if document.expires_on.is_some_and(|last| last < today) { (parts::tag(Tone::Bad, &words.say("plan-expired"))) }
        @else if document.effective_on > today { (parts::tag(Tone::Wait, &words.say("plan-not-yet"))) }
    }
}

/// Where a document or proof is to be read, or when its file was taken back.
fn place(ctx: &Ctx, picture: &Picture, (file_id, url): (Option<&str>, &str), label: &str) -> Markup {
    let words = &ctx.words;
    let taken_back = file_id.and_then(|id| picture.taken_back.get(id));
    html! {
        @if let Some(at) = taken_back {
            (place(ctx, picture, (None, url), label)) " " span.hint { (words::taken_back(words, *at)) }
        }
        @else if let Some(id) = file_id { a href=(words.path(&format!("/office/plan/files/{id}"))) { (label) } }
        @else if !url.is_empty() { (parts::outside_link(words, url, label)) }
        @else { (label) }
    }
}

fn documents(ctx: &Ctx, picture: &Picture, leaf: &Leaf, works: bool) -> Markup {
    let words = &ctx.words;
    let all = picture.documents.get(&leaf.id).map_or(&[][..], Vec::as_slice);
    let newest: Vec<&Document> = all.iter().filter(|d| d.replaced_by.is_none()).collect();
    html! {
        @if newest.is_empty() { p.soft { (words.say("plan-no-documents")) } }
        ul.plain-list {
            @for document in newest {
                li.card {
                    p { (place(ctx, picture, (document.file_id.as_deref(), &document.url), &document.title)) " "
                        @if document.number > 1 { span.hint { (words.say_with("plan-version-number", &[("number", document.number.into())])) } } }
                    p.hint { (validity(ctx, document)) " · " (words.say_with("plan-added", &[("by", picture.who(&document.added_by).into()), ("on", words.date_short(document.added_at.date()).into())])) }
                    @if !document.note.is_empty() { p { (document.note) } }
                    (earlier(ctx, picture, all, document))
                    @if works { p.links {
                        a href=(words.path(&format!("/office/plan/documents/{}/next", document.id))) { (words.say("plan-document-next")) span.unseen { " " (document.title) } }
                        a href=(words.path(&format!("/office/plan/documents/{}/take-back", document.id))) { (words.say("plan-take-back")) span.unseen { " " (document.title) } }
                    } }
                }
            }
        }
    }
}

fn earlier(ctx: &Ctx, picture: &Picture, all: &[Document], newest: &Document) -> Markup {
    let words = &ctx.words;
    let (mut versions, mut at) = (Vec::new(), newest);
    while let Some(before) = all.iter().find(|d| d.replaced_by.as_deref() == Some(&at.id)) {
        versions.push(before);
        at = before;
    }
    html! {
        @if !versions.is_empty() {
            (parts::details(&words.say("plan-earlier-versions"), html! {
                ul { @for d in versions {
                    li { (place(ctx, picture, (d.file_id.as_deref(), &d.url), &d.title)) " " (words.say_with("plan-version-number", &[("number", d.number.into())])) " · " (validity(ctx, d)) }
                } }
            }))
        }
    }
}

/// Of a task asked every day or week, so many turns are listed.
const TURNS_SHOWN: usize = 20;

/// The form is there for whoever works on the action.
fn tasks(ctx: &Ctx, picture: &Picture, leaf: &Leaf, form: Option<&Form>) -> Markup {
    let words = &ctx.words;
    let (known, works) = (picture.known(leaf), form.is_some());
    html! {
        @if known.tasks.is_empty() { p.soft { (words.say("plan-no-tasks")) } }
        @for task in known.tasks.iter().filter(|task| !task.is_ended() || known.proofs.iter().any(|p| p.task_id == task.id)) {
            @let proof_of = |turn: &Turn| known.proofs.iter().find(|p| p.task_id == task.id && p.period == turn.code);
            // Of what is asked no more, only what was proven is shown.
            @let shown = |turn: &&Turn| turn.from <= picture.today && (!task.is_ended() || proof_of(turn).is_some());
            @let all = turns(task, &picture.calendar);
            @let begun: Vec<&Turn> = all.iter().filter(shown).collect();
            // Of what is asked every day or week the newest turns are shown, and a way to each day stays open by its address.
            @let newest = if matches!(task.cadence, Cadence::Day | Cadence::Week) { begun.len().saturating_sub(TURNS_SHOWN) } else { 0 };
            @let rows: Vec<Vec<Markup>> = begun.into_iter().skip(newest).map(|turn| {
                let proof = proof_of(turn);
                vec![
                    html! { (words::turn(words, &turn.code)) @for o in task.occasions.iter().filter(|o| o.period == turn.code) { " " (o.title) } },
                    html! { (parts::day_short(words, turn.due_on)) },
                    html! {
                        @match proof {
                            Some(proof) => { (parts::tag(Tone::Good, &words.say("plan-proven"))) " " (words.date_short(proof.done_on)) " "
                                @if proof.done_on > turn.due_on { (parts::tag(Tone::Wait, &words.say_with("plan-proven-late", &[("days", i64::from((proof.done_on - turn.due_on).get_days()).into())]))) " " }
                                (place(ctx, picture, (proof.file_id.as_deref(), &proof.url), &proof.note))
                                @if works { " " a href=(words.path(&format!("/office/plan/tasks/{}/{}/take-back", task.id, turn.code))) { (words.say("plan-take-back")) span.unseen { " " (words::turn(words, &turn.code)) } } } }
                            None => {
                                @if turn.due_on < picture.today { (parts::tag(Tone::Wait, &words.say("plan-unproven"))) } @else { (parts::tag(Tone::Plain, &words.say("plan-open"))) }
                                @if works { " " a href=(words.path(&format!("/office/plan/tasks/{}/{}", task.id, turn.code))) { (words.say("plan-prove")) span.unseen { " " (words::turn(words, &turn.code)) } } }
                                @if works && task.cadence == Cadence::Event { " " a href=(words.path(&format!("/office/plan/tasks/{}/occasions/{}/take-back", task.id, turn.code))) { (words.say("plan-take-back")) span.unseen { " " (words::turn(words, &turn.code)) } } }
                            }
                        }
                    },
                ]
            }).collect();
            @let cadence = words.say(&format!("plan-cadence-{}", task.cadence.code()));
            (parts::table(words, words.aside(&task.title, &cadence),
                ["plan-f-turn", "plan-f-due", "plan-f-proof"].map(|key| parts::column(words.say(key))).into(), rows))
            @if task.is_ended() { p.hint { (words.say("plan-task-ended")) } }
            @if let Some(form) = form.filter(|_| !task.is_ended() && task.cadence == Cadence::Event) { (leaf_forms::occasion(ctx, task, form)) }
            @if works && !task.is_ended() {
                (parts::form(words.path(&format!("/office/plan/tasks/{}/end", task.id)), html! {
                    (parts::button(words.say("plan-task-end")).quiet().about(task.title.clone()))
                }))
            }
        }
    }
}
