//! What happens by itself: people are reminded, numbers are counted before somebody asks.

use std::collections::BTreeMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::{Lang, Words};
use foundation::jobs::{JobError, JobKind};
use foundation::mail::{self, NewMail};
use foundation::office_open;
use foundation::staff::{self, Colleague};
use jiff::civil::Date;
use office::instant::Instant;

use crate::figures::{self, MINUTES, up_to};
use crate::picture::{self, Picture};
use crate::rights::approves;
use crate::rules::remind::{About, Before, Reminder, is_worked_on, of_decision, of_leaf, of_review};
use crate::store;
use crate::store::idea::Review;
use crate::words;

/// How many days before something ends people are told.
pub const FIRST_DAYS: &str = "plan.remind_days";
/// How many days before they are told again.
pub const AGAIN_DAYS: &str = "plan.remind_again_days";

/// How many days before something ends people are told, as the centre sets it.
pub fn before(centre: &Centre) -> Before {
    Before::of(centre.number(FIRST_DAYS), centre.number(AGAIN_DAYS))
}

/// The jobs.
pub const KINDS: &[JobKind] = &[
    JobKind {
        name: "plan.remind",
        run: |centre, _| Box::pin(async move { remind(&centre).await }),
        every_seconds: Some(1800),
    },
    JobKind {
        name: "plan.count",
        run: |centre, _| Box::pin(async move { count(&centre).await }),
        every_seconds: Some(240),
    },
];

/// The plans somebody still works on: those of today, several years too, and those that just ended.
async fn open(centre: &Arc<Centre>, now: Instant) -> DbResult<Vec<Picture>> {
    let plans = centre.db.read(store::plan::list).await?;
    let mut pictures = Vec::new();
    for plan in plans.iter().filter(|plan| is_worked_on(plan, now.date())) {
        pictures.extend(picture::open(centre, &plan.id, now, |_| Vec::new()).await?);
    }
    Ok(pictures)
}

/// Counts what these plans cite, so that no page has to wait for it.
async fn count(centre: &Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    let minutes = (centre.number(MINUTES) / 2).max(1);
    for picture in open(centre, now).await? {
        let years = (picture.year - 2..picture.year).map(figures::whole);
        let days = [picture.today, picture.reported].map(up_to);
        let periods: Vec<_> = days.into_iter().chain(years).collect();
        figures::of_age(centre, &picture.wants(&periods), now, minutes).await?;
    }
    let old = now.plus_seconds(-7 * 24 * 3600);
    centre.db.write(move |conn| store::figure::drop_older(conn, old)).await?;
    Ok(())
}

/// A reminder with whom it is for and where it leads.
struct Told {
    to: String,
    line: String,
    reminder: Reminder,
}

/// Writes one letter at most to everybody who has to know something, while the office is open.
async fn remind(centre: &Arc<Centre>) -> Result<(), JobError> {
    let now = centre.clock.now();
    if !office_open::is_open(centre, now).await? {
        return Ok(());
    }
    let (today, before) = (now.date(), before(centre));
    let last = now.plus_seconds(before.first * 24 * 3600).date();
    let read = move |conn: &mut Conn| {
        let reviews = store::idea::list_reviews(conn, last)?;
        Ok((store::meeting::list_decisions(conn, &[])?, reviews, staff::list_active(conn)?))
    };
    let (decisions, reviews, people) = centre.db.read(read).await?;
    let words = centre.words(Lang::BASE);
    let mut told = Vec::new();
    for picture in open(centre, now).await? {
        told.extend(of_plan(centre, &words, &picture, before));
    }
    for decision in &decisions {
        let Some(reminder) = of_decision(decision, (today, before)) else { continue };
        let line = said(centre, &words, today, None, &reminder);
        for to in answers(&people, &decision.owner_id) {
            told.push(Told { to, line: line.clone(), reminder: reminder.clone() });
        }
    }
    // What came of a proposal is looked at by who decided on it.
    for Review { id, title, review_on, decided_by } in &reviews {
        let Some(reminder) = of_review(id, title, *review_on, (today, before)) else { continue };
        let line = said(centre, &words, today, None, &reminder);
        for to in answers(&people, decided_by) {
            told.push(Told { to, line: line.clone(), reminder: reminder.clone() });
        }
    }
    let emails: BTreeMap<String, String> = people.into_iter().map(|p| (p.id, p.email)).collect();
    // Who has no account any more is not told, and so is not taken to be.
    told.retain(|told| emails.contains_key(&told.to));
    let (inner, told) = (centre.clone(), Arc::new(told));
    centre.db.write(move |conn| write(conn, &inner, &words, &emails, &told, now)).await?;
    centre.work_waits.notify_one();
    Ok(())
}

/// Who answers for something: whose it is, and when that account was closed, who may approve and gives it to somebody
/// else.
fn answers(people: &[Colleague], whose: &str) -> Vec<String> {
    if people.iter().any(|p| p.id == whose) {
        return vec![whose.to_owned()];
    }
    people.iter().filter(|p| approves(&p.roles)).map(|p| p.id.clone()).collect()
}

fn of_plan(centre: &Centre, words: &Words, picture: &Picture, before: Before) -> Vec<Told> {
    let mut told = Vec::new();
    for leaf in &picture.leaves {
        let (known, standing) = (picture.known(leaf), picture.standing(leaf));
        for reminder in of_leaf(&leaf.id, &known, &standing, (picture.today, before)) {
            let line = said(centre, words, picture.today, Some(leaf), &reminder);
            let late = leaf.deputy_id.iter().filter(|_| reminder.is_late || !known.has_owner);
            for to in leaf.owner_id.iter().chain(late) {
                told.push(Told { to: to.clone(), line: line.clone(), reminder: reminder.clone() });
            }
        }
    }
    told
}

fn said(
    centre: &Centre,
    words: &Words,
    today: Date,
    leaf: Option<&crate::model::Leaf>,
    reminder: &Reminder,
) -> String {
    let day = |day| words.date_short(day);
    let what = match (&reminder.about, leaf) {
        (About::Document(title, last), _) => {
            let key = if *last < today { "plan-mail-expired" } else { "plan-mail-expires" };
            words.say_with(key, &[("title", title.into()), ("day", day(*last).into())])
        }
        (About::Turn(task, turn, due), _) => {
            let key = if *due < today { "plan-mail-late" } else { "plan-mail-due" };
            let turn = words::turn(words, turn);
            words.say_with(key, &[("task", task.into()), ("turn", turn.into()), ("day", day(*due).into())])
        }
        (About::Decision(decision, due), _) => {
            words.say_with("plan-mail-decision", &[("decision", decision.into()), ("day", day(*due).into())])
        }
        (About::Review(title, day), _) => words
            .say_with("plan-mail-review", &[("title", title.into()), ("day", words.date_short(*day).into())]),
        (About::Gap(gap), Some(leaf)) => words::gap(words, &leaf.text, gap),
        (About::Gap(_), None) => String::new(),
    };
    let (title, path) = match (leaf, &reminder.about) {
        (Some(leaf), _) => {
            (format!("{} {}", leaf.text.code, leaf.text.action), format!("/office/plan/leaves/{}", leaf.id))
        }
        (None, About::Review(..)) => (words.say("plan-ideas"), "/office/plan/ideas".to_owned()),
        (None, _) => (words.say("plan-meetings"), "/office/plan/meetings".to_owned()),
    };
    format!("・{what}\n　{title}\n　{}{path}", centre.base_url)
}

fn write(
    conn: &mut Conn,
    centre: &Centre,
    words: &Words,
    emails: &BTreeMap<String, String>,
    told: &[Told],
    now: Instant,
) -> DbResult<()> {
    let about: Vec<(String, String)> =
        told.iter().map(|t| (format!("{}/{}", t.reminder.subject, t.to), t.reminder.step.clone())).collect();
    let new = store::document::warn(conn, &about, now)?;
    let mut lines: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (told, pair) in told.iter().zip(&about) {
        if new.contains(pair) {
            lines.entry(&told.to).or_default().push(&told.line);
        }
    }
    let mails: Vec<NewMail> = lines
        .iter()
        .filter_map(|(to, lines)| {
            let args = [("count", lines.len().into())];
            let head = words.say_with("plan-mail-head", &args);
            Some(NewMail {
                unique_key: None,
                to: emails.get(*to)?.clone(),
                subject: words.say_with("plan-mail-subject", &args),
                body: format!(
                    "{head}\n\n{}\n\n{}/office/plan?view=mine\n",
                    lines.join("\n\n"),
                    centre.base_url
                ),
                calendar: None,
                matter: "plan_reminder",
                matter_id: (*to).to_owned(),
                section: String::new(),
            })
        })
        .collect();
    let ids: Vec<_> = mails.iter().map(|_| centre.chance.id(now)).collect();
    mail::add(conn, &ids, now, &mails)
}
