import { describe, expect, test } from 'vitest';
import { ELSEWHERE, repositoryOnMachine, sameRepository, withPlace } from '../../src/domain/repository.ts';

const web = { name: 'web', folder: '/a/web', home: true as const };

describe('a repository on several machines', () => {
  test.each([
    ['https://github.com/acme/web.git', 'git@github.com:acme/web'],
    ['ssh://git@GitHub.com:22/acme/web/', 'https://ada:x@github.com/acme/web'],
  ])('%s and %s are one remote', (one, two) => {
    expect(sameRepository({ remote: two }, [{ ...web, remote: one }])?.name).toBe('web');
  });

  test('another remote is a fork if it has the same first commit, otherwise another repository', () => {
    const known = [{ ...web, remote: 'git@github.com:acme/web.git', first: 'aaa' }];
    expect(sameRepository({ remote: 'git@github.com:ada/web.git', first: 'aaa' }, known)?.name).toBe('web');
    expect(sameRepository({ remote: 'git@github.com:acme/api.git', first: 'bbb' }, known)).toBeUndefined();
    expect(sameRepository({}, known)).toBeUndefined();
  });

  test.each(['/srv/git/web.git', '../web', 'file:///srv/git/web.git', 'C:\\git\\web'])(
    'the path %s is no identity, because it means something else on each machine',
    (remote) => {
      expect(sameRepository({ remote }, [{ ...web, remote }])).toBeUndefined();
    },
  );

  test('each machine has its own folders; of two clones the one in use counts', () => {
    const keep = () => false;
    const here = withPlace(web, { machine: 'a', common: '/a/web/.git', folder: '/a/web' }, keep);
    const both = withPlace(here, { machine: 'a', common: '/a/copy/.git', folder: '/a/copy' }, keep);
    const all = withPlace(both, { machine: 'b', common: '/b/web/.git', folder: '/b/web' }, keep);
    expect(repositoryOnMachine(all, () => 'a', '/a/web/.git')).toMatchObject({
      folder: '/a/web',
      common: '/a/web/.git',
    });
    expect(repositoryOnMachine(all, () => 'a')).toMatchObject({ folder: '/a/copy' });
    expect(repositoryOnMachine(all, () => 'b')).toMatchObject({ folder: '/b/web' });
    expect(repositoryOnMachine(all, () => 'c')).toMatchObject({ folder: ELSEWHERE });
    expect(repositoryOnMachine(all, () => 'c')).not.toHaveProperty('common');
    expect(repositoryOnMachine(web, () => 'c')).toBe(web);
    const moved = withPlace(all, { machine: 'a', common: '/a/new/.git', folder: '/a/new' }, () => true);
    expect(moved.places?.map(({ folder }) => folder)).toEqual(['/b/web', '/a/new']);
  });
});
