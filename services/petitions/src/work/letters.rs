//! Letters to petitioners: written in their language, sent their way, with the proof that they went.

use foundation::db::{Conn, DbResult};
use foundation::i18n::{Arg, Lang, Words};
use foundation::keys::Keys;
use foundation::mail::{self, NewMail};
use office::instant::Instant;

use crate::model::{Case, Done, Event, Letter, LetterKind, Refusal, State, Told, Way};
use crate::rules::mail::token_in;
use crate::store::{self, Act, MATTER};
use crate::work;

/// Purpose of the signature of a link to a case.
const PURPOSE: &str = "petitions";
/// Purpose of the signature of the link that confirms a case.
const CONFIRM: &str = "petitions-confirm";
/// Purpose of the signature of a code in a letter on paper.
const CODE: &str = "petitions-code";
/// Purpose of the signature in the subject of a letter, by which an answer finds its case.
const TOKEN: &str = "petitions-mail";
/// Digits of that signature.
const TOKEN_DIGITS: usize = 16;

/// What the links and codes of a case sign: those sent to a contact that was wrong are not good for the next one.
fn signed((reference, contact_version): (&str, i64)) -> String {
    match contact_version {
        0 => reference.to_owned(),
        version => format!("{reference}/{version}"),
    }
}

fn signed_of(case: &Case) -> String {
    signed((&case.reference, case.contact_version))
}

/// The signed address of a case, without language.
pub fn path(keys: &Keys, case: &Case, below: &str) -> String {
    format!("/opinions/{}{below}?k={}", case.number(), keys.sign(PURPOSE, &signed_of(case)))
}

/// Whether a signature opens the case of this reference and contact version.
pub fn opens(keys: &Keys, of: (&str, i64), signature: &str) -> bool {
    keys.verify(PURPOSE, &signed(of), signature)
}

/// The signed address that confirms a case, without language.
pub fn confirm_path(keys: &Keys, case: &Case) -> String {
    format!("/opinions/{}/confirm?k={}", case.number(), keys.sign(CONFIRM, &case.reference))
}

/// Whether a signature confirms this case.
pub fn confirms(keys: &Keys, reference: &str, signature: &str) -> bool {
    keys.verify(CONFIRM, reference, signature)
}

/// The code by which a case is looked up whose petitioner is reached by letter alone and has no other contact to
/// tell, or that is secret.
pub fn code(keys: &Keys, case: &Case) -> String {
    code_of(keys, &signed_of(case))
}

/// The same of a number that is no case of the house: a report that was passed on.
pub fn code_of(keys: &Keys, reference: &str) -> String {
    let digits = keys.sign(CODE, reference);
    let number = digits.get(..12).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or_default();
    format!("{:08}", number % 100_000_000)
}

/// The word in the subject of a letter by which an answer finds its case; it opens nothing.
fn token(keys: &Keys, reference: &str) -> String {
    keys.sign(TOKEN, reference).chars().take(TOKEN_DIGITS).collect()
}

/// Whether a word of a subject is the signed one of this case.
pub fn is_token(keys: &Keys, reference: &str, word: &str) -> bool {
    word.len() == TOKEN_DIGITS && token(keys, reference).eq_ignore_ascii_case(word)
}

/// A subject without the signed word.
pub fn without_token(subject: &str) -> String {
    match (subject.rsplit_once("[#"), token_in(subject)) {
        (Some((before, rest)), Some(word)) => {
            let after = rest.get(word.len() + 1..).unwrap_or_default();
            format!("{} {}", before.trim_end(), after.trim_start()).trim().to_owned()
        }
        _ => subject.to_owned(),
    }
}

/// The key under which the message of a letter stands in the outbox.
pub fn mail_key(letter_id: &str) -> String {
    format!("petitions:letter:{letter_id}")
}

fn address(act: &Act, words: &Words, path: &str) -> String {
    format!("{}{}", act.centre.base_url, words.path(path))
}

fn centre_name(act: &Act, lang: Lang) -> &str {
    if lang == Lang::BASE { &act.centre.name } else { &act.centre.name_en }
}

/// What a letter says around the text that somebody wrote.
fn text(act: &Act, words: &Words, case: &Case, kind: LetterKind, own: &str) -> String {
    let args: [(&str, Arg); 4] = [
        ("number", case.number().into()),
        ("due", words.date(case.due_on).into()),
        ("subject", case.told.subject.clone().into()),
        ("centre", centre_name(act, case.lang()).into()),
    ];
    let said = words.say_with(&format!("petitions-letter-{}", kind.code()), &args);
    let tells_code = case.confidential || case.told.has_address_only();
    let code = match kind {
        LetterKind::Receipt if tells_code => code_line(act, words, case),
        LetterKind::Receipt => words.say("petitions-letter-look-up"),
        _ => String::new(),
    };
    let parts = [said.as_str(), own.trim(), &code].into_iter().filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("\n\n")
}

/// The code of a case in a sentence.
pub fn code_line(act: &Act, words: &Words, case: &Case) -> String {
    words.say_with("petitions-letter-code", &[("code", code(&act.centre.keys, case).into())])
}

/// Writes a letter to the petitioner of an opened case. By e-mail it leaves at once, exactly once; any
/// other way waits for a person. Where there is no way nothing is written.
///
/// # Errors
/// Any database error.
pub fn write(conn: &mut Conn, act: &Act, case: &Case, kind: LetterKind, own: &str) -> DbResult<()> {
    let words = act.centre.words(case.lang());
    send(conn, act, case, None, kind, text(act, &words, case, kind, own))
}

/// The same, where time alone brought it about, with the instant at which it did.
///
/// # Errors
/// Any database error.
pub fn write_due(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    due_at: Instant,
    kind: LetterKind,
    own: &str,
) -> DbResult<()> {
    let words = act.centre.words(case.lang());
    send(conn, act, case, Some(due_at), kind, text(act, &words, case, kind, own))
}

/// Adds a letter with its whole text, to go the way of the petitioner, or one there is a contact for.
fn send(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    due_at: Option<Instant>,
    kind: LetterKind,
    text: String,
) -> DbResult<()> {
    let way = if case.told.reaches(case.way) { case.way } else { case.told.way() };
    let letter = Letter {
        id: act.id().into_string(),
        kind,
        text,
        way,
        written_at: act.now,
        sent_at: None,
        sent_by: String::new(),
        proof: String::new(),
    };
    store::add_letter(conn, act, case, &letter)?;
    hand_over(conn, act, case, due_at, &letter)
}

/// A letter by e-mail goes into the outbox.
fn hand_over(
    conn: &mut Conn,
    act: &Act,
    case: &Case,
    due_at: Option<Instant>,
    letter: &Letter,
) -> DbResult<()> {
    if letter.way != Way::Email {
        return Ok(());
    }
    let words = act.centre.words(case.lang());
    post(conn, act, case, due_at, message(act, &words, case, letter))
}

/// Whether a letter by e-mail did not leave, or nobody knows whether it did: a person has to look after it.
///
/// # Errors
/// Any database error.
pub fn is_stuck(conn: &mut Conn, letter: &Letter) -> DbResult<bool> {
    if letter.way != Way::Email || letter.sent_at.is_some() {
        return Ok(false);
    }
    let mail = mail::find_by_key(conn, &mail_key(&letter.id))?;
    Ok(mail.is_none_or(|mail| matches!(mail.state.as_str(), "failed" | "unsure")))
}

/// How the petitioner is reached is corrected. Letters that did not leave go the new way, and with `again` the
/// answer that was sent, to an address where nobody has it, goes once more.
///
/// # Errors
/// Any database error.
pub fn change_contact(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    who: &Told,
    way: Way,
    again: bool,
) -> Done<()> {
    if matches!(case.state, State::Confirming | State::Discarded) {
        return Ok(Err(Refusal::Illegal));
    }
    if !who.has_contact() {
        return Ok(Err(Refusal::NoContact));
    }
    let before = case.clone();
    case.told = Told { subject: case.told.subject.clone(), body: case.told.body.clone(), ..who.clone() };
    case.contact_version += i64::from(before.told.was_elsewhere(&case.told));
    case.way = way;
    store::tell(conn, act, case)?;
    store::save(conn, act, &before, case, "contact_changed", "")?;
    let letters = store::list_letters(conn, act, &case.id)?;
    // A code told before opens nothing any more: it is told anew.
    let tells_anew = case.contact_version > before.contact_version
        && (case.confidential || case.told.has_address_only())
        && letters.iter().any(|letter| letter.kind == LetterKind::Receipt);
    for letter in letters.iter().filter(|letter| letter.sent_at.is_none()) {
        if tells_anew && letter.kind == LetterKind::Receipt {
            mail::drop_unsent(conn, &mail_key(&letter.id))?;
            store::drop_letter(conn, &letter.id)?;
            continue;
        }
        if letter.way != Way::Email || mail::drop_unsent(conn, &mail_key(&letter.id))? {
            store::redirect_letter(conn, &letter.id, way)?;
            hand_over(conn, act, case, None, &Letter { way, ..letter.clone() })?;
        }
    }
    if tells_anew {
        write(conn, act, case, LetterKind::Receipt, "")?;
    }
    let sent = letters.into_iter().rev().find(|l| l.kind == LetterKind::Reply && l.sent_at.is_some());
    if let Some(reply) = sent.filter(|_| again) {
        send(conn, act, case, None, LetterKind::Reply, reply.text)?;
    }
    Ok(Ok(()))
}

/// Writes the same to the petitioner of a case and to those whose cases go on in it; once to whoever told both.
///
/// # Errors
/// Any database error.
pub fn write_to_all(conn: &mut Conn, act: &Act, case: &Case, kind: LetterKind, own: &str) -> DbResult<()> {
    let merged = work::acts::merged(conn, act, case)?;
    let own_one = std::iter::once(case).filter(|to| to.told.has_contact());
    for to in own_one.chain(others(case, &merged)) {
        write(conn, act, to, kind, own)?;
    }
    Ok(())
}

/// Who is written to besides the petitioner of a case, of those merged into it.
pub fn others<'a>(
    case: &'a Case,
    merged: impl IntoIterator<Item = &'a Case>,
) -> impl Iterator<Item = &'a Case> {
    merged.into_iter().filter(|other| other.reference != case.origin && other.told.has_contact())
}

/// Puts a message about a case into the outbox, with the instant that alone brought it about, if nothing was done; of a
/// confidential one nobody in the house reads it.
///
/// # Errors
/// Any database error.
pub fn post(conn: &mut Conn, act: &Act, case: &Case, due_at: Option<Instant>, mail: NewMail) -> DbResult<()> {
    let (ids, mails) = ([act.id()], [mail]);
    match due_at {
        Some(due_at) => mail::add_due(conn, &ids, act.now, due_at, &mails)?,
        None => mail::add(conn, &ids, act.now, &mails)?,
    }
    if case.confidential { mail::hide(conn, &ids) } else { Ok(()) }
}

/// The message of a letter. Of a confidential case it says that there is something to read, not what:
/// colleagues see the outbox.
fn message(act: &Act, words: &Words, case: &Case, letter: &Letter) -> NewMail {
    let number: Arg = case.number().into();
    let (body, link) = if case.confidential {
        let said = words.say("petitions-mail-confidential");
        (format!("{said}\n\n{}", code_line(act, words, case)), address(act, words, "/progress"))
    } else {
        (letter.text.clone(), address(act, words, &path(&act.centre.keys, case, "")))
    };
    let end = words.say_with(
        "petitions-mail-end",
        &[("link", link.into()), ("centre", centre_name(act, case.lang()).into())],
    );
    let key = format!("petitions-mail-subject-{}", letter.kind.code());
    let subject = words.say_with(&key, &[("number", number)]);
    NewMail {
        unique_key: Some(mail_key(&letter.id)),
        to: case.told.email.clone(),
        subject: format!("{subject} [#{}]", token(&act.centre.keys, &case.reference)),
        body: format!("{}\n\n{body}\n\n{end}", greeting(words, case)),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: case.section.clone(),
    }
}

/// Greets who reads a letter: the petitioner, or who speaks for them. In a confidential case nobody is named.
fn greeting(words: &Words, case: &Case) -> String {
    let (name, agent) = (case.told.name.as_str(), case.told.agent.as_str());
    let ordinary = |name: &str| words.say_with("petitions-mail-greeting", &[("name", name.into())]);
    match (case.confidential, name, agent) {
        (true, ..) | (false, "", "") => words.say("petitions-mail-greeting-plain"),
        (false, name, "") => ordinary(name),
        (false, "", agent) => ordinary(agent),
        (false, name, agent) => {
            words.say_with("petitions-mail-greeting-agent", &[("name", name.into()), ("agent", agent.into())])
        }
    }
}

/// The message with the link that confirms a case sent over the web.
pub fn confirmation(act: &Act, case: &Case, days: i64) -> NewMail {
    let words = act.centre.words(case.lang());
    let link = address(act, &words, &confirm_path(&act.centre.keys, case));
    let args: [(&str, Arg); 3] =
        [("link", link.into()), ("days", days.into()), ("centre", centre_name(act, case.lang()).into())];
    NewMail {
        unique_key: Some(format!("petitions:confirm:{}", case.id)),
        to: case.told.email.clone(),
        subject: words.say("petitions-mail-confirm-subject"),
        body: words.say_with("petitions-mail-confirm", &args),
        calendar: None,
        matter: MATTER,
        matter_id: case.id.clone(),
        section: case.section.clone(),
    }
}

/// A letter was sent: its proof is kept, and the case that waited for it is answered.
///
/// # Errors
/// Any database error.
pub fn prove(
    conn: &mut Conn,
    act: &Act,
    case: &mut Case,
    letter_id: &str,
    at: Instant,
    proof: &str,
) -> Done<()> {
    let letters = store::list_letters(conn, act, &case.id)?;
    let Some(letter) = letters.into_iter().find(|letter| letter.id == letter_id) else {
        return Ok(Err(Refusal::NoSuchCase));
    };
    // The field has no seconds.
    if at.plus_seconds(60) <= letter.written_at {
        return Ok(Err(Refusal::Early));
    }
    let at = at.max(letter.written_at);
    if !store::prove(conn, act, case, letter_id, at, proof)? {
        return Ok(Ok(()));
    }
    let waits = case.state == State::Approved || (case.state == State::Merged && case.replied_at.is_none());
    if letter.kind != LetterKind::Reply || !waits {
        return Ok(Ok(()));
    }
    let before = case.clone();
    case.replied_at = Some(at);
    if case.state == State::Merged
        && let Some(lead) = store::find_by_reference(conn, &case.merged_into)?
    {
        // The limit that held is that of the case it went on in.
        case.due_on = lead.due_on;
    }
    work::end(conn, case, at)?;
    if case.state == State::Approved {
        return store::move_on(conn, act, case, Event::Send, "");
    }
    // Merged in: answered where it went, and it moves no more.
    store::save(conn, act, &before, case, Event::Send.code(), "")?;
    Ok(Ok(()))
}
