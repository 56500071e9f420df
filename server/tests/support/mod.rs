//! The program as an operator runs it, and a PostgreSQL that may be stopped.

#![allow(dead_code, clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

pub mod postgres;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// What a command came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// The command must have done what was asked.
    #[track_caller]
    pub fn well(self) -> String {
        assert_eq!(self.code, 0, "{} {}", self.out, self.err);
        self.out
    }

    /// The command must have ended with this code and said this.
    #[track_caller]
    pub fn refused(self, code: i32, said: &str) {
        assert_eq!(self.code, code, "{} {}", self.out, self.err);
        assert!(self.err.contains(said), "not \"{said}\" but: {}", self.err);
        assert!(!self.err.contains("panicked"), "{}", self.err);
    }
}

/// The program, without any setting of the surroundings.
pub fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_hearth"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("HEARTH_") {
            command.env_remove(name);
        }
    }
    command.current_dir(std::env::temp_dir()).stdin(Stdio::null());
    command
}

/// Runs a command to its end.
pub fn hearth(words: &[&str]) -> Ran {
    run(program().args(words))
}

/// Runs a command on a data folder to its end.
pub fn hearth_in(folder: &Path, words: &[&str]) -> Ran {
    run(program().args(words).arg("--data").arg(folder))
}

pub fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Ran { code: output.status.code().unwrap_or(-1), out: text(&output.stdout), err: text(&output.stderr) }
}

/// A serving process; killed when dropped.
pub struct Serving {
    child: Child,
    pub address: String,
    pub metrics: Option<String>,
    err: Option<std::thread::JoinHandle<String>>,
}

impl Serving {
    /// Starts `hearth serve` and waits until it says where it listens.
    pub fn start(command: &mut Command) -> Serving {
        Serving::until_line(command, "listening on http://")
    }

    /// Starts a command and waits for the line that tells its address.
    pub fn until_line(command: &mut Command, before_address: &str) -> Serving {
        let command = command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut err = child.stderr.take().unwrap();
        let err = std::thread::spawn(move || {
            let mut text = String::new();
            let _ = err.read_to_string(&mut text);
            text
        });
        let (mut line, mut address) = (String::new(), None);
        while address.is_none() {
            line.clear();
            if out.read_line(&mut line).unwrap() == 0 {
                panic!("it ended before it listened: {}", err.join().unwrap());
            }
            address =
                line.trim().strip_prefix(before_address.trim()).map(|a| a.trim_end_matches('/').to_owned());
        }
        // Keep the pipe open, or the program would find nobody there.
        std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()));
        Serving { child, address: address.unwrap(), metrics: None, err: Some(err) }
    }

    /// Serves the centre of a data folder on a free port.
    pub fn of(folder: &Path) -> Serving {
        Serving::start(program().args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(folder))
    }

    /// Status and text of a page.
    pub fn get(&self, path: &str) -> (u16, String) {
        get(&self.address, &self.address, path)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to stop; gives its exit code and its log.
    pub fn stop(mut self) -> (i32, String) {
        let pid = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
        let code = self.child.wait().unwrap().code().unwrap_or(-1);
        (code, self.err.take().unwrap().join().unwrap())
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Status and text of a page at an address, asked for under a host name.
pub fn get(address: &str, host: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(40))).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    (head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0), body.to_owned())
}

/// Waits until something is so, at most half a minute.
#[track_caller]
pub fn until(what: &str, mut is_so: impl FnMut() -> bool) {
    let begin = Instant::now();
    while !is_so() {
        assert!(begin.elapsed() < Duration::from_secs(30), "waited in vain until {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
