import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { objectTypes } from '../call/batch.ts';
import { MAY_FAIL } from '../call/git.ts';
import { realEntries } from './git-dir.ts';
import { COMMIT_LINE, textOfFile, UNREADABLE } from './ref-files.ts';
import { loggedRefs } from './reflogs.ts';

const PACKED_LINE = /^(?:([0-9a-f]{40}|[0-9a-f]{64}) (refs\/.+)|\^[0-9a-f]{40,64}|# pack-refs .*)$/;

/**
 * Returns the refs of a git folder that have a log but cannot be read, by ref: a crash or a cleaner can destroy the packed
 * refs, or a ref's own file. Git would show nothing of them. Each has the newest commit that exists, or an annotated tag
 * its newest tag object.
 * @param store a repository of Backlog with ids of the same kind. Git reads the folder's objects with its settings
 */
export async function lostRefs(gitDir: string, store: string): Promise<Map<string, string>> {
  if (existsSync(join(gitDir, 'reftable'))) return new Map();
  const lines = packedLines(textOfFile(join(gitDir, 'packed-refs')) ?? '');
  const packed = new Set(lines.flatMap((line) => line?.[2] ?? []));
  const isThere = (ref: string) => {
    const own = ownFile(gitDir, ref);
    // Git reads no packed ref behind a broken file.
    return own === undefined ? packed.has(ref) : own;
  };
  const isBelow = (ref: string) => {
    const parts = ref.split('/');
    return parts.slice(2).some((_, n) => isThere(parts.slice(0, n + 2).join('/')));
  };
  const found = await loggedRefs(gitDir, (ref) => !isThere(ref) && !isBelow(ref));
  if (found.size === 0) return new Map();
  // Git has no ref above or below another one.
  const below = [...packed, ...(await ownFiles(gitDir)).filter(isThere)];
  const logged = [...found].filter(([ref]) => !below.some((one) => one.startsWith(`${ref}/`)));
  const all = [...new Set(logged.flatMap(([, commits]) => commits))];
  const objects = join(gitDir, 'objects');
  const existing = await objectTypes(store, all, { objects, codes: MAY_FAIL });
  return new Map(
    logged.flatMap(([ref, commits]) => {
      const fits = ref.startsWith('refs/heads/') ? ['commit'] : ['commit', 'tag'];
      const object = commits.find((one) => fits.includes(existing.get(one) ?? ''));
      return object === undefined ? [] : [[ref, object] as const];
    }),
  );
}

/** Lists the refs that have their own files. Follows no links. */
async function ownFiles(gitDir: string): Promise<string[]> {
  const files = (await realEntries(join(gitDir, 'refs'))).filter(({ kind }) => kind === 'file');
  return files.map(({ path }) => relative(gitDir, path)).filter((ref) => !ref.endsWith('.lock'));
}

/** Returns whether git reads a ref from its own file, or may do so; false for a broken file, undefined without one. */
function ownFile(gitDir: string, ref: string): boolean | undefined {
  const text = textOfFile(join(gitDir, ref))?.trim();
  if (text === undefined) return undefined;
  return text === UNREADABLE || text.startsWith('ref: ') || COMMIT_LINE.test(text);
}

/**
 * Returns packed refs to write if git refuses those of a git folder, or lacks refs whose logs are there: after a crash, one
 * broken line stops every git command. Contains the readable lines and the {@link lostRefs}.
 * @returns undefined if git can read all refs
 */
export async function unbrokenRefs(gitDir: string, store: string): Promise<string | undefined> {
  const file = join(gitDir, 'packed-refs');
  const text = textOfFile(file);
  if (text === UNREADABLE) return undefined;
  const lines = packedLines(text ?? '');
  const isWhole = text === undefined ? !existsSync(file) : text === '' || isWholeText(text, lines);
  const lost = await lostRefs(gitDir, store);
  if (isWhole && lost.size === 0) return undefined;
  const isKept = (ref: string) => isSafe(ref) && !lost.has(ref);
  const refs = lines.flatMap((line) => (line?.[2] && isKept(line[2]) ? [`${line[1]} ${line[2]}\n`] : []));
  const more = Array.from(lost, ([ref, commit]) => `${commit} ${ref}\n`);
  return [...new Set([...refs, ...more])].join('');
}

const packedLines = (text: string) => text.split('\n').map((line) => PACKED_LINE.exec(line));

function isWholeText(text: string, lines: ReturnType<typeof packedLines>): boolean {
  return text.endsWith('\n') && lines.slice(0, -1).every((line) => line !== null);
}

/** Checks that a ref's name stays below `refs`. Git refuses a file with another name. */
const isSafe = (ref: string) => ref.split('/').every((part) => part !== '' && part !== '.' && part !== '..');
