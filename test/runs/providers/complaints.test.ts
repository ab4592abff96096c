import { execFileSync, spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { claude } from '../../../src/runs/providers/claude.ts';
import { codex } from '../../../src/runs/providers/codex.ts';
import { command } from '../../../src/runs/providers/command.ts';

/** What programs print when they fail, each with the line that says why. */
const FAILURES: [what: string, reason: string, printed: string][] = [
  [
    'Node, of a module that is not there',
    "Error: Cannot find module 'pg'",
    `node:internal/modules/cjs/loader:1146
  throw err;
  ^

Error: Cannot find module 'pg'
Require stack:
- /srv/agent.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1143:15)
    at node:internal/main/run_main_module:23:47 {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '/srv/agent.js' ]
}

Node.js v20.20.0`,
  ],
  [
    'Node, with a cause',
    'TypeError: fetch failed',
    `TypeError: fetch failed
    at node:internal/deps/undici/undici:13510:13
    at async main (file:///srv/agent.mjs:3:1) {
  [cause]: Error: connect ECONNREFUSED 127.0.0.1:1
      at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1611:16)
}`,
  ],
  [
    'Python',
    "ModuleNotFoundError: No module named 'pg'",
    `Traceback (most recent call last):
  File "/srv/agent.py", line 1, in <module>
    import pg
ModuleNotFoundError: No module named 'pg'`,
  ],
  [
    'Python, with a message of several lines after another exception',
    'pydantic.ValidationError: 1 validation error for Task',
    `Traceback (most recent call last):
  File "/srv/agent.py", line 1, in <module>
KeyError: 'x'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/srv/agent.py", line 3, in <module>
pydantic.ValidationError: 1 validation error for Task
title
  field required (type=value_error.missing)`,
  ],
  [
    'Rust',
    "thread 'main' panicked at src/main.rs:2:5: index out of bounds: the len is 3 but the index is 99",
    `thread 'main' panicked at src/main.rs:2:5:
index out of bounds: the len is 3 but the index is 99
stack backtrace:
   0: rust_begin_unwind
             at /rustc/9fc6b4312/library/std/src/panicking.rs:645:5
   1: agent::main
note: Some details are omitted, run with \`RUST_BACKTRACE=full\` for a verbose backtrace.`,
  ],
  [
    'Rust, of a result',
    'Error: cannot read agent.toml',
    `Error: cannot read agent.toml

Caused by:
    No such file or directory (os error 2)`,
  ],
  [
    'Go',
    'panic: runtime error: index out of range [5] with length 3',
    `panic: runtime error: index out of range [5] with length 3

goroutine 1 [running]:
main.(*agent).run(0xc000012345)
	/srv/agent.go:5 +0x1d
main.main()
	/srv/agent.go:9 +0x1d
exit status 2`,
  ],
  [
    'Java',
    'Exception in thread "main" java.lang.IllegalStateException: no model',
    `Exception in thread "main" java.lang.IllegalStateException: no model
	at Agent.main(Agent.java:3)
Caused by: java.io.IOException: closed
	... 1 more`,
  ],
  ['a shell', 'agent.sh: line 3: aider: command not found', 'starting\nagent.sh: line 3: aider: command not found'],
  ['a program in its own words', 'quota exceeded', 'error: retrying\nquota exceeded'],
];

test.each(FAILURES)('why a program failed is the line that says it: %s', (_, reason, printed) => {
  for (const provider of [command, claude, codex]) {
    const reader = provider.reader();
    for (const line of printed.split('\n')) reader.error(line);
    const { text } = reader.outcome({ code: 1, signal: null });
    expect(text.endsWith(`: ${reason}`), `${provider.name}: ${text}`).toBe(true);
  }
});

test.each([
  [
    process.execPath,
    ['-e', 'function deep(n) { if (n === 0) throw new RangeError("too small"); deep(n - 1) } deep(30)'],
    'RangeError: too small',
  ],
  ['python3', ['-c', 'import json; json.loads("{")'], /^json\.decoder\.JSONDecodeError: Expecting property name/],
])('of a real crash of %s, too', (file, args, reason) => {
  if (spawnSync(file, ['--version']).error) return;
  const reader = command.reader();
  for (const line of stderrOf(file, args).split('\n')) reader.error(line);
  const { text } = reader.outcome({ code: 1, signal: null });
  expect(text.replace('the program exited with 1: ', '')).toMatch(reason);
});

function stderrOf(file: string, args: readonly string[]): string {
  try {
    execFileSync(file, args, { stdio: 'pipe' });
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr);
  }
  throw new Error(`${file} did not fail`);
}

test('what is kept of a program that complains without an end is bounded', () => {
  const reader = command.reader();
  for (let i = 0; i < 5_000; i++) reader.error(`    at frame ${i} ${'x'.repeat(10_000)}`);
  expect(reader.outcome({ code: 1, signal: null }).text.length).toBeLessThan(400);
});
