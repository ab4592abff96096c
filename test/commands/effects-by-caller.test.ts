import { describe, expect, test } from 'vitest';
import { claimsToEnd } from '../../src/domain/calls/claims-to-end.ts';
import type { BacklogError } from '../../src/domain/errors.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { inRun } from '../support/runs.ts';
import { everyNth } from '../support/soak-test.ts';
import { ADA, agent, type TestWorkspace, workspaces } from '../support/workspace.ts';
import { ATTACKS, type Attack, fillClaimed, HOLDER, standingIn } from './claimed.ts';

const claimed = workspaces(({ run }) => fillClaimed(run));

/** Makes the call of an attack. @returns the error, if it is refused */
async function attacked({ run, opened }: TestWorkspace, { command, input }: Attack, caller: Caller) {
  return run(command, input(opened.store.state), caller).then(
    () => undefined,
    (error: BacklogError) => error,
  );
}

const standing = ({ opened }: TestWorkspace) => standingIn(opened.store.state, 1);

const named = ATTACKS.map((row, at) => [`${at}: ${row.effect} by ${row.command}`, row] as const);

/** Callers that may take nothing from the holder. */
const FOREIGN: readonly (readonly [string, Caller])[] = [
  ['another session', agent('other')],
  ["another session's subagent", agent('other', 'a1')],
  ['a script', { actor: { kind: 'system', name: 'ci' }, holder: 'ci@1-1' }],
  ['a token that may write', { ...ADA, rights: ['read', 'write'], token: 'ci' }],
  ['the agent of another run', inRun('r99')],
];

/** In `npm test`, the first caller makes every third attack, and each other one every twelfth. */
describe.each(FOREIGN)('%s', (who, caller) => {
  test.each(everyNth(who === FOREIGN[0]![0] ? 3 : 12, named))('is refused %s', async (_name, row) => {
    const workspace = await claimed();
    const before = standing(workspace);
    const error = await attacked(workspace, row, caller);
    expect(error?.code).toMatch(/claimed|forbidden|conflict|invalid|referenced/);
    expect(standing(workspace)).toEqual(before);
    workspace.pass(60_000);
    await workspace.run('task_list', { filter: '' }, HOLDER);
    expect(standing(workspace)).toEqual(before);
  });
});

/** Rows that may pass. */
const OF_OTHERS = named.filter(([, row]) => !row.ownRule);

/** Callers that may cause every effect. */
const OWN: readonly (readonly [string, Caller])[] = [
  ['the holder', HOLDER],
  ["the holder's subagent", agent('holder', 'a1')],
];

describe.each(OWN)('%s', (_, caller) => {
  test.each(everyNth(8, OF_OTHERS))('may change %s', async (_name, row) => {
    const workspace = await claimed();
    const before = standing(workspace);
    expect(await attacked(workspace, row, caller)).toBeUndefined();
    expect(standing(workspace)).not.toEqual(before);
  });
});

const PEOPLE: readonly (readonly [string, Caller])[] = [
  ['a person', ADA],
  ['a token that may review', { ...ADA, rights: ['read', 'write', 'review'], token: 'boss' }],
];

describe.each(PEOPLE)('%s', (_, caller) => {
  test.each(everyNth(8, OF_OTHERS))('may change %s, after a question if it takes the work', async (_name, row) => {
    const workspace = await claimed();
    const before = standing(workspace);
    const error = await attacked(workspace, row, caller);
    expect(claimsToEnd(error?.data)?.map(({ task }) => task)).toEqual(row.by === 'closers' ? ['#1 Login'] : undefined);
    if (!error) return expect(standing(workspace)).not.toEqual(before);
    expect(standing(workspace)).toEqual(before);
    const endsClaims = claimsToEnd(error.data)!.map(({ claim }) => claim);
    expect(await attacked(workspace, row, { ...caller, endsClaims })).toBeUndefined();
    return expect(standing(workspace)).not.toEqual(before);
  });
});

/** The session of a subagent that has claimed the task is a relative, and no holder. */
describe('the session of the subagent that has claimed the task', () => {
  const carved = workspaces(async ({ run }) => {
    await fillClaimed(run);
    await run('task_start', { id: 1 }, agent('holder', 'a1'));
    await run('task_stop', { id: 1 }, HOLDER);
    await run('task_start', { id: 1 }, agent('holder', 'a1'));
  });
  test.each(everyNth(8, OF_OTHERS))('%s', async (_name, row) => {
    const workspace = await carved();
    const before = standing(workspace);
    const error = await attacked(workspace, row, HOLDER);
    if (row.by === 'holders') {
      expect(error?.code).toBe('claimed');
      expect(standing(workspace)).toEqual(before);
    } else expect(error).toBeUndefined();
  });
});
