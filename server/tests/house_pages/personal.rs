//! What residents are asked (D-2, D-4): every field of every form they fill stands here with the category of personal
//! data it is (個人資料類別代號); a field that is not declared fails, and so does a special one.

use courses::{sample, store};
use foundation::db::{Conn, DbResult, Engine};
use foundation::sql;
use office::special_data::asked_in;
use testing::{Page, both_engines};

/// Categories that are special data (§6): health, sex life, suspicion of crimes.
const SPECIAL: [&str; 3] = ["C111", "C112", "C116"];
/// No datum about a person: how a matter is dealt with, or what proves the notice.
const NONE: &str = "";

/// Fields by form.
const ASKED: &[(&str, &[(&str, &str)])] = &[
    (
        "/opinions",
        &[
            ("nature", NONE),
            ("topic", NONE),
            ("subject", NONE),
            ("body", NONE),
            ("district", NONE),
            ("name", "C001"),
            ("agent", "C001"),
            ("email", "C001"),
            ("phone", "C001"),
            ("address", "C001"),
            ("way", NONE),
            ("secret", NONE),
            ("consent", NONE),
            ("files", NONE),
        ],
    ),
    ("/residents/sign-in", &[("email", "C001")]),
    (
        "/residents/members/new",
        &[
            ("name", "C001"),
            ("birth", "C011"),
            ("sex", "C011"),
            ("district", "C001"),
            ("relation", "C023"),
            ("grade", "C052"),
            ("state", NONE),
            ("state_since", NONE),
            ("offered", NONE),
            ("consent", NONE),
        ],
    ),
    (
        "/courses/COURSE/register",
        &[
            ("name", "C001"),
            ("phone", "C001"),
            ("email", "C001"),
            ("district", "C001"),
            ("members[0].name", "C001"),
            ("members[0].birth_year", "C011"),
            ("members[0].sex", "C011"),
            ("consent", NONE),
        ],
    ),
];

fn names(page: &Page) -> Vec<String> {
    let html = page.source.split("<main").nth(1).unwrap_or_default();
    let fields = html.split('<').filter(|tag| {
        ["input ", "select ", "textarea "].iter().any(|kind| tag.starts_with(kind))
            && !tag.contains("type=\"hidden\"")
    });
    fields.filter_map(|tag| tag.split("name=\"").nth(1)?.split('"').next().map(str::to_owned)).collect()
}

fn look(form: &str, page: &Page) -> Vec<String> {
    let declared =
        ASKED.iter().find(|(address, _)| *address == form).map(|(_, fields)| *fields).unwrap_or_default();
    let found = names(page);
    assert!(!found.is_empty(), "{form} has fields: {}", page.text());
    let mut wrong: Vec<String> =
        found.into_iter().filter(|name| !declared.iter().any(|(field, _)| field == name)).collect();
    for asked in page.all("main label, main legend, main .hint") {
        wrong.extend(asked_in(&asked).map(|class| format!("{asked}: {class}")));
    }
    wrong.into_iter().map(|what| format!("{form}: {what}")).collect()
}

/// Every column of every table, as words.
fn columns(conn: &mut Conn) -> DbResult<Vec<String>> {
    let rows = match conn.engine() {
        Engine::Sqlite => conn.rows(
            sql!("select m.name || '.' || p.name from sqlite_master m, pragma_table_info(m.name) p where m.type = 'table'"),
            &[],
        )?,
        Engine::Postgres => conn.rows(
            sql!("select table_name || '.' || column_name from information_schema.columns where table_schema = current_schema()"),
            &[],
        )?,
    };
    rows.iter().map(|row| row.get(0)).collect()
}

both_engines! {
    fn d2_no_form_of_residents_and_no_table_has_a_field_for_special_data(centre) using [courses::service(), petitions::service(), residents::service()] {
        let declared = ASKED.iter().flat_map(|(_, fields)| fields.iter());
        assert!(declared.clone().all(|(_, category)| !SPECIAL.contains(category)));
        let columns = centre.centre.db.read(columns).await.unwrap();
        assert!(columns.len() > 200, "{columns:?}");
        let special: Vec<&String> = columns.iter().filter(|c| asked_in(&c.replace(['_', '.'], " ")).is_some()).collect();
        assert!(special.is_empty(), "{special:?}");

        let mut visitor = centre.resident();
        let mut wrong = Vec::new();
        for form in ["/opinions", "/residents/sign-in"] {
            let page = visitor.open(form).await;
            wrong.extend(look(form, &page));
        }
        let page = visitor.open("/residents/sign-in").await;
        visitor.send(page.form("main form").fill("email", "mei@home.example")).await.must_be(200);
        centre.settle().await;
        let body = centre.mail_to("mei@home.example").await.body;
        let link = body.split_whitespace().find_map(|w| w.strip_prefix("http://test.example")).unwrap().to_owned();
        let page = visitor.open(&link).await;
        visitor.send(page.form("main form")).await.must_be(200);
        let page = visitor.open("/residents/members/new").await;
        wrong.extend(look("/residents/members/new", &page));
        let sample = sample::course("c", centre.centre.clock.now());
        let path = format!("/courses/{}/register", sample.slug);
        let add = move |conn: &mut Conn| store::course::add(conn, &sample, &[sample::session(&sample)], 10, 10);
        centre.centre.db.write(add).await.unwrap();
        let page = visitor.open(&path).await;
        wrong.extend(look("/courses/COURSE/register", &page));
        let form = page.form("#register").fill("name", "王小明").fill("email", "mei@home.example");
        let page = visitor.send(form.press("next")).await;
        wrong.extend(look("/courses/COURSE/register", &page));
        let page = visitor.send(page.form("#register").press("next")).await;
        wrong.extend(look("/courses/COURSE/register", &page));
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
