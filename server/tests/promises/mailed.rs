//! Petitions by e-mail: taken once, whatever ends the process, with the exit codes a mail server understands.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use foundation::db::Engine;

use crate::centre::Centre;
use crate::on_both_engines;
use crate::support::{Ran, program, until};

const MAILS: usize = 240;

fn message(n: usize) -> String {
    format!(
        "From: Anne Brown <p{n}@b.example>\r\nSubject: Weekend courses {n}\r\nMessage-ID: <{n}@b.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=e\r\n\r\n--e\r\n\r\nThere are too few of \
         them.\r\n--e\r\nContent-Type: application/pdf; name=a.pdf\r\nContent-Disposition: attachment\r\n\r\n\
         %PDF-1.7 {n}\r\n--e--\r\n"
    )
}

fn import(centre: &Centre, from: Option<&Path>) -> Command {
    let mut command = program();
    command.args(["import", "mail", "--database", &centre.url, "--data"]).arg(centre.folder.path());
    command.args(from);
    command
}

/// Hands a message over as a mail server does.
fn pipe(mut command: Command, bytes: &[u8]) -> Ran {
    let command = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // Whoever refuses it early may not read all of it.
    let _ = child.stdin.take().unwrap().write_all(bytes);
    let output = child.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
}

fn a_message_is_taken_once_whatever_ends_the_process(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let mailbox = tempfile::tempdir().unwrap();
    let new = mailbox.path().join("new");
    fs::create_dir(&new).unwrap();
    for n in 0..MAILS {
        fs::write(new.join(format!("{n:04}.b.example")), message(n)).unwrap();
    }
    let taken = || usize::try_from(centre.count("select count(*) from petitions_mail")).unwrap();
    for part in [MAILS / 4, MAILS / 2] {
        let mut child = import(&centre, Some(mailbox.path())).stdout(Stdio::null()).spawn().unwrap();
        until("it is in the middle", || taken() >= part);
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(taken() < MAILS, "it was killed in the middle");
    }
    // Two go on at once.
    let rest = [0, 1].map(|_| import(&centre, Some(mailbox.path())).stdout(Stdio::null()).spawn().unwrap());
    for mut child in rest {
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    assert_eq!(fs::read_dir(&new).unwrap().count(), 0, "nothing is left");
    for table in [
        "select count(*) from petitions_case",
        "select count(*) from petitions_mail where case_id is not null",
        "select count(distinct to_address) from foundation_mail",
        "select count(*) from foundation_mail",
        "select count(*) from foundation_file",
    ] {
        assert_eq!(centre.count(table), i64::try_from(MAILS).unwrap(), "{table}");
    }
    let ids = centre.read(|conn| {
        let rows = conn.rows(foundation::db::Sql("select id from foundation_file"), &[])?;
        rows.iter().map(|row| row.get::<String>(0)).collect::<foundation::db::DbResult<Vec<_>>>()
    });
    assert!(ids.iter().all(|id| centre.folder.path().join("files").join(id).exists()), "each has its bytes");
}

fn a_mail_server_learns_what_to_do_with_a_message(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let first = pipe(import(&centre, None), message(1).as_bytes());
    assert_eq!((first.code, first.out.trim()), (0, "a new case"), "{}", first.err);
    let again = pipe(import(&centre, None), message(1).as_bytes());
    assert_eq!((again.code, again.out.trim()), (0, "taken before"), "{}", again.err);
    let machine = format!("Auto-Submitted: auto-replied\r\n{}", message(2));
    assert_eq!(pipe(import(&centre, None), machine.as_bytes()).well().trim(), "set apart");
    pipe(import(&centre, None), b"rubbish").refused(65, "not a mail message");
    pipe(import(&centre, None), &vec![b'x'; 26 * 1024 * 1024]).refused(65, "larger than 25 MiB");
    let nowhere = tempfile::tempdir().unwrap();
    let mut command = program();
    command.args(["import", "mail", "--data"]).arg(nowhere.path().join("not-there"));
    pipe(command, message(3).as_bytes()).refused(75, "there is no store");
    for n in 100..131 {
        let one = message(n).replace(&format!("p{n}@"), "flood@");
        let ran = pipe(import(&centre, None), one.as_bytes());
        assert_eq!(ran.code, if n < 130 { 0 } else { 75 }, "{n}: {}", ran.err);
        assert!(!ran.err.contains("flood") && !ran.out.contains("flood"), "{}", ran.err);
    }
}

on_both_engines! {
    a_message_is_taken_once_whatever_ends_the_process,
    a_mail_server_learns_what_to_do_with_a_message,
}
