use foundation::db::{Conn, Sql};
use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::{PASSWORD, add, form, mei, relax, signed_in, somebody, try_password};

/// A director who is signed in.
async fn director(centre: &Fresh) -> Visitor {
    add(centre, somebody("director@test.example", &[Role::Director])).await;
    relax(centre).await;
    signed_in(centre, "director@test.example").await
}

async fn press(visitor: &mut Visitor, id: &str, what: &str) -> Page {
    let page = visitor.open(&format!("/office/staff/{id}")).await;
    let filled = page.form(&format!("main form#{what}"));
    visitor.send(if what == "state" { filled.press("state") } else { filled }).await
}

both_engines! {
    fn a_new_colleague_gets_a_password_that_is_shown_once(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let page = director.open("/office/staff/new").await;
        let filled = form(&page).fill("name", "王美").fill("email", "Wang@Test.example").fill("section", "counselling");
        let refused = director.send(filled.clone()).await;
        refused.must_be(422).must_say("請至少選擇一個角色");
        assert_eq!(form(&refused).value("name"), Some("王美"));
        let page = director.send(filled.tick("roles", "counselling")).await;
        page.must_be(200).must_say("只顯示這一次");
        let first = page.all(".panel strong")[0].clone();
        let list = director.open("/office/staff").await;
        list.must_say("wang@test.example").must_say("等待首次登入").must_not_say(&first);
        try_password(&mut centre.resident(), "wang@test.example", &first).await.must_say("請設定您自己的密碼");
    }

    fn an_email_address_has_one_account(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let page = director.open("/office/staff/new").await;
        let filled = form(&page).fill("name", "王美").fill("section", "promotion").tick("roles", "promotion");
        let page = director.send(filled.clone().fill("email", "DIRECTOR@test.example")).await;
        page.must_be(422).must_say("此電子郵件已有帳號");
        director.send(filled.fill("email", "not an address")).await.must_be(422).must_say("請輸入電子郵件");
    }

    fn a_changed_role_is_felt_at_once_and_leaves_a_trail(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut colleague = signed_in(&centre, "mei@test.example").await;
        colleague.open("/office/staff").await.must_be(404);
        let page = director.open(&format!("/office/staff/{id}")).await;
        director.send(page.form("main form#change").tick("roles", "operator")).await.must_say("變更資料");
        colleague.open("/office/staff").await.must_be(200);
        let page = director.open(&format!("/office/staff/{id}")).await;
        page.must_say("同仁 director@test.example").must_say("promotion → ").must_say("promotion,operator");
    }

    fn locking_an_account_ends_its_sessions(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut colleague = signed_in(&centre, "mei@test.example").await;
        press(&mut director, &id, "state").await.must_say("已鎖定");
        assert!(colleague.open("/office/account").await.path.starts_with("/office/sign-in"));
        try_password(&mut colleague, "mei@test.example", PASSWORD).await.must_be(422);
        press(&mut director, &id, "state").await.must_say("使用中");
        signed_in(&centre, "mei@test.example").await;
    }

    fn whoever_may_manage_unlocks_after_failures(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        for _ in 0..5 {
            try_password(&mut centre.resident(), "mei@test.example", "Wrong-2026").await.must_be(422);
        }
        director.open("/office/staff").await.must_say("暫時鎖定");
        press(&mut director, &id, "state").await.must_say("使用中").must_say("錯誤過多而鎖定");
        signed_in(&centre, "mei@test.example").await;
    }

    fn a_reset_password_is_shown_once_and_must_be_changed(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut colleague = signed_in(&centre, "mei@test.example").await;
        let page = press(&mut director, &id, "password").await;
        let first = page.must_say("只顯示這一次").all(".panel strong")[0].clone();
        assert!(colleague.open("/office/account").await.path.starts_with("/office/sign-in"));
        try_password(&mut colleague, "mei@test.example", PASSWORD).await.must_be(422);
        try_password(&mut colleague, "mei@test.example", &first).await.must_say("請設定您自己的密碼");
    }

    fn a_lost_authenticator_is_taken_away(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, mei()).await;
        press(&mut director, &id, "second-factor").await.must_say("移除驗證器");
        signed_in(&centre, "mei@test.example").await;
    }

    fn nobody_locks_or_demotes_themselves(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let page = director.open("/office/staff").await;
        let own = page.link("director@test.example");
        let page = director.open(&own).await;
        page.must_say("自己的帳號不能在此處理");
        let demoted = page.form("main form#change").without("roles").tick("roles", "promotion");
        director.send(demoted).await.must_be(422).must_say("不能移除自己管理帳號的權限");
        // Pressing what the page does not offer.
        let other = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let own_id = own.rsplit('/').next().unwrap();
        for what in ["state", "password"] {
            let path = format!("/office/staff/{own_id}/{what}");
            let request = axum::extract::Request::post(path)
                .header("host", "test.example")
                .header("cookie", format!("hearth_session={}", director.cookie("hearth_session").unwrap()))
                .header("content-type", "application/x-www-form-urlencoded")
                .body(axum::body::Body::from("state=locked"))
                .unwrap();
            assert_eq!(director.raw(request).await.status().as_u16(), 422);
        }
        director.open(&format!("/office/staff/{other}")).await.must_be(200);
    }

    fn accounts_nobody_uses_are_locked_but_never_the_last_who_can_help(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("director@test.example", &[Role::Director])).await;
        add(&centre, somebody("gone@test.example", &[Role::Volunteer])).await;
        centre.pass(181 * 86_400);
        add(&centre, somebody("new@test.example", &[Role::Volunteer])).await;
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        centre.settle().await;
        let staff = centre.centre.db.read(accounts::list_staff).await.unwrap();
        let locked: Vec<&str> = staff.iter().filter(|a| a.is_locked).map(|a| a.email.as_str()).collect();
        assert_eq!(locked, ["gone@test.example"]);
    }

    fn an_evaluator_signs_in_until_the_last_day_and_no_session_outlives_it(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let page = director.open("/office/staff/new").await;
        let filled = form(&page).fill("name", "吳委員").fill("email", "wu@test.example").fill("section", "direction").tick("roles", "evaluator");
        director.send(filled.clone()).await.must_be(422).must_say("評鑑委員的帳號要有最後一天");
        let refused = director.send(filled.clone().fill("ends_on", "2026-11-22")).await;
        refused.must_be(422).must_say("請填今天或之後的日期");
        assert_eq!(form(&refused).value("ends_on"), Some("2026-11-22"));
        director.send(filled.fill("ends_on", "2026-11-24")).await.must_be(200);
        let id = add(&centre, somebody("evaluator@test.example", &[Role::Evaluator])).await;
        let page = director.open(&format!("/office/staff/{id}")).await;
        page.must_say("用到 116/02/21");
        director.send(page.form("main form#change").fill("ends_on", "2026-11-24")).await.must_be(200).must_say("用到 115/11/24").must_say("–2026-11-24");
        // In the evening of the last day the session ends with the day, not after its twelve hours.
        centre.pass(24 * 3600 - 60);
        let mut evaluator = centre.resident();
        let until_midnight = {
            let now = centre.centre.clock.now();
            office::Instant::start_of(now.date().tomorrow().unwrap()).unwrap().seconds_since(now)
        };
        centre.pass(until_midnight - 600);
        try_password(&mut evaluator, "evaluator@test.example", PASSWORD).await;
        evaluator.open("/office/account").await.must_be(200).must_say("evaluator@test.example");
        centre.pass(601);
        assert!(evaluator.open("/office/account").await.path.starts_with("/office/sign-in"));
        try_password(&mut evaluator, "evaluator@test.example", PASSWORD).await.must_be(422);
        foundation::jobs::schedule(&centre.centre).await.unwrap();
        centre.settle().await;
        let staff = centre.centre.db.read(accounts::list_staff).await.unwrap();
        assert!(staff.iter().any(|a| a.email == "evaluator@test.example" && a.is_locked), "{staff:?}");
        // Unlocking alone opens nothing.
        let mut director = signed_in(&centre, "director@test.example").await;
        press(&mut director, &id, "state").await.must_be(422).must_say("最後一天已經過了");
        let page = director.open(&format!("/office/staff/{id}")).await;
        director.send(page.form("main form#change").fill("ends_on", "2026-12-31")).await.must_be(200);
        press(&mut director, &id, "state").await.must_be(200).must_say("使用中");
        signed_in(&centre, "evaluator@test.example").await;
    }

    fn a_last_day_over_is_kept_by_a_change_of_name_ends_tokens_and_is_nobodys_own_to_set(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("helper@test.example", &[Role::Promotion])).await;
        let (staff_id, now) = (id.clone(), centre.centre.clock.now());
        let token = move |conn: &mut Conn| {
            let hash = foundation::staff::token_hash("secret-word");
            conn.execute(
                Sql("insert into foundation_token (token_hash, name, staff_id, scope, created_at, ends_at) values ($1, 'timetable', $2, '', $3, $4)"),
                foundation::params![hash, staff_id, now, now.plus_seconds(30 * 24 * 3600)],
            )
        };
        centre.centre.db.write(token).await.unwrap();
        let page = director.open(&format!("/office/staff/{id}")).await;
        director.send(page.form("main form#change").fill("ends_on", "2026-11-23")).await.must_be(200);
        centre.pass(24 * 3600);
        let asked = centre.centre.clock.now();
        let found = centre.centre.db.read(move |conn| foundation::staff::find_token(conn, "secret-word", asked)).await.unwrap();
        assert!(found.is_none(), "a token ends with the last day");
        let mut director = signed_in(&centre, "director@test.example").await;
        let page = director.open(&format!("/office/staff/{id}")).await;
        director.send(page.form("main form#change").fill("name", "新名字")).await.must_be(200).must_say("新名字").must_say("用到 115/11/23");
        let own = centre.centre.db.read(accounts::list_staff).await.unwrap();
        let own = own.into_iter().find(|a| a.email == "director@test.example").unwrap().id;
        let page = director.open(&format!("/office/staff/{own}")).await;
        director.send(page.form("main form#change").fill("ends_on", "2026-12-31")).await.must_be(422).must_say("由其他管理者設定");
    }

    fn the_terminal_adds_resets_locks_and_lists(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, mei()).await;
        let inner = centre.centre.clone();
        let (keys, chance, now) = (inner.keys.clone(), inner.chance.clone(), inner.clock.now());
        let outcome = inner.db.write(move |conn| {
            let twice = accounts::add_staff(conn, &keys, &chance, now, &mei())?;
            assert_eq!(twice, Err(accounts::AlreadyThere));
            assert!(!accounts::reset_password(conn, &chance, now, "nobody@test.example", "x", false)?);
            assert!(accounts::lock_staff(conn, &chance, now, "mei@test.example", true)?);
            let new = accounts::new_password(&chance);
            assert!(accounts::reset_password(conn, &chance, now, "Mei@test.example", &new, true)?);
            Ok((new, accounts::list_staff(conn)?))
        });
        let (new, staff) = outcome.await.unwrap();
        assert_eq!(staff.len(), 1);
        assert!(staff[0].must_change && !staff[0].is_locked && !staff[0].has_second_factor);
        try_password(&mut centre.resident(), "mei@test.example", &new).await.must_say("請設定您自己的密碼");
    }

    fn the_demonstration_can_be_signed_in_to(centre) using [accounts::service()] {
        (accounts::service().demo)(centre.centre.clone(), 1).await.unwrap();
        for one in accounts::demo::SIGN_INS {
            let mut visitor = centre.resident();
            let mut page = try_password(&mut visitor, one.email, one.password).await;
            if let Some(code) = one.code(centre.centre.clock.now()) {
                page = crate::try_code(&mut visitor, &page, &code).await;
            }
            assert_eq!(page.path, "/office/account", "{}", one.email);
        }
        let chain = foundation::trail::check;
        assert!(matches!(centre.centre.db.read(chain).await.unwrap(), foundation::trail::Chain::Whole { .. }));
    }

    fn of_a_long_trail_the_newest_acts_are_shown_and_where_the_others_stand(centre) using [accounts::service()] {
        let mut director = director(&centre).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let (chance, now, matter_id) = (centre.centre.chance.clone(), centre.centre.clock.now(), id.clone());
        let fill = move |conn: &mut Conn| {
            let entries: Vec<_> = (0..500).map(|at| foundation::trail::Entry {
                after: Some(format!("act-{at:03}")),
                ..foundation::trail::Entry::new("foundation_staff", &matter_id, "signed-in")
            }).collect();
            let ids: Vec<_> = entries.iter().map(|_| chance.id(now)).collect();
            foundation::trail::add(conn, &ids, now, &foundation::trail::Actor::system(), &entries)
        };
        centre.centre.db.write(fill).await.unwrap();
        centre.pass(60);
        director.open(&format!("/office/staff/{id}")).await.must_say("只列出最近 500 筆");
        press(&mut director, &id, "state").await.must_say("只列出最近 500 筆").must_not_say("act-000").must_say("act-499");
        let page = director.open(&format!("/office/staff/{id}")).await;
        assert!(page.all("main tbody tr").first().unwrap().contains("鎖定"), "the newest act is on top");
        let other = add(&centre, somebody("li@test.example", &[Role::Promotion])).await;
        director.open(&format!("/office/staff/{other}")).await.must_not_say("只列出最近");
    }
}
