import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tipOf } from '../landing/land.ts';
import { commonOf, type GitRepository } from '../store/paths.ts';

const COMMIT = /^[0-9a-f]{40,64}$/;

/**
 * Reads the commit of a branch; undefined if there is no such branch. To be fast for every command, it reads git's
 * files directly. It starts git only if these files don't have the answer.
 */
export async function branchTip(repository: GitRepository, ref: string): Promise<string | undefined> {
  const common = commonOf(repository);
  if (existsSync(join(common, 'reftable'))) return tipOf({ repository }, ref);
  const loose = textOf(join(common, ref))?.trim();
  if (loose === undefined) return packed(textOf(join(common, 'packed-refs')) ?? '', ref);
  return COMMIT.test(loose) ? loose : tipOf({ repository }, ref);
}

function packed(text: string, ref: string): string | undefined {
  const end = text.indexOf(` ${ref}\n`);
  return end < 0 ? undefined : text.slice(text.lastIndexOf('\n', end) + 1, end);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
