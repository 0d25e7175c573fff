use std::sync::Arc;

use super::*;
use crate::diagnostics::Lang;
use crate::diagnostics::draw::place;

fn read(name: &str, text: &str) -> Checked<Option<Table>> {
    let file: Arc<str> = format!("content/data/{name}").into();
    table(&file, text)
}

fn check(name: &str, text: &str, columns: &[&str], rows: &[&[&str]]) {
    let checked = read(name, text);
    assert_eq!(checked.diagnostics, [], "{text}");
    let table = checked.value.expect("a table");
    assert_eq!(table.columns, columns, "{text}");
    assert_eq!(table.rows, rows, "{text}");
}

fn faulty(name: &str, text: &str, zh: &[&str], en: &[&str]) {
    let checked = read(name, text);
    let listed = |lang| -> Vec<String> {
        let lines = checked.diagnostics.iter().flat_map(|d| {
            let at = place(text, d.span.as_ref().map_or(0, |s| s.start));
            let first = format!("{}:{} [{}] {}", at.line, at.column, d.code, d.message.get(lang));
            std::iter::once(first).chain(d.hints.iter().map(move |h| h.get(lang).to_owned()))
        });
        lines.collect()
    };
    assert_eq!(listed(Lang::Zh), zh, "{text}");
    assert_eq!(listed(Lang::En), en, "{text}");
}

#[test]
fn tables_in_all_their_forms() {
    let columns = ["姓名", "电话"];
    check(
        "a.csv",
        "姓名,电话\n甲,0512\n\"乙,丙\",\"a \"\"b\"\"\n二\"\n",
        &columns,
        &[&["甲", "0512"], &["乙,丙", "a \"b\"\n二"]],
    );
    check("a.csv", "姓名,电话,,\r\n\r\n甲,1,,\r\n,,,\r\n乙,,\r\n", &columns, &[&["甲", "1"], &["乙", ""]]);
    check("a.CSV", "姓名\n甲\n", &["姓名"], &[&["甲"]]);
    check("a.tsv", "姓名\t电话\n甲, 乙\t1\n", &columns, &[&["甲, 乙", "1"]]);
    check(
        "a.yaml",
        "- {姓名: 甲, 电话: 0512}\n- {电话: 1.50}\n- 姓名: 丙\n",
        &columns,
        &[&["甲", "0512"], &["", "1.50"], &["丙", ""]],
    );
    check("a.yaml", "- [姓名, 电话]\n- [甲, ~]\n", &columns, &[&["甲", ""]]);
    check("a.yml", "columns: [姓名, 电话]\nrows:\n  - [甲, true]\n", &columns, &[&["甲", "true"]]);
}

#[test]
fn faults_of_separated_values() {
    faulty(
        "a.csv",
        "姓名,电话\n甲\n\n乙,1,2\n丙,3\n",
        &[
            "2:1 [data-ragged] 这一行有 1 格，而表头有 2 列",
            "补上缺少的格子（电话），没有内容也要留出逗号",
            "4:1 [data-ragged] 这一行有 3 格，而表头有 2 列",
            "格子里的文字含有逗号时，给整格加上英文双引号；多出的格子请删去",
        ],
        &[
            "2:1 [data-ragged] this row has 1 cells, but there are 2 columns",
            "add the missing cells (电话), empty ones too",
            "4:1 [data-ragged] this row has 3 cells, but there are 2 columns",
            "put a cell that contains a comma in double quotes, or remove what is too much",
        ],
    );
    // The name of the table above its columns, as spreadsheets have it.
    faulty(
        "a.csv",
        "值班表\n姓名,电话\n",
        &[
            "2:1 [data-ragged] 这一行有 2 格，而表头有 1 列",
            "第一行“值班表”是表的名称，不是列名：删去这一行，名称写在短代码里：caption=\"值班表\"",
        ],
        &[
            "2:1 [data-ragged] this row has 2 cells, but there are 1 columns",
            "the first line, `值班表`, is the table's title: remove it and write caption=\"值班表\" in the shortcode",
        ],
    );
    assert_eq!(read("a.csv", "姓名,电话\n甲\n丙,3\n").value.expect("a table").rows, [["丙", "3"]]);
    faulty(
        "a.csv",
        "姓名，电话\n甲，1\n",
        &[
            "1:1 [data-separator] 各列之间用了“，”，应当用半角逗号",
            "在 Excel 或 WPS 表格里用“文件 → 另存为”，类型选“CSV UTF-8（逗号分隔）”",
        ],
        &[
            "1:1 [data-separator] the columns are separated by `，`, not by commas",
            "save it from the spreadsheet as “CSV UTF-8 (comma delimited)”",
        ],
    );
    faulty(
        "a.csv",
        "姓名,电话\n\"甲,1\n乙,2\n",
        &[
            "2:1 [data-quote] 这一行里有一个英文双引号没有配对",
            "在这一格的末尾补上双引号；格子里的双引号要写两遍，或改用中文引号“”",
        ],
        &[
            "2:1 [data-quote] a double quote on this line is not closed",
            "close it at the end of the cell; double a quotation mark inside a cell",
        ],
    );
    faulty(
        "a.csv",
        "姓名,姓名\n",
        &["1:1 [data-columns] 有两列都叫“姓名”", "改掉其中一列的名称"],
        &["1:1 [data-columns] two columns are called `姓名`", "rename one of them"],
    );
    faulty(
        "a.csv",
        "姓名,,电话\n",
        &["1:1 [data-columns] 第 2 列没有名称", "在第一行写上这一列的名称"],
        &["1:1 [data-columns] column 2 has no name", "name it on the first line"],
    );
    for (name, text) in [("a.csv", ""), ("a.csv", "\n,,\n"), ("a.yaml", ""), ("a.yaml", "[]")] {
        faulty(
            name,
            text,
            &["1:1 [data-empty] 数据表是空的", "第一行写各列的名称，下面每行一条"],
            &[
                "1:1 [data-empty] the data table is empty",
                "name the columns on the first line and give one entry on each line below",
            ],
        );
    }
}

#[test]
fn faults_of_yaml_tables() {
    faulty(
        "a.yaml",
        "- {姓名: 甲, 电话: [1]}\n- 姓名：乙\n- 丙\n",
        &[
            "2:3 [data-form] 表的一行应当是一组“列名: 值”，这里却是文字“姓名：乙”",
            "把全角冒号“：”改成半角“:”，并在后面加一个空格",
            "3:3 [data-form] 表的一行应当是一组“列名: 值”，这里却是文字“丙”",
            "例如“- {姓名: 张三, 电话: 0000}”",
            "1:15 [data-form] 表格里的一格只能是文字，这里却是一个列表",
            "改成一段文字；以“[”或“{”开头的文字请加英文双引号",
        ],
        &[
            "2:3 [data-form] a row must be `column: value` pairs, not the text `姓名：乙`",
            "use `:` and a space",
            "3:3 [data-form] a row must be `column: value` pairs, not the text `丙`",
            "for example `- {name: a, phone: b}`",
            "1:15 [data-form] a cell must be text, not a list",
            "make it a text; put text that begins with `[` or `{` in quotes",
        ],
    );
    faulty(
        "a.yaml",
        "columns: [姓名, 电话]\nrows:\n  - [甲]\n  - 乙\n",
        &[
            "3:5 [data-ragged] 这一行有 1 格，而表头有 2 列",
            "补上缺少的格子（电话），没有内容也要留出逗号",
            "4:5 [data-form] 表的一行应当是一个列表，这里却是文字“乙”",
            "例如“- [张三, 0000]”",
        ],
        &[
            "3:5 [data-ragged] this row has 1 cells, but there are 2 columns",
            "add the missing cells (电话), empty ones too",
            "4:5 [data-form] a row must be a list, not the text `乙`",
            "for example `- [a, b]`",
        ],
    );
    faulty(
        "a.yaml",
        "姓名: 甲\n",
        &[
            "1:1 [data-form] 这不是数据表",
            "写成一个列表，每行一条，例如“- {姓名: 张三, 电话: 0000}”；或者写“columns:”和“rows:”两个键",
        ],
        &[
            "1:1 [data-form] this is not a data table",
            "write a list of mappings such as `- {name: a, phone: b}`, or the keys `columns` and `rows`",
        ],
    );
}

proptest::proptest! {
    #[test]
    fn any_text_is_survived(text in "[,\"\n\r\t;甲a，\\[\\]{}: -]{0,40}") {
        for name in ["a.csv", "a.tsv", "a.yaml"] {
            if let Some(table) = read(name, &text).value {
                assert!(table.rows.iter().all(|row| row.len() == table.columns.len()));
            }
        }
    }
}
