import type { ComponentChildren } from 'preact';
import type { PageCell, PageRow, PageTable } from '../../../sdk/page.ts';
import { TableView } from '../table.tsx';
import { TaskLink } from '../task/marks.tsx';
import { visible } from '../text/visible.tsx';
import { CellView, type Head, styleOf } from './cell.tsx';

/** What a view adds to the printed document. */
export interface Slots {
  /** `list` draws each row as a title with facts below, so that a narrow window shows all of them. */
  look?: 'list' | undefined;
  /** Name of a table or list without a title. */
  label?: string | undefined;
  /** The buttons of a row. `name` is the text of its title, or the number of its task. */
  act?: ((key: string, name: string) => ComponentChildren) | undefined;
  /** What stands below the facts of a row in a list: wide buttons, lines for a terminal. */
  below?: ((key: string) => ComponentChildren) | undefined;
  /** The key of the row about the record that the page shows. */
  current?: string | undefined;
  /** The view to which the ids of runs lead. */
  runs?: 'run' | 'review' | undefined;
}

/** The rows of a section, in the look that the view chose. */
export function DocTable(props: { of: PageTable; label: string } & Slots) {
  return props.look ? <Titled {...props} /> : <Rows {...props} />;
}

/** Kinds of columns whose cells have one line. */
const SHORT: ReadonlySet<Head['kind']> = new Set(['hash', 'when', 'age', 'end', 'mark', 'figure']);

/** Kinds of columns whose cells have sentences. */
const WORDY: ReadonlySet<Head['kind']> = new Set(['remark', 'note']);

function Rows({ of: { heads, rows }, label, current, runs }: { of: PageTable; label: string } & Slots) {
  const classOf = ({ right, kind }: Head, cell: PageCell) =>
    [
      right ? 'count' : '',
      kind === 'who' ? 'soft' : '',
      WORDY.has(kind) ? 'is-wordy' : '',
      SHORT.has(kind) ? 'keeps-line' : '',
      styleOf(cell),
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <TableView label={label} titles={heads.map(({ text }) => text)}>
      {rows.map(({ cells, task, key }, i) => (
        <tr key={i} aria-current={currentOf({ key }, current)}>
          {cells.map((cell, at) => (
            <td key={at} class={classOf(heads[at]!, cell)}>
              <CellView of={cell} ids={cell.text === String(task) ? 'task' : heads[at]!.of} runs={runs} />
            </td>
          ))}
        </tr>
      ))}
    </TableView>
  );
}

/** Kinds of columns that can be the title of a row, the best first. A row without any of them has no title. */
const TITLES: readonly Head['kind'][] = ['task', 'title', 'name', 'description', 'files', 'path'];
/** Kinds of columns that only a line of a terminal needs. */
const UNSEEN: ReadonlySet<Head['kind']> = new Set(['hash']);

/** The rows of a table as a list: a title with facts below, and the row's buttons. */
function Titled({ of: { heads, rows }, label, act, below, current }: { of: PageTable } & Slots) {
  return (
    <ul class="rows panel" aria-label={label}>
      {rows.map((row, i) => {
        const at = titleOf(heads, row);
        const title = row.cells[at];
        const others = row.cells.flatMap((of, n) =>
          n !== at && of.text !== '' && !UNSEEN.has(heads[n]!.kind) ? [{ of, ids: heads[n]!.of }] : [],
        );
        const calls = others.filter(({ of }) => of.isCall);
        const name = title?.task ? `#${title.task.id}` : (title?.text ?? '');
        return (
          <li key={row.key ?? i} class="row line" aria-label={name} aria-current={currentOf(row, current)}>
            <div class="rest slim">
              {title?.task ? (
                <TaskLink id={title.task.id} look="row-title anywhere">
                  {visible(title.task.description)}
                </TaskLink>
              ) : (
                <span class="row-name anywhere">{title && <CellView of={title} />}</span>
              )}
              <div class="facts">
                {title?.task && <TaskLink id={title.task.id} />}
                {others
                  .filter(({ of }) => !of.isCall)
                  .map(({ of, ids }, n) => (
                    <span key={n} class={styleOf(of)}>
                      <CellView of={of} ids={ids} alone />
                    </span>
                  ))}
              </div>
              {calls.map(({ of }, n) => (
                <div key={n} class="above">
                  <CellView of={of} />
                </div>
              ))}
              {below && row.key && below(row.key)}
            </div>
            {act && row.key && <span class="row-end rigid">{act(row.key, name)}</span>}
          </li>
        );
      })}
    </ul>
  );
}

const currentOf = ({ key }: Pick<PageRow, 'key'>, current: string | undefined) =>
  key !== undefined && key === current ? ('true' as const) : undefined;

function titleOf(heads: readonly Head[], { cells }: PageRow): number {
  const places = TITLES.map((kind) => heads.findIndex((head, i) => head.kind === kind && cells[i]!.text !== ''));
  return places.find((at) => at >= 0) ?? -1;
}
