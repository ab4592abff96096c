import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { errnoOf } from '../../../base/errno.ts';
import { isObject } from '../../../base/is-object.ts';
import { BacklogError, refuse } from '../../../domain/errors.ts';
import { keepOwner, makeOwnFolder } from '../../../store/index.ts';
import { backlogHome } from '../../../work/workspace/home.ts';

/** A person's JSON file in BACKLOG_HOME: an object with a value per name. */
export interface OwnFile<Value> {
  file: string;
  /** Checks a value of the file. */
  fits(value: unknown): value is Value;
  /** The text that describes the content in the error about a file that doesn't fit. */
  expected: string;
}

export function ownFile(env: NodeJS.ProcessEnv, name: string): string {
  return join(backlogHome(env), name);
}

/** Reads the file. A missing one is empty. @throws BacklogError `invalid` or `store` with the file's path */
export function readOwnFile<Value>({ file, fits, expected }: OwnFile<Value>): Readonly<Record<string, Value>> {
  try {
    const read: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (isObject(read) && Object.values(read).every(fits)) return read as Record<string, Value>;
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return {};
    if (!(error instanceof SyntaxError)) throw unusable(file, error);
  }
  return refuse('invalid', `${file}: expected ${expected}`, { hint: 'Fix it, or remove the file.' });
}

/** Writes the file atomically, because another terminal may be reading it. Sorts the names. */
export function writeOwnFile<Value>({ file }: OwnFile<Value>, values: Readonly<Record<string, Value>>): void {
  const draft = `${file}.${process.pid}`;
  const sorted = Object.fromEntries(Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1)));
  try {
    makeOwnFolder(dirname(file));
    writeFileSync(draft, `${JSON.stringify(sorted, null, 2)}\n`, { mode: 0o600 });
    keepOwner(draft);
    renameSync(draft, file);
  } catch (error) {
    throw unusable(file, error);
  }
}

function unusable(file: string, cause: unknown): BacklogError {
  const said = cause instanceof Error ? cause.message : String(cause);
  return new BacklogError('store', `${file} cannot be used: ${said}`, {
    hint: 'BACKLOG_HOME names another folder.',
    cause,
  });
}
