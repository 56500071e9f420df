//! A plan comes in from a table whole, or not at all with a reason for every row; and goes out again.

use foundation::sheet::{self, Cell, Kind};
use testing::{Fresh, Role, both_engines};

use crate::house::{SMALL, assign, import, numbers, plan_of, press, upload};

async fn count(centre: &Fresh) -> usize {
    centre.centre.db.read(plan::store::plan::list).await.unwrap().len()
}

fn table(kind: Kind, text: &str) -> Vec<u8> {
    let read = sheet::read("t.csv", text.as_bytes()).unwrap();
    let rows: Vec<Vec<Cell>> = read.lines.iter().map(|l| l.cells.iter().map(Cell::from).collect()).collect();
    sheet::write(kind, "plan", &read.columns, &rows).unwrap()
}

/// An ODS file with the first of these texts in its parts replaced.
fn edited(ods: &[u8], (old, new): (&str, &str)) -> Vec<u8> {
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(ods)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let mut text = String::new();
        std::io::Read::read_to_string(&mut file, &mut text).unwrap();
        out.start_file(file.name().to_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut out, text.replacen(old, new, 1).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// A table as Excel writes it, with something done to its page.
fn written(text: &str, more: impl Fn(&mut rust_xlsxwriter::Worksheet)) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, line) in (0..).zip(text.lines()) {
        for (column, cell) in (0..).zip(line.split(',')) {
            page.write_string(row, column, cell).unwrap();
        }
    }
    more(page);
    book.save_to_buffer().unwrap()
}

both_engines! {
    fn a_number_that_an_office_program_keeps_as_a_fraction_is_refused_as_code(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let text = "code,area,strategy,action,units,target\n1.9,甲,乙,前一項,推廣教育組,3\n1.10,甲,乙,第十項,推廣教育組,4\n";
        let ods = edited(&table(Kind::Ods, text), ("office:value-type=\"string\"><text:p>1.10<", "office:value-type=\"float\" office:value=\"1.1\"><text:p>1.10<"));
        let xlsx = written(text, |page| { page.write_number_with_format(2, 0, 1.10, &rust_xlsxwriter::Format::new().set_num_format("0.00")).unwrap(); });
        for (name, content) in [("p.ods", ods), ("p.xlsx", xlsx)] {
            let page = import(&mut staff, "115", name, &content).await;
            page.must_be(422).must_say("有 1 列需要修正").must_say("code: 這一格是數字，1.10 會變成 1.1");
        }
        // As text it is what it says, and targets may be numbers.
        let xlsx = written(text, |page| { page.write_number(2, 5, 4.0).unwrap(); });
        let plan = plan_of(&import(&mut staff, "115", "p.xlsx", &xlsx).await);
        staff.open(&plan).await.must_say("1.10");
    }

    fn e1_a_plan_is_imported_from_every_kind_of_table_and_goes_out_the_same(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for (year, kind) in [("115", Kind::Csv), ("2027", Kind::Xlsx), ("117", Kind::Ods)] {
            let report = import(&mut staff, year, &format!("計畫.{}", kind.code()), &table(kind, SMALL)).await;
            let plan = plan_of(report.must_say("已匯入 4 項工作重點"));
            let page = staff.open(&plan).await;
            page.must_say("草案").must_say("二、意見回饋").must_say("辦理滿意度調查").must_say("1,200 份").must_say("輔導教育組、推廣教育組");
            // The same table again changes nothing; and what goes out can come in.
            let out = staff.open(&format!("{plan}/export/csv")).await;
            let again = import(&mut staff, year, "again.csv", out.source.as_bytes()).await;
            again.must_be(200);
            assert!(again.all("tbody td:last-child").iter().all(|said| said == "沒有變動"), "{}", again.text());
        }
        assert_eq!(count(&centre).await, 3);
    }

    fn one_wrong_row_keeps_all_out_and_each_row_is_reported(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Counselling]).await;
        let text = "code,area,strategy,action,units,target\n1.1,甲,乙,好,推廣組,3\n1.2,甲,乙,缺單位,,3\n1.1,甲,乙,重複,會計,x\n第一,甲,,錯,行銷組,\n";
        let page = import(&mut staff, "115", "p.csv", text.as_bytes()).await;
        page.must_be(422).must_say("有 3 列需要修正，所以一列都沒有匯入");
        let percent = "code,area,strategy,action,units,unit,gauge,target\n1.1,甲,乙,提高比率,推廣組,percent,sum,85\n";
        import(&mut staff, "115", "p.csv", percent.as_bytes()).await.must_be(422).must_say("gauge: 百分比不能逐月累加");
        page.must_say("units: 請填業務單位").must_say("code: 這個編號已經用過").must_say("target: 請填 0 以上的整數");
        page.must_say("不認得的業務單位：行銷組").must_say("編號請寫成");
        assert_eq!(count(&centre).await, 0);
    }

    fn a_plan_of_several_years_says_which_columns_it_takes(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        staff.open("/office/plan/import").await.must_say("多年期計畫用：每年各一欄");
        let years = [("year", "115"), ("years", "3"), ("title", "")];
        let wrong = "code,area,strategy,action,units,target_2026\n1.1,甲,乙,好,推廣組,3\n";
        let page = upload(&mut staff, "/office/plan/import", &years, Some(("p.csv", wrong.as_bytes()))).await;
        page.must_be(422).must_say("target_2026").must_say("target-2026、target-2027、target-2028");
        let template = plan::import::template(Kind::Csv, (2026, 3)).unwrap();
        let page = upload(&mut staff, "/office/plan/import", &years, Some(("p.csv", &template))).await;
        staff.open(&plan_of(&page)).await.must_say("6 項");
    }

    fn every_bad_file_is_refused_with_the_reason(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let merged = edited(&table(Kind::Ods, SMALL), ("<table:table-cell office", "<table:table-cell table:number-columns-spanned=\"2\" office"));
        let merged_xlsx = written(SMALL, |page| {
            page.merge_range(2, 1, 3, 1, "一、基礎服務", &rust_xlsxwriter::Format::new()).unwrap();
        });
        for (name, content, said) in [
            ("p.csv", b"code,area\n\xb0\xaa\xb6\xaf,x\n".to_vec(), "不是 UTF-8 編碼"),
            ("p.csv", "code,area,action\n1.1,x,y\n".into(), "缺少欄位：strategy、units"),
            ("p.csv", format!("colour,{SMALL}").replace("\n1", "\n,1").replace("\n2", "\n,2").into_bytes(), "不認得的欄位：colour"),
            ("p.ods", merged, "合併"),
            ("p.xlsx", merged_xlsx, "合併"),
            ("p.xlsx", b"junk".to_vec(), "檔案無法開啟"),
            ("p.pdf", b"%PDF".to_vec(), "請選擇副檔名"),
            ("p.csv", vec![b'x'; 10 * 1024 * 1024], "檔案太大"),
            ("", vec![], "請選擇檔案"),
        ] {
            let page = import(&mut staff, "115", name, &content).await;
            page.must_be(422).must_say(said);
        }
        assert_eq!(count(&centre).await, 0);
    }

    fn a_draft_is_updated_by_number_and_nothing_else_is(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
        assign(&centre, &mut staff, &plan).await.must_say("王小明");
        let next = SMALL.replace("檢討各項表單", "檢討表單與流程").replace("1.2.1,一", "1.2.9,一");
        let report = import(&mut staff, "115", "p.csv", next.as_bytes()).await;
        report.must_be(200).must_say("更新").must_say("新增").must_say("已從草案取出").must_say("1.2.1 維護常見問題集");
        // Who is in charge stays; the one taken out comes back with its number.
        staff.open(&plan).await.must_say("王小明").must_say("檢討表單與流程").must_not_say("1.2.1");
        import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await.must_be(200);
        staff.open(&plan).await.must_say("1.2.1").must_not_say("1.2.9");
        press(&mut staff, &plan, "review").await.must_say("已核閱");
        import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await.must_be(422).must_say("已經送出或公開");
    }

    fn a_column_that_a_table_does_not_have_stays_as_it_was_in_the_draft(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let full = "code,area,strategy,action,units,indicator,unit,gauge,counted_in,measure,also,starts_on,ends_on,legal_basis,target,milestone\n\
                    1.1,甲,乙,辦理調查,推廣教育組,滿意比率,percent,level,,numbers.share,numbers.days,2026-02-01,2026-11-30,家庭教育法第 7 條,85,半年檢討\n\
                    1.2,甲,乙,檢討表單,推廣教育組,檢討次數,count,sum,次,,,,,,2,\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", full.as_bytes()).await);
        let out = async |staff: &mut testing::Visitor| staff.open(&format!("{plan}/export/csv")).await.source;
        let before = out(&mut staff).await;
        let bare = "code,area,strategy,action,units\n1.1,甲,乙,辦理調查,推廣教育組\n1.2,甲,乙,檢討表單,推廣教育組\n";
        let same = import(&mut staff, "115", "p.csv", bare.as_bytes()).await;
        same.must_be(200);
        assert_eq!(same.all("tbody td:last-child"), ["沒有變動", "沒有變動"]);
        assert_eq!(out(&mut staff).await, before);
        // A target alone is read in the unit that is there; the report names what reads differently.
        let target = "code,area,strategy,action,units,target\n1.1,甲,乙,辦理調查,推廣教育組,90\n1.2,甲,乙,檢討各項表單,推廣教育組,2\n";
        let report = import(&mut staff, "115", "p.csv", target.as_bytes()).await;
        assert_eq!(report.must_be(200).all("tbody td:last-child"), ["更新 目標值", "更新 工作重點"]);
        assert_eq!(out(&mut staff).await, before.replace(",85,", ",90,").replace("檢討表單", "檢討各項表單"));
        let fraction = target.replace(",90", ",0.9");
        import(&mut staff, "115", "p.csv", fraction.as_bytes()).await.must_be(422).must_say("0.85 就是 85%");
    }

    fn how_an_action_is_counted_stays_while_its_measure_and_unit_do(centre) using [plan::service(), numbers()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let full = "code,area,strategy,action,units,unit,gauge,measure,target\n\
                    1.1,甲,乙,減少爽約,推廣教育組,percent,ceiling,,12\n1.2,甲,乙,召開會議,推廣教育組,count,level,numbers.meetings,4\n\
                    1.3,甲,乙,減少等候,推廣教育組,,,numbers.falling,5\n";
        let plan = plan_of(&import(&mut staff, "115", "p.csv", full.as_bytes()).await);
        let out = async |staff: &mut testing::Visitor| staff.open(&format!("{plan}/export/csv")).await.source;
        let before = out(&mut staff).await;
        assert!(before.contains("count,ceiling,,numbers.falling"), "less is better: {before}");
        let bare = "code,area,strategy,action,units,measure\n1.1,甲,乙,減少爽約,推廣教育組,\n1.2,甲,乙,召開會議,推廣教育組,numbers.meetings\n1.3,甲,乙,減少等候,推廣教育組,numbers.falling\n";
        import(&mut staff, "115", "p.csv", bare.as_bytes()).await.must_be(200);
        assert_eq!(out(&mut staff).await, before);
        // Another measure, or another unit, is counted in its own way.
        let other = "code,area,strategy,action,units,unit,measure,target\n1.1,甲,乙,減少爽約,推廣教育組,count,,12\n1.2,甲,乙,召開會議,推廣教育組,,numbers.share,80\n1.3,甲,乙,減少等候,推廣教育組,,numbers.falling,5\n";
        import(&mut staff, "115", "p.csv", other.as_bytes()).await.must_be(200);
        let after = out(&mut staff).await;
        for said in ["count,sum,,,", "percent,level,,numbers.share", "count,ceiling,,numbers.falling"] {
            assert!(after.contains(said), "{said}: {after}");
        }
        // What stands the wrong way round is said.
        let wrong = other.replace("unit,measure", "gauge,measure").replace(",count,,12", ",sum,,12").replace(",,numbers.falling", ",level,numbers.falling");
        import(&mut staff, "115", "p.csv", wrong.as_bytes()).await.must_be(200);
        staff.open(&format!("{plan}/readiness")).await.must_say("累計方式卻不是「越低越好」");
    }

    fn a_table_from_the_english_page_comes_in_again(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
        let out = staff.open(&format!("/en{plan}/export/csv")).await;
        let again = import(&mut staff, "115", "again.csv", out.source.as_bytes()).await;
        again.must_be(200);
        assert!(again.all("tbody td:last-child").iter().all(|said| said == "沒有變動"), "{}", again.text());
        // A title that is typed is the draft's from now on.
        let fields = [("year", "115"), ("years", "1"), ("title", "提升服務計畫")];
        upload(&mut staff, "/office/plan/import", &fields, Some(("p.csv", SMALL.as_bytes()))).await.must_be(200);
        staff.open(&plan).await.must_say("提升服務計畫");
        for year in ["0", "1050", "9001", "30000", "x"] {
            import(&mut staff, year, "p.csv", SMALL.as_bytes()).await.must_be(422);
        }
    }

    fn an_import_waits_for_whoever_moves_the_draft_on(centre) using [plan::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let plan = plan_of(&import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await);
        let id = plan.rsplit('/').next().unwrap().to_owned();
        let (began, begun) = std::sync::mpsc::channel();
        let db = centre.centre.clone();
        let review = tokio::spawn(async move {
            db.db.write(move |conn| {
                let mut plan = plan::store::plan::lock(conn, &id)?.unwrap();
                plan.state = plan::model::State::Reviewed;
                plan::store::plan::change_state(conn, &plan)?;
                began.send(()).ok();
                // Long enough for an import that does not wait to have looked.
                std::thread::sleep(std::time::Duration::from_millis(150));
                Ok(())
            }).await
        });
        tokio::task::spawn_blocking(move || begun.recv()).await.unwrap().unwrap();
        import(&mut staff, "115", "p.csv", SMALL.as_bytes()).await.must_be(422).must_say("已經送出或公開");
        review.await.unwrap().unwrap();
    }

    fn a_volunteer_sees_no_plan_and_an_accountant_writes_none(centre) using [plan::service()] {
        let mut volunteer = centre.staff(&[Role::Volunteer]).await;
        volunteer.open("/office/plan").await.must_be(404);
        let mut accountant = centre.staff_of("accounting", &[Role::Accountant]).await;
        accountant.open("/office/plan").await.must_be(200).must_not_say("匯入計畫");
        accountant.open("/office/plan/import").await.must_be(404);
    }

    /// The plan of a real centre, when `HEARTH_TEST_PLAN` names its table of 54 actions.
    fn the_plan_of_a_real_centre_comes_in_whole(centre) using [plan::service()] {
        let Ok(path) = std::env::var("HEARTH_TEST_PLAN") else { return };
        let bytes = std::fs::read(path).unwrap();
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let report = import(&mut staff, "109", "plan.csv", &bytes).await;
        report.must_say("已匯入 54 項工作重點");
        let page = staff.open(&plan_of(&report)).await;
        assert_eq!(page.all("tbody tr").len(), 54);
    }
}
