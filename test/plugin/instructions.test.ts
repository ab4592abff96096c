import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { said } from '../interfaces/cli/line.ts';
import { tempFolder } from '../support/folder.ts';
import { agent, testWorkspace } from '../support/workspace.ts';

const PLAN = readFileSync(new URL('../../skills/plan/SKILL.md', import.meta.url), 'utf8');
const PLANNER = readFileSync(new URL('../../agents/task-planner.md', import.meta.url), 'utf8');
const PARALLEL = readFileSync(new URL('../../skills/implement/references/parallel.md', import.meta.url), 'utf8');

const me = agent('s1');
const ROWS = [
  { ref: 'form', description: 'Rework the Login form', scope: ['src/web/**'], spec: 'Keep the token of the session' },
  { ref: 'store', description: 'Find tokens again', scope: ['src/auth/session/**'], depends: ['form'] },
  { description: 'Write the changelog', scope: ['CHANGELOG.md'] },
];

test.each([
  ['plan', PLAN],
  ['task-planner', PLANNER],
])('%s: what it tells to look for finds what is planned, by words in specs too, and by folder', async (_, text) => {
  const { run } = await testWorkspace();
  await run('task_import', { tasks: ROWS }, me);
  const [, words] = /`task_search` with `text` \(the goal's words, `([^`]+)`\)/.exec(text) ?? [];
  const [, folders] = /`task_list` with their folders as `filter`: `([^`]+)`/.exec(text) ?? [];
  const { hits } = await run<{ hits: { description: string }[] }>('task_search', { text: words }, me);
  expect(hits.map(({ description }) => description)).toContain('Rework the Login form');
  const { tasks } = await run<{ tasks: { description: string }[] }>('task_list', { filter: folders }, me);
  expect(tasks.map(({ description }) => description)).toEqual(['Find tokens again']);
});

test('plan: one task_undo for each change since, then one for the import, take the plan back', async () => {
  const { run } = await testWorkspace();
  await run('task_import', { tasks: ROWS }, me);
  await run('task_modify', { filter: '2', scope: ['src/auth/**'] }, me);
  await run('task_modify', { filter: '3', depends: '+1' }, me);
  for (let undone = 0; undone < 3; undone++) await run('task_undo', {}, me);
  expect(await run('task_count', { filter: 'status.any:' }, me)).toMatchObject({ count: 0 });
});

test('parallel: its list of ready tasks shows their scopes', async () => {
  const { text } = await testWorkspace();
  await text('task_import', { tasks: ROWS }, me);
  const [, filter, fields] = /`filter` \(`([^`]+)`[^)]*\) and `fields` \(`([^`]+)`\)/.exec(PARALLEL) ?? [];
  const listed = await text('task_list', { filter, fields }, me);
  expect(listed).toContain('src/web/**');
  expect(listed).toContain('CHANGELOG.md');
  expect(listed).not.toContain('src/auth');
});

const GOAL_SKILLS = ['vision', 'bet', 'checkin', 'why'] as const;

test('the goal skills are one example: each line of theirs, as it stands there, runs after those before it', async () => {
  const cwd = tempFolder();
  const env = { PATH: String(process.env.PATH), BACKLOG_HOME: join(tempFolder(), 'backlog'), TZ: 'UTC' };
  const lines = GOAL_SKILLS.flatMap((name) => {
    const text = readFileSync(new URL(`../../skills/${name}/SKILL.md`, import.meta.url), 'utf8');
    return Array.from(text.matchAll(/`backlog (goal [^`]+)`/g), ([, line]) => wordsOf(line!));
  });
  const taken = ['goal list', 'goal info', 'goal save', 'goal modify', 'goal close'];
  for (const words of lines) {
    expect(taken).toContain(words.slice(0, 2).join(' '));
    const { code, out, err } = await said(words, { env, cwd });
    expect([code, err], `${words.join(' ')}\n${out}`).toEqual([0, '']);
  }
  const { out } = await said(['goal', 'info', 'I-1'], { env, cwd });
  expect(out).toMatch(/First result at once.*120/s);
});

/** The words of a line as a shell reads it. */
function wordsOf(line: string): string[] {
  return Array.from(line.matchAll(/'([^']*)'|"([^"]*)"|(\S+)/g), ([, a, b, c]) => a ?? b ?? c ?? '');
}
