import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Bundles the page of all parts with the board's own parts and styles. @returns the page's file */
export async function partsPage(root: string, folder: string): Promise<string> {
  await build({
    absWorkingDir: root,
    entryPoints: { parts: 'scripts/pictures/sheet/parts.tsx', style: 'src/web/app/style/index.css' },
    outdir: folder,
    bundle: true,
    platform: 'browser',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    define: { BACKLOG_VERSION: '"parts"' },
    loader: { '.woff2': 'dataurl' },
    logLevel: 'warning',
    // Browsers load no modules from files.
    format: 'iife',
  });
  const file = join(folder, 'parts.html');
  writeFileSync(
    file,
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Parts</title><link rel="stylesheet" href="style.css"><div id="app"></div><script src="parts.js"></script></html>',
  );
  return file;
}
