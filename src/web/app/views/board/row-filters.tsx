import type { Refusal } from '../../data/api.ts';
import { useRead } from '../../data/live.ts';
import { FilterBox } from '../../parts/forms/filter-box.tsx';
import { Icon } from '../../parts/icon.tsx';
import { MenuButton } from '../../parts/menu.tsx';
import { Unanswered } from '../../parts/unanswered.tsx';

interface Props {
  rows: readonly string[];
  /** A refused filter and its row, counted from 0. */
  error: { row: number; refusal: Refusal } | undefined;
  onRows(rows: readonly string[]): void;
}

/** The filters that group the cards. A card is in the row of the first filter that selects it. */
export function RowFilters({ rows, error, onRows }: Props) {
  const asked = useRead('view_list', {});
  const views = asked.value.value?.views ?? [];
  const add = (filter: string) => {
    if (filter !== '' && !rows.includes(filter)) onRows([...rows, filter]);
  };
  return (
    <div class="row-filters line wrap gap-6" role="group" aria-label="Rows of the board">
      <Unanswered of={asked} />
      {rows.map((filter, i) => (
        <span key={filter} class={`row-filter line anywhere ${error?.row === i ? 'is-wrong bad' : ''}`}>
          {i > 0 && (
            <button
              type="button"
              aria-label={`Move ${filter} before ${rows[i - 1]}`}
              title="Move up"
              onClick={() => onRows([...rows.slice(0, i - 1), filter, rows[i - 1]!, ...rows.slice(i + 1)])}
            >
              <span aria-hidden="true">↑</span>
            </button>
          )}
          <code class="plain">{filter}</code>
          <button
            type="button"
            class="square"
            aria-label={`Remove the row ${filter}`}
            onClick={() => onRows(rows.filter((one) => one !== filter))}
          >
            <Icon name="close" size={11} />
          </button>
        </span>
      ))}
      <FilterBox
        key={rows.length}
        name="row"
        label="Add a row for a filter"
        filter=""
        error={undefined}
        onFilter={add}
      />
      {views.length > 0 && (
        <MenuButton
          label="Add a row for a saved filter"
          items={views.map(({ name, filter }) => ({ title: `@${name}`, note: filter, run: () => add(`@${name}`) }))}
        >
          <Icon name="flag" />
        </MenuButton>
      )}
      {error && (
        <p class="run-reason whole bad" role="alert">
          {error.refusal.message} {error.refusal.hint}
        </p>
      )}
    </div>
  );
}
