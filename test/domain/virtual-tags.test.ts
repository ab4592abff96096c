import { describe, expect, test } from 'vitest';
import type { Instant } from '../../src/domain/instant.ts';
import { createFacts, type FactsInput } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Claim } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { VIRTUAL_TAGS, virtualTag } from '../../src/domain/urgency/virtual-tags.ts';

const now = Date.parse('2026-07-30T14:30:00Z');

function task(more: Partial<Task> = {}): Task {
  const at = '2026-07-01T12:00:00Z' as const;
  return { uuid: 'a', id: 1, description: 'one', status: 'pending', entry: at, modified: at, ...more };
}

function claim(expires: Instant): Claim {
  return { id: 'c', holder: 's', task: 'a', scope: [], since: '2026-07-30T14:00:00Z' as const, expires, fence: 1 };
}

function tagsOf(one: Task, others: Task[] = [], known: Partial<FactsInput> = {}): string[] {
  const facts = createFacts({ queue: createQueue([one, ...others]), now, zone: 'UTC', ...known });
  return VIRTUAL_TAGS.filter((row) => row.test(one, facts)).map((row) => row.name);
}

const past = '2026-07-30T14:29:59Z' as const;
const present = '2026-07-30T14:30:00Z' as const;
const future = '2026-07-30T14:30:01Z' as const;

const open = task({ uuid: 'b' });
const template = task({ uuid: 'b', status: 'recurring' });
const deleted = task({ uuid: 'c', status: 'deleted' });
const dependent = task({ uuid: 'b', depends: ['a'] });

/** A tag, a task that has it, one that just does not, and others around them. */
const BOUNDARIES: [tag: string, yes: Partial<Task>, no: Partial<Task>, others?: Task[]][] = [
  ['PENDING', { wait: present }, { wait: future }],
  ['WAITING', { wait: future }, { wait: future, status: 'completed' }],
  ['COMPLETED', { status: 'completed' }, { status: 'deleted' }],
  ['DELETED', { status: 'deleted' }, { status: 'completed' }],
  ['ACTIVE', { start: past, status: 'completed' }, {}],
  ['READY', { scheduled: past }, { scheduled: present }],
  ['READY', {}, { depends: ['b'] }, [open]],
  ['READY', {}, { wait: future }],
  ['BLOCKED', { depends: ['b'] }, { depends: ['d'] }, [template]],
  ['BLOCKED', { depends: ['c'] }, { depends: ['d'] }, [deleted]],
  ['BLOCKED', { obstacle: { at: past, actor: 'human:ada', note: 'x' } }, {}],
  ['READY', {}, { obstacle: { at: past, actor: 'human:ada', note: 'x', until: past } }],
  ['UNBLOCKED', { depends: ['b'], status: 'completed' }, { depends: ['b'] }, [open]],
  ['BLOCKING', {}, { status: 'completed' }, [dependent]],
  ['DUE', { due: '2026-08-05T23:59:59Z' }, { due: '2026-08-06T00:00:00Z' }],
  ['DUE', { due: '2026-07-30T00:00:00Z' }, { due: '2026-07-29T23:59:59Z' }],
  ['OVERDUE', { due: past, wait: future }, { due: present }],
  ['OVERDUE', { due: past }, { due: past, status: 'recurring' }],
  ['TODAY', { due: '2026-07-30T23:59:59Z' }, { due: '2026-07-31T00:00:00Z' }],
  ['DUETODAY', { due: '2026-07-30T00:00:00Z' }, { due: '2026-07-30T00:00:00Z', status: 'completed' }],
  ['TOMORROW', { due: '2026-07-31T00:00:00Z' }, { due: '2026-08-01T00:00:00Z' }],
  ['YESTERDAY', { due: '2026-07-29T23:59:59Z' }, { due: '2026-07-30T00:00:00Z' }],
  ['WEEK', { due: '2026-08-02T23:59:59Z' }, { due: '2026-08-03T00:00:00Z' }],
  ['MONTH', { due: '2026-07-01T00:00:00Z' }, { due: '2026-06-30T23:59:59Z' }],
  ['QUARTER', { due: '2026-09-30T23:59:59Z' }, { due: '2026-10-01T00:00:00Z' }],
  ['YEAR', { due: '2026-12-31T23:59:59Z' }, { due: '2027-01-01T00:00:00Z' }],
  ['SCHEDULED', { scheduled: past }, {}],
  ['UNTIL', { until: past }, {}],
  ['TAGGED', { tags: ['x'] }, { tags: [] }],
  ['ANNOTATED', { annotations: [{ id: '1', at: past, actor: 'human:ada', text: 'x' }] }, { annotations: [] }],
  ['PROJECT', { project: 'x' }, {}],
  ['PRIORITY', { priority: 'L' }, {}],
  ['TEMPLATE', { status: 'recurring', recur: 'weekly' }, { recur: 'weekly', template: 't' }],
  ['PARENT', { status: 'deleted', recur: 'weekly' }, { recur: 'weekly', template: 't' }],
  ['INSTANCE', { template: 't' }, { status: 'recurring' }],
  ['CHILD', { template: 't' }, { parent: 't' }],
  ['LATEST', {}, { id: 0 }],
  ['UDA', { priority: 'H' }, {}],
  ['ORPHAN', { extra: { jira: 'X-1' } }, { extra: {} }],
  ['ASSIGNED', { agent: 'implementer' }, {}],
  ['SUBTASK', { parent: 'b' }, {}],
  ['HANDOFF', { handoff: { at: past, actor: 'ai:x', note: 'half done' } }, {}],
];

describe('virtual tags', () => {
  test.each(BOUNDARIES)('+%s holds for %j and not for %j', (tag, yes, no, others = []) => {
    expect(tagsOf(task(yes), others)).toContain(tag);
    expect(tagsOf(task(no), others)).not.toContain(tag);
  });

  test('+READY is false for a parent until its subtasks are closed', () => {
    const sub = task({ uuid: 'b', id: 2, parent: 'a' });
    expect(tagsOf(task(), [sub])).not.toContain('READY');
    expect(tagsOf(task(), [{ ...sub, status: 'completed' }])).toContain('READY');
  });

  test('+CLAIMED needs a live claim, +STALE that none is left', () => {
    const claimed = (...expires: Instant[]) => tagsOf(task(), [], { claimsOf: () => expires.map(claim) });
    expect(claimed(future, past)).toContain('CLAIMED');
    expect(claimed(future, past)).not.toContain('STALE');
    expect(claimed(present)).toContain('STALE');
    expect(claimed(present)).not.toContain('CLAIMED');
    expect(claimed()).not.toContain('STALE');
  });

  test.each([
    ['review', 'INREVIEW'],
    ['queued', 'RUNNING'],
    ['preparing', 'RUNNING'],
    ['running', 'RUNNING'],
    ['checking', 'RUNNING'],
    ['merging', 'RUNNING'],
    ['failed', 'FAILED'],
  ] as const)('a last run in state %s gives +%s', (state, tag) => {
    const held = tagsOf(task(), [], { latestRun: () => ({ id: 'r', state }) });
    expect(held.filter((name) => ['INREVIEW', 'RUNNING', 'FAILED'].includes(name))).toEqual([tag]);
  });

  test('+DOC needs a document, +ATTACHED an attachment, +ANY nothing', () => {
    expect(tagsOf(task(), [], { attachmentNames: () => ['shot.png'] })).toContain('ATTACHED');
    expect(tagsOf(task())).not.toContain('ATTACHED');
    expect(tagsOf(task(), [], { docNames: () => ['spec'] })).toContain('DOC');
    expect(tagsOf(task())).not.toContain('DOC');
    expect(tagsOf(task({ status: 'deleted' }))).toContain('ANY');
  });

  test('+TRACED needs a goal or a reason for upkeep, +UPKEEP the reason', () => {
    const none = { goal: [], bet: [], outcome: [], pillar: [], problem: [], persona: [] };
    expect(tagsOf(task())).not.toContain('TRACED');
    expect(tagsOf(task(), [], { servesOf: () => ({ ...none, goal: ['I-1'] }) })).toContain('TRACED');
    expect(tagsOf(task(), [], { servesOf: () => ({ ...none, goal: ['I-1'] }) })).not.toContain('UPKEEP');
    const kept = tagsOf(task(), [], { servesOf: () => ({ ...none, upkeep: true }) });
    expect(kept).toEqual(expect.arrayContaining(['TRACED', 'UPKEEP']));
  });

  test('marked as for open tasks only hold for no closed one', () => {
    const openOnly = new Set(VIRTUAL_TAGS.filter((row) => row.openOnly).map((row) => row.name));
    const rich: Partial<Task> = { due: past, start: past, wait: future, depends: ['b'] };
    for (const status of ['completed', 'deleted'] as const) {
      const held = tagsOf(task({ ...rich, status }), [dependent]);
      expect(held.filter((name) => openOnly.has(name))).toEqual([]);
    }
  });

  test('have unique upper-case names; other names are ordinary tags', () => {
    const all = VIRTUAL_TAGS.map((row) => row.name);
    expect(new Set(all).size).toBe(all.length);
    for (const row of VIRTUAL_TAGS) {
      expect(row.name).toMatch(/^[A-Z]+$/);
      expect(virtualTag(row.name)).toBe(row);
      if (row.sameAs) expect(virtualTag(row.sameAs)).toBeDefined();
    }
    expect(virtualTag('ready')).toBeUndefined();
    expect(virtualTag('NOSUCH')).toBeUndefined();
  });

  test('are each shown above', () => {
    const elsewhere = [
      'TRACED',
      'UPKEEP',
      'CLAIMED',
      'STALE',
      'INREVIEW',
      'RUNNING',
      'FAILED',
      'DOC',
      'ATTACHED',
      'OUTSIDE',
      'ANY',
    ];
    const shown = new Set([...BOUNDARIES.map(([tag]) => tag), ...elsewhere]);
    expect(VIRTUAL_TAGS.map((row) => row.name).filter((name) => !shown.has(name))).toEqual([]);
  });
});
