// npm run check -- records: finds type assertions that make a record or a date (scripts/records/assertions.mjs).
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { recordAssertions } from './records/assertions.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const config = ts.parseJsonConfigFileContent(
  ts.readConfigFile(`${root}/tsconfig.json`, ts.sys.readFile).config,
  ts.sys,
  root,
);
const files = config.fileNames.filter((file) => file.startsWith(`${root}src/`));

for (const { path, line, text } of recordAssertions(root, files, config.options)) {
  console.log(`${path}:${line}: \`${text}\` asserts a record: build it by its constructor, a schema or a type guard`);
  process.exitCode = 1;
}
