import { contains, firstOf, isIgnored, type ProjectFiles } from './files.ts';
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

export const python: Tool = {
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
  return managerOf(files) ? undefined : ['.venv', 'venv'].find((name) => isIgnored(files, name));
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
