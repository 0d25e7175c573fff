use std::io::{Error, ErrorKind};

use super::Text;

/// What the system says, in the reader's language with the system's own words behind it; those alone where it is seldom
/// met.
pub fn system_words(error: &Error) -> Text {
    let (zh, en) = match error.kind() {
        ErrorKind::NotFound => ("没有这个文件或者文件夹", "there is no such file or folder"),
        ErrorKind::AlreadyExists => {
            ("那里已经有同名的文件或者文件夹", "a file or folder of this name is there already")
        }
        ErrorKind::PermissionDenied => ("没有权限", "permission is missing"),
        ErrorKind::ReadOnlyFilesystem => ("磁盘是只读的", "the disk is read-only"),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => ("磁盘空间不足", "the disk is full"),
        ErrorKind::FileTooLarge => ("磁盘放不下这么大的文件", "the disk takes no file of this size"),
        ErrorKind::NotADirectory => ("路径中有一段是文件，不是文件夹", "a part of the path is a file, not a folder"),
        ErrorKind::IsADirectory => ("这是文件夹，不是文件", "it is a folder, not a file"),
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy => ("正被别的程序占用", "another program holds it"),
        ErrorKind::AddrInUse => ("端口已被占用", "the port is taken"),
        ErrorKind::InvalidFilename => ("文件名太长，或者含有系统不允许的字符", "the name is too long or not allowed"),
        _ => return Text::new(error.to_string(), error.to_string()),
    };
    Text::new(format!("{zh}（{error}）"), format!("{en} ({error})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_system_says_is_translated() {
        let words = system_words(&Error::from(ErrorKind::NotFound));
        assert_eq!(words.zh, "没有这个文件或者文件夹（entity not found）");
        assert_eq!(words.en, "there is no such file or folder (entity not found)");
        assert_eq!(system_words(&Error::other("odd")).zh, "odd");
    }
}
