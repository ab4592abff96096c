import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { present } from '../../base/present.ts';
import { fromInstant } from '../../domain/instant.ts';
import { ownActor } from '../../domain/own-actors.ts';
import { unmarked } from '../../runs/supervisor/start-supervisor.ts';
import { type Approved, ifApproved } from '../../work/config/approval.ts';
import { commandIn, NOTIFY_COMMAND } from '../../work/settings/notify-settings.ts';
import { settingOf } from '../../work/settings/settings.ts';
import type { Caller, Context } from '../../work/workspace/context.ts';
import { combined } from './combine.ts';
import { type PendingNotice, pendingNotices } from './notices.ts';
import { isQuietNow, takeNotices } from './take-notices.ts';

/** How long a page of the board can take a notice before the program of `notify.command` starts, in milliseconds. */
const HEAD_START_MS = 3_000;

const NOTICES: Caller = { actor: ownActor('notices'), holder: 'system:notices' };

/** A program with its arguments. */
type NotifyCommand = Approved<readonly [string, ...string[]]>;

type Sent = Pick<PendingNotice, 'title' | 'text'> & Partial<Pick<PendingNotice, 'what' | 'run' | 'task'>>;

/**
 * Returns the program of `notify.command` with its arguments; undefined if there is none, or if this machine's person did
 * not approve it in a queue on a server.
 */
export function notifyCommand({ store }: Pick<Context, 'store'>) {
  return ifApproved(store, (state) => commandIn(String(settingOf(state, NOTIFY_COMMAND) ?? '')));
}

/**
 * Starts the program of `notify.command` for each event of which nobody was notified yet. Does nothing in the processes
 * of a run, because they end with the run.
 */
export async function sendNotices(context: Context): Promise<void> {
  const command = notifyCommand(context);
  if (!command || process.env.BACKLOG_RUN !== undefined) return;
  const taken = await takeNotices(context.with({ caller: NOTICES }), 'command', HEAD_START_MS);
  for (const notice of combined(taken))
    start(command, notice, (error) => context.store.appendDiagnostic(`${NOTIFY_COMMAND}: ${error.message}`));
}

/**
 * Like {@link sendNotices}, but first waits until the newest event is old enough, for a process that ends now.
 * @param contextNow returns the context of the current time
 */
export async function sendNoticesAtEnd(contextNow: () => Context): Promise<void> {
  const context = contextNow();
  if (!notifyCommand(context) || isQuietNow(context)) return;
  const newest = pendingNotices(context).at(-1);
  if (!newest) return;
  const left = fromInstant(newest.since) + HEAD_START_MS - context.clock.now;
  if (left > 0) await wait(Math.min(left, HEAD_START_MS));
  await context.store.refresh();
  await sendNotices(contextNow());
}

/** Returns the arguments and the environment of the program for a notice. */
export function launchOfNotice([file, ...args]: NotifyCommand, { title, text, ...more }: Sent) {
  const { what, run, task } = more;
  return {
    file,
    args: [...args, title, text],
    env: {
      ...unmarked(process.env),
      ...present({
        BACKLOG_NOTICE: what,
        BACKLOG_NOTICE_RUN: run,
        BACKLOG_TASK_ID: task?.toString(),
      }),
    },
  };
}

/** Starts the program without waiting for its end. */
function start(command: NotifyCommand, notice: Sent, failed: (error: Error) => void): void {
  const { file, args, env } = launchOfNotice(command, notice);
  const child = spawn(file, args, { env, stdio: 'ignore', detached: true });
  child.on('error', failed);
  child.unref();
}
