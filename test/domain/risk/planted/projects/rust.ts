import type { Project } from '../planted.ts';

/** A tool that sums up access logs. */
export const rust: Project = {
  language: 'rust',
  checks: [
    { name: 'test', command: 'cargo test --locked' },
    { name: 'lint', command: 'cargo clippy --locked -- -D warnings' },
    { name: 'check', command: 'sh scripts/check.sh' },
  ],
  files: {
    'src/lib.rs': `//! Sums up access logs.
#![forbid(unsafe_code)]

pub mod line;
pub mod report;
`,
    'src/line.rs': `//! Reads one line of a log: method, path, status and milliseconds.
use std::fmt;

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub method: String,
    pub path: String,
    pub status: u16,
    pub millis: f64,
}

#[derive(Debug, PartialEq)]
pub enum LineError {
    Fields(usize),
    Status(String),
    Millis(String),
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fields(found) => write!(f, "expected 4 fields, found {found}"),
            Self::Status(text) => write!(f, "not a status: {text}"),
            Self::Millis(text) => write!(f, "not a duration: {text}"),
        }
    }
}

impl std::error::Error for LineError {}

pub fn parse(text: &str) -> Result<Line, LineError> {
    let fields: Vec<&str> = text.split_whitespace().collect();
    let [method, path, status, millis] = fields[..] else {
        return Err(LineError::Fields(fields.len()));
    };
    let code: u16 = status.parse().map_err(|_| LineError::Status(status.into()))?;
    if !(100..=599).contains(&code) {
        return Err(LineError::Status(status.into()));
    }
    let millis: f64 = millis.parse().map_err(|_| LineError::Millis(millis.into()))?;
    Ok(Line { method: method.into(), path: path.into(), status: code, millis })
}
`,
    'src/report.rs': `//! Draws a report from lines.
use crate::line::Line;
use std::collections::BTreeMap;

pub fn mean(lines: &[Line]) -> Option<f64> {
    if lines.is_empty() {
        return None;
    }
    Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)
}

pub fn percentile(lines: &[Line], share: f64) -> Option<f64> {
    let mut sorted: Vec<f64> = lines.iter().map(|l| l.millis).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
}

pub fn render(lines: &[Line]) -> String {
    let mut by_path: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for line in lines {
        let entry = by_path.entry(&line.path).or_default();
        entry.0 += 1;
        entry.1 += usize::from(line.status >= 500);
    }
    by_path.iter().map(|(path, (all, failed))| format!("{path} {all} {failed}\\n")).collect()
}
`,
    'src/main.rs': `use logsum::{line, report};
use std::{env, fs, process::ExitCode};

fn main() -> ExitCode {
    let path = env::var("LOGSUM_FILE").unwrap_or_else(|_| "access.log".into());
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{path}: {error}");
            return ExitCode::FAILURE;
        }
    };
    let mut lines = Vec::new();
    for (number, row) in text.lines().enumerate() {
        match line::parse(row) {
            Ok(line) => lines.push(line),
            Err(error) => eprintln!("{path}:{}: {error}", number + 1),
        }
    }
    print!("{}", report::render(&lines));
    ExitCode::SUCCESS
}
`,
    'tests/line.rs': `use logsum::line::{parse, LineError};

#[test]
fn reads_a_line() {
    let line = parse("GET /a 200 12.5").unwrap();
    assert_eq!(line.method, "GET");
    assert_eq!(line.path, "/a");
    assert_eq!(line.status, 200);
    assert!((line.millis - 12.5).abs() < 1e-9);
}

#[test]
fn refuses_broken_lines() {
    assert_eq!(parse("GET /a 200"), Err(LineError::Fields(3)));
    assert_eq!(parse("GET /a 999 1"), Err(LineError::Status("999".into())));
    assert_eq!(parse("GET /a 200 soon"), Err(LineError::Millis("soon".into())));
}
`,
    'tests/report.rs': `use logsum::line::{parse, Line};
use logsum::report::{mean, percentile, render};

fn lines() -> Vec<Line> {
    include_str!("fixtures/access.log").lines().map(|l| parse(l).unwrap()).collect()
}

#[test]
fn means_and_percentiles() {
    assert!((mean(&lines()).unwrap() - 35.0).abs() < 1e-6);
    assert_eq!(percentile(&lines(), 0.5), Some(20.0));
    assert_eq!(percentile(&lines(), 0.95), Some(90.0));
    assert_eq!(mean(&[]), None);
    assert_eq!(percentile(&[], 0.5), None);
}

#[test]
fn counts_by_path() {
    assert_eq!(render(&lines()), include_str!("fixtures/report.txt"));
}
`,
    'tests/fixtures/access.log': 'GET /a 200 10\nGET /a 500 20\nGET /b 200 20\nPOST /b 503 90\n',
    'tests/fixtures/report.txt': '/a 2 1\n/b 2 1\n',
    'Cargo.toml': `[package]
name = "logsum"
version = "0.3.1"
edition = "2021"
license = "MIT"

[dependencies]

[dev-dependencies]
tempfile = "3.20.0"

[lints.clippy]
unwrap_used = "warn"
`,
    'Cargo.lock': `version = 4

[[package]]
name = "logsum"
version = "0.3.1"
dependencies = [
 "tempfile",
]

[[package]]
name = "tempfile"
version = "3.20.0"
source = "registry+https://github.com/rust-lang/crates.io-index"
checksum = "e8a64e3985349f2441a1a9ef0b853f869006c3855f2cda6862a94d26ebb9d6a1"
`,
    'rustfmt.toml': 'max_width = 120\nuse_small_heuristics = "Max"\n',
    'clippy.toml': 'cognitive-complexity-threshold = 15\nallow-unwrap-in-tests = true\n',
    'deny.toml': `[sources]
unknown-registry = "deny"
unknown-git = "deny"

[licenses]
allow = ["MIT", "Apache-2.0"]
`,
    '.github/workflows/ci.yml': `name: ci
on: [push, pull_request]
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: cargo fmt --check
      - run: cargo clippy --locked -- -D warnings
      - run: cargo test --locked
      - run: cargo deny check
`,
    'scripts/check.sh':
      '#!/bin/sh\nset -eu\ncargo fmt --check\ncargo clippy --locked -- -D warnings\ncargo test --locked\n',
    '.gitignore': '/target\n',
    'README.md': `# logsum

Sums up access logs: \`LOGSUM_FILE=access.log cargo run\` prints each path with its requests and failures.
`,
    'AGENTS.md': '# Agents\n\nNo unsafe code. Each new rule of the parser needs a test in tests/line.rs.\n',
  },
};
