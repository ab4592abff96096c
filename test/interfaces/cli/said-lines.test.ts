import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { gitProject, resultOf, runIn } from '../../support/runs.ts';
import { type TestWorkspace, workspaces } from '../../support/workspace.ts';
import { cli, meantIn } from './line.ts';
import { shellWords } from './wrong-lines.ts';

/** Task 1 is ready, task 2 has the merged run r1, task 3 the run r2 that waits to start, task 4 the failed run r3. */
const queue = workspaces(async (work) => {
  const base = await gitProject(work, { 'TODO.md': '- [ ] By hand\n' });
  for (const description of ['Ready', 'Merged', 'Queued', 'Failed']) await work.run('task_add', { description });
  await runIn(work, 'merged', { number: 2, base, result: resultOf() });
  await runIn(work, 'queued', { number: 3, base });
  await runIn(work, 'failed', { number: 4, base });
});

const sayIn = ({ folder }: TestWorkspace) =>
  cli({ BACKLOG_DIR: join(folder, 'store'), USER: 'ada' }, true, join(folder, 'project')).say;

describe('a line that newcomers typed is refused with the line to type', () => {
  test.each([
    ['handoff 1 to ben', 'modify 1 --agent ben'],
    ['handoff 1 to @ben', 'modify 1 --agent ben'],
  ])('%s: %s', async (line, meant) => {
    const { code, err } = await sayIn(await queue())(shellWords(line));
    expect([code, meantIn(err)], err).toEqual([2, meant]);
  });
});

test.each([
  ['run list failed', 'r3 failed'],
  ['usage today', 'No runs.'],
  ['list source:jira', 'No task was imported.'],
])('%s is understood: %s', async (line, told) => {
  const { code, out } = await sayIn(await queue())(line);
  expect([code, out]).toEqual([0, expect.stringContaining(told)]);
});

test('a source without tasks is told with those that there are', async () => {
  const say = sayIn(await queue());
  await say('import TODO.md');
  expect((await say('list source:jira')).out).toContain('No task came from jira. The sources: markdown, TODO.md.');
});

test('the flags of an import have no line that changes the tasks of earlier imports', async () => {
  const say = sayIn(await queue());
  const { err } = await say('import TODO.md --project web --tag ui --status done');
  expect([meantIn(err), err]).toEqual([
    'import TODO.md',
    expect.stringContaining('It leaves out: --project web --tags +ui --status done.'),
  ]);
});

test('a merged run is changed by a new task', async () => {
  const work = await queue();
  await work.run('task_done', { id: 2, force: true });
  const { code, err } = await sayIn(work)('request-changes r1 Again');
  expect([code, err]).toEqual([1, expect.stringContaining('`backlog add "…" --discovered-from 2`')]);
});

test('a person and a day in a line by hand are its fields', async () => {
  const work = await queue();
  const lines = [
    'One @carol (due: 2026-12-01)',
    'Two (due: friday) @ben',
    'Mail to @carol and ben',
    'Tar @done',
    'Wait (due: to the wind)',
  ];
  writeFileSync(join(work.folder, 'project', 'PLAN.md'), lines.map((line) => `- [ ] ${line}\n`).join(''));
  const say = sayIn(work);
  await say('import PLAN.md');
  const { out } = await say('list source:PLAN.md --format ndjson --fields description,agent,due');
  const rows = out
    .trim()
    .split('\n')
    .map((row) => JSON.parse(row));
  expect(rows.map(({ description, agent, due }) => [description, agent ?? null, (due ?? '').length > 0])).toEqual(
    expect.arrayContaining([
      ['One', 'carol', true],
      ['Two', 'ben', true],
      ['Mail to @carol and ben', null, false],
      ['Tar @done', null, false],
      ['Wait (due: to the wind)', null, false],
    ]),
  );
});

test.each([
  ['store init postgres://ada@db.example/work?stroe=web', 'store init postgres://ada@db.example/work?store=web'],
  ['store init s3://work-queues/web?regoin=eu', 'store init s3://work-queues/web?region=eu'],
])('%s makes no queue, and is refused with the right parameter', async (line, meant) => {
  const { code, err } = await sayIn(await queue())(line);
  expect([code, meantIn(err)?.replaceAll("'", '')], err).toEqual([2, meant]);
});

test.each(['yaml', 'xml'])('export --format %s is refused with a format that exists', async (format) => {
  const say = sayIn(await queue());
  const { code, err } = await say(`export --format ${format}`);
  expect([code, err]).toEqual([2, expect.stringContaining('`backlog export --format backlog`')]);
  expect((await say('export --format backlog')).code).toBe(0);
});
