#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::*;
use crate::model::Nature;

fn taken(bytes: &[u8]) -> Result<Mail, Unreadable> {
    Mail::read(bytes, "mx.centre.example")
}

fn mail(head: &str, body: &str) -> Mail {
    let text = format!("From: =?utf-8?B?546L5bCP576O?= <Mei@test.example>\r\nSubject: S\r\n{head}\r\n{body}");
    taken(text.as_bytes()).unwrap()
}

fn with(kind: &str, body: &str) -> Mail {
    mail(&format!("MIME-Version: 1.0\r\nContent-Type: {kind}\r\n"), body)
}

#[test]
fn c1_a_message_is_read_with_its_names_in_any_writing() {
    let big5 = b"From: =?big5?B?pP2kcKz8?= <mei@test.example>\nTo: opinions@test.example\n\
        Message-ID: <a.1@test.example>\nReferences: <x@y> <z@y>\n\
        Received: from a by b; Mon, 23 Nov 2026 09:00:00 +0800\n\
        Content-Type: text/plain; charset=big5\nContent-Transfer-Encoding: base64\n\ntmelvaq6vdKk06TWDQo=\n";
    let read = taken(big5).unwrap();
    assert_eq!((read.name.as_str(), read.from.as_str()), ("王小美", "mei@test.example"));
    assert_eq!((read.message_id.as_str(), read.references.len()), ("a.1@test.example", 2));
    assert_eq!(read.text.trim(), "週末的課太少");
    assert_eq!(read.received_at.map(|at| at.rfc3339()).as_deref(), Some("2026-11-23T09:00:00+08:00"));
    assert_eq!(read.sort, Sort::Person);
    let pipe = [b"From mei@test.example Mon Nov 23 2026\n".as_slice(), big5].concat();
    assert_eq!(taken(&pipe).unwrap(), read, "the line of a pipe is no part of it");
}

#[test]
fn c1_html_becomes_text_and_never_stays_html() {
    let html = "<html><head><title>T</title><style>p{color:red}</style></head><body><div>第一行</div>\
                <div>a &lt;b&gt; &amp; c</div><script>alert('x')</script><p>尾</p></body></html>";
    let read = with("text/html; charset=utf-8", html);
    assert_eq!(read.text.lines().map(str::trim).collect::<Vec<_>>(), ["第一行", "a <b> & c", "尾"]);
    let both = "--e\r\nContent-Type: text/plain\r\n\r\nplain\r\n--e\r\nContent-Type: text/html\r\n\r\n<b>html</b>\r\n--e--\r\n";
    assert_eq!(with("multipart/alternative; boundary=e", both).text.trim(), "plain");
}

/// A time that grows with the square of the markup would not end here.
#[test]
fn c1_much_markup_costs_little_time() {
    for markup in ["<style></style>", "<script>", "<", "</div>", "字<p "] {
        let read = with("text/html; charset=utf-8", &markup.repeat(10_000_000 / markup.len()));
        assert!(read.text.len() <= 4 * TEXT_CHARS_MAX, "{markup}");
    }
}

#[test]
fn c1_attachments_have_their_names_and_signatures_are_none() {
    let body = "--e\r\nContent-Type: text/plain\r\n\r\nsee\r\n--e\r\nContent-Type: application/pdf; \
        name*=utf-8''%E6%94%B6%E6%93%9A.pdf\r\nContent-Disposition: attachment\r\nContent-Transfer-Encoding: \
        base64\r\n\r\nJVBERi0xLjc=\r\n--e\r\nContent-Type: application/pkcs7-signature; name=s.p7s\r\n\
        Content-Disposition: attachment\r\n\r\nx\r\n--e--\r\n";
    let read = with("multipart/mixed; boundary=e", body);
    assert_eq!(read.files, [("收據.pdf".to_owned(), b"%PDF-1.7".to_vec())]);
}

#[test]
fn c1_what_machines_write_is_told_from_what_people_write() {
    for (head, sort) in [
        ("Auto-Submitted: no\r\n", Sort::Person),
        ("Auto-Submitted: auto-replied\r\n", Sort::Automatic),
        ("X-Autoreply: yes\r\n", Sort::Automatic),
        ("Precedence: auto_reply\r\n", Sort::Automatic),
        ("Precedence: bulk\r\n", Sort::List),
        ("List-Id: <news.example>\r\n", Sort::List),
        ("List-Unsubscribe: <mailto:x@news.example>\r\n", Sort::List),
        ("Return-Path: <>\r\n", Sort::Bounce),
        ("Return-Path: <mei@test.example>\r\n", Sort::Person),
        ("X-Spam-Flag: YES\r\n", Sort::Spam),
        ("X-Spam-Status: No, score=0\r\n", Sort::Person),
    ] {
        assert_eq!(mail(head, "text").sort, sort, "{head}");
    }
    for (begin, sort) in
        [("自動回覆: ", Sort::Automatic), ("Automatic reply: ", Sort::Automatic), ("Re: ", Sort::Person)]
    {
        let text = format!("From: a@b.example\nSubject: {begin}S\n\nx");
        assert_eq!(taken(text.as_bytes()).unwrap().sort, sort, "{begin}");
    }
    let report = with(
        "multipart/report; boundary=e",
        "--e\r\n\r\nfailed\r\n--e\r\nContent-Type: message/rfc822\r\n\r\n\
        From: a@b.example\r\nMessage-ID: <ours@b.example>\r\n\r\nx\r\n--e--\r\n",
    );
    assert_eq!((report.sort, report.references), (Sort::Bounce, vec!["ours@b.example".to_owned()]));
    assert!(mail("X-Auto-Response-Suppress: All\r\n", "x").is_silent && !mail("", "x").is_silent);
    let portal = taken(b"From: no-reply@city.example\nReply-To: mei@test.example\n\nx").unwrap();
    assert_eq!((portal.contact(), portal.is_silent), ("mei@test.example", false));
}

#[test]
fn p3_real_name_contact_and_matter_are_found_where_they_are_told() {
    let said = |name: &str, text: &str| {
        Said::of(&taken(format!("From: {name} <a@b.example>\n\n{text}").as_bytes()).unwrap())
    };
    let plain = said("王小美", "週末的親子課太少了\n電話：0912-345-678\n");
    assert_eq!(
        (plain.name.as_str(), plain.phone.as_str(), plain.has_matter),
        ("王小美", "+886912345678", true)
    );
    for (from, name) in
        [("mei123", ""), ("客服中心", ""), ("Anne Brown", "Anne Brown"), ("小", ""), ("Service Team", "")]
    {
        assert_eq!(said(from, "x").name, name, "{from}");
    }
    assert_eq!(said("mei123", "姓　名：王 小美\n…").name, "王 小美");
    assert!(!said("王小美", "> quoted words of another message").has_matter);
    assert!(said("Anne Brown", "weekend courses").nature == Nature::Suggestion);
    assert!(!said("Anne Brown", "weekend courses").is_chinese);
    assert_eq!(said("王小美", "我要檢舉某老師收禮").nature, Nature::Wrongdoing);
    assert!(said("王小美", "請保密我的身分").wants_secrecy);
}

#[test]
fn c1_numbers_and_the_signed_word_of_a_subject_are_found() {
    let number = office::reference::Reference::from_bits(123_456_789);
    let subject = format!("Re: 答復您的意見（{number}） [#0123456789abcdef]");
    assert_eq!(numbers_in(&subject), [number]);
    assert_eq!(token_in(&subject), Some("0123456789abcdef"));
    assert_eq!(token_in("[#no hex]"), None);
    assert!(numbers_in("2026-11-23 活動 AAAA-BBBB-C").is_empty());
}

#[test]
fn c1_what_is_no_message_or_a_bomb_is_refused_with_the_reason() {
    let refused = |bytes: &[u8]| taken(bytes).unwrap_err();
    assert_eq!(refused(b""), Unreadable::NoMail);
    assert_eq!(refused(&vec![b'x'; 10_000_000]), Unreadable::NoMail);
    assert_eq!(refused(b"\x7fELF\x00\x01\n"), Unreadable::NoMail);
    assert_eq!(refused(&vec![b'\n'; BYTES_MAX + 1]), Unreadable::Large);
    assert_eq!(refused(b"Subject: nobody\n\nx"), Unreadable::NoMail);
    assert_eq!(refused(b"From: somebody\n\nx"), Unreadable::NoSender);
    let head = "From: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=e\n\n";
    assert_eq!(refused(format!("{head}{}", "--e\n\nx\n".repeat(300)).as_bytes()), Unreadable::Bomb);
    assert_eq!(refused(format!("{head}{}", "--e\n\nx\n".repeat(100_000)).as_bytes()), Unreadable::Bomb);
    let mut nested = String::from("From: a@b.example\n");
    for depth in 0..3_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=e{depth}\n\n--e{depth}\n"));
    }
    assert!(matches!(taken(nested.as_bytes()), Err(Unreadable::Bomb | Unreadable::NoMail)));
}

#[test]
fn c1_a_broken_writing_is_read_as_far_as_it_goes_and_holds_nothing_unshowable() {
    let bytes = b"From: a@b.example\nSubject: =?utf-8?B?////?=\nContent-Type: text/plain; charset=nonsense\n\n\xff\xfe\x00\x07 text \xe7\x8e";
    let read = taken(bytes).unwrap();
    assert!(read.text.contains("text") && !read.text.contains('\0') && !read.text.contains('\u{7}'));
    let long = format!("From: a@b.example\n\n{}", "字".repeat(TEXT_CHARS_MAX + 1));
    let read = taken(long.as_bytes()).unwrap();
    assert!(read.is_cut && read.text.chars().count() == TEXT_CHARS_MAX);
}

/// A message with everything in it, to be spoilt.
const WHOLE: &str = "From: =?utf-8?Q?W=C3=A4ng?= <a@b.example>\r\nSubject: =?big5?B?pP2kcLP8?=\r\n\
    References: <a@b> <c@d>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"e\"\r\n\r\n--e\r\n\
    Content-Type: text/html; charset=\"utf-16\"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=FF=FE<=00b=00\r\n\
    --e\r\nContent-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\nRnJvbTogYUBiCgp4\r\n--e\r\n\
    Content-Type: image/png; name*0*=utf-8''%E6; name*1=x.png\r\n\r\n\x1b[0m\r\n--e--\r\n";

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn c1_no_bytes_make_it_fail(bytes in proptest::collection::vec(any::<u8>(), 0..2_000)) {
        let _ = taken(&bytes);
        let _ = taken(&[b"From: a@b.example\n".as_slice(), &bytes].concat());
    }

    #[test]
    fn c1_no_spoilt_message_makes_it_fail(spoilt in proptest::collection::vec((0..WHOLE.len(), any::<u8>()), 0..20)) {
        let mut bytes = WHOLE.as_bytes().to_vec();
        for (at, byte) in spoilt {
            bytes[at] = byte;
        }
        if let Ok(mail) = taken(&bytes) {
            prop_assert!(!mail.text.contains('\0') && !mail.subject.contains('\n'));
            let _ = Said::of(&mail);
        }
    }
}

fn sender(head: &str) -> Sender {
    mail(head, "x").sender
}

#[test]
fn c1_a_sender_is_verified_by_the_mail_server_of_the_centre_alone() {
    let ours = |found: &str| sender(&format!("Authentication-Results: mx.centre.example; {found}\r\n"));
    for verified in [
        "dmarc=pass (p=NONE sp=QUARANTINE) header.from=test.example",
        "spf=fail smtp.mailfrom=x@list.example;\r\n dkim=pass header.d=list.example;\r\n dmarc = pass header.from=TEST.example",
        "dkim=pass reason=\"good; signature\" header.d=test.example",
        "dmarc=none header.from=test.example; spf=pass smtp.mailfrom=\"a b\"@test.example",
    ] {
        assert_eq!(ours(verified), Sender::Verified, "{verified}");
    }
    for forged in [
        "none",
        "dmarc=fail header.from=test.example; spf=pass smtp.mailfrom=test.example",
        "dmarc=pass header.from=other.example",
        "dmarc=fail (dmarc=pass header.from=test.example) header.from=test.example",
        "dmarc=temperror header.from=test.example; dkim=pass header.d=test.example",
        "spf=pass smtp.mailfrom=other.example; dkim=pass header.d=other.example",
        "spf=pass smtp.mailfrom=\"x; dmarc=pass header.from=test.example\"@other.example",
        "dkim=pass header.d=example",
        "dkim=pass header.d=evil.test.example",
        "dmarc=pass (header.from=test.example",
    ] {
        assert_eq!(ours(forged), Sender::Unverified, "{forged}");
    }
    let passes = "dmarc=pass header.from=test.example\r\n";
    let of = |host: &str| format!("Authentication-Results: {host}; {passes}");
    assert_eq!(sender(&of("mx.evil.example")), Sender::Unverified);
    assert_eq!(sender(&format!("ARC-{}", of("mx.centre.example"))), Sender::Unverified);
    assert_eq!(sender(&of("MX.centre.example 1")), Sender::Verified);
    let fails = "Authentication-Results: mx.centre.example; dmarc=fail header.from=test.example\r\n";
    assert_eq!(
        sender(&format!("{fails}{}", of("mx.centre.example"))),
        Sender::Unverified,
        "the upper one is ours"
    );
    for (upper, lower) in [
        ("spf=fail smtp.mailfrom=test.example", "dmarc=pass header.from=test.example"),
        ("dkim=fail header.d=test.example", "dkim=pass header.d=test.example"),
        ("spf=none; dkim=none", "spf=pass smtp.mailfrom=test.example"),
    ] {
        let field = |found: &str| format!("Authentication-Results: mx.centre.example; {found}\r\n");
        assert_eq!(sender(&(field(upper) + &field(lower))), Sender::Unverified, "{upper} above {lower}");
    }
    let apart = "Authentication-Results: mx.centre.example; spf=fail smtp.mailfrom=test.example\r\n\
                 Authentication-Results: mx.centre.example; dkim=pass header.d=test.example\r\n";
    assert_eq!(sender(apart), Sender::Verified, "its methods stand in a field each");
    assert_eq!(sender(""), Sender::Unverified);
    let unchecked = Mail::read(b"From: a@test.example\n\nx", "").unwrap();
    assert_eq!(unchecked.sender, Sender::Unchecked);
}
