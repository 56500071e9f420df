//! Whether a message is from who it says, as the mail server of the centre found (RFC 8601, DMARC, DKIM, SPF).

use mail_parser::Message;
use serde::{Deserialize, Serialize};

use super::fields;

/// Whether the sender of a message is who it says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Sender {
    /// The centre named no mail server that finds out.
    #[default]
    Unchecked,
    /// The domain of the address stands for it.
    Verified,
    /// It does not, or the mail server found nothing out.
    Unverified,
}

impl Sender {
    /// The key of the words; nothing is said where nobody finds out.
    pub const fn key(self) -> Option<&'static str> {
        match self {
            Sender::Unchecked => None,
            Sender::Verified => Some("petitions-mail-sender-verified"),
            Sender::Unverified => Some("petitions-mail-sender-unverified"),
        }
    }
}

/// What one method found: its name, its result, and of what, as `header.from` and its value.
struct Finding {
    method: String,
    result: String,
    about: Vec<(String, String)>,
}

impl Finding {
    fn passes(&self, method: &str, property: &str, fits: impl Fn(&str) -> bool) -> bool {
        let about = || self.about.iter().filter(|(name, _)| name == property);
        self.method == method && self.result == "pass" && about().any(|(_, value)| fits(domain(value)))
    }
}

/// Judges the sender by what this mail server found; what another one claims to have found is not read.
pub(super) fn of(message: &Message<'_>, from: &str, host: &str) -> Sender {
    if host.is_empty() {
        return Sender::Unchecked;
    }
    let mut found: Vec<Finding> = Vec::new();
    for field in fields(message, "authentication-results").filter_map(|text| findings(&text, host)) {
        let own: Vec<Finding> = field.into_iter().filter(|one| is_its_own(one, &found)).collect();
        found.extend(own);
    }
    let own = domain(from);
    let dmarc = found.iter().find(|one| one.method == "dmarc").filter(|one| one.result != "none");
    let is_verified = match dmarc {
        Some(verdict) => verdict.passes("dmarc", "header.from", |name| name.eq_ignore_ascii_case(own)),
        None => found.iter().any(|one| {
            let speaks = |name: &str| speaks_for(name, own);
            one.passes("dkim", "header.d", speaks) || one.passes("spf", "smtp.mailfrom", speaks)
        }),
    };
    if is_verified { Sender::Verified } else { Sender::Unverified }
}

/// Whether a finding may be of the mail server itself, whose fields stand on top of those that came with the message, if
/// it let any through: of each method the upper field counts, and its verdict stands never below what it judges.
fn is_its_own(finding: &Finding, above: &[Finding]) -> bool {
    above.iter().all(|upper| upper.method != finding.method)
        && (finding.method != "dmarc" || above.is_empty())
}

fn domain(address: &str) -> &str {
    address.rsplit('@').next().unwrap_or_default()
}

/// Whether a domain is the one of the address or one above it; of one below it anybody may have made it.
fn speaks_for(name: &str, own: &str) -> bool {
    let (name, own) = (name.to_ascii_lowercase(), own.to_ascii_lowercase());
    let above = own.strip_suffix(&name).is_some_and(|rest| rest.ends_with('.'));
    name == own || (name.contains('.') && above)
}

/// The findings of a field, if it is of this mail server.
fn findings(field: &str, host: &str) -> Option<Vec<Finding>> {
    let plain = without_comments(field)?;
    let mut parts = plain.split(';');
    let server = parts.next()?.split_whitespace().next()?;
    server.eq_ignore_ascii_case(host).then(|| parts.filter_map(finding).collect())
}

fn finding(part: &str) -> Option<Finding> {
    let part = [" =", "= "].iter().fold(part.trim().to_owned(), |text, sign| text.replace(sign, "="));
    let pair =
        |word: &str| word.split_once('=').map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()));
    let mut pairs = part.split_whitespace().filter_map(pair);
    let (method, result) = pairs.next()?;
    let method = method.split('/').next().unwrap_or_default().to_owned();
    Some(Finding { method, result: result.to_ascii_lowercase(), about: pairs.collect() })
}

/// The field without comments, and what stands in quotes as one word that says nothing else; nothing when either
/// does not end.
fn without_comments(field: &str) -> Option<String> {
    let (mut plain, mut depth, mut quoted, mut chars) = (String::new(), 0_usize, false, field.chars());
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => drop(chars.next()),
            '"' if depth == 0 => quoted = !quoted,
            _ if quoted && (c.is_whitespace() || matches!(c, ';' | '=')) => plain.push('_'),
            _ if quoted => plain.push(c),
            '(' => depth += 1,
            ')' if depth > 0 => {
                depth -= 1;
                plain.push(' ');
            }
            _ if depth > 0 => {}
            _ if c.is_whitespace() => plain.push(' '),
            _ => plain.push(c),
        }
    }
    (depth == 0 && !quoted).then_some(plain)
}
