/** Keys of inputs, menus and dialogs, only for the page of keys: the elements themselves handle them. */
export const FIELD_KEYS: readonly { keys: string; title: string; of: string }[] = [
  { keys: 'Enter', title: 'Save the field, or take the selected choice', of: 'Fields and menus' },
  { keys: 'Escape', title: 'Cancel or close', of: 'Fields and menus' },
  { keys: 'mod+Enter', title: 'Send or save a text of several lines', of: 'Fields and menus' },
  { keys: 'ArrowDown', title: 'Next choice', of: 'Fields and menus' },
  { keys: 'ArrowUp', title: 'Previous choice', of: 'Fields and menus' },
  { keys: 'Tab', title: 'Complete the filter, or go to the next field', of: 'Fields and menus' },
];
