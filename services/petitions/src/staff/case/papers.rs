//! What a case shows: facts, what was told, letters, notes, proposals, the clock, the trail.

use foundation::calendar;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone, column};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::calendar::OFFICE;

use super::Shown;
use crate::model::{Kind, Letter, Note, ProposalState, Way, readable};
use crate::rules::clock;
use crate::rules::joint;
use crate::staff::acts::forms;
use crate::staff::said;
use crate::store::SOMEBODY_ELSE;
use crate::typed;
use crate::work::letters;

/// How many answers to a matter make the next one a repetition.
const REPEATED: usize = 2;

pub(super) fn facts(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let name = |room: &str, code: &str| words.say(&format!("petitions-{room}-{code}"));
    let topic = shown.topic().map_or("", |topic| topic.name_in(words.lang()));
    html! {
        @if case.confidential { (parts::notice(Tone::Wait, &words.say("petitions-confidential"), html! { p { (words.say("petitions-confidential-about")) } })) }
        dl.facts {
            dt { (words.say("petitions-state")) } dd { (said::state(words, case.state)) @if case.kind == Kind::Opinion { " " (parts::tag(Tone::Plain, &name("kind", "opinion"))) } }
            @if case.state.is_open() { dt { (words.say("petitions-due")) } dd { (said::due(words, &shown.calendar, case.due_on, case.warn_on, ctx.now.date())) } }
            (super::waiting::open(ctx, shown))
            (super::checklist::remedies(ctx, shown))
            dt { (words.say("petitions-handler")) } dd { (words.aside(&said::person(words, &shown.names, &case.handler), &words.say(&format!("petitions-section-{}", case.section)))) }
            @if !case.joint.is_empty() { dt { (words.say("petitions-joint")) } dd { (sections(words, &case.joint)) } }
            dt { (words.say("petitions-channel")) } dd { (name("channel", case.channel.code())) }
            dt { (words.say("petitions-f-nature")) } dd { (name("nature", case.nature.code())) }
            dt { (words.say("petitions-f-topic")) } dd { (topic) }
            dt { (words.say("petitions-grade")) } dd { (name("grade", case.grade.code())) }
            @if case.kind == Kind::Petition { dt { (words.say("petitions-f-way")) } dd { (name("way", case.way.code())) } }
            @if let Some(tone) = case.tone { dt { (words.say("petitions-tone")) } dd { (name("tone", tone.code())) } }
            @if !case.source.is_empty() { dt { (words.say("petitions-source")) } dd { (case.source) } }
            @if shown.earlier.contains(&case.earlier) { dt { (words.say("petitions-earlier")) } dd { (readable(&case.earlier)) } }
            @if let Some(into) = &shown.into { dt { (words.say("petitions-merged-into")) } dd { a href=(words.path(&format!("/office/petitions/{into}"))) { (readable(&case.merged_into)) } } }
            @if let Some(parent) = &shown.parent { dt { (words.say("petitions-origin")) } dd { a href=(words.path(&format!("/office/petitions/{parent}"))) { (readable(&case.origin)) } } }
            @if !shown.children.is_empty() {
                dt { (words.say("petitions-children")) }
                dd { @for (id, reference, state) in &shown.children { a href=(words.path(&format!("/office/petitions/{id}"))) { (readable(reference)) } " " (said::state(words, *state)) " " } }
            }
            @if let Some(archived) = &shown.archived {
                @if let Some(outcome) = case.outcome { dt { (words.say("petitions-archive-outcome")) } dd { (said::state(words, outcome)) } }
                dt { (words.say("petitions-destruction-file-number")) } dd { (archived.file_number) }
                dt { (words.say("petitions-destruction-kept-until")) }
                dd { @match archived.kept_until { Some(on) => (parts::day(words, on)), None => (words.say("petitions-retention-for-ever")) } }
            }
            @if let Some(in_time) = case.in_time { dt { (words.say("petitions-outcome")) } dd { (name("outcome", if in_time { "in-time" } else { "late" })) } }
        }
    }
}

pub(super) fn told(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, told) = (&ctx.words, &shown.case.told);
    let contacts = typed::contacts(words, told);
    html! {
        h2 { (words.say(if shown.case.kind == Kind::Petition { "petitions-told" } else { "petitions-said" })) }
        p.text { (told.body) }
        @if !contacts.0.is_empty() { dl.facts { (contacts) } }
        (files(words, &shown.case.id, &shown.files))
        @if let Some(record) = &shown.record {
            dl.facts {
                dt { (words.say("petitions-record")) } dd { (parts::time(words, record.taken_at)) " " (record.place) " " (said::person(words, &shown.names, &record.recorder)) }
                @if let Some(at) = record.confirmed_at {
                    dt { (words.say("petitions-confirmed")) } dd { (parts::time(words, at)) " " (words.say(&format!("petitions-confirmed-{}", record.confirmed_how))) }
                }
                @if let Some(signature) = &record.signature {
                    dt { (words.say("petitions-signature")) }
                    dd { (words.aside(&signature.name, &words.say(&format!("petitions-signed-by-{}", signature.by.code()))))
                        @if signature.paper_offered { br; (words.say("petitions-paper-offered")) } }
                }
                @if !record.objections.is_empty() { dt { (words.say("petitions-objections")) } dd { (record.objections) } }
            }
        }
        @if let Some(answer) = &shown.answer {
            dl.facts {
                dt { (words.say("petitions-solved")) } dd { (words.say(&format!("petitions-solved-{}", answer.solved))) }
                @if !answer.words.is_empty() { dt { (words.say("petitions-answer-words")) } dd { (answer.words) } }
            }
        }
    }
}

fn files(words: &Words, case_id: &str, files: &[Kept]) -> Markup {
    html! {
        @if !files.is_empty() {
            ul { @for file in files {
                li { a href=(words.path(&format!("/office/petitions/{case_id}/files/{}", file.id))) { (file.name) }
                    @if file.created_by == SOMEBODY_ELSE { " " span.soft { (words.say("petitions-file-of-another")) } }
                }
            } }
        }
    }
}

/// What the petitioner had given to the case this one came of: files, letters, what was added.
pub(super) fn brought(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        @if let Some(of) = &shown.brought {
            h2 #brought { (words.say_with("petitions-brought", &[("number", of.case.number().into())])) }
            article.letter {
                (files(words, &shown.case.id, &of.files))
                @for note in &of.notes { (note_shown(words, shown, note)) }
            }
        }
    }
}

/// What was told in the cases that go on in this one, with their notes and files, whom they wait for and what is to
/// be done.
pub(super) fn merged(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        @if !shown.merged.is_empty() {
            h2 #merged { (words.say("petitions-merged")) }
            @for merged in &shown.merged {
                article.letter {
                    h3 { (merged.case.number()) " " (merged.case.told.subject) }
                    p.soft { (merged.case.told.name) }
                    p.text { (merged.case.told.body) }
                    (files(words, &shown.case.id, &merged.files))
                    @for note in &merged.notes { (note_shown(words, shown, note)) }
                    @for asked in &merged.consultations { (super::waiting::consultation(ctx, shown, asked, form)) }
                    (super::checklist::of_merged(ctx, shown, merged))
                }
            }
        }
    }
}

/// Whether a petition was answered, here or where it went on; an opinion that was closed is no answer.
fn is_answer(line: &crate::store::list::Line) -> bool {
    line.kind == Kind::Petition && line.replied_at.is_some()
}

/// Other cases of the same person; a matter that was answered twice already may be left (行政程序法 §173).
pub(super) fn others(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let answered = shown.others.iter().filter(|l| l.topic == shown.case.topic && is_answer(l)).count();
    html! {
        @if !shown.others.is_empty() {
            h2 #others { (words.say("petitions-others")) }
            @if answered >= REPEATED && shown.case.state.is_open() {
                (parts::notice(Tone::Info, &words.say_with("petitions-repeated", &[("count", answered.into())]), html! { p { (words.say("petitions-repeated-about")) } }))
            }
            ul { @for line in &shown.others {
                li { a href=(words.path(&format!("/office/petitions/{}", line.id))) { (readable(&line.reference)) } " " (line.subject) " " (parts::day_short(words, line.received_on)) " " (said::state(words, line.state)) }
            } }
        }
    }
}

fn note_shown(words: &Words, shown: &Shown, note: &Note) -> Markup {
    html! {
        p.soft { (words.say(&format!("petitions-note-{}", note.kind.code()))) " · " (said::person(words, &shown.names, &note.written_by)) " · " (parts::time_short(words, note.written_at)) }
        p.text { (note.text) }
    }
}

pub(super) fn letters(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        @if !shown.letters.is_empty() {
            h2 #letters { (words.say("petitions-letters-office")) }
            @for letter in &shown.letters { (letter_shown(ctx, shown, letter, form)) }
        }
    }
}

fn letter_shown(ctx: &Ctx, shown: &Shown, letter: &Letter, form: &Form) -> Markup {
    let words = &ctx.words;
    let (tone, key) = if letter.sent_at.is_some() {
        (Tone::Good, "petitions-sent")
    } else if shown.stuck.contains(&letter.id) {
        (Tone::Bad, "petitions-stuck")
    } else {
        (Tone::Wait, "petitions-unsent")
    };
    let name = words.say(&format!("petitions-letter-name-{}", letter.kind.code()));
    html! {
        article.letter {
            h3 { (name) " " (parts::tag(tone, &words.say(key))) }
            p.soft {
                (words.say(&format!("petitions-way-{}", letter.way.code()))) " " (parts::time_short(words, letter.sent_at.unwrap_or(letter.written_at)))
                @if letter.sent_at.is_some() { " " (proof(words, letter)) }
            }
            (parts::details(&words.say("petitions-letter-text"), html! { p.text { (letter.text) } }))
            @if letter.sent_at.is_none() && (letter.way != Way::Email || shown.stuck.contains(&letter.id)) { (forms::sending(ctx, &shown.case, letter, form)) }
        }
    }
}

pub(super) fn notes(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        @if !shown.notes.is_empty() {
            h2 #notes { (words.say("petitions-notes")) }
            @for note in &shown.notes {
                article.letter { (note_shown(words, shown, note)) }
            }
        }
    }
}

pub(super) fn proposals(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let columns = ["what", "drafter", "proposed-at", "decision", "decider", "remark"]
        .map(|name| column(words.say(&format!("petitions-proposal-{name}"))));
    let row = |p: &crate::model::Proposal| {
        vec![
            html! {
                (words.say(&format!("petitions-proposal-kind-{}", p.kind.code())))
                @if let Some(ground) = p.ground { br; span.soft { (words.say(&format!("petitions-ground-{}", ground.code()))) @if shown.earlier.contains(&p.earlier) { " " (readable(&p.earlier)) } } }
                @if p.state != ProposalState::Asked && !p.text.is_empty() { (parts::details(&words.say("petitions-proposal-text"), html! { p.text { (p.text) } })) }
            },
            html! { (said::person(words, &shown.names, &p.asked_by)) },
            parts::time_short(words, p.asked_at),
            html! { (words.say(&format!("petitions-proposal-{}", p.state.code()))) },
            html! { @if !p.decided_by.is_empty() { (words.aside(&said::person(words, &shown.names, &p.decided_by), &words.say(&format!("petitions-level-{}", p.level)))) } },
            html! { (p.remark) },
        ]
    };
    html! {
        @if !shown.proposals.is_empty() {
            h2 { (words.say("petitions-proposals")) }
            (parts::table(words, words.say("petitions-proposals"), columns.to_vec(), shown.proposals.iter().map(row).collect()).caption_unseen())
        }
    }
}

/// The sum of the limit, day by day, and the other count.
pub(super) fn clock(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, case, due) = (&ctx.words, &shown.case, &shown.due);
    let columns = ["day", "weekday", "ordinal", "remark"]
        .map(|name| column(words.say(&format!("petitions-sum-{name}"))));
    let row = |step: &&office::deadline::Step| {
        vec![
            parts::day_short(words, step.date),
            html! { (words.say(&format!("petitions-weekday-{}", step.date.weekday().to_monday_one_offset()))) },
            html! { @match step.ordinal { Some(number) => (number), None => "–" } },
            html! { (step.note) @if step.still { " " (words.say("petitions-clock-stands")) } },
        ]
    };
    let steps = clock::steps(due);
    let count = steps.len();
    html! {
        h2 { (words.say("petitions-clock")) }
        p { (words.say_with("petitions-clock-text", &[
            ("from", words.date(case.clock.counts_from).into()), ("days", case.clock.days.into()),
            ("mode", words.say(case.clock.mode.name_key()).into()), ("due", words.date(due.on).into()),
            ("other", words.date(due.other_on).into()), ("warn", words.date(due.warn_on()).into()),
        ])) }
        @if case.clock.calendar != OFFICE { p { (words.say_with("calendar-counted-on", &[("name", calendar::name(words, &shown.calendars, &case.clock.calendar).into())])) } }
        @if case.extensions > 0 { p { (words.say_with("petitions-clock-extended", &[("count", case.extensions.into()), ("days", case.clock.extended_days.into())])) } }
        (super::waiting::stops(ctx, shown))
        @if due.morning_only() { p { (words.say("petitions-clock-morning")) } }
        @if count > 0 {
            (parts::details(&words.say("petitions-sum"), html! {
                p.soft { (case.clock.rules) }
                (parts::table(words, words.say("petitions-sum"), columns.to_vec(), steps.iter().map(row).collect()).caption_unseen())
            }))
        }
    }
}

/// What was done, by whom, when, from what to what.
pub(super) fn trail(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let columns = ["at", "who", "what", "change", "why"]
        .map(|name| column(words.say(&format!("petitions-trail-{name}"))));
    let verb = |verb: &str| {
        let key = format!("petitions-verb-{verb}");
        if words.knows(&key) { words.say(&key) } else { verb.to_owned() }
    };
    let row = |entry: &foundation::trail::Kept| {
        vec![
            parts::time_short(words, entry.at),
            html! { (said::person(words, &shown.names, &entry.actor)) },
            html! { (verb(&entry.verb)) },
            html! { (change(words, shown, entry)) },
            html! { (entry.reason.as_deref().unwrap_or_default()) },
        ]
    };
    html! {
        h2 { (words.say("petitions-trail")) }
        (parts::table(words, words.say("petitions-trail"), columns.to_vec(), shown.trail.iter().map(row).collect()).caption_unseen())
        (foundation::pages::older_acts(ctx, (crate::store::MATTER, &shown.case.id), shown.trail.len()))
    }
}

/// What of a case changed: where it stands, who works on it, what it is about, until when.
fn change(words: &Words, shown: &Shown, entry: &foundation::trail::Kept) -> String {
    let read = |text: &Option<String>| -> serde_json::Value {
        text.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default()
    };
    let (before, after) = (read(&entry.before), read(&entry.after));
    let text = |value: &serde_json::Value, key: &str| match value.get(key) {
        Some(serde_json::Value::Bool(true)) => "yes".to_owned(),
        value => value.and_then(|v| v.as_str()).unwrap_or_default().to_owned(),
    };
    let said = |key: &str, code: &str| match (key, code) {
        (_, "") => words.say("petitions-trail-none"),
        // What is typed in otherwise than by word of mouth is registered at once, and nobody reads it back.
        ("state", "draft") if shown.record.is_none() => words.say("petitions-trail-typed-in"),
        ("due_on", day) => day.parse().map_or_else(|_| day.to_owned(), |day| words.date_short(day)),
        ("confidential", _) => words.say("petitions-confidential"),
        ("joint", text) => sections(words, text),
        ("handler", id) => shown
            .people
            .iter()
            .find(|person| person.id == id)
            .map_or_else(|| said::person(words, &shown.names, id), |person| person.name.clone()),
        ("topic", code) => shown
            .topics
            .iter()
            .find(|topic| topic.code == code)
            .map_or_else(|| code.to_owned(), |topic| topic.name_in(words.lang()).to_owned()),
        (key, code) => words.say(&format!("petitions-{key}-{code}")),
    };
    let keys = [
        "state",
        "due_on",
        "section",
        "joint",
        "handler",
        "grade",
        "nature",
        "topic",
        "tone",
        "confidential",
    ];
    let was_known = |key: &str| key == "state" || before.get(key).is_some();
    let changes = keys
        .into_iter()
        .map(|key| (key, text(&before, key), text(&after, key)))
        .filter(|(key, from, to)| from != to && was_known(key))
        .map(|(key, from, to)| match from.as_str() {
            "" if key == "state" => said(key, &to),
            from => format!("{} → {}", said(key, from), said(key, &to)),
        });
    words.list(changes)
}

/// Sections that work along, by name.
fn sections(words: &Words, joint: &str) -> String {
    words.list(joint::sections(joint).map(|code| words.say(&format!("petitions-section-{code}"))))
}

/// What proves that a letter went: of an e-mail that the mail server has it.
fn proof(words: &Words, letter: &Letter) -> String {
    if letter.proof == letters::mail_key(&letter.id) {
        words.say("petitions-proof-mail")
    } else {
        letter.proof.clone()
    }
}
