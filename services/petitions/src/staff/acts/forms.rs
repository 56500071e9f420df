//! The forms of a case: those that make sense where it stands.

#![allow(
    clippy::needless_pass_by_value,
    reason = "markup written in place is handed over, so that pages read without ampersands"
)]

use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Choice, choice, field_id};
use foundation::staff::Colleague;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::{CONFIRMED, canned, checked, consulted};
use crate::model::{
    Case, Event, Grade, Ground, Kind, Letter, LetterKind, ProposalKind, State, Tone, Way, Writing,
};
use crate::public::answer;
use crate::rights::{self, DECIDE, SECTIONS};
use crate::rules::clock::Awaited;
use crate::rules::joint::{self, ALONG};
use crate::staff::case::{Shown, waiting};
use crate::typed;
use crate::work::letters;

pub(super) fn address(words: &Words, case: &Case, noun: &str) -> String {
    words.path(&format!("/office/petitions/{}/{noun}", case.id))
}

/// One act, folded away until it is wanted or something in it is wrong.
pub(super) fn folded(
    ctx: &Ctx,
    shown: &Shown,
    noun: &str,
    form: &Form,
    fields: &[&str],
    content: Markup,
) -> Markup {
    let words = &ctx.words;
    let writing = Writing::from_code(noun);
    let is_here = |field: &str| fields.contains(&field) || writing.is_some_and(|w| canned::field(w) == field);
    let wrong = form.mistakes().iter().any(|mistake| is_here(&mistake.field));
    html! {
        details.act open[wrong || canned::is_taken(form, noun)] {
            summary { (words.say(&format!("petitions-act-{noun}"))) }
            div.inside {
                @let inside = parts::form(address(words, &shown.case, noun), html! {
                    (content)
                    div.actions { (parts::button(words.say(&format!("petitions-do-{noun}"))).secondary()) }
                    // Enter in a field presses the first button of its form: that must not be this one.
                    @if let Some(writing) = writing { (canned::select(ctx, shown, form, writing)) }
                }).id(noun);
                @if fields.contains(&"files") { (inside.files()) } @else { (inside) }
            }
        }
    }
}

pub(super) fn area(words: &Words, form: &Form, name: &'static str, hint: &str, rows: u8) -> Markup {
    let label = words.say(&format!("petitions-field-{name}"));
    let field = parts::textarea(words, name, label)
        .rows(rows)
        .value(form.text(name))
        .error(form.said_of(words, name));
    let field = if canned::is_taken_into(form, name) { field.autofocus() } else { field };
    if hint.is_empty() {
        html! { (field) }
    } else {
        html! { (field.hint(words.say(hint))) }
    }
}

fn sections(words: &Words) -> Vec<Choice> {
    SECTIONS.iter().map(|code| choice(*code, words.say(&format!("petitions-section-{code}")))).collect()
}

/// The decision that waits, for those who may take it.
pub fn decision(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let Some(asked) = shown.asked() else { return html! {} };
    let kind = words.say(&format!("petitions-proposal-kind-{}", asked.kind.code()));
    let mine = ctx.staff.as_ref().is_some_and(|staff| staff.id == asked.asked_by);
    html! {
        section.decision {
            h2 { (words.say_with("petitions-waits", &[("what", kind.into())])) }
            @if let Some(ground) = asked.ground {
                p { (words.say(&format!("petitions-ground-{}", ground.code()))) @if shown.earlier.contains(&asked.earlier) { " " (crate::model::readable(&asked.earlier)) } }
            }
            @if asked.days > 0 { p { (words.say_with("petitions-extension-days", &[("days", asked.days.into())])) } }
            div.inset { p.text { (asked.text) } }
            (receivers(words, shown))
            @if let Some(said) = checked::unfinished(words, shown) { (parts::warning_text(words, &said)) }
            @if mine {
                (parts::form(address(words, &shown.case, "decision"), html! {
                    (parts::hidden("proposal", &asked.id))
                    div.actions { (parts::button(words.say("petitions-take-back")).name("take_back", "yes").secondary()) }
                }).id("take-back"))
            }
            @if shown.decides {
                (parts::form(address(words, &shown.case, "decision"), html! {
                    (parts::hidden("proposal", &asked.id))
                    (parts::textarea(words, "remark", words.say("petitions-field-remark")).rows(2)
                        .hint(words.say("petitions-remark-hint")).value(form.text("remark")).error(form.said_of(words, "remark")).optional())
                    div.actions {
                        (parts::button(words.say("petitions-approve")).name("approve", "yes"))
                        (parts::button(words.say("petitions-return")).name("return", "yes").secondary())
                    }
                }).id("decision"))
            } @else {
                p { (words.say_with("petitions-waits-for", &[("level", words.say(&format!("petitions-level-{}", asked.level)).into())])) }
            }
        }
    }
}

/// To how many petitioners a letter goes, where others are merged in; and whether one writes in another language.
fn receivers(words: &Words, shown: &Shown) -> Markup {
    let case = &shown.case;
    let (count, foreign) = letters::others(case, shown.merged.iter().map(|merged| &merged.case))
        .fold((0, false), |(count, foreign), other| (count + 1, foreign || other.language != case.language));
    html! {
        @if count > 0 { (parts::warning_text(words, &words.say_with("petitions-receivers", &[("count", (count + 1).into())]))) }
        @if foreign { (parts::warning_text(words, &words.say("petitions-receivers-foreign"))) }
    }
}

/// What can be done where the case stands.
pub fn work(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let can = |event| case.state.after(event).is_ok();
    let directs = ctx.staff.as_ref().is_some_and(|staff| staff.may(DECIDE));
    let unseals = directs && case.confidential && !case.nature.is_confidential();
    html! {
        @if case.state == State::Draft {
            (confirmation(ctx, shown, form))
            (contact(ctx, shown, form))
            (folded(ctx, shown, "discarding", form, &["discarded"], area(words, form, "discarded", "petitions-discarded-hint", 3)))
        }
        @if case.state.is_open() {
            h2 { (words.say("petitions-acts")) }
            @if case.kind == Kind::Opinion { (opinion(ctx, shown, form)) }
            @if can(Event::Propose) && case.kind == Kind::Petition { (reply(ctx, shown, form)) }
            (note(ctx, shown, form))
            @if can(Event::Assign) { (assignment(ctx, shown, form)) }
            (particulars(ctx, shown, form))
            @if directs && case.confidential { (exclusion(ctx, shown, form)) }
            @if unseals { (folded(ctx, shown, "unsealing", form, &["unsealed"], area(words, form, "unsealed", "petitions-unsealed-hint", 3))) }
            @if case.kind == Kind::Petition { (contact(ctx, shown, form)) }
            @if can(Event::AskSupplement) && case.kind == Kind::Petition { (supplement(ctx, shown, form)) }
            @if case.kind == Kind::Petition { (supplied(ctx, shown, form)) }
            @if case.kind == Kind::Petition { (checked::remedy(ctx, shown, form)) }
            @if case.state != State::Approved { (consulted::form(ctx, shown, form)) }
            @if can(Event::AskExtension) { (extension(ctx, shown, form)) }
            @if can(Event::Propose) && case.kind == Kind::Petition { (leave(ctx, shown, form)) }
            @if can(Event::Transfer) { (transfer(ctx, shown, form)) }
            @if can(Event::Merge) { (merger(ctx, shown, form)) }
            (split(ctx, shown, form))
        } @else if case.state != State::Draft {
            h2 { (words.say("petitions-acts")) }
            (note(ctx, shown, form))
            @if shown.may_be_asked && shown.answer.is_none() {
                (folded(ctx, shown, "answer", form, &["solved", "satisfaction", "handling", "words"], answer::fields(words, form)))
            }
            @if case.kind == Kind::Petition { (contact(ctx, shown, form)) }
            @if directs && case.confidential && case.state != State::Discarded { (exclusion(ctx, shown, form)) }
            @if shown.is_held {
                p { (words.say("petitions-held")) }
            } @else {
                (folded(ctx, shown, "hold", form, &["held"], area(words, form, "held", "petitions-held-hint", 3)))
            }
        }
        @if shown.takes_back && case.kind == Kind::Petition {
            (folded(ctx, shown, "withdrawal", form, &["withdrawn"], area(words, form, "withdrawn", "", 3)))
        }
    }
}

/// The petitioner is asked for more.
fn supplement(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let content = html! {
        p { (waiting::before(words, Awaited::Petitioner, shown.case.clock.stops)) }
        (area(words, form, "supplement", "petitions-supplement-hint", 4))
    };
    folded(ctx, shown, "supplement", form, &["supplement"], content)
}

/// More from the petitioner, by letter or at the counter, with files.
fn supplied(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let content = html! { (area(&ctx.words, form, "supplied", "", 4)) (typed::file_field(&ctx.words, form)) };
    folded(ctx, shown, "supplement-received", form, &["supplied", "files"], content)
}

/// How the petitioner is reached, when it was mistyped or a message came back.
fn contact(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let mut own = form.clone();
    if !form.has("name") {
        let kept = typed::who_kept(&case.told).into_iter().chain([("way", case.way.code())]);
        kept.for_each(|(name, value)| own.set(name, value));
    }
    let again =
        choice("yes", words.say("petitions-again-answer")).hint(words.say("petitions-again-answer-hint"));
    folded(
        ctx,
        shown,
        "contact",
        form,
        &["name", "agent", "email", "phone", "address", "fax", "way"],
        html! {
            (typed::who_fields(words, &own, false))
            (parts::select(words, "way", words.say("petitions-f-way"), typed::ways(words, Way::ALL)).value(own.text("way")).error(own.said_of(words, "way")))
            @if shown.letters.iter().any(|l| l.kind == LetterKind::Reply && l.sent_at.is_some()) {
                (parts::checkboxes(words, "again", words.say("petitions-again-answer"), vec![again]).unmarked())
            }
        },
    )
}

fn note(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    folded(ctx, shown, "note", form, &["note"], area(&ctx.words, form, "note", "petitions-note-hint", 4))
}

/// Reading the record back (行政程序法 §169).
fn confirmation(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let told = &shown.case.told;
    let or = |name: &str, own: &str| if form.has(name) { form.text(name).to_owned() } else { own.to_owned() };
    let how = CONFIRMED.map(|code| choice(code, words.say(&format!("petitions-confirmed-{code}"))));
    let may_object = choice("yes", words.say("petitions-may-object"));
    html! {
        h2 { (words.say("petitions-read-back")) }
        p { (words.say("petitions-read-back-text")) }
        (parts::form(address(words, &shown.case, "confirmation"), html! {
            (parts::text(words, "told_subject", words.say("petitions-subject")).value(or("told_subject", &told.subject))
                .error(form.said_of(words, "told_subject")))
            (parts::textarea(words, "told_body", words.say("petitions-told-body")).rows(8)
                .hint(words.say("petitions-told-body-hint")).value(or("told_body", &told.body)).error(form.said_of(words, "told_body")))
            (parts::textarea(words, "objections", words.say("petitions-objections")).rows(3)
                .value(form.text("objections")).error(form.said_of(words, "objections")).optional())
            (parts::radios(words, "how", words.say("petitions-confirmed"), how.to_vec())
                .value(form.text("how")).error(form.said_of(words, "how")))
            (parts::text(words, "signature", words.say("petitions-signature")).hint(words.say("petitions-signature-hint"))
                .value(form.text("signature")).error(form.said_of(words, "signature")).autocomplete("off").width(parts::Width::Medium).optional())
            (parts::checkboxes(words, "may_object", words.say("petitions-may-object-legend"), vec![may_object])
                .values(form.texts("may_object")).error(form.said_of(words, "may_object")).unmarked())
            (typed::file_field(words, form))
            div.actions { (parts::button(words.say("petitions-do-confirmation"))) }
        }).id("confirmation").files())
    }
}

fn reply(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let before = shown.returned(ProposalKind::Reply);
    let text = if form.has("reply") { form.text("reply") } else { before.map_or("", |p| p.text.as_str()) };
    let text = parts::textarea(words, "reply", words.say("petitions-field-reply"))
        .rows(10)
        .hint(words.say("petitions-reply-hint"))
        .value(text)
        .error(form.said_of(words, "reply"));
    let text = if canned::is_taken_into(form, "reply") { text.autofocus() } else { text };
    let way = if form.has("reply_way") { form.text("reply_way") } else { case.way.code() };
    html! {
        details.act open[form.has("reply") || before.is_some()] {
            summary { (words.say("petitions-act-reply")) }
            div.inside {
                (receivers(words, shown))
                @if let Some(before) = before { (parts::notice(parts::Tone::Wait, &words.say("petitions-returned"), html! { p { (before.remark) } })) }
                @if case.language != "zh-Hant" { p { (words.say("petitions-reply-language")) } }
                (parts::form(address(words, case, "reply"), html! {
                    (canned::select(ctx, shown, form, Writing::Reply))
                    (text)
                    (parts::select(words, "reply_way", words.say("petitions-f-way"), typed::ways(words, Way::ALL))
                        .value(way).error(form.said_of(words, "reply_way")))
                    (checked::anyway(ctx, shown, form))
                    div.actions { (parts::button(words.say("petitions-do-reply"))) }
                }).id("reply"))
            }
        }
    }
}

fn assignment(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let may = |p: &&Colleague| !shown.excluded.contains(&p.id);
    let works = |p: &&Colleague| SECTIONS.contains(&p.section.as_str()) && rights::handles(&p.roles);
    let people = shown.people.iter().filter(may).filter(works);
    let label = |p: &Colleague| {
        let section = words.say(&format!("petitions-section-{}", p.section));
        words.aside(&p.name, &section)
    };
    let people = people.map(|p| choice(&*p.id, label(p))).collect();
    let or = |name: &str, own: &str| if form.has(name) { form.text(name).to_owned() } else { own.to_owned() };
    folded(
        ctx,
        shown,
        "assignment",
        form,
        &["handler", "section"],
        html! {
            (parts::select(words, "section", words.say("petitions-section"), sections(words)).value(or("section", &case.section)).error(form.said_of(words, "section")))
            (parts::select(words, "handler", words.say("petitions-handler"), people).value(or("handler", &case.handler)).error(form.said_of(words, "handler")).optional())
            @if case.state.after(Event::Begin).is_ok() {
                (parts::checkboxes(words, "begin", words.say("petitions-begin"), vec![choice("yes", words.say("petitions-begin"))]).unmarked())
            }
        },
    )
}

/// Who must not read a secret case, and one more of them.
fn exclusion(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let is_excluded = |id: &String| shown.excluded.contains(id);
    let names = shown.people.iter().filter(|p| is_excluded(&p.id)).map(|p| p.name.as_str());
    let names = words.list(names);
    let me = ctx.staff.as_ref().map(|staff| staff.id.clone()).unwrap_or_default();
    let others = shown.people.iter().filter(|p| !is_excluded(&p.id) && p.id != me);
    let people = others.map(|p| choice(&*p.id, &*p.name)).collect();
    folded(
        ctx,
        shown,
        "exclusion",
        form,
        &["excluded"],
        html! {
            @if !names.is_empty() { p { (words.say_with("petitions-excluded-now", &[("names", names.into())])) } }
            (parts::select(words, "excluded", words.say("petitions-field-excluded"), people).hint(words.say("petitions-excluded-hint")).value(form.text("excluded")).error(form.said_of(words, "excluded")))
        },
    )
}

fn particulars(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let (words, case) = (&ctx.words, &shown.case);
    let or = |name: &str, own: &str| if form.has(name) { form.text(name).to_owned() } else { own.to_owned() };
    let grades =
        Grade::ALL.iter().map(|g| choice(g.code(), words.say(&format!("petitions-grade-{}", g.code()))));
    let secret = choice("yes", words.say("petitions-f-secret")).hint(words.say("petitions-secret-stays"));
    // What was typed is shown again, also where nothing is ticked any more.
    let along: Vec<&str> = match form.has("nature") {
        true => form.texts("joint").collect(),
        false => joint::sections(&case.joint).collect(),
    };
    let others: Vec<Choice> = ALONG
        .iter()
        .filter(|s| **s != case.section)
        .map(|code| choice(*code, words.say(&format!("petitions-section-{code}"))))
        .collect();
    folded(
        ctx,
        shown,
        "particulars",
        form,
        &["nature", "topic", "grade", "joint", "district"],
        html! {
            (parts::select(words, "nature", words.say("petitions-f-nature"), typed::natures(words)).value(or("nature", case.nature.code())).error(form.said_of(words, "nature")))
            (parts::select(words, "topic", words.say("petitions-f-topic"), typed::topics_or(words, &shown.topics, &case.topic)).value(or("topic", &case.topic)).error(form.said_of(words, "topic")))
            (parts::select(words, "grade", words.say("petitions-grade"), grades.collect()).hint(words.say("petitions-grade-hint")).value(or("grade", case.grade.code())).error(form.said_of(words, "grade")))
            (parts::select(words, "district", words.say("petitions-district"), typed::districts(words)).value(or("district", &case.district)).optional())
            @if case.kind == Kind::Opinion { (parts::select(words, "tone", words.say("petitions-tone"), typed::tones(words)).value(or("tone", case.tone.map_or("", Tone::code))).optional()) }
            (parts::checkboxes(words, "joint", words.say("petitions-joint"), others).values(along).error(form.said_of(words, "joint")).unmarked())
            (parts::hidden("stamp", &case.stamp()))
            @if !case.confidential {
                (parts::checkboxes(words, "secret", words.say("petitions-f-secret"), vec![secret]).values(form.texts("secret")).unmarked())
            }
        },
    )
}

fn extension(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    folded(
        ctx,
        shown,
        "extension",
        form,
        &["days", "reasons"],
        html! {
            (parts::number(words, "days", words.say("petitions-field-days"))
                .hint(words.say_with("petitions-days-hint", &[("max", shown.extension_max.into())]))
                .value(form.text("days")).error(form.said_of(words, "days")))
            (area(words, form, "reasons", "petitions-reasons-hint", 4))
        },
    )
}

fn leave(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    let grounds =
        Ground::ALL.iter().map(|g| choice(g.code(), words.say(&format!("petitions-ground-{}", g.code()))));
    folded(
        ctx,
        shown,
        "leave",
        form,
        &["ground", "earlier", "leave"],
        html! {
            (parts::radios(words, "ground", words.say("petitions-ground"), grounds.collect())
                .value(form.text("ground")).error(form.said_of(words, "ground")))
            (parts::text(words, "earlier", words.say("petitions-earlier")).hint(words.say("petitions-earlier-hint"))
                .value(form.text("earlier")).error(form.said_of(words, "earlier")).optional())
            (area(words, form, "leave", "petitions-leave-hint", 4))
        },
    )
}

fn transfer(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    folded(
        ctx,
        shown,
        "transfer",
        form,
        &["agency", "transfer"],
        html! {
            @let until = words.say_with("petitions-transfer-until", &[("date", words.date(shown.transfer_on).into())]);
            @if ctx.now.date() > shown.transfer_on { (parts::warning_text(words, &until)) } @else { p { (until) } }
            (parts::text(words, "agency", words.say("petitions-field-agency")).value(form.text("agency"))
                .error(form.said_of(words, "agency")))
            (area(words, form, "transfer", "petitions-transfer-hint", 4))
        },
    )
}

fn merger(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    folded(
        ctx,
        shown,
        "merger",
        form,
        &["into"],
        html! {
            (parts::text(words, "into", words.say("petitions-field-into")).value(form.text("into"))
                .error(form.said_of(words, "into")).width(parts::Width::Medium))
        },
    )
}

fn split(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    folded(
        ctx,
        shown,
        "split",
        form,
        &["split_subject", "split_body", "split_topic"],
        html! {
            (parts::text(words, "split_subject", words.say("petitions-subject")).value(form.text("split_subject"))
                .error(form.said_of(words, "split_subject")))
            (parts::textarea(words, "split_body", words.say("petitions-body")).value(form.text("split_body"))
                .error(form.said_of(words, "split_body")))
            (parts::select(words, "split_topic", words.say("petitions-f-topic"), typed::topics(words, &shown.topics))
                .value(form.text("split_topic")).error(form.said_of(words, "split_topic")))
        },
    )
}

/// An opinion: promoted once somebody with a name and a contact is known, or closed with what was done.
fn opinion(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        (folded(ctx, shown, "promotion", form, &typed::WHO, typed::who_fields(words, form, false)))
        (folded(ctx, shown, "closing", form, &["done"], area(words, form, "done", "", 3)))
    }
}

/// The proof that a letter was sent by hand.
pub fn sending(ctx: &Ctx, case: &Case, letter: &Letter, form: &Form) -> Markup {
    let words = &ctx.words;
    let mine = form.text("letter") == letter.id;
    let (sent, proof) =
        if mine { (form.text("sent").to_owned(), form.text("proof")) } else { (ctx.now.field(), "") };
    let said = |name: &str| form.said_of(words, name).filter(|_| mine);
    // What is wrong is told above with a link to the field by its usual id.
    let id = |name: &str| if mine { field_id(name) } else { format!("{name}-{}", letter.id) };
    html! {
        (parts::form(address(words, case, "sending"), html! {
            (parts::hidden("letter", &letter.id))
            (parts::datetime_local(words, "sent", words.say("petitions-sent-at")).id(id("sent")).value(sent).error(said("sent")))
            (parts::text(words, "proof", words.say("petitions-proof")).id(id("proof")).hint(words.say("petitions-proof-hint")).value(proof).error(said("proof")))
            div.actions { (parts::button(words.say("petitions-do-sending")).secondary()) }
        }).id(format!("sending-{}", letter.id)))
    }
}
