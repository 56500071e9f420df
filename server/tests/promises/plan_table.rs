//! A plan comes in whole or not at all, whenever the process is killed.

use std::process::Stdio;
use std::time::{Duration, Instant};

use foundation::db::{Conn, Engine};
use foundation::{params, sql};

use crate::centre::{Centre, runtime};
use crate::client::Client;
use crate::on_both_engines;
use crate::support::{program, run};

const ROWS: i64 = 1500;
/// In whose name it comes in.
const WRITER: &str = "p@b.example";
/// At how many moments of an import the process is killed.
const MOMENTS: u32 = 8;

/// A table of many actions.
fn table() -> String {
    let row = |n: i64| format!("1.{}.{},甲,乙,第 {n} 項工作,推廣教育組,{n}\n", n / 900 + 1, n % 900 + 1);
    std::iter::once("code,area,strategy,action,units,target\n".to_owned()).chain((0..ROWS).map(row)).collect()
}

/// Actions, targets, authors and trail of the plan of a year; nothing where there is none.
fn kept(centre: &Centre, year: i16) -> Option<[i64; 4]> {
    centre.read(move |conn: &mut Conn| {
        let row = conn.first(sql!("select id from plan_plan where year = $1"), params![i64::from(year)])?;
        let Some(row) = row else { return Ok(None) };
        let id: String = row.get(0)?;
        let leaves = sql!("select count(*) from plan_leaf where plan_id = $1");
        let targets = sql!(
            "select count(*) from plan_target t join plan_leaf l on l.id = t.leaf_id where l.plan_id = $1"
        );
        let authors = sql!("select count(*) from plan_leaf where plan_id = $1 and written_by is not null");
        let trail = sql!("select count(*) from foundation_trail where matter_id = $1 and verb = 'imported'");
        let mut counts = [0; 4];
        for (count, text) in counts.iter_mut().zip([leaves, targets, authors, trail]) {
            *count = conn.first(text, params![id])?.map_or(Ok(0), |r| r.get(0))?;
        }
        Ok(Some(counts))
    })
}

/// Whole, or not there; says which.
#[track_caller]
fn is_whole(centre: &Centre, year: i16) -> bool {
    let kept = kept(centre, year);
    assert!(kept.is_none_or(|counts| counts == [ROWS, ROWS, ROWS, 1]), "half of it: {kept:?}");
    let lost = centre.count(
        "select count(*) from plan_leaf l left join plan_plan p on p.id = l.plan_id where p.id is null",
    );
    assert_eq!(lost, 0, "actions without a plan");
    kept.is_some()
}

fn killed_at_any_moment_the_command_brings_in_a_plan_whole_or_not_at_all(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let file = centre.folder.path().join("plan.csv");
    std::fs::write(&file, table()).unwrap();
    let mut user = program();
    user.args([
        "user",
        "add",
        WRITER,
        "--name",
        "P",
        "--role",
        "promotion",
        "--database",
        &centre.url,
        "--data",
    ]);
    run(user.arg(centre.folder.path())).well();
    let command = |year: i16| {
        let mut command = program();
        command.args(["import", "plan", "--year", &year.to_string(), "--as", WRITER]);
        command.args(["--database", &centre.url, "--data"]);
        command.arg(centre.folder.path()).arg(&file).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    run(&mut command(2100)).well();
    let whole = begun.elapsed();
    assert!(is_whole(&centre, 2100));
    let mut killed = 0;
    for at in 1..=MOMENTS {
        let year = 2100 + i16::try_from(at).unwrap();
        let mut child = command(year).spawn().unwrap();
        std::thread::sleep(whole * at / (MOMENTS + 1));
        child.kill().unwrap(); // kill -9
        let is_killed = !child.wait().unwrap().success();
        killed += u32::from(is_killed);
        // What was acknowledged is there; where it was killed nothing is left in the way of the next.
        assert!(is_whole(&centre, year) || is_killed);
        if is_killed && !is_whole(&centre, year) {
            run(&mut command(year)).well();
            assert!(is_whole(&centre, year));
        }
    }
    assert!(killed > 0, "it was killed in the middle");
}

/// The form of the page as a browser sends it.
fn form(year: i16) -> String {
    let field = |name: &str, value: &str| {
        format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let file = "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"p.csv\"\r\n\
                Content-Type: text/csv\r\n\r\n";
    let fields = [("year", year.to_string()), ("years", "1".to_owned()), ("title", String::new())];
    let fields: String = fields.iter().map(|(name, value)| field(name, value)).collect();
    format!("{fields}{file}{}\r\n--edge--\r\n", table())
}

fn killed_at_any_moment_the_page_brings_in_a_plan_whole_or_not_at_all(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let cookie = centre.sign_in();
    let headers = [
        ("Cookie", cookie.as_str()),
        ("Sec-Fetch-Site", "same-origin"),
        ("Content-Type", "multipart/form-data; boundary=edge"),
    ];
    let (runtime, path) = (runtime(), "/office/plan/import");
    let server = centre.serve();
    let begun = Instant::now();
    let answer = runtime.block_on(async {
        let mut client = Client::connect(&server.address).await.unwrap();
        client.send("POST", path, &headers, form(2100).as_bytes()).await.unwrap();
        client.answer().await.unwrap()
    });
    let whole = begun.elapsed();
    assert_eq!(answer.status, 200, "{}", answer.text());
    assert!(is_whole(&centre, 2100));
    drop(server);
    let mut unanswered = 0;
    for at in 1..=MOMENTS {
        let year = 2100 + i16::try_from(at).unwrap();
        let server = centre.serve();
        let answer = runtime.block_on(async {
            let mut client = Client::connect(&server.address).await.unwrap();
            client.send("POST", path, &headers, form(year).as_bytes()).await.unwrap();
            tokio::time::sleep(whole * at / (MOMENTS + 1)).await;
            drop(server); // kill -9
            tokio::time::timeout(Duration::from_secs(10), client.answer()).await.unwrap()
        });
        unanswered += u32::from(answer.is_err());
        assert!(is_whole(&centre, year) || answer.is_err(), "what was acknowledged is there");
    }
    assert!(unanswered > 0, "it was killed in the middle");
}

on_both_engines! {
    killed_at_any_moment_the_command_brings_in_a_plan_whole_or_not_at_all,
    killed_at_any_moment_the_page_brings_in_a_plan_whole_or_not_at_all,
}
