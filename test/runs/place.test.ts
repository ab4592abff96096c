import { expect, test } from 'vitest';
import type { Repository } from '../../src/domain/records.ts';
import type { Repositories } from '../../src/domain/repository.ts';
import type { Task } from '../../src/domain/task/task.ts';
import { locateRun, repositoryFor } from '../../src/runs/run-folder.ts';
import { ADA, testWorkspace } from '../support/workspace.ts';

const WEB: Repository = { name: 'web', folder: '/code/web', common: '/code/web/.git', home: true };
const API: Repository = { name: 'api', folder: '/code/api', common: '/code/api/.git' };
const NOTES: Repository = { name: 'notes', folder: '/code/notes' };

const task = (...scope: NonNullable<Task['scope']>) => ({ id: 12, scope }) as unknown as Task;
const among = (all: Repository[], here?: string | null): Repositories => ({
  all,
  here: here === undefined ? undefined : { repo: here ?? undefined, root: '/code/here' },
});

test.each([
  ['that of its scope', task({ repo: 'api', glob: 'src/**' }), among([WEB, API], null), API],
  ['the home, for a scope without a name', task({ glob: 'src/**' }), among([WEB, API], 'api'), WEB],
  ['the one in which the caller stands, without a scope', task(), among([WEB, API], 'api'), API],
  ['the home for a caller who stands in none, without a scope', task(), among([WEB, API]), WEB],
])('a run works in one repository: %s', (_, wanted, repositories, repository) => {
  expect(repositoryFor(wanted, repositories)).toBe(repository);
});

test.each([
  [
    'over two repositories',
    task({ glob: 'a/**' }, { repo: 'api', glob: 'b/**' }),
    among([WEB, API], null),
    /task 12 spans web and api/,
  ],
  ['in one that is no part of the workspace', task({ repo: 'old', glob: 'a/**' }), among([WEB, API], null), /old/],
  [
    'in one that is, and one that is not',
    task({ repo: 'api', glob: 'b/**' }, { repo: 'old', glob: 'a/**' }),
    among([WEB, API], null),
    /old/,
  ],
  ['in a folder without git', task({ repo: 'notes', glob: 'a' }), among([WEB, NOTES], null), /not a git repository/],
  ['where there is no repository', task(), among([]), /not in a git repository/],
])('a scope %s is refused with what to do', (_, wanted, repositories, message) => {
  const error = (() => {
    try {
      return repositoryFor(wanted, repositories);
    } catch (thrown) {
      return thrown;
    }
  })();
  expect(error).toMatchObject({ message: expect.stringMatching(message), hint: expect.stringMatching(/\S/) });
});

test('a run of a repository that is no part of the workspace any more has no place', async () => {
  const { opened } = await testWorkspace();
  expect(() => locateRun(opened.context(ADA), { id: 'r1', repository: 'old' })).toThrow(/old is no longer part/);
});
