import { useEffect } from 'preact/hooks';
import { damages } from '../../data/api.ts';
import { connection, onEvent, workspace } from '../../data/state.ts';
import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { announced } from './announce.ts';
import { closeToast, toast, toasts } from './toasts.ts';

/** The messages under the sidebar, or above it on a phone. They have their own room and cover nothing. */
export function Toasts() {
  useEffect(closeOutdated, []);
  return (
    <div class="toasts">
      {toasts.value.map(({ id, text, hint, details, tone, action }) => (
        <div key={id} class={`toast line gap-8 ${tone ?? ''}`}>
          <div class="stack anywhere rest">
            <span>{text}</span>
            {hint && <small class="soft">{hint}</small>}
            {details && (
              <details class="small soft">
                <summary>Details</summary>
                {details}
              </details>
            )}
          </div>
          {action && (
            <LinkButton
              onClick={() => {
                closeToast(id);
                action.run();
              }}
            >
              {action.title}
            </LinkButton>
          )}
          <button type="button" class="icon-button" aria-label="Close" onClick={() => closeToast(id)}>
            <Icon name="close" size={14} />
          </button>
        </div>
      ))}
    </div>
  );
}

/**
 * Warns that the page may show old data: the server is unreachable or can't read the queue, the browser is not logged in, or the queue is
 * damaged.
 */
export function Banner() {
  if (connection.value === 'lost')
    return (
      <div class="banner asks ruled" role="status">
        <strong>The board's server doesn't answer.</strong> This page may show old data. Start the server with{' '}
        <code>backlog board</code>. The page then updates automatically.
      </div>
    );
  if (connection.value === 'unread')
    return (
      <div class="banner asks ruled" role="status">
        <strong>The queue can't be read now.</strong> This page may show old data. <code>backlog doctor</code> prints
        the reason. When the queue answers, the page updates automatically.
      </div>
    );
  if (connection.value === 'locked')
    return (
      <div class="banner asks ruled" role="status">
        <strong>This browser is no longer logged in.</strong> Run <code>backlog board</code> in a terminal and open the
        link that it prints.
      </div>
    );
  const damage = damages.value[workspace.value?.uuid ?? ''];
  if (damage !== undefined)
    return (
      <div class="banner asks ruled" role="status">
        {damage}
      </div>
    );
  return null;
}

/** The parts of the page that screen readers read out when they change. */
export function Announcer() {
  return (
    <div class="unseen">
      <div role="status" aria-live="polite">
        {announced.value.polite}
      </div>
      <div role="alert" aria-live="assertive">
        {announced.value.assertive}
      </div>
    </div>
  );
}

/** Closes messages that are no longer true: about changes that somebody undoes, and about a server that answers again. */
function closeOutdated(): () => void {
  return onEvent((message) => {
    if (message.type === 'connection' && message.connection === 'live') closeLost();
    const undoes = message.type === 'commit' ? message.commit.undoes : undefined;
    if (undoes !== undefined) toasts.value = toasts.value.filter(({ commits }) => !commits?.includes(undoes));
  });
}

function closeLost(): void {
  if (!toasts.value.some(({ lost }) => lost)) return;
  toasts.value = toasts.value.filter(({ lost }) => !lost);
  toast({ text: 'The server answers again. Check whether your last change was made.' });
}
