import { useEffect } from 'preact/hooks';
import type { Outputs } from '../../../sdk/calls.ts';
import { usePage, useRead } from '../../data/live.ts';
import { useRequestedAnswer } from '../../data/requested-answer.ts';
import type { ListedRun } from '../../data/types.ts';
import { SectionView } from '../../parts/document/page.tsx';
import { Empty } from '../../parts/empty.tsx';
import { Fact } from '../../parts/fact.tsx';
import { ProblemNote } from '../../parts/problem.tsx';
import { RunLink } from '../../parts/task/marks.tsx';
import { CheckoutState, StateView } from '../../parts/task/state.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { visible } from '../../parts/text/visible.tsx';
import { Ago } from '../../parts/units/when.tsx';
import { ViewHead } from '../../parts/view-head.tsx';

/** Input of the command that lists merged runs, the newest first. */
const MERGED = { all: true, state: 'merged', limit: 100 } as const;

/** The repositories of the workspace. Adding one needs a folder of the machine, and so the command line. */
export function RepositoriesView() {
  const { value, error, again } = useRead('repo_list', {});
  const all = value.value?.repositories;
  // Git runs once for each visit, because the server can't tell when a checkout changes.
  const checkouts = useRequestedAnswer('repo_status');
  const known = all !== undefined;
  useEffect(() => {
    if (known) void checkouts.ask();
  }, [known]);
  const merged = useRead('run_list', MERGED, { kinds: ['run'], patient: true }).value.value;
  const missing = all?.filter(({ state }) => state !== 'linked').length ?? 0;
  return (
    <>
      <ViewHead title="Repositories">
        {missing > 0 && <StateView of="problem" text={`${missing} with a problem`} />}
      </ViewHead>
      {error.value && !all && <ProblemNote refusal={error.value} again={again} />}
      {all?.length === 0 ? (
        <Empty icon="repository" title="No repositories yet" first>
          <p>
            The repositories of the workspace appear here. The first change in a git repository records it. To add
            another one, use a terminal:
          </p>
          <TerminalLine line={ADD} />
        </Empty>
      ) : (
        <div class="page stack">
          <ul class="card-boxes">
            {all?.map((one) => (
              <RepositoryCard
                key={one.name}
                listed={one}
                alone={all.length === 1}
                checkout={checkouts.value.value?.checkouts.find(({ name }) => name === one.name)}
                merged={merged?.runs.find(({ run }) => run.repository === one.name)}
              />
            ))}
          </ul>
          {all && (
            <section class="stack gap-8" aria-label="Add a repository">
              <h2>Add a repository</h2>
              <p class="faint">
                Both repositories then share one queue. Scopes such as api:src/** name files of the added one. Use a
                terminal:
              </p>
              <TerminalLine line={ADD} />
            </section>
          )}
        </div>
      )}
    </>
  );
}

const ADD = `${terminalLine('repo', 'add')} FOLDER --target main`;

type ListedRepository = Outputs['repo_list']['repositories'][number];

interface Props {
  listed: ListedRepository;
  /** Whether it is the only repository. */
  alone: boolean;
  /** The branch and the changed files of its checkout, as soon as git told them. */
  checkout: Outputs['repo_status']['checkouts'][number] | undefined;
  /** The run that was merged last. */
  merged: ListedRun | undefined;
}

/** One repository: its branch, changed files and last merge, its record, and the command that removes it. */
function RepositoryCard({ listed, alone, checkout, merged }: Props) {
  const { name, home, state, note, link } = listed;
  const [record] = usePage('repo_show', { name }).value.value?.page.sections ?? [];
  return (
    <li class="card-box stack panel slim gap-8" aria-label={name}>
      <header class="line wrap gap-8">
        <h2>{name}</h2>
        {home && <StateView of="home" />}
        <StateView of={state === 'unlinked' ? 'not linked' : state} />
        {checkout && <CheckoutState total={checkout.total} />}
      </header>
      {note && <p class="run-reason bad">{note}</p>}
      <div>
        <dl>
          {checkout && (
            <Fact title="Branch">
              <code>{checkout.branch ?? 'detached'}</code>
            </Fact>
          )}
          {merged && (
            <Fact title="Last merge">
              <RunLink id={merged.run.id} /> {visible(merged.description)} <Ago at={merged.run.since} />
            </Fact>
          )}
        </dl>
        {record && <SectionView of={record} />}
      </div>
      {!alone && !home && <TerminalLine label="Remove it" line={terminalLine('repo', 'remove', name)} />}
      {link && <TerminalLine label="Link it again" line={link} />}
    </li>
  );
}
