type Rules = Readonly<Record<string, string | number>>;

const land = (more: Rules = {}): Rules => ({ effect: 'land', ...more });
const DOCS = 'docs/**, *.md';
const TESTS = 'test/**, py/tests/**, go/**/*_test.go, rb/spec/**, java/src/test/**, cs/tests/**, rs/tests/**';
const CODE = 'src/**, py/shop/**, go/**, rb/**, java/**, cs/**, rs/**';
const CI = '.github/**, Dockerfile, deploy/**, compose.yaml';

/** Sets of rules as people write them after they read how results land by rule. */
export const RULE_SETS: readonly Readonly<Record<string, Rules>>[] = [
  { all: land() },
  { all: land({ lines: 100 }) },
  { all: land({ lines: 50, files: 3 }) },
  { docs: land({ path: DOCS, lines: 200 }) },
  { docs: land({ path: 'docs/**' }) },
  { docs: land({ path: '**/*.md', risk: 'unknown' }) },
  { docs: land({ path: `${DOCS}, LICENSE`, risk: 'medium' }) },
  { texts: land({ path: 'locales/**, docs/**', risk: 'unknown' }) },
  { tests: land({ path: TESTS }) },
  { tests: land({ path: TESTS, risk: 'unknown', lines: 150 }) },
  { tests: land({ path: TESTS, risk: 'medium', lines: 80 }) },
  { small: land({ lines: 20, files: 2, risk: 'unknown' }) },
  { unknown: land({ risk: 'unknown' }) },
  { unknown: land({ path: '**', risk: 'unknown' }) },
  { unknown: land({ path: '**/*', risk: 'unknown', lines: 300 }) },
  { medium: land({ risk: 'medium' }) },
  { medium: land({ risk: 'medium', lines: 60 }) },
  { code: land({ path: CODE, risk: 'unknown' }) },
  { code: land({ path: CODE, risk: 'medium', grade: 'compared' }) },
  { code: land({ path: `${CODE}, ${TESTS}`, risk: 'unknown', grade: 'compared', lines: 200 }) },
  { code: land({ path: 'src/**, test/**', risk: 'medium', lines: 100 }) },
  { proved: land({ grade: 'compared' }) },
  { proved: land({ grade: 'compared', risk: 'medium', lines: 400 }) },
  { config: land({ path: 'config/**', risk: 'unknown', lines: 5 }) },
  { config: land({ path: 'config/**, locales/**', risk: 'medium' }) },
  { prompts: land({ path: 'prompts/**, src/prompts/**', risk: 'unknown', lines: 10 }) },
  { agent: land({ agent: 'claude', risk: 'unknown', path: 'src/**, web/**' }) },
  { docs: land({ path: DOCS }), tests: land({ path: TESTS }), ci: { effect: 'ask', path: CI } },
  { all: land({ risk: 'medium' }), ci: { effect: 'ask', path: CI }, law: { effect: 'ask', path: 'LICENSE' } },
  {
    docs: land({ path: DOCS, risk: 'medium' }),
    code: land({
      path: '**/*.ts, **/*.py, **/*.go, **/*.rb, **/*.java, **/*.cs, **/*.rs',
      risk: 'medium',
      grade: 'compared',
    }),
  },
];
