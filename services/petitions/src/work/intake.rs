//! What comes by e-mail: a message becomes a case, is added to the one it answers, or is set apart; each is taken
//! once, whatever ends the process in the middle.

use std::sync::Arc;

use foundation::attempts;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::files::Kept;
use foundation::i18n::Lang;
use foundation::staff::token_hash;
use foundation::trail::Entry;

use super::{NOTICE_VERSION, New, acts, enter, letters, notice};
use crate::model::{Case, Channel, Grade, Kind, LetterKind, NoteKind, State, Told, readable};
use crate::rules::attachment::{self, BYTES_MAX, Fit, Unfit};
use crate::rules::mail::{FILES_MAX, Mail, Said, Sender, Sort, Unreadable};
use crate::store::{self, Act, Apart, MATTER, SetApart};
use crate::typed;

mod passed;
mod thread;

use thread::{OfPassed, Target};

/// The setting that names the topic of what comes by e-mail.
pub const MAIL_TOPIC: &str = "petitions.mail_topic";
/// The setting that names the mail server which finds out who sent a message.
pub const MAIL_HOST: &str = "petitions.mail_host";
/// Messages of one sender within an hour; the mail server keeps the others until then.
const MAILS_MAX: i64 = 30;
/// Acknowledgements to one sender within a day.
const RECEIPTS_MAX: i64 = 5;
/// Characters of what a machine wrote that are noted with a case.
const MACHINE_CHARS_MAX: usize = 2_000;
const HOUR: i64 = 3600;

/// What became of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Taken {
    /// A new case, by its id.
    New(String),
    /// It was added to a case.
    Added(String),
    /// It was taken before.
    Before,
    /// It opened no case.
    Apart(Sort),
    /// It is about the director, and went to the superior agency.
    PassedOn,
}

impl Taken {
    /// In one word, with nothing of what it says.
    pub const fn code(&self) -> &'static str {
        match self {
            Taken::New(_) => "a new case",
            Taken::Added(_) => "added to its case",
            Taken::Before => "taken before",
            Taken::Apart(_) | Taken::PassedOn => "set apart",
        }
    }
}

/// Why a message was not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotTaken {
    /// It never will be.
    Unreadable(Unreadable),
    /// Later it may be.
    Later(String),
}

/// What is known of a message before its files are kept.
enum Looked {
    /// It was taken before.
    Before,
    /// There are too many of its sender.
    Flood,
    /// It is new.
    New {
        /// Whether its files are kept: what a machine wrote about a case is noted without them.
        keeps: bool,
        /// Whether what they go to is secret.
        secret: bool,
    },
}

/// A message with what it says and with its files as they were judged.
struct Arrived {
    mail: Mail,
    said: Said,
    fingerprint: String,
    kept: Vec<Kept>,
    refused: Vec<(String, &'static str)>,
}

/// Takes a message.
///
/// # Errors
/// Why it was not taken.
pub async fn take(centre: &Arc<Centre>, bytes: &[u8]) -> Result<Taken, NotTaken> {
    let mut mail = Mail::read(bytes, &centre.setting(MAIL_HOST)).map_err(NotTaken::Unreadable)?;
    let later = |why: &dyn std::fmt::Display| NotTaken::Later(why.to_string());
    let act = Act::by(centre, "resident", centre.clock.now());
    let own = centre.setting("petitions.reply_email");
    if !own.is_empty() && mail.from.eq_ignore_ascii_case(&own) {
        mail.sort = Sort::Automatic;
    }
    let fingerprint = token_hash(&mail.fingerprint());
    // The look needs no copy of the files, and only those are kept otherwise where it is secret.
    let files = std::mem::take(&mut mail.files);
    let has_files = !files.is_empty();
    let (of, by, asked) = (mail.clone(), act.clone(), fingerprint.clone());
    mail.files = files;
    let look = move |conn: &mut Conn| {
        if store::find_case_of_mail(conn, &asked)?.is_some() {
            return Ok(Looked::Before);
        }
        if !counts(conn, &by, &of)? {
            return Ok(Looked::Flood);
        }
        if !has_files {
            return Ok(Looked::New { keeps: false, secret: false });
        }
        let target = thread::target(conn, &by, &of)?;
        let keeps = of.sort == Sort::Person || is_apart(of.sort, &target);
        let secret = target.is_secret() || !matches!(thread::of_passed(conn, &of)?, OfPassed::No);
        Ok(Looked::New { keeps, secret })
    };
    let (keeps, known_secret) = match centre.db.write(look).await.map_err(|e| later(&e))? {
        Looked::Before => return Ok(Taken::Before),
        Looked::Flood => return Err(later(&"too many messages of this sender within an hour")),
        Looked::New { keeps, secret } => (keeps, secret),
    };
    let said = Said::of(&mail);
    if !keeps {
        mail.files.clear();
    }
    let (fits, refused) = judged(&mut mail);
    // What opens no case is sealed whatever it says.
    let secret = known_secret || is_secret(&said) || mail.sort != Sort::Person;
    let kept = typed::put_files(&act, "", secret, fits).await.map_err(|_| later(&"the files"))?;
    let arrived = Arrived { mail, said, fingerprint, kept, refused };
    let enter = move |conn: &mut Conn| enter_mail(conn, &act, &arrived);
    let taken = centre.db.write(enter).await.map_err(|e| later(&e))?;
    centre.work_waits.notify_one();
    tracing::info!(centre = centre.code, outcome = taken.code(), "a message was taken");
    Ok(taken)
}

/// Whether what no person wrote opens no case and belongs to none.
fn is_apart(sort: Sort, target: &Target) -> bool {
    sort == Sort::Spam || matches!(target, Target::New { about: None, .. })
}

fn is_secret(said: &Said) -> bool {
    said.nature.is_confidential() || said.wants_secrecy
}

/// Judges the files as those of the web form; those that are not taken are named with the reason.
fn judged(mail: &mut Mail) -> (Vec<Fit>, Vec<(String, &'static str)>) {
    let (mut fits, mut refused) = (Vec::new(), Vec::new());
    for (name, bytes) in std::mem::take(&mut mail.files) {
        match attachment::judge(&name, &bytes) {
            Ok(_) if fits.len() >= FILES_MAX => refused.push((name, "petitions-mail-file-many")),
            Ok(fit) => fits.push(fit),
            Err(unfit) => refused.push((name, key_of(unfit))),
        }
    }
    (fits, refused)
}

fn key_of(unfit: Unfit) -> &'static str {
    match unfit {
        Unfit::Empty => "petitions-mail-file-empty",
        Unfit::Large => "petitions-mail-file-large",
        Unfit::Kind => "petitions-mail-file-kind",
        Unfit::Name => "petitions-mail-file-name",
    }
}

/// Whether one more message of this sender is taken within the hour.
fn counts(conn: &mut Conn, act: &Act, mail: &Mail) -> DbResult<bool> {
    let sender = format!("opinions-mail>{}", token_hash(&mail.from.to_lowercase()));
    let since = act.now.plus_seconds(-HOUR);
    Ok(mail.from.is_empty() || attempts::take_up_to(conn, &sender, since, MAILS_MAX, act.now)?)
}

/// Everything that a message causes, in one transaction.
fn enter_mail(conn: &mut Conn, act: &Act, arrived: &Arrived) -> DbResult<Taken> {
    let (mail, id) = (&arrived.mail, act.id().into_string());
    if !store::add_mail(conn, act, &id, &arrived.fingerprint, mail.sort)? {
        // Somebody else was faster.
        return Ok(Taken::Before);
    }
    let target = thread::target(conn, act, mail)?;
    let secret = is_secret(&arrived.said) || target.is_secret();
    if passed::pass_on(conn, act, arrived, &target)? {
        store::change_passed(conn, &id)?;
        return Ok(Taken::PassedOn);
    }
    let taken = match (mail.sort, target) {
        (Sort::Person, Target::Case { mut case, how }) => {
            add_to(conn, act, arrived, &mut case, how)?;
            Taken::Added(case.id)
        }
        (Sort::Person, Target::New { about, named, .. }) => {
            Taken::New(open(conn, act, arrived, about.as_deref(), &named, secret)?)
        }
        (Sort::Spam, _) | (_, Target::New { about: None, .. }) => {
            store::set_apart(conn, act, &id, &apart(arrived, secret), &arrived.kept)?;
            Taken::Apart(mail.sort)
        }
        (sort, Target::Case { case, .. } | Target::New { about: Some(case), .. }) => {
            note_machine(conn, act, &case, mail, sort)?;
            Taken::Added(case.id)
        }
    };
    if let Taken::New(case_id) | Taken::Added(case_id) = &taken {
        store::change_case_of_mail(conn, &id, case_id)?;
    }
    Ok(taken)
}

fn apart(arrived: &Arrived, is_secret: bool) -> Apart {
    let mail = &arrived.mail;
    Apart {
        from: mail.from.clone(),
        name: mail.name.clone(),
        subject: mail.subject.clone(),
        text: mail.text.clone(),
        is_secret,
        files: arrived.refused.len(),
        names: arrived.kept.iter().map(|kept| (kept.id.clone(), kept.name.clone())).collect(),
        sender: mail.sender,
    }
}

/// Whether this sender may be written to by itself now.
fn answers(conn: &mut Conn, act: &Act, mail: &Mail) -> DbResult<bool> {
    // What goes to a forged address by itself is one more nuisance to whoever has it (RFC 3834 §2).
    if mail.is_silent || mail.contact().is_empty() || mail.sender == Sender::Unverified {
        return Ok(false);
    }
    let subject = format!("opinions-receipt>{}", token_hash(&mail.contact().to_lowercase()));
    attempts::take_up_to(conn, &subject, act.now.plus_seconds(-24 * HOUR), RECEIPTS_MAX, act.now)
}

/// Keeps the files with a case, wherever they were meant to go; the petitioner sees none that somebody else sent.
fn add_files(conn: &mut Conn, act: &Act, arrived: &Arrived, case: &Case, is_own: bool) -> DbResult<()> {
    let from = |kept: &Kept| if is_own { kept.created_by.clone() } else { store::SOMEBODY_ELSE.to_owned() };
    let own = |kept: &Kept| Kept {
        matter: MATTER.to_owned(),
        matter_id: case.id.clone(),
        created_by: from(kept),
        ..kept.clone()
    };
    let kept: Vec<Kept> = arrived.kept.iter().map(own).collect();
    typed::add_files(conn, act, &kept, case.confidential)
}

/// How a message came, in the trail.
fn note_how(conn: &mut Conn, act: &Act, case: &Case, how: &str) -> DbResult<()> {
    let reason = Some(act.centre.words(Lang::BASE).say(&format!("petitions-mail-how-{how}")));
    act.note_of(conn, case, Entry { reason, ..Entry::new(MATTER, &case.id, "mailed") })
}

/// The message is added to the case it answers. What somebody else than the petitioner wrote is for staff alone.
fn add_to(conn: &mut Conn, act: &Act, arrived: &Arrived, case: &mut Case, how: &'static str) -> DbResult<()> {
    let mail = &arrived.mail;
    let is_own = thread::is_of(case, &mail.from);
    add_files(conn, act, arrived, case, is_own)?;
    store::add_note(conn, act, case, NoteKind::Internal, &head(act, arrived, how, &[]))?;
    note_how(conn, act, case, how)?;
    let kind = if is_own { NoteKind::Email } else { NoteKind::Internal };
    // A refusal changes nothing: the note is there.
    let _ = acts::supplement(conn, act, case, kind, &mail.text)?;
    if is_own && case.told.name.is_empty() && !arrived.said.name.is_empty() {
        let before = case.clone();
        case.told.name.clone_from(&arrived.said.name);
        store::tell(conn, act, case)?;
        store::save(conn, act, &before, case, "contact_changed", "")?;
    }
    let own = not_taken(act, arrived, case.lang());
    if is_own && !own.is_empty() && answers(conn, act, mail)? {
        letters::write(conn, act, case, LetterKind::Receipt, &own)?;
    }
    Ok(())
}

/// A case out of a message; gives its id.
fn open(
    conn: &mut Conn,
    act: &Act,
    arrived: &Arrived,
    about: Option<&Case>,
    named: &[String],
    secret: bool,
) -> DbResult<String> {
    let answers = answers(conn, act, &arrived.mail)?;
    let mut new = new_of(conn, act, arrived, about, secret)?;
    // The receipt tells it (個人資料保護法 §8).
    new.notice_version = if answers { NOTICE_VERSION } else { "" }.to_owned();
    let mut case = super::case_of(act, new, State::Draft);
    store::add(conn, act, &mut case)?;
    add_files(conn, act, arrived, &case, true)?;
    let how = if about.is_some() { "again" } else { "new" };
    store::add_note(conn, act, &case, NoteKind::Internal, &head(act, arrived, how, named))?;
    note_how(conn, act, &case, how)?;
    let _ = enter(conn, act, &mut case)?;
    if !answers {
        return Ok(case.id);
    }
    let words = act.centre.words(case.lang());
    let notice = [words.say("petitions-notice-title"), words.say("petitions-notice-text")].join("\n");
    let own = [not_taken(act, arrived, case.lang()), notice];
    let own: Vec<String> = own.into_iter().filter(|part| !part.is_empty()).collect();
    letters::write(conn, act, &case, LetterKind::Receipt, &own.join("\n\n"))?;
    let missing = missing(act, arrived, case.lang());
    if !missing.is_empty() {
        let system = Act::system(&act.centre);
        let _ = acts::ask_supplement(conn, &system, &mut case, &missing)?;
    }
    Ok(case.id)
}

/// What a message says as a petition: real name or not, it is registered, and what the law wants besides is
/// asked for.
fn new_of(
    conn: &mut Conn,
    act: &Act,
    arrived: &Arrived,
    about: Option<&Case>,
    secret: bool,
) -> DbResult<New> {
    let (mail, said) = (&arrived.mail, &arrived.said);
    let lang = if said.is_chinese { Lang::ZhHant } else { Lang::En };
    let subject = match mail.subject.as_str() {
        "" => act.centre.words(lang).say("petitions-mail-no-subject"),
        subject => letters::without_token(subject),
    };
    let told = Told {
        subject,
        body: mail.text.clone(),
        name: said.name.clone(),
        phone: said.phone.clone(),
        email: mail.contact().to_owned(),
        address: said.address.clone(),
        ..Told::default()
    };
    let nature = about.map_or(said.nature, |about| about.nature);
    let nature = if said.nature.is_confidential() { said.nature } else { nature };
    let usual = act.centre.setting(MAIL_TOPIC);
    let usual = store::find_topic(conn, &usual)?.filter(|topic| !topic.closed).map(|topic| topic.code);
    let today = act.now.date();
    let received = mail.received_at.map_or(today, |at| at.date());
    let is_likely = received <= today && (today - received).get_days() <= 30;
    Ok(New {
        kind: Kind::Petition,
        channel: Channel::Email,
        nature,
        topic: about.map(|about| about.topic.clone()).or(usual).unwrap_or_default(),
        district: about.map_or(office::district::UNKNOWN, |about| &about.district).to_owned(),
        language: lang.code().to_owned(),
        confidential: secret,
        way: told.way(),
        told,
        grade: Grade::usual(lang.code()),
        received_on: if is_likely { received } else { today },
        origin: about.map(|about| about.reference.clone()).unwrap_or_default(),
        source: String::new(),
        tone: None,
        notice_version: String::new(),
    })
}

/// What the law asks for and the message does not tell (行政程序法 §171, §173).
fn missing(act: &Act, arrived: &Arrived, lang: Lang) -> String {
    let words = act.centre.words(lang);
    let asked = [
        (arrived.said.name.is_empty(), "petitions-mail-missing-name"),
        (!arrived.said.has_matter && arrived.kept.is_empty(), "petitions-mail-missing-matter"),
    ];
    asked
        .iter()
        .filter(|(is_missing, _)| *is_missing)
        .map(|(_, key)| words.say(key))
        .collect::<Vec<_>>()
        .join("\n")
}

/// Of the files and the text, what was not taken, and why.
fn not_taken(act: &Act, arrived: &Arrived, lang: Lang) -> String {
    let words = act.centre.words(lang);
    let mut lines = Vec::new();
    if !arrived.refused.is_empty() {
        lines.push(words.say("petitions-mail-files-refused"));
    }
    for (name, key) in &arrived.refused {
        let max = i64::try_from(BYTES_MAX / 1024 / 1024).unwrap_or_default();
        let why = words.say_with(key, &[("max", max.into()), ("files", FILES_MAX.into())]);
        let name = if name.is_empty() { words.say("petitions-mail-nameless") } else { name.clone() };
        lines.push(words.say_with("petitions-mail-file", &[("name", name.into()), ("why", why.into())]));
    }
    if arrived.mail.is_cut {
        lines.push(words.say("petitions-mail-cut"));
    }
    lines.join("\n")
}

/// The head of a message as staff read it.
fn head(act: &Act, arrived: &Arrived, how: &str, named: &[String]) -> String {
    let (words, mail) = (act.centre.words(Lang::BASE), &arrived.mail);
    let from =
        if mail.name.is_empty() { mail.from.clone() } else { format!("{} <{}>", mail.name, mail.from) };
    let mut lines = vec![words.say(&format!("petitions-mail-how-{how}"))];
    lines.extend(mail.sender.key().map(|key| words.say(key)));
    let differs = !mail.reply_to.is_empty() && !mail.reply_to.eq_ignore_ascii_case(&mail.from);
    let reply_to = if differs { mail.reply_to.clone() } else { String::new() };
    let said = [
        ("from", from),
        ("reply-to", reply_to),
        ("to", mail.to.clone()),
        ("subject", mail.subject.clone()),
        ("date", mail.date.clone()),
    ];
    for (field, value) in said.into_iter().filter(|(_, value)| !value.is_empty()) {
        lines.push(words.say_with(&format!("petitions-mail-head-{field}"), &[("value", value.into())]));
    }
    if !named.is_empty() {
        let numbers = words.list(named.iter().map(|number| readable(number)));
        lines.push(words.say_with("petitions-mail-named", &[("numbers", numbers.into())]));
    }
    lines.push(not_taken(act, arrived, Lang::BASE));
    lines.retain(|line| !line.is_empty());
    lines.join("\n")
}

/// What a machine wrote about one of our letters is noted with the case, and that a letter did not arrive is told
/// to whoever works on it.
fn note_machine(conn: &mut Conn, act: &Act, case: &Case, mail: &Mail, sort: Sort) -> DbResult<()> {
    let words = act.centre.words(Lang::BASE);
    let system = Act::system(&act.centre);
    let begin = words.say(&format!("petitions-mail-sort-{}", sort.code()));
    let text: String = mail.text.chars().take(MACHINE_CHARS_MAX).collect();
    let note = format!("{begin}\n{}\n{text}", mail.subject);
    store::add_note(conn, &system, case, NoteKind::Internal, &note)?;
    note_how(conn, &system, case, "machine")?;
    if sort == Sort::Bounce { notice::bounced(conn, &system, case) } else { Ok(()) }
}

/// A message that was set apart, and is taken, becomes a case after all, as a member of staff says; gives its id.
///
/// # Errors
/// Any database error.
pub fn promote(conn: &mut Conn, act: &Act, found: SetApart) -> DbResult<String> {
    let kept = store::take_files(conn, &found)?;
    let (mail_id, apart) = (found.id, found.mail);
    let mail = Mail {
        message_id: String::new(),
        references: Vec::new(),
        from: apart.from,
        name: apart.name,
        reply_to: String::new(),
        to: String::new(),
        subject: apart.subject,
        date: String::new(),
        received_at: Some(found.taken_at),
        text: apart.text,
        is_cut: false,
        files: Vec::new(),
        sort: Sort::Person,
        is_silent: false,
        sender: apart.sender,
    };
    let said = Said::of(&mail);
    let secret = apart.is_secret || is_secret(&said);
    let arrived = Arrived { mail, said, fingerprint: String::new(), kept, refused: Vec::new() };
    let case_id = open(conn, act, &arrived, None, &[], secret)?;
    store::change_case_of_mail(conn, &mail_id, &case_id)?;
    store::forget_apart(conn, act, &mail_id)?;
    Ok(case_id)
}
