//! Which proxies are believed when they say whom a request comes from.

use std::net::{IpAddr, SocketAddr};

use axum::extract::Request;
use serde::Deserialize;

use super::Peer;

/// A network, written as an address or as `ADDRESS/BITS` (CIDR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Network {
    first: IpAddr,
    bits: u32,
}

impl TryFrom<String> for Network {
    type Error = String;

    fn try_from(text: String) -> Result<Network, String> {
        let wrong = || format!("\"{text}\" is neither an address nor a network such as 10.0.0.0/8");
        let (address, bits) = text.split_once('/').map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
        let first: IpAddr = address.trim().parse().map_err(|_| wrong())?;
        let most = if first.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.trim().parse().map_err(|_| wrong()))?;
        if bits > most { Err(wrong()) } else { Ok(Network { first, bits }) }
    }
}

impl Network {
    /// Whether an address is of this network.
    pub fn contains(&self, address: IpAddr) -> bool {
        match (self.first, address.to_canonical()) {
            (IpAddr::V4(a), IpAddr::V4(b)) => {
                (a.to_bits() ^ b.to_bits()).checked_shr(32 - self.bits).unwrap_or(0) == 0
            }
            (IpAddr::V6(a), IpAddr::V6(b)) => {
                (a.to_bits() ^ b.to_bits()).checked_shr(128 - self.bits).unwrap_or(0) == 0
            }
            _ => false,
        }
    }
}

/// The visitor's address: the peer, or, behind a proxy of this machine or one of these, the last address
/// told that is none of theirs. What stands before that anybody may have written.
pub(super) fn visitor(request: &Request, proxies: &[Network]) -> Option<String> {
    let peer = request.extensions().get::<Peer>()?.0;
    let is_ours = |address: IpAddr| {
        address.to_canonical().is_loopback() || proxies.iter().any(|network| network.contains(address))
    };
    let mut found = peer;
    // A proxy may add a header of its own behind the one that came.
    let told = request.headers().get_all("x-forwarded-for").iter().rev();
    let mut told = told.flat_map(|header| header.to_str().unwrap_or_default().rsplit(','));
    while is_ours(found) {
        let Some(next) = told.next().and_then(|text| address(text.trim())) else { break };
        found = next;
    }
    Some(found.to_canonical().to_string())
}

/// An address as proxies write it: with a port behind it, or in brackets, some of them.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|at| at.ip()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::body::Body;

    use super::*;

    fn from(peer: &str, told: &[&str], proxies: &[&str]) -> String {
        let mut request = Request::builder();
        for told in told {
            request = request.header("x-forwarded-for", *told);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        let proxies: Vec<Network> = proxies.iter().map(|p| (*p).to_owned().try_into().unwrap()).collect();
        visitor(&request, &proxies).unwrap()
    }

    #[test]
    fn a_proxy_is_believed_only_when_it_is_ours() {
        let balancer = &["10.1.0.0/16", "2001:db8:1::/48"];
        assert_eq!(from("127.0.0.1", &["192.0.2.7"], &[]), "192.0.2.7");
        assert_eq!(from("10.1.2.3", &["192.0.2.7"], &[]), "10.1.2.3", "nobody named it");
        assert_eq!(from("10.1.2.3", &["192.0.2.7"], balancer), "192.0.2.7");
        assert_eq!(from("::ffff:10.1.2.3", &["192.0.2.7"], balancer), "192.0.2.7");
        assert_eq!(from("2001:db8:1::5", &["2001:db8:2::1"], balancer), "2001:db8:2::1");
        assert_eq!(from("10.2.2.3", &["192.0.2.7"], balancer), "10.2.2.3");
        assert_eq!(from("192.0.2.9", &["192.0.2.7"], &["192.0.2.8"]), "192.0.2.9");
    }

    #[test]
    fn a_port_behind_the_address_is_no_part_of_it() {
        let balancer = &["10.1.0.0/16"];
        assert_eq!(from("127.0.0.1", &["192.0.2.7:5555"], &[]), "192.0.2.7");
        assert_eq!(from("127.0.0.1", &["[2001:db8:2::1]:5555"], &[]), "2001:db8:2::1");
        assert_eq!(from("127.0.0.1", &["[2001:db8:2::1]"], &[]), "2001:db8:2::1");
        assert_eq!(from("127.0.0.1", &["192.0.2.7:5555, 10.1.2.3:443"], balancer), "192.0.2.7");
        assert_eq!(from("10.1.2.3", &["192.0.2.7:port"], balancer), "10.1.2.3");
    }

    #[test]
    fn what_the_visitor_wrote_itself_is_not_believed() {
        let balancer = &["10.1.0.0/16"];
        assert_eq!(from("127.0.0.1", &["203.0.113.1, 192.0.2.7"], &[]), "192.0.2.7");
        assert_eq!(from("127.0.0.1", &["203.0.113.1", "192.0.2.7"], &[]), "192.0.2.7", "two headers");
        assert_eq!(from("127.0.0.1", &["203.0.113.1, 192.0.2.7, 10.1.2.3"], balancer), "192.0.2.7");
        assert_eq!(from("10.1.2.3", &["192.0.2.7, somebody"], balancer), "10.1.2.3");
        assert_eq!(from("10.1.2.3", &[], balancer), "10.1.2.3");
    }

    #[test]
    fn what_is_no_network_is_refused() {
        for wrong in ["", "balancer", "10.0.0.0/33", "10.0.0.0/", "::/129", "10.0.0.0/-1"] {
            assert!(Network::try_from(wrong.to_owned()).is_err(), "{wrong}");
        }
        let all = Network::try_from("0.0.0.0/0".to_owned()).unwrap();
        assert!(all.contains("192.0.2.7".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
    }
}
