//! What can be wrong with a data table.

use crate::diagnostics::{Diagnostic, Span};
use crate::parse::yaml::{Node, shorten};

pub(super) fn empty(span: Span) -> Diagnostic {
    Diagnostic::error("data-empty", "数据表是空的", "the data table is empty").at(span).hint(
        "第一行写各列的名称，下面每行一条",
        "name the columns on the first line and give one entry on each line below",
    )
}

pub(super) fn not_a_table(span: Span) -> Diagnostic {
    Diagnostic::error("data-form", "这不是数据表", "this is not a data table").at(span).hint(
        "写成一个列表，每行一条，例如“- {姓名: 张三, 电话: 0000}”；或者写“columns:”和“rows:”两个键",
        "write a list of mappings such as `- {name: a, phone: b}`, or the keys `columns` and `rows`",
    )
}

pub(super) fn row_is_no_mapping(row: &Node) -> Diagnostic {
    let got = row.describe();
    let fault = Diagnostic::error(
        "data-form",
        format!("表的一行应当是一组“列名: 值”，这里却是{}", got.zh),
        format!("a row must be `column: value` pairs, not {}", got.en),
    )
    .at(row.span.clone());
    if row.as_text().is_some_and(|text| text.contains('：')) {
        return fault.hint("把全角冒号“：”改成半角“:”，并在后面加一个空格", "use `:` and a space");
    }
    fault.hint("例如“- {姓名: 张三, 电话: 0000}”", "for example `- {name: a, phone: b}`")
}

pub(super) fn row_is_no_list(row: &Node) -> Diagnostic {
    let got = row.describe();
    Diagnostic::error(
        "data-form",
        format!("表的一行应当是一个列表，这里却是{}", got.zh),
        format!("a row must be a list, not {}", got.en),
    )
    .at(row.span.clone())
    .hint("例如“- [张三, 0000]”", "for example `- [a, b]`")
}

pub(super) fn cell_is_a_collection(node: &Node) -> Diagnostic {
    let got = node.describe();
    Diagnostic::error(
        "data-form",
        format!("表格里的一格只能是文字，这里却是{}", got.zh),
        format!("a cell must be text, not {}", got.en),
    )
    .at(node.span.clone())
    .hint(
        "改成一段文字；以“[”或“{”开头的文字请加英文双引号",
        "make it a text; put text that begins with `[` or `{` in quotes",
    )
}

pub(super) fn ragged(span: Span, cells: usize, columns: &[String]) -> Diagnostic {
    let wanted = columns.len();
    let fault = Diagnostic::error(
        "data-ragged",
        format!("这一行有 {cells} 格，而表头有 {wanted} 列"),
        format!("this row has {cells} cells, but there are {wanted} columns"),
    )
    .at(span);
    if wanted == 1 && cells > 1 {
        let title = shorten(&columns[0]);
        return fault.hint(
            format!("第一行“{title}”是表的名称，不是列名：删去这一行，名称写在短代码里：caption=\"{title}\""),
            format!("the first line, `{title}`, is the table's title: remove it and write caption=\"{title}\" in the shortcode"),
        );
    }
    if cells > wanted {
        fault.hint(
            "格子里的文字含有逗号时，给整格加上英文双引号；多出的格子请删去",
            "put a cell that contains a comma in double quotes, or remove what is too much",
        )
    } else {
        let missing: Vec<String> = columns[cells..].iter().map(|c| shorten(c)).collect();
        fault.hint(
            format!("补上缺少的格子（{}），没有内容也要留出逗号", missing.join("、")),
            format!("add the missing cells ({}), empty ones too", missing.join(", ")),
        )
    }
}

pub(super) fn nameless_column(span: Span, number: usize) -> Diagnostic {
    Diagnostic::error("data-columns", format!("第 {number} 列没有名称"), format!("column {number} has no name"))
        .at(span)
        .hint("在第一行写上这一列的名称", "name it on the first line")
}

pub(super) fn column_twice(span: Span, name: &str) -> Diagnostic {
    let name = shorten(name);
    Diagnostic::error("data-columns", format!("有两列都叫“{name}”"), format!("two columns are called `{name}`"))
        .at(span)
        .hint("改掉其中一列的名称", "rename one of them")
}

pub(super) fn wrong_separator(span: Span, found: char) -> Diagnostic {
    let (zh, en) = match found {
        '\t' => ("制表符".to_owned(), "tabs".to_owned()),
        c => (format!("“{c}”"), format!("`{c}`")),
    };
    Diagnostic::error(
        "data-separator",
        format!("各列之间用了{zh}，应当用半角逗号"),
        format!("the columns are separated by {en}, not by commas"),
    )
    .at(span)
    .hint(
        "在 Excel 或 WPS 表格里用“文件 → 另存为”，类型选“CSV UTF-8（逗号分隔）”",
        "save it from the spreadsheet as “CSV UTF-8 (comma delimited)”",
    )
}

pub(super) fn open_quote(span: Span) -> Diagnostic {
    Diagnostic::error("data-quote", "这一行里有一个英文双引号没有配对", "a double quote on this line is not closed")
        .at(span)
        .hint(
            "在这一格的末尾补上双引号；格子里的双引号要写两遍，或改用中文引号“”",
            "close it at the end of the cell; double a quotation mark inside a cell",
        )
}
