//! The words of the command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

/// One program that opens a family education centre (家庭教育中心) to its residents.
#[derive(Debug, Parser)]
#[command(version, about, arg_required_else_help = true, after_help = AFTER)]
pub struct Cli {
    /// Where the centre is.
    #[command(flatten)]
    pub place: Place,
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,
}

const AFTER: &str = "\
To look at it:            hearth demo
To run it:                hearth serve --data /var/lib/hearth
To see whether it is well: hearth doctor --data /var/lib/hearth

Settings: flags, then HEARTH_… variables, then the file of --config; the same names in all of them
(listen, data, database, base_url, smtp.host is HEARTH_SMTP_HOST …). docs/operate.md explains each.
Exit codes: 0 done, 1 failed, 2 wrong use.";

/// Which centre a command is about.
#[derive(Debug, Clone, Default, Args)]
pub struct Place {
    /// Settings file (TOML).
    #[arg(long, global = true, value_name = "FILE", env = "HEARTH_CONFIG")]
    pub config: Option<PathBuf>,
    /// Folder of store, files and key.
    #[arg(long, global = true, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Store: sqlite://FILE or postgres://USER@HOST/DATABASE?schema=NAME (no password here: it
    /// would show in the list of processes; use database_password_file).
    #[arg(long, global = true, value_name = "URL")]
    pub database: Option<String>,
    /// Which of several centres, by its code.
    #[arg(long, global = true, value_name = "CODE")]
    pub centre: Option<String>,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Open a living centre with invented courses and people, to look at and to try out.
    ///
    /// Everything is thrown away at the end unless --data names a folder to keep it in. Mail is not
    /// sent: staff read it in the outbox.
    Demo(Demo),
    /// Serve one or several centres until told to stop (Ctrl-C, SIGTERM).
    ///
    /// Brings the schema up to date first; makes folder and key at the first start.
    Serve(Serve),
    /// Bring the schema up to date without serving.
    Migrate {
        /// Only say what is missing; exit code 1 when something is.
        #[arg(long)]
        check: bool,
    },
    /// Accounts of staff.
    #[command(subcommand)]
    User(User),
    /// Read a file into the store.
    #[command(subcommand)]
    Import(Import),
    /// Write the numbers the centre can prove, as CSV.
    Export(Export),
    /// Prove something.
    #[command(subcommand)]
    Check(Check),
    /// Copy store and files, online, into a new or empty folder, and read the copy through.
    ///
    /// The key is not part of a backup: keep a copy of it in another place.
    Backup {
        /// The folder.
        #[arg(value_name = "DIR")]
        to: PathBuf,
    },
    /// Put a backup back into an empty place: --data names the new folder.
    ///
    /// A backup of a SQLite store may go into an empty PostgreSQL schema: --database names it.
    ///
    /// The backup is read through first. Bring the key file into the new folder yourself. Messages
    /// that waited in the outbox become `unsure`, as they may have gone out since the backup.
    Restore {
        /// The folder of the backup.
        #[arg(value_name = "DIR")]
        from: PathBuf,
    },
    /// Look at everything an operator should look at, and say what to do.
    Doctor,
    /// Count days on the office calendar: hearth days --from 2026-09-21 --mode work --count 6.
    Days(Days),
}

/// `hearth demo`.
#[derive(Debug, Args)]
pub struct Demo {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8080")]
    pub listen: String,
    /// How large the invented centre is: 1 is small, 5 (or no number) half a year of a large one, with
    /// 763 meetings held and some 220,000 attendances, and what is announced besides.
    #[arg(long, value_name = "N", default_value_t = 1, num_args = 0..=1, default_missing_value = "5",
          value_parser = clap::value_parser!(u32).range(1..=100))]
    pub large: u32,
}

/// `hearth serve`.
#[derive(Debug, Args)]
pub struct Serve {
    /// Address to listen on [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR:PORT")]
    pub listen: Option<String>,
    /// Address to show metrics on; keep it away from the public.
    #[arg(long, value_name = "ADDR:PORT")]
    pub metrics_listen: Option<String>,
}

/// `hearth user …`
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add an account; prints a password that must be changed at the first sign-in.
    Add {
        /// E-mail address, which one signs in with.
        email: String,
        /// Name, as shown to colleagues and in the trail.
        #[arg(long)]
        name: String,
        /// Section: counselling, promotion, accounting or direction.
        #[arg(long, default_value = "promotion")]
        section: String,
        /// Role, once for each: counselling, promotion, accountant, director, volunteer, evaluator,
        /// operator.
        #[arg(long = "role", required = true, value_delimiter = ',')]
        roles: Vec<String>,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// List all accounts.
    List,
    /// Give an account a new password, unlock it and end its sessions.
    Reset {
        /// E-mail address.
        email: String,
        /// Take the authenticator away too: for a lost telephone.
        #[arg(long)]
        lose_second_factor: bool,
        /// Read the password from standard input instead of making one.
        #[arg(long)]
        password_stdin: bool,
    },
    /// Lock an account.
    Lock {
        /// E-mail address.
        email: String,
    },
    /// Unlock an account.
    Unlock {
        /// E-mail address.
        email: String,
    },
}

/// `hearth import …`
#[derive(Debug, Subcommand)]
pub enum Import {
    /// A year of the government's office calendar (政府行政機關辦公日曆表), the official CSV, or of another calendar
    /// of the centre in the same form.
    Calendar(Calendar),
    /// The districts of the centre's county, a CSV: code, name, English name, traits (indigenous, remote).
    Districts(FromFile),
    /// Courses from a CSV, XLSX or ODS table: each becomes a draft, or the report says why none does.
    Courses(Courses),
    /// A mail message to the centre, as a petition: from standard input (a mail server's pipe), a file, or all of a
    /// Maildir. Exit codes for a mail server: 0 taken, 75 try again, 65 never to be taken. docs/operate.md says how.
    Mail {
        /// The file or the Maildir [default: standard input].
        #[arg(value_name = "FILE|MAILDIR")]
        from: Option<PathBuf>,
    },
    /// A service plan from a CSV, XLSX or ODS table: the draft of a year, whole or not at all.
    Plan(Plan),
}

/// `hearth import plan`
#[derive(Debug, Args)]
pub struct Plan {
    /// The table.
    #[command(flatten)]
    pub file: FromFile,
    /// The (first) year of the plan, 民國 or AD [default: this year].
    #[arg(long, value_parser = plan_year)]
    pub year: Option<i16>,
    /// How many years it is about: 1 for an annual plan.
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(i16).range(1..=12))]
    pub years: i16,
    /// Its name [default: that of the centre and the year].
    #[arg(long, default_value = "")]
    pub title: String,
    /// E-mail address of the colleague in whose name it comes in, who may write plans: nobody approves what stands
    /// in their own name.
    #[arg(long = "as", value_name = "EMAIL")]
    pub by: Option<String>,
}

fn plan_year(typed: &str) -> Result<i16, String> {
    let year = typed.parse().ok().and_then(plan::model::year_of);
    year.ok_or_else(|| "a year is 1 to 999 (民國) or 1912 to 9000 (AD)".to_owned())
}

/// `hearth import courses`
#[derive(Debug, Args)]
pub struct Courses {
    /// The table.
    #[command(flatten)]
    pub file: FromFile,
    /// Section the courses belong to where the table does not say.
    #[arg(long, default_value = "promotion")]
    pub section: String,
    /// E-mail address of the colleague in whose name they come in, who may edit courses [default: the house's].
    #[arg(long = "as", value_name = "EMAIL")]
    pub by: Option<String>,
}

/// What an import reads.
#[derive(Debug, Args)]
pub struct FromFile {
    /// The file.
    #[arg(required_unless_present = "template")]
    pub file: Option<PathBuf>,
    /// Print the columns of the file instead.
    #[arg(long)]
    pub template: bool,
}

/// `hearth import calendar`
#[derive(Debug, Args)]
pub struct Calendar {
    /// What is read.
    #[command(flatten)]
    pub file: FromFile,
    /// Of which calendar the year is; others are made on the page /office/calendar.
    #[arg(long, value_name = "CODE", default_value = office::calendar::OFFICE)]
    pub calendar: String,
}

/// `hearth export`
#[derive(Debug, Args)]
pub struct Export {
    /// First day of the period.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: jiff::civil::Date,
    /// Last day of the period.
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub to: jiff::civil::Date,
    /// Only measures whose name begins so, such as `courses.`.
    #[arg(long, default_value = "")]
    pub only: String,
}

/// `hearth check …`
#[derive(Debug, Subcommand)]
pub enum Check {
    /// Compute the chain of the trail again: any row changed or taken away shows.
    Trail,
    /// Add up the seats of every course again, row by row.
    Ledger,
    /// Repeat a draw from its published file; needs no store. docs/draw.md says how it works.
    Draw {
        /// The file, as the page of the draw gives it.
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
}

/// `hearth days`
#[derive(Debug, Args)]
pub struct Days {
    /// The day the count begins at (it is not counted itself).
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub from: jiff::civil::Date,
    /// Working days of the office calendar, or calendar days.
    #[arg(long, value_enum)]
    pub mode: Mode,
    /// How many days.
    #[arg(long)]
    pub count: u16,
    /// The calendar to count on: the code of one of the centre's, or a CSV of a year [default: the office
    /// calendar of the centre of --data or --database, else the calendars of 2025 and 2026 that come with the
    /// program].
    #[arg(long, value_name = "CODE|FILE")]
    pub calendar: Option<String>,
}

/// How days are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// Working days.
    Work,
    /// Calendar days.
    Cal,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_imported_for_a_year_that_has_an_address() {
        let read =
            |year: &str| Cli::try_parse_from(["hearth", "import", "plan", "p.csv", "--year", year]).is_ok();
        assert!(["115", "2026"].into_iter().all(read));
        assert!(!["0", "1050", "9001", "30000", "x"].into_iter().any(read));
    }
}
