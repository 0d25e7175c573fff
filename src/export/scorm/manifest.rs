//! `imsmanifest.xml`: what is in the package, and where a platform starts.

use sha2::{Digest, Sha256};

use super::Course;
use crate::export::xhtml::encoded;

/// The manifest of a package with `files`, the frame `index.html` among them.
///
/// It has no `adlcp:masteryscore`: with one, platforms overrule the status with `failed` as soon as a part of the tests
/// was taken.
pub(super) fn manifest<'a>(course: &Course, files: impl Iterator<Item = &'a str>) -> String {
    let listed: String = files.map(|name| format!("<file href=\"{}\"/>\n", encoded(&address(name)))).collect();
    let digest = Sha256::digest(course.identifier.as_bytes());
    let identifier: String = digest.iter().take(10).map(|byte| format!("{byte:02x}")).collect();
    // The information model allows 200 characters.
    let title: String = course.title.chars().take(200).collect();
    let title = encoded(&title);
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <manifest identifier=\"course-{identifier}\" version=\"1.0\" \
         xmlns=\"http://www.imsproject.org/xsd/imscp_rootv1p1p2\" \
         xmlns:adlcp=\"http://www.adlnet.org/xsd/adlcp_rootv1p2\" \
         xmlns:imsmd=\"http://www.imsglobal.org/xsd/imsmd_rootv1p2p1\">\n\
         <metadata>\n<schema>ADL SCORM</schema>\n<schemaversion>1.2</schemaversion>\n{metadata}</metadata>\n\
         <organizations default=\"organization\">\n<organization identifier=\"organization\">\n<title>{title}</title>\n\
         <item identifier=\"item\" identifierref=\"resource\" isvisible=\"true\">\n<title>{title}</title>\n</item>\n\
         </organization>\n</organizations>\n<resources>\n\
         <resource identifier=\"resource\" type=\"webcontent\" adlcp:scormtype=\"sco\" href=\"index.html\">\n\
         {listed}</resource>\n</resources>\n</manifest>\n",
        metadata = metadata(course),
    )
}

/// What catalogues show of the course (IMS Learning Resource Meta-Data 1.2.1).
fn metadata(course: &Course) -> String {
    let language = encoded(&course.language);
    let said = |text: &str| format!("<imsmd:langstring xml:lang=\"{language}\">{}</imsmd:langstring>", encoded(text));
    let summary = course.summary.as_deref().map(|summary| {
        let summary: String = summary.chars().take(2000).collect();
        format!("<imsmd:description>{}</imsmd:description>\n", said(&summary))
    });
    format!(
        "<imsmd:lom>\n<imsmd:general>\n<imsmd:title>{}</imsmd:title>\n\
         <imsmd:catalogentry>\n<imsmd:catalog>URI</imsmd:catalog>\n<imsmd:entry>{}</imsmd:entry>\n</imsmd:catalogentry>\n\
         <imsmd:language>{language}</imsmd:language>\n{}</imsmd:general>\n</imsmd:lom>\n",
        said(&course.title),
        said(&course.identifier),
        summary.unwrap_or_default()
    )
}

/// The name of a file as an address.
pub(super) fn address(name: &str) -> String {
    const PLAIN: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    percent_encoding::utf8_percent_encode(name, PLAIN).to_string()
}
