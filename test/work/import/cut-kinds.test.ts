import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Files, newcomer, put } from './brought.ts';

interface Cut {
  path?: string;
  text: string;
  /** The files after the cut. The first one is the old one. */
  after: Files;
  /** Number of tasks in the queue before and after. */
  tasks: number;
}

const NESTED = '- [ ] Trip\n  - [ ] Rope\n  - [ ] Oar\n- [ ] Dock\n';

const KINDS: Readonly<Record<string, Cut>> = {
  'children that left their parent': {
    text: NESTED,
    after: { 'TODO.md': '- [ ] Trip\n- [ ] Dock\n', 'LATER.md': '- [ ] Rope\n- [x] Oar\n' },
    tasks: 4,
  },
  'a parent that left its children': {
    text: NESTED,
    after: { 'TODO.md': '- [ ] Rope\n- [ ] Oar\n- [ ] Dock\n', 'LATER.md': '- [x] Trip\n' },
    tasks: 4,
  },
  'a tree that moved below another task': {
    text: NESTED,
    after: { 'TODO.md': '- [ ] Dock\n', 'LATER.md': '- [ ] New\n  - [ ] Trip\n    - [ ] Rope\n    - [ ] Oar\n' },
    tasks: 5,
  },
  'a section with its heading': {
    text: '# Plan\n\n- [ ] Rope\n\n## web\n\n- [ ] Form\n- [x] Old\n',
    after: { 'TODO.md': '# Plan\n\n- [ ] Rope\n', 'WEB.md': '# Web\n\n- [ ] Form\n- [x] Old\n' },
    tasks: 3,
  },
  'three files': {
    text: NESTED,
    after: { 'TODO.md': '- [ ] Dock\n', 'A.md': '- [ ] Trip\n  - [x] Rope\n', 'sub/B.md': '- [x] Oar\n' },
    tasks: 4,
  },
  'rows with ids': {
    path: 'a.csv',
    text: 'id,Title,Status\n1,Rope,todo\n2,Oar,todo\n3,Old,done\n',
    after: { 'a.csv': 'id,Title,Status\n1,Rope,todo\n', 'b.csv': 'id,Title,Status\n2,Oar,done\n3,Old,done\n' },
    tasks: 3,
  },
};

test.each(Object.entries(KINDS))('a cut keeps the tasks: %s', async (_, { path = 'TODO.md', text, after, tasks }) => {
  for (const order of [Object.keys(after), Object.keys(after).toReversed()]) {
    const here = newcomer({ format: 'markdown', path, files: { '': text }, closed: {} });
    await here.bring(path);
    for (const [name, words] of Object.entries(after)) put(join(here.repository, name), { '': words });
    const { seq } = await here.run<{ seq?: number }>('task_import', { from: order[0], dry_run: true });
    expect(seq).toBeUndefined();
    for (const name of order) await here.bring(name);
    for (const name of order) expect([name, await here.bring(name)]).toMatchObject([name, { added: 0, changed: [] }]);
    expect([order, (await here.tasks()).map(({ description }) => description).sort()]).toEqual([
      order,
      expect.objectContaining({ length: tasks }),
    ]);
  }
});
