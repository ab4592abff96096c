import type { CompilerOptions } from 'typescript';

export function recordAssertions(
  root: string,
  files: readonly string[],
  options: CompilerOptions,
): { path: string; line: number; text: string }[];
