//! Two who decide about the same answer at the same time.

use foundation::db::Conn;
use foundation::staff::{Role, Staff};
use petitions::model::Refusal;
use petitions::rights;
use petitions::store::{self, Act};
use petitions::work::decision::{self, Verdict};
use testing::{both_engines, second_process, tokio};

use crate::{draft, first, office, petition};

both_engines! {
    /// P11, S12: two processes approve the same answer: it is approved and sent once, and the second is told so kindly.
    fn p11_an_answer_that_two_approve_at_once_is_sent_once(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        draft(&mut office.handler, "會增加週末的課。").await.must_be(200);
        let page = first(&mut office.director).await;
        let late = page.form("#decision").press("approve");
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let director = people.into_iter().find(|one| one.section == "direction").unwrap();
        let second = second_process(&centre, vec![petitions::service()]).await;
        let decide = |house: &std::sync::Arc<foundation::centre::Centre>| {
            let act = Act::by(house, &director.id, house.clock.now());
            let staff = Staff {
                id: director.id.clone(),
                name: director.name.clone(),
                section: director.section.clone(),
                roles: vec![Role::Director],
                rights: vec![rights::HANDLE, rights::DECIDE],
            };
            let (house, id) = (house.clone(), id.clone());
            async move {
                let approve = move |conn: &mut Conn| {
                    let mut case = store::find(conn, &id)?.unwrap();
                    store::open(conn, &act, &mut case)?;
                    let asked = store::list_proposals(conn, &act, &id)?.pop().unwrap();
                    let verdict = Verdict { proposal: asked.id, approve: true, remark: String::new() };
                    decision::decide(conn, &act, &staff, &mut case, &verdict)
                };
                house.db.write(approve).await.unwrap()
            }
        };
        let (one, other) = tokio::join!(decide(&centre.centre), decide(&second));
        assert!([one, other].contains(&Ok(())) && [one, other].contains(&Err(Refusal::Decided)), "{one:?} {other:?}");
        office.director.send(late).await.must_be(422).must_say("剛才已經有人核定或退回").must_say("已核定");
        centre.settle().await;
        centre.pass(60);
        centre.settle().await;
        let answers = centre.mails().await.into_iter().filter(|mail| mail.body.contains("會增加週末的課。")).count();
        assert_eq!(answers, 1);
        let approved = |conn: &mut Conn| {
            let text = "select count(*) from foundation_trail where verb = 'approved'";
            conn.first(foundation::db::Sql(text), &[])?.map_or(Ok(0), |row| row.get::<i64>(0))
        };
        assert_eq!(centre.centre.db.read(approved).await.unwrap(), 1);
    }
}
