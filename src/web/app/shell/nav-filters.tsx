import { useEffect } from 'preact/hooks';
import { useRead } from '../data/live.ts';
import { workspace } from '../data/state.ts';
import { hrefOf, route } from './route.ts';

/** Maximum number of saved filters in the sidebar. The list's menu has all of them. */
const SHOWN = 8;

/**
 * Prefix of the storage keys under which this browser keeps the names of a queue's filters, so that the sidebar doesn't
 * move when the answer arrives.
 */
const KEPT = 'backlog filters ';

function namesIn(kept: string | null): string[] {
  try {
    const names: unknown = JSON.parse(kept ?? '[]');
    return Array.isArray(names) ? names.filter((name) => typeof name === 'string').slice(0, SHOWN) : [];
  } catch {
    return [];
  }
}

/** The saved filters, as links to the list. @param due whether the page is idle enough to read them */
export function NavFilters({ due }: { due: boolean }) {
  const { value } = useRead('view_list', due ? {} : undefined, { patient: true });
  const kept = KEPT + (workspace.value?.uuid ?? '');
  const found = value.value?.views.map(({ name }) => `@${name}`).slice(0, SHOWN);
  useEffect(() => {
    if (found) localStorage.setItem(kept, JSON.stringify(found));
  }, [kept, found?.join(' ')]);
  const { view, query } = route.value;
  const chosen = view === 'list' ? query.get('filter') : undefined;
  const names = found ?? namesIn(localStorage.getItem(kept));
  if (names.length === 0) return null;
  return (
    <ul class="nav-filters nav-wide" aria-label="Saved filters">
      {names.map((name) => (
        <li key={name}>
          <a href={hrefOf('list', [], { filter: name })} aria-current={chosen === name ? 'page' : undefined}>
            <span class="clip small">{name}</span>
          </a>
        </li>
      ))}
    </ul>
  );
}
