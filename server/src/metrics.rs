//! `/metrics`, on a listener of its own so that it is not public.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::http::header;
use axum::routing::get;
use foundation::centre::Centre;
use foundation::{health, metrics};
use tokio::net::TcpListener;

/// A store that takes longer is not ready.
const PATIENCE: Duration = Duration::from_secs(2);

/// Serves the metrics of these centres until the task is dropped.
pub async fn serve(centres: Vec<Arc<Centre>>, listener: TcpListener) {
    let kind = [(header::CONTENT_TYPE, "application/openmetrics-text; version=1.0.0; charset=utf-8")];
    let centres: Arc<[Arc<Centre>]> = centres.into();
    let answer = move || {
        let centres = centres.clone();
        async move {
            for centre in centres.iter() {
                look(centre).await;
            }
            (kind, metrics::text())
        }
    };
    if let Err(error) = axum::serve(listener, Router::new().route("/metrics", get(answer))).await {
        tracing::error!(%error, "the metrics are no longer served");
    }
}

async fn look(centre: &Arc<Centre>) {
    let now = centre.clock.now();
    let looked = tokio::time::timeout(PATIENCE, centre.db.read(move |conn| health::look(conn, now))).await;
    let looked = looked.ok().and_then(Result::ok).unwrap_or_default();
    metrics::note(&centre.code, &looked);
    if let Ok(desk) = courses::desk::Desk::of(centre) {
        let waiting = i64::try_from(desk.waiting()).unwrap_or(i64::MAX);
        metrics::desk_waiting(&centre.code).set(waiting);
    }
}
