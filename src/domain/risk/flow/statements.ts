import { onceEachObject } from '../../../base/lazy.ts';
import type { Examined } from '../examine.ts';
import type { CodeLine } from '../lines.ts';

/** A statement of the result: its lines, from the one that opens its brackets to the one that closes them. */
export interface CodeStatement {
  lines: readonly CodeLine[];
  /** All its lines: without comments and with empty strings, and without comments only. */
  code: string;
  spoken: string;
  /** Numbers of the first and the last line of the innermost function around it. */
  within: Range;
  /** Names that it assigns, and names whose values it uses. */
  targets: readonly string[];
  uses: readonly string[];
}

export interface Range {
  from: number;
  to: number;
}

/** Maximum number of lines of a statement, and of characters in which names are sought. */
const LONGEST = { lines: 24, text: 4_000 } as const;

/** Splits the result's version of a file into statements. Bodies of functions are statements of their own. */
export const statementsOf = onceEachObject((file: Examined): readonly CodeStatement[] => {
  const ranges = functionsAround(file);
  const statements: CodeStatement[] = [];
  let lines: CodeLine[] = [];
  let depth = 0;
  const end = () => {
    if (lines.length > 0) statements.push(statementOf(lines, ranges[lines[0]!.n - 1]!));
    [lines, depth] = [[], 0];
  };
  for (const line of file.after) {
    if (line.spoken === '') continue;
    if (depth === 0 && !CONTINUES.test(line.code)) end();
    lines.push(line);
    depth = Math.max(0, depth + depthOf(line.code));
    if (OPENS_BODY.test(line.code) || lines.length >= LONGEST.lines) end();
  }
  end();
  return statements;
});

/** A line that belongs to the one before it. */
const CONTINUES = /^(?:\??\.\w|&&|\|\||\?|:(?!\w)|\+(?!\+)|[)\]}])/;
/** The beginning of a body, and not of an object that a call or an assignment has. */
const OPENS_BODY =
  /(?:^|[\w)>\]"']\s*|=>\s*)(?<!\b(?:return|import|export|default|in|of)\s*)\{$|\bdo(?:\s*\|[^|]*\|)?$/;

function depthOf(code: string): number {
  let depth = 0;
  for (const character of code) {
    if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
  }
  return depth;
}

function statementOf(lines: readonly CodeLine[], within: Range): CodeStatement {
  const joined = (of: 'code' | 'spoken') =>
    lines
      .map((line) => line[of])
      .join(' ')
      .slice(0, LONGEST.text);
  const [code, spoken] = [joined('code'), joined('spoken')];
  const [left, right] = sidesOf(code);
  const inner = interpolated(spoken);
  return { lines, code, spoken, within, targets: targetsIn(left, code), uses: usedIn(`${right} ${inner}`) };
}

const ASSIGNS = /^([^=!<>(]{1,400}?(?:\[[^\]]*\])?)\s*(?::=|(?<![=!<>])(?:[-+|&?*/]|\?\?|\|\||\.)?=(?![=>~]))(.*)$/s;
const EACH = [
  /\bfor\s*\(?\s*(?:const|let|var|final|auto)?\s*(.{1,100}?)\s+(?:of|in)\b(.*)$/s,
  /\bfor\s+(.{1,100}?)\s*:?=\s*range\b(.*)$/s,
  /\b(?:foreach|for)\s*\((?:[\w<>]+\s+)?(\w+)\s*(?:in|:)(.*)$/s,
  /^(?:async\s+)?with\b(.*)\bas\s+(\w+)\s*:$/s,
  /^(?:if|while)\s+let\s+\w+\(?(\w+)\)?\s*=(.*)$/s,
] as const;

/** Splits a statement into what it assigns to, and what it uses. */
function sidesOf(code: string): [left: string, right: string] {
  for (const [n, each] of EACH.entries()) {
    const [, first = '', second = ''] = each.exec(code) ?? [];
    if (first || second) return n === 3 ? [second, first] : [first, second];
  }
  const [, left, right] = ASSIGNS.exec(code) ?? [];
  if (left !== undefined && right !== undefined) return [left, right];
  // What a call gives to a value, or to the function that it calls back.
  const [, kept = ''] = /^([\w.]+)\.(?:push|append|add|set|put|extend|insert|unshift|concat|update)\(/.exec(code) ?? [];
  return [kept, code];
}

/** Names of failures and answers that say nothing of a value. */
const NO_VALUE = /^(?:err|error|_|ok|e|exc|this|self|String|let|mut|var|const)$/;

function targetsIn(left: string, code: string): string[] {
  const callbacks = Array.from(
    code.matchAll(/(?:\(([\w\s,{}:]{1,100})\)|\b(\w+))\s*=>|\|([\w\s,]{1,60})\|/g),
    (found) => found.slice(1).find(Boolean)!,
  );
  return [left, ...callbacks.flatMap((names) => names.split(','))]
    .flatMap((text) => {
      const names = /[{[](.*)[}\]]/s.exec(text)?.[1] ?? text;
      return names.split(',').map((name) => {
        const own = /[{[]/.test(text) ? name.replace(/^.*[:\s](?=\w+\s*$)/s, '') : name.replace(/\??:\s.*$/s, '');
        const word = own.trim();
        return (/^(?:this\.|self\.|@)?(\w+)[.[]/.exec(word)?.[1] ?? /(\w+)\W*$/.exec(word)?.[1]) || '_';
      });
    })
    .filter((name) => !NO_VALUE.test(name) && !/^\d/.test(name));
}

/** What only asks for a fact about a value, before or after its name. */
const ASKED_BEFORE =
  /(?:!|\b(?:bool|Boolean|len|Number|parseInt|int|Int|mask\w*|redact\w*|hash\w*|typeof|sizeof)\(?\s*)$/;
const ASKED_AFTER =
  /^(?:\)?\s*(?:[!=]==?|\?\s+\S)|\??\.(?:length|size|is_?\w+|len|empty\?|nil\?|present\?|to_i|Length|Count)\b)/;

/** Checks whether a place of a text uses a value itself, and doesn't only ask about it. */
export const isNameUsed = (text: string, from: number, to: number): boolean =>
  !ASKED_BEFORE.test(text.slice(Math.max(0, from - 24), from)) && !ASKED_AFTER.test(text.slice(to, to + 24));

/** Returns the names that a part of a statement uses, also within its strings. */
export const usesOf = (spoken: string): string[] =>
  usedIn(`${spoken.replace(/(["'`])(?:\\.|(?!\1)[^\\])*\1/g, '$1$1')} ${interpolated(spoken)}`);

function usedIn(text: string): string[] {
  const plain = text.replace(/\.{3}/g, '   ');
  return Array.from(plain.matchAll(/(?<![\w.$])(?:(?:this|self)\.|@)?([A-Za-z_]\w*)/g)).flatMap((found) =>
    isNameUsed(plain, found.index, found.index + found[0].length) ? [found[1]!] : [],
  );
}

/** Returns what a text of code puts into its strings. */
const interpolated = (spoken: string): string =>
  Array.from(
    spoken.matchAll(/\$\{([^}]{1,200})\}|#\{([^}]{1,200})\}|\{([A-Za-z_][^{}"']{0,120})\}|\$(\w+)/g),
    (found) =>
      found
        .slice(1)
        .find(Boolean)!
        .replace(/(?:![rsa])?:[^:]{0,12}$/, ''),
  ).join(' ; ');

/** The first line of a function or of a block that a call gets. A condition or a loop is a part of its function. */
const BEGINS =
  /\b(?:function|def|func|fn|fun)\b|=>\s*\{?$|\)\s*(?:throws [\w, ]+)?\{?$|\bdo(?:\s*\|[^|]*\|)?$|\blambda\b/;
const NO_FUNCTION =
  /^(?:\}\s*)?(?:if|for|while|switch|catch|else|elif|elsif|try|with|match|unless|case|select|foreach|using|return)\b/;

/** Returns for each line the innermost function around it, by indentation. */
function functionsAround({ file, after }: Examined): readonly Range[] {
  const raw = (file.after ?? '').split(/\r?\n/);
  const whole: Range = { from: 1, to: raw.length };
  const open: (Range & { indent: number })[] = [];
  return after.map((line, i) => {
    if (line.code === '') return open.at(-1) ?? whole;
    const indent = raw[i]!.length - raw[i]!.trimStart().length;
    const isEnd = /^(?:[)}\]{]|end\b)/.test(line.code);
    while (open.length > 0 && (isEnd ? open.at(-1)!.indent > indent : open.at(-1)!.indent >= indent))
      open.pop()!.to = line.n - 1;
    const around = open.at(-1) ?? whole;
    const next = after[i + 1]?.code ?? '';
    const begins = /[{:]$|\bdo(?:\s*\|[^|]*\|)?$|^def\b/.test(line.code) || next === '{';
    if (begins && BEGINS.test(line.code.replace(/:$/, '')) && !NO_FUNCTION.test(line.code))
      open.push({ from: line.n, to: raw.length, indent });
    return around;
  });
}
