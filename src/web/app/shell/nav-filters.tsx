import { useRead } from '../data/live.ts';
import { hrefOf, route } from './route.ts';

/** Maximum number of saved filters in the sidebar. The list's menu has all of them. */
const SHOWN = 8;

/** The saved filters, as links to the list. @param due whether the page is idle enough to read them */
export function NavFilters({ due }: { due: boolean }) {
  const { value } = useRead('view_list', due ? {} : undefined, { patient: true });
  const { view, query } = route.value;
  const chosen = view === 'list' ? query.get('filter') : undefined;
  const names = (value.value?.views ?? []).map(({ name }) => `@${name}`).slice(0, SHOWN);
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
