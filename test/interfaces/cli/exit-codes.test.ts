import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { COMMANDS, type Command } from '../../../src/commands/index.ts';
import { ERROR_CODES } from '../../../src/domain/errors.ts';
import { commandWords } from '../../../src/interfaces/cli/words/args.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { IS_SOAK } from '../../support/seed.ts';
import { everyNth, soak } from '../../support/soak-test.ts';
import { cli } from './line.ts';

// 0 done, 1 refused or nothing to take, 2 not understood, 130 interrupted: for every command of the table.

const plugin = builtPlugin();
const wordsOf = (command: Command) => commandWords(command).split(' ').slice(1);
const TABLE = COMMANDS.map((command) => [wordsOf(command).join(' '), command] as const);

test('errors exit with 1 or 2', () => {
  for (const { exit } of Object.values(ERROR_CODES)) expect([1, 2]).toContain(exit);
});

const TRIED = new Set(everyNth(4, COMMANDS));

describe.each(everyNth(8, TABLE))('backlog %s', (_, command) => {
  const words = wordsOf(command);

  test('exits with 0 for its help, with 2 for a flag that it does not know, and says why on stderr', async () => {
    const { say } = cli();
    expect(await say([...words, '--help'])).toMatchObject({ code: 0, err: '' });
    expect(await say([...words, '--surely-unknown'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('--surely-unknown'),
    });
  });

  const needed = Object.entries(command.input().shape).filter(([, field]) => !z.safeParse(field, undefined).success);
  // A text that an editor gives is asked for at a terminal alone; some, named alone, list what they could be about.
  const isNoun = command.mcp?.only && !command.name.includes('_');
  if (needed.length > 0 && !command.cli?.editor && !command.cli?.whenNoArgs && !isNoun)
    test('exits with 2 without what it needs', async () => {
      expect((await cli().say(words)).code).toBe(2);
    });

  // What mends a store, and who asks for nothing in it, answer all the same.
  if (needed.length === 0 && !command.access.toleratesDamage && TRIED.has(command))
    test('exits with 1 where the store is none', async () => {
      const { say, cwd } = cli();
      mkdirSync(join(cwd, 'store'));
      writeFileSync(join(cwd, 'store/other.txt'), 'of somebody else');
      expect(await say(words)).toMatchObject({ code: 1, out: '', err: expect.stringContaining('is not a queue') });
    });
});

test('an empty list is an answer: of what only reads, two checks alone exit with 1 by what they found', async () => {
  const failing = COMMANDS.filter(({ access, cli }) => access.effect === 'read' && cli?.foundNothing).map(
    ({ name }) => name,
  );
  expect(failing).toEqual(['config_check', 'agent_check']);
  for (const line of ['runs', 'worktrees'])
    expect(await cli().say(line), line).toMatchObject({ code: 0, out: expect.stringMatching(/^No/), err: '' });
});

test('nothing to take exits with 1, and says so on stderr', async () => {
  expect(await cli().say('next')).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/\S/) });
});

/** Watching goes on until somebody interrupts it. */
const WATCHED = TABLE.filter(
  ([, { access, input, cli }]) =>
    access.effect === 'read' &&
    cli?.isFinal === undefined &&
    Object.values(input().shape).every((field) => z.safeParse(field, undefined).success),
).filter(([line]) => line !== 'backup');

/** A process for each: all of them in a soak. */
const PLAYED = IS_SOAK ? WATCHED : WATCHED.filter(([line], n) => n % 4 === 0 || line === 'repo show');

soak('Ctrl+C exits with 130', async () => {
  const cwd = tempFolder('interrupted');
  const env = { ...ENVIRONMENT, HOME: cwd, BACKLOG_DIR: join(cwd, 'store'), TZ: 'UTC' };
  const watch = (line: string) =>
    new Promise<[string, number | null]>((done) => {
      const child = spawn(process.execPath, [plugin.cli, ...line.split(' '), '--watch'], {
        cwd,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const interrupt = () => void child.kill('SIGINT');
      child.stdout.once('data', interrupt);
      child.stderr.resume();
      child.once('close', (code) => done([line, code]));
    });
  const ends: [string, number | null][] = [];
  for (let i = 0; i < PLAYED.length; i += 4)
    ends.push(...(await Promise.all(PLAYED.slice(i, i + 4).map(([line]) => watch(line)))));
  // There is no night, no program for notices and no repository.
  expect(ends.filter(([, code]) => code !== 130).sort()).toEqual(
    ['night report', 'notice test', 'repo show'].map((line) => [line, 1]),
  );
  expect(ends).toHaveLength(PLAYED.length);
  expect(WATCHED.length).toBeGreaterThan(20);
});
