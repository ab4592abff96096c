import { mkdir, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { optionsOf } from '../scripts/options.ts';
import { passIfAsked } from './backends/distance.ts';
import { serveIfAsked } from './backends/fake-s3.ts';
import { workIfAsked } from './backends/machine.ts';
import { openBench, repository } from './bench.ts';
import { bare } from './environment.ts';
import { eachRow, type Row } from './figure.ts';
import { followIfAsked } from './follower.ts';
import { readOptions, USAGE } from './options.ts';
import { SECTIONS } from './sections.ts';
import { seedIfAsked } from './seed.ts';
import { rowText, table } from './table.ts';

const words = process.argv.slice(2);
const PARTS = [seedIfAsked, followIfAsked, serveIfAsked, passIfAsked, workIfAsked];
let isPart = false;
for (const runIfAsked of PARTS) isPart ||= await runIfAsked(words);
if (!isPart) await measure(words);

async function measure(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, USAGE, readOptions);
  const bench = await openBench(options);
  const figures: Row[] = [];
  let json = '';
  try {
    for (const name of options.only) {
      bench.progress(name);
      for await (const row of eachRow(name, '', () => SECTIONS[name](bench))) {
        figures.push(row);
        bench.progress(rowText(row));
        json = await report(options.quick, figures);
      }
    }
  } finally {
    await bench.close();
  }

  process.stdout.write(`${options.json ? json : table(figures)}\n`);
  if (figures.some((row) => 'failed' in row)) process.exitCode = 1;
  process.stderr.write(`${bench.seconds()} s; the same as JSON in reports/bench.json\n`);
}

/** Writes all figures so far to reports/bench.json, so that a bench that is stopped loses none of them. @returns the JSON */
async function report(quick: boolean, figures: readonly Row[]): Promise<string> {
  const at = new Date().toISOString();
  const json = JSON.stringify({ at, node: process.version, cpus: cpus().length, quick, bare, figures }, null, 1);
  await mkdir(join(repository, 'reports'), { recursive: true });
  await writeFile(join(repository, 'reports/bench.json'), `${json}\n`);
  return json;
}
