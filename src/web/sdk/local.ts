export type { CallOptions } from './options.ts';

import { execute } from '../../commands/execute.ts';
import { commandNamed } from '../../commands/index.ts';
import { parseSignature } from '../../domain/actor.ts';
import { BacklogError } from '../../domain/errors.ts';
import { isOwnActor, refuseOwn } from '../../domain/own-actors.ts';
import { startSupervisor } from '../../runs/supervisor/start-supervisor.ts';
import { keepUp } from '../../scheduler/keep-up.ts';
import type { Store } from '../../store/index.ts';
import { processId } from '../../work/processes/processes.ts';
import type { Caller } from '../../work/workspace/context.ts';
import { openWorkspace } from '../../work/workspace/open.ts';
import { validateRecord } from '../../work/workspace/validate.ts';
import { createHub } from '../server/events/hub.ts';
import { commandsBy, type Queue } from './client.ts';
import { type BacklogEvent, type EventOptions, messageIn } from './events.ts';
import { READS } from './reads.ts';
import { BacklogRefusal } from './refusal.ts';

export type * from './calls.ts';
export type { Queue } from './client.ts';
export type { BacklogEvent, CommitTold, EventOptions, RunTold } from './events.ts';
export { BacklogRefusal } from './refusal.ts';

export interface LocalOptions {
  /** A folder of the project. The default is the working directory. */
  cwd?: string;
  /** Environment with the variables BACKLOG_DIR, BACKLOG_HOME and TZ. The default is that of this process. */
  env?: Readonly<Record<string, string | undefined>>;
  /** The author of changes: `system:NAME` or `ai:NAME`. A program can't be a person. */
  as: string;
}

/** The queue of a folder, with its store open in this process, without a board. The caller must close it. */
export interface LocalQueue extends Queue {
  close(): Promise<void>;
}

/**
 * Opens a folder's store in this process.
 * @throws BacklogRefusal for an invalid author, missing folder or unreadable store
 */
export async function backlogStore(options: LocalOptions): Promise<LocalQueue> {
  return withRefusals(async () => {
    // A program without types can leave the options out.
    const { cwd = process.cwd(), env = process.env, as } = options ?? {};
    const caller = callerAs(as);
    const opened = await openWorkspace({ cwd, env, start: startSupervisor, store: { validate: validateRecord } });
    const keeper = keepUp(
      () => opened,
      (error, { store }) => store.appendDiagnostic(`sdk, upkeep: ${String(error)}`),
    );
    const call: Queue['call'] = (name, input, { at, wrote, signal } = {}) =>
      withRefusals(async () => {
        signal?.throwIfAborted();
        const { seq } = opened.store.state;
        const commits: number[] = [];
        const asked = { ...caller, wrote: (made: number) => void commits.push(made) };
        const { output } = await execute(opened, asked, commandNamed(name), input ?? {}, keeper);
        at?.(READS.has(name) ? seq : opened.store.state.seq);
        wrote?.(commits);
        return output as never;
      });
    return {
      call,
      commands: commandsBy(call),
      events: (options = {}) => eventsOf(() => opened.store, options),
      close() {
        keeper.stop();
        return opened.close();
      },
    };
  });
}

function callerAs(as: string): Caller {
  const signed = typeof as === 'string' ? parseSignature(as) : undefined;
  if (!signed || signed.kind === 'human')
    throw new BacklogError('usage', `as: expected system:NAME or ai:NAME, received "${as}"`);
  if (isOwnActor(signed)) refuseOwn(as);
  return { actor: signed, holder: `${signed.kind}:${signed.name}`, renewer: processId(), door: 'web' };
}

async function withRefusals<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof BacklogError) throw new BacklogRefusal(error.toJSON());
    throw error;
  }
}

/** Yields the events of an open store until the signal aborts. @throws an error if the store is damaged */
async function* eventsOf(store: () => Store, { after, signal }: EventOptions): AsyncGenerator<BacklogEvent> {
  const waiting: BacklogEvent[] = [];
  let wake = () => {};
  let failure: unknown;
  let over = signal?.aborted ?? false;
  const end = () => {
    over = true;
    wake();
  };
  await store().refresh();
  const hub = createHub(store, (error) => {
    failure = error;
  });
  const send = (text: string) => {
    waiting.push(...eventsIn(text));
    wake();
  };
  const leave = hub.listen({ send, end }, after);
  signal?.addEventListener('abort', end);
  try {
    for (;;) {
      yield* waiting.splice(0);
      if (over) break;
      if (waiting.length === 0) await new Promise<void>((done) => (wake = done));
    }
  } finally {
    leave();
    signal?.removeEventListener('abort', end);
  }
  if (failure !== undefined) throw failure;
}

function eventsIn(text: string): BacklogEvent[] {
  const event = messageIn(text);
  return event ? [event] : [];
}
