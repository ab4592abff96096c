import { describe, expect, test } from 'vitest';
import { formerRowDigest } from '../../../src/work/sync/row-values.ts';
import DIGESTS from '../../fixtures/digests-of-bases.json' with { type: 'json' };
import { ADA } from '../../support/workspace.ts';
import { BROUGHT } from '../import/brought.ts';
import { ground, NOTHING, plainOf } from './ground.ts';

const SPEC = 'One.\n\nTwo.\n\nThree.';

/** Synchronises a file and replaces the bases by the digests that an earlier version stored. */
async function upgraded() {
  const made = await ground(BROUGHT[0]!.files['']);
  await made.sync();
  const digests = DIGESTS['synced TODO.md'] as Readonly<Record<string, Readonly<Record<string, string>>>>;
  await made.work.opened.store.write({ actor: ADA.actor, command: 'given' }, (tx) => {
    for (const [id, one] of [...tx.all('synced')]) {
      const { id: number, parent } = tx.get('task', one.uuid)!;
      const above =
        parent === undefined ? {} : { parent: `${formerRowDigest('', parent)} ${formerRowDigest('', parent)}` };
      const seen = { ...digests[number], ...above };
      expect(Object.keys(seen).sort()).toEqual(Object.keys(one.seen).sort());
      tx.put('synced', id, { ...one, seen });
    }
  });
  const bases = () => Array.from(made.work.opened.store.state.all('synced'), ([, { seen }]) => seen);
  return { ...made, bases };
}

describe('after an upgrade, when the bases are digests of an earlier version', () => {
  test('equal sides stay as they are, and their values are stored', async () => {
    const { sync, tasks, bases } = await upgraded();
    const before = await tasks();
    for (const _ of [1, 2]) expect(await sync()).toMatchObject(NOTHING);
    expect(await tasks()).toEqual(before);
    for (const side of bases().flatMap((seen) => Object.values(seen))) expect(side).toMatch(/^[=@#]/);
  });

  test('each edit arrives at the other side, and what both changed keeps both values', async () => {
    const { work, sync, edit, read, tasks } = await upgraded();
    await work.run('task_modify', { filter: '5', description: 'Report here', due: '2026-12-30' });
    await work.run('task_done', { id: '4' });
    edit('[ ] Form', '[x] Form');
    edit('2026-12-24', '2026-12-26');
    const result = await sync();
    expect(result.toQueue).toEqual([expect.objectContaining({ id: 3, fields: ['status'] })]);
    expect(result.toFile.map(({ id, fields }) => [id, fields])).toEqual([
      [4, ['status']],
      [5, ['description']],
    ]);
    expect(result.undecided).toEqual([
      expect.objectContaining({ kind: 'field', id: 5, field: 'due', queue: '2026-12-30', file: '2026-12-26' }),
    ]);
    expect((await tasks()).length).toBe(8);
    expect(plainOf(read())).toContain('- [x] Logout\n');
    expect((await sync({ theirs: true })).undecided).toEqual([]);
    expect((await tasks())[4]).toMatchObject({ description: 'Report here', due: '2026-12-26' });
  });
});

describe('a field that both sides changed is merged by its elements', () => {
  test.each([
    ['TODO.md', `# L\n\n- [ ] Fix #a #b\n  One.\n\n  Two.\n\n  Three.\n`],
    ['tasks.json', `${JSON.stringify([{ description: 'Fix', tags: ['a', 'b'], spec: SPEC }], null, 2)}\n`],
  ])('in %s: tags, and the paragraphs of a text', async (name, text) => {
    const { work, sync, edit, read, tasks } = await ground(text, name);
    await sync();
    await work.run('task_modify', { filter: '1', tags: '-a,+here' });
    await work.run('task_doc_write', { id: 1, content: SPEC.replace('One.', 'One here.') });
    if (name === 'TODO.md') edit(' #b', ' #b #there');
    else edit('"b"', '"b", "there"');
    edit('Three.', 'Three there.');
    const result = await sync();
    expect(result.undecided).toEqual([]);
    expect(result.toQueue).toEqual([expect.objectContaining({ id: 1, fields: ['tags', 'spec'] })]);
    expect(result.toFile).toEqual([expect.objectContaining({ id: 1, fields: ['tags', 'spec'] })]);
    const [task] = await tasks();
    expect(task!.tags).toEqual(['b', 'here', 'there']);
    expect(task!.docs?.spec).toBe('One here.\n\nTwo.\n\nThree there.');
    expect(read()).toContain(name === 'TODO.md' ? '#b #there #here' : 'One here.\\n\\nTwo.\\n\\nThree there.');
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('criteria keep their evidence', async () => {
    const { work, sync, edit, tasks } = await ground(
      '# L\n\n- [ ] Fix\n  - acceptance:\n    - [ ] One\n    - [ ] Two\n',
    );
    await sync();
    await work.run('task_annotate', { id: 1, criterion: 1, text: 'green' });
    await work.run('task_modify', { filter: '1', acceptance: 'One\nTwo\nHere' });
    edit('] Two', '] Two\n    - [ ] There');
    expect((await sync()).undecided).toEqual([]);
    const { acceptance } = (await tasks())[0]!;
    expect(acceptance!.map(({ text, met }) => [text, met?.evidence])).toEqual([
      ['One', 'green'],
      ...['Two', 'Here', 'There'].map((one) => [one, undefined]),
    ]);
    expect(await sync()).toMatchObject(NOTHING);
  });

  test('the same paragraph is a conflict with both values, and a side that was asked for wins as a whole', async () => {
    const { work, sync, edit, tasks } = await ground('# L\n\n- [ ] Fix #a\n  One.\n\n  Two.\n');
    await sync();
    await work.run('task_doc_write', { id: 1, content: 'One here.\n\nTwo.' });
    await work.run('task_modify', { filter: '1', tags: '+here' });
    edit('One.', 'One there.');
    edit('#a', '#a #there');
    expect(await sync({ dry_run: true })).toMatchObject({
      undecided: [{ field: 'spec', queue: 'One here.\n\nTwo.', file: 'One there.\n\nTwo.' }],
    });
    await sync({ theirs: true });
    expect((await tasks())[0]).toMatchObject({ tags: ['a', 'there'], docs: { spec: 'One there.\n\nTwo.' } });
    expect(await sync()).toMatchObject(NOTHING);
  });
});
