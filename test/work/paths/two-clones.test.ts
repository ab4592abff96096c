import { expect, test } from 'vitest';
import type { Repository } from '../../../src/domain/records.ts';
import { repositoryOnMachine } from '../../../src/domain/repository.ts';
import type { Workspace } from '../../../src/store/index.ts';
import { standingIn } from '../../../src/work/paths/locate.ts';
import { thisMachine } from '../../../src/work/processes/process-facts.ts';

const clone = (root: string) =>
  ({ dir: '/queue', root, common: `${root}/.git`, foundBy: 'git', exists: true, shared: true }) as Workspace;
const placeOf = (machine: string, folder: string) => ({ machine, common: `${folder}/.git`, folder });

test("every clone that this machine has of a repository is in it, also without a caller's folder; others' clones are not", () => {
  const places = [
    placeOf(thisMachine(), '/ada/web'),
    placeOf('other', '/code/web'),
    placeOf(thisMachine(), '/ada/copy'),
  ];
  const web = repositoryOnMachine({ name: 'web', folder: '/ada/web', home: true, places } as Repository, thisMachine);
  expect(web.folder).toBe('/ada/copy');
  for (const folder of ['/ada/web', '/ada/copy'])
    expect(standingIn(clone(folder), [web])).toEqual({ repo: undefined, root: folder });
  expect(standingIn(clone('/code/web'), [web])).toBeUndefined();
});
