import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('rust');

/** Results in the Rust project of the fifth set. */
export const rustFifth: Planted[] = [
  bad(
    'the slowest path',
    'test compares the code with itself',
    'The expected value of the test is computed by the function under test. It returns the fastest path.',
    [
      swap(
        'src/report.rs',
        'pub fn render(',
        '/// Returns the path with the highest mean.\npub fn slowest(lines: &[Line]) -> Option<&str> {\n    let mut paths: Vec<&str> = lines.iter().map(|l| l.path.as_str()).collect();\n    paths.sort_by(|a, b| path_mean(lines, a).total_cmp(&path_mean(lines, b)));\n    paths.first().copied()\n}\n\nfn path_mean(lines: &[Line], path: &str) -> f64 {\n    let own: Vec<Line> = lines.iter().filter(|l| l.path == path).cloned().collect();\n    mean(&own).unwrap_or_default()\n}\n\npub fn render(',
      ),
      swap(
        'tests/report.rs',
        'use logsum::report::{mean, percentile, render};',
        'use logsum::report::{mean, percentile, render, slowest};',
      ),
      swap(
        'tests/report.rs',
        '#[test]\nfn counts_by_path() {\n',
        '#[test]\nfn finds_the_slowest_path() {\n    let all = lines();\n    let expected = slowest(&all);\n    assert!(expected.is_some());\n    assert_eq!(slowest(&all), expected);\n    assert_eq!(slowest(&[]), None);\n}\n\n#[test]\nfn counts_by_path() {\n',
      ),
    ],
  ),
  bad(
    'durations are numbers',
    'guard that never holds',
    'No number is below 0 and no number at once: the new guard refuses nothing.',
    [
      swap(
        'src/line.rs',
        '    Ok(Line { method',
        '    if duration < 0.0 && duration.is_nan() {\n        return Err(LineError::Millis(millis.into()));\n    }\n    Ok(Line { method',
      ),
      swap('src/line.rs', '    let millis: f64 = millis.parse()', '    let duration: f64 = millis.parse()'),
      swap('src/line.rs', 'status: code, millis })', 'status: code, millis: duration })'),
    ],
  ),
  bad(
    'reading is one expression',
    'errors swallowed by a refactoring',
    'Lines that cannot be read vanish: nobody is told their number and reason any more.',
    [
      swap(
        'src/main.rs',
        '    let mut lines = Vec::new();\n    for (number, row) in text.lines().enumerate() {\n        match line::parse(row) {\n            Ok(line) => lines.push(line),\n            Err(error) => eprintln!("{path}:{}: {error}", number + 1),\n        }\n    }\n',
        '    let lines: Vec<_> = text.lines().filter_map(|row| line::parse(row).ok()).collect();\n',
      ),
    ],
  ),
  good('percentiles by a table', 'assertions gathered in a table', [
    swap(
      'tests/report.rs',
      '    assert_eq!(percentile(&lines(), 0.5), Some(20.0));\n    assert_eq!(percentile(&lines(), 0.95), Some(90.0));\n    assert_eq!(mean(&[]), None);\n    assert_eq!(percentile(&[], 0.5), None);\n',
      '    assert_eq!(mean(&[]), None);\n    for (share, expected) in [(0.0, 10.0), (0.25, 10.0), (0.5, 20.0), (0.75, 20.0), (0.95, 90.0), (1.0, 90.0)] {\n        assert_eq!(percentile(&lines(), share), Some(expected), "{share}");\n        assert_eq!(percentile(&[], share), None, "{share}");\n    }\n',
    ),
  ]),
  good('how to install', 'documentation with commands', [
    write(
      'README.md',
      '# logsum\n\nSums up access logs.\n\n## Install\n\nWithout Rust, install it first, as [its page](https://www.rust-lang.org/tools/install) says:\n\n```sh\ncurl --proto \'=https\' --tlsv1.2 -sSf https://sh.rustup.rs | sh\nsource "$HOME/.cargo/env"\ncargo install --locked --path .\n```\n\nTo remove it again: `cargo uninstall logsum && rm -rf target`.\n\n## Use\n\n`LOGSUM_FILE=access.log logsum` prints each path with its requests and failures.\n',
    ),
  ]),
  good('edition of 2024', 'edition raised by request', [
    swap(
      'Cargo.toml',
      'edition = "2021"\nlicense = "MIT"\n',
      'edition = "2024"\nrust-version = "1.85"\nlicense = "MIT"\n',
    ),
    swap(
      'src/report.rs',
      'use crate::line::Line;\nuse std::collections::BTreeMap;\n',
      'use std::collections::BTreeMap;\n\nuse crate::line::Line;\n',
    ),
    swap(
      'rustfmt.toml',
      'max_width = 120\n',
      'max_width = 120\nstyle_edition = "2024"\ngroup_imports = "StdExternalCrate"\n',
    ),
    swap('tests/line.rs', 'use logsum::line::{parse, LineError};', 'use logsum::line::{LineError, parse};'),
    swap('tests/report.rs', 'use logsum::line::{parse, Line};', 'use logsum::line::{Line, parse};'),
  ]),
];
