//! Secrets of a centre: signatures of links and codes, sealing of single fields.
//!
//! The key lies in a file or the environment, never in the database or its backup.

use std::sync::Arc;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hmac::{Hmac, Mac};
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// The secret key of a centre.
#[derive(Clone)]
pub struct Keys {
    secret: [u8; 32],
    /// Signs what others verify without the secret; made once, since making it costs as much as signing.
    pair: Option<Arc<Ed25519KeyPair>>,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys")
    }
}

impl Keys {
    /// Keys from 32 secret bytes.
    pub fn new(secret: [u8; 32]) -> Keys {
        let seed = Keys { secret, pair: None }.mac("ed25519", "seed");
        // A seed of 32 bytes is always taken.
        let pair = Ed25519KeyPair::from_seed_unchecked(&seed).ok().map(Arc::new);
        Keys { secret, pair }
    }

    /// Keys from 64 hexadecimal digits, as kept in a key file.
    pub fn from_hex(text: &str) -> Option<Keys> {
        let text = text.trim();
        if text.len() != 64 {
            return None;
        }
        let mut secret = [0; 32];
        for (i, byte) in secret.iter_mut().enumerate() {
            *byte = u8::from_str_radix(text.get(2 * i..2 * i + 2)?, 16).ok()?;
        }
        Some(Keys::new(secret))
    }

    fn mac(&self, purpose: &str, text: &str) -> Vec<u8> {
        // A key of any length is accepted by HMAC.
        let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(&self.secret) else { return Vec::new() };
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(text.as_bytes());
        mac.finalize().into_bytes().to_vec()
    }

    /// A signature of 128 bits in 32 hexadecimal digits, good for this purpose only.
    pub fn sign(&self, purpose: &str, text: &str) -> String {
        self.mac(purpose, text).iter().take(16).map(|b| format!("{b:02x}")).collect()
    }

    /// Whether a signature is right; takes the same time whatever is wrong.
    pub fn verify(&self, purpose: &str, text: &str, signature: &str) -> bool {
        self.sign(purpose, text).as_bytes().ct_eq(signature.as_bytes()).into()
    }

    /// A signature that whoever has the public key can verify, but only we can make (Ed25519): 64 bytes
    /// in 128 hexadecimal digits, good for this purpose only.
    pub fn sign_openly(&self, purpose: &str, text: &str) -> String {
        self.pair
            .as_ref()
            .map_or_else(String::new, |pair| hex(pair.sign(&open_message(purpose, text)).as_ref()))
    }

    /// Whether an open signature is right.
    pub fn verify_openly(&self, purpose: &str, text: &str, signature: &str) -> bool {
        let (Some(pair), Some(signature)) = (&self.pair, bytes_of(signature)) else { return false };
        let key = UnparsedPublicKey::new(&ED25519, pair.public_key());
        key.verify(&open_message(purpose, text), &signature).is_ok()
    }

    /// The public key of open signatures: 32 bytes in 64 hexadecimal digits. No secret.
    pub fn public_key(&self) -> String {
        self.pair.as_ref().map_or_else(String::new, |pair| hex(pair.public_key().as_ref()))
    }

    /// Seals a field. `place` names table, column and row: a sealed text cannot be moved elsewhere.
    pub fn seal(&self, place: &str, text: &str, nonce: [u8; 24]) -> String {
        hex(&self.seal_bytes(place, text.as_bytes(), nonce))
    }

    /// The same for bytes, such as a file.
    pub fn seal_bytes(&self, place: &str, bytes: &[u8], nonce: [u8; 24]) -> Vec<u8> {
        let key = self.mac("seal", place);
        let sealed = XChaCha20Poly1305::new_from_slice(&key).ok().and_then(|cipher| {
            let payload = Payload { msg: bytes, aad: place.as_bytes() };
            cipher.encrypt(&XNonce::from(nonce), payload).ok()
        });
        [nonce.as_slice(), &sealed.unwrap_or_default()].concat()
    }

    /// Opens a sealed field; nothing when it was changed, moved or sealed with another key.
    pub fn open(&self, place: &str, sealed: &str) -> Option<String> {
        String::from_utf8(self.open_bytes(place, &bytes_of(sealed)?)?).ok()
    }

    /// The same for bytes.
    pub fn open_bytes(&self, place: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, text) = sealed.split_at_checked(24)?;
        let nonce: [u8; 24] = nonce.try_into().ok()?;
        let cipher = XChaCha20Poly1305::new_from_slice(&self.mac("seal", place)).ok()?;
        let payload = Payload { msg: text, aad: place.as_bytes() };
        cipher.decrypt(&XNonce::from(nonce), payload).ok()
    }
}

/// What an open signature covers: the purpose apart from the text.
fn open_message(purpose: &str, text: &str) -> Vec<u8> {
    [purpose.as_bytes(), &[0], text.as_bytes()].concat()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

fn bytes_of(hex: &str) -> Option<Vec<u8>> {
    let pair = |i: usize| hex.get(2 * i..2 * i + 2).and_then(|t| u8::from_str_radix(t, 16).ok());
    (0..hex.len() / 2).map(pair).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_signature_is_good_for_its_purpose_and_text_only() {
        let keys = Keys::new([7; 32]);
        let signature = keys.sign("manage", "A");
        assert!(keys.verify("manage", "A", &signature));
        assert!(!keys.verify("offer", "A", &signature));
        assert!(!keys.verify("manage", "B", &signature));
        assert!(!Keys::new([8; 32]).verify("manage", "A", &signature));
    }

    #[test]
    fn an_open_signature_needs_the_secret_to_make_and_only_the_public_key_to_verify() {
        let keys = Keys::new([7; 32]);
        let signature = keys.sign_openly("seat", "A");
        assert_eq!((signature.len(), keys.public_key().len()), (128, 64));
        assert!(keys.verify_openly("seat", "A", &signature));
        assert!(!keys.verify_openly("list", "A", &signature));
        assert!(!keys.verify_openly("seat", "B", &signature));
        assert!(!Keys::new([8; 32]).verify_openly("seat", "A", &signature));
        for wrong in ["", "zz", "é", &signature[2..]] {
            assert!(!keys.verify_openly("seat", "A", wrong), "{wrong}");
        }
        assert!(!keys.public_key().contains(&"07".repeat(8)), "the key of signatures is not the secret");
    }

    #[test]
    fn a_sealed_field_opens_in_its_place_only() {
        let keys = Keys::new([7; 32]);
        let sealed = keys.seal("staff/totp/1", "秘密", [3; 24]);
        assert_eq!(keys.open("staff/totp/1", &sealed).as_deref(), Some("秘密"));
        assert_eq!(keys.open("staff/totp/2", &sealed), None);
        assert_eq!(keys.open("staff/totp/1", &sealed.replace('a', "b")), None);
        assert_eq!(keys.open("staff/totp/1", "zz"), None);
    }
}
