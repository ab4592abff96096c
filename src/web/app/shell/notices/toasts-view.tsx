import { LinkButton } from '../../parts/button.tsx';
import { Icon } from '../../parts/icon.tsx';
import { closeToast, toasts } from './toasts.ts';

export function Toasts() {
  return (
    <div class="toasts">
      {toasts.value.map(({ id, text, hint, tone, action }) => (
        <div key={id} class={`toast line gap-8 ${tone ?? ''}`}>
          <div class="toast-text anywhere rest">
            <span>{text}</span>
            {hint && <small class="soft">{hint}</small>}
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
