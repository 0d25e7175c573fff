//! One file → one [`Draft`](crate::content::Draft).

pub mod policy;
