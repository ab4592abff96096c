import { claimToEndText } from '../../../domain/calls/claims-to-end.ts';
import { type Agreement, agreement, type Pending, pending, runConfirmed } from '../data/act.ts';
import { FormDialog } from '../parts/dialog.tsx';
import { countOf } from '../parts/units/amounts.ts';
import { Import } from './import.tsx';
import { KeysPage } from './keys/keys-page.tsx';
import { overlay } from './overlay.ts';
import { Palette } from './palette/palette.tsx';
import { QuickAdd } from './quick-add.tsx';
import { Split } from './split.tsx';

export function Overlays() {
  if (agreement.value) return <ConfirmEnds of={agreement.value} />;
  if (pending.value) return <ConfirmUndo of={pending.value} />;
  if (overlay.value === 'palette') return <Palette />;
  if (overlay.value === 'keys') return <KeysPage />;
  if (overlay.value === 'quick-add') return <QuickAdd />;
  if (overlay.value === 'split') return <Split />;
  if (overlay.value === 'import') return <Import />;
  return null;
}

/** Asks for confirmation before an undo or redo changes more tasks than the page showed. */
function ConfirmUndo({ of }: { of: Pending }) {
  const { verb, what, tasks } = of;
  const title = verb === 'task_undo' ? `Undo ${what}?` : `Redo ${what}?`;
  const close = () => {
    pending.value = undefined;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    close();
    void runConfirmed(of);
  };
  return (
    <FormDialog title={title} action={verb === 'task_undo' ? 'Undo' : 'Redo'} danger onSubmit={submit} onClose={close}>
      <p>This changes {countOf(tasks, 'task')}.</p>
    </FormDialog>
  );
}

/** Asks for confirmation before a call takes work from holders of claims. */
function ConfirmEnds({ of: { claims, answer } }: { of: Agreement }) {
  const submit = (event: Event) => {
    event.preventDefault();
    answer(true);
  };
  return (
    <FormDialog title="Someone works on this" action="Continue" danger onSubmit={submit} onClose={() => answer(false)}>
      {claims.map((claim) => (
        <p key={claim.claim}>{claimToEndText(claim)}.</p>
      ))}
      <p>A session learns of it at its next step.</p>
    </FormDialog>
  );
}
