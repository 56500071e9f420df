//! D-11: years of keeping, lists of what is to be destroyed, and what stays.

use foundation::db::{Conn, Sql};
use foundation::params;
use testing::{Fresh, Page, Visitor, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{Office, approve, draft, first, number, office, petition, send, typed};

const PATH: &str = "/office/petitions-retention";
const DAY: i64 = 24 * 3600;

/// What waits leaves, and has its proof.
async fn sent(centre: &Fresh) {
    centre.settle().await;
    centre.pass(60);
    centre.settle().await;
}

/// A petition that was answered; the address of its case and its number.
async fn answered(
    centre: &Fresh,
    office: &mut Office,
    change: impl Fn(testing::Filled) -> testing::Filled,
) -> (String, String) {
    petition(centre, &mut centre.resident(), change).await;
    let page = first(&mut office.director).await;
    let (case, number) = (page.path.clone(), number(&page));
    draft(&mut office.handler, "會增加週末的課。").await.must_be(200);
    approve(&mut office.director).await;
    sent(centre).await;
    (case, number)
}

/// Everything on which work ended did so six years ago, and the petitioner was asked all there is to ask.
async fn age(centre: &Fresh) {
    let then = centre.centre.clock.now().plus_seconds(-6 * 366 * DAY);
    let age = move |conn: &mut Conn| {
        conn.execute(
            Sql("update petitions_case set closed_at = $1 where closed_at is not null"),
            params![then],
        )?;
        conn.execute(
            Sql("update petitions_case set state = 'closed' where state in ('replied', 'surveyed')"),
            &[],
        )?;
        conn.execute(Sql("update petitions_month set generation = generation + 1"), &[])
    };
    centre.centre.db.write(age).await.unwrap();
}

async fn count(centre: &Fresh, statement: &'static str, of: &str) -> i64 {
    let of = of.to_owned();
    let read =
        move |conn: &mut Conn| conn.first(Sql(statement), params![of])?.map_or(Ok(-1), |row| row.get(0));
    centre.centre.db.read(read).await.unwrap()
}

async fn make(director: &mut Visitor) -> Page {
    let page = director.open(PATH).await;
    director.send(page.form("#make")).await
}

/// The unit agrees, and the authority approves what is before one's eyes.
async fn carry_out(centre: &Fresh, office: &mut Office, list: &str) -> Page {
    let page = office.handler.open(list).await;
    send(&mut office.handler, &page, "#opinion", &[("agrees", "agrees"), ("section", "promotion")])
        .await
        .must_be(200);
    let page = office.director.open(list).await;
    let today = centre.centre.clock.now().date().to_string();
    let form = page
        .form("#approval")
        .fill("agency", "檔案管理局")
        .fill("letter", "檔徵字第1號")
        .fill("approved_on", &today);
    office.director.send(form.tick("sure", "yes")).await
}

/// What of a case is anywhere: a statement each, with its id.
const TRACES: [&str; 9] = [
    "select count(*) from petitions_case where id = $1",
    "select count(*) from petitions_note where case_id = $1",
    "select count(*) from petitions_letter where case_id = $1",
    "select count(*) from petitions_proposal where case_id = $1",
    "select count(*) from petitions_answer where case_id = $1",
    "select count(*) from petitions_term where case_id = $1",
    "select count(*) from petitions_mail where case_id = $1",
    "select count(*) from foundation_mail where matter_id = $1",
    "select count(*) from foundation_file where matter_id = $1",
];

both_engines! {
    /// D-11: a case whose years are over is listed, the unit is heard, the authority approves, and only then it is
    /// destroyed with all that belongs to it; the trail says what, the figures stay, and no word of it is left.
    fn d11_a_case_is_destroyed_only_when_its_years_are_over_and_that_is_approved(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (case, number) = answered(&centre, &mut office, |f| f).await;
        let page = office.handler.open(&case).await;
        send(&mut office.handler, &page, "#note", &[("note", "電話談過")]).await.must_be(200);
        let id = case.rsplit('/').next().unwrap().to_owned();
        let figures = "/office/petitions-numbers?from=2026-11-01&to=2026-11-30";
        let refused = make(&mut office.director).await;
        refused.must_be(422).must_say("目前沒有保存年限屆滿");
        age(&centre).await;
        typed(&mut office.handler, "letter", |f| f.fill("subject", "今年的來信")).await.must_be(200);
        let before = office.director.open(figures).await.text();
        let list = make(&mut office.director).await;
        list.must_be(200).must_say("希望增加週末的親子課").must_say(&number).must_say("件數 1").must_say("115/").must_not_say("今年的來信").must_not_say("petitions-");
        // Once a year is enough: what is on a list is on no other.
        make(&mut office.director).await.must_be(422);
        office.handler.open(&list.path).await.must_say("希望增加週末的親子課");
        office.colleague.open(&list.path).await.must_be(200).must_not_say("希望增加");
        let csv = office.director.open(&format!("{}/file?kind=csv", list.path)).await;
        csv.must_be(200).must_say("檔號,案名,案由,收文日期,辦畢日期,保存年限,屆滿日,單位,附件數,單位意見").must_say("希望增加週末的親子課").must_say(&number);
        for kind in ["xlsx", "ods"] {
            office.director.open(&format!("{}/file?kind={kind}", list.path)).await.must_be(200);
        }
        // No unit was heard, nothing is sure.
        let page = office.director.open(&list.path).await;
        let empty = office.director.send(page.form("#approval")).await;
        empty.must_be(422).must_say("請確認已收到核准函");
        let today = centre.centre.clock.now().date().to_string();
        let form = |page: &Page| page.form("#approval").fill("agency", "檔案管理局").fill("letter", "檔徵字第1號").tick("sure", "yes");
        let early = office.director.send(form(&page).fill("approved_on", &today)).await;
        early.must_be(422).must_say("還有單位沒有表示意見");
        assert_eq!(early.form("#approval").value("letter"), Some("檔徵字第1號"));
        let wrong = send(&mut office.handler, &page, "#opinion", &[("agrees", "differs"), ("section", "promotion")]).await;
        wrong.must_be(422);
        send(&mut office.handler, &page, "#opinion", &[("agrees", "agrees"), ("section", "promotion"), ("text", "無保存價值")]).await.must_be(200);
        office.director.open(&format!("{}/file?kind=csv", list.path)).await.must_say("同意銷毀 無保存價值");
        office.director.send(form(&page).fill("approved_on", "2026-11-22")).await.must_be(422).must_say("不能早於目錄的製作日");
        assert_eq!(count(&centre, TRACES[0], &id).await, 1, "nothing is deleted before");
        office.director.send(form(&page).fill("approved_on", &today)).await.must_be(200);
        centre.settle().await;
        for trace in TRACES {
            assert_eq!(count(&centre, trace, &id).await, 0, "{trace}");
        }
        assert_nowhere(&centre, &["王小美", "mei@test", "親子課", "電話談過", "會增加"]).await;
        let done = office.director.open(&list.path).await;
        done.must_say("已銷毀件數 1").must_say("檔徵字第1號").must_say(&number).must_say("已銷毀").must_not_say("親子課");
        office.director.open(&case).await.must_be(404);
        assert_eq!(office.director.open(figures).await.text(), before, "what was counted stays");
        let asked = "select count(*) from foundation_trail where matter = 'petitions_case' and verb = 'destroyed' and matter_id = $1";
        assert_eq!(count(&centre, asked, &id).await, 1);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// D-11: what somebody disputes is kept, also when it is on an approved list; released, it is listed again. A merged
    /// case and the one it went on in stay together.
    fn d11_what_is_held_is_not_destroyed_and_neither_is_what_went_on_in_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("email", "lin@test.example")).await;
        let merged = first(&mut office.director).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let inbox = office.handler.open("/office/petitions?view=mine").await;
        let paths: Vec<String> = inbox.source.split("href=\"/office/petitions/0").skip(1)
            .map(|rest| format!("/office/petitions/0{}", rest.split('"').next().unwrap())).collect();
        let lead = paths.iter().find(|path| **path != merged.path).unwrap().clone();
        let lead_number = number(&office.handler.open(&lead).await);
        let page = office.handler.open(&merged.path).await;
        send(&mut office.handler, &page, "#merger", &[("into", &lead_number)]).await.must_be(200);
        let page = office.handler.open(&lead).await;
        office.handler.send(page.form("#reply").fill("reply", "會增加週末的課。")).await.must_be(200);
        approve(&mut office.director).await;
        sent(&centre).await;
        let open = typed(&mut office.handler, "letter", |f| f).await;
        let page = office.director.open(PATH).await;
        let wrong = send(&mut office.director, &page, "#hold", &[("number", &number(&open)), ("held", "還在辦")]).await;
        wrong.must_be(422).must_say("尚未辦畢");
        age(&centre).await;
        let list = make(&mut office.director).await;
        list.must_be(200).must_say("件數 2");
        carry_out(&centre, &mut office, &list.path).await.must_be(200).must_say("已核准，銷毀中");
        let page = office.handler.open(&merged.path).await;
        send(&mut office.handler, &page, "#hold", &[("held", "訴願中")]).await.must_be(200).must_say("保留中").must_say("訴願中");
        office.director.open(&list.path).await.must_say("件數 0");
        centre.settle().await;
        office.handler.open(&merged.path).await.must_be(200);
        office.handler.open(&lead).await.must_be(200);
        let page = office.director.open(PATH).await;
        page.must_say(&number(&merged));
        let release = page.attribute("form[action$='/releases']", "id").unwrap();
        office.director.send(page.form(&format!("#{release}"))).await.must_be(200).must_say("沒有保留中的案件");
        make(&mut office.director).await.must_be(200).must_say("件數 2");
    }

    /// D-11: a process that ended in the middle of it: the next one goes on where it stood, and nothing is done twice.
    fn d11_what_was_begun_is_carried_through_by_the_next_process(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (case, _) = answered(&centre, &mut office, |f| f).await;
        let (other, _) = answered(&centre, &mut office, |f| f.fill("email", "lin@test.example")).await;
        age(&centre).await;
        let list = make(&mut office.director).await.path;
        carry_out(&centre, &mut office, &list).await.must_be(200);
        let (list_id, id) = (list.rsplit('/').next().unwrap().to_owned(), case.rsplit('/').next().unwrap().to_owned());
        for _ in 0..2 {
            let (list_id, id) = (list_id.clone(), id.clone());
            let act = petitions::store::Act::system(&centre.centre);
            let one = move |conn: &mut Conn| petitions::store::destruction::destroy(conn, &act, &list_id, &id);
            centre.centre.db.write(one).await.unwrap();
        }
        office.director.open(&case).await.must_be(404);
        office.director.open(&other).await.must_be(200);
        office.director.open(&list).await.must_say("已核准，銷毀中").must_say("已銷毀件數 1");
        centre.settle().await;
        office.director.open(&other).await.must_be(404);
        office.director.open(&list).await.must_say("已銷毀件數 2");
        assert_eq!(count(&centre, "select count(*) from petitions_past where kind = $1", "petition").await, 2);
    }

    /// D-11: two processes at the same list destroy and count each case once.
    fn d11_two_processes_destroy_each_case_once(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for n in 0..3 {
            let name = format!("p{n}@test.example");
            answered(&centre, &mut office, |f| f.fill("email", &name)).await;
        }
        age(&centre).await;
        let list = make(&mut office.director).await.path;
        carry_out(&centre, &mut office, &list).await.must_be(200);
        let id = list.rsplit('/').next().unwrap().to_owned();
        let second = testing::second_process(&centre, vec![petitions::service()]).await;
        let destroy = petitions::work::destruction::destroy;
        let (one, other) = testing::tokio::join!(destroy(&centre.centre, id.clone()), destroy(&second, id));
        one.unwrap();
        other.unwrap();
        assert_eq!(count(&centre, "select count(*) from petitions_past where kind = $1", "petition").await, 3);
        let told = "select count(*) from foundation_trail where verb = $1";
        assert_eq!(count(&centre, told, "destroyed").await, 3);
        assert_eq!(count(&centre, told, "destruction_ended").await, 1);
    }

    /// D-11, P12: of a secret case the list names no subject, and its keys and the bytes of its files are gone with it.
    fn d11_a_secret_case_is_listed_without_its_subject_and_its_keys_go_with_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (case, number) = answered(&centre, &mut office, |f| f.tick("secret", "yes").fill("subject", "某老師私下的事")).await;
        let id = case.rsplit('/').next().unwrap().to_owned();
        let file = foundation::files::Kept {
            id: "f1".into(), name: "1.jpg".into(), kind: "image/jpeg".into(), size_bytes: 1, sha256: String::new(),
            matter: petitions::store::MATTER.into(), matter_id: id, created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.files.put("f1", "bytes".into()).await.unwrap();
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        age(&centre).await;
        let list = make(&mut office.director).await;
        list.must_be(200).must_say("保密案件").must_say(&number).must_not_say("某老師");
        let page = office.director.open(&list.path).await;
        office.director.send(page.form("#dropping")).await.must_be(200).must_say("已取消");
        let list = make(&mut office.director).await;
        carry_out(&centre, &mut office, &list.path).await.must_be(200);
        centre.settle().await;
        assert_eq!(count(&centre, "select count(*) from foundation_record_key where place like $1", "%").await, 0);
        assert!(centre.centre.files.get("f1").await.unwrap().is_none());
    }
}
