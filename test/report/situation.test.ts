import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { renderScreen } from '../../src/commands/render.ts';
import { toInstant } from '../../src/domain/instant.ts';
import type { Facts } from '../../src/domain/queue/facts.ts';
import { holdsUp } from '../../src/domain/queue/graph.ts';
import type { Claim, Run } from '../../src/domain/records.ts';
import { isParked, occupies, RUN_STATE_NAMES, type RunState } from '../../src/domain/runs/run-states.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { virtualTag } from '../../src/domain/urgency/virtual-tags.ts';
import type { Card } from '../../src/report/cards.ts';
import { holdUps } from '../../src/report/chains.ts';
import type { Graph } from '../../src/report/graph/graph-schema.ts';
import type { Attention } from '../../src/report/needs.ts';
import type { Now } from '../../src/report/now/now.ts';
import { openGroupsOf } from '../../src/report/now/open-groups.ts';
import type { SessionSummary } from '../../src/report/session-summary.ts';
import type { Situation } from '../../src/report/situation.ts';
import type { Standup } from '../../src/report/standup.ts';
import { stateWord } from '../../src/report/state-word.ts';
import type { WordedTask } from '../../src/report/task-line.ts';
import type { Timeline } from '../../src/report/timeline-output.ts';
import { situationIn } from '../../src/runs/view/situation.ts';
import { docScreen } from '../../src/text/doc/screen.ts';
import { askedBy, resultOf, runIn } from '../support/runs.ts';
import { runs } from '../support/seed.ts';
import { ADA, agent, NOON, type TestWorkspace, testWorkspace } from '../support/workspace.ts';

const HOUR = 3_600_000;
const MOST = 9;
const RED = { name: 'unit', ok: false, why: 'exit 1', ms: 10, output: 'boom', commit: 'a'.repeat(40) } as const;

const uuidOf = (n: number) => `00000000-0000-4000-8000-${String(n + 1).padStart(12, '0')}`;
const at = (hours: number) => toInstant(NOON + hours * HOUR);

const attempt = fc.record({
  state: fc.constantFrom(...RUN_STATE_NAMES),
  hours: fc.integer({ min: -30, max: 0 }),
  red: fc.boolean(),
  outside: fc.boolean(),
  unsent: fc.boolean(),
  unfound: fc.boolean(),
  deferred: fc.boolean(),
});

/** A task of a queue: it waits for earlier ones only, so that there are no circles. */
const drawn = fc.record({
  status: fc.constantFrom<Task['status']>('pending', 'pending', 'pending', 'pending', 'completed', 'deleted'),
  depends: fc.array(fc.nat(MOST), { maxLength: 2 }),
  parent: fc.option(fc.nat(MOST), { nil: undefined }),
  started: fc.boolean(),
  left: fc.boolean(),
  due: fc.option(fc.integer({ min: -50, max: 50 }), { nil: undefined }),
  wait: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
  scheduled: fc.option(fc.integer({ min: -5, max: 5 }), { nil: undefined }),
  priority: fc.constantFrom<Task['priority']>('H', 'M', 'L', undefined),
  runs: fc.oneof(
    { weight: 2, arbitrary: fc.array(attempt, { maxLength: 0 }) },
    { weight: 3, arbitrary: fc.array(attempt, { minLength: 1, maxLength: 2 }) },
  ),
  holder: fc.constantFrom(undefined, 's1', 's2/a1'),
  lapsed: fc.boolean(),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer Value> ? Value : never;

/** Puts a queue in the place of the one before, in one commit. */
async function put({ opened }: TestWorkspace, all: readonly Drawn[]): Promise<void> {
  const context = opened.context(ADA);
  const endsClaims = Array.from(opened.store.state.all('claim'), ([id]) => id);
  await context.write(
    'given',
    (tx) => {
      for (const kind of ['task', 'run', 'claim', 'question'] as const)
        for (const [id] of [...tx.all(kind)]) tx.remove(kind, id);
      let number = 0;
      for (const [n, one] of all.entries()) {
        const uuid = uuidOf(n);
        const attempts = one.runs.map((run, i): Run => {
          const last = i === one.runs.length - 1;
          const state: RunState = last || !occupies(run.state) ? run.state : 'discarded';
          const id = `r${++number}`;
          if (state === 'asking')
            tx.put('question', uuidOf(100 + number), {
              ...{ id: uuidOf(100 + number), run: id, task: uuid },
              ...{ text: `Question ${id}?`, at: tx.at, actor: 'ai:x' },
            });
          // One at work has begun just now: without a supervisor it would be ended.
          const since = occupies(state) ? tx.at : at(run.hours);
          return {
            ...{ id, task: uuid, attempt: i + 1, state, since, at: since, by: 'human:ada', agent: 'claude' },
            ...{ provider: 'claude', repository: 'project', target: 'refs/heads/main', base: '0'.repeat(40) },
            ...{ branch: `backlog/${id}`, scope: [], fence: 0, limits: { wallMs: 1, idleMs: 1, checkRounds: 2 } },
            ...(run.red ? { checks: [RED], rounds: [round(1, 'start'), round(2, 'checks'), round(3, 'checks')] } : {}),
            result: resultOf(run.outside ? { outside: ['README.md'] } : {}),
            ...(isParked(state) ? { reason: { code: 'crashed' as const, text: `${id} fell` } } : {}),
            ...(run.unsent && (state === 'merged' || state === 'approved')
              ? { outgoing: { commit: 'b'.repeat(40), at: tx.at, next: tx.at, tries: 1, failed: 'no network' } }
              : {}),
            ...(run.deferred && state === 'approved' ? { waits: { why: 'dirty', text: 'a.ts is not committed' } } : {}),
            ...(run.unfound && state === 'merged' ? { unfound: { at: tx.at, text: 'not there' } } : {}),
          };
        });
        for (const run of attempts) tx.put('run', run.id, run);
        const latest = attempts.at(-1);
        const inHands = latest !== undefined && occupies(latest.state);
        const start = one.status === 'pending' && (inHands || one.started) ? at(-1) : undefined;
        const waits = one.depends.filter((other) => other < n).map(uuidOf);
        const parent = one.parent !== undefined && one.parent > n && one.parent < all.length ? one.parent : undefined;
        tx.put('task', uuid, {
          ...{ uuid, id: n + 1, description: `Task ${n + 1}`, status: one.status, entry: at(-100), modified: at(-100) },
          ...(waits.length > 0 ? { depends: [...new Set(waits)] } : {}),
          ...(parent === undefined ? {} : { parent: uuidOf(parent) }),
          ...(start ? { start } : {}),
          ...(one.left && !start && one.status === 'pending'
            ? { handoff: { at: at(-2), actor: 'human:ada', note: `Note ${n + 1}` } }
            : {}),
          ...(one.due === undefined ? {} : { due: at(one.due) }),
          ...(one.wait === undefined ? {} : { wait: at(one.wait) }),
          ...(one.scheduled === undefined ? {} : { scheduled: at(one.scheduled) }),
          ...(one.priority ? { priority: one.priority } : {}),
          ...(one.status === 'pending' ? {} : { end: at(-3) }),
        });
        if (one.holder === undefined || !start || inHands) continue;
        const claim: Claim = {
          ...{ id: uuidOf(200 + n), holder: one.holder, task: uuid, scope: [], since: at(-1), fence: 1 },
          expires: at(one.lapsed ? -0.5 : 1),
        };
        tx.put('claim', claim.id, claim);
      }
    },
    { endsClaims },
  );
}

const round = (n: number, why: 'start' | 'checks') => ({ n, why, at: at(-1), ended: at(-1), summary: `Did ${n}` });

const ids = (rows: readonly { task: { id: number } }[]) => rows.map(({ task }) => task.id);
const named = (tasks: readonly { id: number }[]) => tasks.map(({ id }) => id);
const needs = (rows: readonly Pick<Attention, 'why' | 'run' | 'holdsUp'>[]) =>
  rows.map(({ why, run, holdsUp: up }) => [why, run, up]);
const sorted = (numbers: readonly number[]) => [...new Set(numbers)].sort((a, b) => a - b);

/** The words that a task of which that waits has in every list. */
const WORDS: Partial<Record<Attention['why'], readonly string[]>> = {
  question: ['asking'],
  review: ['review'],
  failure: ['failed', 'stopped', 'interrupted'],
};

const WORKS = ['active', 'queued', 'preparing', 'running', 'checking', 'changes_requested', 'approved', 'merging'];

/** What is counted as a word of the filter counts it. */
const COUNTS = [
  ['pending', 'PENDING'],
  ['ready', 'READY'],
  ['active', 'ACTIVE'],
  ['blocked', 'BLOCKED'],
  ['waiting', 'WAITING'],
  ['overdue', 'OVERDUE'],
  ['handoffs', 'HANDOFF'],
  ['completed', 'COMPLETED'],
] as const;

/** The numbers of the tasks of a part of a text, which ends at the next title. */
function listed(text: string, title: string): number[] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(title));
  if (from < 0) return [];
  const end = lines.findIndex((line, i) => i > from && !/^\s*- /.test(line));
  const rows = lines.slice(from + 1, end < 0 ? undefined : end).filter((line) => !line.includes('… and'));
  return rows.map((line) => Number(/^\s*- (\d+)/.exec(line)?.[1]));
}

/** The numbers of the tasks of a part of a page: those behind its first column where that is not the number itself. */
function onPage(page: string, title: string): number[] {
  const parts = page.split('\n\n');
  const part = parts.find((each) => each.startsWith(`${title} (`));
  const rows = part?.split('\n').slice(1) ?? [];
  return rows
    .filter((line) => !line.includes('… and'))
    .map((line) => Number(/^ +(?:[a-z]+(?: [a-z]+)*(?: r\d+)? +)?(\d+) /.exec(line)?.[1]));
}

const PLAIN: Drawn = {
  ...{ status: 'pending', depends: [], parent: undefined, started: false, left: false, lapsed: false },
  ...{ due: undefined, wait: undefined, scheduled: undefined, priority: 'H', holder: undefined, runs: [] },
};
const MADE = { hours: 0, red: false, outside: false, unsent: false, unfound: false, deferred: false };
/** Queues that a soak found. */
const FOUND: Drawn[][] = [
  // A state of four words.
  [{ ...PLAIN, runs: [{ ...MADE, state: 'approved', deferred: true }] }],
  // A task that was handed off, and whose last result was not sent.
  [{ ...PLAIN, left: true, runs: [{ ...MADE, state: 'merged', unsent: true }] }],
];

describe('every view of what waits, is worked on and comes next gives what the situation gives', () => {
  test('of random queues', async () => {
    const work = await testWorkspace();
    await work.run('task_add', { description: 'First' });
    const { opened, run, text } = work;
    const property = fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: MOST + 1 }), async (all) => {
      await put(work, all);
      const context = opened.context(ADA);
      const situation = situationIn(context);
      const { attention, working, ready, overdue, blocked, totals } = situation;
      const byRuns = attention.filter(({ why }) => why !== 'handoff');
      const lefts = attention.filter(({ why }) => why === 'handoff');
      const facts = context.facts();

      // Nothing is in two lists that exclude each other.
      expect(ids(working).filter((id) => named(ready).includes(id))).toEqual([]);
      expect(ids(attention).filter((id) => named(ready).includes(id))).toEqual([]);
      expect(sorted(ids(attention))).toHaveLength(attention.length);
      const persons = attention.filter(({ why }) => WORDS[why]);
      expect(ids(working).filter((id) => ids(persons).includes(id))).toEqual([]);
      const counts = holdUps(context.queue);
      for (const task of context.queue.open()) expect(counts.get(task.uuid) ?? 0).toBe(holdsUp(context.queue, task));

      const now = await run<Omit<Now, 'running'> & { running: { run: Run }[] }>('report_now');
      expect(now.waiting.map(({ what, run: id, holdsUp: up }) => [what, id, up])).toEqual(needs(attention));
      expect(now.waiting.map(({ card }) => card.id)).toEqual(ids(attention));
      expect(now.running.map((view) => view.run.id)).toEqual(working.flatMap(({ run: id }) => id ?? []));
      expect(now.inHand.map(({ card, by }) => [card.id, by])).toEqual(
        working.filter((row) => !row.run).map(({ task, by }) => [task.id, by]),
      );
      expect(named(now.next)).toEqual(named(situation.mostUrgent(ready)));
      expect(now.totals).toMatchObject({ blocked: blocked.length, overdue: overdue.length, open: totals.open });

      const status = await execute(opened, { ...ADA, door: 'cli' }, commandNamed('backlog_status'), {});
      const summary = status.output as SessionSummary;
      expect(needs(summary.attention)).toEqual(needs(attention.slice(0, 10)));
      expect(ids(summary.attention)).toEqual(ids(attention.slice(0, 10)));
      expect(named(summary.handoffs)).toEqual(ids(lefts));
      expect(named(summary.reviews)).toEqual(
        ids(attention.filter(({ why }) => why === 'question' || why === 'review')),
      );
      expect(ids(summary.working)).toEqual(ids(working));
      expect(named(summary.ready)).toEqual(named(situation.mostUrgent(ready)));
      expect(named(summary.overdue)).toEqual(named(situation.mostUrgent(overdue)));
      inOneGroup(situation, facts, summary);
      for (const [count, tag] of COUNTS) {
        const found = [...context.queue.all()].filter((task) => virtualTag(tag)!.test(task, facts));
        expect([count, summary.counts[count]]).toEqual([count, found.length]);
      }

      // The page of a terminal is made of the answer alone.
      const only = { clock: context.clock, caller: { door: 'cli' } } as never;
      const page = docScreen(await status.command.show.doc!(status.output, only), {
        ...{ screen: { columns: 200, rows: 100, colour: 0 }, clock: context.clock },
      });
      expect(onPage(page, 'Needs attention')).toEqual(ids(attention.slice(0, 10)));
      const own = onPage(page, 'Your active tasks');
      expect(own).toEqual(named(summary.mine));
      expect(onPage(page, 'Active')).toEqual(ids(working).filter((id) => !own.includes(id)));
      expect(onPage(page, 'Next')).toEqual(named(situation.mostUrgent(ready)));
      const shown = new Set(['Your active tasks', 'Needs attention', 'Next'].flatMap((title) => onPage(page, title)));
      expect(onPage(page, 'Also overdue')).toEqual(named(situation.mostUrgent(overdue)).filter((id) => !shown.has(id)));
      expect(onPage(page, 'Blocked')).toEqual(ids(summary.blocked));

      const told = await text('backlog_status');
      expect(Buffer.byteLength(told)).toBeLessThanOrEqual(2_048);
      expect(listed(told, 'Needs attention')).toEqual(ids(attention.slice(0, 10)));

      const standup = await run<Standup>('report_standup', { since: '2026-07-01' });
      expect(needs(standup.waiting)).toEqual(needs(byRuns));
      expect(ids(standup.left)).toEqual(ids(lefts));
      expect(ids(standup.progress)).toEqual(ids(working));
      expect(named(standup.next)).toEqual(named(situation.mostUrgent(ready)));
      expect(ids(standup.blocked)).toEqual(named(situation.mostUrgent(blocked)));
      expect(standup.counts.overdue).toBe(overdue.length);

      const { cards } = await run<{ cards: Card[] }>('report_board', { filter: '+ANY' });
      const { tasks } = await run<{ tasks: WordedTask[] }>('task_list', { filter: '+ANY', format: 'json' });
      const { nodes } = await run<Graph>('report_graph', { alone: true });
      inEveryList(situation, { cards, tasks, nodes });

      const timeline = await run<Timeline>('report_timeline', { from: '2026-07-01', until: '2026-08-01' });
      expect(sorted(timeline.lanes.flatMap(({ held }) => named(held)))).toEqual(
        sorted(ids(working.filter((row) => !row.run))),
      );
      const bars = timeline.lanes.flatMap((lane) => lane.runs);
      for (const [why, words] of Object.entries(WORDS).slice(0, 2))
        expect(bars.flatMap((bar) => (words.includes(bar.state) ? bar.run : [])).sort()).toEqual(
          attention.flatMap((row) => (row.why === why ? row.run! : [])).sort(),
        );
    });
    await fc.assert(property, { numRuns: runs(10, 25), examples: FOUND.map((all) => [all]) });
  });
});

/** Each open task is in one group of the status. The groups are those of the lists beside them. */
function inOneGroup(situation: Situation, facts: Facts, { groups, counts, blocked }: SessionSummary): void {
  const tasks = openGroupsOf(situation, facts);
  expect(sorted(Object.values(tasks).flatMap(named))).toEqual(
    sorted([...facts.queue.open()].filter(({ status }) => status === 'pending').map(({ id }) => id)),
  );
  expect(Object.values(groups).reduce((sum, count) => sum + count)).toBe(counts.open);
  expect(named(tasks.ready)).toEqual(named(situation.ready));
  const isOpen = ({ task }: { task: Task }) => task.status === 'pending';
  expect(sorted(named(tasks.active))).toEqual(sorted(ids(situation.working.filter(isOpen))));
  expect(ids(blocked)).toEqual(named(situation.mostUrgent(tasks.blocked)));
  for (const group of ['blocked', 'waiting', 'scheduled', 'parent'] as const)
    for (const task of tasks[group]) expect([task.id, stateWord(task, facts)]).toEqual([task.id, group]);
}

interface Lists {
  cards: Card[];
  tasks: WordedTask[];
  nodes: Graph['nodes'];
}

/** Board, list and graph have one word for each task, and it says what waits; who is held up is counted alike. */
function inEveryList({ attention, working, ready }: Situation, { cards, tasks, nodes }: Lists): void {
  const word = new Map(tasks.map(({ id, state }) => [id, state]));
  for (const card of cards) expect([card.id, card.state]).toEqual([card.id, word.get(card.id)]);
  for (const node of nodes) expect([node.id, node.state]).toEqual([node.id, word.get(node.id)]);
  const up = new Map(cards.map(({ id, holdsUp: count = 0 }) => [id, count]));
  for (const node of nodes) expect([node.id, node.holdsUp ?? 0]).toEqual([node.id, up.get(node.id)]);
  const isOpen = new Set(tasks.filter(({ status }) => status === 'pending').map(({ id }) => id));
  for (const { why, task, objections, holdsUp: count } of attention) {
    if (!isOpen.has(task.id)) continue;
    expect([task.id, up.get(task.id)]).toEqual([task.id, count]);
    if (WORDS[why]) expect(WORDS[why]).toContain(word.get(task.id));
    if (why === 'handoff') expect(['handed_off', 'failed', 'stopped', 'interrupted']).toContain(word.get(task.id));
    if (why !== 'review') continue;
    expect(cards.find(({ id }) => id === task.id)?.objections).toEqual(objections);
    expect(tasks.find(({ id }) => id === task.id)?.objections).toEqual(objections);
  }
  for (const id of isOpen) expect([id, WORKS.includes(word.get(id)!)]).toEqual([id, ids(working).includes(id)]);
  for (const { id } of ready) expect([id, word.get(id)]).toEqual([id, 'ready']);
}

async function withTasks(count: number): Promise<TestWorkspace> {
  const work = await testWorkspace();
  for (let n = 1; n <= count; n++) await work.run('task_add', { description: `Task ${n}` });
  return work;
}

async function pageOf({ opened }: TestWorkspace, name = 'backlog_status'): Promise<string> {
  const told = await execute(opened, { ...ADA, door: 'cli' }, commandNamed(name), {});
  return renderScreen(told, { columns: 200, rows: 100, colour: 0 });
}

test('on the page of a terminal nobody waits for a failed run of a task that is done without it, or taken up by somebody', async () => {
  const work = await withTasks(2);
  for (const number of [1, 2]) await runIn(work, 'failed', { number, reason: { code: 'crashed', text: 'exit 1' } });
  expect(await pageOf(work)).toContain('Needs attention (2)');
  await work.run('task_done', { id: 1 });
  await work.run('task_start', { id: 2 }, agent('s1'));
  expect(await pageOf(work)).not.toContain('Needs attention');
});

test('a task holds up what it is a part of and whatever waits for that: in each view the same number', async () => {
  const work = await withTasks(3);
  await work.run('task_modify', { filter: '2', parent: 1 });
  await work.run('task_modify', { filter: '3', depends: 1 });
  await runIn(work, 'review', { number: 2 });
  expect((await work.run<Now>('report_now')).waiting).toMatchObject([{ card: { id: 2, holdsUp: 2 }, holdsUp: 2 }]);
  const { cards } = await work.run<{ cards: Card[] }>('report_board');
  expect(cards.find(({ id }) => id === 2)).toMatchObject({ holdsUp: 2 });
  expect((await work.run<Graph>('report_graph', { filter: '2' })).nodes).toMatchObject([{ id: 2, holdsUp: 2 }]);
});

test('a closed task holds nobody up, also where something of its run is still to be decided', async () => {
  const work = await withTasks(2);
  await work.run('task_modify', { filter: '2', parent: 1 });
  await work.run('task_done', { id: 2 });
  const since = at(0);
  const outgoing = { commit: 'b'.repeat(40), at: since, next: since, tries: 1, failed: 'no network' };
  await runIn(work, 'merged', { number: 2, outgoing });
  expect((await work.run<Now>('report_now')).waiting).toMatchObject([{ what: 'unsent', card: { id: 2 }, holdsUp: 0 }]);
});

test('a summary shows the overdue tasks for which its ready tasks have no room', async () => {
  const work = await withTasks(8);
  await work.run('task_modify', { filter: '+ANY', due: 'yesterday' });
  const summary = await work.text('backlog_status');
  expect(listed(summary, 'Next')).toHaveLength(5);
  expect(listed(summary, 'Also overdue')).toHaveLength(3);
});

test('a summary of ten handoffs that block other tasks shows the review, too', async () => {
  const work = await withTasks(12);
  await work.run('task_modify', { filter: '12', depends: '1,2,3,4,5,6,7,8,9,10' });
  for (let id = 1; id <= 10; id++) await work.run('task_stop', { id, handoff: 'Half done' });
  await runIn(work, 'review', { number: 11 });
  const summary = await work.text('backlog_status');
  const rows = listed(summary, 'Needs attention');
  expect([rows.length, rows.includes(11)]).toEqual([10, true]);
  expect(Buffer.byteLength(summary)).toBeLessThanOrEqual(2_048);
});

test('the page and the standup show the reason that somebody gave for a block', async () => {
  const work = await withTasks(1);
  await work.run('task_block', { id: 1, reason: 'vendor' });
  for (const name of ['backlog_status', 'report_standup'])
    expect(await pageOf(work, name)).toMatch(/Blocked \(1\)\n +1 +Task 1 +vendor/);
});

test('a deleted task is closed, and not completed', async () => {
  const work = await withTasks(3);
  await work.run('task_done', { id: 1 });
  await work.run('task_delete', { id: 2 });
  expect((await work.run<SessionSummary>('backlog_status')).counts).toMatchObject({ completed: 1, closed: 2 });
});

test('lists say the checks, files and criteria that are in the way of an approval', async () => {
  const work = await withTasks(1);
  await work.run('task_modify', { filter: '1', acceptance: ['It works'] });
  await runIn(work, 'review', { number: 1, checks: [RED], result: resultOf({ outside: ['README.md'] }) });
  const objections = [
    { grant: 'override', mark: 'checks failed', names: ['unit (exit 1)'] },
    { grant: 'outside', mark: 'out of scope', names: ['README.md'] },
    { grant: 'unmet', mark: 'criteria unmet', names: ['It works'] },
  ];
  expect((await work.run<Now>('report_now')).waiting).toMatchObject([{ card: { objections } }]);
  expect((await work.run<{ cards: Card[] }>('report_board')).cards).toMatchObject([{ objections }]);
  expect(await work.run('task_list', { fields: ['state', 'objections'] })).toMatchObject({
    tasks: [{ state: 'review', objections }],
  });
  expect(await work.run('run_list')).toMatchObject({ runs: [{ objections }] });
  const words = /\(checks failed: unit \(exit 1\); out of scope: README\.md; criteria unmet: It works\)/;
  for (const text of [await work.text('report_now'), await work.text('backlog_status'), await pageOf(work)])
    expect(text).toMatch(words);
});

test.each<[RunState, string]>([
  ['running', 'running'],
  ['asking', 'asking'],
  ['review', 'review'],
  ['approved', 'approved'],
  ['failed', 'failed'],
  ['interrupted', 'interrupted'],
  ['merged', 'ready'],
])('a task of which the last run is %s is %s in the list, the brief and the graph', async (state, word) => {
  const work = await withTasks(1);
  const run = await runIn(work, state, { number: 1 });
  if (state === 'asking') await askedBy(work, run);
  expect(await work.text('task_list')).toMatch(new RegExp(`^1 - ${word} Task 1`));
  expect(await work.run('task_info', { id: 1, format: 'json' })).toMatchObject({ brief: { state: word } });
  expect(await work.run('report_graph', { alone: true })).toMatchObject({ nodes: [{ state: word }] });
});

test('a result that could not be sent is told by the status, until it is sent', async () => {
  const work = await withTasks(1);
  const hash = 'b'.repeat(40);
  const outgoing = { commit: hash, at: at(0), next: at(1), tries: 3, failed: 'no network' };
  await runIn(work, 'merged', { number: 1, merged: { commit: hash, at: at(0) }, outgoing });
  await work.run('task_done', { id: 1 });
  const status = await work.text('backlog_status');
  expect(status).toMatch(/^Backlog: 0 open, 1 completed; 1 not sent\./);
  expect(status).toContain('- 1 - completed Task 1 (not sent r1): "no network"');
  expect(await pageOf(work)).toMatch(/not sent r1 +1 +Task 1 +no network/);
});

test.each([
  ['dirty', 'a.ts is not committed', ['unmerged']],
  ['refused', 'project has no branch release', ['unmerged']],
  ['testing', 'checks are running on the merged tree: unit', []],
  ['moved', 'branch main moved', []],
])(
  'an approved result that waits (%s) needs a person where nothing else takes that away',
  async (why, text, wanted) => {
    const work = await withTasks(1);
    await runIn(work, 'approved', { number: 1, waits: { why, text } });
    const { waiting } = await work.run<Now>('report_now');
    expect(waiting.map(({ what }) => what)).toEqual(wanted);
    const next = /\nnext: (.*)/.exec(await work.text('run_show', { run: 'r1' }))?.[1];
    expect(next).toBe(
      wanted.length > 0 ? 'fix this; then the merge queue merges it' : 'nothing: the merge queue merges it',
    );
    if (wanted.length > 0)
      expect(await work.text('backlog_status')).toContain(
        why === 'dirty' ? '1 - waits for your checkout Task 1 (r1): ' : '1 - not merged Task 1 (r1): ',
      );
  },
);

test.each<RunState>(['merged', 'discarded'])('of a %s run without a worktree nothing is left to do', async (state) => {
  const work = await withTasks(1);
  await runIn(work, state, { number: 1, cleaned: at(0) });
  expect(await work.text('run_show', { run: 'r1' })).toContain('next: nothing: its worktree is deleted');
});

test('a commit that is not found is asked about until it is said to be merged, or its task is open again', async () => {
  const work = await withTasks(1);
  await runIn(work, 'merged', { number: 1, unfound: { at: at(0), text: 'not in main' } });
  await work.run('task_done', { id: 1 });
  expect((await work.run<Now>('report_now')).waiting).toMatchObject([{ what: 'unfound', said: 'not in main' }]);
  await work.run('task_move', { id: 1, to: 'todo' });
  expect((await work.run<Now>('report_now')).waiting).toEqual([]);
});
