use foundation::db::Conn;
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::{form, signed_in};

async fn add(visitor: &mut Visitor, name: &str) {
    let page = visitor.open("/residents/members/new").await;
    visitor
        .send(form(&page).fill("name", name).fill("birth", "2018").fill("relation", "child"))
        .await
        .must_be(200);
}

async fn request(visitor: &mut Visitor, kind: &str, wish: &str) -> Page {
    let page = visitor.open("/residents/own-data").await;
    visitor.send(page.form("#request").fill("kind", kind).fill("wish", wish)).await
}

async fn decide(staff: &mut Visitor, act: &str, why: &str) -> Page {
    let list = staff.open("/office/residents").await;
    let address = list.attribute("main table a", "href").unwrap();
    let page = staff.open(&address).await;
    let filled = page.form("#decision").fill("why", why).smuggle("act", act);
    staff.send(filled).await
}

async fn count(centre: &Fresh, text: &'static str) -> i64 {
    let read = move |conn: &mut Conn| conn.first(foundation::db::Sql(text), &[])?.unwrap().get::<i64>(0);
    centre.centre.db.read(read).await.unwrap()
}

both_engines! {
    /// D-3: everything held is shown and copied; nobody else gets it.
    fn d3_a_resident_sees_and_copies_what_is_held(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "=王小華").await;
        mei.open("/residents/own-data").await.must_be(200).must_say("mei@test.example").must_say("王小華");
        let json = mei.open("/residents/own-data/copy.json").await;
        json.must_be(200);
        let copy = json.json();
        assert_eq!(copy["email"], "mei@test.example");
        assert_eq!(copy["records"][1]["label"], "=王小華");
        assert_eq!(json.headers["cache-control"], "no-store");
        let csv = mei.open("/residents/own-data/copy.csv").await;
        assert!(csv.source.contains("王小華") && !csv.source.contains(",=王"), "{}", csv.source);
        mei.open("/residents/own-data/copy.exe").await.must_be(404);
        let mut other = signed_in(&centre, "other@test.example").await;
        other.open("/residents/own-data").await.must_not_say("王小華");
        let page = centre.resident().open("/residents/own-data/copy.json").await;
        assert!(page.path.starts_with("/residents/sign-in"), "{}", page.path);
    }

    /// D-3: a companion stands in the registration of somebody else, and is told how to ask.
    fn d3_a_companion_is_told_how_to_ask_for_what_others_registered(centre) using [residents::service()] {
        let mut aunt = signed_in(&centre, "aunt@test.example").await;
        aunt.open("/residents/own-data").await.must_say("別人替您報名時").must_say("寫明課程和日期");
        request(&mut aunt, "access", "").await.must_be(422);
        request(&mut aunt, "access", "親子共讀，12 月 7 日，姊姊報名的").await.must_be(200).must_say("處理中");
        let mut director = centre.staff(&[Role::Director]).await;
        let list = director.open("/office/residents").await;
        director.open(&list.attribute("main table a", "href").unwrap()).await.must_say("姊姊報名的");
    }

    /// D-3: a deletion is a request with a limit of the rule book; granted, nothing personal is left.
    fn d3_a_granted_deletion_leaves_nothing_personal(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華").await;
        request(&mut mei, "correction", "").await.must_be(422).must_say("請說明");
        request(&mut mei, "deletion", "").await.must_be(200).must_say("已收到您的請求").must_say("處理中");
        request(&mut mei, "deletion", "").await.must_be(422).must_say("已經有一個相同的請求");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("刪除我的資料"));
        centre.staff(&[Role::Promotion]).await.open("/office/residents").await.must_be(404);
        let mut director = centre.staff(&[Role::Director]).await;
        let page = decide(&mut director, "refuse", "").await;
        page.must_be(422);
        decide(&mut director, "grant", "").await.must_be(200).must_say("已刪除").must_not_say("mei@test.example");
        mei.open("/residents").await.must_not_say("您以");
        for (left, text) in [
            ("residents", "select count(*) from foundation_resident"),
            ("members", "select count(*) from residents_member"),
            ("households", "select count(*) from residents_household"),
        ] {
            assert_eq!(count(&centre, text).await, 0, "{left}");
        }
        let kept = "select count(*) from residents_request where email like '%mei@%'";
        assert_eq!(count(&centre, kept).await, 0);
        // Whoever comes back begins anew.
        let mut again = signed_in(&centre, "mei@test.example").await;
        again.open("/residents").await.must_say("還沒有記下任何人");
    }

    /// D-3: what was asked before is gone with the deletion: who asked, what it said, and the letters about it.
    fn d3_a_granted_deletion_leaves_nothing_of_earlier_requests(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        request(&mut mei, "correction", "我女兒王小美是 2015 年生").await.must_be(200);
        let mut director = centre.staff(&[Role::Director]).await;
        decide(&mut director, "grant", "").await.must_be(200);
        request(&mut mei, "access", "王小美的紙本資料").await.must_be(200);
        request(&mut mei, "deletion", "").await.must_be(200);
        centre.settle().await;
        let list = director.open("/office/residents").await;
        let deletion = (1..5).find_map(|row| {
            let row = format!("main table tr:nth-child({row}) a");
            list.all(&row).iter().any(|said| said.contains("刪除")).then(|| list.attribute(&row, "href").unwrap())
        });
        let page = director.open(&deletion.unwrap()).await;
        director.send(page.form("#decision").smuggle("act", "grant")).await.must_be(200);
        let list = director.open("/office/residents").await;
        list.must_not_say("mei@").must_not_say("王小美");
        for text in [
            "select count(*) from residents_request where email like '%mei@%' or wish <> ''",
            "select count(*) from residents_request where state in ('open', 'extended')",
            "select count(*) from foundation_mail where body like '%王小美%'",
        ] {
            assert_eq!(count(&centre, text).await, 0, "{text}");
        }
        assert_eq!(count(&centre, "select count(*) from residents_request").await, 3, "that there were some stays");
        centre.settle().await;
        let about = "select count(*) from foundation_mail where matter = 'residents_request'";
        assert_eq!(count(&centre, about).await, 1, "the last letter, to who is gone");
        let purge = residents::service().jobs.iter().find(|job| job.name == "residents.purge").unwrap().run;
        for (days, left) in [(6, 1), (2, 0)] {
            centre.pass(days * 86_400);
            purge(centre.centre.clone(), String::new()).await.unwrap();
            assert_eq!(count(&centre, about).await, left, "it alone holds the whole address");
        }
        assert_eq!(count(&centre, "select count(*) from residents_request").await, 3);
    }

    /// D-3: nothing told with a request is kept longer than letters are.
    fn d3_a_request_is_forgotten_with_its_years(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        request(&mut mei, "correction", "女兒王小美是 2018 年生的").await.must_be(200);
        decide(&mut centre.staff(&[Role::Director]).await, "grant", "").await.must_be(200);
        centre.settle().await;
        for (years, left) in [(2, 1), (2, 0)] {
            centre.pass(years * 366 * 86_400);
            let purge = residents::service().jobs.iter().find(|job| job.name == "residents.purge").unwrap().run;
            purge(centre.centre.clone(), String::new()).await.unwrap();
            assert_eq!(count(&centre, "select count(*) from residents_request").await, left);
        }
    }

    /// R27, D-3: when an adult is deleted, whoever was shown to no other adult goes too; the others stay.
    fn r27_d3_a_child_kept_from_the_adult_who_stays_goes_with_the_other(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        add(&mut mei, "王小華").await;
        add(&mut mei, "王小美").await;
        signed_in(&centre, "dad@test.example").await;
        let join = foundation::sql!(
            "insert into residents_adult (resident_id, household_id, joined_at)
             select r.id, a.household_id, a.joined_at from foundation_resident r, residents_adult a
             where r.email = 'dad@test.example'"
        );
        let keep = foundation::sql!(
            "insert into residents_custody (member_id, resident_id, set_at)
             select m.id, r.id, m.created_at from residents_member m, foundation_resident r
             where m.name = '王小美' and r.email = 'dad@test.example'"
        );
        let write = move |conn: &mut Conn| {
            conn.execute(join, foundation::params![])?;
            conn.execute(keep, foundation::params![])
        };
        assert_eq!(centre.centre.db.write(write).await.unwrap(), 1);
        request(&mut mei, "deletion", "").await.must_be(200);
        let mut director = centre.staff(&[Role::Director]).await;
        decide(&mut director, "grant", "").await.must_be(200).must_say("已刪除");
        for (left, text) in [
            (1, "select count(*) from residents_adult"),
            (1, "select count(*) from residents_member"),
            (1, "select count(*) from residents_member where name = '王小華'"),
            (0, "select count(*) from residents_custody"),
        ] {
            assert_eq!(count(&centre, text).await, left, "{text}");
        }
    }

    /// D-3: the limit is extended once, in writing; what is refused has its reason; one's own is taken back.
    fn d3_requests_have_their_limit_and_their_reasons(centre) using [residents::service()] {
        let mut mei = signed_in(&centre, "mei@test.example").await;
        request(&mut mei, "access", "紙本簽到單").await.must_say("115年12月8日");
        request(&mut mei, "stop", "不要寄信").await.must_say("115年12月23日");
        let mut director = centre.staff(&[Role::Director]).await;
        director.open("/office").await.must_be(200).must_say("待處理的個人資料請求 2");
        decide(&mut director, "extend", "資料散在各處").await.must_be(200).must_say("115年12月23日").must_say("資料散在各處");
        decide(&mut director, "extend", "再延").await.must_say("資料散在各處").must_not_say("再延");
        decide(&mut director, "refuse", "已銷毀").await.must_say("未予同意").must_say("已銷毀");
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.body.contains("已銷毀"));
        let page = mei.open("/residents/own-data").await;
        let mut thief = signed_in(&centre, "thief@test.example").await;
        let back = page.form("form[action*='withdrawal']");
        thief.send(back.clone()).await.must_be(404);
        mei.send(back).await.must_say("已收回");
        for path in ["/residents/own-data", "/en/residents/own-data"] {
            mei.open(path).await.must_be(200).must_not_say("request-").must_not_say("own-data-");
        }
        director.open("/en/office/residents").await.must_be(200).must_not_say("requests-");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }
}
