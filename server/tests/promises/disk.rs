//! The disk is full, and then it is not.

use std::path::PathBuf;
use std::process::Command;

use foundation::centre::change_setting;
use foundation::db::{Address, Conn, Db, DbError, Engine};
use testing::Fresh;

use crate::centre::{Centre, runtime};
use crate::client::{Client, once};
use crate::parties::{Party, path, told};
use crate::support::{Serving, program, until};

/// A disk of 24 MiB that only the served process has, seen from outside.
struct SmallDisk {
    serving: Serving,
    folder: PathBuf,
}

impl SmallDisk {
    /// Copies a centre onto such a disk and serves it there; nothing where this machine does not let
    /// us have disks of our own.
    fn serve(centre: &Centre) -> Option<SmallDisk> {
        let own = ["--user", "--map-root-user", "--mount"];
        let may = Command::new("unshare").args(own).args(["mount", "-t", "tmpfs", "none", "/mnt"]).output();
        if !may.is_ok_and(|ran| ran.status.success()) {
            return None;
        }
        let disk = centre.folder.path().join("disk");
        std::fs::create_dir(&disk).unwrap();
        let program = program();
        let mut command = Command::new("unshare");
        command.args(own).args(["sh", "-ec"]);
        command.arg(
            "mount -t tmpfs -o size=24m none $2; cp -a $1/key $2; cp $1/copy.db $2/hearth.db
             exec $0 serve --listen 127.0.0.1:0 --data $2",
        );
        command.arg(program.get_program()).arg(centre.folder.path()).arg(&disk);
        command.env("HEARTH_LOG_ACCESS", "false").env("HEARTH_LOG_LEVEL", "off");
        let serving = Serving::start(&mut command);
        let inside = format!("/proc/{}/root{}", serving.pid(), disk.display());
        Some(SmallDisk { serving, folder: inside.into() })
    }

    fn ballast(&self) -> PathBuf {
        self.folder.join("ballast")
    }

    /// Fills the disk to the last byte.
    fn fill(&self) {
        let mut source = std::io::repeat(0);
        let mut file = std::fs::File::create(self.ballast()).unwrap();
        std::io::copy(&mut source, &mut file).expect_err("the disk ends somewhere");
    }

    /// The store as it is now, copied to where it can be read.
    fn copy(&self, to: &std::path::Path) -> Db {
        for file in ["hearth.db", "hearth.db-wal"] {
            std::fs::copy(self.folder.join(file), to.join(file)).unwrap();
        }
        Db::open(&Address::Sqlite { file: to.join("hearth.db") }).unwrap()
    }
}

#[test]
fn on_a_full_disk_it_says_so_writes_nothing_half_and_goes_on_when_there_is_room() {
    let centre = Centre::new(Engine::Sqlite, 100);
    let (whole, copy) = (tempfile::tempdir().unwrap(), centre.folder.path().join("copy.db"));
    centre.read(move |conn| conn.copy_to(&copy));
    let Some(disk) = SmallDisk::serve(&centre) else { return };
    let address = disk.serving.address.clone();
    runtime().block_on(async {
        let mut client = Client::connect(&address).await.unwrap();
        let page = client.get("/courses/course-c1").await.unwrap();
        assert_eq!(page.status, 200, "{}", page.text());
        let mut acknowledged = Vec::new();
        for n in 0..5 {
            let party = Party::new(n);
            acknowledged.push((party.clone(), told(&party.ask(&mut client).await.unwrap(), &party)));
        }
        disk.fill();
        let mut refused = 0;
        for n in 5..400 {
            let party = Party::new(n);
            let answer = party.ask(&mut client).await.unwrap();
            if answer.status == 201 {
                acknowledged.push((party.clone(), told(&answer, &party)));
                continue;
            }
            assert_eq!((answer.status, answer.json()["code"].as_str()), (503, Some("unavailable")));
            assert_ne!(answer.header("retry-after"), "");
            refused += 1;
            if refused == 3 {
                break;
            }
        }
        assert_eq!(refused, 3, "the disk was full");
        for (path, status) in [("/healthz", 200), ("/readyz", 503), ("/courses/course-c1", 200), ("/", 200)] {
            assert_eq!(client.get(path).await.unwrap().status, status, "{path}");
        }
        std::fs::remove_file(disk.ballast()).unwrap();
        let party = Party::new(1000);
        acknowledged.push((party.clone(), told(&party.ask(&mut client).await.unwrap(), &party)));
        until("it is ready again", || disk.serving.get("/readyz").0 == 200);
        for (party, first) in &acknowledged {
            let again = told(&party.ask(&mut client).await.unwrap(), party);
            assert_eq!(again.reference, first.reference);
        }
        assert_eq!(once(&address, "POST", &path(), &[], b"{}").await.status, 400);
        let store = disk.copy(whole.path());
        assert_eq!(store.read_blocking(courses::check::ledgers).unwrap(), Vec::<String>::new());
        assert_eq!(store.read_blocking(courses::check::trailless).unwrap(), Vec::<String>::new());
    });
}

async fn write(fresh: &Fresh, text: &str) -> Result<(), DbError> {
    let (now, text) = (fresh.centre.clock.now(), text.to_owned());
    let body = move |conn: &mut Conn| change_setting(conn, "centre.address", &text, now, "system");
    fresh.centre.db.write(body).await
}

#[test]
fn a_full_disk_refuses_writes_and_recovers() {
    testing::run(|| async {
        let fresh = Fresh::open(Engine::Sqlite, hearth::services::all()).await;
        let mut visitor = fresh.resident();
        assert_eq!(visitor.open("/readyz").await.status, 200);
        // As many pages as there are and no more: what a full disk looks like to SQLite.
        fresh.centre.db.write(|conn| conn.batch("pragma max_page_count = 1")).await.unwrap();
        let long = "x".repeat(1 << 20);
        assert!(matches!(write(&fresh, &long).await, Err(DbError::DiskFull)));
        let page = visitor.open("/readyz").await;
        assert_eq!(page.status, 503);
        assert_eq!(visitor.open("/").await.status, 200, "what only reads goes on");
        fresh.centre.db.write(|conn| conn.batch("pragma max_page_count = 1000000")).await.unwrap();
        write(&fresh, &long).await.unwrap();
        assert_eq!(visitor.open("/readyz").await.status, 200);
    });
}
