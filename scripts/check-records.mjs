// npm run check -- records: finds type assertions that make a record or a date (scripts/records/assertions.mjs). The list
// `scripts/records/left.json` has the numbers of those that are left, by file: they may only fall. `-- --write` lowers them.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { recordAssertions } from './records/assertions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const list = new URL('records/left.json', import.meta.url);
const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile).config,
  ts.sys,
  root,
);
const files = config.fileNames.filter((file) => file.startsWith(`${root}src/`));

const found = recordAssertions(root, files, config.options);
const counts = {};
for (const { path } of found) counts[path] = (counts[path] ?? 0) + 1;
const left = JSON.parse(readFileSync(list, 'utf8'));
const isMore = (path) => counts[path] > (left[path] ?? 0);
const isLess = Object.keys(left).filter((path) => (counts[path] ?? 0) < left[path]);
const more = found.filter(({ path }) => isMore(path));
if (process.argv.includes('--write')) {
  writeFileSync(list, `${JSON.stringify(Object.fromEntries(Object.entries(counts).sort()), undefined, 2)}\n`);
  console.log(`${found.length} assertions of records are left`);
} else {
  for (const { path, line, text } of more)
    console.log(`${path}:${line}: \`${text}\` asserts a record: build it by its constructor, a schema or a type guard`);
  for (const path of isLess)
    console.log(`${path} has fewer assertions of records: node scripts/check-records.mjs --write`);
  if (more.length + isLess.length > 0) process.exitCode = 1;
}
