//! What the rules want to know of a Rust file, read from its tokens: comments and strings cannot deceive it,
//! and it sees into macros such as `html!`.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    pub name: String,
    pub line: usize,
    /// From `fn` to the closing brace, both included.
    pub lines: usize,
}

/// What a file says outside its tests (`#[test]`, `#[cfg(test)]`), except where a field says otherwise.
#[derive(Debug, Default)]
pub struct Reading {
    pub functions: Vec<Function>,
    /// How many lines are tests.
    pub test_lines: usize,
    /// Lines that write SQL: the macro `sql!`, or a literal that is plainly a statement.
    pub sql: Vec<usize>,
    /// Modules declared, with their line; those of tests too.
    pub modules: Vec<(String, usize)>,
    /// Literal keys given to `say…(`, with their line.
    pub words: Vec<(String, usize)>,
}

/// Reads a file; `None` when it is not Rust.
pub fn read(text: &str) -> Option<Reading> {
    let tokens: TokenStream = text.parse().ok()?;
    let mut reading = Reading::default();
    walk(tokens, &mut reading, false);
    Some(reading)
}

fn walk(tokens: TokenStream, reading: &mut Reading, in_test: bool) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut rest = tokens.as_slice();
    while let [first, after @ ..] = rest {
        if !in_test && let Some(item) = test_item(rest) {
            reading.test_lines += end_of(item) + 1 - first.span().start().line;
            walk(item.iter().cloned().collect(), reading, true);
            rest = rest.get(item.len()..).unwrap_or_default();
            continue;
        }
        note(rest, reading, in_test);
        if let TokenTree::Group(group) = first {
            walk(group.stream(), reading, in_test);
        }
        rest = after;
    }
}

/// Notes what begins at the first of these tokens.
fn note(tokens: &[TokenTree], reading: &mut Reading, in_test: bool) {
    let line = tokens.first().map_or(0, |token| token.span().start().line);
    match tokens {
        [TokenTree::Ident(word), TokenTree::Ident(name), ..] if word == "mod" => {
            reading.modules.push((name.to_string(), line));
        }
        [TokenTree::Ident(word), TokenTree::Ident(name), after @ ..] if word == "fn" && !in_test => {
            if let Some(body) = body(after) {
                let lines = body.span_close().end().line + 1 - line;
                reading.functions.push(Function { name: name.to_string(), line, lines });
            }
        }
        [TokenTree::Ident(word), TokenTree::Punct(mark), TokenTree::Group(_), ..]
            if word == "sql" && mark.as_char() == '!' && !in_test =>
        {
            reading.sql.push(line);
        }
        [TokenTree::Ident(word), TokenTree::Group(given), ..]
            if !in_test && word.to_string().starts_with("say") =>
        {
            let key = given.stream().into_iter().next().and_then(|token| literal(&token));
            reading.words.extend(key.map(|key| (key, line)));
        }
        [token @ TokenTree::Literal(_), ..]
            if !in_test && literal(token).is_some_and(|it| is_statement(&it)) =>
        {
            reading.sql.push(line);
        }
        _ => {}
    }
}

/// The tokens of the item that these begin with, if an attribute makes it a test.
fn test_item(tokens: &[TokenTree]) -> Option<&[TokenTree]> {
    let mut at = 0;
    let mut marked = false;
    while let Some([TokenTree::Punct(mark), TokenTree::Group(attribute)]) = tokens.get(at..at + 2)
        && mark.as_char() == '#'
    {
        marked |= marks_test(attribute);
        at += 2;
    }
    if !marked {
        return None;
    }
    let ends = |token: &TokenTree| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(mark) => mark.as_char() == ';',
        _ => false,
    };
    let end = at + tokens.get(at..)?.iter().position(ends)?;
    tokens.get(..=end)
}

/// `#[test]`, `#[tokio::test]` and the like, `#[cfg(test)]`, `#[cfg(all(test, …))]`.
fn marks_test(attribute: &Group) -> bool {
    let text: String = attribute.stream().to_string().split_whitespace().collect();
    text == "test"
        || text.ends_with("::test")
        || text.starts_with("cfg(test)")
        || text.starts_with("cfg(all(test,")
}

fn body(tokens: &[TokenTree]) -> Option<&Group> {
    for token in tokens {
        match token {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => return Some(group),
            TokenTree::Punct(mark) if mark.as_char() == ';' => return None,
            _ => {}
        }
    }
    None
}

fn end_of(tokens: &[TokenTree]) -> usize {
    tokens.last().map_or(0, |token| token.span().end().line)
}

/// The text of a string literal (escapes stay as written).
fn literal(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let written = literal.to_string();
    let raw = written.trim_start_matches('r').trim_matches('#');
    Some(raw.strip_prefix('"')?.strip_suffix('"')?.to_owned())
}

fn is_statement(text: &str) -> bool {
    let text = text.trim_start();
    (text.starts_with("select ") && text.contains(" from "))
        || (text.starts_with("update ") && text.contains(" set "))
        || text.starts_with("insert into ")
        || text.starts_with("delete from ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_function_is_measured_from_fn_to_its_brace() {
        let reading =
            read("/// Words.\n#[must_use]\npub fn one<T>(it: T) -> T\nwhere T: Copy {\n  it\n}\n").unwrap();
        assert_eq!(reading.functions, [Function { name: "one".into(), line: 3, lines: 4 }]);
    }

    #[test]
    fn a_function_without_a_body_and_a_pointer_type_are_not_measured() {
        let reading = read("trait A { fn one(); }\nstruct B { it: fn(u8) -> u8 }\n").unwrap();
        assert!(reading.functions.is_empty());
    }

    #[test]
    fn tests_are_counted_apart() {
        let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n  #[test]\n  fn b() { sql!(\"x\"); }\n}\n";
        let reading = read(text).unwrap();
        assert_eq!(reading.test_lines, 5);
        assert_eq!(reading.functions.len(), 1);
        assert!(reading.sql.is_empty());
    }

    #[test]
    fn keys_are_found_inside_macros_and_not_in_comments() {
        let text = "// say(\"no\")\nfn a() { html! { p { (words.say(\"yes\")) (w.say_with(\"also\", &x)) (say(key)) } } }";
        let keys: Vec<String> = read(text).unwrap().words.into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["yes", "also"]);
    }

    #[test]
    fn sql_is_found_as_macro_and_as_a_bare_statement() {
        let text = "fn a() {\n sql!(\"x\");\n run(\"select a from b\");\n say(\"select a course\");\n}";
        assert_eq!(read(text).unwrap().sql, [2, 3]);
    }
}
