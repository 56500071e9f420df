//! `/opinions`: somebody tells what is on their mind, in five minutes.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::mail::NewMail;
use foundation::parts::{self, Tone, choice};
use foundation::staff::token_hash;
use foundation::upload::Upload;
use foundation::web::Ctx;
use foundation::{attempts, pages};
use maud::{Markup, html};

use crate::model::{Case, Channel, Grade, Kind, Nature, State, Topic, Way};
use crate::rules::attachment::Fit;
use crate::store::request::{self, Request};
use crate::store::{self, Act};
use crate::typed::{self, Lengths};
use crate::work::passed::{self, Shelter};
use crate::work::{self, NOTICE_VERSION, New, letters};

/// Sendings from one network within an hour.
const SENDINGS_MAX: i64 = 20;
/// Links to one mailbox within an hour.
const LINKS_MAX: i64 = 5;
/// Within how many seconds the same is taken as sent twice.
const TWICE_SECONDS: i64 = 3600;
/// Ways a web petition may be answered.
const WAYS: [Way; 3] = [Way::Email, Way::Letter, Way::Phone];

/// The form.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let stamp = ctx.stamp(&["petitions"]);
    let offered = offered(&ctx).await?;
    Ok(ctx.public_page(stamp, page(&ctx, &offered, &Form::default())))
}

/// What the form offers: its topics, and where reports about the director go.
struct Offered {
    topics: Vec<Topic>,
    shelter: Option<Shelter>,
}

async fn offered(ctx: &Ctx) -> Result<Offered, Fault> {
    let centre = ctx.centre.clone();
    let read = move |conn: &mut Conn| {
        Ok(Offered { topics: store::list_topics(conn)?, shelter: passed::shelter(conn, &centre)? })
    };
    Ok(ctx.centre.db.read(read).await?)
}

fn page(ctx: &Ctx, offered: &Offered, form: &Form) -> Markup {
    let words = &ctx.words;
    let title = words.say("petitions-title");
    let shell = parts::Shell { has_errors: !form.is_right(), ..pages::shell(ctx, title.as_str()) };
    shell.page(html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-lead")) }
        (parts::details(&words.say("petitions-before"), html! {
            @for line in words.say("petitions-before-text").split('\n') { p { (line) } }
            p { a href=(words.path("/progress")) { (words.say("petitions-look-up")) } }
            p { a href=(words.path("/opinions/numbers")) { (words.say("petitions-see-numbers")) } }
        }))
        @if offered.shelter.is_none() {
            (parts::notice(Tone::Plain, &words.say("petitions-no-shelter"), html! { p { (words.say_with("petitions-no-shelter-text", &typed::telephone(&ctx.centre))) } }))
        }
        (parts::form(words.path("/opinions"), html! {
            (matter_fields(ctx, offered, form))
            (parts::fieldset(&words.say("petitions-who"), html! {
                (typed::who_fields(words, form, true))
                (parts::radios(words, "way", words.say("petitions-way"), typed::ways(words, &WAYS))
                    .value(if form.has("way") { form.text("way") } else { "email" })
                    .error(form.said_of(words, "way")))
            }))
            (secrecy_and_notice(words, form))
            (typed::file_field(words, form))
            div.actions { (parts::button(words.say("petitions-send"))) }
        }).files().keep("petition"))
    })
}

fn matter_fields(ctx: &Ctx, offered: &Offered, form: &Form) -> Markup {
    let (words, lengths) = (&ctx.words, Lengths::of(&ctx.centre));
    let length = |max: usize| i64::try_from(max).unwrap_or_default().into();
    html! {
        (parts::radios(words, "nature", words.say("petitions-nature"), typed::natures(words))
            .value(form.text("nature")).error(form.said_of(words, "nature")))
        @if offered.shelter.is_some() { (typed::against_field(words, form)) }
        (parts::select(words, "topic", words.say("petitions-topic"), typed::topics(words, &offered.topics))
            .value(form.text("topic")).error(form.said_of(words, "topic")))
        (parts::text(words, "subject", words.say("petitions-subject"))
            .hint(words.say_with("petitions-subject-hint", &[("min", length(lengths.subject_min)), ("max", length(lengths.subject_max))]))
            .value(form.text("subject")).error(form.said_of(words, "subject")))
        (parts::textarea(words, "body", words.say("petitions-body")).rows(8)
            .hint(words.say_with("petitions-body-hint", &[("max", length(lengths.body_max))]))
            .value(form.text("body")).error(form.said_of(words, "body")))
        (parts::select(words, "district", words.say("petitions-district"), typed::districts(words))
            .hint(words.say("petitions-district-hint")).value(form.text("district"))
            .error(form.said_of(words, "district")).optional())
    }
}

fn secrecy_and_notice(words: &Words, form: &Form) -> Markup {
    let secret = choice("yes", words.say("petitions-secret")).hint(words.say("petitions-secret-hint"));
    let consent = choice(NOTICE_VERSION, words.say("petitions-consent"));
    html! {
        (parts::checkboxes(words, "secret", words.say("petitions-secret-legend"), vec![secret])
            .values(form.texts("secret")).unmarked())
        (parts::details(&words.say("petitions-notice-title"), html! {
            @for line in words.say("petitions-notice-text").split('\n') { p { (line) } }
        }))
        (parts::checkboxes(words, "consent", words.say("petitions-consent-legend"), vec![consent])
            .values(form.texts("consent")).error(form.said_of(words, "consent")))
    }
}

/// Reads what somebody tells over the web.
pub(crate) fn read(ctx: &Ctx, topics: &[Topic], form: &mut Form) -> New {
    let nature = form.choice("nature", Nature::from_code);
    let topic = typed::topic(form, topics);
    let (subject, body) = typed::matter(form, Lengths::of(&ctx.centre));
    let district = typed::district(form, &ctx.centre);
    let mut told = typed::who(form);
    if told.email.is_empty() && form.said_of(&ctx.words, "email").is_none() {
        form.wrong("email", "petitions-wrong-email");
    }
    let way = typed::way(form, &told);
    if form.text("consent") != NOTICE_VERSION {
        form.wrong("consent", "petitions-wrong-consent");
    }
    (told.subject, told.body) = (subject, body);
    let nature = nature.unwrap_or(Nature::Suggestion);
    New {
        kind: Kind::Petition,
        channel: Channel::Web,
        nature,
        topic,
        district,
        language: ctx.words.lang().code().to_owned(),
        confidential: nature.is_confidential() || form.has("secret"),
        told,
        way,
        grade: Grade::usual(ctx.words.lang().code()),
        received_on: ctx.now.date(),
        origin: String::new(),
        source: String::new(),
        tone: None,
        notice_version: NOTICE_VERSION.to_owned(),
    }
}

/// Whether this may be sent within the hour: from a network, and to a mailbox, whoever it belongs to.
///
/// # Errors
/// Any fault of the store.
pub(crate) async fn counts(ctx: &Ctx, email: &str) -> Result<bool, Fault> {
    let from = format!("opinions@{}", attempts::network(ctx.address.as_deref().unwrap_or_default()));
    let to = format!("opinions>{}", token_hash(&email.to_lowercase()));
    let (since, now) = (ctx.now.plus_seconds(-3600), ctx.now);
    let count = move |conn: &mut Conn| {
        Ok(attempts::take_up_to(conn, &from, since, SENDINGS_MAX, now)?
            && attempts::take_up_to(conn, &to, since, LINKS_MAX, now)?)
    };
    Ok(ctx.centre.db.write(count).await?)
}

/// Takes it down, and sends the link that confirms it.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, upload: Upload) -> Result<Response, Fault> {
    let (mut form, files) = typed::arrived(upload);
    let offered = offered(&ctx).await?;
    let new = read(&ctx, &offered.topics, &mut form);
    let can = offered.shelter.is_some();
    let against = typed::against(&mut form, &ctx.centre, new.nature, (can, can));
    if !WAYS.contains(&new.way) {
        form.wrong("way", "form-choose");
    }
    let fits = typed::attachments(&mut form, &files);
    if !form.is_right() {
        return Ok(ctx.page(StatusCode::UNPROCESSABLE_ENTITY, page(&ctx, &offered, &form)));
    }
    let act = Act::of(&ctx);
    if !counts(&ctx, &new.told.email).await? {
        form.wrong("email", "petitions-wrong-many");
        typed::lose(&mut form, &files);
        return Ok(ctx.page(StatusCode::TOO_MANY_REQUESTS, page(&ctx, &offered, &form)));
    }
    if let Some(shelter) = offered.shelter.filter(|_| against) {
        return pass_on(&ctx, shelter, new, fits).await;
    }
    let case = work::case_of(&act, new, State::Confirming);
    let kept = typed::put_files(&act, &case.id, case.confidential, fits).await?;
    ctx.centre.db.write(move |conn: &mut Conn| keep_once(conn, &act, &mut case.clone(), &kept)).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go("/opinions/sent"))
}

/// A report about the director leaves at once; nothing is sent to whoever told it, and no case tells of it.
pub(crate) async fn pass_on(
    ctx: &Ctx,
    shelter: Shelter,
    new: New,
    fits: Vec<Fit>,
) -> Result<Response, Fault> {
    let who = ctx.staff.as_ref().map_or("resident", |staff| staff.id.as_str());
    let act = Act::by(&ctx.centre, who, ctx.now);
    let kept = typed::put_files(&act, "", true, fits).await?;
    let pass = move |conn: &mut Conn| passed::pass_on(conn, &act, &shelter, &new.told, &kept);
    let reference = ctx.centre.db.write(pass).await?;
    ctx.centre.work_waits.notify_one();
    Ok(super::passed::told(ctx, reference.as_str()))
}

/// The same sent twice within an hour, as by a second press or because no letter was seen, is one case: its link is
/// sent again, a minute later at the earliest.
fn keep_once(conn: &mut Conn, act: &Act, case: &mut Case, files: &[Kept]) -> DbResult<()> {
    let request = request_of(act, case, files);
    if request::add(conn, &request, &case.id, act.now)? {
        return keep(conn, act, case, files);
    }
    let before = request::find(conn, &request)?.map(|(id, _)| id);
    let before = before.map_or(Ok(None), |id| store::find(conn, &id))?;
    let waits = |case: &Case| {
        case.state == State::Confirming && act.now.seconds_since(case.created_at) < TWICE_SECONDS
    };
    let Some(mut waiting) = before.filter(waits) else {
        request::point_to(conn, &request, &case.id, act.now)?;
        return keep(conn, act, case, files);
    };
    let minutes = act.now.seconds_since(waiting.created_at) / 60;
    if minutes == 0 {
        return Ok(());
    }
    store::open(conn, act, &mut waiting)?;
    let days = work::confirm_days(conn, waiting.created_at.date())?;
    let mail = letters::confirmation(act, &waiting, days);
    let key = mail.unique_key.as_ref().map(|key| format!("{key}:{minutes}"));
    letters::post(conn, act, &waiting, None, NewMail { unique_key: key, ..mail })
}

/// What tells a sending from every other: all that was told, with its files.
fn request_of(act: &Act, case: &Case, files: &[Kept]) -> Request {
    let codes = [case.nature.code(), &case.topic, &case.district, case.way.code(), &case.language];
    let told = serde_json::json!([case.told, codes, case.confidential]).to_string();
    let sums: String = files.iter().map(|file| file.sha256.as_str()).collect();
    let key_hash = act.centre.keys.sign("petitions-sent", &format!("{told}{sums}"));
    Request { key_hash, body_hash: String::new() }
}

/// Keeps a case that is to be confirmed, and sends the link for it.
///
/// # Errors
/// Any database error.
pub(crate) fn keep(conn: &mut Conn, act: &Act, case: &mut Case, files: &[Kept]) -> DbResult<()> {
    store::add(conn, act, case)?;
    typed::add_files(conn, act, files, case.confidential)?;
    let days = work::confirm_days(conn, act.now.date())?;
    letters::post(conn, act, case, None, letters::confirmation(act, case, days))
}
