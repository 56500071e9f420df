//! Warnings to handlers and lists of what is overdue (稽催), in office hours only.

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::calendar;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::{Lang, Words};
use foundation::jobs::JobError;
use foundation::mail::{self, NewMail};
use foundation::office_open;
use foundation::staff::Colleague;
use foundation::trail;
use office::instant::Instant;
use serde_json::Value;

use crate::model::readable;
use crate::rules::clock;
use crate::store::{self, Act, MATTER, Running};
use crate::work::people::{But, People};

/// Warns at 50 %, 80 % and one day before the end of either count; lists what is overdue daily for the
/// heads of sections and weekly for the director.
pub(super) async fn warn(centre: &Arc<Centre>) -> Result<(), JobError> {
    let act = Act::system(centre);
    if !office_open::is_open(centre, act.now).await? {
        return Ok(());
    }
    let (mut after, mut over) = (String::new(), Vec::new());
    loop {
        let (own, from) = (act.clone(), after.clone());
        let some = centre.db.write(move |conn| warn_some(conn, &own, &from)).await?;
        let Some((last, late)) = some else { break };
        over.extend(late);
        after = last;
    }
    let tell = move |conn: &mut Conn| {
        list_overdue(conn, &act, &over)?;
        super::improving::remind(conn, &act)
    };
    Ok(centre.db.write(tell).await?)
}

/// The last id looked at and what is overdue among them; nothing when there was none.
fn warn_some(conn: &mut Conn, act: &Act, after: &str) -> DbResult<Option<(String, Vec<Running>)>> {
    let (calendars, today) = (calendar::load_all(conn)?, act.now.date());
    let reminded_until = office_open::reminded_until(conn, &act.centre)?;
    let cases = store::list_running(conn, after)?;
    let Some(last) = cases.last().map(|case| case.id.clone()) else { return Ok(None) };
    let people = People::read(conn, today)?;
    let ids: Vec<String> = cases.iter().map(|case| case.id.clone()).collect();
    let stops = store::list_running_stops(conn, &ids)?;
    let excluded = store::list_excluded(conn, &ids)?;
    let mut over = Vec::new();
    for case in cases {
        let own = stops.get(&case.id).map(Vec::as_slice).unwrap_or_default();
        let calendar = calendars.of(&case.clock.calendar);
        let level_on = |day| clock::warning(calendar, &case.clock, own, case.due_on, case.warn_on, day);
        let level = level_on(today);
        if today > case.due_on && !clock::stands_still(own, case.due_on) {
            over.push(case.clone());
        }
        // Where nobody is there to be warned, it is tried again.
        let but = But::of(&excluded, &case.id);
        if level > case.warned
            && let Some(person) = people.in_charge(&case, but).first()
        {
            let due_at = match reminded_until.filter(|day| level_on(*day) >= level) {
                Some(day) => office_open::opens_at(&act.centre, day).max(limit_since(conn, &case)?),
                None => office_open::opens_at(&act.centre, today),
            };
            mail::add_due(conn, &[act.id()], act.now, due_at, &[warning(act, person, &case, level)])?;
            store::change_warned(conn, &case.id, level)?;
        }
    }
    Ok(Some((last, over)))
}

/// Since when a case has the limit it has: nobody was warned of it earlier.
fn limit_since(conn: &mut Conn, case: &Running) -> DbResult<Instant> {
    let acts = trail::list_of(conn, MATTER, &case.id)?;
    let day = |stands: &Option<String>| {
        let stands: Value = serde_json::from_str(stands.as_deref()?).ok()?;
        Some(stands.get("due_on")?.as_str()?.to_owned())
    };
    let moved =
        acts.iter().rev().find(|one| day(&one.before).is_some_and(|before| day(&one.after) != Some(before)));
    Ok(moved.map_or(case.created_at, |one| one.at.max(case.created_at)))
}

fn words(act: &Act) -> Words {
    act.centre.words(Lang::BASE)
}

/// Nothing of what was told is in it: the number leads there.
fn warning(act: &Act, to: &Colleague, case: &Running, level: i64) -> NewMail {
    let words = words(act);
    let link = format!("{}/office/petitions/{}", act.centre.base_url, case.id);
    let args = [
        ("number", readable(&case.reference).into()),
        ("due", words.date(case.due_on).into()),
        ("warn", words.date(case.warn_on).into()),
        ("link", link.into()),
    ];
    let is_today = level == clock::LAST_DAY && act.now.date() == case.due_on;
    let key = if is_today { "petitions-warn-today".to_owned() } else { format!("petitions-warn-{level}") };
    NewMail {
        unique_key: Some(format!("petitions:warn:{}:{}:{}:{level}", case.id, case.due_on, case.warn_on)),
        to: to.email.clone(),
        subject: words.say_with(&key, &args),
        body: words.say_with("petitions-warn-text", &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: case.section.clone(),
    }
}

fn list_overdue(conn: &mut Conn, act: &Act, over: &[Running]) -> DbResult<()> {
    let today = act.now.date();
    let begun = Instant::start_of(today).unwrap_or(act.now);
    let drafts = store::list_drafts(conn, begun)?;
    let people = People::read(conn, today)?;
    let ids: Vec<String> = over.iter().map(|case| case.id.clone()).collect();
    let excluded = store::list_excluded(conn, &ids)?;
    // Whoever must not read a case learns nothing of it from a list either.
    let read_by = |case: &Running, person: &Colleague| But::of(&excluded, &case.id).may_read(person);
    let mut mails = Vec::new();
    let sections = over.iter().map(|case| &case.section).chain(drafts.iter().map(|(_, section)| section));
    for section in sections.collect::<BTreeSet<_>>() {
        let drafts: Vec<&str> =
            drafts.iter().filter(|(_, of)| of == section).map(|(number, _)| number.as_str()).collect();
        let Some(person) = people.over(section, But::default()).into_iter().next() else { continue };
        let own = over.iter().filter(|case| case.section == *section && read_by(case, person));
        let own: Vec<&Running> = own.collect();
        if !own.is_empty() || !drafts.is_empty() {
            mails.push(list(act, person, &own, &drafts, &format!("daily:{today}:{section}")));
        }
    }
    let opens_week = clock::opens_week(&calendar::load(conn)?, today);
    let directors = people.directors(But::default());
    if let (true, Some(person)) = (opens_week, directors.first()) {
        let all: Vec<&Running> = over.iter().filter(|case| read_by(case, person)).collect();
        if !all.is_empty() {
            mails.push(list(act, person, &all, &[], &format!("weekly:{today}")));
        }
    }
    let ids: Vec<_> = mails.iter().map(|_| act.id()).collect();
    mail::add_due(conn, &ids, act.now, office_open::opens_at(&act.centre, today), &mails)
}

/// What is overdue, and the oral records that were not read back; `which` tells one list from another.
fn list(act: &Act, to: &Colleague, cases: &[&Running], drafts: &[&str], which: &str) -> NewMail {
    let words = words(act);
    let line = |case: &&Running| {
        let args = [("number", readable(&case.reference).into()), ("due", words.date(case.due_on).into())];
        words.say_with("petitions-overdue-line", &args)
    };
    let mut parts = Vec::new();
    if !cases.is_empty() {
        let lines: Vec<String> = cases.iter().take(200).map(line).collect();
        let link = format!("{}/office/petitions?view=overdue", act.centre.base_url);
        let args = [("list", lines.join("\n").into()), ("link", link.into())];
        parts.push(words.say_with("petitions-overdue-text", &args));
    }
    if !drafts.is_empty() {
        let lines: Vec<String> = drafts.iter().map(|number| readable(number)).collect();
        let link = format!("{}/office/petitions", act.centre.base_url);
        let args = [("list", lines.join("\n").into()), ("link", link.into())];
        parts.push(words.say_with("petitions-drafts-text", &args));
    }
    let subject = match cases.len() {
        0 => words.say_with("petitions-drafts-subject", &[("count", drafts.len().into())]),
        count => words.say_with("petitions-overdue-subject", &[("count", count.into())]),
    };
    NewMail {
        unique_key: Some(format!("petitions:{which}:{}", to.id)),
        to: to.email.clone(),
        subject,
        body: parts.join("\n\n"),
        calendar: None,
        matter: "petitions_list",
        matter_id: act.now.date().to_string(),
        section: String::new(),
    }
}
