import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cli } from '../../interfaces/cli/line.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { committedRepository } from '../../support/repository.ts';

async function ground(files: Readonly<Record<string, string>> = { 'src/a.js': 'a' }) {
  const top = tempFolder('scopes');
  for (const name of ['main', 'app']) {
    mkdirSync(join(top, name));
    committedRepository(join(top, name), files);
  }
  const { say } = cli({ BACKLOG_HOME: join(top, 'home'), BACKLOG_DIR: '' }, true, join(top, 'main'));
  expect((await say('add One')).code).toBe(0);
  return { say, top };
}

const NOTE = /matches no file yet: there is no folder/;

describe('a scope with the name of a repository and =', () => {
  test('means the repository, where scopes and paths are given', async () => {
    const { say } = await ground();
    expect((await say('repo add ../app')).code).toBe(0);
    expect((await say('modify 1 --scope app=src/**')).code).toBe(0);
    expect((await say('info 1')).out).toContain('scope: app:src/**');
    expect((await say('start 1')).code).toBe(0);
    expect((await say('claim list')).out).toContain('app:src/**');
    expect((await say('claim check app=src/a.js')).out).toContain('app=src/a.js: not claimed by others');
    expect((await say('claim acquire app=docs/**')).out).toMatch(NOTE);
  });

  test.each([
    'add Two --scope api=src/**',
    'modify 1 --scope api=src/**',
    'claim acquire api=src/**',
    'claim check api=src/a.js',
  ])('is refused for another name: %s', async (line) => {
    const { say } = await ground();
    expect(await say(line)).toMatchObject({ code: 2, err: expect.stringContaining('there is no repository api') });
  });

  test('is a file if it begins with ./, and stays one', async () => {
    const { say } = await ground();
    expect((await say('modify 1 --scope ./api=a.txt')).code).toBe(0);
    const { out } = await say('export --format backlog');
    expect(out).toContain('api=a.txt');
  });
});

describe('a scope that can match nothing', () => {
  test.each([
    'add Two --scope nope/**',
    'modify 1 --scope src/deep/er/**',
    'claim acquire nope/a.js',
    'claim check nope/a.js',
  ])('is told: %s', async (line) => {
    const { say } = await ground();
    expect((await say(line)).out).toMatch(NOTE);
  });

  test('is told again at the start', async () => {
    const { say } = await ground();
    await say('modify 1 --scope nope/**');
    expect((await say('start 1')).out).toMatch(NOTE);
  });

  test.each(['src/**', 'src/new.js', 'new.js', '**/*.md', '{src,lib}/**', '*.js'])('is none: %s', async (glob) => {
    const { say } = await ground();
    expect((await say(['modify', '1', '--scope', glob])).out).not.toMatch(NOTE);
  });

  test('is none in a repository without files', async () => {
    const { say, top } = await ground({ '.gitignore': 'x' });
    expect((await say('modify 1 --scope src/**')).out).not.toMatch(NOTE);
    writeFileSync(join(top, 'main/a.txt'), '');
    expect(git(join(top, 'main'), 'status', '--porcelain')).not.toBe('');
    expect((await say('modify 1 --scope lib/**')).out).toMatch(NOTE);
  });
});
