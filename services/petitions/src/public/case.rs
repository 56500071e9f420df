//! `/opinions/{reference}?k=…`: where a case stands, in plain words, with the next date; the letters, and
//! what one may do.

use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use foundation::db::{Conn, DbResult};
use foundation::fault::Fault;
use foundation::files::Kept;
use foundation::form::Form;
use foundation::i18n::Words;
use foundation::keys::Keys;
use foundation::pages;
use foundation::parts::{self, Tone};
use foundation::web::Ctx;
use maud::{Markup, html};
use office::contact;
use office::reference::Reference;

use super::answer;
use crate::model::{Answer, Case, Letter, LetterKind, Note, NoteKind, State, Told};
use crate::store::{self, Act, MATTER};
use crate::typed;
use crate::work::{self, letters, passed};

/// Where a case is read, for the look-up of every matter in one place. The number of a secret case is seen by
/// colleagues, and some of them may guess whose it is: only its code opens it.
///
/// # Errors
/// Any database error.
pub fn look_up(conn: &mut Conn, keys: &Keys, reference: &str, typed: &str) -> DbResult<Option<String>> {
    let Some(case) = store::find_by_reference(conn, reference)? else {
        let passed = store::passed::find(conn, reference)?;
        let knows = digits(typed) == letters::code_of(keys, reference);
        return Ok(passed.filter(|_| knows).map(|passed| passed::standing_path(keys, &passed.reference)));
    };
    Ok(knows(conn, keys, &case, typed)?.then(|| letters::path(keys, &case, "")))
}

/// Whether what is typed is known only by whoever may read this case.
///
/// # Errors
/// Any database error.
pub(crate) fn knows(conn: &mut Conn, keys: &Keys, case: &Case, typed: &str) -> DbResult<bool> {
    let told: Told = match &case.sealed {
        Some(text) => store::unseal(conn, keys, &case.id, text)?,
        None => case.told.clone(),
    };
    let fits = [&told.phone, &told.fax].iter().any(|p| contact::fits(typed, p, &told.email) == Some(true));
    let by_code = case.confidential || told.has_address_only();
    let fits = (fits && !case.confidential) || (by_code && digits(typed) == letters::code(keys, case));
    Ok(fits && !matches!(case.standing(), State::Confirming | State::Draft | State::Discarded))
}

fn digits(typed: &str) -> String {
    office::digits::half_width(typed).chars().filter(char::is_ascii_digit).collect()
}

/// The number and the signature of a link.
pub(super) fn linked(ctx: &Ctx, reference: &str) -> Result<(Reference, String), Fault> {
    let reference = Reference::parse(reference).map_err(|_| Fault::NotFound)?;
    let given = Form::parse(ctx.query.as_deref().unwrap_or_default());
    Ok((reference, given.text("k").to_owned()))
}

/// The case a signed link opens, with its texts. Whether there is a case at all is not told to other links.
///
/// # Errors
/// [`Fault::Forbidden`] when the link is not genuine; any fault of the store.
pub(super) async fn open(ctx: &Ctx, reference: &str) -> Result<Case, Fault> {
    let (reference, signature) = linked(ctx, reference)?;
    let (act, asked) = (Act::of(ctx), reference.clone());
    // Strangers take no turn of those who write.
    let version = ctx.centre.db.read(move |conn| store::find_contact_version(conn, asked.as_str())).await?;
    if !version.is_some_and(|v| letters::opens(&ctx.centre.keys, (reference.as_str(), v), &signature)) {
        return Err(Fault::Forbidden);
    }
    let find = move |conn: &mut Conn| {
        let found = store::find_by_reference(conn, reference.as_str())?;
        let genuine = |case: &Case| {
            letters::opens(&act.centre.keys, (&case.reference, case.contact_version), &signature)
        };
        let mut case = found.filter(genuine);
        case.as_mut().map_or(Ok(()), |case| store::open(conn, &act, case))?;
        Ok(case)
    };
    ctx.centre.db.write(find).await?.ok_or(Fault::Forbidden)
}

/// What the page shows besides the case.
struct Shown {
    letters: Vec<Letter>,
    notes: Vec<Note>,
    files: Vec<Kept>,
    answer: Option<Answer>,
    asked: answer::Asked,
    takes_more: bool,
    takes_back: bool,
}

/// The page.
///
/// # Errors
/// As [`open`].
pub async fn get(ctx: Ctx, Path(reference): Path<String>) -> Result<Response, Fault> {
    show(&ctx, &reference, &Form::default()).await
}

pub(super) async fn show(ctx: &Ctx, reference: &str, form: &Form) -> Result<Response, Fault> {
    let case = open(ctx, reference).await?;
    let (act, id, of) = (Act::of(ctx), case.id.clone(), case.clone());
    let read = move |conn: &mut Conn| {
        Ok(Shown {
            letters: store::list_letters(conn, &act, &id)?,
            notes: store::list_notes(conn, &act, &id)?,
            files: store::list_given(conn, &id)?,
            answer: store::find_answer(conn, &id)?,
            asked: answer::Asked {
                is_open: work::may_be_asked(conn, &act, &of)?,
                until: work::question_ends(conn, &act.centre, &of)?,
            },
            takes_more: store::takes_more(conn, &of)?,
            takes_back: store::takes_back(conn, &of)?,
        })
    };
    let shown = ctx.centre.db.read(read).await?;
    let words = &ctx.words;
    let title = words.say_with("petitions-case-title", &[("number", case.number().into())]);
    let shell = parts::Shell {
        here: vec![parts::crumb(words.path("/progress"), words.say("progress-title"))],
        has_errors: !form.is_right(),
        updated_on: None,
        ..pages::shell(ctx, title.as_str())
    };
    let content = html! {
        (parts::error_summary(words, &form.said(words)))
        h1 { (title) }
        (standing(words, &case))
        (told(ctx, &case, &shown.files))
        (received(words, &shown.letters))
        (sent(words, &shown.notes))
        (answer::section(ctx, &case, &shown.files, (shown.answer.as_ref(), shown.asked), form))
        (acts(ctx, &case, &shown))
    };
    let status = if form.is_right() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(ctx.page(status, shell.page(content)))
}

/// Where it stands and what comes next.
fn standing(words: &Words, case: &Case) -> Markup {
    let tone = match case.state {
        State::SupplementWait => Tone::Wait,
        _ if case.replied_at.is_some() => Tone::Good,
        _ => Tone::Info,
    };
    let args = [("due", words.date(case.due_on).into())];
    let key = case.standing().code();
    html! {
        (parts::notice(tone, &words.say(&format!("petitions-now-{key}")), html! {
            p { (words.say_with(&format!("petitions-next-{key}"), &args)) }
            @if case.state == State::SupplementWait && case.clock.stops { p { (words.say("petitions-clock-petitioner-stops-public")) } }
        }))
    }
}

fn told(ctx: &Ctx, case: &Case, files: &[Kept]) -> Markup {
    let words = &ctx.words;
    html! {
        dl.facts {
            dt { (words.say("petitions-number")) } dd { strong { (case.number()) } }
            dt { (words.say("petitions-received-on")) } dd { (parts::day(words, case.clock.received_on)) }
            @if case.state.is_open() { dt { (words.say("petitions-due-on")) } dd { (parts::day(words, case.due_on)) } }
            dt { (words.say("petitions-subject")) } dd { (case.told.subject) }
        }
        (parts::details(&words.say("petitions-what-you-said"), html! {
            p.text { (case.told.body) }
            @if !files.is_empty() {
                ul { @for file in files {
                    li { a href=(words.path(&letters::path(&ctx.centre.keys, case, &format!("/files/{}", file.id)))) { (file.name) } }
                } }
            }
        }))
    }
}

fn received(words: &Words, letters: &[Letter]) -> Markup {
    let shown = letters.iter().rev().filter(|letter| {
        // An answer given by telephone or in an interview is read here once it was given.
        letter.kind != LetterKind::Question
            && (letter.sent_at.is_some() || letter.way == crate::model::Way::Email)
    });
    html! {
        h2 { (words.say("petitions-letters")) }
        @for letter in shown {
            article.letter {
                h3 { (words.say(&format!("petitions-letter-name-{}", letter.kind.code()))) }
                p.soft { (parts::time(words, letter.sent_at.unwrap_or(letter.written_at))) }
                p.text { (letter.text) }
            }
        }
    }
}

fn sent(words: &Words, notes: &[Note]) -> Markup {
    let own: Vec<&Note> =
        notes.iter().filter(|n| matches!(n.kind, NoteKind::Supplement | NoteKind::Email)).collect();
    html! {
        @if !own.is_empty() {
            h2 #added { (words.say("petitions-you-added")) }
            @for note in own {
                article.letter { p.soft { (parts::time(words, note.written_at)) } p.text { (note.text) } }
            }
        }
    }
}

fn acts(ctx: &Ctx, case: &Case, shown: &Shown) -> Markup {
    let words = &ctx.words;
    let link = |below: &str| words.path(&letters::path(&ctx.centre.keys, case, below));
    html! {
        @if shown.takes_more {
            div.actions {
                (parts::button_link(link("/supplement"), words.say("petitions-supplement")))
                @if shown.takes_back {
                    (parts::button_link(link("/withdrawal"), words.say("petitions-withdraw")).secondary())
                }
            }
        }
        p { (parts::print_button(words)) }
    }
}

/// A file of the case.
///
/// # Errors
/// As [`open`]; [`Fault::NotFound`] when there is no such file, or somebody else sent it.
pub async fn file(ctx: Ctx, Path((reference, id)): Path<(String, String)>) -> Result<Response, Fault> {
    let case = open(&ctx, &reference).await?;
    let (act, of, asked) = (Act::of(&ctx), case.clone(), id.clone());
    let find = move |conn: &mut Conn| {
        let is_given = store::list_given(conn, &of.id)?.iter().any(|file| file.id == asked);
        if is_given {
            store::note_opened(conn, &act, &of)?;
        }
        Ok(is_given)
    };
    if !ctx.centre.db.write(find).await? {
        return Err(Fault::NotFound);
    }
    typed::download(&ctx.centre, (MATTER, &case.id), &id).await
}
