//! `/residents`: the household, and the way to one's own data.

use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::Conn;
use foundation::fault::Fault;
use foundation::i18n::Words;
use foundation::parts::{self, Tone};
use foundation::residents::{self, Resident};
use foundation::web::Ctx;
use maud::{Markup, html};

use crate::door;
use crate::model::{Adult, Invitation, InvitationState, Member, MemberState};
use crate::{rules, store};

/// A household as its page shows it.
#[derive(Default)]
struct Household {
    adults: Vec<Adult>,
    members: Vec<Member>,
    invitations: Vec<Invitation>,
}

/// The household of whoever is signed in; the way in for everybody else.
///
/// # Errors
/// When the store cannot answer.
pub async fn get(ctx: Ctx) -> Result<Response, Fault> {
    let Some(resident) = residents::of(&ctx).await? else { return Ok(outside(&ctx)) };
    let (id, now) = (resident.id.clone(), ctx.now);
    let read = move |conn: &mut Conn| {
        let Some(household) = store::find_household(conn, &id)? else { return Ok(Household::default()) };
        Ok(Household {
            adults: store::list_adults(conn, &household)?,
            members: store::list_members(conn, &household)?,
            invitations: store::list_open(conn, &household, now)?,
        })
    };
    let household = ctx.centre.db.read(read).await?;
    Ok(inside(&ctx, &resident, &household))
}

fn outside(ctx: &Ctx) -> Response {
    let words = &ctx.words;
    let title = words.say("residents-title");
    let main = html! {
        h1 { (title) }
        p.lead { (words.say("residents-lead")) }
        ul {
            li { (words.say("residents-can-household")) }
            li { (words.say("residents-can-own-data")) }
        }
        p { (words.say("residents-sign-in-optional")) }
        div.actions {
            (parts::button_link(words.path(residents::SIGN_IN), words.say("residents-sign-in-title")))
            (parts::button_link(words.path("/progress"), words.say("residents-to-progress")).secondary())
        }
    };
    door::page(ctx, StatusCode::OK, &title, false, &main)
}

fn inside(ctx: &Ctx, resident: &Resident, household: &Household) -> Response {
    let words = &ctx.words;
    let title = words.say("residents-title");
    let main = html! {
        h1 { (title) }
        p { (words.say_with("residents-signed-in-as", &[("email", resident.email.as_str().into())])) }
        (members(words, resident, household))
        (adults(words, resident, household))
        section {
            h2 { (words.say("own-data-title")) }
            p { (words.say("own-data-lead")) }
            div.actions { (parts::button_link(words.path("/residents/own-data"), words.say("own-data-title")).secondary()) }
        }
        section {
            h2 { (words.say("residents-sign-out-title")) }
            (parts::form(words.path("/residents/sign-out"), html! {
                div.actions {
                    (parts::button(words.say("residents-sign-out")).secondary())
                    (parts::button(words.say("residents-sign-out-everywhere")).name("everywhere", "yes").secondary())
                }
            }))
        }
    };
    door::page(ctx, StatusCode::OK, &title, false, &main)
}

fn members(words: &Words, resident: &Resident, household: &Household) -> Markup {
    let shown = household.members.iter().filter(|m| rules::is_shown(m, &resident.id));
    let (present, past): (Vec<&Member>, Vec<&Member>) = shown.partition(|m| m.state == MemberState::Present);
    html! {
        section {
            h2 { (words.say("household-members")) }
            p { (words.say("household-text")) }
            @if present.is_empty() { p { (words.say("household-nobody")) } }
            @else { ul.cards { @for member in &present { (card(words, member)) } } }
            div.actions {
                (parts::button_link(words.path("/residents/members/new"), words.say("household-add")))
            }
            @if !past.is_empty() {
                (parts::details(&words.say("household-past"), html! {
                    ul.cards { @for member in &past { (card(words, member)) } }
                }))
            }
        }
    }
}

fn card(words: &Words, member: &Member) -> Markup {
    let mut facts = vec![words.say(&format!("relation-{}", member.relation.code()))];
    if let Some(birth) = member.birth_on {
        facts.push(words.date(birth));
    } else if let Some(year) = member.birth_year {
        facts.push(words.say_with("household-born", &[("year", year.to_string().into())]));
    }
    if !member.grade.is_empty() {
        facts.push(member.grade.clone());
    }
    html! {
        li.card {
            h3 { (member.name) }
            p { (facts.join(" · ")) }
            @if member.state != MemberState::Present {
                p { (parts::tag(Tone::Plain, &words.say(&format!("member-state-{}", member.state.code())))) }
            }
            @if !member.not_offered_to.is_empty() { p.hint { (words.say("household-custody-set")) } }
            p { a href=(words.path(&format!("/residents/members/{}", member.id))) {
                (words.say("part-change")) span.unseen { " " (member.name) }
            } }
        }
    }
}

fn adults(words: &Words, resident: &Resident, household: &Household) -> Markup {
    let others = household.adults.iter().filter(|a| a.id != resident.id);
    html! {
        section {
            h2 { (words.say("household-adults")) }
            p { (words.say("household-adults-text")) }
            ul {
                li { (resident.email) " " (parts::tag(Tone::Plain, &words.say("household-you"))) }
                @for adult in others { li { (adult.email) } }
            }
            @for invitation in &household.invitations { (open(words, invitation)) }
            div.actions {
                (parts::button_link(words.path("/residents/adults"), words.say("household-invite")).secondary())
            }
        }
    }
}

/// An invitation that waits: for its receiver, or for us.
fn open(words: &Words, invitation: &Invitation) -> Markup {
    let args = [("email", invitation.email.as_str().into())];
    let accepted = invitation.state == InvitationState::Accepted;
    let said = if accepted { "household-invitation-accepted" } else { "household-invitation-sent" };
    parts::notice(
        if accepted { Tone::Wait } else { Tone::Info },
        "",
        html! {
            p { (words.say_with(said, &args)) }
            (parts::form(words.path(&format!("/residents/adults/{}", invitation.id)), html! {
                div.actions {
                    @if accepted { (parts::button(words.say("household-confirm")).name("confirm", "yes").about(&invitation.email)) }
                    (parts::button(words.say("household-withdraw")).name("withdraw", "yes").secondary().about(&invitation.email))
                }
            }))
        },
    )
}
