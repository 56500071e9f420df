//! Where a webhook may lead: by TLS to a public address, and never into the house's own network.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use reqwest::{Url, redirect};

/// How long a receiver may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// The longest address.
const LENGTH_MAX: usize = 500;

/// An address that may be told things.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    url: Url,
    may_be_private: bool,
}

/// Why an address may not be told anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    /// Not an address that begins with `https://`.
    Form,
    /// In a network that is not public.
    Private,
}

impl Wrong {
    /// In one word, as the log of deliveries has it.
    pub fn word(self) -> &'static str {
        match self {
            Wrong::Form => "address",
            Wrong::Private => "private",
        }
    }
}

impl Address {
    /// Reads an address. In the clear only to this machine, where private networks are allowed.
    ///
    /// # Errors
    /// [`Wrong`]
    pub fn parse(text: &str, may_be_private: bool) -> Result<Address, Wrong> {
        let url = Url::parse(text.trim()).map_err(|_| Wrong::Form)?;
        let host = url.host_str().ok_or(Wrong::Form)?;
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
        let is_here = host == "localhost" || literal.is_some_and(|ip| ip.is_loopback());
        let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
        if url.as_str().len() > LENGTH_MAX || !is_plain {
            return Err(Wrong::Form);
        }
        if !may_be_private && (is_here || literal.is_some_and(|ip| !is_public(ip))) {
            return Err(Wrong::Private);
        }
        match url.scheme() {
            "https" => {}
            "http" if is_here => {}
            _ => return Err(Wrong::Form),
        }
        Ok(Address { url, may_be_private })
    }

    /// As it is kept.
    pub fn as_str(&self) -> &str {
        self.url.as_str()
    }

    /// The host alone: what follows it may hold a secret of the receiver.
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// Posts a body; the status it was answered with. The addresses of the name are looked up once, looked at,
    /// and those are the ones that are called; nobody is followed elsewhere.
    pub(super) async fn post(&self, headers: &[(&str, &str)], body: String) -> Result<u16, &'static str> {
        let port = self.url.port_or_known_default().unwrap_or(443);
        let host = self.host().trim_matches(['[', ']']);
        let found = tokio::time::timeout(PATIENCE, tokio::net::lookup_host((host, port))).await;
        let found: Vec<SocketAddr> = found.map_err(|_| "timeout")?.map_err(|_| "name")?.collect();
        if found.is_empty() {
            return Err("name");
        }
        if !self.may_be_private && !found.iter().all(|address| is_public(address.ip())) {
            return Err(Wrong::Private.word());
        }
        let client = reqwest::Client::builder()
            .timeout(PATIENCE)
            .redirect(redirect::Policy::none())
            .no_proxy()
            .user_agent("hearth")
            .resolve_to_addrs(host, &found)
            .build()
            .map_err(|_| "connect")?;
        let request = headers.iter().fold(client.post(self.url.clone()), |r, (n, v)| r.header(*n, *v));
        let answer = request.body(body).send().await;
        let answer = answer.map_err(|e| if e.is_timeout() { "timeout" } else { "connect" })?;
        Ok(answer.status().as_u16())
    }
}

/// Whether an address is one of the public Internet, also when it is wrapped in another.
fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let is_special = matches!(
        (a, b, c),
        (0 | 10 | 127 | 224.., _, _)
            | (100, 64..=127, _)
            | (169, 254, _)
            | (172, 16..=31, _)
            | (192, 168, _)
            | (192, 0, 0 | 2)
            | (198, 18 | 19, _)
            | (198, 51, 100)
            | (203, 0, 113)
    );
    !is_special
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let [a, b, c, d, e, f, g, h] = ip.segments();
    let v4 = |high: u16, low: u16| {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match (a, b) {
        // Mapped, and translated by the network (NAT64).
        (0, 0) if (c, d, e) == (0, 0, 0) => f == 0xffff && v4(g, h),
        (0x64, 0xff9b) => (c, d, e, f) == (0, 0, 0, 0) && v4(g, h),
        (0x2001, 0 | 0xdb8) => false,
        // 6to4 carries the address of a relay.
        (0x2002, _) => v4(b, c),
        (0x2000..=0x3fff, _) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn only_public_addresses_by_tls_are_told_anything() {
        for good in ["https://hooks.example.gov.tw/a?b=c", "https://1.1.1.1:8443/", "https://[2606:4700::1]/"]
        {
            assert!(Address::parse(good, false).is_ok(), "{good}");
        }
        for wrong in [
            "",
            "hooks.example",
            "http://hooks.example/",
            "ftp://hooks.example/",
            "file:///etc/passwd",
            "https://me:secret@hooks.example/",
            "https://hooks.example/#a",
        ] {
            assert_eq!(Address::parse(wrong, false), Err(Wrong::Form), "{wrong}");
            assert_eq!(Address::parse(wrong, true), Err(Wrong::Form), "{wrong}");
        }
        for private in [
            "https://127.0.0.1/",
            "https://localhost/",
            "http://localhost/",
            "https://10.1.2.3/",
            "https://172.31.0.1/",
            "https://192.168.1.1/",
            "https://169.254.169.254/latest/meta-data/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:10.0.0.1]/",
            "https://[fd00::1]/",
            "https://[fe80::1]/",
            "https://[64:ff9b::a00:1]/",
            "https://[2002:a00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://224.0.0.1/",
        ] {
            assert_eq!(Address::parse(private, false), Err(Wrong::Private), "{private}");
        }
        assert!(Address::parse("http://127.0.0.1:8080/", true).is_ok());
        assert_eq!(
            Address::parse("http://10.1.2.3/", true),
            Err(Wrong::Form),
            "in the clear on this machine only"
        );
    }

    #[tokio::test]
    async fn a_name_that_leads_into_the_house_is_not_called() {
        let mut address = Address::parse("https://localhost:1/", true).unwrap();
        address.may_be_private = false;
        assert_eq!(address.post(&[], String::new()).await, Err("private"));
    }
}
