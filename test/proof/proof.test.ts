import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { idIn } from '../../proof/answers.ts';
import { EXPERIMENTS, type ExperimentName, isSound, type Play, type Played, play } from '../../proof/proof.ts';
import { proofTable } from '../../proof/table.ts';
import { readTools, TASKWARRIOR_NAMES } from '../../proof/tools.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { tempFolder } from '../support/folder.ts';
import { IS_SOAK, runs } from '../support/seed.ts';
import { everyNth, soak } from '../support/soak-test.ts';
import { tally } from '../support/tally.ts';
import { testWorkspace } from '../support/workspace.ts';

const plugin = builtPlugin();
const names = Object.keys(EXPERIMENTS) as ExperimentName[];
const small = fileURLToPath(new URL('./fixtures/small-server.mjs', import.meta.url));

async function played(name: ExperimentName, how: Play): Promise<Played> {
  const result = await play(name, how);
  if ('lacks' in result) throw new Error(`${name} was not played: no ${result.lacks.join(', ')}`);
  return result;
}

function playSmall(name: ExperimentName, env: Record<string, string> = {}, tools = TASKWARRIOR_NAMES) {
  return played(name, { subject: { command: [process.execPath, small], tools, env }, players: 4, scale: 0.3, seed: 1 });
}

describe.each(everyNth(4, names))('%s', (name) => {
  soak('finds nothing wrong with our server', async () => {
    const env = { BACKLOG_TOOLS: 'all' };
    const subject = { command: [process.execPath, plugin.server], tools: TASKWARRIOR_NAMES, env };
    const result = await played(name, { subject, players: IS_SOAK ? 6 : 4, scale: runs(2) / 10, seed: 1 });
    const { acknowledged, lost, wonTwice } = result;
    tally({
      acknowledged,
      lost,
      ...(name === 'kills' ? { kills: result.rounds } : {}),
      ...(name === 'contended' ? { 'contended writes': acknowledged } : {}),
      ...(wonTwice === undefined ? {} : { 'claims raced for': acknowledged, 'double claims': wonTwice }),
    });
    expect(result).toMatchObject({ lost: 0, duplicated: 0 });
    expect(wonTwice ?? 0).toBe(0);
    expect(acknowledged).toBeGreaterThan(result.rounds);
  });

  soak('finds nothing wrong with a small server that is sound', async () => {
    const result = await playSmall(name);
    expect(result.example).toBeUndefined();
    expect(isSound(result)).toBe(true);
  });
});

test('the answer of our server with a task counts as won, the one without a task does not', async () => {
  const { run, text } = await testWorkspace();
  const won = new RegExp(TASKWARRIOR_NAMES.next!.won!);
  expect(await text('task_next')).not.toMatch(won);
  await run('task_add', { description: 'Fix login' });
  expect(await text('task_next')).toMatch(won);
});

describe('what a bad server does is found out', () => {
  test.each<readonly [string, ExperimentName, 'lost' | 'duplicated' | 'wonTwice']>(
    everyNth(8, [
      ['overwrites', 'contended', 'lost'],
      ['adds twice', 'contended', 'duplicated'],
      ['writes late', 'kills', 'lost'],
      ['adds twice', 'kills', 'duplicated'],
      ['no claims', 'claims', 'wonTwice'],
      ['writes late', 'restart', 'lost'],
      ['forgets notes', 'restart', 'lost'],
    ]),
  )('%s: %s says %s', async (fault, name, figure) => {
    const result = await playSmall(name, { FAULT: fault });
    expect(result[figure]).toBeGreaterThan(0);
    expect(isSound(result)).toBe(false);
    expect(result.example).toBeDefined();
  });
});

soak('a server with other names is spoken to by a file of names', async () => {
  const names = tempFile(
    Object.fromEntries(
      Object.entries(TASKWARRIOR_NAMES).map(([name, { tool, args }]) => [
        name,
        { tool: tool.replace('task_', 'todo.'), args },
      ]),
    ),
  );
  const result = await playSmall('restart', { PREFIX: 'todo.' }, readTools(names));
  expect(result.acknowledged).toBeGreaterThan(0);
  expect(isSound(result)).toBe(true);
});

soak('without a tool for the next task, agents start what they found', async () => {
  const result = await playSmall('claims', { FAULT: 'no claims' }, readTools(tempFile({ next: null })));
  expect(result.wonTwice).toBe(result.rounds);
});

test('an experiment that a server has no tools for is left out, and that is said', async () => {
  const tools = readTools(tempFile({ start: null }));
  const subject = { command: [process.execPath, small], tools, env: {} };
  const result = await play('claims', { subject, players: 2, scale: 0.1, seed: 1 });
  expect(result).toEqual({ title: 'competing claims', lacks: ['start'] });
  expect(isSound(result)).toBe(true);
  expect(proofTable([result])).toContain('- competing claims: skipped, the server has no tool for start');
});

soak('a server that wants its project made ready gets that', async () => {
  const setup = [process.execPath, '-e', 'require("node:fs").writeFileSync(".ready", "")'];
  const ready = 'if (!require("node:fs").existsSync(".ready")) process.exit(1); import(process.argv[1])';
  const subject = { command: [process.execPath, '-e', ready, small], tools: TASKWARRIOR_NAMES, env: {}, setup };
  expect(await played('restart', { subject, players: 1, scale: 0.1, seed: 1 })).toMatchObject({
    lost: 0,
    duplicated: 0,
  });
});

test.each([
  ['Added 12 - ready x\nuuid 0b9d3c9e-6a54-4d92-8a3e-0c7d0a3f9a11', undefined, '0b9d3c9e-6a54-4d92-8a3e-0c7d0a3f9a11'],
  ['{"id": 7, "title": "x3"}', undefined, '7'],
  ['Created task-12.', undefined, 'task-12'],
  ['File: /tmp/a1/task-1.md\n\nTask TASK-1 - x', 'TASK-\\d+', 'TASK-1'],
  ['Created issue #41', '#(\\d+)', '41'],
  ['Done', undefined, undefined],
])('%j with the pattern %j calls the task %j', (answer, pattern, id) => {
  expect(idIn(answer, pattern)).toBe(id);
});

test('a file of names that says something else is refused', () => {
  expect(() => readTools(tempFile({ create: null }))).toThrow('"create" is none of add, list');
  expect(() => readTools(tempFile({ add: 'task_add' }))).toThrow('"add" has to be {"tool"');
});

function tempFile(content: object): string {
  const file = join(tempFolder(), 'names.json');
  writeFileSync(file, JSON.stringify(content));
  return file;
}
