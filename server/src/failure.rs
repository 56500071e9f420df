//! How a command can end other than well.

use foundation::db::DbError;

/// Why a command did not do what was asked; its text is for the person at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It was tried and did not work (exit code 1).
    Failed(String),
    /// It was asked for in a way that cannot work (exit code 2).
    WrongUse(String),
    /// A mail server is to keep the message and try again (`EX_TEMPFAIL`, exit code 75).
    Later(String),
    /// A mail server is to give the message back (`EX_DATAERR`, exit code 65).
    NoMail(String),
}

impl Failure {
    /// The exit code of the process.
    pub fn exit_code(&self) -> u8 {
        match self {
            Failure::Failed(_) => 1,
            Failure::WrongUse(_) => 2,
            Failure::Later(_) => 75,
            Failure::NoMail(_) => 65,
        }
    }

    /// Something tried that did not work, with what was being done.
    pub fn of(what: impl std::fmt::Display, why: impl std::fmt::Display) -> Failure {
        Failure::Failed(format!("{what}: {why}"))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Failure::Failed(text)
            | Failure::WrongUse(text)
            | Failure::Later(text)
            | Failure::NoMail(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Failure {}

impl From<DbError> for Failure {
    fn from(error: DbError) -> Failure {
        Failure::Failed(error.to_string())
    }
}

/// What a command comes to.
pub type Outcome<T = ()> = Result<T, Failure>;
