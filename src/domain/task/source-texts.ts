/** Where a task was imported or mirrored from, as `source` of a task has it. */
interface Source {
  kind: string;
  list?: string | undefined;
  id: string;
  url?: string | undefined;
}

/** Returns the texts that name a source: its kind, list, id and address. */
export function sourceTexts({ kind, list, id, url }: Source): string[] {
  return [kind, list, id, url].filter((text) => text !== undefined);
}
