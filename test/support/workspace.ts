import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { execute } from '../../src/commands/execute.ts';
import { commandNamed } from '../../src/commands/index.ts';
import { render } from '../../src/commands/render.ts';
import { BacklogError } from '../../src/domain/errors.ts';
import { putAddress } from '../../src/store/workspace/workspace.ts';
import type { BackgroundJob } from '../../src/work/processes/background-job.ts';
import type { Caller } from '../../src/work/workspace/context.ts';
import { type Opened, openWorkspace } from '../../src/work/workspace/open.ts';
import { validateRecord } from '../../src/work/workspace/validate.ts';
import { tempFolder } from './folder.ts';
import { madeOnce } from './made-once.ts';
import { refusalOf } from './refusal.ts';

/** The initial time of a test's clock, a Thursday. */
export const NOON = Date.parse('2026-07-30T14:30:00Z');

export const ADA: Caller = { actor: { kind: 'human', name: 'ada' }, holder: 'human:ada' };

/** Returns a caller: a session of an agent, or one of its subagents. */
export function agent(session: string, id?: string, agentType?: string): Caller {
  const actor = {
    kind: 'ai' as const,
    name: 'claude-code',
    session,
    ...(id ? { agent: id } : {}),
    ...(agentType ? { agentType } : {}),
  };
  return { actor, holder: id ? `${session}/${id}` : session };
}

export interface TestWorkspace {
  opened: Opened;
  folder: string;
  /** The background jobs that the code under test has requested. None of them is started. */
  errands: BackgroundJob[];
  /** Makes every further start of a background job fail with this reason. */
  failErrands(why: string): void;
  /** Moves the clock forward by some milliseconds. */
  pass(ms: number): void;
  /** Runs a command; resolves to its output. */
  run<T = unknown>(name: string, input?: unknown, caller?: Caller): Promise<T>;
  /** Runs a command; resolves to its text for readers. */
  text(name: string, input?: unknown, caller?: Caller): Promise<string>;
  /** Deletes the bodies of all documents. */
  loseBlobs(): Promise<void>;
  /** Runs a command that must be refused; resolves to the error. */
  refused(name: string, input?: unknown, caller?: Caller): Promise<BacklogError>;
}

/**
 * Returns a function that makes equal workspaces: `fill` fills the first one, and each call gets a copy in the same
 * folder.
 */
export function workspaces(fill: (work: TestWorkspace) => Promise<void>): () => Promise<TestWorkspace> {
  const copy = madeOnce(async (folder) => {
    const work = await testWorkspace({ folder });
    await fill(work);
    await work.opened.close();
    return folder;
  });
  return async () => testWorkspace({ folder: await copy() });
}

/**
 * Makes a workspace with a real store, in a folder that is deleted after the test, or at the address of a server. Its
 * clock begins at `now` and moves only by `pass`. `ids` makes the ids of records, which are random otherwise.
 */
export async function testWorkspace(
  options: { folder?: string; zone?: string; address?: string; now?: number; ids?: () => string } = {},
): Promise<TestWorkspace> {
  const folder = options.folder ?? tempFolder('workspace');
  if (options.address !== undefined) putAddress(join(folder, 'store'), options.address);
  const project = join(folder, 'project');
  mkdirSync(project, { recursive: true });
  let now = options.now ?? NOON;
  const errands: BackgroundJob[] = [];
  let broken: string | undefined;
  const opened = await openWorkspace({
    cwd: project,
    env: { BACKLOG_DIR: join(folder, 'store') },
    now: () => now,
    zone: options.zone ?? 'UTC',
    start: (job) => {
      if (broken !== undefined) throw new BacklogError('store', broken);
      errands.push(job);
    },
    store: { validate: validateRecord, ...(options.ids ? { ids: options.ids } : {}) },
  });
  onTestFinished(() => opened.close());
  const call = (name: string, input: unknown, caller: Caller) => execute(opened, caller, commandNamed(name), input);
  return {
    opened,
    folder,
    errands,
    failErrands: (why) => {
      broken = why;
    },
    pass: (ms) => {
      now += ms;
    },
    run: async <T>(name: string, input: unknown = {}, caller = ADA) => (await call(name, input, caller)).output as T,
    text: async (name, input = {}, caller = ADA) => {
      return render(await call(name, input, caller));
    },
    loseBlobs: () => rm(join(folder, 'store/blobs'), { recursive: true }),
    refused: (name, input = {}, caller = ADA) => refusalOf(name, () => call(name, input, caller)),
  };
}
