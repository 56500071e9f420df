use testing::both_engines;

use crate::{first, give, office, petition, send, typed};

both_engines! {
    /// P12: whoever has the topic may be the one a report is about: the director is told and says who works on it, and
    /// somebody who is excluded neither reads it nor gets it, wherever it goes on.
    fn p12_a_report_of_wrongdoing_waits_for_the_director_and_is_kept_from_whom_it_is_about(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let about = |f: testing::Filled| f.fill("nature", "wrongdoing").fill("subject", "某老師收受禮物");
        petition(&centre, &mut centre.resident(), about).await;
        centre.settle().await;
        let told = centre.mails().await.into_iter().filter(|m| m.subject.contains("請分案")).collect::<Vec<_>>();
        assert_eq!(told.len(), 1, "the director, once");
        assert!(!told[0].body.contains("某老師"));
        let page = first(&mut office.director).await;
        page.must_be(200).must_say("已登錄").must_say("某老師收受禮物").must_not_say("petitions-");
        let path = page.path.clone();
        office.handler.open(&path).await.must_be(404);
        // The one it is about gets it by mistake, and is excluded.
        give(&mut office).await;
        office.handler.open(&path).await.must_be(200);
        let page = office.director.open(&path).await;
        let handler = office.handler_id.clone();
        send(&mut office.director, &page, "#exclusion", &[("excluded", "")]).await.must_be(422);
        let page = send(&mut office.director, &page, "#exclusion", &[("excluded", &handler)]).await;
        page.must_be(200).must_say("已迴避");
        office.handler.open(&path).await.must_be(404);
        let form = page.form("#note").to(&format!("{}/assignment", page.path)).smuggle("section", "promotion").smuggle("handler", &handler);
        office.director.send(form).await.must_be(422).must_say("這個人要迴避");
        // What comes of it is kept from them too.
        let split = [("split_subject", "另一位老師"), ("split_body", "也收了"), ("split_topic", "courses")];
        let page = send(&mut office.director, &page, "#split", &split).await;
        page.must_be(200).must_say("已迴避");
        let form = page.form("#note").to(&format!("{}/assignment", page.path)).smuggle("section", "promotion").smuggle("handler", &handler);
        office.director.send(form).await.must_be(422);
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// P9, P12: a secret case that nobody has is warned of to the director, who may read it.
    fn p9_a_secret_case_that_nobody_has_is_warned_of_to_the_director(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let secret = |f: testing::Filled| f.fill("nature", "wrongdoing").fill("topic", "service").fill("grade", "simple");
        typed(&mut office.handler, "letter", secret).await;
        centre.settle().await;
        centre.pass(2 * 24 * 3600);
        centre.settle().await;
        let people = centre.centre.db.read(foundation::staff::list_active).await.unwrap();
        let director = people.iter().find(|p| p.section == "direction").unwrap().email.clone();
        let warned: Vec<_> = centre.mails().await.into_iter().filter(|m| m.subject.starts_with("案件")).collect();
        assert!(!warned.is_empty());
        assert!(warned.iter().all(|m| m.to == director), "{:?}", warned.iter().map(|m| (&m.to, &m.subject)).collect::<Vec<_>>());
    }
}
