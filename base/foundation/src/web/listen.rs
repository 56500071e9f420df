//! The listener: HTTP/1 and HTTP/2, with an end for clients that are too slow or too many.

use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::StatusCode;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto;
use hyper_util::server::graceful::GracefulShutdown;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;

use super::{App, Peer};

/// What the listener bears.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time; more wait in the system's queue.
    pub connections: usize,
    /// Time for a client to send the head of a request.
    pub head: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { connections: 16_384, head: Duration::from_secs(15) }
    }
}

/// Serves until `stop` resolves, then lets running requests end (at most ten seconds).
pub async fn listen(app: Arc<App>, listener: TcpListener, limits: Limits, stop: impl Future<Output = ()>) {
    let mut server = auto::Builder::new(TokioExecutor::new());
    server.http1().timer(TokioTimer::new()).header_read_timeout(limits.head);
    server.http2().timer(TokioTimer::new()).keep_alive_interval(Some(Duration::from_secs(20)));
    let server = Arc::new(server);
    let (graceful, room) = (GracefulShutdown::new(), Arc::new(Semaphore::new(limits.connections)));
    let mut stop = std::pin::pin!(stop);
    loop {
        let Ok(place) = room.clone().acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let Ok((stream, peer)) = accepted else {
            // Out of file handles, most likely: let some connections end first.
            tokio::time::sleep(Duration::from_millis(50)).await;
            continue;
        };
        let work = connection(app.clone(), server.clone(), stream, peer, graceful.watcher());
        tokio::spawn(async move {
            work.await;
            drop(place);
        });
    }
    drop(listener);
    let _ = tokio::time::timeout(Duration::from_secs(10), graceful.shutdown()).await;
}

/// How long, and how far, what was refused as too large is read to its end. A connection that is
/// closed on somebody who still sends shows an error of the browser instead of our words.
const DRAIN: Duration = Duration::from_secs(5);
const DRAIN_BYTES_MAX: usize = 16 << 20;

/// A body that can be read on after the page has dropped it.
#[derive(Clone)]
struct Shared(Arc<Mutex<Incoming>>);

impl Shared {
    async fn drain(mut self) {
        let mut left = DRAIN_BYTES_MAX;
        while let Some(Ok(frame)) = self.frame().await {
            let length = frame.data_ref().map_or(0, Bytes::len);
            if length > left {
                return;
            }
            left -= length;
        }
    }
}

impl hyper::body::Body for Shared {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        Pin::new(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner)).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

async fn connection(
    app: Arc<App>,
    server: Arc<auto::Builder<TokioExecutor>>,
    stream: TcpStream,
    peer: SocketAddr,
    watcher: hyper_util::server::graceful::Watcher,
) {
    let _ = stream.set_nodelay(true);
    let service = hyper::service::service_fn(move |request: hyper::Request<Incoming>| {
        let app = app.clone();
        async move {
            let (parts, body) = request.into_parts();
            let rest = Shared(Arc::new(Mutex::new(body)));
            let mut request = hyper::Request::from_parts(parts, Body::new(rest.clone()));
            request.extensions_mut().insert(Peer(peer.ip()));
            let response = app.answer(request).await;
            if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
                let _ = tokio::time::timeout(DRAIN, rest.drain()).await;
            }
            Ok::<_, std::convert::Infallible>(response)
        }
    });
    let serving = server.serve_connection(TokioIo::new(stream), service);
    // Clients that go away in the middle are none of our errors.
    let _ = watcher.watch(serving).await;
}
