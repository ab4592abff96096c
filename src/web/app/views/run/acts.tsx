import { useSignal } from '@preact/signals';
import { present } from '../../../../base/present.ts';
import { isAway } from '../../../../domain/runs/merge-order.ts';
import { shownState, stateLabel } from '../../../../domain/state-words.ts';
import { allows, type Verb } from '../../../../runs/lifecycle/transitions.ts';
import { act } from '../../data/act.ts';
import type { Run } from '../../data/types.ts';
import { Button } from '../../parts/button.tsx';
import { FormDialog } from '../../parts/dialog.tsx';
import { sendsWithCtrlEnter, typed } from '../../parts/forms/typed-text.ts';
import { MenuButton, type MenuItem } from '../../parts/menu.tsx';
import { go, hrefOf } from '../../shell/route.ts';

interface Act {
  /** The second part of the command's name `run_<name>`. */
  name: 'stop' | 'resume' | 'retry' | 'withdraw' | 'revert' | 'discard' | 'handoff';
  /** The action's name in the table of run states. The button is shown if the run's state allows the action. */
  verb?: Verb;
  /** Decides instead, for an action that changes no state. */
  fits?(run: Run): boolean;
  title: string;
  /** Label of the note that a dialog requests before the action. */
  note?: string;
  /** Text of a dialog that asks for confirmation before the action. */
  sure?: string;
}

/** The buttons for actions on a run. The called command checks the run's state again. */
const ACTS: readonly Act[] = [
  { name: 'stop', verb: 'stop', title: 'Stop' },
  { name: 'resume', verb: 'resume', title: 'Resume' },
  {
    name: 'retry',
    verb: 'discard',
    title: 'Retry',
    sure: 'A new run replaces this one, and gets its reviews and check results.',
  },
  { name: 'withdraw', fits: (run) => run.state === 'approved' && !isAway(run), title: 'Withdraw approval' },
  {
    name: 'revert',
    fits: ({ merged, reverted, revert }) =>
      merged !== undefined && !reverted && (!revert || revert.failed !== undefined),
    title: 'Revert',
    sure: 'A commit on the branch reverts exactly the changes of this run. Its task is open again.',
  },
  {
    name: 'discard',
    verb: 'discard',
    title: 'Discard',
    sure: 'Its task is open again. The work stays under rescue refs.',
  },
  {
    name: 'handoff',
    verb: 'hand_off',
    title: 'Give to a person',
    note: 'What the person needs to continue',
  },
];

interface Props {
  run: Run;
  leaveOut?: readonly string[];
  /** The first items of a menu. With it, the actions are the menu's other items. */
  menu?: readonly MenuItem[];
}

/** Buttons, or a menu, for the actions that the run's state allows. */
export function RunActs({ run, leaveOut = [], menu }: Props) {
  const asking = useSignal<Act | undefined>(undefined);
  const fitting = ACTS.filter(
    ({ name, verb, fits }) => (fits?.(run) ?? allows(verb!, run)) && !leaveOut.includes(name),
  );
  const begin = (each: Act) => {
    if (each.note || each.sure) asking.value = each;
    else void doIt(run, each);
  };
  const items = fitting.map((each) => ({ title: each.title, run: () => begin(each) }));
  return (
    <>
      {menu ? (
        <MenuButton label="More actions" class="button" items={[...menu, ...items]}>
          …
        </MenuButton>
      ) : (
        fitting.map((each) => (
          <Button key={each.name} look={each.name === 'discard' ? 'danger' : ''} onClick={() => begin(each)}>
            {each.title}
          </Button>
        ))
      )}
      {asking.value && <Asked run={run} of={asking.value} onClose={() => (asking.value = undefined)} />}
    </>
  );
}

async function doIt({ id }: Run, { name }: Act, note?: string): Promise<boolean> {
  const done = await act(
    `run_${name}`,
    { run: id, ...present({ note }) },
    { done: ({ run }) => `Run ${run.id} is ${stateLabel(shownState(run))}` },
  );
  if (done && done.run.id !== id) go(hrefOf('run', [done.run.id]));
  return done !== undefined;
}

function Asked({ run, of, onClose }: { run: Run; of: Act; onClose(): void }) {
  const note = useSignal('');
  const send = async () => {
    if (await doIt(run, of, of.note ? note.value : undefined)) onClose();
  };
  return (
    <FormDialog
      title={`${of.title} ${run.id}`}
      action={of.title}
      danger={of.name === 'discard'}
      onSubmit={send}
      onClose={onClose}
    >
      {of.sure && <p>{of.sure}</p>}
      {of.note && (
        <textarea aria-label={of.note} placeholder={of.note} rows={4} {...typed(note)} onKeyDown={sendsWithCtrlEnter} />
      )}
    </FormDialog>
  );
}
