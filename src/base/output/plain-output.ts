import { withoutEscapes } from './escapes.ts';

/**
 * The time with which CI systems begin each line: GitHub Actions, Azure and Jenkins, and GitLab with its mark of the
 * stream. `gh run view --log` puts the names of the job and the step before it.
 */
const TIME =
  /^\uFEFF?(?:[^\t\n]{1,200}\t[^\t\n]{1,200}\t\uFEFF?)?\[?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z\]?(?: \d\d[OE]\+?)? ?/gm;

/** Returns an output without colours and the times of a CI system, with the line breaks of Unix. */
export function plainOutput(output: string): string {
  return withoutEscapes(output).replaceAll('\r\n', '\n').replace(TIME, '');
}

/** Cuts long lines, of which patterns can take the square. No program prints such a line for people. */
export const shortLines = (text: string): string => text.replace(/^(.{2000}).+$/gm, '$1');

/** The lines of one program in an output. */
export interface OutputPart {
  /** What a tool such as turbo, Nx, lerna, pnpm or yarn puts before each line: `web:test`. Empty for all other lines. */
  of: string;
  text: string;
}

/** What can be a prefix: up to two words, or a word in brackets. `$` ends the line in which pnpm shows its command. */
const HEAD = /^(\[[^\]\s]+\]|[^\s:[]\S*?(?: \S+?)?)(?:: |:$|\$ )/;

/** Maximum number of characters of a prefix with the space after it. */
const LONGEST = 200;

/** Prefixes that no other line has: `web:test` of turbo, `@scope/web` of lerna, `[web]` of yarn. */
const SURE = /^(?:(?:@[\w.-]+\/)?[\w.-]+[:#][A-Za-z][\w.:#-]*|@[\w.-]+\/[\w.-]+|\[(?:@[\w.-]+\/)?[\w.-]+\])$/;

/** The line with which npm, pnpm, yarn or Nx announces a script, behind its prefix. */
const ANNOUNCED = /^(?:> (?:\S+@\d|nx run )|\$ \S)/;

/**
 * Separates an output into the lines of each program, without their prefixes. Programs that run at the same time print
 * in any order.
 * @param output the text that {@link plainOutput} returned
 */
export function outputParts(output: string): OutputPart[] {
  const lines = output.split('\n');
  const heads = lines.map((line) => HEAD.exec(line.slice(0, LONGEST)));
  const known = prefixesIn(lines, heads);
  if (known.size === 0) return [{ of: '', text: output }];
  const parts = new Map<string, string[]>();
  for (const [n, line] of lines.entries()) {
    const [head = '', name = ''] = heads[n] ?? [];
    const of = known.has(name) ? name : '';
    const part = parts.get(of) ?? [];
    part.push(of === '' ? line : line.slice(head.length));
    parts.set(of, part);
  }
  return Array.from(parts, ([of, own]) => ({ of, text: own.join('\n') }));
}

function prefixesIn(lines: readonly string[], heads: readonly (RegExpExecArray | null)[]): ReadonlySet<string> {
  const known = new Set<string>();
  const once = new Set<string>();
  for (const [n, found] of heads.entries()) {
    const [head = '', name] = found ?? [];
    if (name === undefined) continue;
    const isSure = SURE.test(name);
    if ((isSure && once.has(name)) || isAnnounced(head, lines[n]!)) known.add(name);
    if (isSure) once.add(name);
  }
  return known;
}

/** Checks whether a line announces what the program with its prefix runs. pnpm shows a command as a shell does. */
function isAnnounced(head: string, line: string): boolean {
  const said = line.slice(head.length);
  return head.endsWith('$ ') ? said !== '' : ANNOUNCED.test(said);
}
