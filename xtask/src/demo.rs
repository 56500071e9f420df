//! A demo centre that lives as long as the value: for the tools that need the running program.

use crate::process::{Outcome, command, fresh_folder, target};
use std::fs::File;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Child;
use std::time::Duration;

/// A running `hearth demo` on a loopback port with data of its own; killed when dropped.
pub struct Demo {
    child: Child,
    /// Where it listens.
    pub address: SocketAddr,
}

impl Demo {
    /// Starts the debug build (which must exist) and waits up to a minute until it is healthy.
    /// `name` names its folder and log under `target/`.
    pub fn start(name: &str) -> Outcome<Self> {
        let folder = target()?.join(name);
        fresh_folder(&folder)?;
        let problem = |e: std::io::Error| format!("hearth demo: {e}");
        let address = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).map_err(problem)?;
        let log = File::create(folder.join("demo.log")).map_err(problem)?;
        let mut demo = command(target()?.join("debug/hearth"))?;
        demo.arg("demo").arg("--listen").arg(address.to_string()).arg("--data").arg(folder.join("centre"));
        demo.stderr(log.try_clone().map_err(problem)?).stdout(log);
        let mut demo = Self { child: demo.spawn().map_err(problem)?, address };
        for _ in 0..600 {
            if healthy(address) {
                return Ok(demo);
            }
            if let Some(status) = demo.child.try_wait().map_err(problem)? {
                return Err(format!("hearth demo ended: {status}; see {}/demo.log", folder.display()));
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        Err(format!("hearth demo is not healthy after a minute; see {}/demo.log", folder.display()))
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ended_already = self.child.kill();
        let _reaped = self.child.wait();
    }
}

fn healthy(address: SocketAddr) -> bool {
    let ask = || -> std::io::Result<String> {
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(2)))?;
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n")?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        Ok(answer)
    };
    ask().is_ok_and(|answer| answer.starts_with("HTTP/1.1 200"))
}
