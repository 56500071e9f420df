//! `/office/rules`: the rule book (X1), and a new version of a rule from a day on.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use jiff::civil::Date;
use maud::{Markup, html};
use office::roc_date;
use office::rule_book::{Rule, RuleBook, RuleValue};

use super::{office_shell, unit_of};
use crate::calendar::{self, Named};
use crate::db::{Conn, DbResult};
use crate::fault::Fault;
use crate::form::Form;
use crate::i18n::Words;
use crate::parts::{self, Shell, Tone, crumb};
use crate::rules::{self, DEFAULTS, DefaultRule, NewVersion, Value, value_text};
use crate::service::Routes;
use crate::staff::{KEEP_RULES, SEE_OFFICE};
use crate::trail::{self, Entry};
use crate::web::Ctx;

pub(super) fn routes(routes: Routes) -> Routes {
    routes
        .office("/office/rules", SEE_OFFICE, get(list))
        .office("/office/rules/{key}", SEE_OFFICE, get(rule))
        .office("/office/rules/{key}/versions", KEEP_RULES, axum::routing::post(add))
}

/// The key of the words for a rule: `petitions.reply_days` has `rule-petitions-reply_days`.
fn key(rule: &str) -> String {
    format!("rule-{}", rule.replace('.', "-"))
}

fn said(words: &Words, named: &[Named], rule: &Rule) -> String {
    match &rule.value {
        RuleValue::Text(code) if is_calendar(&rule.key) => calendar::name(words, named, code),
        RuleValue::Text(word) => words.say(&format!("{}--{word}", key(&rule.key))),
        RuleValue::Integer(number) => match unit_of(&rule.key) {
            Some(unit) => words.say_with(&format!("unit-{unit}"), &[("count", (*number).into())]),
            None => words.number(*number),
        },
    }
}

fn is_calendar(key: &str) -> bool {
    DefaultRule::find(key).is_some_and(|rule| rule.value == Value::Calendar)
}

/// The rule book, and the calendars it may name.
fn load(conn: &mut Conn) -> DbResult<(RuleBook, Vec<Named>)> {
    Ok((rules::load(conn)?, calendar::list_named(conn)?))
}

async fn list(ctx: Ctx) -> Result<Response, Fault> {
    let (words, today) = (&ctx.words, ctx.now.date());
    let (book, named) = ctx.centre.db.read(load).await?;
    let row = |default: &DefaultRule| {
        let holds = book.rule_on(default.key, "", today);
        vec![
            html! { a href=(words.path(&format!("/office/rules/{}", default.key))) { (words.say(&key(default.key))) } },
            html! { (holds.map_or_else(|| words.say("rules-none"), |rule| said(words, &named, rule))) },
            html! { @if let Some(rule) = holds { (parts::day_short(words, rule.effective_from)) } },
            html! { @if let Some(rule) = holds { (rule.source) } },
        ]
    };
    let columns =
        ["key", "value", "since", "source"].map(|c| parts::column(words.say(&format!("rules-{c}"))));
    let rows = DEFAULTS.iter().map(row).collect();
    let title = words.say("rules-title");
    let content = html! {
        h1 { (title) }
        p.lead { (words.say("rules-lead")) }
        (parts::table(words, title.clone(), columns.to_vec(), rows).caption_unseen().filter())
    };
    Ok(ctx.page(StatusCode::OK, office_shell(&ctx, title).page(content)))
}

fn known(key: &str) -> Result<&'static DefaultRule, Fault> {
    DefaultRule::find(key).ok_or(Fault::NotFound)
}

async fn rule(ctx: Ctx, Path(key): Path<String>) -> Result<Response, Fault> {
    page(&ctx, known(&key)?, &Form::default()).await
}

async fn page(ctx: &Ctx, of: &'static DefaultRule, form: &Form) -> Result<Response, Fault> {
    let words = &ctx.words;
    let (book, named) = ctx.centre.db.read(load).await?;
    let title = words.say(&key(of.key));
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (versions(ctx, of, &book, &named))
        @if ctx.staff()?.may(KEEP_RULES) { (new_form(words, of, &named, form)) }
    };
    let here = vec![crumb(words.path("/office/rules"), words.say("rules-title"))];
    let has_errors = !form.is_right();
    let status = if has_errors { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(ctx.page(status, Shell { here, has_errors, ..office_shell(ctx, title) }.page(content)))
}

fn versions(ctx: &Ctx, of: &DefaultRule, book: &RuleBook, named: &[Named]) -> Markup {
    let (words, today) = (&ctx.words, ctx.now.date());
    let state = |rule: &Rule| {
        let (tone, key) = if rule.effective_from > today {
            (Tone::Wait, "rules-state-later")
        } else if rule.effective_to.is_some_and(|last| last < today) {
            (Tone::Plain, "rules-state-past")
        } else {
            (Tone::Good, "rules-state-now")
        };
        parts::tag(tone, &words.say(key))
    };
    let row = |rule: &Rule| {
        vec![
            html! { (parts::day_short(words, rule.effective_from)) " " (state(rule)) },
            html! { @match rule.effective_to { Some(last) => (parts::day_short(words, last)), None => (words.say("rules-open")) } },
            html! { (said(words, named, rule)) },
            html! { (rule.source) },
        ]
    };
    let rows = book.rules().iter().rev().filter(|rule| rule.key == of.key).map(row).collect();
    let columns = ["since", "until", "version-value", "source"]
        .map(|c| parts::column(words.say(&format!("rules-{c}"))));
    html! { (parts::table(words, words.say("rules-versions"), columns.to_vec(), rows)) }
}

fn new_form(words: &Words, of: &DefaultRule, named: &[Named], form: &Form) -> Markup {
    let value = match of.value {
        Value::Number(_) => parts::number(words, "value", words.say("rules-new-value"))
            .hint(unit_of(of.key).map(|unit| words.say(&format!("unit-in-{unit}"))).unwrap_or_default()),
        Value::Word(_) => parts::radios(words, "value", words.say("rules-new-value"), choices(words, of)),
        Value::Calendar => {
            parts::radios(words, "value", words.say("rules-new-value"), calendar::choices(words, named))
                .hint(words.say("rules-calendar-hint"))
        }
    };
    html! {
        h2 { (words.say("rules-new")) }
        p { (words.say("rules-new-hint")) }
        (parts::form(words.path(&format!("/office/rules/{}/versions", of.key)), html! {
            (value.value(form.text("value")).error(form.said_of(words, "value")))
            (parts::date(words, "from", words.say("rules-from")).value(form.text("from")).error(form.said_of(words, "from")))
            (parts::text(words, "source", words.say("rules-new-source")).value(form.text("source"))
                .error(form.said_of(words, "source")))
            div.actions { (parts::button(words.say("rules-add"))) }
        }).id("new"))
    }
}

/// The words a rule may be set to.
fn choices(words: &Words, of: &DefaultRule) -> Vec<parts::Choice> {
    let beginning = format!("{}--", key(of.key));
    let choice = |end: String| parts::choice(&end, words.say(&format!("{beginning}{end}")));
    words.ends_of(&beginning).into_iter().map(choice).collect()
}

/// What was typed, as a version.
fn read(words: &Words, of: &'static DefaultRule, form: &mut Form) -> Option<NewVersion> {
    let value = match of.value {
        Value::Number(_) => RuleValue::Integer(form.required_number("value", 0, 100_000)),
        Value::Word(_) => {
            let ends = words.ends_of(&format!("{}--", key(of.key)));
            let chosen = form.choice("value", |typed| ends.iter().find(|end| *end == typed).cloned());
            RuleValue::Text(chosen.unwrap_or_default())
        }
        // Whether it is there is asked where the version is added.
        Value::Calendar => RuleValue::Text(form.required("value", 30)),
    };
    let from = day(form, "from");
    let source = form.required("source", 200);
    let effective_from = from?;
    form.is_right().then_some(NewVersion { of, value, effective_from, source })
}

/// A day that must be there.
pub(super) fn day(form: &mut Form, name: &str) -> Option<Date> {
    let read = roc_date::parse(form.text(name));
    if let Err(wrong) = &read {
        form.wrong(name, wrong.key());
    }
    read.ok()
}

async fn add(ctx: Ctx, Path(key): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let of = known(&key)?;
    let Some(new) = read(&ctx.words, of, &mut form) else { return page(&ctx, of, &form).await };
    let (actor, now, row) = (ctx.actor(), ctx.now, ctx.centre.chance.id(ctx.now));
    let add = move |conn: &mut Conn| {
        let added = rules::add(conn, &new, now)?;
        if let Ok(before) = &added {
            let told = |value: &RuleValue, source: &str| format!("{} ({source})", value_text(value));
            let entry = Entry {
                before: before.as_ref().map(|rule| told(&rule.value, &rule.source)),
                after: Some(format!("{} from {}", told(&new.value, &new.source), new.effective_from)),
                ..Entry::new("foundation_rule", of.key, "added")
            };
            trail::add(conn, std::slice::from_ref(&row), now, &actor, &[entry])?;
            crate::cache::touch(conn, &[rules::TOPIC])?;
        }
        Ok(added.map(drop))
    };
    match ctx.centre.db.write(add).await? {
        Ok(()) => {
            ctx.centre.cache.bump(&[rules::TOPIC]);
            Ok(ctx.go(&format!("/office/rules/{key}")))
        }
        Err(refused) => {
            form.wrong(refused.field(), refused.key());
            page(&ctx, of, &form).await
        }
    }
}
