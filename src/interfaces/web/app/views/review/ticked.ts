import { signal } from '@preact/signals';

const PREFIX = 'backlog ticked ';

/** Files of a result that the reader has ticked off, kept in this browser. */
export function tickedIn(run: string, commit: string | undefined) {
  const name = `${PREFIX}${run} ${commit}`;
  const paths = signal<ReadonlySet<string>>(new Set(read(name)));
  return {
    paths,
    toggle(path: string) {
      const next = new Set(paths.value);
      if (!next.delete(path)) next.add(path);
      paths.value = next;
      localStorage.setItem(name, JSON.stringify([...next]));
    },
  };
}

function read(name: string): string[] {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? '[]');
    return Array.isArray(value) ? value.map(String) : [];
  } catch {
    return [];
  }
}
