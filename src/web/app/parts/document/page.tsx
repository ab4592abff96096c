import type { ComponentChildren } from 'preact';
import { capital } from '../../../../base/quote.ts';
import type { Inputs } from '../../../sdk/calls.ts';
import type { DocPage, PageCell, PageFact, PageRow, PageSection, PageTable } from '../../../sdk/page.ts';
import type { FollowedCommand } from '../../data/follows.ts';
import { usePage } from '../../data/live.ts';
import { now } from '../../data/state.ts';
import { hrefOf } from '../../shell/route.ts';
import { Fact } from '../fact.tsx';
import { TableView } from '../table.tsx';
import { RunLink, TaskLink } from '../task/marks.tsx';
import { StateView } from '../task/state.tsx';
import { TerminalLine } from '../terminal-line.tsx';
import { DiffLines } from '../text/diff-text.tsx';
import { visible } from '../text/visible.tsx';
import { Awaited } from '../unanswered.tsx';
import { countOf } from '../units/amounts.ts';
import { Ago, Until } from '../units/when.tsx';

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
}

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
      {title && <p>{visible(title)}</p>}
      {sections.map((section, i) => (
        <SectionView key={i} of={section} {...slots} />
      ))}
      {notes.map((note, i) => (
        <p key={i} class="soft">
          {visible(note)}
        </p>
      ))}
    </div>
  );
}

export function SectionView({ of: section, ...slots }: { of: PageSection } & Slots) {
  const { title, count, empty, facts, table, lines, notes, text, more } = section;
  const label = title ?? slots.label ?? 'Rows';
  return (
    <section class="stack gap-4">
      {title && <h3>{visible(title)}</h3>}
      {empty && <p class="faint">{visible(empty)}</p>}
      {facts && <FactsView of={facts} />}
      {table && (slots.look ? <Titled of={table} {...slots} label={label} /> : <Rows of={table} label={label} />)}
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

type Head = PageTable['heads'][number];

/** Kinds of columns whose cells have one line. */
const SHORT: ReadonlySet<Head['kind']> = new Set(['hash', 'when', 'age', 'end', 'mark', 'figure']);

function Rows({ of: { heads, rows }, label }: { of: PageTable; label: string }) {
  const classOf = ({ right, kind }: Head, cell: PageCell) =>
    [right ? 'count' : '', kind === 'who' ? 'soft' : '', SHORT.has(kind) ? 'keeps-line' : '', styleOf(cell)]
      .filter(Boolean)
      .join(' ');
  return (
    <TableView label={label} titles={heads.map(({ text }) => text)}>
      {rows.map(({ cells, task }, i) => (
        <tr key={i}>
          {cells.map((cell, at) => (
            <td key={at} class={classOf(heads[at]!, cell)}>
              <CellView of={cell} ids={cell.text === String(task) ? 'task' : heads[at]!.of} />
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
function Titled({ of: { heads, rows }, label, act, below }: { of: PageTable } & Slots) {
  return (
    <ul class="rows panel" aria-label={label}>
      {rows.map((row, i) => {
        const at = titleOf(heads, row);
        const title = row.cells[at];
        const others = row.cells.filter(({ text }, n) => n !== at && text !== '' && !UNSEEN.has(heads[n]!.kind));
        const calls = others.filter(({ isCall }) => isCall);
        const name = title?.task ? `#${title.task.id}` : (title?.text ?? '');
        return (
          <li key={row.key ?? i} class="row line" aria-label={name}>
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
                  .filter(({ isCall }) => !isCall)
                  .map((cell, n) => (
                    <span key={n} class={styleOf(cell)}>
                      <CellView of={cell} alone />
                    </span>
                  ))}
              </div>
              {calls.map((cell, n) => (
                <div key={n} class="above">
                  <CellView of={cell} />
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

function titleOf(heads: readonly Head[], { cells }: PageRow): number {
  const places = TITLES.map((kind) => heads.findIndex((head, i) => head.kind === kind && cells[i]!.text !== ''));
  return places.find((at) => at >= 0) ?? -1;
}

interface CellProps {
  of: PageCell;
  /** What the text is the id of. */
  ids?: Head['of'];
  /** Whether no head says what the cell is. */
  alone?: boolean;
}

function CellView({
  of: { text, line, isCode, isCall, state, at, isEnd, task, tasks, left = 0 },
  ids,
  alone = false,
}: CellProps) {
  if (ids === 'run' && text) return <RunLink id={text} />;
  if (ids === 'task' && text) return <TaskLink id={Number(text)} />;
  if (task)
    return (
      <>
        <TaskLink id={task.id} /> {visible(task.description)}
      </>
    );
  if (state) return <StateView of={state} text={text} />;
  if (at && isEnd)
    return (
      <>
        {alone && 'expires '}
        <Until at={at} />
      </>
    );
  if (at) return Date.parse(at) > now.peek() ? <Until at={at} /> : <Ago at={at} />;
  if (isCall) return <TerminalLine line={text} />;
  if (isCode) return <code>{visible(text)}</code>;
  if (tasks)
    return (
      <span class="flex wrap gap-6">
        {tasks.map((id) => (
          <TaskLink key={id} id={id} />
        ))}
        {left > 0 && `and ${left} more`}
      </span>
    );
  return <span class="as-lines">{visible((alone && line) || text, { lines: true })}</span>;
}

/** The class of a meaning; most texts have none. */
const STYLES: Readonly<Record<string, string>> = { alarm: 'bad', warning: 'asks', good: 'good', faint: 'faint' };

const styleOf = ({ style }: PageCell) => (style && STYLES[style]) ?? '';
