import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tempFolder } from '../support/folder.ts';
import { testWorkspace } from '../support/workspace.ts';
import { beadsItem, expectedBeads, type Issue } from './beads-items.ts';
import { type Answer, cameIn, holdsFor, imported, readFixture, refusals } from './imported.ts';

const WHOLE = 'beads/whole';
/** The same issues, split by table. */
const SPLIT = 'beads/split';

describe.each([WHOLE, SPLIT])('%s', (path) => {
  test('brings every issue, with what it is here', async () => {
    const { came } = await imported(path);
    expect(
      [...came].map(([id, { status, priority, type, parent, depends }]) => [
        id,
        status,
        priority,
        type,
        parent,
        depends,
      ]),
    ).toEqual([
      ['gate-1', 'pending', 'H', 'epic', null, []],
      ['gate-1.1', 'pending', 'M', 'task', 'gate-1', []],
      ['gate-a1b2', 'pending', 'H', 'bug', null, ['gate-1.1']],
      ['gate-c3', 'completed', 'L', 'task', null, []],
      ['gate-d4', 'deleted', 'L', 'task', null, []],
      ['gate-e5', 'pending', 'M', 'task', null, []],
    ]);
  });

  test('brings every field as the tool lists it', async () => {
    const { came, answer } = await imported(path);
    const items = readFixture<Issue[]>('beads/expected.json');
    expect(items).toHaveLength(came.size);
    for (const item of items) {
      expect(beadsItem(came.get(item.id)), item.id).toEqual(expectedBeads(item, came));
      if (item.acceptanceBoxes > 0) expect(came.get(item.id)?.acceptance).toHaveLength(item.acceptanceBoxes);
    }
    for (const id of items.flatMap(({ linksOutsideFile }) => linksOutsideFile))
      expect(answer.warnings.join('\n')).toContain(id);
  });

  test('brings texts, criteria, people, dates and ties', async () => {
    const { came } = await imported(path);
    const epic = came.get('gate-1');
    expect(epic?.docs).toEqual({
      spec: '# Why\n\nThe printer is slow.',
      design: 'Two queues.',
      notes: 'Ask the crew.',
    });
    expect(epic?.acceptance?.map(({ text }) => text)).toEqual(['A pass in 2 s', 'No empty pass']);
    expect(epic).toMatchObject({
      entry: '2026-01-02T18:00:00Z',
      modified: '2026-01-03T18:00:00Z',
      extra: { priority: 0 },
    });
    expect(came.get('gate-1.1')).toMatchObject({
      agent: 'ines',
      estimate: 'PT1H30M',
      tags: ['ops', 'good_first_issue', 'rig_gate'],
      extra: { status: 'in_progress', external_ref: 'gh-7', labels: ['ops', 'good first issue', 'rig:gate'] },
    });
    expect(came.get('gate-a1b2')).toMatchObject({
      due: '2026-12-24T00:00:00Z',
      annotations: [{ at: '2026-01-04T08:00:00Z', author: 'person-1', text: 'Seen again.\nTwice.' }],
    });
    expect(came.get('gate-c3')).toMatchObject({
      end: '2026-01-05T08:00:00Z',
      links: ['discovered-from gate-a1b2', 'relates gate-1', 'duplicates gate-d4'],
      extra: { close_reason: 'done', dependencies: [{ type: 'supersedes', depends_on_id: 'gate-d4' }] },
    });
    expect(came.get('gate-d4')).toMatchObject({
      description: 'Größe „Überbreite“ 日本語 👩‍✈️',
      end: '2026-01-06T09:00:00Z',
    });
    expect(came.get('gate-e5')).toMatchObject({
      wait: '2027-06-01T00:00:00Z',
      acceptance: [{ text: 'Works offline and online.' }],
      extra: { timeout_ns: 30_000_000_000, metadata: { a: { b: [1, null] } } },
    });
  });

  test('says what it waits for elsewhere', async () => {
    const { answer } = await imported(path);
    expect(answer.warnings.join('\n')).toMatch(
      /issues\.jsonl, line 3, depends: "gate-zz" is neither in this file nor in the queue/,
    );
  });

  holdsFor(path, 6);
});

describe('an issue that changed there', () => {
  const row = { id: 'b-1', title: 'One', status: 'open', priority: 2, issue_type: 'task', labels: ['a'] };
  const files = () => {
    const folder = tempFolder('beads');
    mkdirSync(join(folder, '.beads'));
    const write = (...rows: object[]) =>
      writeFileSync(join(folder, '.beads/issues.jsonl'), rows.map((one) => `${JSON.stringify(one)}\n`).join(''));
    return { folder, write };
  };

  test('brings its news, and leaves what was changed here', async () => {
    const work = await testWorkspace();
    const { folder, write } = files();
    write(row);
    await work.run('task_import', { from: folder });
    await work.run('task_modify', { filter: '1', priority: 'L' });
    await work.run('task_annotate', { id: 1, text: 'ours' });
    write({ ...row, title: 'One, better', comments: [{ text: 'theirs', created_at: '2026-01-04T08:00:00Z' }] });
    const again = await work.run<Answer>('task_import', { from: folder });
    expect(again.changed).toEqual([{ id: 1, fields: ['description', 'annotations'] }]);
    const task = (await cameIn(work)).get('b-1');
    expect(task).toMatchObject({ description: 'One, better', priority: 'L', tags: ['a'] });
    expect(task?.annotations?.map(({ text }) => text)).toEqual(['theirs', 'ours']);
  });

  test('takes away what it no longer has, and is not opened again by a row that is as it was', async () => {
    const work = await testWorkspace();
    const { folder, write } = files();
    write(row, { ...row, id: 'b-2' });
    await work.run('task_import', { from: folder });
    await work.run('task_done', { id: '2' });
    write({ ...row, labels: [] }, { ...row, id: 'b-2' });
    const again = await work.run<Answer>('task_import', { from: folder });
    expect(again).toMatchObject({ added: 0, changed: [{ id: 1, fields: ['tags'] }], unchanged: 1 });
    const came = await cameIn(work);
    expect(came.get('b-1')).not.toHaveProperty('tags');
    expect(came.get('b-2')).toMatchObject({ status: 'completed' });
  });

  test('never writes over what was changed here as well: that is told, and --theirs takes the other', async () => {
    const work = await testWorkspace();
    const { folder, write } = files();
    write({ ...row, description: 'spec', acceptance_criteria: '- works' });
    await work.run('task_import', { from: folder });
    await work.run('task_modify', { filter: '1', description: 'Local', tags: 'mine', acceptance: 'works well' });
    await work.run('task_doc_write', { id: 1, content: 'local spec' });
    write({
      ...row,
      title: 'There',
      labels: ['theirs'],
      priority: 0,
      description: 'their spec',
      acceptance_criteria: '- works there',
    });
    const again = await work.run<Answer>('task_import', { from: folder });
    expect(again.changed).toEqual([{ id: 1, fields: ['priority', 'tags', 'extra'] }]);
    const told = [
      'description: changed here and there; "Local" stays, "There" is left out (theirs takes it)',
      'acceptance: changed here and there',
      'document spec: changed here and there; "local spec" stays, "their spec" is left out',
    ].map((line) => expect.stringContaining(line));
    expect(again.warnings).toEqual(expect.arrayContaining(told));
    expect((await cameIn(work)).get('b-1')).toMatchObject({
      ...{ description: 'Local', tags: ['mine', 'theirs'], priority: 'H', docs: { spec: 'local spec' } },
      acceptance: [{ text: 'works well' }],
    });
    const third = await work.run<Answer>('task_import', { from: folder });
    expect(third).toMatchObject({ imported: [], unchanged: 1, warnings: expect.arrayContaining(told) });
    await work.run('task_import', { from: folder, theirs: true });
    expect((await cameIn(work)).get('b-1')).toMatchObject({
      ...{ description: 'There', tags: ['mine', 'theirs'], docs: { spec: 'their spec' } },
      acceptance: [{ text: 'works there' }],
    });
    expect(await work.run('task_import', { from: folder })).toMatchObject({ imported: [], warnings: [] });
  });

  test('is news where nobody changed it here, also what became another value here, and what both changed alike', async () => {
    const work = await testWorkspace();
    const { folder, write } = files();
    const long = (text: string) => `${text} ${'x'.repeat(600)}`;
    write({ ...row, title: long('One'), labels: ['b c', 'a'], acceptance_criteria: '- works' });
    await work.run('task_import', { from: folder });
    await work.run('task_modify', { filter: '1', priority: 'H' });
    write({ ...row, title: long('Two'), labels: ['d e'], acceptance_criteria: '- works\n- fast', priority: 1 });
    const again = await work.run<Answer>('task_import', { from: folder });
    expect(again.changed).toEqual([{ id: 1, fields: ['description', 'extra', 'tags', 'acceptance'] }]);
    expect(again.warnings.join('\n')).not.toContain('changed here');
    await work.run('task_modify', { filter: '1', description: 'Three', priority: 'L' });
    write({ ...row, status: 'closed', title: 'Three', priority: 1 });
    await work.run('task_import', { from: folder });
    expect((await cameIn(work)).get('b-1')).toMatchObject({ description: 'Three', status: 'completed', priority: 'L' });
  });

  test('of two lists with the same ids is told apart by the name of the list', async () => {
    const work = await testWorkspace();
    const { folder, write } = files();
    write(row);
    await work.run('task_import', { from: folder, list: 'north' });
    await work.run('task_import', { from: folder, list: 'south' });
    expect([...(await cameIn(work)).keys()]).toEqual(['north b-1', 'south b-1']);
  });
});

describe('damaged files', () => {
  refusals('beads/broken', {
    '01-truncated.jsonl': [2, /^01-truncated\.jsonl, line 3: expected one JSON object per line/],
    '02-duplicate-id.jsonl': 3,
    '03-outside.jsonl': 1,
    '04-cycle.jsonl': 2,
    '05-own-parent.jsonl': 2,
    '06-priority-word.jsonl': [2, /line 2, priority: expected a number from 0 to 4, received "high"/],
    '07-labels-text.jsonl': [1, /line 1, labels: expected a list, received "a"/],
    '08-bare-dependencies.jsonl': [1, /dependencies: expected objects with depends_on_id and type/],
    '09-empty-title.jsonl': /line 1, field title: is required/,
    '10-bom.jsonl': 3,
    '11-merge-conflict.jsonl': /line 2: .*merge conflict/,
    '12-unknown-status.jsonl': [1, /status: expected one of open, .*received "frozen"/],
    '13-priority-99.jsonl': [1, /priority: expected a number from 0 to 4, received 99/],
    '14-array.json': 3,
    '15-nul.jsonl': /line 2: expected text, received a NUL character/,
    '16-nul-escaped.jsonl': 1,
    '17-escape.jsonl': 1,
    '18-latin-1.jsonl': /line 2: expected UTF-8 text, received byte 0xf6/,
    '19-date.jsonl': [1, /created_at: expected a date such as .*received "2026-02-30T10:00:00Z"/],
    '20-huge.jsonl': [1, /priority: expected a number from 0 to 4/],
    '21-utf-16.jsonl': 3,
    '22-crlf.jsonl': 3,
  });
});
