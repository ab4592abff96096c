// npm run check -- words: reports words that have a better replacement, and long sentences, in every text that a person
// or a model reads: pages, skills, agents, texts in src, and descriptions of the packages.
// usage: node scripts/run-ts.mjs scripts/words/main.ts [--counts] [PATH ...]
// --counts prints the number of findings in each folder; a PATH is a file or folder of the repository
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Finding, lint } from './lint.ts';

/** Files whose texts catalogues show. */
const DESCRIPTIONS = ['package.json', ':(glob)**/.claude-plugin/*.json'];
const READ = [
  ':(glob)*.md',
  'docs',
  'plugin/README.md',
  'scripts/npm/README.md',
  'skills',
  'agents',
  'src',
  ...DESCRIPTIONS,
];

const root = process.env.BACKLOG_REPOSITORY ?? process.cwd();
const paths = process.argv.slice(2).filter((argument) => argument !== '--counts');
const findings = filesOf(paths.length > 0 ? paths : READ).flatMap((file) =>
  lint(file, readFileSync(resolve(root, file), 'utf8')),
);
if (process.argv.includes('--counts')) printCounts();
else
  for (const { file, line, rule, found, use, sentence } of findings)
    console.log(`${file}:${line}: ${rule} (${found}), use: ${use}\n    ${sentence}`);
console.log(`words: ${findings.length} findings`);
if (findings.length > 0) process.exitCode = 1;

function filesOf(named: readonly string[]): string[] {
  const outside = named.filter((path) => resolve(path) === path && statSync(path).isFile());
  const inside = named.filter((path) => !outside.includes(path));
  if (inside.length === 0) return outside;
  const listed = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', ...inside], {
    cwd: root,
    encoding: 'utf8',
  });
  const files = listed.split('\n').filter((file) => /\.(md|tsx?|json)$/.test(file) && existsSync(resolve(root, file)));
  return [...outside, ...files];
}

function printCounts(): void {
  const counts = new Map<string, number>();
  for (const finding of findings) counts.set(folderOf(finding), (counts.get(folderOf(finding)) ?? 0) + 1);
  for (const [folder, count] of [...counts].sort(([, one], [, other]) => other - one))
    console.log(`${String(count).padStart(6)}  ${folder}`);
}

function folderOf({ file }: Finding): string {
  const parts = file.split('/');
  return parts.length > 2 ? parts.slice(0, 2).join('/') : file;
}
