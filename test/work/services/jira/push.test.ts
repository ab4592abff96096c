import { expect, test } from 'vitest';
import { shellWords } from '../../../../src/base/shell-word.ts';
import { jiraGround } from '../../../support/jira/ground.ts';
import { adf } from '../../../support/jira/state.ts';

const MINUTE = 60_000;

async function withIssue(edit: object = {}, source: object = {}) {
  const ground = await jiraGround();
  ground.fake.site.open('One', { description: adf('First.', 'Second.'), ...edit });
  await ground.add({ close: 'completed', ...source });
  await ground.sync({ agree: true });
  ground.pass(MINUTE);
  const own = () => ground.fake.site.find('APP-1')!;
  return { ...ground, own, run: ground.work.run };
}

test('title, text and tags of a task go to its issue', async () => {
  const { run, own, sync } = await withIssue();
  await run('task_modify', { filter: '1', description: 'Here', tags: '+mine' });
  await run('task_doc_write', { id: 1, content: 'First.\n\n- **a**\n- `b`' });
  expect(await sync()).toMatchObject({ pushed: [{ number: 1, acts: ['edit', 'label'] }], unpushed: [] });
  expect(own()).toMatchObject({ summary: 'Here', labels: ['backlog:mine'] });
  expect(own().description).toMatchObject({ content: [{ type: 'paragraph' }, { type: 'bulletList' }] });
  expect(await sync()).toMatchObject({ changed: [], pushed: [] });
});

test('a completed task moves its issue by the one transition that completes it', async () => {
  const { run, own, sync, tasks } = await withIssue();
  await run('task_done', { id: '1' });
  await sync();
  expect(own()).toMatchObject({ status: 'Done' });
  await run('task_modify', { filter: '1', status: 'pending' });
  await sync();
  expect(own()).toMatchObject({ status: 'To Do' });
  expect(await tasks()).toMatchObject([{ status: 'pending' }]);
});

test('a transition that needs a field is reported, and carried out once a person says the value', async () => {
  const { run, own, sync, fake } = await withIssue();
  const choices = [
    { id: '1', name: 'Fixed' },
    { id: '2', name: "Won't Do" },
  ];
  const resolution = { required: true, hasDefaultValue: false, name: 'Resolution', allowedValues: choices };
  fake.site.workflow = [{ id: '31', name: 'Finish', to: 'Done', fields: { resolution } }];
  await run('task_done', { id: '1' });
  await run('task_modify', { filter: '1', description: 'Also' });
  const first = await sync();
  expect(first.unpushed).toMatchObject([
    { number: 1, why: expect.stringContaining('needs Resolution ("Fixed", "Won\'t Do")') },
  ]);
  expect(first.pushed).toMatchObject([{ acts: ['edit', 'managed'] }]);
  expect(own()).toMatchObject({ summary: 'Also', status: 'To Do' });
  await run('source_update', { name: 'app', map: ['Done.resolution=Fixed'] });
  expect(await sync()).toMatchObject({ unpushed: [], pushed: [{ acts: ['edit'] }] });
  expect(own()).toMatchObject({ status: 'Done', resolution: '1' });
});

test('a value for a transition has the form of its field; one that is no number is named', async () => {
  const { run, own, sync, fake } = await withIssue();
  const custom = 'com.atlassian.jira.plugin.system.customfieldtypes:textarea';
  const fields = {
    reason: { required: true, name: 'Reason', schema: { type: 'string', custom } },
    tester: { required: true, name: 'Tester', schema: { type: 'user' } },
    hours: { required: true, name: 'Hours', schema: { type: 'number' } },
  };
  fake.site.workflow = [{ id: '31', name: 'Finish', to: 'Done', fields }];
  await run('source_update', { name: 'app', map: ['Done.reason=Why', 'Done.tester=mia', 'Done.hours=two'] });
  await run('task_done', { id: '1' });
  expect((await sync()).unpushed).toMatchObject([
    { why: expect.stringContaining('"two" is no number, as hours needs') },
  ]);
  await run('source_update', { name: 'app', map: ['Done.hours=2'] });
  expect(await sync()).toMatchObject({ unpushed: [], pushed: [{ acts: ['edit'] }] });
  expect(own().status).toBe('Done');
});

test('several statuses that complete are not guessed between', async () => {
  const { run, own, sync, fake } = await withIssue();
  fake.site.workflow = [
    { id: '31', name: 'Finish', to: 'Done' },
    { id: '41', name: 'Cancel', to: 'Cancelled' },
  ];
  await run('task_done', { id: '1' });
  expect((await sync()).unpushed).toMatchObject([{ why: expect.stringContaining('"Done", "Cancelled"') }]);
  await run('source_update', { name: 'app', map: ['completed=done'] });
  await sync();
  expect(own().status).toBe('Done');
});

test('a project without the transition is told, and its other issues still change', async () => {
  const { run, sync, fake } = await withIssue();
  fake.site.open('Two');
  await sync();
  fake.site.workflow = [{ id: '21', name: 'Go', to: 'In Progress' }];
  await run('task_done', { id: '1' });
  await run('task_modify', { filter: '2', description: 'Two, changed' });
  const steps = await sync();
  expect(steps.unpushed).toMatchObject([
    { number: 1, why: expect.stringContaining('no transition that completes it') },
  ]);
  expect(fake.site.find('APP-2')!.summary).toBe('Two, changed');
});

test('a text that Backlog cannot write back stays as it is there', async () => {
  const mention = { type: 'mention', attrs: { id: 'mia', text: '@Mia' } };
  const description = { type: 'doc', version: 1, content: [{ type: 'paragraph', content: [mention] }] };
  const { run, own, sync, tasks } = await withIssue({ description });
  expect(await tasks()).toMatchObject([{ docs: { spec: '@Mia' } }]);
  await run('task_doc_write', { id: 1, content: 'Changed here' });
  await run('task_modify', { filter: '1', description: 'Title' });
  expect(await sync()).toMatchObject({ pushed: [{ acts: ['edit'] }] });
  expect(own()).toMatchObject({ summary: 'Title', description });
});

test('an issue that moved to another project is left alone', async () => {
  const { run, sync, fake } = await withIssue({}, { notes: true });
  fake.site.move('APP-1', 'OTHER');
  await run('task_annotate', { id: 1, text: 'A note' });
  expect((await sync()).unpushed).toMatchObject([{ why: 'the issue is in another project now' }]);
  await run('task_modify', { filter: '1', description: 'Here' });
  await sync();
  expect(fake.site.find('OTHER-1')).toMatchObject({ summary: 'One' });
  expect(fake.site.comments.size).toBe(0);
});

test('a new issue whose answer was lost is found later, and never made twice', async () => {
  const { run, fake, pass, sync } = await withIssue();
  fake.site.lag = () => 4 * MINUTE;
  await run('task_add', { description: 'From here', tags: ['share'] });
  fake.faults.push({ kind: 'cut after', method: 'POST', path: /\/issue$/ });
  expect((await sync({ only: '+share' })).unpushed).toMatchObject([
    { why: expect.stringContaining('the answer to a new issue was lost') },
  ]);
  await sync({ only: '+share' });
  expect(fake.site.issues.size).toBe(2);
  pass(6 * MINUTE);
  await sync({ only: '+share' });
  await sync({ only: '+share' });
  expect(fake.site.issues.size).toBe(2);
  expect(Array.from(fake.site.issues.values(), ({ summary }) => summary)).toEqual(['One', 'From here']);
});

test('a search that lags behind takes no edit back', async () => {
  const { run, own, sync, fake, pass, tasks } = await withIssue();
  fake.site.lag = () => 3 * MINUTE;
  await run('task_modify', { filter: '1', description: 'Here', tags: '+mine' });
  await sync();
  await sync();
  expect(await tasks()).toMatchObject([{ description: 'Here', tags: ['mine'] }]);
  pass(5 * MINUTE);
  await sync();
  expect(own()).toMatchObject({ summary: 'Here', labels: ['backlog:mine'] });
  expect(await tasks()).toMatchObject([{ description: 'Here', tags: ['mine'] }]);
});

test('a status comment that somebody deleted is written again; a title has the length that Jira stores', async () => {
  const ground = await jiraGround();
  const { work, push, fake } = ground;
  fake.site.open('Fix');
  await ground.add();
  await ground.pull();
  await work.run('task_start', { id: '1' });
  await push({ agree: true });
  fake.site.comments.clear();
  await work.run('task_modify', { filter: '1', description: 'x'.repeat(300) });
  await work.run('task_done', { id: '1' });
  expect((await push()).unpushed).toEqual([]);
  expect(fake.site.find('APP-1')!.summary).toBe(`${'x'.repeat(254)}…`);
  expect(fake.site.commentsOf(fake.site.find('APP-1')!.id)).toHaveLength(1);
});

test('the line that says a needed value is one to paste, whatever the status and the value are called', async () => {
  const { run, own, sync, fake } = await withIssue();
  const status = 'Q.A. "$(touch x)" `fertig` it\'s';
  const choices = [{ id: '1', name: 'Größe > $HOME' }];
  const resolution = { required: true, name: 'Resolution', allowedValues: choices };
  fake.site.workflow = [{ id: '31', name: 'Finish', to: status, fields: { resolution } }];
  await run('source_update', { name: 'app', map: [`completed=${status}`] });
  await run('task_done', { id: '1' });
  const [{ why } = { why: '' }] = (await sync()).unpushed;
  const line = /say it: `backlog (.*)`$/.exec(why)?.[1] ?? '';
  expect(shellWords(line)).toEqual(['source', 'update', 'app', '--map', `${status}.resolution=Größe > $HOME`]);
  await run('source_update', { name: 'app', map: [shellWords(line)!.at(-1)!] });
  expect(await sync()).toMatchObject({ unpushed: [], pushed: [{ acts: ['edit'] }] });
  expect(own().status).toBe(status);
});
