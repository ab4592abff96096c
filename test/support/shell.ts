import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

type Environment = Readonly<Record<string, string | undefined>>;

/** Runs a line of shell in a subshell, waits for its end, and returns what came of it. */
type Shell = (line: string) => { code: number; out: Buffer; err: string };

/** What the shell has; a call states what differs. */
const BEGUN: Environment = { ...process.env };

let shell: Shell | undefined;

/**
 * Runs a program and waits for its end, as `execFileSync` does. A small shell beside this process starts it: a worker that has run many
 * test files has hundreds of megabytes, and Linux copies the tables of that memory for each process that the worker starts itself (10 ms).
 * @returns what the program printed
 * @throws Error with the exit code as `status`, and with what the program wrote to its standard error in its message
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

/** Lines go to the shell through one pipe, their exit codes come back through another; what they print goes into files. */
function startShell(): Shell {
  const folder = mkdtempSync(join(tmpdir(), 'shell-'));
  const at = (name: string) => join(folder, name);
  execFileSync('mkfifo', [at('lines'), at('codes')]);
  const words = ['-c', 'exec <"$1" >"$2"; exec sh', 'sh', at('lines'), at('codes')];
  spawn('sh', words, { stdio: 'ignore', cwd: '/', env: BEGUN }).unref();
  // Either call waits until the shell has opened the other end.
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
