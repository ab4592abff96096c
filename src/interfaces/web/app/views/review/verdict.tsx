import { useSignal } from '@preact/signals';
import { act } from '../../data/act.ts';
import type { RunView } from '../../data/types.ts';
import { Dialog } from '../../parts/dialog.tsx';

interface Props {
  view: RunView;
  /** The commit that the page shows: the one that is approved. */
  commit: string | undefined;
  /** Whether it is done. */
  onDone(): void;
}

const SHORT = 7;

/** Approves the very commit that is shown; what stands in the way has to be granted first. */
export function Approve({ view: { run, objections = [] }, commit, onDone }: Props) {
  const asking = useSignal(false);
  const send = async (grants: Readonly<Record<string, unknown>>) => {
    const done = { done: `Approved ${run.id} at ${commit!.slice(0, SHORT)}: it goes into the merge queue` };
    if (!(await act('run_approve', { run: run.id, commit, ...grants }, done))) return;
    asking.value = false;
    onDone();
  };
  return (
    <>
      <button
        type="button"
        class="button primary"
        data-approve
        disabled={run.state !== 'review' || !commit}
        onClick={() => {
          if (objections.length > 0) asking.value = true;
          else void send({});
        }}
      >
        Approve {commit?.slice(0, SHORT)}
      </button>
      {asking.value && (
        <Grants run={run.id} objections={objections} onSend={send} onClose={() => (asking.value = false)} />
      )}
    </>
  );
}

interface GrantsProps {
  run: string;
  objections: NonNullable<RunView['objections']>;
  onSend(grants: Readonly<Record<string, unknown>>): Promise<void>;
  onClose(): void;
}

function Grants({ run, objections, onSend, onClose }: GrantsProps) {
  const granted = useSignal<Readonly<Record<string, boolean | string>>>({});
  const open = objections.some(({ grant }) => !granted.value[grant]);
  return (
    <Dialog title={`Approve ${run} all the same?`} onClose={onClose}>
      <form
        class="run-asked"
        onSubmit={(event) => {
          event.preventDefault();
          if (!open) void onSend(granted.value);
        }}
      >
        <h2>Approve {run} all the same?</h2>
        {objections.map(({ grant, mark }) =>
          grant === 'override' ? (
            <label key={grant} class="review-grant">
              <span>{mark}: why does that not count?</span>
              <input
                value={String(granted.value[grant] ?? '')}
                onInput={({ currentTarget }) => {
                  granted.value = { ...granted.value, [grant]: currentTarget.value };
                }}
              />
            </label>
          ) : (
            <label key={grant} class="review-grant">
              <input
                type="checkbox"
                onChange={({ currentTarget }) => {
                  granted.value = { ...granted.value, [grant]: currentTarget.checked };
                }}
              />
              <span>{mark}: that is meant</span>
            </label>
          ),
        )}
        <div class="run-asked-do">
          <button type="button" class="button" onClick={onClose}>
            Leave it
          </button>
          <button type="submit" class="button primary" disabled={open}>
            Approve
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** Sends every draft and a note as one message. */
export function Send({ run, drafts }: { run: string; drafts: number }) {
  const open = useSignal(false);
  const note = useSignal('');
  const key = useSignal(crypto.randomUUID());
  const send = async (event: Event) => {
    event.preventDefault();
    const input = { run, key: key.value, ...(note.value.trim() ? { note: note.value } : {}) };
    if (!(await act('review_send', input, { done: `Sent to ${run}: it goes on with it` }))) return;
    key.value = crypto.randomUUID();
    note.value = '';
    open.value = false;
  };
  return (
    <>
      <button type="button" class="button" data-send onClick={() => (open.value = true)}>
        Request changes{drafts > 0 && ` (${drafts})`}
      </button>
      {open.value && (
        <Dialog title="Request changes" onClose={() => (open.value = false)}>
          <form class="run-asked" onSubmit={send}>
            <h2>Request changes</h2>
            <p>
              {drafts === 0
                ? 'Say what is to be changed. Click the number of a line to comment on it.'
                : `${drafts} ${drafts === 1 ? 'comment goes' : 'comments go'} along, in one message.`}
            </p>
            <textarea
              aria-label="What is to be said of the whole"
              placeholder="What is to be said of the whole"
              rows={5}
              value={note.value}
              onInput={({ currentTarget }) => {
                note.value = currentTarget.value;
              }}
            />
            <div class="run-asked-do">
              <button type="button" class="button" onClick={() => (open.value = false)}>
                Leave it
              </button>
              <button type="submit" class="button primary" disabled={drafts === 0 && note.value.trim() === ''}>
                Send
              </button>
            </div>
          </form>
        </Dialog>
      )}
    </>
  );
}
