import type { Actor, TaskAuthors } from '../../src/domain/actor.ts';
import type { Instant } from '../../src/domain/instant.ts';
import { createFacts, type Facts, type FactsInput } from '../../src/domain/queue/facts.ts';
import { createQueue } from '../../src/domain/queue/queue.ts';
import type { Claim } from '../../src/domain/records.ts';
import type { Task } from '../../src/domain/task/task.ts';
import type { FilterEnv } from '../../src/filter/index.ts';
import { compileFilter } from '../../src/filter/language.ts';

/** A few tasks with everything that Backlog has beyond Taskwarrior, and what is known around them. */

export const clock = { now: Date.parse('2026-07-30T14:30:00Z'), zone: 'UTC' };

const uuidOf = (id: number) => `${String(id).repeat(8)}-1111-4111-8111-111111111111`;

function task(id: number, description: string, more: Partial<Task> = {}): Task {
  const entry = '2026-07-01T12:00:00Z' as const;
  return { uuid: uuidOf(id), id, description, status: 'pending', entry, modified: entry, ...more };
}

export const sample: readonly Task[] = [
  task(1, 'Ship the shop', { type: 'initiative', project: 'web', estimate: 'P2W' }),
  task(2, 'Fix login', {
    parent: uuidOf(1),
    project: 'web.ui',
    type: 'bug',
    agent: 'implementer',
    estimate: 'PT2H',
    tags: ['bug', 'ui'],
    priority: 'H',
    due: '2026-07-30T18:00:00Z',
    scope: [{ glob: 'src/web/**' }, { glob: 'docs/login.md' }],
    annotations: [
      {
        id: 'n',
        at: '2026-07-02T12:00:00Z' as const,
        actor: 'ai:claude-code/backlog:implementer#a46032',
        text: 'see trace',
      },
    ],
  }),
  task(3, 'Write the tests', { parent: uuidOf(2), depends: [uuidOf(2)], agent: 'tester', tags: ['next'] }),
  task(4, 'Imported', {
    source: { kind: 'github', list: 'ada/shop', id: '17', url: 'https://github.com/ada/shop/issues/17' },
    extra: {
      severity: 'High',
      planning: { risk: 'medium' },
      'Story Points': 5,
      cves: ['CVE-1', 'CVE-2'],
      fixed: false,
      closed: '2026-07-15',
      seen: '20260716T223000Z',
      sizes: [2, '12', 'n/a'],
    },
  }),
  task(5, 'Water the plants', { status: 'recurring', recur: 'weekly', due: '2026-08-01T09:00:00Z' }),
  task(6, 'Water the plants', {
    template: uuidOf(5),
    recur: 'weekly',
    due: '2026-07-25T09:00:00Z',
    start: '2026-07-30T09:00:00Z',
  }),
  task(7, 'Old news', { status: 'completed', end: '2026-07-20T12:00:00Z', tags: ['bug'], project: 'webapp' }),
  task(8, 'Later', { wait: '2026-08-10T00:00:00Z', scheduled: '2026-08-11T00:00:00Z', until: '2026-12-01T00:00:00Z' }),
  task(9, 'Gone', { status: 'deleted', priority: 'L' }),
];

const [ada, agent]: Actor[] = [
  { kind: 'human', name: 'ada' },
  {
    kind: 'ai',
    name: 'claude-code',
    session: '9c31a43a-0000-4000-8000-000000000000',
    agentType: 'backlog:implementer',
    agent: 'a46032',
  },
];
const authors: Record<string, TaskAuthors> = {
  [uuidOf(1)]: { created: ada, changed: ada },
  [uuidOf(2)]: { created: ada, changed: agent },
  [uuidOf(3)]: { created: agent, changed: { kind: 'ai', name: 'claude', run: 'r7' } },
  [uuidOf(4)]: { changed: { kind: 'system', name: 'semgrep' } },
};

const claims: Record<string, Claim[]> = {
  [uuidOf(2)]: [claimOf(2, 's1/a46032', '2026-07-30T14:35:00Z')],
  [uuidOf(3)]: [claimOf(3, 's1', '2026-07-30T14:20:00Z')],
};

function claimOf(id: number, holder: string, expires: Instant): Claim {
  return {
    id: `c${id}`,
    holder,
    task: uuidOf(id),
    scope: [],
    since: '2026-07-30T14:00:00Z' as const,
    expires,
    fence: id,
  };
}

export function sampleFacts(more: Partial<FactsInput> = {}): Facts {
  return createFacts({
    queue: createQueue(sample),
    ...clock,
    claimsOf: (uuid) => claims[uuid] ?? [],
    claimed: () => Object.keys(claims),
    latestRun: (uuid) => (uuid === uuidOf(2) ? { id: 'r7', state: 'review' } : undefined),
    docNames: (uuid) => (uuid === uuidOf(1) ? ['spec', 'plan'] : []),
    attachmentNames: (uuid) => (uuid === uuidOf(2) ? ['shot.png', 'log.txt'] : []),
    authorsOf: (uuid) => authors[uuid] ?? {},
    ...more,
  });
}

/** ids of the tasks that a filter selects, in order. */
export function ids(filter: string, more: Partial<FilterEnv> = {}, facts: Facts = sampleFacts()): number[] {
  const selected = compileFilter(filter, { clock, ...more }).select(facts);
  return selected.map((found) => found.id).sort((a, b) => a - b);
}
