import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { bundle } from '../../support/bundle.ts';
import { startChild } from '../../support/child.ts';
import type { Fault } from '../../support/faults.ts';
import { adf } from '../../support/jira/state.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { soak } from '../../support/soak-test.ts';
import { tally } from '../../support/tally.ts';
import { TRACKER_NAMES, type TRACKERS } from '../../support/tracker-ground.ts';
import { NOON } from '../../support/workspace.ts';
import { changedSides, checkRest } from './changed-sides.ts';

type Service = keyof typeof TRACKERS;

const PAGE = '<!doctype html><title>Sign in</title>';
const HTML = { 'content-type': 'text/html' };
const AWAY = { location: 'https://login.example/' };
const HOUR = 3_600_000;

/** An answer that something on the way kept of another request. */
const FOREIGN = JSON.stringify({ id: 7, node_id: 'I_7', number: 7, title: 'Seven', body: 'Text' });

const AT = '2026-07-30T12:00:00.000Z';

/** Such answers that are whole: about another item of the list, and about another comment. */
const PLAUSIBLE: Readonly<Record<Service, Readonly<Record<'issue' | 'comment', object>>>> = {
  github: {
    issue: {
      ...{ id: 2, node_id: 'I_2', number: 2, title: 'Other', body: 'Other text', state: 'open', labels: [] },
      ...{ assignees: [], comments: 0, created_at: AT, updated_at: AT, user: { login: 'mia' } },
    },
    comment: { id: 7, body: 'Other comment', created_at: AT, updated_at: AT, user: { login: 'mia' } },
  },
  jira: {
    issue: {
      ...{ id: '10002', key: 'APP-2' },
      fields: {
        ...{ summary: 'Other', labels: [], project: { id: 'p-APP', key: 'APP' }, created: AT, updated: AT },
        status: { name: 'To Do', statusCategory: { key: 'new' } },
      },
    },
    comment: { id: '7', body: adf('Other comment'), created: AT, updated: AT },
  },
};

const plausible = (kind: 'raw' | 'raw after', what: 'issue' | 'comment') => (from: number, service: Service) => [
  { kind, from, raw: JSON.stringify(PLAUSIBLE[service][what]) },
];

/** What happens at one request. `onwards`: at all later ones, too, as after a kill, with which nothing is cleaned up. */
const KINDS: readonly [name: string, faults: (from: number, service: Service) => Fault[]][] = [
  ['a broken gateway', (from) => [{ kind: '502', from }]],
  ['a broken gateway after it was done', (from) => [{ kind: '502 after', from }]],
  ['a cut connection', (from) => [{ kind: 'cut', from }]],
  ['a cut connection after it was done', (from) => [{ kind: 'cut after', from }]],
  ['a cut connection, and it is done late', (from) => [{ kind: 'late', from, requests: 4 }]],
  ['a cut answer', (from) => [{ kind: 'short after', from }]],
  ['no answer', (from) => [{ kind: 'silent', from }]],
  ['no answer after it was done', (from) => [{ kind: 'silent after', from }]],
  ['a page to sign in', (from) => [{ kind: 'raw', from, raw: PAGE, headers: HTML }]],
  ['a page to sign in after it was done', (from) => [{ kind: 'raw after', from, raw: PAGE, headers: HTML }]],
  ['an empty answer', (from) => [{ kind: 'raw', from }]],
  ['an answer of something else', (from) => [{ kind: 'raw', from, raw: '{}' }]],
  ['an empty answer after it was done', (from) => [{ kind: 'raw after', from }]],
  ['an answer of something else after it was done', (from) => [{ kind: 'raw after', from, raw: '{}' }]],
  ['a redirect', (from) => [{ kind: 'raw', status: 302, from, headers: AWAY }]],
  ['a redirect after it was done', (from) => [{ kind: 'raw after', status: 303, from, headers: AWAY }]],
  ['429', (from) => [{ kind: 'status', status: 429, from, headers: { 'retry-after': '3600' } }]],
  ['401', (from) => [{ kind: 'status', status: 401, from }]],
  ['403', (from) => [{ kind: 'status', status: 403, from }]],
  ['500', (from) => [{ kind: 'status', status: 500, from }]],
  ['503 with a pause', (from) => [{ kind: 'status', status: 503, from, headers: { 'retry-after': '3600' } }]],
  ['503', (from) => [{ kind: 'status', status: 503, from }]],
  ['404', (from) => [{ kind: 'status', status: 404, from }]],
  ['410', (from) => [{ kind: 'status', status: 410, from }]],
  ['429 without a pause', (from) => [{ kind: 'status', status: 429, from }]],
  ['a pause of a second', (from) => [{ kind: 'status', status: 429, from, headers: { 'retry-after': '1' } }]],
  ['503 with a pause of a second', (from) => [{ kind: 'status', status: 503, from, headers: { 'retry-after': '1' } }]],
  [
    'a pause until a date',
    (from) => [{ kind: 'status', status: 429, from, headers: { 'retry-after': new Date(NOON + HOUR).toUTCString() } }],
  ],
  [
    '503 with a pause until a date',
    (from) => [{ kind: 'status', status: 503, from, headers: { 'retry-after': new Date(NOON + HOUR).toUTCString() } }],
  ],
  ['a spent quota', (from) => [{ kind: 'status', status: 403, from, headers: { 'x-ratelimit-remaining': '0' } }]],
  ['an empty list', (from) => [{ kind: 'raw', from, raw: '[]' }]],
  ['an empty list after it was done', (from) => [{ kind: 'raw after', from, raw: '[]' }]],
  ['nothing as JSON', (from) => [{ kind: 'raw', from, raw: 'null' }]],
  ['nothing as JSON after it was done', (from) => [{ kind: 'raw after', from, raw: 'null' }]],
  ['no content after it was done', (from) => [{ kind: 'raw after', status: 204, from }]],
  ['an unchanged list', (from) => [{ kind: 'raw', status: 304, from }]],
  ['an answer for another issue', (from) => [{ kind: 'raw', from, raw: FOREIGN }]],
  ['an answer for another issue after it was done', (from) => [{ kind: 'raw after', from, raw: FOREIGN }]],
  ['a whole answer for another issue', plausible('raw', 'issue')],
  ['a whole answer for another issue after it was done', plausible('raw after', 'issue')],
  ['a whole answer for another comment', plausible('raw', 'comment')],
  ['a whole answer for another comment after it was done', plausible('raw after', 'comment')],
  ['a service that is gone from then on', (from) => [{ kind: '401', from, times: 1_000 }]],
  [
    'a service that is gone after it was done',
    (from) => [
      { kind: 'cut after', from },
      { kind: '401', times: 1_000 },
    ],
  ],
  [
    'a pause from then on',
    (from) => [{ kind: 'status', status: 429, from, times: 1_000, headers: { 'retry-after': '3600' } }],
  ],
];

/** Number of requests of the synchronisation, and some more. */
const REQUESTS: Readonly<Record<Service, number>> = { github: 30, jira: 50 };

/** In `npm test`, a few rows for each service; a soak has all. */
const ROWS = TRACKER_NAMES.flatMap((service) =>
  KINDS.flatMap(([kind, faults]) =>
    Array.from({ length: REQUESTS[service] }, (_, at) => ({ service, kind, at, faults })),
  ),
).filter((_, i) => IS_SOAK || i % 997 === 5);

soak.each(ROWS)(
  '$service: $kind at request $at of a synchronisation loses nothing and doubles nothing',
  async ({ service, at, faults }) => {
    // Nobody waits a minute for an answer that doesn't come.
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(shortSignal);
    onTestFinished(() => void vi.restoreAllMocks());
    const ground = await changedSides(service);
    ground.tracker.faults.push(...faults(at, service));
    await ground.sync({ only: '+share' }).catch((error: { code?: string }) => {
      if (error.code === undefined) throw error;
    });
    tally({ inputs: 1 });
    await checkRest(ground);
  },
);

function shortSignal(): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => controller.abort(new DOMException('timed out', 'TimeoutError')), 700).unref();
  return controller.signal;
}

const script = bundle(new URL('./sync.child.ts', import.meta.url));

soak.each(
  TRACKER_NAMES.flatMap((service) =>
    Array.from({ length: REQUESTS[service] }, (_, at) =>
      (['kill', 'kill after'] as const).map((kind) => ({ service, at, kind })),
    ).flat(),
  ).filter(() => IS_SOAK),
)(
  '$service: a process that is killed at request $at ($kind) loses nothing and doubles nothing',
  async ({ service, at, kind }) => {
    const ground = await changedSides(service);
    const { work, tracker, fake, env } = ground;
    const now = work.opened.context({ actor: { kind: 'human', name: 'ada' }, holder: 'x' }).clock.now;
    const child = startChild(
      await script,
      [join(work.folder, 'store'), join(work.folder, 'project'), String(now)],
      () => {},
      env,
    );
    fake.kill = () => child.process.kill('SIGKILL');
    tracker.faults.push({ kind, from: at });
    await child.ended;
    tally({ kills: 1 });
    await checkRest(ground);
  },
);
