//! The people who work at a centre: roles, rights and the session of who is signed in.

use office::instant::Instant;
use sha2::{Digest, Sha256};

use crate::db::{Conn, DbResult, Row};
use crate::{params, sql};

/// The roles of a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// 輔導教育組: counselling and casework.
    Counselling,
    /// 推廣教育組: courses and activities.
    Promotion,
    /// 會計
    Accountant,
    /// 主任
    Director,
    /// 志工: only the own shifts and programmes.
    Volunteer,
    /// 評鑑委員: reads, for a time.
    Evaluator,
    /// Runs the system; sees no case.
    Operator,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 7] = [
        Role::Counselling,
        Role::Promotion,
        Role::Accountant,
        Role::Director,
        Role::Volunteer,
        Role::Evaluator,
        Role::Operator,
    ];

    /// The stored word.
    pub fn code(self) -> &'static str {
        match self {
            Role::Counselling => "counselling",
            Role::Promotion => "promotion",
            Role::Accountant => "accountant",
            Role::Director => "director",
            Role::Volunteer => "volunteer",
            Role::Evaluator => "evaluator",
            Role::Operator => "operator",
        }
    }

    /// The role of a stored word.
    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|r| r.code() == code)
    }
}

/// The topic of kept pages that name members of staff: what happens to an account is seen there at once.
pub const TOPIC: &str = "staff";

/// Something one may do: `courses.edit`. Each service names its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Right(pub &'static str);

/// See today's board and one's own account: all staff.
pub const SEE_OFFICE: Right = Right("foundation.office");
/// Add, change and lock staff accounts.
pub const MANAGE_STAFF: Right = Right("foundation.staff");
/// See jobs, health and what keeps the house running.
pub const OPERATE: Right = Right("foundation.operate");
/// See which letters left and which did not, and why; neither their text nor whom they are for.
pub const WATCH_OUTBOX: Right = Right("foundation.outbox-states");
/// Read what the own section sent to residents (the director: what all sent), and decide about what may not have gone out.
pub const READ_OUTBOX: Right = Right("foundation.outbox");
/// Change what a centre may set.
pub const CHANGE_SETTINGS: Right = Right("foundation.settings");
/// Add versions to the rule book.
pub const KEEP_RULES: Right = Right("foundation.rules");
/// Import the office calendar and enter days on which offices close.
pub const KEEP_CALENDAR: Right = Right("foundation.calendar");
/// Search the trail and check its chain.
pub const READ_TRAIL: Right = Right("foundation.trail");

/// The foundation's own rights by role.
pub const ROLES: &[(Role, &[Right])] = &[
    (Role::Counselling, &[SEE_OFFICE, WATCH_OUTBOX, READ_OUTBOX]),
    (Role::Promotion, &[SEE_OFFICE, WATCH_OUTBOX, READ_OUTBOX]),
    (Role::Accountant, &[SEE_OFFICE]),
    (
        Role::Director,
        &[
            SEE_OFFICE,
            MANAGE_STAFF,
            WATCH_OUTBOX,
            READ_OUTBOX,
            CHANGE_SETTINGS,
            KEEP_RULES,
            KEEP_CALENDAR,
            READ_TRAIL,
        ],
    ),
    (Role::Volunteer, &[SEE_OFFICE]),
    (Role::Evaluator, &[SEE_OFFICE]),
    (
        Role::Operator,
        &[SEE_OFFICE, MANAGE_STAFF, OPERATE, WATCH_OUTBOX, CHANGE_SETTINGS, KEEP_CALENDAR, READ_TRAIL],
    ),
];

/// A member of staff who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staff {
    /// Id of the account.
    pub id: String,
    /// Name, as shown to colleagues and in the trail.
    pub name: String,
    /// Section: `counselling`, `promotion`, `accounting` or `direction`.
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// The rights of these roles.
    pub rights: Vec<Right>,
}

impl Staff {
    /// Whether this person may do this.
    pub fn may(&self, right: Right) -> bool {
        self.rights.contains(&right)
    }

    /// Whether what a section holds is this person's work: the own section's is, all is the director's.
    pub fn works_for(&self, section: &str) -> bool {
        self.section == section || self.roles.contains(&Role::Director)
    }

    /// The section whose letters this person is shown, where it is one alone: whoever reads none of them
    /// sees the states of all.
    pub fn outbox_section(&self) -> Option<&str> {
        let is_one = self.may(READ_OUTBOX) && !self.roles.contains(&Role::Director);
        is_one.then_some(self.section.as_str())
    }
}

/// How far a session has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// The password was right, the second factor is still asked for.
    SecondFactor,
    /// A new password or the set-up of the second factor is demanded.
    SetUp,
    /// Signed in.
    Full,
}

impl Stage {
    /// The stored word.
    pub fn code(self) -> &'static str {
        match self {
            Stage::SecondFactor => "second-factor",
            Stage::SetUp => "set-up",
            Stage::Full => "full",
        }
    }

    fn from_code(code: &str) -> Stage {
        [Stage::SetUp, Stage::Full].into_iter().find(|s| s.code() == code).unwrap_or(Stage::SecondFactor)
    }
}

/// The name of the session cookie.
pub const COOKIE: &str = "hearth_session";
/// Seconds without a request after which a session ends (附表十, idle logout).
pub const IDLE_SECONDS: i64 = 30 * 60;
/// Seconds after which a session ends whatever happens.
pub const ABSOLUTE_SECONDS: i64 = 12 * 3600;

/// What is stored of a secret token: never the token itself.
pub fn token_hash(token: &str) -> String {
    Sha256::digest(token.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
}

/// A session that is still good.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Id, name, section of the account; rights are filled in by the house.
    pub staff_id: String,
    /// Name.
    pub name: String,
    /// Section.
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
    /// How far.
    pub stage: Stage,
    /// When it was last used.
    pub seen_at: Instant,
}

/// The session of a cookie, unless it ran out or the account was closed.
///
/// # Errors
/// Any database error.
pub fn find_session(conn: &mut Conn, token: &str, now: Instant) -> DbResult<Option<Session>> {
    let row = conn.first(
        sql!(
            "select s.id, s.name, s.section, s.roles, n.stage, n.seen_at
             from foundation_session n join foundation_staff s on s.id = n.staff_id
             where n.token_hash = $1 and n.ends_at > $2 and n.seen_at > $3 and s.state = 'active'"
        ),
        params![token_hash(token), now, now.plus_seconds(-IDLE_SECONDS)],
    )?;
    row.map(|r| {
        Ok(Session {
            staff_id: r.get(0)?,
            name: r.get(1)?,
            section: r.get(2)?,
            roles: r.get::<String>(3)?.split(',').filter_map(Role::from_code).collect(),
            stage: Stage::from_code(&r.get::<String>(4)?),
            seen_at: r.get(5)?,
        })
    })
    .transpose()
}

/// Notes that a session was used; written at most once a minute.
///
/// # Errors
/// Any database error.
pub fn touch_session(conn: &mut Conn, token: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update foundation_session set seen_at = $2 where token_hash = $1"),
        params![token_hash(token), now],
    )?;
    Ok(())
}

/// Begins a session.
///
/// # Errors
/// Any database error.
pub fn add_session(conn: &mut Conn, token: &str, staff_id: &str, stage: Stage, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!(
            "insert into foundation_session (token_hash, staff_id, stage, created_at, seen_at, ends_at)
             values ($1, $2, $3, $4, $5, $6)"
        ),
        params![token_hash(token), staff_id, stage.code(), now, now, now.plus_seconds(ABSOLUTE_SECONDS)],
    )?;
    Ok(())
}

/// Ends a session.
///
/// # Errors
/// Any database error.
pub fn end_session(conn: &mut Conn, token: &str) -> DbResult<()> {
    conn.execute(sql!("delete from foundation_session where token_hash = $1"), params![token_hash(token)])?;
    Ok(())
}

/// Whether this account is there and not closed.
///
/// # Errors
/// Any database error.
pub fn is_active(conn: &mut Conn, id: &str) -> DbResult<bool> {
    Ok(find_active(conn, id)?.is_some())
}

/// A colleague whose account is not closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// Id.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address at work.
    pub email: String,
    /// Section.
    pub section: String,
    /// Roles.
    pub roles: Vec<Role>,
}

fn colleague(r: &Row) -> DbResult<Colleague> {
    let roles: String = r.get(4)?;
    let roles = roles.split(',').filter_map(Role::from_code).collect();
    Ok(Colleague { id: r.get(0)?, name: r.get(1)?, email: r.get(2)?, section: r.get(3)?, roles })
}

/// Whoever has this account, if it is there and not closed.
///
/// # Errors
/// Any database error.
pub fn find_active(conn: &mut Conn, id: &str) -> DbResult<Option<Colleague>> {
    conn.first(
        sql!(
            "select id, name, email, section, roles from foundation_staff where id = $1 and state = 'active'"
        ),
        params![id],
    )?
    .as_ref()
    .map(colleague)
    .transpose()
}

/// Everybody whose account is not closed, by section and name.
///
/// # Errors
/// Any database error.
pub fn list_active(conn: &mut Conn) -> DbResult<Vec<Colleague>> {
    conn.rows(
        sql!(
            "select id, name, email, section, roles from foundation_staff where state = 'active'
             order by section, name, id limit 1000"
        ),
        &[],
    )?
    .iter()
    .map(colleague)
    .collect()
}

/// The names of these accounts, by id, so that a trail tells who it was.
///
/// # Errors
/// Any database error.
pub fn list_names(conn: &mut Conn, ids: &[String]) -> DbResult<std::collections::HashMap<String, String>> {
    conn.rows(sql!("select id, name from foundation_staff where id = any($1)"), params![*ids])?
        .iter()
        .map(|r| Ok((r.get(0)?, r.get(1)?)))
        .collect()
}

/// The name of an account, whether it is closed by now or not; empty without one.
///
/// # Errors
/// Any database error.
pub fn find_name(conn: &mut Conn, id: Option<&str>) -> DbResult<String> {
    let row = conn.first(sql!("select name from foundation_staff where id = $1"), params![id])?;
    row.map_or(Ok(String::new()), |r| r.get(0))
}

/// Somebody who works here, to be put in charge of something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Id of the account.
    pub id: String,
    /// Name.
    pub name: String,
    /// E-mail address.
    pub email: String,
    /// Section.
    pub section: String,
}

/// Everybody whose account is open, by section and name, at most 500.
///
/// # Errors
/// Any database error.
pub fn list_people(conn: &mut Conn) -> DbResult<Vec<Person>> {
    conn.rows(
        sql!(
            "select id, name, email, section from foundation_staff where state = 'active'
             order by section, name, id limit 500"
        ),
        &[],
    )?
    .iter()
    .map(|r| Ok(Person { id: r.get(0)?, name: r.get(1)?, email: r.get(2)?, section: r.get(3)? }))
    .collect()
}

/// The owner of a token for programs and the rights it is limited to, unless it ran out or the
/// account was closed. `seen_at` is when it was last used (or made).
///
/// # Errors
/// Any database error.
pub fn find_token(conn: &mut Conn, token: &str, now: Instant) -> DbResult<Option<(Session, Vec<String>)>> {
    let row = conn.first(
        sql!(
            "select s.id, s.name, s.section, s.roles, coalesce(t.used_at, t.created_at), t.scope
             from foundation_token t join foundation_staff s on s.id = t.staff_id
             where t.token_hash = $1 and t.ends_at > $2 and s.state = 'active'"
        ),
        params![token_hash(token), now],
    )?;
    row.map(|r| {
        let session = Session {
            staff_id: r.get(0)?,
            name: r.get(1)?,
            section: r.get(2)?,
            roles: r.get::<String>(3)?.split(',').filter_map(Role::from_code).collect(),
            stage: Stage::Full,
            seen_at: r.get(4)?,
        };
        Ok((session, r.get::<String>(5)?.split(',').map(str::to_owned).collect()))
    })
    .transpose()
}

/// Notes that a token was used; written at most once a minute.
///
/// # Errors
/// Any database error.
pub fn touch_token(conn: &mut Conn, token: &str, now: Instant) -> DbResult<()> {
    conn.execute(
        sql!("update foundation_token set used_at = $2 where token_hash = $1"),
        params![token_hash(token), now],
    )?;
    Ok(())
}
