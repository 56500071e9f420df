//! What people type about a case: read without failing, what is wrong said beside the field.

use std::sync::Arc;

use bytes::Bytes;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::{self, Kept};
use foundation::forgetting::{self, UNUSED_SECONDS};
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Choice, Width, choice};
use foundation::upload::{Broken, Given, Upload};
use jiff::civil::Date;
use maud::{Markup, html};
use office::digits::is_blank;
use office::district::{OUTSIDE, UNKNOWN};
use office::email::Email;
use office::person_name::PersonName;
use office::phone::Phone;
use office::roc_date;

use crate::model::{Nature, Told, Tone, Topic, Way};
use crate::rules::attachment::{self, BYTES_MAX, FILES_MAX, Fit};
use crate::store::{self, Act, MATTER};
use crate::work::{attachments, passed};

/// The fields that say who somebody is and how to reach them.
pub const WHO: [&str; 6] = ["name", "email", "phone", "address", "fax", "agent"];

/// Longest postal address.
const ADDRESS_CHARS_MAX: usize = 200;

/// How long texts may be.
#[derive(Debug, Clone, Copy)]
pub struct Lengths {
    /// Shortest subject.
    pub subject_min: usize,
    /// Longest subject.
    pub subject_max: usize,
    /// Longest text.
    pub body_max: usize,
}

impl Lengths {
    /// As this centre set them for the web.
    pub fn of(centre: &Centre) -> Lengths {
        let number = |name: &str| usize::try_from(centre.number(name)).unwrap_or_default().clamp(1, 20_000);
        Lengths {
            subject_min: number("petitions.subject_chars_min"),
            subject_max: number("petitions.subject_chars_max"),
            body_max: number("petitions.body_chars_max"),
        }
    }

    /// What staff type in from paper.
    pub const OFFICE: Lengths = Lengths { subject_min: 2, subject_max: 200, body_max: 10_000 };
}

/// Reads a contact that may be left out.
fn phone(form: &mut Form, name: &str) -> String {
    let typed = form.text(name).trim().to_owned();
    if typed.is_empty() {
        return String::new();
    }
    match Phone::parse(&typed) {
        Ok(phone) => phone.e164().to_owned(),
        Err(error) => {
            form.wrong(name, error.key());
            String::new()
        }
    }
}

fn email(form: &mut Form) -> String {
    let typed = form.text("email").trim().to_owned();
    if typed.is_empty() {
        return String::new();
    }
    match Email::parse(&typed) {
        Ok(email) => email.into_string(),
        Err(error) => {
            form.wrong("email", error.key());
            String::new()
        }
    }
}

/// Reads who it is: a real name and at least one contact.
pub fn who(form: &mut Form) -> Told {
    let told = who_told(form, true);
    let is_silent = WHO
        .iter()
        .filter(|name| !["name", "agent"].contains(name))
        .all(|name| form.text(name).trim_matches(is_blank).is_empty());
    if is_silent {
        form.wrong("email", "petitions-wrong-contact");
    }
    told
}

/// Reads who it is as far as that is known: what came without a real name or a contact is registered too.
pub fn who_if_known(form: &mut Form) -> Told {
    who_told(form, false)
}

fn who_told(form: &mut Form, needs_name: bool) -> Told {
    let name = match PersonName::parse(form.text("name")) {
        Ok(name) => name.into_string(),
        Err(_) if !needs_name && form.text("name").trim_matches(is_blank).is_empty() => String::new(),
        Err(error) => {
            form.wrong("name", error.key());
            String::new()
        }
    };
    Told {
        name,
        agent: agent(form),
        email: email(form),
        phone: phone(form, "phone"),
        address: form.optional("address", ADDRESS_CHARS_MAX),
        fax: phone(form, "fax"),
        ..Told::default()
    }
}

/// Reads who is answered instead of the petitioner.
fn agent(form: &mut Form) -> String {
    if form.text("agent").trim_matches(is_blank).is_empty() {
        return String::new();
    }
    match PersonName::parse(form.text("agent")) {
        Ok(name) => name.into_string(),
        Err(error) => {
            form.wrong("agent", error.key());
            String::new()
        }
    }
}

/// Reads what it is about.
pub fn matter(form: &mut Form, lengths: Lengths) -> (String, String) {
    let subject = form.required("subject", lengths.subject_max);
    if !subject.is_empty() && subject.chars().count() < lengths.subject_min {
        let min = i64::try_from(lengths.subject_min).unwrap_or_default();
        form.wrong_with("subject", "petitions-wrong-short", vec![("min", Arg::from(min))]);
    }
    (subject.replace(['\n', '\t'], " "), form.required("body", lengths.body_max))
}

/// Reads a day that fits; otherwise `wrong` is said beside its field.
pub fn day(form: &mut Form, name: &str, wrong: &'static str, fits: impl Fn(Date) -> bool) -> Option<Date> {
    let day = roc_date::parse(form.text(name)).ok().filter(|day| fits(*day));
    if day.is_none() {
        form.wrong(name, wrong);
    }
    day
}

/// Reads the topic, one of those that are offered.
pub fn topic(form: &mut Form, topics: &[Topic]) -> String {
    let known = |code: &str| topics.iter().find(|t| t.code == code && !t.closed).map(|t| t.code.clone());
    form.choice("topic", known).unwrap_or_default()
}

/// Reads the topic of a case that has one: a topic that is offered no more may stay.
pub fn topic_or(form: &mut Form, topics: &[Topic], own: &str) -> String {
    if form.text("topic") == own { own.to_owned() } else { topic(form, topics) }
}

/// Reads the district; nothing chosen means that it is not known.
pub fn district(form: &mut Form, centre: &Centre) -> String {
    let districts = centre.districts();
    let typed = form.text("district").to_owned();
    match typed.as_str() {
        "" => UNKNOWN.to_owned(),
        OUTSIDE | UNKNOWN => typed,
        code if districts.find(code).is_some() => typed,
        _ => {
            form.wrong("district", "form-choose");
            UNKNOWN.to_owned()
        }
    }
}

/// Reads how to answer; the contact for it must be there.
pub fn way(form: &mut Form, told: &Told) -> Way {
    let Some(way) = Way::from_code(form.text("way")) else { return told.way() };
    if !told.reaches(way) && form.is_right() {
        form.wrong("way", "petitions-wrong-way");
    }
    way
}

/// Form and files of what was sent; that it did not arrive whole is said beside the files. Fields after those are
/// lost then, so a form has them last.
pub fn arrived(upload: Upload) -> (Form, Vec<Given>) {
    let (mut form, files) = (upload.form, upload.files);
    let max = i64::try_from(FILES_MAX * BYTES_MAX / 1024 / 1024).unwrap_or_default();
    match upload.broken {
        None => {}
        Some(Broken::TooLarge) => {
            form.wrong_with("files", "petitions-file-together", vec![("max", Arg::from(max))]);
        }
        Some(Broken::Off) => form.wrong("files", "petitions-file-broken"),
    }
    (form, files)
}

/// Says that files are to be chosen again, which a form that is shown once more has lost.
pub fn lose(form: &mut Form, sent: &[Given]) {
    if !sent.is_empty() && !form.mistakes().iter().any(|mistake| mistake.field == "files") {
        form.wrong("files", "petitions-file-again");
    }
}

/// Judges the files that were sent; read last, for it says as well what a mistake elsewhere means for them.
pub fn attachments(form: &mut Form, sent: &[Given]) -> Vec<Fit> {
    if sent.len() > FILES_MAX {
        let max = i64::try_from(FILES_MAX).unwrap_or_default();
        form.wrong_with("files", "petitions-file-many", vec![("max", Arg::from(max))]);
        return Vec::new();
    }
    let judged: Vec<_> = sent.iter().map(|sent| attachment::judge(&sent.name, &sent.bytes)).collect();
    let mut fits = Vec::new();
    for found in judged {
        match found {
            Ok(fit) => fits.push(fit),
            Err(unfit) => {
                let max = i64::try_from(BYTES_MAX / 1024 / 1024).unwrap_or_default();
                form.wrong_with("files", unfit.key(), vec![("max", Arg::from(max))]);
            }
        }
    }
    if !form.is_right() {
        lose(form, sent);
    }
    if fits.len() < sent.len() { Vec::new() } else { fits }
}

/// Keeps the bytes of files, of a confidential case sealed; their rows are added by [`add_files`] with the case. Those
/// that have none an hour later, wherever that ended, are forgotten.
///
/// # Errors
/// When the stores do not take them.
pub async fn put_files(
    act: &Act,
    case_id: &str,
    confidential: bool,
    fits: Vec<Fit>,
) -> Result<Vec<Kept>, Fault> {
    let kept: Vec<Kept> = fits.iter().map(|fit| row_of(act, case_id, fit)).collect();
    let ids: Vec<String> = kept.iter().map(|kept| kept.id.clone()).collect();
    if !ids.is_empty() {
        let (of, at) = (case_id.to_owned(), act.centre.clock.now().plus_seconds(UNUSED_SECONDS));
        act.centre.db.write(move |conn: &mut Conn| forgetting::later(conn, &of, &ids, at)).await?;
    }
    for (kept, fit) in kept.iter().zip(fits) {
        let put = attachments::put(&act.centre, &kept.id, Bytes::from(fit.bytes), confidential).await;
        put.map_err(|error| {
            tracing::error!(%error, "a file could not be kept");
            Fault::Unavailable
        })?;
    }
    Ok(kept)
}

fn row_of(act: &Act, case_id: &str, fit: &Fit) -> Kept {
    Kept {
        id: act.id().into_string(),
        name: fit.name.clone(),
        kind: fit.content.kind().to_owned(),
        size_bytes: i64::try_from(fit.bytes.len()).unwrap_or(i64::MAX),
        sha256: files::sha256(&fit.bytes),
        matter: MATTER.to_owned(),
        matter_id: case_id.to_owned(),
        created_at: act.now,
        created_by: act.who().to_owned(),
    }
}

/// Adds the rows of files; of a confidential case without the name the sender gave them.
///
/// # Errors
/// Any database error.
pub fn add_files(conn: &mut Conn, act: &Act, kept: &[Kept], confidential: bool) -> DbResult<()> {
    let Some(first) = kept.first() else { return Ok(()) };
    let there = if confidential { files::list_of(conn, MATTER, &first.matter_id)?.len() } else { 0 };
    for (file, number) in kept.iter().zip(there + 1..) {
        let name = if confidential { store::nameless(&file.name, number) } else { file.name.clone() };
        files::add(conn, &Kept { name, ..file.clone() })?;
    }
    if confidential { store::seal_later(conn, act, &first.matter_id) } else { Ok(()) }
}

/// Reads whether a report of wrongdoing is about the director; asked where such reports are passed on. Where this one
/// cannot be, it is said whom to call instead.
pub fn against(form: &mut Form, centre: &Centre, nature: Nature, (asked, can): (bool, bool)) -> bool {
    if !nature.is_confidential() || (!asked && !form.has("against")) {
        return false;
    }
    let against = form.text("against");
    if !AGAINST.contains(&against) {
        form.wrong("against", "petitions-wrong-against");
    }
    let is_director = form.text("against") == AGAINST[0];
    if is_director && !can {
        form.wrong_with("against", "petitions-wrong-against-now", telephone(centre).into());
    }
    is_director
}

/// Whom to call where a report about the director cannot be taken.
pub fn telephone(centre: &Centre) -> [(&'static str, Arg); 1] {
    [("phone", centre.setting(passed::TELEPHONE).into())]
}

/// Whom a report of wrongdoing may be about: what happens differs.
const AGAINST: [&str; 2] = ["director", "other"];

/// The field [`against`] reads.
pub fn against_field(words: &Words, form: &Form) -> Markup {
    let [director, other] = AGAINST.map(|code| choice(code, words.say(&format!("petitions-against-{code}"))));
    let director = director.hint(words.say("petitions-against-director-hint"));
    html! {
        (parts::radios(words, "against", words.say("petitions-against"), vec![director, other])
            .hint(words.say("petitions-against-hint")).value(form.text("against"))
            .error(form.said_of(words, "against")).optional())
    }
}

/// Choices of natures, each with what it means.
pub fn natures(words: &Words) -> Vec<Choice> {
    let one = |nature: &Nature| {
        let key = format!("petitions-nature-{}", nature.code());
        choice(nature.code(), words.say(&key)).hint(words.say(&format!("{key}-about")))
    };
    Nature::ALL.iter().map(one).collect()
}

/// Choices of topics that are offered.
pub fn topics(words: &Words, topics: &[Topic]) -> Vec<Choice> {
    topics.iter().filter(|t| !t.closed).map(|t| choice(&*t.code, t.name_in(words.lang()))).collect()
}

/// The same, and the one a case has, which may be offered no more.
pub fn topics_or(words: &Words, all: &[Topic], own: &str) -> Vec<Choice> {
    let closed = all.iter().filter(|t| t.closed && t.code == own);
    topics(words, all).into_iter().chain(closed.map(|t| choice(&*t.code, t.name_in(words.lang())))).collect()
}

/// Choices of districts.
pub fn districts(words: &Words) -> Vec<Choice> {
    let all = words.districts().all().iter();
    all.map(|d| choice(&*d.code, words.district(d)))
        .chain([choice(OUTSIDE, words.say("petitions-outside"))])
        .collect()
}

/// Choices of how an item of the press speaks of the centre.
pub fn tones(words: &Words) -> Vec<Choice> {
    Tone::ALL
        .iter()
        .map(|tone| choice(tone.code(), words.say(&format!("petitions-tone-{}", tone.code()))))
        .collect()
}

/// Choices of ways to answer.
pub fn ways(words: &Words, ways: &[Way]) -> Vec<Choice> {
    ways.iter().map(|w| choice(w.code(), words.say(&format!("petitions-way-{}", w.code())))).collect()
}

/// The fields [`who`] reads; residents are asked for no fax.
pub fn who_fields(words: &Words, form: &Form, needs_email: bool) -> Markup {
    let email = parts::email(words, "email", words.say("petitions-email"))
        .value(form.text("email"))
        .error(form.said_of(words, "email"))
        .width(Width::Medium);
    let email = if needs_email { email.hint(words.say("petitions-email-hint")) } else { email.optional() };
    html! {
        (parts::text(words, "name", words.say("petitions-name")).hint(words.say("petitions-name-hint"))
            .value(form.text("name")).error(form.said_of(words, "name")).autocomplete("name").width(Width::Medium))
        (email)
        (parts::tel(words, "phone", words.say("petitions-phone")).value(form.text("phone"))
            .error(form.said_of(words, "phone")).optional())
        (parts::text(words, "address", words.say("petitions-address")).value(form.text("address"))
            .error(form.said_of(words, "address")).autocomplete("street-address").optional())
        @if !needs_email {
            (parts::tel(words, "fax", words.say("petitions-fax")).value(form.text("fax"))
                .error(form.said_of(words, "fax")).optional())
        }
        (parts::text(words, "agent", words.say("petitions-agent")).hint(words.say("petitions-agent-hint"))
            .value(form.text("agent")).error(form.said_of(words, "agent")).autocomplete("off").width(Width::Medium).optional())
    }
}

/// Who it is and how to reach them, by the fields of the form.
pub fn who_kept(told: &Told) -> [(&'static str, &str); 6] {
    [
        ("name", &told.name),
        ("agent", &told.agent),
        ("email", &told.email),
        ("phone", &told.phone),
        ("address", &told.address),
        ("fax", &told.fax),
    ]
}

/// The same as lines of a list of facts.
pub fn contacts(words: &Words, told: &Told) -> Markup {
    html! {
        @for (name, value) in who_kept(told).into_iter().filter(|(_, value)| !value.is_empty()) {
            dt { (words.say(&format!("petitions-{name}"))) } dd { (value) }
        }
    }
}

/// The field [`attachments`] reads.
pub fn file_field(words: &Words, form: &Form) -> Markup {
    let max = i64::try_from(BYTES_MAX / 1024 / 1024).unwrap_or_default();
    let files = i64::try_from(FILES_MAX).unwrap_or_default();
    let hint = words.say_with("petitions-files-hint", &[("max", max.into()), ("files", files.into())]);
    html! {
        (parts::file(words, "files", words.say("petitions-files")).hint(hint)
            .error(form.said_of(words, "files")).attribute("multiple", "multiple")
            .attribute("accept", ".jpg,.jpeg,.png,.pdf,.docx,.odt").optional())
    }
}

/// A file of a matter as an answer: to be saved, never run.
///
/// # Errors
/// [`Fault::NotFound`] when it is none of this matter.
pub async fn download(
    centre: &Arc<Centre>,
    (matter, of): (&str, &str),
    id: &str,
) -> Result<axum::response::Response, Fault> {
    use axum::http::{HeaderValue, header};
    use axum::response::IntoResponse;
    let asked = id.to_owned();
    let found = centre.db.read(move |conn| files::find(conn, &asked)).await?;
    let file = found.filter(|f| f.matter == matter && f.matter_id == of).ok_or(Fault::NotFound)?;
    let bytes = attachments::get(centre, &file.id).await.map_err(|_| Fault::Unavailable)?;
    let bytes = bytes.ok_or(Fault::NotFound)?;
    let name: String = files::coded_name(&file.name);
    let head = [
        (
            header::CONTENT_TYPE,
            HeaderValue::from_str(&file.kind).unwrap_or(HeaderValue::from_static("application/octet-stream")),
        ),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_str(&format!("attachment; filename*=UTF-8''{name}"))
                .unwrap_or(HeaderValue::from_static("attachment")),
        ),
    ];
    Ok((head, bytes).into_response())
}
