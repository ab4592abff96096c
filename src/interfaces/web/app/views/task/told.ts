import type { PastChange, PastCommit } from './answers.ts';

/** Characters of a value that a line of history shows. */
const SHOWN = 60;
/** They say nothing to a reader. */
const SILENT = new Set(['modified', 'uuid', 'id', 'entry', 'fence', 'renewer', 'expires', 'since']);

export function actorText({ kind, name, session, run }: PastCommit['actor']): string {
  if (kind === 'human') return name;
  return [name, run ?? session?.slice(0, 6)].filter(Boolean).join(' ');
}

/** What a change was, field by field. */
export function told({ kind, before, after }: PastChange): string[] {
  if (kind === 'counter') return [];
  if (kind === 'doc') return ['a document'];
  if (kind === 'claim') return [after === null ? 'let go' : before === null ? 'claimed' : ''].filter(Boolean);
  if (kind !== 'task') return [`${kind} ${String(after?.state ?? '')}`.trim()];
  if (before === null) return ['added'];
  if (after === null) return ['purged'];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !SILENT.has(name));
  return names.map((name) => fieldTold(name, before[name], after[name]));
}

function fieldTold(field: string, before: unknown, after: unknown): string {
  const name = field.replace(/\[\]$/, '');
  if (name === 'start') return after === undefined || after === null ? 'stopped' : 'started';
  if (name === 'annotations') return 'a comment';
  if (name === 'acceptance') return 'criteria';
  if (field !== name) return name;
  return `${name}: ${[valueText(before), valueText(after)].filter(Boolean).join(' → ') || 'none'}`;
}

function valueText(value: unknown): string {
  if (value === undefined || value === null) return '';
  const text = typeof value === 'object' ? JSON.stringify(value) : String(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
