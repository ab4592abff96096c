import { expect, test } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import type { Claim, Session } from '../../../src/domain/records.ts';
import { continuationOf, fateOf, type SessionReport } from '../../../src/work/subagents/continuation.ts';

const AT = '2026-11-22T00:00:00Z';
const LEFT: ProcessId = { host: 'here', boot: 'b', pid: 1, start: '1' };
const DEAD: ProcessId = { ...LEFT, pid: 2 };
const NEW: ProcessId = { ...LEFT, pid: 3 };
const OTHER: ProcessId = { ...LEFT, pid: 4 };
const FAR: ProcessId = { ...LEFT, host: 'there' };
const processes = { alive: ({ pid, host }: ProcessId) => (host === 'here' ? pid !== 2 : undefined) };

const HOLDERS = ['old', 'old/a1', 'old/a1/a2', 'old/dispatch:t', 'other', 'other/a1', 'run:r1', 'olds'];

interface Way {
  said: Partial<SessionReport> & Pick<SessionReport, 'by'>;
  /** Where the old session is open; it holds by that process. */
  process?: ProcessId;
  session?: Partial<Session>;
}

/** What becomes of every holder's claim, those to which nothing happens left out, and of the sessions. */
function outcome({ said, process = LEFT, session = {} }: Way): string {
  const whole: SessionReport = { id: 'new', process: NEW, ...said };
  const sessions: Session[] = [
    { id: 'old', started: AT, process, ...session },
    { id: 'other', started: AT, process: OTHER },
  ];
  const continuation = continuationOf(whole, sessions, processes);
  const claims = HOLDERS.map((holder): Claim => {
    const renewer = holder.startsWith('old/') || holder === 'old' ? process : OTHER;
    return { id: holder, holder, scope: [], since: AT, expires: AT, fence: 1, renewer };
  });
  const fates = claims.map((claim) => {
    const fate = fateOf(claim, whole, continuation);
    if (fate.goes === 'nowhere') return '';
    if (fate.goes === 'back') return `${claim.holder} back`;
    return `${claim.holder} > ${fate.claim.holder} in ${fate.claim.renewer?.pid}`;
  });
  const { undone, origin } = continuation;
  const more = [undone && `${undone} did not return`, origin === undefined ? '' : `fork of ${origin ?? '?'}`];
  return [...fates, ...more].filter(Boolean).join(', ') || 'nothing';
}

const all = (process: number) =>
  ['', '/a1', '/a1/a2', '/dispatch:t'].map((path) => `old${path} > new${path} in ${process}`).join(', ');
const agentsBack = 'old/a1 back, old/a1/a2 back, old/dispatch:t back';

test.each<[string, Way, string]>([
  ['a start beside another', { said: { by: 'startup' } }, 'nothing'],
  ['a start in the process of another', { said: { by: 'startup', process: LEFT } }, 'nothing'],
  ['/clear', { said: { by: 'clear', process: LEFT }, session: { ended: AT, reason: 'clear' } }, all(1)],
  ['/clear whose end nobody told', { said: { by: 'clear', process: LEFT } }, all(1)],
  [
    '/clear after a session that ended',
    { said: { by: 'clear', process: LEFT }, session: { ended: AT, reason: 'resume' } },
    'nothing',
  ],
  ['/clear elsewhere', { said: { by: 'clear' }, session: { ended: AT, reason: 'clear' } }, 'nothing'],
  ['a fork within the process', { said: { by: 'fork', process: LEFT } }, all(1)],
  ['a fork beside the living session', { said: { by: 'fork' } }, 'fork of ?'],
  ['a fork of a session that ended', { said: { by: 'fork' }, session: { ended: AT, reason: 'other' } }, 'fork of ?'],
  ['a move to the background', { said: { by: 'fork', movedFrom: 'old' } }, all(3)],
  [
    'a move of a session that ended meanwhile',
    { said: { by: 'fork', movedFrom: 'old' }, session: { ended: AT, reason: 'other' } },
    'fork of ?',
  ],
  ['a move of a session of which nothing is known', { said: { by: 'fork', movedFrom: 'stranger' } }, 'fork of ?'],
  ['the first sign of a moved one', { said: { by: 'sign', movedFrom: 'old' } }, all(3)],
  ['a return to a dead client', { said: { id: 'old', by: 'resume' }, process: DEAD }, `old > old in 3, ${agentsBack}`],
  ['a return while it is open elsewhere', { said: { id: 'old', by: 'resume' } }, 'nothing'],
  ['a return from another host', { said: { id: 'old', by: 'resume' }, process: FAR }, 'nothing'],
  ['a return within the process', { said: { id: 'old', by: 'resume', process: LEFT } }, 'nothing'],
  [
    'a return in a client whose predecessor died beside',
    { said: { id: 'old', by: 'resume' }, session: { others: [DEAD] } },
    'nothing',
  ],
  ['/compact', { said: { id: 'old', by: 'compact', process: LEFT } }, 'nothing'],
  ['a sign of the session itself', { said: { id: 'old', by: 'sign', process: LEFT } }, 'nothing'],
  [
    'an older client that resumes and then speaks of a fork',
    { said: { by: 'sign', process: LEFT, heard: () => false }, session: { resumed: true } },
    `old back, ${agentsBack}, old did not return, fork of old`,
  ],
  [
    'another session in a process of which the first was heard',
    { said: { by: 'sign', process: LEFT, heard: () => true }, session: { resumed: true } },
    'nothing',
  ],
  [
    'another session in a process that another began',
    { said: { by: 'sign', process: LEFT, heard: () => false } },
    'nothing',
  ],
  ['an unknown session in a process of its own', { said: { by: 'sign', heard: () => false } }, 'nothing'],
])('%s', (_, way, expected) => {
  expect(outcome(way)).toBe(expected);
});

test('what a session that is open twice holds in the other process stays there when an older client forks it', () => {
  const said: SessionReport = { id: 'new', process: NEW, by: 'sign', heard: () => false };
  const old: Session = { id: 'old', started: AT, process: NEW, others: [LEFT], resumed: true };
  const claim: Claim = { id: 'c', holder: 'old', scope: [], since: AT, expires: AT, fence: 1, renewer: LEFT };
  expect(fateOf(claim, said, continuationOf(said, [old], processes))).toEqual({ goes: 'nowhere' });
});
