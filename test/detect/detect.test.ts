import { describe, expect, test } from 'vitest';
import { detect, isEmptyProposal } from '../../src/detect/detect.ts';

/** A project with these files. A name with a slash at its end is a folder; `ignored` has the paths that git ignores. */
function project(files: Record<string, string | object>, ignored: string[] = []) {
  const texts = new Map(
    Object.entries(files).map(([name, text]) => [name, typeof text === 'string' ? text : JSON.stringify(text)]),
  );
  const names = new Set([...texts.keys(), ...ignored].map((path) => path.replace(/\/.*$/, '')));
  return { names, ignored: ignored.map((path) => path.replace(/\/$/, '')), text: (name: string) => texts.get(name) };
}

const found = (files: Record<string, string | object>, ignored?: string[]) => {
  const { checks, setup, link, copy } = detect(project(files, ignored));
  return {
    checks: Object.fromEntries(checks.map(({ name, command }) => [name, command])),
    setup: setup?.command,
    link,
    copy,
  };
};
const nothing = { checks: {}, setup: undefined, link: [], copy: [] };
const scripts = (all: Record<string, string>) => ({ 'package.json': { scripts: all } });
const LIBRARIES = { 'package.json': { scripts: { test: 'vitest run' }, devDependencies: { vitest: '4' } } };

test('a project of no known tool has no proposal', () => {
  expect(found({ 'README.md': '' })).toEqual(nothing);
  expect(isEmptyProposal(detect(project({ 'README.md': '' })))).toBe(true);
  expect(isEmptyProposal(detect(project({ 'go.mod': '' })))).toBe(false);
});

describe('the checks', () => {
  test.each<[string, Record<string, string | object>, Record<string, string>]>([
    [
      'scripts',
      scripts({ test: 'vitest run', lint: 'eslint .', build: 'tsc -b', start: 'node .' }),
      { test: 'npm test', lint: 'npm run lint', build: 'npm run build' },
    ],
    ['a script for types', scripts({ 'type-check': 'tsc --noEmit' }), { types: 'npm run type-check' }],
    ["npm's placeholder", scripts({ test: 'echo "Error: no test specified" && exit 1' }), {}],
    ['a test that watches', scripts({ test: 'jest --watch', 'test:ci': 'jest' }), { test: 'npm run test:ci' }],
    ['--watchAll=false', scripts({ test: 'jest --watchAll=false' }), { test: 'npm test' }],
    ['react-scripts', scripts({ test: 'react-scripts test' }), { test: 'CI=true npm test' }],
    [
      'pnpm',
      { ...scripts({ test: 'x', lint: 'y' }), 'pnpm-lock.yaml': '' },
      { test: 'pnpm test', lint: 'pnpm run lint' },
    ],
    [
      'yarn by its field',
      { 'package.json': { packageManager: 'yarn@4.1.0', scripts: { test: 'x' } } },
      { test: 'yarn test' },
    ],
    ['bun', { ...scripts({ test: 'x' }), 'bun.lockb': '' }, { test: 'bun run test' }],
    ['a broken package.json', { 'package.json': '{"scripts": {' }, {}],
    ['scripts that are a list', { 'package.json': { scripts: ['test'] } }, {}],
    ['a script that is a number', { 'package.json': { scripts: { test: 1 } } }, {}],
    ['deno', { 'deno.json': { tasks: { test: 'deno test -A' } } }, { test: 'deno task test', lint: 'deno lint' }],
    ['deno with comments', { 'deno.jsonc': '// x\n{}' }, { test: 'deno test', lint: 'deno lint' }],
    [
      'pytest in pyproject',
      { 'pyproject.toml': '[tool.pytest.ini_options]\n[tool.ruff]\nx=1\n[tool.mypy]' },
      { test: 'pytest', lint: 'ruff check .', types: 'mypy .' },
    ],
    ['uv', { 'pyproject.toml': 'pytest', 'uv.lock': '' }, { test: 'uv run pytest' }],
    [
      'poetry',
      { 'pyproject.toml': 'pytest', 'poetry.lock': '', 'ruff.toml': '' },
      { test: 'poetry run pytest', lint: 'poetry run ruff check .' },
    ],
    ['flake8', { 'setup.cfg': '[flake8]\n', 'conftest.py': '' }, { test: 'pytest', lint: 'flake8' }],
    ['Python without tests', { 'setup.py': '' }, {}],
    ['go', { 'go.mod': '' }, { test: 'go test ./...', lint: 'go vet ./...' }],
    ['golangci', { 'go.mod': '', '.golangci.yml': '' }, { test: 'go test ./...', lint: 'golangci-lint run' }],
    ['cargo', { 'Cargo.toml': '' }, { test: 'cargo test' }],
    ['clippy', { 'Cargo.toml': '', 'clippy.toml': '' }, { test: 'cargo test', lint: 'cargo clippy -- -D warnings' }],
    ['composer', { 'composer.json': { scripts: { test: ['@a', '@b'] } } }, { test: 'composer test' }],
    ['phpunit', { 'composer.json': {}, 'phpunit.xml.dist': '' }, { test: 'vendor/bin/phpunit' }],
    [
      'rspec',
      { Gemfile: '', '.rspec': '', '.rubocop.yml': '' },
      { test: 'bundle exec rspec', lint: 'bundle exec rubocop' },
    ],
    ['rake', { Gemfile: '', Rakefile: '', test: '' }, { test: 'bundle exec rake test' }],
    ['maven with its wrapper', { 'pom.xml': '', mvnw: '' }, { test: './mvnw test' }],
    ['gradle', { 'build.gradle.kts': '' }, { test: 'gradle test' }],
    ['dotnet', { 'Shop.sln': '' }, { test: 'dotnet test' }],
    ['mix', { 'mix.exs': '' }, { test: 'mix test' }],
    [
      'flutter',
      { 'pubspec.yaml': 'dependencies:\n  flutter:\n    sdk: flutter\n' },
      { test: 'flutter test', lint: 'flutter analyze' },
    ],
    ['swift', { 'Package.swift': '' }, { test: 'swift test' }],
    [
      'make',
      { Makefile: 'test: build\n\tx\nbuild:\n\ty\nLINT := no\nlint::=x\n' },
      { test: 'make test', build: 'make build' },
    ],
    ["make's check", { Makefile: 'check:\n\tx\n' }, { test: 'make check' }],
    ['just', { justfile: 'test *args:\n  x\n@lint:\n  y\nbuild := "no"\n' }, { test: 'just test', lint: 'just lint' }],
    ...[
      ...[
        'jest --watchAll',
        'jest --watch',
        'jest --watch-all',
        'tsc -w',
        'tsc -p . -w',
        'mocha -w',
        'nodemon x.js',
        'npx nodemon',
      ],
      ...[
        'karma start',
        'karma start karma.conf.js',
        'ng test',
        'vitest watch',
        'vitest dev',
        'node --test --watch',
        'tsx watch a.ts',
      ],
      ...[
        'npm run build && jest --watchAll',
        'cypress open',
        'chokidar "src/**" -c "x"',
        'jest --watchAll=true',
        'tsc --watch --noEmit',
      ],
    ].map((line): [string, Record<string, string | object>, Record<string, string>] => [
      `a watcher: ${line}`,
      scripts({ test: line, 'test:ci': 'jest' }),
      { test: 'npm run test:ci' },
    ]),
    ...[
      ...[
        'vitest',
        'vitest run',
        'jest --watchAll=false',
        'jest --watch=false',
        'karma start --single-run',
        'ng test --watch=false',
      ],
      ...[
        'node --test',
        'tsc -b',
        'jest -w 2',
        'mocha --watch-extensions ts',
        'jest watch.test.js',
        'karma start --singleRun=true',
      ],
    ].map((line): [string, Record<string, string | object>, Record<string, string>] => [
      `no watcher: ${line}`,
      scripts({ test: line }),
      { test: 'npm test' },
    ]),
    [
      'Taskfile with keys outside of its tasks',
      {
        'Taskfile.yml':
          'version: 3\nvars:\n  build: x\n  lint: y\ntasks:\n\n  # c\n  test:\n    cmd: x\nincludes:\n  types: z\n',
      },
      { test: 'task test' },
    ],
    ['Taskfile', { 'Taskfile.yml': 'version: 3\ntasks:\n  test:\n    cmd: x\n' }, { test: 'task test' }],
    ['a Makefile before a guess', { 'go.mod': '', Makefile: 'test:\n' }, { test: 'make test', lint: 'go vet ./...' }],
    [
      'a script before a Makefile',
      { ...scripts({ test: 'x' }), Makefile: 'test:\nlint:\n' },
      { test: 'npm test', lint: 'make lint' },
    ],
    [
      'two languages',
      { ...scripts({ test: 'x' }), 'go.mod': '' },
      { test: 'npm test', 'test-go': 'go test ./...', lint: 'go vet ./...' },
    ],
  ])('of %s', (_, files, checks) => {
    expect(found(files).checks).toEqual(checks);
  });

  test('name the file and the line that they run', () => {
    expect(detect(project(scripts({ test: 'vitest run' }))).checks).toEqual([
      { name: 'test', command: 'npm test', from: 'package.json: vitest run' },
    ]);
  });

  test('never contain text of the repository', () => {
    const evil = '"; touch /tmp/owned; "';
    const all = detect(
      project({
        'package.json': { scripts: { [`test${evil}`]: 'x', test: evil }, packageManager: `npm${evil}@1` },
        Makefile: `test$(touch owned):\n\nlint: x\n`,
        justfile: 'test`touch owned`:\n',
        'pyproject.toml': `[tool.ruff] ${evil} pytest`,
      }),
    );
    for (const { command } of all.checks) expect(command).toMatch(/^[\w ./=-]+$/);
  });
});

describe('the libraries', () => {
  test.each<[string, Record<string, string | object>, string[], { setup?: string; link: string[] }]>([
    ['that are installed are linked', LIBRARIES, ['node_modules/'], { link: ['node_modules'] }],
    ['with a lock file are installed', { ...LIBRARIES, 'package-lock.json': '' }, [], { setup: 'npm ci', link: [] }],
    ['without one, too', LIBRARIES, [], { setup: 'npm install', link: [] }],
    ['of pnpm', { ...LIBRARIES, 'pnpm-lock.yaml': '' }, [], { setup: 'pnpm install --frozen-lockfile', link: [] }],
    [
      'of yarn 4',
      { ...LIBRARIES, 'yarn.lock': '', '.yarnrc.yml': '' },
      [],
      { setup: 'yarn install --immutable', link: [] },
    ],
    ['of which there are none', scripts({ test: 'node --test' }), [], { link: [] }],
    [
      'of a monorepo are never linked',
      { 'package.json': { workspaces: ['packages/*'] }, 'package-lock.json': '' },
      ['node_modules/'],
      { setup: 'npm ci', link: [] },
    ],
    [
      'of pnpm workspaces neither',
      { ...LIBRARIES, 'pnpm-workspace.yaml': '', 'pnpm-lock.yaml': '' },
      ['node_modules/'],
      { setup: 'pnpm install --frozen-lockfile', link: [] },
    ],
    ['in a tracked folder are not linked', { ...LIBRARIES, node_modules: '' }, [], { setup: 'npm install', link: [] }],
    ['of uv are synced', { 'uv.lock': '', 'pyproject.toml': '' }, ['.venv/'], { setup: 'uv sync', link: [] }],
    ['of a virtual environment are linked', { 'requirements.txt': '' }, ['venv/'], { link: ['venv'] }],
    ['of PHP', { 'composer.json': {}, 'composer.lock': '' }, [], { setup: 'composer install', link: [] }],
    ['of PHP that are installed', { 'composer.json': {}, 'composer.lock': '' }, ['vendor/'], { link: ['vendor'] }],
    [
      'of two languages',
      { ...LIBRARIES, 'package-lock.json': '', 'pyproject.toml': '', 'uv.lock': '' },
      [],
      { setup: 'npm ci && uv sync', link: [] },
    ],
  ])('%s', (_, files, ignored, expected) => {
    const { setup, link } = found(files, ignored);
    expect({ ...(setup ? { setup } : {}), link }).toEqual(expected);
  });

  test('of a shared environment come after the sources of the worktree', () => {
    const files = { 'pyproject.toml': 'pytest', src: '' };
    expect(found(files, ['.venv/']).checks).toEqual({ test: 'PYTHONPATH=src .venv/bin/python -m pytest' });
  });
});

/** A repository: files by path. Folders with a sign of a project are its subfolders, as the caller finds them. */
function repository(files: Record<string, string | object>, ignored: string[] = []) {
  const parts = (path: string) => [path.split('/').slice(0, -1).join('/'), path.split('/').at(-1)!] as const;
  const inFolder = (folder: string) =>
    Object.fromEntries(
      Object.entries(files).flatMap(([path, text]) => (parts(path)[0] === folder ? [[parts(path)[1], text]] : [])),
    );
  const paths = [...new Set(Object.keys(files).map((path) => parts(path)[0]))].filter((path) => path !== '');
  const below = paths.map((path) => {
    const own = ignored.flatMap((one) => (one.startsWith(`${path}/`) ? [one.slice(path.length + 1)] : []));
    return { path, files: project(inFolder(path), own) };
  });
  return { ...project(inFolder(''), ignored), below };
}

describe('a repository with projects in subfolders', () => {
  const PACKAGE = { scripts: { test: 'vitest run', lint: 'eslint .' }, devDependencies: { vitest: '4' } };
  test.each<[string, Record<string, string | object>, Record<string, string>, string?]>([
    [
      'a Python folder beside a web folder',
      { 'web/package.json': PACKAGE, 'web/package-lock.json': '', 'api/pyproject.toml': 'pytest', 'api/uv.lock': '' },
      {
        'test-api': 'cd api && uv run pytest',
        'test-web': 'cd web && npm test',
        'lint-web': 'cd web && npm run lint',
      },
      '(cd api && uv sync) && (cd web && npm ci)',
    ],
    [
      'workspaces of npm whose top has the script',
      { 'package.json': { workspaces: ['packages/*'], scripts: { test: 'x' } }, 'packages/a/package.json': PACKAGE },
      { test: 'npm test', lint: 'npm run lint --workspaces --if-present' },
      'npm install',
    ],
    [
      'workspaces of pnpm',
      {
        ...{ 'package.json': {}, 'pnpm-workspace.yaml': "packages:\n  - 'apps/*'\n", 'pnpm-lock.yaml': '' },
        'apps/web/package.json': PACKAGE,
      },
      { test: 'pnpm -r --if-present run test', lint: 'pnpm -r --if-present run lint' },
      'pnpm install --frozen-lockfile',
    ],
    [
      'workspaces of yarn, whose commands fail for packages without the script',
      { 'package.json': { workspaces: ['packages/*'] }, 'yarn.lock': '', 'packages/a/package.json': PACKAGE },
      {},
      'yarn install --frozen-lockfile',
    ],
    [
      'a package that waits for changes',
      {
        'package.json': { workspaces: ['packages/*'] },
        'packages/a/package.json': PACKAGE,
        'packages/b/package.json': { scripts: { test: 'jest --watch' } },
      },
      { lint: 'npm run lint --workspaces --if-present' },
      'npm install',
    ],
    [
      'packages that no workspace names',
      { 'package.json': { workspaces: ['libs/**'] }, 'packages/a/package.json': PACKAGE },
      {},
      'npm install',
    ],
    [
      'a Cargo workspace',
      { 'Cargo.toml': '[workspace]\n', 'crates/a/Cargo.toml': '' },
      { test: 'cargo test --workspace' },
    ],
    [
      'modules of Go',
      { 'go.mod': '', 'tools/go.mod': '' },
      {
        ...{ test: 'go test ./...', lint: 'go vet ./...' },
        ...{ 'test-tools': 'cd tools && go test ./...', 'lint-tools': 'cd tools && go vet ./...' },
      },
    ],
    ['modules of Maven', { 'pom.xml': '', 'core/pom.xml': '' }, { test: 'mvn test' }],
    [
      'a top that tests everything',
      { Makefile: 'test:\n', 'a/go.mod': '' },
      { test: 'make test', 'lint-a': 'cd a && go vet ./...' },
    ],
    [
      'a top whose scripts enter the folder',
      { 'package.json': { scripts: { test: 'npm --prefix web test' } }, 'web/package.json': PACKAGE },
      { test: 'npm test' },
    ],
    [
      'a project inside another one',
      { 'web/package.json': { scripts: { test: 'x' } }, 'web/mock/package.json': { scripts: { test: 'x' } } },
      { 'test-web': 'cd web && npm test' },
    ],
    [
      'two folders of one name',
      { 'a/web/go.mod': '', 'b/web/go.mod': '' },
      {
        ...{ 'test-a-web': 'cd a/web && go test ./...', 'lint-a-web': 'cd a/web && go vet ./...' },
        ...{ 'test-b-web': 'cd b/web && go test ./...', 'lint-b-web': 'cd b/web && go vet ./...' },
      },
    ],
    [
      'data, examples and names that a shell would read',
      {
        ...{ 'examples/go.mod': '', 'test/fixtures/go.mod': '', 'vendor/x/go.mod': '', '.hidden/go.mod': '' },
        ...{ 'a b/go.mod': '', '$(touch owned)/go.mod': '', '-x/go.mod': '', "a'b/go.mod": '', 'ü/go.mod': '' },
      },
      {},
    ],
    [
      'more projects than a question can show',
      Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`p${at}/go.mod`, ''])),
      {},
    ],
  ])('%s', (_, files, checks, setup) => {
    const all = detect(repository(files));
    expect(Object.fromEntries(all.checks.map(({ name, command }) => [name, command]))).toEqual(checks);
    expect(all.setup?.command).toBe(setup);
  });

  test('has checks for each folder, the file they come from, and links to installed libraries', () => {
    const files = { 'web/package.json': PACKAGE, 'api/requirements.txt': 'pytest' };
    const { checks, link, setup } = detect(repository(files, ['web/node_modules', 'api/.venv']));
    expect(checks).toContainEqual({
      ...{ name: 'test-api', command: 'cd api && .venv/bin/python -m pytest', path: 'api' },
      from: 'api/requirements.txt',
    });
    expect(link.toSorted()).toEqual(['api/.venv', 'web/node_modules']);
    expect(setup).toBeUndefined();
  });

  test('proposes nothing for Python whose environment is in the top folder', () => {
    expect(detect(repository({ 'api/requirements.txt': 'pytest' }, ['.venv'])).checks).toEqual([]);
  });
});

test('files with settings of the machine are copied, others are not', () => {
  const ignored = [
    '.env',
    '.env.local',
    'api/.env',
    'dist/',
    'id_rsa',
    'a/b/c/d/.env',
    'x,y/.env',
    'config/master.key',
    '.DS_Store',
  ];
  expect(found({}, ignored).copy).toEqual(['.env', '.env.local', 'api/.env', 'config/master.key']);
  expect(
    found(
      {},
      Array.from({ length: 100 }, (_, at) => `p${at}/.env`),
    ).copy,
  ).toHaveLength(20);
});
