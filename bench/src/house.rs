//! hearth under load: a centre with courses to register for, as a process of its own.

use std::process::Stdio;
use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use courses::{sample, store};
use foundation::centre::{Centre, Opening};
use foundation::chance::Chance;
use foundation::clock::Clock;
use foundation::db::{Address, Conn, Db, migrate};
use foundation::house::House;
use foundation::keys::Keys;
use foundation::mail::Mailer;
use foundation::service::Service;
use foundation::web::{App, Limits, listen};
use tokio::process::{Child, Command};

use crate::client::Client;

/// A store that goes away at the end.
pub struct Store {
    /// Its address, as text.
    pub url: String,
    folder: std::path::PathBuf,
}

impl Store {
    /// A fresh store: a file, or a schema of the server in `HEARTH_TEST_DATABASE`.
    pub fn fresh(engine: &str) -> Option<Store> {
        let name = &Chance::system().token()[..16];
        let folder = std::env::current_dir().unwrap().join("target/bench").join(name);
        std::fs::create_dir_all(&folder).unwrap();
        let url = match engine {
            "sqlite" => format!("sqlite://{}/hearth.db", folder.display()),
            _ => {
                let server = std::env::var("HEARTH_TEST_DATABASE").ok()?;
                format!("{server}?schema=bench_{name}")
            }
        };
        Some(Store { url, folder })
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Opens a centre of these services over a fresh store.
pub async fn open_empty(url: &str, services: Vec<Service>) -> Arc<Centre> {
    let address = Address::parse(url).unwrap();
    let house = Arc::new(House::new(services, &[]).unwrap());
    migrate(&address, &house.migrations()).unwrap();
    let db = Db::open(&address).unwrap();
    let lossy = db.read_blocking(Conn::list_lossy_settings).unwrap();
    assert!(lossy.is_empty(), "figures mean nothing with {lossy:?} off: `cargo xtask postgres --durable`");
    Centre::open(Opening {
        code: "bench".into(),
        name: "測試中心".into(),
        name_en: "Bench".into(),
        base_url: "http://bench.example".into(),
        db,
        clock: Clock::System,
        chance: Chance::system(),
        keys: Keys::new([7; 32]),
        mailer: Mailer::Kept,
        files: foundation::files::Files::Folder(std::env::temp_dir()),
        house,
    })
    .await
    .unwrap()
}

/// Opens a centre with `courses` courses of `capacity` seats each.
pub async fn open(url: &str, courses: usize, capacity: i64) -> Arc<Centre> {
    let centre = open_empty(url, vec![::courses::service()]).await;
    let now = centre.clock.now();
    let add = move |conn: &mut Conn| {
        if store::course::count(conn)? > 0 {
            return Ok(());
        }
        for i in 0..courses {
            let mut course = sample::course(&format!("c{i}"), now);
            if courses > 100 {
                course.title = format!("{} 第{i}期 {}", course.title, NAMES[i % NAMES.len()]);
                course.starts_at = course.starts_at.plus_seconds(i as i64 * 600);
                course.ends_at = course.ends_at.plus_seconds(i as i64 * 600);
            }
            let session = sample::session(&course);
            store::course::add(conn, &course, &[session], capacity, 10_000_000)?;
        }
        Ok(())
    };
    centre.db.write(add).await.unwrap();
    centre
}

const NAMES: [&str; 8] = [
    "親職教育講座",
    "婚姻成長團體",
    "代間共學營",
    "情緒管理工作坊",
    "子職教育",
    "性別平等電影討論",
    "家庭資源管理",
    "多元文化讀書會",
];

/// `serve-house ADDRESS URL COURSES CAPACITY`.
pub async fn serve(args: &[&str]) {
    let [address, url, courses, capacity] = args else { panic!("serve-house ADDRESS URL COURSES CAPACITY") };
    let centre = open(url, courses.parse().unwrap(), capacity.parse().unwrap()).await;
    let listener = tokio::net::TcpListener::bind(address).await.unwrap();
    let app = Arc::new(App::new(vec![(vec![], centre.clone())]).unwrap());
    tokio::spawn(foundation::jobs::work(centre));
    listen(app, listener, Limits::default(), std::future::pending()).await;
}

/// A server process; killed when dropped.
pub struct Server {
    _child: Child,
    /// Where it listens.
    pub address: String,
    pid: u32,
}

impl Server {
    /// Starts `bench ARGS…` with the address as its first argument and waits until it answers.
    pub async fn start(kind: &str, rest: &[&str]) -> Server {
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let address = format!("127.0.0.1:{port}");
        let mut child = Command::new(std::env::current_exe().unwrap())
            .arg(kind)
            .arg(&address)
            .args(rest)
            .stdin(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        for _ in 0..600 {
            if Client::connect(&address).await.is_ok() {
                let pid = child.id().unwrap();
                return Server { _child: child, address, pid };
            }
            assert!(child.try_wait().unwrap().is_none(), "the server ended");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the server does not answer");
    }

    /// Processor time it has used, in microseconds: what a busy machine does not change.
    pub fn cpu_micros(&self) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.pid)).unwrap_or_default();
        // After the name in brackets; times are in hundredths of a second.
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let ticks = |n: usize| fields.get(n).and_then(|f| f.parse::<f64>().ok()).unwrap_or(f64::NAN);
        (ticks(11) + ticks(12)) * 10_000.0
    }

    /// Resident memory in MiB.
    pub fn resident_mib(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid)).unwrap_or_default();
        let kib =
            status.lines().find_map(|l| l.strip_prefix("VmRSS:")).map(|l| l.trim().trim_end_matches(" kB"));
        kib.and_then(|k| k.trim().parse::<f64>().ok()).map_or(f64::NAN, |k| k / 1024.0)
    }
}

/// Time to the first answer with a store of 5,000 courses.
pub async fn start() {
    let store = Store::fresh("sqlite").unwrap();
    drop(open(&store.url, 5_000, 30).await);
    let mut times = Vec::new();
    for _ in 0..5 {
        let begun = Stopwatch::now();
        let server = Server::start("serve-house", &[&store.url, "0", "30"]).await;
        let mut client = Client::connect(&server.address).await.unwrap();
        assert_eq!(client.get("/healthz").await.unwrap().status, 200);
        times.push(begun.elapsed().as_secs_f64() * 1000.0);
    }
    crate::report::line("start with 5,000 courses to the first answer", crate::report::median(times), "ms");
}
