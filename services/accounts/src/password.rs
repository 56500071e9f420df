//! Passwords are kept as Argon2id hashes: 19 MiB, two passes, one lane (OWASP's least).

use std::time::Duration;

use argon2::{Argon2, Params, PasswordHasher, PasswordVerifier};
use foundation::chance::Chance;
use foundation::fault::Fault;
use tokio::sync::Semaphore;

/// Memory of one hash.
const MEMORY_KIB: u32 = 19 * 1024;
/// Passes over the memory.
const PASSES: u32 = 2;
/// At most so many hashes at a time in this process, so that a storm of sign-ins takes neither all
/// memory nor all processors from the residents.
static GATE: Semaphore = Semaphore::const_new(2);
/// Whoever waits longer for a turn is asked to try again in a moment.
const PATIENCE: Duration = Duration::from_secs(10);

/// A hash nobody has the password of: comparing with it takes as long as with a real one.
pub const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// The hash of a password, with its parameters and salt, as one text. `None` cannot happen with
/// sane parameters.
pub fn hash(password: &str, salt: [u8; 16]) -> Option<String> {
    let argon2 = Argon2::from(Params::new(MEMORY_KIB, PASSES, 1, None).ok()?);
    argon2.hash_password_with_salt(password.as_bytes(), &salt).ok().map(|hash| hash.to_string())
}

/// Whether this is the password of the hash.
pub fn is_right(password: &str, hash: &str) -> bool {
    // Parameters and salt are those of the hash itself.
    Argon2::default().verify_password(password.as_bytes(), hash).is_ok()
}

/// [`hash`] away from the threads that answer requests, at most two at a time.
///
/// # Errors
/// [`Fault::Unavailable`] when too many wait, [`Fault::Internal`] when the hash cannot be made.
pub async fn hash_apart(chance: &Chance, password: &str) -> Result<String, Fault> {
    let (password, salt) = (password.to_owned(), chance.bytes());
    apart(move || hash(&password, salt)).await?.ok_or(Fault::Internal)
}

/// How many of these hashes belong to the password, at the same cost whatever the answer.
///
/// # Errors
/// [`Fault::Unavailable`] when too many wait.
pub async fn is_any_apart(password: &str, hashes: Vec<String>) -> Result<bool, Fault> {
    let password = password.to_owned();
    apart(move || hashes.iter().filter(|hash| is_right(&password, hash)).count() > 0).await
}

async fn apart<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    let turn = tokio::time::timeout(PATIENCE, GATE.acquire()).await;
    let _turn = turn.map_err(|_| Fault::Unavailable)?.map_err(|_| Fault::Internal)?;
    tokio::task::spawn_blocking(work).await.map_err(|_| Fault::Internal)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hash_is_salted_and_knows_its_password() {
        let hash_a = hash("Correct-horse-1", [1; 16]).unwrap();
        assert!(hash_a.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(is_right("Correct-horse-1", &hash_a));
        assert!(!is_right("Correct-horse-2", &hash_a));
        assert_ne!(hash_a, hash("Correct-horse-1", [2; 16]).unwrap());
        assert!(!is_right("", ""));
    }

    #[test]
    fn the_hash_of_nobody_costs_as_much_as_a_real_one() {
        let real = hash("Correct-horse-1", [1; 16]).unwrap();
        let shape = |hash: &str| hash.split('$').take(4).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(shape(NOBODY), shape(&real));
        assert!(argon2::PasswordHash::new(NOBODY).is_ok(), "an unreadable hash would be refused at once");
        assert!(!is_right("", NOBODY));
    }
}
