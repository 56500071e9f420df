//! What pages of cases, the trail and public figures do not give away.

use foundation::db::{Conn, Sql};
use testing::both_engines;

use crate::{first, number, office, petition, send, typed};

both_engines! {
    /// P12: an open case does not lead to a secret one that came of it, nor the other way: that would tell who wrote it.
    fn p12_an_open_case_tells_nothing_of_a_secret_one_that_came_of_it(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        petition(&centre, &mut mei, |f| f).await;
        let page = first(&mut office.handler).await;
        let open = page.path.clone();
        let page = send(&mut office.handler, &page, "#split", &[("split_subject", "某老師收受禮物"), ("split_body", "上個月看到家長送禮。"), ("split_topic", "courses")]).await;
        page.must_be(200);
        let split = page.path.split('?').next().unwrap().to_owned();
        let secret = number(&page);
        let mut peer = centre.staff_of("promotion", &[testing::Role::Promotion]).await;
        peer.open(&open).await.must_say(&secret);
        let page = office.handler.open(&split).await;
        office.handler.send(page.form("#particulars").tick("secret", "yes")).await.must_be(200);
        peer.open(&split).await.must_be(404);
        peer.open(&open).await.must_be(200).must_not_say(&secret);
        office.handler.open(&open).await.must_say(&secret);
        // The other way round.
        let page = office.director.open(&split).await;
        send(&mut office.director, &page, "#unsealing", &[("unsealed", "陳情人同意")]).await.must_be(200);
        let page = office.handler.open(&open).await;
        let first = number(&page);
        peer.open(&split).await.must_say(&first);
        office.handler.send(page.form("#particulars").tick("secret", "yes")).await.must_be(200);
        peer.open(&split).await.must_be(200).must_not_say(&first);
    }

    /// P12, X8: from where somebody wrote about a secret case stands nowhere in the trail; of an open one it does.
    fn p12_the_trail_does_not_tell_from_where_an_informer_wrote(centre) using [petitions::service()] {
        office(&centre).await;
        let tell = async |nature: &str, email: &str| {
            let body = serde_json::json!({
                "nature": nature, "against": "other", "topic": "courses", "subject": "希望增加週末的親子課", "body": "平日都要上班。",
                "petitioner": { "name": "王小美", "email": email }, "consent": { "notice_version": "2026-1" },
            });
            let request = axum::extract::Request::post("/api/v1/petitions").header("host", "test.example").header("idempotency-key", email);
            let mut request = request.body(axum::body::Body::from(body.to_string())).unwrap();
            request.extensions_mut().insert(foundation::web::Peer("192.0.2.7".parse().unwrap()));
            assert_eq!(centre.resident().raw(request).await.status().as_u16(), 201);
        };
        tell("wrongdoing", "lin@test.example").await;
        tell("suggestion", "mei@test.example").await;
        let read = |conn: &mut Conn| {
            let rows = conn.rows(Sql("select c.confidential, coalesce(t.address, '') from foundation_trail t join petitions_case c on c.id = t.matter_id order by 1"), &[])?;
            rows.iter().map(|r| Ok((r.get::<bool>(0)?, r.get::<String>(1)?))).collect::<Result<Vec<_>, foundation::db::DbError>>()
        };
        let rows = centre.centre.db.read(read).await.unwrap();
        assert_eq!(rows, [(false, "192.0.2.7".to_owned()), (true, String::new())]);
    }

    /// X8: the trail of a case says from what to what it changed: who works on it, how much work it is, that it is secret.
    fn x8_the_trail_of_a_case_says_from_what_to_what(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f).await;
        let page = first(&mut office.handler).await;
        let form = page.form("#particulars").fill("grade", "complex").fill("nature", "rights").fill("joint", "counselling");
        let page = office.handler.send(form).await;
        page.must_be(200).must_say("一般 → 複雜").must_say("建議 → 維護權益").must_say("無 → 輔導教育組").must_say("無 → 王小明");
        let page = office.handler.send(page.form("#particulars").tick("secret", "yes")).await;
        page.must_be(200).must_say("無 → 保密案件");
    }

    /// C17: in public no part of the whole tells the small rest of it by subtraction.
    fn c17_a_part_of_the_whole_does_not_tell_a_small_rest(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut papers = Vec::new();
        for _ in 0..7 {
            papers.push(typed(&mut office.handler, "letter", |f| f).await);
        }
        for page in &papers[..6] {
            let page = office.handler.open(page.path.split('?').next().unwrap()).await;
            send(&mut office.handler, &page, "#extension", &[("days", "5"), ("reasons", "要開會")]).await.must_be(200);
            let page = office.director.open(page.path.split('?').next().unwrap()).await;
            office.director.send(page.form("#decision").press("approve")).await.must_be(200);
        }
        office.director.open("/office/petitions-numbers").await.must_say("曾展期 6");
        let page = centre.resident().open("/opinions/numbers").await;
        page.must_say("件數 7").must_not_say("曾展期 6").must_say("曾展期 不公開");
    }
}
