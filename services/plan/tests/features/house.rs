//! What the tests share: files sent as browsers do, a small plan, a service with a number to cite.

use axum::body::Body;
use axum::extract::Request;
use foundation::db::Migrations;
use foundation::i18n::Lang;
use foundation::measures::{Counted, Measure, PLAIN, Unit};
use foundation::service::{Routes, Service};
use testing::{Fresh, Page, Role, Visitor};

/// A multipart form: fields, and a file when there is one.
pub async fn upload(
    staff: &mut Visitor,
    path: &str,
    fields: &[(&str, &str)],
    file: Option<(&str, &[u8])>,
) -> Page {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--edge\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    let (name, content) = file.unwrap_or(("", b""));
    body.extend_from_slice(
        format!(
            "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        )
        .as_bytes(),
    );
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let cookie =
        format!("{}={}", foundation::staff::COOKIE, staff.cookie(foundation::staff::COOKIE).unwrap());
    let request = Request::post(path)
        .header("host", "test.example")
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    let response = staff.raw(request).await;
    match response.headers().get("location").and_then(|l| l.to_str().ok()).map(str::to_owned) {
        Some(to) => staff.open(&to).await,
        None => Page::read(path.into(), response).await,
    }
}

/// The account of somebody who is signed in.
pub async fn account_of(centre: &Fresh, staff: &Visitor) -> String {
    let token = staff.cookie(foundation::staff::COOKIE).unwrap().to_owned();
    let now = centre.centre.clock.now();
    let session = centre.centre.db.read(move |conn| foundation::staff::find_session(conn, &token, now)).await;
    session.unwrap().unwrap().staff_id
}

/// A small plan of 2026.
pub const SMALL: &str = "\
code,area,strategy,action,units,indicator,target,counted_in
1.1.1,一、基礎服務,(一)流程,訂定諮詢專線作業流程,輔導教育組,完成流程數,4,項
1.1.2,一、基礎服務,(一)流程,檢討各項表單,推廣教育組,檢討次數,2,次
1.2.1,一、基礎服務,(二)資訊,維護常見問題集,輔導教育組;推廣教育組,,,
2.1.1,二、意見回饋,(一)參與,辦理滿意度調查,推廣教育組,調查份數,1200,份
";

/// Imports a table as the plan of a year and answers the page of the report.
pub async fn import(staff: &mut Visitor, year: &str, name: &str, content: &[u8]) -> Page {
    upload(
        staff,
        "/office/plan/import",
        &[("year", year), ("years", "1"), ("title", "")],
        Some((name, content)),
    )
    .await
}

/// The address of the plan a report leads to.
pub fn plan_of(report: &Page) -> String {
    report.must_be(200).link("打開這份計畫")
}

/// Puts somebody in charge of everything that has nobody, and somebody new in their place.
pub async fn assign(centre: &Fresh, staff: &mut Visitor, plan: &str) -> Page {
    centre.staff_of("stand-in", &[Role::Promotion]).await;
    let page = staff.open(&format!("{plan}/assign")).await;
    let ids: Vec<String> = staff_ids(&page);
    let form = page.form("#assign").fill("owner", &ids[0]).fill("deputy", ids.last().unwrap());
    staff.send(form).await
}

/// The accounts a form offers.
pub fn staff_ids(page: &Page) -> Vec<String> {
    let html = page.source.split("<select").nth(1).unwrap().split("</select>").next().unwrap();
    html.split("value=\"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .filter(|v| !v.is_empty())
        .collect()
}

/// Presses a button of the form of states.
pub async fn press(staff: &mut Visitor, plan: &str, act: &str) -> Page {
    let page = staff.open(plan).await;
    let form = page.form("#state").smuggle("act", act);
    staff.send(form).await
}

/// Puts meetings into the store, on a day, each with a title.
pub async fn meetings(centre: &Fresh, held_on: &'static str, titles: &'static [&'static str]) {
    let write = move |conn: &mut foundation::db::Conn| {
        for (at, title) in titles.iter().enumerate() {
            let id = format!("{held_on}-{at}");
            conn.execute(
                foundation::sql!(
                    "insert into plan_meeting (id, held_on, title, minutes, added_at, added_by)
                     values ($1, $2, $3, '', '2026-01-01T00:00:00Z', 'x')"
                ),
                foundation::params![id, held_on, *title],
            )?;
        }
        Ok(())
    };
    centre.centre.db.write(write).await.unwrap();
}

/// A service that proves numbers: days in the period, meetings held, and the share of 80 %.
pub fn numbers() -> Service {
    const ROWS: foundation::staff::Right = foundation::staff::Right("numbers.rows");
    const ALL: &[Measure] = &[
        Measure {
            name: "numbers.days",
            definition: "measure-numbers-days-definition",
            unit: Unit::Count,
            dimensions: &[],
            total: |_, period| Ok((i64::from((period.to - period.from).get_days()) + 1).into()),
            split: |_, _, _| Ok(Vec::new()),
            label: |_, _, code| code.to_owned(),
            rows: |period| format!("/office/numbers?from={}&to={}", period.from, period.to),
            ..PLAIN
        },
        Measure {
            name: "numbers.meetings",
            definition: "measure-numbers-meetings-definition",
            unit: Unit::Count,
            dimensions: &["title"],
            total: |conn, period| {
                let row = conn.first(
                    foundation::sql!(
                        "select count(*) from plan_meeting where held_on >= $1 and held_on <= $2"
                    ),
                    foundation::params![period.from, period.to],
                )?;
                Ok(row.unwrap().get::<i64>(0)?.into())
            },
            split: |conn, period, _| {
                conn.rows(
                    foundation::sql!(
                        "select title, count(*) from plan_meeting where held_on >= $1 and held_on <= $2
                         group by title order by title"
                    ),
                    foundation::params![period.from, period.to],
                )?
                .iter()
                .map(|r| Ok(foundation::measures::Part { code: r.get(0)?, value: r.get(1)? }))
                .collect()
            },
            label: |_, _, code| code.to_owned(),
            rows: |_| "/office/plan/meetings".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.share",
            definition: "measure-numbers-share-definition",
            unit: Unit::BasisPoints,
            dimensions: &[],
            total: |_, _| Ok(8000.into()),
            split: |_, _, _| Ok(Vec::new()),
            label: |_, _, code| code.to_owned(),
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.nothing",
            definition: "measure-numbers-nothing-definition",
            unit: Unit::BasisPoints,
            total: |_, _| Ok(Counted { value: 0, whole: Some(0) }),
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.rare",
            definition: "measure-numbers-rare-definition",
            unit: Unit::BasisPoints,
            told: Some(|_, _| Ok(None)),
            total: |_, _| Ok(Counted { value: 6666, whole: Some(3) }),
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.guarded",
            definition: "measure-numbers-meetings-definition",
            told: Some(|conn, _| {
                let row = conn.first(foundation::sql!("select count(*) from plan_meeting"), &[])?;
                Ok(Some(row.unwrap().get::<i64>(0)?).filter(|count| *count > 1))
            }),
            total: |conn, _| {
                let row = conn.first(foundation::sql!("select count(*) from plan_meeting"), &[])?;
                Ok(row.unwrap().get::<i64>(0)?.into())
            },
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.falling",
            definition: "measure-numbers-days-definition",
            falling: true,
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
        Measure {
            name: "numbers.people",
            definition: "measure-numbers-people-definition",
            overlapping: &["programme"],
            total: |_, _| Ok(5.into()),
            split: |_, _, _| {
                let part = |code: &str, value| foundation::measures::Part { code: code.into(), value };
                Ok(vec![part("甲班", 4), part("乙班", 3)])
            },
            rows: |_| "/office/numbers".into(),
            ..PLAIN
        },
    ];
    const WORDS: &str = "measure-numbers-days = 日數\nmeasure-numbers-days-definition = 期間內的日數。\n\
                         measure-numbers-meetings = 會議數\nmeasure-numbers-meetings-definition = 期間內的會議。\n\
                         measure-numbers-guarded = 件數\nmeasure-numbers-falling = 等候日數\n\
                         measure-numbers-share = 比率\nmeasure-numbers-share-definition = 一直是八成。\n\
                         measure-numbers-nothing = 沒有母數\nmeasure-numbers-nothing-definition = 還沒有人作答。\n\
                         measure-numbers-rare = 少數\nmeasure-numbers-rare-definition = 三件中的兩件。\n\
                         measure-numbers-people = 不重複人數\nmeasure-numbers-people-definition = 每人一次。\n\
                         dimension-programme = 依班別\n";
    Service {
        name: "numbers",
        routes: Routes::new().office("/office/numbers", ROWS, axum::routing::get(|| async { "rows" })),
        migrations: Migrations { service: "numbers", steps: &[] },
        locales: &[(Lang::ZhHant, WORDS), (Lang::En, WORDS)],
        jobs: &[],
        measures: ALL,
        menu: &[],
        office_menu: &[],
        roles: &[(Role::Promotion, &[ROWS])],
        settings: &[],
        api: || serde_json::json!({}),
        start: |_| {},
        look_up: None,
        home: None,
        today: None,
        own_data: foundation::own_data::NOTHING,
        calendars: foundation::calendar::NONE,
        demo: |_, _| Box::pin(async { Ok(()) }),
    }
}

/// Runs the job of reminders now.
pub async fn remind(centre: &Fresh) {
    let kind = plan::jobs::KINDS.iter().find(|k| k.name == "plan.remind").unwrap();
    (kind.run)(centre.centre.clone(), String::new()).await.unwrap();
}
