import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { parse } from 'jsonc-parser';
import { describe, expect, test } from 'vitest';
import { shellWord, shellWords } from '../../src/base/shell-word.ts';
import { CLIENTS } from '../../src/connect/known-clients.ts';
import { carryOut, changesAnything, planConnect, planRemove } from '../../src/connect/plan.ts';
import type { ConnectionRequest } from '../../src/connect/request.ts';
import { anyCharacter } from '../support/any-character.ts';
import { runs, SEED } from '../support/seed.ts';
import { ground, type Place } from './ground.ts';

const claude = CLIENTS.find(({ name }) => name === 'claude')!;
const MINE: ConnectionRequest = { client: claude, scope: 'user', statusLine: true };
const SETTINGS = 'home/.claude/settings.json';
const THEIRS = '{\n  "statusLine": { "type": "command", "command": "~/my line.sh", "padding": 0 }\n}\n';

function place(settings?: string, env: Record<string, string> = {}): Place & { file: string } {
  const made = ground(settings === undefined ? {} : { [SETTINGS]: settings }, env);
  return { ...made, file: join(made.machine.home, '.claude/settings.json') };
}

async function connect(at: Place, more: Partial<ConnectionRequest> = {}) {
  const plan = await planConnect({ ...MINE, ...more }, at);
  carryOut(plan, at);
  return plan;
}

async function remove(at: Place, more: Partial<ConnectionRequest> = {}) {
  carryOut(await planRemove({ ...MINE, ...more }, at), at);
}

const lineIn = (at: { file: string }) =>
  (parse(readFileSync(at.file, 'utf8').replace(/^\ufeff/, '')) as { statusLine?: Record<string, unknown> }).statusLine;

describe('the status line of Claude Code', () => {
  test.each([
    ['no file', undefined],
    ['an empty file', ''],
    ['an empty object', '{}'],
    ['comments and a trailing comma', '{\n  // mine\n  "model": "opus", // as ever\n  /* end */\n}\n'],
    ['one line', '{"model":"opus","env":{"A":"1"}}'],
    ['tabs, line ends of Windows and no last line end', '{\r\n\t"model": "opus"\r\n}'],
    ['a byte order mark', '\ufeff{\n  "model": "opus"\n}\n'],
    ['blanks in odd places', '\n\n  {  "model"   :"opus"\n,\n"hooks":{   }  }   \n\n'],
  ])('is set up and taken back: %s keeps every byte', async (_, settings) => {
    const at = place(settings);
    const before = at.everything();
    await connect(at);
    expect(lineIn(at)).toEqual({
      type: 'command',
      command: `BACKLOG_HOME=${shellWord(at.machine.env.BACKLOG_HOME!)} ${[at.started.node, at.started.script].map(shellWord).join(' ')} statusline`,
      refreshInterval: 5,
    });
    expect(changesAnything(await planConnect(MINE, at))).toBe(false);
    await remove(at);
    expect(at.everything()).toEqual(before);
    expect(changesAnything(await planRemove(MINE, at))).toBe(false);
  });

  test.each([
    ['{\n  "model": "opus",\n  // mine\n  "env": {}\n}\n', 3],
    ['{\n  "model": "opus"\n  /* mine */\n}\n', 3],
    ['{\n  "model": "opus",\n}\n', 3],
    ['\ufeff{\n  "model": "opus"\n}\n', undefined],
    ['', undefined],
  ])('%j: says that Claude Code ignores a file with comments or a last comma', async (settings, line) => {
    const at = place(settings);
    const { notes } = await planConnect(MINE, at);
    const about = notes.filter((note) => note.includes('Claude Code ignores'));
    expect(about).toEqual(line === undefined ? [] : [expect.stringContaining(`${at.file}: it accepts no comments`)]);
    if (line !== undefined) expect(about[0]).toContain(`see line ${line}.`);
  });

  test('in a file of the project is a line that works for everybody', async () => {
    const at = place();
    await connect(at, { scope: 'project' });
    expect(JSON.parse(readFileSync(join(at.cwd, '.claude/settings.json'), 'utf8'))).toEqual({
      statusLine: { type: 'command', command: 'backlog statusline', refreshInterval: 5 },
    });
  });

  test('what the person changed afterwards stays: settings beside it, and its own', async () => {
    const at = place('{\n  "model": "opus"\n}\n');
    await connect(at);
    const edited = readFileSync(at.file, 'utf8')
      .replace('"opus"', '"sonnet"')
      .replace('"refreshInterval": 5', '"refreshInterval": 60,\n    "padding": 2');
    writeFileSync(at.file, edited);
    expect(changesAnything(await planConnect(MINE, at))).toBe(false);
    await remove(at);
    expect(readFileSync(at.file, 'utf8')).toBe('{\n  "model": "sonnet"\n}\n');
  });

  test('of another program stays, and the refusal has the line that keeps both', async () => {
    const at = place(THEIRS);
    const before = at.everything();
    const refused = planConnect(MINE, at);
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      message: `${at.file} has a status line of another program: ~/my line.sh`,
      hint: 'Show both: `backlog connect claude --status-line --scope user --chain`. `--force` replaces it, and `--remove` restores it later.',
    });
    await expect(planRemove(MINE, at)).rejects.toMatchObject({
      hint: '`--force` removes it.',
    });
    expect(at.everything()).toEqual(before);
  });

  test.each(['chain', 'force'] as const)('of another program comes back after --%s', async (how) => {
    const at = place(THEIRS);
    const before = at.everything();
    await connect(at, { [how]: true });
    const { command } = lineIn(at)!;
    if (how === 'chain') expect(lineIn(at)).toEqual({ type: 'command', command, padding: 0, refreshInterval: 5 });
    const words = shellWords(String(command))!;
    expect(words.slice(words.indexOf('statusline') + 1)).toEqual(how === 'chain' ? ['--with', '~/my line.sh'] : []);
    await connect(at);
    expect(lineIn(at)?.command).toBe(command);
    await remove(at);
    expect(at.everything()).toEqual(before);
  });

  test('of another program comes back from the chain when the record of the change is gone', async () => {
    const at = place(THEIRS);
    await connect(at, { chain: true });
    rmSync(at.machine.env.BACKLOG_HOME!, { recursive: true });
    await remove(at);
    expect(lineIn(at)).toMatchObject({ type: 'command', command: '~/my line.sh', padding: 0 });
  });

  test.each([
    ['null', 'null'],
    ['a text', '"mine"'],
    ['an object without a command', '{ "type": "static" }'],
    ['a pipe in which Backlog is one part', '{ "type": "command", "command": "backlog statusline | tr a b" }'],
  ])('that is %s is never replaced without saying so', async (_, value) => {
    const at = place(`{ "statusLine": ${value} }`);
    await expect(planConnect(MINE, at)).rejects.toMatchObject({ code: 'conflict' });
    if (!value.includes('tr a b'))
      await expect(planConnect({ ...MINE, chain: true }, at)).rejects.toMatchObject({ code: 'conflict' });
    const before = at.everything();
    await connect(at, { force: true });
    await remove(at);
    expect(at.everything()).toEqual(before);
  });

  test('in settings that cannot be read is refused with the line', async () => {
    const at = place('{\n  "model": "opus"\n  "env": {}\n}\n');
    await expect(planConnect(MINE, at)).rejects.toMatchObject({ code: 'invalid', message: /line 3/ });
  });

  test('is none of other clients', async () => {
    const client = CLIENTS.find(({ name }) => name === 'zed')!;
    await expect(planConnect({ ...MINE, client }, place())).rejects.toMatchObject({
      code: 'usage',
      message: 'Zed has no status line that runs a command',
    });
  });

  test('in another folder of the client is found there', async () => {
    const at = place(undefined);
    const config = join(at.machine.home, 'elsewhere');
    mkdirSync(dirname(config), { recursive: true });
    const machine = { ...at.machine, env: { ...at.machine.env, CLAUDE_CONFIG_DIR: config } };
    expect((await planConnect(MINE, { ...at, machine })).file).toBe(join(config, 'settings.json'));
  });
});

test('words that were quoted for a shell are split again; any other line is left alone', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ minLength: 1, unit: anyCharacter }), { minLength: 1 }), (words) => {
      expect(shellWords(words.map(shellWord).join(' '))).toEqual(words);
    }),
    { numRuns: runs(60, 200), seed: SEED },
  );
  for (const line of ['', ' a', 'a  b', 'a | b', '$HOME/a', '~/a', 'a;b', "'a", 'a\nb', '"a"', 'a &'])
    expect([line, shellWords(line)]).toEqual([line, undefined]);
});
