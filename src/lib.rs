//! Shuyuan.
