//! Rules and words of the office that need no store, no clock and no chance.

pub mod digits;
pub mod id;
pub mod instant;
pub mod reference;

/// Names of this crate's terms in Traditional Chinese.
pub const LOCALE_ZH_HANT: &str = include_str!("../locales/zh-Hant.ftl");
/// The same in English.
pub const LOCALE_EN: &str = include_str!("../locales/en.ftl");
