use foundation::db::{Conn, Sql};
use testing::{Fresh, Role, both_engines};

use crate::{approve, draft, filled, first, give, link, office, petition, send, typed};

/// What the page of a secret case says.
const SECRET: &str = "只有承辦人與核定的人看得到內容";

/// What of a case may tell who it is or what about: table and the texts in it.
const TEXTS: [(&str, &str); 12] = [
    ("petitions_case", "subject || body || name || agent || email || source"),
    ("petitions_note", "text"),
    ("petitions_proposal", "text || remark"),
    ("petitions_letter", "text || proof"),
    ("petitions_mail", "coalesce(sealed, '')"),
    ("petitions_record", "place || objections || signature"),
    ("petitions_answer", "words"),
    ("petitions_consultation", "agency || matter || answer"),
    ("foundation_trail", "coalesce(after, '') || coalesce(reason, '')"),
    ("foundation_mail", "subject || body"),
    ("foundation_file", "name"),
    ("foundation_job", "payload"),
];

/// No table holds these words anywhere in plain text.
pub async fn assert_nowhere(centre: &Fresh, words: &[&str]) {
    for (table, texts) in TEXTS {
        let read = move |conn: &mut Conn| {
            let statement: &'static str = Box::leak(format!("select {texts} from {table}").into_boxed_str());
            conn.rows(Sql(statement), &[])
        };
        for row in centre.centre.db.read(read).await.unwrap() {
            let text: String = row.get(0).unwrap();
            assert!(!words.iter().any(|word| text.contains(word)), "{table}: {text}");
        }
    }
}

both_engines! {
    /// P12, C12: the link that confirms a secret case lies in the outbox: it shows nothing and opens nothing later.
    fn c12_the_confirmation_link_of_a_secret_case_opens_nothing(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        mei.send(filled(&page).fill("nature", "wrongdoing").fill("subject", "某老師收受禮物")).await.must_be(200);
        let path = link(&centre, "mei@test.example").await;
        // In a demonstration no mail leaves the house: the director finds the link, nobody else.
        let outbox = office.director.open("/office/outbox").await;
        let letter = outbox.must_say("保密信件").attribute("main table a", "href").unwrap();
        office.director.open(&letter).await.must_say(&path);
        office.handler.open(&letter).await.must_not_say(&path);
        let page = mei.open(&path).await;
        page.must_be(200).must_not_say("某老師").must_not_say("王小美");
        mei.send(page.form("main form")).await.must_be(200).must_say("請記下案號");
        let page = mei.open(&path).await;
        assert_eq!(page.path, "/progress");
        let page = mei.send(page.form("main form").to(&path)).await;
        assert_eq!(page.path, "/progress", "a second press neither");
    }

    /// P12, C12: what becomes secret later is sealed whole: record, remark, proof, source, messages, names of files.
    fn c12_a_case_that_becomes_secret_is_sealed_whole(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let secret = |form: testing::Filled| {
            form.fill("place", "陳宅客廳").fill("source", "陳先生臉書").fill("address", "高雄市前金區一號").fill("way", "letter")
        };
        let page = typed(&mut office.handler, "counter", secret).await;
        page.must_be(200).must_say("陳宅客廳");
        let signed = page.form("#confirmation").fill("how", "e-signed").fill("signature", "陳大文").tick("may_object", "yes");
        let page = office.handler.send(signed.fill("objections", "日期寫錯")).await;
        page.must_be(200).must_say("陳先生臉書").must_say("日期寫錯");
        let case = page.path.clone();
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        let page = first(&mut office.director).await;
        let back = page.form("#decision").fill("remark", "請補陳大文的事").press("return");
        office.director.send(back).await.must_be(200);
        draft(&mut office.handler, "查明後處理。").await.must_be(200);
        approve(&mut office.director).await;
        let page = office.handler.open(&case).await;
        let sending = page.attribute("form[action$='/sending']", "id").unwrap();
        send(&mut office.handler, &page, &format!("#{sending}"), &[("proof", "掛號給陳大文")]).await.must_be(200);
        let id = case.rsplit('/').next().unwrap().split('?').next().unwrap().to_owned();
        let file = foundation::files::Kept {
            id: "f1".into(), name: "陳大文的照片.jpg".into(), kind: "image/jpeg".into(), size_bytes: 1, sha256: String::new(),
            matter: petitions::store::MATTER.into(), matter_id: id, created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        let page = office.handler.open(&case).await;
        let page = office.handler.send(page.form("#particulars").tick("secret", "yes")).await;
        page.must_be(200).must_say("陳宅客廳").must_say("陳先生臉書").must_say("日期寫錯").must_say("請補陳大文的事").must_say("掛號給陳大文");
        let words = ["陳大文", "陳宅", "陳先生", "日期寫錯", "查明後", "退費"];
        assert_nowhere(&centre, &words).await;
        page.must_say("電子簽章 陳大文（陳情人）");
        // What is written afterwards is sealed too, and all of it opens again.
        let page = office.director.open(&case).await;
        send(&mut office.handler, &page, "#note", &[("note", "陳先生來電")]).await.must_be(200);
        assert_nowhere(&centre, &words).await;
    }

    /// P12: a secret case is made open by the director, with a reason; a report of wrongdoing never.
    fn p12_only_the_director_opens_a_secret_case_and_says_why(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.tick("secret", "yes")).await;
        let page = first(&mut office.handler).await;
        let form = page.form("#particulars");
        let page = office.handler.send(form).await;
        page.must_be(200).must_say(SECRET);
        assert!(page.all("#unsealing").is_empty(), "not by the handler");
        let form = page.form("#note").to(&format!("{}/unsealing", page.path)).smuggle("unsealed", "沒關係");
        assert!(!office.handler.send(form).await.status.is_success(), "nor without the form");
        let page = first(&mut office.director).await;
        office.director.send(page.form("#unsealing")).await.must_be(422);
        let page = send(&mut office.director, &page, "#unsealing", &[("unsealed", "陳情人書面同意")]).await;
        page.must_be(200).must_not_say(SECRET).must_say("解除保密").must_say("陳情人書面同意");
        let form = page.form("#particulars").fill("nature", "wrongdoing");
        let page = office.director.send(form).await;
        page.must_be(200).must_say(SECRET);
        assert!(page.all("#unsealing").is_empty(), "a report of wrongdoing stays secret");
    }

    /// P12, C18: a report of wrongdoing is secret by whatever way it came, and stays so as a petition.
    fn p12_a_report_of_wrongdoing_is_secret_from_the_press_too(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let press = |f: testing::Filled| {
            f.fill("nature", "wrongdoing").fill("subject", "某老師收受禮物").fill("name", "").fill("phone", "").fill("source", "某老師的新聞")
        };
        typed(&mut office.handler, "press", press).await;
        give(&mut office).await;
        let page = first(&mut office.handler).await;
        page.must_be(200).must_say(SECRET);
        let old = page.path.clone();
        let page = send(&mut office.handler, &page, "#promotion", &[("name", "林小華"), ("phone", "0912345678")]).await;
        page.must_be(200).must_say(SECRET).must_say("林小華");
        assert_nowhere(&centre, &["某老師", "林小華"]).await;
        // A second press makes no second petition.
        let form = page.form("#note").to(&format!("{}/promotion", old.split('?').next().unwrap()));
        let form = form.smuggle("name", "林小華").smuggle("phone", "0912345678").smuggle("way", "phone");
        office.handler.send(form).await.must_be(422);
    }

    /// P13: a case that was confirmed while it was being forgotten keeps its key, its files and its messages.
    fn p13_a_case_confirmed_in_the_last_moment_is_not_forgotten(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        petition(&centre, &mut centre.resident(), |f| f.fill("nature", "wrongdoing").fill("subject", "某老師收受禮物")).await;
        let page = first(&mut office.director).await;
        let id = page.path.rsplit('/').next().unwrap().to_owned();
        let act = petitions::store::Act::system(&centre.centre);
        centre.centre.db.write(move |conn| petitions::store::drop_unconfirmed(conn, &act, &id)).await.unwrap();
        first(&mut office.director).await.must_say("某老師收受禮物");
        centre.mail_to("mei@test.example").await;
    }

    /// D-1: what was never confirmed is forgotten with the bytes of its files.
    fn d1_what_was_never_confirmed_leaves_no_file(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        mei.send(filled(&page)).await.must_be(200);
        let id = |conn: &mut Conn| conn.rows(Sql("select id from petitions_case"), &[])?[0].get::<String>(0);
        let id = centre.centre.db.read(id).await.unwrap();
        centre.centre.files.put("f1", bytes::Bytes::from_static(b"%PDF-")).await.unwrap();
        let file = foundation::files::Kept {
            id: "f1".into(), name: "a.pdf".into(), kind: "application/pdf".into(), size_bytes: 5, sha256: String::new(),
            matter: petitions::store::MATTER.into(), matter_id: id, created_at: centre.centre.clock.now(), created_by: "resident".into(),
        };
        centre.centre.db.write(move |conn| foundation::files::add(conn, &file)).await.unwrap();
        for seconds in [8 * 24 * 3600, 60] {
            centre.pass(seconds);
            centre.settle().await;
        }
        assert_eq!(centre.centre.files.get("f1").await.unwrap(), None);
    }

    /// S12, P12: an oral draft that is secret is not lost when whoever took it down is away.
    fn p12_a_secret_draft_is_opened_by_the_director_and_can_be_discarded(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "phone", |f| f.fill("nature", "wrongdoing")).await;
        let path = page.path.split('?').next().unwrap().to_owned();
        let mut peer = centre.staff_of("promotion", &[Role::Promotion]).await;
        peer.open(&path).await.must_be(404);
        let page = office.director.open(&path).await;
        page.must_be(200).must_say("待朗讀確認");
        office.director.send(page.form("#discarding")).await.must_be(422);
        let page = send(&mut office.director, &page, "#discarding", &[("discarded", "重複登打")]).await;
        page.must_be(200).must_say("已作廢").must_say("重複登打");
        office.director.open("/office/petitions-numbers").await.must_not_say("已作廢");
    }
}
