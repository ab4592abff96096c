import type { Frame } from './frame.ts';
import type { Pressed } from './key-names.ts';

/** A terminal whose whole screen the program uses. When the process ends, in any way but SIGKILL, it is as before. */
export interface FullScreen {
  /** Shows a frame. Writes only the lines that differ from the one before. */
  draw(frame: Frame): void;
  /** Forgets what the terminal shows, and asks for a frame. */
  redraw(): void;
  /** Stops the process until the shell continues it, as Ctrl+Z does. */
  suspend(): void;
  close(): void;
}

export interface FullScreenListeners {
  pressed(key: Pressed): void;
  resized(): void;
}
