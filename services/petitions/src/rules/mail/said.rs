//! What a message says of its sender and its matter, as far as words tell it.

use office::person_name::PersonName;
use office::phone::Phone;
use office::reference::Reference;

use super::Mail;
use crate::model::Nature;

/// What a message says that the law asks for, and how it is to be treated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// Real name; empty when none is told.
    pub name: String,
    /// Telephone, E.164; empty when none is told.
    pub phone: String,
    /// Postal address; empty when none is told.
    pub address: String,
    /// Whether there is something to be worked on.
    pub has_matter: bool,
    /// What is wanted, as far as words tell.
    pub nature: Nature,
    /// Whether it asks to be kept secret.
    pub wants_secrecy: bool,
    /// Whether it is written in Chinese.
    pub is_chinese: bool,
}

/// Words of reports of wrongdoing (違失舉發); rather one too many is kept secret than one too few.
const WRONGDOING: [&str; 14] = [
    "檢舉",
    "舉發",
    "舉報",
    "揭發",
    "違失",
    "貪污",
    "貪瀆",
    "收賄",
    "賄賂",
    "回扣",
    "圖利",
    "不法",
    "whistle",
    "wrongdoing",
];
/// Words of who must not be known.
const SECRECY: [&str; 7] =
    ["保密", "匿名", "不要公開", "請勿公開", "不願具名", "confidential", "keep my name"];
/// Letters of a text that is long enough to say something.
const MATTER_CHARS_MIN: usize = 6;

impl Said {
    /// What a message says.
    pub fn of(mail: &Mail) -> Said {
        let own = own_words(&mail.text);
        let all = format!("{}\n{own}", mail.subject).to_lowercase();
        let holds = |words: &[&str]| words.iter().any(|word| all.contains(word));
        let labelled = after_label(&own, &["姓名", "真實姓名", "陳情人", "name", "full name"]);
        let name = labelled.and_then(|name| real_name(&name)).or_else(|| real_name(&mail.name));
        let phone =
            after_label(&own, &["電話", "手機", "聯絡電話", "連絡電話", "行動電話", "phone", "mobile"]);
        let address = after_label(&own, &["地址", "住址", "聯絡地址", "通訊地址", "address"]);
        Said {
            name: name.unwrap_or_default(),
            phone: phone
                .and_then(|text| Phone::parse(&text).ok())
                .map(|phone| phone.e164().to_owned())
                .unwrap_or_default(),
            address: address.filter(|address| address.chars().count() >= 6).unwrap_or_default(),
            has_matter: own.chars().filter(|c| c.is_alphanumeric()).count() >= MATTER_CHARS_MIN
                || !mail.files.is_empty(),
            nature: if holds(&WRONGDOING) { Nature::Wrongdoing } else { Nature::Suggestion },
            wants_secrecy: holds(&SECRECY),
            is_chinese: all.chars().any(is_han) || own.trim().is_empty(),
        }
    }
}

/// The text without what it quotes of another message.
pub fn own_words(text: &str) -> String {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with('>'));
    lines.collect::<Vec<_>>().join("\n")
}

/// What follows one of these words and a colon at the beginning of a line.
fn after_label(text: &str, labels: &[&str]) -> Option<String> {
    text.lines().find_map(|line| {
        let (label, value) = line.split_once([':', '：'])?;
        let label: String = label.chars().filter(|c| !c.is_whitespace() || c.is_ascii()).collect();
        let label = label.trim().to_lowercase();
        let value: String = value.trim().chars().take(200).collect();
        (labels.contains(&label.as_str()) && !value.is_empty()).then_some(value)
    })
}

/// A name as persons have one: two Chinese characters or more, or several words; what offices and machines are
/// called is none.
fn real_name(text: &str) -> Option<String> {
    const NONE: [&str; 12] = [
        "客服", "服務", "信箱", "系統", "公司", "中心", "通知", "service", "admin", "info", "support", "team",
    ];
    let name = PersonName::parse(text).ok()?.into_string();
    let lower = name.to_lowercase();
    let shaped = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '·' | '‧' | '-' | '\'' | '.'));
    if !shaped || NONE.iter().any(|word| lower.contains(word)) {
        return None;
    }
    let han = name.chars().filter(|c| is_han(*c)).count();
    let words = name.split(' ').filter(|word| word.chars().count() > 1).count();
    (han >= 2 || (han == 0 && words >= 2)).then_some(name)
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{323af}')
}

/// The numbers of cases that a subject names.
pub fn numbers_in(subject: &str) -> Vec<Reference> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '-';
    let words = subject.split(|c: char| !is_part(c)).filter(|word| word.matches('-').count() == 2);
    words.filter_map(|word| Reference::parse(word).ok()).take(5).collect()
}

/// The signed word that a subject carries, as our letters have it: `[#0123456789abcdef]`.
pub fn token_in(subject: &str) -> Option<&str> {
    let (_, rest) = subject.rsplit_once("[#")?;
    let (token, _) = rest.split_once(']')?;
    token.chars().all(|c| c.is_ascii_hexdigit()).then_some(token)
}
