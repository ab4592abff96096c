import { contains, firstOf, hasIgnored, jsonIn, type ProjectFiles, tableIn } from './files.ts';
import { node } from './node.ts';
import { type FoundCheck, guessed, type Step, type Tool } from './tool.ts';

const PROJECT = 'pyproject.toml';
const SIGNS = [PROJECT, 'setup.py', 'setup.cfg', 'requirements.txt', 'Pipfile', 'tox.ini', 'pytest.ini'];

/** Tools that keep an environment of their own for each folder, by their lock files. */
const MANAGERS = [
  { lock: 'uv.lock', run: 'uv run ', install: 'uv sync' },
  { lock: 'poetry.lock', run: 'poetry run ', install: 'poetry install' },
  { lock: 'pdm.lock', run: 'pdm run ', install: 'pdm install' },
  { lock: 'Pipfile.lock', run: 'pipenv run ', install: 'pipenv sync --dev' },
] as const;

/** A line of a table that shows the use of a tool, and the tool's command. */
const LINTERS = [
  { kind: 'lint', command: 'ruff check .', own: ['ruff.toml', '.ruff.toml'], section: /^\[tool\.ruff\b/m },
  { kind: 'lint', command: 'flake8', own: ['.flake8'], section: /^\[flake8\]/m },
  { kind: 'types', command: 'mypy .', own: ['mypy.ini', '.mypy.ini'], section: /^\[(?:tool\.)?mypy\b/m },
  { kind: 'types', command: 'pyright', own: ['pyrightconfig.json'], section: /^\[tool\.pyright\b/m },
] as const;
const CONFIGS = [PROJECT, 'setup.cfg', 'tox.ini'];

const python: Tool = {
  name: 'python',
  signs: SIGNS,
  checks(files) {
    const found: FoundCheck[] = [];
    const add = (kind: FoundCheck['kind'], command: string, from: string | undefined) => {
      if (from !== undefined && !found.some((one) => one.kind === kind)) found.push(guessed(kind, command, from));
    };
    add('test', pytestIn(files), usesPytest(files));
    for (const { kind, command, own, section } of LINTERS) {
      const from = firstOf(files, own) ?? CONFIGS.find((name) => contains(files, [name], section));
      add(kind, inEnvironment(files, command), from);
    }
    return found;
  },
  setup(files): Step | undefined {
    const manager = managerOf(files);
    return manager && { command: manager.install, from: manager.lock };
  },
  links(files) {
    const venv = venvOf(files);
    return venv === undefined ? [] : [venv];
  },
};

function managerOf(files: ProjectFiles): (typeof MANAGERS)[number] | undefined {
  return MANAGERS.find(({ lock }) => files.names.has(lock));
}

/** Returns the virtual environment that worktrees share. A manager makes one in each worktree instead. */
function venvOf(files: ProjectFiles): string | undefined {
  return managerOf(files) ? undefined : ['.venv', 'venv'].find((name) => hasIgnored(files, name));
}

function usesPytest(files: ProjectFiles): string | undefined {
  const own = firstOf(files, ['pytest.ini', 'conftest.py']);
  const names = [...CONFIGS, 'requirements.txt', 'requirements-dev.txt', 'dev-requirements.txt', 'Pipfile', 'setup.py'];
  return own ?? names.find((name) => contains(files, [name], /\bpytest\b/));
}

function pytestIn(files: ProjectFiles): string {
  const venv = venvOf(files);
  if (venv === undefined) return `${managerOf(files)?.run ?? ''}pytest`;
  // A shared environment can contain the checkout's own package. This path comes before it.
  return `${files.names.has('src') ? 'PYTHONPATH=src ' : ''}${venv}/bin/python -m pytest`;
}

function inEnvironment(files: ProjectFiles, command: string): string {
  const venv = venvOf(files);
  return venv === undefined ? `${managerOf(files)?.run ?? ''}${command}` : `${venv}/bin/python -m ${command}`;
}

/** The tools that detection knows. The first one gives a check its plain name. */
export const TOOLS: readonly Tool[] = [
  node,
  {
    name: 'deno',
    signs: ['deno.json', 'deno.jsonc'],
    checks(files) {
      const tasks = tableIn(jsonIn(files, 'deno.json').tasks);
      const has = (name: string) => typeof tasks[name] === 'string';
      return [
        has('test')
          ? declared('test', 'deno task test', `deno.json: ${tasks.test}`)
          : guessed('test', 'deno test', 'deno.json'),
        has('lint')
          ? declared('lint', 'deno task lint', `deno.json: ${tasks.lint}`)
          : guessed('lint', 'deno lint', 'deno.json'),
      ];
    },
  },
  python,
  {
    name: 'go',
    signs: ['go.mod'],
    checks(files) {
      const config = firstOf(files, ['.golangci.yml', '.golangci.yaml', '.golangci.toml']);
      return [
        guessed('test', 'go test ./...', 'go.mod'),
        config ? guessed('lint', 'golangci-lint run', config) : guessed('lint', 'go vet ./...', 'go.mod'),
      ];
    },
  },
  {
    name: 'rust',
    signs: ['Cargo.toml'],
    checks(files) {
      const clippy = firstOf(files, ['clippy.toml', '.clippy.toml']);
      const all = contains(files, ['Cargo.toml'], /^\[workspace\]/m) ? ' --workspace' : '';
      return [
        guessed('test', `cargo test${all}`, 'Cargo.toml'),
        ...(clippy ? [guessed('lint', `cargo clippy${all} -- -D warnings`, clippy)] : []),
      ];
    },
  },
  {
    name: 'php',
    signs: ['composer.json'],
    checks(files) {
      const scripts = tableIn(jsonIn(files, 'composer.json').scripts);
      const phpunit = firstOf(files, ['phpunit.xml', 'phpunit.xml.dist']);
      const own = (['test', 'lint'] as const).filter((name) => scripts[name] !== undefined);
      return [
        ...own.map((name) => declared(name, `composer ${name}`, `composer.json: ${[scripts[name]].flat().join('; ')}`)),
        ...(phpunit && !own.includes('test') ? [guessed('test', 'vendor/bin/phpunit', phpunit)] : []),
      ];
    },
    setup: (files) =>
      hasIgnored(files, 'vendor') || !files.names.has('composer.lock')
        ? undefined
        : { command: 'composer install', from: 'composer.lock' },
    links: (files) => (hasIgnored(files, 'vendor') ? ['vendor'] : []),
  },
  {
    name: 'ruby',
    signs: ['Gemfile'],
    checks(files) {
      const spec = firstOf(files, ['.rspec', 'spec']);
      const rake = firstOf(files, ['Rakefile', 'rakefile']);
      const rubocop = firstOf(files, ['.rubocop.yml']);
      return [
        ...(spec ? [guessed('test', 'bundle exec rspec', spec)] : []),
        ...(!spec && rake && files.names.has('test') ? [guessed('test', 'bundle exec rake test', rake)] : []),
        ...(rubocop ? [guessed('lint', 'bundle exec rubocop', rubocop)] : []),
      ];
    },
    links: (files) => ['vendor/bundle', '.bundle'].filter((name) => hasIgnored(files, name)),
  },
  {
    name: 'maven',
    signs: ['pom.xml'],
    checks: (files) => [guessed('test', `${wrapped(files, 'mvnw') ?? 'mvn'} test`, 'pom.xml')],
  },
  {
    name: 'gradle',
    signs: ['build.gradle', 'build.gradle.kts'],
    checks: (files) => [guessed('test', `${wrapped(files, 'gradlew') ?? 'gradle'} test`, 'build.gradle')],
  },
  {
    name: 'dotnet',
    signs: /\.(?:slnx?|[cf]sproj)$/,
    checks: () => [guessed('test', 'dotnet test', 'the solution or project')],
  },
  {
    name: 'elixir',
    signs: ['mix.exs'],
    checks: () => [guessed('test', 'mix test', 'mix.exs')],
    links: (files) => (hasIgnored(files, 'deps') ? ['deps'] : []),
  },
  {
    name: 'dart',
    signs: ['pubspec.yaml'],
    checks(files) {
      const program = /^\s*sdk:\s*flutter\s*$/m.test(files.text('pubspec.yaml') ?? '') ? 'flutter' : 'dart';
      return [
        guessed('test', `${program} test`, 'pubspec.yaml'),
        guessed('lint', `${program} analyze`, 'pubspec.yaml'),
      ];
    },
  },
  {
    name: 'swift',
    signs: ['Package.swift'],
    checks: () => [guessed('test', 'swift test', 'Package.swift')],
  },
];

function declared(kind: FoundCheck['kind'], command: string, from: string): FoundCheck {
  return { ...guessed(kind, command, from), declared: true };
}

/** Returns the call of a script in the folder that downloads the tool. */
function wrapped({ names }: ProjectFiles, script: string): string | undefined {
  return names.has(script) ? `./${script}` : undefined;
}
