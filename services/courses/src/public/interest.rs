//! Interest before the opening (R12): leave an address and a number, without an account; confirmed and
//! left by a link: `/courses/{slug}/interest`, `/interest/{id}`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Path;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Lang, Words};
use foundation::jobs::JobError;
use foundation::mail::{self, NewMail};
use foundation::web::Ctx;
use foundation::{attempts, pages, parts};
use maud::{Markup, html};
use office::email::Email;
use office::instant::Instant;

use super::course::{self, Shown};
use super::say;
use crate::model::{Course, CourseStatus};
use crate::store;
use crate::store::interest::Interest;
use crate::words::{self, Standing, called_off};

/// Kind of the matter in the outbox.
pub const INTEREST: &str = "courses_interest";
/// Persons one may come with.
const PERSONS_MAX: i64 = 20;
/// Letters that one network may ask for within [`attempts::WAIT_SECONDS`], to whatever addresses.
const LETTERS_MAX: i64 = 60;
/// Letters written with one commit.
const CHUNK: i64 = 200;
/// Days after which an address that was never confirmed is forgotten.
const UNCONFIRMED_DAYS: i64 = 7;
/// Days after which whoever was told is forgotten.
const TOLD_DAYS: i64 = 30;
const DAY: i64 = 24 * 3600;

/// The course of an address, while interest can be left.
async fn find_early(ctx: &Ctx, slug: &str) -> Result<Shown, Fault> {
    let shown = course::find(ctx, slug).await?;
    if shown.standing(ctx.now) == Standing::NotOpen { Ok(shown) } else { Err(Fault::NotFound) }
}

/// The form.
///
/// # Errors
/// [`Fault::NotFound`] when the course is open already; any fault of the store.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let shown = find_early(&ctx, &slug).await?;
    let mut form = Form::default();
    form.set("persons", "1");
    Ok(ctx.page(StatusCode::OK, page(&ctx, &shown, &form)))
}

/// It was sent: a letter with a link goes out, whatever is known of the address already.
///
/// # Errors
/// [`Fault::NotFound`] when the course is open already; any fault of the store.
pub async fn post(ctx: Ctx, Path(slug): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let shown = find_early(&ctx, &slug).await?;
    let email = Email::parse(form.text("email")).map_err(|e| form.wrong("email", e.key())).ok();
    let persons = form.required_number("persons", 1, PERSONS_MAX);
    let districts = ctx.centre.districts();
    let district = match form.text("district") {
        "" => String::new(),
        _ => {
            let known = |code: &str| districts.find(code).map(|d| d.code.clone());
            form.choice("district", known).unwrap_or_default()
        }
    };
    let (Some(email), true) = (email, form.is_right()) else {
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page(&ctx, &shown, &form)));
    };
    let new = Interest {
        id: ctx.centre.chance.id(ctx.now).into_string(),
        course_id: shown.course.id.clone(),
        // One mailbox, however it is written.
        email: email.to_string().to_lowercase(),
        persons,
        district,
        language: ctx.words.lang().code().to_owned(),
        confirmed_at: None,
        asked_persons: None,
    };
    let (centre, course, now, words) = (ctx.centre.clone(), shown.course.clone(), ctx.now, ctx.words.clone());
    let from = attempts::network(ctx.address.as_deref().unwrap_or_default());
    let write = move |conn: &mut Conn| {
        // Nobody has letters sent to all the world.
        let (network, since) = (format!("interest-from:{from}"), now.plus_seconds(-attempts::WAIT_SECONDS));
        if !attempts::take_up_to(conn, &network, since, LETTERS_MAX, now)? {
            return Ok(false);
        }
        // One address is not written to again and again.
        let subjects = [format!("interest:{}", new.email)];
        if attempts::take(conn, &subjects, now)?.is_some() {
            return Ok(false);
        }
        let Some(kept) = store::interest::put(conn, &new, now)? else { return Ok(true) };
        let letter = letter(&centre, &words, &course, &kept, "interest-ask", &now.to_string());
        mail::add(conn, &[centre.chance.id(now)], now, &[letter])?;
        Ok(true)
    };
    if !ctx.centre.db.write(write).await? {
        form.wrong("email", "interest-wait");
        let mut response = ctx.page(StatusCode::TOO_MANY_REQUESTS, page(&ctx, &shown, &form));
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(attempts::WAIT_SECONDS));
        return Ok(response);
    }
    ctx.centre.work_waits.notify_one();
    let said = html! { p { (ctx.words.say("interest-sent-text")) } };
    Ok(ctx.page(StatusCode::OK, plain(&ctx, &shown.course, "interest-sent", &said)))
}

fn page(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, course) = (&ctx.words, &shown.course);
    let title = words.say("interest-title");
    let shell = pages::shell(ctx, title.as_str());
    let here = vec![parts::crumb(words.path(&shown.path("")), say::title(words, course))];
    let shell = parts::Shell { here, has_errors: !form.is_right(), updated_on: None, ..shell };
    let districts = words::district_choices(words);
    shell.page(html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (say::title(words, course)) }
        p { (words.say_with("interest-lead", &[("when", words.date_time(course.opens_at.taipei()).into())])) }
        (parts::form(words.path(&shown.path("/interest")), html! {
            (parts::text(words, "email", words.say("interest-email")).value(form.text("email"))
                .error(form.said_of(words, "email")).autocomplete("email"))
            (parts::number(words, "persons", words.say("interest-persons")).value(form.text("persons"))
                .error(form.said_of(words, "persons")))
            (parts::select(words, "district", words.say("interest-district"), districts).value(form.text("district"))
                .error(form.said_of(words, "district")).optional())
            p.hint { (words.say("interest-notice")) }
            div.actions { (parts::button(words.say("interest-send"))) }
        }).id("interest"))
    })
}

fn plain(ctx: &Ctx, course: &Course, key: &str, content: &Markup) -> Markup {
    let title = ctx.words.say(key);
    let shell = pages::shell(ctx, title.as_str());
    let head_extra = html! { meta name="robots" content="noindex"; };
    parts::Shell { updated_on: None, head_extra, ..shell }.page(html! {
        h1 { (title) }
        p.lead { (say::title(&ctx.words, course)) }
        (content)
    })
}

/// The interest of a link, with its course.
async fn open(ctx: &Ctx, id: &str) -> Result<(Interest, Course), Fault> {
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    if !ctx.centre.keys.verify("interest", id, given.text("key")) {
        return Err(Fault::Forbidden);
    }
    let id = id.to_owned();
    let read = move |conn: &mut Conn| {
        let Some(kept) = store::interest::find(conn, &id)? else { return Ok(None) };
        Ok(store::course::find(conn, &kept.course_id)?.map(|course| (kept, course)))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

/// What the link leads to: opening it changes nothing.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when it was left.
pub async fn get_one(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let (kept, course) = open(&ctx, &id).await?;
    let words = &ctx.words;
    let key = if kept.is_confirmed() { "interest-kept" } else { "interest-confirm" };
    let content = html! {
        p { (words.say_with("interest-of", &[("persons", kept.said_last().into())])) }
        (parts::form(words.path(&path(&ctx.centre, &kept.id)), html! {
            div.actions {
                @if !kept.is_confirmed() { (parts::button(words.say("interest-confirm-button")).name("confirm", "yes")) }
                (parts::button(words.say("interest-leave")).name("leave", "yes").secondary())
            }
        }).id("interest"))
    };
    Ok(ctx.page(StatusCode::OK, plain(&ctx, &course, key, &content)))
}

/// Confirmed, or left.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine, [`Fault::NotFound`] when it was left.
pub async fn post_one(ctx: Ctx, Path(id): Path<String>, form: Form) -> Result<Response, Fault> {
    let (kept, course) = open(&ctx, &id).await?;
    if form.has("leave") {
        ctx.centre.db.write(move |conn| forget(conn, std::slice::from_ref(&kept.id))).await?;
        return Ok(ctx.page(StatusCode::OK, plain(&ctx, &course, "interest-left", &html! {})));
    }
    let now = ctx.now;
    let to = path(&ctx.centre, &kept.id);
    ctx.centre.db.write(move |conn| store::interest::confirm(conn, &kept.id, now)).await?;
    Ok(ctx.go(&to))
}

/// Forgets who was interested, with the letters.
fn forget(conn: &mut Conn, ids: &[String]) -> DbResult<()> {
    mail::drop_of(conn, INTEREST, ids)?;
    store::interest::remove(conn, ids)
}

fn path(centre: &Centre, id: &str) -> String {
    format!("/interest/{id}?key={}", centre.keys.sign("interest", id))
}

fn letter(
    centre: &Centre,
    words: &Words,
    course: &Course,
    kept: &Interest,
    key: &str,
    unique: &str,
) -> NewMail {
    let title = say::title(words, course);
    let to_course = format!("{}{}", centre.base_url, words.path(&say::path(course, "")));
    let link = format!("{}{}", centre.base_url, words.path(&path(centre, &kept.id)));
    let args = [
        ("course", title.into()),
        ("persons", kept.said_last().into()),
        ("opens", words.date_time(course.opens_at.taipei()).into()),
        ("reason", called_off(words, course).into()),
    ];
    let text = words.say_with(&format!("mail-{key}-text"), &args);
    let leave = words.say("mail-interest-link");
    NewMail {
        unique_key: Some(format!("courses:{key}:{}:{unique}", kept.id)),
        to: kept.email.clone(),
        subject: words.say_with(&format!("mail-{key}-subject"), &args),
        body: format!("{text}\n\n{title}\n{to_course}\n\n{leave}\n{link}"),
        calendar: None,
        matter: INTEREST,
        matter_id: kept.id.clone(),
        section: course.section.clone(),
    }
}

/// The job `courses.interest`: tells those interested when their course opens or is called off before, each once, and forgets
/// whom it need not know any longer.
///
/// # Errors
/// [`JobError`] when the store cannot be read or written.
pub async fn tell(centre: Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let old = (now.plus_seconds(-UNCONFIRMED_DAYS * DAY), now.plus_seconds(-TOLD_DAYS * DAY));
    let forget_old = move |conn: &mut Conn| {
        let ids = store::interest::list_old(conn, old.0, old.1)?;
        forget(conn, &ids)
    };
    centre.db.write(forget_old).await?;
    loop {
        let inner = centre.clone();
        let write = move |conn: &mut Conn| {
            let due = store::interest::list_to_tell(conn, now, CHUNK)?;
            let mut letters: BTreeMap<Instant, Vec<NewMail>> = BTreeMap::new();
            let mut courses: std::collections::HashMap<String, Option<Course>> =
                std::collections::HashMap::new();
            for kept in &due {
                if !courses.contains_key(&kept.course_id) {
                    courses.insert(kept.course_id.clone(), store::course::find(conn, &kept.course_id)?);
                }
                let Some(Some(course)) = courses.get(&kept.course_id) else { continue };
                let lang = Lang::from_code(&kept.language).unwrap_or(Lang::BASE);
                let (key, due_at) = match course.status {
                    CourseStatus::Cancelled => ("interest-called-off", now),
                    _ => ("interest-opened", course.opens_at),
                };
                let letter = letter(&inner, &inner.words(lang), course, kept, key, "");
                letters.entry(due_at).or_default().push(letter);
            }
            for (due_at, letters) in letters {
                let ids: Vec<_> = letters.iter().map(|_| inner.chance.id(now)).collect();
                mail::add_due(conn, &ids, now, due_at, &letters)?;
            }
            let told: Vec<String> = due.iter().map(|kept| kept.id.clone()).collect();
            store::interest::note_told(conn, &told, now)?;
            Ok(told.len())
        };
        if centre.db.write(write).await? == 0 {
            return Ok(());
        }
    }
}
