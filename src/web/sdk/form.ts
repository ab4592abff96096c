/** A command that a browser may call. */
export interface FormRow {
  /** The command's name: `goal_close`. */
  name: string;
  title: string;
  summary: string;
}

/** A command as a form: the fields of its input, in the order in which people say them. */
export interface CommandForm extends FormRow {
  /** Whether the command only reads, writes, or removes what undo can't restore. */
  effect: 'read' | 'write' | 'destructive';
  /** Whether a page may call it as soon as it opens, without a click. */
  atOnce: boolean;
  fields: readonly FormField[];
  /** Number of fields that the form shows at first. */
  shown: number;
}

export interface FormField {
  /** The field's name in the input. */
  name: string;
  title: string;
  /** `prose` has lines; `list` has a value on each line; `json` is a value that has parts of its own. */
  kind: 'text' | 'prose' | 'number' | 'yes' | 'choice' | 'list' | 'json';
  required: boolean;
  about?: string;
  choices?: readonly string[];
}
