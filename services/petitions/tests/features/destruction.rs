//! D-11: years of keeping, lists of what is to be destroyed, and what stays.

use foundation::db::{Conn, Sql};
use foundation::params;
use testing::{Fresh, Page, Visitor, both_engines};

use crate::secrecy::assert_nowhere;
use crate::{Office, approve, draft, first, give, number, office, petition, send, typed};

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

/// Everything on which work ended did so six years ago, the petitioner was asked all there is to ask, and it is in the
/// archive.
async fn age(centre: &Fresh) {
    end_all(centre).await;
    archive(centre).await;
}

/// All that is ready goes to the archive.
pub async fn archive(centre: &Fresh) {
    let act = petitions::store::Act::system(&centre.centre);
    let scope = petitions::store::list::Scope { section: String::new(), all: true };
    let add = move |conn: &mut Conn| {
        for line in petitions::store::archive::list_ready(conn, &scope, 100)? {
            let mut case = petitions::store::find(conn, &line.id)?.unwrap();
            petitions::work::archive::add(conn, &act, &mut case)?.unwrap();
        }
        Ok(())
    };
    centre.centre.db.write(add).await.unwrap();
}

/// Work ended six years ago on everything on which it ended.
pub async fn end_all(centre: &Fresh) {
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

/// Does something to the store, `$1` being this.
async fn raw(centre: &Fresh, statement: &'static str, of: &str) {
    let of = of.to_owned();
    let write = move |conn: &mut Conn| conn.execute(Sql(statement), params![of]);
    centre.centre.db.write(write).await.unwrap();
}

/// The jobs that destroy and forget come round until there is nothing left to do.
async fn come_round(centre: &Fresh) {
    for _ in 0..3 {
        centre.pass(60);
        centre.settle().await;
    }
}

/// Work on a case ended so many days ago.
async fn end(centre: &Fresh, path: &str, days: i64) {
    let then = centre.centre.clock.now().plus_seconds(-days * DAY);
    let id = id_of(path);
    let write = move |conn: &mut Conn| {
        conn.execute(Sql("update petitions_case set closed_at = $2 where id = $1"), params![id, then])
    };
    centre.centre.db.write(write).await.unwrap();
}

fn id_of(path: &str) -> String {
    path.rsplit('/').next().unwrap().to_owned()
}

/// A case that was merged into another one, and that one, answered: their addresses.
async fn merged(centre: &Fresh, office: &mut Office) -> (String, String) {
    petition(centre, &mut centre.resident(), |f| f.fill("email", "lin@test.example")).await;
    let merged = first(&mut office.director).await;
    petition(centre, &mut centre.resident(), |f| f).await;
    let inbox = office.handler.open("/office/petitions?view=mine").await;
    let paths = inbox.source.split("href=\"/office/petitions/0").skip(1);
    let paths: Vec<String> =
        paths.map(|rest| format!("/office/petitions/0{}", rest.split('"').next().unwrap())).collect();
    let lead = paths.iter().find(|path| **path != merged.path).unwrap().clone();
    let lead_number = number(&office.handler.open(&lead).await);
    let page = office.handler.open(&merged.path).await;
    send(&mut office.handler, &page, "#merger", &[("into", &lead_number)]).await.must_be(200);
    let page = office.handler.open(&lead).await;
    office.handler.send(page.form("#reply").fill("reply", "會增加週末的課。")).await.must_be(200);
    approve(&mut office.director).await;
    sent(centre).await;
    (merged.path, lead)
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
        office.colleague.open(&list.path).await.must_be(200).must_not_say("希望增加").must_say("目錄上沒有您單位的案件");
        let csv = office.director.open(&format!("{}/file?kind=csv", list.path)).await;
        csv.must_be(200).must_say("檔號,案名,案由,收文日期,辦畢日期,保存年限,屆滿日,單位,附件數,單位意見").must_say("希望增加週末的親子課").must_say(&number);
        // What leaves the house is noted, and only the whole list is named like it.
        let name = |page: &Page| page.headers["content-disposition"].to_str().unwrap().to_owned();
        assert!(name(&csv).contains("destruction-2026-11-23.csv"), "{}", name(&csv));
        let own = office.colleague.open(&format!("{}/file?kind=csv", list.path)).await;
        assert!(name(&own).contains("destruction-2026-11-23-counselling.csv"), "{}", name(&own));
        let taken = "select count(*) from foundation_trail where verb = 'destruction_taken' and matter_id = $1";
        assert_eq!(count(&centre, taken, &id_of(&list.path)).await, 2);
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
        raw(&centre, "insert into petitions_term (term, case_id) values ('taken apart otherwise', $1)", &id).await;
        come_round(&centre).await;
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
        let figures = "select count(*) from petitions_past p join foundation_trail t
                       on t.verb = 'destroyed' and substr(t.id, 1, 8) = substr(p.id, 1, 8) where p.id <> $1";
        assert_eq!(count(&centre, figures, "").await, 0, "no time leads from the figures back to the case");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// D-11: what somebody disputes is kept, also when it is on an approved list; released, it is listed again. A merged
    /// case and the one it went on in stay together.
    fn d11_what_is_held_is_not_destroyed_and_neither_is_what_went_on_in_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (merged, lead) = merged(&centre, &mut office).await;
        let open = typed(&mut office.handler, "letter", |f| f).await;
        let page = office.director.open(PATH).await;
        let wrong = send(&mut office.director, &page, "#hold", &[("number", &number(&open)), ("held", "還在辦")]).await;
        wrong.must_be(422).must_say("尚未辦畢");
        age(&centre).await;
        let list = make(&mut office.director).await;
        list.must_be(200).must_say("件數 2");
        carry_out(&centre, &mut office, &list.path).await.must_be(200).must_say("已核准，銷毀中");
        let page = office.handler.open(&merged).await;
        let merged_number = number(&page);
        send(&mut office.handler, &page, "#hold", &[("held", "訴願中")]).await.must_be(200).must_say("保留中").must_say("訴願中");
        office.director.open(&list.path).await.must_say("件數 0");
        come_round(&centre).await;
        office.handler.open(&merged).await.must_be(200);
        office.handler.open(&lead).await.must_be(200);
        let page = office.director.open(PATH).await;
        page.must_say(&merged_number);
        let release = page.attribute("form[action$='/releases']", "id").unwrap();
        // Done twice, as by a colleague at the same time, it is no mistake.
        for _ in 0..2 {
            office.director.send(page.form(&format!("#{release}"))).await.must_be(200).must_say("沒有保留中的案件");
        }
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
            let one = move |conn: &mut Conn| petitions::store::destroyed::destroy(conn, &act, &list_id, &id);
            centre.centre.db.write(one).await.unwrap();
        }
        office.director.open(&case).await.must_be(404);
        office.director.open(&other).await.must_be(200);
        office.director.open(&list).await.must_say("已核准，銷毀中").must_say("已銷毀件數 1");
        come_round(&centre).await;
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
        let second = testing::second_process(&centre, vec![petitions::service()]).await;
        let destroy = petitions::work::destruction::destroy;
        let (one, other) = testing::tokio::join!(destroy(&centre.centre), destroy(&second));
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
        let secret = |f: testing::Filled| f.fill("nature", "wrongdoing").fill("place", "某宅").fill("subject", "某老師私下的事").fill("address", "高雄市前金區一號").fill("way", "letter");
        let page = typed(&mut office.handler, "counter", secret).await;
        let signed = page.form("#confirmation").fill("how", "e-signed").fill("signature", "陳大文").tick("may_object", "yes");
        office.handler.send(signed.fill("objections", "日期寫錯")).await.must_be(200);
        let case = give(&mut office).await.path;
        let page = office.handler.open(&case).await;
        let number = number(&page);
        let page = send(&mut office.handler, &page, "#consultation", &[("asked_agency", "社會局"), ("asked_matter", "某老師")]).await;
        send(&mut office.handler, &page, "#note", &[("note", "某老師來電")]).await.must_be(200);
        let asked = page.attribute("form[id^='answered-']", "id").unwrap();
        send(&mut office.handler, &page, &format!("#{asked}"), &[("agency_answer", "某老師的事")]).await.must_be(200);
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        let page = first(&mut office.director).await;
        office.director.send(page.form("#decision").fill("remark", "再問").press("return")).await.must_be(200);
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        approve(&mut office.director).await;
        let page = office.handler.open(&case).await;
        let sending = page.source.split("id=\"sending-").last().unwrap().split('"').next().unwrap();
        send(&mut office.handler, &page, &format!("#sending-{sending}"), &[("proof", "掛號")]).await.must_be(200);
        let id = id_of(&case);
        let of = id.clone();
        let file = foundation::files::Kept {
            id: "f1".into(), name: "1.jpg".into(), kind: "image/jpeg".into(), size_bytes: 1, sha256: String::new(),
            matter: petitions::store::MATTER.into(), matter_id: id, created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.files.put("f1", "bytes".into()).await.unwrap();
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        // The file is sealed; what that puts back when the case is destroyed meanwhile is forgotten after it.
        petitions::work::attachments::seal_of(&centre.centre, of).await.unwrap();
        assert_eq!(count(&centre, "select count(*) from foundation_forgetting where file_id = $1", "f1").await, 1);
        for part in ["petitions_case/%", "%/place", "%/objections", "%/signature", "petitions_note/%", "petitions_proposal/%/text", "%/remark",
            "petitions_letter/%/text", "%/proof", "%/agency", "%/matter", "%/answer", "foundation_file/%"] {
            assert!(count(&centre, "select count(*) from foundation_record_key where place like $1", part).await > 0, "{part}");
        }
        age(&centre).await;
        let list = make(&mut office.director).await;
        list.must_be(200).must_say("保密案件").must_say(&number).must_not_say("某老師");
        let page = office.director.open(&list.path).await;
        for _ in 0..2 {
            office.director.send(page.form("#dropping")).await.must_be(200).must_say("已取消");
        }
        office.director.open(&list.path).await.must_say("目錄上沒有案件");
        let list = make(&mut office.director).await;
        carry_out(&centre, &mut office, &list.path).await.must_be(200);
        come_round(&centre).await;
        assert_eq!(count(&centre, "select count(*) from foundation_record_key where place like $1", "%").await, 0);
        assert_eq!(count(&centre, "select count(*) from petitions_destruction where stage = $1", "destroyed").await, 0);
        centre.pass(3600);
        come_round(&centre).await;
        assert!(centre.centre.files.get("f1").await.unwrap().is_none());
        assert_eq!(count(&centre, "select count(*) from petitions_destruction where stage = $1", "destroyed").await, 1);
    }
    /// D-11: what somebody holds just when it is listed or destroyed is kept all the same, with what it went on in; and
    /// so is what an open case leans on.
    fn d11_what_is_needed_still_when_its_turn_comes_is_not_destroyed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (merged, lead) = merged(&centre, &mut office).await;
        let (older, _) = answered(&centre, &mut office, |f| f.fill("email", "wang@test.example")).await;
        let (oldest, _) = answered(&centre, &mut office, |f| f.fill("email", "chen@test.example")).await;
        age(&centre).await;
        let list = make(&mut office.director).await;
        list.must_say("件數 4");
        carry_out(&centre, &mut office, &list.path).await.must_be(200);
        raw(&centre, "insert into petitions_hold (case_id, held_by, held_at) values ($1, '', '2026-11-23T00:00:00Z')", &id_of(&merged)).await;
        typed(&mut office.handler, "letter", |f| f).await.must_be(200);
        raw(&centre, "update petitions_case set origin = (select reference from petitions_case where id = $1) where closed_at is null", &id_of(&older)).await;
        raw(&centre, "update petitions_case set earlier = (select reference from petitions_case where id = $1) where closed_at is null", &id_of(&oldest)).await;
        come_round(&centre).await;
        for case in [&merged, &lead, &older, &oldest] {
            office.director.open(case).await.must_be(200);
        }
        office.director.open(&list.path).await.must_say("件數 0").must_not_say("已核准，銷毀中");
        make(&mut office.director).await.must_be(422);
        raw(&centre, "update petitions_case set origin = '', earlier = '' where id <> $1", "").await;
        raw(&centre, "delete from petitions_hold where case_id = $1", &id_of(&merged)).await;
        make(&mut office.director).await.must_be(200).must_say("件數 4");
    }

    /// D-11: a case that cannot be destroyed stops no other, and is tried until it can.
    fn d11_a_case_that_cannot_be_destroyed_stops_no_other(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (case, _) = answered(&centre, &mut office, |f| f).await;
        let (other, _) = answered(&centre, &mut office, |f| f.fill("email", "lin@test.example")).await;
        end_all(&centre).await;
        raw(&centre, "update petitions_case set state = 'discarded' where id = $1", &id_of(&other)).await;
        archive(&centre).await;
        let list = make(&mut office.director).await.path;
        carry_out(&centre, &mut office, &list).await.must_be(200);
        let block = |conn: &mut Conn| conn.batch("create table blocking (case_id text references petitions_case (id))");
        centre.centre.db.write(block).await.unwrap();
        raw(&centre, "insert into blocking (case_id) values ($1)", &id_of(&case)).await;
        for _ in 0..12 {
            centre.pass(700);
            centre.settle().await;
        }
        let left = "select count(*) from petitions_case where id = $1";
        assert_eq!([count(&centre, left, &id_of(&case)).await, count(&centre, left, &id_of(&other)).await], [1, 0]);
        raw(&centre, "delete from blocking where case_id = $1", &id_of(&case)).await;
        centre.pass(700);
        centre.settle().await;
        assert_eq!(count(&centre, left, &id_of(&case)).await, 0);
        assert_eq!(count(&centre, "select count(*) from petitions_destruction where stage = $1", "destroyed").await, 1);
        let past = "select count(*) from petitions_past where state = $1";
        assert_eq!([count(&centre, past, "closed").await, count(&centre, past, "discarded").await], [1, 0], "what is counted");
    }

    /// D-11: bytes that cannot be forgotten now are forgotten later, however long that takes; until then the list is not
    /// carried out.
    fn d11_a_list_is_carried_out_when_no_byte_is_left(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (case, _) = answered(&centre, &mut office, |f| f).await;
        let file = foundation::files::Kept {
            id: "f1".into(), name: "1.jpg".into(), kind: "image/jpeg".into(), size_bytes: 1, sha256: String::new(),
            matter: petitions::store::MATTER.into(), matter_id: id_of(&case), created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        let foundation::files::Files::Folder(folder) = &centre.centre.files else { panic!("a folder") };
        // What lies there cannot be removed as a file.
        std::fs::create_dir_all(folder.join("f1")).unwrap();
        age(&centre).await;
        let list = make(&mut office.director).await.path;
        carry_out(&centre, &mut office, &list).await.must_be(200);
        for _ in 0..12 {
            centre.pass(700);
            centre.settle().await;
        }
        let stage = "select count(*) from petitions_destruction where stage = $1";
        assert_eq!(count(&centre, stage, "approved").await, 1);
        std::fs::remove_dir(folder.join("f1")).unwrap();
        std::fs::write(folder.join("f1"), "bytes").unwrap();
        for _ in 0..2 {
            centre.pass(700);
            centre.settle().await;
        }
        assert!(!folder.join("f1").exists());
        assert_eq!(count(&centre, stage, "destroyed").await, 1);
    }

    /// D-11: a merged case and the one it went on in are over together, whatever the years of each.
    fn d11_a_merged_case_and_its_lead_are_over_together(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (merged, lead) = merged(&centre, &mut office).await;
        end_all(&centre).await;
        // An opinion is kept for a year here, and went on in a petition that is kept for five.
        raw(&centre, "insert into foundation_rule (key, effective_from, value, source) values ('petitions.opinion_keep_years', '2026-01-01', $1, 'x')", "1").await;
        raw(&centre, "update petitions_case set kind = 'opinion' where id = $1", &id_of(&merged)).await;
        // Five years and some days ago the lead ended, the other one long before.
        end(&centre, &merged, 9 * 366).await;
        end(&centre, &lead, 5 * 365 + 1).await;
        archive(&centre).await;
        let page = office.handler.open(&merged).await;
        page.must_say("已歸檔").must_say("辦理結果 已併案").must_say("屆滿日 民國115年11月23日");
        make(&mut office.director).await.must_be(422);
        let tomorrow = centre.centre.clock.now().plus_seconds(DAY).date();
        let act = petitions::store::Act::system(&centre.centre);
        let add = move |conn: &mut Conn| petitions::store::destruction::add_list(conn, &act, tomorrow);
        let id = centre.centre.db.write(add).await.unwrap().unwrap();
        let list = office.director.open(&format!("{PATH}/{id}")).await;
        list.must_be(200).must_say("件數 2");
        assert_eq!(list.text().matches("110/11/23（二） 115/11/23（一）").count(), 2, "both are kept until the same day: {}", list.text());
    }

    /// D-11: years that were set too short are put right for earlier cases too; shorter ones hold for later cases alone.
    fn d11_the_longer_years_of_receipt_and_of_today_hold(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        answered(&centre, &mut office, |f| f).await;
        age(&centre).await;
        for (days, years, status) in [(1, "10", 422), (2, "0", 422), (3, "1", 200)] {
            let day = centre.centre.clock.now().plus_seconds(days * DAY).date().to_string();
            let add = move |conn: &mut Conn| {
                let text = "insert into foundation_rule (key, effective_from, value, source) values ('petitions.keep_years', $1, $2, 'x')";
                conn.execute(Sql(text), params![day, years.to_owned()])
            };
            centre.centre.db.write(add).await.unwrap();
            let today = centre.centre.clock.now().plus_seconds(days * DAY).date();
            let act = petitions::store::Act::system(&centre.centre);
            let list = move |conn: &mut Conn| petitions::store::destruction::add_list(conn, &act, today);
            let made = centre.centre.db.write(list).await.unwrap();
            assert_eq!(made.is_some(), status == 200, "{years}");
        }
    }

    /// D-11: who speaks for a unit that is not their own is shown to do so.
    fn d11_an_opinion_given_in_the_stead_of_a_unit_says_so(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        answered(&centre, &mut office, |f| f).await;
        age(&centre).await;
        let list = make(&mut office.director).await;
        let opinion = [("agrees", "agrees"), ("section", "promotion")];
        send(&mut office.director, &list, "#opinion", &opinion).await.must_be(200).must_say("同意銷毀（由其他單位代為表示）");
        office.director.open(&format!("{}/file?kind=csv", list.path)).await.must_say("代為表示");
        let page = office.handler.open(&list.path).await;
        send(&mut office.handler, &page, "#opinion", &opinion).await.must_be(200).must_not_say("代為表示");
    }
}
