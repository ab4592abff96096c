import { fromInstant } from '../instant.ts';
import { anyAlive, processesOf } from '../session-processes.ts';
import { kind } from './row.ts';
import { KEPT_MS, processIdSchema } from './shared.ts';

/** A client's session as reported by hooks. Record id: the session id. */
export const SESSION = kind({
  doc: 'a session of a client',
  fields: (v) => ({
    id: v.z.string().min(1),
    started: v.instant(),
    ended: v.instant().optional(),
    /** Why the session ended, as the client reports it (`clear`, `logout`, `other`, …). */
    reason: v.z.string().optional(),
    /** The client's process, or the newest of several. */
    process: processIdSchema(v).optional(),
    /** Other processes of the client that may have the session open, as after `--continue` in a terminal. */
    others: v.z.array(processIdSchema(v)).optional(),
    cwd: v.z.string().optional(),
    /**
     * uuids of the tasks that were released when the session ended, or when it waits for messages as a teammate. If it
     * continues, it gets back those that are still available.
     */
    tasks: v.z.array(v.uuid()).optional(),
    /** Set if the client process started by resuming this session. */
    resumed: v.z.literal(true).optional(),
    /** The session from which this session was forked, which may still be active. null while it is unknown. */
    origin: v.z.string().nullable().optional(),
  }),
  undo: 'never',
  stays: {
    says: "a week after its end; without an end, a week after its start, or 30 days if its process can't be checked",
    until(session, { alive }) {
      const { started, ended } = session;
      if (ended) return fromInstant(ended) + KEPT_MS.session;
      const processes = processesOf(session);
      const lives = processes.length > 0 ? anyAlive(processes, alive) : undefined;
      if (lives) return null;
      return fromInstant(started) + (lives === false ? KEPT_MS.session : KEPT_MS.silentSession);
    },
  },
});

/** The link between a client's to-do item and a task. Record id: `<list>/<client task id>`. */
export const MIRROR = kind({
  doc: "the link between a client's own to-do item and a task",
  fields: (v) => ({
    list: v.z.string().min(1),
    clientTask: v.z.string().min(1),
    session: v.z.string().min(1),
    task: v.uuid(),
    /** The item as the client shows it. Absent in records of earlier versions. */
    shown: v.z.object({ description: v.z.string(), closed: v.z.boolean() }).optional(),
  }),
  stays: {
    says: '30 days after its task was closed',
    until({ task: uuid }, look) {
      const task = look.task(uuid);
      if (!task) return 0;
      return task.end ? fromInstant(task.end) + KEPT_MS.mirror : null;
    },
  },
  task: (mirror) => mirror.task,
});
