import type { Files } from './draw.ts';

/** Words of a format: names of fields, of values that are fields here, and of days. */
const WORDS = new Set(
  [
    'x todo done next draft sent open shipped wait waiting cancelled to do in progress doing not started high medium low',
    'critical filetags seq deadline scheduled closed created assignee assigned owner properties logbook end blocker ids',
    'state from note taken on clock mon ven rec pri due acceptance criteria description section begin ac dod',
    'labels none urgent 000z implementation final subtasks parentid parenttaskid undefined null am pm gmt thu tue wed fri sat sun',
    'jan feb mar apr may jun jul aug sep oct nov dec',
  ].flatMap((words) => words.split(' ')),
);
const isValue = (word: string) => WORDS.has(word) || /^(?:[a-z]|\d+[dbwmyz]?)$/.test(word);

const textsIn = (value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, one]) => [key, ...textsIn(one)])
    : [String(value)];

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];

/**
 * Returns the lines of which an import told nothing: words are in no task, field or text, and the line isn't named as
 * left out. Words of a line can be in several fields, so the line may be in a few pieces.
 * @param told everything that the import stored and said
 */
export function untold(
  files: Files,
  told: { tasks: unknown; left: readonly string[]; mapped: unknown; isTable: boolean },
): string[] {
  const text = ` ${wordsOf(textsIn(told).join('\n')).join(' ')} `;
  const has = (words: readonly string[]) => text.includes(` ${words.join(' ')} `);
  const tasks = Object.entries(files).filter(([path]) => !path.endsWith('config.yml'));
  return tasks.flatMap(([path, whole]) =>
    whole.split(/\r\n|[\r\n]/).flatMap((line, at) => {
      // The names of columns.
      if (told.isTable && /\w,\w.*,\w/.test(line) && /\b(?:title|summary|name|id)\b/i.test(line)) return [];
      const isNamed = told.left.some((one) => new RegExp(`\\bline ${at + 1}\\b`).test(one));
      const words = wordsOf(line.replaceAll(/\\[nrt"]/g, ' '));
      const lost: string[] = [];
      let pieces = 0;
      for (let from = 0; from < words.length; ) {
        let to = words.length;
        while (to > from && !has(words.slice(from, to))) to--;
        if (to === from && !isValue(words[from]!)) lost.push(words[from]!);
        if (!words.slice(from, Math.max(to, from + 1)).every((word) => isValue(word) || /^\d/.test(word))) pieces++;
        from = Math.max(to, from + 1);
      }
      const isTold = isNamed || (lost.length === 0 && pieces <= 3 + words.length / 3);
      return isTold ? [] : [`${path}:${at + 1} ${line} (${lost.join(', ') || `${pieces} pieces`})`];
    }),
  );
}
