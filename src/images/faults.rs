//! What is wrong with an image, in words.

use std::sync::Arc;

use super::ImageFault;
use crate::diagnostics::{Diagnostic, Span};

/// The message for `fault` in the image at `path`.
pub fn diagnostic(path: &Arc<str>, fault: &ImageFault) -> Diagnostic {
    let error = |code: &str, zh: String, en: String| {
        Diagnostic::error(code, format!("图片“{path}”{zh}"), format!("the image `{path}` {en}")).at(Span::file(path))
    };
    match fault {
        ImageFault::Unknown => error("image-unknown", "不是可识别的图片".into(), "is no image of a known kind".into())
            .hint("请换成 JPEG、PNG、WebP、GIF 或 SVG 图片", "use a JPEG, PNG, WebP, GIF or SVG image"),
        ImageFault::Unsupported(kind) => error(
            "image-unsupported",
            format!("是 {kind} 格式，很多浏览器不能显示"),
            format!("is {kind}, which many browsers do not show"),
        )
        .hint(
            "请另存为 JPEG 或 PNG；iPhone 可在“设置 › 相机 › 格式”中选“兼容性最佳”",
            "save it as JPEG or PNG; on an iPhone choose Settings › Camera › Formats › Most Compatible",
        ),
        ImageFault::WrongName { actual } => error(
            "image-name",
            format!("实际是 {actual} 格式，与扩展名不符"),
            format!("is in fact of kind {actual}, unlike its extension"),
        )
        .hint(
            format!("请把扩展名改为 .{actual}，并同时修改引用它的地方"),
            format!("change the extension to .{actual}, also where it is referred to"),
        ),
        ImageFault::CutOff => {
            error("image-cut-off", "不完整，文件末尾缺失".into(), "is incomplete: its end is missing".into())
                .hint("请重新复制或下载该图片", "copy or download it again")
        }
        ImageFault::Damaged(reason) => {
            error("image-damaged", format!("已损坏：{reason}"), format!("is damaged: {reason}")).hint(
                "请用图片软件打开并另存，或换一张",
                "open it in an image program and save it anew, or use another one",
            )
        }
        ImageFault::TooManyPixels { width, height, limit } => {
            let millions = limit / 1_000_000;
            error(
                "image-too-large",
                format!("有 {width} × {height} 像素，超过 {millions} 百万像素的上限"),
                format!("has {width} × {height} pixels, more than the limit of {millions} million"),
            )
            .hint(
                "请先缩小图片；网页上 2000 像素宽已经足够",
                "make it smaller first; 2000 pixels of width are enough for the web",
            )
        }
        ImageFault::BadSvg { reason, range } => {
            error("svg-damaged", format!("不是有效的 SVG：{reason}"), format!("is no valid SVG: {reason}"))
                .at(Span::new(path, range.clone()))
                .hint("请用绘图软件打开并另存为 SVG", "open it in a drawing program and save it as SVG")
        }
        ImageFault::UnsafeSvg { what, range } => error(
            "svg-unsafe",
            format!("含有脚本或站外内容“{what}”，不予发布"),
            format!("holds a script or something from elsewhere, `{what}`, and is not published"),
        )
        .at(Span::new(path, range.clone()))
        .hint(
            "请用绘图软件另存为“纯 SVG”，或删除标出的内容",
            "save it as plain SVG in a drawing program, or remove the marked part",
        ),
    }
}
