import type { Outputs } from '../../../sdk/calls.ts';

export type NowAnswer = Outputs['report_now'];
