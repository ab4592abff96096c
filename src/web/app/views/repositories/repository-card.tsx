import type { Outputs } from '../../../sdk/calls.ts';
import { useRead } from '../../data/live.ts';
import { Fact } from '../../parts/fact.tsx';
import { TaskLink } from '../../parts/task/marks.tsx';
import { TerminalLine, terminalLine } from '../../parts/terminal-line.tsx';
import { hrefOf } from '../../shell/route.ts';

export type ListedRepository = Outputs['repo_list']['repositories'][number];

/** Maximum number of listed tasks. */
const SHOWN = 12;
const STATE_TONES = { linked: 'done', elsewhere: 'quiet', gone: 'bad', unlinked: 'ask' } as const;

/** One repository: its folder, target branch, the tasks that name it, and the command that removes it. */
export function RepositoryCard({ listed, alone }: { listed: ListedRepository; alone: boolean }) {
  const { name, folder, common, home, remote, target, before, state, note } = listed;
  const shown = useRead('repo_show', { name }).value.value;
  return (
    <li class="repository stack panel slim gap-10" aria-label={name}>
      <header class="line wrap gap-8">
        <h2>{name}</h2>
        {home && <span class="state tone-quiet">home</span>}
        <span class={`state tone-${STATE_TONES[state]}`}>{state === 'unlinked' ? 'not linked' : state}</span>
      </header>
      {note && <p class="run-reason bad">{note}</p>}
      <dl>
        <Fact title="Folder">
          <code>{folder}</code>
        </Fact>
        {common && (
          <Fact title="Git folder">
            <code>{common}</code>
          </Fact>
        )}
        <Fact title="Remote">{remote ? <code>{remote}</code> : 'none'}</Fact>
        <Fact title="Target branch">
          {target ? (
            <code>{target}</code>
          ) : (
            <>
              the checkout's branch, unless <a href={hrefOf('settings', [], { q: 'runs.target' })}>runs.target</a> is
              set
            </>
          )}
        </Fact>
        {before && <Fact title="Set aside">its former queue {before}</Fact>}
        {shown && (
          <Fact title="Used by">
            <span class="flex wrap gap-6">
              {shown.tasks.length === 0 && 'no open tasks'}
              {shown.tasks.slice(0, SHOWN).map((id) => (
                <TaskLink key={id} id={id} />
              ))}
              {shown.tasks.length > SHOWN && <span>and {shown.tasks.length - SHOWN} more</span>}
              {shown.claims > 0 && <span>{shown.claims === 1 ? '1 claim' : `${shown.claims} claims`}</span>}
            </span>
          </Fact>
        )}
      </dl>
      {!alone && !home && <TerminalLine label="Remove it" line={terminalLine('repo', 'remove', name)} />}
      {state !== 'linked' && (
        <TerminalLine label="Link it again" line={`${terminalLine('repo', 'add')} FOLDER --name ${name}`} />
      )}
    </li>
  );
}
