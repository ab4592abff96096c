import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';

/** Which one of a task is meant. */
export const attachedFile = lazy(() => z.string().trim().min(1).describe('Its name'));
