import { join } from 'node:path';
import { expect, test } from 'vitest';
import { RUN_REPOSITORY, runTreeAt as treeIn } from '../../src/store/workspace/find-workspace.ts';
import { writeFiles } from '../support/files.ts';
import { tempFolder } from '../support/folder.ts';

const REPOSITORY = { name: 'web', common: '/code/web/.git' };

/** As for somebody whose environment names every store. */
const runTreeAt = (folder: string) => treeIn(folder, (dir) => dir);

/** A store with the tree of a run; gives the store's folder. */
function store(repository: string = JSON.stringify(REPOSITORY)): string {
  const dir = join(tempFolder('run-tree'), 'store');
  writeFiles(dir, {
    'format.json': '{}',
    [`runs/r7/${RUN_REPOSITORY}`]: repository,
    'runs/r7/tree/src/a.ts': 'a',
    'runs/r7/output.txt': '',
  });
  return dir;
}

test.each(['.', 'src', 'src/deep/er'])('a folder in the tree of a run is known by where it is: %s', (path) => {
  const dir = store();
  const root = join(dir, 'runs/r7/tree');
  expect(runTreeAt(join(root, path))).toEqual({ dir, root, ...REPOSITORY });
});

test.each(['.', 'runs', 'runs/r7', 'runs/r7/trees', '..'])('a folder beside it is in none: %s', (path) => {
  expect(runTreeAt(join(store(), path))).toBeUndefined();
});

test('what looks like it outside of a store is none', () => {
  const root = tempFolder('run-tree');
  writeFiles(root, { [`runs/r7/${RUN_REPOSITORY}`]: JSON.stringify(REPOSITORY), 'runs/r7/tree/a': '' });
  expect(runTreeAt(join(root, 'runs/r7/tree'))).toBeUndefined();
});

test.each(['', 'nonsense', 'null', '[]', '{"name":"web"}', '{"name":1,"common":"/a"}'])(
  'without a repository that can be read there is none: %j',
  (repository) => {
    expect(runTreeAt(join(store(repository), 'runs/r7/tree'))).toBeUndefined();
  },
);

test('an agent cannot make a tree of its own in its tree', () => {
  const dir = store();
  const root = join(dir, 'runs/r7/tree');
  const planted = JSON.stringify({ name: 'planted', common: '/home/ada/other/.git' });
  writeFiles(root, { 'format.json': '{}', [`runs/r1/${RUN_REPOSITORY}`]: planted, 'runs/r1/tree/a': '' });
  expect(runTreeAt(join(root, 'runs/r1/tree'))).toEqual({ dir, root, ...REPOSITORY });
});

test('in a store that the environment does not name there is none, and the name is the one that it gives', () => {
  const dir = store();
  const root = join(dir, 'runs/r7/tree');
  expect(treeIn(root, () => undefined)).toBeUndefined();
  expect(treeIn(root, (real) => (real === dir ? dir : undefined))).toMatchObject({ dir });
});
