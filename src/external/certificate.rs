//! What an encrypted connection failed for, in the words of those who read the report.

use rustls::pki_types::UnixTime;
use rustls::{AlertDescription, CertificateError, Error as Tls};
use ureq::Error;

use crate::check::external::{Certificate, Verdict};

/// What is wrong with the encryption of a host; none if something else is.
pub(super) fn fault(error: &Error) -> Option<Verdict> {
    let of_io;
    let tls = match error {
        Error::Rustls(tls) => tls,
        // The handshake is made while reading and writing.
        Error::Io(error) => {
            of_io = error.get_ref()?.downcast_ref::<Tls>()?;
            of_io
        }
        _ => return None,
    };
    Some(match tls {
        Tls::InvalidCertificate(why) => Verdict::Unsafe(certificate(why)),
        Tls::PeerIncompatible(_)
        | Tls::AlertReceived(AlertDescription::ProtocolVersion | AlertDescription::HandshakeFailure) => {
            Verdict::OldEncryption
        }
        Tls::InvalidMessage(_) => Verdict::NoEncryption,
        other => Verdict::Silent(other.to_string()),
    })
}

fn certificate(why: &CertificateError) -> Certificate {
    match why {
        CertificateError::UnknownIssuer => Certificate::Unknown,
        CertificateError::Expired => Certificate::Expired(None),
        CertificateError::ExpiredContext { not_after, .. } => Certificate::Expired(day(*not_after)),
        CertificateError::NotValidYet => Certificate::Early(None),
        CertificateError::NotValidYetContext { not_before, .. } => Certificate::Early(day(*not_before)),
        CertificateError::NotValidForName => Certificate::OtherName(Vec::new()),
        CertificateError::NotValidForNameContext { presented, .. } => {
            Certificate::OtherName(presented.iter().map(|name| bare(name)).collect())
        }
        CertificateError::Revoked => Certificate::Revoked,
        other => {
            let words = other.to_string();
            // What `openssl req -x509` makes: its own authority.
            let own = words.contains("CaUsedAsEndEntity") || words.contains("UnsupportedCertVersion");
            if own { Certificate::Unknown } else { Certificate::Other(words) }
        }
    }
}

/// The name in `DnsName("a.example")`.
fn bare(name: &str) -> String {
    name.split('"').nth(1).unwrap_or(name).to_owned()
}

fn day(at: UnixTime) -> Option<String> {
    let at = time::OffsetDateTime::from_unix_timestamp(i64::try_from(at.as_secs()).ok()?).ok()?;
    Some(crate::content::format_date(at.date()))
}
