import { pending } from '../data/act.ts';
import { KeysPage } from './keys/keys-page.tsx';
import { overlay } from './overlay.ts';
import { Palette } from './palette/palette.tsx';
import { QuickAdd } from './quick-add.tsx';
import { TakeBack } from './undo-dialog.tsx';

/** The window that is open, if one is. */
export function Overlays() {
  if (pending.value) return <TakeBack of={pending.value} />;
  if (overlay.value === 'palette') return <Palette />;
  if (overlay.value === 'keys') return <KeysPage />;
  if (overlay.value === 'quick-add') return <QuickAdd />;
  return null;
}
