import { workingFolder } from '../working-folder.ts';
import { run } from './run.ts';

// A reader that went away (`backlog list | head -1`) is not an error.
process.stdout.on('error', () => process.exit(0));

process.exitCode = await run(process.argv.slice(2), {
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  stdin: readStdin,
  isTerminal: Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY),
  env: process.env,
  cwd: workingFolder(),
});

async function readStdin(): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
