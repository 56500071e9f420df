//! What is done with cases, each inside one transaction: registered, counted, worked on, decided, answered.

pub mod acts;
pub mod archive;
pub mod attachments;
pub mod checklist;
pub mod decision;
pub mod destruction;
pub mod intake;
pub mod letters;
pub mod notice;
pub mod passed;
pub mod people;
pub mod waiting;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::{calendar, facts, rules, staff};
use jiff::civil::Date;
use office::calendar::OFFICE;
use office::deadline::DayMode;
use office::instant::Instant;

use crate::model::{
    Case, Channel, Clock, Done, Event, Grade, Kind, LetterKind, Nature, Purpose, State, Told, Tone, Way,
};
use crate::rights;
use crate::rules::assign;
use crate::rules::clock::{self, Awaited, DAYS_MAX};
use crate::store::{self, Act};

/// Version of the notice that petitioners see (個人資料保護法 §8); a new text has a new version.
pub const NOTICE_VERSION: &str = "2026-1";
/// The setting that says for how many days it may be said whether a case is solved.
pub const QUESTION_OPEN_DAYS: &str = "petitions.question_open_days";
/// Section in charge where no topic says otherwise.
pub const USUAL_SECTION: &str = "counselling";

/// What a new case is made of.
#[derive(Debug, Clone)]
pub struct New {
    /// Petition or opinion.
    pub kind: Kind,
    /// How it came.
    pub channel: Channel,
    /// What is wanted.
    pub nature: Nature,
    /// Code of the topic.
    pub topic: String,
    /// Code of the district.
    pub district: String,
    /// Language to answer in.
    pub language: String,
    /// Whether it is to be kept secret.
    pub confidential: bool,
    /// What was told.
    pub told: Told,
    /// How to answer.
    pub way: Way,
    /// How much work it is.
    pub grade: Grade,
    /// The day of receipt.
    pub received_on: Date,
    /// Number of the case it comes of.
    pub origin: String,
    /// Where it was read.
    pub source: String,
    /// How it speaks of the centre.
    pub tone: Option<Tone>,
    /// Version of the notice seen.
    pub notice_version: String,
}

/// A case out of what is new, not kept yet.
pub fn case_of(act: &Act, new: New, state: State) -> Case {
    let clock = Clock {
        received_on: new.received_on,
        counts_from: new.received_on,
        mode: DayMode::Work,
        calendar: OFFICE.to_owned(),
        days: 0,
        extended_days: 0,
        stops: false,
        rules: String::new(),
    };
    Case {
        id: act.id().into_string(),
        reference: act.centre.chance.reference().as_str().to_owned(),
        kind: new.kind,
        channel: new.channel,
        nature: new.nature,
        topic: new.topic,
        district: new.district,
        language: new.language,
        confidential: new.confidential,
        told: new.told,
        sealed: None,
        way: new.way,
        state,
        outcome: None,
        section: USUAL_SECTION.to_owned(),
        joint: String::new(),
        handler: String::new(),
        grade: new.grade,
        clock,
        due_on: new.received_on,
        warn_on: new.received_on,
        extensions: 0,
        warned: 0,
        origin: new.origin,
        merged_into: String::new(),
        earlier: String::new(),
        source: new.source,
        tone: new.tone,
        notice_version: new.notice_version,
        created_at: act.now,
        created_by: act.who().to_owned(),
        replied_at: None,
        in_time: None,
        days_taken: None,
        closed_at: None,
        contact_version: 0,
    }
}

/// Key of the rule that names the calendar of cases whose topic names none.
const CALENDAR: &str = "petitions.calendar";

/// Sets the limit by the rules of the day of receipt; the case keeps their versions, so that no later
/// rule moves it. The calendar it was opened under stays, whatever becomes of its topic.
///
/// # Errors
/// Any database error.
pub fn set_clock(conn: &mut Conn, case: &mut Case) -> DbResult<()> {
    let (book, day) = (rules::load(conn)?, case.clock.received_on);
    let rule = |key: &str| book.rule_on(key, "", day);
    let number = |key: &str| rule(key).and_then(|rule| rule.integer()).unwrap_or(DAYS_MAX);
    let word = |key: &str| rule(key).and_then(|rule| rule.text()).unwrap_or_default().to_owned();
    let longest = number("petitions.reply_days").min(DAYS_MAX);
    case.clock.days = number(case.grade.rule()).clamp(1, longest.max(1));
    case.clock.mode = DayMode::from_code(&word("petitions.day_mode")).unwrap_or(DayMode::Work);
    let [supplement, agency] = [Awaited::Petitioner, Awaited::Agency].map(Awaited::rule);
    case.clock.stops = word(supplement) == waiting::STOPS;
    let keys = [case.grade.rule(), "petitions.reply_days", "petitions.day_mode", supplement, agency];
    let mut versions: Vec<String> =
        keys.iter().filter_map(|key| rule(key).map(|rule| rule.version().to_string())).collect();
    if case.clock.rules.is_empty() {
        let topic = store::find_topic(conn, &case.topic)?.map(|topic| topic.calendar).unwrap_or_default();
        case.clock.calendar = if topic.is_empty() { word(CALENDAR) } else { topic.clone() };
        versions.extend(rule(CALENDAR).filter(|_| topic.is_empty()).map(|rule| rule.version().to_string()));
    } else {
        let is_kept = |version: &&str| version.starts_with("petitions.calendar@");
        versions.extend(case.clock.rules.split(' ').find(is_kept).map(str::to_owned));
    }
    case.clock.rules = versions.join(" ");
    Ok(())
}

/// Counts when a case is due.
///
/// # Errors
/// Any database error.
pub fn due(conn: &mut Conn, case: &Case, today: Date) -> DbResult<clock::Due> {
    let calendar = calendar::load_of(conn, &case.clock.calendar)?;
    let stops = store::list_stops(conn, &case.id)?;
    Ok(clock::due(&calendar, &case.clock, &stops, today))
}

/// Counts it and keeps it in the case.
///
/// # Errors
/// Any database error.
pub fn recount(conn: &mut Conn, case: &mut Case, today: Date) -> DbResult<()> {
    let due = due(conn, case, today)?;
    (case.due_on, case.warn_on) = (due.on, due.warn_on());
    Ok(())
}

/// A case enters the register: its limit is set, somebody gets it, the petitioner gets its number.
/// `case` is opened.
///
/// # Errors
/// Any database error.
pub fn register(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    let entered = enter(conn, act, case)?;
    if entered.is_ok() && case.kind == Kind::Petition && case.told.has_contact() {
        letters::write(conn, act, case, LetterKind::Receipt, "")?;
    }
    Ok(entered)
}

/// The same without a word to the petitioner.
///
/// # Errors
/// Any database error.
fn enter(conn: &mut Conn, act: &Act, case: &mut Case) -> Done<()> {
    let today = act.now.date();
    // What comes of another case has its clock already.
    if case.clock.rules.is_empty() {
        case.clock.counts_from = case.clock.received_on;
        set_clock(conn, case)?;
    }
    recount(conn, case, today)?;
    let topic = store::find_topic(conn, &case.topic)?;
    if let Some(topic) = &topic {
        case.section.clone_from(&topic.section);
    }
    // Whoever took it down had it until now.
    let before = case.clone();
    case.handler.clear();
    if let Err(refusal) = store::move_from(conn, act, &before, case, Event::Confirm, "")? {
        return Ok(Err(refusal));
    }
    let absences = store::list_absences(conn, today)?;
    let origin = store::find_by_reference(conn, &case.origin)?;
    if let Some(origin) = &origin {
        store::exclude_alike(conn, &origin.id, &case.id)?;
    }
    let people = match (case.nature.is_confidential(), &origin) {
        (false, _) => topic.map(|topic| vec![topic.handler, topic.stand_in]).unwrap_or_default(),
        // It may be about whoever has the topic: the director says who works on it, unless that is said already.
        (true, Some(origin)) if origin.confidential => vec![origin.handler.clone()],
        (true, _) => Vec::new(),
    };
    let people = working(conn, case, people)?;
    if let Some(handler) = assign::first_there(&absences, people.iter().map(String::as_str), today) {
        let before = case.clone();
        handler.clone_into(&mut case.handler);
        if let Err(refusal) = store::move_from(conn, act, &before, case, Event::Assign, "")? {
            return Ok(Err(refusal));
        }
    }
    match case.confidential && case.handler.is_empty() {
        true => notice::to_assign(conn, act, case)?,
        false => notice::assigned(conn, act, case)?,
    }
    checklist::add_fitting(conn, act, case, Purpose::Usual)?;
    let fact = facts::Fact { name: "petitions.registered", about: case.id.clone() };
    facts::tell(conn, &act.centre, act.now, &[fact])?;
    Ok(Ok(()))
}

/// Those of these people who work on cases and may read this one.
fn working(conn: &mut Conn, case: &Case, people: Vec<String>) -> DbResult<Vec<String>> {
    let mut working = Vec::new();
    for id in people {
        if handles(conn, &id)? && !store::is_excluded(conn, &case.id, &id)? {
            working.push(id);
        }
    }
    Ok(working)
}

/// Whether this is the open account of somebody who works on cases.
///
/// # Errors
/// Any database error.
pub fn handles(conn: &mut Conn, id: &str) -> DbResult<bool> {
    Ok(staff::find_active(conn, id)?.is_some_and(|person| rights::handles(&person.roles)))
}

/// Until when a case that is not the centre's is to be given to the agency in charge, by the rule of the day of receipt.
///
/// # Errors
/// Any database error.
pub fn transfer_on(conn: &mut Conn, case: &Case) -> DbResult<Date> {
    let rule = rules::rule_on(conn, "petitions.transfer_days", case.clock.received_on)?;
    let days = rule.and_then(|rule| rule.integer()).unwrap_or(1);
    let calendar = calendar::load_of(conn, &case.clock.calendar)?;
    Ok(clock::office_days_after(&calendar, case.clock.received_on, days))
}

/// When the link stops being good that confirms a case taken down at this moment: what the letter said then holds,
/// whatever the rule became.
///
/// # Errors
/// Any database error.
pub fn confirm_ends(conn: &mut Conn, created_at: Instant) -> DbResult<Instant> {
    Ok(created_at.plus_seconds(confirm_days(conn, created_at.date())? * 24 * 3600))
}

/// For how many days a link is good that is sent on this day.
///
/// # Errors
/// Any database error.
pub fn confirm_days(conn: &mut Conn, day: Date) -> DbResult<i64> {
    let rule = rules::rule_on(conn, "petitions.confirm_days", day)?;
    Ok(rule.and_then(|rule| rule.integer()).unwrap_or(3))
}

/// The last day on which the petitioner of a case says whether it is solved; nothing before they are asked.
///
/// # Errors
/// Any database error.
pub fn question_ends(conn: &mut Conn, centre: &Centre, case: &Case) -> DbResult<Option<Date>> {
    let asked_at = store::find_surveyed_at(conn, &case.id)?;
    Ok(asked_at.map(|at| question_ends_on(centre, at)))
}

/// The last day for an answer to the question of this moment.
pub fn question_ends_on(centre: &Centre, asked_at: Instant) -> Date {
    asked_at.plus_seconds(setting(centre, QUESTION_OPEN_DAYS, 1) * 24 * 3600).date()
}

/// Questions of this moment and later are open still.
pub fn question_open_since(centre: &Centre, now: Instant) -> Instant {
    let day = now.plus_seconds(-setting(centre, QUESTION_OPEN_DAYS, 1) * 24 * 3600);
    Instant::start_of(day.date()).unwrap_or(day)
}

/// Whether the petitioner of a case has the answer and may say today whether it is solved.
///
/// # Errors
/// Any database error.
pub fn may_be_asked(conn: &mut Conn, act: &Act, case: &Case) -> DbResult<bool> {
    let ends = question_ends(conn, &act.centre, case)?;
    Ok(case.has_answer() && ends.is_none_or(|last| act.now.date() <= last))
}

/// Days of the mode of a case from receipt to a moment.
///
/// # Errors
/// Any database error.
fn days_taken(conn: &mut Conn, case: &Case, at: Instant) -> DbResult<i64> {
    let calendar = calendar::load_of(conn, &case.clock.calendar)?;
    Ok(clock::days_between(&calendar, case.clock.received_on, at.date(), case.clock.mode))
}

/// Work on a case ends: whether in time, and after how many days.
///
/// # Errors
/// Any database error.
pub fn end(conn: &mut Conn, case: &mut Case, at: Instant) -> DbResult<()> {
    case.in_time = Some(at.date() <= case.due_on);
    case.days_taken = Some(days_taken(conn, case, at)?);
    Ok(())
}

/// What is merged into a case ends with it, when it is left or given to another agency.
///
/// # Errors
/// Any database error.
pub fn end_merged(conn: &mut Conn, act: &Act, lead: &Case) -> DbResult<()> {
    for mut case in store::list_merged(conn, &lead.reference)? {
        let before = case.clone();
        case.due_on = lead.due_on;
        end(conn, &mut case, act.now)?;
        store::save(conn, act, &before, &case, "ended", "")?;
    }
    Ok(())
}

/// A setting as a number, never below `least`.
pub fn setting(centre: &Centre, name: &str, least: i64) -> i64 {
    centre.number(name).max(least)
}
