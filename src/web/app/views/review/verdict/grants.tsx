import { useSignal } from '@preact/signals';
import type { Inputs } from '../../../../sdk/calls.ts';
import type { ListedRun } from '../../../data/types.ts';
import { FormDialog } from '../../../parts/dialog.tsx';

/** The objections that an approval ignores. */
export type Granted = Pick<Inputs['run_approve'], 'outside' | 'raw' | 'provided' | 'unmet' | 'breaks' | 'override'> & {
  /** True if the reader accepts all listed findings about risk. */
  risk?: boolean;
  /** True if the reader accepts all listed changes. */
  seen?: boolean;
  /** True if the reader accepts all listed missing entries. */
  missing?: boolean;
};

interface GrantsProps {
  run: string;
  /** Label of the button that opened the dialog. */
  title: string;
  objections: NonNullable<ListedRun['objections']>;
  onSend(granted: Granted): Promise<void>;
  onClose(): void;
}

/** Labels of the boxes to tick. For failed checks, the reader types a reason instead. */
const GRANTED: Readonly<Record<string, string>> = {
  override: 'Reason to accept these failed checks:',
  outside: 'Accept these files that are out of scope:',
  raw: 'Merge these files as they are, without their filter:',
  provided: 'Accept these changed files, which Backlog provided and the result lacks:',
  unmet: 'Accept these criteria without evidence:',
  breaks: 'Accept a result that breaks a refusal of its goal:',
  risk: 'Accept these findings about its risk:',
  missing: 'Merge the result without these entries:',
  seen: 'Accept the result although this changed since:',
};

/** A dialog with all objections against an approval. The reader must accept each of them before approving. */
export function GrantsView({ run, title, objections, onSend, onClose }: GrantsProps) {
  const granted = useSignal<Readonly<Record<string, boolean | string>>>({});
  const open = objections.some(({ grant }) => !isGranted(granted.value[grant]));
  return (
    <FormDialog
      title={`Approve ${run} anyway?`}
      action={title}
      disabled={open}
      onClose={onClose}
      onSubmit={() => !open && onSend(granted.value)}
    >
      {objections.map(({ grant, mark, names }) =>
        grant === 'override' ? (
          <label key={grant} class="line gap-8">
            <Granting grant={grant} mark={mark} names={names} />
            <input
              value={String(granted.value[grant] ?? '')}
              onInput={({ currentTarget }) => (granted.value = { ...granted.value, [grant]: currentTarget.value })}
            />
          </label>
        ) : (
          <label key={grant} class="line gap-8">
            <input
              type="checkbox"
              onChange={({ currentTarget }) => (granted.value = { ...granted.value, [grant]: currentTarget.checked })}
            />
            <Granting grant={grant} mark={mark} names={names} />
          </label>
        ),
      )}
    </FormDialog>
  );
}

/** The label of an objection, with the names of checks, files or criteria. */
function Granting({ grant, mark, names }: GrantsProps['objections'][number]) {
  return (
    <span>
      {GRANTED[grant] ?? `Accept: ${mark}`} {names.map((name, i) => [i > 0 && ', ', <code key={name}>{name}</code>])}
    </span>
  );
}

function isGranted(granted: boolean | string | undefined): boolean {
  return typeof granted === 'string' ? granted.trim() !== '' : granted === true;
}
