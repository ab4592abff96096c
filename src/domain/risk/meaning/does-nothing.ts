import { groupedBy } from '../../../base/iterables.ts';
import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';

/** The beginning of what handles an error. */
export const HANDLES = /\bcatch\b.*\{$|^except\b.*:$|^rescue\b|\berr\s*!=\s*nil\s*\{$|\.catch\(.*\{$/;
const LOGS =
  /^(?:\w+\.)*(?:log\w*|console|print\w*|puts|warn\w*|slog|Log|System\.(?:out|err)|Console|fmt\.Print\w*|eprintln!|e\.printStackTrace)\b[.(!\s]/;
const ANSWERS =
  /^(?:return(?:\s+(?:null|nil|None|false|False|undefined|0|-1|""|''|``|\[\]|\{\}|default|new \w+(?:<.*>)?\(\)|Optional\.empty\(\)|(?:List|Map|Set)\.of\(\)|Collections\.empty\w+\(\)|nil, nil))?|null|nil|false|\[\]|\{\}|pass|continue)\W*$/;

/** Checks whether an error is only logged, or answered with nothing. */
export function handlesSilently({ text }: CodeLine, lines: readonly CodeLine[]): boolean {
  const end = lines.findIndex(({ code }) => /^(?:\}|end\b)/.test(code));
  const [first = '', second = ''] = lines.map(({ code }) => code);
  if (text.startsWith('except'))
    return ANSWERS.test(first) || (LOGS.test(first) && !/^(?:raise|return\s+\S)/.test(second));
  const body = lines.slice(0, Math.max(0, end));
  return body.length > 0 && body.every(({ code }) => LOGS.test(code) || ANSWERS.test(code));
}

/** The beginning of a function, with its name, and a body that answers without work. */
const FUNCTION =
  /\b(?:def|func(?:\s*\([^)]*\))?|function|fn)\s+([\w.?!]+)|^(?!(?:if|for|while|switch|catch|else|return)\b)(?:[\w<>[\]?,]+\s+)*(\w+)\s*\([^;=]*\)[^;=]*\{$/;
const NOTHING =
  /^(?:return\s*(?:true|false|null|nil|None|True|False|undefined|0|1|""|''|\[\]|\{\}|Ok\(\(\)\)|nil, nil|\w+)?;?|pass|Ok\(\(\)\)|true|false|nil|\}|end)$/;
/** Names of functions that do or decide something, which no constant can. */
const ACTS =
  /^(?:down|downgrade|rollback|revert|send|save|store|charge|pay|refund|verify|validate|check|authori[sz]e|notify|delete|encrypt|sync|commit|sign|can|may|is_?[aA]llowed|is_?[aA]uthori[sz]ed|has_?[pP]ermission|has_?[aA]ccess)(?![a-z])/;

/** Finds functions whose work is gone, and new ones that only say that they did it. */
export function emptied({ before, after, isNew }: Examined): CodeLine[] {
  const nameOf = ({ code }: CodeLine) => FUNCTION.exec(code)?.slice(1).find(Boolean);
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
