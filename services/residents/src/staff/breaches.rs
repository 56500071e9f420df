//! `/office/residents/breaches`: breaches of personal data, and the report of a new one.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages::office_shell;
use foundation::parts::{self, Pager, Shell, Tone, choice, column, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;
use office::special_data::SpecialData;

use crate::breach::{Breach, CATEGORIES, Kind, Limits, State};
use crate::store::{self, Act};

/// Longest text of several lines, in characters.
pub const TEXT_CHARS_MAX: usize = 4000;
/// Longest line, in characters.
pub const LINE_CHARS_MAX: usize = 200;
/// Most records that can be typed.
const COUNT_MAX: i64 = 999_999_999;

/// Closed ones on a page.
const PAGE: i64 = 50;

/// Below so many seconds what is left is said in minutes.
const SOON_SECONDS: i64 = 2 * 3600;

/// The list.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let skip = skipped(&ctx);
    let read = move |conn: &mut Conn| {
        Ok((store::list_open_breaches(conn)?, store::list_closed_breaches(conn, PAGE + 1, skip)?))
    };
    let (open, mut closed) = ctx.centre.db.read(read).await?;
    let at = |skip: i64| words.path(&format!("/office/residents/breaches?skip={skip}"));
    let has_more = i64::try_from(closed.len()).is_ok_and(|n| n > PAGE);
    closed.truncate(usize::try_from(PAGE).unwrap_or_default());
    let pager = Pager {
        previous: (skip > 0).then(|| at((skip - PAGE).max(0))),
        next: has_more.then(|| at(skip + PAGE)),
        said: None,
    };
    let title = words.say("breaches-title");
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("breaches-lead")) }
        p { (parts::button_link(words.path("/office/residents/breaches/report"), words.say("breaches-report"))) }
        h2 { (words.say("breaches-open")) }
        (table(words, &words.say("breaches-open"), &open, ctx.now))
        h2 { (words.say("breaches-closed")) }
        (table(words, &words.say("breaches-closed"), &closed, ctx.now))
        (parts::pager(words, &pager))
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

/// How many rows of a list are passed over, as the address says.
pub fn skipped(ctx: &Ctx) -> i64 {
    let query = Form::parse(ctx.query.as_deref().unwrap_or_default());
    query.text("skip").parse::<i64>().unwrap_or(0).clamp(0, 1_000_000)
}

/// Breaches with their clocks.
pub fn table(words: &Words, caption: &str, breaches: &[Breach], now: Instant) -> Markup {
    let columns = ["breach-number", "breach-kind", "breach-known", "breach-state", "breach-clocks"];
    let columns = columns.iter().map(|key| column(words.say(key))).collect();
    let row = |b: &Breach| {
        vec![
            html! { a href=(words.path(&format!("/office/residents/breaches/{}", b.id))) { (b.number) } },
            html! { (words.say(&format!("breach-kind-{}", b.kind.code()))) },
            parts::time_short(words, b.known_at),
            html! { (words.say(&format!("breach-state-{}", b.state.code()))) },
            clocks(words, b, now),
        ]
    };
    let table = parts::table(words, caption, columns, breaches.iter().map(row).collect());
    html! { (table.caption_unseen().empty(words.say("breaches-none"))) }
}

/// The clocks of a breach in words and colour.
pub fn clocks(words: &Words, breach: &Breach, now: Instant) -> Markup {
    let incident = breach.incident_due_at().map(|due| ("incident", due, breach.incident_told_at));
    let authority = breach.authority_due_at().map(|due| ("authority", due, breach.authority_told_at));
    let all: Vec<_> = incident.into_iter().chain(authority).collect();
    html! {
        @if all.is_empty() { (words.say("breach-clock-none")) }
        @for (clock, due, told) in all {
            @let (tone, said) = standing(words, breach, due, told, now);
            div.clock { (words.say(&format!("breach-clock-{clock}"))) " " (parts::tag(tone, &said)) }
        }
    }
}

fn standing(
    words: &Words,
    breach: &Breach,
    due: Instant,
    told: Option<Instant>,
    now: Instant,
) -> (Tone, String) {
    let half = breach.known_at.plus_seconds(due.seconds_since(breach.known_at) / 2);
    let args = [
        ("due", words.date_time(due.taipei()).into()),
        ("hours", (due.seconds_since(now).abs() / 3600).into()),
        ("minutes", (due.seconds_since(now).abs() / 60).into()),
        ("told", told.map(|told| words.date_time(told.taipei())).unwrap_or_default().into()),
    ];
    let (tone, key) = match told {
        Some(told) if told <= due => (Tone::Good, "breach-clock-in-time"),
        Some(_) => (Tone::Bad, "breach-clock-late"),
        None if now >= due => (Tone::Bad, "breach-clock-over"),
        None if due.seconds_since(now) < SOON_SECONDS => (Tone::Wait, "breach-clock-soon"),
        None if now >= half => (Tone::Wait, "breach-clock-runs"),
        None => (Tone::Info, "breach-clock-runs"),
    };
    (tone, words.say_with(key, &args))
}

/// A category of data in words.
pub fn category_said(words: &Words, code: &str) -> String {
    match SpecialData::from_code(code) {
        Some(class) => words.say(class.name_key()),
        None => words.say(&format!("breach-category-{code}")),
    }
}

/// A count that may not be known.
pub fn count_said(words: &Words, count: Option<i64>) -> String {
    count.map_or_else(|| words.say("breach-not-known"), |count| words.number(count))
}

/// The form of a report.
///
/// # Errors
/// When the store cannot answer.
pub async fn get_report(ctx: Ctx) -> Result<Response, Fault> {
    Ok(report_page(&ctx, &Form::default()))
}

fn report_page(ctx: &Ctx, form: &Form) -> Response {
    let words = &ctx.words;
    let title = words.say("breaches-report");
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        p.lead { (words.say("breaches-report-lead")) }
        (parts::form(words.path("/office/residents/breaches/report"), html! {
            (parts::datetime_local(words, "known_at", words.say("breach-known")).hint(words.say("breach-known-hint"))
                .value(if form.has("known_at") { form.text("known_at").to_owned() } else { ctx.now.field() })
                .error(form.said_of(words, "known_at")))
            (fields(words, form))
            div.actions { (parts::button(words.say("breaches-report-send"))) }
        }).id("report"))
    };
    let here = vec![crumb(words.path("/office/residents/breaches"), words.say("breaches-title"))];
    let shell = Shell { here, has_errors: !form.is_right(), ..office_shell(ctx, title) };
    ctx.page(crate::door::status(form), shell.page(content))
}

/// The fields of the facts; also those of the page of a breach.
pub fn fields(words: &Words, form: &Form) -> Markup {
    let area = |name: &str, key: &str| {
        parts::textarea(words, name, words.say(key))
            .rows(4)
            .value(form.text(name))
            .error(form.said_of(words, name))
    };
    let number = |name: &str, key: &str| {
        parts::number(words, name, words.say(key))
            .value(form.text(name))
            .error(form.said_of(words, name))
            .optional()
    };
    let kinds = Kind::ALL.iter().map(|k| choice(k.code(), words.say(&format!("breach-kind-{}", k.code()))));
    let special = SpecialData::ALL.iter().map(|class| class.code());
    let categories =
        CATEGORIES.into_iter().chain(special).map(|code| choice(code, category_said(words, code)));
    let incident = vec![choice("yes", words.say("breach-incident-tick"))];
    html! {
        (parts::datetime_local(words, "happened_at", words.say("breach-happened")).value(form.text("happened_at"))
            .error(form.said_of(words, "happened_at")).optional())
        (parts::text(words, "how_known", words.say("breach-how-known")).value(form.text("how_known"))
            .error(form.said_of(words, "how_known")))
        (parts::radios(words, "kind", words.say("breach-kind"), kinds.collect()).value(form.text("kind"))
            .error(form.said_of(words, "kind")))
        (parts::text(words, "matters", words.say("breach-matters")).hint(words.say("breach-matters-hint"))
            .value(form.text("matters")).error(form.said_of(words, "matters")))
        (parts::checkboxes(words, "categories", words.say("breach-categories"), categories.collect())
            .values(form.texts("categories")).error(form.said_of(words, "categories")))
        (number("records", "breach-records").hint(words.say("breach-records-hint")))
        (number("persons", "breach-persons-count"))
        (number("system_records", "breach-system-records").hint(words.say("breach-system-records-hint")))
        (parts::checkboxes(words, "is_incident", "", incident).hint(words.say("breach-incident-hint"))
            .values(form.texts("is_incident")).optional())
        (area("facts", "breach-facts").hint(words.say("breach-facts-hint")))
        (area("measures", "breach-measures").optional())
    }
}

/// A form that shows the facts of a breach.
pub fn filled(breach: &Breach) -> Form {
    let count = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let pairs = [
        ("happened_at", breach.happened_at.map(Instant::field).unwrap_or_default()),
        ("how_known", breach.how_known.clone()),
        ("kind", breach.kind.code().to_owned()),
        ("matters", breach.matters.clone()),
        ("records", count(breach.records)),
        ("persons", count(breach.persons)),
        ("system_records", count(breach.system_records)),
        ("facts", breach.facts.clone()),
        ("measures", breach.measures.clone()),
        ("letter", breach.letter.clone()),
        ("letter_en", breach.letter_en.clone()),
        ("contact", breach.contact.clone()),
    ];
    let ticks = breach.is_incident.then_some(("is_incident", "yes".to_owned()));
    let categories = breach.categories.iter().map(|code| ("categories", code.clone()));
    let all = pairs.into_iter().chain(ticks).chain(categories);
    Form::new(all.map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A moment that is not to come.
pub fn past(form: &mut Form, name: &str, now: Instant) -> Option<Instant> {
    let typed = office::digits::half_width(form.text(name).trim());
    if typed.is_empty() {
        return None;
    }
    match Instant::parse_field(&typed) {
        Some(at) if at <= now => Some(at),
        Some(_) => {
            form.wrong(name, "breach-error-to-come");
            None
        }
        None => {
            form.wrong(name, "breach-error-moment");
            None
        }
    }
}

/// Reads the facts into a breach.
pub fn read(form: &mut Form, now: Instant, before: Breach) -> Breach {
    let happened_at = past(form, "happened_at", now);
    if happened_at.is_some_and(|at| at > before.known_at) {
        form.wrong("happened_at", "breach-error-after-known");
    }
    let known = |code: &&str| CATEGORIES.contains(code) || SpecialData::from_code(code).is_some();
    let mut categories: Vec<String> = form.texts("categories").filter(known).map(str::to_owned).collect();
    categories.sort_unstable();
    categories.dedup();
    if categories.is_empty() {
        form.wrong("categories", "form-choose");
    }
    Breach {
        happened_at,
        how_known: form.required("how_known", LINE_CHARS_MAX),
        kind: form.choice("kind", Kind::from_code).unwrap_or(Kind::Other),
        matters: form.required("matters", LINE_CHARS_MAX),
        categories,
        records: form.number("records", 0, COUNT_MAX),
        persons: form.number("persons", 0, COUNT_MAX),
        system_records: form.number("system_records", 0, COUNT_MAX),
        is_incident: form.has("is_incident"),
        facts: form.required("facts", TEXT_CHARS_MAX),
        measures: form.optional("measures", TEXT_CHARS_MAX),
        ..before
    }
}

/// Nothing told yet.
pub fn blank(id: String, known_at: Instant) -> Breach {
    Breach {
        id,
        number: String::new(),
        state: State::Known,
        happened_at: None,
        known_at,
        created_at: known_at,
        how_known: String::new(),
        kind: Kind::Other,
        matters: String::new(),
        categories: Vec::new(),
        records: None,
        persons: None,
        system_records: None,
        is_incident: false,
        facts: String::new(),
        measures: String::new(),
        limits: Limits::default(),
        authority_told_at: None,
        authority_way: None,
        authority_reference: None,
        incident_told_at: None,
        incident_reference: None,
        letter: String::new(),
        letter_en: String::new(),
        contact: String::new(),
        written_by: None,
        approved_by: None,
        approved_at: None,
        announced_at: None,
        announced_why: None,
        closed_at: None,
        closed_why: None,
        reported_by: String::new(),
    }
}

/// A report.
///
/// # Errors
/// When the store cannot answer.
pub async fn post_report(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let act = Act::of(&ctx);
    let known_at = past(&mut form, "known_at", ctx.now);
    if known_at.is_none() && form.text("known_at").trim().is_empty() {
        form.wrong("known_at", "form-required");
    }
    let new = read(&mut form, ctx.now, blank(act.id().into_string(), known_at.unwrap_or(ctx.now)));
    if !form.is_right() {
        return Ok(report_page(&ctx, &form));
    }
    let id = new.id.clone();
    ctx.centre.db.write(move |conn: &mut Conn| store::add_breach(conn, &act, &new)).await?;
    ctx.centre.work_waits.notify_one();
    Ok(ctx.go(&format!("/office/residents/breaches/{id}")))
}
