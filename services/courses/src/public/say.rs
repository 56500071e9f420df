//! Small sentences about a course that several pages and letters share.

use foundation::form::encode;
use foundation::i18n::Words;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::phone::Phone;

use crate::model::{Course, Session};
use crate::public::list;
use crate::words;

/// The title of a course in the language of the page.
pub fn title<'a>(said: &Words, course: &'a Course) -> &'a str {
    words::either(said, &course.title, &course.title_en)
}

/// The address of a page of a course, without language, for who may see it: with its secret, if it has one.
pub fn path(course: &Course, below: &str) -> String {
    let secret = course.secret.as_ref().map(|secret| format!("?{}", encode(&[("secret", secret)])));
    format!("/courses/{}{below}{}", course.slug, secret.unwrap_or_default())
}

/// When and where, for the head of a form or a receipt.
pub fn when_and_where(ctx: &Ctx, course: &Course, sessions: &[Session]) -> Markup {
    let said = &ctx.words;
    html! {
        dl.facts {
            dt { (said.say("register-when")) }
            dd {
                @for session in sessions {
                    @if session.cancelled {
                        s { (words::span(said, session.starts_at, session.ends_at)) } " " (said.say("register-called-off")) br;
                    } @else {
                        time datetime=(session.starts_at.rfc3339()) { (words::span(said, session.starts_at, session.ends_at)) } br;
                    }
                }
            }
            dt { (said.say("register-where")) }
            dd {
                @if course.online { (said.say("register-online")) }
                @else {
                    (list::place(said, false, (&course.place, &course.place_en), &course.district))
                    @if !course.address.is_empty() { br; (words::text(said, &course.address, &course.address_en)) }
                }
            }
        }
    }
}

/// Venue and address in one line of plain text, for letters and calendars.
pub fn address(said: &Words, course: &Course) -> String {
    let place = words::either(said, &course.place, &course.place_en);
    let address = words::either(said, &course.address, &course.address_en);
    [place, address].join(" ").trim().to_owned()
}

/// Whom one can call about a course.
pub fn contact(words: &Words, course: &Course) -> Markup {
    let phone = Phone::parse(&course.contact_phone).ok();
    html! {
        @if let Some(phone) = phone {
            p {
                (words.say("register-questions")) " " (course.contact_name) " "
                a href=(format!("tel:{}", phone.e164())) { (phone.display()) }
            }
        }
    }
}
