//! Who or what wrote a message: a person, or a machine that is never to be answered (RFC 3834).

use foundation::codes;
use mail_parser::{Message, MimeHeaders};

use super::field;

/// Who or what wrote a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    /// Somebody.
    Person,
    /// An automatic answer: out of office, a receipt.
    Automatic,
    /// A mail server: something could not be delivered.
    Bounce,
    /// A list, a newsletter.
    List,
    /// What the mail server holds for spam.
    Spam,
}

codes!(Sort {
    Person = "person",
    Automatic = "automatic",
    Bounce = "bounce",
    List = "list",
    Spam = "spam",
});

/// What automatic answers say in front of the subject where nothing else tells.
const AUTOMATIC: [&str; 8] = [
    "自動回覆",
    "自動回复",
    "自动答复",
    "不在辦公室",
    "automatic reply",
    "auto reply",
    "autoreply",
    "out of office",
];

/// Sorts a message by its head.
pub(super) fn of(message: &Message<'_>, from: &str) -> Sort {
    let told = |name: &str| field(message, name).to_ascii_lowercase();
    let is_there =
        |name: &str| message.headers().iter().any(|header| header.name().eq_ignore_ascii_case(name));
    let is_report = message.parts.first().is_some_and(|part| part.is_content_type("multipart", "report"));
    let local = from.split('@').next().unwrap_or_default().to_ascii_lowercase();
    if told("x-spam-flag").starts_with("yes") || told("x-spam-status").starts_with("yes") {
        return Sort::Spam;
    }
    if is_report || told("return-path") == "<>" || matches!(local.as_str(), "mailer-daemon" | "postmaster") {
        return Sort::Bounce;
    }
    let submitted = told("auto-submitted");
    let precedence = told("precedence");
    if !submitted.is_empty() && !submitted.starts_with("no")
        || precedence.starts_with("auto")
        || ["x-autoreply", "x-autorespond", "x-auto-reply"].into_iter().any(is_there)
        || AUTOMATIC.iter().any(|begin| says_first(message.subject().unwrap_or_default(), begin))
    {
        return Sort::Automatic;
    }
    let is_bulk = ["bulk", "list", "junk"].iter().any(|kind| precedence.starts_with(kind));
    if is_bulk || ["list-id", "list-post", "list-unsubscribe"].into_iter().any(is_there) {
        return Sort::List;
    }
    Sort::Person
}

fn says_first(subject: &str, begin: &str) -> bool {
    subject.trim().to_lowercase().starts_with(begin)
}

/// Whether a person's message wants no answer by a machine.
pub(super) fn is_silent(message: &Message<'_>, from: &str) -> bool {
    let suppressed = field(message, "x-auto-response-suppress").to_ascii_lowercase();
    let all = ["all", "autoreply", "oof"].iter().any(|kind| suppressed.contains(kind));
    all || (takes_no_answer(from) && message.reply_to().is_none())
}

/// Whether nobody reads what is sent to this address.
pub(super) fn takes_no_answer(address: &str) -> bool {
    let local = address.split('@').next().unwrap_or_default().to_ascii_lowercase();
    let local: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    local.starts_with("noreply") || local.starts_with("donotreply")
}
