//! `/residents/members/{id}` (`new` for a new one): a member of the household.

use axum::extract::Path;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::parts::{self, Width, choice};
use foundation::residents::Resident;
use foundation::web::Ctx;
use jiff::civil::Date;
use maud::{Markup, html};
use office::instant::Instant;
use office::person_name::PersonName;
use office::roc_date;
use office::sex::Sex;

use crate::door;
use crate::model::{Adult, InvitationState, Member, MemberState, Relation};
use crate::rules;
use crate::store::{self, Act};

/// The address of a member that is not there yet.
const NEW: &str = "new";
/// Nobody is older.
const AGE_MAX: i64 = 120;

/// The notice on personal data in use. Its words never change; a new text gets a new number and new words.
pub const NOTICE: &str = "1";

/// Around the form: the member as kept, and the other adults of the household.
struct Around {
    household: Option<String>,
    kept: Option<Member>,
    others: Vec<Adult>,
}

/// The form.
///
/// # Errors
/// [`Fault::NotFound`] when there is no such member in one's own household.
pub async fn get(ctx: Ctx, Path(id): Path<String>) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let around = around(&ctx, &resident, &id).await?;
    let form = around.kept.as_ref().map_or_else(Form::default, known);
    Ok(page(&ctx, &around, &form, &id))
}

/// It was sent.
///
/// # Errors
/// As [`get`].
pub async fn post(ctx: Ctx, Path(id): Path<String>, mut form: Form) -> Result<Response, Fault> {
    let resident = match door::resident(&ctx).await? {
        Ok(resident) => resident,
        Err(way_in) => return Ok(way_in),
    };
    let around = around(&ctx, &resident, &id).await?;
    if let (Some(member), Some(household), true) = (&around.kept, &around.household, form.has("remove")) {
        let (act, household, id) = (Act::of(&ctx), household.clone(), member.id.clone());
        ctx.centre.db.write(move |conn| store::remove_member(conn, &act, &household, &id)).await?;
        return Ok(ctx.go(&format!("{}?done=removed", door::HOME)));
    }
    let mut member = read(&mut form, &around, &ctx);
    if !form.is_right() {
        return Ok(page(&ctx, &around, &form, &id));
    }
    let (act, kept) = (Act::of(&ctx), around.kept.clone());
    if kept.is_none() {
        member.id = act.id().into_string();
    }
    let done = if kept.is_some() { "changed" } else { "added" };
    let write = move |conn: &mut Conn| -> DbResult<bool> {
        let household = store::found(conn, &act, &resident.id)?;
        if let Some(kept) = &kept {
            store::change_member(conn, &act, &household, kept, &member)?;
            return Ok(true);
        }
        store::add_member(conn, &act, &household, &member)
    };
    if !ctx.centre.db.write(write).await? {
        form.wrong("", "household-full");
        return Ok(page(&ctx, &around, &form, &id));
    }
    Ok(ctx.go(&format!("{}?done={done}", door::HOME)))
}

async fn around(ctx: &Ctx, resident: &Resident, id: &str) -> Result<Around, Fault> {
    let (me, id, now) = (resident.id.clone(), id.to_owned(), ctx.now);
    let read = move |conn: &mut Conn| -> DbResult<Option<Around>> {
        let household = store::find_household(conn, &me)?;
        let mut around = Around { household: household.clone(), kept: None, others: Vec::new() };
        if let Some(household) = &household {
            around.others = store::list_adults(conn, household)?;
            // Whoever is about to join can be excepted before the household confirms.
            for open in store::list_open(conn, household, now)? {
                if let (InvitationState::Accepted, Some(id)) = (open.state, open.accepted_by) {
                    around.others.push(Adult { id, email: open.email });
                }
            }
            around.others.retain(|adult| adult.id != me);
        }
        if id != NEW {
            let Some(household) = &household else { return Ok(None) };
            let found = store::find_member(conn, household, &id)?;
            around.kept = found.filter(|m| rules::is_shown(m, &me));
            if around.kept.is_none() {
                return Ok(None);
            }
        }
        Ok(Some(around))
    };
    ctx.centre.db.read(read).await?.ok_or(Fault::NotFound)
}

fn known(member: &Member) -> Form {
    let birth = match (member.birth_on, member.birth_year) {
        (Some(day), _) => day.to_string(),
        (None, Some(year)) => year.to_string(),
        _ => String::new(),
    };
    let sex = Some(member.sex.as_str()).filter(|sex| *sex != Sex::Unknown.code()).unwrap_or_default();
    let mut pairs: Vec<(String, String)> = [
        ("name", member.name.as_str()),
        ("birth", &birth),
        ("sex", sex),
        ("district", &member.district),
        ("relation", member.relation.code()),
        ("grade", &member.grade),
        ("state", member.state.code()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .collect();
    pairs.push(("since".into(), member.state_since.map(|d| d.to_string()).unwrap_or_default()));
    pairs.extend(member.not_offered_to.iter().map(|id| ("not_offered_to".into(), id.clone())));
    Form::new(pairs)
}

fn read(form: &mut Form, around: &Around, ctx: &Ctx) -> Member {
    let now = ctx.now;
    let name = match PersonName::parse(form.text("name")) {
        Ok(name) => name.into_string(),
        Err(error) => {
            form.wrong("name", error.key());
            String::new()
        }
    };
    let (birth_on, birth_year) = birth(form, now);
    let relation = form.choice("relation", Relation::from_code).unwrap_or(Relation::Other);
    let state = MemberState::from_code(form.text("state")).unwrap_or(MemberState::Present);
    let typed = form.text("since").trim().to_owned();
    let since = roc_date::parse(&typed).ok();
    if state != MemberState::Present && !typed.is_empty() && since.is_none_or(|day| day > now.date()) {
        form.wrong("since", "household-error-since");
    }
    let district = form.text("district");
    let district = ctx.centre.districts().find(district).map(|d| d.code.clone());
    let others: Vec<&str> = around.others.iter().map(|a| a.id.as_str()).collect();
    Member {
        id: around.kept.as_ref().map(|m| m.id.clone()).unwrap_or_default(),
        name,
        birth_year,
        birth_on,
        sex: Sex::from_code(form.text("sex")).unwrap_or(Sex::Unknown).code().to_owned(),
        district: district.unwrap_or_default(),
        relation,
        grade: form.optional("grade", 20),
        state,
        state_since: (state != MemberState::Present).then(|| since.unwrap_or_else(|| now.date())),
        not_offered_to: form
            .texts("not_offered_to")
            .filter(|id| others.contains(id))
            .map(str::to_owned)
            .collect(),
        notice: around.kept.as_ref().map_or_else(|| NOTICE.to_owned(), |m| m.notice.clone()),
    }
}

/// A day or a year of birth, Western or of the Republic.
fn birth(form: &mut Form, now: Instant) -> (Option<Date>, Option<i64>) {
    let typed = form.text("birth").trim();
    if typed.is_empty() {
        return (None, None);
    }
    let year = roc_date::parse_year(typed);
    let day = if year.is_some() { None } else { roc_date::parse(typed).ok() };
    let year = year.or_else(|| day.map(|d| i64::from(d.year())));
    let this_year = i64::from(now.date().year());
    let fits = year.is_some_and(|y| (this_year - AGE_MAX..=this_year).contains(&y));
    if !fits || day.is_some_and(|day| day > now.date()) {
        form.wrong("birth", "household-error-birth");
    }
    (day, year)
}

fn page(ctx: &Ctx, around: &Around, form: &Form, id: &str) -> Response {
    let words = &ctx.words;
    let title = match &around.kept {
        Some(member) => words.say_with("household-member-title", &[("name", member.name.as_str().into())]),
        None => words.say("household-add"),
    };
    let main = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        @if around.household.is_none() { p { (words.say("household-begins")) } }
        (parts::form(words.path(&format!("/residents/members/{id}")), html! {
            (person(words, form))
            @if around.kept.is_some() { (state(words, form)) }
            @if !around.others.is_empty() { (custody(words, form, &around.others)) }
            (notice(ctx, around))
            div.actions {
                (parts::button(words.say("household-save")))
                (parts::button_link(words.path(door::HOME), words.say("residents-back")).secondary())
            }
        }))
        @if around.kept.is_some() {
            (parts::details(&words.say("household-remove"), html! {
                p { (words.say("household-remove-text")) }
                (parts::form(words.path(&format!("/residents/members/{id}")), html! {
                    div.actions { (parts::warning_button(words.say("household-remove-button")).name("remove", "yes")) }
                }).id("remove"))
            }))
        }
    };
    door::page(ctx, door::status(form), &title, !form.is_right(), &main)
}

/// What is done with what is told of a member, who mostly does not type it (個人資料保護法 §8, §9).
fn notice(ctx: &Ctx, around: &Around) -> Markup {
    let words = &ctx.words;
    let kept = around.kept.as_ref().map(|m| m.notice.as_str()).filter(|version| !version.is_empty());
    let version = kept.unwrap_or(NOTICE);
    let text =
        words.say_with(&format!("household-notice-{version}-text"), &[("centre", ctx.centre_name().into())]);
    html! {
        p.hint { (words.say("household-notice-told")) }
        (parts::details(&words.say_with("household-notice-title", &[("version", version.into())]), html! {
            @for paragraph in text.split("\n\n") { p { (paragraph) } }
        }))
    }
}

fn person(words: &Words, form: &Form) -> Markup {
    let untold = || choice("", words.say("household-untold"));
    let relations = Relation::ALL.iter();
    let relations =
        relations.map(|r| choice(r.code(), words.say(&format!("relation-{}", r.code())))).collect();
    let sexes = Sex::ALL.iter().filter(|sex| **sex != Sex::Unknown);
    let sexes = sexes.map(|sex| choice(sex.code(), words.say(sex.name_key())));
    let districts = words.districts().all().iter().map(|d| choice(d.code.clone(), words.district(d)));
    html! {
        (parts::text(words, "name", words.say("household-name")).value(form.text("name"))
            .error(form.said_of(words, "name")).autocomplete("off"))
        (parts::select(words, "relation", words.say("household-relation"), relations)
            .value(form.text("relation")).error(form.said_of(words, "relation")).width(Width::Medium))
        (parts::text(words, "birth", words.say("household-birth")).hint(words.say("household-birth-hint"))
            .value(form.text("birth")).error(form.said_of(words, "birth")).optional().width(Width::Medium)
            .autocomplete("off"))
        (parts::select(words, "sex", words.say("household-sex"), std::iter::once(untold()).chain(sexes).collect())
            .value(form.text("sex")).optional().width(Width::Medium))
        (parts::select(words, "district", words.say("household-district"), std::iter::once(untold()).chain(districts).collect())
            .value(form.text("district")).optional().width(Width::Medium))
        (parts::text(words, "grade", words.say("household-grade")).hint(words.say("household-grade-hint"))
            .value(form.text("grade")).error(form.said_of(words, "grade")).optional().width(Width::Medium)
            .autocomplete("off"))
    }
}

fn state(words: &Words, form: &Form) -> Markup {
    let states = MemberState::ALL.iter();
    let states = states.map(|s| choice(s.code(), words.say(&format!("member-state-{}", s.code())))).collect();
    html! {
        (parts::radios(words, "state", words.say("household-state"), states).value(form.text("state"))
            .hint(words.say("household-state-hint")))
        (parts::text(words, "since", words.say("household-since")).hint(words.say("household-since-hint"))
            .value(form.text("since")).error(form.said_of(words, "since")).optional().width(Width::Medium)
            .autocomplete("off"))
    }
}

fn custody(words: &Words, form: &Form, others: &[Adult]) -> Markup {
    let choices = others.iter().map(|adult| choice(adult.id.clone(), adult.email.clone())).collect();
    html! {
        (parts::checkboxes(words, "not_offered_to", words.say("household-custody"), choices)
            .values(form.texts("not_offered_to")).hint(words.say("household-custody-hint")).optional())
    }
}
