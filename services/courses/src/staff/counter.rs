//! Registering somebody at the counter, on the telephone or from a paper form (R33): one quick
//! screen, with or without e-mail; over the limit only with a reason (R05).

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Tone, choice};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::channel::Channel;
use office::email::Email;
use office::person_name::PersonName;
use office::phone::Phone;

use super::question_fields as asked;
use super::serving::{self, Served, address};
use crate::after::no_show;
use crate::day::walk_in::birth_year;
use crate::desk::{Answer, Desk, NewMember, NewParty, Work};
use crate::entry;
use crate::model::Places;
use crate::notice;
use crate::public::no_shows;
use crate::questions::{self, Question, Whose};
use crate::rules::admit::Refusal;
use crate::rules::entry::Entry;
use crate::rules::no_show::Rule;
use crate::rules::person;
use crate::store;
use crate::store::list::Aside;
use crate::store::people::Elsewhere;
use crate::words;

/// Rows for members shown at first; the head is row 1.
const ROWS: i64 = 3;
/// Most members of a party that staff may enter.
const ROWS_MAX: i64 = 60;

/// What the form needs to know besides what was typed.
struct Around {
    places: Option<Places>,
    asides: Vec<Aside>,
    elsewhere: Vec<Elsewhere>,
    questions: Vec<Question>,
    notice: Markup,
    entry: Entry,
    has_options: bool,
    no_show: Rule,
}

/// The empty form.
///
/// # Errors
/// [`Fault::NotFound`] without such a course.
pub async fn get(ctx: Ctx, Path(course_id): Path<String>) -> Result<Response, Fault> {
    let served = serving::find_to_register(&ctx, &course_id).await?;
    let mut form = Form::default();
    form.set("key", ctx.centre.chance.token());
    form.set("channel", Channel::Counter.code());
    form.set("along", "yes");
    form.set("language", "zh-Hant");
    page(&ctx, &served, &form, Vec::new(), StatusCode::OK).await
}

/// Registers the party.
///
/// # Errors
/// [`Fault::NotFound`] without such a course, or when this person may not register.
pub async fn post(ctx: Ctx, Path(course_id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let served = serving::find_to_register(&ctx, &course_id).await?;
    if form.has("more") {
        let rows = rows(&form) + 3;
        form.set("rows", rows.min(ROWS_MAX).to_string());
        return page(&ctx, &served, &form, Vec::new(), StatusCode::OK).await;
    }
    let party = read(&ctx, &served, &mut form);
    if !form.is_right() {
        return page(&ctx, &served, &form, Vec::new(), StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    if form.text("anyway") != "yes" {
        let (id, keys) =
            (served.course.id.clone(), party.members.iter().map(|m| m.person_key.clone()).collect());
        let body = move |conn: &mut foundation::db::Conn| {
            let keys: &Vec<String> = &keys;
            store::people::list_elsewhere(conn, &id, keys)
        };
        let elsewhere = ctx.centre.db.read(body).await?;
        // The same press again is no duplicate: the desk knows its key.
        if !elsewhere.is_empty() && !is_answered(&ctx, &served, &party.key).await? {
            form.wrong("anyway", "serve-counter-twice");
            return page(&ctx, &served, &form, elsewhere, StatusCode::CONFLICT).await;
        }
    }
    let work = Work::Register(Arc::new(party));
    match Desk::of(&ctx.centre)?.ask(&served.course.id, work, ctx.actor()).await? {
        // The list is the section's in charge; whoever took the call reads the number out from here.
        Answer::Registered(r) if !served.is_mine => Ok(taken_for_others(&ctx, &served, &r.reference)),
        Answer::Registered(r) => Ok(ctx.go(&address(&served.course, &format!("{}?done=registered", r.id)))),
        Answer::Barred(barred) => {
            let questions = questions::asked_by(&served.course);
            for said in entry::said(&ctx.words, &barred, &questions) {
                form.wrong_with("waive", "entry-said", vec![("said", said.into())]);
            }
            page(&ctx, &served, &form, Vec::new(), StatusCode::CONFLICT).await
        }
        Answer::KeyReused => {
            // Sent again it is a registration of its own.
            form.set("key", ctx.centre.chance.token());
            form.wrong("", "serve-counter-another");
            page(&ctx, &served, &form, Vec::new(), StatusCode::CONFLICT).await
        }
        Answer::Refused(refusal) => {
            refuse(&ctx.words, &mut form, refusal);
            page(&ctx, &served, &form, Vec::new(), StatusCode::CONFLICT).await
        }
        _ => Err(Fault::NotFound),
    }
}

fn taken_for_others(ctx: &Ctx, served: &Served, reference: &str) -> Response {
    let (words, said) = (&ctx.words, ctx.words.say("serve-done-registered"));
    let args = [("reference", Arg::from(serving::reference(reference)))];
    let content = html! {
        (serving::heading(ctx, &served.course, &said))
        (parts::notice(Tone::Good, &said, html! { p { (words.say_with("serve-taken-for-others", &args)) } }))
        (parts::button_link(words.path(&address(&served.course, "new")), words.say("serve-counter-title")).secondary())
    };
    ctx.page(StatusCode::CREATED, serving::shell(ctx, &served.course, &said, true).page(content))
}

async fn is_answered(ctx: &Ctx, served: &Served, key: &str) -> Result<bool, Fault> {
    let (id, key) = (served.course.id.clone(), key.to_owned());
    let body = move |conn: &mut foundation::db::Conn| {
        let key = store::desk::request_key(&id, &key);
        store::desk::list_answered(conn, &[key]).map(|known| !known.is_empty())
    };
    Ok(ctx.centre.db.read(body).await?)
}

fn refuse(words: &Words, form: &mut Form, refusal: Refusal) {
    match refusal {
        Refusal::Later { opens_at } => {
            let when = words.date_time(opens_at.taipei());
            form.wrong_with("waive", "serve-counter-later", vec![("when", Arg::from(when))]);
        }
        Refusal::Full => form.wrong("over", "serve-counter-full"),
        Refusal::WrongSize { .. } => form.wrong("m1-name", "serve-counter-nobody"),
        Refusal::NotOffered => form.wrong("", "serve-counter-not-offered"),
        Refusal::AlreadyHere | Refusal::Closed | Refusal::NotOpen { .. } => {
            form.wrong("", "serve-counter-refused");
        }
    }
}

fn rows(form: &Form) -> i64 {
    form.text("rows").parse::<i64>().unwrap_or(ROWS).clamp(ROWS, ROWS_MAX)
}

/// Reads the party; mistakes are noted in the form.
fn read(ctx: &Ctx, served: &Served, form: &mut Form) -> NewParty {
    let staff = ctx.actor().who;
    let name = read_name(form, "name", true);
    let typed = form.text("phone").to_owned();
    let phone = match Phone::parse(&typed) {
        Ok(phone) => phone.e164().to_owned(),
        Err(error) => {
            form.wrong("phone", error.key());
            String::new()
        }
    };
    let typed = form.text("email").trim().to_owned();
    let email = match Email::parse(&typed) {
        _ if typed.is_empty() => String::new(),
        Ok(email) => email.into_string(),
        Err(error) => {
            form.wrong("email", error.key());
            String::new()
        }
    };
    let channel = form.choice("channel", |code| {
        Channel::from_code(code).filter(|c| matches!(c, Channel::Counter | Channel::Phone | Channel::Paper))
    });
    let questions = questions::asked_by(&served.course);
    let party = asked::read(form, &questions, Whose::Registration, &questions::Answers::new(), "");
    let mut members = Vec::new();
    if form.text("along") == "yes" {
        members.push(member(ctx, form, (&questions, &party), 1, name.clone(), (&phone, &email)));
    }
    for row in 2..=rows(form) {
        if !form.text(&format!("m{row}-name")).trim().is_empty() {
            let name = read_name(form, &format!("m{row}-name"), false);
            members.push(member(ctx, form, (&questions, &party), row, name, (&phone, &email)));
        }
    }
    if members.is_empty() && form.is_right() {
        form.wrong("m2-name", "serve-counter-nobody");
    }
    let over = form.optional("over", super::acts::WHY_CHARS_MAX);
    let waive = form.optional("waive", super::acts::WHY_CHARS_MAX);
    let district = district(ctx, form);
    for member in &mut members {
        member.district.clone_from(&district);
    }
    let key: String = form.text("key").chars().filter(char::is_ascii_alphanumeric).take(64).collect();
    NewParty {
        key: format!("counter:{staff}:{key}"),
        name,
        phone,
        email,
        language: if form.text("language") == "en" { "en".into() } else { "zh-Hant".into() },
        channel: channel.unwrap_or(Channel::Counter).code().to_owned(),
        registered_by: staff,
        by_staff: true,
        // Going over the limit decides about the course, so it is for those in charge.
        over_reason: Some(over).filter(|why| !why.is_empty() && served.serves),
        waive_reason: Some(waive).filter(|why| !why.is_empty() && served.serves),
        declares_group: form.text("group") == "yes",
        set_aside: Some(form.text("aside").to_owned()).filter(|id| !id.is_empty()),
        answers: party.render(),
        notice_version: notice::version(&ctx.words, &served.course.notice_version),
        members,
        ..NewParty::default()
    }
    .with_fingerprint()
}

/// The district the party lives in, one of the centre's county; empty when it was not told.
fn district(ctx: &Ctx, form: &mut Form) -> String {
    let code = form.text("district").to_owned();
    if !code.is_empty() && ctx.centre.districts().find(&code).is_none() {
        form.wrong("district", "form-choose");
    }
    code
}

fn read_name(form: &mut Form, field: &str, required: bool) -> String {
    match PersonName::parse(form.text(field)) {
        Ok(name) => name.into_string(),
        Err(error) => {
            if required || !form.text(field).trim().is_empty() {
                form.wrong(field, error.key());
            }
            String::new()
        }
    }
}

fn member(
    ctx: &Ctx,
    form: &mut Form,
    (questions, party): (&[Question], &questions::Answers),
    row: i64,
    name: String,
    (phone, email): (&str, &str),
) -> NewMember {
    let sex = form.text(&format!("m{row}-sex")).to_owned();
    let answers = asked::read(form, questions, Whose::Person, party, &format!("m{row}-"));
    NewMember {
        person_key: person::key(&name, phone, email),
        name,
        birth_year: birth_year(ctx, form, &format!("m{row}-year")),
        sex: if office::Sex::from_code(&sex).is_some() { sex } else { String::new() },
        district: String::new(),
        answers: answers.render(),
        ..NewMember::default()
    }
}

async fn page(
    ctx: &Ctx,
    served: &Served,
    form: &Form,
    elsewhere: Vec<Elsewhere>,
    status: StatusCode,
) -> Result<Response, Fault> {
    let (id, now) = (served.course.id.clone(), ctx.now);
    let read = move |conn: &mut foundation::db::Conn| {
        let room = (store::course::find_places(conn, &id, now)?, store::list::list_asides(conn, &id)?);
        let entry = store::entry::find_entry(conn, &id)?;
        Ok((room, entry, !store::entry::list_options(conn, std::slice::from_ref(&id))?.is_empty()))
    };
    let ((places, asides), entry, has_options) = ctx.centre.db.read(read).await?;
    let notice =
        notice::folded(&ctx.words, &ctx.centre, &notice::version(&ctx.words, &served.course.notice_version));
    let asides = asides.into_iter().filter(|a| a.left > 0 && now < a.until_at).collect();
    let around = Around {
        places,
        asides,
        elsewhere,
        questions: questions::asked_by(&served.course),
        notice,
        entry,
        has_options,
        no_show: no_show::rule_for(&ctx.centre, now, served.course.ends_at.date()).await?,
    };
    let words = &ctx.words;
    let said = words.say("serve-counter-title");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        (serving::heading(ctx, &served.course, &said))
        (room(words, &around))
        (parts::form(words.path(&address(&served.course, "new")), fields(words, served, form, &around)).id("counter"))
    };
    let shell = parts::Shell {
        has_errors: !form.is_right(),
        ..serving::shell(ctx, &served.course, &said, !served.is_mine)
    };
    Ok(ctx.page(status, shell.page(content)))
}

/// What one tells the caller first: seats and line.
fn room(words: &Words, around: &Around) -> Markup {
    let Some(places) = around.places else { return html! {} };
    let args = [("free", Arg::from(places.left)), ("waiting", Arg::from(places.waiting))];
    let tone = if places.left > 0 && places.waiting == 0 { Tone::Good } else { Tone::Wait };
    let key = if places.waiting > 0 {
        "serve-room-line"
    } else if places.left > 0 {
        "serve-room-free"
    } else {
        "serve-room-full"
    };
    parts::notice(tone, "", html! { p { (words.say_with(key, &args)) } })
}

fn fields(words: &Words, served: &Served, form: &Form, around: &Around) -> Markup {
    html! {
        (parts::hidden("key", form.text("key")))
        (parts::hidden("rows", &rows(form).to_string()))
        // Enter presses the first button of a form: here it registers, wherever the cursor is.
        button.unseen type="submit" tabindex="-1" aria-hidden="true" {}
        (head(words, form, &around.questions))
        @for row in 2..=rows(form) { (other(words, form, &around.questions, row)) }
        div.actions { (parts::button(words.say("serve-counter-more")).name("more", "yes").secondary()) }
        (asked::fields(words, form, &around.questions, Whose::Registration, ""))
        (entry_fields(words, served, form, around))
        (room_fields(words, served, form, around))
        (twice(words, served, form, &around.elsewhere))
        (no_shows::warning(words, &around.no_show))
        p.hint { (words.say("serve-counter-notice")) }
        (around.notice)
        div.actions { (parts::button(words.say("serve-counter-do"))) }
    }
}

fn head(words: &Words, form: &Form, questions: &[Question]) -> Markup {
    let channels = [Channel::Counter, Channel::Phone, Channel::Paper];
    let channels = channels.iter().map(|c| choice(c.code(), words.say(c.name_key()))).collect();
    html! {
        (parts::fieldset(&words.say("serve-counter-head"), html! {
            div.row {
                (parts::text(words, "name", words.say("serve-name")).value(form.text("name")).error(form.said_of(words, "name")).attribute("autocomplete", "off"))
                (parts::tel(words, "phone", words.say("serve-phone")).value(form.text("phone")).error(form.said_of(words, "phone")).autocomplete("off"))
                (parts::email(words, "email", words.say("serve-email")).optional().value(form.text("email")).error(form.said_of(words, "email")).autocomplete("off"))
            }
            div.row {
                (parts::select(words, "channel", words.say("serve-channel"), channels).value(form.text("channel")).error(form.said_of(words, "channel")))
                (parts::select(words, "language", words.say("serve-language"), vec![choice("zh-Hant", "中文").lang("zh-Hant"), choice("en", "English").lang("en")]).value(form.text("language")).unmarked())
                (year(words, form, 1))
                (sex(words, form, 1))
            }
            (parts::checkboxes(words, "along", "", vec![choice("yes", words.say("serve-along"))]).values(form.texts("along")).unmarked())
            (asked::fields(words, form, questions, Whose::Person, "m1-"))
        }))
    }
}

fn year<'a>(words: &'a Words, form: &Form, row: i64) -> parts::Field<'a> {
    let name = format!("m{row}-year");
    parts::number(words, &name, words.say("serve-birth-year"))
        .value(form.text(&name))
        .error(form.said_of(words, &name))
        .unmarked()
}

fn sex<'a>(words: &'a Words, form: &Form, row: i64) -> parts::Field<'a> {
    let mut choices = vec![choice("", words.say("serve-not-told"))];
    choices.extend(office::Sex::ALL.iter().map(|s| choice(s.code(), words.say(s.name_key()))));
    let name = format!("m{row}-sex");
    parts::select(words, &name, words.say("serve-sex"), choices).value(form.text(&name)).unmarked()
}

fn other(words: &Words, form: &Form, questions: &[Question], row: i64) -> Markup {
    let name = format!("m{row}-name");
    let legend = words.say_with("serve-counter-member", &[("number", Arg::from(row))]);
    parts::fieldset(
        &legend,
        html! {
            div.row {
                (parts::text(words, &name, words.say("serve-name")).value(form.text(&name)).error(form.said_of(words, &name)).unmarked().attribute("autocomplete", "off"))
                (year(words, form, row))
                (sex(words, form, row))
            }
            (asked::fields(words, form, questions, Whose::Person, &format!("m{row}-")))
        },
    )
}

/// What the rules of the course ask, and the way around them with a reason (R28).
fn entry_fields(words: &Words, served: &Served, form: &Form, around: &Around) -> Markup {
    let entry = &around.entry;
    let rules = entry::rules(words, &served.course, entry);
    let districts = entry.districts.iter().map(|d| choice(d.as_str(), words::district_name(words, d)));
    let districts = std::iter::once(choice("", words.say("serve-not-told"))).chain(districts).collect();
    let group = words::audiences_of(words, &served.course.audience, &served.course.also_for);
    html! {
        @if !rules.is_empty() {
            (parts::inset(html! { p { (words.say("entry-title")) } ul { @for rule in &rules { li { (rule) } } } }))
        }
        @if !entry.districts.is_empty() {
            (parts::select(words, "district", words.say("entry-live-district"), districts).value(form.text("district")).error(form.said_of(words, "district")).unmarked())
        }
        @if entry.group {
            (parts::checkboxes(words, "group", "", vec![choice("yes", words.say_with("entry-declare", &[("group", group.into())]))])
                .values(form.texts("group")).unmarked())
        }
        @if served.serves && (!rules.is_empty() || around.has_options || form.has("waive") || form.said_of(words, "waive").is_some()) {
            (parts::text(words, "waive", words.say("entry-waive")).hint(words.say("entry-waive-hint")).value(form.text("waive"))
                .error(form.said_of(words, "waive")).optional())
        }
    }
}

/// Set-asides and the way over the limit.
fn room_fields(words: &Words, served: &Served, form: &Form, around: &Around) -> Markup {
    let mut asides = vec![choice("", words.say("serve-aside-none"))];
    asides.extend(around.asides.iter().map(|a| {
        let args = [("label", Arg::from(a.label.as_str())), ("left", Arg::from(a.left))];
        choice(a.id.as_str(), words.say_with("serve-aside-left", &args))
    }));
    html! {
        @if !around.asides.is_empty() {
            (parts::select(words, "aside", words.say("serve-aside"), asides).value(form.text("aside")).hint(words.say("serve-aside-about")).unmarked())
        }
        @if served.serves {
            (parts::text(words, "over", words.say("serve-over-why")).hint(words.say("serve-over-about")).value(form.text("over")).error(form.said_of(words, "over")).optional())
        }
    }
}

/// Where somebody is registered already: which course of another section, and under which number, is for
/// that section alone.
fn place_of(words: &Words, served: &Served, found: &Elsewhere) -> Markup {
    let here = found.course_id == served.course.id;
    let mine = served.sections.contains(&found.section);
    let href = format!("/office/courses/{}/registrations/{}", found.course_id, found.registration_id);
    html! {
        @if here || mine { (found.title) } @else { (words.say("serve-counter-elsewhere")) }
        @if mine { " · " a href=(words.path(&href)) { (serving::reference(&found.reference)) } }
    }
}

/// Somebody of the party has a seat already, here or elsewhere at the same hour (R32).
fn twice(words: &Words, served: &Served, form: &Form, elsewhere: &[Elsewhere]) -> Markup {
    if elsewhere.is_empty() {
        return html! {};
    }
    parts::notice(
        Tone::Wait,
        &words.say("serve-counter-twice"),
        html! {
            ul {
                @for found in elsewhere {
                    li { (found.name) " · " (place_of(words, served, found)) }
                }
            }
            (parts::checkboxes(words, "anyway", "", vec![choice("yes", words.say("serve-counter-anyway"))]).error(form.said_of(words, "anyway")))
        },
    )
}
