import { type Planted, plantedIn, swap } from '../planted.ts';

const { bad, good } = plantedIn('rust');

/** Results in the Rust project of the third set. */
export const rustThird: Planted[] = [
  bad(
    'statuses beyond 599',
    'number cut off',
    'A status of 65736 is now read as 200, because the number is cut to 16 bits.',
    [
      swap(
        'src/line.rs',
        'let code: u16 = status.parse().map_err(|_| LineError::Status(status.into()))?;',
        'let long: u64 = status.parse().map_err(|_| LineError::Status(status.into()))?;\n    let code = long as u16;',
      ),
      swap(
        'tests/line.rs',
        '#[test]\nfn refuses_broken_lines() {\n',
        '#[test]\nfn refuses_long_statuses() {\n    assert_eq!(parse("GET /a 1000 1"), Err(LineError::Status("1000".into())));\n}\n\n#[test]\nfn refuses_broken_lines() {\n',
      ),
    ],
  ),
  bad('first segment of a path', 'crash by input', 'A path without a slash, such as *, ends the program.', [
    swap(
      'src/report.rs',
      'pub fn render(',
      "/// Returns the first segment of a path.\npub fn area(line: &Line) -> &str {\n    let from = line.path.find('/').unwrap() + 1;\n    line.path[from..].split('/').next().unwrap_or_default()\n}\n\npub fn render(",
    ),
    swap('tests/report.rs', 'use logsum::report::{mean', 'use logsum::report::{area, mean'),
    swap(
      'tests/report.rs',
      '#[test]\nfn counts_by_path',
      '#[test]\nfn areas() {\n    assert_eq!(area(&parse("GET /a/b 200 1").unwrap()), "a");\n}\n\n#[test]\nfn counts_by_path',
    ),
  ]),
  bad(
    'slow lines first',
    'comparison without an order',
    'Durations that are no numbers make the order random, and the percentile wrong.',
    [
      swap(
        'src/report.rs',
        'sorted.sort_by(f64::total_cmp);',
        'sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));',
      ),
      swap(
        'src/report.rs',
        'pub fn render(',
        '/// Returns the longest duration.\npub fn slowest(lines: &[Line]) -> Option<f64> {\n    percentile(lines, 1.0)\n}\n\npub fn render(',
      ),
      swap('tests/report.rs', 'percentile, render}', 'percentile, render, slowest}'),
      swap(
        'tests/report.rs',
        '#[test]\nfn counts_by_path',
        '#[test]\nfn finds_the_slowest() {\n    assert_eq!(slowest(&lines()), Some(90.0));\n}\n\n#[test]\nfn counts_by_path',
      ),
    ],
  ),
  good('methods are checked', 'one more variant of an error', [
    swap('src/line.rs', '    Millis(String),\n}', '    Millis(String),\n    Method(String),\n}'),
    swap(
      'src/line.rs',
      '            Self::Millis(text) => write!(f, "not a duration: {text}"),\n',
      '            Self::Millis(text) => write!(f, "not a duration: {text}"),\n            Self::Method(text) => write!(f, "not a method: {text}"),\n',
    ),
    swap(
      'src/line.rs',
      '    let code: u16',
      '    if !method.chars().all(|c| c.is_ascii_uppercase()) {\n        return Err(LineError::Method(method.into()));\n    }\n    let code: u16',
    ),
    swap(
      'tests/line.rs',
      '    assert_eq!(parse("GET /a 999 1")',
      '    assert_eq!(parse("get /a 200 1"), Err(LineError::Method("get".into())));\n    assert_eq!(parse("GET /a 999 1")',
    ),
  ]),
  good('the mean is a fold', 'loop written in another way', [
    swap(
      'src/report.rs',
      'Some(lines.iter().map(|l| l.millis).sum::<f64>() / lines.len() as f64)',
      'let sum = lines.iter().fold(0.0, |all, line| all + line.millis);\n    Some(sum / lines.len() as f64)',
    ),
  ]),
  good('documentation of percentile', 'comments only', [
    swap(
      'src/report.rs',
      'pub fn percentile(',
      '/// Returns the smallest duration that is at least as long as this share of all.\n/// Without lines, there is none.\npub fn percentile(',
    ),
  ]),
];
