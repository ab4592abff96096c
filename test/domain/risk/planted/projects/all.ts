import type { Language, Project } from '../planted.ts';
import { csharp } from './csharp.ts';
import { go } from './go.ts';
import { java } from './java.ts';
import { python } from './python.ts';
import { ruby } from './ruby.ts';
import { rust } from './rust.ts';
import { typescript } from './typescript.ts';

/** The project of each language, as it stood before an agent worked on it. */
export const projects: Record<Language, Project> = { typescript, python, go, rust, java, csharp, ruby };
