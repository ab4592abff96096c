import { editMessage } from '../../../claims/index.ts';
import { editDecision, editFacts } from '../../../work/claim/edit.ts';
import { fileWorkspaces, type Handler, openLight } from '../host.ts';
import { contextOutput } from '../output.ts';
import { editedFile, editingBy } from './edit-path.ts';

/**
 * Handles the event after an edit. Checks the edit again, because another holder may have claimed the path before a
 * person allowed the edit.
 */
export const lateEdit: Handler = async (payload, host) => {
  const file = editedFile(payload);
  for (const where of file ? fileWorkspaces(file, host) : []) {
    const facts = editFacts(file!, editingBy(await openLight(where, host), payload, host));
    const decision = facts && editDecision({ ...facts, outsideScope: 'allow' });
    const words = decision?.verdict === 'deny' ? editMessage(facts!.path, decision, facts!) : undefined;
    if (words)
      return contextOutput(
        'PostToolUse',
        `This edit was made, but ${words.message} Read the file again, undo your change if it conflicts, and tell the user. ${words.hint}`,
      );
  }
  return undefined;
};
