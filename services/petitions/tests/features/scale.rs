//! What has to stay quick with many cases: lists read by an index, figures that are kept, terms to search by.

use std::collections::BTreeSet;
use std::sync::Arc;

use foundation::centre::Centre;
use foundation::db::{Conn, Sql};
use foundation::measures::Period;
use jiff::ToSpan;
use office::Date;
use petitions::model::{Case, Channel, Grade, Kind, Nature, State, Told, Way};
use petitions::store::list::{self, Scope};
use petitions::store::{self, Act, numbers};
use petitions::work::{self, New};
use testing::{Fresh, Page, Visitor, both_engines, full_reads, full_reads_in, tokio};

use crate::secrecy::assert_nowhere;
use crate::{approve, draft, first, give, number, office, petition, send, typed};

/// Tables that grow with the cases.
const LARGE: [&str; 14] = [
    "petitions_case",
    "petitions_archive",
    "petitions_stop",
    "petitions_record",
    "petitions_note",
    "petitions_proposal",
    "petitions_letter",
    "petitions_answer",
    "petitions_term",
    "petitions_request",
    "foundation_mail",
    "foundation_file",
    "foundation_record_key",
    "foundation_trail",
];
/// Indexes that hold only what waits or is open, so that all of one may be read.
const BOUNDED: [&str; 9] = [
    "petitions_case_open",
    "petitions_case_running",
    "petitions_case_draft",
    "petitions_case_state",
    "petitions_case_without_terms",
    "petitions_proposal_asked",
    "petitions_letter_unsent",
    "petitions_case_secret",
    "petitions_case_to_archive",
];

/// Cases as they are kept, without what is written about them.
fn new(topic: &str, subject: &str, received_on: Date) -> New {
    New {
        kind: Kind::Petition,
        channel: Channel::Letter,
        nature: Nature::Suggestion,
        topic: topic.into(),
        district: "64000070".into(),
        language: "zh-Hant".into(),
        confidential: false,
        told: Told {
            subject: subject.into(),
            name: "王小美".into(),
            phone: "+886912345678".into(),
            ..Told::default()
        },
        way: Way::Phone,
        grade: Grade::Ordinary,
        received_on,
        origin: String::new(),
        source: String::new(),
        tone: None,
        notice_version: String::new(),
    }
}

async fn keep(
    centre: &Arc<Centre>,
    count: usize,
    change: impl Fn(usize, &mut Case) + Send + Sync + 'static,
) -> Vec<Case> {
    let inside = centre.clone();
    let add = move |conn: &mut Conn| {
        let mut cases = Vec::new();
        for n in 0..count {
            let act = Act::by(&inside, "resident", inside.clock.now());
            let day = Date::constant(2026, 11, 2);
            let mut case =
                work::case_of(&act, new("courses", "希望增加週末的親子課", day), State::InProgress);
            change(n, &mut case);
            store::add(conn, &act, &mut case)?;
            let before = case.clone();
            store::save(conn, &act, &before, &case, "changed", "")?;
            cases.push(case);
        }
        Ok(cases)
    };
    centre.db.write(add).await.unwrap()
}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap()
}

/// What is found by some words.
async fn found(staff: &mut Visitor, words: &str) -> Vec<String> {
    let inbox = staff.open("/office/petitions").await;
    let page = staff.send(inbox.form("search form").fill("q", words)).await;
    page.must_be(200).all("main table tbody tr td:nth-of-type(1)")
}

async fn run(centre: &Fresh, kind: &str) {
    let kind = petitions::jobs::KINDS.iter().find(|k| k.name == kind).unwrap();
    (kind.run)(centre.centre.clone(), String::new()).await.unwrap();
}

async fn figures(centre: &Fresh) -> Vec<String> {
    let year = Period { from: Date::constant(2026, 1, 1), to: Date::constant(2026, 12, 31) };
    let read = move |conn: &mut Conn| Ok((numbers::list(conn, year)?, numbers::list_answers(conn, year)?));
    let (groups, answers) = centre.centre.db.read(read).await.unwrap();
    let mut all: Vec<String> = groups.iter().map(|g| format!("{g:?}")).collect();
    all.extend(answers.iter().map(|a| format!("{a:?}")));
    all.sort_unstable();
    all
}

async fn raw(centre: &Fresh, text: &'static str) {
    centre.centre.db.write(move |conn| conn.batch(text)).await.unwrap();
}

both_engines! {
    /// Whatever is asked for a page or by a job goes by an index, also over tables that are empty still.
    fn no_statement_reads_a_whole_table_of_cases(centre) using [petitions::service()] {
        office(&centre).await;
        let check = |conn: &mut Conn| Ok(full_reads_in(conn, "petitions/src/store", &LARGE, &BOUNDED));
        let wrong = centre.centre.db.write(check).await.unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        // The guard itself sees what it is there for.
        let bad = "select id from petitions_case where closed_at is null and (section = $1 or body = $1)";
        let bad = centre.centre.db.write(move |conn| Ok(full_reads(conn, &bad.replace("closed_at is null and ", ""), &LARGE, &BOUNDED))).await.unwrap();
        assert_eq!(bad.len(), 1, "{bad:?}");
    }

    /// A section sees its own cases and those it works along with, each once, page after page in the order of their days.
    fn c1_pages_of_a_section_hold_each_of_its_cases_once(centre) using [petitions::service()] {
        office(&centre).await;
        let cases = keep(&centre.centre, 130, |n, case| {
            case.section = ["promotion", "counselling", "direction"][n % 3].into();
            case.joint = ["", "promotion", "promotion", ""][n % 4].into();
            case.due_on = Date::constant(2026, 11, 2).saturating_add(whole(n * 37 % 50).days());
            case.closed_at = (n % 5 == 0).then(|| case.created_at.plus_seconds(whole(n * 13 % 7)));
        }).await;
        let scope = Scope { section: "promotion".into(), all: false };
        let is_own = |case: &Case| case.section == "promotion" || case.joint == "promotion";
        let mut open: Vec<_> = cases.iter().filter(|c| is_own(c) && c.closed_at.is_none()).map(|c| (c.due_on, c.id.clone())).collect();
        open.sort_unstable();
        let mut closed: Vec<_> = cases.iter().filter(|c| is_own(c)).filter_map(|c| Some((c.closed_at?, c.id.clone()))).collect();
        closed.sort_unstable();
        closed.reverse();
        let read = move |conn: &mut Conn| {
            let (mut some, mut after) = (Vec::new(), (String::new(), String::new()));
            loop {
                let lines = list::list_open(conn, &scope, &after, 7)?;
                let Some(last) = lines.last() else { break };
                after = (last.due_on.to_string(), last.id.clone());
                some.extend(lines.into_iter().map(|line| (line.due_on, line.id)));
            }
            let (mut ended, mut before) = (Vec::new(), (String::new(), String::new()));
            loop {
                let lines = list::list_closed(conn, &scope, false, &before, 7)?;
                let Some((last, at)) = lines.last() else { break };
                before = (at.clone(), last.id.clone());
                ended.extend(lines.into_iter().map(|(line, _)| line.id));
            }
            Ok((some, ended))
        };
        let (some, ended) = centre.centre.db.read(read).await.unwrap();
        assert_eq!(some, open);
        assert_eq!(ended, closed.into_iter().map(|(_, id)| id).collect::<Vec<_>>());
    }

    /// P15: figures of a month are counted once and kept until one of its cases changes; both ways say the same.
    fn p15_figures_are_kept_until_a_case_of_their_month_changes(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        keep(&centre.centre, 12, |n, case| {
            case.clock.received_on = Date::constant(2026, 1 + i8::try_from(n % 11).unwrap(), 15);
            case.nature = if n % 2 == 0 { Nature::Question } else { Nature::Rights };
        }).await;
        let counted = figures(&centre).await;
        assert_eq!(counted.len(), 12);
        run(&centre, "petitions.count_months").await;
        assert_eq!(figures(&centre).await, counted);
        raw(&centre, "update petitions_month set cases = '[]' where month < '2026-11'").await;
        assert!(figures(&centre).await.len() < 3, "what is kept is not counted again");
        raw(&centre, "update petitions_month set counted = 0").await;
        run(&centre, "petitions.count_months").await;
        // Every act on a case is seen at once, and after the next count.
        petition(&centre, &mut centre.resident(), |f| f).await;
        let mut before = figures(&centre).await;
        assert_ne!(before, counted);
        let page = first(&mut office.handler).await;
        for (form, fields) in [("#particulars", &[("nature", "question"), ("topic", "service")][..]), ("#extension", &[("days", "5"), ("reasons", "要開會")]), ] {
            let page = office.handler.open(page.path.split('?').next().unwrap()).await;
            send(&mut office.handler, &page, form, fields).await.must_be(200);
            let now = figures(&centre).await;
            assert_ne!(now, before, "{form}");
            run(&centre, "petitions.count_months").await;
            assert_eq!(figures(&centre).await, now, "{form}");
            before = now;
        }
    }

    /// C1: a subject is found by any part of its words, in Chinese too, a number by itself; nothing sealed is found.
    fn c1_a_subject_is_found_by_parts_of_words_and_nothing_sealed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let subjects = ["台北來的輪椅進不去教室", "LINE 報名系統 Timeout", "輪椅借用", "停車位不夠"];
        let mut pages: Vec<Page> = Vec::new();
        for subject in subjects {
            pages.push(typed(&mut office.handler, "letter", |f| f.fill("subject", subject)).await);
        }
        for (words, count) in [
            ("輪椅", 2), ("椅進不", 1), ("臺北", 1), ("車", 1), ("ｌｉｎｅ", 1), ("time", 1), ("輪椅 教室", 1), ("教輪", 0), ("輪椅 停車", 0), ("，", 0),
        ] {
            assert_eq!(found(&mut office.director, words).await.len(), count, "{words}");
        }
        let sought = number(&pages[3]);
        assert_eq!(found(&mut office.handler, &sought).await.len(), 1);
        // Sealed and opened again, told otherwise, and of another section.
        let page = office.handler.open(pages[0].path.split('?').next().unwrap()).await;
        office.handler.send(page.form("#particulars").tick("secret", "yes")).await.must_be(200);
        assert_eq!(found(&mut office.handler, "輪椅").await, ["輪椅借用"]);
        let read = |conn: &mut Conn| conn.rows(Sql("select term from petitions_term where term = '臺北'"), &[]);
        assert!(centre.centre.db.read(read).await.unwrap().is_empty(), "its terms are gone");
        let page = office.director.open(pages[0].path.split('?').next().unwrap()).await;
        send(&mut office.director, &page, "#unsealing", &[("unsealed", "陳情人同意")]).await.must_be(200);
        assert_eq!(found(&mut office.handler, "臺北").await.len(), 1);
        assert_eq!(found(&mut office.colleague, "輪椅").await.len(), 0);
    }

    /// Cases that an earlier version kept without terms get them by themselves.
    fn c1_cases_of_an_earlier_version_are_found_after_the_schema_changed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        keep(&centre.centre, 3, |_, _| {}).await;
        raw(&centre, "delete from petitions_term; update petitions_case set has_terms = false").await;
        assert_eq!(found(&mut office.director, "週末").await.len(), 0);
        centre.settle().await;
        assert_eq!(found(&mut office.director, "週末").await.len(), 3);
    }

    /// P12, C12: what an earlier version left open of confidential cases is sealed after the schema changed, and opens
    /// again for those who may read it; done again, or ended in between, it comes to the same.
    fn c12_what_an_earlier_version_left_open_is_sealed_afterwards(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let secret = |form: testing::Filled| form.fill("nature", "wrongdoing").fill("address", "高雄市前金區一號").fill("way", "letter");
        let page = typed(&mut office.handler, "counter", secret).await;
        let page = send(&mut office.handler, &page, "#confirmation", &[("how", "signed")]).await;
        page.must_be(200);
        let path = give(&mut office).await.path;
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        let page = first(&mut office.director).await;
        office.director.send(page.form("#decision").fill("remark", "再問").press("return")).await.must_be(200);
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        approve(&mut office.director).await;
        let page = office.handler.open(&path).await;
        let sending = page.attribute("form[action$='/sending']", "id").unwrap();
        send(&mut office.handler, &page, &format!("#{sending}"), &[("proof", "掛號")]).await.must_be(200);
        centre.settle().await;
        let id = path.rsplit('/').next().unwrap().to_owned();
        let file = foundation::files::Kept {
            id: "f1".into(), name: "陳大文的照片.jpg".into(), kind: "image/jpeg".into(), size_bytes: 6, sha256: String::new(),
            matter: store::MATTER.into(), matter_id: id, created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.files.put("f1", bytes::Bytes::from_static(b"secret")).await.unwrap();
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        raw(&centre,
            "update petitions_record set place = '陳宅客廳', objections = '日期寫錯', sealed = false;
             update petitions_proposal set remark = '請補陳大文的事', remark_sealed = false where state = 'returned';
             update petitions_letter set proof = '掛號給陳大文', proof_sealed = false where proof <> '' and sent_by <> 'system';
             update petitions_case set source = '陳先生臉書' where confidential").await;
        run(&centre, "petitions.catch_up").await;
        centre.settle().await;
        assert_nowhere(&centre, &["陳大文", "陳宅", "陳先生", "日期寫錯"]).await;
        let bytes = centre.centre.files.get("f1").await.unwrap().unwrap();
        assert!(!bytes.ends_with(b"secret"));
        let page = office.handler.open(&path).await;
        page.must_say("陳宅客廳").must_say("日期寫錯").must_say("請補陳大文的事").must_say("掛號給陳大文").must_say("陳先生臉書").must_say("退費的規定").must_say("補行密封");
        let texts = |conn: &mut Conn| {
            let rows = conn.rows(Sql("select place || objections from petitions_record union all select remark from petitions_proposal union all select coalesce(sealed, '') from petitions_case"), &[])?;
            rows.iter().map(|r| r.get::<String>(0)).collect::<Result<BTreeSet<_>, _>>()
        };
        let once = centre.centre.db.read(texts).await.unwrap();
        run(&centre, "petitions.catch_up").await;
        assert_eq!(centre.centre.db.read(texts).await.unwrap(), once, "what is sealed is left as it is");
        // A case whose key was destroyed is not written over.
        raw(&centre, "delete from foundation_record_key where place like 'petitions_case/%'; update petitions_case set source = '別處' where confidential").await;
        let sealed = |conn: &mut Conn| conn.rows(Sql("select sealed from petitions_case where confidential"), &[])?[0].get::<String>(0);
        let before = centre.centre.db.read(sealed).await.unwrap();
        run(&centre, "petitions.catch_up").await;
        assert_eq!(centre.centre.db.read(sealed).await.unwrap(), before);
    }

    /// P12: sealing what lay open may end anywhere and be begun again, by two at once too: nothing is left, nothing lost.
    fn p12_sealing_that_ended_in_the_middle_is_finished_by_the_next(centre) using [petitions::service()] {
        office(&centre).await;
        let cases = keep(&centre.centre, 5, |_, case| case.confidential = true).await;
        raw(&centre, "insert into petitions_note (id, case_id, kind, text, sealed, written_by, written_at)
             select 'n' || id, id, 'internal', '陳先生來電', false, 'x', '2026-01-01T00:00:00.000000Z' from petitions_case").await;
        let bare = |conn: &mut Conn| Ok(store::list_secret(conn, "")?.1.len());
        assert_eq!(centre.centre.db.read(bare).await.unwrap(), 5);
        let (act, one) = (Act::system(&centre.centre), cases[2].id.clone());
        let own = act.clone();
        centre.centre.db.write(move |conn| store::seal_open(conn, &own, &one)).await.unwrap();
        assert_eq!(centre.centre.db.read(bare).await.unwrap(), 4, "ended after the first");
        tokio::join!(run(&centre, "petitions.catch_up"), run(&centre, "petitions.catch_up"));
        assert_eq!(centre.centre.db.read(bare).await.unwrap(), 0);
        assert_nowhere(&centre, &["陳先生"]).await;
        for case in cases {
            let own = act.clone();
            let notes = centre.centre.db.read(move |conn| store::list_notes(conn, &own, &case.id)).await.unwrap();
            assert_eq!(notes.iter().map(|note| note.text.as_str()).collect::<Vec<_>>(), ["陳先生來電"]);
        }
    }

    /// P9: the inbox says in words and colour how much time is left.
    fn p9_the_inbox_says_in_words_and_colour_what_is_due(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let days = [(20, "逾期 1 個工作日", "bad"), (23, "今天到期", "bad"), (25, "剩 2 個工作日", "wait"), (30, "剩 5 個工作日", "plain")];
        keep(&centre.centre, 4, move |n, case| {
            let day = Date::constant(2026, 11, days[n].0);
            (case.due_on, case.warn_on, case.section) = (day, day, "promotion".into());
        }).await;
        let page = office.handler.open("/office/petitions").await;
        let due = page.all("main table tbody tr td:nth-of-type(2)");
        assert_eq!(due.len(), 4);
        for (line, (_, said, tone)) in due.iter().zip(days) {
            assert!(line.contains(said), "{line}");
            assert!(page.all(&format!("td .tag.tag-{tone}, td .tag.{tone}")).iter().any(|tag| tag == said), "{said} is {tone}");
        }
        let page = office.handler.open("/office/petitions?view=overdue").await;
        assert_eq!(page.all("main table tbody tr").len(), 1);
    }
}
