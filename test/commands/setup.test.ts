import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { checksFor } from '../../src/runs/checks.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';
import { git } from '../support/git.ts';
import { testWorkspace } from '../support/workspace.ts';

interface Setup {
  settings: { name: string; value: string; from: string }[];
  sum: string;
}

/** A workspace of a repository with these committed files, and files that git ignores. */
async function monorepo(files: Record<string, string>, ignored: Record<string, string> = {}) {
  const folder = tempFolder('monorepo');
  const project = join(folder, 'project');
  mkdirSync(project);
  git(project, 'init', '-q', '-b', 'main');
  writeFiles(project, { '.gitignore': 'node_modules/\n.env\n', ...files });
  git(project, 'add', '-A');
  git(project, 'commit', '-qm', 'First');
  writeFiles(project, ignored);
  const work = await testWorkspace({ folder });
  const propose = () => work.run<Setup>('backlog_setup', { dry_run: true });
  return { ...work, project, propose };
}

const WEB = '{"scripts": {"test": "vitest run"}, "dependencies": {"dep": "1"}}';

test('the checks of a folder run only for results that change it', async () => {
  const work = await monorepo(
    { 'web/package.json': WEB, 'services/api/go.mod': '', 'deep/er/still/go.mod': '', 'untouched/README.md': '' },
    { 'web/node_modules/dep/package.json': '{}', 'web/.env': 'A=1', 'untracked/go.mod': '' },
  );
  const { settings, sum } = await work.propose();
  expect(Object.fromEntries(settings.map(({ name, value }) => [name, value]))).toEqual({
    'checks.test-api': 'cd services/api && go test ./...',
    'checks.lint-api': 'cd services/api && go vet ./...',
    'checks.test-web': 'cd web && npm test',
    'runs.checks.services/api': 'test-api, lint-api',
    'runs.checks.web': 'test-web',
    'runs.link': 'web/node_modules',
    'runs.copy': 'web/.env',
  });
  await work.run('backlog_setup', { agreed: sum });
  const names = (file: string) =>
    checksFor(work.opened.store.state, {}, [file], { repository: 'project' }).map(({ name }) => name);
  expect(names('web/a.ts')).toEqual(['test-web']);
  expect(names('services/api/a.go')).toEqual(['test-api', 'lint-api']);
  expect(names('README.md')).toEqual([]);
  expect((await work.propose()).settings).toEqual([]);
});

test('the settings can go to the config file of the checkout, as a difference that a person accepts', async () => {
  const work = await monorepo({ 'package.json': WEB });
  const file = join(work.project, '.backlog/config.yaml');
  const shown = await work.run<Setup & { diff: string; set: boolean }>('backlog_setup', {
    dry_run: true,
    to_file: true,
  });
  expect(shown).toMatchObject({ set: false, file: '.backlog/config.yaml' });
  expect(shown.diff).toMatch(
    /^--- \/dev\/null\n\+\+\+ b\/\.backlog\/config\.yaml\n[\s\S]*\+checks:\n\+ {2}test: npm test/,
  );
  expect(existsSync(file)).toBe(false);
  expect(await work.text('backlog_setup', { dry_run: true, to_file: true })).toContain('+  test: npm test');
  expect((await work.refused('backlog_setup', { to_file: true, agreed: 'other' })).message).toContain('have changed');

  expect(await work.text('backlog_setup', { to_file: true, agreed: shown.sum })).toContain(
    'then `backlog config trust`',
  );
  expect(readFileSync(file, 'utf8')).toContain('checks:\n  test: npm test\n');
  expect(existsSync(join(work.project, '.backlog/config.schema.json'))).toBe(true);
  expect(work.opened.store.state.get('setting', 'checks.test')).toBeUndefined();
  // What the file has is not proposed for it again, although it doesn't count yet.
  writeFiles(work.project, { '.backlog/config.yaml': `# Ours\n${readFileSync(file, 'utf8')}` });
  const again = await work.run<Setup>('backlog_setup', { dry_run: true, to_file: true });
  expect(again.settings).toEqual([]);
});

test('of folders that are not in the checkout, links, and very many folders, nothing is proposed', async () => {
  const many = Object.fromEntries(Array.from({ length: 201 }, (_, at) => [`p${at}/go.mod`, '']));
  expect((await (await monorepo(many)).propose()).settings).toEqual([]);
  const work = await monorepo({ 'gone/go.mod': '' });
  git(work.project, 'rm', '-rq', '--cached', 'gone');
  const outside = tempFolder('outside');
  writeFiles(outside, { 'go.mod': '' });
  symlinkSync(outside, join(work.project, 'link'));
  git(work.project, 'add', 'link');
  expect((await work.propose()).settings).toEqual([]);
});
