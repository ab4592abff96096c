import { anyOf, type Examined, found, matches, type RiskFinding } from './examine.ts';
import { type CodeLine, linesBeyond, partnersOf } from './lines.ts';

/**
 * Pairs each removed assertion with the added one that differs from it in values only. A removed line without a partner
 * is none of them.
 */
export function pairsOf(file: Examined): [removed: CodeLine, added: CodeLine][] {
  const spokenOf = ({ spoken }: CodeLine) => spoken;
  const isAssertion = ({ code }: CodeLine) => matches(file.language.assertion, code);
  const [gone, came] = [
    linesBeyond(file.removed, file.added, spokenOf).filter(isAssertion),
    linesBeyond(file.added, file.removed, spokenOf).filter(isAssertion),
  ];
  return [...partnersOf(gone, came, shapeOf)];
}

/** An assertion without its values: no strings, numbers and constants, and nothing after a comparison. */
function shapeOf({ code }: CodeLine): string {
  return code
    .replace(/-?\b(?:0x[\da-f]+|\d[\d_]*(?:\.\d+)?(?:e[-+]?\d+)?)\w*/gi, '0')
    .replace(/\b(?:true|false|null|None|True|False|nil|undefined)\b/g, '0')
    .replace(/\.not\b/g, '');
}

/** Finds assertions whose tolerance or time grew: the same line with a greater number of a telling kind. */
export function widened(file: Examined): RiskFinding[] {
  return pairsOf(file).flatMap(([old, line]) => {
    const [was, is] = [old, line].map(({ code }) => Number(TOLERANCE.exec(code)?.slice(1).find(Boolean)));
    const places = /toBeCloseTo|assertAlmostEqual|places/.test(line.code);
    return was! !== is! && (places ? is! < was! : is! > was!) ? [found(file, line)] : [];
  });
}

const TOLERANCE = anyOf(
  '',
  /toBeCloseTo\([^,]+,\s*(\d+)/,
  /\b(?:places|abs|rel|delta|epsilon|tolerance|timeout)\s*[:=]\s*([\d.e_-]+)|be_within\(([\d.]+)/,
  /assertAlmostEqual\(.*,\s*(\d+)\s*\)|InDelta\(.*,\s*([\d.e-]+)\s*\)/,
  /assertEquals\(.*,\s*([\d.e-]+)\s*\)$|Assert\.Equal\([^,]+,[^,]+,\s*(\d+)\)/,
  /\babs\b.*<=?\s*([\d.e_-]+)|\bAbs\(.*<=?\s*([\d.e_-]+)|[<>]=?\s*(\d[\d.e_-]*)\s*\{\s*$/,
);

const GIVEN =
  /^(?:(?:const|let|var|final|auto|val)\s+)?(?:mut\s+)?(?:[A-Z][\w<>,\s]*\s+)?([A-Za-z_]\w*)(?:\s*:[^=]+)?\s*:?=\s*(?:await\s+)?([A-Za-z_][\w.:]*\(.*\))\s*;?$/;

/**
 * Finds assertions that compare a call with the result of the same call. If something happened between the two, the test
 * asks whether the value stayed.
 */
export function comparedWithItself(file: Examined): RiskFinding[] {
  const given = new Map<string, string>();
  const isNew = new Set(file.added);
  return file.after
    .filter((line) => {
      const { spoken, code } = line;
      const [, name, call] = GIVEN.exec(spoken) ?? [];
      if (name && call) {
        if (isNew.has(line)) given.set(name, call);
      } else if (matches(file.language.assertion, code)) return isNew.has(line) && comparesGiven(spoken, given);
      else if (code.includes('(')) given.clear();
      return false;
    })
    .map((line) => found(file, line));
}

/** Checks whether a line has a call, and beside it a name that has the result of the same call, with which nobody computes. */
function comparesGiven(line: string, given: ReadonlyMap<string, string>): boolean {
  return [...new Set(line.match(/[A-Za-z_]\w*/g))].some((name) => {
    const call = given.get(name);
    return (
      call !== undefined &&
      line.includes(call) &&
      new RegExp(`(?<![-+*/%]\\s*)\\b${name}\\b(?!\\s*[-+*/%])`).test(line.replace(call, ''))
    );
  });
}
