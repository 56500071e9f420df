//! `/office/settings`: what a centre may set, what each means, and who set it to what.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use maud::{Markup, html};
use office::{Districts, Email, OfficeHours, Phone};

use super::{office_shell, spoken, unit_of};
use crate::centre::{self, Own};
use crate::db::Conn;
use crate::districts::named;
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::parts::{self, Choice, Field, Shell, crumb};
use crate::service::Routes;
use crate::staff::CHANGE_SETTINGS;
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes.office("/office/settings", CHANGE_SETTINGS, get(list)).office(
        "/office/settings/{name}",
        CHANGE_SETTINGS,
        get(setting).post(change),
    )
}

/// The largest number one may set: some 27 years in days, and no slip of the finger.
const NUMBER_MAX: i64 = 10_000;

/// What a setting holds; the end of its name and its default tell.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A whole number, with its unit if the name ends in one.
    Number(Option<&'static str>),
    /// An e-mail address.
    Email,
    /// A telephone number.
    Phone,
    /// One of the words that have an explanation `setting-NAME--WORD`.
    Choice(Vec<String>),
    /// Districts of the centre.
    Districts,
    /// Hours of an office day.
    Hours,
    /// Any text.
    Text,
}

impl Kind {
    fn of(words: &Words, name: &str, default: &str) -> Kind {
        let choices = words.ends_of(&format!("{}--", key(name)));
        match name.rsplit(['.', '_']).next().unwrap_or_default() {
            _ if !choices.is_empty() => Kind::Choice(choices),
            _ if default.parse::<i64>().is_ok() => Kind::Number(unit_of(name)),
            "email" => Kind::Email,
            "phone" => Kind::Phone,
            "districts" => Kind::Districts,
            "hours" => Kind::Hours,
            _ => Kind::Text,
        }
    }

    /// Checks what was typed and gives it as it is to be kept.
    fn check(&self, form: &mut Form, districts: &Districts) -> String {
        match self {
            Kind::Number(_) => form.required_number("value", 0, NUMBER_MAX).to_string(),
            Kind::Choice(choices) => {
                let known = |typed: &str| choices.iter().find(|choice| *choice == typed).cloned();
                form.choice("value", known).unwrap_or_default()
            }
            Kind::Email => {
                let typed = form.optional("value", 200);
                match Email::parse(&typed) {
                    _ if typed.is_empty() => typed,
                    Ok(email) => email.into_string(),
                    Err(wrong) => {
                        form.wrong("value", wrong.key());
                        typed
                    }
                }
            }
            Kind::Phone => {
                let typed = form.optional("value", 40);
                if !typed.is_empty()
                    && let Err(wrong) = Phone::parse(&typed)
                {
                    form.wrong("value", wrong.key());
                }
                typed
            }
            Kind::Districts => {
                let typed = form.optional("value", 400);
                let found = |word: &&str| districts.find_word(word).map(|d| d.name.as_str());
                let names: Option<Vec<&str>> = named(&typed).iter().map(found).collect();
                let Some(names) = names else {
                    form.wrong("value", "settings-error-district");
                    return typed;
                };
                names.join("、")
            }
            Kind::Hours => {
                let typed = form.required("value", 100);
                if !typed.is_empty() && OfficeHours::parse(&typed).is_none() {
                    form.wrong("value", "settings-error-hours");
                }
                typed
            }
            Kind::Text => form.optional("value", 200),
        }
    }
}

/// The key of the words about a setting: `courses.offer_hours` has `setting-courses-offer_hours`,
/// and `…-about` for what it means.
fn key(name: &str) -> String {
    format!("setting-{}", name.replace('.', "-"))
}

fn about(words: &Words, name: &str) -> Option<String> {
    let key = format!("{}-about", key(name));
    words.knows(&key).then(|| words.say(&key))
}

/// A value as people read it.
fn said(words: &Words, name: &str, default: &str, value: &str) -> String {
    let choice = format!("{}--{value}", key(name));
    match (Kind::of(words, name, default), value.parse::<i64>()) {
        (Kind::Choice(_), _) if words.knows(&choice) => words.say(&choice),
        (Kind::Number(Some(unit)), Ok(number)) => {
            words.say_with(&format!("unit-{unit}"), &[("count", number.into())])
        }
        _ if value.is_empty() => words.say("settings-empty"),
        _ => value.to_owned(),
    }
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let words = &ctx.words;
    let own = ctx.centre.db.read(centre::list_own).await?;
    let mut groups: Vec<(&str, Vec<(&str, &str)>)> = Vec::new();
    for setting in ctx.centre.known_settings() {
        let group = setting.0.split('.').next().unwrap_or_default();
        match groups.iter_mut().find(|(known, _)| *known == group) {
            Some((_, settings)) => settings.push(setting),
            None => groups.push((group, vec![setting])),
        }
    }
    let title = words.say("settings-title");
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("settings-lead")) }
        @for (group, settings) in &groups {
            h2 { (words.say(&format!("settings-group-{group}"))) }
            dl.summary {
                @for (name, default) in settings { (row(words, name, default, &own)) }
            }
        }
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

fn row(words: &Words, name: &str, default: &str, own: &[Own]) -> Markup {
    let set = own.iter().find(|own| own.name == name);
    let value = set.map_or(default, |own| own.value.as_str());
    let label = words.say(&key(name));
    html! {
        div {
            dt { (label) }
            dd {
                b { (said(words, name, default, value)) }
                @if let Some(about) = about(words, name) { p.hint { (about) } }
                @if let Some(own) = set {
                    p.hint { (words.say_with("settings-set-by", &[
                        ("name", spoken(words, "trail-actor", &own.changed_by).into()),
                        ("at", words.date_time_short(own.changed_at.taipei()).into()),
                        ("default", said(words, name, default, default).into()),
                    ])) }
                }
            }
            dd.change {
                a href=(words.path(&format!("/office/settings/{name}"))) {
                    (words.say("part-change")) span.unseen { " " (label) }
                }
            }
        }
    }
}

/// The setting of an address: its name and default.
fn known(ctx: &Ctx, name: &str) -> Result<(&'static str, &'static str), Fault> {
    ctx.centre.known_settings().find(|(known, _)| *known == name).ok_or(Fault::NotFound)
}

async fn setting(ctx: Ctx, Path(name): Path<String>) -> Result<Response, Fault> {
    let (name, default) = known(&ctx, &name)?;
    let mut form = Form::default();
    form.set("value", ctx.centre.setting(name));
    Ok(page(&ctx, name, default, &form))
}

fn page(ctx: &Ctx, name: &'static str, default: &str, form: &Form) -> Response {
    let words = &ctx.words;
    let (title, path) = (words.say(&key(name)), words.path(&format!("/office/settings/{name}")));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        @if let Some(about) = about(words, name) { p { (about) } }
        (parts::form(path.clone(), html! {
            (field(words, name, default).value(form.text("value")).error(form.said_of(words, "value")))
            div.actions { (parts::button(words.say("settings-change"))) }
        }).id("change"))
        @if ctx.centre.setting(name) != default {
            (parts::form(path, html! {
                (parts::button(words.say_with("settings-default", &[
                    ("value", said(words, name, default, default).into()),
                ])).secondary().name("default", "1"))
            }).id("default"))
        }
    };
    let here = vec![crumb(words.path("/office/settings"), words.say("settings-title"))];
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    ctx.page(status, Shell { here, has_errors, ..office_shell(ctx, title) }.page(content))
}

fn field<'a>(words: &'a Words, name: &str, default: &str) -> Field<'a> {
    let label = words.say("settings-value");
    match Kind::of(words, name, default) {
        Kind::Number(unit) => {
            let label = unit.map_or(label, |unit| words.say(&format!("unit-in-{unit}")));
            parts::number(words, "value", label)
        }
        Kind::Email => parts::email(words, "value", label).optional(),
        Kind::Phone => parts::tel(words, "value", label).optional(),
        Kind::Choice(choices) => {
            let choice = |word: &String| -> Choice {
                parts::choice(word, words.say(&format!("{}--{word}", key(name))))
            };
            parts::radios(words, "value", label, choices.iter().map(choice).collect())
        }
        Kind::Hours => parts::text(words, "value", label),
        Kind::Districts | Kind::Text => parts::text(words, "value", label).optional(),
    }
}

async fn change(ctx: Ctx, Path(name): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let (name, default) = known(&ctx, &name)?;
    let wanted = if form.has("default") {
        default.to_owned()
    } else {
        Kind::of(&ctx.words, name, default).check(&mut form, &ctx.centre.districts())
    };
    if !form.is_right() {
        return Ok(page(&ctx, name, default, &form));
    }
    let before = ctx.centre.setting(name);
    if before != wanted {
        let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
        let write = move |conn: &mut Conn| {
            if wanted == default {
                centre::drop_setting(conn, name)?;
            } else {
                centre::change_setting(conn, name, &wanted, now, &actor.who)?;
            }
            let (before, after) = (Some(before.clone()), Some(wanted.clone()));
            let entry = Entry { before, after, ..Entry::new("foundation_setting", name, "changed") };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])
        };
        ctx.centre.db.write(write).await?;
        ctx.centre.reload_settings().await?;
    }
    Ok(ctx.go("/office/settings"))
}
