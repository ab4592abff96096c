import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtPlugin } from '../../support/built-plugin.ts';
import { git } from '../../support/git.ts';
import { soak } from '../../support/soak-test.ts';
import { reviewed } from '../support/acting.ts';
import { type Field, field } from '../support/field.ts';
import { hook } from '../support/outgoing.ts';

const plugin = builtPlugin();

/** A merged run that could not be pushed to a remote over file://, because its server refused it. */
async function refusedPush(): Promise<Field & { remote: string; id: string; push(): Promise<string> }> {
  const place = await field({ supervisor: plugin.supervisor });
  const { root, user } = place;
  const remote = join(root, 'origin.git');
  git(root, 'init', '-q', '--bare', '-b', 'main', 'origin.git');
  git(user, 'config', 'user.name', 'Ada');
  git(user, 'config', 'user.email', 'ada@example.invalid');
  git(user, 'remote', 'add', 'origin', `file://${remote}`);
  git(user, 'push', '-q', 'origin', 'HEAD:main');
  hook(remote, 'pre-receive', 'echo "FIRST reason" >&2; exit 1');
  await place.run('setting_set', { name: 'runs.push', value: 'origin' });
  const { id } = await reviewed(place, 'echo b > src/b.txt');
  await place.run('run_approve', { run: id });
  await place.until(id, ({ outgoing }) => outgoing?.failed?.includes('FIRST reason') ?? false);
  const push = () => place.text('run_push', { run: id }).catch((error: Error) => `refused: ${error.message}`);
  return { ...place, remote, id, push };
}

soak(
  'run push waits for its attempt, and tells what this one met: a refusal, a foreign commit, no remote, success',
  async () => {
    const { root, user, remote, id, push, now } = await refusedPush();
    hook(remote, 'pre-receive', 'echo "SECOND reason" >&2; exit 1');
    const second = await push();
    expect(second).toMatch(/^refused: run r1 is not sent: .*SECOND reason/s);
    expect(second).not.toContain('FIRST');

    rmSync(join(remote, 'hooks/pre-receive'));
    renameSync(remote, `${remote}.away`);
    const offline = await push();
    expect(offline).toMatch(/^refused: run r1 is not sent: .*origin\.git/s);
    expect(offline).not.toContain('SECOND');
    renameSync(`${remote}.away`, remote);

    git(root, 'clone', '-q', `file://${remote}`, 'other');
    const other = join(root, 'other');
    git(
      other,
      '-c',
      'user.name=Bob',
      '-c',
      'user.email=bob@example.invalid',
      'commit',
      '-q',
      '--allow-empty',
      '-m',
      'Theirs',
    );
    git(other, 'push', '-q', 'origin', 'main');
    const theirs = git(remote, 'rev-parse', 'main');
    expect(await push()).toContain('origin has commits of main that this repository lacks');
    expect(git(remote, 'rev-parse', 'main'), "somebody's commit stays").toBe(theirs);

    git(user, 'pull', '-q', '--no-rebase', '--no-edit', 'origin', 'main');
    git(user, 'push', '-q', 'origin', 'main');
    expect(await push()).not.toMatch(/refused|not pushed/);
    expect(await now(id)).toMatchObject({ merged: { push: expect.stringMatching(/^(pushed to|already in) origin/) } });
    expect((await now(id)).outgoing).toBeUndefined();
    expect(git(remote, 'merge-base', '--is-ancestor', (await now(id)).merged!.commit, 'main')).toBe('');
  },
);
