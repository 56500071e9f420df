//! What has to stay quick after years: no statement reads every action, proof or number there ever was, and no page
//! asks the store once per action.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use foundation::db::{Conn, Engine};
use foundation::i18n::Lang;
use foundation::trail::Actor;
use testing::{Fresh, Role, Visitor, both_engines, full_reads_in, take_statements};

/// Tables that grow with every year, action and month; numbers that are kept are forgotten again.
const LARGE: [&str; 13] = [
    "plan_leaf",
    "plan_target",
    "plan_document",
    "plan_task",
    "plan_occasion",
    "plan_proof",
    "plan_month",
    "plan_frozen",
    "plan_frozen_light",
    "plan_version_line",
    "plan_decision",
    "foundation_file",
    "foundation_trail",
];

both_engines! {
    fn no_statement_reads_every_action_proof_or_number(centre) using [plan::service()] {
        let look = |conn: &mut Conn| Ok(full_reads_in(conn, "services/plan/src/", &LARGE, &[]));
        let found = centre.centre.db.write(look).await.unwrap();
        assert!(found.is_empty(), "{}", found.join("\n"));
    }
}

/// What stands at each action besides its words: a stand-in to be, months, proofs and documents with two versions.
const BESIDE: &str = "
    update plan_leaf set owner_id = (select min(id) from foundation_staff), written_by = 'somebody';
    insert into plan_month (leaf_id, month, actual, reason, remedy, reported_at, reported_by)
      select id, '2026-03', 1, '人手不足', '調整排班', '2026-04-01T00:00:00Z', 'somebody' from plan_leaf;
    insert into plan_document (id, leaf_id, number, title, effective_on, url, note, added_at, added_by, replaced_by)
      select 'a' || id, id, 1, '紀錄', '2026-01-01', 'https://a.example', '', '2026-01-01T00:00:00Z', id, 'b' || id
      from plan_leaf;
    insert into plan_document (id, leaf_id, number, title, effective_on, url, note, added_at, added_by)
      select 'b' || id, id, 2, '紀錄', '2026-02-01', 'https://b.example', '', '2026-02-01T00:00:00Z', id
      from plan_leaf;
    insert into plan_task (id, leaf_id, title, cadence, grace_days, starts_on, ends_on, removed)
      select 't' || id, id, '檢查連結', 'month', 7, '2026-01-01', '2026-12-31', false from plan_leaf;
    insert into plan_proof (task_id, period, done_on, note, url, proven_at, proven_by)
      select 't' || id, '2026-01', '2026-01-31', '完成', '', '2026-02-01T00:00:00Z', 'somebody' from plan_leaf;
    insert into plan_freeze (id, plan_id, from_on, to_on, note, hash, frozen_at, frozen_by)
      select 'f' || id, id, '2026-01-01', '2026-10-31', '', '', '2026-11-01T00:00:00Z', 'somebody' from plan_plan";

/// A published plan of so many actions.
async fn year(actions: usize) -> (Fresh, String) {
    let centre = Fresh::open(Engine::Sqlite, vec![plan::service()]).await;
    let mut staff = centre.staff_of("direction", &[Role::Director]).await;
    let mut table = "code,area,strategy,action,units,indicator,target\n".to_owned();
    for at in 0..actions {
        let (tens, ones) = (at / 10 + 1, at % 10 + 1);
        table += &format!("{tens}.{ones},第 {tens} 項,策略,工作 {at},推廣教育組,次數,12\n");
    }
    let wanted = plan::import::Wanted { span: (2026, 1), title: "計畫".into() };
    let (read, words) = (("p.csv", table.into_bytes()), centre.centre.words(Lang::BASE));
    let writer = Actor::of("somebody".into(), &[Role::Promotion]);
    let report = plan::import::run(&centre.centre, writer, words, read, wanted).await.unwrap();
    let plan_id = report.plan_id.unwrap();
    centre.centre.db.write(|conn| conn.batch(BESIDE)).await.unwrap();
    for act in ["review", "approve", "publish"] {
        let page = staff.open(&format!("/office/plan/plans/{plan_id}")).await;
        staff.send(page.form("#state").smuggle("act", act)).await.must_be(200);
    }
    (centre, plan_id)
}

/// What opening an address asks of the store, nothing being kept of the page.
async fn asked(centre: &Fresh, visitor: &mut Visitor, path: &str) -> Vec<String> {
    // Once before: the first time writes what is kept afterwards.
    for _ in 0..2 {
        centre.centre.cache.bump(&["plan"]);
        take_statements();
        visitor.open(path).await.must_be(200);
    }
    take_statements()
}

#[test]
fn no_page_asks_the_store_once_per_action() {
    testing::hear_statements();
    testing::run(|| async {
        let mut pages = Vec::new();
        for actions in [10, 100] {
            let (centre, id) = year(actions).await;
            let mut staff = centre.staff_of("direction", &[Role::Director]).await;
            let mut evaluator = centre.staff_of("direction", &[Role::Evaluator]).await;
            let plan = format!("/office/plan/plans/{id}");
            let mut found = Vec::new();
            for path in
                ["/plan", "/en/plan", "/plan/2026/plan.ods", "/plan/2026/plan.pdf", "/plan/2026/versions"]
            {
                found.push((path.to_owned(), asked(&centre, &mut staff, path).await));
            }
            for below in ["", "/export/csv", "/readiness?on=2026-12-31", "/obligations", "/costs", "/freezes"]
            {
                found.push((below.into(), asked(&centre, &mut staff, &format!("{plan}{below}")).await));
            }
            for path in ["/office/plan", &format!("/office/plan/freezes/f{id}")] {
                found.push((path.to_owned(), asked(&centre, &mut staff, path).await));
            }
            for below in ["", "/evidence.odt"] {
                let path = format!("/office/plan/evaluation/{id}{below}");
                found.push((format!("evaluation{below}"), asked(&centre, &mut evaluator, &path).await));
            }
            pages.push(found);
        }
        for ((path, few), (_, many)) in pages[0].iter().zip(&pages[1]) {
            assert!(!few.is_empty() && many.len() < 60, "{path}: {}", many.len());
            assert_eq!(few.len(), many.len(), "{path}: {many:#?}");
        }
    });
}
