import { readFileSync } from 'node:fs';
import { runCommandLine } from '../../src/interfaces/cli/main-loop.ts';

// Many command lines in one process, as if each were one: the file that is named has their words as JSON; prints what each said, and its code.

const lines = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as string[][];
const answers: { said: string; code: number }[] = [];
for (const words of lines) {
  let said = '';
  const hear = (text: string) => {
    said += `${text}\n`;
  };
  const code = await runCommandLine(words, {
    out: hear,
    err: hear,
    bytes: (bytes) => hear(Buffer.from(bytes).toString()),
    stdin: async () => '',
    rewrites: false,
    size: () => ({}),
    interrupted: new AbortController().signal,
    isTerminal: false,
    env: process.env,
    cwd: process.cwd(),
  });
  answers.push({ said, code });
}
process.stdout.write(JSON.stringify(answers));
