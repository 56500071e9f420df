//! The accounts of others: what they are called on pages, who may manage them, the fields of a form.

use foundation::centre::Centre;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::staff::{self, MANAGE_STAFF, Role};
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use office::instant::Instant;

use crate::model::{Account, SECTIONS};

/// The roles that may manage accounts.
pub fn managing_roles(centre: &Centre) -> Vec<Role> {
    let services = centre.house.services.iter().flat_map(|s| s.roles.iter());
    let managing = services.chain(staff::ROLES).filter(|(_, rights)| rights.contains(&MANAGE_STAFF));
    managing.map(|(role, _)| *role).collect()
}

/// Whether one of these roles may manage accounts.
pub fn manages(centre: &Centre, roles: &[Role]) -> bool {
    managing_roles(centre).iter().any(|role| roles.contains(role))
}

/// Whether this is the account of whoever asks.
pub fn is_own(ctx: &Ctx, account: &Account) -> bool {
    ctx.staff.as_ref().is_some_and(|s| s.id == account.id)
}

/// A section in words.
pub fn section(words: &Words, code: &str) -> String {
    words.say(&format!("accounts-section-{code}"))
}

/// Roles in words.
pub fn roles(words: &Words, roles: &[Role]) -> String {
    let said: Vec<String> = roles.iter().map(|r| words.say(&format!("accounts-role-{}", r.code()))).collect();
    words.list(&said)
}

/// The state of an account in a word and a colour.
pub fn state(words: &Words, account: &Account, now: Instant) -> Markup {
    let (tone, key) = if account.is_locked {
        (Tone::Bad, "accounts-state-locked")
    } else if account.is_barred(now) {
        (Tone::Bad, "accounts-state-barred")
    } else if account.must_change {
        (Tone::Wait, "accounts-state-new")
    } else {
        (Tone::Good, "accounts-state-active")
    };
    let until =
        account.ends_on.map(|day| words.say_with("accounts-until", &[("day", words.date_short(day).into())]));
    html! { (parts::tag(tone, &words.say(key))) @if let Some(until) = until { " " span.hint.nowrap { (until) } } }
}

/// What was typed about somebody.
pub struct Typed {
    /// Name.
    pub name: String,
    /// Section.
    pub section: String,
    /// Roles, at least one.
    pub roles: Vec<Role>,
    /// The last day, where there is one.
    pub ends_on: Option<Date>,
}

/// Reads name, section, roles and last day, noting what is wrong; a last day that stands already may be over.
pub fn read(form: &mut Form, today: Date, stands: Option<Date>) -> Typed {
    let name = form.required("name", 60);
    let section = form.choice("section", |code| SECTIONS.iter().find(|s| **s == code).copied());
    let roles: Vec<Role> =
        Role::ALL.into_iter().filter(|r| form.texts("roles").any(|c| c == r.code())).collect();
    if roles.is_empty() {
        form.wrong("roles", "accounts-roles-none");
    }
    let ends_on = last_day(form, today, stands, roles.contains(&Role::Evaluator));
    Typed { name, section: section.unwrap_or_default().to_owned(), roles, ends_on }
}

fn last_day(form: &mut Form, today: Date, stands: Option<Date>, is_required: bool) -> Option<Date> {
    let typed = form.text("ends_on").trim().to_owned();
    let day: Option<Date> = typed.parse().ok().or_else(|| office::roc_date::parse(&typed).ok());
    if typed.is_empty() && is_required {
        form.wrong("ends_on", "accounts-ends-on-required");
    } else if !typed.is_empty() && day.is_none_or(|day| day < today && stands != Some(day)) {
        form.wrong("ends_on", "accounts-ends-on-wrong");
    }
    day
}

/// The fields [`read`] reads.
pub fn fields(words: &Words, form: &Form) -> Markup {
    let sections = SECTIONS.iter().map(|code| parts::choice(*code, section(words, code)));
    let roles = Role::ALL.iter().map(|role| {
        let code = role.code();
        parts::choice(code, words.say(&format!("accounts-role-{code}")))
            .hint(words.say(&format!("accounts-role-{code}-about")))
    });
    html! {
        (parts::text(words, "name", words.say("accounts-name")).width(parts::Width::Medium)
            .value(form.text("name")).error(form.said_of(words, "name")))
        (parts::select(words, "section", words.say("accounts-section"), sections.collect())
            .value(form.text("section")).error(form.said_of(words, "section")))
        (parts::checkboxes(words, "roles", words.say("accounts-roles"), roles.collect())
            .values(form.texts("roles")).error(form.said_of(words, "roles")))
        (parts::date(words, "ends_on", words.say("accounts-ends-on")).hint(words.say("accounts-ends-on-hint"))
            .value(form.text("ends_on")).optional().error(form.said_of(words, "ends_on")))
    }
}

/// A password shown once, to be told to the person it is for.
pub fn told_once(words: &Words, name: &str, password: &str, hours: i64) -> Markup {
    parts::panel(
        &words.say_with("accounts-told-title", &[("name", name.into())]),
        html! {
            p { strong { (password) } }
            p { (words.say_with("accounts-told-about", &[("hours", hours.into())])) }
        },
    )
}
