import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processesWith } from '../../../src/runs/process/sweep.ts';
import { cells } from '../../../src/text/screen/layout/width.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { soak } from '../../support/soak-test.ts';
import { cli } from './line.ts';

const plugin = builtPlugin();
const filesBelow = (folder: string) => readdirSync(folder, { recursive: true, encoding: 'utf8' });

/** A machine whose owner has a queue, a token, a git configuration and an agent's session. The demo must use none of them. */
function machine() {
  const home = tempFolder('demo');
  const temp = join(home, 'tmp');
  mkdirSync(temp);
  writeFileSync(join(home, '.gitconfig'), '[core]\n\thooksPath = /nowhere\n[commit]\n\tgpgsign = true\n');
  const env = {
    ...{ ...ENVIRONMENT, HOME: home, TMPDIR: temp, COLUMNS: '80', CLAUDECODE: '1' },
    ...{ BACKLOG_DIR: join(home, 'queue'), BACKLOG_PROFILE: 'work', BACKLOG_TOKEN: 'bl_x', BACKLOG_RUN: 'r7' },
    ...{ GIT_DIR: join(home, 'elsewhere'), GIT_INDEX_FILE: join(home, 'index') },
  };
  const before = filesBelow(home);
  return {
    ...{ env, temp },
    play: (...words: string[]) =>
      spawnSync(process.execPath, [plugin.cli, 'demo', ...words], { cwd: home, env, encoding: 'utf8' }),
    /** The files that the person has, apart from the scratch folder. */
    changed: () => filesBelow(home).filter((file) => !before.includes(file) && !file.startsWith('tmp')),
    /** Starts the demo, and sends the signal as soon as the output has the words. @returns the exit code and the folder */
    async interrupted(words: string, signal: NodeJS.Signals) {
      const child = spawn(process.execPath, [plugin.cli, 'demo', '--keep'], { cwd: home, env });
      let said = '';
      child.stdout.on('data', (chunk) => {
        if (!said.includes(words) && `${said}${chunk}`.includes(words)) child.kill(signal);
        said += chunk;
      });
      const code = await new Promise((done) => child.once('close', done));
      const [folder = ''] = /\S+backlog-demo-\w+/.exec(said) ?? [];
      return { code, said, left: processesWith({ BACKLOG_HOME: join(folder, 'home') }) };
    },
  };
}

soak('the demo plays a plan, two runs, a failed check, a review and two merges, and leaves nothing', () => {
  const { play, temp, changed } = machine();
  const { status, stdout, stderr } = play();
  expect([status, stderr]).toEqual([0, '']);
  const typed = Array.from(stdout.matchAll(/^\$ (\S+ \S+)/gm), ([, words]) => words);
  expect(typed).toEqual([
    ...['backlog import', 'backlog list', 'backlog setting', 'backlog agent', 'backlog run', 'backlog run'],
    ...[
      'backlog run',
      'backlog review',
      'backlog diff',
      'backlog approve',
      'backlog approve',
      'git log',
      'backlog list',
    ],
  ]);
  expect(stdout).toMatch(/check unit: failed.*round 2 \(checks\).*check unit: passed/s);
  expect(stdout).toContain('claimed: "node --test: 3 of');
  expect(stdout).toContain('+export const total = (items) =>');
  expect(stdout).toContain('Check the password\nAdd up the cart\nAn empty shop\n');
  expect(stdout).toMatch(/^ 3 {2}ready .* Write the release notes$/m);
  expect(stdout).toMatch(/^That took \d+ s\. Removed /m);
  expect([readdirSync(temp), changed()]).toEqual([[], []]);
});

soak('with --keep, the demo prints a line with which its queue can be used', () => {
  const { play, env } = machine();
  const { stdout } = play('--keep');
  const [line = ''] = /^cd .*$/m.exec(stdout) ?? [];
  const { BACKLOG_DIR, BACKLOG_PROFILE, BACKLOG_TOKEN, BACKLOG_RUN, GIT_DIR, GIT_INDEX_FILE, ...own } = env;
  const script = `${line}\n${process.execPath} ${plugin.cli} list\n${process.execPath} ${plugin.cli} run list --all`;
  const said = spawnSync('sh', ['-ec', script], { env: own, encoding: 'utf8' });
  expect(said.stdout).toMatch(/^3 - ready .*Write the release notes/m);
  expect(said.stdout.match(/merged/g)).toHaveLength(2);
});

describe('an interrupted demo leaves no folder and no process', () => {
  test('Ctrl+C at the start', async () => {
    const { interrupted, temp, changed } = machine();
    const { code, left } = await interrupted('The tutorial in', 'SIGINT');
    expect([code, left, readdirSync(temp), changed()]).toEqual([130, [], [], []]);
  });

  soak.each([
    ['r1 queued', 'SIGINT', 130],
    ['r1 queued', 'SIGTERM', 143],
    ['r1 queued', 'SIGHUP', 129],
    ['$ backlog approve r2', 'SIGINT', 130],
  ] as const)('after %s: %s', async (words, signal, expected) => {
    const { interrupted, temp, changed } = machine();
    const { code, left } = await interrupted(words, signal);
    expect([code, left, readdirSync(temp), changed()]).toEqual([expected, [], [], []]);
  });
});

test('demo refuses other words and --json, and its help fits 80 columns', async () => {
  const { say } = cli();
  expect(await say('demo now')).toMatchObject({ code: 2, err: expect.stringContaining('unexpected "now"') });
  expect(await say('demo --json')).toMatchObject({ code: 2 });
  const { out } = await say('help demo');
  expect(out.split('\n').filter((line) => cells(line) > 80)).toEqual([]);
});
