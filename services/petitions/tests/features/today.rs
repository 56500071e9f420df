//! The first page of staff: what of petitions waits for each of them.

use testing::{Role, both_engines};

use crate::notices::head;
use crate::{approve, draft, first, office, petition};

/// More cases than one kind has lines on the first page.
const MANY: usize = 6;

both_engines! {
    /// C2, S12: a handler finds their cases there, who decides what waits for a decision, the director what is late;
    /// and nobody what is not for them.
    fn c2_the_first_page_shows_each_what_waits_for_them(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        // For whom nothing waits the first page is where their work is.
        office.director.open("/office").await.must_be(200).must_say("沒有案件");
        petition(&centre, &mut centre.resident(), |f| f.fill("way", "letter").fill("address", "高雄市新興區")).await;
        office.handler.open("/office").await
            .must_be(200).must_say("您承辦的案件 1").must_say("希望增加週末的親子課").must_not_say("核定的案件");
        office.colleague.open("/office").await.must_not_say("您承辦的案件");

        draft(&mut office.handler, "會增加。").await.must_be(200);
        office.handler.open("/office").await.must_not_say("等您核定的案件");
        office.director.open("/office").await.must_say("等您核定的案件 1").must_not_say("逾期未結的案件");
        office.colleague.open("/office").await.must_not_say("等您核定的案件");
        // The head of another section decides when named, and who only stands in does not while the head is there.
        let colleague = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let colleague = colleague.into_iter().find(|p| p.section == "counselling").unwrap().id;
        head(&centre, "promotion", &colleague, "").await;
        office.colleague.open("/office").await.must_say("等您核定的案件 1");
        head(&centre, "promotion", &office.handler_id, &colleague).await;
        office.colleague.open("/office").await.must_say("等您核定的案件 1");

        centre.pass(40 * 24 * 3600);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        director.open("/office").await.must_say("逾期未結的案件 1").must_say("個工作日");
        approve(&mut director).await;
        let mut secretary = centre.staff_of("promotion", &[Role::Promotion]).await;
        secretary.open("/office").await.must_say("待寄出的答復 1").must_not_say("逾期未結的案件");
        let mut operator = centre.staff_of("", &[Role::Operator]).await;
        operator.open("/office").await.must_be(200).must_say("一切正常").must_not_say("逾期未結的案件");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// The first page stays short: a few of each kind, and the way to all.
    fn the_first_page_shows_a_few_and_leads_to_all(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        for number in 0..MANY {
            let email = format!("mei{number}@test.example");
            petition(&centre, &mut centre.resident(), |f| f.fill("email", &email).fill("subject", &email)).await;
        }
        let page = office.handler.open("/office").await;
        page.must_say("您承辦的案件 5+");
        assert_eq!(page.all("main .inbox tbody tr").len(), MANY - 1);
        office.handler.open(&page.link("看全部")).await.must_be(200).must_say("mei5@test.example");
        first(&mut office.handler).await.must_be(200);
    }
}
