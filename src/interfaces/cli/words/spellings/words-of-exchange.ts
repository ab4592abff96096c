import { shellWord } from '../../../../base/shell-word.ts';
import { callOf } from '../../../../domain/calls/door.ts';
import { refuse } from '../../../../domain/errors.ts';
import { isFormatMeant } from '../../../../domain/task-formats.ts';
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

/** How to set fields of imported tasks. */
export const AFTER_IMPORT = 'After the import, set it by the numbers that the import prints.';

/**
 * Refuses fields of an import. A second line can't set them: `source:TODO.md` selects the tasks of earlier imports, too.
 * @param own the words of the import
 */
export function refuseImportedFields(own: readonly string[], fields: readonly string[]): never {
  const line = callOf('cli', 'task_import', own.map(shellWord).join(' '));
  refuse('usage', `an import sets no fields (did you mean \`${line}\`?)`, {
    hint: `It leaves out: ${fields.map(shellWord).join(' ')}. ${AFTER_IMPORT} See the flags: \`backlog import --help\``,
    data: { received: fields.join(' ') },
  });
}

/** Refuses words of an import that set fields of its tasks: `import TODO.md +old`. @throws BacklogError `usage` */
export function checkImportedWords(input: Input, words: readonly string[]): void {
  // A trial has no tasks to change.
  if (input.dry_run !== undefined) return;
  const isChange = (word: string) => /^(?:\+[a-z][\w.-]*|(?:project|priority|due|agent|type|goal):\S+)$/i.test(word);
  const [from, ...others] = words.filter((word) => !isChange(word));
  const changes = words.filter(isChange);
  if (from !== undefined && others.length === 0 && changes.length > 0) refuseImportedFields([from], changes);
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
