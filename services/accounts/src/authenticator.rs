//! The second factor: codes of six digits from an authenticator app (TOTP, RFC 6238).

use foundation::keys::Keys;
use office::instant::Instant;
use totp_rs::{Builder, Secret, Totp};

/// Seconds a code is shown; the one before and the one after are taken too, for clocks that differ.
const STEP_SECONDS: i64 = 30;

/// A new secret of 160 bits in Base32, as RFC 4226 advises.
pub fn new_secret(random: [u8; 20]) -> String {
    Secret::from(random.to_vec()).to_base32()
}

fn totp(secret: &str, issuer: &str, email: &str) -> Option<Totp> {
    let secret = Secret::try_from_base32(secret).ok()?;
    // A colon parts issuer and account in the address.
    let (issuer, email) = (issuer.replace(':', " "), email.replace(':', " "));
    Builder::new().with_secret(secret).with_issuer(Some(issuer)).with_account_name(email).build().ok()
}

fn seconds(now: Instant) -> u64 {
    u64::try_from(now.micros() / 1_000_000).unwrap_or_default()
}

/// The code shown at a moment, for tests and the sign-ins of a demonstration.
pub fn code(secret: &str, now: Instant) -> Option<String> {
    totp(secret, "hearth", "demo").map(|t| t.generate(seconds(now)).to_string())
}

/// The step a typed code belongs to, when it is right. A step must be taken once only.
pub fn step(secret: &str, typed: &str, now: Instant) -> Option<i64> {
    let digits = office::digits::half_width(typed);
    let digits: String = digits.chars().filter(|c| !c.is_whitespace()).collect();
    let step = totp(secret, "hearth", "check")?.check(&digits, seconds(now))?;
    i64::try_from(step).ok()
}

/// The step of a moment.
pub fn step_at(now: Instant) -> i64 {
    now.micros() / 1_000_000 / STEP_SECONDS
}

/// What the QR code of a secret says (`otpauth://totp/…`).
pub fn address(secret: &str, issuer: &str, email: &str) -> Option<String> {
    totp(secret, issuer, email)?.to_url().ok()
}

/// A secret in groups of four, to be typed by hand.
pub fn grouped(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// Where a secret is sealed for: its column and row.
fn place(staff_id: &str) -> String {
    format!("foundation_staff/totp_secret/{staff_id}")
}

/// Seals a secret for an account.
pub fn seal(keys: &Keys, staff_id: &str, secret: &str, nonce: [u8; 24]) -> String {
    keys.seal(&place(staff_id), secret, nonce)
}

/// Opens the secret of an account.
pub fn open(keys: &Keys, staff_id: &str, sealed: &str) -> Option<String> {
    keys.open(&place(staff_id), sealed)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn codes_are_those_of_the_standard() {
        // RFC 6238, appendix B: the last six of eight digits at 59 s and 1111111109 s.
        let secret = Secret::from(b"12345678901234567890".to_vec()).to_base32();
        assert_eq!(code(&secret, Instant::from_micros(59_000_000)).unwrap(), "287082");
        assert_eq!(code(&secret, Instant::from_micros(1_111_111_109_000_000)).unwrap(), "081804");
    }

    #[test]
    fn a_code_is_taken_one_step_early_or_late_and_as_people_type_it() {
        let secret = new_secret([9; 20]);
        let now = Instant::from_micros(1_800_000_000_000_000);
        let shown = code(&secret, now).unwrap();
        assert_eq!(step(&secret, &shown, now), Some(step_at(now)));
        assert_eq!(step(&secret, &shown, now.plus_seconds(30)), Some(step_at(now)));
        assert_eq!(step(&secret, &shown, now.plus_seconds(-30)), Some(step_at(now)));
        assert_eq!(step(&secret, &shown, now.plus_seconds(90)), None);
        let (left, right) = shown.split_at(3);
        assert_eq!(step(&secret, &format!(" {left} {right}"), now), Some(step_at(now)));
        assert_eq!(step(&secret, "", now), None);
        assert_eq!(step("not base32!", &shown, now), None);
    }

    #[test]
    fn the_qr_code_names_centre_and_account() {
        let address = address("KRSXG5CTMVRXEZLUKN2XAZLSKNSWG4TF", "測試中心", "mei@x.tw").unwrap();
        assert!(address.starts_with("otpauth://totp/%E6%B8%AC"), "{address}");
        assert!(address.contains("mei%40x.tw?secret=KRSXG5CTMVRXEZLUKN2XAZLSKNSWG4TF"), "{address}");
    }

    #[test]
    fn a_sealed_secret_belongs_to_one_account() {
        let keys = Keys::new([7; 32]);
        let sealed = seal(&keys, "a", "KRSX", [1; 24]);
        assert_eq!(open(&keys, "a", &sealed).as_deref(), Some("KRSX"));
        assert_eq!(open(&keys, "b", &sealed), None);
    }
}
