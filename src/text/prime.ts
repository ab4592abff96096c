import { holderLabel } from '../claims/index.ts';
import type { Facts } from '../domain/facts.ts';
import type { Task } from '../domain/task.ts';
import type { Prime } from '../report/prime.ts';
import { clip, rowText } from './row.ts';

/** The prime's size limit, in UTF-8 bytes: what every session pays at its start. */
export const PRIME_BYTES = 2_048;

const LINE = 140;

/** The prime as a session reads it: most important first, cut from the end to fit its limit. */
export function primeText(prime: Prime, facts: Facts): string {
  const lines = [headline(prime)];
  const section = (title: string, tasks: readonly Task[], more = (_: Task) => '') => {
    if (tasks.length > 0)
      lines.push(title, ...tasks.map((task) => clip(`- ${rowText(task, facts)}${more(task)}`, LINE)));
  };
  section('In progress here:', prime.mine);
  section(
    'Left unfinished (task_next or task_start takes one up):',
    prime.handoffs,
    (task) => ` | ${task.handoff!.note}`,
  );
  section('Waiting for review:', prime.reviews);
  section('Ready, most urgent first:', prime.ready);
  section(
    'Overdue:',
    prime.overdue.filter((task) => !prime.ready.includes(task)),
  );
  if (prime.held.length > 0) {
    lines.push(
      'Held by others:',
      ...prime.held.map(({ task, claim }) =>
        clip(`- ${task.id} ${task.description} (${holderLabel(claim.holder)})`, LINE),
      ),
    );
  }
  return withinLimit(lines);
}

function headline({ counts }: Prime): string {
  const parts = (['ready', 'active', 'blocked', 'waiting', 'overdue', 'handoffs', 'reviews'] as const)
    .filter((name) => counts[name] > 0)
    .map((name) => `${counts[name]} ${name}`);
  return `Backlog: ${counts.pending} pending${parts.length > 0 ? ` (${parts.join(', ')})` : ''}, ${counts.completed} closed. Tools: task_next, task_list, task_info, task_add, task_done.`;
}

function withinLimit(lines: readonly string[]): string {
  const kept: string[] = [];
  let bytes = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > PRIME_BYTES) break;
    kept.push(line);
  }
  return kept.join('\n');
}
