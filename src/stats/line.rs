//! One line of a log: the common and the combined form of nginx and Apache, and IIS's, which names its columns.

/// What a line says that counts. The reader's address is not among it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry<'a> {
    /// `2026-03-05`
    pub day: String,
    /// `GET`
    pub method: &'a str,
    /// Path with query.
    pub target: &'a str,
    /// `200`
    pub status: u16,
    /// Empty or `-` if unknown.
    pub referrer: &'a str,
    /// Empty or `-` if unknown.
    pub agent: &'a str,
}

/// The columns of IIS's form, once it has named them, and room for an address put together.
#[derive(Debug, Default)]
pub struct Columns {
    names: Vec<String>,
}

/// Reads a line: none if it is no line of a log, and none in it if it is a remark.
pub fn parse<'a>(line: &'a str, columns: &mut Columns) -> Option<Option<Entry<'a>>> {
    if let Some(remark) = line.strip_prefix('#') {
        if let Some(names) = remark.strip_prefix("Fields:") {
            columns.names = names.split_whitespace().map(str::to_owned).collect();
        }
        return Some(None);
    }
    if columns.names.is_empty() { combined(line) } else { iis(line, columns) }.map(Some)
}

/// `address - user [day:time zone] "GET /path HTTP/1.1" status bytes "referrer" "agent"`
fn combined(line: &str) -> Option<Entry<'_>> {
    let (_, rest) = line.split_once('[')?;
    let (moment, rest) = rest.split_once(']')?;
    let mut quoted = rest.split('"');
    quoted.next()?;
    let mut request = quoted.next()?.split(' ');
    let (method, target) = (request.next()?, request.next()?);
    let status = quoted.next()?.split_whitespace().next()?.parse().ok()?;
    let referrer = quoted.next().unwrap_or_default();
    quoted.next();
    Some(Entry { day: day(moment)?, method, target, status, referrer, agent: quoted.next().unwrap_or("unknown") })
}

/// `05/Mar/2026:…` as `2026-03-05`.
fn day(moment: &str) -> Option<String> {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut parts = moment.split(':').next()?.split('/');
    let (day, month, year): (u8, &str, u16) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?.parse().ok()?);
    let month = MONTHS.iter().position(|name| *name == month)? + 1;
    Some(format!("{year}-{month:02}-{day:02}"))
}

fn iis<'a>(line: &'a str, columns: &Columns) -> Option<Entry<'a>> {
    let fields: Vec<&str> = line.split(' ').collect();
    let field = |name: &str| {
        let at = columns.names.iter().position(|known| known == name)?;
        fields.get(at).copied()
    };
    let (path, query) = (field("cs-uri-stem")?, field("cs-uri-query").unwrap_or("-"));
    // Path and query stand beside each other with a space between; as one piece of the line they are borrowed only if there
    // is no query.
    let target = if query == "-" { path } else { joined(line, path, query) };
    Some(Entry {
        day: field("date")?.to_owned(),
        method: field("cs-method")?,
        target,
        status: field("sc-status")?.parse().ok()?,
        referrer: field("cs(Referer)").unwrap_or("-"),
        agent: field("cs(User-Agent)").unwrap_or("unknown"),
    })
}

/// `path query` where they stand side by side in the line, which is IIS's order; else the path alone.
fn joined<'a>(line: &'a str, path: &'a str, query: &str) -> &'a str {
    let start = path.as_ptr() as usize - line.as_ptr() as usize;
    let end = start + path.len() + 1 + query.len();
    line.get(start..end).filter(|both| both.ends_with(query)).unwrap_or(path)
}
