//! Registering a party for a course: `/courses/{slug}/register`.
//!
//! Three short pages (who can be reached, who comes, check and send) at one address. What was typed
//! travels in the form itself: nothing is kept here before it is sent, and nothing is lost on the way,
//! whatever goes wrong (R09). A page is a form with buttons; it works without script.

mod draft;
mod options;
mod pages;
mod send;
mod together;

use std::sync::Arc;

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::fault::Fault;
use foundation::form::Form;
use foundation::residents::{self, Companion, Resident};
use foundation::web::Ctx;
use maud::html;
use office::Districts;
use office::instant::Instant;

use super::course::{self, Shown};
use crate::after::no_show;
use crate::model::{CourseStatus, Method};
use crate::notice;
use crate::questions::Question;
use crate::rules::no_show::Rule;

pub(super) use draft::{contact, member, pairs_of, prefix, read_about_person};
pub(super) use pages::{about_person, declares_group, district, person_fields};

use draft::{Draft, Pressed, Step};

/// A course to register for.
pub(super) struct Desired {
    /// The course as its page shows it.
    pub(super) shown: Shown,
    pub(super) questions: Arc<Vec<Question>>,
    /// The version of the notice that is shown.
    pub(super) notice: String,
    /// The districts of the centre.
    pub(super) districts: Arc<Districts>,
    /// Whom the resident who is signed in may bring along (R27).
    pub(super) companions: Vec<Companion>,
    /// Who is signed in, if anybody.
    pub(super) resident: Option<Resident>,
    /// The rule on not coming.
    pub(super) no_show: Rule,
}

/// What a party can do about a course now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Standing {
    /// Fill in the form; it can be sent from a moment on.
    Early,
    /// Register; there are seats, or staff decide.
    Open,
    /// Register and wait in line.
    Line,
    /// Neither seat nor line has room.
    Full,
    /// Registration is over.
    Closed,
    /// The course was called off.
    CalledOff,
}

impl Desired {
    async fn find(ctx: &Ctx, slug: &str) -> Result<Desired, Fault> {
        let shown = course::find(ctx, slug).await?;
        let resident = residents::of(ctx).await?;
        let companions = match &resident {
            Some(resident) => residents::companions(&ctx.centre, resident).await?,
            None => Vec::new(),
        };
        let mut desired = Desired {
            questions: shown.questions.clone(),
            notice: notice::version(&ctx.words, &shown.course.notice_version),
            districts: ctx.centre.districts(),
            companions,
            resident,
            no_show: no_show::rule_for(&ctx.centre, ctx.now, shown.course.ends_at.date()).await?,
            shown,
        };
        // Who waits holds no option, so only whoever may sit down is told what is left; a draw gives the
        // options with the seats.
        let sits = desired.standing(ctx.now) != Standing::Line && !desired.shown.awaits_draw();
        if !desired.shown.options.is_empty() && sits {
            desired.questions = options::with_lefts(ctx, &desired.shown).await?;
        }
        Ok(desired)
    }

    fn standing(&self, now: Instant) -> Standing {
        let (course, places) = (&self.shown.course, &self.shown.places);
        match () {
            () if course.status == CourseStatus::Cancelled => Standing::CalledOff,
            () if now >= course.closes_at.min(course.ends_at) => Standing::Closed,
            () if now < course.opens_at => Standing::Early,
            () if course.method == Method::Approval || self.shown.enters(now) => Standing::Open,
            () if places.open() > 0 && !self.shown.awaits_draw() => Standing::Open,
            () if places.waiting < places.waiting_max => Standing::Line,
            () => Standing::Full,
        }
    }

    /// A page of it, with the secret of a secret link.
    fn path(&self, ctx: &Ctx, below: &str) -> String {
        ctx.words.path(&self.shown.path(below))
    }
}

/// The first page of the form, or why there is none.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn get(ctx: Ctx, Path(slug): Path<String>) -> Result<Response, Fault> {
    let desired = Desired::find(&ctx, &slug).await?;
    let page = match desired.standing(ctx.now) {
        Standing::CalledOff | Standing::Closed | Standing::Full => pages::no_way(&ctx, &desired, None),
        _ => {
            let mut draft = Draft::new(ctx.centre.chance.token());
            if let Some(resident) = &desired.resident {
                draft.form.set("email", resident.email.clone());
            }
            pages::step(&ctx, &desired, &draft, Step::Contact)
        }
    };
    Ok(ctx.page(StatusCode::OK, page))
}

/// A button was pressed.
///
/// # Errors
/// [`Fault::NotFound`], or any fault of the store.
pub async fn post(ctx: Ctx, Path(slug): Path<String>, form: Form) -> Result<Response, Fault> {
    let desired = Desired::find(&ctx, &slug).await?;
    let (mut draft, at, pressed) = Draft::read(&ctx, &form, desired.shown.course.party_max);
    let step = match pressed {
        Pressed::Next => {
            let to = draft.check(&desired, at, ctx.now);
            if to == Some(Step::Check) && desired.standing(ctx.now) == Standing::Closed {
                return Ok(ctx.page(StatusCode::CONFLICT, pages::no_way(&ctx, &desired, Some(&draft))));
            }
            to.unwrap_or(at)
        }
        Pressed::To(step) => step,
        Pressed::Add => {
            draft.add(desired.shown.course.party_max);
            Step::People
        }
        Pressed::Remove(index) => {
            draft.remove(index);
            Step::People
        }
        Pressed::PutBack => {
            draft.put_back();
            Step::People
        }
        Pressed::Send => return send::send(&ctx, &desired, draft).await,
    };
    let (step, said) = match step {
        Step::Check if matches!(pressed, Pressed::Next) => together::look(&ctx, &desired, &mut draft).await?,
        Step::People => (step, together::others(&ctx, &desired, &mut draft).await?),
        _ => (step, html! {}),
    };
    let status = if draft.form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, pages::step_with(&ctx, &desired, &draft, step, &said)))
}
