//! The opening second (R13): 10,000 arrivals within one second for 200 seats. Each is answered with a seat, a
//! waiting number or a place in the line before the desk; whoever has a place asks again until its turn.

use std::sync::Arc;
use std::time::{Duration, Instant as Stopwatch};

use crate::client::Client;
use crate::crowd::body;
use crate::house::{Server, Store};
use crate::report;

const ARRIVALS: usize = 10_000;
const SEATS: usize = 200;
/// Connections; each sends its share, one after the other, at its time.
const CLIENTS: usize = 500;
const REGISTER: &str = "/api/v1/courses/c0/registrations";
/// How often who stands in line asks again, as the page in line does.
const AGAIN: Duration = Duration::from_millis(500);

/// What became of one arrival.
struct Came {
    pressed: Duration,
    answered: Duration,
    settled: Duration,
    was_in_line: bool,
    number: u64,
    has_seat: bool,
}

/// Runs it on each engine.
pub async fn measure() {
    println!("## The opening second: {ARRIVALS} arrivals in one second, {SEATS} seats");
    for engine in ["sqlite", "postgres"] {
        let Some(store) = Store::fresh(engine) else { continue };
        let ours = Server::start("serve-house", &[&store.url, "1", &SEATS.to_string()]).await;
        let address = Arc::new(ours.address.clone());
        let mut clients = Vec::new();
        for _ in 0..CLIENTS {
            clients.push(Client::connect(&address).await.unwrap());
        }
        let begun = Stopwatch::now();
        let coming = clients.into_iter().enumerate();
        let tasks: Vec<_> = coming.map(|(c, client)| tokio::spawn(come(begun, c, client))).collect();
        let (mut came, mut errors) = (Vec::with_capacity(ARRIVALS), 0);
        for task in tasks {
            for one in task.await.unwrap() {
                match one {
                    Some(one) => came.push(one),
                    None => errors += 1,
                }
            }
        }
        tell(engine, came, errors);
    }
}

/// The arrivals of one client: the `c`th, and every so many after it.
async fn come(begun: Stopwatch, c: usize, mut client: Client) -> Vec<Option<Came>> {
    let mut all = Vec::new();
    for i in (c..ARRIVALS).step_by(CLIENTS) {
        let at = Duration::from_micros(i as u64 * 1_000_000 / ARRIVALS as u64);
        tokio::time::sleep_until((begun + at).into()).await;
        all.push((i, begun.elapsed(), ask(&mut client, i, begun).await));
    }
    let mut done = Vec::with_capacity(all.len());
    for (i, pressed, first) in all {
        done.push(settle(&mut client, i, begun, pressed, first).await);
    }
    done
}

/// The answer to one press: status, text, and when it came.
type Said = Option<(u16, String, Duration)>;

async fn ask(client: &mut Client, i: usize, begun: Stopwatch) -> Said {
    let key = format!("opening-{i}");
    let answer = client.post(REGISTER, &key, &body(&key)).await.ok()?;
    Some((answer.status, String::from_utf8_lossy(&answer.body).into_owned(), begun.elapsed()))
}

async fn settle(
    client: &mut Client,
    i: usize,
    begun: Stopwatch,
    pressed: Duration,
    first: Said,
) -> Option<Came> {
    let (mut status, mut text, answered) = first?;
    let (was_in_line, mut settled) = (status == 202, answered);
    while status == 202 {
        tokio::time::sleep(AGAIN).await;
        (status, text, settled) = ask(client, i, begun).await?;
    }
    let has_seat = text.contains("\"confirmed\"");
    let position =
        text.split("\"position\":").nth(1).map(|p| p.chars().take_while(char::is_ascii_digit).collect());
    let number = position.and_then(|p: String| p.parse().ok()).unwrap_or_default();
    (status == 201).then_some(Came { pressed, answered, settled, was_in_line, number, has_seat })
}

fn tell(engine: &str, mut came: Vec<Came>, errors: usize) {
    let mut waits: Vec<Duration> = came.iter().map(|c| c.answered.saturating_sub(c.pressed)).collect();
    let ms = |d: Duration| d.as_secs_f64() * 1000.0;
    report::line(&format!("{engine}: answered, median"), ms(report::percentile(&mut waits, 0.5)), "ms");
    report::line("answered, 99 of 100", ms(report::percentile(&mut waits, 0.99)), "ms");
    let last = came.iter().map(|c| c.settled).max().unwrap_or_default();
    report::line("the last has a seat or a waiting number after", ms(last), "ms");
    let lined = came.iter().filter(|c| c.was_in_line).count();
    let seats = came.iter().filter(|c| c.has_seat).count();
    // Waiting numbers in the order of pressing: who pressed clearly later must not stand before.
    came.sort_by_key(|c| c.number);
    let slack = Duration::from_millis(100);
    let waiting: Vec<&Came> = came.iter().filter(|c| !c.has_seat).collect();
    let unfair =
        waiting.windows(2).filter(|two| matches!(two, [a, b] if a.pressed > b.pressed + slack)).count();
    println!(
        "{engine}: {seats} seats, {lined} stood in line, {errors} errors, {unfair} neighbours out of order"
    );
    assert_eq!((seats, errors), (SEATS, 0), "seats sold are the seats there are, and nobody is lost");
}
