import { jsonProblem, readJsonText } from '../base/json/json-text.ts';
import { refuse } from '../domain/errors.ts';

/**
 * Returns the rows of a file with or without a byte order mark: a JSON array, `{"tasks": […]}`, or one object per line
 * (`rc.json.array=off`).
 * @throws BacklogError `usage` with the position if the text isn't JSON
 */
export function rowsOfText(file: string): unknown {
  const text = file.replace(/^\uFEFF/, '').trim();
  if (!/^[[{]/.test(text))
    return refuseText(`expected a JSON array of objects, received ${JSON.stringify(text.slice(0, 40))}`);
  if (jsonProblem(text) !== undefined && isLines(text)) return text.split('\n').map(rowOfLine).filter(Boolean);
  const whole = parse(text, '');
  if (Array.isArray(whole)) return whole;
  return 'tasks' in whole ? whole.tasks : [whole];
}

function isLines(text: string): boolean {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.length > 1 && lines.every((line) => line.trimStart().startsWith('{'));
}

function rowOfLine(line: string, index: number): unknown {
  const row = line.trim().replace(/,$/, '');
  return row === '' ? undefined : parse(row, `line ${index + 1}: `);
}

function parse(text: string, where: string): unknown[] | Record<string, unknown> {
  const read = readJsonText(text);
  if ('problem' in read) return refuseText(`${where}expected JSON: ${read.problem}`);
  return read.value as unknown[] | Record<string, unknown>;
}

function refuseText(problem: string): never {
  return refuse('usage', `tasks: ${problem}`, {
    hint: 'Give an array ([{"description":"…"}]), or one object per line. To read a file: `task_import --from export.json`',
    data: { field: 'tasks' },
  });
}
