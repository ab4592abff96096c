import type { ProviderName } from '../../domain/runs/providers.ts';
import { claude } from './claude.ts';
import { codex } from './codex.ts';
import { command } from './command.ts';
import type { Provider } from './provider.ts';

/** Every provider that an agent's record can name. */
export const PROVIDERS: Readonly<Record<ProviderName, Provider>> = { claude, codex, command };
