import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { cli } from './line.ts';

/** A repository with a queue, in which links lead out and in. */
async function place() {
  const top = tempFolder('links');
  const [repository, outside] = [join(top, 'repository'), join(top, 'outside')];
  for (const folder of [repository, outside, join(repository, 'docs')]) mkdirSync(folder);
  git(repository, 'init', '-q');
  writeFileSync(join(outside, 'todo.md'), '- [ ] Theirs\n');
  writeFileSync(join(repository, 'docs/plan.md'), '- [ ] Ours\n');
  symlinkSync(join(outside, 'todo.md'), join(repository, 'TODO.md'));
  symlinkSync(outside, join(repository, 'out'));
  symlinkSync(join(outside, 'none.md'), join(repository, 'dangling.md'));
  symlinkSync('docs/plan.md', join(repository, 'PLAN.md'));
  const at = cli({}, true, repository);
  await at.say('add Milk');
  return { ...at, outside };
}

test.each([
  ['sync TODO.md', 'todo.md'],
  ['sync out/todo.md', 'todo.md'],
  ['sync dangling.md', 'none.md'],
  ['export --to out/new.json', 'new.json'],
  ['export --format markdown --force --to TODO.md', 'todo.md'],
  ['backup out/copy.tar.gz', 'copy.tar.gz'],
])('%s does not write behind a link that leads out, and names the file', async (line, file) => {
  const { say, outside } = await place();
  expect(await say(line)).toMatchObject({
    code: 1,
    err: expect.stringContaining(`a link leads out of the repository, to ${join(outside, file)}`),
  });
  expect(readFileSync(join(outside, 'todo.md'), 'utf8')).toBe('- [ ] Theirs\n');
  expect(existsSync(join(outside, file))).toBe(file === 'todo.md');
});

test('a link inside the repository, and the file itself, are written', async () => {
  const { say, outside, cwd } = await place();
  expect(await say('sync PLAN.md')).toMatchObject({ code: 0 });
  expect(readFileSync(join(cwd, 'docs/plan.md'), 'utf8')).toContain('Ours');
  expect(await say(`export --to ${join(outside, 'new.json')}`)).toMatchObject({ code: 0 });
  expect(readFileSync(join(outside, 'new.json'), 'utf8')).toContain('Milk');
});
