//! What the form looks like.

use foundation::form::{self, Form};
use foundation::i18n::Words;
use foundation::pages;
use foundation::parts::{self, Step as Stage, Tone, Typed, choice, crumb};
use foundation::residents::{Households, SIGN_IN};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::sex::Sex;
use office::{Districts, roc_date};

use super::draft::{Draft, Step, prefix};
use super::{Desired, Standing};
use crate::model::{Course, Method};
use crate::notice;
use crate::public::{asked, no_shows, say};
use crate::questions::{Answers, Question, Whose};
use crate::words::{audiences_of, called_off};

/// Id of the form, for the countdown.
const FORM: &str = "register";

/// A page of the form.
pub(super) fn step(ctx: &Ctx, desired: &Desired, draft: &Draft, step: Step) -> Markup {
    shown(ctx, desired, draft, step, &html! {})
}

/// The same with something to say first.
pub(super) fn step_with(ctx: &Ctx, desired: &Desired, draft: &Draft, step: Step, said: &Markup) -> Markup {
    shown(ctx, desired, draft, step, said)
}

/// The check page with something to say first.
pub(super) fn check_with(ctx: &Ctx, desired: &Desired, draft: &Draft, said: &Markup) -> Markup {
    shown(ctx, desired, draft, Step::Check, said)
}

fn shown(ctx: &Ctx, desired: &Desired, draft: &Draft, step: Step, said: &Markup) -> Markup {
    let words = &ctx.words;
    let title = words.say(match step {
        Step::Contact => "register-contact-title",
        Step::People => "register-people-title",
        Step::Check => "register-check-title",
    });
    let inside = match step {
        Step::Contact => contact(ctx, desired, draft),
        Step::People => people(words, desired, draft),
        Step::Check => check(ctx, desired, draft),
    };
    let form = parts::form(
        desired.path(ctx, "/register"),
        html! {
            (parts::hidden("at", step.code()))
            (carried(draft, step))
            (inside)
        },
    );
    let form = form.id(FORM).keep(format!("register-{}-{}", desired.shown.course.slug, step.code()));
    page(
        ctx,
        desired,
        &title,
        (draft, Some(step)),
        html! {
            (steps(words, step))
            (parts::error_summary(words, &draft.form.said(words)))
            (said)
            @if step == Step::Contact { (head(ctx, desired)) }
            h1 { (title) }
            (form)
        },
    )
}

fn page(
    ctx: &Ctx,
    desired: &Desired,
    title: &str,
    (draft, step): (&Draft, Option<Step>),
    main: Markup,
) -> Markup {
    let words = &ctx.words;
    let course = say::title(words, &desired.shown.course);
    let shell = pages::shell(ctx, title);
    parts::Shell {
        here: vec![
            crumb(words.path("/courses"), words.say("register-courses")),
            crumb(desired.path(ctx, ""), course),
        ],
        has_errors: !draft.form.is_right(),
        typed: step.map(|step| Typed {
            form: FORM,
            path: desired.shown.path("/register"),
            again: ("to", step.code()),
            next: (if step == Step::Check { "send" } else { "next" }, "yes"),
        }),
        updated_on: None,
        ..shell
    }
    .page(main)
}

fn steps(words: &Words, step: Step) -> Markup {
    let stage = |key: &str| Stage { label: words.say(key), href: None };
    let all = [stage("register-step-contact"), stage("register-step-people"), stage("register-step-check")];
    let current = match step {
        Step::Contact => 0,
        Step::People => 1,
        Step::Check => 2,
    };
    parts::steps(words, &all, current)
}

/// Which course it is, and what pressing "send" will bring.
fn head(ctx: &Ctx, desired: &Desired) -> Markup {
    let (words, course) = (&ctx.words, &desired.shown.course);
    html! {
        p.lead { (say::title(words, course)) }
        (say::when_and_where(ctx, course, &desired.shown.sessions))
        (no_shows::warning(words, &desired.no_show))
        @match desired.standing(ctx.now) {
            Standing::Early => {
                (parts::countdown(words, course.opens_at))
                p { (words.say("part-countdown-keep")) }
            },
            Standing::Line => (parts::notice(Tone::Wait, &words.say("register-line-title"), html! {
                p { (words.say_with("register-line-text", &[("waiting", desired.shown.places.waiting.into())])) }
            })),
            _ => (parts::inset(html! {
                p {
                    @if course.method == Method::Approval { (words.say("register-approval-text")) }
                    @else if desired.shown.enters(ctx.now) {
                        @let until = words.date_time(desired.shown.entries_until().taipei());
                        (words.say_with("register-draw-text", &[("until", until.into())]))
                    }
                    @else { (words.say_with("register-left-text", &[("left", desired.shown.places.open().into())])) }
                }
            })),
        }
    }
}

/// Everything typed on other pages, carried along.
fn carried(draft: &Draft, step: Step) -> Markup {
    let here = |name: &str| match step {
        Step::Contact => {
            matches!(name, "name" | "phone" | "email" | "district" | "along") || name.starts_with("q.")
        }
        Step::People => name.starts_with("members[") || name == "group",
        Step::Check => name == "consent",
    };
    html! {
        @for (name, value) in draft.form.pairs().iter().filter(|(name, _)| !here(name)) {
            (parts::hidden(name, value))
        }
    }
}

fn contact(ctx: &Ctx, desired: &Desired, draft: &Draft) -> Markup {
    let (words, form) = (&ctx.words, &draft.form);
    html! {
        (along(ctx, desired, form))
        (parts::text(words, "name", words.say("register-name")).hint(words.say("register-name-hint"))
            .value(form.text("name")).error(form.said_of(words, "name")).autocomplete("name"))
        (parts::tel(words, "phone", words.say("register-phone")).hint(words.say("register-phone-hint"))
            .value(form.text("phone")).error(form.said_of(words, "phone")).unmarked())
        (parts::email(words, "email", words.say("register-email")).hint(words.say("register-email-hint"))
            .value(form.text("email")).error(form.said_of(words, "email")).unmarked())
        (district(words, &desired.districts, form))
        (asked::fields(words, &desired.questions, Whose::Registration, form, "", &Answers::new()))
        div.actions { (parts::button(words.say("register-next")).name("next", "yes")) }
    }
}

/// Where somebody lives, free to be left out; nothing where the centre has no table of districts.
pub(in crate::public) fn district(words: &Words, districts: &Districts, form: &Form) -> Markup {
    let untold = choice("", words.say("register-sex-untold"));
    let all = districts.all().iter().map(|d| choice(d.code.as_str(), words.district(d)));
    html! {
        @if !districts.all().is_empty() {
            (parts::select(words, "district", words.say("register-district"), std::iter::once(untold).chain(all).collect())
                .value(form.text("district")).optional().width(parts::Width::Medium))
        }
    }
}

/// That who comes belongs to the target group, where the course asks for it.
pub(in crate::public) fn declares_group(words: &Words, course: &Course, form: &Form) -> Markup {
    let group = audiences_of(words, &course.audience, &course.also_for);
    let declared = choice("yes", words.say_with("entry-declare", &[("group", group.into())]));
    html! {
        (parts::checkboxes(words, "group", "", vec![declared])
            .values(form.texts("group")).error(form.said_of(words, "group")))
    }
}

/// Whom the household offers, to be ticked (R27); who is not signed in may do without.
fn along(ctx: &Ctx, desired: &Desired, form: &Form) -> Markup {
    let words = &ctx.words;
    if desired.resident.is_none() {
        let is_kept = ctx.centre.room::<Households>().is_some();
        let back = form::encode(&[("to", desired.shown.path("/register").as_str())]);
        return html! {
            @if is_kept { p { a href=(words.path(&format!("{SIGN_IN}?{back}"))) { (words.say("entry-sign-in")) } } }
        };
    }
    let choices = desired.companions.iter().map(|c| choice(c.id.as_str(), c.name.as_str())).collect();
    html! {
        @if !desired.companions.is_empty() {
            (parts::checkboxes(words, "along", words.say("entry-along"), choices)
                .values(form.texts("along")).hint(words.say("entry-along-hint")).optional())
        }
    }
}

fn people(words: &Words, desired: &Desired, draft: &Draft) -> Markup {
    let party = party_answers(desired, &draft.form);
    let max = desired.shown.course.party_max;
    html! {
        p { (words.say_with("register-people-text", &[("max", max.into())])) }
        @if draft.form.has("off.name") {
            (parts::notice(Tone::Wait, "", html! {
                p { (words.say_with("register-taken-off", &[("name", known(words, draft.form.text("off.name")).into())])) }
                (parts::button(words.say("register-put-back")).name("put-back", "yes").secondary())
            }))
        }
        @for place in 0..draft.members { (person(words, desired, draft, place, &party)) }
        @if desired.shown.entry.group { (declares_group(words, &desired.shown.course, &draft.form)) }
        div.actions {
            @if i64::try_from(draft.members).unwrap_or(i64::MAX) < max {
                (parts::button(words.say("register-add")).name("add", "yes").secondary())
            }
        }
        div.actions {
            (parts::button(words.say("register-next")).name("next", "yes"))
            (parts::button(words.say("register-back")).name("to", Step::Contact.code()).secondary())
        }
    }
}

fn known(words: &Words, name: &str) -> String {
    if name.trim().is_empty() { words.say("register-nameless") } else { name.trim().to_owned() }
}

fn person(words: &Words, desired: &Desired, draft: &Draft, place: usize, party: &Answers) -> Markup {
    let at = prefix(place);
    let legend = words.say_with("register-person", &[("number", (place + 1).into())]);
    let name = draft.form.text(&format!("{at}name"));
    parts::fieldset(
        &legend,
        html! {
            (parts::hidden(&format!("{at}of"), draft.form.text(&format!("{at}of"))))
            (person_fields(words, &desired.questions, &draft.form, &at, party))
            (show_name(words, desired, &draft.form, &at))
            @if draft.members > 1 {
                (parts::button(words.say("register-remove")).name("remove", place.to_string()).quiet()
                    .about(known(words, name)))
            }
        },
    )
}

/// Whether the others may see the name (R38): each person decides.
fn show_name(words: &Words, desired: &Desired, form: &Form, at: &str) -> Markup {
    let name = format!("{at}show_name");
    let agree = |days: i64| {
        choice("yes", words.say("entry-show-name"))
            .hint(words.say_with("entry-show-name-hint", &[("days", days.into())]))
    };
    html! {
        @if let Some(days) = desired.shown.entry.names_days {
            (parts::checkboxes(words, &name, "", vec![agree(days)]).values(form.texts(&name)).optional())
        }
    }
}

/// The fields of one person, also where a seat is handed over.
pub(in crate::public) fn person_fields(
    words: &Words,
    questions: &[Question],
    form: &Form,
    at: &str,
    party: &Answers,
) -> Markup {
    let name = format!("{at}name");
    html! {
        (parts::text(words, &name, words.say("register-person-name"))
            .value(form.text(&name)).error(form.said_of(words, &name)).autocomplete("off"))
        (about_person(words, form, at))
        (asked::fields(words, questions, Whose::Person, form, at, party))
    }
}

/// Year of birth and sex, both free to be left out (D-4).
pub(in crate::public) fn about_person(words: &Words, form: &Form, at: &str) -> Markup {
    let (year, sex) = (format!("{at}birth_year"), format!("{at}sex"));
    let unknown = choice("", words.say("register-sex-untold"));
    let sexes = Sex::ALL.iter().filter(|sex| **sex != Sex::Unknown);
    let sexes = sexes.map(|sex| choice(sex.code(), words.say(sex.name_key())));
    html! {
        div.pair {
        (parts::text(words, &year, words.say("register-birth-year")).hint(words.say("register-birth-year-hint"))
            .value(form.text(&year)).error(form.said_of(words, &year)).optional()
            .width(parts::Width::Short).attribute("inputmode", "numeric"))
        (parts::select(words, &sex, words.say("register-sex"), std::iter::once(unknown).chain(sexes).collect())
            .value(form.text(&sex)).optional())
        }
    }
}

fn party_answers(desired: &Desired, form: &Form) -> Answers {
    asked::read(&mut form.clone(), &desired.questions, Whose::Registration, "", &Answers::new())
}

fn check(ctx: &Ctx, desired: &Desired, draft: &Draft) -> Markup {
    let (words, form) = (&ctx.words, &draft.form);
    let early = desired.standing(ctx.now) == Standing::Early;
    html! {
        (answers(words, desired, draft, true))
        section {
            h2 { (words.say("notice-heading")) }
            (notice::folded(words, &ctx.centre, &desired.notice))
            (notice::consent(words, form.text("consent") == "yes").error(form.said_of(words, "consent")))
        }
        @if early { (parts::countdown(words, desired.shown.course.opens_at).holds(FORM)) }
        div.actions {
            (parts::button(words.say("register-send")).name("send", "yes"))
            (parts::button(words.say("register-back")).name("to", Step::People.code()).secondary())
        }
    }
}

/// What was typed, to be read over; with buttons to change it, or without.
fn answers(words: &Words, desired: &Desired, draft: &Draft, may_change: bool) -> Markup {
    let form = &draft.form;
    let party = party_answers(desired, form);
    let mut contact: Vec<(String, String)> = vec![
        (words.say("register-name"), form.text("name").to_owned()),
        (words.say("register-phone"), form.text("phone").to_owned()),
        (words.say("register-email"), form.text("email").to_owned()),
    ];
    if let Some(district) = desired.districts.find(form.text("district")) {
        contact.push((words.say("register-district"), words.district(district).to_owned()));
    }
    contact.retain(|(_, value)| !value.trim().is_empty());
    contact.extend(asked::said(words, &desired.questions, Whose::Registration, &party));
    let change = |step: Step, about: &str| {
        html! {
            @if may_change {
                div.foot { (parts::button(words.say("part-change")).name("to", step.code()).quiet().about(about)) }
            }
        }
    };
    let about = words.say("register-step-contact");
    html! {
        ul.cards {
            li.card { h2 { (about) } (rows(&contact)) (change(Step::Contact, &about)) }
            @for place in 0..draft.members {
                @let at = prefix(place);
                @let legend = words.say_with("register-person", &[("number", (place + 1).into())]);
                li.card {
                    h2 { (legend) }
                    (rows(&person_said(words, desired, form, &at, &party)))
                    (change(Step::People, &legend))
                }
            }
        }
    }
}

fn rows(rows: &[(String, String)]) -> Markup {
    html! { dl.summary { @for (label, value) in rows { div { dt { (label) } dd { (value) } } } } }
}

fn person_said(
    words: &Words,
    desired: &Desired,
    form: &Form,
    at: &str,
    party: &Answers,
) -> Vec<(String, String)> {
    let mut said = vec![(words.say("register-person-name"), form.text(&format!("{at}name")).to_owned())];
    if desired.shown.entry.names_days.is_some() && form.text(&format!("{at}show_name")) == "yes" {
        said.push((words.say("entry-shown"), words.say("question-yes")));
    }
    // What was understood, not what was typed: 78 may have been meant as 1978.
    let year = roc_date::parse_year(form.text(&format!("{at}birth_year")));
    if let Some(year) = year.and_then(|year| i16::try_from(year).ok()) {
        let args = [("year", year.to_string().into()), ("roc", roc_date::roc_year(year).to_string().into())];
        said.push((words.say("register-birth-year"), words.say_with("register-birth-year-said", &args)));
    }
    if let Some(sex) = Sex::from_code(form.text(&format!("{at}sex"))) {
        said.push((words.say("register-sex"), words.say(sex.name_key())));
    }
    let own = asked::read(&mut form.clone(), &desired.questions, Whose::Person, at, party);
    said.extend(asked::said(words, &desired.questions, Whose::Person, &own));
    said
}

/// Registration is not possible: why, what else one can do, and what was typed, which stays here.
pub(super) fn no_way(ctx: &Ctx, desired: &Desired, draft: Option<&Draft>) -> Markup {
    let (words, course) = (&ctx.words, &desired.shown.course);
    let (title, text) = match desired.standing(ctx.now) {
        Standing::CalledOff => ("register-called-off-title", "register-called-off-text"),
        Standing::Closed => ("register-closed-title", "register-closed-text"),
        _ => ("register-full-title", "register-full-text"),
    };
    let title = words.say(title);
    let closed_at = words.date_time(course.closes_at.taipei());
    let empty = Draft::new(String::new());
    page(
        ctx,
        desired,
        &title,
        (&empty, None),
        html! {
            h1 { (title) }
            p.lead { (say::title(words, course)) }
            p { (words.say_with(text, &[("when", closed_at.into()), ("reason", called_off(words, course).into())])) }
            (say::contact(words, course))
            div.actions {
                (parts::button_link(words.path("/courses?open=yes"), words.say("register-other-courses")))
                (parts::button_link(desired.path(ctx, ""), words.say("register-back-to-course")).secondary())
            }
            @if let Some(draft) = draft {
                h2 { (words.say("register-typed-title")) }
                p { (words.say("register-typed-text")) }
                (parts::form(desired.path(ctx, "/register"), html! {
                    (parts::hidden("at", Step::Check.code()))
                    (carried(draft, Step::Check))
                    (parts::hidden("consent", draft.form.text("consent")))
                    (answers(words, desired, draft, false))
                    div.actions { (parts::button(words.say("register-try-again")).name("send", "yes").secondary()) }
                }).keep(format!("register-{}-check", course.slug)))
            }
        },
    )
}
