import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Brought, newcomer, put } from './brought.ts';

/** A file of one format, before and after one of its lines moved. */
type Moved = readonly [name: string, format: string, path: string, before: string, after: string];

const lines = (...rows: string[]) => `${rows.join('\n')}\n`;

/** In each, the line "Oar" moved, and everything else is the same task. */
const MOVED: readonly Moved[] = [
  [
    'to another project of a plan',
    ...(['markdown', 'TODO.md'] as const),
    lines('## web', '- [ ] Oar', '- [x] Rope', '## api', '- [ ] Sail'),
    lines('## web', '- [x] Rope', '## api', '- [ ] Sail', '- [ ] Oar'),
  ],
  [
    'below another task',
    ...(['markdown', 'TODO.md'] as const),
    lines('- [ ] Boat', '  - [ ] Oar', '  - [x] Rope', '- [ ] Dock'),
    lines('- [ ] Boat', '  - [x] Rope', '- [ ] Dock', '  - [ ] Oar'),
  ],
  [
    'to the top, because the task above it is gone',
    ...(['markdown', 'TODO.md'] as const),
    lines('- [ ] Boat', '  - [ ] Oar', '- [x] Rope'),
    lines('- [ ] Oar', '- [x] Rope'),
  ],
  [
    'with the task above it, beside an equal line',
    ...(['markdown', 'TODO.md'] as const),
    lines('## web', '- [ ] Boat', '  - [ ] Test', '  - [ ] Oar', '- [x] Dock', '  - [x] Test', '## api'),
    lines('## web', '- [x] Dock', '  - [x] Test', '## api', '- [ ] Boat', '  - [ ] Test', '  - [ ] Oar'),
  ],
  [
    'because the task above it has other words',
    ...(['markdown', 'TODO.md'] as const),
    lines('- [ ] Boat', '  - [ ] Oar', '- [x] Rope'),
    lines('- [ ] Ship', '  - [ ] Oar', '- [x] Rope'),
  ],
  [
    'to another project of a table without ids',
    ...(['csv', 'tasks.csv'] as const),
    lines('Title,Project,Status', 'Oar,web,todo', 'Rope,api,done'),
    lines('Title,Project,Status', 'Rope,api,done', 'Oar,api,todo'),
  ],
  [
    'below another heading of Org',
    ...(['org', 'plan.org'] as const),
    lines('* TODO Boat', '** TODO Oar', '* DONE Rope'),
    lines('* TODO Boat', '* DONE Rope', '* TODO Oar'),
  ],
  [
    'to another project of a JSON list',
    ...(['json', 'tasks.json'] as const),
    JSON.stringify([
      { title: 'Oar', project: 'web' },
      { title: 'Rope', status: 'done' },
    ]),
    JSON.stringify([
      { title: 'Rope', status: 'done' },
      { title: 'Oar', project: 'api' },
    ]),
  ],
];

const brought = (format: string, path: string, text: string): Brought => ({
  ...{ format, path, files: { '': text }, closed: {} },
});

/** Imports a file, acts, and imports another state of it. */
async function moving(
  [, format, path, before, after]: Moved,
  act: (here: ReturnType<typeof newcomer>, id: string) => Promise<unknown> = async () => undefined,
) {
  const here = newcomer(brought(format, path, before));
  await here.bring(path);
  const oar = async () => (await here.tasks()).find(({ description }) => description === 'Oar')!;
  const first = await oar();
  await act(here, String(first.id));
  const uuids = async () => (await here.tasks()).map(({ uuid }) => uuid).sort();
  const known = await uuids();
  put(join(here.repository, path), { '': after });
  const { added } = await here.bring(path);
  expect(await here.bring(path)).toMatchObject({ added: 0, changed: [] });
  return { first, now: await oar(), added, known, uuids: await uuids(), here };
}

describe.each(MOVED)('a line that moved %s', (...moved) => {
  test('is the same task, at its new place', async () => {
    const isRenamed = moved[0].includes('other words');
    const { first, now, added, known, uuids } = await moving(moved);
    expect({ added, uuid: now.uuid }).toEqual({ added: isRenamed ? 1 : 0, uuid: first.uuid });
    if (!isRenamed) expect(uuids).toEqual(known);
    expect([now.project, now.parent, now.status]).not.toEqual([first.project, first.parent, 'completed']);
  });

  test('stays done if it was done here', async () => {
    const { now, here } = await moving(moved, ({ run }, id) => run('task_done', { id, force: true }));
    expect(now.status).toBe('completed');
    expect((await here.tasks()).filter(({ description }) => description === 'Oar')).toHaveLength(1);
  });
});

test('a line that is ticked while it moves closes its task', async () => {
  const [, ...same] = MOVED[0]!;
  const [format, path, before, after] = same;
  const { first, now, added } = await moving(['', format, path, before, after.replace('[ ] Oar', '[x] Oar')]);
  expect([added, now.uuid, now.status, now.project]).toEqual([0, first.uuid, 'completed', 'api']);
});

test.each([
  ['the next round of a checklist', '## May\n- [x] Oar\n', '## June\n- [ ] Oar\n'],
  [
    'one of two equal lines that a line became',
    '- [ ] Oar\n- [ ] Boat\n  - [ ] Oar\n- [ ] Dock\n',
    '- [ ] Boat\n  - [ ] Oar\n- [ ] Dock\n  - [ ] Oar\n',
  ],
  ['a line with words that others have', '## a\n- [ ] Oar\n## b\n- [ ] Oar\n', '## b\n- [ ] Oar\n## c\n- [ ] Oar\n'],
])('%s is a new task', async (_, before, after) => {
  const here = newcomer(brought('markdown', 'TODO.md', before));
  await here.bring('TODO.md');
  const { open, completed } = await here.counts();
  put(join(here.repository, 'TODO.md'), { '': after });
  expect((await here.bring('TODO.md')).added).toBe(1);
  expect(await here.counts()).toMatchObject({ open: open + 1, completed });
});

test.each([
  ['two tasks', '- [ ] Oar\n- [ ] Boat\n- [ ] Dock\n', 2],
  ['two new tasks', '- [ ] Oar\n', 4],
])('a line that became one below each of %s is none of them', async (_, before, added) => {
  const here = newcomer(brought('markdown', 'TODO.md', before));
  await here.bring('TODO.md');
  put(join(here.repository, 'TODO.md'), { '': '- [ ] Boat\n  - [ ] Oar\n- [ ] Dock\n  - [ ] Oar\n' });
  expect((await here.bring('TODO.md')).added).toBe(added);
  expect(await here.bring('TODO.md')).toMatchObject({ added: 0, changed: [] });
});
