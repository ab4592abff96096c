import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ProcessId } from '../../../src/base/process-id.ts';
import { execute } from '../../../src/commands/execute.ts';
import { commandNamed } from '../../../src/commands/index.ts';
import type { Claim, Dispatch, Mirror, Session } from '../../../src/domain/records.ts';
import type { Task } from '../../../src/domain/task/task.ts';
import { answer } from '../../../src/interfaces/hooks/answer-event.ts';
import type { ServerSide } from '../../../src/interfaces/hooks/host.ts';
import { createMemory } from '../../../src/interfaces/hooks/memory.ts';
import type { Store } from '../../../src/store/index.ts';
import type { Caller } from '../../../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../../src/work/workspace/open.ts';
import { validateRecord } from '../../../src/work/workspace/validate.ts';
import { tempFolder } from '../../support/folder.ts';
import { git } from '../../support/git.ts';
import { ADA } from '../../support/workspace.ts';

/** What a hook printed, as far as tests look at it. */
export interface Printed {
  hookEventName: string;
  additionalContext?: string;
  permissionDecision?: string;
  permissionDecisionReason?: string;
  updatedInput?: Record<string, unknown>;
}

export type Json = Record<string, unknown>;

/** A git repository with a workspace, a clock that stands still, and hooks that run in this process. */
export interface Place {
  repo: string;
  opened: Opened;
  env: Record<string, string>;
  store: Store;
  /** A client process that may be told dead. */
  client: ProcessId;
  transcript(session: string): string;
  pass(ms: number): void;
  hook(event: string, payload: Json, env?: Record<string, string>, client?: ProcessId): Promise<Printed | undefined>;
  /** Waits for what hooks go on with after their answer. */
  settled(): Promise<void>;
  run<T = unknown>(name: string, input?: unknown, caller?: Caller): Promise<T>;
  /** Adds a task; its record. */
  add(description: string, fields?: Json): Promise<Task>;
  task(id: number): Promise<Task>;
  records<T>(kind: string): Promise<T[]>;
  claims(): Promise<Claim[]>;
  /** What the client notes beside the transcript when a subagent has started. */
  noteAgent(session: string, agent: string, toolUse: string): void;
  diagnostics(): string;
}

export const SESSION = 'sess-one';
export const OTHER = 'sess-two';

export async function gitRepo(name = 'repo'): Promise<string> {
  const repo = tempFolder(name);
  git(repo, 'init', '--quiet', '--initial-branch=main');
  return repo;
}

/** `warm`: the server that answers has the store open, as one that lives does. */
export async function hookPlace({ warm = false } = {}): Promise<Place> {
  const repo = await gitRepo();
  const home = tempFolder('home');
  const env = { CLAUDE_PROJECT_DIR: repo, BACKLOG_HOME: home };
  let now = Math.floor(Date.now() / 1000) * 1000;
  const client: ProcessId = { host: 'elsewhere', boot: 'b', pid: 4711, start: '1' };
  const opened = await openWorkspace({
    cwd: repo,
    env,
    now: () => now,
    zone: 'UTC',
    store: { validate: validateRecord },
  });
  onTestFinished(() => opened.close());
  await opened.make();
  const run = async <T>(name: string, input: unknown = {}, caller = ADA) =>
    (await execute(opened, caller, commandNamed(name), input)).output as T;
  const fresh = async () => {
    await opened.store.refresh();
    return opened.store.state;
  };
  /** Each client process has a server of its own. */
  const memories = new Map<number, ReturnType<typeof createMemory>>();
  const steps: Promise<unknown>[] = [];
  const serverOf = ({ pid }: ProcessId) => {
    const memory = memories.get(pid) ?? createMemory();
    memories.set(pid, memory);
    const server: ServerSide = {
      memory,
      opened: async () => (warm ? opened : undefined),
      known: () => (warm ? opened : undefined),
      later: (step) => void steps.push(step(server)),
    };
    return server;
  };
  const place: Place = {
    repo,
    opened,
    env,
    get store() {
      return opened.store;
    },
    client,
    transcript: (session) => join(home, 'projects', `${session}.jsonl`),
    pass: (ms) => {
      now += ms;
    },
    async hook(event, payload, more = {}, process = client) {
      const whole = { session_id: SESSION, transcript_path: place.transcript(SESSION), cwd: repo, ...payload };
      const host = { env: { ...env, ...more }, now: () => now, client: () => process, server: serverOf(process) };
      const printed = await answer(event, whole, host);
      return printed?.hookSpecificOutput as Printed | undefined;
    },
    settled: async () => void (await Promise.all(steps.splice(0))),
    run,
    add: async (description, fields = {}) => run<Task>('task_add', { description, ...fields }),
    task: async (id) => {
      const found = [...(await fresh()).all('task')].find(([, task]) => task.id === id);
      if (!found) throw new Error(`no task ${id}`);
      return found[1];
    },
    records: async <T>(kind: string) => Array.from((await fresh()).all(kind), ([, record]) => record as T),
    claims: async () => Array.from((await fresh()).all('claim'), ([, claim]) => claim),
    noteAgent(session, agent, toolUse) {
      const folder = join(home, 'projects', session, 'subagents');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `agent-${agent}.meta.json`), JSON.stringify({ toolUseId: toolUse }));
    },
    diagnostics: () => {
      try {
        return readFileSync(join(opened.store.dir, 'diagnostics.log'), 'utf8');
      } catch {
        return '';
      }
    },
  };
  return place;
}

/** A subagent's part of a payload. */
export function by(agent: string, type = 'backlog:implementer'): Json {
  return { agent_id: agent, agent_type: type };
}

export function edit(file: string, more: Json = {}): Json {
  return { tool_name: 'Write', tool_use_id: 'toolu_e', tool_input: { file_path: file, content: 'x' }, ...more };
}

/** Launches a subagent as the client does: its call, the client's note, and what the hook put into the prompt. */
export async function launch(
  place: Place,
  toolUse: string,
  agent: string,
  prompt: string,
  type = 'backlog:implementer',
) {
  const printed = await place.hook('PreToolUse', {
    tool_name: 'Agent',
    tool_use_id: toolUse,
    tool_input: { description: 'work', prompt, subagent_type: type },
  });
  place.noteAgent(SESSION, agent, toolUse);
  return printed?.updatedInput?.prompt as string | undefined;
}

/** A launched subagent begins: the client says so, and a moment later the agent has its task. */
export async function begin(place: Place, agent: string): Promise<void> {
  await place.hook('SubagentStart', by(agent));
  await place.settled();
}

export type { Dispatch, Mirror, Session };
