//! Who may come, set by staff (R28, R29), whether names are shown (R38), and the limits of options (R03).

use std::collections::HashMap;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::{Arg, Words};
use foundation::parts::{self, Width, choice};
use foundation::rules::rule_on;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::email::Email;
use office::phone::Phone;

use super::frame::{self, address};
use crate::model::Course;
use crate::planning::{Act, Values, lock};
use crate::questions::{self, Kind, Question};
use crate::rules::entry::Entry;
use crate::store;
use crate::store::entry::Pick;
use crate::words;

/// Oldest age that can be set.
const AGE_MAX: i64 = 120;
/// Lines of a list.
const LIST_MAX: usize = 5000;
/// Earlier courses that can be named.
const EARLIER_MAX: usize = 20;
/// Key of the rule that says from what age one is an adult.
const ADULT: &str = "courses.adult_years";

/// What the page shows.
struct Around {
    entry: Entry,
    adult_from: i64,
    earlier: Vec<String>,
    listed: Vec<String>,
    limits: HashMap<Pick, i64>,
    left: HashMap<Pick, i64>,
}

fn read(conn: &mut Conn, course: &Course, today: jiff::civil::Date) -> DbResult<Around> {
    let entry = store::entry::find_entry(conn, &course.id)?;
    let limits = store::entry::list_options(conn, std::slice::from_ref(&course.id))?;
    let limits = limits.into_values().next().unwrap_or_default();
    let adult = rule_on(conn, ADULT, today)?.and_then(|rule| rule.integer());
    let mut earlier = Vec::new();
    for id in &entry.earlier {
        earlier.extend(store::course::find(conn, id)?.map(|c| c.slug));
    }
    Ok(Around {
        adult_from: if entry.pair { entry.adult_from } else { adult.unwrap_or_default() },
        earlier,
        listed: store::entry::list_listed(conn, &course.id)?,
        left: store::entry::count_left(conn, &course.id, &limits, "")?,
        limits,
        entry,
    })
}

/// `GET /office/courses/{id}/entry`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    show(&ctx, &course, StatusCode::OK, None).await
}

async fn show(
    ctx: &Ctx,
    course: &Course,
    status: StatusCode,
    form: Option<&Form>,
) -> Result<Response, Fault> {
    let (asked, today) = (course.clone(), ctx.now.date());
    let around = ctx.centre.db.read(move |conn| read(conn, &asked, today)).await?;
    let filled = known(&around);
    let content = html! {
        p.lead { (ctx.words.say("entry-lead")) }
        (rules(ctx, course, &around, form.filter(|f| f.has("rules")).unwrap_or(&filled)))
        (limits(ctx, course, &around, form.filter(|f| !f.has("rules"))))
    };
    Ok(frame::page(ctx, status, course, "entry", form, content))
}

fn known(around: &Around) -> Form {
    let entry = &around.entry;
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let ticked = |yes: bool| if yes { "yes" } else { "" }.to_owned();
    let mut pairs = vec![
        ("age_from", number(entry.age_from)),
        ("age_to", number(entry.age_to)),
        ("pair", ticked(entry.pair)),
        ("adult_from", around.adult_from.to_string()),
        ("group", ticked(entry.group)),
        ("earlier", around.earlier.join("\n")),
        ("listed", ticked(entry.listed)),
        ("times", entry.times.to_string()),
        ("names_days", number(entry.names_days)),
    ];
    pairs.extend(entry.districts.iter().map(|d| ("districts", d.clone())));
    Form::new(pairs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// What is on the list by now: how many lines, and its domains, which are nobody's.
fn on_the_list(words: &Words, listed: &[String]) -> Markup {
    let domains: Vec<&str> = listed.iter().map(String::as_str).filter(|line| line.starts_with('@')).collect();
    let domains = if domains.is_empty() { String::new() } else { format!(" ({})", domains.join(", ")) };
    let args = [("count", Arg::from(listed.len())), ("domains", domains.into())];
    html! { @if !listed.is_empty() { p.hint { (words.say_with("entry-list-kept", &args)) } } }
}

fn rules(ctx: &Ctx, course: &Course, around: &Around, form: &Form) -> Markup {
    let words = &ctx.words;
    let tick = |name: &str, label: String| {
        parts::checkboxes(words, name, "", vec![choice("yes", label)]).values(form.texts(name)).unmarked()
    };
    let number = |name: &str, label: &str| {
        parts::number(words, name, words.say(label))
            .value(form.text(name))
            .error(form.said_of(words, name))
            .optional()
    };
    let lines = |name: &str, label: &str, hint: &str| {
        parts::textarea(words, name, words.say(label))
            .hint(words.say(hint))
            .value(form.text(name))
            .error(form.said_of(words, name))
            .optional()
            .rows(4)
    };
    let districts = words::district_choices(words);
    let group = words::audiences_of(words, &course.audience, &course.also_for);
    html! {
        (parts::form(words.path(&address(course, "entry")), html! {
            (parts::hidden("rules", "yes"))
            p.hint { (words.say("entry-age-hint")) }
            div.fields {
                (number("age_from", "entry-age-from"))
                (number("age_to", "entry-age-to"))
            }
            (tick("pair", words.say("entry-pair-box")))
            (number("adult_from", "entry-adult-from").width(Width::Short))
            (parts::details(&words.say("entry-districts-box"), html! {
                (parts::checkboxes(words, "districts", words.say("entry-districts-box"), districts)
                    .values(form.texts("districts")).hint(words.say("entry-districts-hint")).unmarked())
            }))
            (tick("group", words.say_with("entry-group-box", &[("group", group.into())])))
            (lines("earlier", "entry-earlier-field", "entry-earlier-hint"))
            (tick("listed", words.say("entry-listed-box")))
            (on_the_list(words, &around.listed))
            (lines("list", "entry-list-field", "entry-list-hint"))
            (number("times", "entry-times").hint(words.say("entry-times-hint")))
            (number("names_days", "entry-names-field").hint(words.say("entry-names-hint")))
            div.actions { (parts::button(words.say("entry-save"))) }
        }).id("entry"))
    }
}

/// `POST /office/courses/{id}/entry`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (mut entry, slugs) = typed(&ctx, &mut form);
    let list = contacts(&mut form);
    if form.is_right() {
        let asked = slugs.clone();
        let find = move |conn: &mut Conn| {
            asked.iter().map(|slug| store::course::find(conn, slug)).collect::<DbResult<Vec<_>>>()
        };
        let found = ctx.centre.db.read(find).await?;
        for (slug, found) in slugs.iter().zip(found) {
            match found.filter(|f| f.id != course.id) {
                Some(found) => entry.earlier.push(found.id),
                None => form.wrong_with("earlier", "entry-error-course", vec![("slug", slug.into())]),
            }
        }
    }
    if !form.is_right() {
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, Some(&form)).await;
    }
    let (act, course_id) = (Act::of(&ctx), course.id.clone());
    let inner = act.clone();
    let write = move |conn: &mut Conn| {
        if lock(conn, &course_id)?.is_none() {
            return Ok(());
        }
        let before = values(&store::entry::find_entry(conn, &course_id)?);
        store::entry::change_entry(conn, &course_id, &entry)?;
        // Left empty the list stays, for it cannot be shown again; without the rule it has no use.
        if !entry.listed || !list.is_empty() {
            let list = if entry.listed { list.as_slice() } else { &[] };
            store::entry::change_listed(conn, &course_id, list)?;
        }
        inner.note(conn, &course_id, "entry-changed", (Some(&before), Some(&values(&entry))), None)
    };
    ctx.centre.db.write(write).await?;
    act.settle(&course.id).await;
    Ok(ctx.go(&address(&course, "entry?done=entry-saved")))
}

/// The rules as typed, and the addresses of the earlier courses.
fn typed(ctx: &Ctx, form: &mut Form) -> (Entry, Vec<String>) {
    let known = ctx.centre.districts();
    let districts: Vec<String> = form.texts("districts").map(str::to_owned).collect();
    let earlier = form.optional("earlier", 4000);
    let slugs: Vec<String> = earlier
        .lines()
        .map(|line| line.trim().rsplit('/').next().unwrap_or_default().to_owned())
        .filter(|slug| !slug.is_empty())
        .take(EARLIER_MAX)
        .collect();
    let pair = form.text("pair") == "yes";
    let entry = Entry {
        age_from: form.number("age_from", 0, AGE_MAX),
        age_to: form.number("age_to", 0, AGE_MAX),
        districts: districts.into_iter().filter(|code| known.find(code).is_some()).collect(),
        group: form.text("group") == "yes",
        pair,
        adult_from: if pair { form.required_number("adult_from", 1, AGE_MAX) } else { 0 },
        earlier: Vec::new(),
        listed: form.text("listed") == "yes",
        times: form.number("times", 0, 1000).unwrap_or_default(),
        names_days: form.number("names_days", 0, 3660),
    };
    if let (Some(from), Some(to)) = (entry.age_from, entry.age_to)
        && from > to
    {
        form.wrong("age_from", "entry-error-range");
    }
    (entry, slugs)
}

/// The list as typed: each line an address, a telephone or a domain, as they are compared.
fn contacts(form: &mut Form) -> Vec<String> {
    let text = form.text("list").to_owned();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    if lines.len() > LIST_MAX {
        form.wrong("list", "entry-error-too-many");
        return Vec::new();
    }
    let mut contacts = Vec::new();
    for line in lines {
        match contact(line) {
            Some(contact) => contacts.push(contact),
            None => {
                let shown: String = line.chars().take(40).collect();
                form.wrong_with("list", "entry-error-contact", vec![("line", shown.into())]);
                break;
            }
        }
    }
    contacts.sort_unstable();
    contacts.dedup();
    contacts
}

fn contact(line: &str) -> Option<String> {
    if let Some(domain) = line.strip_prefix('@') {
        let email = Email::parse(&format!("a@{domain}")).ok()?.into_string().to_lowercase();
        return email.strip_prefix('a').map(str::to_owned);
    }
    if line.contains('@') {
        return Email::parse(line).ok().map(|e| e.into_string().to_lowercase());
    }
    Phone::parse(line).ok().map(|p| p.e164().to_owned())
}

/// What the trail keeps of the rules; of the list nothing but that there is one.
fn values(entry: &Entry) -> Values {
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    Values::from([
        ("age_from", number(entry.age_from)),
        ("age_to", number(entry.age_to)),
        ("districts", entry.districts.join(",")),
        ("group", entry.group.to_string()),
        ("pair", entry.pair.to_string()),
        ("earlier", entry.earlier.join(",")),
        ("listed", entry.listed.to_string()),
        ("times", entry.times.to_string()),
        ("names_days", number(entry.names_days)),
    ])
}

/// The options of the form that can have a limit: question, choice, and what they are called.
fn offered(words: &Words, questions: &[Question]) -> Vec<(Pick, String)> {
    let lang = words.lang();
    let mut offered = Vec::new();
    for q in questions {
        let label = q.label_in(lang);
        match q.kind {
            Kind::One | Kind::Several => offered.extend(
                q.choices
                    .iter()
                    .map(|c| ((q.id.clone(), c.code.clone()), format!("{label}：{}", c.label_in(lang)))),
            ),
            Kind::YesNo => offered.push(((q.id.clone(), "yes".to_owned()), label.to_owned())),
            _ => {}
        }
    }
    offered
}

/// Name of the field for the limit of an option.
fn field(pick: &Pick) -> String {
    format!("limit.{}.{}", pick.0, pick.1)
}

fn limits(ctx: &Ctx, course: &Course, around: &Around, form: Option<&Form>) -> Markup {
    let words = &ctx.words;
    let offered = offered(words, &questions::parse(&course.questions));
    let drawn = |pick: &Pick, label: &str| {
        let name = field(pick);
        let places = around.limits.get(pick).copied();
        let value = form.map(|f| f.text(&name).to_owned());
        let value = value.unwrap_or_else(|| places.map(|n| n.to_string()).unwrap_or_default());
        let used = places.unwrap_or_default() - around.left.get(pick).copied().unwrap_or_default();
        let number = parts::number(words, &name, label).value(value).optional();
        let number = number.error(form.and_then(|f| f.said_of(words, &name)));
        match places {
            Some(_) => number.hint(words.say_with("entry-option-used", &[("used", Arg::from(used))])),
            None => number,
        }
    };
    html! {
        h2 { (words.say("entry-options-title")) }
        p { (words.say("entry-options-text")) }
        @if offered.is_empty() { p { (words.say("entry-options-none")) } }
        @else {
            (parts::form(words.path(&address(course, "options")), html! {
                @for (pick, label) in &offered { (drawn(pick, label)) }
                div.actions { (parts::button(words.say("entry-save"))) }
            }).id("options"))
        }
    }
}

/// `POST /office/courses/{id}/options`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn options(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let offered = offered(&ctx.words, &questions::parse(&course.questions));
    let first = offered.first().map(|(pick, _)| field(pick)).unwrap_or_default();
    let mut limits: Vec<(Pick, i64)> = Vec::new();
    for (pick, _) in offered {
        if let Some(places) = form.number(&field(&pick), 0, 100_000) {
            limits.push((pick, places));
        }
    }
    if !form.is_right() {
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, Some(&form)).await;
    }
    let (act, course_id) = (Act::of(&ctx), course.id.clone());
    let inner = act.clone();
    let write = move |conn: &mut Conn| {
        // Locked first: the list may be closed at this moment.
        if lock(conn, &course_id)?.is_none() || store::draw::find(conn, &course_id)?.is_pending() {
            return Ok(false);
        }
        store::entry::change_options(conn, &course_id, &limits)?;
        let said = limits.iter().map(|((q, c), n)| format!("{q}={c}:{n}")).collect::<Vec<_>>().join(",");
        let after = Values::from([("options", said)]);
        inner.note(conn, &course_id, "options-changed", (None, Some(&after)), None)?;
        Ok(true)
    };
    if !ctx.centre.db.write(write).await? {
        // The list that was hashed says what its entries ask for of these very options.
        form.wrong(first, "entry-error-drawing");
        return show(&ctx, &course, StatusCode::UNPROCESSABLE_ENTITY, Some(&form)).await;
    }
    act.settle(&course.id).await;
    Ok(ctx.go(&address(&course, "entry?done=entry-saved")))
}
