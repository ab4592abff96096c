import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { CLIENTS } from '../../../src/connect/known-clients.ts';
import { atTerminal, sitDown } from '../../e2e/support/terminal.ts';
import { builtPlugin } from '../../support/built-plugin.ts';
import { ENVIRONMENT } from '../../support/environment.ts';
import { tempFolder } from '../../support/folder.ts';
import { everyNth, soak } from '../../support/soak-test.ts';

const plugin = builtPlugin();

/** A person with `backlog` on the PATH, in a repository. */
function person(more: Record<string, string> = {}) {
  const home = tempFolder('person');
  const cwd = join(home, 'repo');
  mkdirSync(join(cwd, '.git'), { recursive: true });
  mkdirSync(join(home, 'bin'));
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(home, 'bin/backlog'));
  const env = { ...ENVIRONMENT, PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, TERM: 'xterm', ...more };
  const at = { cwd, env };
  return {
    home,
    cwd,
    say: (line: string) => atTerminal(['backlog', ...line.split(' ')], at),
    sit: (line: string) => sitDown(['backlog', ...line.split(' ')], at),
    /** Without a terminal. */
    pipe: (line: string) => atTerminal(['sh', '-c', `backlog ${line} </dev/null 2>&1 | cat`], at),
  };
}

describe('backlog connect', () => {
  test('alone lists the clients: which are here, and which are connected where', async () => {
    const { home, say } = person();
    mkdirSync(join(home, '.cursor'));
    await say('connect codex --yes');
    writeFileSync(join(home, '.codex/other'), '');
    const { clients } = JSON.parse((await say('connect --json')).screen);
    expect(clients).toHaveLength(8);
    expect(clients).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ client: 'cursor', found: true }),
        expect.objectContaining({
          client: 'codex',
          files: expect.arrayContaining([
            { scope: 'user', file: join(home, '.codex/config.toml'), state: 'connected' },
            { scope: 'project', file: join(home, 'repo/.codex/config.toml'), state: 'not' },
          ]),
        }),
      ]),
    );
    expect((await say('connect')).screen).toMatch(/^codex +here +connected \(user\):\s+\S*config\.toml$/m);
  });

  soak('refuses toolsets that do not exist, and changes nothing', async () => {
    const { home, say } = person();
    const { code, screen } = await say('connect codex --yes --toolsets core,bogus');
    expect(code).toBe(2);
    expect(screen.replace(/\s+/g, ' ')).toContain(
      '--toolsets: unknown "bogus"; expected core, queue, plan, runs, goals, admin, all',
    );
    expect(existsSync(join(home, '.codex/config.toml'))).toBe(false);
    await say('connect codex --yes --toolsets core,goals');
    expect(readFileSync(join(home, '.codex/config.toml'), 'utf8')).toContain('"core,goals"');
  });

  test('says so when a connected program is gone', async () => {
    const { home, say } = person();
    mkdirSync(join(home, '.codex'));
    writeFileSync(
      join(home, '.codex/config.toml'),
      '[mcp_servers.backlog]\ncommand = "/gone/backlog"\nargs = ["mcp"]\n',
    );
    expect((await say('connect')).screen).toContain('/gone/backlog is gone: connect again');
  });

  soak('says so when the skills are those of another version, and connecting again renews them', async () => {
    const { home, say } = person();
    await say('connect zed --yes');
    const skills = join(home, '.agents/skills');
    cpSync(join(skills, 'backlog-plan'), join(skills, 'backlog-gone'), { recursive: true });
    expect((await say('connect')).screen).toMatch(/^zed .*its skills are those of another version:\s+connect again$/m);
    await say('connect zed --yes');
    expect(existsSync(join(skills, 'backlog-gone'))).toBe(false);
    expect((await say('connect')).screen).toMatch(/^zed +here +connected \(user\):\s.*settings\.json$/m);
  });

  test('shows the difference, asks, and does nothing without a yes', async () => {
    const { cwd, sit } = person();
    const no = sit('connect vscode');
    await no.shows(/\+ {4}"backlog": \{[\s\S]*Connect VS Code\? \[y\/N\]/);
    no.type('n\n');
    expect(await no.ended).toMatchObject({ code: 1, screen: expect.stringContaining('Nothing was changed.') });
    expect(existsSync(join(cwd, '.vscode'))).toBe(false);

    const json = sit('connect vscode --json');
    await json.shows(/\+ {4}"backlog": \{[\s\S]*Connect VS Code\? \[y\/N\]/);
    json.type('n\n');
    expect(await json.ended).toMatchObject({ code: 1 });

    const yes = sit('connect vscode');
    await yes.shows(/\[y\/N\]/);
    await yes.answer('y\n');
    expect(await yes.ended).toMatchObject({
      code: 0,
      screen: expect.stringContaining('VS Code is connected (project)'),
    });
    expect(JSON.parse(readFileSync(join(cwd, '.vscode/mcp.json'), 'utf8'))).toEqual({
      servers: { backlog: { type: 'stdio', command: 'backlog', args: ['mcp'] } },
    });
  });

  test('is for people: not for agents, at a terminal or not, nor for scripts, with --yes either', async () => {
    const agent = person({ CLAUDECODE: '1' });
    for (const call of ['connect zed --yes', 'connect zed --remove --yes'])
      expect(await agent.say(call)).toMatchObject({
        code: 1,
        screen: expect.stringMatching(/is for people.*ai:claude-code/),
      });
    expect((await person().pipe('connect zed --yes')).screen).toMatch(/is for people.*\n.*`backlog connect zed`/);
    expect(existsSync(join(agent.home, '.config'))).toBe(false);
  });

  soak('anybody may look at what it would do', async () => {
    const { home, pipe } = person();
    expect((await pipe('connect zed --dry-run')).screen).toMatch(/\+ {2}"context_servers"[\s\S]*Nothing was changed/);
    expect(JSON.parse((await pipe('connect zed --dry-run --json')).screen)).toMatchObject({
      client: 'zed',
      scope: 'user',
      did: 'nothing',
      diff: expect.stringContaining('context_servers'),
    });
    expect(existsSync(join(home, '.config'))).toBe(false);
    expect(existsSync(join(home, '.backlog'))).toBe(false);
  });

  test.each(
    everyNth(4, [
      ['connect zet', /did you mean `backlog connect zed`/],
      ['conect zed', /did you mean `backlog connect zed`/],
      ['connect zed --scope all', /scope: expected one of "user"\|"project"[\s\S]*`backlog connect zed --scope user`/],
      ['connect --remove', /which client/],
      ['connect zed --frobnicate', /--frobnicate/],
      ['connect zed codex', /did you mean `backlog connect zed`[\s\S]*It leaves out: codex/],
      ['connect windsurf --scope project --dry-run', /--scope user/],
      ['connect zed --dry-run --cwd nowhere', /there is no folder/],
    ]),
  )('%s is not understood', async (line, message) => {
    expect(await person().say(line)).toMatchObject({ code: 2, screen: expect.stringMatching(message) });
  });

  soak('connected already, or not connected: says so and leaves everything', async () => {
    const { say } = person();
    expect((await say('connect gemini --remove --yes')).screen).toContain('Gemini CLI is not connected');
    await say('connect gemini --yes');
    expect((await say('connect gemini --yes')).screen).toContain('Gemini CLI is connected already');
    expect(JSON.parse((await say('connect gemini --remove --yes --json')).screen)).toMatchObject({ did: 'removed' });
  });

  soak('eight at once: all are connected, and removed one by one they leave nothing', async () => {
    const { home, say } = person();
    const before = readdirSync(home, { recursive: true });
    const names = CLIENTS.map(({ name }) => name);
    await Promise.all(names.map((name) => say(`connect ${name} --yes`)));
    expect((await say('connect')).screen.match(/ connected \((user|project)\)/g)).toHaveLength(names.length);
    for (const name of names) expect((await say(`connect ${name} --remove --yes`)).code).toBe(0);
    expect(readdirSync(home, { recursive: true })).toEqual(before);
  });

  soak('has its help, and its clients are completed', async () => {
    const { say } = person();
    expect((await say('connect --help')).screen).toMatch(/windsurf +Windsurf/);
    expect((await say('help connect')).screen).toMatch(/--remove/);
    expect((await say('__complete -- connect c')).screen).toMatch(/^claude\t.*\ncodex\t.*\ncursor\t/m);
    expect((await say('__complete -- con')).screen).toMatch(/^connect\t/m);
  });
});
