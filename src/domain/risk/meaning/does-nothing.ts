import { groupedBy } from '../../../base/iterables.ts';
import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';
import { matches } from '../patterns.ts';

/** The beginning of what handles an error. */
const HANDLES = /\bcatch\b.*\{$|^except\b.*:$|^rescue\b|\berr\s*!=\s*nil\s*\{$|\.catch\(.*\{$/;
const LOGS =
  /^(?:\w+\.)*(?:log\w*|console|print\w*|puts|warn\w*|slog|Log|System\.(?:out|err)|Console|fmt\.Print\w*|eprintln!|e\.printStackTrace)\b[.(!\s]/;
const ANSWERS =
  /^(?:return(?:\s+(?:null|nil|None|false|False|undefined|0|-1|""|''|``|\[\]|\{\}|default|new \w+(?:<.*>)?\(\)|Optional\.empty\(\)|(?:List|Map|Set)\.of\(\)|Collections\.empty\w+\(\)|nil, nil))?|null|nil|false|\[\]|\{\}|pass|continue)\W*$/;

/** Number of lines in which the end of what handles an error is looked for. */
const SOON = 4;

/** Finds lines that ignore an error, alone or with those after them, and that the result made so. */
export function swallowing(file: Examined): CodeLine[] {
  const lines = file.after.filter(({ code }) => code !== '');
  return lines.filter((line, i) => swallows(file, line, lines.slice(i + 1, i + 2 + SOON)));
}

/** Checks whether a line ignores an error. What the next line says alone is said of that line. */
function swallows({ language: { swallow }, isNew }: Examined, line: CodeLine, lines: readonly CodeLine[]): boolean {
  // A brace that stands alone, as in C#, belongs to the line before it.
  const isApart = lines[0]?.code === '{';
  const code = isApart ? `${line.code} {` : line.code;
  const rest = lines.slice(isApart ? 1 : 0).slice(0, SOON);
  const [next] = rest;
  if (matches(swallow, code)) return isNew(line);
  if (isNew(line) && HANDLES.test(code)) return handlesSilently(line, rest);
  if (next === undefined || matches(swallow, next.code)) return false;
  return (isNew(line) || isNew(next)) && matches(swallow, `${code} ${next.code}`);
}

/** Checks whether an error is answered with nothing, or only logged. */
function handlesSilently({ text }: CodeLine, lines: readonly CodeLine[]): boolean {
  const end = lines.findIndex(({ code }) => /^(?:\}|end\b)/.test(code));
  const [first = '', second = ''] = lines.map(({ code }) => code);
  if (text.startsWith('except'))
    return ANSWERS.test(first) || (LOGS.test(first) && !/^(?:raise|return\s+\S)/.test(second));
  return end >= 0 && lines.slice(0, end).every(({ code }) => LOGS.test(code) || ANSWERS.test(code));
}

/** The beginning of a function, with its name. */
export const FUNCTION_NAME =
  /\b(?:def|func(?:\s*\([^)]*\))?|function|fn)\s+([\w.?!]+)|^(?!(?:if|for|while|switch|catch|else|return)\b)(?:[\w<>[\]?,]+\s+)*(\w+)\s*\([^;=]*\)[^;=]*\{$/;
/** A body that answers without work. */
const NOTHING =
  /^(?:return\s*(?:true|false|null|nil|None|True|False|undefined|0|1|""|''|\[\]|\{\}|Ok\(\(\)\)|nil, nil|\w+)?;?|pass|Ok\(\(\)\)|true|false|nil|\}|end)$/;
/** Names of functions that do or decide something, which no constant can. */
const ACTS =
  /^(?:down|downgrade|rollback|revert|send|save|store|charge|pay|refund|verify|validate|check|authori[sz]e|notify|delete|encrypt|sync|commit|sign|can|may|is_?[aA]llowed|is_?[aA]uthori[sz]ed|has_?[pP]ermission|has_?[aA]ccess)(?![a-z])/;

/** Finds functions whose work is gone, and new ones that only say that they did it. */
export function emptied({ before, after, isNew }: Examined): CodeLine[] {
  const nameOf = ({ code }: CodeLine) => FUNCTION_NAME.exec(code)?.slice(1).find(Boolean);
  const isNothing = (lines: readonly CodeLine[], { n }: CodeLine) => {
    const [first, second] = lines.slice(n, n + 4).filter(({ code }) => code !== '' && !/^"/.test(code));
    return (
      first !== undefined &&
      NOTHING.test(first.code) &&
      (!/^return \w+;?$/.test(first.code) || /true|false|null|nil|None|undefined|[01]/i.test(first.code)) &&
      (second === undefined || !/^(?:case|\.)/.test(second.code))
    );
  };
  const begins = (line: CodeLine) => /[{:]$|^def /.test(line.code) && nameOf(line) !== undefined;
  const functionsIn = (lines: readonly CodeLine[]) => groupedBy(lines.filter(begins), (line) => nameOf(line)!);
  const [old, now] = [functionsIn(before), functionsIn(after)];
  return [...now].flatMap(([name, [line, ...more]]) => {
    if (line === undefined || more.length > 0 || !isNothing(after, line)) return [];
    const [was, ...others] = old.get(name) ?? [];
    const isGone = was !== undefined && others.length === 0 && !isNothing(before, was);
    const pretends = was === undefined && isNew(line) && ACTS.test(`${name[0]!.toLowerCase()}${name.slice(1)}`);
    return isGone || pretends ? [line] : [];
  });
}
