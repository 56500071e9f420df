//! Courses imported from tables, all or none, with a line of report per row.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use courses::{import, store};
use foundation::centre::Centre;
use foundation::i18n::Lang;
use foundation::sheet::{self, Cell, Kind};
use foundation::trail::Actor;
use testing::{Fresh, Page, Role, Visitor, both_engines, tokio};

/// Sends a file as a browser does.
async fn upload(staff: &mut Visitor, name: &str, content: &[u8]) -> Page {
    let mut body = format!(
        "--edge\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
         Content-Type: application/octet-stream\r\n\r\n"
    )
    .into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--edge--\r\n");
    let cookie =
        format!("{}={}", foundation::staff::COOKIE, staff.cookie(foundation::staff::COOKIE).unwrap());
    let request = Request::post("/office/courses/import")
        .header("host", "test.example")
        .header("cookie", cookie)
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=edge")
        .body(Body::from(body))
        .unwrap();
    let response = staff.raw(request).await;
    Page::read("/office/courses/import".into(), response).await
}

/// A table of the template's columns; each row is the example with other values.
fn table(kind: Kind, rows: &[&[(&str, &str)]]) -> Vec<u8> {
    let now = office::Instant::parse(testing::NOW).unwrap();
    let example = sheet::read("t.csv", &import::template(Kind::Csv, now).unwrap()).unwrap();
    let rows: Vec<Vec<Cell>> = rows
        .iter()
        .map(|changes| {
            let cells = example.columns.iter().zip(&example.lines[0].cells);
            cells
                .map(|(name, value)| {
                    let other = changes.iter().find(|(n, _)| n == name).map(|(_, v)| (*v).to_owned());
                    Cell::from(other.unwrap_or_else(|| value.clone()))
                })
                .collect()
        })
        .collect();
    sheet::write(kind, "courses", &example.columns, &rows).unwrap()
}

async fn count(centre: &Fresh) -> i64 {
    centre.centre.db.read(store::course::count).await.unwrap()
}

both_engines! {
    fn r1_courses_are_imported_from_every_kind_of_table(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for (kind, title) in [(Kind::Csv, "甲"), (Kind::Xlsx, "乙"), (Kind::Ods, "丙")] {
            let file = table(kind, &[&[("title", title), ("weeks", "3")], &[("title", title), ("place", "線上"), ("online", "是")]]);
            let page = upload(&mut staff, &format!("課程.{}", kind.code()), &file).await;
            page.must_be(200).must_say("已建立 2 門課程").must_say(title);
            let page = staff.open(&page.link(title)).await;
            page.must_say("草稿").must_say("第 3 場");
        }
        assert_eq!(count(&centre).await, 6);
    }

    fn the_template_itself_can_be_imported_and_only_once(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let template = staff.open("/office/courses/import/template/csv").await;
        assert!(template.headers["content-disposition"].to_str().unwrap().contains("courses-template.csv"));
        upload(&mut staff, "t.csv", template.source.as_bytes()).await.must_be(200);
        upload(&mut staff, "t.csv", template.source.as_bytes()).await.must_be(422).must_say("已經有這門課");
        assert_eq!(count(&centre).await, 1);
    }

    fn rows_are_numbered_as_people_count_them_and_dates_are_of_either_calendar(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let file = table(Kind::Csv, &[
            &[("title", "好課"), ("summary", "第一行\n第二行"), ("starts_at", "115/12/23 09:00"), ("ends_at", "115/12/23 12:00")],
            &[("title", "壞課"), ("capacity", "many")],
        ]);
        let text = String::from_utf8(file).unwrap().replacen('\n', "\n\n\n", 1);
        let page = upload(&mut staff, "list.csv", text.as_bytes()).await;
        page.must_be(422).must_say("capacity: ").must_not_say("starts_at: ");
        let rows = page.all("main tbody tr");
        let numbers: Vec<&str> = rows.iter().filter_map(|row| row.split_whitespace().next()).collect();
        assert_eq!(numbers, ["4", "5"], "{}", page.text());
    }

    fn one_wrong_row_keeps_all_out_and_each_row_is_reported(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        let file = table(Kind::Xlsx, &[
            &[("title", "好課")],
            &[("title", "壞課"), ("category", "魔法"), ("capacity", "many")],
            &[("title", "好課")],
            &[("title", "別組"), ("section", "counselling")],
        ]);
        let page = upload(&mut staff, "list.xlsx", &file).await;
        page.must_be(422).must_say("有 3 列需要修正，所以一列都沒有匯入").must_say("這一列沒有問題");
        page.must_say("category: ").must_say("capacity: ").must_say("檔案裡有另一列是同一門課").must_say("您只能建立");
        assert_eq!(count(&centre).await, 0);
    }

    fn every_bad_file_is_refused_with_the_reason(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        for (name, content, said) in [
            ("list.csv", b"title\n\xb0\xaa\xb6\xaf\n".to_vec(), "不是 UTF-8 編碼"),
            ("list.csv", "title,summary\nx,y\n".into(), "缺少欄位：category"),
            ("list.xlsx", b"junk".to_vec(), "檔案無法開啟"),
            ("list.pdf", b"%PDF".to_vec(), "請選擇副檔名"),
            ("list.csv", vec![b'x'; 5 * 1024 * 1024 + 1], "檔案太大"),
            ("list.csv", vec![b'x'; 10 * 1024 * 1024], "檔案太大"),
            ("", vec![], "請選擇檔案"),
        ] {
            upload(&mut staff, name, &content).await.must_be(422).must_say(said);
        }
        let text = String::from_utf8(table(Kind::Csv, &[&[]])).unwrap().replacen("title_en", "titel", 1);
        upload(&mut staff, "list.csv", text.as_bytes()).await.must_be(422).must_say("不認得的欄位：titel");
        assert_eq!(count(&centre).await, 0);
    }

    fn r58_the_list_of_courses_is_taken_out_with_stable_ids(centre) using [courses::service()] {
        let mut staff = centre.staff(&[Role::Promotion]).await;
        upload(&mut staff, "t.csv", &table(Kind::Csv, &[&[("title", "=1+1")]])).await.must_be(200);
        let page = staff.open("/office/courses/export/csv").await;
        page.must_be(200);
        assert!(page.source.contains(",'=1+1,parenting,親職教育,promotion,"), "{}", page.source);
        for kind in ["ods", "xlsx"] {
            staff.open(&format!("/office/courses/export/{kind}?when=all")).await.must_be(200);
        }
        staff.open("/office/courses/export/pdf").await.must_be(404);
    }
}

/// The same file is sent to two processes at the same moment.
#[test]
fn a_table_sent_twice_at_once_is_imported_once() {
    testing::run(|| async {
        let centre = Fresh::open(foundation::db::Engine::Postgres, vec![courses::service()]).await;
        let other = testing::second_process(&centre, vec![courses::service()]).await;
        let titles: Vec<String> = (0..20).map(|i| format!("課程 {i}")).collect();
        let rows: Vec<[(&str, &str); 2]> =
            titles.iter().map(|title| [("title", title.as_str()), ("title_en", "Course")]).collect();
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(<[_; 2]>::as_slice).collect();
        let file = table(Kind::Csv, &rows);
        let send = |centre: Arc<Centre>| {
            let file = file.clone();
            async move {
                let words = centre.words(Lang::BASE);
                import::run(&centre, Actor::system(), words, ("t.csv", file), "promotion", false)
                    .await
                    .unwrap()
            }
        };
        let (one, two) = tokio::join!(send(centre.centre.clone()), send(other));
        assert!(one.imported != two.imported, "one of the two");
        assert_eq!(count(&centre).await, 20);
    });
}
