import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Event } from './events.ts';
import { judge, type Truth } from './judge.ts';

/** A second in the time of the story. */
const S = 1_000;
const BODY = Buffer.from('a body');
const SHA = createHash('sha256').update(BODY).digest('hex');
const LEASE_MS = 4 * S;

interface Story {
  log: Truth[];
  files: Map<string, Uint8Array>;
  events: Event[];
}

const claim = (id: string, holder: string, seq: number, glob = 'a/**') =>
  ({ kind: 'claim', id, after: { holder: `run:${holder}`, scope: [{ glob }], fence: seq } }) as const;
const op = (id: string, number: number, more = {}) => ({ kind: 'op', id, after: { id: number, ...more } }) as const;

/** Two machines: one adds, claims and lands, then stops. The other one takes over after lease and grace. */
function sound(): Story {
  const contents: [machine: number, command: string, changes: Truth['changes']][] = [
    [0, 'add', [op('w0-0', 1)]],
    [1, 'add', [op('w1-0', 2, { sha: SHA })]],
    [0, 'claim', [claim('c1', 'w0', 3)]],
    [0, 'land', [{ kind: 'landing', id: 'w0-3', after: { holder: 'run:w0', fence: 3 } }]],
    [1, 'claim', [{ kind: 'claim', id: 'c1', after: null }, claim('c2', 'w1', 5)]],
  ];
  const log = contents.map(([machine, command, changes], i) => ({
    actor: { kind: 'ai', name: `m${machine}` },
    ...{ seq: i + 1, prev: i === 0 ? '' : `sum${i}`, sum: `sum${i + 1}`, command, changes },
  }));
  const [one, two] = [
    { who: 'w0', machine: 0, end: 'done' },
    { who: 'w1', machine: 1, end: 'done' },
  ] as const;
  const events: Event[] = [
    { ...one, what: 'add', from: 0, to: S, seq: 1, op: 'w0-0', id: 1 },
    { ...two, what: 'document', from: S, to: 2 * S, seq: 2, op: 'w1-0', id: 2, sha: SHA },
    { ...two, what: 'look', from: 2 * S, to: 2.1 * S, seq: 2, head: 'sum2', ops: 2, last: 2 },
    { ...one, what: 'claim', from: 3 * S, to: 4 * S, seq: 3 },
    { ...two, what: 'edit', from: 4.5 * S, to: 4.6 * S, seq: 3, path: 'a/x.ts', allowed: false },
    { ...one, what: 'land', from: 4.7 * S, to: 5 * S, seq: 4 },
    { ...two, what: 'claim', from: 13 * S, to: 14 * S, seq: 5 },
    { ...one, what: 'history', from: 15 * S, to: 16 * S, first: 2, sums: ['sum2', 'sum3'] },
  ];
  return { log, events, files: new Map([[`blobs/${SHA.slice(0, 2)}/${SHA}`, BODY]]) };
}

/** Commits 0 to 3 are packed, the others are files of the log. */
function judged({ log, files, events }: Story): string[] {
  const all = new Map(files);
  const pad = (seq: number) => String(seq).padStart(12, '0');
  const packed = log.slice(0, 3).map((commit) => `${JSON.stringify(commit)}\n`);
  all.set(`history/${pad(0)}-${pad(3)}.ndjson`, Buffer.from(packed.join('')));
  for (const [i, commit] of log.entries())
    if (i >= 3) all.set(`log/${pad(i + 1)}.json`, Buffer.from(`${JSON.stringify(commit)}\n`));
  return judge(all, events, { size: 4, leaseMs: LEASE_MS });
}

test('nothing is wrong with a sound story', () => {
  expect(judged(sound())).toEqual([]);
});

const act = (story: Story, what: Event['what'], who = 'w0') =>
  story.events.find((event) => event.what === what && event.who === who)!;

test.each<readonly [string, (story: Story) => void, string]>([
  ['an acknowledged commit that is not there', ({ log }) => void log.pop(), 'commit 5 (claim) is lost'],
  ['an acknowledged record in another commit', (story) => (act(story, 'add').op = 'w0-9'), 'w0-9 is not in commit 1'],
  ['a record that was told another number', (story) => (act(story, 'add').id = 2), 'was told number 2'],
  ['a record that was written twice', ({ log }) => (log[3]!.changes = [op('w0-0', 9)]), 'w0-0 was written twice'],
  ['a number that was given twice', ({ log }) => (log[3]!.changes = [op('w0-1', 2)]), 'have the number 2'],
  ['a commit that two writers were given', (story) => (act(story, 'land').seq = 3), 'were both given commit 3'],
  ['a commit that does not follow', ({ log }) => (log[3]!.prev = 'x'), 'commit 4 does not follow'],
  ['a commit behind a gap', ({ files }) => files.set('log/000000000009.json', BODY), 'lies behind a gap'],
  ['a reader of another past', (story) => (act(story, 'look', 'w1').head = 'x'), 'saw another commit 2'],
  ['a reader with other records', (story) => (act(story, 'look', 'w1').ops = 1), 'saw 1 records'],
  ['a reader that is behind', (story) => (act(story, 'edit', 'w1').seq = 2), 'but 3 was acknowledged before'],
  ['another history', (story) => (act(story, 'history').first = 1), 'was given another commit 1'],
  ['a body that is gone', ({ files }) => files.clear(), `the body ${SHA} is gone`],
  ['another body', ({ files }) => files.set([...files.keys()][0]!, Buffer.from('x')), 'is another one'],
  ['two claims at once', ({ log }) => (log[4]!.changes = [claim('c2', 'w1', 5)]), 'gives run:w1 what run:w0 holds'],
  ['a take-over before the grace', (story) => (act(story, 'claim', 'w1').to = 9 * S), 'at most 6000 ms after'],
  ['a landing with an old fence', ({ log }) => ((log[3]!.changes[0]!.after as { fence: number }).fence = 2), 'fence 2'],
  ['an edit of a claimed file', (story) => (act(story, 'edit', 'w1').allowed = true), 'which run:w0 holds'],
  [
    'a commit in the name of another machine',
    ({ log }) => (log[0]!.actor.name = 'm1'),
    'of machine 0 has the author m1',
  ],
  ['a forged record', ({ log }) => (log[3]!.changes = [op('forged-w0-1', 9)]), 'commit 4 with forged-w0-1 is forged'],
  ['an error that no fault explains', (story) => (act(story, 'add').end = 'wrong'), 'was told at add'],
])('%s is found', (_, spoil, words) => {
  const story = sound();
  for (const commit of story.log) Object.assign(commit, { changes: structuredClone(commit.changes) });
  spoil(story);
  expect(judged(story).join('\n')).toContain(words);
});
