use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use foundation::staff::COOKIE;
use testing::{Fresh, Role, both_engines, tokio};

use crate::{PASSWORD, add, code, form, mei, relax, set, signed_in, somebody, try_code, try_password};

both_engines! {
    fn a_password_and_a_code_lead_to_the_wanted_page(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut visitor = centre.resident();
        let page = visitor.open("/office/account").await;
        assert_eq!(page.path, "/office/sign-in?to=%2Foffice%2Faccount");
        let page = visitor.send(form(&page).fill("email", " MEI@test.example ").fill("password", PASSWORD)).await;
        page.must_be(200).must_say("請輸入驗證碼");
        let page = try_code(&mut visitor, &page, &code(&centre)).await;
        assert_eq!(page.path, "/office/account");
        page.must_be(200).must_say("mei@test.example").must_say("推廣教育組");
        let again = visitor.open("/office/sign-in?to=%2Foffice%2Faccount").await;
        assert_eq!(again.path, "/office/account", "whoever is in need not sign in");
    }

    fn half_a_sign_in_opens_nothing(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut visitor = centre.resident();
        try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        for path in ["/office/account", "/office/tokens", "/office/set-up"] {
            let page = visitor.open(path).await;
            assert!(page.path.starts_with("/office/second-factor"), "{path} led to {}", page.path);
        }
    }

    fn d8_whatever_is_wrong_the_answer_is_the_same(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        add(&centre, somebody("locked@test.example", &[Role::Promotion])).await;
        let inner = centre.centre.clone();
        let (chance, now) = (inner.chance.clone(), inner.clock.now());
        let lock = move |conn: &mut foundation::db::Conn| {
            accounts::lock_staff(conn, &chance, now, "locked@test.example", true)
        };
        assert!(inner.db.write(lock).await.unwrap());
        let mut visitor = centre.resident();
        let mut texts = Vec::new();
        for (email, password) in
            [("nobody@test.example", PASSWORD), ("mei@test.example", "Wrong-2026"), ("locked@test.example", PASSWORD)]
        {
            let page = try_password(&mut visitor, email, password).await;
            page.must_be(422).must_say("電子郵件或密碼不正確");
            assert_eq!(form(&page).value("email"), Some(email), "what was typed is kept");
            assert_eq!(form(&page).value("password"), Some(""), "but not the password");
            texts.push(page.text());
        }
        assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "{texts:?}");
    }

    fn d8_five_failures_lock_an_account_for_fifteen_minutes(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut visitor = centre.resident();
        for _ in 0..4 {
            try_password(&mut visitor, "mei@test.example", "Wrong-2026").await.must_be(422);
        }
        signed_in(&centre, "mei@test.example").await;
        for _ in 0..5 {
            try_password(&mut visitor, "mei@test.example", "Wrong-2026").await.must_be(422);
        }
        try_password(&mut visitor, "mei@test.example", PASSWORD).await.must_be(422);
        centre.pass(899);
        try_password(&mut visitor, "mei@test.example", PASSWORD).await.must_be(422);
        centre.pass(1);
        assert_eq!(try_password(&mut visitor, "mei@test.example", PASSWORD).await.path, "/office/account");
    }

    fn guesses_sent_at_the_same_time_all_count(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let guesses = (0..12).map(|_| {
            let mut visitor = centre.resident();
            tokio::spawn(async move { try_password(&mut visitor, "mei@test.example", "Wrong-2026").await })
        });
        for guess in guesses.collect::<Vec<_>>() {
            guess.await.unwrap().must_be(422);
        }
        try_password(&mut centre.resident(), "mei@test.example", PASSWORD).await.must_be(422);
        let staff = centre.centre.db.read(accounts::list_staff).await.unwrap();
        assert!(staff[0].is_barred(centre.centre.clock.now()));
    }

    fn a_code_sent_twice_at_the_same_time_opens_once(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut sent = Vec::new();
        for _ in 0..4 {
            let (mut visitor, code) = (centre.resident(), code(&centre));
            let page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
            sent.push(tokio::spawn(async move { try_code(&mut visitor, &page, &code).await.path }));
        }
        let mut opened = 0;
        for path in sent {
            opened += i32::from(path.await.unwrap() == "/office/account");
        }
        assert_eq!(opened, 1);
    }

    fn a_code_is_taken_once(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let (mut first, mut second) = (centre.resident(), centre.resident());
        let page = try_password(&mut first, "mei@test.example", PASSWORD).await;
        assert_eq!(try_code(&mut first, &page, &code(&centre)).await.path, "/office/account");
        let page = try_password(&mut second, "mei@test.example", PASSWORD).await;
        let page = try_code(&mut second, &page, &code(&centre)).await;
        page.must_be(422).must_say("驗證碼不正確或已使用過");
        centre.pass(30);
        assert_eq!(try_code(&mut second, &page, &code(&centre)).await.path, "/office/account");
    }

    fn wrong_codes_lock_like_wrong_passwords(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut visitor = centre.resident();
        let mut page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        for _ in 0..4 {
            page = try_code(&mut visitor, &page, "000000").await;
            page.must_be(422);
        }
        // The right password in between does not begin the count anew.
        let mut page = try_password(&mut centre.resident(), "mei@test.example", PASSWORD).await;
        page = try_code(&mut visitor, &page, "000000").await;
        assert_eq!(page.path, "/office/sign-in");
        try_password(&mut visitor, "mei@test.example", PASSWORD).await.must_be(422);
        centre.pass(900);
        let page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        assert_eq!(try_code(&mut visitor, &page, &code(&centre)).await.path, "/office/account");
    }

    fn d8_the_first_sign_in_asks_for_a_password_and_an_authenticator(centre) using [accounts::service()] {
        let new = accounts::NewStaff { must_change: true, ..somebody("new@test.example", &[Role::Promotion]) };
        add(&centre, new).await;
        let mut visitor = centre.resident();
        let page = try_password(&mut visitor, "new@test.example", PASSWORD).await;
        page.must_say("請設定您自己的密碼");
        let page = visitor.send(form(&page).fill("password", PASSWORD).fill("again", PASSWORD)).await;
        page.must_be(422).must_say("最近 3 次用過");
        let page = visitor.send(form(&page).fill("password", "Family-2027").fill("again", "Family-2028")).await;
        page.must_be(422).must_say("兩次輸入的新密碼不同");
        let page = visitor.send(form(&page).fill("password", "Family-2027").fill("again", "Family-2027")).await;
        page.must_be(200).must_say("請設定驗證器");
        let secret = page.all("figcaption code")[0].replace(' ', "");
        assert_eq!(secret.len(), 32);
        let page = visitor.send(form(&page).fill("code", "000000")).await;
        assert_eq!(page.must_be(422).all("figcaption code")[0].replace(' ', ""), secret, "the picture stays");
        let shown = accounts::authenticator::code(&secret, centre.centre.clock.now()).unwrap();
        let page = visitor.send(form(&page).fill("code", &shown)).await;
        assert_eq!(page.path, "/office/account");
        page.must_say("已設定");
        let page = try_password(&mut centre.resident(), "new@test.example", PASSWORD).await;
        page.must_be(422);
        let page = try_password(&mut centre.resident(), "new@test.example", "Family-2027").await;
        page.must_say("請輸入驗證碼");
    }

    fn d8_who_was_half_in_when_the_owner_set_up_is_out(centre) using [accounts::service()] {
        let new = accounts::NewStaff { must_change: true, ..somebody("new@test.example", &[Role::Promotion]) };
        add(&centre, new).await;
        let mut other = centre.resident();
        let left_open = try_password(&mut other, "new@test.example", PASSWORD).await;
        left_open.must_say("請設定您自己的密碼");
        let mut owner = centre.resident();
        let page = try_password(&mut owner, "new@test.example", PASSWORD).await;
        let page = owner.send(form(&page).fill("password", "Family-2027").fill("again", "Family-2027")).await;
        let gone = other.open("/office/set-up").await;
        assert!(gone.path.starts_with("/office/sign-in"), "{}", gone.path);
        // Half in with the new password, without a code: no more is known of an account without authenticator.
        let mut other = centre.resident();
        let left_open = try_password(&mut other, "new@test.example", "Family-2027").await;
        left_open.must_say("請設定驗證器");
        let secret = page.all("figcaption code")[0].replace(' ', "");
        let shown = accounts::authenticator::code(&secret, centre.centre.clock.now()).unwrap();
        assert_eq!(owner.send(form(&page).fill("code", &shown)).await.path, "/office/account");
        let turned_away = other.send(form(&left_open).fill("code", "000000")).await;
        assert!(turned_away.path.starts_with("/office/sign-in"), "{}", turned_away.path);
        assert!(other.open("/office/account").await.path.starts_with("/office/sign-in"));
        owner.open("/office/account").await.must_be(200).must_say("已設定");
    }

    fn a_password_given_by_another_goes_stale(centre) using [accounts::service()] {
        let new = accounts::NewStaff { must_change: true, ..somebody("new@test.example", &[Role::Promotion]) };
        add(&centre, new).await;
        centre.pass(72 * 3600 + 1);
        try_password(&mut centre.resident(), "new@test.example", PASSWORD).await.must_be(422);
    }

    fn an_old_password_must_be_changed(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        centre.pass(91 * 86_400);
        let page = try_password(&mut centre.resident(), "mei@test.example", PASSWORD).await;
        page.must_say("請設定您自己的密碼");
    }

    fn each_stage_has_a_token_of_its_own(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut visitor = centre.resident();
        let page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        let half = visitor.cookie(COOKIE).unwrap().to_owned();
        try_code(&mut visitor, &page, &code(&centre)).await;
        assert_ne!(visitor.cookie(COOKIE), Some(half.as_str()));
        let mut thief = centre.resident();
        thief.hold_cookie(COOKIE, &half);
        assert!(thief.open("/office/second-factor").await.path.starts_with("/office/sign-in"));
    }

    fn d8_a_session_ends_after_half_an_hour_of_silence(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut visitor = signed_in(&centre, "mei@test.example").await;
        centre.pass(29 * 60);
        visitor.open("/office/account").await.must_be(200).must_say("mei@test.example");
        centre.pass(29 * 60);
        visitor.open("/office/account").await.must_be(200).must_say("mei@test.example");
        centre.pass(30 * 60);
        assert!(visitor.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn a_session_ends_after_twelve_hours_whatever_happens(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut visitor = signed_in(&centre, "mei@test.example").await;
        for _ in 0..35 {
            centre.pass(20 * 60);
            assert_eq!(visitor.open("/office/account").await.path, "/office/account");
        }
        centre.pass(20 * 60);
        assert!(visitor.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn signing_out_ends_the_session(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut visitor = signed_in(&centre, "mei@test.example").await;
        let token = visitor.cookie(COOKIE).unwrap().to_owned();
        let page = visitor.open("/office/account").await;
        visitor.send(page.form("form.person")).await.must_be(200).must_say("您已登出");
        assert_eq!(visitor.cookie(COOKIE), None);
        visitor.hold_cookie(COOKIE, &token);
        assert!(visitor.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn a_sign_in_never_leads_to_another_host(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        for wanted in ["//evil.example/x", "https://evil.example", "/\\evil.example", "/\t/evil.example"] {
            let mut visitor = centre.resident();
            let page = visitor.open("/office/sign-in").await;
            let filled = form(&page).fill("email", "mei@test.example").fill("password", PASSWORD);
            let page = visitor.send(filled.fill("to", wanted)).await;
            page.must_be(200);
            assert!(page.path.starts_with("/office"), "{wanted:?} leads to {}", page.path);
        }
    }

    fn a_foreign_page_cannot_sign_anybody_in_or_out(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let mut visitor = signed_in(&centre, "mei@test.example").await;
        for path in ["/office/sign-in", "/office/sign-out", "/office/account/sessions"] {
            for (header, value) in [("origin", "https://evil.example"), ("sec-fetch-site", "cross-site")] {
                let request = Request::post(path).header("host", "test.example").header(header, value);
                let request = request
                    .header("cookie", format!("{COOKIE}={}", visitor.cookie(COOKIE).unwrap()))
                    .header("content-type", "application/x-www-form-urlencoded");
                let answer = visitor.raw(request.body(Body::from("session=others")).unwrap()).await;
                assert_eq!(answer.status().as_u16(), 403, "{path} {header}");
            }
        }
        visitor.open("/office/account").await.must_be(200).must_say("mei@test.example");
    }

    fn a_network_address_that_fails_too_often_must_wait(centre) using [accounts::service()] {
        relax(&centre).await;
        set(&centre, "accounts.address_failures", "3").await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        for _ in 0..4 {
            signed_in(&centre, "mei@test.example").await;
        }
        let mut visitor = centre.resident();
        for name in ["a", "b", "c"] {
            try_password(&mut visitor, &format!("{name}@test.example"), PASSWORD).await.must_be(422);
        }
        let page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        page.must_be(429);
        assert_eq!(page.headers["retry-after"], "900");
        centre.pass(901);
        signed_in(&centre, "mei@test.example").await;
    }

    fn the_cookie_is_kept_from_scripts_and_other_sites(centre) using [accounts::service()] {
        relax(&centre).await;
        add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let body = format!("email=mei%40test.example&password={PASSWORD}");
        let request = Request::post("/office/sign-in")
            .header("host", "test.example")
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .unwrap();
        let answer = centre.resident().raw(request).await;
        assert_eq!(answer.status().as_u16(), 303);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.starts_with("hearth_session=") && cookie.ends_with("; HttpOnly; SameSite=Lax; Path=/"), "{cookie}");
    }

    fn a_role_without_the_right_finds_nothing(centre) using [accounts::service()] {
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        for path in ["/office/staff", "/office/staff/new", "/office/tokens"] {
            volunteer.open(path).await.must_be(404);
        }
        volunteer.open("/office/account").await.must_be(200).must_say("志工");
        let page = centre.resident().open("/office/staff").await;
        assert_eq!(page.path, "/office/sign-in?to=%2Foffice%2Fstaff");
    }
}

/// D-8: a password that is replaced while somebody signs in with the old one opens nothing any more.
#[test]
fn d8_a_sign_in_goes_on_with_the_account_as_it_stands() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![accounts::service()]).await;
        let id = add(&centre, somebody("mei@test.example", &[Role::Promotion])).await;
        let (is_held, may_go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (holds, goes, now) = (is_held.clone(), may_go.clone(), centre.centre.clock.now().plus_seconds(1));
        let reset = move |conn: &mut foundation::db::Conn| {
            conn.execute(
                foundation::sql!(
                    "update foundation_staff set must_change = true, changed_password_at = $2 where id = $1"
                ),
                foundation::params![id, now],
            )?;
            holds.store(true, Ordering::SeqCst);
            while !goes.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        };
        let other = testing::second_process(&centre, vec![accounts::service()]).await;
        let resetting = tokio::spawn(async move { other.db.write(reset).await });
        while !is_held.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let release = async {
            tokio::time::sleep(Duration::from_secs(2)).await;
            may_go.store(true, Ordering::SeqCst);
        };
        let mut mei = centre.resident();
        let (page, ()) = tokio::join!(try_password(&mut mei, "mei@test.example", PASSWORD), release);
        resetting.await.unwrap().unwrap();
        page.must_be(422);
    });
}

/// Tries are counted one after the other within a centre; another centre of the same database does not wait.
#[test]
fn a_centre_waits_for_no_other_of_its_database() {
    testing::run(|| async {
        let one = Fresh::open(foundation::db::Engine::Postgres, vec![accounts::service()]).await;
        let two = Fresh::open(foundation::db::Engine::Postgres, vec![accounts::service()]).await;
        let (is_held, may_go) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(false)));
        let (holds, goes) = (is_held.clone(), may_go.clone());
        let name = vec!["sign-in:203.0.113.7".to_owned()];
        let asked = name.clone();
        let hold = move |conn: &mut foundation::db::Conn| {
            conn.pass_alone(&asked)?;
            holds.store(true, Ordering::SeqCst);
            while !goes.load(Ordering::SeqCst) {
                std::thread::sleep(Duration::from_millis(5));
            }
            Ok(())
        };
        let db = one.centre.db.clone();
        let holding = tokio::spawn(async move { db.write(hold).await });
        while !is_held.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let pass = two.centre.db.write(move |conn| conn.pass_alone(&name));
        let passed = tokio::time::timeout(Duration::from_secs(10), pass).await;
        may_go.store(true, Ordering::SeqCst);
        holding.await.unwrap().unwrap();
        passed.expect("the other centre waits").unwrap();
    });
}
