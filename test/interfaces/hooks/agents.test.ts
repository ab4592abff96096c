import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import { LEASE_MS } from '../../../src/domain/lease-lengths.ts';
import { tempFolder } from '../../support/folder.ts';
import { missingFile, unless } from '../../support/needs.ts';
import { agent } from '../../support/workspace.ts';
import { begin, by, type Dispatch, edit, hookPlace, launch, type Place, SESSION } from './place.ts';

/** Two tasks; agent a1 works on the first, launched by call t1 during the prompt p1. */
async function working(prompt = 'Do task 1.', type?: string): Promise<Place> {
  const place = await hookPlace();
  await place.add('Write parser', { scope: 'src/parser/**', spec: 'Parse it all.' });
  await place.add('Write printer', { scope: 'src/printer/**' });
  await launch(place, 't1', 'a1', prompt, type);
  await place.hook('SubagentStart', { ...by('a1'), prompt_id: 'p1' });
  await place.settled();
  return place;
}

const held = async (place: Place) =>
  (await place.claims()).map(({ holder, label }) => `${holder.replace(/:.*/, '')} ${label}`).sort();
const HELD = ['sess-one/a1 #1 Write parser'];

describe('an agent that ends without SubagentStop gives back what it held:', () => {
  test('its endpoint failed', async () => {
    const place = await working();
    await place.hook('StopFailure', { ...by('a1'), last_assistant_message: 'API Error: 500' });
    expect(await held(place)).toEqual([]);
    expect(await place.task(1)).toMatchObject({
      status: 'pending',
      handoff: { note: 'The agent failed before it finished. API Error: 500' },
    });
  });

  test('a failure of the session itself ends no agent', async () => {
    const place = await working();
    await place.hook('StopFailure', { last_assistant_message: 'API Error: 500' });
    expect(await held(place)).toEqual(HELD);
  });

  test('it was stopped', async () => {
    const place = await working();
    await place.hook('PostToolUse', {
      tool_name: 'TaskStop',
      tool_input: { task_id: 'a1' },
      tool_response: { task_id: 'a1', task_type: 'local_agent' },
    });
    expect(await held(place)).toEqual([]);
    expect((await place.task(1)).handoff?.note).toContain('was stopped');
  });

  test('the turn ended and the client does not list it any more', async () => {
    const place = await working();
    const running = { id: 'a1', type: 'subagent', status: 'running' };
    await place.hook('Stop', { prompt_id: 'p1', background_tasks: [running] });
    expect(await held(place)).toEqual(HELD);
    await place.hook('Stop', { prompt_id: 'p1', background_tasks: [] });
    expect(await held(place)).toEqual([]);
  });

  test('an older client that lists nothing ends nobody', async () => {
    const place = await working();
    await place.hook('Stop', { prompt_id: 'p1' });
    expect(await held(place)).toEqual(HELD);
  });

  test('a new prompt came while the session was waiting for it', async () => {
    const place = await working();
    await place.hook('UserPromptSubmit', { prompt_id: 'p1' });
    expect(await held(place)).toEqual(HELD);
    await place.hook('UserPromptSubmit', { prompt_id: 'p2' });
    expect(await held(place)).toEqual([]);
    expect(await launch(place, 't2', 'a2', 'Do task 1.')).toContain('this is your task');
  });

  test('a new prompt ends no agent in the background', async () => {
    const place = await working();
    await place.hook('PostToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't1',
      prompt_id: 'p1',
      tool_response: { status: 'async_launched', agentId: 'a1' },
    });
    await place.hook('UserPromptSubmit', { prompt_id: 'p2' });
    expect(await held(place)).toEqual(HELD);
  });

  test('nothing tells: its lease ends, though the session works on', async () => {
    const place = await working();
    place.pass(2 * LEASE_MS + 1000);
    await place.hook('PreToolUse', edit(join(place.repo, 'README.md')));
    await place.run('task_start', { id: 1 }, agent('sess-two'));
    expect(await held(place)).toEqual(['sess-two #1 Write parser']);
  });
});

describe('an agent of another session with the same id, as a fork of a session has them,', () => {
  const fork = { session_id: 'sess-two', ...by('a1') };

  test('is not the one that holds the task, and its end ends nothing here', async () => {
    const place = await working();
    const denied = await place.hook('PreToolUse', { ...edit(join(place.repo, 'src/parser/lex.ts')), ...fork });
    expect(denied?.permissionDecision).toBe('deny');
    await place.hook('SubagentStop', fork);
    expect(await held(place)).toEqual(HELD);
  });

  test('gets its own task', async () => {
    const place = await working();
    await place.add('Write guide', { scope: 'docs/**' });
    await place.hook('PreToolUse', {
      session_id: 'sess-two',
      tool_name: 'Agent',
      tool_use_id: 't1',
      tool_input: { prompt: 'Do task 3.', subagent_type: 'backlog:implementer' },
    });
    place.noteAgent('sess-two', 'a1', 't1');
    await place.hook('SubagentStart', { ...fork, transcript_path: place.transcript('sess-two'), prompt_id: 'p1' });
    await place.settled();
    expect(await held(place)).toEqual([...HELD, 'sess-two/a1 #3 Write guide']);
  });
});

describe('a launch that comes to no agent', () => {
  test('frees the task for its own retry', async () => {
    const place = await hookPlace();
    await place.add('Write parser');
    expect(await launch(place, 't1', 'none', 'Do task 1.')).toContain('this is your task');
    await place.hook('PostToolUseFailure', { tool_name: 'Agent', tool_use_id: 't1', error: 'no such type' });
    expect([await place.claims(), await place.records('dispatch')]).toEqual([[], []]);
    expect(await launch(place, 't2', 'a1', 'Do task 1.')).toContain('this is your task');
  });

  test.each([
    ['launches', 'PreToolUse', { tool_input: { prompt: 'Do task 2.', subagent_type: 'backlog:implementer' } }],
    ['fails to launch', 'PostToolUseFailure', { error: 'no such type' }],
  ])(
    'of another session whose call has the same id: it %s, and this one keeps what is reserved',
    async (_, event, more) => {
      const place = await hookPlace();
      await place.add('Write parser');
      await place.add('Write guide');
      await launch(place, 'call_1', 'none', 'Do task 1.');
      const [mine] = await place.claims();
      await place.hook(event, { session_id: 'sess-two', tool_name: 'Agent', tool_use_id: 'call_1', ...more });
      expect(await place.claims()).toContainEqual(mine);
    },
  );

  test('is never in the way of the session that asked for it', async () => {
    const place = await hookPlace();
    await place.add('Write parser', { scope: 'src/parser/**' });
    await launch(place, 't1', 'none', 'Do task 1.');
    const denied = (session_id: string) =>
      place.hook('PreToolUse', { ...edit(join(place.repo, 'src/parser/a.ts')), session_id });
    expect((await denied('sess-two'))?.permissionDecision).toBe('deny');
    expect(await denied(SESSION)).toBeUndefined();
    await place.run('task_start', { id: 1 }, agent(SESSION));
    expect(await held(place)).toEqual(['sess-one #1 Write parser']);
  });

  test.each<[string, string, Record<string, unknown>, number]>([
    ['its next call', 'PreToolUse', { tool_name: 'mcp__plugin_backlog_tasks__task_list', tool_use_id: 't2' }, 2_001],
    ['the end of its turn', 'Stop', { background_tasks: [] }, 0],
    ['its next prompt', 'UserPromptSubmit', { prompt_id: 'p2' }, 0],
  ])('because the person refused it frees the task with %s', async (_, event, payload, later) => {
    const place = await hookPlace();
    await place.add('Write parser', { scope: 'src/parser/**' });
    await launch(place, 't1', 'none', 'Do task 1.');
    await place.hook('PreToolUse', { tool_name: 'mcp__plugin_backlog_tasks__task_list', tool_use_id: 't0' });
    expect(await held(place), 'a call of the same message').toEqual(['sess-one/dispatch #1 Write parser']);
    place.pass(later);
    await place.hook(event, { session_id: 'sess-two', ...payload });
    expect(await held(place), 'another session').toEqual(['sess-one/dispatch #1 Write parser']);
    await place.hook(event, payload);
    expect(await held(place)).toEqual([]);
    await begin(place, 'none');
    expect(await held(place), 'an agent that started after all').toEqual(['sess-one/none #1 Write parser']);
  });

  test('because the person refused it frees the task with a call right after, once the transcript has the refusal', async () => {
    const place = await hookPlace();
    await place.add('Write parser', { scope: 'src/parser/**' });
    await launch(place, 't1', 'none', 'Do task 1.');
    const next = () =>
      place.hook('PreToolUse', { tool_name: 'mcp__plugin_backlog_tasks__task_next', tool_use_id: 't2' });
    const transcript = place.transcript(SESSION);
    mkdirSync(dirname(transcript), { recursive: true });
    writeFileSync(transcript, '{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t1"}]}}\n');
    await next();
    expect(await held(place), 'a call of the same message').toEqual(['sess-one/dispatch #1 Write parser']);
    appendFileSync(transcript, '{"message":{"content":[{"type":"tool_result","is_error":true,"tool_use_id":"t1"}]}}\n');
    await next();
    expect(await held(place)).toEqual([]);
    expect(await place.run('task_next', {}, agent(SESSION))).toMatchObject({ pulled: { taken: { task: { id: 1 } } } });
  });

  test('because the person refused it frees the task with a call right after, though the client writes its transcript late', async () => {
    const place = await hookPlace();
    await place.add('Write parser', { scope: 'src/parser/**' });
    await launch(place, 't1', 'none', 'Do task 1.');
    const transcript = place.transcript(SESSION);
    mkdirSync(dirname(transcript), { recursive: true });
    writeFileSync(transcript, '{"type":"assistant","message":{"content":[{"type":"tool_use","id":"t1"}]}}\n');
    const refusal = '{"message":{"content":[{"type":"tool_result","is_error":true,"tool_use_id":"t1"}]}}\n';
    setTimeout(() => appendFileSync(transcript, refusal), 150);
    // However long this takes on a busy machine, the wait is not over before.
    vi.spyOn(performance, 'now').mockReturnValue(performance.now());
    onTestFinished(() => void vi.restoreAllMocks());
    await place.hook('PreToolUse', { tool_name: 'mcp__plugin_backlog_tasks__task_next', tool_use_id: 't2' });
    expect(await held(place)).toEqual([]);
  });

  test('of an agent that did start frees nothing', async () => {
    const place = await working();
    await place.hook('PostToolUseFailure', { tool_name: 'Agent', tool_use_id: 't1', error: 'interrupted' });
    expect(await held(place)).toEqual(HELD);
  });
});

describe('an agent in the background', () => {
  test('has its task as soon as the launch says which agent it is', async () => {
    const place = await hookPlace();
    await place.add('Write parser');
    await place.hook('PreToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't1',
      tool_input: { prompt: 'Do task 1.', subagent_type: 'backlog:implementer' },
    });
    await place.hook('PostToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't1',
      tool_response: { status: 'async_launched', agentId: 'a1' },
    });
    expect(await held(place)).toEqual(['sess-one/a1 #1 Write parser']);
    expect(await place.records<Dispatch>('dispatch')).toMatchObject([{ agent: 'a1' }]);
  });
});

describe('an agent that goes on after its end', () => {
  test('has its task again when it is resumed', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half' });
    expect(await held(place)).toEqual([]);
    await place.hook('SubagentStart', by('a1'));
    expect(await held(place)).toEqual(HELD);
    expect((await place.task(1)).handoff).toBeUndefined();
  });

  test("has it again at its next step, when somebody's hook kept it", async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half' });
    const file = edit(join(place.repo, 'src/parser/lex.ts'), by('a1'));
    expect(await place.hook('PreToolUse', file)).toBeUndefined();
    expect(await held(place)).toEqual(HELD);
  });

  test('is told who has it now, once', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half' });
    await place.run('task_start', { id: 1 }, agent('sess-two'));
    const file = edit(join(place.repo, 'docs/x.md'), by('a1'));
    expect((await place.hook('PreToolUse', file))?.additionalContext).toMatch(/claimed by session sess-two/);
    expect(await place.hook('PreToolUse', file)).toBeUndefined();
  });

  test('has nothing again when it had finished', async () => {
    const place = await working();
    await place.run('task_done', { id: 1 }, agent(SESSION, 'a1'));
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Done' });
    expect(await place.records('dispatch')).toEqual([]);
    await place.hook('SubagentStart', by('a1'));
    expect(await held(place)).toEqual([]);
  });

  test('leaves the session free to take the task itself', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'Half' });
    const taken = await place.run<{ task?: { id: number } }>('task_next', { filter: '1' }, agent(SESSION));
    expect(JSON.stringify(taken)).toContain('Write parser');
    expect(await held(place)).toEqual(['sess-one #1 Write parser']);
  });
});

describe("the report that an agent hands back by the client's tool", () => {
  const handsBack = (message: string) => ({
    ...by('a1'),
    tool_name: 'SubagentHandback',
    tool_use_id: 'toolu_h',
    tool_input: { message },
  });
  const REPORT = 'Could not finish: the form needs a decision about labels.';

  test('is what its task is given back with', async () => {
    const place = await working();
    await place.hook('PreToolUse', handsBack(REPORT));
    expect(await held(place)).toEqual(HELD);
    await place.hook('SubagentStop', by('a1'));
    expect(await held(place)).toEqual([]);
    expect((await place.task(1)).handoff?.note).toBe(REPORT);
  });

  test('takes the place of its last message, when it is woken to give it', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'plain end' });
    await place.hook('PreToolUse', handsBack(REPORT));
    await place.hook('SubagentStop', by('a1'));
    expect(await place.task(1)).toMatchObject({ handoff: { note: REPORT } });
    expect(await held(place)).toEqual([]);
  });

  test('stands beside what others said meanwhile', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'plain end' });
    await place.run('task_start', { id: 1 }, agent('sess-two'));
    await place.hook('PreToolUse', handsBack(REPORT));
    expect((await place.task(1)).annotations?.map(({ text }) => text)).toContain(REPORT);
  });

  test('comes after more work, for which it had its task again', async () => {
    const place = await working();
    await place.hook('SubagentStop', { ...by('a1'), last_assistant_message: 'plain end' });
    await place.hook('PreToolUse', edit(join(place.repo, 'src/parser/lex.ts'), by('a1')));
    expect(await held(place)).toEqual(HELD);
    await place.hook('PreToolUse', handsBack(REPORT));
    await place.hook('SubagentStop', by('a1'));
    expect((await place.task(1)).handoff?.note).toBe(REPORT);
  });
});

test('an agent of a session that entered a worktree has its task: an older client keeps its note in the folder of that worktree', async () => {
  const place = await hookPlace();
  await place.add('Write parser');
  const projects = tempFolder('projects');
  const transcript_path = join(projects, '-repo', `${SESSION}.jsonl`);
  const call = { tool_name: 'Agent', tool_use_id: 't1', tool_input: { prompt: 'Do task 1.' } };
  await place.hook('PreToolUse', { ...call, transcript_path });
  const folder = join(projects, '-repo--claude-worktrees-w5', SESSION, 'subagents');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'agent-a1.meta.json'), JSON.stringify({ toolUseId: 't1' }));
  await place.hook('PreToolUse', { ...edit(join(place.repo, 'a.ts')), ...by('a1'), transcript_path });
  expect(await held(place)).toEqual(HELD);
});

describe('helpers', () => {
  test('of the session that holds the task get its brief, as many as there are', async () => {
    const place = await working('Look around');
    await place.run('task_start', { id: 1 }, agent(SESSION));
    for (const id of ['a2', 'a3']) {
      expect(await launch(place, `t-${id}`, id, 'Help with task 1.')).toMatch(
        /claimed by the session or agent that launched you.*Parse it all/s,
      );
      await begin(place, id);
    }
    expect(await held(place)).toEqual(['sess-one #1 Write parser']);
    expect(await place.hook('PreToolUse', edit(join(place.repo, 'src/parser/a.ts'), by('a2')))).toBeUndefined();
    await place.hook('SubagentStop', { ...by('a2'), last_assistant_message: 'Helped' });
    expect((await place.task(1)).start).toBeDefined();
  });

  test('of the agent that holds the task stand below it, and edit what it covers', async () => {
    const place = await working();
    const prompt = await place.hook('PreToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't2',
      tool_input: { prompt: 'Help with task 1.', subagent_type: 'backlog:implementer' },
      ...by('a1'),
    });
    expect(prompt?.updatedInput?.prompt).toContain('claimed by the session or agent that launched you');
    place.noteAgent(SESSION, 'a2', 't2');
    await begin(place, 'a2');
    expect(await place.hook('PreToolUse', edit(join(place.repo, 'src/parser/a.ts'), by('a2')))).toBeUndefined();
    const stranger = await place.hook('PreToolUse', edit(join(place.repo, 'src/parser/a.ts'), by('a9')));
    expect(stranger?.permissionDecision).toBe('deny');
    expect(await held(place)).toEqual(HELD);
  });

  test('with a task of their own hold it below the agent that launched them', async () => {
    const place = await working();
    await place.hook('PreToolUse', {
      tool_name: 'Agent',
      tool_use_id: 't2',
      tool_input: { prompt: 'Do task 2.', subagent_type: 'backlog:implementer' },
      ...by('a1'),
    });
    place.noteAgent(SESSION, 'a2', 't2');
    await begin(place, 'a2');
    expect(await held(place)).toEqual([...HELD, 'sess-one/a1/a2 #2 Write printer']);
  });
});

describe('an agent that can only look', () => {
  const HEAD = 'name: critic\ndescription: Looks.\n';

  test.each<[string, string, string?, string?]>([
    ['by its kind', 'Explore'],
    ['by its file', 'critic', 'tools: Read, Grep, Bash'],
    ['by its file, as a list', 'critic', 'tools:\n  - Read\n  - "Grep"\nmodel: x'],
    ['by what its file forbids', 'critic', 'disallowedTools: Edit, Write, NotebookEdit, Bash'],
    ['by what its file allows and forbids', 'critic', 'tools: [Read, Edit]\ndisallowedTools: [Edit]'],
    ['by the name in a file of another name', 'critic', 'tools: Read', 'another.md'],
    ['by its file in a subfolder', 'critic', 'tools: Read', 'team/critic.md'],
  ])('%s gets the brief of the task, not the task', async (_, type, fields, name) => {
    const place = await hookPlace();
    await place.add('Write parser', { spec: 'Parse it all.' });
    if (fields) writeAgent(place, `---\n${HEAD}${fields}\n---\nLook.`, name);
    const prompt = await launch(place, 't1', 'a1', 'Review task 1.', type);
    expect(prompt).toMatch(/for information only.*Parse it all/s);
    expect([await place.claims(), await place.records('dispatch')]).toEqual([[], []]);
  });

  test('by the command line of the client gets the brief', unless(missingFile('/proc/self/stat')), async () => {
    const place = await hookPlace();
    await place.add('Write parser');
    const defined = {
      critic: { description: 'Looks', prompt: 'Look.', tools: ['Read', 'Grep'] },
      maker: { tools: ['Edit'] },
    };
    const client = await sleeper('--agents', JSON.stringify(defined));
    const prompted = async (type: string, toolUse: string) => {
      const call = { tool_name: 'Agent', tool_use_id: toolUse, tool_input: { prompt: 'task 1', subagent_type: type } };
      return (await place.hook('PreToolUse', call, {}, client))?.updatedInput?.prompt;
    };
    expect(await prompted('critic', 't1')).toContain('for information only');
    expect(await prompted('maker', 't2')).toContain('this is your task');
  });

  test('is told from one that may write, with a pipe among the files', async () => {
    const place = await hookPlace();
    await place.add('Write parser');
    writeAgent(place, '---\nname: critic\ntools: Read, Edit\n---\nMend.');
    execFileSync('mkfifo', [join(place.repo, '.claude/agents/a.md')]);
    expect(await launch(place, 't1', 'a1', 'Do task 1.', 'critic')).toContain('this is your task');
  });
});

test('of several tasks in a prompt the first is reserved, and the agent knows of the others', async () => {
  const place = await hookPlace();
  for (const name of ['One', 'Two', 'Three']) await place.add(name);
  const prompt = await launch(place, 't1', 'a1', 'Do tasks 2 and 3.');
  expect(prompt).toContain(
    'Only task 2 is assigned to you. The prompt also names tasks that are not assigned to you: #3 Three.',
  );
  expect((await place.records<Dispatch>('dispatch')).length).toBe(1);
});

test('a refusal speaks to who is launched: of the way out, and of nothing that the agent cannot do', async () => {
  const place = await working();
  const own = await launch(place, 't2', 'a2', 'Do task 1.');
  expect(own).toContain("if the claim's holder has ended, task_stop 1 releases the claim");
  expect(own).not.toContain('task_next');
  const files = await place.add('Check the lexer', { scope: 'src/parser/lex.ts' });
  const inTheWay = await launch(place, 't9', 'a9', `Do task ${files.id}.`);
  expect(inTheWay, 'the task whose files these are').toContain(
    "if the claim's holder has ended, task_stop 1 releases the claim",
  );
  await launch(place, 't3', 'a3', 'Do task 2.');
  expect(await launch(place, 't4', 'a4', 'Do task 2.')).toMatch(
    /claimed by a starting subagent .* expires in 1 min, or later/,
  );
});

test.each([[5], [{ id: 'a1' }], [['a1']], [true], ['a/b'], ['../a']])(
  'an agent_id that is none (%j) decides nothing and has no rights of the session',
  async (agent_id) => {
    const place = await working();
    await place.run('claim_acquire', { scope: 'docs/**' }, agent(SESSION));
    expect(await place.hook('PreToolUse', edit(join(place.repo, 'src/parser/a.ts'), { agent_id }))).toBeUndefined();
    await place.hook('SubagentStop', { agent_id, agent_type: 'x' });
    expect(await held(place)).toEqual([...HELD, 'sess-one undefined'].sort());
    expect(place.diagnostics()).toContain('agent_id is not an id');
  },
);

/**
 * A process that lives as long as the test, with these words on its command line. It runs already: right after execve(2),
 * the kernel shows an empty command line.
 */
async function sleeper(...words: string[]): Promise<ProcessId> {
  const program = 'setInterval(() => {}, 1000); console.log("runs")';
  const child = spawn(process.execPath, ['-e', program, '--', ...words], { stdio: ['ignore', 'pipe', 'ignore'] });
  onTestFinished(() => void child.kill());
  await once(child.stdout, 'data');
  return { host: 'elsewhere', boot: 'b', pid: child.pid ?? 0, start: '1' };
}

function writeAgent(place: Place, text: string, name = 'critic.md'): void {
  const file = join(place.repo, '.claude/agents', name);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
