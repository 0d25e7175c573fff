//! Whose computer an address leads to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Who reaches a host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// Only the computer itself.
    Own,
    /// Only those in the same network.
    Private,
    /// Everybody, as far as an address tells.
    Public,
}

/// The host of a web address and what follows it, without a port: `name` and `name:8000`. None if it is no web address.
pub(super) fn host(address: &str) -> Option<(String, String)> {
    let address = address.trim();
    let (scheme, rest) = address.split_once("//")?;
    if !["", "http:", "https:"].iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
        return None;
    }
    let whole = rest.split(['/', '?', '#', '\\']).next().unwrap_or(rest);
    let whole = unbracketed(&whole.rsplit('@').next().unwrap_or(whole).to_ascii_lowercase());
    let name = match whole.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None => whole.split(':').next().unwrap_or(&whole),
    };
    let name = name.trim_end_matches('.').to_owned();
    (!name.is_empty()).then_some((name, whole))
}

/// An address as people write it: Markdown encodes the brackets of a number.
pub(crate) fn unbracketed(address: &str) -> String {
    ["%5b", "%5B"]
        .iter()
        .fold(address.to_owned(), |text, code| text.replace(code, "["))
        .replace("%5d", "]")
        .replace("%5D", "]")
}

/// Who reaches the host called `name`.
pub(super) fn reach(name: &str) -> Reach {
    match name.parse::<IpAddr>() {
        Ok(ip) => of_ip(ip),
        Err(_) if name == "localhost" || name.ends_with(".localhost") => Reach::Own,
        Err(_) if is_inner(name) => Reach::Private,
        Err(_) => Reach::Public,
    }
}

/// Whether only the name servers of one network know `name`: a single word, `oa`, or one below the ends that are kept for
/// this, `server.local`.
fn is_inner(name: &str) -> bool {
    const ENDS: [&str; 7] = ["local", "lan", "internal", "intranet", "localdomain", "corp", "home.arpa"];
    let word = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    word || ENDS.iter().any(|end| name.strip_suffix(end).is_some_and(|rest| rest.ends_with('.')))
}

/// Who reaches the address `ip`.
pub(crate) fn of_ip(ip: IpAddr) -> Reach {
    match ip {
        IpAddr::V4(ip) => of_v4(ip),
        IpAddr::V6(ip) => match ip.to_ipv4_mapped() {
            Some(ip) => of_v4(ip),
            None => of_v6(ip),
        },
    }
}

fn of_v4(ip: Ipv4Addr) -> Reach {
    let carrier = ip.octets()[0] == 100 && ip.octets()[1] & 0xc0 == 64;
    match ip {
        ip if ip.is_loopback() || ip.octets()[0] == 0 => Reach::Own,
        ip if ip.is_private() || ip.is_link_local() || ip.is_broadcast() || ip.is_multicast() || carrier => {
            Reach::Private
        }
        _ => Reach::Public,
    }
}

fn of_v6(ip: Ipv6Addr) -> Reach {
    let first = ip.segments()[0];
    match ip {
        ip if ip.is_loopback() || ip.is_unspecified() => Reach::Own,
        // Link-local, unique local, multicast.
        ip if first & 0xffc0 == 0xfe80 || first & 0xfe00 == 0xfc00 || ip.is_multicast() => Reach::Private,
        _ => Reach::Public,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_of_addresses() {
        let check = |address: &str, expected: Option<(&str, &str)>| {
            let found = host(address);
            assert_eq!(found.as_ref().map(|(name, whole)| (name.as_str(), whole.as_str())), expected, "{address}");
        };
        check("https://Portal.example:8080/a/", Some(("portal.example", "portal.example:8080")));
        check("//portal.example", Some(("portal.example", "portal.example")));
        check("http://a:b@10.0.0.1?x", Some(("10.0.0.1", "10.0.0.1")));
        check("http://[::1]:8000/", Some(("::1", "[::1]:8000")));
        check("http://%5Bfe80::1%5D/d", Some(("fe80::1", "[fe80::1]")));
        check("mailto:a@portal.example", None);
        check("a//b", None);
        check("http://", None);
    }

    #[test]
    fn who_reaches_a_host() {
        for own in ["localhost", "a.localhost", "127.0.0.1", "127.255.0.9", "0.0.0.0", "::1", "::", "::ffff:127.0.0.1"]
        {
            assert_eq!(reach(own), Reach::Own, "{own}");
        }
        let private = [
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.1",
            "192.168.1.5",
            "169.254.1.1",
            "100.64.0.1",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
        ];
        for private in private {
            assert_eq!(reach(private), Reach::Private, "{private}");
        }
        for public in [
            "172.15.0.1",
            "172.32.0.1",
            "11.0.0.1",
            "192.169.0.1",
            "portal.example",
            "10.example",
            "2001:db8::1",
            "999.1.1.1",
        ] {
            assert_eq!(reach(public), Reach::Public, "{public}");
        }
    }
}
