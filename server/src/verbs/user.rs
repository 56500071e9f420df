//! `hearth user`: accounts of staff, by somebody at the machine's own terminal.

use std::io::Read;

use accounts::NewStaff;
use foundation::staff::Role;

use super::{open_site, open_store};
use crate::cli::User;
use crate::failure::{Failure, Outcome};
use crate::say;
use crate::site::Place;

/// A password somebody types must be at least this long; the sign-in pages ask for more.
const CHARACTERS_MIN: usize = 12;

pub(super) fn run(place: &Place, verb: User) -> Outcome {
    match verb {
        User::Add { email, name, section, roles, password_stdin } => {
            add(place, &email, &name, &section, &roles, password_stdin)
        }
        User::List => list(place),
        User::Reset { email, lose_second_factor, password_stdin } => {
            reset(place, &email, lose_second_factor, password_stdin)
        }
        User::Lock { email } => lock(place, &email, true),
        User::Unlock { email } => lock(place, &email, false),
    }
}

fn add(place: &Place, email: &str, name: &str, section: &str, roles: &[String], from_stdin: bool) -> Outcome {
    if !accounts::SECTIONS.contains(&section) {
        let known = accounts::SECTIONS.join(", ");
        return Err(Failure::WrongUse(format!("there is no section {section}; known: {known}")));
    }
    if !email.split_once('@').is_some_and(|(user, host)| !user.is_empty() && host.contains('.')) {
        return Err(Failure::WrongUse(format!("{email} is not an e-mail address")));
    }
    let role = |code: &String| {
        let known: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
        Role::from_code(code)
            .ok_or_else(|| Failure::WrongUse(format!("there is no role {code}; known: {}", known.join(", "))))
    };
    let roles = roles.iter().map(role).collect::<Outcome<Vec<Role>>>()?;
    let (site, db) = open_site(place)?;
    let password = if from_stdin { typed()? } else { accounts::new_password(&site.chance) };
    let new = NewStaff {
        name: name.into(),
        email: email.into(),
        section: section.into(),
        roles,
        password: password.clone(),
        must_change: true,
        totp_secret: None,
    };
    let now = site.clock.now();
    let added =
        db.write_blocking(move |conn| accounts::add_staff(conn, &site.keys, &site.chance, now, &new))?;
    added.map_err(|_| Failure::Failed(format!("there is already an account {email}")))?;
    say::line(format!("added {email}"));
    tell(&password, from_stdin);
    Ok(())
}

fn list(place: &Place) -> Outcome {
    for account in open_store(place)?.read_blocking(accounts::list_staff)? {
        let roles: Vec<&str> = account.roles.iter().map(|r| r.code()).collect();
        let state = match (account.is_locked, account.has_second_factor) {
            (true, _) => "locked",
            (false, true) => "authenticator",
            (false, false) => "password only",
        };
        let until = account.ends_on.map(|day| format!("\tuntil {day}")).unwrap_or_default();
        let seen = account.seen_at.map_or_else(|| "never".to_owned(), |at| at.date().to_string());
        let (email, name, section) = (account.email, account.name, account.section);
        say::line(format!(
            "{email}\t{name}\t{section}\t{}\t{state}\tlast seen {seen}{until}",
            roles.join(",")
        ));
    }
    Ok(())
}

fn reset(place: &Place, email: &str, lose_second_factor: bool, from_stdin: bool) -> Outcome {
    let (site, db) = open_site(place)?;
    let password = if from_stdin { typed()? } else { accounts::new_password(&site.chance) };
    let (now, asked, new) = (site.clock.now(), email.to_owned(), password.clone());
    let found = db.write_blocking(move |conn| {
        accounts::reset_password(conn, &site.chance, now, &asked, &new, lose_second_factor)
    })?;
    known(found, email)?;
    say::line(format!("{email} has a new password and no session any more"));
    tell(&password, from_stdin);
    Ok(())
}

fn lock(place: &Place, email: &str, is_locked: bool) -> Outcome {
    let (site, db) = open_site(place)?;
    let (now, asked) = (site.clock.now(), email.to_owned());
    let found =
        db.write_blocking(move |conn| accounts::lock_staff(conn, &site.chance, now, &asked, is_locked))?;
    known(found, email)?;
    say::line(format!("{email} is {}", if is_locked { "locked" } else { "unlocked" }));
    Ok(())
}

fn known(found: bool, email: &str) -> Outcome {
    if found { Ok(()) } else { Err(Failure::Failed(format!("there is no account {email}"))) }
}

/// Prints a password we made: this once, and nowhere else.
fn tell(password: &str, from_stdin: bool) {
    if !from_stdin {
        say::line(format!("password: {password}"));
        say::line("It is shown this once and must be changed at the first sign-in.");
    }
}

fn typed() -> Outcome<String> {
    let mut text = String::new();
    std::io::stdin().take(1000).read_to_string(&mut text).map_err(|e| Failure::of("standard input", e))?;
    let password = text.trim_end_matches(['\r', '\n']).to_owned();
    if password.chars().count() < CHARACTERS_MIN {
        return Err(Failure::WrongUse(format!("a password has at least {CHARACTERS_MIN} characters")));
    }
    Ok(password)
}
