//! A built site → the place from which readers get it: a folder or share, S3 and what speaks its protocol, SFTP, FTP,
//! WebDAV, or one file to carry.
//!
//! Every host is a [`Remote`]: read, put, rename, remove, list. What is sent and in which order is one [`plan::Plan`] for
//! all of them, and [`publish::carry_out`] does it:
//!
//! 1. what changed is sent beside the site where the host can rename, so that a cut leaves the old site untouched;
//! 2. then it takes its place: files that pages need, pages, lists and feeds, the head of the search index, and last the
//!    manifest, which is the truth about what is published;
//! 3. only then is removed what the site no longer has; what open pages may still ask for waits.
//!
//! A mark on the host names what is on its way. Whoever comes next, from whatever machine, sees by it that a publication
//! was not finished and takes none of the files it names for granted. Files that no manifest of ours names are not touched.

pub mod archive;
pub mod diff;
mod faults;
pub mod fetch;
mod folder;
mod ftp;
pub mod headers;
pub mod hosts;
mod http;
pub mod line;
mod place;
pub mod plan;
pub mod publish;
mod remote;
pub mod rollback;
mod s3;
mod secrets;
mod sftp;
mod state;
mod store;
pub mod verify;

mod webdav;
mod work;

pub use faults::Fault;
pub use line::Patience;
pub use place::{Place, open};
pub use remote::{Host, Problem, Remote, RemoteError, Upload};
pub use secrets::{Secrets, find as find_secrets};
pub use store::{Kept, Store};
