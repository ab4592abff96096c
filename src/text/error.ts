import { clip } from '../base/clip.ts';
import { sentence } from '../base/output/sentence.ts';
import type { BacklogError } from '../domain/errors.ts';
import { caretLine, FilterError, type FilterProblem, helpFor } from '../filter/index.ts';
import type { TailDamage } from '../store/index.ts';
import { harmless, oneLine } from './safe.ts';

/** Maximum number of shown problems in one filter. */
const MOST = 4;

/** Maximum length in characters. A message may quote a megabyte of input. */
const LONGEST = { message: 4_000, hint: 2_000, line: 600 } as const;

/** Formats an error: failure, position in a filter, next step. At most {@link MOST} problems of a filter. */
export function errorText(error: BacklogError): string {
  if (!(error instanceof FilterError)) {
    const lines = [clip(error.message, LONGEST.message), ...(error.hint ? [clip(error.hint, LONGEST.hint)] : [])];
    return harmless(lines.join('\n'));
  }
  const { problems, filter } = error;
  const left = problems.length - MOST + error.more;
  const shown = problems.slice(0, MOST).map((problem) => problemText(filter, problem));
  if (left > 0) shown.push(`and ${left} more`);
  const { line } = error.data ?? {};
  if (typeof line === 'string')
    shown.push(/^backlog help\b| --help$/.test(line) ? `See its usage: \`${line}\`` : `Did you mean \`${line}\`?`);
  return harmless(shown.join('\n'));
}

/** Says for what a command or a server waits, which continues when the server of the queue answers. */
export function outageText({ message }: BacklogError): string {
  return harmless(`${sentence(clip(message, LONGEST.message))} Waiting until it answers.`);
}

function problemText(filter: string, problem: FilterProblem): string {
  return `${problem.message}\n${caretLine(filter, problem)}\n${helpFor(problem)}`;
}

/** Tells a writer that no snapshot of claims can be written, in one line, for every screen. */
export function unguardedLine(why: string, dir: string): string {
  return oneLine(
    `Edits by sessions without Backlog's server are not checked against your claims: a file in ${dir}/claims can't be written (${why}). Make it a folder in which you can write; the next change repairs the rest.`,
    LONGEST.line,
  );
}

/** Formats the damage at the end of the log in one line, for every screen. */
export function damageLine({ after, to, file, problem }: TailDamage): string {
  const first = after + 1;
  const lost = to <= first ? `change ${first} can't be read` : `changes ${first} to ${to} can't be read`;
  return oneLine(
    `The queue is damaged: ${lost} (${file}: ${problem}). You see the queue as of change ${after}, and nothing can be written. A person types \`backlog doctor\`.`,
    LONGEST.line,
  );
}
