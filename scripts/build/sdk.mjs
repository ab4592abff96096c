import { execFileSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import ts from 'typescript';

const SOURCES = 'src/web/sdk';
/** The SDK's files with type declarations: `main` for HTTP, `local` for a store, and the modules that they export. */
const DECLARED = ['main', 'local', 'calls', 'client', 'events', 'options', 'refusal'];

const FORMAT = { getCurrentDirectory: () => '', getCanonicalFileName: (name) => name, getNewLine: () => '\n' };

/** Generates the SDK's types from the table of commands. Type checks and the build need them. */
export function generateSdk(root) {
  const args = [join(root, 'scripts/run-ts.mjs'), 'scripts/sdk/main.ts'];
  execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
}

/** Writes the SDK's type declarations into a folder, which is emptied first. */
export async function declareSdk(root, outdir) {
  await rm(outdir, { recursive: true, force: true });
  await mkdir(outdir, { recursive: true });
  for (const name of DECLARED) await writeFile(join(outdir, `${name}.d.mts`), await typesOf(root, name));
}

/** Returns the declarations of one file. All its exports have explicit types, so no other file is needed. */
async function typesOf(root, name) {
  const source = await readFile(join(root, SOURCES, `${name}.ts`), 'utf8');
  const { outputText, diagnostics } = ts.transpileDeclaration(source, {
    compilerOptions: { target: 'es2022', stripInternal: true },
  });
  if (diagnostics?.length) throw new Error(ts.formatDiagnostics(diagnostics, FORMAT));
  return outputText.replace(/(from ['"]\.\/\w+)\.ts(['"])/g, '$1.mjs$2');
}
