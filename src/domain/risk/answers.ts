import { type Examined, isTestPath, type RiskFinding, type RiskGround } from './examine.ts';
import { inCode } from './find.ts';
import { PLAIN } from './languages.ts';
import { type CodeLine, codeLines } from './lines.ts';

/** Finds code that compares with values of the tests and has the answers that they expect. */
export function answersOfTests(examined: readonly Examined[], { others = [] }: RiskGround): RiskFinding[] {
  const asked = [
    ...examined.flatMap(({ isTest, after }) => (isTest ? after : [])),
    ...others.flatMap(({ path, text }) => (isTestPath(path) ? codeLines(text, PLAIN) : [])),
  ];
  const known = new Set(asked.flatMap(({ spoken }) => literalsOf(spoken)));
  return inCode(examined, ({ added }) =>
    added.filter((line, i) => isAnswer(line, added[i + 1], known) || isCase(line, added, known)),
  );
}

/** A number without the letters of its type: `0.25m`, `7L`, `3_u32`. */
const NUMBER = /(?<![\w.])(-?\d[\d_]*(?:\.\d+)?)(?:[mfdlun]|[iuf]\d+|[iu]size)?(?![\w.])/gi;

/** Values that stand in code for what they are: texts of three letters and more, and numbers of two digits and more. */
function literalsOf(text: string): string[] {
  const texts = [...text.matchAll(/(["'`])((?:\\.|(?!\1)[^\\]){3,})\1/g)].map((match) => match[2]!);
  const numbers = [...text.matchAll(NUMBER)].map(([, number]) => number!);
  const long = numbers.map((number) => number.replaceAll('_', '')).filter((number) => /\d\D*\d/.test(number));
  return [...texts, ...long];
}

/** Checks whether a condition asks for a number or a code of the tests, and another one for another of them. */
function isCase({ code, spoken }: CodeLine, added: readonly CodeLine[], known: ReadonlySet<string>): boolean {
  if (!/^(?:\}\s*)?(?:else\s+)?(?:if|elif|elsif)\b/.test(code) || !/["']/.test(code)) return false;
  const own = (text: string) => literalsOf(text).filter((literal) => known.has(literal) && /^[\d-]+$/.test(literal));
  const [value] = own(spoken);
  const isOther = (line: CodeLine) => line.code === code && own(line.spoken).some((one) => one !== value);
  return value !== undefined && added.some(isOther);
}

/** The same of keys that join several values: `'800/home'`. */
function joinedLiterals(text: string): string[] {
  const keys = [...text.matchAll(/(["'`])([\w.-]+(?:[/:|,][\w.-]+)+)\1/g)].map((match) => match[2]!.split(/[/:|,]/));
  return keys.filter((parts) => parts.some((part) => /^\d{2,}$/.test(part))).flat();
}

/** Number of values of the tests in keys of one line from which it is a table of answers. */
const JOINED = 4;

const ASKS = /\b(?:if|elif|elsif|case|when|switch|match)\b|===?|\.equals\(|=>|\?|^["'`\d].*[:=]|\.get\(/;
const RETURNS = /\breturn\b|=>|\bthen\b|[?:]/;

/** A comparison with one value of the tests and, on the same or the next line, another one as the answer. */
function isAnswer({ spoken }: CodeLine, next: CodeLine | undefined, known: ReadonlySet<string>): boolean {
  const isKnown = (literal: string) => known.has(literal);
  const joined = joinedLiterals(spoken).filter(isKnown);
  if (new Set(joined).size >= JOINED) return true;
  if (!ASKS.test(spoken)) return false;
  const own = [...literalsOf(spoken).filter(isKnown), ...joined];
  const answer = next && /^(?:return\b|[^=]*=[^=]|["'`\d-])/.test(next.spoken) ? literalsOf(next.spoken) : [];
  const isAnsweredNext = own.length > 0 && answer.some((literal) => isKnown(literal) && !own.includes(literal));
  return isAnsweredNext || (new Set(own).size >= 2 && RETURNS.test(spoken));
}
