//! A store moves from one engine to the other.

use std::path::Path;

use crate::support::{self, Serving, program, run};

#[test]
fn a_centre_that_outgrew_sqlite_goes_over_to_postgresql() {
    let server = support::postgres::Server::start();
    let folder = tempfile::tempdir().unwrap();
    let [old, copy, new] = ["old", "copy", "new"].map(|name| folder.path().join(name));
    let mut demo = program();
    demo.args(["demo", "--listen", "127.0.0.1:0", "--data"]).arg(&old);
    Serving::until_line(&mut demo, "  residents  http://").stop();
    support::hearth_in(&old, &["backup", copy.to_str().unwrap()]).well();
    let database = format!("{}?schema=outgrown", server.url());
    let restore = ["restore", copy.to_str().unwrap(), "--database", &database];
    support::hearth_in(&new, &restore).well();
    std::fs::copy(old.join("key"), new.join("key")).unwrap();
    let users = |words: &[&str]| run(program().args(["user", "list"]).args(words)).well();
    assert_eq!(
        users(&["--data", new.to_str().unwrap(), "--database", &database]),
        users(&["--data", old.to_str().unwrap()])
    );
    let serve = |data: &Path, more: &[&str]| {
        let mut serve = program();
        serve.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data).args(more);
        Serving::start(serve.env("HEARTH_BASE_URL", "https://family.example"))
    };
    let (before, after) = (serve(&old, &[]), serve(&new, &["--database", &database]));
    for page in ["/api/v1/courses", "/en/courses"] {
        let (mine, theirs) = (before.get(page), after.get(page));
        assert_eq!(mine.0, 200);
        assert_eq!(mine, theirs, "{page}");
    }
    after.stop();
    let again = folder.path().join("again");
    support::hearth_in(&again, &restore).refused(1, "is not empty");
}
