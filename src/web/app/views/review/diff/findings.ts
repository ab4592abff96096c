import { fileNamed } from '../../../../../domain/runs/named-file.ts';

/** A line of a check's output that names a line of a file. */
export interface CheckFinding {
  check: string;
  path: string;
  line: number;
  text: string;
}

interface Check {
  name: string;
  ok: boolean;
  output: string;
}

/** Maximum number of shown findings of one check. */
const MOST = 100;

/** Finds lines of failed checks that name a line of a file: `src/a.ts:12:3: message`, `src/a.ts(12,3): message`. */
export function findingsIn(checks: readonly Check[], paths: readonly string[]): CheckFinding[] {
  return checks.filter(({ ok }) => !ok).flatMap((check) => findingsOf(check, paths).slice(0, MOST));
}

function findingsOf({ name, output }: Check, paths: readonly string[]): CheckFinding[] {
  return output.split('\n').flatMap((text) => {
    const [, named = '', colon, bracket] = /([^\s:(]+)(?::(\d+)|\((\d+)[,)])/.exec(text) ?? [];
    const path = named && fileNamed(named, paths);
    return path ? [{ check: name, path, line: Number(colon ?? bracket), text: text.trim() }] : [];
  });
}
