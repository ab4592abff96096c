import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { builtPlugin } from '../support/built-plugin.ts';
import { ENVIRONMENT } from '../support/environment.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { runClaude } from './support/claude.ts';
import { whyLeftOut } from './support/clients.ts';
import { runCodex } from './support/codex.ts';
import { describeClients } from './support/describe-clients.ts';
import { installPlugin } from './support/installed.ts';
import { call } from './support/reply.ts';
import { startModel } from './support/scripted-model.ts';
import { atTerminal } from './support/terminal.ts';
import { openWorkshop, steps } from './support/workshop.ts';

const plugin = builtPlugin();
const reason = whyLeftOut('codex');

const CONFIG = '# mine\nmodel_reasoning_effort = "low" # as ever\n\n[tui]\nnotifications = false\n';

describe(`\`backlog connect codex\``, unless(reason), () => {
  soak.each([
    ['an empty home', undefined],
    ['settings of its own', CONFIG],
  ])('the real Codex with %s calls our tools and sees the skills; removed, all is as it was', async (_, config) => {
    const shop = await openWorkshop('new', plugin);
    const home = inHome();
    const codexHome = join(home, 'codex');
    const file = join(codexHome, 'config.toml');
    if (config !== undefined) {
      mkdirSync(codexHome);
      writeFileSync(file, config);
    }
    const before = readdirSync(home);
    const env = { ...shop.env, ...ENVIRONMENT, HOME: home, CODEX_HOME: codexHome, TERM: 'xterm' };
    const person = (line: string) =>
      atTerminal([join(plugin.folder, 'bin/backlog'), ...line.split(' ')], { cwd: shop.cwd, env });

    expect(await person('connect codex --yes')).toMatchObject({ code: 0 });
    const written = readFileSync(file, 'utf8');
    const { code, events, turns } = await runCodex({
      cwd: shop.cwd,
      home,
      calls: [['task_add', { description: 'By Codex' }]],
    });
    expect(code, JSON.stringify(events)).toBe(0);
    expect(JSON.stringify(events)).toContain('Added 1');
    // Codex doesn't list the tools again after the queue begins, so it gets all of them at once.
    expect(turns[0]?.tools).toEqual(expect.arrayContaining(['task_add', 'task_import', 'task_next']));
    expect(turns[0]?.text).toContain('backlog-plan');
    const { commits } = await shop.cli<{ commits: { actor: object }[] }>('task', 'history', '1');
    expect(commits[0]?.actor).toMatchObject({ kind: 'ai', name: 'codex-mcp-client' });

    // A skill about goals: Codex lists it, and a person's `$backlog-why` brings its text and the task's why.
    await shop.cli('goal', 'add', 'First result at once', '--why', 'People wait');
    await shop.cli('task', 'modify', '1', '--goal', 'I-1');
    const why = await runCodex({ cwd: shop.cwd, home, prompt: '$backlog-why 1', calls: [['task_info', { id: 1 }]] });
    expect(why.turns[0]?.text).toContain('backlog-vision: Find out in four questions why the work is done');
    expect(why.turns[0]?.text).toContain('**Read.** A number is a task: `task_info`');
    expect(JSON.stringify(why.events)).toContain('why: I-1 First result at once');

    expect(readFileSync(file, 'utf8')).toBe(written);
    expect(await person('connect codex --remove --yes')).toMatchObject({ code: 0 });
    if (config !== undefined) expect(readFileSync(file, 'utf8')).toBe(config);
    else expect(readdirSync(codexHome)).not.toContain('config.toml');
    expect(readdirSync(home).filter((name) => name !== 'codex')).toEqual(before.filter((name) => name !== 'codex'));
  });
});

describe('`backlog connect codex --scope project`', unless(reason), () => {
  soak('the real Codex takes the file of a repository that it trusts', async () => {
    const shop = await openWorkshop('new', plugin);
    const home = inHome();
    const trusted = `[projects."${shop.cwd}"]\ntrust_level = "trusted"\n`;
    mkdirSync(join(home, 'codex'));
    writeFileSync(join(home, 'codex/config.toml'), trusted);
    const bin = programs(home);
    const env = { ...shop.env, PATH: `${bin}:${process.env.PATH}`, HOME: home, TERM: 'xterm' };
    const before = readdirSync(shop.cwd);
    const person = (line: string) => atTerminal(['backlog', ...line.split(' ')], { cwd: shop.cwd, env });
    expect(await person('connect codex --scope project --yes')).toMatchObject({ code: 0 });
    const { code, events } = await runCodex({
      cwd: shop.cwd,
      home,
      bin,
      calls: [['task_add', { description: 'Here' }]],
    });
    expect(code, JSON.stringify(events)).toBe(0);
    expect(JSON.stringify(events)).toContain('Added 1');
    expect(await person('connect codex --scope project --remove --yes')).toMatchObject({ code: 0 });
    expect(readdirSync(shop.cwd)).toEqual(before);
    expect(readFileSync(join(home, 'codex/config.toml'), 'utf8')).toBe(trusted);
  });
});

describeClients(
  '`backlog connect claude`, without the plugin',
  (version) => {
    test('the real Claude Code starts the server of the repository and has the skills; removed, all is as it was', async () => {
      const shop = await openWorkshop(version, plugin);
      const bin = programs(shop.home);
      const env = {
        ...shop.env,
        PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
        HOME: shop.home,
        TERM: 'xterm',
      };
      const person = (line: string) => atTerminal(['backlog', ...line.split(' ')], { cwd: shop.cwd, env });
      const before = readdirSync(shop.cwd);
      expect(await person('connect claude --yes')).toMatchObject({ code: 0 });
      // What the person says when the client asks whether the server may be used.
      mkdirSync(join(shop.home, '.claude'));
      writeFileSync(join(shop.home, '.claude/settings.json'), '{"enabledMcpjsonServers":["backlog"]}');

      const model = await startModel();
      model.main(steps(call('mcp__backlog__task_add', { description: 'By Claude' })));
      const run = { ...shop, env, version, model, prompt: 'go', allowedTools: ['mcp__backlog__*'] };
      const { events, session, stderr } = await runClaude(run);
      expect(model.asked('main')[1]?.last, stderr).toMatchObject({
        isError: false,
        text: expect.stringContaining('Added 1'),
      });
      expect(events.find(({ subtype }) => subtype === 'init')).toMatchObject({
        skills: expect.arrayContaining(['backlog-plan', 'backlog-implement']),
      });

      const { commits } = await shop.cli<{ commits: { actor: object }[] }>('task', 'history', '1');
      expect(commits[0]?.actor).toMatchObject({ kind: 'ai', name: 'claude-code', session });

      expect(await person('connect claude --remove --yes')).toMatchObject({ code: 0 });
      expect(readdirSync(shop.cwd)).toEqual(before);
    });

    soak('the person is told when the plugin is there already', async () => {
      const shop = await openWorkshop(version, plugin, { installed: true });
      const env = { ...shop.env, ...ENVIRONMENT, HOME: shop.home, TERM: 'xterm' };
      const look = () =>
        atTerminal([join(plugin.folder, 'bin/backlog'), 'connect', 'claude', '--dry-run'], { cwd: shop.cwd, env });
      expect((await look()).screen).not.toContain('twice');
      await installPlugin(shop, plugin.marketplace, 'backlog@backlog');
      expect((await look()).screen).toContain('or every tool appears twice');
    });

    soak(
      'connected for the person, in the file that the client itself writes: removed, the rest of it stays',
      async () => {
        const shop = await openWorkshop(version, plugin);
        const bin = programs(shop.home);
        const config = join(shop.home, '.claude');
        const env = {
          ...shop.env,
          PATH: `${bin}:${dirname(process.execPath)}:/usr/bin:/bin`,
          HOME: shop.home,
          TERM: 'xterm',
        };
        const person = (line: string) =>
          atTerminal(['backlog', ...line.split(' ')], { cwd: shop.cwd, env: { ...env, CLAUDE_CONFIG_DIR: config } });
        expect(await person('connect claude --scope user --yes')).toMatchObject({ code: 0 });
        const model = await startModel();
        model.main(steps(call('mcp__backlog__task_add', { description: 'By Claude' })));
        await runClaude({ ...shop, env, version, model, prompt: 'go', allowedTools: ['mcp__backlog__*'] });
        expect(model.asked('main')[1]?.last).toMatchObject({
          isError: false,
          text: expect.stringContaining('Added 1'),
        });

        const file = join(config, '.claude.json');
        const { mcpServers, ...others } = JSON.parse(readFileSync(file, 'utf8'));
        expect(mcpServers).toHaveProperty('backlog');
        expect(Object.keys(others).length).toBeGreaterThan(0);
        expect(await person('connect claude --scope user --remove --yes')).toMatchObject({ code: 0 });
        expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ ...others, mcpServers: {} });
      },
    );
  },
  { only: 'soak' },
);

/** A folder of programs with `backlog` in it. */
function programs(home: string): string {
  const bin = join(home, 'bin');
  mkdirSync(bin);
  symlinkSync(join(plugin.folder, 'bin/backlog'), join(bin, 'backlog'));
  return bin;
}

/** Codex takes no home in the temporary folder for its own. */
function inHome(): string {
  const home = realpathSync(mkdtempSync(join(homedir(), '.backlog-e2e-connect-')));
  onTestFinished(() => rmSync(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }));
  return home;
}
