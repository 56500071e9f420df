//! A report about the director is passed on at once to the superior agency, and inside the house told to the person of
//! trust alone: who says about other reports who works on them does not learn of it.

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::i18n::{Arg, Lang};
use foundation::keys::Keys;
use foundation::mail::{self, NewMail, SHELTERED};
use foundation::staff::{self, Colleague, Role};
use office::reference::Reference;

use crate::model::{Deed, Message, Told, readable};
use crate::store::passed::{self, PASSED};
use crate::store::{self, Act};

pub mod keeping;

/// Name of the setting: the address of the superior agency that reports about the director go to.
pub const AGENCY: &str = "petitions.superior_email";
/// Name of the setting: its telephone, told to whoever cannot report here.
pub const TELEPHONE: &str = "petitions.superior_phone";
/// The hotline of the Agency Against Corruption (法務部廉政署), until a centre sets its own.
pub const HOTLINE: &str = "0800-286-586";
/// Name of the setting: the address at work of the person of trust.
pub const PERSON: &str = "petitions.trusted_email";
/// Purpose of the signature of the link by which the agency reads a report.
const READING: &str = "petitions-reading";
/// Purpose of the signature of the link by which whoever told it sees how it stands.
const STANDING: &str = "petitions-passed";
/// Purpose of the mark of what was sent.
const MARK: &str = "petitions-passed-mark";

/// How long what is sent twice is the same report: seconds.
const TWICE_SECONDS: i64 = 24 * 3600;

/// Where reports about the director go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelter {
    /// Address of the superior agency.
    pub agency: String,
    /// The person of trust.
    pub person: Colleague,
}

/// Where reports about the director go; nothing unless an agency and a person are named who is no director.
///
/// # Errors
/// Any database error.
pub fn shelter(conn: &mut Conn, centre: &Centre) -> DbResult<Option<Shelter>> {
    shelter_of(conn, &centre.setting(AGENCY), &centre.setting(PERSON))
}

/// The same by what is set.
///
/// # Errors
/// Any database error.
pub fn shelter_of(conn: &mut Conn, agency: &str, person: &str) -> DbResult<Option<Shelter>> {
    if agency.is_empty() || person.is_empty() {
        return Ok(None);
    }
    let people = staff::list_active(conn)?;
    let is_own = people.iter().any(|one| directs(one) && one.email.eq_ignore_ascii_case(agency));
    let fits = |one: &Colleague| one.email.eq_ignore_ascii_case(person) && !directs(one);
    Ok(people
        .into_iter()
        .find(|one| !is_own && fits(one))
        .map(|person| Shelter { agency: agency.to_owned(), person }))
}

fn directs(one: &Colleague) -> bool {
    one.roles.contains(&Role::Director)
}

/// Whether this member of staff is the person of trust.
///
/// # Errors
/// Any database error.
pub fn is_trusted(conn: &mut Conn, centre: &Centre, staff_id: &str) -> DbResult<bool> {
    Ok(shelter(conn, centre)?.is_some_and(|shelter| shelter.person.id == staff_id))
}

/// Whether a report of wrongdoing that nobody was asked about may be about the director: it names the office, or the
/// person.
///
/// # Errors
/// Any database error.
pub fn names_director(conn: &mut Conn, text: &str) -> DbResult<bool> {
    let people = staff::list_active(conn)?;
    let named = |one: &Colleague| directs(one) && !one.name.is_empty() && text.contains(&one.name);
    Ok(text.contains("主任") || people.iter().any(named))
}

/// The signed address by which the agency reads a report, without language.
pub fn reading_path(keys: &Keys, reference: &str, below: &str) -> String {
    format!("/opinions/{}/reading{below}?k={}", readable(reference), keys.sign(READING, reference))
}

/// Whether a signature opens this report for the agency.
pub fn reads(keys: &Keys, reference: &str, signature: &str) -> bool {
    keys.verify(READING, reference, signature)
}

/// The signed address where whoever told a report sees how it stands, without language.
pub fn standing_path(keys: &Keys, reference: &str) -> String {
    format!("/opinions/{}/passed?k={}", readable(reference), keys.sign(STANDING, reference))
}

/// Whether a signature shows how this report stands.
pub fn stands(keys: &Keys, reference: &str, signature: &str) -> bool {
    keys.verify(STANDING, reference, signature)
}

/// By what a report that is sent once more is known, as by a double click; nobody can tell from it what it says.
fn mark(act: &Act, told: &Told, kept: &[Kept]) -> String {
    let files: Vec<&str> = kept.iter().map(|file| file.sha256.as_str()).collect();
    act.centre.keys.sign(MARK, &serde_json::json!([act.who(), told, files]).to_string())
}

/// Passes a report on: it is kept sealed, the agency gets a link to it, the person of trust is told. Gives its number.
/// The same sent once more within a day is the same report; whoever saw it once more tells of it anew.
///
/// # Errors
/// Any database error.
pub fn pass_on(
    conn: &mut Conn,
    act: &Act,
    shelter: &Shelter,
    told: &Told,
    kept: &[Kept],
) -> DbResult<Reference> {
    let (id, reference) = (act.id().into_string(), act.centre.chance.reference());
    let mark = mark(act, told, kept);
    passed::free_mark(conn, &mark, act.now.plus_seconds(-TWICE_SECONDS))?;
    if !passed::add(conn, act, (&id, reference.as_str()), &mark, told)? {
        let earlier = passed::find_reference(conn, &mark)?.and_then(|text| Reference::parse(&text).ok());
        return Ok(earlier.unwrap_or(reference));
    }
    for (file, number) in kept.iter().zip(1..) {
        let name = store::nameless(&file.name, number);
        let own = Kept { name, matter: PASSED.into(), matter_id: id.clone(), ..file.clone() };
        files::add(conn, &own)?;
    }
    tell(conn, act, (&id, reference.as_str()), Message::Agency, &shelter.agency)?;
    tell(conn, act, (&id, reference.as_str()), Message::Person, &shelter.person.email)?;
    Ok(reference)
}

/// Whoever told it by e-mail gets a link to how it stands; on the website that is said on the page.
///
/// # Errors
/// Any database error.
pub fn acknowledge(conn: &mut Conn, act: &Act, to: &str, reference: &Reference) -> DbResult<()> {
    let Some(found) = passed::find(conn, reference.as_str())? else { return Ok(()) };
    tell(conn, act, (&found.id, &found.reference), Message::Receipt, to)
}

/// Writes a message that was not sent anew, to the address that holds now; says whether there was one.
///
/// # Errors
/// Any database error.
pub fn tell_again(conn: &mut Conn, act: &Act, reference: &str, message: Message) -> DbResult<bool> {
    let (found, shelter) = (passed::lock(conn, reference)?, shelter(conn, &act.centre)?);
    let (Some(found), Some(shelter)) = (found, shelter) else { return Ok(false) };
    let key = message.key(&found.id);
    let was_written = mail::find_by_key(conn, &key)?.is_some();
    if !was_written || !mail::drop_unsent(conn, &key)? {
        return Ok(false);
    }
    let to = match message {
        Message::Agency => shelter.agency,
        Message::Person => shelter.person.email,
        Message::Receipt => passed::told(conn, act, &found)?.email,
    };
    tell(conn, act, (&found.id, &found.reference), message, &to)?;
    passed::note(conn, act, &found.id, Deed::SentAgain)?;
    Ok(true)
}

/// Writes a message with a link, which stands on no page of the outbox; each is written once.
fn tell(
    conn: &mut Conn,
    act: &Act,
    (id, reference): (&str, &str),
    message: Message,
    to: &str,
) -> DbResult<()> {
    let keys = &act.centre.keys;
    let path = match message {
        Message::Agency => reading_path(keys, reference, ""),
        Message::Person => format!("/office/petitions-passed/{reference}"),
        Message::Receipt => standing_path(keys, reference),
    };
    let (what, link) = (message.code(), format!("{}{path}", act.centre.base_url));
    let args = [("centre", act.centre.name.clone().into()), ("link", link.into())];
    write(conn, act, id, (Some(message.key(id)), to, what), &args)
}

/// Writes a message about a report, in the words of its kind, that stands on no page of the outbox.
fn write(
    conn: &mut Conn,
    act: &Act,
    id: &str,
    (unique_key, to, what): (Option<String>, &str, &str),
    args: &[(&str, Arg)],
) -> DbResult<()> {
    let words = act.centre.words(Lang::BASE);
    let letter = NewMail {
        unique_key,
        to: to.to_owned(),
        subject: words.say_with(&format!("petitions-passed-{what}-subject"), args),
        body: words.say_with(&format!("petitions-passed-{what}-text"), args),
        calendar: None,
        matter: PASSED,
        matter_id: id.to_owned(),
        section: SHELTERED.into(),
    };
    mail::add_secret(conn, &[act.id()], act.now, &[letter])
}

/// What somebody answered to a letter about a report, with who it was, goes to the person of trust and to nobody else.
///
/// # Errors
/// Any database error.
pub fn hand_on(
    conn: &mut Conn,
    act: &Act,
    shelter: &Shelter,
    id: &str,
    (from, text): (&str, &str),
) -> DbResult<()> {
    let link = format!("{}/office/petitions-passed", act.centre.base_url);
    let args = [("from", from.to_owned().into()), ("text", text.to_owned().into()), ("link", link.into())];
    write(conn, act, id, (None, &shelter.person.email, "answer"), &args)?;
    passed::note(conn, act, id, Deed::Answered)
}
