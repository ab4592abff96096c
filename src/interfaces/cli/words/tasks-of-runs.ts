import { ownProperty } from '../../../base/own-property.ts';
import { FIELD_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import { flagIn } from './global-flags.ts';
import { resolveCommand } from './resolve.ts';
import { respelledOnly } from './respell.ts';
import { RUN_ID } from './spellings/program.ts';

/**
 * Commands that could mean the run as well as its task, such as `done r1` and `delete r1`, or that have a line of their own
 * for runs. They are refused with the line to type.
 */
const COULD_MEAN_RUN =
  /^task_(done|start|stop|delete|move|archive|purge|next|info|explain|history|undo|redo|list|count|search|log|tree|graph)/;

/** Flags whose values are tasks. */
const OF_TASKS: ReadonlySet<string> = new Set([
  'depends',
  'parent',
  'task',
  'discovered_from',
  'blocks',
  'before',
  'after',
]);

/**
 * Replaces the ids of runs in a line by their tasks, where only a task is possible: `comment r1 "Looks good"` and `add Fix
 * --depends r2`. Only such a line opens the queue.
 */
export async function withTasksOfRuns(words: readonly string[], streams: Streams): Promise<readonly string[]> {
  const places = placesOf(words);
  if (places.length === 0 || words.some((word) => /^(--(queue|cwd|profile|as)\b|-w$)/.test(word))) return words;
  const { cwd, env, err } = streams;
  const opened = await openWorkspace({ cwd, env, tolerant: true, start: () => undefined }).catch(() => undefined);
  if (!opened) return words;
  try {
    const { state } = opened.store;
    const replaced = [...words];
    for (const at of places) {
      const run = runsIn(state).find(({ id }) => id === words[at]!.toLowerCase());
      const task = run && state.get('task', run.task);
      if (!run || !task) continue;
      replaced[at] = String(task.id);
      if (!words.includes('--json')) err(`backlog: ${run.id} is a run of task ${task.id}`);
    }
    return replaced;
  } finally {
    await opened.close();
  }
}

/** Returns the positions of ids of runs that can only mean their task. */
function placesOf(words: readonly string[]): number[] {
  const end = words.indexOf('--');
  const said = words.slice(0, end < 0 ? undefined : end);
  if (!said.some((word) => RUN_ID.test(word))) return [];
  const spelled = respelledOnly(said);
  const { command, rest = [] } = resolveCommand(spelled) ?? {};
  const [first = ''] = command?.cli?.positional ?? [];
  if (!command?.name.startsWith('task_') && !command?.name.startsWith('attachment_')) return [];
  const isFirst = /^(id|filter)$/.test(first) && !COULD_MEAN_RUN.test(command.name) && RUN_ID.test(rest[0] ?? '');
  return said.flatMap((word, at) => {
    if (!RUN_ID.test(word)) return [];
    const flag = flagIn(said[at - 1] ?? '');
    const name = flag && (ownProperty(FIELD_WORDS, flag.name) ?? flag.name);
    const isPlace = name === undefined ? isFirst && at === said.indexOf(rest[0]!) : OF_TASKS.has(name);
    return isPlace ? [at] : [];
  });
}
