//! Warnings to handlers and lists of what is overdue (稽催), in office hours only.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::calendar;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::{Lang, Words};
use foundation::jobs::JobError;
use foundation::mail::{self, NewMail};
use foundation::staff::{self, Colleague, Role};
use jiff::civil::{Date, Weekday};

use crate::model::readable;
use crate::rules::{assign, clock};
use crate::store::{self, Act, MATTER, Running};

/// Hours of the office in which anybody is written to.
const HOURS: std::ops::Range<i8> = 8..18;

/// Warns at 50 %, 80 % and one day before the earlier of both counts; lists what is overdue daily for the
/// heads of sections and weekly for the director.
pub(super) async fn warn(centre: &Arc<Centre>) -> Result<(), JobError> {
    let act = Act::system(centre);
    let at = act.now.taipei();
    if !HOURS.contains(&at.hour()) {
        return Ok(());
    }
    let mut after = String::new();
    let mut over = Vec::new();
    loop {
        let (own, from) = (act.clone(), after.clone());
        let some = centre.db.write(move |conn| warn_some(conn, &own, &from)).await?;
        let Some((last, late)) = some else { break };
        over.extend(late);
        after = last;
    }
    Ok(centre.db.write(move |conn| list_overdue(conn, &act, &over)).await?)
}

/// The last id looked at and what is overdue among them; nothing when there was none, or no office day.
fn warn_some(conn: &mut Conn, act: &Act, after: &str) -> DbResult<Option<(String, Vec<Running>)>> {
    let (calendar, today) = (calendar::load(conn)?, act.now.date());
    if calendar.is_office_day(today) == Ok(false) {
        return Ok(None);
    }
    let cases = store::list_running(conn, after)?;
    let Some(last) = cases.last().map(|case| case.id.clone()) else { return Ok(None) };
    let absences = store::list_absences(conn, today)?;
    let people = people(conn)?;
    let mut over = Vec::new();
    for case in cases {
        let level = clock::warning(&calendar, &case.clock, case.warn_on, today);
        if today > case.due_on {
            over.push(case.clone());
        }
        if level > case.warned {
            let to = people.get(&case.handler).filter(|p| assign::is_there(&absences, &p.id, today));
            if let Some(person) = to {
                let mail = warning(act, person, &case, level);
                mail::add(conn, &[act.id()], act.now, &[mail])?;
            }
            store::change_warned(conn, &case.id, level)?;
        }
    }
    Ok(Some((last, over)))
}

fn people(conn: &mut Conn) -> DbResult<BTreeMap<String, Colleague>> {
    Ok(staff::list_active(conn)?.into_iter().map(|person| (person.id.clone(), person)).collect())
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
    let subject = words.say_with(&format!("petitions-warn-{level}"), &args);
    NewMail {
        unique_key: Some(format!("petitions:warn:{}:{}:{level}", case.id, case.warn_on)),
        to: to.email.clone(),
        subject,
        body: words.say_with("petitions-warn-text", &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: case.section.clone(),
    }
}

fn list_overdue(conn: &mut Conn, act: &Act, over: &[Running]) -> DbResult<()> {
    if over.is_empty() {
        return Ok(());
    }
    let (today, people) = (act.now.date(), people(conn)?);
    let absences = store::list_absences(conn, today)?;
    let mut mails = Vec::new();
    for head in store::list_heads(conn)? {
        let own: Vec<&Running> = over.iter().filter(|case| case.section == head.section).collect();
        let there = assign::first_there(&absences, [&head.head, &head.stand_in], today);
        if let (Some(person), false) = (there.and_then(|id| people.get(id)), own.is_empty()) {
            mails.push(list(act, person, &own, today, "daily"));
        }
    }
    if today.weekday() == Weekday::Monday {
        let all: Vec<&Running> = over.iter().collect();
        for person in people.values().filter(|person| person.roles.contains(&Role::Director)) {
            mails.push(list(act, person, &all, today, "weekly"));
        }
    }
    let ids: Vec<_> = mails.iter().map(|_| act.id()).collect();
    mail::add(conn, &ids, act.now, &mails)
}

fn list(act: &Act, to: &Colleague, cases: &[&Running], today: Date, often: &str) -> NewMail {
    let words = words(act);
    let line = |case: &&Running| {
        let args = [("number", readable(&case.reference).into()), ("due", words.date(case.due_on).into())];
        words.say_with("petitions-overdue-line", &args)
    };
    let lines: Vec<String> = cases.iter().take(200).map(line).collect();
    let link = format!("{}/office/petitions?view=overdue", act.centre.base_url);
    let args = [("count", cases.len().into()), ("list", lines.join("\n").into()), ("link", link.into())];
    NewMail {
        unique_key: Some(format!("petitions:{often}:{today}:{}", to.id)),
        to: to.email.clone(),
        subject: words.say_with("petitions-overdue-subject", &args),
        body: words.say_with("petitions-overdue-text", &args),
        calendar: None,
        matter: "petitions_list",
        matter_id: today.to_string(),
        section: String::new(),
    }
}
