//! A small HTTP/1.1 client that costs little beside the server it measures.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// One kept-alive connection.
pub struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
}

/// What came back.
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// Where it leads, in small letters.
    pub location: Option<String>,
    /// Body.
    pub body: Vec<u8>,
}

impl Client {
    /// Connects.
    pub async fn connect(address: &str) -> std::io::Result<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, buffer: Vec::with_capacity(64 * 1024) })
    }

    /// `GET path`.
    pub async fn get(&mut self, path: &str) -> std::io::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: bench.example\r\n\r\n");
        self.ask(request.as_bytes()).await
    }

    /// `POST path` with JSON and an idempotency key.
    pub async fn post(&mut self, path: &str, key: &str, json: &str) -> std::io::Result<Answer> {
        let length = json.len();
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: bench.example\r\ncontent-type: application/json\r\nidempotency-key: {key}\r\ncontent-length: {length}\r\n\r\n{json}"
        );
        self.ask(request.as_bytes()).await
    }

    /// A request as it is.
    pub async fn send(&mut self, request: &str) -> std::io::Result<Answer> {
        self.ask(request.as_bytes()).await
    }

    async fn ask(&mut self, request: &[u8]) -> std::io::Result<Answer> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        let head_end = loop {
            if let Some(at) = find(&self.buffer, b"\r\n\r\n") {
                break at + 4;
            }
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        };
        let head = String::from_utf8_lossy(&self.buffer[..head_end]).to_ascii_lowercase();
        let status = head.get(9..12).and_then(|s| s.parse().ok()).unwrap_or(0);
        let length =
            head.lines().find_map(|l| l.strip_prefix("content-length: ")).and_then(|l| l.trim().parse().ok());
        let length: usize = length.unwrap_or(0);
        let location = head.lines().find_map(|l| l.strip_prefix("location: ")).map(|l| l.trim().to_owned());
        while self.buffer.len() < head_end + length {
            if self.stream.read_buf(&mut self.buffer).await? == 0 {
                return Err(std::io::ErrorKind::UnexpectedEof.into());
            }
        }
        Ok(Answer { status, location, body: self.buffer[head_end..head_end + length].to_vec() })
    }
}

fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|w| w == needle)
}
