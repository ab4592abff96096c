// npm run proof: four experiments against any MCP server, over MCP only. docs/explanation/proof.md describes them and their
// results.
import { optionsOf } from '../scripts/options.ts';
import { readOptions, USAGE } from './options.ts';
import { isSound, play, type Result } from './proof.ts';
import { proofTable } from './table.ts';

const repository = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const { only, ...asked } = optionsOf(process.argv.slice(2), USAGE, (words) => readOptions(words, repository));
const results: Result[] = [];
process.stderr.write(`${asked.players} servers (${asked.subject.command.join(' ')}), seed ${asked.seed}\n`);
for (const name of only) {
  process.stderr.write(`${name}...\n`);
  results.push(await play(name, asked));
}
process.stdout.write(`${proofTable(results)}\n`);
process.exitCode = results.every(isSound) ? 0 : 1;
