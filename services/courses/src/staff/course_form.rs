//! The form of a course: made and changed, with every mistake beside its field and what was typed
//! kept, also when somebody else was faster.

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Choice, Tone, choice, crumb};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::instant::Instant;

use super::course_fields::{Fields, blank, differences, filled, moment, read, values_of};
use super::frame::{self, address};
use crate::model::{Course, Fill, Method};
use crate::planning::{Act, Refused, course as planning};
use crate::rights::{SECTIONS, works_on};
use crate::rules::plan::{DATES_MAX, Span, days_between, session_mistake, weekly};
use crate::store;
use crate::words::{audiences, categories, district_choices, teachings};

/// `GET /office/courses/new`
///
/// # Errors
/// When nobody is signed in.
pub async fn get_new(ctx: Ctx) -> Result<Response, Fault> {
    let mut form = filled(&start(&ctx)?);
    for name in ["opens_at", "closes_at", "change_until"] {
        form.set(name, "");
    }
    form.set("weeks", "1");
    Ok(page_new(&ctx, StatusCode::OK, &form))
}

fn start(ctx: &Ctx) -> Result<Fields, Fault> {
    let staff = ctx.staff()?;
    let section = SECTIONS.iter().find(|s| **s == staff.section).or(SECTIONS.first()).copied();
    Ok(blank(section.unwrap_or_default(), &staff.name, ctx.now))
}

/// `POST /office/courses/new`
///
/// # Errors
/// When the store is away.
pub async fn post_new(ctx: Ctx, mut form: Form) -> Result<Response, Fault> {
    let base = start(&ctx)?;
    let spans = read_sessions(&mut form, ctx.now);
    let held = Span {
        starts_at: spans.first().map_or(ctx.now, |s| s.starts_at),
        ends_at: spans.last().map_or(ctx.now, |s| s.ends_at),
    };
    let fields = read(&mut form, &base.course, held, &ctx.centre.districts());
    if !works_on(ctx.staff()?, &fields.course.section) && !fields.course.section.is_empty() {
        form.wrong("section", "edit-not-your-section");
    }
    if !form.is_right() {
        return Ok(page_new(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &form));
    }
    let act = Act::of(&ctx);
    let inner = act.clone();
    let id = ctx.centre.db.write(move |conn| planning::create(conn, &inner, &fields, &spans)).await?;
    act.settle(&id).await;
    Ok(ctx.go(&format!("/office/courses/{id}?done=created")))
}

/// The first session, repeated weekly as often as asked.
pub(crate) fn read_sessions(form: &mut Form, now: Instant) -> Vec<Span> {
    let (starts_at, ends_at) = (moment(form, "starts_at"), moment(form, "ends_at"));
    let weeks = form.number("weeks", 1, i64::try_from(DATES_MAX).unwrap_or(60)).unwrap_or(1);
    let (Some(starts_at), Some(ends_at)) = (starts_at, ends_at) else { return Vec::new() };
    let first = Span { starts_at, ends_at };
    if let Some((field, key)) = session_mistake(first, &[]) {
        form.wrong(field, key);
    } else if ends_at <= now {
        form.wrong("starts_at", "plan-session-past");
    }
    let days = weekly(starts_at.date(), 1, weeks);
    days.iter().map(|day| first.moved(days_between(starts_at.date(), *day))).collect()
}

fn page_new(ctx: &Ctx, status: StatusCode, form: &Form) -> Response {
    let words = &ctx.words;
    let title = words.say("edit-new-course");
    let shell = parts::Shell {
        here: vec![crumb(words.path("/office/courses"), words.say("edit-courses-title"))],
        has_errors: !form.is_right(),
        ..pages::office_shell(ctx, title.clone())
    };
    let first = html! {
        (parts::fieldset(&words.say("edit-group-first"), html! {
            div.fields {
                (parts::datetime_local(words, "starts_at", words.say("edit-f-starts_at")).value(form.text("starts_at")).error(form.said_of(words, "starts_at")))
                (parts::datetime_local(words, "ends_at", words.say("edit-f-ends_at")).value(form.text("ends_at")).error(form.said_of(words, "ends_at")))
                (parts::number(words, "weeks", words.say("edit-f-weeks")).hint(words.say("edit-h-weeks")).value(form.text("weeks")).error(form.said_of(words, "weeks")))
            }
        }))
    };
    let content = html! {
        h1 { (title) }
        (parts::error_summary(words, &form.said(words)))
        (parts::form(words.path("/office/courses/new"), html! {
            (fields(ctx, form, first))
            div.actions { (parts::button(words.say("edit-create"))) a href=(words.path("/office/courses")) { (words.say("edit-back")) } }
        }).id("course").keep("course-new"))
    };
    ctx.page(status, shell.page(content))
}

/// `GET /office/courses/{id}/edit`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let (course_id, now) = (course.id.clone(), ctx.now);
    let seats = ctx.centre.db.read(move |conn| store::plan::find_seats(conn, &course_id, now)).await?;
    let fields = Fields { course: course.clone(), capacity: seats.capacity, waiting_max: seats.waiting_max };
    let mut form = filled(&fields);
    form.set("changed_at", course.changed_at.to_string());
    Ok(page(&ctx, StatusCode::OK, &course, &form, html! {}))
}

/// `POST /office/courses/{id}/edit`
///
/// # Errors
/// [`Fault::NotFound`] when the course is none of this person's.
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let course = frame::find_to_edit(&ctx, &id).await?;
    let held = Span { starts_at: course.starts_at, ends_at: course.ends_at };
    let fields = read(&mut form, &course, held, &ctx.centre.districts());
    if !works_on(ctx.staff()?, &fields.course.section) {
        form.wrong("section", "edit-not-your-section");
    }
    if !form.is_right() {
        return Ok(page(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &course, &form, html! {}));
    }
    let seen = Instant::parse(form.text("changed_at"));
    let act = Act::of(&ctx);
    let (inner, course_id, typed) = (act.clone(), course.id.clone(), fields.clone());
    let write = move |conn: &mut foundation::db::Conn| {
        let done = planning::change(conn, &inner, &course_id, seen, &typed)?;
        Ok((done, store::plan::find_seats(conn, &course_id, inner.now)?))
    };
    match ctx.centre.db.write(write).await? {
        (Ok(()), seats) => {
            act.settle(&course.id).await;
            let done = if seats.taken > seats.capacity { "saved-below" } else { "saved" };
            Ok(ctx.go(&address(&course, &format!("?done={done}"))))
        }
        (Err(Refused::Stale(now)), seats) => {
            // What was typed stays; the next press writes it over what the other wrote.
            form.set("changed_at", now.changed_at.to_string());
            let theirs = values_of(&now, seats.capacity, seats.waiting_max);
            let mine = values_of(&fields.course, fields.capacity, fields.waiting_max);
            let (theirs, _) = differences(&theirs, &mine);
            let said = stale(&ctx.words, &now, &theirs);
            Ok(page(&ctx, StatusCode::CONFLICT, &course, &form, said))
        }
        (Err(refused), _) => {
            let said = frame::refusal(&ctx.words, &refused);
            Ok(page(&ctx, frame::refusal_status(&refused), &course, &form, said))
        }
    }
}

/// Somebody else was faster: when, and where what is kept now differs from what was typed.
fn stale(words: &Words, now: &Course, theirs: &crate::planning::Values) -> Markup {
    parts::notice(
        Tone::Bad,
        &words.say("edit-stale-title"),
        html! {
            p { (words.say_with("edit-stale-text", &[("when", words.date_time(now.changed_at.taipei()).into())])) }
            dl.facts {
                @for (name, value) in theirs {
                    dt { (words.say(&format!("edit-f-{name}"))) }
                    dd { @if value.is_empty() { (words.say("edit-none")) } @else { (value) } }
                }
            }
        },
    )
}

fn page(ctx: &Ctx, status: StatusCode, course: &Course, form: &Form, said: Markup) -> Response {
    let words = &ctx.words;
    let content = html! {
        (said)
        (parts::form(words.path(&address(course, "edit")), html! {
            (parts::hidden("changed_at", form.text("changed_at")))
            (fields(ctx, form, html! {}))
            div.actions { (parts::button(words.say("edit-save"))) a href=(words.path(&address(course, ""))) { (words.say("edit-back")) } }
        }).id("course"))
    };
    frame::page(ctx, status, course, "edit", Some(form), content)
}

/// All fields in their groups; `first` goes where the times of a new course are asked.
fn fields(ctx: &Ctx, form: &Form, first: Markup) -> Markup {
    let words = &ctx.words;
    let f = Asked { words, form };
    html! {
        (parts::fieldset(&words.say("edit-group-what"), html! {
            div.sides { (f.text("title")) (f.text_or_none("title_en")) }
            div.sides { (f.area("summary", 2, false)) (f.area("summary_en", 2, true)) }
            div.sides { (f.area("description", 8, true)) (f.area("description_en", 8, true)) }
            (f.folded("edit-more-requirements", &["requirements"]))
            div.fields {
                (f.select("category", categories(words))) (f.select("teaching", teachings(words))) (f.select("audience", audiences(words)))
            }
            (also_for(&f))
        }))
        (first)
        (where_fields(&f))
        (registration_fields(&f))
        (parts::fieldset(&words.say("edit-group-terms"), html! {
            div.fields {
                (f.number("fee")) (f.short("hours")) (f.short("civil_servant_hours")) (f.short("teacher_hours"))
            }
            div.sides { (f.text_or_none("fee_note")) (f.text_or_none("fee_note_en")) }
            div.fields {
                (f.select("section", SECTIONS.iter().map(|s| choice(*s, words.say(&format!("edit-section-{s}")))).collect()))
                (f.text("contact_name")) (f.text("contact_phone"))
            }
        }))
    }
}

/// The other target groups, folded away while there are none.
fn also_for(f: &Asked<'_>) -> Markup {
    let ticked: Vec<&str> = f.form.texts("also_for").collect();
    let boxes = parts::checkboxes(f.words, "also_for", "", audiences(f.words))
        .values(ticked.iter().copied())
        .error(f.form.said_of(f.words, "also_for"))
        .optional();
    html! {
        details open[!ticked.is_empty()] {
            summary { (f.label("also_for")) }
            div.inside.columns { (boxes) }
        }
    }
}

fn where_fields(f: &Asked<'_>) -> Markup {
    let words = f.words;
    let online = vec![choice("yes", words.say("edit-f-online"))];
    let ticked = (!f.form.text("online").is_empty()).then_some("yes");
    html! {
        (parts::fieldset(&words.say("edit-group-where"), html! {
            (parts::checkboxes(words, "online", "", online).values(ticked).optional())
            (f.select("district", district_choices(words)))
            div.sides { (f.text("place")) (f.text_or_none("place_en")) }
            div.sides { (f.text_or_none("address")) (f.text_or_none("address_en")) }
            (f.folded("edit-more-help", &["directions", "access_note", "childcare_note", "language_note"]))
            (parts::checkboxes(words, "photos", "", vec![choice("yes", words.say("edit-f-photos")).hint(words.say("edit-h-photos"))])
                .values((!f.form.text("photos").is_empty()).then_some("yes")).optional())
        }))
    }
}

fn registration_fields(f: &Asked<'_>) -> Markup {
    let words = f.words;
    let methods = Method::ALL.iter().map(|m| {
        let key = format!("edit-method-{}", m.code());
        choice(m.code(), words.say(&key)).hint(words.say(&format!("{key}-hint")))
    });
    let fills = Fill::ALL.iter().map(|m| choice(m.code(), words.say(&format!("edit-fill-{}", m.code()))));
    html! {
        (parts::fieldset(&words.say("edit-group-registration"), html! {
            div.fields { (f.moment("opens_at", false)) (f.moment("closes_at", false)) (f.moment("change_until", true)) }
            div.fields { (f.number("capacity")) (f.number("waiting_max")) (f.number("party_max")) (f.number("offer_hours")) }
            (parts::radios(words, "method", words.say("edit-f-method"), methods.collect()).value(f.form.text("method")).error(f.form.said_of(words, "method")))
            (parts::radios(words, "fill", words.say("edit-f-fill"), fills.collect()).value(f.form.text("fill")).error(f.form.said_of(words, "fill")))
            div.fields {
                (f.number("minimum"))
                (parts::date(words, "minimum_on", words.say("edit-f-minimum_on")).hint(words.say("edit-h-minimum_on")).value(f.form.text("minimum_on")).error(f.form.said_of(words, "minimum_on")).optional())
            }
        }))
    }
}

/// Fields by their names: label `edit-f-NAME`, hint `edit-h-NAME` where there is one.
struct Asked<'a> {
    words: &'a Words,
    form: &'a Form,
}

impl<'a> Asked<'a> {
    fn dress(&self, name: &str, field: parts::Field<'a>) -> parts::Field<'a> {
        let hint = format!("edit-h-{name}");
        let field = field.value(self.form.text(name)).error(self.form.said_of(self.words, name));
        if self.words.knows(&hint) { field.hint(self.words.say(&hint)) } else { field }
    }

    fn label(&self, name: &str) -> String {
        self.words.say(&format!("edit-f-{name}"))
    }

    fn text(&self, name: &str) -> parts::Field<'a> {
        self.dress(name, parts::text(self.words, name, self.label(name)))
    }

    fn text_or_none(&self, name: &str) -> parts::Field<'a> {
        self.text(name).optional()
    }

    fn short(&self, name: &str) -> parts::Field<'a> {
        self.text(name).width(parts::Width::Short).attribute("inputmode", "decimal").optional()
    }

    fn number(&self, name: &str) -> parts::Field<'a> {
        self.dress(name, parts::number(self.words, name, self.label(name)))
    }

    fn area(&self, name: &str, rows: u8, optional: bool) -> parts::Field<'a> {
        let field = self.dress(name, parts::textarea(self.words, name, self.label(name)).rows(rows));
        if optional { field.optional() } else { field }
    }

    /// Texts that many courses lack, Chinese and English side by side; folded away while all are
    /// empty.
    fn folded(&self, summary: &str, names: &[&str]) -> Markup {
        let english = |name: &str| format!("{name}_en");
        let is_used =
            |name: &str| !self.form.text(name).is_empty() || self.form.said_of(self.words, name).is_some();
        let open = names.iter().any(|name| is_used(name) || is_used(&english(name)));
        html! {
            details open[open] {
                summary { (self.words.say(summary)) }
                div.inside {
                    @for name in names { div.sides { (self.area(name, 2, true)) (self.area(&english(name), 2, true)) } }
                }
            }
        }
    }

    fn select(&self, name: &str, choices: Vec<Choice>) -> parts::Field<'a> {
        self.dress(name, parts::select(self.words, name, self.label(name), choices))
    }

    fn moment(&self, name: &str, optional: bool) -> parts::Field<'a> {
        let field = self.dress(name, parts::datetime_local(self.words, name, self.label(name)));
        if optional { field.optional() } else { field }
    }
}
