//! Answers to petitions when the process is killed between approval and sending.

use std::sync::Arc;

use foundation::centre::{Centre as House, Opening};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Conn, Db, DbResult, Engine};
use foundation::files::Files;
use foundation::house;
use foundation::keys::Keys;
use foundation::mail::Mailer;
use foundation::staff::{Role, Staff};
use petitions::model::{Channel, Grade, Kind, Nature, ProposalKind, State, Told, Way};
use petitions::rights::{DECIDE, HANDLE};
use petitions::store::{self, Act};
use petitions::work::decision::{self, Draft, Verdict};
use petitions::work::{self, New};

use crate::centre::{Centre, runtime};
use crate::mail::mail_server;
use crate::on_both_engines;
use crate::support::{Serving, program, until};

const ANSWERS: usize = 30;

fn an_approved_answer_leaves_once_whatever_ends_the_process(engine: Engine) {
    let centre = Centre::new(engine, 1);
    let house = house_of(&centre);
    for n in 0..ANSWERS {
        let house = house.clone();
        centre.db.write_blocking(move |conn| approved(conn, &house, n)).unwrap();
    }
    let (port, taken) = mail_server();
    let first = serve(&centre, port);
    until("it is in the middle", || taken.lock().unwrap().len() > ANSWERS);
    drop(first); // kill -9
    let second = serve(&centre, port);
    // What the killed process was sending may be another's for ten minutes where several share a store.
    let waiting = "select count(*) from foundation_mail where state = 'queued'";
    until("all are settled", || centre.count(waiting) == 0);
    let unproved = "select count(*) from petitions_case c where c.state = 'approved' and not exists (
        select 1 from petitions_letter l join foundation_mail m on m.unique_key = 'petitions:letter:' || l.id
        where l.case_id = c.id and l.kind = 'reply' and m.state in ('sending', 'unsure'))";
    until("what was sent is proved", || centre.count(unproved) == 0);
    second.stop();
    let mut taken = taken.lock().unwrap().clone();
    let all = taken.len();
    taken.sort();
    taken.dedup();
    assert_eq!(taken.len(), all, "a letter was sent twice");
    let of = |text| usize::try_from(centre.count(text)).unwrap();
    let replied = of("select count(*) from petitions_case where state = 'replied'");
    assert!(replied >= ANSWERS - 1, "only the one that was being sent is in doubt: {replied}");
    assert_eq!(of("select count(*) from petitions_letter where kind = 'reply'"), ANSWERS);
}

on_both_engines! { an_approved_answer_leaves_once_whatever_ends_the_process }

/// Serves it with a mail server on this port.
pub(crate) fn serve(centre: &Centre, port: u16) -> Serving {
    let mut command = program();
    command.args(["serve", "--listen", "127.0.0.1:0", "--database", &centre.url, "--data"]);
    command.arg(centre.folder.path());
    command.env("HEARTH_SMTP_HOST", "127.0.0.1").env("HEARTH_SMTP_PORT", port.to_string());
    Serving::start(command.env("HEARTH_SMTP_TLS", "none").env("HEARTH_SMTP_FROM", "a@b.example"))
}

/// The centre in this process, to work on its cases.
pub(crate) fn house_of(centre: &Centre) -> Arc<House> {
    let opening = Opening {
        code: "test".into(),
        name: "測試家庭教育中心".into(),
        name_en: "Test Family Education Centre".into(),
        base_url: "http://test.example".into(),
        db: Db::open(&Address::parse(&centre.url).unwrap()).unwrap(),
        clock: Clock::System,
        chance: Chance::system(),
        keys: Keys::new([7; 32]),
        mailer: Mailer::Kept,
        files: Files::Folder(centre.folder.path().join("files")),
        house: Arc::new(house::House::new(vec![petitions::service()], &[]).unwrap()),
    };
    runtime().block_on(House::open(opening)).unwrap()
}

/// A case that is registered, drafted by one person and approved by another.
fn approved(conn: &mut Conn, house: &Arc<House>, n: usize) -> DbResult<()> {
    let now = house.clock.now();
    let act = |who: &str| Act::by(house, who, now);
    let email = format!("p{n}@b.example");
    let told = Told {
        subject: "希望增加週末的親子課".into(),
        body: "平日都要上班。".into(),
        name: "王小美".into(),
        email,
        ..Told::default()
    };
    let new = New {
        kind: Kind::Petition,
        channel: Channel::Web,
        nature: Nature::Suggestion,
        topic: "courses".into(),
        district: String::new(),
        language: "zh-Hant".into(),
        confidential: false,
        told,
        way: Way::Email,
        grade: Grade::Ordinary,
        received_on: now.date(),
        origin: String::new(),
        source: String::new(),
        tone: None,
        notice_version: String::new(),
    };
    let mut case = work::case_of(&act("resident"), new, State::Draft);
    store::add(conn, &act("resident"), &mut case)?;
    work::register(conn, &act("resident"), &mut case)?.unwrap();
    let draft = Draft {
        kind: ProposalKind::Reply,
        text: "會增加。".into(),
        days: 0,
        ground: None,
        earlier: String::new(),
    };
    decision::propose(conn, &act("a"), &mut case, &draft)?.unwrap();
    let asked = store::find_proposal(conn, &act("b"), &case.id)?.unwrap();
    let director = Staff {
        id: "b".into(),
        name: "主任".into(),
        section: "direction".into(),
        roles: vec![Role::Director],
        rights: vec![HANDLE, DECIDE],
    };
    let verdict = Verdict { proposal: asked.id, approve: true, remark: String::new() };
    decision::decide(conn, &act("b"), &director, &mut case, &verdict)?.unwrap();
    Ok(())
}
