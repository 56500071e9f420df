//! A client that sends whatever it is told to, and reads what comes.

use std::io::{Error, ErrorKind, Result};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A connection to a server.
pub struct Client {
    stream: TcpStream,
    read: Vec<u8>,
    host: String,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.text()))
    }

    /// A header, or nothing.
    pub fn header(&self, name: &str) -> &str {
        let lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines.into_iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map_or("", |(_, value)| value.trim())
    }
}

impl Client {
    pub async fn connect(address: &str) -> Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, read: Vec::new(), host: address.to_owned() })
    }

    /// Sends bytes as they are.
    pub async fn send_raw(&mut self, bytes: &[u8]) -> Result<()> {
        self.stream.write_all(bytes).await
    }

    /// Sends a request without waiting for its answer. What the server refuses half-way it may not
    /// read to its end: that is no failure of sending.
    pub async fn send(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<()> {
        let bytes = self.request(method, path, headers, body);
        self.send_raw(&bytes).await
    }

    /// The bytes of a request.
    pub fn request(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
        let mut head = format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n", self.host);
        for (name, value) in headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        if method != "GET" && method != "HEAD" {
            head.push_str(&format!("Content-Length: {}\r\n", body.len()));
        }
        let mut bytes = format!("{head}\r\n").into_bytes();
        bytes.extend_from_slice(body);
        bytes
    }

    /// Reads the next answer.
    pub async fn answer(&mut self) -> Result<Answer> {
        self.answer_to("GET").await
    }

    async fn answer_to(&mut self, method: &str) -> Result<Answer> {
        let end = loop {
            if let Some(end) = find(&self.read, b"\r\n\r\n") {
                break end;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.read[..end]).into_owned();
        self.read.drain(..end + 4);
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let mut answer = Answer { status, head, body: Vec::new() };
        if method == "HEAD" || status == 304 || status == 204 {
            return Ok(answer);
        }
        assert_eq!(answer.header("transfer-encoding"), "", "every answer tells its length");
        let length = answer.header("content-length").parse().unwrap_or(0);
        while self.read.len() < length {
            self.more().await?;
        }
        answer.body = self.read.drain(..length).collect();
        Ok(answer)
    }

    async fn more(&mut self) -> Result<()> {
        match self.stream.read_buf(&mut self.read).await? {
            0 => Err(Error::new(ErrorKind::UnexpectedEof, "closed")),
            _ => Ok(()),
        }
    }

    /// Sends a request and reads its answer.
    pub async fn ask(
        &mut self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Result<Answer> {
        self.send(method, path, headers, body).await?;
        self.answer_to(method).await
    }

    pub async fn get(&mut self, path: &str) -> Result<Answer> {
        self.ask("GET", path, &[], b"").await
    }

    /// Sends a form as a browser does from a page of this house.
    pub async fn form(&mut self, path: &str, body: &str) -> Result<Answer> {
        let headers =
            [("Content-Type", "application/x-www-form-urlencoded"), ("Sec-Fetch-Site", "same-origin")];
        self.ask("POST", path, &headers, body.as_bytes()).await
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

/// One request on a connection of its own.
pub async fn once(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    let mut client = Client::connect(address).await.unwrap();
    client.ask(method, path, headers, body).await.unwrap()
}
