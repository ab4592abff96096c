import { present } from '../../../base/present.ts';
import { parseOwnFlags, TEXT } from '../../../commands/own-flags.ts';
import { refuse } from '../../../domain/errors.ts';
import { withoutHidden } from '../../../domain/kinds/table.ts';
import { checkRight } from '../../../work/people/rights.ts';
import { openWorkspace } from '../../../work/workspace/open.ts';
import { terminalCaller } from '../caller.ts';
import type { Streams } from '../io.ts';

export const AUDIT_HELP = [
  'Usage: backlog audit [flags]',
  '',
  'Print every change of the queue as NDJSON, oldest first: one line for each commit, with its number, time, author, command, changes and hash.',
  'Unlike the history, it has no limit and includes renewals of claims. Store the last number, and continue after it.',
  '',
  '  --after N   Only commits after this number',
  '  --until N   Only commits up to this number',
  '',
  'A line is the commit as it is stored. SHA-256 of the line without `,"sum":"…"` is its sum. `prev` is the sum of the line before.',
  'A line about a token lacks its hash. `hidden` lists the fields that it lacks, and its sum is that of the whole commit.',
  '',
  'Examples:',
  '  backlog audit > audit.ndjson',
  '  backlog audit --after 4120 >> audit.ndjson',
].join('\n');

/**
 * Runs `backlog audit`. It holds one commit at a time in memory.
 * @returns the exit code
 * @throws BacklogError `usage`, `forbidden`; `store` at a damaged commit, after the commits before it
 */
export async function auditCommand(words: readonly string[], streams: Streams): Promise<number> {
  const unfit = words.map((word) => /^--(actor|author|since|user)(?:=|$)/.exec(word)?.[1]).find(Boolean);
  if (unfit !== undefined) {
    const line = unfit === 'since' ? '`backlog history --since friday`' : '`backlog history --actor human:ada`';
    refuse('usage', `unknown flag --${unfit} (did you mean ${line}?)`, {
      hint: 'The audit has every change: select from its lines with `jq`. See its flags: `backlog audit --help`',
    });
  }
  const { values, positionals } = parseOwnFlags('audit', words, { after: TEXT, until: TEXT });
  if (positionals.length > 0)
    refuse('usage', `audit: expected only flags, received "${positionals.join(' ')}"`, {
      hint: 'See its usage: `backlog audit --help`',
    });
  const [after, until] = [numberIn('after', values.after), numberIn('until', values.until)];
  const { cwd, env } = streams;
  const opened = await openWorkspace({ cwd, env, brief: true, store: { lazy: true, checkpoints: false } });
  try {
    const { store } = opened;
    const { rights } = terminalCaller({ ...streams, queue: store });
    if (rights) checkRight(rights, 'read');
    for await (const commit of store.history({ from: (after ?? 0) + 1, ...present({ to: until }), quiet: true })) {
      if (streams.interrupted.aborted) return 130;
      streams.bytes(`${lineOf(commit)}\n`);
    }
    return 0;
  } finally {
    await opened.close();
  }
}

/** Formats a commit as its stored line or, without hidden fields, as a line that lists them. */
function lineOf(commit: Parameters<typeof withoutHidden>[0]): string {
  const shown = withoutHidden(commit);
  if (shown === commit) return JSON.stringify(commit);
  const lacks = ({ before, after }: (typeof shown)['changes'][number]) => Object.keys({ ...before, ...after });
  const left = new Set(shown.changes.flatMap(lacks));
  const hidden = new Set(commit.changes.flatMap(lacks).filter((name) => !left.has(name)));
  return JSON.stringify({ ...shown, hidden: [...hidden] });
}

function numberIn(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  return refuse('usage', `--${flag}: expected the number of a change, received "${text}"`);
}
