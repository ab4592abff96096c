import { counted } from '../../../base/amounts.ts';
import { plainValue } from '../../../base/json/plain-value.ts';
import type { Synced, SyncResult, Undecided } from '../../../report/sync-result.ts';
import { despiteLines } from '../../../text/row.ts';
import { oneLine } from '../../../text/safe.ts';

/** Maximum number of lines per list in the text. The JSON output has all. */
const LINES = 50;
const WIDTH = 120;

/** Formats the result of a synchronisation. */
export function syncText({
  file,
  dryRun,
  only,
  toQueue,
  toFile,
  lines,
  marked,
  undecided,
  despite,
}: SyncResult): string {
  const name = oneLine(file, WIDTH);
  const nothing = toQueue.length + toFile.length === 0;
  const inQueue = toQueue.filter(({ how, fields }) => how !== 'linked' || fields.length > 0).length;
  const of = only ? ` (tasks of ${oneLine(only, WIDTH)})` : '';
  const head = nothing
    ? `${name} and the queue are equal${undecided.length > 0 ? ' otherwise' : ''}${of}.`
    : `${dryRun ? 'Would change' : 'Changed'} ${counted(inQueue, 'task')} of the queue and ${counted(lines, 'line')} of ${name}${of}.`;
  const marks =
    marked === 0
      ? []
      : [
          `${counted(marked, 'line')} ${dryRun ? 'would get' : 'got'} the id of ${marked === 1 ? 'its task' : 'their tasks'}${/\.(?:md|markdown)$/i.test(file) ? ' as a comment: <!-- task UUID -->' : ''}.`,
        ];
  return [
    head,
    ...marks,
    ...section(
      'In the queue:',
      toQueue.map((one) => changeText(one, QUEUE)),
    ),
    ...section(
      'In the file:',
      toFile.map((one) => changeText(one, FILE)),
    ),
    ...despiteLines(despite),
    ...section(`Left to you (${undecided.length}):`, undecided.map(undecidedText)),
  ].join('\n');
}

const QUEUE = { new: 'new task', changed: 'changed', gone: 'deleted', linked: 'linked by its words' };
const FILE = { new: 'new line', changed: 'changed', gone: 'removed', linked: 'linked' };

function changeText({ id, line, description, how, fields }: Synced, words: typeof QUEUE): string {
  const which = fields.length > 0 ? `: ${fields.join(', ')}` : '';
  return `  ${nameOf({ id, line, description })}  ${words[how]}${which}`;
}

function undecidedText({ field, queue, file, message, say, ...named }: Undecided): string {
  const values = field === undefined ? [] : [`      queue: ${shown(queue)}`, `      file:  ${shown(file)}`];
  return [
    `  ${nameOf(named)}  ${oneLine(message, WIDTH * 2)}`,
    ...values,
    ...say.map((one) => `      ${oneLine(one, WIDTH * 2)}`),
  ].join('\n');
}

function nameOf({
  id,
  line,
  description,
}: {
  id?: number | undefined;
  line?: number | undefined;
  description: string;
}): string {
  const where = line === undefined ? '' : `line ${line} `;
  return `${where}${id === undefined ? '' : `${id} `}${oneLine(description, WIDTH)}`;
}

const shown = (value: unknown) =>
  value === undefined || value === null ? 'no value' : oneLine(plainValue(value), WIDTH);

function section(title: string, lines: readonly string[]): string[] {
  if (lines.length === 0) return [];
  const more = lines.length > LINES ? [`  … and ${lines.length - LINES} more`] : [];
  return [title, ...lines.slice(0, LINES), ...more];
}
