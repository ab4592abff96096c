import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';
import { fieldInputs } from '../../src/domain/fields/schemas.ts';
import { TASK_FIELDS } from '../../src/domain/fields/table.ts';
import { tempFolder } from '../support/folder.ts';
import { soak } from '../support/soak-test.ts';
import { testWorkspace } from '../support/workspace.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The row of a field that nobody knows yet, as docs/contribute/extending.md tells to write it. */
const SEVERITY = `
  severity: settable({
    doc: 'how bad it is',
    help: 'minor, major',
    schema: ({ z }) => z.enum(['minor', 'major']).optional(),
    argument: ({ inputs }) => inputs.clearableInput(),
    read: (written) => (written === 'minor' ? 'minor' : 'major'),
    ask: { type: 'choice', values: ['major', 'minor'], ranked: true, example: 'severity.above:minor' },
    info: (severity) => severity,
  }),
`;

/** The CLI built from these sources with one row more; runs it in a store of its own. */
async function withRow(row: string) {
  const folder = tempFolder('field');
  cpSync(join(repository, 'src'), join(folder, 'src'), { recursive: true });
  symlinkSync(join(repository, 'node_modules'), join(folder, 'node_modules'));
  const table = join(folder, 'src/domain/fields/backlog.ts');
  const lines = readFileSync(table, 'utf8');
  writeFileSync(
    table,
    lines.replace('export const BACKLOG_FIELDS = {\n', (start) => start + row),
  );
  const cli = join(folder, 'cli.mjs');
  await build({
    absWorkingDir: folder,
    entryPoints: ['src/interfaces/cli/main.ts'],
    outfile: cli,
    bundle: true,
    platform: 'node',
    format: 'esm',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    define: { BACKLOG_VERSION: '"0"' },
    logLevel: 'error',
  });
  mkdirSync(join(folder, 'cwd'));
  const env = { ...process.env, BACKLOG_DIR: join(folder, 'store'), CLAUDECODE: undefined };
  return async (...words: string[]) => {
    const run = promisify(execFile)(process.execPath, [cli, ...words], { cwd: join(folder, 'cwd'), env });
    return (await run.catch((error: { stdout: string; stderr: string }) => error)) as {
      stdout: string;
      stderr: string;
    };
  };
}

describe('the table of task fields', () => {
  soak(
    'one row more is all that a field needs: argument, help, store, filter, sort of value, info, export, import, row errors',
    async () => {
      const run = await withRow(SEVERITY);
      expect((await run('add', '--help')).stdout).toContain('minor, major');
      await run('add', 'First', '--severity', 'major');
      await run('add', 'Second', '--severity', 'minor');
      await run('add', 'Third');
      expect((await run('list', 'severity:major')).stdout).toContain('First');
      expect((await run('count', 'severity.above:minor')).stdout.trim()).toBe('1');
      expect((await run('info', '1')).stdout).toContain('severity: major');
      await run('modify', '1', '--severity', '');
      expect((await run('count', 'severity.any:')).stdout.trim()).toBe('1');
      expect(
        JSON.parse((await run('list', '--fields', 'id,severity', '--format', 'json')).stdout).tasks,
      ).toContainEqual({
        id: 2,
        severity: 'minor',
      });
      expect(JSON.parse((await run('export', '2')).stdout)).toMatchObject([{ severity: 'minor' }]);
      await run('import', '[{"description":"Fourth","severity":"major"}]');
      expect((await run('count', 'severity:major')).stdout.trim()).toBe('1');
      expect((await run('import', '[{"description":"x","severty":"major"}]')).stdout).toContain(
        'did you mean severity?',
      );
      expect((await run('__complete', 'list', 'seve')).stdout).toContain('severity:');
    },
  );

  test('arguments are exactly the rows that can be set', () => {
    const settable = Object.entries(TASK_FIELDS).flatMap(([name, row]) => ('argument' in row ? [name] : []));
    expect(Object.keys(fieldInputs())).toEqual(settable);
  });
});

describe('lists of arguments', () => {
  test.each<[string, unknown]>([
    ['scope', '[{"glob":"src/a/**"},{"glob":"docs/**"}]'],
    ['scope', [{ glob: 'src/a/**' }, { glob: 'docs/**' }]],
    ['scope', ['src/a/**', { glob: 'docs/**' }]],
    ['scope', '["src/a/**","docs/**"]'],
    ['scope', 'src/a/** docs/**'],
  ])('%s %j is what an export has', async (field, value) => {
    const { run } = await testWorkspace();
    expect(await run('task_add', { description: 'x', [field]: value })).toMatchObject({
      scope: [{ glob: 'src/a/**' }, { glob: 'docs/**' }],
    });
  });

  test('a glob that begins with a bracket or a brace is a glob', async () => {
    const { run } = await testWorkspace();
    expect(await run('task_add', { description: 'x', scope: '{src,test}/** [id]/a.ts' })).toMatchObject({
      scope: [{ glob: '{src,test}/**' }, { glob: '[id]/a.ts' }],
    });
  });

  test('criteria given as objects keep their ids; they bring no evidence along', async () => {
    const { run, refused } = await testWorkspace();
    const acceptance = '[{"id":"c1","text":"Tests pass"},{"text":"Docs, updated"}]';
    expect(await run('task_add', { description: 'x', acceptance })).toMatchObject({
      acceptance: [{ id: 'c1', text: 'Tests pass' }, { text: 'Docs, updated' }],
    });
    const met = { at: '2026-07-30T14:30:00Z', actor: 'human:boss', evidence: 'believe me' };
    const error = await refused('task_add', { description: 'y', acceptance: JSON.stringify([{ text: 'a', met }]) });
    expect(error.message).toMatch(/acceptance: expected a list of texts, or of objects with id, text and by, received/);
  });

  test.each<[string, unknown]>([
    ['scope', '[{"path":"src/a"}]'],
    ['scope', [{ path: 'src/a' }]],
    ['scope', [['src/a']]],
    ['acceptance', '[{"name":"a"}]'],
    ['acceptance', [7]],
    ['checks', '[{"name":"unit"}]'],
    ['checks', [{ name: 'unit' }]],
    ['tags', '[{"name":"unit"}]'],
    ['tags', [['a', 'b']]],
    ['depends', [{ id: 1 }]],
  ])('%s %j is refused, saying what is expected', async (field, value) => {
    const { refused, text } = await testWorkspace();
    const error = await refused('task_add', { description: 'x', [field]: value });
    expect(error.code).toBe('usage');
    expect(error.message).toMatch(new RegExp(`${field}: expected a list of texts`));
    expect(error.message).toContain('received');
    expect(await text('task_count')).toMatch(/^0\b/);
  });
});
