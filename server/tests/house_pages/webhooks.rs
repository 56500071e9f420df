//! Other systems are told what happens: signed, again when they do not answer, and never inside the house.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use courses::desk::{Answer, Desk, Work};
use courses::{sample, store};
use foundation::db::Conn;
use foundation::trail::Actor;
use foundation::webhooks;
use testing::{Fresh, Role, Visitor, both_engines, tokio};

use crate::trail_of;

/// What a receiver got, and what it answers.
#[derive(Clone, Default)]
struct Receiver {
    got: Arc<Mutex<Vec<(HeaderMap, String)>>>,
    answer: Arc<Mutex<u16>>,
}

impl Receiver {
    async fn start(answer: u16) -> (Receiver, String) {
        hearth::prepare();
        let receiver = Receiver { answer: Arc::new(Mutex::new(answer)), ..Receiver::default() };
        async fn take(State(r): State<Receiver>, headers: HeaderMap, body: String) -> StatusCode {
            r.got.lock().unwrap().push((headers, body));
            StatusCode::from_u16(*r.answer.lock().unwrap()).unwrap()
        }
        let app = Router::new().route("/hook", post(take)).with_state(receiver.clone());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/hook", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, app).await });
        (receiver, address)
    }

    fn got(&self) -> Vec<(HeaderMap, String)> {
        self.got.lock().unwrap().clone()
    }
}

async fn course(centre: &Fresh) {
    let course = sample::course("c", centre.centre.clock.now());
    let sessions = [sample::session(&course)];
    let write = move |conn: &mut Conn| store::course::add(conn, &course, &sessions, 10, 10);
    centre.centre.db.write(write).await.unwrap();
    centre.centre.cache.bump(&["courses", courses::planned::TOPIC]);
}

async fn register(centre: &Fresh, key: &str) -> courses::desk::Registered {
    let work = Work::Register(Arc::new(sample::party(key, 2)));
    match Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap() {
        Answer::Registered(registered) => registered,
        other => panic!("{other:?}"),
    }
}

async fn allow_private(director: &mut Visitor) {
    let setting = director.open("/office/settings/webhooks.private").await;
    director.send(setting.form("#change").fill("value", "yes")).await.must_be(200);
}

/// Adds a webhook; its secret.
async fn add(director: &mut Visitor, address: &str) -> String {
    let form = director.open("/office/webhooks").await.form("#add").fill("address", address);
    let page = director.send(form).await;
    page.must_be(200).must_say("只顯示這一次");
    page.all("#secret")[0].trim().to_owned()
}

both_engines! {
    fn r58_a_receiver_is_told_signed_what_happens_to_registrations_and_no_name(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        allow_private(&mut director).await;
        course(&centre).await;
        register(&centre, "before").await;
        let (receiver, address) = Receiver::start(204).await;
        let secret = add(&mut director, &address).await;
        let registered = register(&centre, "a").await;
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 1);
        let work = Work::Cancel { registration_id: registered.id.clone(), seats: vec![], why: None };
        Desk::of(&centre.centre).unwrap().ask("c", work, Actor::resident(None)).await.unwrap();
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 1);
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 0, "each once");
        let got = receiver.got();
        assert_eq!(got.len(), 2, "nothing of before");
        for ((headers, body), state) in got.iter().zip(["confirmed", "cancelled"]) {
            let told: serde_json::Value = serde_json::from_str(body).unwrap();
            assert_eq!(told["fact"], format!("courses.registration_{state}"));
            assert_eq!(told["about"]["registration"], registered.id);
            assert_eq!(told["about"]["reference"], registered.reference);
            assert_eq!(told["about"]["course"]["slug"], "course-c");
            assert_eq!(headers["hearth-delivery"], told["id"].as_str().unwrap());
            let seconds = centre.centre.clock.now().micros() / 1_000_000;
            assert_eq!(headers["hearth-signature"], webhooks::signature(&secret, seconds, body).as_str());
            let party = sample::party("a", 2);
            assert!(!body.contains(&party.name) && !body.contains("@") && !body.contains("+886"), "{body}");
        }
        let page = director.open("/office/webhooks").await;
        page.must_not_say(&secret);
        let log = director.open(&page.link(&address)).await;
        log.must_say("courses.registration_cancelled").must_say("已送達").must_say("回應 204").must_not_say(&secret);
        let id = log.path.rsplit('/').next().unwrap().to_owned();
        director.send(log.form("#end")).await.must_be(200).must_not_say(&address);
        register(&centre, "b").await;
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 0);
        let verbs: Vec<String> = trail_of(&centre, "foundation_webhook", &id).await.into_iter().map(|k| k.verb).collect();
        assert_eq!(verbs, ["added", "removed"]);
        centre.staff(&[Role::Promotion]).await.open("/office/webhooks").await.must_be(404);
    }

    fn r58_who_does_not_answer_is_told_again_later_and_by_hand(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        allow_private(&mut director).await;
        course(&centre).await;
        let (receiver, address) = Receiver::start(500).await;
        add(&mut director, &address).await;
        register(&centre, "a").await;
        let mut tries = 0;
        for _ in 0..40 {
            tries += webhooks::send_waiting(&centre.centre).await.unwrap();
            assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 0, "not at once");
            centre.pass(41_000);
        }
        assert_eq!(i64::try_from(tries).unwrap(), webhooks::TRIES);
        let got = receiver.got();
        assert!(got.iter().all(|(headers, _)| headers["hearth-delivery"] == got[0].0["hearth-delivery"]));
        let mut director = centre.staff(&[Role::Director]).await;
        let page = director.open("/office/webhooks").await;
        let log = director.open(&page.link(&address)).await;
        log.must_say("已放棄").must_say("回應 500");
        *receiver.answer.lock().unwrap() = 200;
        director.send(log.form("main table form")).await.must_say("等待送出");
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 1);
        director.open(&log.path).await.must_say("已送達").must_say("回應 200");
    }

    fn r58_a_receiver_that_does_not_answer_holds_up_no_other(centre) using [accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        allow_private(&mut director).await;
        let silent = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        add(&mut director, &format!("http://{}/hook", silent.local_addr().unwrap())).await;
        let (receiver, address) = Receiver::start(204).await;
        add(&mut director, &address).await;
        let (inside, now) = (centre.centre.clone(), centre.centre.clock.now());
        let event = webhooks::Event { fact: "courses.registration_confirmed".into(), about: serde_json::json!({}) };
        let tell = move |conn: &mut Conn| webhooks::tell(conn, &inside, now, &vec![event.clone(); 20]);
        centre.centre.db.write(tell).await.unwrap();
        let sending = centre.centre.clone();
        let sending = tokio::spawn(async move { webhooks::send_waiting(&sending).await });
        while receiver.got().len() < 20 {
            assert!(!sending.is_finished(), "{} while the other was waited for", receiver.got().len());
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        assert_eq!(sending.await.unwrap().unwrap(), 28, "some of what the silent one is told");
    }

    fn r58_nobody_inside_the_house_is_called(centre) using [courses::service(), accounts::service()] {
        let mut director = centre.staff(&[Role::Director]).await;
        let form = director.open("/office/webhooks").await.form("#add");
        for wrong in ["", "http://hooks.example/", "https://127.0.0.1/", "https://169.254.169.254/"] {
            director.send(form.clone().fill("address", wrong)).await.must_be(422);
        }
        director.send(form.clone().fill("address", "http://127.0.0.1/")).await.must_say("內部網路");
        // Allowed for a while: what was added then is not called any more afterwards.
        allow_private(&mut director).await;
        course(&centre).await;
        let (receiver, address) = Receiver::start(200).await;
        add(&mut director, &address).await;
        let setting = director.open("/office/settings/webhooks.private").await;
        director.send(setting.form("#change").fill("value", "no")).await.must_be(200);
        register(&centre, "a").await;
        assert_eq!(webhooks::send_waiting(&centre.centre).await.unwrap(), 1);
        assert!(receiver.got().is_empty());
        let page = director.open("/office/webhooks").await;
        director.open(&page.link(&address)).await.must_say("指向內部網路");
    }
}
