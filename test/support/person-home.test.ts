import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { cli } from '../interfaces/cli/line.ts';
import { ENVIRONMENT } from './environment.ts';
import { tempFolder } from './folder.ts';
import { homeChanges, homeFiles } from './person-home.ts';

test("a test's home folder is empty, its own, and that of the programs it starts", () => {
  expect(homedir()).not.toBe(inject('personHome'));
  expect(homedir()).not.toBe(userInfo().homedir);
  expect(ENVIRONMENT.HOME).toBe(homedir());
  expect(readdirSync(homedir())).toEqual([]);
});

test.each(['first', 'second'])(
  '%s test: what a command line writes for a person is in the home of this test',
  async (name) => {
    const { say } = cli();
    expect((await say('alias')).out).not.toContain('mine');
    expect(await say(`alias set mine list +${name}`)).toMatchObject({ code: 0 });
    expect(readdirSync(join(homedir(), '.backlog'))).toContain('aliases.json');
  },
);

test('a file that is new, or changed, is found', () => {
  const home = tempFolder('home');
  const before = homeFiles(home);
  const queues = join(home, '.backlog/workspaces');
  mkdirSync(join(queues, 'a'), { recursive: true });
  expect(homeChanges(before, homeFiles(home))).toEqual(['.backlog/workspaces', '.backlog/workspaces/a']);
  writeFileSync(join(home, '.backlog/aliases.json'), '{}');
  const later = homeFiles(home);
  expect(homeChanges(later, homeFiles(home))).toEqual([]);
  utimesSync(join(home, '.backlog/aliases.json'), 1, 1);
  expect(homeChanges(later, homeFiles(home))).toEqual(['.backlog/aliases.json']);
});
