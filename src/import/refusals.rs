//! Files that cannot be imported: what each is, and what to do.

use super::docx::DocxFault;
use super::package::PackageFault;
use crate::diagnostics::Diagnostic;

/// Why a file is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Refusal {
    /// No package.
    Package(PackageFault),
    /// A package of another sort.
    NoText(&'static str),
    /// Damaged XML.
    Broken,
    /// Too much.
    TooLarge,
    /// A workbook with a password.
    SheetProtected,
    /// A workbook that cannot be read, or holds nothing.
    SheetDamaged,
    /// A workbook of Excel 4.0 or older.
    SheetAncient,
    /// Nothing to be read.
    NoWords,
    /// A list of questions without one that can be read.
    NoQuestions,
    /// A saved page that says why there is no article.
    Gone(String),
}

impl From<DocxFault> for Refusal {
    fn from(fault: DocxFault) -> Self {
        match fault {
            DocxFault::Package(fault) => Self::Package(fault),
            DocxFault::NoText(kind) => Self::NoText(kind),
            DocxFault::Broken => Self::Broken,
            DocxFault::TooLarge => Self::TooLarge,
        }
    }
}

type Words = (&'static str, &'static str, &'static str, &'static str);

/// The refusal in words.
pub(super) fn diagnostic(name: &str, refusal: Refusal) -> Diagnostic {
    if let Refusal::Gone(words) = &refusal {
        return Diagnostic::error(
            "import-refused",
            format!("“{name}”里没有文章：网页显示“{words}”"),
            format!("`{name}` holds no article: the page says “{words}”"),
        )
        .hint("找到原稿，或者请发布的人提供", "find the original text, or ask who published it");
    }
    let (zh, en, hint_zh, hint_en) = match refusal {
        Refusal::SheetProtected => (
            "加了密码",
            "is protected by a password",
            "用 Excel 或 WPS 打开，去掉密码后另存，再导入",
            "open it in Excel or WPS, remove the password, save it and import that",
        ),
        Refusal::SheetDamaged => (
            "不是能够识别的表格，或者已经损坏",
            "is damaged or no sheet of a known kind",
            "用 Excel 或 WPS 打开，另存为 .xlsx 再导入",
            "open it in Excel or WPS, save it as .xlsx and import that",
        ),
        Refusal::SheetAncient => (
            "是 Excel 4.0 或更早的表格",
            "is a sheet of Excel 4.0 or older",
            "用 Excel 或 WPS 打开（打不开的用 LibreOffice），另存为 .xlsx 再导入",
            "open it in Excel, WPS or LibreOffice, save it as .xlsx and import that",
        ),
        Refusal::NoWords | Refusal::Gone(_) => (
            "里面没有可以导入的内容",
            "holds nothing to import",
            "打开看看是不是选错了文件",
            "open it and see whether it is the right file",
        ),
        Refusal::NoQuestions => (
            "里没有认出一道题",
            "holds no question that was recognised",
            "每道题以题号开头，选项写“A.”，答案写在括号里或者“答案：”后面",
            "begin each question with its number, options with `A.`, and write the answer in brackets or behind `ANSWER:`",
        ),
        Refusal::Package(fault) => package(fault),
        Refusal::NoText("xlsx") => (
            "其实是表格（xlsx）",
            "is in fact a sheet (xlsx)",
            "把扩展名改回 .xlsx 再导入",
            "rename it to .xlsx and import it again",
        ),
        Refusal::NoText("pptx") => (
            "其实是演示文稿（pptx）",
            "is in fact a set of slides (pptx)",
            "把要发布的文字复制到 Word 文档，或者作为附件发布",
            "copy the text into a Word document, or publish the file as an attachment",
        ),
        Refusal::NoText(_) => (
            "是压缩文件，里面没有 Word 文档",
            "is a zip file without a Word document in it",
            "先解压，再导入里面的文档",
            "unpack it and import the documents inside",
        ),
        Refusal::Broken => (
            "的正文已经损坏，读不出来",
            "is damaged: its text cannot be read",
            "用 Word 或 WPS 打开，让它修复后另存，再导入",
            "open it in Word or WPS, let it repair the file, save it and import that",
        ),
        Refusal::TooLarge => (
            "解压后超出了任何文档的大小，没有读取",
            "unpacks to more than any document and was not read",
            "确认文件来源可靠；确实是文档的，分成几个再导入",
            "make sure where it comes from; if it is a document, split it and import the parts",
        ),
    };
    Diagnostic::error("import-refused", format!("“{name}”{zh}"), format!("`{name}` {en}")).hint(hint_zh, hint_en)
}

fn package(fault: PackageFault) -> Words {
    match fault {
        PackageFault::Empty => (
            "是空文件",
            "is empty",
            "文件可能没有传完，请重新传送或者从原处复制",
            "it may have arrived incomplete: send or copy it again",
        ),
        PackageFault::Lock => (
            "是 Word 打开文档时留下的锁定文件，不是文档",
            "is a lock file that Word leaves beside an open document",
            "关闭 Word 后它会自己消失；请导入不带“~$”的那个文件",
            "it goes when Word is closed; import the file without `~$`",
        ),
        PackageFault::Encrypted => (
            "加了密码",
            "is protected by a password",
            "用 Word 或 WPS 打开，去掉密码（文件 → 信息 → 保护文档）后另存，再导入",
            "open it in Word or WPS, remove the password (File → Info → Protect Document), save it and import that",
        ),
        PackageFault::OldFormat => (
            "是旧版格式（doc、wps），只是扩展名不同",
            "is in the old format (doc, wps) under another name",
            "用 Word 或 WPS 打开，另存为 .docx 再导入",
            "open it in Word or WPS, save it as .docx and import that",
        ),
        PackageFault::Text => (
            "其实是纯文本",
            "is in fact plain text",
            "把扩展名改成 .txt 再导入，或者用 Word 打开后另存为 .docx",
            "rename it to .txt and import it again, or open it in Word and save it as .docx",
        ),
        PackageFault::Html => (
            "其实是网页",
            "is in fact a web page",
            "把扩展名改成 .html 再导入，或者用 Word 打开后另存为 .docx",
            "rename it to .html and import it again, or open it in Word and save it as .docx",
        ),
        PackageFault::Rtf => (
            "其实是 RTF 文档",
            "is in fact rich text (RTF)",
            "把扩展名改成 .rtf 再导入，或者用 Word 打开后另存为 .docx",
            "rename it to .rtf and import it again, or open it in Word and save it as .docx",
        ),
        PackageFault::Pdf => (
            "其实是 PDF",
            "is in fact a PDF",
            "把扩展名改成 .pdf 再导入，或者找到它的 Word 原件",
            "rename it to .pdf and import it again, or find the Word document behind it",
        ),
        PackageFault::CutOff => (
            "不完整，后半部分没有了",
            "is incomplete: its end is missing",
            "文件可能没有传完，请重新传送或者从原处复制",
            "it may have arrived incomplete: send or copy it again",
        ),
        PackageFault::Damaged => (
            "已经损坏，打不开",
            "is damaged and cannot be opened",
            "用 Word 或 WPS 打开，让它修复后另存，再导入",
            "open it in Word or WPS, let it repair the file, save it and import that",
        ),
        PackageFault::Bomb => (
            "里面的文件多得不像文档，没有读取",
            "holds more files than any document and was not read",
            "确认文件来源可靠",
            "make sure where it comes from",
        ),
        PackageFault::Unknown => (
            "不是能够识别的文档",
            "is no document of a known kind",
            "用原来的软件打开，另存为 .docx 再导入",
            "open it in its own program, save it as .docx and import that",
        ),
    }
}
