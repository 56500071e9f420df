//! `/office/petitions/new`: what came by word of mouth, on paper, from elsewhere, typed in by staff.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::parts::{self, choice};
use foundation::staff::Staff;
use foundation::upload::Upload;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use office::instant::Instant;

use crate::model::{Case, Channel, Grade, Kind, Nature, Record, State, Told, Tone, Topic, Way};
use crate::public::write;
use crate::staff::inbox_shell;
use crate::store::{self, Act};
use crate::typed::{self, Lengths};
use crate::work::{self, New, passed};

/// Channels that staff type in; the web form is the petitioners' own.
fn channels() -> impl Iterator<Item = Channel> {
    Channel::ALL.iter().copied().filter(|channel| *channel != Channel::Web)
}

/// The form.
///
/// # Errors
/// Any fault of the store.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let topics = ctx.centre.db.read(store::list_topics).await?;
    let mut form = Form::parse(ctx.query.as_deref().unwrap_or_default());
    form.set("received", ctx.now.field());
    Ok(page(&ctx, &topics, &form))
}

fn page(ctx: &Ctx, topics: &[Topic], form: &Form) -> Response {
    let words = &ctx.words;
    let title = words.say("petitions-new");
    let shell = parts::Shell { has_errors: !form.is_right(), ..inbox_shell(ctx, title.as_str()) };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("petitions-new-lead")) }
        (parts::form(words.path("/office/petitions/new"), html! {
            (origin_fields(ctx, form))
            (matter_fields(ctx, topics, form))
            (parts::fieldset(&words.say("petitions-who"), html! {
                p { (words.say("petitions-who-office")) }
                (typed::who_fields(words, form, false))
                (parts::checkboxes(words, "anonymous", words.say("petitions-anonymous-legend"), vec![choice("yes", words.say("petitions-anonymous"))
                    .hint(words.say("petitions-anonymous-hint"))]).values(form.texts("anonymous")).unmarked())
                (parts::select(words, "way", words.say("petitions-f-way"), typed::ways(words, Way::ALL))
                    .value(form.text("way")).error(form.said_of(words, "way")).optional())
            }))
            (typed::file_field(words, form))
            div.actions { (parts::button(words.say("petitions-record-save"))) }
        }).files().keep("petition-record"))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    ctx.page(status, shell.page(content))
}

fn origin_fields(ctx: &Ctx, form: &Form) -> Markup {
    let words = &ctx.words;
    let named = |room: &str, code: &str| choice(code, words.say(&format!("petitions-{room}-{code}")));
    html! {
        (parts::select(words, "channel", words.say("petitions-channel"), channels().map(|c| named("channel", c.code())).collect())
            .hint(words.say("petitions-channel-hint")).value(form.text("channel")).error(form.said_of(words, "channel")))
        (parts::datetime_local(words, "received", words.say("petitions-received-at")).value(form.text("received"))
            .error(form.said_of(words, "received")))
        (parts::text(words, "place", words.say("petitions-place")).hint(words.say("petitions-place-hint"))
            .value(form.text("place")).error(form.said_of(words, "place")).optional())
        (parts::text(words, "source", words.say("petitions-source")).hint(words.say("petitions-source-hint"))
            .value(form.text("source")).error(form.said_of(words, "source")).optional())
        (parts::select(words, "tone", words.say("petitions-tone"), typed::tones(words)).value(form.text("tone")).error(form.said_of(words, "tone")).optional())
    }
}

fn matter_fields(ctx: &Ctx, topics: &[Topic], form: &Form) -> Markup {
    let words = &ctx.words;
    let grades =
        Grade::ALL.iter().map(|g| choice(g.code(), words.say(&format!("petitions-grade-{}", g.code()))));
    let languages = ctx.centre.words(ctx.words.lang());
    let language = foundation::i18n::Lang::ALL.iter().map(|l| choice(l.code(), l.own_name()));
    html! {
        (parts::radios(words, "nature", words.say("petitions-f-nature"), typed::natures(words))
            .value(form.text("nature")).error(form.said_of(words, "nature")))
        (typed::against_field(words, form))
        (parts::select(words, "topic", words.say("petitions-f-topic"), typed::topics(words, topics))
            .value(form.text("topic")).error(form.said_of(words, "topic")))
        (parts::select(words, "grade", words.say("petitions-grade"), grades.collect())
            .value(if form.has("grade") { form.text("grade") } else { Grade::Ordinary.code() }).error(form.said_of(words, "grade")))
        (parts::select(words, "language", languages.say("petitions-language"), language.collect())
            .value(if form.has("language") { form.text("language") } else { foundation::i18n::Lang::BASE.code() })
            .error(form.said_of(words, "language")))
        (parts::text(words, "subject", words.say("petitions-subject")).value(form.text("subject"))
            .error(form.said_of(words, "subject")))
        (parts::textarea(words, "body", words.say("petitions-body")).rows(10).value(form.text("body"))
            .error(form.said_of(words, "body")))
        (parts::select(words, "district", words.say("petitions-district"), typed::districts(words))
            .value(form.text("district")).error(form.said_of(words, "district")).optional())
        (parts::checkboxes(words, "secret", words.say("petitions-f-secret"), vec![choice("yes", words.say("petitions-f-secret"))
            .hint(words.say("petitions-secret-hint"))]).values(form.texts("secret")).unmarked())
    }
}

/// What was typed.
pub(crate) struct Typed {
    /// The case.
    pub(crate) new: New,
    /// When it was taken down.
    pub(crate) taken_at: Instant,
    /// Where.
    pub(crate) place: String,
}

/// Reads what staff type in.
pub(crate) fn read(ctx: &Ctx, topics: &[Topic], form: &mut Form) -> Typed {
    let channel = form.choice("channel", |code| channels().find(|c| c.code() == code));
    let channel = channel.unwrap_or(Channel::Letter);
    let taken_at = received(form, ctx.now);
    let nature = form.choice("nature", Nature::from_code).unwrap_or(Nature::Suggestion);
    let topic = typed::topic(form, topics);
    let grade = form.choice("grade", Grade::from_code).unwrap_or(Grade::Ordinary);
    let language = form.choice("language", foundation::i18n::Lang::from_code);
    let (subject, body) = typed::matter(form, Lengths::OFFICE);
    let district = typed::district(form, &ctx.centre);
    // A contact without a name is no opinion: it would be lost.
    let is_silent = typed::WHO.iter().all(|name| form.text(name).trim().is_empty());
    let kind = if channel.is_opinion() && is_silent { Kind::Opinion } else { Kind::Petition };
    let mut told = match kind {
        Kind::Opinion => Told::default(),
        Kind::Petition if form.has("anonymous") => typed::who_if_known(form),
        Kind::Petition => typed::who(form),
    };
    let way = typed::way(form, &told);
    (told.subject, told.body) = (subject, body);
    let new = New {
        kind,
        channel,
        nature,
        topic,
        district,
        language: language.unwrap_or(foundation::i18n::Lang::BASE).code().to_owned(),
        confidential: nature.is_confidential() || (kind == Kind::Petition && form.has("secret")),
        told,
        way,
        grade,
        received_on: taken_at.date(),
        origin: String::new(),
        source: form.optional("source", 300),
        tone: Tone::from_code(form.text("tone")).filter(|_| kind == Kind::Opinion),
        // Whoever told it at the counter, by telephone or on paper has not seen the notice of the website.
        notice_version: String::new(),
    };
    let place = form.optional("place", 100);
    Typed { new, taken_at, place }
}

/// When it was received: not in the future.
fn received(form: &mut Form, now: Instant) -> Instant {
    match Instant::parse_field(form.text("received")) {
        Some(at) if at <= now.plus_seconds(60) && at.date() > Date::constant(2000, 1, 1) => at,
        _ => {
            form.wrong("received", "petitions-wrong-received");
            now
        }
    }
}

/// Keeps it: an oral record as a draft that is to be read back, the rest is registered at once.
///
/// # Errors
/// Any fault of the store.
pub async fn post(ctx: Ctx, upload: Upload) -> Result<Response, Fault> {
    let (mut form, files) = typed::arrived(upload);
    let topics = ctx.centre.db.read(store::list_topics).await?;
    let typed = read(&ctx, &topics, &mut form);
    let centre = ctx.centre.clone();
    let shelter = ctx.centre.db.read(move |conn| passed::shelter(conn, &centre)).await?;
    let can = shelter.is_some();
    let against = typed::against(&mut form, &ctx.centre, typed.new.nature, (can, can));
    let fits = typed::attachments(&mut form, &files);
    if !form.is_right() {
        return Ok(page(&ctx, &topics, &form));
    }
    if let Some(shelter) = shelter.filter(|_| against) {
        return write::pass_on(&ctx, shelter, typed.new, fits).await;
    }
    let act = Act::of(&ctx);
    let (taken_at, place) = (typed.taken_at, typed.place);
    let case = new_case(&act, typed.new, ctx.staff()?);
    let files = typed::put_files(&act, &case.id, case.confidential, fits).await?;
    let id = case.id.clone();
    let keep = move |conn: &mut Conn| keep(conn, &act, &mut case.clone(), &files, (taken_at, &place));
    ctx.centre.db.write(keep).await?;
    ctx.centre.work_waits.notify_one();
    // Of what is confidential and was given to somebody else, even the recorder sees no more.
    Ok(ctx.go(&format!("/office/petitions/{id}?added=yes")))
}

/// A case out of what was typed, in the hands of who typed it until it is assigned.
pub(crate) fn new_case(act: &Act, new: New, staff: &Staff) -> Case {
    let mut case = work::case_of(act, new, State::Draft);
    case.section.clone_from(&staff.section);
    case.handler.clone_from(&staff.id);
    case
}

/// Keeps what was told by word of mouth as a draft, and registers the rest.
///
/// # Errors
/// Any database error.
pub(crate) fn keep(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    files: &[Kept],
    (taken_at, place): (Instant, &str),
) -> DbResult<()> {
    store::add(conn, act, case)?;
    typed::add_files(conn, act, files, case.confidential)?;
    if !case.channel.is_oral() {
        return work::register(conn, act, case).map(|_| ());
    }
    let record = Record {
        place: place.to_owned(),
        taken_at,
        recorder: act.who().to_owned(),
        objections: String::new(),
        confirmed_how: String::new(),
        confirmed_at: None,
        signature: None,
    };
    store::change_record(conn, act, case, &record)
}
