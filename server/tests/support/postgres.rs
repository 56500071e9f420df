//! A PostgreSQL of one test, which may stop and start it.

use std::net::TcpListener;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A private server; stopped and removed when dropped.
pub struct Server {
    folder: tempfile::TempDir,
    programs: PathBuf,
    owner: Option<(u32, u32)>,
    port: u16,
}

impl Server {
    /// A new cluster with a database `hearth`, started.
    pub fn start() -> Server {
        let owner = owner();
        let folder = tempfile::tempdir().unwrap();
        if let Some((user, group)) = owner {
            std::os::unix::fs::chown(folder.path(), Some(user), Some(group)).unwrap();
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let server = Server { folder, programs: programs(), owner, port };
        let words = ["--username=hearth", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D"];
        server.run("initdb", &words, &[server.cluster().to_str().unwrap()]);
        server.resume();
        let port = server.port.to_string();
        server.run("createdb", &["-h", "127.0.0.1", "-p", &port, "-U", "hearth"], &["hearth"]);
        server
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("postgres://hearth@127.0.0.1:{}/hearth", self.port)
    }

    /// Starts it (again).
    pub fn resume(&self) {
        let options = format!(
            "-p {} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off",
            self.port
        );
        let log = self.folder.path().join("server.log");
        let place = [self.cluster(), log];
        let [cluster, log] = place.each_ref().map(|p| p.to_str().unwrap());
        self.run("pg_ctl", &["start", "-w", "-s", "-o", &options], &["-D", cluster, "-l", log]);
    }

    /// Stops it at once, as a crash would.
    pub fn stop(&self) {
        self.run(
            "pg_ctl",
            &["stop", "-m", "immediate", "-w", "-s", "-D"],
            &[self.cluster().to_str().unwrap()],
        );
    }

    fn cluster(&self) -> PathBuf {
        self.folder.path().join("cluster")
    }

    fn run(&self, tool: &str, words: &[&str], more: &[&str]) {
        let mut command = Command::new(self.programs.join(tool));
        if let Some((user, group)) = self.owner {
            command.uid(user).gid(group);
        }
        command.args(words).args(more).current_dir("/");
        // The server keeps what it inherits open: nothing may wait for its end.
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        assert!(command.status().unwrap().success(), "{tool} {words:?} {more:?}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.cluster().join("postmaster.pid").exists() && !std::thread::panicking() {
            self.stop();
        } else if self.cluster().join("postmaster.pid").exists() {
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| self.stop()));
        }
    }
}

/// Where Debian keeps the newest server programs.
fn programs() -> PathBuf {
    let all = std::fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL's server programs");
    let mut versions: Vec<(u32, PathBuf)> = all
        .flatten()
        .filter_map(|e| Some((e.file_name().to_str()?.parse().ok()?, e.path().join("bin"))))
        .filter(|(_, folder): &(u32, PathBuf)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    versions.pop().expect("PostgreSQL's server programs").1
}

/// PostgreSQL refuses to run as root: root runs it as `postgres`.
fn owner() -> Option<(u32, u32)> {
    let id = |words: &[&str]| {
        let output = Command::new("id").args(words).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse::<u32>().unwrap()
    };
    let is_root = id(&["-u"]) == 0 && Path::new("/").exists();
    is_root.then(|| (id(&["-u", "postgres"]), id(&["-g", "postgres"])))
}
