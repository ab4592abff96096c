import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { unless } from '../support/needs.ts';
import { type Cast, startCast } from './support/cast.ts';
import { type ClaudeResult, type ClaudeRun, runClaude } from './support/claude.ts';
import { whyLeftOut } from './support/clients.ts';
import { describeClients } from './support/describe-clients.ts';
import { inspect } from './support/inspector.ts';
import { type Answers, type ProbeEntry, type ProbePlugin, probePlugin } from './support/probe-plugin.ts';
import { call, say, together } from './support/reply.ts';
import { tempFolder, tempRepo } from './support/repo.ts';
import type { ScriptedModel } from './support/scripted-model.ts';
import { steps } from './support/workshop.ts';

const ECHO = 'mcp__plugin_probe_box__echo';
const CHANGED = { [`PreToolUse:${ECHO}`]: preToolUse({ updatedInput: { text: 'changed' } }) };

describeClients(
  'the harness',
  (version) => {
    const play = (scene: Scene): Promise<Played> => playScene(version, scene);

    test('a typed skill runs, its tool is called without asking, and every hook fires', async () => {
      const { result, model, probe } = await play({
        main: steps(call(ECHO, { text: 'hi' })),
        prompt: '/probe:allowed this',
        answers: { SessionStart: context('SessionStart', 'FROM-SESSION-START') },
      });
      expect(result).toMatchObject({ code: 0, answer: 'done', denials: [] });
      const [first, second] = model.asked('main');
      expect(first?.prompt).toContain('Use the box, unasked, for: this');
      expect(first?.text).toContain('FROM-SESSION-START');
      expect(second?.last).toMatchObject({ tool: ECHO, text: '{"text":"hi"}', isError: false });
      const events = names(await probe.log('hook'));
      expect(events).toEqual(expect.arrayContaining(['SessionStart', 'UserPromptExpansion', 'UserPromptSubmit']));
      expect(events.slice(-4)).toEqual(['PreToolUse', 'PostToolUse', 'Stop', 'SessionEnd']);
    });

    test('a tool that nobody allowed is refused, also when a hook has changed its arguments', async () => {
      const { result, probe } = await play({ main: steps(call(ECHO, { text: 'hi' })), answers: CHANGED });
      expect(result.denials).toMatchObject([{ tool_name: ECHO, tool_input: { text: 'changed' } }]);
      expect(await probe.log('server', 'tools/call')).toEqual([]);
    });

    test.each([
      { by: 'the user', run: { allowedTools: [ECHO] } },
      { by: 'the skill', run: { prompt: '/probe:allowed this' } },
    ])('a tool that $by allowed runs with the arguments that a hook gave it', async ({ run }) => {
      const { result, model } = await play({ main: steps(call(ECHO, { text: 'hi' })), answers: CHANGED, ...run });
      expect(result.denials).toEqual([]);
      expect(model.asked('main').at(-1)?.last).toMatchObject({ text: '{"text":"changed"}', isError: false });
    });

    test('a hook that denies an edit is obeyed, and its reason is what the model reads', async () => {
      const { model, cwd } = await play({
        main: steps(call('Write', { file_path: 'a.txt', content: 'a' })),
        allowedTools: ['Write'],
        answers: { 'PreToolUse:Write': preToolUse({ permissionDecision: 'deny', permissionDecisionReason: 'HELD' }) },
      });
      expect(model.asked('main').at(-1)?.last).toMatchObject({ tool: 'Write', text: 'HELD', isError: true });
      expect(existsSync(join(cwd, 'a.txt'))).toBe(false);
    });

    test('two agents of one message are told apart by the note that the client keeps on each', async () => {
      const { model, probe } = await play({
        main: steps(together(agent('PROMPT-ONE'), agent('PROMPT-TWO'))),
        agents: { 'PROMPT-ONE': steps(call(ECHO)), 'PROMPT-TWO': steps(call(ECHO)) },
        allowedTools: [ECHO],
        answers: { SubagentStart: context('SubagentStart', 'FROM-SUBAGENT-START') },
      });
      for (const prompt of ['PROMPT-ONE', 'PROMPT-TWO']) {
        expect(model.asked('agent', prompt)[0]).toMatchObject({ step: 0, prompt });
        expect(model.asked('agent', prompt)[0]?.text).toContain('FROM-SUBAGENT-START');
      }
      const dispatched = (await toolUse(probe, 'Agent')).map(({ input }) => input.tool_use_id).sort();
      expect((await toolUse(probe, ECHO)).map(({ meta }) => meta?.toolUseId).sort()).toEqual(dispatched);
      expect((await probe.log('hook', 'SubagentBind')).map(({ meta }) => meta?.toolUseId).sort()).toEqual(dispatched);
      expect((await probe.log('hook', 'SubagentStart')).map(({ meta }) => meta)).toEqual([null, null]);
    });

    test('/compact keeps the session and /clear begins another, in the same processes', async () => {
      const { model, probe } = await play({
        main: (turn) => say(`answer to ${turn.prompt}`),
        prompt: 'first',
        more: ['second', '/compact', 'third', '/clear', 'fourth'],
        answers: { SessionStart: context('SessionStart', 'FROM-SESSION-START') },
      });
      expect(model.asked('client')).toHaveLength(1);
      const asked = model.asked('main');
      expect(asked.map(({ prompt }) => prompt)).toEqual(['first', 'second', 'third', 'fourth']);
      expect(asked[2]?.text).toContain('A scripted summary.');
      for (const { text } of asked) expect(text.match(/FROM-SESSION-START/g)).toHaveLength(1);

      const starts = await probe.log('hook', 'SessionStart');
      expect(starts.map(({ input }) => input.source)).toEqual(['startup', 'compact', 'clear']);
      const [before, after] = [starts[0]?.input.session_id, starts[2]?.input.session_id];
      expect(starts[1]?.input.session_id).toBe(before);
      expect(after).not.toBe(before);
      const ends = await probe.log('hook', 'SessionEnd');
      expect(ends.map(({ input }) => [input.session_id, input.reason])).toEqual([
        [before, 'clear'],
        [after, 'other'],
      ]);
      const servers = await probe.log('server', 'initialize');
      expect(servers).toMatchObject([{ ppid: starts[2]?.ppid, env: { CLAUDE_CODE_SESSION_ID: before } }]);
    });

    test('a session goes on under its id, and the server is ended by SIGINT before SessionEnd', async () => {
      const first = await play({ main: () => say('ok') });
      const again = await play({
        main: () => say('ok'),
        home: first.home,
        cwd: first.cwd,
        resume: first.result.session,
      });
      expect(again.result.session).toBe(first.result.session);
      const [start] = await again.probe.log('hook', 'SessionStart');
      expect(start).toMatchObject({ input: { source: 'resume', session_id: first.result.session } });
      expect(names(await again.probe.log()).slice(-2)).toEqual(['SIGINT', 'SessionEnd']);
    });

    test('when the client is killed, the server sees its stdin close', async () => {
      const { result, probe } = await play({
        main: steps(call(ECHO), call(ECHO)),
        allowedTools: [ECHO],
        killAtStep: 1,
      });
      expect(result.code).toBe(null);
      await expect.poll(async () => names(await probe.log('server')).at(-1)).toBe('stdin closed');
      expect(await probe.log('hook', 'SessionEnd')).toEqual([]);
    });

    test("the client's own tasks reach the hooks", async () => {
      const { probe } = await play({
        main: steps(
          call('TaskCreate', { subject: 'Fix', description: 'Fix it' }),
          call('TaskUpdate', { taskId: '1', status: 'completed' }),
        ),
        env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' },
      });
      expect(await probe.log('hook', 'TaskCreated')).toMatchObject([{ input: { task_id: '1', task_subject: 'Fix' } }]);
      expect(await probe.log('hook', 'TaskCompleted')).toMatchObject([{ input: { task_id: '1' } }]);
    });
  },
  { only: 'soak' },
);

describe('the MCP inspector', unless(whyLeftOut('inspector')), () => {
  test('calls a tool in command-line mode', async () => {
    const { folder } = await probePlugin();
    const server = { command: process.execPath, args: [join(folder, 'server.mjs')], cwd: folder };
    const request = ['--method', 'tools/call', '--tool-name', 'echo', '--tool-arg', 'text=hi'];
    expect(await inspect(server, ...request)).toEqual({ content: [{ type: 'text', text: '{"text":"hi"}' }] });
  });
});

interface Scene extends Cast, Partial<Omit<ClaudeRun, 'version' | 'model' | 'pluginDir' | 'kill'>> {
  answers?: Answers;
}

interface Played {
  result: ClaudeResult;
  model: ScriptedModel;
  probe: ProbePlugin;
  cwd: string;
  home: string;
}

/** Runs the client with the probe plugin in a fresh repository. */
async function playScene(version: ClaudeRun['version'], scene: Scene): Promise<Played> {
  const cwd = scene.cwd ?? (await tempRepo());
  const home = scene.home ?? (await tempFolder());
  const probe = await probePlugin(scene.answers);
  const { model, kill } = await startCast(scene);
  const result = await runClaude({ prompt: 'go', ...scene, version, model, cwd, home, kill, pluginDir: probe.folder });
  return { result, model, probe, cwd, home };
}

function agent(prompt: string): ReturnType<typeof call> {
  return call('Agent', { description: 'a helper', prompt, subagent_type: 'probe:helper' });
}

function preToolUse(answer: object): object {
  return { hookSpecificOutput: { hookEventName: 'PreToolUse', ...answer } };
}

function context(hookEventName: string, additionalContext: string): object {
  return { hookSpecificOutput: { hookEventName, additionalContext } };
}

async function toolUse(probe: ProbePlugin, tool: string): Promise<ProbeEntry[]> {
  return (await probe.log('hook', 'PreToolUse')).filter(({ input }) => input.tool_name === tool);
}

function names(entries: ProbeEntry[]): string[] {
  return entries.map(({ name }) => name);
}
