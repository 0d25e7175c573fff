//! One file → one [`Draft`](crate::content::Draft).
