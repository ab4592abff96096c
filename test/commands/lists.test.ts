import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { renderScreen } from '../../src/commands/render.ts';
import { cells } from '../../src/text/screen/layout/width.ts';
import { runIn } from '../support/runs.ts';
import { ADA, agent, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const DAY = 86_400_000;
const ME = agent('11111111-aaaa');

/** A week in which something happened of everything that is listed. */
async function week(): Promise<TestWorkspace> {
  const work = await testWorkspace({ zone: 'Asia/Tokyo' });
  const { run, pass } = work;
  pass(-3 * DAY);
  await run('task_add', { description: '日本語のタスク 🎉', project: 'web' });
  await run('task_add', { description: 'Second', depends: 1, scope: 'src/login/**' });
  await run('task_add', { description: 'Third שלום' });
  pass(3 * DAY);
  await run('task_start', { id: 1 }, ME);
  await run('claim_acquire', { scope: 'docs/**' });
  await runIn(work, 'review', { number: 3 });
  await run('task_log', { description: 'By the way' });
  pass(5 * 60_000);
  return work;
}

async function screen({ opened }: TestWorkspace, name: string, columns: number, input: object = {}): Promise<string[]> {
  const executed = await execute(opened, { ...ADA, door: 'cli' }, commandNamed(name), input);
  const lines = (await renderScreen(executed, { columns, rows: 40, colour: 0 })).split('\n');
  for (const line of lines) expect(cells(line), line).toBeLessThanOrEqual(columns);
  return lines;
}

/** Of each list: its header on 40, 80 and 200 columns, and a line of it at 200. */
const LISTS: readonly (readonly [name: string, heads: readonly [RegExp, RegExp, RegExp], line: RegExp])[] = [
  [
    'run_list',
    [
      /^Run +State +(Task +)?.*Description$/,
      /^Run +State +Task +Agent +Work.*Description/,
      /^Run +State +Task +Agent +Work.*Description/,
    ],
    /^r1 +review +3 .*Third שלום/,
  ],
  [
    'claim_list',
    [
      /^Claimed by +Expires in/,
      /^Claimed by +Expires in +Task +Files$|^Claim +Claimed by +Expires in/,
      /^Claim +Claimed by +Expires in +Task +Files$/,
    ],
    /you +5min +docs\/\*\*$/,
  ],
  [
    'task_history',
    [/^Change +When +Details$/, /^Change +When +Author.*Details$/, /^Change +When +Author +Command +Details$/],
    /^ +\d+ +5 min ago +human:ada +log +\d+ added: By the way/,
  ],
  [
    'agent_list',
    [/^Name/, /^Name +Provider +Permissio.* State +Details$/, /^Name +Provider +Permissions +State +Details$/],
    /^claude +claude +accepts edits/,
  ],
  [
    'setting_list',
    [/^Setting +Value$/, /^Setting +Value/, /^Setting +Value +Values +Meaning$/],
    /^claims.outsideScope +warn +warn or deny or allow/,
  ],
  [
    'repo_list',
    [/^Name +State/, /^Name +State +Folder$|^Name +State/, /^Name +State/],
    /^project +linked +home, here +\//,
  ],
];

describe.each(LISTS)('on a terminal %s', (name, heads, line) => {
  test.each([40, 80, 200].map((columns, i) => [columns, heads[i]!] as const))(
    'of %i columns has its columns',
    async (columns, head) => {
      const work = await week();
      const lines = await screen(work, name, columns);
      expect(lines[0]).toMatch(head);
      if (columns === 200) expect(lines).toContainEqual(expect.stringMatching(line));
    },
  );

  test('counts its rows, and a pipe has them as before', async () => {
    const work = await week();
    const lines = await screen(work, name, 120);
    expect(lines.join('\n')).toMatch(/\n\n\d+ (run|claim|change|agent|setting|repositor)/);
    expect(await work.text(name)).not.toContain(lines[0]);
  });
});

test('flaws stand below their task with the calls that mend them', async () => {
  const lines = await screen(await week(), 'task_lint', 80);
  expect(lines[0]).toMatch(/^\d+ findings in \d of 3 open tasks/);
  const at = lines.findIndex((line) => line.startsWith('1 日本語のタスク 🎉'));
  expect(lines[at + 1]).toMatch(/^ {2}no-/);
  expect(lines.slice(at).join('\n')).toContain('backlog modify 1');
});

test('a standup has its parts, with times as people say them', async () => {
  const lines = await screen(await week(), 'report_standup', 80);
  expect(lines[0]).toBe('Standup since 2026-07-29 00:00 +09:00');
  expect(lines.join('\n')).toMatch(/Done \(1\)\n +4 {2}5 min ago {2}ada {2}By the way\n/);
  expect(lines.join('\n')).toMatch(/Active \(1\)\n +1 {2}5min {2}claude-code 11111111 {2}日本語のタスク 🎉\n/);
  expect(lines.join('\n')).toMatch(/Blocked \(1\)\n +2 {2}Second +blocked by #1/);
});

test('a history told in full keeps all its lines', async () => {
  const work = await week();
  await work.run('task_doc_write', { id: 1, content: '# Spec\n\none' });
  await work.run('task_doc_write', { id: 1, content: '# Spec\n\ntwo' });
  const lines = await screen(work, 'task_history', 60, { full: true, limit: 1 });
  expect(lines.some((line) => /^ +-one$/.test(line))).toBe(true);
  expect(lines.some((line) => /^ +\+two$/.test(line))).toBe(true);
});

test('history as a table knows archived tasks by name, too', async () => {
  const work = await week();
  await work.run('task_delete', { id: '2' });
  work.pass(100 * DAY);
  await work.run('task_archive');
  const lines = await screen(work, 'task_history', 200);
  expect(lines.find((line) => line.includes(' delete '))).toContain('2 "Second"');
});
