import * as z from 'zod';
import { lazy } from '../../base/lazy.ts';

/** The input that names an attachment of a task. */
export const attachedFile = lazy(() => z.string().trim().min(1).describe('Attachment name'));
