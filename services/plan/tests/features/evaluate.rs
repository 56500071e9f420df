//! Evaluators, awards, cost and benefit, ideas.

use std::io::Read as _;

use axum::body::Body;
use axum::extract::Request;
use foundation::web::body_bytes;
use testing::{Fresh, Role, Visitor, both_engines};

use crate::house::{SMALL, assign, import, meetings, numbers, plan_of, press, upload};

pub async fn plan(centre: &Fresh) -> (Visitor, String) {
    let mut staff = centre.staff(&[Role::Promotion]).await;
    let text = SMALL
        .replace("counted_in\n", "counted_in,measure\n")
        .replace(",項\n", ",項,\n")
        .replace(",次\n", ",次,\n")
        .replace(",,,\n", ",,,,\n")
        .replace("調查份數,1200,份", "調查份數,365,份,numbers.days");
    let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
    assign(centre, &mut staff, &plan).await.must_be(200);
    let page = staff.open(&plan).await;
    let leaf = staff.open(&page.link("檢討各項表單")).await;
    let fields = [
        ("form", "document"),
        ("title", "表單檢討紀錄"),
        ("effective_on", "2026-03-01"),
        ("expires_on", ""),
        ("url", ""),
        ("note", ""),
    ];
    upload(&mut staff, &format!("{}/documents", leaf.path), &fields, Some(("紀錄 1.pdf", b"%PDF-1.7 one")))
        .await
        .must_be(200);
    (staff, plan)
}

/// The archive behind an address.
pub async fn unpacked(
    visitor: &mut Visitor,
    path: &str,
) -> zip::ZipArchive<std::io::Cursor<axum::body::Bytes>> {
    let request = Request::get(path).header("host", "test.example").body(Body::empty()).unwrap();
    let response = visitor.raw(request).await;
    assert_eq!(response.headers()["content-type"], "application/zip");
    zip::ZipArchive::new(std::io::Cursor::new(body_bytes(response.into_body()).await.unwrap())).unwrap()
}

/// Makes a link and answers its address.
pub async fn link(staff: &mut Visitor, plan: &str) -> String {
    let page = staff.open(&format!("{plan}/links")).await;
    let page = staff.send(page.form("#link").fill("name", "訪視委員")).await;
    page.must_be(200).must_say("訪視委員").link("打開").replace("http://test.example", "")
}

both_engines! {
    fn e8_an_evaluator_reads_numbered_evidence_by_a_link_for_a_time(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/links")).await;
        staff.send(page.form("#link").fill("name", "x").fill("until", "2030-01-01")).await.must_be(422).must_say("請選擇今天到");
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        page.must_be(200).must_say("提供給訪視委員").must_say("1.1.2-1 表單檢討紀錄（115/03/01（日） 起）").must_say("304 份／目標 365 份");
        // Year on year: the same number for three years, the table beside the charts.
        page.must_say("歷年比較").must_say("113 年").must_say("366").must_say("365").must_say("327");
        assert_eq!(page.headers["cache-control"].to_str().unwrap(), "no-store");
        let file = evaluator.open(&page.link("表單檢討紀錄")).await;
        assert_eq!(file.source, "%PDF-1.7 one");
        // Nothing can be written, and nothing else be read.
        assert!(page.all("form[method=post]").is_empty());
        evaluator.open(&address.replace("key=", "key=0")).await.must_be(404);
        // A file that is really there, of another plan.
        let next = plan_of(&import(&mut staff, "116", "p.csv", SMALL.as_bytes()).await);
        let leaf = staff.open(&next).await.link("檢討各項表單");
        let fields = [("title", "別的"), ("effective_on", "2027-01-01"), ("expires_on", ""), ("url", ""), ("note", "")];
        let theirs = upload(&mut staff, &format!("{leaf}/documents"), &fields, Some(("x.pdf", b"%PDF-1.7 two"))).await;
        let theirs = theirs.must_be(200).link("別的");
        assert_eq!(staff.open(&theirs).await.source, "%PDF-1.7 two");
        let ours = page.link("表單檢討紀錄");
        let id = ours.split("/files/").nth(1).unwrap().split('?').next().unwrap();
        evaluator.open(&ours.replace(id, theirs.rsplit('/').next().unwrap())).await.must_be(404);
        let list = staff.open(&format!("{plan}/links")).await;
        assert!(!list.all("tbody td").contains(&"—".to_owned()), "it was used");
        staff.send(list.form("tbody form")).await.must_say("已失效");
        evaluator.open(&address).await.must_be(404);
        let address = link(&mut staff, &plan).await;
        evaluator.open(&address).await.must_be(200);
        centre.pass(31 * 24 * 3600);
        evaluator.open(&address).await.must_be(404);
    }

    fn e8_the_evidence_is_one_archive_with_contents_and_every_file_under_its_number(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        let request = Request::get(page.link("下載全部佐證")).header("host", "test.example").body(Body::empty()).unwrap();
        let response = evaluator.raw(request).await;
        assert_eq!(response.headers()["content-type"], "application/zip");
        let bytes = body_bytes(response.into_body()).await.unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        for name in ["00-contents.pdf", "00-contents.odt", "00-contents.ods", "1.1.2/1.1.2-1-紀錄 1.pdf"] {
            assert!(names.iter().any(|n| n == name), "{names:?}");
        }
        let mut text = String::new();
        archive.by_name("1.1.2/1.1.2-1-紀錄 1.pdf").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, "%PDF-1.7 one");
        let taken = |conn: &mut foundation::db::Conn| Ok(conn.rows(foundation::sql!("select id from foundation_trail where verb = 'evidence-taken-along'"), &[])?.len());
        assert_eq!(centre.centre.db.read(taken).await.unwrap(), 1);
        evaluator.open(&page.link("目錄與實績（PDF）")).await.must_be(200);
        // A file comes under the name it was given, and one that is lost is named, not left out.
        let file = evaluator.open(&page.link("表單檢討紀錄")).await;
        let named = file.headers["content-disposition"].to_str().unwrap();
        assert_eq!(named, "attachment; filename=\"__ 1.pdf\"; filename*=UTF-8''%E7%B4%80%E9%8C%84%201.pdf");
        let id = page.link("表單檢討紀錄").split("/files/").nth(1).unwrap().split('?').next().unwrap().to_owned();
        centre.centre.files.remove(&id).await.unwrap();
        let request = Request::get(page.link("下載全部佐證")).header("host", "test.example").body(Body::empty()).unwrap();
        let bytes = body_bytes(evaluator.raw(request).await.into_body()).await.unwrap();
        let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut lost = String::new();
        archive.by_name("00-missing.txt").unwrap().read_to_string(&mut lost).unwrap();
        assert!(lost.contains("1.1.2/1.1.2-1-紀錄 1.pdf"), "{lost}");
        evaluator.open(&page.link("目錄與實績（ODF）")).await.must_be(200);
    }

    fn e6_e8_evaluators_read_what_was_frozen_beside_what_is_counted_now_and_each_reading_leaves_a_row(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/freezes")).await;
        let frozen = staff.send(page.form("#freeze").fill("to", "2026-09-30").fill("note", "第三季填報")).await.must_be(200).path.clone();
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        page.must_say("第三季填報").must_say("304 份／目標 365 份 115/09/30（三） 填報：273 份（應達 273 份）、正常");
        let day = evaluator.open(&page.link("民國115年9月30日")).await;
        day.must_be(200).must_say("當日燈號").must_say("辦理滿意度調查 273 份（應達 273 份）").must_say("273 365 相同");
        assert!(day.all("main form").is_empty(), "nothing can be written");
        // On a page in English the words of the office are marked as Chinese (WCAG 3.1.2).
        let english = evaluator.open(&format!("/en{}", page.link("民國115年9月30日"))).await;
        english.must_say("Lights of that day");
        assert!(english.all("th [lang=zh-Hant]").iter().any(|said| said == "辦理滿意度調查"), "{}", english.source);
        // The reporting day of another plan is none of theirs.
        let other = plan_of(&import(&mut staff, "114", "p.csv", SMALL.as_bytes()).await);
        let page_of = staff.open(&format!("{other}/freezes")).await;
        let theirs = staff.send(page_of.form("#freeze").fill("to", "2025-09-30")).await.must_be(200).path.clone();
        let id = |path: &str| path.rsplit('/').next().unwrap().to_owned();
        evaluator.open(&day.path.replace(&id(&frozen), &id(&theirs))).await.must_be(404);
        let mut archive = unpacked(&mut evaluator, &page.link("下載全部佐證")).await;
        let mut text = Vec::new();
        archive.by_name("00-frozen-2026-09-30.ods").unwrap().read_to_end(&mut text).unwrap();
        let sheet = foundation::sheet::read("x.ods", &text).unwrap();
        let row = sheet.lines.iter().find(|line| line.cells[0] == "2.1.1").unwrap();
        assert_eq!(row.cells[2..5], ["正常", "273", "273"]);
        let mut paper = String::new();
        let mut odt = Vec::new();
        archive.by_name("00-contents.odt").unwrap().read_to_end(&mut odt).unwrap();
        let mut odt = zip::ZipArchive::new(std::io::Cursor::new(odt)).unwrap();
        odt.by_name("content.xml").unwrap().read_to_string(&mut paper).unwrap();
        assert!(paper.contains("填報：273 份（應達 273 份）、正常"));
        evaluator.open(&page.link("目錄與實績（PDF）")).await.must_be(200);
        evaluator.open(&page.link("表單檢討紀錄")).await.must_be(200);
        // Reading and taking along leave rows: the first hour of reading one, each download its own.
        let rows = |conn: &mut foundation::db::Conn| {
            let rows = conn.rows(foundation::sql!("select verb, after from foundation_trail where matter = 'plan_link' and verb like 'evidence%' order by id"), &[])?;
            rows.iter().map(|r| Ok(format!("{} {}", r.get::<String>(0)?, r.get::<Option<String>>(1)?.unwrap_or_default()))).collect::<foundation::db::DbResult<Vec<_>>>()
        };
        let trail = centre.centre.db.read(rows).await.unwrap();
        assert_eq!(trail[..3], ["evidence-read ", "evidence-taken-along zip", "evidence-taken-along pdf"]);
        assert!(trail[3].starts_with("evidence-file-taken ") && trail.len() == 4, "{trail:?}");
    }

    fn e8_evidence_of_any_size_comes_as_one_archive(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        let id = page.link("表單檢討紀錄").split("/files/").nth(1).unwrap().split('?').next().unwrap().to_owned();
        let size = 101 * 1024 * 1024;
        centre.centre.files.put(&id, vec![b'x'; size].into()).await.unwrap();
        let large = |conn: &mut foundation::db::Conn| conn.batch("update foundation_file set size_bytes = 105906176");
        centre.centre.db.write(large).await.unwrap();
        let mut archive = unpacked(&mut evaluator, &page.link("下載全部佐證")).await;
        let names: Vec<String> = archive.file_names().map(str::to_owned).collect();
        let file = names.iter().find(|name| name.contains("1.1.2-1")).unwrap();
        assert_eq!(std::io::copy(&mut archive.by_name(file).unwrap(), &mut std::io::sink()).unwrap(), size as u64);
    }

    fn e8_an_evaluator_with_an_account_reads_published_plans_and_nothing_else(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let mut evaluator = centre.staff_of("direction", &[Role::Evaluator]).await;
        let list = evaluator.open("/office/plan/evaluation").await;
        list.must_be(200).must_say("計畫與佐證").must_say("目前還沒有公開的服務計畫");
        let here = plan.replace("/office/plan/plans/", "/office/plan/evaluation/");
        evaluator.open(&here).await.must_be(404);
        press(&mut staff, &plan, "review").await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut staff, &plan, "publish").await.must_be(200);
        let list = evaluator.open("/office/plan/evaluation").await;
        let page = evaluator.open(&list.link("115 年服務計畫")).await;
        page.must_be(200).must_say("1.1.2-1 表單檢討紀錄").must_say("304 份／目標 365 份").must_say("歷年比較");
        assert!(page.all("main form").is_empty(), "nothing can be written");
        assert_eq!(evaluator.open(&page.link("表單檢討紀錄")).await.source, "%PDF-1.7 one");
        evaluator.open(&page.link("目錄與實績（PDF）")).await.must_be(200);
        let archive = evaluator.open(&page.link("下載全部佐證")).await;
        assert_eq!(archive.headers["content-type"], "application/zip");
        for path in ["/office/plan", "/office/plan/plans", "/office/plan/ideas", "/office/plan/meetings", plan.as_str()] {
            evaluator.open(path).await.must_be(404);
        }
        // Sections have their own pages, and no need of this one.
        staff.open("/office/plan/evaluation").await.must_be(404);
    }

    fn q1_the_report_of_a_year_is_its_tree_with_units_numbers_years_and_evidence(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let address = link(&mut staff, &plan).await;
        let mut evaluator = centre.resident();
        let page = evaluator.open(&address).await;
        let mut archive = unpacked(&mut evaluator, &page.link("下載全部佐證")).await;
        let (mut odt, mut text) = (Vec::new(), String::new());
        archive.by_name("00-contents.odt").unwrap().read_to_end(&mut odt).unwrap();
        zip::ZipArchive::new(std::io::Cursor::new(odt)).unwrap().by_name("content.xml").unwrap().read_to_string(&mut text).unwrap();
        for said in ["一、基礎服務", "(一)流程", "二、意見回饋", "304 份／目標 365 份", "歷年比較", "113 年", "1.1.2-1 表單檢討紀錄"] {
            assert!(text.contains(said), "{said}");
        }
        page.must_say("一、基礎服務").must_say("輔導教育組、推廣教育組");
        // The demonstration has the six areas, each action with units of its own.
        let columns = foundation::sheet::read("plan.csv", include_bytes!("../../demo/plan.csv")).unwrap();
        for area in ["一、", "二、", "三、", "四、", "五、", "六、"] {
            assert!(columns.lines.iter().any(|line| line.cells[1].starts_with(area)), "{area}");
        }
        assert_eq!(columns.lines.len(), 54);
        assert!(columns.lines.iter().all(|line| !line.cells[4].is_empty()));
    }

    fn q2_frames_are_data_and_criteria_and_actions_answer_each_other_many_to_many(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open("/office/plan/frames").await;
        for wrong in ["|30", "創新加值|150", "創新加值|三十"] {
            let page = staff.send(page.form("#frame").fill("title", "服務獎").fill("criteria", wrong)).await;
            page.must_be(422).must_say("每一行先寫項目");
        }
        let page = staff.send(page.form("#frame").fill("title", "服務獎").fill("criteria", "創新加值|30\n社會關懷")).await;
        page.must_be(200).must_say("創新加值 30%").must_say("社會關懷");
        let forms: Vec<String> = page.source.split("id=\"map-").skip(1).map(|r| r.split('"').next().unwrap().to_owned()).collect();
        for id in &forms {
            let page = staff.open("/office/plan/frames").await;
            let box_ = page.source.split(&format!("id=\"map-{id}\"")).nth(1).unwrap().split("name=\"line\" value=\"").nth(2).unwrap().split('"').next().unwrap().to_owned();
            staff.send(page.form(&format!("#map-{id}")).tick("line", &box_)).await.must_be(200);
        }
        let address = link(&mut staff, &plan).await;
        let page = centre.resident().open(&address).await;
        assert_eq!(page.all("details a[href='#act-1.1.2']").len(), 2, "one action answers both: {}", page.text());
    }

    fn q3_the_years_are_compared_by_what_was_counted_reported_or_told_each_with_a_chart(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = SMALL
            .replace("counted_in\n", "counted_in,measure\n")
            .replace(",項\n", ",項,\n").replace(",次\n", ",次,\n").replace(",,,\n", ",,,,\n")
            .replace("調查份數,1200,份", "調查份數,365,份,numbers.days");
        // Last year's plan, whose months were reported; this one is its copy.
        let before = plan_of(&import(&mut staff, "114", "p.csv", text.as_bytes()).await);
        assign(&centre, &mut staff, &before).await.must_be(200);
        let leaf = staff.open(&before).await.link("檢討各項表單");
        for (month, actual) in [("2025-03", "1"), ("2025-09", "2")] {
            let page = staff.open(&leaf).await;
            staff.send(page.form("#month").fill("month", month).fill("actual", actual).fill("reason", "x").fill("remedy", "y")).await.must_be(200);
        }
        let page = staff.open(&before).await;
        let plan = staff.send(page.form("#copy")).await.must_be(200).path.clone();
        let leaf = staff.open(&plan).await.link("檢討各項表單");
        let page = staff.open(&leaf).await;
        let wrong = staff.send(page.form("#earlier").fill("earlier", "many")).await;
        wrong.must_be(422).must_say("請填 0 以上的整數").must_say("請選擇");
        assert_eq!(wrong.form("#earlier").value("earlier"), Some("many"));
        staff.send(page.form("#earlier").fill("earlier_year", "2024").fill("earlier", "1").fill("source", "113 年成果報告")).await.must_be(200);
        staff.send(page.form("#month").fill("month", "2026-10").fill("actual", "4")).await.must_be(200);
        // A year before the house ran is told of a measured number as well.
        let measured = staff.open(&plan).await.link("辦理滿意度調查");
        let page = staff.open(&measured).await;
        staff.send(page.form("#earlier").fill("earlier_year", "2024").fill("earlier", "120").fill("source", "113 年成果報告")).await.must_be(200);
        let address = link(&mut staff, &plan).await;
        let page = centre.resident().open(&address).await;
        let rows = page.all("main table tbody tr");
        assert!(rows.contains(&"1.1.2 檢討次數 1 次（補登：113 年成果報告） 3 次 4 次".to_owned()), "{rows:?}");
        assert!(rows.contains(&"日數 120 份（補登：113 年成果報告） 365 327".to_owned()), "{rows:?}");
        assert!(page.all("figure.chart svg title").contains(&"1.1.2 檢討次數".to_owned()), "{}", page.text());
        assert_eq!(page.all("figure.chart").len(), page.all("figure.chart table").len(), "each with its table");
        for kind in ["目錄與實績（PDF）", "目錄與實績（ODF）"] {
            centre.resident().open(&page.link(kind)).await.must_be(200);
        }
        // In English only the words of the plan are said to be Chinese.
        let english = centre.resident().open(&format!("/en{address}")).await;
        assert!(english.all("figure.chart svg title").contains(&"1.1.2".to_owned()), "{}", english.text());
        assert!(english.all("p[lang=zh-Hant]").contains(&"1.1.2 檢討次數".to_owned()), "{}", english.text());
        assert!(english.all("div[lang] figure.chart").is_empty());
        let chinese = |said: &String| said.contains(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(english.all("td span[lang=zh-Hant]").contains(&"4 次".to_owned()), "{}", english.text());
        assert!(english.all("dd strong[lang=zh-Hant]").iter().any(|said| said.contains("4 次")), "{}", english.text());
        assert!(!english.all("figure.chart td, h1, nav.breadcrumb li").iter().any(chinese), "{}", english.text());
        // What was told by mistake is taken back with a reason, once.
        let page = staff.open(&measured).await;
        let back = page.form("#earlier").fill("earlier_year", "2024").fill("earlier", "").fill("source", "");
        staff.send(back.clone()).await.must_be(422).must_say("請填");
        let back = back.fill("source", "看錯年度");
        staff.send(back.clone()).await.must_be(200);
        let page = centre.resident().open(&address).await;
        page.must_not_say("120 份（補登");
        staff.send(back).await.must_be(422);
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        let form = staff.open(&leaf).await.form("#earlier").fill("earlier_year", "2024").fill("earlier", "9").fill("source", "x");
        accountant.send(form).await.must_be(404);
    }

    fn a_number_of_an_earlier_year_counts_whichever_action_tells_it(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,counted_in,measure\n1.1,甲,乙,一季一次,推廣教育組,日,numbers.days\n1.2,甲,乙,一年一次,推廣教育組,日,numbers.days\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", text.as_bytes()).await);
        let second = staff.open(&plan).await.link("一年一次");
        let page = staff.open(&second).await;
        staff.send(page.form("#earlier").fill("earlier_year", "2024").fill("earlier", "120").fill("source", "成果報告")).await.must_be(200);
        let address = link(&mut staff, &plan).await;
        centre.resident().open(&address).await.must_say("日數 120 日（補登：成果報告）");
    }

    fn q2_what_answered_a_criterion_in_another_year_stays_and_longer_plans_answer_too(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let long = "code,area,strategy,action,units,target-2026,target-2027\n1.1,甲,乙,設置據點,推廣教育組,4,8\n";
        let fields = [("year", "115"), ("years", "2"), ("title", "中程計畫")];
        upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", long.as_bytes()))).await.must_be(200);
        let page = staff.open("/office/plan/frames").await;
        staff.send(page.form("#frame").fill("title", "服務獎").fill("criteria", "創新加值|30")).await.must_be(200);
        let tick = async |staff: &mut Visitor, action: &str| {
            let page = staff.open("/office/plan/frames").await;
            let before = page.source.split(action).next().unwrap();
            let line = before.rsplit("name=\"line\" value=\"").next().unwrap().split('"').next().unwrap().to_owned();
            let form = page.form("form[id^=map]");
            let form = if form.encoded().contains(&line) { form } else { form.tick("line", &line) };
            staff.send(form).await.must_be(200);
        };
        tick(&mut staff, "檢討各項表單").await;
        tick(&mut staff, "設置據點").await;
        staff.open("/office/plan/frames").await.must_say("1.1 設置據點");
        let address = link(&mut staff, &plan).await;
        // Next year without that action: mapping anew leaves what the plan of this year answers.
        let next = "code,area,strategy,action,units\n1.1,甲,乙,另一項工作,推廣教育組\n";
        import(&mut staff, "116", "p.csv", next.as_bytes()).await.must_be(200);
        centre.pass(45 * 24 * 3600);
        let mut staff = centre.staff(&[Role::Promotion]).await;
        tick(&mut staff, "另一項工作").await;
        let page = link(&mut staff, &plan).await;
        assert_ne!(page, address);
        let page = centre.resident().open(&page).await;
        assert_eq!(page.must_be(200).all("details a[href='#act-1.1.2']").len(), 1, "{}", page.text());
    }

    fn a6_e12_a_programme_takes_its_own_persons_each_counted_once(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/costs")).await;
        let form = page.form("#cost").fill("programme", "甲班").fill("amount", "120").fill("kind", "money").fill("measure", "numbers.people");
        staff.send(form).await.must_be(200);
        let page = staff.open(&format!("{plan}/costs")).await;
        page.must_say("5 不重複人數");
        let page = staff.open(&page.link("只計其中一部分")).await;
        staff.send(page.form("#part").fill("part", "programme=甲班")).await.must_be(200);
        let page = staff.open(&format!("{plan}/costs")).await;
        assert!(page.all("tbody td").join("|").contains("|120|4 不重複人數 甲班"), "{}", page.text());
        assert_eq!(page.all("tbody td").last().map(String::as_str), Some("30"));
        let measure = staff.open("/office/measures/numbers.people").await;
        measure.must_say("依班別").must_say("各項相加會多於合計");
    }

    fn e12_cost_and_benefit_by_programme_with_its_assumptions(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let page = staff.open(&format!("{plan}/costs")).await;
        page.must_say("還沒有登錄成本").must_say("同仁每小時 250 元");
        let form = page.form("#cost").fill("programme", "親職教育").fill("amount", "10,000").fill("kind", "money").fill("measure", "numbers.days");
        staff.send(form.clone().fill("amount", "lots")).await.must_be(422).must_say("請填 0 以上的整數");
        staff.send(form.clone()).await.must_be(200);
        staff.send(form.fill("kind", "staff").fill("amount", "40").fill("measure", "")).await.must_be(200);
        let page = staff.open(&format!("{plan}/costs")).await;
        // 10,000 and 40 hours at 250 by the 327 of the measure.
        assert_eq!(page.all("tbody td"), ["10,000", "40", "0", "20,000", "327 日數", "61"]);
        // One part of a number is told; a part it does not have is refused; another year's cost is not this one's.
        meetings(&centre, "2026-10-05", &["甲", "甲", "乙"]).await;
        let form = page.form("#cost").fill("programme", "會議").fill("amount", "100").fill("kind", "money").fill("measure", "numbers.meetings");
        staff.send(form.clone()).await.must_be(200);
        let page = staff.open(&format!("{plan}/costs")).await;
        let page = staff.open(&page.link("只計其中一部分")).await;
        let choose = page.must_say("甲").must_say("乙").form("#part");
        for wrong in ["title=丙", "colour=甲", "甲"] {
            staff.send(choose.clone().without("part").smuggle("part", wrong)).await.must_be(422).must_say("請選一項");
        }
        staff.send(choose.fill("part", "title=甲")).await.must_be(200);
        staff.send(form.clone().fill("spent_on", "2025-05-01")).await.must_be(422).must_say("日期不在計畫年度內");
        staff.send(form.fill("spent_on", "2026-12-24")).await.must_be(422).must_say("日期不能在今天之後");
        let page = staff.open(&format!("{plan}/costs")).await;
        assert!(page.all("tbody td").join("|").contains("100|0|0|100|2 會議數 甲 只計其中一部分 會議|50"), "{}", page.text());
        // What was entered by mistake is taken back with a reason, by who may enter, once, and is in no sum.
        let back = page.link("收回");
        centre.staff(&[Role::Volunteer]).await.open(&back).await.must_be(404);
        let page = staff.open(&back).await;
        page.must_say("收回「會議 經費");
        staff.send(page.form("#take-back")).await.must_be(422);
        let form = page.form("#take-back").fill("reason", "重複登錄");
        let costs = staff.send(form.clone()).await;
        assert!(costs.must_be(200).all("tbody td").join("|").contains("0|0|0|0|2 會議數 甲"), "{}", costs.text());
        staff.send(form).await.must_be(404);
        assert_eq!(costs.all("a[href$='/take-back']").len(), 2);
        // What was counted is kept for some minutes like every number.
        let reach = async |centre: &Fresh| {
            let mut staff = centre.staff(&[Role::Promotion]).await;
            staff.open(&format!("{plan}/costs")).await.all("tbody td").join("|")
        };
        meetings(&centre, "2026-10-06", &["甲"]).await;
        assert!(reach(&centre).await.contains("2 會議數 甲"));
        centre.pass(11 * 60);
        assert!(reach(&centre).await.contains("3 會議數 甲"));
    }

    fn e11_a_proposal_is_decided_with_a_reason_and_looked_at_again(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let page = staff.open("/office/plan/ideas").await;
        let form = page.form("#idea").fill("title", "條碼報到").fill("benefit", "省時間");
        let wrong = staff.send(form.clone()).await;
        wrong.must_be(422);
        assert_eq!(wrong.form("#idea").value("title"), Some("條碼報到"));
        staff.send(form.fill("method", "門口掃描手機")).await.must_be(200).must_say("待審查").must_not_say("採行 條碼");
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        let page = director.open("/office/plan/ideas").await;
        let form = page.form("form[id^=idea-]");
        let wrong = director.send(form.clone().fill("feasibility", "5").press("act")).await;
        wrong.must_be(422).must_say("請說明理由");
        assert_eq!(wrong.form("form[id^=idea-]").value("feasibility"), Some("5"), "marks are kept");
        let page = director.send(form.fill("reason", "可以馬上做").press("act")).await;
        page.must_be(200).must_say("採行").must_say("可以馬上做").must_say("民國116年5月23日（日）檢視執行情形");
        let again = director.send(page.form("form[id^=idea-]").fill("reason", "省了十五分鐘").press("act")).await;
        again.must_say("採行並已檢視");
        // A colleague cannot decide.
        let mut page = staff.open("/office/plan/ideas").await;
        page.source = page.source.replace("/office/plan/ideas\"", "/office/plan/ideas/x\"");
        staff.send(page.form("#idea").smuggle("act", "adopt").smuggle("reason", "x")).await.must_be(404);
    }

    fn a_published_plan_of_several_years_is_shown_year_by_year(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,target-2026,target-2027,milestone-2028\n1.1,甲,乙,設置據點,輔導教育組,4,8,\n1.2,甲,乙,評估據點,推廣教育組,,,完成評估\n";
        let fields = [("year", "115"), ("years", "3"), ("title", "中程計畫")];
        let plan = plan_of(&upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", text.as_bytes()))).await);
        assign(&centre, &mut staff, &plan).await.must_be(200);
        press(&mut staff, &plan, "review").await.must_be(200);
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        press(&mut director, &plan, "approve").await.must_be(200);
        press(&mut staff, &plan, "publish").await.must_be(200);
        let page = centre.resident().open("/plan/2026-2028").await;
        assert_eq!(page.must_be(200).all("#by-year caption"), ["115 年", "116 年", "117 年"]);
        assert_eq!(page.all("#by-year tbody td"), ["設置據點", "4", "設置據點", "8", "評估據點", "完成評估"]);
    }

    fn e11_a_story_of_success_that_was_approved_stands_on_the_page_of_the_plan(centre) using [plan::service(), numbers()] {
        let (mut staff, plan) = plan(&centre).await;
        let mut director = centre.staff_of("direction", &[Role::Director]).await;
        for (who, act) in [(0, "review"), (1, "approve"), (0, "publish")] {
            press(if who == 0 { &mut staff } else { &mut director }, &plan, act).await.must_be(200);
        }
        let page = staff.open("/office/plan/ideas").await;
        let form = page.form("#idea").fill("kind", "story").fill("title", "條碼報到").fill("method", "門口掃描手機").fill("benefit", "省十五分鐘");
        staff.send(form).await.must_be(200).must_say("待核可");
        let mut anyone = centre.resident();
        anyone.open("/plan").await.must_be(200).must_not_say("條碼報到");
        let page = director.open("/office/plan/ideas").await;
        let form = page.form("form[id^=idea-]");
        director.send(form.clone().smuggle("act", "adopt")).await.must_be(422).must_say("請說明理由");
        let page = director.send(form.fill("reason", "可供參考").smuggle("act", "adopt")).await;
        page.must_be(200).must_say("已公開");
        anyone.open("/plan").await.must_say("成功範例 條碼報到 門口掃描手機 省十五分鐘").must_not_say("王小明 條碼");
        let form = page.form("form[id^=idea-]").fill("reason", "內容過時").smuggle("act", "decline");
        director.send(form).await.must_be(200).must_say("不公開");
        anyone.open("/plan").await.must_not_say("條碼報到");
    }

    fn a_plan_of_several_years_has_a_target_for_each(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,target-2026,target-2027,milestone-2028\n1.1,甲,乙,設置據點,輔導教育組,4,8,完成評估\n";
        let fields = [("year", "115"), ("years", "3"), ("title", "中程計畫")];
        let report = upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", text.as_bytes()))).await;
        let page = staff.open(&plan_of(&report)).await;
        page.must_say("中程計畫").must_say("115 年 4").must_say("116 年 8").must_say("117 年 完成評估");
        let leaf = staff.open(&page.link("設置據點")).await;
        let form = staff.open(&leaf.link("修改文字")).await;
        let form = form.form("#leaf");
        assert_eq!((form.value("target-2027"), form.value("milestone-2028")), (Some("8"), Some("完成評估")));
        // The annual plan carries out a slice of it.
        let annual = plan_of(&import(&mut staff, "116", "p.csv", SMALL.as_bytes()).await);
        let page = staff.open(&annual).await;
        let leaf = staff.open(&page.link("檢討各項表單")).await;
        let form = staff.open(&leaf.link("修改文字")).await;
        let line = form.source.split("name=\"serves\"").nth(1).unwrap().split("value=\"").skip(1).map(|r| r.split('"').next().unwrap()).find(|v| !v.is_empty()).unwrap().to_owned();
        staff.send(form.form("#leaf").fill("serves", &line)).await.must_be(200);
        staff.open(&leaf.path).await.must_say("所執行的中長程計畫工作：1.1 設置據點");
    }
}
