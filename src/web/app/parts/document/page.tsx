import { capital } from '../../../../base/quote.ts';
import type { Inputs } from '../../../sdk/calls.ts';
import type { DocPage, PageFact, PageSection, PageTable } from '../../../sdk/page.ts';
import type { FollowedCommand } from '../../data/follows.ts';
import { usePage } from '../../data/live.ts';
import { hrefOf } from '../../shell/route.ts';
import { Fact } from '../fact.tsx';
import { DiffLines } from '../text/diff-text.tsx';
import { visible } from '../text/visible.tsx';
import { Awaited } from '../unanswered.tsx';
import { countOf } from '../units/amounts.ts';
import { CellView } from './cell.tsx';
import { DocTable, type Slots } from './table.tsx';

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
      {table && <DocTable of={table} {...slots} label={label} />}
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
