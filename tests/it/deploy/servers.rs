//! Servers for tests, on loopback, each ended with the value that stands for it.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running server.
pub struct Server {
    child: Child,
    home: tempfile::TempDir,
    /// Where it listens.
    pub port: u16,
    /// As `to` in the configuration.
    pub address: String,
    /// Further lines of the configuration.
    pub settings: String,
    /// Certificates that are kept as long as it runs.
    keys: Option<tempfile::TempDir>,
}

impl Server {
    /// Where what is published lies on the disk.
    pub fn folder(&self) -> PathBuf {
        self.home.path().join("files/web")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Some leave their workers alone when they are killed: they are asked first.
        let _ = Command::new("kill").arg(self.child.id().to_string()).status();
        let limit = Instant::now() + Duration::from_secs(20);
        while Instant::now() < limit && matches!(self.child.try_wait(), Ok(None)) {
            std::thread::sleep(Duration::from_millis(20));
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Says which server is missing: a fault where all must be there.
fn missing(what: &str) -> Option<Server> {
    assert_ne!(std::env::var("CI").as_deref(), Ok("true"), "this test needs {what}");
    eprintln!("passed over: this machine has no {what}");
    None
}

fn program(names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    folders.extend(["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from));
    names.iter().flat_map(|name| folders.iter().map(move |folder| folder.join(name))).find(|path| path.is_file())
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

/// Waits until somebody listens.
fn started(mut child: Child, port: u16, what: &str) -> Child {
    let limit = Instant::now() + Duration::from_secs(120);
    loop {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return child;
        }
        if let Ok(Some(status)) = child.try_wait() {
            let mut said = String::new();
            if let Some(mut errors) = child.stderr.take() {
                let _ = errors.read_to_string(&mut said);
            }
            panic!("{what} ended: {status}\n{said}");
        }
        assert!(Instant::now() < limit, "{what} does not listen");
        std::thread::sleep(Duration::from_millis(50));
    }
}

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::create_dir_all(home.path().join("files/web")).unwrap();
    home
}

fn start(program: &Path, arguments: &[&str], port: u16, what: &str) -> Child {
    let child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    started(child, port, what)
}

/// vsftpd, which lets anybody write.
pub fn ftp() -> Option<Server> {
    ftp_with("anon_upload_enable=YES\nanon_mkdir_write_enable=YES\nanon_other_write_enable=YES\n")
}

/// vsftpd with TLS, which wants transfers to take up the session of the commands, as it does if nobody
/// says otherwise.
pub fn ftps() -> Option<Server> {
    use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
    let keys = tempfile::tempdir().unwrap();
    let at = |name: &str| keys.path().join(name).display().to_string();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    fs::write(at("authority.pem"), params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let own = CertificateParams::new(vec!["127.0.0.1".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    fs::write(at("server.pem"), own.pem() + &key.serialize_pem()).unwrap();
    let mut server = ftp_with(&format!(
        "anon_upload_enable=YES\nanon_mkdir_write_enable=YES\nanon_other_write_enable=YES\nssl_enable=YES\n\
         allow_anon_ssl=YES\nforce_anon_logins_ssl=YES\nforce_anon_data_ssl=YES\nrequire_ssl_reuse=YES\n\
         ssl_ciphers=HIGH\nrsa_cert_file={0}\nrsa_private_key_file={0}\n",
        at("server.pem")
    ))?;
    server.address = server.address.replacen("ftp://", "ftps://", 1);
    server.settings = format!("ca_file = \"{}\"", at("authority.pem"));
    server.keys = Some(keys);
    Some(server)
}

/// vsftpd, which allows what `rights` says.
pub fn ftp_with(rights: &str) -> Option<Server> {
    let Some(program) = program(&["vsftpd"]) else { return missing("vsftpd (Debian: vsftpd)") };
    let (home, port) = (home(), free_port());
    let file = home.path().join("vsftpd.conf");
    let files = home.path().join("files");
    let text = format!(
        "listen=YES\nlisten_address=127.0.0.1\nlisten_port={port}\nbackground=NO\nrun_as_launching_user=YES\n\
         anonymous_enable=YES\nno_anon_password=YES\nanon_root={}\n{rights}\
         anon_world_readable_only=NO\nwrite_enable=YES\nallow_writeable_chroot=YES\n\
         seccomp_sandbox=NO\nutf8_filesystem=YES\nxferlog_enable=NO\n",
        files.display()
    );
    fs::write(&file, text).unwrap();
    let child = start(&program, &[file.to_str().unwrap()], port, "vsftpd");
    // It does not hide the rest of the disk from the user that started it.
    let address = format!("ftp://127.0.0.1:{port}{}/web", files.display());
    Some(Server { child, home, port, address, settings: String::new(), keys: None })
}

/// OpenSSH's server, with keys made for it.
pub fn ssh() -> Option<Server> {
    let (Some(program), Some(keygen)) = (program(&["sshd"]), program(&["ssh-keygen"])) else {
        return missing("sshd (Debian: openssh-server)");
    };
    if self::program(&["sftp"]).is_none() {
        return missing("sftp (Debian: openssh-client)");
    }
    let (home, port) = (home(), free_port());
    let at = |name: &str| home.path().join(name).display().to_string();
    for key in ["host", "user"] {
        let made = Command::new(&keygen).args(["-q", "-t", "ed25519", "-N", "", "-f", &at(key)]).status().unwrap();
        assert!(made.success());
    }
    fs::copy(at("user.pub"), at("authorized")).unwrap();
    let _ = fs::create_dir_all("/run/sshd");
    let text = format!(
        "Port {port}\nListenAddress 127.0.0.1\nHostKey {}\nAuthorizedKeysFile {}\nStrictModes no\nUsePAM no\n\
         PermitRootLogin yes\nPasswordAuthentication no\nKbdInteractiveAuthentication no\nPidFile none\n\
         MaxStartups 100\nSubsystem sftp internal-sftp\n",
        at("host"),
        at("authorized")
    );
    fs::write(at("sshd_config"), text).unwrap();
    let child = start(&program, &["-D", "-e", "-f", &at("sshd_config")], port, "sshd");
    let user = Command::new("id").arg("-un").output().unwrap();
    let user = String::from_utf8(user.stdout).unwrap().trim().to_owned();
    let address = format!("sftp://{user}@127.0.0.1:{port}{}", at("files/web"));
    let settings = format!(
        "identity = \"{}\"\nssh_options = \"StrictHostKeyChecking=no UserKnownHostsFile=/dev/null IdentitiesOnly=yes LogLevel=ERROR\"",
        at("user")
    );
    Some(Server { child, home, port, address, settings, keys: None })
}

/// nginx with its WebDAV modules.
pub fn dav() -> Option<Server> {
    const MODULE: &str = "/usr/lib/nginx/modules/ngx_http_dav_ext_module.so";
    let Some(program) = program(&["nginx"]).filter(|_| Path::new(MODULE).exists()) else {
        return missing("nginx with WebDAV (Debian: nginx, libnginx-mod-http-dav-ext)");
    };
    let (home, port) = (home(), free_port());
    let at = |name: &str| home.path().join(name).display().to_string();
    let user = if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" { "user root;" } else { "" };
    let text = format!(
        "load_module {MODULE};\n{user}\nworker_processes 2;\ndaemon off;\npid {pid};\nerror_log {log};\nevents {{}}\n\
         http {{\n access_log off;\n client_body_temp_path {body};\n client_max_body_size 100m;\n\
         server {{\n listen 127.0.0.1:{port};\n root {files};\n location / {{\n dav_methods PUT DELETE MKCOL COPY MOVE;\n\
         dav_ext_methods PROPFIND OPTIONS;\n create_full_put_path off;\n }}\n }}\n}}\n",
        pid = at("pid"),
        log = at("log"),
        body = at("body"),
        files = at("files"),
    );
    fs::write(at("nginx.conf"), text).unwrap();
    let child = start(&program, &["-p", &at(""), "-e", &at("log"), "-c", &at("nginx.conf")], port, "nginx");
    let address = format!("dav://127.0.0.1:{port}/web");
    Some(Server { child, home, port, address, settings: String::new(), keys: None })
}

/// moto, which speaks S3. Its place is `SHUYUAN_MOTO`, as `.ci/run` sets it, or the path of programs.
pub fn s3() -> Option<Server> {
    let named = std::env::var_os("SHUYUAN_MOTO").map(PathBuf::from).filter(|path| path.is_file());
    let Some(program) = named.or_else(|| program(&["moto_server"])) else {
        return missing("moto_server (PyPI: moto[server])");
    };
    let (home, port) = (home(), free_port());
    let child = start(&program, &["-H", "127.0.0.1", "-p", &port.to_string()], port, "moto_server");
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .write_all(b"PUT /portal HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nConnection: close\r\n\
                     Authorization: AWS4-HMAC-SHA256 Credential=k/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.contains(" 200 "), "{answer}");
    let settings = format!("endpoint = \"http://127.0.0.1:{port}\"\npath_style = true");
    Some(Server { child, home, port, address: "s3://portal".to_owned(), settings, keys: None })
}

/// The head of the answer to a request.
pub fn get(port: u16, path: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or(answer.len());
    String::from_utf8_lossy(&answer[..(end + 2).min(answer.len())]).into_owned()
}

/// nginx with this piece of its `http` block.
pub fn nginx(text: &str) -> Option<Server> {
    let Some(program) = program(&["nginx"]) else { return missing("nginx (Debian: nginx)") };
    let (home, port) = (home(), free_port());
    let at = |name: &str| home.path().join(name).display().to_string();
    let user = if Command::new("id").arg("-u").output().unwrap().stdout == b"0\n" { "user root;" } else { "" };
    let text = text.replace("listen 80;", &format!("listen 127.0.0.1:{port};"));
    let whole = format!(
        "{user}\ndaemon off;\npid {};\nerror_log {};\nevents {{}}\nhttp {{\naccess_log off;\nclient_body_temp_path {};\n{text}\n}}\n",
        at("pid"),
        at("log"),
        at("body")
    );
    fs::write(at("nginx.conf"), whole).unwrap();
    let child = start(&program, &["-p", &at(""), "-e", &at("log"), "-c", &at("nginx.conf")], port, "nginx");
    Some(Server { child, home, port, address: String::new(), settings: String::new(), keys: None })
}

/// Apache with this piece of a virtual host.
pub fn apache(text: &str, root: &str) -> Option<Server> {
    const MODULES: &str = "/usr/lib/apache2/modules";
    let Some(program) = program(&["apache2"]).filter(|_| Path::new(MODULES).exists()) else {
        return missing("Apache (Debian: apache2)");
    };
    let (home, port) = (home(), free_port());
    let at = |name: &str| home.path().join(name).display().to_string();
    let names = ["mpm_event", "authz_core", "dir", "mime", "headers", "rewrite", "deflate", "filter", "setenvif"];
    let modules: String =
        names.iter().map(|name| format!("LoadModule {name}_module {MODULES}/mod_{name}.so\n")).collect();
    let whole = format!(
        "ServerRoot {}\n{modules}ServerName localhost\nListen 127.0.0.1:{port}\nPidFile {}\nErrorLog {}\n\
         DefaultRuntimeDir {}\nTypesConfig /dev/null\nUser nobody\nGroup nogroup\n<VirtualHost *:{port}>\nDocumentRoot \"{root}\"\n{text}</VirtualHost>\n",
        at(""),
        at("pid"),
        at("log"),
        at("")
    );
    fs::write(at("apache.conf"), whole).unwrap();
    open_to_all(Path::new(root));
    let child = start(&program, &["-D", "FOREGROUND", "-f", &at("apache.conf")], port, "Apache");
    Some(Server { child, home, port, address: String::new(), settings: String::new(), keys: None })
}

/// Apache hands out files as another user: who may come through the temporary folder above.
fn open_to_all(root: &Path) {
    for folder in root.ancestors().take_while(|folder| *folder != std::env::temp_dir()) {
        let _ = Command::new("chmod").args(["a+rx", &folder.display().to_string()]).status();
    }
}

/// Caddy with this Caddyfile.
pub fn caddy(text: &str) -> Option<Server> {
    let Some(program) = program(&["caddy"]) else { return missing("Caddy (Debian: caddy)") };
    let (home, port) = (home(), free_port());
    let file = home.path().join("Caddyfile");
    let text = text.replace(":80 {", &format!("http://127.0.0.1:{port} {{"));
    fs::write(&file, format!("{{\n    admin off\n    auto_https off\n}}\n{text}")).unwrap();
    let arguments = ["run", "--adapter", "caddyfile", "--config", file.to_str().unwrap()];
    let child = start(&program, &arguments, port, "Caddy");
    Some(Server { child, home, port, address: String::new(), settings: String::new(), keys: None })
}
