import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { git } from '../support/git.ts';
import { reviewed } from './support/acting.ts';
import { type Field, field } from './support/field.ts';

const plugin = builtPlugin();
const SECRET = 'API_TOKEN=kR8vQ2mZ7xL4nP9w';

/** A repository whose settings git-crypt encrypts. */
async function encrypted(): Promise<Field> {
  const place = await field(plugin);
  execFileSync('git-crypt', ['init'], { cwd: place.user });
  execFileSync('sh', ['-c', 'echo "*.env filter=git-crypt diff=git-crypt" > .gitattributes; echo OLD=1 > old.env'], {
    cwd: place.user,
  });
  git(place.user, 'add', '-A');
  git(place.user, 'commit', '-qm', 'Settings');
  return place;
}

const stored = (place: Field, file: string) =>
  execFileSync('git', ['cat-file', 'blob', `main:${file}`], { cwd: place.user });
const seen = (place: Field, file: string) => readFileSync(join(place.user, file), 'utf8');

test('git-crypt encrypts what an agent writes and commits; the review reads it before, and the checkout has it in clear', async () => {
  const place = await encrypted();
  const { id } = await reviewed(
    place,
    `echo ${SECRET} > staging.env; git add -A; git commit -qm Settings; cp old.env x.env; echo NEW=2 > old.env`,
  );
  const shown = await place.text('run_show', { run: id });
  expect(shown).toContain('converted by a filter of git, and read by the review before it: ');
  expect(await place.text('run_diff', { run: id })).not.toContain('kR8vQ2mZ7xL4nP9w');
  expect(await place.refused('run_approve', { run: id })).toMatchObject({ data: { risk: ['secretTexts'] } });
  await place.run('run_approve', { run: id, risk: ['secretTexts'] });
  await place.becomes(id, 'merged');
  for (const file of ['staging.env', 'old.env', 'x.env'])
    expect([file, stored(place, file).toString('latin1', 0, 10)]).toEqual([file, '\0GITCRYPT\0']);
  expect(['staging.env', 'old.env', 'x.env'].map((file) => seen(place, file))).toEqual([
    `${SECRET}\n`,
    'NEW=2\n',
    'OLD=1\n',
  ]);
  expect(git(place.user, 'status', '--porcelain')).toBe('');
  expect(git(place.user, 'log', '--all', '-S', SECRET, '--no-textconv', '--format=%s')).toBe('');
});

test('a result whose required filter failed is named and nobody can approve it; once the filter works, it is taken again', async () => {
  const place = await encrypted();
  git(place.user, 'config', 'filter.git-crypt.clean', 'no-such-program');
  const { id } = await reviewed(place, 'echo NEW=2 > staging.env');
  expect(await place.text('run_show', { run: id })).toContain('staging.env (filter git-crypt failed)');
  const refused = await place.refused('run_approve', { run: id, raw: true });
  expect(refused).toMatchObject({ message: expect.stringContaining('staging.env') });
  expect(refused.hint).toContain('run_adopt r1');
  git(place.user, 'config', 'filter.git-crypt.clean', 'git-crypt clean');
  await place.run('run_adopt', { run: id });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
  expect(stored(place, 'staging.env').toString('latin1', 0, 10)).toBe('\0GITCRYPT\0');
});

test('a second round keeps what the filter converted', async () => {
  const place = await encrypted();
  const { id } = await reviewed(place, 'echo NEW=2 > staging.env; echo more >> src/a.txt');
  await place.run('run_request_changes', { run: id, note: 'More' });
  await place.until(id, ({ state, rounds }) => state === 'review' && rounds?.length === 2);
  rmSync(join(place.user, 'docs'), { recursive: true });
  git(place.user, 'commit', '-qam', 'Other');
  await place.run('run_approve', { run: id });
  await place.becomes(id, 'merged');
  expect(seen(place, 'staging.env')).toBe('NEW=2\n');
});
