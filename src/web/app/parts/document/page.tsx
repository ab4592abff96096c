import type { Inputs } from '../../../sdk/calls.ts';
import type { DocPage, PageCell, PageSection, PageTable } from '../../../sdk/page.ts';
import type { Followed } from '../../data/follows.ts';
import { usePage } from '../../data/live.ts';
import { hrefOf } from '../../shell/route.ts';
import { Fact } from '../fact.tsx';
import { TableView } from '../table.tsx';
import { RunLink, TaskLink } from '../task/marks.tsx';
import { DiffLines } from '../text/diff-text.tsx';
import { visible } from '../text/visible.tsx';
import { Awaited } from '../unanswered.tsx';
import { countOf } from '../units/amounts.ts';

interface LiveProps<Name extends Followed> {
  of: Name;
  input: Inputs[Name];
}

/** The output of a reading command, kept up to date. */
export function LivePage<Name extends Followed>({ of, input }: LiveProps<Name>) {
  const asked = usePage(of, input);
  return asked.value.value ? <PageView of={asked.value.value} /> : <Awaited of={asked} />;
}

/** An output of a command that has no page of its own: facts, tables and texts, as the command orders them. */
export function PageView({ of: { title, task, sections, notes } }: { of: DocPage }) {
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
        <SectionView key={i} of={section} />
      ))}
      {notes.map((note, i) => (
        <p key={i} class="soft">
          {visible(note)}
        </p>
      ))}
    </div>
  );
}

function SectionView({ of: section }: { of: PageSection }) {
  const { title, count, empty, facts, table, lines, notes, text, more } = section;
  return (
    <section class="stack gap-4">
      {title && <h3>{visible(title)}</h3>}
      {empty && <p class="faint">{visible(empty)}</p>}
      {facts && (
        <dl>
          {facts.map(([label, value], i) => (
            <Fact key={i} title={label}>
              {visible(value)}
            </Fact>
          ))}
        </dl>
      )}
      {table && <Rows of={table} label={title ?? 'Rows'} />}
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

function Rows({ of: { heads, rows }, label }: { of: PageTable; label: string }) {
  return (
    <TableView label={label} titles={heads.map(({ text }) => text)}>
      {rows.map(({ cells, task }, i) => (
        <tr key={i}>
          {cells.map((cell, at) => (
            <td key={at} class={[heads[at]!.right ? 'count' : '', styleOf(cell)].filter(Boolean).join(' ')}>
              {heads[at]!.of === 'run' && cell.text ? (
                <RunLink id={cell.text} />
              ) : heads[at]!.of === 'task' || cell.text === String(task) ? (
                <TaskLink id={Number(cell.text)} />
              ) : (
                <span class="as-lines">{visible(cell.text)}</span>
              )}
            </td>
          ))}
        </tr>
      ))}
    </TableView>
  );
}

/** The class of a meaning; most texts have none. */
const STYLES: Readonly<Record<string, string>> = { alarm: 'bad', warning: 'asks', good: 'good', faint: 'faint' };

const styleOf = ({ style }: PageCell) => (style && STYLES[style]) ?? '';
