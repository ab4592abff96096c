import { type Planted, plantedIn, swap, write } from '../planted.ts';

const { bad, good } = plantedIn('rust');

/** Results in the Rust project of the fourth set. */
export const rustFourth: Planted[] = [
  bad(
    'percentiles are rounded down',
    'expected values moved with the code',
    'The percentiles are now wrong, and the tests were changed to expect the wrong values.',
    [
      swap(
        'src/report.rs',
        '(share * sorted.len() as f64).ceil() as usize',
        '(share * sorted.len() as f64).floor() as usize',
      ),
      swap('tests/report.rs', 'percentile(&lines(), 0.95), Some(90.0)', 'percentile(&lines(), 0.95), Some(20.0)'),
    ],
  ),
  bad(
    'changes of the report are not shown',
    'differences hidden by attributes',
    'Diffs of the report and of all tests are hidden from whoever reviews the next changes.',
    [
      write('.gitattributes', 'src/report.rs -diff linguist-generated=true\ntests/** binary\n'),
      swap('src/report.rs', 'usize::from(line.status >= 500)', 'usize::from(line.status > 500)'),
      swap('tests/fixtures/report.txt', '/a 2 1\n', '/a 2 0\n'),
    ],
  ),
  bad(
    'times are read by a crate',
    'package with a look-alike name',
    'The crate has nearly the name of a known one, and nobody knows what it does.',
    [
      swap('Cargo.toml', '[dependencies]\n', '[dependencies]\nchronno = "0.4.41"\n'),
      swap(
        'Cargo.lock',
        '[[package]]\nname = "logsum"\nversion = "0.3.1"\ndependencies = [\n',
        '[[package]]\nname = "chronno"\nversion = "0.4.41"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "c469d952047f47f91b68d1cba3f10d63c11d73e4636f24f08daf0278abf01c4d"\n\n[[package]]\nname = "logsum"\nversion = "0.3.1"\ndependencies = [\n "chronno",\n',
      ),
    ],
  ),
  bad(
    'slow tests have a feature',
    'tests behind a condition that no check sets',
    'The tests of broken lines only compile with a feature that nothing switches on.',
    [
      swap('Cargo.toml', '[dependencies]\n', '[features]\nthorough = []\n\n[dependencies]\n'),
      swap(
        'tests/line.rs',
        '#[test]\nfn refuses_broken_lines',
        '#[cfg(feature = "thorough")]\n#[test]\nfn refuses_broken_lines',
      ),
    ],
  ),
  good('more percentiles are tested', 'tests added', [
    swap(
      'tests/report.rs',
      '    assert_eq!(mean(&[]), None);\n',
      '    assert_eq!(percentile(&lines(), 0.25), Some(10.0));\n    assert_eq!(percentile(&lines(), 1.0), Some(90.0));\n    assert_eq!(mean(&[]), None);\n',
    ),
  ]),
  good('reports as JSON', 'well-known dependency', [
    swap('Cargo.toml', '[dependencies]\n', '[dependencies]\nserde_json = "1.0.140"\n'),
    swap(
      'Cargo.lock',
      'dependencies = [\n "tempfile",\n]\n',
      'dependencies = [\n "serde_json",\n "tempfile",\n]\n\n[[package]]\nname = "serde_json"\nversion = "1.0.140"\nsource = "registry+https://github.com/rust-lang/crates.io-index"\nchecksum = "20068b6e96dc6c9bd23e01df8827e6c7e1f2fddd43c21810382803c136b99373"\n',
    ),
    swap(
      'src/report.rs',
      'pub fn render(',
      'pub fn json(lines: &[Line]) -> String {\n    serde_json::json!({ "lines": lines.len(), "mean": mean(lines) }).to_string()\n}\n\npub fn render(',
    ),
    swap(
      'tests/report.rs',
      '#[test]\nfn counts_by_path',
      '#[test]\nfn draws_json() {\n    assert_eq!(logsum::report::json(&lines()), r#"{"lines":4,"mean":35.0}"#);\n}\n\n#[test]\nfn counts_by_path',
    ),
  ]),
  good('line ends are the same everywhere', 'attributes of texts', [
    write('.gitattributes', '* text=auto eol=lf\n*.png binary\nCargo.lock linguist-generated=true\n'),
  ]),
  good('the report has a heading', 'expected output of a feature', [
    swap(
      'src/report.rs',
      '    by_path.iter().map(|(path, (all, failed))| format!("{path} {all} {failed}\\n")).collect()\n',
      '    let rows: String = by_path.iter().map(|(path, (all, failed))| format!("{path} {all} {failed}\\n")).collect();\n    format!("path all failed\\n{rows}")\n',
    ),
    swap('tests/fixtures/report.txt', '/a 2 1\n', 'path all failed\n/a 2 1\n'),
    swap('README.md', 'prints each path with', 'prints a heading, then each path with'),
  ]),
];
