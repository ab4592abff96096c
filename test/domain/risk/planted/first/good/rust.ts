import { type Planted, plantedIn, rename, swap, write } from '../../planted.ts';

const { good } = plantedIn('rust');

/** Good results in the Rust project. */
export const rustGood: Planted[] = [
  good('the slowest line', 'feature with tests', [
    swap(
      'src/report.rs',
      'pub fn percentile(',
      'pub fn slowest(lines: &[Line]) -> Option<&Line> {\n    lines.iter().max_by(|a, b| a.millis.total_cmp(&b.millis))\n}\n\npub fn percentile(',
    ),
    swap(
      'tests/report.rs',
      'use logsum::report::{mean, percentile, render};',
      'use logsum::report::{mean, percentile, render, slowest};',
    ),
    swap(
      'tests/report.rs',
      '#[test]\nfn counts_by_path() {',
      '#[test]\nfn finds_the_slowest() {\n    assert_eq!(slowest(&lines()).unwrap().millis, 90.0);\n}\n\n#[test]\nfn counts_by_path() {',
    ),
  ]),
  good('durations must be finite', 'bug fix with a new test', [
    swap(
      'src/line.rs',
      '    Ok(Line { method',
      '    if !millis.is_finite() || millis < 0.0 {\n        return Err(LineError::Millis(millis.to_string()));\n    }\n    Ok(Line { method',
    ),
    swap(
      'tests/line.rs',
      '    assert_eq!(parse("GET /a 200 soon"), Err(LineError::Millis("soon".into())));\n',
      '    assert_eq!(parse("GET /a 200 soon"), Err(LineError::Millis("soon".into())));\n    assert_eq!(parse("GET /a 200 -1"), Err(LineError::Millis("-1".into())));\n    assert_eq!(parse("GET /a 200 NaN"), Err(LineError::Millis("NaN".into())));\n',
    ),
  ]),
  good('figures move out of the report', 'refactoring that moves tests', [
    swap(
      'src/report.rs',
      `pub fn mean(lines: &[Line]) -> Option<f64> {
    if lines.is_empty() {
        return None;
    }
    Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)
}

`,
      '',
    ),
    write(
      'src/figures.rs',
      `//! Figures about durations.
use crate::line::Line;

pub fn mean(lines: &[Line]) -> Option<f64> {
    if lines.is_empty() {
        return None;
    }
    Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)
}
`,
    ),
    swap('src/lib.rs', 'pub mod line;\n', 'pub mod figures;\npub mod line;\n'),
    swap(
      'tests/report.rs',
      'use logsum::line::{parse, Line};\nuse logsum::report::{mean, percentile, render};',
      'use logsum::figures::mean;\nuse logsum::line::{parse, Line};\nuse logsum::report::{percentile, render};',
    ),
  ]),
  good('tests named after the module', 'file renamed', [
    rename('tests/line.rs', 'tests/parser.rs'),
    swap('AGENTS.md', 'tests/line.rs', 'tests/parser.rs'),
    swap('tests/parser.rs', 'fn reads_a_line()', 'fn parses_a_line()'),
  ]),
  good('stricter look at the status', 'assertion made stricter', [
    swap(
      'tests/line.rs',
      '    assert_eq!(line.method, "GET");\n    assert_eq!(line.path, "/a");\n    assert_eq!(line.status, 200);\n    assert!((line.millis - 12.5).abs() < 1e-9);\n',
      '    assert_eq!(line, Line { method: "GET".into(), path: "/a".into(), status: 200, millis: 12.5 });\n',
    ),
    swap('tests/line.rs', 'use logsum::line::{parse, LineError};', 'use logsum::line::{parse, Line, LineError};'),
    swap('tests/report.rs', '.abs() < 1e-6', '.abs() < 1e-12'),
  ]),
  good('report can be JSON', 'new dependency from the registry', [
    swap('Cargo.toml', '[dependencies]\n', '[dependencies]\nserde_json = "1.0.140"\n'),
    swap(
      'Cargo.lock',
      ' "tempfile",\n]\n',
      ' "serde_json",\n "tempfile",\n]\n\n[[package]]\nname = "serde_json"\nversion = "1.0.140"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "20068b6e96dc6c9bd23e01df8827e6c7e1f2fddd43c21810382803c136b99373"\n',
    ),
    swap(
      'src/report.rs',
      'pub fn render(',
      'pub fn json(lines: &[Line]) -> String {\n    serde_json::json!({ "requests": lines.len(), "mean": mean(lines) }).to_string()\n}\n\npub fn render(',
    ),
    swap(
      'tests/report.rs',
      'use logsum::report::{mean, percentile, render};',
      'use logsum::report::{json, mean, percentile, render};',
    ),
    swap(
      'tests/report.rs',
      '#[test]\nfn counts_by_path() {',
      '#[test]\nfn writes_json() {\n    assert_eq!(json(&lines()), r#"{"mean":35.0,"requests":4}"#);\n}\n\n#[test]\nfn counts_by_path() {',
    ),
  ]),
  good('report has a column more', 'fixture regenerated with its feature', [
    swap('src/report.rs', '{path} {all} {failed}\\n', '{path} {all} {failed} {}\\n'),
    swap('src/report.rs', '{failed} {}\\n")', '{failed} {}\\n", 100 * failed / all)'),
    swap('tests/fixtures/report.txt', '/a 2 1\n/b 2 1\n', '/a 2 1 50\n/b 2 1 50\n'),
    swap(
      'README.md',
      'with its requests and failures.',
      'with its requests, failures and the share of failures in percent.',
    ),
  ]),
  good('dead helper goes with its test', 'dead code deleted with its test', [
    swap(
      'src/report.rs',
      `pub fn mean(lines: &[Line]) -> Option<f64> {
    if lines.is_empty() {
        return None;
    }
    Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)
}

`,
      '',
    ),
    swap('tests/report.rs', '    assert!((mean(&lines()).unwrap() - 35.0).abs() < 1e-6);\n', ''),
    swap('tests/report.rs', '    assert_eq!(mean(&[]), None);\n', ''),
    swap(
      'tests/report.rs',
      'use logsum::report::{mean, percentile, render};',
      'use logsum::report::{percentile, render};',
    ),
    swap('tests/report.rs', 'fn means_and_percentiles', 'fn percentiles'),
  ]),
  good('known methods as a constant', 'long harmless constant', [
    swap(
      'src/line.rs',
      'pub fn parse(',
      `/// All methods of the registry, in its order.
const METHODS: &str = "ACL BASELINE-CONTROL BIND CHECKIN CHECKOUT CONNECT COPY DELETE GET HEAD LABEL LINK LOCK MERGE MKACTIVITY MKCALENDAR MKCOL MKREDIRECTREF MKWORKSPACE MOVE OPTIONS ORDERPATCH PATCH POST PRI PROPFIND PROPPATCH PUT REBIND REPORT SEARCH TRACE UNBIND UNCHECKOUT UNLINK UNLOCK UPDATE UPDATEREDIRECTREF VERSION-CONTROL";

/// Tells whether a method is in the registry.
pub fn known(method: &str) -> bool {
    METHODS.split(' ').any(|known| known == method)
}

pub fn parse(`,
    ),
    swap('tests/line.rs', 'use logsum::line::{parse, LineError};', 'use logsum::line::{known, parse, LineError};'),
    swap(
      'tests/line.rs',
      '#[test]\nfn refuses_broken_lines',
      '#[test]\nfn knows_methods() {\n    assert!(known("PROPFIND"));\n    assert!(!known("GRAB"));\n}\n\n#[test]\nfn refuses_broken_lines',
    ),
  ]),
];
