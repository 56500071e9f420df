use testing::{Fresh, Page, Role, Visitor, both_engines};

use crate::{
    PASSWORD, SECRET, add, code, form, mei, relax, set, signed_in, somebody, try_code, try_password,
};

async fn change(visitor: &mut Visitor, present: &str, new: &str) -> Page {
    let page = visitor.open("/office/account/password").await;
    visitor.send(form(&page).fill("present", present).fill("password", new).fill("again", new)).await
}

async fn mei_without_authenticator(centre: &Fresh) -> Visitor {
    relax(centre).await;
    add(centre, somebody("mei@test.example", &[Role::Promotion])).await;
    signed_in(centre, "mei@test.example").await
}

both_engines! {
    fn d8_a_password_is_not_one_of_the_last_three(centre) using [accounts::service()] {
        set(&centre, "accounts.password_min_days", "0").await;
        let mut visitor = mei_without_authenticator(&centre).await;
        change(&mut visitor, PASSWORD, "Second-2026").await.must_say("密碼已變更");
        centre.pass(1);
        change(&mut visitor, "Second-2026", "Third-2026").await.must_say("密碼已變更");
        centre.pass(1);
        for used in ["Third-2026", "Second-2026", PASSWORD] {
            change(&mut visitor, "Third-2026", used).await.must_be(422).must_say("最近 3 次用過");
        }
        change(&mut visitor, "Third-2026", "Fourth-2026").await.must_say("密碼已變更");
        centre.pass(1);
        change(&mut visitor, "Fourth-2026", PASSWORD).await.must_say("密碼已變更");
    }

    fn a_password_one_chose_stays_a_day(centre) using [accounts::service()] {
        let mut visitor = mei_without_authenticator(&centre).await;
        change(&mut visitor, PASSWORD, "Second-2026").await.must_say("密碼已變更");
        change(&mut visitor, "Second-2026", "Third-2026").await.must_be(422).must_say("滿 1 天");
    }

    fn a_weak_password_is_refused_with_the_reason(centre) using [accounts::service()] {
        let mut visitor = mei_without_authenticator(&centre).await;
        change(&mut visitor, PASSWORD, "Ab1").await.must_be(422).must_say("至少要 8 個字元");
        change(&mut visitor, PASSWORD, "abcdefghij").await.must_be(422).must_say("至少 3 種");
        change(&mut visitor, PASSWORD, "Mei@test.example1").await.must_be(422).must_say("電子郵件帳號");
        change(&mut visitor, "Wrong-2026", "Second-2026").await.must_be(422).must_say("目前的密碼不正確");
    }

    fn guessing_the_present_password_ends_the_session(centre) using [accounts::service()] {
        let mut visitor = mei_without_authenticator(&centre).await;
        for _ in 0..4 {
            change(&mut visitor, "Wrong-2026", "Second-2026").await.must_be(422);
        }
        assert_eq!(change(&mut visitor, "Wrong-2026", "Second-2026").await.path, "/office/sign-in");
        assert!(visitor.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn a_new_password_signs_out_everywhere_else(centre) using [accounts::service()] {
        let mut here = mei_without_authenticator(&centre).await;
        let mut there = signed_in(&centre, "mei@test.example").await;
        change(&mut here, PASSWORD, "Second-2026").await.must_say("密碼已變更");
        assert!(there.open("/office/account").await.path.starts_with("/office/sign-in"));
        here.open("/office/account").await.must_be(200).must_say("本裝置");
    }

    fn a_session_elsewhere_is_ended_with_one_press(centre) using [accounts::service()] {
        let mut here = mei_without_authenticator(&centre).await;
        centre.pass(60);
        let mut there = signed_in(&centre, "mei@test.example").await;
        let page = here.open("/office/account").await;
        assert_eq!(page.all("main tbody tr").len(), 2);
        let page = here.send(page.form("main form").press("session")).await;
        page.must_say("已結束該登入");
        assert_eq!(page.all("main tbody tr").len(), 1);
        assert!(there.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn nobody_ends_the_session_of_another(centre) using [accounts::service()] {
        let mut mine = mei_without_authenticator(&centre).await;
        add(&centre, somebody("li@test.example", &[Role::Promotion])).await;
        let mut theirs = signed_in(&centre, "li@test.example").await;
        let hash = foundation::staff::token_hash(theirs.cookie(foundation::staff::COOKIE).unwrap());
        let page = mine.open("/office/account").await;
        mine.send(page.form("main form").smuggle("session", &hash)).await;
        theirs.open("/office/account").await.must_be(200).must_say("li@test.example");
    }

    fn an_authenticator_is_replaced_with_the_password(centre) using [accounts::service()] {
        add(&centre, mei()).await;
        let mut visitor = centre.resident();
        let page = try_password(&mut visitor, "mei@test.example", PASSWORD).await;
        try_code(&mut visitor, &page, &code(&centre)).await;
        centre.pass(30);
        let mut elsewhere = centre.resident();
        let page = try_password(&mut elsewhere, "mei@test.example", PASSWORD).await;
        try_code(&mut elsewhere, &page, &code(&centre)).await;
        let page = visitor.open("/office/account/second-factor").await;
        page.must_say("原有的驗證器將失效");
        let secret = page.all("figcaption code")[0].replace(' ', "");
        assert_ne!(secret, SECRET);
        let shown = accounts::authenticator::code(&secret, centre.centre.clock.now()).unwrap();
        let refused = visitor.send(form(&page).fill("code", &shown).fill("present", "Wrong-2026")).await;
        refused.must_be(422).must_say("目前的密碼不正確");
        visitor.send(form(&refused).fill("code", &shown).fill("present", PASSWORD)).await.must_say("驗證器已設定");
        assert!(elsewhere.open("/office/account").await.path.starts_with("/office/sign-in"));
        centre.pass(60);
        let mut again = centre.resident();
        let page = try_password(&mut again, "mei@test.example", PASSWORD).await;
        let page = try_code(&mut again, &page, &code(&centre)).await;
        page.must_be(422);
        let shown = accounts::authenticator::code(&secret, centre.centre.clock.now()).unwrap();
        assert_eq!(try_code(&mut again, &page, &shown).await.path, "/office/account");
    }
}
