import { describe, expect, test } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import type { Claim, Session } from '../../../src/domain/records.ts';
import {
  continuationOf,
  endedIn,
  fateOf,
  type SessionChange,
  type SessionReport,
} from '../../../src/work/subagents/continuation.ts';

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

function fateText(claim: Claim, changes: readonly SessionChange[]): string {
  const fate = changes.map((change) => fateOf(claim, change)).find(({ goes }) => goes !== 'nowhere');
  if (!fate || fate.goes === 'nowhere') return '';
  if (fate.goes === 'back') return `${claim.holder} back`;
  return `${claim.holder} > ${fate.claim.holder} in ${fate.claim.renewer?.pid}`;
}

/** What becomes of every holder's claim, those to which nothing happens left out, and of the sessions. */
function outcome({ said, process = LEFT, session = {} }: Way): string {
  const whole: SessionReport = { id: 'new', process: NEW, ...said };
  const sessions: Session[] = [
    { id: 'old', started: AT, process, ...session },
    { id: 'other', started: AT, process: OTHER },
  ];
  const continuation = continuationOf(whole, sessions, processes);
  const { undone, found, from } = continuation;
  const claims = HOLDERS.map((holder): Claim => {
    const renewer = holder.startsWith('old/') || holder === 'old' ? process : OTHER;
    return { id: holder, holder, scope: [], since: AT, expires: AT, fence: 1, renewer };
  });
  const changes = [undone, found, ...from].filter((change) => change !== undefined);
  const fates = claims.map((claim) => fateText(claim, changes));
  const { origin } = continuation;
  const more = [undone && `${undone.session} did not return`, origin === undefined ? '' : `fork of ${origin ?? '?'}`];
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
  ['a move to the background', { said: { by: 'fork', movedFrom: { id: 'old' } } }, all(3)],
  [
    'a move of a session that ended meanwhile',
    { said: { by: 'fork', movedFrom: { id: 'old' } }, session: { ended: AT, reason: 'other' } },
    'fork of ?',
  ],
  [
    'a move of a session of which nothing is known',
    { said: { by: 'fork', movedFrom: { id: 'stranger' } } },
    'fork of ?',
  ],
  ['the first sign of a moved one', { said: { by: 'sign', movedFrom: { id: 'old' } } }, all(3)],
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

describe('a session that is open in two processes', () => {
  /** Its claims by the process that made them: 1 is the older process, 3 the newer one. */
  const CLAIMS = [
    ['old', LEFT],
    ['old/a1', LEFT],
    ['old', NEW],
    ['old/a3', NEW],
  ] as const;
  const old: Session = { id: 'old', started: AT, process: NEW, others: [LEFT], resumed: true };
  const begins = (said: Partial<SessionReport> & Pick<SessionReport, 'by'>, session = old) => {
    const { from, undone, found } = continuationOf({ id: 'new', ...said }, [session], processes);
    return [undone, found, ...from];
  };

  test.each<[string, (SessionChange | undefined)[], string]>([
    ['ends in the older one', [endedIn(old, LEFT, processes)], 'old > old in 3, old/a1 back'],
    ['ends in the newer one', [endedIn(old, NEW, processes)], 'old > old in 1, old/a3 back'],
    ['is cleared in the older one', begins({ by: 'clear', process: LEFT }), 'old > new in 1, old/a1 > new/a1 in 1'],
    [
      'goes to the background from the older one',
      begins({ by: 'fork', process: OTHER, movedFrom: { id: 'old', pid: 1 } }),
      'old > new in 4, old/a1 > new/a1 in 4',
    ],
    [
      'goes to the background from the newer one, whose number nobody tells',
      begins({ by: 'fork', process: OTHER, movedFrom: { id: 'old' } }),
      'old > new in 4, old/a3 > new/a3 in 4',
    ],
    ['is forked beside', begins({ by: 'fork', process: OTHER }), ''],
    ['is opened a third time', begins({ id: 'old', by: 'resume', process: OTHER }), ''],
    ['is compacted in one', begins({ id: 'old', by: 'compact', process: LEFT }), ''],
    [
      'is forked by an older client in the newer one',
      begins({ by: 'sign', process: NEW, heard: () => false }),
      'old > old in 1, old/a3 back',
    ],
  ])('%s', (_, changes, expected) => {
    const there = changes.filter((change) => change !== undefined);
    const fates = CLAIMS.map(([holder, renewer]) =>
      fateText({ id: holder, holder, scope: [], since: AT, expires: AT, fence: 1, renewer }, there),
    );
    expect(fates.filter(Boolean).join(', ')).toBe(expected);
  });

  test('one that another continues beside knows where it comes from', () => {
    const cleared = continuationOf({ id: 'new', by: 'clear', process: LEFT }, [old], processes);
    expect(cleared.origin).toBe('old');
    const alone = continuationOf({ id: 'new', by: 'clear', process: NEW }, [{ ...old, others: [DEAD] }], processes);
    expect(alone.origin).toBeUndefined();
  });
});
