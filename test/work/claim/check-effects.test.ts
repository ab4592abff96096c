import { describe, expect, test } from 'vitest';
import type { Tx } from '../../../src/store/index.ts';
import { fillClaimed, HOLDER, standingIn, taskIn } from '../../commands/claimed.ts';
import { runIn } from '../../support/runs.ts';
import { agent, type TestWorkspace, workspaces } from '../../support/workspace.ts';

const claimed = workspaces(({ run }) => fillClaimed(run));

/** Ends the claim of task 1 in a write of another session, which can also do something else. */
function endClaim({ opened }: TestWorkspace, also: (tx: Tx) => void): Promise<unknown> {
  const { uuid } = taskIn(opened.store.state, 1);
  return opened.context(agent('other')).write('step', (tx) => {
    also(tx);
    for (const [id, claim] of [...tx.all('claim')]) if (claim.task === uuid) tx.remove('claim', id);
  });
}

const SESSION = { id: 'holder', started: '2026-07-30T12:00:00Z' };

describe('a write of another session that ends the claim of a task', () => {
  test.each<[what: string, also: (tx: Tx) => void]>([
    ['does nothing else', () => undefined],
    ['records a third session', (tx) => tx.put('session', 'third', { ...SESSION, id: 'third' })],
  ])('is refused if it %s', async (_, also) => {
    const workspace = await claimed();
    const before = standingIn(workspace.opened.store.state, 1);
    await expect(endClaim(workspace, also)).rejects.toMatchObject({ code: 'claimed' });
    expect(standingIn(workspace.opened.store.state, 1)).toEqual(before);
  });

  test("may, if it records the holder's session, which continues or ends by that", async () => {
    const workspace = await claimed();
    await endClaim(workspace, (tx) => tx.put('session', 'holder', { ...SESSION, ended: tx.at, reason: 'logout' }));
    expect(standingIn(workspace.opened.store.state, 1)).toMatchObject({ claims: [] });
  });
});

/** A queue in which the holder has claimed task 1, and files that belong to no task. */
const withFiles = workspaces(async ({ run }) => {
  await fillClaimed(run);
  await run('claim_acquire', { scope: 'docs/**' }, HOLDER);
});

/** Changes a record with a raw write of another session, without the checks of a command. */
function raw({ opened }: TestWorkspace, step: (tx: Tx) => void): Promise<unknown> {
  return opened.context(agent('other')).write('step', step);
}

const task = (tx: Tx, id: number) => Array.from(tx.all('task'), ([, one]) => one).find((one) => one.id === id)!;
const files = (tx: Tx) => Array.from(tx.all('claim'), ([, one]) => one).find((one) => one.task === undefined)!;
const spec = (tx: Tx, id: number) =>
  [`${task(tx, id).uuid}/spec`, tx.get('doc', `${task(tx, id).uuid}/spec`)!] as const;
const goal = (tx: Tx, id: string) => Array.from(tx.all('goal'), ([, one]) => one).find((one) => one.id === id)!;

/** Single changes that take something from the holder, and the code of the refusal. */
const LOSSES: Record<string, [code: string, step: (tx: Tx) => void]> = {
  'the claim of files ends': ['forbidden', (tx) => tx.remove('claim', files(tx).id)],
  'the claim of files gets another holder': [
    'forbidden',
    (tx) => tx.put('claim', files(tx).id, { ...files(tx), holder: 'other' }),
  ],
  'the claim of files covers less': [
    'forbidden',
    (tx) => tx.put('claim', files(tx).id, { ...files(tx), scope: [{ glob: 'docs/a/**' }] }),
  ],
  'the task is completed': [
    'claimed',
    (tx) => tx.put('task', task(tx, 1).uuid, { ...task(tx, 1), status: 'completed', end: tx.at }),
  ],
  'the task gets an open subtask': [
    'claimed',
    (tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), parent: task(tx, 1).uuid }),
  ],
  'a completed dependency is opened again': [
    'claimed',
    (tx) => {
      const { end: _, ...before } = task(tx, 3);
      tx.put('task', before.uuid, { ...before, status: 'pending' });
    },
  ],
  'the spec gets a new version': [
    'claimed',
    (tx) => {
      const [id, doc] = spec(tx, 1);
      const [first] = doc.versions as [(typeof doc.versions)[number]];
      tx.put('doc', id, { ...doc, versions: [...doc.versions, { ...first, n: doc.versions.length + 1 }] });
    },
  ],
};

test.each(Object.entries(LOSSES))('a write of another session is refused if %s', async (_, [code, step]) => {
  const work = await withFiles();
  const { seq } = work.opened.store.state;
  await expect(raw(work, step)).rejects.toMatchObject({ code });
  expect(work.opened.store.state.seq).toBe(seq);
});

test.each<[what: string, step: (tx: Tx) => void]>([
  ['renews the claim of files', (tx) => tx.put('claim', files(tx).id, { ...files(tx), beat: 1 })],
  ['widens it', (tx) => tx.put('claim', files(tx).id, { ...files(tx), scope: [{ glob: 'docs/**' }, { glob: 'x' }] })],
  [
    'completes a free task',
    (tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), status: 'completed', end: tx.at }),
  ],
  ['renames a completed dependency', (tx) => tx.put('task', task(tx, 3).uuid, { ...task(tx, 3), description: 'x' })],
  ['changes another goal', (tx) => tx.put('goal', goal(tx, 'I-2').id, { ...goal(tx, 'I-2'), title: 'x' })],
])('a write of another session may happen if it %s', async (_, step) => {
  const work = await withFiles();
  const { seq } = work.opened.store.state;
  await raw(work, step);
  expect(work.opened.store.state.seq).toBe(seq + 1);
});

test('the refusal to end the claim of files names its holder and the ways on', async () => {
  const work = await withFiles();
  await expect(raw(work, (tx) => tx.remove('claim', files(tx).id))).rejects.toMatchObject({
    message: expect.stringMatching(/^the claim belongs to .*holder/),
    hint: 'Ask its holder, wait until it expires, or ask a person to release it.',
    data: { personAct: 'claims.others' },
  });
});

describe('a task whose run waits for review, without a claim,', () => {
  const inReview = workspaces(async (work) => {
    await fillClaimed(work.run);
    await runIn(work, 'review', { number: 2 });
    await work.run('setting_set', { name: 'autonomy.docs.then', value: 'land' });
    await work.run('setting_set', { name: 'autonomy.docs.path', value: 'docs/**' });
    await work.run('setting_set', { name: 'autonomy.docs.task', value: 'type:docs' });
  });

  test('is not completed by another session', async () => {
    const work = await inReview();
    const done = (tx: Tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), status: 'completed', end: tx.at });
    await expect(raw(work, done)).rejects.toMatchObject({ message: expect.stringContaining('run r1') });
  });

  test('gets no field by which a rule chooses it', async () => {
    const work = await inReview();
    const typed = (tx: Tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), type: 'docs' });
    await expect(raw(work, typed)).rejects.toMatchObject({ code: 'forbidden', data: { rule: 'docs' } });
    await raw(work, (tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), estimate: 'PT1H' }));
  });
});
