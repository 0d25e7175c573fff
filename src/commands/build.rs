//! `shuyuan build`
