//! The rules and words of a Taiwanese office, pure: no input or output, no clock, no ambient randomness.
//!
//! Each module is one notion of daily work: how a date is written, how days are counted, what a telephone
//! number looks like. Every rule names its source; `X…`, `R…`, `O…` are the numbers under which the
//! project lists its rules. Errors name a Fluent key (`key()`), and closed lists a key per member
//! (`name_key()`); the words are in `locales/`.

pub mod age_band;
pub mod audience;
pub mod calendar;
pub mod category;
pub mod channel;
pub mod contact;
pub mod deadline;
pub mod digits;
pub mod district;
pub mod email;
pub mod head_count;
pub mod id;
pub mod instant;
mod list;
pub mod method;
pub mod money;
pub mod national_id;
pub mod office_hours;
pub mod percent;
pub mod person_name;
pub mod phone;
pub mod reference;
pub mod roc_date;
pub mod rule_book;
pub mod satisfaction;
pub mod sex;
pub mod special_data;
pub mod terms;

pub use jiff::civil::{Date, DateTime, Time};

pub use age_band::AgeBand;
pub use audience::Audience;
pub use calendar::Calendar;
pub use category::Category;
pub use channel::Channel;
pub use district::{District, Districts};
pub use email::Email;
pub use head_count::HeadCount;
pub use id::{Id, Ids};
pub use instant::Instant;
pub use method::Method;
pub use money::Money;
pub use office_hours::OfficeHours;
pub use percent::Percent;
pub use person_name::PersonName;
pub use phone::Phone;
pub use reference::Reference;
pub use rule_book::RuleBook;
pub use sex::Sex;
pub use special_data::SpecialData;

/// The words of this crate in Traditional Chinese, as a Fluent resource.
pub const LOCALE_ZH_HANT: &str = include_str!("../locales/zh-Hant.ftl");
/// The words of this crate in English, as a Fluent resource.
pub const LOCALE_EN: &str = include_str!("../locales/en.ftl");

#[cfg(test)]
mod locale_tests;
