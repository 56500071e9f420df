use axum::routing::get;
use foundation::db::Migrations;
use foundation::fault::Fault;
use foundation::service::{Routes, Service};
use foundation::staff::{COOKIE, Right, Role};
use foundation::web::Ctx;
use testing::{Fresh, Page, Visitor, both_engines};

use crate::{PASSWORD, add, form, relax, set, signed_in, somebody};

const READ: Right = Right("things.read");
const WRITE: Right = Right("things.write");

/// A service with an API for staff.
fn things() -> Service {
    let who = |ctx: Ctx| async move { Ok::<_, Fault>(ctx.staff()?.name.clone()) };
    Service {
        name: "things",
        routes: Routes::new()
            .office("/api/v1/things", READ, get(who))
            .office("/api/v1/things/new", WRITE, get(who))
            .public("/api/v1/open", get(|| async { "open" })),
        migrations: Migrations { service: "things", steps: &[] },
        locales: &[],
        jobs: &[],
        measures: &[],
        menu: &[],
        office_menu: &[],
        roles: &[(Role::Promotion, &[READ, WRITE]), (Role::Director, &[READ])],
        settings: &[],
        api: || serde_json::json!({}),
        start: |_| (),
        home: None,
        today: None,
        look_up: None,
        own_data: foundation::own_data::NOTHING,
        calendars: foundation::calendar::NONE,
        demo: |_, _| Box::pin(async { Ok(()) }),
    }
}

async fn call(centre: &Fresh, path: &str, token: &str) -> Page {
    let request = axum::extract::Request::get(path)
        .header("host", "test.example")
        .header("authorization", format!("Bearer {token}"))
        .body(axum::body::Body::empty())
        .unwrap();
    Page::read(path.into(), centre.resident().raw(request).await).await
}

/// A token of the visitor's own with the right to read.
async fn make(visitor: &mut Visitor) -> String {
    let page = visitor.open("/office/tokens").await;
    let filled =
        page.form("main form#new").fill("name", "二樓自助機").fill("days", "30").tick("scope", "things.read");
    let page = visitor.send(filled).await;
    page.must_be(201).must_say("只顯示這一次");
    page.all("code.token")[0].clone()
}

async fn mei(centre: &Fresh) -> Visitor {
    relax(centre).await;
    add(centre, somebody("mei@test.example", &[Role::Promotion])).await;
    signed_in(centre, "mei@test.example").await
}

both_engines! {
    fn a_token_may_what_its_scope_says(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        call(&centre, "/api/v1/things", &token).await.must_be(200).must_say("同仁 mei@test.example");
        call(&centre, "/api/v1/things/new", &token).await.must_be(404);
        let page = visitor.open("/office/tokens").await;
        page.must_say("二樓自助機").must_not_say(&token);
    }

    fn a_token_opens_no_pages(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        call(&centre, "/office/account", &token).await.must_be(303);
        let mut thief = centre.resident();
        thief.hold_cookie(COOKIE, &token);
        assert!(thief.open("/office/account").await.path.starts_with("/office/sign-in"));
    }

    fn a_token_is_never_more_than_its_owner(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let page = visitor.open("/office/tokens").await;
        assert!(!page.source.contains("foundation.office"));
        let smuggled = page.form("main form#new").fill("name", "x").smuggle("scope", "foundation.staff");
        visitor.send(smuggled).await.must_be(422);
        let token = make(&mut visitor).await;
        let (chance, now) = (centre.centre.chance.clone(), centre.centre.clock.now());
        let lock = move |conn: &mut foundation::db::Conn| {
            accounts::lock_staff(conn, &chance, now, "mei@test.example", true)
        };
        centre.centre.db.write(lock).await.unwrap();
        call(&centre, "/api/v1/things", &token).await.must_be(401);
    }

    fn a_token_ends_on_its_day(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        centre.pass(30 * 86_400 - 1);
        call(&centre, "/api/v1/things", &token).await.must_be(200);
        centre.pass(1);
        let page = call(&centre, "/api/v1/things", &token).await;
        page.must_be(401);
        assert_eq!(page.json()["code"], "sign-in");
        call(&centre, "/api/v1/open", "wrong").await.must_be(401);
    }

    fn a_token_lives_a_year_at_most(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let page = visitor.open("/office/tokens").await;
        let filled = page.form("main form#new").fill("name", "x").tick("scope", "things.read").fill("days", "366");
        visitor.send(filled).await.must_be(422);
    }

    fn a_revoked_token_is_dead(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        call(&centre, "/api/v1/things", &token).await.must_be(200);
        add(&centre, somebody("li@test.example", &[Role::Promotion])).await;
        let mut other = signed_in(&centre, "li@test.example").await;
        other.open("/office/tokens").await.must_not_say("二樓自助機");
        let hash = foundation::staff::token_hash(&token);
        make(&mut other).await;
        let page = other.open("/office/tokens").await;
        let filled = page.form("main form#revocation").smuggle("token", &hash);
        other.send(filled).await.must_be(404);
        let page = visitor.open("/office/tokens").await;
        visitor.send(page.form("main form#revocation").press("token")).await.must_say("目前沒有權杖");
        call(&centre, "/api/v1/things", &token).await.must_be(401);
    }

    fn whoever_manages_accounts_sees_and_revokes_every_token(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        add(&centre, somebody("director@test.example", &[Role::Director])).await;
        let mut director = signed_in(&centre, "director@test.example").await;
        let page = director.open("/office/tokens").await;
        page.must_say("二樓自助機").must_say("同仁 mei@test.example");
        director.send(page.form("main form#revocation").press("token")).await.must_be(200);
        call(&centre, "/api/v1/things", &token).await.must_be(401);
    }

    fn a_token_ends_with_a_reset_password_or_a_lost_authenticator(centre) using [accounts::service(), things()] {
        let mut visitor = mei(&centre).await;
        let token = make(&mut visitor).await;
        add(&centre, somebody("director@test.example", &[Role::Director])).await;
        let mut director = signed_in(&centre, "director@test.example").await;
        let list = director.open("/office/staff").await;
        let account = list.link("mei@test.example");
        let page = director.open(&account).await;
        page.must_say("程式權杖也一併撤銷");
        director.send(page.form("main form#password")).await.must_be(200);
        call(&centre, "/api/v1/things", &token).await.must_be(401);
        director.open(&account).await.must_say("撤銷程式權杖").must_say("二樓自助機");

        let id = add(&centre, crate::NewStaff { email: "li@test.example".into(), ..crate::mei() }).await;
        let token = centre.centre.chance.token();
        let (now, secret, owner) = (centre.centre.clock.now(), token.clone(), id.clone());
        let put = move |conn: &mut foundation::db::Conn| {
            conn.execute(
                foundation::sql!(
                    "insert into foundation_token (token_hash, name, staff_id, scope, created_at, ends_at)
                     values ($1, 'x', $2, 'things.read', $3, $4)"
                ),
                foundation::params![foundation::staff::token_hash(&secret), owner, now, now.plus_seconds(86_400)],
            )
        };
        centre.centre.db.write(put).await.unwrap();
        call(&centre, "/api/v1/things", &token).await.must_be(200);
        let page = director.open(&format!("/office/staff/{id}")).await;
        director.send(page.form("main form#second-factor")).await.must_say("撤銷程式權杖");
        call(&centre, "/api/v1/things", &token).await.must_be(401);
    }

    fn who_changes_their_password_is_asked_about_their_tokens(centre) using [accounts::service(), things()] {
        set(&centre, "accounts.password_min_days", "0").await;
        let mut visitor = mei(&centre).await;
        visitor.open("/office/account/password").await.must_not_say("撤銷我的程式權杖");
        let token = make(&mut visitor).await;
        let page = visitor.open("/office/account/password").await;
        page.must_say("撤銷我的程式權杖");
        let typed = |page: &Page, present: &str, new: &str| {
            form(page).fill("present", present).fill("password", new).fill("again", new)
        };
        // Unticked it stays so on the page of a mistake, and the token lives on.
        let refused = visitor.send(typed(&page, PASSWORD, "short").without("tokens")).await;
        refused.must_be(422);
        assert_eq!(form(&refused).value("tokens"), None);
        visitor.send(typed(&refused, PASSWORD, "Second-2026")).await.must_say("密碼已變更");
        call(&centre, "/api/v1/things", &token).await.must_be(200);
        centre.pass(1);
        let page = visitor.open("/office/account/password").await;
        visitor.send(typed(&page, "Second-2026", "Third-2026")).await.must_say("密碼已變更");
        call(&centre, "/api/v1/things", &token).await.must_be(401);
    }
}
