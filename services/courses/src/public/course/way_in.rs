//! The way into a course: places, the button or why there is none, and how places are given.

use foundation::i18n::Words;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, html};

use super::Shown;
use crate::model::{Fill, Method};
use crate::public::draw::weights;
use crate::store::draw::Draw;
use crate::words::{self, Standing};

/// Places left, the dates of registration, and the button.
pub fn box_of(ctx: &Ctx, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let standing = shown.standing(ctx.now);
    if standing == Standing::Cancelled {
        return cancelled(words, shown);
    }
    let (tone, said) = match shown.lots() {
        Some(lots) => standing.say_drawn(words, &lots, shown.places, ctx.now),
        None => standing.say(words, shown.places),
    };
    html! {
        section.card.way-in aria-labelledby="way-in" {
            div.state {
                h2 #way-in.unseen { (words.say("course-register-title")) }
                p { (parts::tag(tone, &said)) }
                (numbers(words, shown, standing))
                p.small.soft { (window(words, shown, standing)) }
            }
            (button(words, shown, standing, shown.enters(ctx.now)))
        }
    }
}

fn numbers(words: &Words, shown: &Shown, standing: Standing) -> Markup {
    let places = shown.places;
    if let Some(lots) = shown.lots().filter(|_| standing != Standing::Ended) {
        return html! {
            p { (words.say("course-draw-not-first")) }
            p.numbers { span { (words::entered(words, &lots, places)) } }
        };
    }
    html! {
        @if matches!(standing, Standing::Open | Standing::Waiting | Standing::Full | Standing::NotOpen) {
            p.numbers {
                span { (words.say("course-seats")) " " b { (words.number(places.capacity)) } }
                span { (words.say("course-seats-left")) " " b { (words.number(places.open())) } }
                @if places.waiting_max > 0 {
                    span { (words.say("course-waiting")) " " b { (words.number(places.waiting)) } }
                }
            }
        }
    }
}

fn window(words: &Words, shown: &Shown, standing: Standing) -> Markup {
    let course = &shown.course;
    html! {
        @if standing == Standing::Closed || standing == Standing::Ended {
            (words.say("course-closed-at")) " " (parts::time(words, course.closes_at))
        } @else {
            (words.say("course-registration")) " "
            (parts::time(words, course.opens_at)) " – " (parts::time(words, course.closes_at))
        }
    }
}

fn button(words: &Words, shown: &Shown, standing: Standing, enters: bool) -> Markup {
    let to = words.path(&shown.path("/register"));
    let key = match (standing, shown.course.method) {
        (Standing::Open, _) if enters => Some("course-enter-draw"),
        (Standing::Open, Method::Order | Method::Window | Method::Lottery) => Some("course-register"),
        (Standing::Open, Method::Approval) => Some("course-apply"),
        (Standing::Waiting, _) => Some("course-join-line"),
        (Standing::NotOpen, _) => Some("course-fill-in-early"),
        _ => None,
    };
    html! {
        div.go {
            @if standing == Standing::NotOpen {
                (parts::countdown(words, shown.course.opens_at).said(
                    words.say_with("course-opens-at", &[("when", words.date_time(shown.course.opens_at.taipei()).into())]),
                    words.say("course-open-now"),
                ))
            }
            @if let Some(key) = key {
                div.actions { (parts::button_link(to, words.say(key))) }
                @match standing {
                    Standing::Waiting => p.small { (words.say("course-line-hint")) },
                    Standing::NotOpen => {
                        p.small { (words.say("course-early-hint")) }
                        p { a href=(words.path(&shown.path("/interest"))) { (words.say("interest-link")) } }
                    },
                    Standing::Open if enters => p.small { (words.say("course-draw-open-hint")) },
                    _ => p.small.soft { (words.say("course-register-hint")) },
                }
            } @else {
                p { (words.say(match standing {
                    Standing::Full => "course-full-hint",
                    Standing::Ended => "course-ended-hint",
                    _ => "course-closed-hint",
                })) }
                p { a href=(words.path("/courses?open=yes")) { (words.say("course-others")) } }
            }
        }
    }
}

fn cancelled(words: &Words, shown: &Shown) -> Markup {
    let course = &shown.course;
    html! {
        (parts::notice(parts::Tone::Bad, &words.say("course-cancelled-title"), html! {
            (words::called_off_marked(words, course))
            p { (words.say("course-cancelled-text")) }
            p { a href=(words.path("/courses?open=yes")) { (words.say("course-others")) } }
        }))
    }
}

/// What decides the draw, its weights, and where to see it.
fn by_lot(words: &Words, shown: &Shown, draw: &Draw) -> Markup {
    html! {
        li {
            (words::sentence(words, "course-how-draw-source", &[], ("source", &draw.source, &draw.source_en))) " "
            a href=(words.path(&shown.path("/draw"))) { (words.say("course-how-draw-link")) }
        }
        li { (weights(words, draw)) }
        @if !shown.options.is_empty() { li { (words.say("draw-why-options")) } }
    }
}

/// How places are given, in plain words (錄取方式).
pub fn how_places_are_given(words: &Words, shown: &Shown) -> Markup {
    let (course, places) = (&shown.course, shown.places);
    let method = match course.method {
        Method::Order => "course-how-order",
        Method::Window => "course-how-window",
        Method::Lottery => "course-how-lottery",
        Method::Approval => "course-how-approval",
    };
    let minutes = shown.draw.as_ref().map_or(0, |d| d.window_minutes);
    let until = words.date_time(shown.entries_until().taipei());
    let fill = match course.fill {
        Fill::StrictOrder => "course-how-strict",
        Fill::WhatFits => "course-how-fits",
    };
    html! {
        section {
            h2 { (words.say("course-how-title")) }
            ul {
                li { (words.say_with(method, &[("minutes", minutes.into()), ("until", until.into())])) }
                @if let Some(draw) = &shown.draw { (by_lot(words, shown, draw)) }
                li { (words.say_with("course-how-party", &[("max", course.party_max.into())])) }
                @if places.waiting_max > 0 {
                    li { (words.say_with("course-how-line", &[("max", places.waiting_max.into())])) " " (words.say(fill)) }
                    li { (words.say_with("course-how-offer", &[("hours", course.offer_hours.into())])) }
                } @else {
                    li { (words.say("course-how-no-line")) }
                }
                @for kept in &shown.kept_back {
                    @if let Some(opens_at) = kept.opens_at {
                        li { (words::sentence(words, "course-how-pool", &[
                            ("opens", words.date_time(opens_at.taipei()).into()),
                        ], ("label", &kept.label, &kept.label_en))) }
                    }
                    li { (words::sentence(words, "course-how-kept", &[
                        ("seats", kept.seats.into()),
                        ("when", words.date_time(kept.until_at.taipei()).into()),
                    ], ("label", &kept.label, &kept.label_en))) }
                }
                @if course.minimum > 0 {
                    li { (words.say_with("course-how-minimum", &[("minimum", course.minimum.into())])) }
                }
                li { (words.say_with("course-how-change", &[("when", words.date_time(course.change_until.taipei()).into())])) }
            }
        }
    }
}
