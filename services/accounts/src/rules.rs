//! What is asked of passwords and sign-ins (資通系統防護基準, 附表十). Pure.

use foundation::staff::Role;
use jiff::civil::Date;
use office::instant::Instant;

/// Longer passwords are refused: hashing them would only cost time. Characters.
pub const PASSWORD_MAX: usize = 128;

/// The rules of a centre; see [`crate::SETTINGS`] for their defaults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// Characters a password has at least.
    pub min_length: usize,
    /// Of small letters, capital letters, digits and other characters, so many kinds at least.
    pub min_classes: usize,
    /// So many last passwords, the present one included, cannot be used again.
    pub remembered: usize,
    /// Days after which a password must be changed; 0 is never.
    pub max_days: i64,
    /// Days before which a password one chose oneself cannot be changed again; 0 is at once.
    pub min_days: i64,
    /// Failures after which an account is locked.
    pub max_failures: i64,
    /// Seconds for which it is locked then.
    pub lock_seconds: i64,
    /// Hours after which a password given by somebody else is no longer good.
    pub first_password_hours: i64,
    /// Whether an authenticator must be enrolled.
    pub is_second_factor_required: bool,
}

/// Why a new password is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weak {
    /// Fewer characters than asked.
    TooShort,
    /// More than [`PASSWORD_MAX`] characters.
    TooLong,
    /// Fewer kinds of characters than asked.
    TooPlain,
    /// It contains the e-mail address or the part before the @.
    LikeEmail,
}

/// How many of the four kinds of characters a text has: small letters, capitals, digits, others.
fn classes(text: &str) -> usize {
    let kinds: [fn(char) -> bool; 4] = [
        |c| c.is_ascii_lowercase(),
        |c| c.is_ascii_uppercase(),
        |c| c.is_ascii_digit(),
        |c| !c.is_ascii_alphanumeric(),
    ];
    kinds.iter().filter(|is_kind| text.chars().any(is_kind)).count()
}

/// Whether a new password is good enough for the account with this e-mail address.
///
/// # Errors
/// The first rule it breaks.
pub fn check_password(policy: &Policy, email: &str, password: &str) -> Result<(), Weak> {
    let length = password.chars().count();
    if length < policy.min_length {
        return Err(Weak::TooShort);
    }
    if length > PASSWORD_MAX {
        return Err(Weak::TooLong);
    }
    if classes(password) < policy.min_classes {
        return Err(Weak::TooPlain);
    }
    let (small, email) = (password.to_lowercase(), email.to_lowercase());
    let local = email.split('@').next().unwrap_or_default();
    // Two or three letters may stand in any word.
    if small.contains(&email) || (local.chars().count() > 3 && small.contains(local)) {
        return Err(Weak::LikeEmail);
    }
    Ok(())
}

/// Failures so far and, when they are too many, until when the account is locked. The count begins
/// anew with each lock.
pub fn after_failure(policy: &Policy, failures: i64, now: Instant) -> (i64, Option<Instant>) {
    if failures + 1 >= policy.max_failures {
        (0, Some(now.plus_seconds(policy.lock_seconds)))
    } else {
        (failures + 1, None)
    }
}

/// What decides how a sign-in goes on after the right password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The password was given by somebody else.
    pub must_change: bool,
    /// When the password was last changed.
    pub changed_password_at: Instant,
    /// Whether an authenticator is enrolled.
    pub has_second_factor: bool,
}

/// The next thing asked of somebody who signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    /// The code of the authenticator.
    Code,
    /// A password of one's own.
    NewPassword,
    /// An authenticator.
    Enrol,
    /// Nothing: signed in.
    In,
}

const DAY_SECONDS: i64 = 86_400;

/// What is asked next; `has_shown_code` once the authenticator's code was right.
pub fn next(policy: &Policy, standing: &Standing, has_shown_code: bool, now: Instant) -> Next {
    let age = now.seconds_since(standing.changed_password_at);
    if standing.has_second_factor && !has_shown_code {
        Next::Code
    } else if standing.must_change || (policy.max_days > 0 && age > policy.max_days * DAY_SECONDS) {
        Next::NewPassword
    } else if policy.is_second_factor_required && !standing.has_second_factor {
        Next::Enrol
    } else {
        Next::In
    }
}

/// Whether a password given by somebody else has waited too long for its first use.
pub fn is_stale(policy: &Policy, standing: &Standing, now: Instant) -> bool {
    standing.must_change
        && now.seconds_since(standing.changed_password_at) > policy.first_password_hours * 3600
}

/// Whether somebody may change the password they chose at `chosen_at` already.
pub fn may_change_again(policy: &Policy, chosen_at: Option<Instant>, now: Instant) -> bool {
    chosen_at.is_none_or(|at| now.seconds_since(at) >= policy.min_days * DAY_SECONDS)
}

/// Days an evaluator reads when nobody says until when.
const EVALUATOR_DAYS: i64 = 90;

/// The last day of an account: the one that was chosen; an evaluator's always ends.
pub fn last_day(roles: &[Role], chosen: Option<Date>, now: Instant) -> Option<Date> {
    let ends = || now.plus_seconds(EVALUATOR_DAYS * DAY_SECONDS).date();
    chosen.or_else(|| roles.contains(&Role::Evaluator).then(ends))
}

/// Where a sign-in leads: the wanted path when it is one of ours, the office otherwise.
pub fn own_path(wanted: &str) -> &str {
    if foundation::web::is_own_path(wanted) { wanted } else { "/office" }
}

/// A password to be told to somebody on paper or by telephone: 60 random bits in letters and digits
/// that are not mistaken for one another.
pub fn spoken_password(random: [u8; 12]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied().map_or('a', char::from);
    let letters: Vec<char> = random.iter().map(letter).collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join("-")
}

/// Whether a text can be an e-mail address; only a mail that arrives proves it.
pub fn is_email(text: &str) -> bool {
    let Some((local, host)) = text.split_once('@') else { return false };
    let is_plain = |c: char| c.is_ascii_graphic() && !"@,;:\\\"()<>[]".contains(c);
    !local.is_empty() && local.chars().all(is_plain) && host.contains('.') && {
        let mut labels = host.split('.');
        labels.all(|l| !l.is_empty() && l.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn policy() -> Policy {
        Policy {
            min_length: 8,
            min_classes: 3,
            remembered: 3,
            max_days: 90,
            min_days: 1,
            max_failures: 5,
            lock_seconds: 900,
            first_password_hours: 72,
            is_second_factor_required: true,
        }
    }

    fn at(seconds: i64) -> Instant {
        Instant::from_micros(1_800_000_000_000_000).plus_seconds(seconds)
    }

    #[test]
    fn a_password_needs_length_and_three_kinds_of_characters() {
        let check = |password: &str| check_password(&policy(), "wang.mei@centre.example", password);
        assert_eq!(check("Aa3456"), Err(Weak::TooShort));
        assert_eq!(check("abcdefgh1"), Err(Weak::TooPlain));
        assert_eq!(check("ABCDEFGH"), Err(Weak::TooPlain));
        assert_eq!(check("Abcdefg1"), Ok(()));
        assert_eq!(check("abcdefg1 "), Ok(()));
        assert_eq!(check("家庭教育abc1"), Ok(()));
        assert_eq!(check(&"Aa1".repeat(50)), Err(Weak::TooLong));
    }

    #[test]
    fn a_password_is_not_the_email() {
        let check = |email, password: &str| check_password(&policy(), email, password);
        assert_eq!(check("Mei@Centre.example", "mei@centre.example1"), Err(Weak::LikeEmail));
        assert_eq!(check("wang.mei@centre.example", "Wang.Mei2026"), Err(Weak::LikeEmail));
        assert_eq!(check("mei@centre.example", "Meiosis-2026"), Ok(()));
    }

    #[test]
    fn the_fifth_failure_locks_for_fifteen_minutes() {
        let mut failures = 0;
        for _ in 0..4 {
            let (count, until) = after_failure(&policy(), failures, at(0));
            assert_eq!(until, None);
            failures = count;
        }
        assert_eq!(after_failure(&policy(), failures, at(0)), (0, Some(at(900))));
    }

    #[test]
    fn sign_in_asks_for_one_thing_after_the_other() {
        let fresh = Standing { must_change: true, changed_password_at: at(0), has_second_factor: false };
        assert_eq!(next(&policy(), &fresh, false, at(1)), Next::NewPassword);
        let chosen = Standing { must_change: false, ..fresh };
        assert_eq!(next(&policy(), &chosen, false, at(1)), Next::Enrol);
        let enrolled = Standing { has_second_factor: true, ..chosen };
        assert_eq!(next(&policy(), &enrolled, false, at(1)), Next::Code);
        assert_eq!(next(&policy(), &enrolled, true, at(1)), Next::In);
        assert_eq!(next(&policy(), &enrolled, true, at(91 * DAY_SECONDS)), Next::NewPassword);
        let relaxed = Policy { is_second_factor_required: false, max_days: 0, ..policy() };
        assert_eq!(next(&relaxed, &chosen, false, at(91 * DAY_SECONDS)), Next::In);
        assert_eq!(next(&relaxed, &enrolled, false, at(1)), Next::Code);
        let reset = Standing { must_change: true, ..enrolled };
        assert_eq!(
            next(&policy(), &reset, false, at(1)),
            Next::Code,
            "a reset password alone lets nobody in"
        );
    }

    #[test]
    fn a_password_given_by_another_goes_stale() {
        let given = Standing { must_change: true, changed_password_at: at(0), has_second_factor: false };
        assert!(!is_stale(&policy(), &given, at(72 * 3600)));
        assert!(is_stale(&policy(), &given, at(72 * 3600 + 1)));
        assert!(!is_stale(&policy(), &Standing { must_change: false, ..given }, at(100 * DAY_SECONDS)));
    }

    #[test]
    fn the_account_of_an_evaluator_always_ends() {
        let day = |seconds| at(seconds).date();
        assert_eq!(last_day(&[Role::Promotion], None, at(0)), None);
        assert_eq!(last_day(&[Role::Promotion], Some(day(5)), at(0)), Some(day(5)));
        assert_eq!(last_day(&[Role::Evaluator], Some(day(5)), at(0)), Some(day(5)));
        assert_eq!(last_day(&[Role::Evaluator], None, at(0)), Some(day(90 * DAY_SECONDS)));
    }

    #[test]
    fn a_password_stays_a_day() {
        assert!(may_change_again(&policy(), None, at(0)));
        assert!(!may_change_again(&policy(), Some(at(0)), at(DAY_SECONDS - 1)));
        assert!(may_change_again(&policy(), Some(at(0)), at(DAY_SECONDS)));
    }

    #[test]
    fn a_sign_in_leads_to_own_paths_only() {
        for path in ["/office", "/office/staff?x=1&y=%E5%AE%B6", "/courses/abc"] {
            assert_eq!(own_path(path), path);
        }
        let foreign = [
            "",
            "//evil.example",
            "/\\evil.example",
            "https://evil.example",
            "/\t/evil.example",
            "/\n",
            "office",
        ];
        for path in foreign {
            assert_eq!(own_path(path), "/office", "{path:?}");
        }
    }

    #[test]
    fn an_email_address_looks_like_one() {
        assert!(is_email("mei.wang+a@centre.gov.tw"));
        for text in ["", "mei", "mei@", "@x.tw", "mei@x", "mei@x..tw", "a b@x.tw", "a@b@x.tw", "王@x.tw"] {
            assert!(!is_email(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_wanted_path_never_leaves_the_host(wanted in ".{0,40}") {
            let path = own_path(&wanted);
            prop_assert!(path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
        }

        #[test]
        fn a_spoken_password_has_three_groups_of_four(random: [u8; 12]) {
            let spoken = spoken_password(random);
            prop_assert_eq!(spoken.split('-').map(str::len).collect::<Vec<_>>(), [4, 4, 4]);
            prop_assert!(!spoken.contains(['l', 'o', '0', '1']));
        }
    }
}
