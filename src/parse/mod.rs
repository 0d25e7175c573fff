//! One file → one [`Draft`](crate::content::Draft).

pub mod cascade;
pub mod data;
pub mod file_name;
pub mod front_matter;
pub mod markdown;
pub mod policy;
pub mod quiz;
pub mod yaml;
