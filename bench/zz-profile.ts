import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openBench } from './bench.ts';
import { runField } from './run-field.ts';

const bench = await openBench(true);
const field = await runField(bench, 5000);
await field.becomes(await field.start('instant'), 'review');
const n = Number(process.argv[2] ?? 3);
const wholes: number[] = [];
const floors: number[] = [];
for (let i = 0; i < n; i++) {
  const added = performance.now();
  field.git('worktree', 'add', '-q', `../bare-${i}`, '-b', `bare-${i}`);
  floors.push(performance.now() - added);
  execFileSync('rm', ['-rf', join(field.project, `../bare-${i}`)]);
  field.git('worktree', 'prune');
  const { id } = await field.run<{ id: number }>('task_add', { description: `Overhead ${i}` });
  execFileSync('true', ['MARK-BEGIN']);
  const began = performance.now();
  const started = await field.run<{ runs: { run: { id: string } }[] }>('run_start', { filter: String(id), agent: 'instant' });
  const answered = performance.now() - began;
  execFileSync('true', ['MARK-ANSWERED']);
  const run = started.runs[0]!.run.id;
  await field.becomes(run, 'review');
  wholes.push(performance.now() - began);
  execFileSync('true', ['MARK-REVIEW']);
  console.log(`whole ${wholes.at(-1)!.toFixed(0)} answered ${answered.toFixed(0)} floor ${floors.at(-1)!.toFixed(0)} ratio ${(wholes.at(-1)! / floors.at(-1)!).toFixed(2)}`);
  try { console.log(readFileSync(join(bench.folder, 'runs-5000/store/runs', run, 'supervisor.log'), 'utf8')); } catch {}
  await field.run('run_discard', { run });
  await field.run('run_clean', { run });
}
const med = (x: number[]) => [...x].sort((a, b) => a - b)[Math.floor(x.length / 2)]!;
console.log(`median whole ${med(wholes).toFixed(0)} floor ${med(floors).toFixed(0)} ratio ${(med(wholes) / med(floors)).toFixed(2)}`);
await field.close();
await bench.close();
