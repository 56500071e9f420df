//! A living plan: this year's, in our own words, followed month by month.

use std::sync::Arc;

use bytes::Bytes;
use foundation::centre::Centre;
use foundation::db::{Conn, DbResult};
use foundation::files::{self, Kept};
use foundation::i18n::Lang;
use foundation::jobs::{JobError, Work};
use foundation::measures::{self, Unit};
use foundation::sheet::{self, Cell, Kind, Sheet};
use foundation::staff::{self, Person};
use foundation::trail::Actor;
use jiff::civil::{Date, date};
use office::instant::Instant;
use office::roc_date;
use paper::{Align, Paper};

use crate::import::{self, Wanted};
use crate::model::progress::{Cadence, Decision, Document, Meeting, Month, Proof, Task, month_of};
use crate::model::{Gauge, Leaf, Line, State, Version};
use crate::rules::cadence::turns;
use crate::rules::idea;
use crate::rules::standing::reporting_day;
use crate::store;
use crate::store::cost::{Cost, Reach};
use crate::store::earlier::Told;
use crate::store::frame::{Criterion, Frame};
use crate::store::idea::Idea;

/// A whole, as a share is kept: 100 %.
const WHOLE: i64 = 10_000;

const PLAN: &[u8] = include_bytes!("../demo/plan.csv");

/// Fills a demonstration centre with the plan of this year.
pub fn fill(centre: Arc<Centre>, _: u32) -> Work {
    Box::pin(async move {
        let now = centre.clock.now();
        let (table, tasks) = table(&centre)?;
        let wanted = Wanted { span: (now.date().year(), 1), title: String::new() };
        let words = centre.words(Lang::BASE);
        let read = ("plan.csv", table);
        let report = import::run(&centre, Actor::system(), words, read, wanted).await;
        let plan_id = report.map_err(|e| JobError(e.to_string()))?.plan_id;
        let plan_id = plan_id.ok_or_else(|| JobError("the plan of the demonstration is wrong".into()))?;
        let paper = keep_paper(&centre, now).await?;
        let inner = centre.clone();
        centre.db.write(move |conn| follow(conn, &inner, &plan_id, &tasks, &paper, now)).await?;
        centre.cache.bump(&["plan"]);
        Ok(())
    })
}

/// What recurs: code of the action, what is to be done, how often.
type Recurring = (String, String, Cadence);

/// The table without what this house cannot count, and what recurs.
fn table(centre: &Centre) -> Result<(Vec<u8>, Vec<Recurring>), JobError> {
    let wrong = |e: sheet::SheetError| JobError(e.to_string());
    let Sheet { columns, lines } = sheet::read("plan.csv", PLAN).map_err(wrong)?;
    let (mut rows, mut tasks) = (Vec::new(), Vec::new());
    for line in lines {
        let mut row = Vec::new();
        let code = line.cells.first().cloned().unwrap_or_default();
        for (name, cell) in columns.iter().zip(&line.cells) {
            match name.as_str() {
                "task" => {
                    let task = cell.split_once('|').and_then(|(t, c)| Some((t, Cadence::from_code(c)?)));
                    tasks.extend(task.map(|(title, cadence)| (code.clone(), title.to_owned(), cadence)));
                }
                "measure" | "also" if measures::find(&centre.house, cell).is_none() => row.push(Cell::Empty),
                _ => row.push(Cell::from(cell)),
            }
        }
        rows.push(row);
    }
    let columns: Vec<String> = columns.into_iter().filter(|c| c != "task").collect();
    Ok((sheet::write(Kind::Csv, "plan", &columns, &rows).map_err(wrong)?, tasks))
}

/// A paper that proves something, as scanned papers do.
async fn keep_paper(centre: &Centre, now: Instant) -> Result<Kept, JobError> {
    let paper = Paper::new("會議紀錄（示範）", "zh-Hant-TW")
        .heading(1, "會議紀錄（示範）", Align::Left)
        .paragraph("這是示範資料。會議檢視了申請表單與流程，決定減少三個欄位，並把範例放到網站。")
        .print()
        .map_err(|e| JobError(e.to_string()))?;
    let id = centre.chance.id(now).into_string();
    let kept = Kept {
        id: id.clone(),
        name: "會議紀錄.pdf".into(),
        kind: "application/pdf".into(),
        size_bytes: i64::try_from(paper.len()).unwrap_or_default(),
        sha256: files::sha256(&paper),
        matter: "plan_document".into(),
        matter_id: id.clone(),
        created_at: now,
        created_by: "system".into(),
    };
    centre.files.put(&id, Bytes::from(paper)).await.map_err(|e| JobError(e.to_string()))?;
    Ok(kept)
}

fn follow(
    conn: &mut Conn,
    centre: &Centre,
    plan_id: &str,
    recurring: &[Recurring],
    paper: &Kept,
    now: Instant,
) -> DbResult<()> {
    let people = staff::list_people(conn)?;
    let mut leaves = store::leaf::list(conn, plan_id)?;
    leaves.sort_by_cached_key(|l| crate::model::order(&l.text.code));
    for leaf in &mut leaves {
        let of = |unit: Option<&String>| {
            people.iter().find(|p| Some(&p.section) == unit).map(|p: &Person| p.id.clone())
        };
        leaf.owner_id = of(leaf.text.units.first());
        leaf.deputy_id = of(leaf.text.units.get(1)).or_else(|| of(Some(&"direction".to_owned())));
    }
    store::leaf::put(conn, &leaves)?;
    publish(conn, plan_id, &leaves, &people, now)?;
    let today = now.date();
    let reported = reporting_day(today.year(), today);
    for (at, leaf) in leaves.iter().enumerate() {
        months(conn, leaf, at, reported, now)?;
        earlier(conn, leaf, at, now)?;
    }
    prove(conn, centre, &leaves, recurring, today)?;
    documents(conn, centre, &leaves, paper, now)?;
    meet(conn, centre, &leaves, &people, now)?;
    weigh(conn, centre, plan_id, now)?;
    frames(conn, centre, &leaves, now)?;
    ideas(conn, centre, &people, now)
}

/// What three programmes took, and by which number their reach is told.
fn weigh(conn: &mut Conn, centre: &Centre, plan_id: &str, now: Instant) -> DbResult<()> {
    let all = [
        ("親職教育課程", [("money", 86_000), ("staff", 210), ("volunteer", 64)], "category", "parenting"),
        ("婚姻教育課程", [("money", 42_000), ("staff", 96), ("volunteer", 20)], "category", "marriage"),
        ("全部課程活動", [("money", 268_000), ("staff", 640), ("volunteer", 310)], "", ""),
    ];
    for (programme, spent, dimension, part) in all {
        for (kind, amount) in spent {
            let cost = Cost {
                id: centre.chance.id(now).into_string(),
                plan_id: plan_id.to_owned(),
                programme: programme.into(),
                kind: kind.into(),
                amount,
                note: String::new(),
                spent_on: now.date(),
            };
            store::cost::add(conn, &cost, "system", now)?;
        }
        // Who is reached is told by whatever service counts persons once.
        let persons = measures::all(&centre.house).find(|m| m.name.ends_with(".persons"));
        if let Some(measure) = persons {
            let reach = Reach {
                programme: programme.into(),
                measure: measure.name.into(),
                dimension: dimension.into(),
                part: part.into(),
            };
            store::cost::put_reach(conn, plan_id, &reach)?;
        }
    }
    Ok(())
}

fn frames(conn: &mut Conn, centre: &Centre, leaves: &[Leaf], now: Instant) -> DbResult<()> {
    let lines = |codes: &[&str]| {
        leaves.iter().filter(|l| codes.contains(&l.text.code.as_str())).map(|l| l.line_id.clone()).collect()
    };
    let criterion = |title: &str, codes: &[&str]| Criterion {
        id: centre.chance.id(now).into_string(),
        title: title.into(),
        weight_percent: None,
        lines: lines(codes),
    };
    let frame = Frame {
        id: centre.chance.id(now).into_string(),
        title: "政府服務獎：整體服務".into(),
        note: "配分依當年公告為準。".into(),
        criteria: vec![
            criterion("基礎服務與可及性", &["1.1.1", "1.1.4", "1.2.4", "4.1.1", "5.1.5"]),
            criterion("意見回饋與改善", &["2.2.1", "2.2.3", "2.3.2", "2.4.2"]),
            criterion("數位服務與創新", &["1.1.4", "3.2.1", "3.2.2", "6.2.1", "1.4.2"]),
            criterion("成本效益與永續", &["6.4.1", "6.4.3", "6.4.4"]),
        ],
    };
    store::frame::add(conn, &frame, now)
}

fn ideas(conn: &mut Conn, centre: &Centre, people: &[Person], now: Instant) -> DbResult<()> {
    let by = |section: &str| {
        people.iter().find(|p| p.section == section).map(|p| p.id.clone()).unwrap_or_default()
    };
    let idea = |kind, title: &str, method: &str, benefit: &str, section: &str| Idea {
        id: centre.chance.id(now).into_string(),
        kind,
        title: title.into(),
        method: method.into(),
        benefit: benefit.into(),
        state: idea::State::Submitted,
        marks: [None; 4],
        reason: String::new(),
        added_at: now.plus_seconds(-9 * 86_400),
        added_by: by(section),
        review_on: None,
    };
    let all = [
        idea(
            idea::Kind::Proposal,
            "報到改用家長手機的條碼",
            "活動前一天寄出條碼，門口兩台手機掃描，同仁只處理沒有條碼的人。",
            "每場報到由二十分鐘縮短為五分鐘，門口少一位人力。",
            "promotion",
        ),
        idea(
            idea::Kind::Benchmark,
            "向圖書館學習逾期通知",
            "把到期前三天的提醒改成一句話加一個按鈕。",
            "提醒後取消的人變多，名額能早一點給備取的家庭。",
            "counselling",
        ),
    ];
    all.iter().try_for_each(|one| store::idea::add(conn, one))
}

fn publish(conn: &mut Conn, plan_id: &str, leaves: &[Leaf], people: &[Person], now: Instant) -> DbResult<()> {
    let Some(mut plan) = store::plan::find(conn, plan_id)? else { return Ok(()) };
    let director = people.iter().find(|p| p.section == "direction");
    let on = Instant::start_of(date(plan.year, 1, 15)).unwrap_or(now).min(now);
    (plan.state, plan.version) = (State::Published, 1);
    (plan.approved_by, plan.approved_at) = (director.map(|p| p.id.clone()), Some(on));
    let roc = roc_date::roc_year(plan.year);
    plan.title = format!("{roc} 年服務計畫（示範）");
    let version = Version {
        number: 1,
        title: plan.title.clone(),
        note: String::new(),
        approved_by: director.map(|p| p.name.clone()).unwrap_or_default(),
        approved_at: on,
        published_at: on.plus_seconds(3 * 86_400),
    };
    let lines: Vec<Line> =
        leaves.iter().map(|l| Line { line: l.line_id.clone(), text: l.text.clone() }).collect();
    store::version::add(conn, plan_id, &version, &lines)?;
    store::plan::change_title(conn, plan_id, &plan.title)?;
    store::leaf::drop_authors(conn, plan_id)?;
    store::plan::change_state(conn, &plan)
}

/// Months as people report them: most in time, some a little behind, one in nine far behind.
fn months(conn: &mut Conn, leaf: &Leaf, at: usize, reported: Date, now: Instant) -> DbResult<()> {
    let Some(target) = leaf.text.wanted(reported.year()) else { return Ok(()) };
    if reported.year() != now.date().year() {
        return Ok(());
    }
    let percent = match at % 9 {
        4 => 55,
        2 | 7 => 88,
        _ => 108,
    };
    let mut sum = 0;
    let mut months = Vec::new();
    for month in 1..=reported.month() {
        let last = date(reported.year(), month, 1).last_of_month();
        let so_far = target * i64::from(month) * percent / 1200;
        let actual = match leaf.text.gauge() {
            Gauge::Level | Gauge::Ceiling => target * (percent - 6) / 100 + i64::from(month) * target / 200,
            Gauge::Sum => so_far - sum,
        };
        let most = if leaf.text.scale() == Unit::BasisPoints { WHOLE } else { i64::MAX };
        let actual = actual.min(most);
        sum = so_far;
        let is_red = percent < 80 && month == reported.month();
        months.push(Month {
            leaf_id: leaf.id.clone(),
            month: month_of(last),
            actual: Some(actual).filter(|_| leaf.text.measure.is_empty()),
            reason: if is_red { "上半年人力異動，進度順延。".into() } else { String::new() },
            remedy: if is_red {
                "已調整分工，年底前分三次補辦。".into()
            } else {
                String::new()
            },
        });
    }
    months.retain(|m| m.actual.is_some() || !m.reason.is_empty());
    store::month::put(conn, &months, "system", now)
}

/// What the reports of the two years before say, of what was not counted by the house then either.
fn earlier(conn: &mut Conn, leaf: &Leaf, at: usize, now: Instant) -> DbResult<()> {
    let this_year = now.date().year();
    let Some(target) = leaf.text.wanted(this_year).filter(|_| leaf.text.measure.is_empty()) else {
        return Ok(());
    };
    for (back, percent) in [(1, 84), (2, 71)] {
        let year = this_year - back;
        let percent = percent + i64::try_from(at % 5).unwrap_or_default();
        let source = format!("{} 年成果報告", roc_date::roc_year(year));
        let told = Told { line_id: leaf.line_id.clone(), year, value: (target * percent + 50) / 100, source };
        store::earlier::put(conn, &told, "system", now)?;
    }
    Ok(())
}

fn prove(
    conn: &mut Conn,
    centre: &Centre,
    leaves: &[Leaf],
    recurring: &[Recurring],
    today: Date,
) -> DbResult<()> {
    let now = centre.clock.now();
    let mut tasks = Vec::new();
    for (code, title, cadence) in recurring {
        let Some(leaf) = leaves.iter().find(|l| l.text.code == *code) else { continue };
        tasks.push(Task {
            id: centre.chance.id(now).into_string(),
            leaf_id: leaf.id.clone(),
            title: title.clone(),
            cadence: *cadence,
            grace_days: 10,
            starts_on: date(today.year(), 1, 1),
            ends_on: date(today.year(), 12, 31),
            ended_on: None,
            obligation: String::new(),
            occasions: Vec::new(),
        });
    }
    store::task::add(conn, &tasks)?;
    let calendar = foundation::calendar::load(conn)?;
    for (at, task) in tasks.iter().enumerate() {
        let due: Vec<_> = turns(task, &calendar).into_iter().filter(|t| t.to < today).collect();
        // The newest proof of every sixth task is still missing.
        let missing = usize::from(at % 6 == 5);
        for turn in due.iter().take(due.len().saturating_sub(missing)) {
            let proof = Proof {
                task_id: task.id.clone(),
                period: turn.code.clone(),
                done_on: turn.to,
                note: "已完成，紀錄存查。".into(),
                url: String::new(),
                file_id: None,
                proven_by: "system".into(),
                proven_at: now,
            };
            store::task::prove(conn, &proof)?;
        }
    }
    Ok(())
}

fn documents(conn: &mut Conn, centre: &Centre, leaves: &[Leaf], paper: &Kept, now: Instant) -> DbResult<()> {
    files::add(conn, paper)?;
    let year = now.date().year();
    let soon = now.plus_seconds(6 * 86_400).date();
    let all = [
        ("0.1", "審定簽呈", None, None, "https://www.example.gov.tw/plan"),
        ("1.1.2", "中心會議紀錄", Some(paper.id.clone()), None, ""),
        ("1.3.3", "消防安全設備檢修申報", None, Some(soon), "https://www.example.gov.tw/safety"),
        (
            "5.1.5",
            "無障礙標章證明",
            None,
            Some(date(year + 1, 6, 30)),
            "https://accessibility.example.gov.tw/",
        ),
        ("5.1.3", "失效連結清查結果", None, None, "https://www.example.gov.tw/links"),
        ("6.3.1", "合作協議書", None, Some(date(year, 6, 30)), "https://www.example.gov.tw/partners"),
    ];
    for (code, title, file_id, expires_on, url) in all {
        let Some(leaf) = leaves.iter().find(|l| l.text.code == code) else { continue };
        let document = Document {
            id: centre.chance.id(now).into_string(),
            leaf_id: leaf.id.clone(),
            number: 1,
            title: title.into(),
            effective_on: date(year, 1, 15).min(now.date()),
            expires_on,
            url: url.into(),
            file_id,
            note: String::new(),
            added_at: now,
            added_by: "system".into(),
            replaced_by: None,
        };
        store::document::add(conn, &document, None)?;
    }
    Ok(())
}

fn meet(conn: &mut Conn, centre: &Centre, leaves: &[Leaf], people: &[Person], now: Instant) -> DbResult<()> {
    let day = |days: i64| now.plus_seconds(days * 86_400).date();
    let id = || centre.chance.id(now).into_string();
    let meeting = Meeting {
        id: id(),
        held_on: day(-20),
        title: "中心會議".into(),
        minutes: "一、檢視年度計畫進度。\n二、落後的項目由承辦人說明。\n三、下次會議檢視改善情形。".into(),
        added_by: "system".into(),
    };
    let line = |code: &str| leaves.iter().find(|l| l.text.code == code).map(|l| l.line_id.clone());
    let of = |section: &str| {
        people.iter().find(|p| p.section == section).map(|p| p.id.clone()).unwrap_or_default()
    };
    let decision = |words: &str, section: &str, code: &str, due: i64, done: Option<i64>| Decision {
        id: id(),
        meeting_id: meeting.id.clone(),
        line_id: line(code),
        decision: words.into(),
        owner_id: of(section),
        due_on: day(due),
        done_on: done.map(day),
        outcome: if done.is_some() { "已完成並公告。".into() } else { String::new() },
    };
    let decisions = [
        decision("申請表刪去三個重複的欄位", "promotion", "1.1.2", -3, Some(-6)),
        decision("與兩所學校商談就近服務的據點", "counselling", "4.2.1", 5, None),
        decision("補齊過期的合作協議書", "counselling", "6.3.1", -2, None),
    ];
    store::meeting::add(conn, &meeting, &decisions, now)
}
