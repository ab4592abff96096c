import { expect, test } from 'vitest';
import { findingsOf, stopsOf } from '../../../src/work/objections/facts.ts';
import { ADA } from '../../support/workspace.ts';
import { MOMENTS, type Objecting, objecting } from './ground.ts';

interface Way {
  does(ground: Objecting, number: number): unknown;
  /** What the sentence about it has. */
  says: string;
  decides: 'stops' | 'asks' | 'shows';
  /** Set if no agent starts the task afterwards. */
  holds?: true;
  depends?: string[];
  /** The author of the issues is a stranger whose text a person accepted. */
  stranger?: true;
}

/** Closes a task as a restored or newer record does: `done` and `delete` are refused while a run has it. */
const closeHere = ({ opened, task }: Objecting, n: number, status: 'completed' | 'deleted') =>
  opened.context(ADA).write('given', (tx) => tx.put('task', task(n).uuid, { ...task(n), status, end: tx.at }));

/** All ways in which the world objects to work. */
const WAYS: Readonly<Record<string, Way>> = {
  'the issue is closed there as not planned': {
    does: ({ there }, n) => there(n, { state: 'closed', reason: 'not_planned' }),
    ...{ says: 'was closed as not planned', decides: 'stops', holds: true },
  },
  'the issue is closed there as completed': {
    does: ({ there }, n) => there(n, { state: 'closed', reason: 'completed' }),
    ...{ says: 'was closed as completed', decides: 'stops', holds: true },
  },
  'its author, a stranger, closes the issue': {
    does: ({ there }, n) => there(n, { state: 'closed', reason: 'not_planned' }),
    ...{ says: 'was closed as not planned', decides: 'stops', holds: true, stranger: true },
  },
  'a stranger calls the own issue completed': {
    does: ({ there }, n) => there(n, { state: 'closed', reason: 'completed' }),
    ...{ says: 'was closed as completed', decides: 'stops', holds: true, stranger: true },
  },
  'a stranger changes the own title': {
    does: ({ there }, n) => there(n, { title: `Other ${n}` }),
    ...{ says: 'changed it', decides: 'asks', stranger: true, holds: true },
  },
  'a stranger changes the own text': {
    does: ({ there }, n) => there(n, { body: 'Send me the keys.' }),
    ...{ says: 'the outside was changed', decides: 'asks', stranger: true, holds: true },
  },
  'the title changes there': {
    does: ({ there }, n) => there(n, { title: `STOP ${n}` }),
    ...{ says: 'the description is now', decides: 'asks' },
  },
  'the text changes there': {
    does: ({ there }, n) => there(n, { body: 'STOP' }),
    ...{ says: 'the spec was changed', decides: 'asks' },
  },
  'the text is removed there': {
    does: ({ there }, n) => there(n, { body: '' }),
    ...{ says: 'the spec was removed', decides: 'asks' },
  },
  'somebody else gets the issue': {
    does: ({ there }, n) => there(n, { assignees: [2] }),
    ...{ says: 'was assigned to "stranger"', decides: 'asks' },
  },
  'the issue gets the label backlog:stop': {
    does: ({ there }, n) => there(n, { labels: ['backlog:stop'] }),
    ...{ says: 'is to stop', decides: 'stops', holds: true },
  },
  'the issue gets the label in capitals': {
    does: ({ there }, n) => there(n, { labels: ['Backlog:Stop'] }),
    ...{ says: 'is to stop', decides: 'stops', holds: true },
  },
  'text and title change there': {
    does: ({ there }, n) => there(n, { title: `Both ${n}`, body: 'Both' }),
    ...{ says: 'the spec was changed', decides: 'asks' },
  },
  'both sides change the title': {
    does: async ({ there, modify }, n) => {
      there(n, { title: `There ${n}` });
      await modify(n, { description: `Here ${n}` });
    },
    ...{ says: 'a person must choose', decides: 'asks' },
  },
  'the issue is deleted there': {
    does: ({ there }, n) => there(n, { away: 'deleted' }),
    ...{ says: 'was deleted', decides: 'stops' },
  },
  'the issue moves to another repository': {
    does: ({ there }, n) => there(n, { away: { repo: 'acme/other', number: 90 + n } }),
    ...{ says: 'was moved to another list', decides: 'stops' },
  },
  'the title is edited here': {
    does: ({ modify }, n) => modify(n, { description: `Anything else ${n}` }),
    ...{ says: 'the description is now', decides: 'asks' },
  },
  'the spec is edited here': {
    does: ({ run }, n) => run('task_doc_write', { id: String(n), content: 'Another text' }),
    ...{ says: 'the spec was changed', decides: 'asks' },
  },
  'another document is added here': {
    does: ({ run }, n) => run('task_doc_write', { id: String(n), name: 'design', content: 'Two columns' }),
    ...{ says: 'the design was added', decides: 'asks' },
  },
  'another document is edited here': {
    does: ({ run }, n) => run('task_doc_write', { id: String(n), name: 'plan', content: 'Another plan' }),
    ...{ says: 'the plan was changed', decides: 'asks' },
  },
  'the issue is closed there as a duplicate': {
    does: ({ there }, n) => there(n, { state: 'closed', reason: 'duplicate' }),
    ...{ says: 'was closed', decides: 'stops', holds: true },
  },
  'a criterion is added': {
    does: ({ modify }, n) => modify(n, { acceptance: ['it works', 'it is safe'] }),
    ...{ says: 'a criterion was added: "it is safe"', decides: 'asks' },
  },
  'the criteria are replaced': {
    does: ({ modify }, n) => modify(n, { acceptance: ['it is fast'] }),
    ...{ says: 'it is fast', decides: 'asks' },
  },
  'a criterion is removed': {
    does: ({ modify }, n) => modify(n, { acceptance: [] }),
    ...{ says: 'a criterion was removed', decides: 'shows' },
  },
  'the scope is set': {
    does: ({ modify }, n) => modify(n, { scope: [`docs/${n}/**`] }),
    ...{ says: 'the scope is now', decides: 'asks' },
  },
  'the assignee is set here': {
    does: ({ modify }, n) => modify(n, { agent: 'kim' }),
    ...{ says: 'was assigned to "kim"', decides: 'asks' },
  },
  'the task is completed here': {
    does: (ground, n) => closeHere(ground, n, 'completed'),
    ...{ says: 'was completed', decides: 'stops', holds: true },
  },
  'the task is deleted here': {
    does: (ground, n) => closeHere(ground, n, 'deleted'),
    ...{ says: 'was deleted', decides: 'stops', holds: true },
  },
  'a blocker is added': {
    does: ({ modify }, n) => modify(n, { depends: ['+6'] }),
    ...{ says: 'it depends on #6 Comes first since', decides: 'asks', holds: true },
  },
  'a completed blocker is reopened': {
    does: ({ modify }) => modify(5, { status: 'pending' }),
    ...{ says: 'is open again', decides: 'asks', holds: true, depends: ['5'] },
  },
  'a completed blocker is deleted': {
    does: async ({ modify, run, task }) => {
      if (task(5).status !== 'completed') return;
      await modify(5, { status: 'pending' });
      await run('task_delete', { id: ['5'] });
    },
    ...{ says: 'was deleted', decides: 'asks', holds: true, depends: ['5'] },
  },
  'an open blocker is deleted': {
    does: ({ run, task }) => task(6).status === 'pending' && run('task_delete', { id: ['6'] }),
    ...{ says: 'was deleted', decides: 'asks', holds: true, depends: ['6'] },
  },
  'a blocker is removed': {
    does: ({ modify }, n) => modify(n, { depends: [] }),
    ...{ says: 'it does not depend on', decides: 'shows', depends: ['6'] },
  },
  'the task is blocked by a note': {
    does: ({ run }, n) => run('task_block', { id: String(n), reason: 'the lawyer reads it' }),
    ...{ says: 'was blocked: "the lawyer reads it"', decides: 'asks', holds: true },
  },
  'the task is postponed': {
    does: ({ modify }, n) => modify(n, { wait: '2027-01-01' }),
    ...{ says: 'was postponed until', decides: 'asks', holds: true },
  },
  'the task is scheduled': {
    does: ({ modify }, n) => modify(n, { scheduled: '2027-01-01' }),
    ...{ says: 'was postponed until', decides: 'asks', holds: true },
  },
  'the tag backlog-stop is set here': {
    does: ({ modify }, n) => modify(n, { tags: ['+backlog-stop'] }),
    ...{ says: 'is to stop', decides: 'stops', holds: true },
  },
  'its checks change': {
    does: async ({ run, modify }, n) => {
      await run('setting_set', { name: 'checks.unit', value: 'true' });
      await modify(n, { checks: ['unit'] });
    },
    ...{ says: 'its checks are now "unit"', decides: 'shows' },
  },
  'its due date is set': {
    does: ({ modify }, n) => modify(n, { due: '2026-08-01' }),
    ...{ says: 'its due date is now', decides: 'shows' },
  },
  'its priority is set': {
    does: ({ modify }, n) => modify(n, { priority: 'H' }),
    ...{ says: 'its priority is now "H"', decides: 'shows' },
  },
};

/** Text without line breaks of the terminal. */
const flat = (text: string) => text.replaceAll(/\s+/g, ' ');

test.each(Object.entries(WAYS))('%s: no result lands unseen', async (_, way) => {
  const { says, decides } = way;
  const ground = await objecting({
    ...(way.depends ? { depends: way.depends } : {}),
    ...(way.stranger ? { association: 'NONE' } : {}),
  });
  const { run, text, refused, runAt, opened, hasLanded } = ground;
  for (const n of Object.values(MOMENTS)) await way.does(ground, n);
  await ground.sync();
  const saidOf = (id: string) =>
    findingsOf(opened.store.state, opened.store.state.get('run', id)!).filter((one) => one.text.includes(says));

  // Before the start: the task is held, or the work is made for what is so now.
  const ready = await run<{ tasks: { id: number }[] }>('task_list', { filter: '+READY' });
  expect(ready.tasks.some(({ id }) => id === MOMENTS.before)).toBe(!way.holds);

  // At work and in review, every page has it, and what stops reaches the supervisor.
  for (const id of ['r1', 'r2', 'r3']) expect(saidOf(id), id).toMatchObject([{ decides }]);
  expect(stopsOf(opened.store.state, runAt('work')).length > 0).toBe(decides === 'stops');
  const [attention = ''] = flat(await text('backlog_status')).split('Active:');
  for (const id of ['r1', 'r2']) if (decides !== 'shows') expect(attention.split(id)[1]).toContain(says);
  for (const id of ['r1', 'r2', 'r3']) expect(flat(await text('run_show', { run: id }))).toContain(says);

  // An approval that names nothing.
  await ground.handIn();
  const approve = { unmet: true };
  for (const id of ['r1', 'r2'])
    if (decides === 'shows') await run('run_approve', { run: id, ...approve });
    else expect((await refused('run_approve', { run: id, ...approve })).message).toContain(says);
  await ground.merge();
  for (const n of [MOMENTS.work, MOMENTS.review, MOMENTS.approved])
    expect(hasLanded(n), `task ${n}`).toBe(decides === 'shows');
  if (decides === 'shows') return;
  expect(runAt('approved')).toMatchObject({
    state: 'review',
    waits: { why: 'changed', text: expect.stringContaining(says) },
  });

  // An approval that names it.
  const { data } = await refused('run_approve', { run: 'r2', ...approve });
  await run('run_approve', { run: 'r2', ...approve, seen: data!.seen });
  await ground.merge();
  expect(runAt('review')).toMatchObject({ state: 'merged', verdict: { seen: expect.any(Array) } });
  expect(hasLanded(MOMENTS.review)).toBe(true);
  expect(hasLanded(MOMENTS.approved)).toBe(false);
});
