import type { ComponentChildren } from 'preact';

/** A table with a line of titles; where it is too wide it scrolls by itself, and not the page. */
export function Table({ titles, children }: { titles: readonly string[]; children: ComponentChildren }) {
  return (
    <div class="run-table">
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
    </div>
  );
}
