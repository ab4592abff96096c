import { counted } from '../../base/amounts.ts';
import { sentence } from '../../base/output/sentence.ts';
import { shellWord } from '../../base/shell-word.ts';
import { toInstant } from '../../domain/instant.ts';
import type { Task } from '../../domain/task/task.ts';
import type { FollowedAll } from '../../runs/pulls/follow.ts';
import { oneLine, quoted } from '../../text/safe.ts';
import type { Pushed } from '../../work/services/push.ts';
import type { PulledItems } from '../../work/services/put-items.ts';
import type { Missing } from '../../work/services/unread.ts';
import { firstLines, missingLine, type Steps } from './outputs.ts';

const nameOf = ({ id, description }: Task) => ({ id, description });

export function sourceSteps({
  source,
  only,
  dryRun,
  requests,
  pulled,
  pushed,
  followed,
  missing = [],
  taskOf,
}: {
  source: string;
  only?: string | undefined;
  dryRun: boolean;
  requests: number;
  pulled?: PulledItems | undefined;
  pushed?: Pushed | undefined;
  followed?: FollowedAll | undefined;
  missing?: readonly Missing[];
  taskOf(uuid: string): Task | undefined;
}): Steps {
  const waits = pushed?.waits ?? pulled?.waits ?? followed?.waits;
  const unread = followed?.failed.map((one) => ({ ...one, part: 'pull request' as const })) ?? [];
  const numbered = ({ number, task }: { number: number | undefined; task: Task }) => ({
    ...nameOf(task),
    ...(number === undefined ? {} : { number }),
  });
  return {
    ...{ source, dryRun, requests },
    added: pulled?.added.map(nameOf) ?? [],
    changed: pulled?.changed.map(({ task, fields }) => ({ ...nameOf(task), fields })) ?? [],
    comments: pulled?.comments ?? 0,
    conflicts:
      pulled?.conflicts.flatMap(({ task, field }) => {
        const one = taskOf(task);
        return one ? [{ ...nameOf(one), field }] : [];
      }) ?? [],
    refused: pulled?.refused ?? [],
    left: pulled?.left ?? 0,
    pushed: pushed?.items.map((one) => ({ ...numbered(one), acts: one.acts })) ?? [],
    unpushed: pushed?.left.map((one) => ({ ...numbered(one), why: one.why })) ?? [],
    pulls: followed?.pulls ?? [],
    missing: [...(pulled?.missing ?? []), ...missing, ...unread],
    told: [...(pulled?.told ?? []), ...(pushed?.told ?? [])],
    ...(waits
      ? { waits: { until: toInstant(waits.until), why: waits.why, next: nextLine(source, only, pushed?.confirm) } }
      : {}),
  };
}

const nextLine = (source: string, only: string | undefined, confirm: number | undefined): string =>
  `source sync ${shellWord(source)}${only === undefined ? '' : ` --only ${shellWord(only)}`}${confirm === undefined ? '' : ` --confirm ${confirm}`}`;

const WIDTH = 100;

const PULL_WORDS: Readonly<Record<Steps['pulls'][number]['does'], string>> = {
  nothing: 'unchanged',
  land: 'merged there, so the task is completed',
  close: 'closed there without a merge; the run waits for your decision',
  reopen: 'opened again there; approve the run to continue',
  ask: 'the run waits for your decision',
  round: 'asks for changes; the agent gets another round',
};

/** Ends of pull requests, whose text says what was left open there. */
const ENDS: ReadonlySet<string> = new Set(['land', 'close']);

export function stepsText(steps: Steps): string {
  const {
    source,
    dryRun,
    added,
    changed,
    comments,
    conflicts,
    refused,
    left,
    pushed,
    unpushed,
    pulls,
    missing,
    told,
    waits,
    file,
  } = steps;
  const would = dryRun ? 'Would be ' : '';
  const quiet =
    added.length +
      changed.length +
      comments +
      conflicts.length +
      refused.length +
      pushed.length +
      unpushed.length +
      pulls.length +
      missing.length ===
    0;
  const list = (title: string, rows: readonly string[]) =>
    rows.length === 0 ? [] : [`${title} (${rows.length}):`, ...firstLines(rows).map((row) => `  ${row}`)];
  const name = ({ id, description }: { id: number; description: string }) =>
    `${id === 0 ? 'new' : id} ${quoted(description, WIDTH)}`;
  const number = (one: { number?: number }) => (one.number === undefined ? '' : `#${one.number} `);
  return [
    ...(file === 'made' ? [`${source}: ${dryRun ? 'would make' : 'made'} the file, because there was none.`] : []),
    ...(quiet && file === 'changed' ? [`${source}: ${dryRun ? 'would change' : 'changed'} the file.`] : []),
    ...(quiet && !waits && !file ? [`${source}: nothing changed.`] : []),
    ...list(`${would}${would ? 'added' : 'Added'} to the queue`, added.map(name)),
    ...list(
      `${would}${would ? 'changed' : 'Changed'} in the queue`,
      changed.map((one) => `${name(one)}: ${one.fields.join(', ') || 'linked by its words'}`),
    ),
    ...(comments > 0 ? [`${counted(comments, 'comment')} as notes.`] : []),
    ...list(
      `${would}${would ? 'changed' : 'Changed'} there`,
      pushed.map((one) => `${number(one)}${name(one)}: ${one.acts.join(', ')}`),
    ),
    ...list(
      'Not changed there',
      unpushed.map((one) => `${number(one)}${name(one)}: ${oneLine(one.why, WIDTH * 4)}`),
    ),
    ...list(
      'Changed on both sides',
      conflicts.map((one) => `${name(one)}: ${one.field}`),
    ),
    ...(conflicts.length > 0 ? [`Compare and decide: \`backlog source conflicts ${shellWord(source)}\``] : []),
    ...list(
      'Waits in the queue',
      refused.flatMap((one) => (one.waits ? `${number(one)}${oneLine(one.why, WIDTH * 2)}` : [])),
    ),
    ...list(
      'Refused by the queue',
      refused
        .filter(({ waits }) => !waits)
        .map((one) => `${number(one)}${one.place ? `${one.place}: ` : ''}${oneLine(one.why, WIDTH * 2)}`),
    ),
    ...list(
      'Pull requests',
      pulls.map(
        ({ run, number, does, text }) =>
          `#${number} of ${run}: ${[...(text === undefined || ENDS.has(does) ? [PULL_WORDS[does]] : []), ...(text === undefined ? [] : [oneLine(text, WIDTH * 2)])].join('; ')}`,
      ),
    ),
    ...list('Missing here', missing.map(missingLine)),
    ...(left > 0 ? [`${counted(left, 'issue')} changed, but the task is archived or was removed.`] : []),
    ...firstLines(told.map((text) => oneLine(text, WIDTH * 2))),
    ...(waits ? [`Stopped: ${sentence(waits.why)} It goes on after ${waits.until}: \`backlog ${waits.next}\``] : []),
  ].join('\n');
}
