import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { OwnedProcess } from '../../src/runs/process/start.ts';
import { type Stopped, signalGroup, stopAgent } from '../../src/runs/process/stop.ts';
import { processesOfRun } from '../../src/runs/process/sweep.ts';
import { usageAfterKill } from '../../src/runs/providers/after-kill.ts';
import { claude } from '../../src/runs/providers/claude.ts';
import { codex } from '../../src/runs/providers/codex.ts';
import type { RunEvent } from '../../src/runs/providers/run-event.ts';
import { NO_USAGE, totalUsage } from '../../src/runs/providers/usage.ts';
import { lives, pidsIn, until } from '../runs/support/programs.ts';
import { only } from '../runs/support/recorded.ts';
import { builtPlugin } from '../support/built-plugin.ts';
import { unless } from '../support/needs.ts';
import { soak } from '../support/soak-test.ts';
import { clientBinary, codexBinary, whyLeftOut } from './support/clients.ts';
import { describeClients } from './support/describe-clients.ts';
import { call, fail, say } from './support/reply.ts';
import { tempFolder } from './support/repo.ts';
import { startResponses } from './support/responses.ts';
import { openRun } from './support/run-agent.ts';
import { startModel } from './support/scripted-model.ts';
import { tool } from './support/workshop.ts';

const plugin = builtPlugin();
const turnEnd = ({ type }: RunEvent): boolean => type === 'turn_end';
const bash = (command: string) => call('Bash', { command, description: 'x' });
/** Any command: what the agent may do is not what these tests are about. */
const anything = { mode: 'acceptEdits' as const, allow: ['Bash'], deny: [] };

describeClients(
  'a run with Claude Code',
  (version) => {
    async function bench() {
      const model = await startModel();
      const run = await openRun(claude, plugin, {
        binary: clientBinary(version),
        extra: {
          ANTHROPIC_BASE_URL: model.url,
          ANTHROPIC_API_KEY: 'sk-dummy-key-for-tests',
          CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
        },
      });
      return { model, ...run };
    }

    test('works with the tools it is allowed, ours among them, and ends when its input does', async () => {
      const { model, start, folder, home, cli } = await bench();
      await cli('task', 'add', 'Fix login');
      // As deep as a store of a workspace is: longer than a socket's path may be.
      const temp = join(home, 'workspaces/11111111-2222-4333-8444-555555555555/runs/r7/temp-of-this-run-alone');
      await mkdir(temp, { recursive: true });
      const replies = [
        call('Write', { file_path: join(folder, 'new.ts'), content: 'new\n' }),
        bash('git log -1 --format=%h,%s'),
        bash('env'),
        bash('curl -s http://127.0.0.1:1'),
        call(tool('task_info'), { id: 1 }),
      ];
      model.main(({ step }) => replies[step] ?? say('all done'));
      const playing = await start({
        prompt: 'Fix login',
        files: { prompt: join(home, 'prompt.md'), temp },
        permission: { mode: 'acceptEdits', allow: ['Bash(git log -1 --format=%h,%s)', 'Bash(env)'], deny: [] },
        model: 'claude-sonnet-4-5',
        effort: 'low',
        maxTurns: 30,
        maxCostUsd: 5,
      });
      await playing.next(turnEnd);
      playing.agent.closeInput();
      expect(await playing.end()).toEqual({ kind: 'done', text: 'the agent ended its turn', lastText: 'all done' });
      const { events } = playing;
      expect(only(events, 'started')).toMatchObject([{ session: expect.any(String), model: 'claude-sonnet-4-5' }]);
      expect(only(events, 'tool').map(({ name }) => name)).toEqual([
        'Write',
        'Bash',
        'Bash',
        'Bash',
        tool('task_info'),
      ]);
      expect(only(events, 'tool_end').map(({ ok }) => ok)).toEqual([true, true, true, false, true]);
      expect(only(events, 'tool_end').at(-1)?.summary).toMatch(/^1 - ready Fix login/);
      expect(only(events, 'denied')).toMatchObject([{ tool: 'Bash' }]);
      expect(readFileSync(join(folder, 'new.ts'), 'utf8')).toBe('new\n');
      expect(playing.reader.usage()).toMatchObject({
        turns: 6,
        tokens: { input: 60, output: 60 },
        costUsd: expect.any(Number),
      });
      const [first] = model.asked('main');
      expect(first?.prompt).toContain('Fix login');
      expect(first?.tools).not.toContain('WebFetch');
      const env = model.asked('main')[3]?.last?.text;
      expect(env).toMatch(/^BACKLOG_RUN=r7$/m);
      expect(env).toContain(`TMPDIR=${temp}`);
      expect(env).not.toMatch(/^(GH_TOKEN|SSH_AUTH_SOCK)=/m);
    });

    test('hears a message while a tool runs, in the same turn', async () => {
      const { model, start, folder } = await bench();
      model.main(({ step }) => (step === 0 ? bash('while ! [ -e go ]; do sleep 0.02; done; echo gone') : say('heard')));
      const playing = await start({ permission: anything });
      await playing.next(({ type }) => type === 'tool');
      playing.agent.send(playing.reader.message!('Please keep the old name, too.'));
      const ended = playing.next(turnEnd);
      bashIn(folder, 'touch go');
      await ended;
      playing.agent.closeInput();
      expect(await playing.end()).toMatchObject({ kind: 'done', lastText: 'heard' });
      expect(only(playing.events, 'turn_end')).toHaveLength(1);
      expect(model.asked('main').at(-1)?.text).toMatch(/gone[\s\S]*Please keep the old name, too\./);
    });

    test('is interrupted in the middle of a command, and goes on with the next message', async () => {
      const { model, start, folder } = await bench();
      model.main(({ text }) => (text.includes('other way') ? say('so be it') : bash(`echo $$ > pid; sleep 600`)));
      const playing = await start({ permission: anything });
      const [pid] = await pidsIn(() => readIf(join(folder, 'pid')));
      const interrupted = playing.next(turnEnd);
      playing.agent.send(playing.reader.interrupt!());
      expect(await interrupted).toMatchObject({ ok: false });
      const ended = playing.next(turnEnd);
      playing.agent.send(playing.reader.message!('Do it the other way.'));
      expect(await ended).toMatchObject({ ok: true });
      playing.agent.closeInput();
      expect(await playing.end()).toMatchObject({ kind: 'done', lastText: 'so be it' });
      await until(() => !lives(pid!));
    });

    test('is stopped in the middle of a command, and leaves nothing behind', async () => {
      const { model, start, folder, marks } = await bench();
      model.main(() => bash('setsid sh -c "echo \\$\\$ > pid; exec sleep 600" & sleep 600'));
      const { agent, reader, end } = await start({ permission: anything });
      const [pid] = await pidsIn(() => readIf(join(folder, 'pid')));
      const { by, left } = await stopAgent(agent, { interrupt: () => agent.send(reader.interrupt!()) });
      expect(['interrupt', 'term']).toContain(by);
      expect(left).toEqual([]);
      expect(await end()).toMatchObject({ kind: 'interrupted', text: 'the turn was interrupted' });
      expect(lives(pid!)).toBe(false);
      expect(processesOfRun(marks)).toEqual([]);
    });

    test('is killed, and resumed in the same conversation; what it used is known all the same', async () => {
      const { model, start, folder, marks, env } = await bench();
      const session = crypto.randomUUID();
      model.main(({ prompt, step }) => {
        if (prompt.includes('again')) return say('resumed');
        return step === 0 ? bash('echo first') : bash('setsid sh -c "echo \\$\\$ > pid; exec sleep 600" & sleep 600');
      });
      const killed = await start({ permission: anything, session, prompt: 'begin' });
      const [pid] = await pidsIn(() => readIf(join(folder, 'pid')));
      expect(await kill(killed.agent)).toMatchObject({ by: 'exited', left: [] });
      expect(await killed.end()).toMatchObject({ kind: 'crashed' });
      expect(lives(pid!)).toBe(false);
      expect(processesOfRun(marks)).toEqual([]);
      const remembered = await usageAfterKill(claude, session, env);
      let total = totalUsage(NO_USAGE, killed.reader.usage(), claude.capabilities, remembered?.usage);
      expect(total).toMatchObject({ tokens: { input: 20 }, turns: 2 });
      for (const n of [3, 4]) {
        const again = await start({ permission: anything, session, resume: session, prompt: `again ${n}` });
        await again.next(turnEnd);
        again.agent.closeInput();
        expect(await again.end()).toMatchObject({ kind: 'done', lastText: 'resumed' });
        expect(again.reader.usage()).toMatchObject({ tokens: { input: 10, output: 10 }, turns: 1 });
        total = totalUsage(total, again.reader.usage(), claude.capabilities);
        expect(total).toMatchObject({ tokens: { input: 10 * n }, turns: n });
      }
      expect(model.asked('main').at(-1)?.text).toMatch(/begin[\s\S]*first[\s\S]*again 3[\s\S]*again 4/);
    });

    test.each<[status: number, kind: string]>([
      [401, 'unauthenticated'],
      [529, 'rate_limited'],
      [400, 'failed'],
    ])('an endpoint that answers %i makes it %s', async (status, kind) => {
      const { model, start } = await bench();
      model.main(() => fail(status));
      const { agent, next, end } = await start();
      // A supervisor need not wait for a login that is hopeless.
      await next((event) => turnEnd(event) || (event.type === 'limit' && event.kind === 'unauthenticated'));
      await stopAgent(agent, { interrupt: () => {}, graceMs: { interrupt: status === 401 ? 0 : 1_500 } });
      expect(await end()).toMatchObject({ kind });
    });
  },
  { only: 'soak' },
);

const reason = whyLeftOut('codex');

describe('a run with Codex', unless(reason), () => {
  async function bench(script: Parameters<typeof startResponses>[0]) {
    const model = await startResponses(script);
    const scripted = `{name="scripted",base_url="${model.url}/v1",wire_api="responses",env_key="KEY",request_max_retries=1,stream_max_retries=1}`;
    const run = await openRun(codex, plugin, {
      binary: codexBinary(),
      argv: ['-c', `model_providers.scripted=${scripted}`, '-c', 'model_provider="scripted"'],
      extra: { KEY: 'sk-dummy-key-for-tests' },
    });
    await mkdir(join(run.home, 'codex'));
    return { model, ...run };
  }
  const exec = (cmd: string) => ({ name: 'exec_command', arguments: { cmd, yield_time_ms: 30_000 } });

  soak('works in its sandbox and with our tools, and goes on in the same thread, in the same sandbox', async () => {
    const outside = await tempFolder();
    const first = [
      // Codex tells nothing of a command that its sandbox made fail.
      exec('env > env.txt; touch .git/x; true'),
      exec(`echo evil > ${outside}/evil.txt; echo evil > $HOME/evil.txt; true`),
      { name: 'task_info', namespace: 'mcp__backlog', arguments: { id: 1 } },
    ];
    const second = [exec(`echo evil > ${outside}/again.txt; echo "$TMPDIR" > two.txt; echo kept > "$TMPDIR/kept"`)];
    const { model, start, folder, home, cli } = await bench(({ step, text }) => {
      const replies = text.includes('again, please') ? second : first;
      return replies[text.includes('again, please') ? step - first.length : step] ?? { text: 'all done' };
    });
    await cli('task', 'add', 'Fix login');
    const one = await start({ prompt: 'Fix login', model: 'gpt-5', effort: 'low' });
    expect(await one.end()).toEqual({ kind: 'done', text: 'the agent ended its turn', lastText: 'all done' });
    expect(only(one.events, 'tool').map(({ name }) => name)).toEqual(
      expect.arrayContaining(['command_execution', 'backlog.task_info']),
    );
    expect(model.turns.at(-1)?.text).toContain('1 - ready Fix login');
    const env = readIf(join(folder, 'env.txt'));
    expect(env).toMatch(/^BACKLOG_RUN=r7$/m);
    expect(env).not.toContain('sk-dummy-key-for-tests');
    expect(existsSync(join(folder, '.git/x'))).toBe(false);

    const temp = join(home, 'temp');
    await mkdir(temp);
    const files = { prompt: join(home, 'prompt.md'), temp };
    const resume = only(one.events, 'started')[0]?.session ?? '';
    const two = await start({ prompt: 'again, please', resume, model: 'gpt-5', files });
    expect(await two.end()).toMatchObject({ kind: 'done' });
    expect(only(two.events, 'started')).toEqual([{ type: 'started', session: resume }]);
    expect(model.turns.at(-1)?.text).toMatch(/Fix login[\s\S]*again, please/);
    expect([readIf(join(folder, 'two.txt')), readIf(join(temp, 'kept'))]).toEqual([`${temp}\n`, 'kept\n']);
    const evil = [join(outside, 'evil.txt'), join(outside, 'again.txt'), join(home, 'evil.txt')];
    expect(evil.filter((file) => existsSync(file))).toEqual([]);
    expect([one, two].map(({ reader }) => reader.usage().tokens.input)).toEqual([400, 600]);
  });

  soak.each<[how: string, by: string]>([
    ['is interrupted', 'interrupt'],
    ['is killed', 'kill'],
  ])('%s in the middle of a command, leaves nothing behind, and goes on', async (_, by) => {
    const { model, start, folder, marks, env } = await bench(({ step, text }) => {
      if (text.includes('again, please')) return { text: 'resumed' };
      return step === 0 ? exec('true') : exec('setsid sh -c "sleep 601" & echo started > mark; sleep 600');
    });
    const stopped = await start({ prompt: 'begin', model: 'gpt-5' });
    await until(() => readIf(join(folder, 'mark')) !== '');
    const end = by === 'kill' ? await kill(stopped.agent) : await stopAgent(stopped.agent);
    expect(end).toMatchObject({ by: by === 'kill' ? 'exited' : by, left: [] });
    expect((await stopped.end()).kind).toBe(by === 'kill' ? 'crashed' : 'failed');
    expect(processesOfRun(marks)).toEqual([]);
    const resume = only(stopped.events, 'started')[0]?.session ?? '';
    const remembered = await usageAfterKill(codex, resume, env);
    const before = totalUsage(NO_USAGE, stopped.reader.usage(), codex.capabilities, remembered?.usage);
    // What the last message used is written down a moment later: a kill may lose it.
    expect([by === 'kill' ? 100 : 200, 200]).toContain(before.tokens.input);
    const again = await start({ prompt: 'again, please', resume, model: 'gpt-5' });
    expect(await again.end()).toMatchObject({ kind: 'done', lastText: 'resumed' });
    expect(totalUsage(before, again.reader.usage(), codex.capabilities).tokens.input).toBe(before.tokens.input + 100);
    expect(model.turns.at(-1)?.text).toMatch(/begin[\s\S]*again, please/);
  });

  soak.each<[status: number, kind: string]>([
    [401, 'unauthenticated'],
    [429, 'rate_limited'],
    [400, 'failed'],
  ])('an endpoint that answers %i makes it %s', async (status, kind) => {
    const { start } = await bench(() => ({ status }));
    const { end, events } = await start({ model: 'gpt-5' });
    expect(await end()).toMatchObject({ kind });
    expect(only(events, 'turn_end')).toMatchObject([{ ok: false }]);
  });
});

/** At once, and then what it left; asked to end first, a quick one ends by that. */
async function kill(agent: OwnedProcess): Promise<Stopped> {
  signalGroup(agent, 'SIGKILL');
  await agent.exited;
  return stopAgent(agent);
}

function bashIn(folder: string, line: string): void {
  execFileSync('/bin/sh', ['-c', line], { cwd: folder });
}

function readIf(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
