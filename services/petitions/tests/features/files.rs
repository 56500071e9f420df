use foundation::db::{Conn, Sql};
use foundation::form::Form;
use foundation::sealed;
use foundation::staff::COOKIE;
use futures_util::stream::{self, StreamExt};
use std::task::Poll;
use testing::{Filled, Page, Visitor, both_engines};

use crate::{approve, draft, filled, first, give, link, office, petition, send, typed};

pub const PDF: &[u8] = b"%PDF-1.7 a receipt";

/// Sends a form with a file in its field `files`, following to where it leads.
pub async fn send_file(visitor: &mut Visitor, path: &str, form: Filled, name: &str, bytes: &[u8]) -> Page {
    let mut body = Vec::new();
    for (field, value) in Form::parse(&form.encoded()).pairs() {
        body.extend(
            format!("--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n")
                .into_bytes(),
        );
    }
    let head = "--edge\r\ncontent-disposition: form-data; name=\"files\"; filename=";
    body.extend(format!("{head}\"{name}\"\r\ncontent-type: application/pdf\r\n\r\n").into_bytes());
    body.extend([bytes, b"\r\n--edge--\r\n"].concat());
    let cookie = visitor.cookie(COOKIE).map(|token| format!("{COOKIE}={token}")).unwrap_or_default();
    let request = axum::http::Request::post(path)
        .header("host", "test.example")
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(in_pieces(&body))
        .unwrap();
    let answer = visitor.raw(request).await;
    let to = answer.headers().get("location").map(|to| to.to_str().unwrap().to_owned());
    match to {
        Some(to) => visitor.open(&to).await,
        None => Page::read(path.to_owned(), answer).await,
    }
}

/// A body as it comes over a line: what is large piece by piece, each waited for.
fn in_pieces(body: &[u8]) -> axum::body::Body {
    if body.len() < 1_000_000 {
        return axum::body::Body::from(body.to_vec());
    }
    let pieces: Vec<_> =
        body.chunks(16 * 1024).map(|piece| Ok::<_, std::io::Error>(piece.to_vec())).collect();
    let waited_for = stream::iter(pieces).then(|piece| async {
        let mut waits = true;
        let wait = std::future::poll_fn(move |task| {
            task.waker().wake_by_ref();
            if std::mem::take(&mut waits) { Poll::Pending } else { Poll::Ready(()) }
        });
        wait.await;
        piece
    });
    axum::body::Body::from_stream(waited_for)
}

/// The bytes of the only file as they lie in the store of files.
async fn lying(centre: &testing::Fresh) -> Vec<u8> {
    let id = |conn: &mut Conn| conn.rows(Sql("select id from foundation_file"), &[])?[0].get::<String>(0);
    let id = centre.centre.db.read(id).await.unwrap();
    centre.centre.files.get(&id).await.unwrap().unwrap().to_vec()
}

both_engines! {
    /// P12, C12: attachments of a secret case lie sealed, and open for its handler and its petitioner.
    fn c12_attachments_of_a_secret_case_lie_sealed(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        let form = filled(&page).fill("nature", "wrongdoing");
        send_file(&mut mei, "/opinions", form, "王小美.pdf", PDF).await.must_say("還差一步");
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        mei.send(page.form("main form")).await.must_be(200);
        assert!(!lying(&centre).await.windows(4).any(|part| part == b"%PDF"), "sealed");
        give(&mut office).await;
        let page = first(&mut office.handler).await;
        let file = office.handler.open(&page.link("1.pdf")).await;
        assert_eq!(file.source.as_bytes(), PDF);
        // Whoever opens it is noted; of the petitioner not from where.
        office.handler.open(&page.path).await.must_say("打開附件");
        office.colleague.open(&page.link("1.pdf")).await.must_be(404);
        let opened = |conn: &mut Conn| {
            conn.first(Sql("select count(*) from foundation_trail where verb = 'file_opened'"), &[])?.map_or(Ok(0), |row| row.get::<i64>(0))
        };
        assert_eq!(centre.centre.db.read(opened).await.unwrap(), 1);
    }

    /// P12: what lies open when a case becomes secret is sealed by itself.
    fn p12_attachments_are_sealed_when_a_case_becomes_secret(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let form = mei.open(&page.link("補充說明")).await;
        let add = form.form("main form").fill("text", "附上收據");
        let path = form.path.clone();
        send_file(&mut mei, &path, add, "收據.pdf", PDF).await.must_say("收據.pdf");
        assert_eq!(lying(&centre).await, PDF);
        let page = first(&mut office.handler).await;
        office.handler.send(page.form("#particulars").tick("secret", "yes")).await.must_be(200);
        centre.settle().await;
        assert!(!lying(&centre).await.windows(4).any(|part| part == b"%PDF"), "sealed");
        let page = first(&mut office.handler).await;
        let file = office.handler.open(&page.link("1.pdf")).await;
        assert_eq!(file.source.as_bytes(), PDF);
    }

    /// P14, P13: whoever only sends a picture need write nothing; without either that is said; nothing else than what is
    /// taken comes in there, and of a picture not where it was made.
    fn p14_a_file_alone_is_a_supplement(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let form = mei.open(&page.link("補充說明")).await;
        let path = form.path.clone();
        mei.send(form.form("main form").fill("text", " \u{3000}")).await.must_be(422);
        let wrong = send_file(&mut mei, &path, form.form("main form"), "run.exe", b"MZ\x90").await;
        wrong.must_be(422).must_say("不是可接受的種類");
        let photo = b"\xff\xd8\xff\xe1\x00\x10Exif\0\0GPS 22.6\xff\xda\x00\x02\x01\xff\xd9";
        let page = send_file(&mut mei, &path, form.form("main form"), "現場.jpg", photo).await;
        page.must_be(200).must_say("（只附檔案）").must_say("現場.jpg");
        let lying = lying(&centre).await;
        assert!(lying.starts_with(b"\xff\xd8") && !lying.windows(3).any(|part| part == b"GPS"), "{lying:?}");
    }

    /// P14: what is added too late is not lost without a word: that the files did not go is said, and words that nobody
    /// wrote are not shown as own ones.
    fn p14_files_added_too_late_are_said_to_be_lost(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let form = mei.open(&page.link("補充說明")).await;
        let path = form.path.clone();
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#withdrawal", &[("withdrawn", "來電撤回")]).await.must_be(200);
        let files_lost = "附件沒有送出，請重新附上";
        let silent = send_file(&mut mei, &path, form.form("main form"), "receipt.pdf", PDF).await;
        silent.must_be(410).must_say(files_lost).must_not_say("只附檔案").must_not_say("您剛才寫的內容");
        let wrong = send_file(&mut mei, &path, form.form("main form").fill("text", "這是收據"), "run.exe", b"MZ\x90").await;
        wrong.must_be(410).must_say(files_lost).must_say("這是收據");
        let text = mei.send(form.form("main form").fill("text", "這是收據")).await;
        text.must_be(410).must_say("這是收據").must_not_say(files_lost);
    }

    /// P12: two that seal the same file at once do it with one key, so that whichever is kept opens.
    fn p12_a_file_sealed_twice_at_once_opens(centre) using [petitions::service()] {
        let inside = centre.centre.clone();
        let both = move |conn: &mut Conn| {
            let (keys, chance, now) = (&inside.keys, &inside.chance, inside.clock.now());
            let one = sealed::seal_bytes(conn, keys, chance, "file", PDF, now)?;
            let two = sealed::seal_bytes(conn, keys, chance, "file", PDF, now)?;
            assert_ne!(one, two);
            Ok((sealed::open_bytes(conn, keys, "file", &one)?, sealed::open_bytes(conn, keys, "file", &two)?))
        };
        let opened = centre.centre.db.write(both).await.unwrap();
        assert_eq!(opened, (Some(PDF.to_vec()), Some(PDF.to_vec())));
    }

    /// P3, P13: files that are too large together cost nothing of what was typed.
    fn p13_files_too_large_together_keep_what_was_typed(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = mei.open("/opinions").await;
        let large = vec![b'x'; petitions::public::BODY_BYTES_MAX];
        let page = send_file(&mut mei, "/opinions", filled(&page), "a.pdf", &large).await;
        page.must_be(422).must_say("檔案加起來太大");
        let form = page.form("main form");
        assert_eq!((form.value("subject"), form.value("name")), (Some("希望增加週末的親子課"), Some("王小美")));
    }

    /// P13: nobody's mailbox is filled with links, and no case with supplements.
    fn p13_links_and_supplements_are_limited(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        for n in 0..5 {
            let form = mei.open("/opinions").await;
            let form = filled(&form).fill("email", "MEI@test.example");
            let sent = mei.send(form).await;
            assert_eq!(sent.status.as_u16(), if n < 4 { 200 } else { 429 }, "{n}");
            assert!(n < 4 || sent.form("main form").value("subject") == Some("希望增加週末的親子課"), "it is kept");
        }
        let form = mei.open(&page.link("補充說明")).await;
        for n in 0..11 {
            let sent = mei.send(form.form("main form").fill("text", "再補充")).await;
            assert_eq!(sent.status.as_u16(), if n < 10 { 200 } else { 429 }, "{n}");
            assert!(n < 10 || sent.must_say("還在這裡").form("main form").value("text") == Some("再補充"), "it is kept");
        }
    }

    /// P4, C10: what the petitioner objects to is put right before it is signed, and the signed paper is kept.
    fn p4_a_record_is_corrected_and_its_paper_kept(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let page = typed(&mut office.handler, "counter", |f| f).await;
        let form = page.form("#confirmation").fill("how", "signed").fill("told_body", "課程取消，想知道 500 元怎麼退。");
        let path = format!("{}/confirmation", page.path.split('?').next().unwrap());
        let wrong = send_file(&mut office.handler, &path, form.clone(), "signed.exe", PDF).await;
        wrong.must_be(422).must_say("想知道 500 元怎麼退");
        let page = send_file(&mut office.handler, &path, form, "signed.pdf", PDF).await;
        page.must_be(200).must_say("已分案").must_say("想知道 500 元怎麼退").must_say("課程取消，想知道怎麼退費。").must_say("signed.pdf");
        // More that comes on paper is added with its file while work goes on.
        let form = page.form("#supplement-received").fill("supplied", "來函補收據");
        let path = path.replace("confirmation", "supplement-received");
        let page = send_file(&mut office.handler, &path, form, "receipt.pdf", PDF).await;
        page.must_be(200).must_say("來函補收據").must_say("receipt.pdf");
        send(&mut office.handler, &page, "#note", &[("note", "收到")]).await.must_be(200);
    }

    /// D-4: bytes that never came to belong to a case are forgotten with their key, wherever that ended; others stay.
    fn d4_bytes_of_no_case_are_forgotten(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let form = office.handler.open("/office/petitions/new").await.form("main form");
        let form = form.fill("channel", "letter").fill("nature", "rights").fill("topic", "courses");
        let form = form.fill("subject", "退費的規定").fill("body", "課程取消。").fill("name", "陳大文").fill("phone", "0912345678");
        send_file(&mut office.handler, "/office/petitions/new", form, "receipt.pdf", PDF).await.must_be(200);
        let act = petitions::store::Act::system(&centre.centre);
        let fit = |name: &str| petitions::rules::attachment::judge(name, PDF).unwrap();
        let unused = petitions::typed::put_files(&act, "", true, vec![fit("a.pdf"), fit("b.pdf")]).await.unwrap();
        centre.settle().await;
        assert!(centre.centre.files.get(&unused[0].id).await.unwrap().is_some(), "its case may be on its way");
        centre.pass(3700);
        centre.settle().await;
        for file in &unused {
            assert_eq!(centre.centre.files.get(&file.id).await.unwrap(), None);
        }
        let keys = |conn: &mut Conn| conn.first(Sql("select count(*) from foundation_record_key"), &[])?.unwrap().get::<i64>(0);
        assert_eq!(centre.centre.db.read(keys).await.unwrap(), 0);
        assert_eq!(lying(&centre).await, PDF);
    }

    /// D-3: what the house holds about a petitioner is all of it: letters, what they added, attachments, the answer
    /// afterwards; notes among colleagues are not theirs.
    fn d3_own_data_tell_letters_attachments_and_what_was_added(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let form = mei.open(&page.link("補充說明")).await;
        let (add, path) = (form.form("main form").fill("text", "附上收據"), form.path.clone());
        send_file(&mut mei, &path, add, "收據.pdf", PDF).await.must_say("收據.pdf");
        let page = first(&mut office.handler).await;
        send(&mut office.handler, &page, "#note", &[("note", "同仁的筆記")]).await.must_be(200);
        let read = |conn: &mut Conn| {
            let mei = foundation::residents::Resident { id: "m".into(), email: "mei@test.example".into() };
            let now = office::instant::Instant::parse_field("2026-11-23T10:00").unwrap();
            (petitions::own::OWN_DATA.list)(conn, &mei, now)
        };
        let records = centre.centre.db.read(read).await.unwrap();
        let words = centre.centre.words(foundation::i18n::Lang::ZhHant);
        let said: Vec<_> = records[0].fields.iter().map(|(key, told)| format!("{}：{}", words.say(key), told.said(&words))).collect();
        let said = said.join("\n");
        for part in ["給您的信：民國115年11月23日（一） · 收件通知 · 我們收到您的意見", "您的補充：民國115年11月23日（一） · 附上收據", "收據.pdf"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert!(!said.contains("同仁的筆記"), "{said}");
        assert_eq!(centre.centre.house.i18n.missing(), []);
    }

    /// C13: a file of a merged case opens for who works on the case it goes on in, and not for the other petitioner.
    fn c13_a_file_of_a_merged_case_opens_where_it_goes_on(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let (mut mei, mut li) = (centre.resident(), centre.resident());
        let page = petition(&centre, &mut mei, |f| f).await;
        let more = mei.open(&page.link("補充說明")).await;
        let (add, path) = (more.form("main form").fill("text", "收據"), more.path.clone());
        send_file(&mut mei, &path, add, "receipt.pdf", PDF).await.must_say("receipt.pdf");
        let merged = first(&mut office.handler).await;
        let other = petition(&centre, &mut li, |f| f.fill("name", "李大同").fill("email", "li@test.example")).await;
        let into = other.all("dd strong")[0].clone();
        let page = send(&mut office.handler, &merged, "#merger", &[("into", &into)]).await;
        page.must_be(200).must_say("receipt.pdf");
        let file = office.handler.open(&page.link("receipt.pdf")).await;
        assert_eq!(file.source.as_bytes(), PDF);
        office.colleague.open(&page.link("receipt.pdf")).await.must_be(404);
        li.open(&other.path).await.must_be(200).must_not_say("receipt.pdf");
    }

    /// C16: whoever is asked whether it is solved sees what was told, with the pictures; other files are no pictures.
    fn c16_the_question_shows_the_matter_with_its_pictures(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let more = mei.open(&page.link("補充說明")).await;
        let chunk = |kind: &[u8], bytes: &[u8]| {
            let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
            [&length[..], kind, bytes, &[0; 4]].concat()
        };
        let png = [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &[0; 13]), chunk(b"IDAT", b"pixels"), chunk(b"IEND", b"")].concat();
        for (name, bytes) in [("door.png", png.as_slice()), ("receipt.pdf", PDF)] {
            let (add, path) = (more.form("main form").fill("text", name), more.path.clone());
            send_file(&mut mei, &path, add, name, bytes).await.must_say(name);
        }
        draft(&mut office.handler, "已修好。").await.must_be(200);
        approve(&mut office.director).await;
        for seconds in [60, 60, 29 * 24 * 3600] {
            centre.settle().await;
            centre.pass(seconds);
        }
        centre.settle().await;
        assert!(centre.mail_to("mei@test.example").await.subject.contains("解決了嗎"));
        let page = mei.open(&link(&centre, "mei@test.example").await).await;
        page.must_say("平日都要上班");
        assert_eq!(page.all("blockquote img").len(), 1, "the picture alone");
        assert!(page.attribute("blockquote img", "alt").unwrap().contains("door.png"));
        let picture = page.attribute("blockquote img", "src").unwrap();
        mei.open(&picture).await.must_be(200);
        centre.resident().open(picture.split('?').next().unwrap()).await.must_be(403);
    }

    /// C13: what a petitioner had given to a case is read in the one that was split from it, by its section too; what
    /// came later or became secret is not.
    fn c13_a_case_that_was_split_off_keeps_files_and_additions(centre) using [petitions::service()] {
        let mut office = office(&centre).await;
        let mut mei = centre.resident();
        let page = petition(&centre, &mut mei, |f| f).await;
        let more = mei.open(&page.link("補充說明")).await;
        let (add, path) = (more.form("main form").fill("text", "停車的照片"), more.path.clone());
        send_file(&mut mei, &path, add, "receipt.pdf", PDF).await.must_say("receipt.pdf");
        let whole = first(&mut office.handler).await;
        send(&mut office.handler, &whole, "#note", &[("note", "同仁的筆記")]).await.must_be(200);
        centre.pass(60);
        let part = [("split_subject", "停車不便"), ("split_body", "停車位太少"), ("split_topic", "service")];
        send(&mut office.handler, &whole, "#split", &part).await.must_be(200);
        centre.pass(60);
        let (add, later) = (more.form("main form").fill("text", "後來的事"), more.path.clone());
        send_file(&mut mei, &later, add, "later.pdf", PDF).await.must_say("later.pdf");
        office.colleague.open(&whole.path).await.must_be(404);
        let page = first(&mut office.colleague).await;
        page.must_say("停車不便").must_say("receipt.pdf").must_say("停車的照片");
        page.must_not_say("later.pdf").must_not_say("後來的事").must_not_say("同仁的筆記");
        let file = page.link("receipt.pdf");
        assert_eq!(office.colleague.open(&file).await.source.as_bytes(), PDF);
        let secret = office.handler.open(&whole.path).await.form("#particulars").tick("secret", "yes");
        office.handler.send(secret).await.must_be(200);
        office.colleague.open(&page.path).await.must_be(200).must_not_say("receipt.pdf").must_not_say("停車的照片");
        office.colleague.open(&file).await.must_be(404);
    }

    /// P13: whoever is shown the form once more is told that the files have to be chosen again.
    fn p13_files_are_asked_for_again_where_something_else_is_wrong(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await);
        let page = send_file(&mut mei, "/opinions", form.clone().fill("subject", "短"), "receipt.pdf", PDF).await;
        page.must_be(422).must_say("請重新選擇附件");
        assert!(page.attribute("[name=files]", "aria-invalid").is_some(), "beside the field");
        mei.send(form.fill("subject", "短")).await.must_be(422).must_not_say("請重新選擇附件");
    }

    /// P13: a page left open for longer than the link holds says so, and how to go on.
    fn p13_a_link_that_lapsed_says_so_when_it_is_opened_and_when_it_is_pressed(centre) using [petitions::service()] {
        office(&centre).await;
        let mut mei = centre.resident();
        let form = filled(&mei.open("/opinions").await);
        mei.send(form).await.must_be(200);
        let path = link(&centre, "mei@test.example").await;
        let page = mei.open(&path).await;
        centre.pass(8 * 24 * 3600);
        centre.settle().await;
        mei.open(&path).await.must_be(410).must_say("再寫一次");
        mei.send(page.form("main form")).await.must_be(410).must_say("再寫一次");
    }
}
