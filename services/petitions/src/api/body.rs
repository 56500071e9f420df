//! What a program sends: put into the form that people fill, so that the same rules read it.

use axum::http::StatusCode;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Lang;
use foundation::web::Ctx;
use office::instant::Instant;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::model::{Channel, Grade, Tone, Way};
use crate::typed;

/// What is told.
#[derive(Deserialize)]
pub(super) struct Body {
    channel: Option<String>,
    nature: String,
    against: Option<String>,
    topic: String,
    subject: String,
    body: String,
    district: Option<String>,
    confidential: Option<bool>,
    petitioner: Option<Petitioner>,
    way: Option<String>,
    /// Language to answer in.
    pub(super) language: Option<String>,
    consent: Option<Consent>,
    grade: Option<String>,
    received_at: Option<String>,
    place: Option<String>,
    source: Option<String>,
    tone: Option<String>,
}

#[derive(Deserialize)]
struct Petitioner {
    name: String,
    email: Option<String>,
    phone: Option<String>,
    address: Option<String>,
    fax: Option<String>,
    agent: Option<String>,
}

#[derive(Deserialize)]
struct Consent {
    notice_version: String,
}

/// The form of the website, filled by a program.
pub(super) fn of_petitioner(body: Body) -> Form {
    let channel = body.channel.clone();
    let mut form = form(body);
    if channel.is_some_and(|code| code != Channel::Web.code()) {
        form.wrong("channel", "petitions-api-channel");
    }
    form
}

/// The form of staff, filled by a program of theirs; what is not said is as the form has it at first.
pub(super) fn of_staff(body: Body, now: Instant) -> Form {
    let received = body.received_at.clone();
    let mut form = form(body);
    for (name, usual) in [("grade", Grade::Ordinary.code()), ("language", Lang::BASE.code())] {
        if !form.has(name) {
            form.set(name, usual);
        }
    }
    match received.as_deref().map_or(Some(now), Instant::parse) {
        Some(at) => form.set("received", at.field()),
        None => form.wrong("received", "petitions-wrong-received"),
    }
    form
}

fn form(body: Body) -> Form {
    let (who, secret) = (body.petitioner, body.confidential == Some(true));
    let who = who.map_or_else(Vec::new, |who| {
        let rest = [
            ("email", who.email),
            ("phone", who.phone),
            ("address", who.address),
            ("fax", who.fax),
            ("agent", who.agent),
        ];
        [("name", Some(who.name))].into_iter().chain(rest).collect()
    });
    let fields = [
        ("channel", body.channel),
        ("nature", Some(body.nature)),
        ("against", body.against),
        ("topic", Some(body.topic)),
        ("subject", Some(body.subject)),
        ("body", Some(body.body)),
        ("district", body.district),
        ("secret", secret.then(|| "yes".to_owned())),
        ("way", body.way),
        ("language", body.language),
        ("consent", body.consent.map(|consent| consent.notice_version)),
        ("grade", body.grade),
        ("place", body.place),
        ("source", body.source),
        ("tone", body.tone),
    ];
    let given = fields.into_iter().chain(who).filter_map(|(name, text)| Some((name.to_owned(), text?)));
    let mut form = Form::new(given.collect());
    // Where the pages offer a choice anything else means that nothing was chosen; a program made a mistake.
    let strange = [
        ("way", Way::from_code(form.text("way")).is_none()),
        ("tone", Tone::from_code(form.text("tone")).is_none()),
        ("grade", Grade::from_code(form.text("grade")).is_none()),
        ("language", Lang::from_code(form.text("language")).is_none()),
    ];
    for (name, _) in strange.into_iter().filter(|(_, is_strange)| *is_strange) {
        if form.has(name) {
            form.wrong(name, "form-choose");
        }
    }
    form
}

/// Refuses a form with all that is wrong in it, by the names a program knows.
pub(super) fn right(ctx: &Ctx, form: &Form) -> Result<(), Fault> {
    if form.is_right() {
        return Ok(());
    }
    let said = form.said(&ctx.words.in_lang(Lang::En));
    let errors = form.mistakes().iter().zip(said).map(|(mistake, (_, detail))| {
        json!({ "field": named(&mistake.field), "code": mistake.key, "detail": detail })
    });
    let more = json!({ "errors": errors.collect::<Vec<Value>>() });
    let said = "Some fields are wrong; see `errors`.".to_owned();
    Err(Fault::Refused(StatusCode::UNPROCESSABLE_ENTITY, "invalid", said, more))
}

fn named(field: &str) -> String {
    match field {
        field if typed::WHO.contains(&field) => format!("petitioner.{field}"),
        "secret" => "confidential".to_owned(),
        "received" => "received_at".to_owned(),
        "consent" => "consent.notice_version".to_owned(),
        field => field.to_owned(),
    }
}
