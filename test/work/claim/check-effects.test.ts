import { describe, expect, test } from 'vitest';
import { BacklogError } from '../../../src/domain/errors.ts';
import type { Tx } from '../../../src/store/index.ts';
import { attemptStep } from '../../../src/work/claim/check-effects.ts';
import { fillClaimed, HOLDER, standingIn, taskIn } from '../../commands/claimed.ts';
import { runIn } from '../../support/runs.ts';
import { ADA, agent, type TestWorkspace, workspaces } from '../../support/workspace.ts';

const claimed = workspaces(({ run }) => fillClaimed(run));

/** Ends the claim of task 1 in a write of another session, which can also do something else. */
function endClaim({ opened }: TestWorkspace, also: (tx: Tx) => void): Promise<unknown> {
  const { uuid } = taskIn(opened.store.state, 1);
  return opened.context(agent('other')).write('step', (tx) => {
    also(tx);
    for (const [id, claim] of [...tx.all('claim')]) if (claim.task === uuid) tx.remove('claim', id);
  });
}

const SESSION = { id: 'holder', started: '2026-07-30T12:00:00Z' as const };

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
  "the goal's document changes": [
    'claimed',
    (tx) => tx.put('goal', 'I-1', { ...goal(tx, 'I-1'), document: 'CMakeLists.txt' }),
  ],
  'the goal is removed': ['claimed', (tx) => tx.remove('goal', 'I-1')],
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
  ['claims other files', (tx) => tx.put('claim', 'new', { ...files(tx), id: 'new', holder: 'other' })],
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

test('a holder may end its own claim of files', async () => {
  const work = await withFiles();
  await work.opened.context(HOLDER).write('step', (tx) => tx.remove('claim', files(tx).id));
  expect([...work.opened.store.state.all('claim')].every(([, one]) => one.task !== undefined)).toBe(true);
});

test('the refusal to end the claim of files names its holder and the ways on', async () => {
  const work = await withFiles();
  await expect(raw(work, (tx) => tx.remove('claim', files(tx).id))).rejects.toMatchObject({
    message: expect.stringMatching(/^the claim belongs to .*holder/),
    hint: 'Ask its holder, wait until it expires, or ask a person to release it.',
    data: { personAct: 'claims.others' },
  });
});

/** Changes records as only Backlog itself does, without any check. */
const given = ({ opened }: TestWorkspace, step: (tx: Tx) => void) =>
  opened.store.write({ command: 'given', actor: ADA.actor }, step);
const claimOn = (tx: Tx, uuid: string) =>
  Array.from(tx.all('claim'), ([, one]) => one).find((one) => one.task === uuid)!;

describe('nobody loses anything by a claim that is left over', () => {
  test.each<[what: string, step: (tx: Tx) => void]>([
    [
      'on a completed task, which is renamed',
      (tx) => tx.put('task', task(tx, 1).uuid, { ...task(tx, 1), description: 'x' }),
    ],
    ['on a completed task, which ends', (tx) => tx.remove('claim', claimOn(tx, task(tx, 1).uuid).id)],
    ['on a task that is in the queue no more, which ends', (tx) => tx.remove('claim', 'left')],
  ])('%s', async (_, step) => {
    const work = await withFiles();
    await given(work, (tx) => {
      tx.put('task', task(tx, 1).uuid, { ...task(tx, 1), status: 'completed', start: undefined, end: tx.at });
      tx.put('claim', 'left', {
        ...claimOn(tx, task(tx, 1).uuid),
        id: 'left',
        task: '0b7f3bd6-0000-4000-8000-000000000000',
      });
    });
    const { seq } = work.opened.store.state;
    await raw(work, step);
    expect(work.opened.store.state.seq).toBe(seq + 1);
  });
});

test('a subagent may not complete a task that its session and another subagent have claimed', async () => {
  const work = await claimed();
  await given(work, (tx) => {
    const own = claimOn(tx, task(tx, 1).uuid);
    tx.put('claim', 'deep', { ...own, id: 'deep', holder: 'holder/a1', fence: tx.seq });
  });
  const done = (tx: Tx) => tx.put('task', task(tx, 1).uuid, { ...task(tx, 1), status: 'completed', end: tx.at });
  await expect(work.opened.context(agent('holder', 'a2')).write('step', done)).rejects.toMatchObject({
    code: 'claimed',
  });
});

describe('an attempted step', () => {
  const complete = (tx: Tx, id: number) =>
    tx.put('task', task(tx, id).uuid, { ...task(tx, id), status: 'completed', end: tx.at });

  /** Attempts a step as another session, and looks at the transaction afterwards. */
  async function attempted(step: (tx: Tx) => unknown, look: (tx: Tx, refused: BacklogError | undefined) => void) {
    const work = await claimed();
    const context = work.opened.context(agent('other'));
    await given(work, (tx) => look(tx, attemptStep(tx, context, step)));
  }

  test('that is refused has no effect, also not what it did before', () =>
    attempted(
      (tx) => [complete(tx, 2), complete(tx, 1)],
      (tx, refused) => {
        expect(refused).toMatchObject({ code: 'claimed' });
        expect([task(tx, 1).status, task(tx, 2).status]).toEqual(['pending', 'pending']);
      },
    ));

  test('that refuses itself has no effect either', () =>
    attempted(
      (tx) => {
        complete(tx, 2);
        throw new BacklogError('conflict', 'no');
      },
      (tx, refused) => {
        expect(refused?.message).toBe('no');
        expect(task(tx, 2).status).toBe('pending');
      },
    ));

  test('that nothing refuses stays', () =>
    attempted(
      (tx) => complete(tx, 2),
      (tx, refused) => {
        expect(refused).toBeUndefined();
        expect(task(tx, 2).status).toBe('completed');
      },
    ));

  test('with a defect fails', async () => {
    const defect = () => {
      throw new TypeError('defect');
    };
    await expect(attempted(defect, () => undefined)).rejects.toThrow(TypeError);
  });
});

describe('a task whose run waits for review, without a claim,', () => {
  const inReview = workspaces(async (work) => {
    await fillClaimed(work.run);
    await runIn(work, 'review', { number: 2 });
    // The first rule takes every task, and chooses none.
    await work.run('setting_set', { name: 'autonomy.any.then', value: 'land' });
    await work.run('setting_set', { name: 'autonomy.any.path', value: 'notes/**' });
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
    const { uuid } = taskIn(work.opened.store.state, 2);
    await expect(raw(work, typed)).rejects.toMatchObject({
      code: 'forbidden',
      message: 'only a person may change type of task 2 while run r1 has it',
      hint: expect.stringMatching(/^The rule docs chooses by it what lands.*: task_annotate 2 --text "…"$/),
      data: { task: uuid, run: 'r1', rule: 'docs', personAct: 'tasks.checks' },
    });
    const both = (tx: Tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), project: 'web', tags: ['docs'] });
    await expect(raw(work, both)).rejects.toThrow('may change project, tags of task 2');
    await raw(work, (tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), estimate: 'PT1H' }));
  });

  test.each([
    ['without a rule', []],
    ['with a rule that takes every task', ['autonomy.any.then', 'autonomy.any.path']],
  ])('may get any field %s', async (_, names) => {
    const work = await claimed();
    await runIn(work, 'review', { number: 2 });
    for (const name of names)
      await work.run('setting_set', { name, value: name.endsWith('then') ? 'land' : 'notes/**' });
    await raw(work, (tx) => tx.put('task', task(tx, 2).uuid, { ...task(tx, 2), type: 'docs' }));
  });
});
