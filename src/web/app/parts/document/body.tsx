import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { showRefusal } from '../../data/act.ts';
import { Refusal } from '../../data/api.ts';
import { Button } from '../button.tsx';
import { ProblemNote } from '../problem.tsx';
import { Markdown } from '../text/markdown.tsx';
import { type DocumentName, useBody, wholeBody } from './named.ts';

/** Shows a document's text. Only the start of a long text is shown, with a button that loads the rest. */
export function DocumentBody({ id, name, version }: DocumentName & { version?: number | undefined }) {
  const { value, error, again } = useBody({ id, name }, version);
  const whole = useSignal<string | undefined>(undefined);
  const body = value.value;
  useEffect(() => {
    whole.value = undefined;
  }, [id, name, body]);
  if (!body) return error.value ? <ProblemNote refusal={error.value} again={again} /> : null;
  const showAll = async () => {
    try {
      whole.value = (await wholeBody({ id, name }, body.version)).content;
    } catch (failure) {
      if (!(failure instanceof Refusal)) throw failure;
      showRefusal(failure);
    }
  };
  return (
    <>
      <Markdown text={whole.value ?? body.content} />
      {body.left > 0 && whole.value === undefined && (
        <Button look="small" onClick={showAll}>
          Show {body.left.toLocaleString()} more characters
        </Button>
      )}
    </>
  );
}
