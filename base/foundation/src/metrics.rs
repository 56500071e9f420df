//! What the process tells about itself in the OpenMetrics format: counts and times, never names.

use std::sync::LazyLock;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;

/// Label names and values.
type Labels = Vec<(&'static str, String)>;

/// The numbers of this process.
struct Metrics {
    registry: Registry,
    requests: [Counter; 6],
    request_seconds: Histogram,
    reads: Histogram,
    writes: Histogram,
    jobs: Family<Labels, Gauge>,
    mail: Family<Labels, Gauge>,
    desk: Family<Labels, Gauge>,
    ready: Family<Labels, Gauge>,
    resident: Gauge,
}

/// Upper bounds in seconds: from a kept page (50 µs) to the end of all patience.
const SECONDS: [f64; 12] = [0.000_05, 0.000_2, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1, 0.25, 1.0, 5.0, 30.0];

static METRICS: LazyLock<Metrics> = LazyLock::new(|| {
    let mut registry = Registry::with_prefix("hearth");
    let by_class: Family<Labels, Counter> = Family::default();
    let class = |n: usize| by_class.get_or_create_owned(&vec![("status", format!("{n}xx"))]);
    let times: Family<Labels, Histogram, fn() -> Histogram> =
        Family::new_with_constructor(|| Histogram::new(SECONDS));
    let task = |kind: &str| times.get_or_create_owned(&vec![("kind", kind.to_owned())]);
    let metrics = Metrics {
        requests: [class(0), class(1), class(2), class(3), class(4), class(5)],
        request_seconds: Histogram::new(SECONDS),
        reads: task("read"),
        writes: task("write"),
        jobs: Family::default(),
        mail: Family::default(),
        desk: Family::default(),
        ready: Family::default(),
        resident: Gauge::default(),
        registry: Registry::default(),
    };
    by_class.remove(&vec![("status", "0xx".to_owned())]);
    registry.register("requests", "Requests answered, by class of status", by_class);
    registry.register("request_seconds", "Time to answer a request", metrics.request_seconds.clone());
    registry.register("store_seconds", "Time of a task of the store, waiting included", times);
    registry.register("jobs", "Jobs by state: due or dead", metrics.jobs.clone());
    registry.register("mail", "Messages not yet sent, by state", metrics.mail.clone());
    registry.register("desk_waiting", "Requests that wait at the admission desk", metrics.desk.clone());
    registry.register("ready", "1 when the centre's store answers", metrics.ready.clone());
    registry.register("resident_bytes", "Memory of the process", metrics.resident.clone());
    Metrics { registry, ..metrics }
});

/// Counts an answered request.
pub fn request(status: u16, took: Duration) {
    let class = METRICS.requests.get(usize::from(status / 100)).unwrap_or(&METRICS.requests[0]);
    class.inc();
    METRICS.request_seconds.observe(took.as_secs_f64());
}

/// Counts a task of the store; the time runs from the moment it was asked for.
pub fn store_task(is_write: bool, took: Duration) {
    let times = if is_write { &METRICS.writes } else { &METRICS.reads };
    times.observe(took.as_secs_f64());
}

fn of_centre(centre: &str) -> Labels {
    vec![("centre", centre.to_owned())]
}

/// How many requests wait at the admission desk of a centre; the desk keeps the handle and sets it.
pub fn desk_waiting(centre: &str) -> Gauge {
    METRICS.desk.get_or_create_owned(&of_centre(centre))
}

/// What a look at a centre's store found: jobs and messages by state, or that it does not answer.
#[derive(Debug, Clone, Default)]
pub struct Look {
    /// Jobs by state.
    pub jobs: Vec<(String, i64)>,
    /// Messages by state.
    pub mail: Vec<(String, i64)>,
    /// Whether the store answered.
    pub is_ready: bool,
}

/// Notes what a look at a centre's store found.
pub fn note(centre: &str, look: &Look) {
    METRICS.ready.get_or_create(&of_centre(centre)).set(i64::from(look.is_ready));
    if !look.is_ready {
        return;
    }
    for (family, found, states) in [
        (&METRICS.jobs, &look.jobs, ["due", "dead"].as_slice()),
        (&METRICS.mail, &look.mail, ["queued", "sending", "failed", "unsure"].as_slice()),
    ] {
        for state in states {
            let count = found.iter().find(|(name, _)| name == state).map_or(0, |(_, count)| *count);
            let mut labels = of_centre(centre);
            labels.push(("state", (*state).to_owned()));
            family.get_or_create(&labels).set(count);
        }
    }
}

/// Memory of this process in bytes, where the system tells.
pub fn resident_bytes() -> Option<i64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|l| l.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches("kB").trim().parse::<i64>().ok().map(|kib| kib * 1024)
}

/// All numbers in the OpenMetrics text format.
pub fn text() -> String {
    METRICS.resident.set(resident_bytes().unwrap_or_default());
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = encode(&mut text, &METRICS.registry);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_told_without_names() {
        request(200, Duration::from_millis(3));
        request(503, Duration::from_millis(3));
        request(999, Duration::from_millis(3));
        desk_waiting("test").set(7);
        note(
            "test",
            &Look { jobs: vec![("dead".into(), 2)], mail: vec![("unsure".into(), 1)], is_ready: true },
        );
        let text = text();
        for line in [
            "hearth_requests_total{status=\"2xx\"} 1",
            "hearth_requests_total{status=\"5xx\"} 1",
            "hearth_request_seconds_count 3",
            "hearth_desk_waiting{centre=\"test\"} 7",
            "hearth_jobs{centre=\"test\",state=\"dead\"} 2",
            "hearth_jobs{centre=\"test\",state=\"due\"} 0",
            "hearth_mail{centre=\"test\",state=\"unsure\"} 1",
            "hearth_ready{centre=\"test\"} 1",
        ] {
            assert!(text.contains(line), "{line} is missing in\n{text}");
        }
        assert!(resident_bytes().is_none_or(|bytes| bytes > 1_000_000));
    }
}
