import { BacklogError } from '../../domain/errors.ts';
import type { Given } from './given.ts';
import type { Located } from './json-file.ts';

/** Reads a file with one row. An invalid file becomes a row with a problem: others can still be imported. */
export async function readFileRow(
  given: Given,
  file: string,
  { row, read }: { row: number; read(text: string): Promise<Omit<Located, 'place'>> },
): Promise<Located> {
  const place = { file, row, whole: true as const };
  try {
    return { place, ...(await read(given.text(file))) };
  } catch (error) {
    if (!(error instanceof BacklogError) || error.data?.file !== file) throw error;
    const { line, problem } = error.data as { line?: number; problem?: string };
    const at = line === undefined ? place : { ...place, line };
    return { place: at, value: {}, raw: { file }, problem: problem ?? error.message };
  }
}
