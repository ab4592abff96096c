import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import type { CommandName, Inputs, Outputs } from '../../../sdk/calls.ts';
import { act } from '../../data/act.ts';
import { Button } from '../button.tsx';
import type { SaidField, SaidFields } from './command-form.tsx';
import { saidInput } from './field-values.ts';
import { useSubmit } from './use-once.ts';

interface Props<Name extends CommandName> {
  of: Name;
  /** Fields without choices. Their titles are for screen readers. */
  fields: SaidFields<Name>;
  /** Values of other fields. */
  given: Partial<Inputs[Name]>;
  /** Text and variants of the button. Without a text, only Enter submits. */
  action?: string;
  look?: string;
  class: string;
  done: string | ((output: Outputs[Name]) => string);
  /** Whether the message offers Undo. */
  undo?: boolean;
  /** Other controls. */
  children?: ComponentChildren;
}

/** The form of a command as one line. After a call, its fields are empty again and keep the focus. */
export function LineForm<Name extends CommandName>({ of, fields, given, done, undo = true, ...props }: Props<Name>) {
  const form = useRef<HTMLFormElement>(null);
  const rows = Object.entries(fields as Readonly<Record<string, SaidField>>).map(([name, said]) => ({
    name,
    kind: 'text' as const,
    ...said,
  }));
  const send = useSubmit(async () => {
    const input = { ...given, ...saidInput(rows, new FormData(form.current!)) } as Inputs[Name];
    if (!(await act(of, input, { done, undo }))) return;
    for (const field of form.current?.querySelectorAll('input') ?? []) field.value = '';
  });
  return (
    <form ref={form} class={props.class} onSubmit={send}>
      {rows.map(({ name, title, hint, kind, required }) => (
        <input
          key={name}
          {...{ name, required, placeholder: hint, 'aria-label': title }}
          inputMode={kind === 'number' ? 'decimal' : 'text'}
        />
      ))}
      {props.children}
      {props.action && (
        <Button type="submit" look={props.look ?? ''}>
          {props.action}
        </Button>
      )}
    </form>
  );
}
