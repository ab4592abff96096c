import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { BacklogError, ERROR_CODES, type ErrorCode } from '../../../src/domain/errors.ts';
import { HistoryLost } from '../../../src/runs/git/index.ts';
import { Halt, haltOf } from '../../../src/runs/supervisor/halt.ts';
import { RETRY_BY_REASON } from '../../../src/scheduler/decision/retry-decision.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';

const thrownBy = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
};

test.each<[what: string, error: unknown, reason: string, text: RegExp]>([
  ['a limit', new Halt('wall_limit', 'took 60 min'), 'wall_limit', /^took 60 min$/],
  [
    'what git refuses',
    new BacklogError('git', 'no such ref', { hint: 'Fetch it.' }),
    'git_failed',
    /^no such ref\. Fetch it\.$/,
  ],
  ...(['store', 'unconfirmed', 'contention'] as const).map((code): [string, Error, string, RegExp] => [
    `a queue with the error ${code}`,
    new BacklogError(code, 'nothing can be written', { hint: 'See `backlog doctor`.' }),
    'queue_failed',
    /^nothing can be written\. See `backlog doctor`\.$/,
  ]),
  [
    'a lost history',
    new HistoryLost('r1', 'no-tree', { n: 1, refs: [{ name: 'refs/x', commit: 'a' }], left: [], lost: [] }),
    'worktree_lost',
    /its worktree\. The work is kept under refs\/x/,
  ],
  ['the system', thrownBy(() => readFileSync('/nowhere/at/all')), 'no_access', /ENOENT/],
  ['a full disk', new BacklogError('git', 'no', { data: { errno: 'ENOSPC' } }), 'disk_full', /^no$/],
  ...(['run', 'task'] as const).map((kind): [string, unknown, string, RegExp] => [
    `a record of a ${kind} that the queue refuses`,
    thrownBy(() => validateRecord(kind, { id: 'r1', at: '2026-07-30T14:30:00.123Z', entry: 1 })),
    'defect',
    kind === 'run'
      ? /^Backlog \S+ made a wrong record of run r1: .*at: expected an instant such as .*"2026-07-30T14:30:00\.123Z".*\. Nothing was changed\. Report this line/
      : /entry: expected an instant/,
  ]),
  // No other refusal is git's.
  ...Object.keys(ERROR_CODES)
    .filter((code): code is ErrorCode => !['git', 'store', 'unconfirmed', 'contention', 'defect'].includes(code))
    .map((code): [string, Error, string, RegExp] => [
      `a refusal ${code}`,
      new BacklogError(code, 'no'),
      'refused',
      /^no$/,
    ]),
  ['a defect of ours', thrownBy(() => (undefined as never as { x: { y: 1 } }).x.y), 'defect', /^TypeError: /],
])('%s says why a run ended', (_, error, reason, text) => {
  const log = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(haltOf(error)).toMatchObject({ reason, text: expect.stringMatching(text) });
  expect(log.mock.calls.length).toBe(reason === 'defect' ? 1 : 0);
  log.mockRestore();
});

test('a defect waits for a person', () => {
  expect(RETRY_BY_REASON.defect).toBe('person');
});
