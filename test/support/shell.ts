import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a shell line in a subshell, waits for its end, and returns its exit code and output. */
type Shell = (line: string) => { code: number; out: Buffer; err: string };

/** The environment of the shell. Each call passes only the differences. */
const BEGUN: Environment = { ...process.env };

let shell: Shell | undefined;

/**
 * Runs a program and waits for its end, as `execFileSync` does. A separate small shell starts the program. A test
 * process has hundreds of megabytes after many files, and Linux would copy its memory tables for each program that it
 * starts (10 ms).
 * @returns the program's output
 * @throws Error with the exit code as `status`, and the program's error output in its message
 */
export function runByShell(words: readonly string[], { cwd, env }: { cwd: string; env: Environment }): Buffer {
  shell ??= startShell();
  const { code, out, err } = shell(`${differing(env)}cd ${quoted(cwd)} && exec ${words.map(quoted).join(' ')}`);
  if (code === 0) return out;
  throw Object.assign(new Error(`Command failed: ${words.join(' ')}\n${err}`), {
    status: code,
    stdout: out,
    stderr: err,
  });
}

function differing(env: Environment): string {
  return [...new Set([...Object.keys(BEGUN), ...Object.keys(env)])]
    .filter((name) => env[name] !== BEGUN[name])
    .map((name) => (env[name] === undefined ? `unset ${name}; ` : `export ${name}=${quoted(env[name])}; `))
    .join('');
}

const quoted = (word: string) => `'${word.replaceAll("'", `'\\''`)}'`;

/** Starts the shell. Lines go to it through one pipe, and exit codes return through another. Output goes to files. */
function startShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'));
  const at = (name: string) => join(folder, name);
  execFileSync('mkfifo', [at('lines'), at('codes')]);
  const words = ['-c', 'exec <"$1" >"$2"; exec sh', 'sh', at('lines'), at('codes')];
  spawn('sh', words, { stdio: 'ignore', cwd: '/', env: BEGUN }).unref();
  // Each of these calls waits until the shell has opened the other end.
  const [lines, codes] = [openSync(at('lines'), 'w'), openSync(at('codes'), 'r')];
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return (line) => {
    writeSync(lines, `( ${line} ) </dev/null >${quoted(at('out'))} 2>${quoted(at('err'))}; echo $?\n`);
    const answer = Buffer.alloc(8);
    if (readSync(codes, answer) === 0) throw new Error('the shell that starts programs for the tests has ended');
    return {
      code: Number.parseInt(answer.toString(), 10),
      out: readFileSync(at('out')),
      err: readFileSync(at('err'), 'utf8'),
    };
  };
}
