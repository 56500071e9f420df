//! Who among colleagues is told what: a case of their own, a draft to decide about, what became of their draft.

use foundation::db::Conn;
use foundation::mail::Kept;
use petitions::store::{self, Head};
use testing::{Fresh, Role, both_engines};

use crate::{approve, draft, first, office, petition, send, typed};

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

async fn head(centre: &Fresh, section: &str, head: &str, stand_in: &str) {
    let new = Head { section: section.into(), head: head.into(), stand_in: stand_in.into() };
    centre.centre.db.write(move |conn: &mut Conn| store::change_head(conn, &new)).await.unwrap();
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
}
