//! A message as it arrived (RFC 5322, MIME): read without failing, refused with the reason, and sorted from what
//! machines write.

mod said;
mod sender;
mod sort;

use mail_parser::decoders::html::html_to_text;
use mail_parser::{Header, HeaderName, Message, MessageParser, MessagePart, MimeHeaders, PartType};
use office::digits::turns_direction;
use office::email::Email;
use office::instant::Instant;

pub use said::{Said, numbers_in, own_words, token_in};
pub use sender::Sender;
pub use sort::Sort;

/// The largest message.
pub const BYTES_MAX: usize = 25 * 1024 * 1024;
/// The longest text of a message that is kept.
pub const TEXT_CHARS_MAX: usize = 20_000;
/// Markup of a message that is read; more says nothing that is kept.
const HTML_BYTES_MAX: usize = 2 * 1024 * 1024;
/// Files of one message.
pub const FILES_MAX: usize = 10;
/// The largest head of a message.
const HEAD_BYTES_MAX: usize = 256 * 1024;
/// Lines that may begin a part; more are a bomb.
const EDGES_MAX: usize = 5_000;
/// Parts of one message.
const PARTS_MAX: usize = 200;
/// The longest subject.
const SUBJECT_CHARS_MAX: usize = 200;
/// Messages named as those this one answers.
const REFERENCES_MAX: usize = 50;

/// Why bytes are not taken as a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unreadable {
    /// Larger than is taken.
    Large,
    /// No head, or none that a message has.
    NoMail,
    /// Made of more parts than anybody writes.
    Bomb,
    /// Nobody it can be from.
    NoSender,
}

impl Unreadable {
    /// The reason in words for a mail server, which sends them to whoever sent the message.
    pub const fn said(self) -> &'static str {
        match self {
            Unreadable::Large => "the message is larger than 25 MiB",
            Unreadable::NoMail => "this is not a mail message (RFC 5322)",
            Unreadable::Bomb => "the message is made of too many parts",
            Unreadable::NoSender => "the message has no usable address in its From field",
        }
    }
}

/// A message, as far as it matters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    /// Its id, without brackets; empty when it has none.
    pub message_id: String,
    /// Ids of the messages it answers or is about.
    pub references: Vec<String>,
    /// Address of the sender; empty for what a machine sent without one.
    pub from: String,
    /// The name the sender goes by.
    pub name: String,
    /// Where answers are wanted; empty when nothing else is said.
    pub reply_to: String,
    /// To whom, as written.
    pub to: String,
    /// In a few words.
    pub subject: String,
    /// When it was written, as the sender says.
    pub date: String,
    /// When the centre's mail server took it.
    pub received_at: Option<Instant>,
    /// What it says, as plain text.
    pub text: String,
    /// Whether it says more than is kept.
    pub is_cut: bool,
    /// Its attachments: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// Who or what wrote it.
    pub sort: Sort,
    /// Whether it wants no answer by a machine.
    pub is_silent: bool,
    /// Whether it is from who it says.
    pub sender: Sender,
}

impl Mail {
    /// Reads a message; `host` is the mail server that finds out who sent it, empty when none does.
    ///
    /// # Errors
    /// Why it is none that can be taken.
    pub fn read(bytes: &[u8], host: &str) -> Result<Mail, Unreadable> {
        let bytes = without_envelope(bytes);
        bounds(bytes)?;
        // Whatever the library thinks of such bytes, the process goes on.
        let read = std::panic::catch_unwind(|| {
            MessageParser::default()
                .parse(bytes)
                .map(|message| of(&message, host))
                .unwrap_or(Err(Unreadable::NoMail))
        });
        read.unwrap_or(Err(Unreadable::NoMail))
    }

    /// The address answers go to: the sender's own, or where a machine that takes none wants them.
    pub fn contact(&self) -> &str {
        if sort::takes_no_answer(&self.from) { &self.reply_to } else { &self.from }
    }

    /// What tells it from any other: its id with its sender, or, without one, all that it says.
    pub fn fingerprint(&self) -> String {
        match self.message_id.as_str() {
            "" => [&self.from, &self.date, &self.subject, &self.text].map(String::as_str).join("\n"),
            id => Mail::known_by(id, &self.from),
        }
    }

    /// What a message with this id of this sender is known by.
    pub fn known_by(message_id: &str, from: &str) -> String {
        format!("{message_id}\n{}", from.to_lowercase())
    }
}

/// The message without the line that mailboxes and pipes put in front of it.
fn without_envelope(bytes: &[u8]) -> &[u8] {
    let line = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
    if bytes.starts_with(b"From ") || bytes.starts_with(b">From ") {
        bytes.get(line..).unwrap_or_default()
    } else {
        bytes
    }
}

/// Whether it is worth reading at all.
fn bounds(bytes: &[u8]) -> Result<(), Unreadable> {
    if bytes.len() > BYTES_MAX {
        return Err(Unreadable::Large);
    }
    let mut head = 0;
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if matches!(line, b"\n" | b"\r\n") {
            break;
        }
        head += line.len();
        if head > HEAD_BYTES_MAX || line.contains(&0) {
            return Err(Unreadable::NoMail);
        }
    }
    let edges = bytes.split(|byte| *byte == b'\n').filter(|line| line.starts_with(b"--")).count();
    if edges > EDGES_MAX { Err(Unreadable::Bomb) } else { Ok(()) }
}

fn of(message: &Message<'_>, host: &str) -> Result<Mail, Unreadable> {
    if message.parts.len() > PARTS_MAX {
        return Err(Unreadable::Bomb);
    }
    let from = message.from().and_then(|from| from.first()).ok_or(Unreadable::NoMail)?;
    let address = |text: Option<&str>| text.and_then(|text| Email::parse(text).ok()).map(Email::into_string);
    let sort = sort::of(message, from.address().unwrap_or_default());
    let sender = match (address(from.address()), sort) {
        (Some(sender), _) => sender,
        (None, Sort::Person) => return Err(Unreadable::NoSender),
        (None, _) => String::new(),
    };
    let reply_to = message.reply_to().and_then(|to| to.first()).and_then(|to| address(to.address()));
    let (text, is_cut) = text(message);
    Ok(Mail {
        message_id: id(message.message_id().unwrap_or_default()),
        references: references(message),
        is_silent: sort::is_silent(message, &sender),
        sender: sender::of(message, &sender, host),
        from: sender,
        name: line(from.name().unwrap_or_default(), 100),
        reply_to: reply_to.unwrap_or_default(),
        to: line(&field(message, "to"), 300),
        subject: line(message.subject().unwrap_or_default(), SUBJECT_CHARS_MAX),
        date: line(&field(message, "date"), 60),
        received_at: received(message),
        text,
        is_cut,
        files: files(message),
        sort,
    })
}

/// A field of the head as written; empty when it is not there.
fn field(message: &Message<'_>, name: &str) -> String {
    fields(message, name).next().unwrap_or_default()
}

/// All fields of the head with this name as written, from the top.
fn fields(message: &Message<'_>, name: &str) -> impl Iterator<Item = String> {
    let found = message.headers().iter().filter(move |header| header.name().eq_ignore_ascii_case(name));
    let range = |header: &Header<'_>| header.offset_start() as usize..header.offset_end() as usize;
    let bytes = found.filter_map(move |header| message.raw_message.get(range(header)));
    bytes.map(|bytes| String::from_utf8_lossy(bytes).trim().to_owned())
}

/// An id without brackets, as far as one is believed to be an id.
fn id(text: &str) -> String {
    let id = text.trim().trim_start_matches('<').trim_end_matches('>');
    let plain = id.chars().all(|c| c.is_ascii_graphic());
    if plain { id.chars().take(250).collect() } else { String::new() }
}

/// Ids of the messages it answers; of a notice of a mail server, of the message it is about.
fn references(message: &Message<'_>) -> Vec<String> {
    let named = [message.in_reply_to(), message.references()].into_iter();
    let named = named.flat_map(|value| value.as_text_list().unwrap_or_default()).map(|text| id(text));
    let inside = message.parts.iter().filter_map(|part| match &part.body {
        PartType::Message(inside) => inside.message_id().map(id),
        PartType::Text(text) if part.is_content_type("text", "rfc822-headers") => id_in(text),
        _ => None,
    });
    named.chain(inside).filter(|id| !id.is_empty()).take(REFERENCES_MAX).collect()
}

/// The id in the head of a message that is quoted.
fn id_in(head: &str) -> Option<String> {
    let named = head.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("message-id").then_some(value)
    });
    named.map(id)
}

/// When the mail server that handed it over took it.
fn received(message: &Message<'_>) -> Option<Instant> {
    let first = message.header_values(HeaderName::Received).next()?.as_received()?;
    first.date().map(|date| Instant::from_seconds(date.to_timestamp()))
}

/// What it says, and whether it says more than is kept.
fn text(message: &Message<'_>) -> (String, bool) {
    let mut whole = String::new();
    for part in message.text_bodies() {
        let said = match &part.body {
            PartType::Text(text) => plain(text),
            PartType::Html(html) => plain(&html_to_text(&html_lines(within(html)))),
            _ => continue,
        };
        if !whole.is_empty() && !said.trim().is_empty() {
            whole.push_str("\n\n");
        }
        whole.push_str(said.trim());
        if whole.len() > 8 * TEXT_CHARS_MAX {
            break;
        }
    }
    let cut: String = whole.chars().take(TEXT_CHARS_MAX).collect();
    let is_cut = cut.len() < whole.len();
    (cut, is_cut)
}

/// Ends of blocks as ends of lines, and nothing of scripts and styles.
fn html_lines(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        out.push_str(before);
        let end = tag.find('>').map_or(tag.len(), |end| end + 1);
        let (whole, after) = tag.split_at(end);
        let name: String = whole.chars().skip(1).take_while(|c| !c.is_whitespace() && *c != '>').collect();
        let name = name.to_ascii_lowercase();
        rest = match name.as_str() {
            "script" | "style" | "title" => after_element(after, &name),
            "/div" | "/tr" | "/li" | "/h1" | "/h2" | "/h3" | "/blockquote" => {
                out.push_str("<br>");
                after
            }
            _ => {
                out.push_str(whole);
                after
            }
        };
    }
    out.push_str(rest);
    out
}

/// What follows the end of an element whose content is nothing to read.
fn after_element<'a>(rest: &'a str, name: &str) -> &'a str {
    let is_end = |at: &usize| {
        let said = rest.get(at + 2..at + 2 + name.len());
        said.is_some_and(|said| said.eq_ignore_ascii_case(name))
    };
    let at = rest.match_indices("</").map(|(at, _)| at).find(is_end);
    let after = at.and_then(|at| rest.get(at..)).unwrap_or_default();
    after.find('>').and_then(|at| after.get(at + 1..)).unwrap_or_default()
}

/// As much of markup as is read.
fn within(html: &str) -> &str {
    let end = (0..=HTML_BYTES_MAX.min(html.len())).rev().find(|end| html.is_char_boundary(*end));
    html.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// Text without what cannot be shown or kept, and with no more than one blank line at a time.
fn plain(text: &str) -> String {
    let shown =
        |c: &char| (*c == '\n' || *c == '\t' || !c.is_control()) && *c != '\u{feff}' && !turns_direction(*c);
    let text: String = text.replace("\r\n", "\n").replace('\u{a0}', " ").chars().filter(shown).collect();
    let mut out = String::with_capacity(text.len());
    let mut blank = 0;
    for line in text.split('\n').map(str::trim_end) {
        blank = if line.is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            out.push_str(line);
            out.push('\n');
        }
    }
    out
}

/// One line of text.
fn line(text: &str, chars_max: usize) -> String {
    plain(text).split_whitespace().collect::<Vec<_>>().join(" ").chars().take(chars_max).collect()
}

/// The attachments; signatures of the message itself are none.
fn files(message: &Message<'_>) -> Vec<(String, Vec<u8>)> {
    let is_signature = |part: &MessagePart<'_>| {
        ["pkcs7-signature", "x-pkcs7-signature", "pgp-signature"]
            .iter()
            .any(|kind| part.is_content_type("application", kind))
    };
    let of = |part: &MessagePart<'_>| {
        (line(part.attachment_name().unwrap_or_default(), 100), part.contents().to_vec())
    };
    let parts = message.attachments().filter(|part| !is_signature(part));
    parts.filter(|part| !part.contents().is_empty()).take(PARTS_MAX).map(of).collect()
}

#[cfg(test)]
mod tests;
