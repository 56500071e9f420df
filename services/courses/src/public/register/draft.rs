//! What was typed so far, and what it amounts to.

use foundation::form::Form;
use foundation::i18n::Arg;
use foundation::residents::Companion;
use foundation::web::Ctx;
use office::email::Email;
use office::instant::Instant;
use office::person_name::PersonName;
use office::phone::Phone;
use office::roc_date;
use office::sex::Sex;

use super::Desired;
use crate::desk::{NewMember, NewParty};
use crate::entry;
use crate::public::asked;
use crate::questions::{Answers, Question, Whose};
use crate::rules::person;

/// The pages of the form, in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Who can be reached, and the questions put to the party.
    Contact,
    /// Who comes.
    People,
    /// Check the answers, consent, send.
    Check,
}

impl Step {
    pub(super) const fn code(self) -> &'static str {
        match self {
            Step::Contact => "contact",
            Step::People => "people",
            Step::Check => "check",
        }
    }

    fn from_code(code: &str) -> Step {
        match code {
            "people" => Step::People,
            "check" => Step::Check,
            _ => Step::Contact,
        }
    }
}

/// The button that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pressed {
    Next,
    To(Step),
    Add,
    Remove(usize),
    PutBack,
    Send,
}

/// Fields of the contact page.
const CONTACT: &[&str] = &["name", "phone", "email", "district"];
/// Longest key of a request.
const KEY_CHARS_MAX: usize = 64;

/// The form so far: only fields it has, persons numbered from 0 without gaps.
pub(super) struct Draft {
    pub(super) form: Form,
    pub(super) members: usize,
}

/// What the form amounts to when nothing is wrong.
pub(super) struct Party {
    pub(super) name: String,
    pub(super) phone: String,
    pub(super) email: String,
    pub(super) answers: Answers,
    pub(super) members: Vec<NewMember>,
}

/// The prefix of the fields of a person.
pub(in crate::public) fn prefix(member: usize) -> String {
    format!("members[{member}].")
}

/// Splits `members[3].name` into 3 and `name`.
fn split(field: &str) -> Option<(usize, &str)> {
    let (number, rest) = field.strip_prefix("members[")?.split_once("].")?;
    Some((number.parse().ok()?, rest))
}

impl Draft {
    /// An empty form; sending it twice under one key is sending it once.
    pub(super) fn new(key: String) -> Draft {
        Draft { form: Form::new(vec![("key".into(), key)]), members: 0 }
    }

    /// What was sent: the form so far, the page it came from and the button.
    pub(super) fn read(ctx: &Ctx, sent: &Form, party_max: i64) -> (Draft, Step, Pressed) {
        let at = Step::from_code(sent.text("at"));
        let pressed = pressed(sent);
        let mut numbers: Vec<usize> =
            sent.pairs().iter().filter_map(|(name, _)| split(name)).map(|(number, _)| number).collect();
        numbers.sort_unstable();
        numbers.dedup();
        let room = usize::try_from(party_max).unwrap_or_default();
        let too_many = numbers.len() > room;
        numbers.truncate(room);
        let pairs = sent.pairs().iter().filter_map(|(name, value)| {
            let name = match split(name) {
                Some((number, rest)) => {
                    let place = numbers.iter().position(|n| *n == number)?;
                    format!("{}{rest}", prefix(place))
                }
                None => name.clone(),
            };
            let known = CONTACT.contains(&name.as_str())
                || matches!(name.as_str(), "key" | "consent" | "along" | "group")
                || ["q.", "members[", "off."].iter().any(|known| name.starts_with(known));
            known.then(|| (name, value.clone()))
        });
        let mut form = Form::new(pairs.collect());
        let key = form.text("key");
        let is_key =
            !key.is_empty() && key.len() <= KEY_CHARS_MAX && key.chars().all(|c| c.is_ascii_hexdigit());
        if !is_key {
            form.set("key", ctx.centre.chance.token());
        }
        if too_many {
            form.wrong_with("", "register-error-too-many", vec![("max", Arg::from(party_max))]);
        }
        (Draft { form, members: numbers.len() }, at, pressed)
    }

    /// Looks at the pages up to `at`; the next page, when all is right.
    pub(super) fn check(&mut self, desired: &Desired, at: Step, now: Instant) -> Option<Step> {
        match at {
            Step::Contact => {
                let (name, ..) = contact(&mut self.form);
                asked::read(&mut self.form, &desired.questions, Whose::Registration, "", &Answers::new());
                if self.form.is_right() {
                    self.bring(desired);
                }
                if self.members == 0 && self.form.is_right() {
                    self.add(desired.shown.course.party_max);
                    self.form.set("members[0].name", name);
                }
                self.form.is_right().then_some(Step::People)
            }
            Step::People | Step::Check => {
                self.party(desired, now);
                self.form.is_right().then_some(Step::Check)
            }
        }
    }

    /// The page on which the first mistake is.
    pub(super) fn page_of_mistake(&self) -> Option<Step> {
        let field = self.form.mistakes().first().map(|m| m.field.as_str())?;
        Some(match field {
            "consent" => Step::Check,
            _ if field.starts_with("members[") || field.is_empty() || field == "group" => Step::People,
            _ => Step::Contact,
        })
    }

    /// Everything the form says; mistakes are noted in it.
    pub(super) fn party(&mut self, desired: &Desired, now: Instant) -> Party {
        let (name, phone, email) = contact(&mut self.form);
        let answers =
            asked::read(&mut self.form, &desired.questions, Whose::Registration, "", &Answers::new());
        if self.members == 0 {
            self.form.wrong("", "register-error-nobody");
        }
        // A party lives together as far as we ask: one district for all (D-4).
        let district = self.form.text("district");
        let district = desired
            .districts
            .all()
            .iter()
            .find(|d| d.code == district)
            .map_or_else(String::new, |d| d.code.clone());
        let mut members: Vec<NewMember> = Vec::with_capacity(self.members);
        for place in 0..self.members {
            let mut member = member(&mut self.form, &prefix(place), &desired.questions, &answers, now);
            member.person_key = person::key(&member.name, &phone, &email);
            self.know(desired, place, &mut member, &district);
            let twice = members.iter().any(|m| m.person_key == member.person_key);
            if twice && !member.name.is_empty() {
                self.form.wrong(format!("{}name", prefix(place)), "register-error-twice");
            }
            members.push(member);
        }
        if self.form.is_right() {
            let group = self.form.text("group") == "yes";
            let barred = entry::judge(&desired.shown.entry, desired.shown.course.starts_at, &members, group);
            entry::note(&mut self.form, &barred);
        }
        Party { name, phone, email, answers, members }
    }

    /// What is known of a person besides what was typed: the household's day of birth and district, and
    /// whether the name may be shown.
    fn know(&self, desired: &Desired, place: usize, member: &mut NewMember, district: &str) {
        let (of, show) = (format!("{}of", prefix(place)), format!("{}show_name", prefix(place)));
        let known = desired.companions.iter().find(|c| c.id == self.form.text(&of) && c.name == member.name);
        let known = known.filter(|c| c.birth_year == member.birth_year);
        member.birth_on = known.and_then(|c| c.birth_on);
        district.clone_into(&mut member.district);
        if let Some(own) = known.map(|c| &c.district).filter(|d| !d.is_empty()) {
            member.district.clone_from(own);
        }
        let days = desired.shown.entry.names_days.filter(|_| self.form.text(&show) == "yes");
        member.shown_until = days.map(|days| desired.shown.course.ends_at.plus_seconds(days * 86_400));
    }

    /// Brings the ticked members of the household to the party, and takes those off that are ticked no
    /// more (R27). Only whom the household offers can be ticked.
    fn bring(&mut self, desired: &Desired) {
        let ticked: Vec<&Companion> =
            desired.companions.iter().filter(|c| self.form.texts("along").any(|id| id == c.id)).collect();
        if desired.companions.is_empty() {
            return;
        }
        for place in (0..self.members).rev() {
            let of = self.form.text(&format!("{}of", prefix(place))).to_owned();
            if !of.is_empty() && !ticked.iter().any(|c| c.id == of) {
                self.remove(place);
            }
        }
        for companion in ticked {
            let is_here = (0..self.members)
                .any(|place| self.form.text(&format!("{}of", prefix(place))) == companion.id);
            if !is_here {
                self.add_companion(companion, desired.shown.course.party_max);
            }
        }
    }

    fn add_companion(&mut self, companion: &Companion, party_max: i64) {
        let place = self.members;
        self.add(party_max);
        if self.members == place {
            return;
        }
        let sex = Some(companion.sex.as_str()).filter(|sex| *sex != Sex::Unknown.code()).unwrap_or_default();
        let year = companion.birth_year.map(|year| year.to_string()).unwrap_or_default();
        for (field, value) in
            [("of", companion.id.as_str()), ("name", &companion.name), ("birth_year", &year), ("sex", sex)]
        {
            self.form.set(&format!("{}{field}", prefix(place)), value);
        }
    }

    /// One more person.
    pub(super) fn add(&mut self, party_max: i64) {
        if i64::try_from(self.members).unwrap_or(i64::MAX) >= party_max {
            self.form.wrong_with("", "register-error-too-many", vec![("max", Arg::from(party_max))]);
            return;
        }
        self.form.set(&format!("{}name", prefix(self.members)), "");
        self.members += 1;
    }

    /// Takes a person off, and remembers it so that it can be put back (R34).
    pub(super) fn remove(&mut self, index: usize) {
        if index >= self.members {
            return;
        }
        let pairs = self.form.pairs().iter().filter(|(name, _)| !name.starts_with("off."));
        let pairs = pairs.map(|(name, value)| {
            let name = match split(name) {
                Some((number, rest)) if number == index => format!("off.{rest}"),
                Some((number, rest)) if number > index => format!("{}{rest}", prefix(number - 1)),
                _ => name.clone(),
            };
            (name, value.clone())
        });
        self.form = Form::new(pairs.collect());
        self.members -= 1;
    }

    /// Puts the person who was taken off last back.
    pub(super) fn put_back(&mut self) {
        let place = prefix(self.members);
        let is_there = self.form.has("off.name");
        let pairs = self.form.pairs().iter().map(|(name, value)| match name.strip_prefix("off.") {
            Some(rest) => (format!("{place}{rest}"), value.clone()),
            None => (name.clone(), value.clone()),
        });
        self.form = Form::new(pairs.collect());
        self.members += usize::from(is_there);
    }
}

/// The fields of the form that say what a party said.
pub(in crate::public) fn pairs_of(party: &NewParty) -> Vec<(String, String)> {
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let district = party.members.first().map_or("", |m| m.district.as_str());
    let (name, phone, email) = (&party.name, &party.phone, &party.email);
    let mut pairs = vec![field("name", name), field("phone", phone), field("email", email)];
    pairs.push(field("district", district));
    if party.declares_group {
        pairs.push(field("group", "yes"));
    }
    asked::put(&mut pairs, &Answers::parse(&party.answers), "");
    for (place, m) in party.members.iter().enumerate() {
        let at = prefix(place);
        let year = m.birth_year.map(|year| year.to_string()).unwrap_or_default();
        let sex = if m.sex == Sex::Unknown.code() { "" } else { m.sex.as_str() };
        for (of, value) in [("name", m.name.as_str()), ("birth_year", &year), ("sex", sex)] {
            pairs.push((format!("{at}{of}"), value.to_owned()));
        }
        if m.shown_until.is_some() {
            pairs.push((format!("{at}show_name"), "yes".to_owned()));
        }
        asked::put(&mut pairs, &Answers::parse(&m.answers), &at);
    }
    pairs
}

/// Who can be reached and how: name, telephone (E.164) and e-mail; mistakes are noted in the form.
pub(in crate::public) fn contact(form: &mut Form) -> (String, String, String) {
    let name = name(form, "name");
    let (phone, email) = (form.text("phone").trim(), form.text("email").trim());
    let (phone, email) = (phone.to_owned(), email.to_owned());
    if phone.is_empty() && email.is_empty() {
        form.wrong("phone", "register-error-contact");
        return (name, phone, email);
    }
    let read_phone =
        if phone.is_empty() { Ok(String::new()) } else { Phone::parse(&phone).map(|p| p.e164().to_owned()) };
    let read_email =
        if email.is_empty() { Ok(String::new()) } else { Email::parse(&email).map(Email::into_string) };
    if let Err(error) = &read_phone {
        form.wrong("phone", error.key());
    }
    if let Err(error) = &read_email {
        form.wrong("email", error.key());
    }
    (name, read_phone.unwrap_or_default(), read_email.unwrap_or_default())
}

/// What one person is and answers; mistakes are noted in the form.
pub(in crate::public) fn member(
    form: &mut Form,
    prefix: &str,
    questions: &[Question],
    party: &Answers,
    now: Instant,
) -> NewMember {
    let name = name(form, &format!("{prefix}name"));
    let (birth_year, sex) = read_about_person(form, prefix, now);
    NewMember {
        name,
        person_key: String::new(),
        birth_year,
        sex,
        district: String::new(),
        answers: asked::read(form, questions, Whose::Person, prefix, party).render(),
        ..NewMember::default()
    }
}

/// Year of birth, if told, and sex, as a code.
pub(in crate::public) fn read_about_person(
    form: &mut Form,
    prefix: &str,
    now: Instant,
) -> (Option<i64>, String) {
    let sex = Sex::from_code(form.text(&format!("{prefix}sex"))).unwrap_or(Sex::Unknown);
    (birth_year(form, &format!("{prefix}birth_year"), now), sex.code().to_owned())
}

fn name(form: &mut Form, field: &str) -> String {
    match PersonName::parse(form.text(field)) {
        Ok(name) => name.into_string(),
        Err(error) => {
            form.wrong(field, error.key());
            String::new()
        }
    }
}

/// Nobody who comes to a course is older.
const AGE_MAX: i64 = 120;

/// A year of birth.
fn birth_year(form: &mut Form, field: &str, now: Instant) -> Option<i64> {
    let this_year = i64::from(now.date().year());
    if form.text(field).trim().is_empty() {
        return None;
    }
    let fits = roc_date::parse_year(form.text(field))
        .filter(|year| (this_year - AGE_MAX..=this_year).contains(year));
    if fits.is_none() {
        form.wrong(field, "register-error-birth-year");
    }
    fits
}

fn pressed(sent: &Form) -> Pressed {
    let number = |name: &str| sent.text(name).parse::<usize>().ok();
    match () {
        () if sent.has("send") => Pressed::Send,
        () if sent.has("add") => Pressed::Add,
        () if sent.has("put-back") => Pressed::PutBack,
        () if sent.has("to") => Pressed::To(Step::from_code(sent.text("to"))),
        () => number("remove").map_or(Pressed::Next, Pressed::Remove),
    }
}
