import { anyOf, type Examined, found, matches, type RiskFinding } from './examine.ts';
import type { CodeLine } from './lines.ts';

/**
 * Pairs each removed assertion with the added one that differs from it in values only. A removed line without a partner
 * is none of them.
 */
export function pairsOf(file: Examined): [removed: CodeLine, added: CodeLine][] {
  const isAssertion = ({ code }: CodeLine) => matches(file.language.assertion, code);
  const rest = file.added.filter(isAssertion);
  return file.removed.filter(isAssertion).flatMap((line): [CodeLine, CodeLine][] => {
    const at = rest.findIndex((other) => shapeOf(other) === shapeOf(line) && other.spoken !== line.spoken);
    return at < 0 ? [] : [[line, ...rest.splice(at, 1)] as [CodeLine, CodeLine]];
  });
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

/** Finds assertions that compare a call with the result of the same call. */
export function comparedWithItself(file: Examined): RiskFinding[] {
  const given = file.added.flatMap(({ spoken }) => {
    const [, name, call] = GIVEN.exec(spoken) ?? [];
    return name && call ? [{ name: new RegExp(`\\b${name}\\b`), call }] : [];
  });
  return file.added
    .filter(({ spoken, code }) => {
      const own = given.filter(({ call }) => spoken.includes(call) && !GIVEN.test(spoken));
      return (
        matches(file.language.assertion, code) && own.some(({ name, call }) => name.test(spoken.replace(call, '')))
      );
    })
    .map((line) => found(file, line));
}
