//! Who among colleagues is told what: a case of their own, a draft to decide about, what became of their draft.

use foundation::db::{Conn, Sql};
use foundation::mail::Kept;
use foundation::params;
use petitions::rules::authority::{HEAD, Line, Task};
use petitions::store::{self, Act, Head};
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::{Office, approve, draft, first, give, office, petition, send, typed};

/// Ids of those to whom a mail about something went, in the order in which it did.
async fn told(centre: &Fresh, subject: &str) -> Vec<String> {
    let mut mails: Vec<Kept> = centre.mails().await;
    mails.retain(|mail| mail.subject.contains(subject));
    mails.sort_by_key(|mail| mail.created_at);
    assert!(
        mails.iter().all(|mail| !mail.body.contains("親子課") && !mail.body.contains("王小美")),
        "the number only"
    );
    mails.into_iter().map(|mail| mail.to.split('@').next().unwrap_or_default().to_owned()).collect()
}

async fn id_of(centre: &Fresh, section: &'static str) -> String {
    let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
    people.into_iter().find(|p| p.section == section).unwrap().id
}

pub async fn head(centre: &Fresh, section: &str, head: &str, stand_in: &str) {
    let new = Head { section: section.into(), head: head.into(), stand_in: stand_in.into() };
    centre.centre.db.write(move |conn: &mut Conn| store::change_head(conn, &new)).await.unwrap();
}

/// The account of somebody is closed.
async fn close(centre: &Fresh, id: &str) {
    let id = id.to_owned();
    let close = move |conn: &mut Conn| {
        conn.execute(Sql("update foundation_staff set state = 'closed' where id = $1"), params![id])
    };
    centre.centre.db.write(close).await.unwrap();
}

/// The page of a secret case, by the number and the code its petitioner was told.
async fn looked_up(mei: &mut Visitor, page: &Page) -> Page {
    let text = page.text();
    let after = |label: &str, chars: usize| {
        text.split(label).nth(1).unwrap().trim_start().chars().take(chars).collect::<String>()
    };
    let (number, code) = (after("案號", 11), after("查詢碼：", 8));
    let form =
        mei.open("/progress").await.form("main form").fill("reference", &number).fill("contact", &code);
    mei.send(form).await
}

/// The petitioner adds something to their case.
async fn add(mei: &mut Visitor, page: &Page) {
    let form = mei.open(&page.link("補充說明")).await;
    mei.send(form.form("main form").fill("text", "週六也可以")).await.must_be(200);
}

/// A secret case of the handler, about whose answer the head of the section may decide.
async fn secret_of_the_handler(centre: &Fresh, office: &mut Office, mei: &mut Visitor) -> Page {
    let act = Act::system(&centre.centre);
    let (task, from) = (Task::SecretReply, act.now.date());
    let line = Line { task, level: HEAD, from, source: "府授教字第1號".into() };
    centre.centre.db.write(move |conn: &mut Conn| store::add_authority(conn, &act, &line)).await.unwrap();
    let page = petition(centre, mei, |f| f.fill("nature", "wrongdoing")).await;
    give(office).await;
    looked_up(mei, &page).await
}

both_engines! {
    /// P5, C1: whoever gets a case is told, not what is in it, and not of what they took themselves; where nobody has
    /// it, the head of the section is.
    fn p5_whoever_gets_a_case_is_told(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let colleague = id_of(&centre, "counselling").await;
        typed(&mut office.handler, "letter", |f| f).await.must_be(200);
        assert_eq!(told(&centre, "您承辦的案件").await, Vec::<String>::new());
        petition(&centre, &mut centre.resident(), |f| f).await;
        assert_eq!(told(&centre, "您承辦的案件").await, [office.handler_id.clone()]);
        let page = first(&mut office.handler).await;
        let fields = [("section", "counselling"), ("handler", colleague.as_str())];
        send(&mut office.handler, &page, "#assignment", &fields).await.must_be(200);
        assert_eq!(told(&centre, "您承辦的案件").await, [office.handler_id.clone(), colleague.clone()]);
        // Nothing new: nobody is told again.
        let page = first(&mut office.director).await;
        office.director.send(page.form("#assignment")).await.must_be(200);
        assert_eq!(told(&centre, "您承辦的案件").await.len(), 2);
        head(&centre, "counselling", &colleague, "").await;
        petition(&centre, &mut centre.resident(), |f| f.fill("topic", "service")).await;
        assert_eq!(told(&centre, "您承辦的案件").await, [office.handler_id.clone(), colleague.clone(), colleague]);
    }

    /// S12: who decides is told that a draft waits, who stands in where the head drafted it; and the drafter what came
    /// of it.
    fn s12_who_decides_is_told_and_the_drafter_too(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (director, colleague) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = draft(&mut office.handler, "會增加。").await;
        assert_eq!(told(&centre, "待核定").await, std::slice::from_ref(&director), "nobody is the head");
        office.handler.send(page.form("#take-back").press("take_back")).await.must_be(200);
        assert_eq!(told(&centre, "已核定或退回").await, Vec::<String>::new(), "who takes a draft back knows it");
        head(&centre, "promotion", &colleague, "").await;
        centre.pass(60);
        draft(&mut office.handler, "會再增加。").await;
        assert_eq!(told(&centre, "待核定").await, [director.clone(), colleague.clone()]);
        let page = first(&mut office.director).await;
        let back = page.form("#decision").fill("remark", "請寫明日期").press("return");
        office.director.send(back).await.must_be(200);
        assert_eq!(told(&centre, "已核定或退回").await, [office.handler_id.clone()]);
        head(&centre, "promotion", &office.handler_id, &colleague).await;
        centre.pass(60);
        draft(&mut office.handler, "明年三月起增加。").await;
        assert_eq!(told(&centre, "待核定").await, [director, colleague.clone(), colleague], "who stands in decides");
        approve(&mut office.director).await;
        assert_eq!(told(&centre, "已核定或退回").await.len(), 2);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// S12, P12: what the director drafted, or what only the director may read, goes to nobody who must not.
    fn s12_nobody_is_told_of_what_they_must_not_decide(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (director, colleague) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        head(&centre, "promotion", &office.handler_id, &colleague).await;
        head(&centre, "direction", &director, &colleague).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        assert_eq!(told(&centre, "待核定").await, std::slice::from_ref(&director), "a secret answer is for the director");
        let page = approve(&mut office.director).await;
        page.must_say("已核定");
        for _ in 0..2 {
            centre.settle().await;
            centre.pass(60);
        }
        let mut again = centre.staff_of("promotion", &[Role::Promotion]).await;
        again.open("/office/petitions").await.must_be(200);
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes").fill("email", "li@test.example")).await;
        let page = first(&mut office.director).await;
        send(&mut office.director, &page, "#extension", &[("days", "3"), ("reasons", "要開會")]).await.must_be(200);
        assert_eq!(told(&centre, "待核定").await, [director, colleague], "who stands in for the director");
    }
    /// S12: of a draft is told who may decide about it: who stands in where the account of the head is closed, and the
    /// director where nobody stands in.
    fn s12_who_stands_in_for_a_closed_account_is_told(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (director, gone) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        let mut other = centre.staff_of("promotion", &[Role::Promotion]).await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let own = |p: &&foundation::staff::Colleague| p.section == "promotion" && p.id != office.handler_id;
        let stand_in = people.iter().find(own).unwrap().id.clone();
        head(&centre, "promotion", &gone, &stand_in).await;
        close(&centre, &gone).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "會增加。").await.must_be(200);
        assert_eq!(told(&centre, "待核定").await, std::slice::from_ref(&stand_in));
        let back = first(&mut other).await.form("#decision").fill("remark", "請寫明日期").press("return");
        other.send(back).await.must_be(200);
        head(&centre, "promotion", &gone, &office.handler_id).await;
        centre.pass(60);
        draft(&mut office.handler, "會再增加。").await.must_be(200);
        assert_eq!(told(&centre, "待核定").await, [stand_in, director], "who stands in drafted it");
    }

    /// P5, P14: a case that nobody has, or whose handler has left, comes to the head of its section, or else to the
    /// director.
    fn p5_a_case_without_anybody_comes_to_somebody(centre) using [petitions::service()] {
        let office = office(&centre).await;
        let (director, colleague) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f.fill("topic", "service")).await;
        assert_eq!(told(&centre, "您承辦的案件").await, std::slice::from_ref(&director), "no head is named");
        let form = mei.open(&page.link("撤回")).await.form("main form");
        mei.send(form).await.must_be(200).must_say("您已撤回");
        assert_eq!(told(&centre, "已撤回").await, std::slice::from_ref(&director));
        let page = petition(&centre, &mut mei, |f| f).await;
        head(&centre, "promotion", &colleague, "").await;
        close(&centre, &office.handler_id).await;
        add(&mut mei, &page).await;
        assert_eq!(told(&centre, "有補充").await, [colleague]);
    }

    /// P5: a case that is given to another section without a handler comes to its head, not to who stands in for the topic.
    fn p5_a_case_given_to_another_section_comes_to_its_head(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (director, colleague) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        head(&centre, "counselling", &colleague, "").await;
        let stands_in = move |conn: &mut Conn| {
            conn.execute(Sql("update petitions_topic set stand_in = $1"), params![director])
        };
        centre.centre.db.write(stands_in).await.unwrap();
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#assignment", &[("section", "counselling"), ("handler", "")]).await.must_be(200);
        assert_eq!(told(&centre, "您承辦的案件").await, [office.handler_id.clone(), colleague]);
    }

    /// S12, P12: of a secret case that the head drafted, who stands in from another section finds the draft and decides,
    /// and may open it no longer than that.
    fn s12_a_secret_draft_of_the_head_is_open_to_who_stands_in(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let colleague = id_of(&centre, "counselling").await;
        let mut mei = centre.resident();
        secret_of_the_handler(&centre, &mut office, &mut mei).await;
        head(&centre, "promotion", &office.handler_id, &colleague).await;
        let path = first(&mut office.handler).await.path;
        office.colleague.open(&path).await.must_be(404);
        draft(&mut office.handler, "會調查。").await.must_be(200);
        let list = office.colleague.open("/office/petitions?view=asked").await;
        let page = office.colleague.open(&list.attribute("main table a", "href").unwrap()).await;
        office.colleague.send(page.form("#decision").press("approve")).await.must_be(200);
        office.colleague.open(&path).await.must_be(404);
        office.handler.open(&path).await.must_say("已核定");
    }

    /// P12: whoever must not read a secret case is told nothing of it: not that a draft waits, not what came of their
    /// own, not what was added meanwhile; somebody who may is told.
    fn p12_nobody_excluded_is_told_anything(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (director, colleague) = (id_of(&centre, "direction").await, id_of(&centre, "counselling").await);
        head(&centre, "promotion", &colleague, "").await;
        let mut mei = centre.resident();
        let public = secret_of_the_handler(&centre, &mut office, &mut mei).await;
        let page = first(&mut office.director).await;
        send(&mut office.director, &page, "#exclusion", &[("excluded", &colleague)]).await.must_be(200);
        draft(&mut office.handler, "會調查。").await.must_be(200);
        assert_eq!(told(&centre, "待核定").await, std::slice::from_ref(&director), "the head must not read it");
        let page = first(&mut office.director).await;
        send(&mut office.director, &page, "#exclusion", &[("excluded", &office.handler_id)]).await.must_be(200);
        add(&mut mei, &public).await;
        assert_eq!(told(&centre, "有補充").await, [director]);
        let page = first(&mut office.director).await;
        let back = page.form("#decision").fill("remark", "換人辦").press("return");
        office.director.send(back).await.must_be(200);
        assert_eq!(told(&centre, "已核定或退回").await, Vec::<String>::new(), "who drafted it must not read it");
    }

    /// P14: of several directors each is told what was added to a case that nobody has, once an hour.
    fn p14_every_director_is_told_of_what_was_added(centre) using [petitions::service()] {
        let _office = office(&centre).await;
        centre.staff_of("direction", &[Role::Director]).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f.fill("nature", "wrongdoing")).await;
        let page = looked_up(&mut mei, &page).await;
        for _ in 0..2 {
            add(&mut mei, &page).await;
        }
        let mut told = told(&centre, "有補充").await;
        assert_eq!(told.len(), 2);
        told.dedup();
        assert_eq!(told.len(), 2, "each of them");
    }
}
