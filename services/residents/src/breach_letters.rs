//! The job `residents.write`: those concerned by a breach are written to once the letter is approved, each once.

use std::collections::HashMap;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::i18n::Lang;
use foundation::jobs::{self, JobError, JobKind, NewJob};

use crate::breach::Breach;
use crate::store::{self, Act};

/// The job.
pub const WRITE: JobKind =
    JobKind { name: "residents.write", run: |centre, id| Box::pin(write(centre, id)), every_seconds: None };

/// Asks for the letters of a breach, in the transaction that approves them or puts somebody on the list.
///
/// # Errors
/// Any database error.
pub fn ask(conn: &mut Conn, act: &Act, breach_id: &str) -> DbResult<()> {
    let job = NewJob { kind: WRITE.name, unique_key: None, payload: breach_id.to_owned(), run_at: act.now };
    jobs::add(conn, &[act.id()], act.now, &[job])
}

/// Some letters with each commit, so that nobody else waits long for the store; what a stopped process left is
/// written by the next.
async fn write(centre: Arc<Centre>, id: String) -> Result<(), JobError> {
    loop {
        let (inner, asked) = (centre.clone(), id.clone());
        let body = move |conn: &mut Conn| {
            let act = Act::of_system(&inner);
            let Some(breach) = store::lock_breach(conn, &asked)? else { return Ok(false) };
            let Some(approved_at) = breach.approved_at else { return Ok(false) };
            let letters: HashMap<Lang, _> =
                Lang::ALL.iter().map(|lang| (*lang, letter(&inner, &breach, *lang))).collect();
            store::write_letters(conn, &act, (&asked, approved_at), |language| {
                let lang = Lang::from_code(language).unwrap_or(Lang::BASE);
                letters.get(&lang).cloned().unwrap_or_default()
            })
        };
        if !centre.db.write(body).await? {
            return Ok(());
        }
    }
}

/// Subject and text in a language.
fn letter(centre: &Centre, breach: &Breach, lang: Lang) -> (String, String) {
    let words = centre.words(lang);
    let (name, text) = match lang {
        Lang::En if !breach.letter_en.is_empty() => (&centre.name_en, &breach.letter_en),
        _ => (&centre.name, &breach.letter),
    };
    let args = [
        ("centre", name.as_str().into()),
        ("text", text.as_str().into()),
        ("contact", breach.contact.as_str().into()),
    ];
    (words.say_with("breach-mail-subject", &args), words.say_with("breach-mail", &args))
}
