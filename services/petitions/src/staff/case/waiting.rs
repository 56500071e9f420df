//! Who is waited for, what other agencies said, and the days on which the clock stood still.

use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};

use super::Shown;
use crate::model::Consultation;
use crate::rules::clock::{self, Awaited, Stop};
use crate::staff::acts::consulted;
use crate::staff::said;

/// What the rule of the case says about the clock, before somebody is asked.
pub fn before(words: &Words, awaited: Awaited, stops: bool) -> String {
    let how = if stops { "stops" } else { "runs" };
    words.say(&format!("petitions-clock-{}-{how}", awaited.code()))
}

/// The agencies that did not answer yet.
pub(super) fn open(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    html! {
        @let of_merged = shown.merged.iter().flat_map(|merged| &merged.consultations);
        @for asked in shown.consultations.iter().chain(of_merged).filter(|asked| asked.answered_on.is_none()) {
            dt { (words.say("petitions-waits-agency")) }
            dd { (asked.agency) " " (parts::day_short(words, asked.asked_on)) }
        }
        @if shown.case.state.is_open() && clock::stands_still(&shown.stops, shown.due.on) {
            dt { (words.say("petitions-clock")) }
            dd { (parts::tag(Tone::Wait, &words.say("petitions-clock-stands"))) }
        }
    }
}

/// What other agencies were asked, and what they said.
pub(super) fn consultations(ctx: &Ctx, shown: &Shown, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        @if !shown.consultations.is_empty() {
            h2 #consultations { (words.say("petitions-consultations")) }
            @for asked in &shown.consultations { article.letter { (consultation(ctx, shown, asked, form)) } }
        }
    }
}

/// What one agency was asked, and what it said or the form for it.
pub(super) fn consultation(ctx: &Ctx, shown: &Shown, asked: &Consultation, form: &Form) -> Markup {
    let words = &ctx.words;
    html! {
        h3 { (asked.agency) " " @if asked.answered_on.is_none() { (parts::tag(Tone::Wait, &words.say("petitions-unanswered"))) } }
        p.soft { (words.say("petitions-asked-on")) " " (parts::day_short(words, asked.asked_on)) " · " (said::person(words, &shown.names, &asked.asked_by)) }
        p.text { (asked.matter) }
        @match asked.answered_on {
            Some(on) => {
                p.soft { (words.say("petitions-answered-on")) " " (parts::day_short(words, on)) " · " (said::person(words, &shown.names, &asked.answered_by)) }
                p.text { (asked.answer) }
            }
            None => (consulted::answered(ctx, shown, asked, form)),
        }
    }
}

/// Every stop of the clock by name: from when, until when, for whom, how many days.
pub(super) fn stops(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, today) = (&ctx.words, ctx.now.date());
    let line = |stop: &Stop| {
        let days = clock::days_of(&shown.calendar, &shown.case.clock, stop, shown.due.on, today);
        let awaited = words.say(&format!("petitions-awaited-{}", stop.awaited.code()));
        let args = [
            ("from", words.date(stop.from).into()),
            ("to", words.date(stop.to.unwrap_or(today)).into()),
            ("days", days.into()),
            ("awaited", awaited.into()),
        ];
        words.say_with(if stop.to.is_some() { "petitions-stop" } else { "petitions-stop-open" }, &args)
    };
    let named: Vec<&Stop> = shown.stops.iter().filter(|stop| !stop.is_empty()).collect();
    html! {
        @if !named.is_empty() {
            p { (words.say_with("petitions-clock-stopped", &[("days", shown.due.stopped_days.into())])) }
            ul { @for stop in named { li { (line(stop)) } } }
        }
    }
}
