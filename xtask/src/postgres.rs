//! The private PostgreSQL of a working copy: a cluster under `target/postgres`, on a free loopback port.
//!
//! PostgreSQL refuses to run as root, so root runs it as the system user `postgres`; where that user
//! cannot reach the working copy, the cluster lies in the temporary folder instead.

use crate::process::{Outcome, capture, command, root, target};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Set from outside, this server is used and none is started.
pub const VARIABLE: &str = "HEARTH_TEST_DATABASE";

/// A running server.
pub struct Server {
    /// `postgres://…`, of a role that may create databases and schemas.
    pub url: String,
    /// Whether this call started it (and so whoever called may stop it).
    pub started: bool,
}

/// Gives the running private server, starting (and first creating) it where needed.
pub fn ensure() -> Outcome<Server> {
    if let Ok(url) = std::env::var(VARIABLE)
        && !url.is_empty()
    {
        return Ok(Server { url, started: false });
    }
    let cluster = Cluster::here()?;
    if let Some(port) = cluster.port() {
        return Ok(Server { url: url(port), started: false });
    }
    cluster.create()?;
    let port = cluster.start("off")?;
    Ok(Server { url: url(port), started: true })
}

/// Gives the running private server with every commit really on the disk, as benchmarks need it.
pub fn ensure_durable() -> Outcome<Server> {
    let server = ensure()?;
    if query(&server.url, "show fsync")?.trim() == "on" {
        return Ok(server);
    }
    if std::env::var(VARIABLE).is_ok_and(|url| !url.is_empty()) {
        return Err(format!("the server that {VARIABLE} names runs with fsync off"));
    }
    stop()?;
    let port = Cluster::here()?.start("on")?;
    Ok(Server { url: url(port), started: true })
}

/// The address of a database beside that of `url`, made where needed, in which every transaction is
/// serializable: the engine then refuses (40001) what it would let pass otherwise, as distributed ones do.
pub fn strict(url: &str) -> Outcome<String> {
    add_database(url, "hearth_strict")?;
    query(url, "alter database hearth_strict set default_transaction_isolation = 'serializable'")?;
    let (server, rest) = url.rsplit_once('/').ok_or_else(|| format!("{url} names no database"))?;
    let settings = rest.split_once('?').map(|(_, settings)| format!("?{settings}")).unwrap_or_default();
    Ok(format!("{server}/hearth_strict{settings}"))
}

fn add_database(url: &str, name: &str) -> Outcome {
    if query(url, &format!("select count(*) from pg_database where datname = '{name}'"))?.trim() == "0" {
        query(url, &format!("create database {name}"))?;
    }
    Ok(())
}

fn query(url: &str, statement: &str) -> Outcome<String> {
    let psql = programs().ok_or("psql is missing: run `cargo xtask prerequisites`")?.join("psql");
    capture(command(psql)?.args(["-qtAX", "-v", "ON_ERROR_STOP=1", "-c", statement, url]))
}

/// Stops the private server, if it runs.
pub fn stop() -> Outcome {
    let cluster = Cluster::here()?;
    if cluster.port().is_none() {
        return Ok(());
    }
    capture(cluster.tool("pg_ctl")?.args(["stop", "-m", "fast", "-w", "-D"]).arg(&cluster.folder)).map(drop)
}

/// Whether the server programs are installed.
pub fn installed() -> bool {
    programs().is_some()
}

fn url(port: u16) -> String {
    format!("postgres://hearth@127.0.0.1:{port}/hearth")
}

/// The newest folder with the server programs: Debian keeps them off `PATH`.
fn programs() -> Option<PathBuf> {
    let debian = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<(u32, PathBuf)> = debian
        .filter_map(|entry| Some((entry.file_name().to_str()?.parse().ok()?, entry.path().join("bin"))))
        .filter(|(_, folder)| folder.join("initdb").is_file())
        .collect();
    versions.sort();
    let newest = versions.pop().map(|(_, folder)| folder);
    newest.or_else(|| crate::process::which("initdb")?.parent().map(Path::to_path_buf))
}

struct Cluster {
    folder: PathBuf,
    programs: PathBuf,
    /// The user and group that run the server, when we are root.
    owner: Option<(u32, u32)>,
}

impl Cluster {
    fn here() -> Outcome<Self> {
        let programs =
            programs().ok_or("PostgreSQL's server programs are missing: run `cargo xtask prerequisites`")?;
        let preferred = target()?.join("postgres");
        std::fs::create_dir_all(&preferred).map_err(|e| format!("{}: {e}", preferred.display()))?;
        let owner = owner()?;
        let folder = match owner {
            Some(owner) if !reachable(&preferred, owner)? => elsewhere(owner)?,
            _ => preferred,
        };
        Ok(Self { folder: folder.join("cluster"), programs, owner })
    }

    fn tool(&self, name: &str) -> Outcome<Command> {
        let mut tool = as_owner(self.programs.join(name), self.owner)?;
        tool.current_dir("/");
        Ok(tool)
    }

    /// The port of the server, if it runs (line 4 of its pid file; the process is asked for, not assumed).
    fn port(&self) -> Option<u16> {
        capture(self.tool("pg_ctl").ok()?.args(["status", "-D"]).arg(&self.folder)).ok()?;
        let pid_file = std::fs::read_to_string(self.folder.join("postmaster.pid")).ok()?;
        pid_file.lines().nth(3)?.trim().parse().ok()
    }

    fn create(&self) -> Outcome {
        if self.folder.join("PG_VERSION").is_file() {
            return Ok(());
        }
        let mut initdb = self.tool("initdb")?;
        initdb.args(["--username=hearth", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "-D"]);
        capture(initdb.arg(&self.folder)).map(drop)
    }

    /// Tests end processes of hearth, never the server or the machine: `fsync` off loses nothing there and
    /// takes four fifths off the making and dropping of a schema.
    fn start(&self, fsync: &str) -> Outcome<u16> {
        let free = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr());
        let port = free.map_err(|e| format!("no free port: {e}"))?.port();
        let log = self.folder.join("server.log");
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=300 \
             -c fsync={fsync} -c synchronous_commit=on -c max_locks_per_transaction=256"
        );
        let mut start = self.tool("pg_ctl")?;
        start.args(["start", "-w", "-s", "-o", &options, "-D"]).arg(&self.folder).arg("-l").arg(&log);
        // Not `capture`: the server would keep the pipe open, and we would wait for it.
        crate::process::finish(&mut start).map_err(|e| format!("{e}; see {}", log.display()))?;
        add_database(&format!("postgres://hearth@127.0.0.1:{port}/postgres"), "hearth")?;
        Ok(port)
    }
}

/// The user and group PostgreSQL runs under: `postgres` when we are root, otherwise ourselves.
fn owner() -> Outcome<Option<(u32, u32)>> {
    let number = |flag: &str, user: &[&str]| -> Outcome<u32> {
        let printed = capture(command("id")?.arg(flag).args(user))?;
        printed.trim().parse().map_err(|e| format!("id {flag}: {e}"))
    };
    if number("-u", &[])? != 0 {
        return Ok(None);
    }
    Ok(Some((number("-u", &["postgres"])?, number("-g", &["postgres"])?)))
}

fn as_owner(program: impl AsRef<std::ffi::OsStr>, owner: Option<(u32, u32)>) -> Outcome<Command> {
    let mut command = command(program)?;
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    Ok(command)
}

/// Hands `folder` to the owner and says whether the owner can write there.
fn reachable(folder: &Path, owner: (u32, u32)) -> Outcome<bool> {
    chown(folder, Some(owner.0), Some(owner.1)).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut test = as_owner("test", Some(owner))?;
    Ok(capture(test.current_dir("/").arg("-w").arg(folder)).is_ok())
}

/// A folder outside the working copy, named after it so that each copy has its own.
fn elsewhere(owner: (u32, u32)) -> Outcome<PathBuf> {
    let inode = std::fs::metadata(root()?).map_err(|e| format!("the working copy: {e}"))?.ino();
    let folder = std::env::temp_dir().join(format!("hearth-postgres-{inode}"));
    std::fs::create_dir_all(&folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    if reachable(&folder, owner)? {
        return Ok(folder);
    }
    Err(format!("the user postgres can write neither in target/postgres nor in {}", folder.display()))
}
