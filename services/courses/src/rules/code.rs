//! What the QR code of a seat (報到碼) says, and what somebody at the door shows or says.
//!
//! A code names the seat and its course and is signed openly (Ed25519): a telephone at the door judges it
//! with the public key alone, without a network and without the list, and cannot make one (R45). Codes
//! printed before that carry a signature only the centre can verify; they stay good wherever it is asked.

use foundation::keys::Keys;
use office::digits::half_width;
use office::reference::Reference;
use sha2::{Digest, Sha256};

/// What the signatures of seats are good for.
const PURPOSE: &str = "seat";

/// The code of a seat. In capitals, which a QR code packs closer than small letters.
pub fn seat_code(keys: &Keys, course_id: &str, seat_id: &str) -> String {
    let text = format!("{seat_id}.{course_id}");
    let signature = keys.sign_openly(PURPOSE, &text);
    format!("{text}.{signature}").to_ascii_uppercase()
}

/// A code of before: seat and a signature with the centre's secret.
pub fn earlier_code(keys: &Keys, seat_id: &str) -> String {
    format!("{seat_id}.{}", keys.sign(PURPOSE, seat_id))
}

/// What a list on a device says of a code: enough to know it again, not enough to make it.
pub fn code_mark(code: &str) -> String {
    let hash = Sha256::digest(code.to_ascii_lowercase().as_bytes());
    hash.iter().take(16).map(|b| format!("{b:02x}")).collect()
}

/// What somebody at the door shows or says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The code of a seat, signed by us.
    Seat(String),
    /// The reference of a registration.
    Reference(String),
    /// Neither.
    Neither,
}

/// Reads what was scanned, typed or pasted: a seat's code, an address that ends with one, or a
/// reference. A seat's code is believed by its signature, before anything is looked up.
pub fn read_code(keys: &Keys, typed: &str) -> Shown {
    let folded = half_width(typed);
    let last = folded.trim().rsplit(['/', '=', '#']).next().unwrap_or_default().trim();
    let lower = last.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('.').collect();
    let is_ours = match parts.as_slice() {
        [seat, course, signature] => keys.verify_openly(PURPOSE, &format!("{seat}.{course}"), signature),
        [seat, signature] => keys.verify(PURPOSE, seat, signature),
        _ => false,
    };
    match (is_ours, parts.as_slice()) {
        (true, [seat, ..]) => Shown::Seat((*seat).to_owned()),
        (false, [one]) => match Reference::parse(one) {
            Ok(reference) => Shown::Reference(reference.as_str().to_owned()),
            Err(_) => Shown::Neither,
        },
        _ => Shown::Neither,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r45_r48_a_code_is_believed_by_its_signature_in_whatever_form_it_comes() {
        let keys = Keys::new([7; 32]);
        let code = seat_code(&keys, "course-1", "seat-1");
        let forms = [
            code.clone(),
            code.to_lowercase(),
            format!(" {code}\n"),
            format!("https://test.example/seat/{code}"),
            earlier_code(&keys, "seat-1"),
        ];
        for shown in forms {
            assert_eq!(read_code(&keys, &shown), Shown::Seat("seat-1".into()), "{shown}");
        }
        let lower = code.to_lowercase();
        for forged in [lower.replace("seat-1", "seat-2"), lower.replace("course-1", "course-2")] {
            assert_eq!(read_code(&keys, &forged), Shown::Neither, "{forged}");
        }
        assert_eq!(read_code(&Keys::new([8; 32]), &code), Shown::Neither);
        let reference = Reference::from_bits(42);
        let typed = reference.to_string().to_lowercase();
        assert_eq!(read_code(&keys, &typed), Shown::Reference(reference.as_str().into()));
        for nonsense in ["", "王小明", ".", "seat-1.", "..", "seat-1..", "'; drop table courses_seat; --"]
        {
            assert_eq!(read_code(&keys, nonsense), Shown::Neither, "{nonsense}");
        }
    }

    #[test]
    fn r45_a_code_fits_a_qr_code_that_a_telephone_reads_from_paper() {
        let id = "0193e3a0-0000-7000-8000-000000000000";
        let code = seat_code(&Keys::new([7; 32]), id, id);
        let qr = qrcode::QrCode::with_error_correction_level(code.as_bytes(), qrcode::EcLevel::M);
        assert!(qr.is_ok_and(|qr| qr.width() <= 49), "at most version 8");
    }

    #[test]
    fn r45_the_mark_of_a_code_does_not_depend_on_its_letters_and_does_not_give_it_away() {
        let code = seat_code(&Keys::new([7; 32]), "c", "s");
        assert_eq!(code_mark(&code), code_mark(&code.to_lowercase()));
        assert_eq!(code_mark(&code).len(), 32);
        assert_ne!(code_mark(&code), code_mark(&seat_code(&Keys::new([7; 32]), "c", "t")));
    }
}
