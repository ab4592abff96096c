import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { decode, encode, encodingOf } from '../../../src/sources/index.ts';
import { ground, NOTHING } from './ground.ts';

const UUID = /[0-9a-f]{8}-[0-9a-f-]{27}/g;
const bare = (text: string) => text.replaceAll(UUID, 'U');

/** A table of a spreadsheet as a source, as people write it. */
async function table(text: string, input: object = {}) {
  const made = await ground(text, 'plan.csv');
  const { run } = made.work;
  const added = await run<{ columns: object }>('source_add', { service: 'csv', list: made.file, ...input });
  const sync = (verb = 'sync') =>
    run<{ conflicts: unknown[]; refused: unknown[] }>(`source_${verb}`, { name: 'plan.csv' });
  return { ...made, run, added, sync };
}

const PLAN = [
  'Key;Titel;Status;Priority;Labels;Blocked by;Kunde',
  'A-1;Draw the door;Done;High;paint, door;;Meier',
  'A-2;"Hang; the door";To do;Low;;A-1;"Huber ""& Co"""',
  'A-3;Sweep;In progress;;;;',
  '',
].join('\r\n');

test('a table of another program is kept in step by its columns, and keeps its words, columns and line ends', async () => {
  const { run, sync, read, edit, tasks, added } = await table(PLAN);
  expect(added.columns).toMatchObject({ Titel: 'description', Status: 'status', Labels: 'tags', Kunde: '' });
  await sync();
  const found = await tasks();
  expect(found.map(({ description, status, priority, tags }) => [description, status, priority, tags])).toEqual([
    ['Draw the door', 'completed', 'H', ['paint', 'door']],
    ['Hang; the door', 'pending', 'L', undefined],
    ['Sweep', 'pending', undefined, undefined],
  ]);
  expect(found[1]?.depends).toEqual([found[0]?.uuid]);
  expect(bare(read())).toBe(
    PLAN.replaceAll('\r\n', ';U\r\n')
      .replace('Kunde;U', 'Kunde;uuid')
      .replace('A-3;Sweep;In progress;;;;;U', 'A-3;Sweep;In progress;;;;;U'),
  );
  expect(await sync()).toMatchObject({ added: [], changed: [], pushed: [], conflicts: [], refused: [] });
  // Both sides change: the file's words are used, and nothing else of the file changes.
  await run('task_done', { id: '2' });
  await run('task_modify', { filter: '3', priority: 'H', tags: ['yard'], depends: ['2'] });
  edit('Sweep', 'Sweep the yard');
  await sync();
  expect(bare(read()).split('\r\n').slice(2, 4)).toEqual([
    'A-2;"Hang; the door";Done;Low;;A-1;"Huber ""& Co""";U',
    'A-3;Sweep the yard;In progress;High;yard;A-2;;U',
  ]);
  expect((await tasks())[2]?.description).toBe('Sweep the yard');
  expect(await sync()).toMatchObject({ added: [], changed: [], pushed: [], conflicts: [] });
});

test.each(['utf8', 'utf8-bom', 'utf16le', 'utf16be'] as const)('a table in %s stays in it', async (encoding) => {
  const { run, sync, file } = await table(PLAN);
  writeFileSync(file, encode(PLAN, encoding));
  await sync();
  await run('task_modify', { filter: '3', description: 'Kehren für Zoë' });
  await sync();
  const now = readFileSync(file);
  expect(encodingOf(now)).toBe(encoding);
  expect(bare(decode(now, file))).toContain('A-3;Kehren für Zoë;In progress;;;;;U');
  expect(now).toEqual(encode(decode(now, file), encoding));
});

test('a mapping is shown, edited and taken back; a wrong one is refused with the columns', async () => {
  const { work, run, sync, tasks, read } = await table(PLAN, { map: ['Kunde=project'] });
  expect(await run('source_show', { name: 'plan.csv' })).toMatchObject({ meanings: { Kunde: 'project', Key: 'id' } });
  await sync();
  expect((await tasks())[0]?.project).toBe('Meier');
  await run('task_modify', { filter: '3', project: 'Schmid' });
  await sync();
  expect(read()).toContain('A-3;Sweep;In progress;;;;Schmid;');
  expect((await work.refused('source_update', { name: 'plan.csv', map: ['Kundin=project'] })).message).toContain(
    'Kunde',
  );
  await run('source_update', { name: 'plan.csv', map: ['Kunde=default', 'Labels='] });
  expect(await work.text('source_show', { name: 'plan.csv' })).toContain('Map: Kunde=(none)');
  await run('task_modify', { filter: '3', project: 'Other', tags: ['x'] });
  expect(await sync()).toMatchObject({ pushed: [] });
  expect(read()).toContain('A-3;Sweep;In progress;;;;Schmid;');
});

test('a status in a person’s own words stays, unless the state changes', async () => {
  const { run, sync, read, tasks } = await table('Title,Status\nMow,Waiting for PO-20417\nRake,Open\nDig,Done\n');
  await sync();
  expect((await tasks()).map(({ status }) => status)).toEqual(['pending', 'pending', 'completed']);
  await run('task_modify', { filter: '1', description: 'Mow it' });
  await sync();
  expect(bare(read())).toContain('\nMow it,Waiting for PO-20417,U\n');
  await run('task_done', { id: '1' });
  await sync();
  expect(bare(read())).toContain('\nMow it,Done,U\n');
});

test('a name of a task that no row has is no number of the queue, and stays', async () => {
  const { run, sync, read, tasks } = await table(
    'Id,Title,Blocked by,Parent\n7,Mow,"2, 8",\n8,Rake,,2\n9,Dig,9,\n9,Sow,,\n10,Reap,9,\n',
  );
  const QUIET = { added: [], changed: [], pushed: [], conflicts: [], refused: [] };
  await sync();
  const found = async () =>
    (await tasks()).map(({ description, depends, parent }) => [description, depends, parent] as const);
  const [, rake] = await tasks();
  const rows = await found();
  expect(rows.find(([one]) => one === 'Mow')).toEqual(['Mow', [rake?.uuid], undefined]);
  for (const one of ['Rake', 'Dig', 'Reap'])
    expect(rows.find(([name]) => name === one)?.slice(1)).toEqual([undefined, undefined]);
  expect((await tasks())[0]?.extra).toMatchObject({ depends: ['2'] });
  expect(await sync()).toMatchObject(QUIET);
  expect(await found()).toEqual(rows);
  await run('task_modify', { filter: '1', depends: ['3'] });
  await sync();
  expect(bare(read())).toMatch(/\n7,Mow,.*\b2"?,,U\n8,Rake,,2,U\n/);
});

test.each([
  ['10/12/2026', '24/12/2026', '2026-11-05', '2026-12-10'],
  ['12/10/26', '12/24/26', '2026-11-05', '2026-12-10'],
  ['24/12/2026', '10/12/2026', '05/11/2026', '24/12/2026'],
  ['12/24/26', '12/9/26', '11/5/26', '12/24/26'],
  ['10.12.2026', '24.12.2026', '05.11.2026', '10.12.2026'],
  ['9.1.2026', '24.12.2026', '5.11.2026', '9.1.2026'],
  ['2026/12/10', '2026/12/24', '2026/11/05', '2026/12/10'],
  ['2026-12-10', '2026-12-24', '2026-11-05', '2026-12-10'],
])('beside %s, the date %s becomes %s, and no other row gets another day', async (other, given, written, kept) => {
  const { run, sync, read, tasks } = await table(`Title,Due\nMow,${given}\nRake,${other}\n`);
  await sync();
  const [, before] = await tasks();
  await run('task_modify', { filter: '1', due: '2026-11-05' });
  expect(await sync()).toMatchObject({ conflicts: [], refused: [] });
  expect((await tasks()).map(({ due }) => due)).toEqual(['2026-11-05', before?.due]);
  expect(bare(read())).toBe(`Title,Due,uuid\nMow,${written},U\nRake,${kept},U\n`);
  expect(await sync()).toMatchObject({ added: [], changed: [], pushed: [], conflicts: [], refused: [] });
  expect((await tasks())[1]?.due).toBe(before?.due);
});

test.each(['FALSE TRUE', 'no yes', 'Nein Ja', '0 1', '\u2610 \u2611', 'N Y'])(
  'a column of ticks gets the other word of its pair: %s',
  async (pair) => {
    const [no, yes] = pair.split(' ');
    const { run, sync, read } = await table(`Title,Done\nMow,${no}\nRake,${no}\n`);
    await sync();
    await run('task_done', { id: '1' });
    await sync();
    expect(bare(read())).toBe(`Title,Done,uuid\nMow,${yes},U\nRake,${no},U\n`);
  },
);

test('a completed task doesn’t get the day on which another one ended', async () => {
  const { run, sync, read } = await table('Title,Done\nMow,24.12.2025\nRake,\n');
  await sync();
  await run('task_done', { id: '2' });
  await sync();
  expect(bare(read())).toBe('Title,Done,uuid\nMow,24.12.2025,U\nRake,completed,U\n');
});

test('tasks are added, and a removed or copied row is told', async () => {
  const { run, sync, read, file, tasks } = await table(PLAN);
  await sync();
  await run('task_add', { description: 'Oil, "twice"', tags: ['shop'], priority: 'L' });
  await run('source_push', { name: 'plan.csv', only: '+shop' });
  expect(bare(read())).toMatch(/\r\n;"Oil, ""twice""";To do;Low;shop;;;U\r\n$/);
  expect(await run('task_sync', { file })).toMatchObject(NOTHING);
  const lines = read().split('\r\n');
  writeFileSync(file, [...lines.slice(0, 3), lines[1], ...lines.slice(4)].join('\r\n'));
  const result = await run<{ undecided: { kind: string }[] }>('task_sync', { file });
  expect(result.undecided.map(({ kind }) => kind).sort()).toEqual(['removed', 'twice']);
  expect(await tasks()).toHaveLength(4);
});

test.each([
  ['a quote without its end', 'Title,Notes\n"open,x\n', 'a quote begins or ends'],
  ['no title', 'Amount,Currency\n1,EUR\n', 'expected a column description, or title'],
])('a table with %s is refused with its line, and stays', async (_, text, message) => {
  const { work, file, read } = await ground(text, 'plan.csv');
  const error = await work.refused('source_add', { service: 'csv', list: file });
  expect(error.message).toContain(message);
  expect(read()).toBe(text);
});

test('a formula, a line break and a lone quote come back as they were', async () => {
  const odd = ['=cmd()', '@everyone', 'two\nlines', '5" pipe', " 'lead", '+1'];
  const { run, sync, read, tasks } = await table('Title,Notes\nOne,\n');
  await sync();
  for (const spec of odd) {
    await run('task_doc_write', { id: 1, content: spec });
    await sync();
    expect(read(), spec).toMatch(/^Title,Notes,uuid\n/);
    expect((await tasks())[0]?.docs?.spec, spec).toBe(spec);
    expect(await sync(), spec).toMatchObject({ changed: [], pushed: [], conflicts: [] });
  }
});

test('a file that moved keeps what both sides had, by its new path; another kind is refused', async () => {
  const { work, run, edit, file, tasks } = await ground('- [ ] One\n- [ ] Two\n').then((made) => ({
    ...made,
    run: made.work.run,
  }));
  await run('source_add', { service: 'markdown', list: file, name: 'todo' });
  await run('source_sync', { name: 'todo' });
  const to = join(work.folder, 'project/docs/PLAN.md');
  mkdirSync(join(work.folder, 'project/docs'));
  await run('task_modify', { filter: '1', description: 'Mine' });
  edit('Two', 'Yours');
  const missing = await work.refused('source_update', { name: 'todo', path: to });
  expect(missing.hint).toContain('mv ');
  renameSync(file, to);
  const gone = await work.refused('source_sync', { name: 'todo' });
  expect([gone.message, gone.hint]).toEqual([
    expect.stringMatching(/^there is no file /),
    expect.stringMatching(/backlog source update todo --path .*backlog source push todo/),
  ]);
  expect((await work.refused('task_sync', { file })).hint).toBe(gone.hint);
  expect(existsSync(file)).toBe(false);
  writeFileSync(join(work.folder, 'project/x.json'), '[]');
  expect((await work.refused('source_update', { name: 'todo', path: join(work.folder, 'project/x.json') })).code).toBe(
    'invalid',
  );
  expect(await run('source_update', { name: 'todo', path: to, filter: '+new' })).toMatchObject({
    changed: ['path', 'filter'],
  });
  expect((await work.refused('source_update', { name: 'todo', path: to })).code).toBe('nothing-to-do');
  await run('task_add', { description: 'Three', tags: ['new'] });
  expect(await run('source_sync', { name: 'todo' })).toMatchObject({ conflicts: [], changed: [{ id: 2 }] });
  expect(readFileSync(to, 'utf8').replaceAll(/ <!--.*?-->/g, '')).toContain('- [ ] Mine\n- [ ] Yours\n- [ ] Three');
  expect((await tasks()).map(({ description }) => description)).toEqual(['Mine', 'Yours', 'Three']);
  expect(await run('source_list')).toMatchObject({ sources: [{ name: 'todo', list: to, linked: 3 }] });
});

test('a task that its words link is named as such, and a row without a line by its words', async () => {
  const { work, file } = await ground('[{"description":"One"},{"description":"Two","due":"nonsense"}]', 'tasks.json');
  await work.run('task_add', { description: 'One' });
  await work.run('source_add', { service: 'json', list: file, name: 'own' });
  const said = await work.text('source_sync', { name: 'own' });
  expect(said).toContain('  1 "One": linked by its words\n');
  expect(said).toMatch(/Refused by the queue \(1\):\n {2}(Two: )?.*nonsense/);
  expect(said).not.toContain('#0');
});

test('a removed row of a closed task takes no dependency from another one', async () => {
  const { run, sync, read, edit, tasks } = await table(PLAN);
  await sync();
  edit(/A-1;.*\r\n/, '');
  for (let i = 0; i < 3; i++) {
    expect(await sync()).toMatchObject({ conflicts: [], refused: [] });
    expect((await tasks())[1]?.depends).toHaveLength(1);
  }
  await run('task_modify', { filter: '2', depends: '+3' });
  await sync();
  expect(bare(read())).toContain(';Low;;A-1, A-3;');
});

test('a total stays where it is and becomes no task; a row with a uuid stays one, whatever its cells say', async () => {
  const { run, sync, read, edit, tasks } = await table('Task,Status,Estimate\nA,Open,2h\nTotal,Open,3h\nTotal,,5h\n');
  await sync();
  await run('task_add', { description: 'B' });
  await run('source_push', { name: 'plan.csv', only: '' });
  const names = async () => (await tasks()).map(({ description }) => description);
  expect(await names()).toEqual(['A', 'Total', 'B']);
  expect(bare(read()).split('\n').slice(3, 5)).toEqual(['Total,,5h', 'B,Open,,U']);
  edit('Total,Open,3h', 'Total,,3h');
  expect(await sync()).toMatchObject({ added: [], conflicts: [], refused: [], told: [] });
  expect(await names()).toEqual(['A', 'Total', 'B']);
});
