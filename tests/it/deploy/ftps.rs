//! Which version of TLS a server speaks is not asked of who publishes.

use std::io::{BufRead as _, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::Arc;
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::{ServerConfig, ServerConnection, StreamOwned, SupportedProtocolVersion};
use shuyuan::deploy::Problem;

use super::host;

/// A server of FTPS that speaks this version only, and lets everybody in; its authority's certificate goes to `authority`.
fn speaking(version: &'static SupportedProtocolVersion, authority: &Path) -> u16 {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    std::fs::write(authority, params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::Pkcs8(key.serialize_der().into());
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_protocol_versions(&[version])
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![own.der().clone()], key)
        .unwrap();
    let config = Arc::new(config);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    // Ends with the process: it only waits.
    thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let config = Arc::clone(&config);
            thread::spawn(move || drop(converse(client, config)));
        }
    });
    port
}

fn converse(mut client: TcpStream, config: Arc<ServerConfig>) -> std::io::Result<()> {
    client.write_all(b"220 here\r\n")?;
    let mut line = String::new();
    BufReader::new(client.try_clone()?).read_line(&mut line)?;
    assert_eq!(line, "AUTH TLS\r\n");
    client.write_all(b"234 go on\r\n")?;
    let connection = ServerConnection::new(config).map_err(std::io::Error::other)?;
    let mut tls = StreamOwned::new(connection, client);
    while let Some(line) = next(&mut tls)? {
        let answer = match line.split(' ').next().unwrap_or_default() {
            "USER" => "331 and the password",
            "PASS" => "230 welcome",
            _ => "200 fine",
        };
        tls.write_all(format!("{answer}\r\n").as_bytes())?;
    }
    Ok(())
}

fn next(tls: &mut impl Read) -> std::io::Result<Option<String>> {
    let mut line = Vec::new();
    let mut byte = [0];
    while tls.read(&mut byte)? == 1 {
        if byte[0] == b'\n' {
            return Ok(Some(String::from_utf8_lossy(&line).trim_end().to_owned()));
        }
        line.push(byte[0]);
    }
    Ok(None)
}

#[test]
fn servers_of_either_version_are_spoken_to_and_strangers_are_not() {
    for version in [&rustls::version::TLS12, &rustls::version::TLS13] {
        let keys = tempfile::tempdir().unwrap();
        let authority = keys.path().join("authority.pem");
        let port = speaking(version, &authority);
        let address = format!("ftps://127.0.0.1:{port}/web");
        let trusting = host(&address, &format!("ca_file = {:?}", authority.display().to_string()), &[]);
        let connected = trusting.connect().err();
        assert!(connected.is_none(), "{version:?}: {connected:?}");
        let error = host(&address, "", &[]).connect().err().expect("its certificate is made for the test");
        assert_eq!(error.problem, Problem::Certificate, "{version:?}: {error:?}");
    }
}
