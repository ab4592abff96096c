import { createRequire } from 'node:module';
import type ts from 'typescript';

/**
 * The compiler, which `vitest.config.ts` puts in the place of `typescript`. An import would take a second longer in each
 * process of tests, because Node searches the whole compiler for names that it exports.
 */
// biome-ignore lint/style/noDefaultExport: it stands for a package with one
export default createRequire(import.meta.url)('typescript') as typeof ts;
