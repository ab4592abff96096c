import { shellWord } from '../../../../base/shell-word.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { FOLDERS_OF_TOOLS, isFormatMeant } from '../../../../domain/task-formats.ts';
import type { Input } from '../plain/typed-values.ts';

/** Gives a name of a format beside a file to the format: `import jira issues.csv`, `import --from github issues.json`. */
export function withFormat(input: Input, words: readonly string[]): readonly string[] {
  if (input.format !== undefined || words.length === 0) return words;
  const { from } = input;
  if (typeof from === 'string' && isFormatMeant(from)) {
    input.format = from;
    delete input.from;
    return words;
  }
  // With a dot, a word is a file: TODO.md.
  const isFormat = (word: string) => !word.includes('.') && isFormatMeant(word);
  const at = words.findIndex(isFormat);
  const isBeside = words.length === 2 && at >= 0 && !isFormat(words[1 - at]!);
  if (!isBeside) return words;
  input.format = words[at]!;
  return words.toSpliced(at, 1);
}

/** What the second line of a suggestion does. */
export const CHANGES_IMPORTED = 'The second line changes all open tasks that came from there, also in earlier imports.';

/** Refuses words of an import that set fields of its tasks: `import TODO.md +old`. @throws BacklogError `usage` */
export function checkImportedWords(input: Input, words: readonly string[]): void {
  // A trial has no tasks to change.
  if (input.dry_run !== undefined) return;
  const isChange = (word: string) => /^(?:\+[a-z][\w.-]*|(?:project|priority|due|agent|type|goal):\S+)$/i.test(word);
  const [from, ...others] = words.filter((word) => !isChange(word));
  const changes = words.filter(isChange).flatMap((word) => {
    const [, field, value] = /^(\w+):(.+)$/.exec(word) ?? [];
    return field === undefined ? ['--tags', word] : [`--${field}`, value!];
  });
  if (from === undefined || others.length > 0 || changes.length === 0) return;
  const line = `${callOf('cli', 'task_import', shellWord(from))} && ${callOf('cli', 'task_modify', [`source:${sourceOf(from)}`, ...changes].map(shellWord).join(' '))}`;
  refuse('usage', `an import sets no fields (did you mean \`${line}\`?)`, {
    hint: CHANGES_IMPORTED,
    data: { received: changes.join(' ') },
  });
}

/** Returns the word that selects the tasks of a file: those of another tool by the tool. */
export function sourceOf(from: string): string {
  const parts = from.split(/[\\/]+/);
  const tool = Object.entries(FOLDERS_OF_TOOLS).find(([, folder]) => parts.includes(folder));
  const [program] = /jira|linear|asana|clickup|pivotal|todoist|ticktick|azure/i.exec(parts.at(-1)!) ?? [];
  return tool?.[0] ?? program?.toLowerCase() ?? from.replace(/^\.\//, '');
}

/** Gives the name of a format beside other words of an export to the format: `export project:web csv`. */
export function withWrittenFormat(input: Input, words: readonly string[]): readonly string[] {
  const file = words.find((word) => /^[\w./-]+\.(?:csv|json|ndjson|md)$/i.test(word));
  const areTerms = words.every((word) => word === file || /^(?:[+-][a-z]|[a-z.]+:)\S*$/i.test(word));
  if (file !== undefined && words.length > 1 && areTerms && input.to === undefined) {
    const line = callOf(
      'cli',
      'task_export',
      [...words.filter((word) => word !== file), '--to', file].map(shellWord).join(' '),
    );
    refuse('usage', `${file} is a file, not a filter (did you mean \`${line}\`?)`, { data: { received: file } });
  }
  const at = words.findIndex((word) => /^(?:csv|json|ndjson|jsonl|markdown|md|taskwarrior)$/i.test(word));
  if (input.format !== undefined || at < 0 || (words.length < 2 && input.to === undefined)) return words;
  input.format = words[at]!;
  return words.toSpliced(at, 1);
}
