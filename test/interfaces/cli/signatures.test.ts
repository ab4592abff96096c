import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { AGENT_CLIENTS } from '../../../src/domain/runs/agent-clients.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { soak } from '../../support/soak-test.ts';
import { cli } from './line.ts';

const actorOf = async (env: Record<string, string>, terminal: boolean, ...flags: string[]) => {
  const { say } = cli(env, terminal);
  const added = await say(['add', 'x', ...flags]);
  return added.code === 0 ? JSON.parse((await say('history 1 --json')).out).commits[0].actor : added.err;
};

describe('who signs', () => {
  test('a person at a terminal', async () => expect(await actorOf({}, true)).toMatchObject({ kind: 'human' }));
  test('a script is the system', async () => expect(await actorOf({}, false)).toMatchObject({ kind: 'system' }));
  test('a shell of Claude Code is its session, on a terminal too', async () =>
    expect(await actorOf({ CLAUDECODE: '1', CLAUDE_CODE_SESSION_ID: 's1' }, true)).toEqual({
      kind: 'ai',
      name: 'claude-code',
      session: 's1',
    }));
  test('a run is the run', async () =>
    expect(await actorOf({ BACKLOG_RUN: '7' }, true)).toMatchObject({ kind: 'ai', run: '7' }));
  test.each(AGENT_CLIENTS.flatMap(({ name, marks }) => marks.map((mark) => [mark, name])))(
    '%s marks %s on a terminal, also when it is empty',
    async (mark, name) => {
      expect(await actorOf({ [mark]: '' }, true)).toMatchObject({ kind: 'ai', name });
    },
  );
  test('an empty BACKLOG_RUN is no person', async () =>
    expect(await actorOf({ BACKLOG_RUN: '' }, true)).toMatchObject({ kind: 'ai' }));
});

describe('--as', () => {
  test.each([
    ['grace', { kind: 'human', name: 'grace' }],
    ['human:al', { kind: 'human', name: 'al' }],
    ['ai:foo', { kind: 'ai', name: 'foo' }],
    ['system:nightly', { kind: 'system', name: 'nightly' }],
  ])('%s at a terminal signs so', async (as, actor) => expect(await actorOf({}, true, '--as', as)).toEqual(actor));

  test.each(['system:reaper', 'system:merge', 'system:supervisor'])(
    '%s is Backlog itself: nobody else signs so, not even with a token',
    async (as) => {
      for (const terminal of [true, false])
        expect(await actorOf({}, terminal, '--as', as)).toContain('changes that Backlog makes itself');
      const { say } = cli({ BACKLOG_HOME: tempFolder('home') });
      for (const line of [`token add x --as ${as}`, `token add ${as.slice(7)}`])
        expect((await say(line)).err).toContain('changes that Backlog makes itself');
    },
  );

  test.each(['robot:al', 'human:', ':al', 'human:a/b', 'human:a b', 'human:human:al', 'human:\u001b[31m'])(
    '%j is no signature',
    async (as) => expect(await actorOf({}, true, '--as', as)).toContain('expected kind:name'),
  );

  test('an agent cannot sign as anybody else', async () => {
    for (const as of ['ada', 'human:ada', 'ai:other', 'system:x'])
      expect(await actorOf({ CLAUDECODE: '1' }, true, '--as', as)).toContain('only people at a terminal');
  });

  test("a script gives itself a name, but not a person's", async () => {
    expect(await actorOf({}, false, '--as', 'system:nightly')).toMatchObject({ kind: 'system', name: 'nightly' });
    for (const as of ['ada', 'human:ada', 'ai:x'])
      expect(await actorOf({}, false, '--as', as)).toContain('only people at a terminal');
  });
});

describe('ids from the environment', () => {
  test.each([
    ['CLAUDE_CODE_SESSION_ID', 's1/evil'],
    ['CLAUDE_CODE_SESSION_ID', 'human:root'],
    ['CODEX_THREAD_ID', '../x'],
    ['BACKLOG_RUN', '7/8'],
    ['BACKLOG_SESSION', 'cli-root@1-2'],
  ])('%s=%s is refused', async (variable, id) => {
    const said = await actorOf({ [variable]: id }, false);
    expect(said).toContain(`${variable}: expected an id`);
  });
});

describe('what is for people', () => {
  const SCRIPT_OR_AGENT: [string, Record<string, string>][] = [
    ['a script', {}],
    ['Gemini CLI', { GEMINI_CLI: '1' }],
    ['a run', { BACKLOG_RUN: '7' }],
  ];

  test.each(SCRIPT_OR_AGENT)('is refused to %s', async (_, env) => {
    const { say } = cli(env, false);
    await say(['add', 'x']);
    await say('delete 1');
    for (const line of ['task purge 1 --yes', 'setting set purge.agents true', 'setting set claims.outsideScope deny'])
      expect(await say(line), line).toMatchObject({ code: 1, err: expect.stringContaining('for people') });
  });

  test('is said to be for people before anybody is asked for a yes', async () => {
    const person = cli();
    await person.say('add x');
    await person.say('delete 1');
    const agent = person.as({ CLAUDECODE: '1' });
    for (const line of ['purge 1', 'purge +DELETED']) {
      expect((await agent.say(line)).err).toContain('purging is for people');
      expect(agent.asked).toEqual([]);
    }
  });

  test('a setting that a person wrote lets agents purge', async () => {
    const person = cli();
    expect((await person.say('setting set purge.agents true')).code).toBe(0);
    const agent = person.as({ CLAUDECODE: '1' }, false);
    await agent.say(['add', 'x']);
    await agent.say('delete 1');
    expect((await agent.say('task purge 1 --yes')).out).toContain('Purged #1 x');
  });
});

describe('who holds', () => {
  const plugin = builtPlugin();
  const sh = async (folder: string, script: string, env: Record<string, string> = {}) => {
    const backlog = `backlog() { '${process.execPath}' '${plugin.cli}' "$@"; }\n`;
    const place = { ...ENVIRONMENT, HOME: folder, BACKLOG_DIR: `${folder}/store`, TZ: 'UTC', ...env };
    const run = promisify(execFile)('bash', ['-c', `${backlog}exec 2>&1\n${script}\n:`], { cwd: folder, env: place });
    return run.then(
      ({ stdout }) => stdout,
      (error: { stdout: string; stderr: string }) => error.stdout + error.stderr,
    );
  };

  test('two scripts without a terminal are two holders', async () => {
    const folder = tempFolder('holders');
    await sh(folder, 'backlog add one');
    // The first script lives until the second has asked.
    const said = await sh(
      folder,
      `backlog start 1; bash -c "$(declare -f backlog)"'; backlog start 1; backlog done 1; :' 2>&1`,
    );
    expect(said).toContain('Started');
    expect(said.match(/is claimed by cli-\S+ \(process \d+\)/g)).toHaveLength(2);
  });

  soak('a script is one holder in its substitutions and pipes too', async () => {
    const folder = tempFolder('holders');
    await sh(folder, 'backlog add one');
    const said = await sh(folder, 'x=$(backlog next | cat | head -40); backlog done 1 | cat');
    expect(said).toContain('Completed #1 one');
  });

  soak('two Codex threads are two holders, and each reads what it has claimed already', async () => {
    const folder = tempFolder('holders');
    const one = { CODEX_THREAD_ID: 'thread-one', CODEX_CI: '1' };
    await sh(folder, 'backlog add one', one);
    expect(await sh(folder, 'backlog start 1', one)).toContain('Started');
    expect(await sh(folder, 'backlog start 1', one)).toContain('You have already claimed it');
    const other = { CODEX_THREAD_ID: 'thread-two', CODEX_CI: '1' };
    expect(await sh(folder, 'backlog start 1; backlog done 1', other)).toMatch(/claimed by .*[\s\S]*claimed by/);
  });

  soak('an agent without session ids is one holder through all its shells', async () => {
    const folder = tempFolder('holders');
    const env = { GEMINI_CLI: '1' };
    await sh(folder, 'backlog add one', env);
    expect(await sh(folder, 'backlog start 1; true', env)).toContain('Started');
    expect(await sh(folder, 'cd . && backlog done 1', env)).toContain('Completed');
  });

  soak('BACKLOG_SESSION makes several processes one holder', async () => {
    const folder = tempFolder('holders');
    const env = { BACKLOG_SESSION: 'nightly' };
    await sh(folder, 'backlog add one; backlog start 1', env);
    expect(await sh(folder, 'backlog done 1', env)).toContain('Completed');
  });
});
