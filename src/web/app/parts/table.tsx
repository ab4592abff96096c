import type { ComponentChildren } from 'preact';
import { ScrollRegion } from './scroll-region.tsx';

interface Props {
  label: string;
  titles: readonly string[];
  children: ComponentChildren;
}

/** A table with a header row. If the table is too wide, the table itself scrolls and the page does not. */
export function TableView({ label, titles, children }: Props) {
  return (
    <ScrollRegion class="run-table" label={label}>
      <table>
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </ScrollRegion>
  );
}
