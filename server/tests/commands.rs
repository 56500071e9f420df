//! The command line: what each verb does, says and ends with.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

mod support;

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use support::{Serving, hearth, hearth_in, program, run, until};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn wrong_use_ends_with_2_and_says_what_is_wrong() {
    hearth(&["frobnicate"]).refused(2, "frobnicate");
    hearth(&["migrate"]).refused(2, "--data DIR");
    hearth(&["serve", "--database", "mysql://x", "--data", "/nonexistent"]).refused(2, "sqlite://");
    hearth(&["check"]).refused(2, "trail");
    let dir = folder();
    hearth_in(dir.path(), &["user", "add", "a@b.example", "--name", "A", "--role", "king"])
        .refused(2, "there is no role king; known: counselling");
    hearth_in(dir.path(), &["user", "add", "nobody", "--name", "A", "--role", "director"])
        .refused(2, "not an e-mail address");
    hearth_in(dir.path(), &["check", "trail", "--centre", "b"])
        .refused(2, "there is no centre b; known: centre");
}

#[test]
fn every_verb_explains_itself() {
    let help = hearth(&["--help"]).well();
    for verb in [
        "demo", "serve", "migrate", "user", "import", "export", "check", "backup", "restore", "doctor",
        "days",
    ] {
        assert!(help.contains(verb), "{verb}");
        assert!(hearth(&[verb, "--help"]).well().contains("Usage: hearth"), "{verb}");
    }
    assert!(help.contains("Exit codes: 0 done, 1 failed, 2 wrong use"));
}

#[test]
fn a_password_is_refused_on_the_command_line() {
    let asked = hearth(&["migrate", "--database", "postgres://me:secret@localhost/hearth"]);
    assert!(!asked.err.contains("secret"), "{}", asked.err);
    asked.refused(2, "database_password_file");
}

#[test]
fn a_wrong_setting_is_refused_with_its_line() {
    let dir = folder();
    let file = dir.path().join("hearth.toml");
    std::fs::write(&file, "listen = \"127.0.0.1:0\"\nbase_ulr = \"https://x\"\n").unwrap();
    let mut serve = program();
    let asked = run(serve.arg("serve").arg("--config").arg(&file));
    assert!(asked.err.contains("line 2") && asked.err.contains("base_ulr"), "{}", asked.err);
    asked.refused(2, "hearth.toml");
    run(program().arg("doctor").arg("--config").arg(dir.path().join("none"))).refused(2, "none");
    run(program().arg("serve").arg("--data").arg(dir.path()).env("HEARTH_LOG_FORMAT", "xml"))
        .refused(2, "variables");
}

#[test]
fn settings_come_from_a_file_and_variables() {
    let dir = folder();
    let file = dir.path().join("hearth.toml");
    std::fs::write(&file, "listen = \"nowhere:1\"\nname = \"高雄中心\"\nlog.format = \"json\"\n").unwrap();
    let mut command = program();
    command.arg("serve").env("HEARTH_CONFIG", &file).env("HEARTH_LISTEN", "127.0.0.1:0");
    let serving = Serving::start(command.env("HEARTH_DATA", dir.path().join("centre")));
    assert!(serving.get("/").1.contains("高雄中心"));
    assert_eq!(serving.get("/no-such-page?name=unheard-of").0, 404);
    let (code, log) = serving.stop();
    assert_eq!(code, 0);
    let lines: Vec<&str> = log.lines().filter(|l| l.contains("\"target\":\"access\"")).collect();
    assert_eq!(lines.len(), 2, "one line a request: {log}");
    assert!(lines[0].contains("\"route\":\"/\"") && lines[0].contains("\"status\":200"), "{}", lines[0]);
    assert!(!log.contains("unheard-of"), "no query in the log");
}

#[test]
fn migrating_twice_does_nothing_the_second_time() {
    let dir = folder();
    let centre = dir.path().join("centre");
    hearth_in(&centre, &["migrate", "--check"]).refused(1, "schema steps are missing");
    assert!(!centre.exists(), "looking makes nothing");
    assert!(hearth_in(&centre, &["migrate"]).well().contains("done: foundation 1"));
    assert_eq!(hearth_in(&centre, &["migrate"]).well(), "nothing to do: the schema is up to date\n");
    assert_eq!(hearth_in(&centre, &["migrate", "--check"]).well(), "the schema is up to date\n");
    assert_eq!(
        (mode(&centre), mode(&centre.join("key")), mode(&centre.join("hearth.db"))),
        (0o700, 0o600, 0o600)
    );
}

#[test]
fn accounts_are_kept_by_the_command_line() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let add = ["user", "add", "Wang@b.example", "--name", "王", "--role", "promotion,director"];
    let said = hearth_in(dir.path(), &add).well();
    assert!(said.contains("password: ") && said.contains("this once"), "{said}");
    hearth_in(dir.path(), &add).refused(1, "already an account");
    let list = || hearth_in(dir.path(), &["user", "list"]).well();
    assert!(list().contains("wang@b.example\t王\tpromotion\tpromotion,director"), "{}", list());
    hearth_in(dir.path(), &["user", "lock", "wang@b.example"]).well();
    assert!(list().contains("locked"), "{}", list());
    hearth_in(dir.path(), &["user", "unlock", "wang@b.example"]).well();
    assert!(!list().contains("locked"), "{}", list());
    let mut reset = program();
    reset.args(["user", "reset", "wang@b.example", "--password-stdin", "--data"]).arg(dir.path());
    run(reset.stdin(std::process::Stdio::null())).refused(2, "at least 12 characters");
    hearth_in(dir.path(), &["user", "reset", "nobody@b.example"]).refused(1, "there is no account");
}

#[test]
fn a_share_of_nothing_is_exported_as_nothing() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let export = ["export", "--from", "2026-01-01", "--to", "2026-12-31", "--only", "petitions."];
    let said = hearth_in(dir.path(), &export).well();
    assert!(said.contains("petitions.in_time,basis points,2026-01-01,2026-12-31,,,\n"), "{said}");
    assert!(said.contains("petitions.received,count,2026-01-01,2026-12-31,,,0\n"), "{said}");
}

#[test]
fn the_key_of_a_centre_is_made_once_and_missed_when_it_is_gone() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let key = dir.path().join("key");
    let (code, _) = Serving::of(dir.path()).stop();
    assert_eq!(code, 0);
    let kept = std::fs::read_to_string(&key).unwrap();
    std::fs::remove_file(&key).unwrap();
    let serve = || hearth_in(dir.path(), &["serve", "--listen", "127.0.0.1:0"]);
    serve().refused(1, "put the key file back");
    assert!(!key.exists(), "no other key is made");
    std::fs::write(&key, "0".repeat(64)).unwrap();
    serve().refused(1, "sealed with another key");
    std::fs::write(&key, "short").unwrap();
    serve().refused(1, "64 hexadecimal digits");
    std::fs::write(&key, kept).unwrap();
    assert_eq!(Serving::of(dir.path()).get("/healthz"), (200, "ok\n".into()));
}

#[test]
fn two_processes_on_one_sqlite_file_are_refused() {
    let dir = folder();
    let first = Serving::of(dir.path());
    hearth_in(dir.path(), &["serve", "--listen", "127.0.0.1:0"]).refused(1, "another hearth serves");
    // Short commands may look and write while it serves.
    hearth_in(dir.path(), &["check", "trail"]).well();
    assert_eq!(first.get("/readyz").0, 200);
    first.stop();
    assert_eq!(Serving::of(dir.path()).get("/readyz").0, 200, "the lock ends with its process");
}

#[test]
fn a_taken_address_is_said() {
    let dir = folder();
    let first = Serving::of(dir.path());
    let other = folder();
    hearth_in(other.path(), &["serve", "--listen", &first.address]).refused(1, &first.address);
}

#[test]
fn a_tampered_trail_is_found() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    for n in 0..3 {
        let email = format!("p{n}@b.example");
        hearth_in(dir.path(), &["user", "add", &email, "--name", "P", "--role", "director"]).well();
    }
    let serving = Serving::of(dir.path());
    until("the trail is sealed", || {
        let said = hearth_in(dir.path(), &["check", "trail"]).well();
        said.contains("0 wait") && !said.contains(" 0 rows")
    });
    serving.stop();
    let address = foundation::db::Address::Sqlite { file: dir.path().join("hearth.db") };
    let db = foundation::db::Db::open(&address).unwrap();
    db.write_blocking(|conn| conn.batch("update foundation_trail set actor = 'nobody' where number = 2"))
        .unwrap();
    hearth_in(dir.path(), &["check", "trail"]).refused(1, "row 2 was changed");
    let doctor = hearth_in(dir.path(), &["doctor"]);
    assert!(doctor.out.contains("BAD      the trail is broken at row 2"), "{}", doctor.out);
    doctor.refused(1, "bad");
}

#[test]
fn a_backup_comes_back_as_the_same_centre() {
    let dir = folder();
    let [centre, copy, back] = ["centre", "copy", "back"].map(|name| dir.path().join(name));
    hearth_in(&centre, &["migrate"]).well();
    hearth_in(&centre, &["user", "add", "p@b.example", "--name", "P", "--role", "director"]).well();
    let serving = Serving::of(&centre);
    let pages = ["/", "/en/courses", "/sitemap"];
    let before = pages.map(|page| serving.get(page));
    std::fs::create_dir_all(centre.join("files")).unwrap();
    std::fs::write(centre.join("files/a"), "a file").unwrap();
    let backup = ["backup", copy.to_str().unwrap()];
    assert!(hearth_in(&centre, &backup).well().contains("2 parts"), "while it serves");
    hearth_in(&centre, &backup).refused(1, "is not empty");
    serving.stop();

    let restore = ["restore", copy.to_str().unwrap()];
    hearth_in(&centre, &restore).refused(1, "is not empty");
    assert!(hearth_in(&back, &restore).well().contains("put the key"));
    std::fs::copy(centre.join("key"), back.join("key")).unwrap();
    assert_eq!(std::fs::read_to_string(back.join("files/a")).unwrap(), "a file");
    let users = |folder| hearth_in(folder, &["user", "list"]).well();
    assert_eq!(users(&back), users(&centre));
    let again = Serving::of(&back);
    assert_eq!(pages.map(|page| again.get(page)), before);
}

#[test]
fn a_damaged_backup_is_not_put_back() {
    let dir = folder();
    let [centre, copy, back] = ["centre", "copy", "back"].map(|name| dir.path().join(name));
    hearth_in(&centre, &["migrate"]).well();
    hearth_in(&centre, &["backup", copy.to_str().unwrap()]).well();
    let restore = || hearth_in(&back, &["restore", copy.to_str().unwrap()]);
    let part = copy.join("store.db");
    let mut bytes = std::fs::read(&part).unwrap();
    bytes[5000] ^= 1;
    std::fs::write(&part, &bytes).unwrap();
    restore().refused(1, "the manifest says");
    std::fs::remove_file(copy.join("manifest.json")).unwrap();
    restore().refused(1, "no finished backup");
    assert!(!back.exists(), "nothing was begun");
}

#[test]
fn the_doctor_says_what_to_do() {
    let dir = folder();
    let asked = hearth_in(&dir.path().join("none"), &["doctor"]);
    assert!(
        asked.out.contains("there is no store") && asked.out.contains("hearth serve makes one"),
        "{}",
        asked.out
    );
    asked.refused(1, "bad");
    hearth_in(dir.path(), &["migrate"]).well();
    std::fs::set_permissions(dir.path().join("key"), std::fs::Permissions::from_mode(0o644)).unwrap();
    let asked = hearth_in(dir.path(), &["doctor"]);
    assert!(asked.out.contains("chmod 600"), "{}", asked.out);
    assert!(asked.out.contains("office calendar of"), "{}", asked.out);
    std::fs::set_permissions(dir.path().join("key"), std::fs::Permissions::from_mode(0o600)).unwrap();
    hearth_in(dir.path(), &["doctor"]).well();
    let mailbox = |folder: &Path| {
        let mut command = program();
        command.arg("doctor").arg("--data").arg(dir.path()).env("HEARTH_MAIL_FOLDER", folder);
        run(&mut command)
    };
    mailbox(&dir.path().join("none")).refused(1, "bad");
    std::fs::create_dir_all(dir.path().join("mail/new")).unwrap();
    mailbox(&dir.path().join("mail")).well();
    std::fs::create_dir_all(dir.path().join("mail/cur")).unwrap();
    std::fs::write(dir.path().join("mail/cur/1:2,F"), "rubbish").unwrap();
    assert!(mailbox(&dir.path().join("mail")).well().contains("1 messages in"));
    let mut full = program();
    full.arg("doctor").arg("--data").arg(dir.path()).env("HEARTH_DISK_FREE_MIB", "999999999999");
    let asked = run(&mut full);
    assert!(asked.out.contains("make room now, writing stops when the disk is full"), "{}", asked.out);
    asked.refused(1, "bad");
    let mut mail = program();
    mail.arg("doctor").arg("--data").arg(dir.path()).env("HEARTH_SMTP_HOST", "127.0.0.1");
    let mail = mail
        .env("HEARTH_SMTP_PORT", "1")
        .env("HEARTH_SMTP_TLS", "none")
        .env("HEARTH_SMTP_FROM", "a@b.example");
    let asked = run(mail);
    assert!(asked.out.contains("BAD      the mail server 127.0.0.1"), "{}", asked.out);
}

#[test]
fn the_doctor_counts_the_messages_of_what_is_passed_on_and_tells_nothing_of_them() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    assert!(!hearth_in(dir.path(), &["doctor"]).well().contains("passed on"));
    let address = foundation::db::Address::Sqlite { file: dir.path().join("hearth.db") };
    let db = foundation::db::Db::open(&address).unwrap();
    let text = "insert into foundation_mail
        (id, to_address, subject, body, matter, matter_id, state, created_at, section, secret)
        values ('m', 'ethics@city.example', 's', 'b', 'petitions_passed', '1', 'failed',
                '2026-11-23T02:00:00.000000Z', 'sheltered', true)";
    db.write_blocking(move |conn| conn.batch(text)).unwrap();
    let said = hearth_in(dir.path(), &["doctor"]).well();
    assert!(said.contains("1 message about reports that are passed on was not sent"), "{said}");
    assert!(!said.contains("ethics@"), "{said}");
}

#[test]
fn the_doctor_sees_an_old_schema_and_a_wrong_clock() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let address = foundation::db::Address::Sqlite { file: dir.path().join("hearth.db") };
    let change = |text: &'static str| {
        let db = foundation::db::Db::open(&address).unwrap();
        db.write_blocking(move |conn| conn.batch(text)).unwrap();
    };
    change(
        "insert into foundation_trail (id, at, actor, role, matter, matter_id, verb)
         values ('t', '2999-01-01T00:00:00.000000Z', 'system', 'system', 'm', '1', 'done')",
    );
    let asked = hearth_in(dir.path(), &["doctor"]);
    assert!(asked.out.contains("the trail has a row of 2999-01-01"), "{}", asked.out);
    assert!(asked.out.contains("set the clock (NTP)"), "{}", asked.out);
    asked.refused(1, "bad");
    change("delete from foundation_migration where service = 'courses' and number = 1");
    let asked = hearth_in(dir.path(), &["doctor"]);
    assert!(
        asked.out.contains("BAD      1 schema steps are missing: back up, then run hearth migrate"),
        "{}",
        asked.out
    );
    asked.refused(1, "bad");
}

#[test]
fn the_doctor_compares_clocks_with_postgresql_and_asks_whether_it_keeps_what_it_confirms() {
    let dir = folder();
    let address = testing::fresh_address(foundation::db::Engine::Postgres, dir.path());
    let fresh = address.clone();
    let foundation::db::Address::Postgres { url, schema, .. } = address else { panic!() };
    let sign = if url.contains('?') { '&' } else { '?' };
    let database = format!("--database={url}{sign}schema={schema}");
    hearth_in(dir.path(), &["migrate", &database]).well();
    let asked = hearth_in(dir.path(), &["doctor", &database]);
    assert!(asked.out.contains("well     the database server's clock agrees"), "{}", asked.out);
    // The private server of the tests keeps nothing through a loss of power; another one may.
    let store = foundation::db::Db::open(&fresh).unwrap();
    let lossy = store.read_blocking(foundation::db::Conn::list_lossy_settings).unwrap();
    assert_eq!(asked.out.contains("fsync = off"), lossy.contains(&"fsync".to_owned()), "{}", asked.out);
    assert!(!lossy.contains(&"synchronous_commit".to_owned()), "each connection asks for it");
}

#[test]
fn metrics_are_shown_on_their_own_listener_only() {
    let dir = folder();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let metrics = port.to_string();
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--metrics-listen", &metrics, "--data"]);
    let serving = Serving::start(command.arg(dir.path()));
    assert_eq!(serving.get("/").0, 200);
    assert_eq!(serving.get("/metrics").0, 404);
    let (status, text) = support::get(&metrics, &metrics, "/metrics");
    assert_eq!(status, 200);
    for line in [
        "hearth_requests_total{status=\"2xx\"}",
        "hearth_ready{centre=\"centre\"} 1",
        "hearth_jobs{",
        "hearth_desk_waiting{centre=\"centre\"} 0",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn a_demonstration_is_filled_once_and_never_over_a_real_centre() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    hearth_in(dir.path(), &["user", "add", "p@b.example", "--name", "P", "--role", "director"]).well();
    hearth_in(dir.path(), &["demo", "--listen", "127.0.0.1:0"]).refused(1, "not a finished demonstration");
}

#[test]
fn x6_days_are_counted_on_the_office_calendar() {
    let days = |words: &str| hearth(&words.split(' ').collect::<Vec<_>>());
    for (mode, count, due) in [
        ("work", 1, "2026-09-22"),
        ("work", 6, "2026-10-01"),
        ("work", 30, "2026-11-06"),
        ("cal", 7, "2026-09-29"),
        ("cal", 30, "2026-10-21"),
    ] {
        let said = days(&format!("days --from 2026-09-21 --mode {mode} --count {count}")).well();
        assert!(said.starts_with(due), "{mode} {count}: {said}");
    }
    let said = days("days --from 2026-09-21 --mode work --count 6").well();
    assert!(said.contains("115年10月1日") && said.contains("2026-09-25 五 - 中秋節"), "{said}");
    days("days --from 2026-12-21 --mode work --count 30").refused(1, "2027");
    days("days --from 2026-13-21 --mode work --count 3").refused(2, "--from");
    days("days --from 2026-09-21 --mode work --count 0").refused(1, "1 to");
}

#[test]
fn x4_a_calendar_is_imported_or_refused_with_the_reason() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let official = Path::new(env!("CARGO_MANIFEST_DIR")).join("calendar/2026.csv");
    let count = || hearth_in(dir.path(), &["days", "--from", "2026-09-21", "--mode", "work", "--count", "6"]);
    count().refused(1, "2026-09-22");
    let import = |file: &Path| hearth_in(dir.path(), &["import", "calendar", file.to_str().unwrap()]);
    assert!(import(&official).well().contains("120 days off"));
    assert!(import(&official).well().contains("115"), "again in place of the first");
    assert!(count().well().starts_with("2026-10-01"));
    assert!(hearth_in(dir.path(), &["doctor"]).out.contains("well     the office calendar of 2026 is there"));
    let broken = dir.path().join("broken.csv");
    let text = std::fs::read_to_string(&official).unwrap();
    for (from, to, said) in [
        ("20260102,五,0", "20260102,六,0", "line 3"),
        ("20260102,五,0", "20260102,五,1", "flag"),
        ("20260102,五,0,", "20260103,六,2,", "2026-01-02 is missing"),
        ("西元日期", "<html>", "web page"),
    ] {
        std::fs::write(&broken, text.replacen(from, to, 1)).unwrap();
        import(&broken).refused(1, said);
    }
    assert!(count().well().starts_with("2026-10-01"), "a refused file changes nothing");
}

#[test]
fn c4_a_year_is_imported_into_a_calendar_of_the_centre_and_counted_on() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let official = Path::new(env!("CARGO_MANIFEST_DIR")).join("calendar/2026.csv");
    let import = |file: &Path| {
        hearth_in(dir.path(), &["import", "calendar", "--calendar", "school", file.to_str().unwrap()])
    };
    import(&official).refused(2, "there is no calendar school; known: office");
    let file = dir.path().join("hearth.db");
    let db = foundation::db::Db::open(&foundation::db::Address::Sqlite { file }).unwrap();
    let named = foundation::calendar::Named {
        code: "school".into(),
        name: "學校行事曆".into(),
        name_en: String::new(),
    };
    db.write_blocking(move |conn| foundation::calendar::add(conn, &named, office::Instant::MIN, "system"))
        .unwrap();
    let days = |calendar: &str| {
        let words =
            ["days", "--from", "2026-09-21", "--mode", "work", "--count", "6", "--calendar", calendar];
        hearth_in(dir.path(), &words)
    };
    days("school").refused(1, "2026-09-22");
    days("night").refused(2, "there is no calendar night; known: office, school");
    let own = dir.path().join("school.csv");
    let text = std::fs::read_to_string(&official).unwrap();
    std::fs::write(&own, text.replace("20260922,二,0,", "20260922,二,2,校慶")).unwrap();
    assert!(import(&own).well().contains("the school calendar of 2026 (民國 115 年): 121 days off"));
    let said = days("school").well();
    assert!(
        said.starts_with("2026-10-02") && said.contains("counted on school") && said.contains("二 - 校慶"),
        "{said}"
    );
    days("office").refused(1, "2026-09-22");
    assert!(days(own.to_str().unwrap()).well().starts_with("2026-10-02"), "a file is counted on as well");
    std::fs::write(&own, text.replace("20260922,二,0,", "20260922,二,1,")).unwrap();
    import(&own).refused(1, "flag");
    assert!(days("school").well().starts_with("2026-10-02"), "a refused file changes nothing");
    assert!(!hearth_in(dir.path(), &["doctor"]).out.contains("school calendar"), "nothing is counted on it");
    let name = |conn: &mut foundation::db::Conn| {
        conn.batch(
            "insert into foundation_rule (key, effective_from, value, source)
             values ('petitions.calendar', '2026-01-01', 'school', 'x')",
        )
    };
    db.write_blocking(name).unwrap();
    let said = hearth_in(dir.path(), &["doctor"]).out;
    assert!(said.contains("the school calendar of"), "{said}");
}

#[test]
fn x2_a_county_brings_its_districts_or_is_told_the_line_that_is_wrong() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let file = dir.path().join("districts.csv");
    let import = || hearth_in(dir.path(), &["import", "districts", file.to_str().unwrap()]);
    let template = hearth(&["import", "districts", "--template"]).well();
    std::fs::write(&file, template.replace("茂林區", "")).unwrap();
    import().refused(1, "line 3");
    std::fs::write(&file, &template).unwrap();
    assert_eq!(import().well(), "2 districts\n");
    std::fs::write(&file, "code,name,english,traits\n67000320,安平區,Anping,\n").unwrap();
    assert_eq!(import().well(), "1 districts\n", "in place of the first");
    let serving = Serving::of(dir.path());
    let page = serving.get("/courses").1;
    assert!(page.contains("安平區") && !page.contains("苓雅區"), "{page}");
}

#[test]
fn several_centres_are_served_by_host_each_from_its_own_folder() {
    let dir = folder();
    let file = dir.path().join("hearth.toml");
    let text = "[[centre]]\ncode = \"a\"\nname = \"甲中心\"\nhosts = [\"a.example\"]\n\
                [[centre]]\ncode = \"b\"\nname = \"乙中心\"\nhosts = [\"b.example\"]\n";
    std::fs::write(&file, text).unwrap();
    let hearth =
        |words: &[&str]| run(program().args(words).arg("--config").arg(&file).env("HEARTH_DATA", dir.path()));
    assert!(hearth(&["migrate"]).well().contains("b:\ndone: foundation 1"));
    let add = ["user", "add", "p@b.example", "--name", "P", "--role", "director"];
    hearth(&add).refused(2, "--centre CODE");
    hearth(&[add.as_slice(), &["--centre", "b"]].concat()).well();
    assert_eq!(hearth(&["user", "list", "--centre", "a"]).well(), "");
    let mut serve = program();
    serve.args(["serve", "--listen", "127.0.0.1:0", "--config"]).arg(&file).env("HEARTH_DATA", dir.path());
    let serving = Serving::start(&mut serve);
    let page = |host: &str| support::get(&serving.address, host, "/");
    assert!(page("a.example").1.contains("甲中心"));
    assert!(page("b.example").1.contains("乙中心"));
    assert_eq!(page("c.example").0, 421);
    hearth_in(&dir.path().join("b"), &["serve", "--listen", "127.0.0.1:0"])
        .refused(1, "another hearth serves");
}

#[test]
fn courses_are_imported_all_or_none_with_a_line_for_each_row() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let template = hearth(&["import", "courses", "--template"]).well();
    let (good, bad) = (dir.path().join("good.csv"), dir.path().join("bad.csv"));
    std::fs::write(&good, &template).unwrap();
    std::fs::write(&bad, template.replace("親子共讀工作坊", "").replace("工作坊", "?")).unwrap();
    let import = |file: &Path| hearth_in(dir.path(), &["import", "courses", file.to_str().unwrap()]);
    let asked = import(&bad);
    assert!(asked.out.contains("title:"), "{}", asked.out);
    asked.refused(1, "nothing was imported: 1 of 1");
    let serving = Serving::of(dir.path());
    assert!(import(&good).well().contains("1 courses imported as drafts"), "beside the service");
    import(&good).refused(1, "nothing was imported");
    hearth_in(dir.path(), &["import", "courses", good.to_str().unwrap(), "--as", "nobody@b.example"])
        .refused(2, "no open account");
    std::fs::write(dir.path().join("none.txt"), "x").unwrap();
    import(&dir.path().join("none.txt")).refused(1, ".csv");
    assert_eq!(serving.stop().0, 0);
}

#[test]
fn r15_anybody_repeats_a_draw_from_its_file_without_a_store() {
    let dir = folder();
    let path = dir.path().join("draw.json");
    let file = r#"{"algorithm":"hearth-draw-1","course":"親子共讀","source":"大樂透","closed_at":"2027-01-05T00:00:00Z",
        "entries_hash":"4e576dcf7005438df5ad15ecb363afc1199e82ea8a1a9ed3d43da7a88e78abe8","extra_lots":1,"entries":[
        {"code":"aaaa","size":1,"weight":1},{"code":"bbbb","size":2,"weight":1},{"code":"cccc","size":1,"weight":3},
        {"code":"dddd","size":4,"weight":1},{"code":"eeee","size":1,"weight":0}],
        "result":{"number":"03 11 19 24 38 45","drawn_at":"2027-01-06T00:00:00Z","seats":5,"fill":"what-fits",
        "seed":"9ca9d66284ea08957bc6226740ac701dc6346df84751dd026bdc8f9c93426e6e","changed":[],"order":[["dddd","seat"],
        ["cccc","seat"],["bbbb","line"],["aaaa","line"],["eeee","line"]]}}"#;
    std::fs::write(&path, file).unwrap();
    let arguments = ["check", "draw", path.to_str().unwrap()];
    let said = hearth(&arguments).well();
    assert!(said.contains("comes out the same: 2 entries have a seat"), "{said}");
    std::fs::write(&path, file.replace(r#"["bbbb","line"]"#, r#"["bbbb","seat"]"#)).unwrap();
    hearth(&arguments).refused(1, "does not come out the same: order");
    std::fs::write(&path, "{}").unwrap();
    hearth(&arguments).refused(1, "not the file of a draw");
    std::fs::remove_file(&path).unwrap();
    hearth(&arguments).refused(1, "draw.json");
}

#[test]
fn e1_a_plan_is_imported_whole_or_not_at_all_with_a_line_for_each_row() {
    let dir = folder();
    hearth_in(dir.path(), &["migrate"]).well();
    let template = hearth(&["import", "plan", "--template"]).well();
    let (good, bad) = (dir.path().join("good.csv"), dir.path().join("bad.csv"));
    std::fs::write(&good, &template).unwrap();
    std::fs::write(&bad, template.replace("推廣教育組;輔導教育組", "")).unwrap();
    let of_years = hearth(&["import", "plan", "--template", "--year", "115", "--years", "2"]).well();
    assert!(of_years.contains("target-2026,milestone-2026,target-2027"), "{of_years}");
    for (email, role) in [("p@b.example", "promotion"), ("a@b.example", "accountant")] {
        hearth_in(dir.path(), &["user", "add", email, "--name", "P", "--role", role]).well();
    }
    let plan = |words: &[&str]| hearth_in(dir.path(), &[&["import", "plan"], words].concat());
    // Somebody stands behind what comes in, who may write it.
    let path = good.to_str().unwrap();
    plan(&[path]).refused(2, "--as EMAIL");
    plan(&[path, "--as", "nobody@b.example"]).refused(2, "no open account has the address nobody@b.example");
    plan(&[path, "--as", "a@b.example"]).refused(2, "these roles may: counselling, promotion, director");
    let import = |file: &Path| plan(&[file.to_str().unwrap(), "--as", "P@b.example"]);
    let asked = import(&bad);
    assert!(asked.out.contains("units:"), "{}", asked.out);
    asked.refused(1, "nothing was imported: 1 of 1");
    assert!(import(&good).well().contains("1 actions imported"));
    let junk = dir.path().join("junk.csv");
    std::fs::write(&junk, vec![b'x'; 10 * 1024 * 1024]).unwrap();
    import(&junk).refused(1, "5 MB");
}
