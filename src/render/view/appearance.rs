use serde::Serialize;

use super::Link;

/// `[appearance]` of the configuration.
#[derive(Debug, Clone, Default, Serialize)]
pub struct AppearanceView {
    /// The picture before the title, relative to the root.
    pub logo: Option<String>,
    /// ICP备案号
    pub icp: Option<String>,
    /// 公安备案号, with the record it leads to.
    pub police: Option<Link>,
    /// 网站标识码, with the place for reporting faults of government sites.
    pub site_id: Option<Link>,
    /// Telephone, address or the like.
    pub contact: Option<String>,
    /// The page that says how accessible the site is.
    pub accessibility: Option<Link>,
}
