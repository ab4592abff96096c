import { criterionLine } from '../../domain/task/criteria.ts';
import { plainScalar, yamlField } from '../reading/yaml/yaml-write.ts';
import { textLines } from './backlog-md-body.ts';

/** The keys of the front matter to change. A key without a value is removed. */
export type FrontMatter = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface TaskFileEdit {
  front: FrontMatter;
  /** The new texts of sections. Absent sections stay. */
  spec?: string;
  criteria?: readonly { text: string; by?: unknown; met?: unknown }[];
}

/** Changes a task's file. Other keys and sections keep their text. */
export function editTaskFile(text: string, { front, spec, criteria }: TaskFileEdit): string {
  const [, head = '', body = ''] =
    /^---\n([\s\S]*?)\n---[ \t]*(?:\n([\s\S]*))?$/.exec(text.replaceAll('\r\n', '\n')) ?? [];
  let lines = head.split('\n');
  for (const [key, value] of Object.entries(front)) lines = withKey(lines, key, value);
  let below = body;
  if (spec !== undefined) below = withSection(below, 'Description', 'SECTION:DESCRIPTION', spec.trim());
  if (criteria !== undefined)
    below = withSection(below, 'Acceptance Criteria', 'AC', criteria.map(criterionOf).join('\n'));
  const edited = `---\n${lines.join('\n')}\n---\n${below}`;
  return text.includes('\r\n') ? edited.replaceAll('\n', '\r\n') : edited;
}

/** Returns the text of a new task's file. */
export function newTaskFile(front: FrontMatter, edit: Omit<TaskFileEdit, 'front'>): string {
  return editTaskFile('---\n\n---\n', { ...edit, front }).replace('---\n\n', '---\n');
}

const criterionOf = (one: { text: string; by?: unknown; met?: unknown }, index: number) =>
  `- [${one.met ? 'x' : ' '}] #${index + 1} ${criterionLine(one as { text: string })}`;

/** Replaces a key with the lines of its value. A new key comes last. */
function withKey(lines: readonly string[], key: string, value: FrontMatter[string]): string[] {
  const at = lines.findIndex((line) => line.startsWith(`${key}:`));
  const next = lines.findIndex((line, i) => i > at && !/^([ \t]|-(?:\s|$)|$)/.test(line));
  const end = at < 0 ? lines.length : next < 0 ? lines.length : next;
  const own = yamlField(key, value, plainScalar);
  return at < 0 ? [...lines, ...own] : [...lines.slice(0, at), ...own, ...lines.slice(end)];
}

/** Replaces the text of a section: between its marks, below its heading, or in a new section. */
function withSection(body: string, heading: string, mark: string, text: string): string {
  const [begin, end] = [`<!-- ${mark}:BEGIN -->`, `<!-- ${mark}:END -->`];
  const lines = body.split('\n');
  const inText = textLines(lines);
  const place = (test: (line: string) => boolean, from = 0) =>
    lines.findIndex((line, i) => i >= from && !inText[i] && test(line));
  const first = place((line) => line.trim() === begin);
  const last = first < 0 ? -1 : place((line) => line.trim() === end, first);
  const inside = text === '' ? [] : text.split('\n');
  if (last >= 0) return [...lines.slice(0, first + 1), ...inside, ...lines.slice(last)].join('\n');
  const headed = place((line) => line.trim().toLowerCase() === `## ${heading.toLowerCase()}`);
  const marked = [begin, ...inside, end];
  if (headed < 0)
    return text === '' ? body : `${body.trimEnd()}\n\n## ${heading}\n\n${marked.join('\n')}\n`.replace(/^\n{2,}/, '\n');
  const next = place((line) => line.startsWith('## '), headed + 1);
  const after = next < 0 ? [] : ['', ...lines.slice(next)];
  return [...lines.slice(0, headed + 1), '', ...marked, ...(next < 0 ? [''] : after)].join('\n');
}
