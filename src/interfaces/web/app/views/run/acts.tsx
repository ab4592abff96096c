import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import type { Run } from '../../data/types.ts';
import { Dialog } from '../../parts/dialog.tsx';
import { useSubmit } from '../../parts/use-once.ts';
import { go, hrefOf } from '../../shell/route.ts';

type State = Run['state'];

interface Act {
  /** Of the command: `run_<name>`. */
  name: 'stop' | 'resume' | 'retry' | 'discard' | 'handoff';
  title: string;
  /** What it takes beside the run, asked in a window. */
  note?: string;
  /** What is asked before it is done. */
  sure?: string;
  fits(state: State): boolean;
}

const PARKED: readonly State[] = ['failed', 'stopped', 'interrupted'];
const LIVE: readonly State[] = ['queued', 'preparing', 'running', 'checking', 'changes_requested', 'asking'];
const OPEN: readonly State[] = ['asking', 'review', 'approved', ...PARKED];

/** Buttons by what the state of a run lets one do; the command itself has the last word. */
const ACTS: readonly Act[] = [
  { name: 'stop', title: 'Stop', fits: (state) => LIVE.includes(state) },
  { name: 'resume', title: 'Resume', fits: (state) => PARKED.includes(state) },
  {
    name: 'retry',
    title: 'Retry',
    sure: 'The run is given up, and another one begins the task afresh, told what reviews and checks said.',
    fits: (state) => OPEN.includes(state),
  },
  {
    name: 'discard',
    title: 'Discard',
    sure: 'The run is given up and its task waits for somebody again. Its work stays under rescue refs.',
    fits: (state) => OPEN.includes(state),
  },
  {
    name: 'handoff',
    title: 'Hand off',
    note: 'What a person has to know to go on',
    fits: (state) => OPEN.includes(state),
  },
];

/** What can be done about a run. */
export function RunActs({ run, leaveOut = [] }: { run: Run; leaveOut?: readonly string[] }) {
  const asking = useSignal<Act | undefined>(undefined);
  const fitting = ACTS.filter(({ name, fits }) => fits(run.state) && !leaveOut.includes(name));
  return (
    <>
      {fitting.map((each) => (
        <button
          key={each.name}
          type="button"
          class={`button ${each.name === 'discard' ? 'danger' : ''}`}
          onClick={() => {
            if (each.note || each.sure) asking.value = each;
            else void doIt(run, each);
          }}
        >
          {each.title}
        </button>
      ))}
      {asking.value && <Asked run={run} of={asking.value} onClose={() => (asking.value = undefined)} />}
    </>
  );
}

async function doIt({ id }: Run, { name, title }: Act, note?: string): Promise<boolean> {
  const done = await act(
    `run_${name}`,
    { run: id, ...(note === undefined ? {} : { note }) },
    { done: ({ run }) => `${title}: run ${run.id} is ${run.state.replaceAll('_', ' ')}` },
  );
  if (done && done.run.id !== id) go(hrefOf('run', [done.run.id]));
  return done !== undefined;
}

function Asked({ run, of, onClose }: { run: Run; of: Act; onClose(): void }) {
  const note = useSignal('');
  const send = useSubmit(async () => {
    if (await doIt(run, of, of.note ? note.value : undefined)) onClose();
  });
  return (
    <Dialog title={`${of.title} ${run.id}`} onClose={onClose}>
      <form class="run-asked" onSubmit={send}>
        <h2>
          {of.title} {run.id}
        </h2>
        {of.sure && <p>{of.sure}</p>}
        {of.note && (
          <textarea
            aria-label={of.note}
            placeholder={of.note}
            rows={4}
            value={note.value}
            onInput={({ currentTarget }) => {
              note.value = currentTarget.value;
            }}
          />
        )}
        <div class="run-asked-do">
          <button type="button" class="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class={`button ${of.name === 'discard' ? 'danger' : 'primary'}`}>
            {of.title}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
