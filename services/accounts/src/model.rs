//! Accounts of the people who work at a centre.

use foundation::staff::Role;
use jiff::civil::Date;
use office::instant::Instant;

/// The sections (組室) of a centre, as stored.
pub const SECTIONS: [&str; 4] = ["counselling", "promotion", "accounting", "direction"];

/// An account, without its secrets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// Id.
    pub id: String,
    /// Name, as shown to colleagues and in the trail.
    pub name: String,
    /// E-mail address in small letters; what one signs in with.
    pub email: String,
    /// One of [`SECTIONS`].
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// Locked by a person (or for being unused) until a person unlocks it.
    pub is_locked: bool,
    /// Locked by too many failures until this moment.
    pub locked_until: Option<Instant>,
    /// The password was given by somebody else and must be changed at the first sign-in.
    pub must_change: bool,
    /// Whether an authenticator is enrolled.
    pub has_second_factor: bool,
    /// When the password was last changed.
    pub changed_password_at: Instant,
    /// When the account was added.
    pub created_at: Instant,
    /// When the person last signed in.
    pub seen_at: Option<Instant>,
    /// The last day on which the account may be used; without one it does not end.
    pub ends_on: Option<Date>,
}

impl Account {
    /// Whether its last day is over.
    pub fn is_over(&self, today: Date) -> bool {
        self.ends_on.is_some_and(|last| last < today)
    }

    /// When its last day ends.
    pub fn ends_at(&self) -> Option<Instant> {
        self.ends_on.and_then(|day| day.tomorrow().ok()).and_then(Instant::start_of)
    }

    /// Whether too many failures lock it at this moment.
    pub fn is_barred(&self, now: Instant) -> bool {
        self.locked_until.is_some_and(|until| until > now)
    }
}

/// What an account signs in with.
#[derive(Clone, PartialEq, Eq)]
pub struct Secrets {
    /// Argon2id hash of the password.
    pub password_hash: String,
    /// Sealed secret of the authenticator.
    pub totp_sealed: Option<String>,
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secrets")
    }
}

/// An account to add from the command line or for a demonstration.
#[derive(Clone)]
pub struct NewStaff {
    /// Name.
    pub name: String,
    /// E-mail address; kept in small letters.
    pub email: String,
    /// One of [`SECTIONS`].
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// First password.
    pub password: String,
    /// Whether it must be changed at the first sign-in.
    pub must_change: bool,
    /// Secret of an authenticator that is already enrolled, in Base32.
    pub totp_secret: Option<String>,
}

/// The e-mail address is that of another account already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlreadyThere;

/// A session of somebody, as listed on the own account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenSession {
    /// Its name: the hash of its token, which opens nothing.
    pub token_hash: String,
    /// When the person signed in.
    pub created_at: Instant,
    /// When it was last used.
    pub seen_at: Instant,
}

/// A token for programs, as listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Its name: the hash of the token, which opens nothing.
    pub token_hash: String,
    /// What it is for, in its owner's words.
    pub name: String,
    /// Name of its owner.
    pub owner: String,
    /// The rights it is limited to.
    pub scope: Vec<String>,
    /// When it was made.
    pub created_at: Instant,
    /// When it ends.
    pub ends_at: Instant,
    /// When it was last used, to the minute.
    pub used_at: Option<Instant>,
}
