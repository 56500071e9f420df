//! The form builder (R35–R37), without script: add, change, move up and down, remove.

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, choice};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::special_data::SpecialData;

use super::course_fields::day;
use super::frame::{self, address};
use crate::model::Course;
use crate::planning::{Act, course as planning};
use crate::purge;
use crate::questions::{
    Choice, Keep, Kind, LABEL_CHARS_MAX, QUESTIONS_MAX, Question, ShownWhen, Whose, fresh_id, parse, render,
};
use crate::rules::questions::{check, special};
use crate::store;
use crate::store::entry::Pick;

/// Said of a choice that is gone: it stands there with other words.
const CORRECTED: &str = "corrected";
/// Said of a choice that is gone: it is not offered any more.
const GONE: &str = "gone";

/// What hangs on the questions of a course.
struct Around {
    registrations: i64,
    limits: HashMap<Pick, i64>,
}

impl Around {
    async fn find(ctx: &Ctx, course: &Course) -> Result<Around, Fault> {
        let id = course.id.clone();
        let read = move |conn: &mut Conn| {
            let registrations = store::plan::count_registrations(conn, &id)?;
            let limits = store::entry::list_options(conn, std::slice::from_ref(&id))?.remove(&id);
            Ok(Around { registrations, limits: limits.unwrap_or_default() })
        };
        Ok(ctx.centre.db.read(read).await?)
    }
}

/// `GET /office/courses/{id}/questions`: all questions; with `?change=ID` one of them to change.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    let questions = parse(&course.questions);
    let form = questions.iter().find(|q| q.id == given.text("change")).map(filled).unwrap_or_default();
    show(&ctx, &course, StatusCode::OK, &form, html! {}).await
}

async fn show(
    ctx: &Ctx,
    course: &Course,
    status: StatusCode,
    form: &Form,
    said: Markup,
) -> Result<Response, Fault> {
    let answered = Around::find(ctx, course).await?.registrations > 0;
    let words = &ctx.words;
    let questions = parse(&course.questions);
    let changed = questions.iter().find(|q| q.id == form.text("id"));
    let content = html! {
        (said)
        @if form.said_of(words, "sure").is_some() { (sure(ctx, course, form)) }
        @if changed.is_none() {
            p.lead { (words.say("builder-lead")) }
            (list(ctx, course, &questions))
        }
        @if answered { (parts::inset(html! { p { (words.say("builder-answered")) } })) }
        @if questions.len() < QUESTIONS_MAX || changed.is_some() {
            h2 { (words.say(if changed.is_some() { "builder-change" } else { "builder-add" })) }
            (question_form(ctx, course, &questions, form, changed.is_some()))
        }
    };
    Ok(frame::page(ctx, status, course, "questions", Some(form), content))
}

/// A question that was answered goes with its answers: one more press.
fn sure(ctx: &Ctx, course: &Course, form: &Form) -> Markup {
    let words = &ctx.words;
    let again = html! {
        (parts::form(words.path(&address(course, "questions")), html! {
            (parts::hidden("changed_at", form.text("changed_at")))
            (parts::hidden("remove", form.text("remove")))
            (parts::warning_button(words.say("builder-remove-all")).name("sure", "yes"))
        }).id("sure"))
    };
    parts::notice(Tone::Bad, &words.say("builder-remove-sure"), again)
}

fn list(ctx: &Ctx, course: &Course, questions: &[Question]) -> Markup {
    let words = &ctx.words;
    let columns = vec![
        parts::column(words.say("builder-label")),
        parts::column(words.say("builder-kind")),
        parts::column(words.say("builder-whose")),
        parts::column(words.say("builder-when")),
        parts::column(words.say("builder-keep")),
        parts::column(words.say("board-do")).unseen(),
    ];
    let rows = questions.iter().enumerate().map(|(at, q)| {
        vec![
            html! {
                (q.label) @if q.required { " " (parts::tag(Tone::Info, &words.say("builder-required"))) }
                @if q.at_door { " " (parts::tag(Tone::Wait, &words.say("builder-door"))) }
                @if let Some((_, class)) = special(q) { (special_said(words, class)) }
                @if !q.choices.is_empty() { br; small.soft { (q.choices.iter().map(|c| c.label.as_str()).collect::<Vec<_>>().join("、")) } }
            },
            html! { (words.say(q.kind.name_key())) },
            html! { (words.say(&format!("builder-whose-{}", q.whose.code()))) },
            html! { (condition(words, questions, q)) },
            html! { (keep(words, q)) },
            buttons(ctx, course, questions, at, q),
        ]
    });
    html! { (parts::table(words, words.say("edit-tab-questions"), columns, rows.collect()).caption_unseen().empty(words.say("builder-none"))) }
}

/// A question from before the rule that would be refused today.
fn special_said(words: &Words, class: SpecialData) -> Markup {
    let class = words.say(class.name_key());
    parts::warning_text(words, &words.say_with("question-error-special", &[("class", class.into())]))
}

fn condition(words: &Words, questions: &[Question], q: &Question) -> String {
    let Some(when) = &q.shown_when else { return words.say("builder-always") };
    let Some(on) = questions.iter().find(|o| o.id == when.question) else { return String::new() };
    format!("{} = {}", on.label, answer_name(words, on, &when.answer))
}

fn answer_name(words: &Words, on: &Question, answer: &str) -> String {
    match on.kind {
        Kind::YesNo => words.say(&format!("question-{answer}")),
        _ => on.choices.iter().find(|c| c.code == answer).map_or_else(String::new, |c| c.label.clone()),
    }
}

fn keep(words: &Words, q: &Question) -> String {
    match q.keep {
        None => words.say("builder-keep-as-long"),
        Some(Keep::Until(day)) => {
            words.say_with("builder-keep-until-day", &[("day", words.date(day).into())])
        }
        Some(Keep::DaysAfter(days)) => words.say_with("builder-keep-days-after", &[("days", days.into())]),
    }
}

fn buttons(ctx: &Ctx, course: &Course, questions: &[Question], at: usize, q: &Question) -> Markup {
    let words = &ctx.words;
    let changed_at = course.changed_at.to_string();
    let small = |label: &str, name: &str| {
        parts::button(words.say(label)).quiet().name(name, q.id.clone()).about(q.label.clone())
    };
    html! {
        (parts::form(words.path(&address(course, "questions")), html! {
            (parts::hidden("changed_at", &changed_at))
            @if at > 0 { (small("builder-up", "up")) }
            @if at + 1 < questions.len() { (small("builder-down", "down")) }
            (small("builder-remove", "remove"))
        }))
        a href=(words.path(&address(course, &format!("questions?change={}", q.id)))) { (words.say("edit-change")) span.unseen { " " (q.label) } }
    }
}

fn question_form(ctx: &Ctx, course: &Course, questions: &[Question], form: &Form, exists: bool) -> Markup {
    let words = &ctx.words;
    let text = |name: &str, label: &str| {
        parts::text(words, name, words.say(label)).value(form.text(name)).error(form.said_of(words, name))
    };
    let kinds = Kind::ALL.iter().map(|k| choice(k.code(), words.say(k.name_key())));
    let whose =
        Whose::ALL.iter().map(|w| choice(w.code(), words.say(&format!("builder-whose-{}", w.code()))));
    html! {
        (parts::form(words.path(&address(course, "questions")), html! {
            (parts::hidden("changed_at", &course.changed_at.to_string()))
            @if exists { (parts::hidden("id", form.text("id"))) }
            (text("label", "builder-label")) (text("label_en", "builder-label-en").optional())
            (text("hint", "builder-hint").optional()) (text("hint_en", "builder-hint-en").optional())
            div.fields {
                (parts::select(words, "kind", words.say("builder-kind"), kinds.collect()).value(form.text("kind")).error(form.said_of(words, "kind")))
                (parts::select(words, "whose", words.say("builder-whose"), whose.collect()).value(form.text("whose")).error(form.said_of(words, "whose")))
            }
            (parts::checkboxes(words, "required", "", vec![choice("yes", words.say("builder-required-tick"))]).values(form.texts("required")).optional())
            (parts::textarea(words, "choices", words.say("builder-choices")).hint(words.say("builder-choices-hint")).value(form.text("choices")).error(form.said_of(words, "choices")).optional())
            @if form.said_of(words, "renamed").is_some() { (renamed_field(words, form)) }
            (when_field(words, questions, form))
            (keep_field(words, form))
            (parts::checkboxes(words, "at_door", "", vec![choice("yes", words.say("builder-door-tick"))]).hint(words.say("builder-door-hint")).values(form.texts("at_door")).optional())
            div.actions {
                (parts::button(words.say(if exists { "edit-save" } else { "builder-add" })).name("put", "yes"))
                @if exists { a href=(words.path(&address(course, "questions"))) { (words.say("edit-back")) } }
            }
        }).id("question"))
    }
}

fn renamed_field<'a>(words: &'a Words, form: &Form) -> parts::Field<'a> {
    let offered = [CORRECTED, GONE].map(|said| choice(said, words.say(&format!("builder-renamed-{said}"))));
    parts::radios(words, "renamed", words.say("builder-renamed"), offered.to_vec())
        .hint(words.say("builder-renamed-hint"))
        .value(form.text("renamed"))
        .error(form.said_of(words, "renamed"))
}

/// The earlier answers a question may hang on.
fn when_field<'a>(words: &'a Words, questions: &[Question], form: &Form) -> parts::Field<'a> {
    let own = questions.iter().position(|q| q.id == form.text("id")).unwrap_or(questions.len());
    let mut offered = vec![choice("", words.say("builder-always"))];
    for on in questions.iter().take(own).filter(|q| q.kind.decides()) {
        let answers: Vec<String> = match on.kind {
            Kind::YesNo => vec!["yes".into(), "no".into()],
            _ => on.choices.iter().map(|c| c.code.clone()).collect(),
        };
        offered.extend(answers.iter().map(|answer| {
            choice(
                format!("{}={answer}", on.id),
                format!("{} = {}", on.label, answer_name(words, on, answer)),
            )
        }));
    }
    parts::select(words, "shown_when", words.say("builder-when"), offered)
        .hint(words.say("builder-when-hint"))
        .value(form.text("shown_when"))
        .error(form.said_of(words, "shown_when"))
}

fn keep_field<'a>(words: &'a Words, form: &Form) -> parts::Field<'a> {
    let days = html! { (parts::number(words, "keep_days", words.say("builder-keep-days")).value(form.text("keep_days")).error(form.said_of(words, "keep_days"))) };
    let until = html! { (parts::date(words, "keep_until", words.say("builder-keep-day")).value(form.text("keep_until")).error(form.said_of(words, "keep_until"))) };
    let offered = vec![
        choice("", words.say("builder-keep-as-long")),
        choice("days", words.say("builder-keep-some-days")).reveals(days),
        choice("until", words.say("builder-keep-some-day")).reveals(until),
    ];
    parts::radios(words, "keep", words.say("builder-keep"), offered)
        .hint(words.say("builder-keep-hint"))
        .value(form.text("keep"))
}

/// A form that shows a question.
fn filled(q: &Question) -> Form {
    let mut form = Form::default();
    let choices: Vec<String> = q
        .choices
        .iter()
        .map(
            |c| if c.label_en.is_empty() { c.label.clone() } else { format!("{} / {}", c.label, c.label_en) },
        )
        .collect();
    let (keep, keep_days, keep_until) = match q.keep {
        None => ("", String::new(), String::new()),
        Some(Keep::DaysAfter(days)) => ("days", days.to_string(), String::new()),
        Some(Keep::Until(day)) => ("until", String::new(), day.to_string()),
    };
    let when = q.shown_when.as_ref().map_or_else(String::new, |w| format!("{}={}", w.question, w.answer));
    for (name, value) in [
        ("id", q.id.clone()),
        ("label", q.label.clone()),
        ("label_en", q.label_en.clone()),
        ("hint", q.hint.clone()),
        ("hint_en", q.hint_en.clone()),
        ("kind", q.kind.code().to_owned()),
        ("whose", q.whose.code().to_owned()),
        ("choices", choices.join("\n")),
        ("shown_when", when),
        ("keep", keep.to_owned()),
        ("keep_days", keep_days),
        ("keep_until", keep_until),
    ] {
        form.set(name, value);
    }
    for (name, is_ticked) in [("required", q.required), ("at_door", q.at_door)] {
        if is_ticked {
            form.set(name, "yes");
        }
    }
    form
}

/// Reads a question; what it was before keeps the codes of its choices, for answers are kept by them.
fn read(form: &mut Form, id: String, before: Option<&Question>) -> Question {
    let kind = form.choice("kind", Kind::from_code).unwrap_or(Kind::Text);
    let keep = match form.text("keep") {
        "days" => Some(Keep::DaysAfter(form.required_number("keep_days", 0, 36_500))),
        "until" => {
            if form.text("keep_until").trim().is_empty() {
                form.wrong("keep_until", "form-required");
            }
            day(form, "keep_until").map(Keep::Until)
        }
        _ => None,
    };
    let shown_when = form
        .text("shown_when")
        .split_once('=')
        .map(|(question, answer)| ShownWhen { question: question.to_owned(), answer: answer.to_owned() });
    Question {
        id,
        kind,
        whose: form.choice("whose", Whose::from_code).unwrap_or(Whose::Registration),
        label: form.required("label", LABEL_CHARS_MAX),
        label_en: form.optional("label_en", LABEL_CHARS_MAX),
        hint: form.optional("hint", LABEL_CHARS_MAX),
        hint_en: form.optional("hint_en", LABEL_CHARS_MAX),
        required: form.has("required"),
        choices: if kind.has_choices() { choices(form, before) } else { Vec::new() },
        shown_when,
        keep,
        at_door: form.has("at_door"),
        lefts: Vec::new(),
    }
}

/// Choices as typed, one per line, English after a slash. One keeps its code by its label, for answers and
/// limits are kept by it; by its place, when staff said that they only corrected it.
fn choices(form: &Form, before: Option<&Question>) -> Vec<Choice> {
    let known = before.map(|q| q.choices.as_slice()).unwrap_or_default();
    let lines: Vec<(&str, &str)> = form
        .text("choices")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .map(|line| line.split_once('/').unwrap_or((line, "")))
        .map(|(label, label_en)| (label.trim(), label_en.trim()))
        .collect();
    let is_typed = |c: &&Choice| lines.iter().any(|(label, _)| *label == c.label);
    let is_corrected = form.text("renamed") == CORRECTED && lines.len() == known.len();
    let mut next =
        known.iter().filter_map(|c| c.code.strip_prefix('c')?.parse::<usize>().ok()).max().unwrap_or(0);
    let mut made = Vec::new();
    for (at, (label, label_en)) in lines.iter().enumerate() {
        let at_place = || known.get(at).filter(|c| is_corrected && !is_typed(c));
        let same = known.iter().find(|c| c.label == *label).or_else(at_place);
        let code = same.map(|c| c.code.clone()).unwrap_or_else(|| {
            next += 1;
            format!("c{next}")
        });
        made.push(Choice { code, label: (*label).to_owned(), label_en: (*label_en).to_owned() });
    }
    made
}

/// A choice is gone that was answered, or has a limit: staff say whether they only corrected it.
fn ask_about_gone(form: &mut Form, before: &Question, question: &Question, around: &Around) {
    let is_there = |c: &&Choice| question.choices.iter().any(|other| other.code == c.code);
    let is_limited = |c: &Choice| around.limits.contains_key(&(before.id.clone(), c.code.clone()));
    let mut gone = before.choices.iter().filter(|c| !is_there(c));
    let matters = gone.any(|c| around.registrations > 0 || is_limited(c));
    if matters && form.text("renamed") != GONE {
        form.wrong("renamed", "builder-renamed-required");
    }
}

/// `POST /office/courses/{id}/questions`: puts a question, moves it, or removes it.
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let mut questions = parse(&course.questions);
    if let Some(key) = change(&ctx, &course, &mut questions, &mut form).await? {
        let said = parts::notice(Tone::Bad, "", html! { p { (ctx.words.say(key)) } });
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &Form::default(), said).await;
    }
    if !form.is_right() {
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, &form, html! {}).await;
    }
    let (act, seen, json) = (Act::of(&ctx), Instant::parse(form.text("changed_at")), render(&questions));
    let (inner, course_id) = (act.clone(), course.id.clone());
    match ctx.centre.db.write(move |conn| planning::ask(conn, &inner, &course_id, seen, &json)).await? {
        Ok(()) => {
            act.settle(&course.id).await;
            Ok(ctx.go(&address(&course, "questions?done=saved")))
        }
        Err(refused) => {
            let said = frame::refusal(&ctx.words, &refused);
            show(&ctx, &course, frame::refusal_status(&refused), &form, said).await
        }
    }
}

/// Does to the questions what the button says; a key of words when it cannot be done, mistakes of
/// fields in the form.
async fn change(
    ctx: &Ctx,
    course: &Course,
    questions: &mut Vec<Question>,
    form: &mut Form,
) -> Result<Option<&'static str>, Fault> {
    let at = |questions: &[Question], id: &str| questions.iter().position(|q| q.id == id);
    if let Some(place) = at(questions, form.text("up")).filter(|place| *place > 0) {
        questions.swap(place, place - 1);
        return Ok((!check(questions).is_empty()).then_some("builder-condition-first"));
    }
    if let Some(place) = at(questions, form.text("down")).filter(|place| place + 1 < questions.len()) {
        questions.swap(place, place + 1);
        return Ok((!check(questions).is_empty()).then_some("builder-condition-first"));
    }
    if let Some(place) = at(questions, form.text("remove")) {
        let (id, question) = (course.id.clone(), form.text("remove").to_owned());
        let count = move |conn: &mut Conn| purge::count_answers(conn, &id, &question);
        if !form.has("sure") && ctx.centre.db.read(count).await? > 0 {
            form.wrong("sure", "builder-remove-sure");
        }
        questions.remove(place);
        return Ok((!check(questions).is_empty()).then_some("builder-others-hang"));
    }
    if !form.has("put") {
        return Ok(Some("edit-gone"));
    }
    let place = at(questions, form.text("id"));
    if place.is_none() && !form.text("id").is_empty() {
        return Ok(Some("edit-gone"));
    }
    let before = place.and_then(|place| questions.get(place).cloned());
    let fresh = || fresh_id(&ctx.centre.chance);
    let question = read(form, before.as_ref().map_or_else(fresh, |q| q.id.clone()), before.as_ref());
    if let Some(before) = &before {
        let around = Around::find(ctx, course).await?;
        if before.kind != question.kind && around.registrations > 0 {
            form.wrong("kind", "builder-kind-stays");
        }
        if before.whose != question.whose && around.registrations > 0 {
            form.wrong("whose", "builder-whose-stays");
        }
        ask_about_gone(form, before, &question, &around);
    }
    if let Some((field, class)) = special(&question) {
        let class = ctx.words.say(class.name_key());
        form.wrong_with(field, "question-error-special", vec![("class", class.into())]);
    }
    let place = place.unwrap_or(questions.len());
    match questions.get_mut(place) {
        Some(slot) => *slot = question,
        None => questions.push(question),
    }
    for (wrong, key) in check(questions) {
        let field = match key {
            "question-error-choices" => "choices",
            "question-error-condition" => "shown_when",
            "question-error-keep" => "keep_days",
            _ => "label",
        };
        if wrong != place {
            return Ok(Some("builder-others-hang"));
        }
        if form.said_of(&ctx.words, field).is_none() {
            form.wrong(field, key);
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r35_a_choice_keeps_its_code_when_others_come_and_go() {
        let typed = |text: &str, renamed: &str| {
            Form::new(vec![("choices".into(), text.into()), ("renamed".into(), renamed.into())])
        };
        let before = Question {
            choices: choices(&typed("葷\n素 / Vegetarian", ""), None),
            ..Question::new("q1", "吃什麼？")
        };
        let codes = |q: &[Choice]| q.iter().map(|c| (c.code.clone(), c.label.clone())).collect::<Vec<_>>();
        assert_eq!(codes(&before.choices), [("c1".into(), "葷".into()), ("c2".into(), "素".to_owned())]);
        let after = choices(&typed("素\n\n無", ""), Some(&before));
        assert_eq!(codes(&after), [("c2".into(), "素".into()), ("c3".into(), "無".to_owned())]);
        // Corrected it is the same choice; one that moved is known by its label.
        let after = choices(&typed("葷食\n素", CORRECTED), Some(&before));
        assert_eq!(codes(&after), [("c1".into(), "葷食".into()), ("c2".into(), "素".to_owned())]);
        let after = choices(&typed("素\n無", CORRECTED), Some(&before));
        assert_eq!(codes(&after), [("c2".into(), "素".into()), ("c3".into(), "無".to_owned())]);
        let after = choices(&typed("葷食\n素\n無", CORRECTED), Some(&before));
        assert_eq!(codes(&after)[0].0, "c3", "with other lines than before no place says which it was");
    }
}
