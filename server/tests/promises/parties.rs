//! People who want to register: each a party of one to four, with double clicks and repeated tries.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::json;

use crate::centre::{COURSE, Centre, Kept};
use crate::client::{Answer, Client};

/// A party.
#[derive(Debug, Clone)]
pub struct Party {
    pub key: String,
    pub size: i64,
    /// It presses twice at the same time.
    pub double_click: bool,
    /// It sends the same once more after its answer.
    pub again: bool,
    address: String,
    body: String,
}

/// What a party was told, and when it asked and was answered, as ticks of one clock of the crowd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub reference: String,
    pub status: String,
    pub position: Option<i64>,
    pub asked: u64,
    pub answered: u64,
}

impl Party {
    /// The `n`th party; sizes are mixed, the same in every run.
    pub fn new(n: usize) -> Party {
        let mixed = n.wrapping_mul(2_654_435_761) >> 7;
        let size = 1 + mixed % 4;
        let names: Vec<String> = (0..size).map(|i| format!("王{n}之{i}")).collect();
        let members: Vec<_> = names.iter().map(|name| json!({"name": name, "birth_year": 1985})).collect();
        let body = json!({
            "head": {"name": names[0], "phone": format!("0912{n:06}"), "email": format!("p{n}@crowd.example")},
            "members": members,
            "channel": "web",
            "consent": {"notice_version": "1"},
        });
        Party {
            key: format!("crowd-{n}"),
            size: i64::try_from(size).unwrap(),
            double_click: mixed.is_multiple_of(5),
            again: mixed.is_multiple_of(7),
            address: format!("10.0.{}.{}", n / 250, n % 250),
            body: body.to_string(),
        }
    }

    /// The bytes of its request.
    pub fn request(&self, client: &Client) -> Vec<u8> {
        let headers = [
            ("Content-Type", "application/json"),
            ("Idempotency-Key", self.key.as_str()),
            ("X-Forwarded-For", self.address.as_str()),
        ];
        client.request("POST", &path(), &headers, self.body.as_bytes())
    }

    async fn press(&self, client: &mut Client) -> std::io::Result<()> {
        let bytes = self.request(client);
        client.send_raw(&bytes).await
    }

    /// Sends it once on this connection.
    pub async fn ask(&self, client: &mut Client) -> std::io::Result<Answer> {
        self.press(client).await?;
        client.answer().await
    }
}

/// Where parties register.
pub fn path() -> String {
    format!("/api/v1/courses/{COURSE}/registrations")
}

/// What a 201 says.
#[track_caller]
pub fn told(answer: &Answer, party: &Party) -> Told {
    assert_eq!(answer.status, 201, "{}", answer.text());
    let told = answer.json();
    assert_eq!(told["seats"].as_array().unwrap().len(), usize::try_from(party.size).unwrap());
    Told {
        reference: told["reference"].as_str().unwrap().replace('-', ""),
        status: told["status"].as_str().unwrap().to_owned(),
        position: told["position"].as_i64(),
        asked: 0,
        answered: 0,
    }
}

/// Many parties at once, against servers that may go away and come back.
pub struct Crowd {
    parties: Vec<Party>,
    servers: Mutex<Vec<String>>,
    next: AtomicUsize,
    tick: AtomicU64,
    told: Mutex<BTreeMap<usize, Told>>,
    unanswered: AtomicUsize,
}

/// Connections at a time.
const CLIENTS: usize = 100;
/// Nobody tries longer than this.
const PATIENCE: Duration = Duration::from_secs(40);

impl Crowd {
    pub fn new(size: usize, servers: &[&str]) -> Arc<Crowd> {
        Crowd::of((0..size).map(Party::new).collect(), servers)
    }

    /// A crowd in which everybody presses once.
    pub fn calm(size: usize, servers: &[&str]) -> Arc<Crowd> {
        let once = |n| Party { double_click: false, again: false, ..Party::new(n) };
        Crowd::of((0..size).map(once).collect(), servers)
    }

    fn of(parties: Vec<Party>, servers: &[&str]) -> Arc<Crowd> {
        Arc::new(Crowd {
            parties,
            servers: Mutex::new(servers.iter().map(|s| (*s).to_owned()).collect()),
            next: AtomicUsize::new(0),
            tick: AtomicU64::new(0),
            told: Mutex::default(),
            unanswered: AtomicUsize::new(0),
        })
    }

    pub fn party(&self, n: usize) -> &Party {
        &self.parties[n]
    }

    /// Where to go from now on.
    pub fn move_to(&self, servers: &[&str]) {
        *self.servers.lock().unwrap() = servers.iter().map(|s| (*s).to_owned()).collect();
    }

    /// What parties were told so far, by their number.
    pub fn told(&self) -> BTreeMap<usize, Told> {
        self.told.lock().unwrap().clone()
    }

    /// Tries that got no answer.
    pub fn unanswered(&self) -> usize {
        self.unanswered.load(Ordering::SeqCst)
    }

    /// Everybody comes, and goes home when answered.
    pub async fn come(self: &Arc<Crowd>) {
        let clients: Vec<_> = (0..CLIENTS).map(|_| tokio::spawn(self.clone().stand_at_counter())).collect();
        for client in clients {
            client.await.unwrap();
        }
        assert_eq!(self.told.lock().unwrap().len(), self.parties.len());
    }

    async fn stand_at_counter(self: Arc<Crowd>) {
        let mut lines = Lines { crowd: self.clone(), open: BTreeMap::new() };
        loop {
            let n = self.next.fetch_add(1, Ordering::SeqCst);
            let Some(party) = self.parties.get(n) else { return };
            let asked = self.tick.fetch_add(1, Ordering::SeqCst);
            let begun = std::time::Instant::now();
            let told = loop {
                assert!(begun.elapsed() < PATIENCE, "{} was never answered", party.key);
                match lines.register(n, party).await {
                    Ok(told) => break told,
                    Err(_) => {
                        self.unanswered.fetch_add(1, Ordering::SeqCst);
                        tokio::time::sleep(Duration::from_millis(20)).await;
                    }
                }
            };
            let answered = self.tick.fetch_add(1, Ordering::SeqCst);
            self.told.lock().unwrap().insert(n, Told { asked, answered, ..told.clone() });
            if party.again
                && let Ok(again) = lines.register(n + 1, party).await
            {
                assert_eq!(again, told, "the same request has the same answer");
            }
        }
    }

    /// All that must hold of a course of `capacity` seats when everybody has been answered and nobody
    /// has cancelled.
    #[track_caller]
    pub fn is_served_fairly(&self, centre: &Centre, capacity: i64) {
        centre.is_whole();
        let (kept, told) = (centre.registrations(), self.told());
        assert_eq!(kept.len(), self.parties.len(), "everybody once, nobody twice");
        let numbers: Vec<i64> = kept.iter().map(|k| k.number).collect();
        assert_eq!(numbers, (1..=i64::try_from(kept.len()).unwrap()).collect::<Vec<_>>());
        let seated: i64 = kept.iter().filter(|k| k.status == "confirmed").map(|k| k.size).sum();
        assert_eq!(seated, capacity, "exactly as many seats as there are");
        let by_key: BTreeMap<&str, &Kept> = kept.iter().map(|k| (k.key.as_str(), k)).collect();
        for (n, told) in &told {
            let kept = by_key[self.parties[*n].key.as_str()];
            assert_eq!((&kept.reference, &kept.status), (&told.reference, &told.status));
            assert_eq!(kept.size, self.parties[*n].size);
        }
        self.line_is_fair(&kept);
        self.who_was_answered_came_before_who_asked_later(&by_key, &told);
        self.positions_are_right(&kept, &told);
    }

    /// Nobody sits while a party of the same or a smaller size that came earlier waits.
    #[track_caller]
    fn line_is_fair(&self, kept: &[Kept]) {
        let mut smallest_waiting = i64::MAX;
        for k in kept {
            match k.status.as_str() {
                "confirmed" => assert!(k.size < smallest_waiting, "number {} overtook somebody", k.number),
                "waitlisted" => smallest_waiting = smallest_waiting.min(k.size),
                other => panic!("{} is {other}", k.number),
            }
        }
    }

    #[track_caller]
    fn who_was_answered_came_before_who_asked_later(
        &self,
        by_key: &BTreeMap<&str, &Kept>,
        told: &BTreeMap<usize, Told>,
    ) {
        let mut moments: BTreeMap<u64, (bool, i64)> = BTreeMap::new();
        for (n, told) in told {
            let number = by_key[self.parties[*n].key.as_str()].number;
            moments.insert(told.asked, (false, number));
            moments.insert(told.answered, (true, number));
        }
        let mut latest_answered = 0;
        for (is_answer, number) in moments.into_values() {
            if is_answer {
                latest_answered = latest_answered.max(number);
            } else {
                assert!(number > latest_answered, "{number} asked after {latest_answered} was answered");
            }
        }
    }

    #[track_caller]
    fn positions_are_right(&self, kept: &[Kept], told: &BTreeMap<usize, Told>) {
        let line = kept.iter().filter(|k| k.status == "waitlisted");
        let places: BTreeMap<&str, i64> = line.map(|k| k.reference.as_str()).zip(1..).collect();
        for told in told.values() {
            assert_eq!(told.position, places.get(told.reference.as_str()).copied(), "{told:?}");
        }
    }
}

/// The connections of one who asks: one to each server.
struct Lines {
    crowd: Arc<Crowd>,
    open: BTreeMap<String, Client>,
}

impl Lines {
    async fn line(&mut self, turn: usize) -> std::io::Result<(String, Client)> {
        let server = {
            let servers = self.crowd.servers.lock().unwrap();
            servers.get(turn % servers.len().max(1)).cloned().ok_or(std::io::ErrorKind::NotConnected)?
        };
        match self.open.remove(&server) {
            Some(client) => Ok((server, client)),
            None => Ok((server.clone(), Client::connect(&server).await?)),
        }
    }

    /// Registers a party at the server whose turn it is; a broken connection is not used again.
    async fn register(&mut self, turn: usize, party: &Party) -> std::io::Result<Told> {
        let (server, mut first) = self.line(turn).await?;
        party.press(&mut first).await?;
        if party.double_click {
            let (other, mut second) = match self.line(turn + 1).await {
                Ok((other, second)) if other != server => (Some(other), second),
                _ => (None, Client::connect(&server).await?),
            };
            party.press(&mut second).await?;
            let (a, b) = (first.answer().await?, second.answer().await?);
            let (a, b) = (taken(&a, party)?, taken(&b, party)?);
            assert_eq!(a, b, "two clicks are one");
            if let Some(other) = other {
                self.open.insert(other, second);
            }
            self.open.insert(server, first);
            return Ok(a);
        }
        let answer = first.answer().await?;
        let told = taken(&answer, party)?;
        self.open.insert(server, first);
        Ok(told)
    }
}

/// What a party was told; a server that cannot answer just now is asked again.
fn taken(answer: &Answer, party: &Party) -> std::io::Result<Told> {
    match answer.status {
        503 => Err(std::io::ErrorKind::ConnectionRefused.into()),
        _ => Ok(told(answer, party)),
    }
}
