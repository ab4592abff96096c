import type { ComponentChildren } from 'preact';
import { capital } from '../../../../base/quote.ts';
import type { Inputs } from '../../../sdk/calls.ts';
import type { DocPage, PageCell, PageFact, PageRow, PageSection, PageTable } from '../../../sdk/page.ts';
import type { FollowedCommand } from '../../data/follows.ts';
import { usePage } from '../../data/live.ts';
import { hrefOf } from '../../shell/route.ts';
import { Fact } from '../fact.tsx';
import { TableView } from '../table.tsx';
import { TaskLink } from '../task/marks.tsx';
import { DiffLines } from '../text/diff-text.tsx';
import { visible } from '../text/visible.tsx';
import { Awaited } from '../unanswered.tsx';
import { countOf } from '../units/amounts.ts';
import { CellView, type Head, styleOf } from './cell.tsx';
import { StepPieces } from './step.tsx';

interface LiveProps<Name extends FollowedCommand> extends Slots {
  of: Name;
  input: Inputs[Name];
}

/** The output of a reading command, kept up to date. */
export function LivePage<Name extends FollowedCommand>({ of, input, ...slots }: LiveProps<Name>) {
  const asked = usePage(of, input);
  return asked.value.value ? <PageView of={asked.value.value.page} {...slots} /> : <Awaited of={asked} />;
}

/** A command's output: facts, tables and texts, as the command orders them. */
export function PageView({ of: { title, task, sections, notes }, ...slots }: { of: DocPage } & Slots) {
  return (
    <div class="stack gap-12">
      {task && (
        <h2>
          <a href={hrefOf('task', [task.id])}>
            {task.id} {visible(task.description)}
          </a>
        </h2>
      )}
      {title && !slots.label && <p>{visible(title)}</p>}
      {sections.map((section, i) => (
        <SectionView key={i} of={section} {...slots} />
      ))}
      {notes.map((note, i) => (
        <p key={i} class="soft">
          {typeof note === 'string' ? visible(note) : <StepPieces of={note} />}
        </p>
      ))}
    </div>
  );
}

export function SectionView({ of: section, ...slots }: { of: PageSection } & Slots) {
  const { title, count, empty, facts, table, lines, notes, text, more } = section;
  const label = title ?? slots.label ?? 'Rows';
  const Table = slots.look ? Titled : Rows;
  return (
    <section class="stack gap-4">
      {title && <h3>{visible(title)}</h3>}
      {empty && <p class="faint">{visible(empty)}</p>}
      {facts && <FactsView of={facts} />}
      {table && <Table of={table} {...slots} label={label} />}
      {lines && <DiffLines lines={lines} />}
      {notes?.map(({ head, text: said, depth }, i) => (
        <blockquote key={i} style={{ marginInlineStart: `${depth * 16}px` }}>
          <span class="faint small">{visible(head)}</span>
          <p class="as-lines">{visible(said, { lines: true })}</p>
        </blockquote>
      ))}
      {text && <p class="as-lines">{visible(text, { lines: true })}</p>}
      {count !== undefined && (
        <p class="faint">
          {countOf(count, 'row')} in all{' '}
          {more && (
            <a href={hrefOf('command', [more.command], { input: JSON.stringify(more.input) })}>Show the others</a>
          )}
        </p>
      )}
    </section>
  );
}

export function FactsView({ of: facts }: { of: readonly PageFact[] }) {
  return (
    <dl>
      {facts.map(([label, cell], i) => (
        <Fact key={i} title={capital(label)}>
          <CellView of={cell} />
        </Fact>
      ))}
    </dl>
  );
}

/** Returns the row of a record as facts, for a box that shows the columns in `without` elsewhere. */
export function factsOfRow({ heads, rows }: PageTable, key: string, without: readonly string[]): PageFact[] {
  const cells = rows.find((row) => row.key === key)?.cells ?? [];
  return cells.flatMap((cell, i): readonly PageFact[] => {
    const { text } = heads[i]!;
    return cell.text === '' || without.includes(text) ? [] : (cell.facts ?? [[text, cell]]);
  });
}

/** What a view adds to the printed document. */
interface Slots {
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

/** Kinds of columns whose cells have one line. */
const SHORT: ReadonlySet<Head['kind']> = new Set(['hash', 'when', 'age', 'end', 'mark', 'figure']);

/** Kinds of columns whose cells have sentences. */
const WORDY: ReadonlySet<Head['kind']> = new Set(['remark', 'note']);

function Rows({ of: { heads, rows }, label, current, runs }: { of: PageTable; label: string } & Slots) {
  const classOf = ({ right, kind }: Head, cell: PageCell, isTask: boolean) =>
    [
      right && 'count',
      kind === 'who' && 'soft',
      WORDY.has(kind) && 'is-wordy',
      (isTask || SHORT.has(kind)) && 'keeps-line',
      styleOf(cell),
    ]
      .filter(Boolean)
      .join(' ');
  return (
    <TableView label={label} titles={heads.map(({ text }) => text)}>
      {rows.map(({ cells, task, key }, i) => (
        <tr key={i} aria-current={currentOf({ key }, current)}>
          {cells.map((cell, at) => {
            const ids = cell.text === String(task) ? 'task' : heads[at]!.of;
            return (
              <td key={at} class={classOf(heads[at]!, cell, ids === 'task')}>
                <CellView of={cell} ids={ids} runs={runs} />
              </td>
            );
          })}
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
