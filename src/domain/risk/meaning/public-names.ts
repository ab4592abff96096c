import type { Examined } from '../examine.ts';
import { type CodeLine, partnersOf, replacedLines } from '../lines.ts';

/** The definition of a name that other code can use. */
const PUBLIC =
  /^(?:export\s+(?:default\s+)?(?:async\s+)?(?:function|class|const|enum)|pub\s+(?:async\s+|const\s+)?(?:fn|struct|enum|trait)|func(?:\s+\([^)]*\))?|public\s+(?:static\s+)?(?:[\w<>[\],?]+|class)|def)\s+([A-Za-z]\w*)(?=\s*[(<{:=]|\s*$)/;

/** Finds what stands in the place of a public name that no code of the result has. */
export function withoutName(file: Examined, examined: readonly Examined[]): CodeLine[] {
  const nameOf = ({ code }: CodeLine) => {
    const name = PUBLIC.exec(code)?.[1] ?? '';
    return file.path.endsWith('.go') && !/^[A-Z]/.test(name) ? '' : name;
  };
  const rest = (line: CodeLine) => line.code.replace(new RegExp(`\\b${nameOf(line)}\\b`), '');
  const isGone = (name: string) =>
    !examined.some(({ after }) => after.some(({ code }) => new RegExp(`\\b${name}\\b`).test(code)));
  const defined = (lines: readonly CodeLine[]) => lines.filter((line) => nameOf(line) !== '');
  const old = defined(file.removed).filter((line) => isGone(nameOf(line)));
  return [...partnersOf(defined(file.added), old, rest).keys()];
}

/** The beginning of a public function in a language whose callers no compiler compares with it. */
const FUNCTIONS: readonly { files: RegExp; pattern: RegExp; free: RegExp }[] = [
  { files: /\.pyi?$/, pattern: /^(?:async\s+)?def ([a-z]\w*)\(([^()]*)\)/, free: /[=*]/ },
  { files: /\.rb$/, pattern: /^def ((?:self\.)?[a-z]\w*[?!]?)(?:\(([^()]*)\))?$/, free: /[=*&]|\w:\s*\S/ },
  { files: /\.[cm]?jsx?$/, pattern: /^export (?:default )?(?:async )?function (\w+)\(([^()]*)\)/, free: /=|\.\.\./ },
];

/** Finds functions that take other arguments than before. A new one with a default changes nothing for callers. */
export function otherParameters(file: Examined): CodeLine[] {
  const { pattern, free } = FUNCTIONS.find(({ files }) => files.test(file.path)) ?? {};
  if (!pattern || !free) return [];
  const nameOf = ({ code }: CodeLine) => pattern.exec(code)?.[1] ?? '';
  const codeNames = ({ code }: CodeLine) =>
    (pattern.exec(code)?.[2] ?? '').split(',').flatMap((one) => {
      const [name = ''] = /[A-Za-z_]\w*/.exec(one) ?? [];
      return name === '' ? [] : [{ name, isFree: free.test(one) }];
    });
  return replacedLines(file, (line) => nameOf(line) !== '', nameOf).flatMap(([line, old]) => {
    const [is, was] = [codeNames(line), codeNames(old)];
    const isSame =
      was.every(({ name }, n) => is[n]?.name === name) && is.slice(was.length).every(({ isFree }) => isFree);
    return isSame ? [] : [line];
  });
}
