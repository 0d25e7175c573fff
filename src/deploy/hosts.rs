//! Configurations for web servers, from the same table of types and caches that publishing uses.

use std::fmt::Write as _;

use super::headers::{AN_HOUR, ASK_AGAIN, FOREVER, TYPES};

/// What pages of the site may load; the preview sends the same.
pub const POLICY: &str = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; img-src 'self' data: https:; \
                          media-src 'self' https:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'";

/// Servers for which there is a configuration.
pub const SERVERS: [&str; 5] = ["nginx", "apache", "caddy", "iis", "s3"];

/// Names that change with their content, as a regular expression of the path below the site.
const FINGERPRINTED: &str = r"(?:assets/.*\.[0-9a-f]{8,}\.[a-z0-9]+|search/[^/]*-[0-9a-f]{8,}\.[a-z0-9]+)";

/// What the site is and where it lies.
#[derive(Debug, Clone)]
pub struct Described<'a> {
    /// Host name, or `_`.
    pub name: &'a str,
    /// Folder on the server.
    pub root: &'a str,
    /// Path of the site on its host, with slashes at both ends.
    pub base: &'a str,
    /// Former addresses: path with query (`/a.php?id=1`) → path below the site.
    pub redirects: &'a [(String, String)],
}

/// The configuration for `server`; none if there is none of this name.
pub fn configuration(server: &str, site: &Described<'_>) -> Option<String> {
    Some(match server {
        "nginx" => nginx(site),
        "apache" => apache(site),
        "caddy" => caddy(site),
        "iis" => iis(site),
        "s3" => s3(),
        _ => return None,
    })
}

/// Reads a table of former addresses: one a line, old and new, separated by a tab, comma or spaces.
pub fn read_redirects(text: &str) -> Result<Vec<(String, String)>, usize> {
    let mut redirects = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let (old, new) = line.split_once(['\t', ',', ' ']).ok_or(number + 1)?;
        let (old, new) = (path_of(old.trim()), path_of(new.trim()));
        let bad = |path: &str| {
            path.contains(['"', '\'', '{', '}', ';', '$', '\\', '`', '<', '>']) || path.contains(char::is_whitespace)
        };
        if !old.starts_with('/') || !new.starts_with('/') || bad(old) || bad(new) {
            return Err(number + 1);
        }
        redirects.push((old.to_owned(), new.to_owned()));
    }
    Ok(redirects)
}

/// `/a?b` of `https://h/a?b`.
fn path_of(address: &str) -> &str {
    match address.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => address,
    }
}

fn nginx(site: &Described<'_>) -> String {
    let Described { name, root, base, redirects } = site;
    let mut maps = String::new();
    for (old, new) in *redirects {
        let _ = writeln!(maps, "    \"{old}\" \"{new}\";");
    }
    let types: String = TYPES.iter().map(|(end, kind)| format!("        {} {end};\n", bare(kind))).collect();
    let headers = format!(
        "add_header X-Content-Type-Options nosniff always;\n        add_header Referrer-Policy same-origin always;\n        \
         add_header Content-Security-Policy \"{POLICY}\" always;"
    );
    format!(
        "# 放进 http {{ … }} 里，例如 /etc/nginx/conf.d/portal.conf\n\
map $request_uri $portal_moved {{\n    default \"\";\n{maps}}}\n\
map $uri $portal_cache {{\n    default \"{AN_HOUR}\";\n    \"~{FINGERPRINTED}$\" \"{FOREVER}\";\n    \
\"~(?:/|\\.html|\\.json|\\.xml|\\.txt|\\.webmanifest|/offline\\.js)$\" \"{ASK_AGAIN}\";\n}}\n\
server {{\n    listen 80;\n    server_name {name};\n    root {root};\n    charset utf-8;\n    charset_types text/css text/javascript text/plain text/csv text/calendar text/vtt;\n    \
types {{\n{types}    }}\n    default_type application/octet-stream;\n    \
gzip on;\n    gzip_vary on;\n    gzip_min_length 512;\n    gzip_types text/css text/javascript application/json application/xml image/svg+xml text/plain text/csv text/calendar text/vtt application/wasm application/manifest+json;\n    \
gzip_static on;\n    \
if ($portal_moved) {{ return 301 $portal_moved; }}\n    \
error_page 404 {base}404.html;\n    \
location ^~ {base}shuyuan-deploy/ {{ return 404; }}\n    \
location {base} {{\n        index index.html;\n        try_files $uri $uri/index.html =404;\n        add_header Cache-Control $portal_cache always;\n        {headers}\n    }}\n    \
location ~ ^(?<portal_path>.*[^/])$ {{\n        if (-d $document_root$portal_path) {{ return 301 $portal_path/$is_args$args; }}\n        \
try_files $uri =404;\n        add_header Cache-Control $portal_cache always;\n        {headers}\n    }}\n}}\n"
    )
}

fn bare(kind: &str) -> &str {
    kind.split(';').next().unwrap_or(kind)
}

fn apache(site: &Described<'_>) -> String {
    let Described { root, base, redirects, .. } = site;
    let mut moved = String::new();
    for (old, new) in *redirects {
        let (path, query) = old.split_once('?').unwrap_or((old, ""));
        let _ = writeln!(moved, "    RewriteCond expr \"%{{QUERY_STRING}} == '{query}'\"");
        let _ = writeln!(moved, "    RewriteCond expr \"%{{REQUEST_URI}} == '{path}'\"");
        let _ = writeln!(moved, "    RewriteRule ^ {new} [R=301,L,QSD]");
    }
    let types: String = TYPES
        .iter()
        .map(|(end, kind)| {
            let charset = if kind.contains("utf-8") { format!("    AddCharset utf-8 .{end}\n") } else { String::new() };
            format!("    AddType {} .{end}\n{charset}", bare(kind))
        })
        .collect();
    format!(
        "# 放进 <VirtualHost> 里，或者去掉 <Directory> 两行后作为站点文件夹里的 .htaccess\n\
# 需要的模块：headers、rewrite、deflate、mime、dir（a2enmod headers rewrite deflate）\n\
<Directory \"{root}\">\n    Require all granted\n    Options -Indexes\n    AllowOverride None\n    DirectoryIndex index.html\n    ErrorDocument 404 {base}404.html\n\
{types}    <IfModule mod_rewrite.c>\n    RewriteEngine On\n    RewriteRule ^shuyuan-deploy/ - [R=404,L]\n{moved}    </IfModule>\n    \
<IfModule mod_deflate.c>\n    AddOutputFilterByType DEFLATE text/html text/css text/javascript application/json application/xml application/atom+xml image/svg+xml text/plain text/csv application/wasm\n    # 分段读取的检索文件不压缩\n    SetEnvIfNoCase Request_URI \\.bin$ no-gzip\n    </IfModule>\n    \
Header always set X-Content-Type-Options nosniff\n    Header always set Referrer-Policy same-origin\n    Header always set Content-Security-Policy \"{POLICY}\"\n    \
Header set Cache-Control \"{AN_HOUR}\"\n    \
<FilesMatch \"(^$|\\.(html|json|xml|txt|webmanifest)$|^offline\\.js$)\">\n        Header set Cache-Control \"{ASK_AGAIN}\"\n    </FilesMatch>\n    \
<If \"%{{REQUEST_URI}} =~ m#{FINGERPRINTED}$#\">\n        Header set Cache-Control \"{FOREVER}\"\n    </If>\n</Directory>\n"
    )
}

fn caddy(site: &Described<'_>) -> String {
    let Described { name, root, base, redirects } = site;
    let address = if *name == "_" { ":80" } else { name };
    let mut moved = String::new();
    for (at, (old, new)) in redirects.iter().enumerate() {
        let (path, query) = old.split_once('?').unwrap_or((old, ""));
        let _ = writeln!(moved, "    @moved{at} {{\n        path {path}");
        if !query.is_empty() {
            let _ = writeln!(moved, "        query {query}");
        }
        let _ = writeln!(moved, "    }}\n    redir @moved{at} {new} permanent");
    }
    format!(
        "# Caddyfile\n{address} {{\n    root * {root}\n    encode gzip\n{moved}    @hidden path {base}shuyuan-deploy/*\n    respond @hidden 404\n    \
header {{\n        X-Content-Type-Options nosniff\n        Referrer-Policy same-origin\n        Content-Security-Policy \"{POLICY}\"\n        ?Cache-Control \"{AN_HOUR}\"\n    }}\n    \
@pages {{\n        path */ *.html *.json *.xml *.txt *.webmanifest {base}offline.js\n        not path_regexp {FINGERPRINTED}$\n    }}\n    header @pages Cache-Control \"{ASK_AGAIN}\"\n    \
@forever path_regexp {FINGERPRINTED}$\n    header @forever Cache-Control \"{FOREVER}\"\n    \
@csv path *.csv\n    header @csv Content-Type \"text/csv; charset=utf-8\"\n    @vtt path *.vtt\n    header @vtt Content-Type \"text/vtt; charset=utf-8\"\n    @ics path *.ics\n    header @ics Content-Type \"text/calendar; charset=utf-8\"\n    @bin path *.bin\n    header @bin Content-Type application/octet-stream\n    \
file_server\n    handle_errors {{\n        @lost expression {{err.status_code}} == 404\n        rewrite @lost {base}404.html\n        file_server\n    }}\n}}\n"
    )
}

fn iis(site: &Described<'_>) -> String {
    let mut moved = String::new();
    for (at, (old, new)) in site.redirects.iter().enumerate() {
        let (path, query) = old.split_once('?').unwrap_or((old, ""));
        let (path, query) = (escaped(path.trim_start_matches('/')), escaped(query));
        let new = xml(new);
        let _ = writeln!(
            moved,
            "          <rule name=\"moved{at}\" stopProcessing=\"true\"><match url=\"^{path}$\" /><conditions><add input=\"{{QUERY_STRING}}\" pattern=\"^{query}$\" /></conditions><action type=\"Redirect\" url=\"{new}\" appendQueryString=\"false\" redirectType=\"Permanent\" /></rule>"
        );
    }
    let rewrite = if moved.is_empty() {
        String::new()
    } else {
        format!(
            "    <!-- 需要安装 URL Rewrite 模块 -->\n    <rewrite>\n        <rules>\n{moved}        </rules>\n    </rewrite>\n"
        )
    };
    let types: String = TYPES
        .iter()
        .map(|(end, kind)| {
            format!(
                "        <remove fileExtension=\".{end}\" /><mimeMap fileExtension=\".{end}\" mimeType=\"{kind}\" />\n"
            )
        })
        .collect();
    let base = site.base;
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!-- web.config，放在站点文件夹里；assets 文件夹的缓存是一年，其余是一小时或每次核对 -->\n<configuration>\n  <system.webServer>\n    \
<defaultDocument><files><clear /><add value=\"index.html\" /></files></defaultDocument>\n    <directoryBrowse enabled=\"false\" />\n    \
<urlCompression doStaticCompression=\"true\" doDynamicCompression=\"false\" />\n    \
<staticContent>\n        <clientCache cacheControlMode=\"NoControl\" />\n{types}    </staticContent>\n    \
<httpErrors errorMode=\"Custom\"><remove statusCode=\"404\" /><error statusCode=\"404\" path=\"{base}404.html\" responseMode=\"ExecuteURL\" /></httpErrors>\n    \
<httpProtocol><customHeaders>\n        <add name=\"X-Content-Type-Options\" value=\"nosniff\" />\n        <add name=\"Referrer-Policy\" value=\"same-origin\" />\n        <add name=\"Content-Security-Policy\" value=\"{}\" />\n        <add name=\"Cache-Control\" value=\"{ASK_AGAIN}\" />\n    </customHeaders></httpProtocol>\n    \
<security><requestFiltering><hiddenSegments><add segment=\"shuyuan-deploy\" /></hiddenSegments></requestFiltering></security>\n{rewrite}  </system.webServer>\n  \
<location path=\"assets\"><system.webServer><httpProtocol><customHeaders><remove name=\"Cache-Control\" /><add name=\"Cache-Control\" value=\"{FOREVER}\" /></customHeaders></httpProtocol></system.webServer></location>\n</configuration>\n",
        xml(POLICY)
    )
}

fn xml(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// As a regular expression in XML that matches the text itself.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if ".+*?()[]{}|^$\\".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    xml(&out)
}

fn s3() -> String {
    "# 类型和缓存由 shuyuan deploy 在上传时写好，不用设置。在对象存储的控制台里：\n\
# 1. 静态网站：默认首页 index.html，子目录首页 开启（没有这一项的服务，请用 shuyuan build --portable 生成），404 页 404.html。\n\
# 2. 不压缩的服务：在 [deploy.名称] 里写 gzip = true。\n\
# 3. 绑定自己的域名和证书；读者只需要读的权限，发布的密钥只给这一个桶的读、写、删、列。\n\
# 4. 响应头（由 CDN 或网关添加）：\n"
        .to_owned()
        + &format!("#    X-Content-Type-Options: nosniff\n#    Referrer-Policy: same-origin\n#    Content-Security-Policy: {POLICY}\n")
        + "# 5. 给发布账号的权限（S3 格式，把 BUCKET 换成桶名）：\n\
{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\"Effect\": \"Allow\", \"Action\": [\"s3:GetObject\", \"s3:PutObject\", \"s3:DeleteObject\"], \"Resource\": \"arn:aws:s3:::BUCKET/*\"},\n    \
{\"Effect\": \"Allow\", \"Action\": \"s3:ListBucket\", \"Resource\": \"arn:aws:s3:::BUCKET\"}\n  ]\n}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_former_addresses_are_read_and_slips_named() {
        let text = "\u{feff}# 旧 新\nhttps://h/a.php?id=1&b=2\t/x/\r\n/y.html,/z/\n";
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(read_redirects(text), Ok(vec![pair("/a.php?id=1&b=2", "/x/"), pair("/y.html", "/z/")]));
        assert_eq!(read_redirects("/a\n/b /c"), Err(1));
        assert_eq!(read_redirects("/a\"; evil /c"), Err(1));
    }

    #[test]
    fn every_server_has_one_with_the_policy() {
        let redirects = [("/a.php?id=1".to_owned(), "/x/".to_owned())];
        let site = Described { name: "_", root: "/srv/portal", base: "/", redirects: &redirects };
        for server in SERVERS {
            let text = configuration(server, &site).unwrap();
            assert!(text.contains("default-src"), "{server}");
            assert!(server == "s3" || text.contains("/x/"), "{server}");
        }
        assert_eq!(configuration("lighttpd", &site), None);
        roxmltree::Document::parse(&configuration("iis", &site).unwrap()).unwrap();
    }
}
