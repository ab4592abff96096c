import { ownProperty } from '../../../base/own-property.ts';
import { FIELD_WORDS } from '../../../domain/fields/words-elsewhere.ts';
import { runsIn } from '../../../runs/find-run.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import type { Streams } from '../io.ts';
import { chooseQueue } from '../queues/chosen-queue.ts';
import { namesTasks } from './field-kinds.ts';
import { apartPlace, placeFlags, withPlaceFlags } from './flags/place-flags.ts';
import { flagIn, verbFirst } from './global-flags.ts';
import { HAS_RUN } from './plain/plain-line.ts';
import { positionalsOf } from './positionals.ts';
import { type ResolvedCommand, resolveCommand } from './resolve.ts';
import { respelledOnly } from './respell.ts';
import { idsIn } from './several.ts';
import { hasMoreThanPlaces, lineRow } from './spelling-rows.ts';
import { OF_RUN } from './spellings.ts';

/**
 * Commands that could mean the run as well as its task, such as `done r1` and `delete r1`, or that have a line of their own
 * for runs. They are refused with the line to type.
 */
const COULD_MEAN_RUN =
  /^task_(done|accept|start|stop|delete|move|archive|purge|next|info|explain|history|undo|redo|list|count|search|log|tree|graph)/;

/** Matches ids of runs and tasks, with the sign before each element of a list: `r2`, `r1,r2`, `+r2`. */
const IDS = /^[=+-]?(?:r?\d+)(?:,[+-]?r?\d+)*$/i;

/** Checks whether a word names runs: alone, in a list, or as the value of a flag or a field. */
export function namesRuns(word: string): boolean {
  const [, value = word] = /^(?:--)?[a-z_-]+[=:](.*)$/i.exec(word) ?? [];
  return HAS_RUN.test(value) && idsIn(value).every((id) => IDS.test(id));
}

/**
 * Replaces the ids of runs in a line by their tasks, where only a task is possible: `comment r1 "Looks good"` and `add Fix
 * --depends r2,r3`. Only such a line opens the queue.
 */
export async function withTasksOfRuns(given: readonly string[], streams: Streams): Promise<readonly string[]> {
  const { place, rest: words } = apartPlace(verbFirst(given));
  const places = placesOf(words);
  if (places.length === 0) return given;
  const opened = await chooseQueue(placeFlags({ place }), streams)
    .then(({ cwd, env: own }) => openWorkspace({ cwd, env: own, tolerant: true, start: () => undefined }))
    .catch(() => undefined);
  if (!opened) return given;
  try {
    const { state } = opened.store;
    const taskOf = new Map<string, number>();
    for (const { id, task } of runsIn(state)) {
      const number = state.get('task', task)?.id;
      if (number !== undefined) taskOf.set(id, number);
    }
    const said = new Set<string>();
    const replaced = [...words];
    for (const { at, isFirst } of places) {
      const word = isFirst ? idsIn(words[at]!).join(',') : words[at]!;
      // A run that doesn't exist stays, and is refused by its own name.
      replaced[at] = word.replace(/(?<![a-z\d])r\d+/gi, (written) => {
        const id = written.toLowerCase();
        const task = taskOf.get(id);
        if (task !== undefined) said.add(`${id} is a run of task ${task}`);
        return String(task ?? written);
      });
    }
    if (!words.includes('--json')) for (const each of said) streams.err(`backlog: ${each}`);
    return withPlaceFlags({ place, rest: replaced });
  } finally {
    await opened.close();
  }
}

/** A word with ids of runs that can only mean their tasks. `isFirst`: it selects the tasks of the line. */
interface TaskPlace {
  at: number;
  isFirst: boolean;
}

function placesOf(words: readonly string[]): TaskPlace[] {
  const end = words.indexOf('--');
  const said = words.slice(0, end < 0 ? undefined : end);
  // `attach r2` shows the run. Behind further words, `attach` is about files of a task.
  const isShown = said.length === 2 && ownProperty(OF_RUN, said[0]!) !== undefined;
  // A comment on a line of a result is about the run.
  const isOnLine = said.some((word) => /^--(?:file|path|line)\b|^[\w./-]+\.\w+:\d+$/.test(word));
  if (isShown || isOnLine || !said.some(namesRuns)) return [];
  const row = lineRow(said);
  // `give r2 another try`
  if (row && !row.line.includes('"…"') && hasMoreThanPlaces(row)) return [];
  const found = resolveCommand(respelledOnly(said));
  if (!found || !/^(?:task|attachment)_/.test(found.command.name)) return [];
  const selected = selectedIn(said, found);
  return said.flatMap((word, at): TaskPlace[] => {
    if (!namesRuns(word)) return [];
    if (selected.has(at)) return [{ at, isFirst: true }];
    const [, own] = /^(?:--)?([a-z_-]+)[=:]/i.exec(word) ?? [];
    const name = own?.replaceAll('-', '_') ?? flagIn(said[at - 1] ?? '')?.name;
    return name !== undefined && namesTasks(ownProperty(FIELD_WORDS, name) ?? name) ? [{ at, isFirst: false }] : [];
  });
}

/** Returns the positions of the words that select the tasks of a line. Behind a run can be a text that begins with another. */
function selectedIn(said: readonly string[], { command, rest }: ResolvedCommand): ReadonlySet<number> {
  const { positional = [] } = command.cli ?? {};
  const [first = ''] = positional;
  const [one] = positionalsOf(command, rest);
  const from = one === undefined ? -1 : said.indexOf(one, said.length - rest.length);
  if (!/^(id|filter)$/.test(first) || COULD_MEAN_RUN.test(command.name) || from < 0) return new Set();
  const areMany = positional.length === 1;
  const behind = said.slice(from).findIndex((word) => word.includes('=') || !idsIn(word).every((id) => IDS.test(id)));
  const count = areMany ? (behind < 0 ? said.length - from : behind) : 1;
  return new Set(Array.from({ length: count }, (_, n) => from + n));
}
