//! The facts of a course: for people as a list, for machines as microdata (schema.org).

use foundation::form;
use foundation::i18n::Words;
use foundation::parts;
use foundation::web::Ctx;
use maud::{Markup, html};
use office::phone::Phone;

use super::Shown;
use crate::entry;
use crate::model::{Course, CourseStatus};
use crate::public::list;
use crate::words::{self, Standing};

/// Where, for whom, hours, fee, person in charge.
pub fn list(ctx: &Ctx, shown: &Shown) -> Markup {
    let (words, course) = (&ctx.words, &shown.course);
    let note = |key: &str, text: &str, english: &str| {
        html! { @if !text.is_empty() { dt { (words.say(key)) } dd.lines { (words::text(words, text, english)) } } }
    };
    html! {
        section.card {
            h2 { (words.say("course-at-a-glance")) }
            dl.facts.stacked {
                (place(words, course))
                dt { (words.say("courses-audience")) } dd { (words::audiences_of(words, &course.audience, &course.also_for)) }
                (who_may_come(words, shown))
                dt { (words.say("course-fee")) } dd {
                    (words::fee(words, course.fee))
                    @if !course.fee_note.is_empty() { br; span.small { (words::text(words, &course.fee_note, &course.fee_note_en)) } }
                }
                (hours(words, course))
                (note("course-directions", &course.directions, &course.directions_en))
                (note("course-access", &course.access_note, &course.access_note_en))
                (note("course-childcare", &course.childcare_note, &course.childcare_note_en))
                (note("course-languages", &course.language_note, &course.language_note_en))
                @if course.photos { dt { (words.say("course-photos")) } dd { (words.say("course-photos-text")) } }
                (contact(words, course))
            }
        }
    }
}

/// The rules of the course (R28); none is said where everybody may come.
fn who_may_come(words: &Words, shown: &Shown) -> Markup {
    let rules = entry::rules(words, &shown.course, &shown.entry);
    html! {
        @if !rules.is_empty() {
            dt { (words.say("entry-title")) }
            dd { ul { @for rule in &rules { li { (rule) } } } }
        }
    }
}

fn place(words: &Words, course: &Course) -> Markup {
    let sought = form::encode(&[("q", &course.address)]);
    html! {
        dt { (words.say("course-where")) }
        dd {
            (list::place(words, course.online, (&course.place, &course.place_en), &course.district))
            @if !course.online && !course.address.is_empty() {
                br;
                span.small { (words::text(words, &course.address, &course.address_en)) }
                br;
                a.small href=(format!("geo:0,0?{sought}")) { (words.say("course-map-app")) }
                " " (parts::outside_link(words, &format!("https://www.openstreetmap.org/search?{}",
                    form::encode(&[("query", &course.address)])), &words.say("course-map-web")))
            }
        }
    }
}

fn hours(words: &Words, course: &Course) -> Markup {
    let said = |key: &str, tenths: i64| words.say_with(key, &[("hours", words::hours(tenths).into())]);
    html! {
        @if course.hours > 0 {
            dt { (words.say("course-hours")) }
            dd {
                (said("course-hours-of", course.hours))
                @if course.civil_servant_hours > 0 { br; (said("course-hours-civil", course.civil_servant_hours)) }
                @if course.teacher_hours > 0 { br; (said("course-hours-teacher", course.teacher_hours)) }
            }
        }
    }
}

fn contact(words: &Words, course: &Course) -> Markup {
    let phone = Phone::parse(&course.contact_phone).ok();
    html! {
        @if !course.contact_name.is_empty() || phone.is_some() {
            dt { (words.say("course-contact")) }
            dd {
                span lang=[words::marked(words, "")] { (course.contact_name) }
                @if let Some(phone) = phone {
                    br; a href=(format!("tel:{}", phone.e164())) { (phone.display()) }
                }
            }
        }
    }
}

/// The same for machines.
pub fn for_machines(ctx: &Ctx, shown: &Shown) -> Markup {
    let course = &shown.course;
    let status = match course.status {
        CourseStatus::Cancelled => "EventCancelled",
        _ => "EventScheduled",
    };
    let mode = if course.online { "OnlineEventAttendanceMode" } else { "OfflineEventAttendanceMode" };
    let offer = match shown.standing(ctx.now) {
        Standing::Open => "InStock",
        Standing::NotOpen => "PreOrder",
        _ => "SoldOut",
    };
    let schema = |name: &str| format!("https://schema.org/{name}");
    html! {
        meta itemprop="startDate" content=(course.starts_at.rfc3339());
        meta itemprop="endDate" content=(course.ends_at.rfc3339());
        link itemprop="eventStatus" href=(schema(status));
        link itemprop="eventAttendanceMode" href=(schema(mode));
        link itemprop="url" href=(ctx.full_address(&shown.path("")));
        meta itemprop="maximumAttendeeCapacity" content=(shown.places.capacity);
        // Before a draw nobody has a place by coming first.
        @if !shown.awaits_draw() { meta itemprop="remainingAttendeeCapacity" content=(shown.places.open()); }
        meta itemprop="isAccessibleForFree" content=(course.fee == 0);
        @if course.online {
            span itemprop="location" itemscope itemtype=(schema("VirtualLocation")) {
                link itemprop="url" href=(ctx.full_address(&shown.path("")));
            }
        } @else {
            span itemprop="location" itemscope itemtype=(schema("Place")) {
                meta itemprop="name" content=(words::either(&ctx.words, &course.place, &course.place_en));
                meta itemprop="address" content=(words::either(&ctx.words, &course.address, &course.address_en));
            }
        }
        span itemprop="organizer" itemscope itemtype=(schema("GovernmentOrganization")) {
            meta itemprop="name" content=(ctx.centre_name());
            link itemprop="url" href=(ctx.full_address("/"));
        }
        span itemprop="offers" itemscope itemtype=(schema("Offer")) {
            meta itemprop="price" content=(course.fee);
            meta itemprop="priceCurrency" content="TWD";
            link itemprop="availability" href=(schema(offer));
            meta itemprop="validFrom" content=(course.opens_at.rfc3339());
            link itemprop="url" href=(ctx.full_address(&shown.path("")));
        }
    }
}
