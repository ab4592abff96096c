import { readdir } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { HOOK_EVENTS } from '../../src/interfaces/hooks/events.ts';
import { type ClaudeResult, type ClaudeRun, runClaude } from './support/claude.ts';
import { describeClients } from './support/describe-clients.ts';
import { HEARD } from './support/heard.ts';
import { type ProbePlugin, probePlugin, type ServerBehaviour, type ToolHook } from './support/probe-plugin.ts';
import { call, type Reply } from './support/reply.ts';
import { tempFolder, tempRepo } from './support/repo.ts';
import { type Script, type ScriptedModel, startModel } from './support/scripted-model.ts';
import { steps } from './support/workshop.ts';

const ECHO = 'mcp__plugin_probe_box__echo';
const BEFORE_EDITS: ToolHook = {
  event: 'PreToolUse',
  matcher: 'Write',
  input: fieldsOf('tool_name', 'tool_input.file_path'),
};
const AFTER_EDITS: ToolHook = { ...BEFORE_EDITS, event: 'PostToolUse' };

/** What a model writes is not filled in. */
const QUOTED = `A "quoted" $${'{agent_id}'}`;

/** What the plugin rests on: how clients call hooks that an MCP server answers. */
describeClients(
  'a hook that the server answers',
  (version) => {
    test('is called for every event that the plugin gives to its server, with what the event says', async () => {
      const hooks = HOOK_EVENTS.map(({ event, matcher, fields = [] }) => ({
        event,
        ...(matcher ? { matcher: matcher.replace('backlog_tasks', 'probe_box') } : {}),
        input: fieldsOf('session_id', 'agent_id', 'prompt_id', 'transcript_path', ...fields),
      }));
      const { heard, result } = await play(version, {
        hooks,
        main: steps(
          call('TaskCreate', { subject: QUOTED, description: 'b' }),
          call('TaskUpdate', { taskId: '1', status: 'completed' }),
          write('a.txt'),
          call(ECHO, { text: 'x' }),
          launch('PROMPT-ONE', 'no-such-type'),
          launch('PROMPT-ONE'),
        ),
        agents: { 'PROMPT-ONE': steps(write('b.txt')) },
        env: { CLAUDE_CODE_ENABLE_TODO_TOOLS: '1' },
      });
      expect(new Set(heard.map(({ event }) => event))).toEqual(new Set(HEARD));
      const find = (event: string, name?: string) =>
        heard.find((one) => one.event === event && (!name || one.tool_name === name)) ?? {};
      expect(find('PreToolUse', 'Write')).toMatchObject({ session_id: result.session, agent_id: '' });
      expect(find('PreToolUse', 'Write')['tool_input.file_path']).toMatch(/a\.txt$/);
      expect(JSON.parse(String(find('PreToolUse', 'Agent').tool_input))).toMatchObject({ prompt: 'PROMPT-ONE' });
      expect(find('TaskCreated').task_subject).toBe(QUOTED);
      expect(find('PostToolUseFailure', 'Agent').tool_use_id).toMatch(/^toolu_/);
      expect(find('SubagentStop')).toMatchObject({
        agent_id: expect.stringMatching(/^\w+$/),
        last_assistant_message: 'done',
      });
      expect(Array.isArray(JSON.parse(String(find('Stop').background_tasks)))).toBe(true);
    });

    test('carries the id that the call of a tool brings a moment later beside its arguments', async () => {
      const { heard, probe } = await play(version, {
        hooks: [
          { event: 'PreToolUse', matcher: '^mcp__plugin_probe_box__', input: fieldsOf('tool_use_id', 'agent_id') },
        ],
        main: steps(call(ECHO, { text: 'x', _meta: { 'claudecode/toolUseId': 'forged' } })),
      });
      const [called] = (await probe.log('server', 'tools/call')).filter(({ input }) => input.name === 'echo');
      expect(called?.input._meta).toMatchObject({ 'claudecode/toolUseId': heard[0]?.tool_use_id });
    });

    test('does not stop a first prompt that comes before the server is there', async () => {
      const { files, heard } = await play(version, {
        hooks: [BEFORE_EDITS],
        main: steps(write('a.txt')),
        server: { initializeAfter: 3_000 },
      });
      expect(files).toContain('a.txt');
      expect(heard.length, 'the newer one waits for the server, the older one for two seconds').toBe(
        version === 'new' ? 1 : 0,
      );
    });

    test('is called beside the other hooks of its event, not after them', async () => {
      const { probe } = await play(version, {
        hooks: [BEFORE_EDITS, { ...BEFORE_EDITS, input: { second: 'yes' } }],
        main: steps(write('a.txt')),
        server: { answerAfter: 400 },
      });
      const [first, second] = (await probe.log('server', 'tools/call')).map(({ at }) => at);
      expect((second ?? Infinity) - (first ?? 0)).toBeLessThan(300);
    });

    test('that is never answered lets the edit through when its time is over, and the server is told', async () => {
      const { files, heard, probe } = await play(version, {
        hooks: [{ ...BEFORE_EDITS, timeout: 1 }],
        main: steps(write('a.txt'), write('b.txt')),
        server: { hang: ['PreToolUse'] },
      });
      expect(files).toEqual(expect.arrayContaining(['a.txt', 'b.txt']));
      expect(heard).toHaveLength(2);
      // Each by the id of its call, so that a server which goes on later knows that nobody waits.
      const cancelled = await probe.log('server', 'notifications/cancelled');
      expect(cancelled.map(({ input }) => typeof input.requestId)).toEqual(['number', 'number']);
    });

    test('whose server dies lets the edit through; the newer client starts the server again for the next hook', async () => {
      const { files, heard, model } = await play(version, {
        hooks: [BEFORE_EDITS, AFTER_EDITS],
        main: steps(write('a.txt'), call(ECHO, { text: 'still here' })),
        server: { die: ['PreToolUse'] },
      });
      expect(files).toContain('a.txt');
      expect(model.asked('main').at(-1)?.last?.text, 'a tool call brings it back on both').toContain('still here');
      const after = heard.filter(({ event }) => event === 'PostToolUse');
      expect(after).toHaveLength(version === 'new' ? 1 : 0);
    });

    test('gets only the fields that it names, whatever the size of the others', async () => {
      const { probe, files } = await play(version, {
        hooks: [BEFORE_EDITS],
        main: steps(write('a.txt', 'x'.repeat(5_000_000))),
      });
      const [entry] = await probe.log('server', 'tools/call');
      expect(JSON.stringify(entry?.input).length).toBeLessThan(1_000);
      expect(files).toContain('a.txt');
    });

    test('takes a whole input of megabytes, too', async () => {
      const { heard } = await play(version, {
        hooks: [{ ...BEFORE_EDITS, input: fieldsOf('tool_input') }],
        main: steps(write('a.txt', 'x'.repeat(5_000_000))),
      });
      expect(String(heard[0]?.tool_input).length).toBeGreaterThan(5_000_000);
    });

    test('is no tool of the model', async () => {
      const { heard, model } = await play(version, {
        hooks: [],
        main: steps(call('mcp__plugin_probe_box__hook', { event: 'PreToolUse' })),
      });
      expect(model.asked('main').at(-1)?.last).toMatchObject({
        isError: true,
        text: expect.stringContaining('No such tool'),
      });
      expect(heard).toEqual([]);
    });

    test('of a type that the client does not know takes all hooks of the plugin away in the older client, itself in the newer', async () => {
      const { probe } = await play(version, {
        hooks: [BEFORE_EDITS, { event: 'PostToolUse', matcher: 'Write', type: 'of_tomorrow' }],
        main: steps(write('a.txt')),
      });
      const heard = (await probe.log('server', 'tools/call')).length;
      expect(heard, 'so no type may be used that the oldest client does not know').toBe(version === 'new' ? 1 : 0);
    });
  },
  { only: 'soak' },
);

interface Scene extends Partial<Omit<ClaudeRun, 'version' | 'model' | 'pluginDir' | 'kill'>> {
  main: Script;
  agents?: Record<string, Script>;
  hooks: readonly ToolHook[];
  server?: ServerBehaviour;
}

interface Played {
  result: ClaudeResult;
  model: ScriptedModel;
  probe: ProbePlugin;
  /** What hooks told the server. */
  heard: Record<string, unknown>[];
  /** What is in the repository afterwards. */
  files: string[];
}

async function play(version: ClaudeRun['version'], scene: Scene): Promise<Played> {
  const { main, agents = {}, hooks, server = {}, ...run } = scene;
  const probe = await probePlugin({}, { hooks, server });
  const model = await startModel();
  model.main(main);
  for (const [match, script] of Object.entries(agents)) model.agent(match, script);
  const place = { version, model, cwd: await tempRepo(), home: await tempFolder(), pluginDir: probe.folder };
  const result = await runClaude({ prompt: 'go', allowedTools: ['Write', ECHO], ...run, ...place });
  const calls = (await probe.log('server', 'tools/call')).filter(({ input }) => input.name === 'hook');
  const heard = calls.map(({ input }) => input.arguments as Record<string, unknown>);
  return { result, model, probe, heard, files: await readdir(place.cwd) };
}

/** What the client fills in, by the names that the plugin's own hooks use. */
function fieldsOf(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, `$${`{${name}}`}`]));
}

function write(file: string, content = 'x'): Reply {
  return call('Write', { file_path: file, content });
}

function launch(prompt: string, type = 'probe:helper'): Reply {
  return call('Agent', { description: 'a helper', prompt, subagent_type: type });
}
