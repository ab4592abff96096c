import type { Kinds } from './kinds/table.ts';

export type { Kinds } from './kinds/table.ts';

// The record types, derived from the table of kinds. The type of tasks is in task/task.ts.

export type Agent = Kinds['agent'];
/** The record of a file with archived tasks. */
export type Archive = Kinds['archive'];
export type Attachment = Kinds['attachment'];
export type Bet = Kinds['bet'];
export type Claim = Kinds['claim'];
/** A field that a source and the queue changed differently. */
export type Conflict = Kinds['conflict'];
/** A comment of a review, on lines of a file. */
export type Comment = Kinds['comment'];
export type Anchor = Comment['anchor'];
/** A person's agreement to a part of a repository's config file. */
export type Consent = Kinds['consent'];
export type Dispatch = Kinds['dispatch'];
export type Doc = Kinds['doc'];
/** A stored version of a document. */
export type DocVersion = Doc['versions'][number];
export type GitHook = Kinds['gate'];
export type Goal = Kinds['goal'];
/** An item of a source, and its task. */
export type Linked = Kinds['linked'];
export type Mirror = Kinds['mirror'];
export type Night = Kinds['night'];
export type NightTerms = Night['terms'];
export type Notice = Kinds['notice'];
export type Orchestrator = Kinds['orchestrator'];
export type Outcome = Kinds['outcome'];
export type Persona = Kinds['persona'];
export type Pillar = Kinds['pillar'];
export type Problem = Kinds['problem'];
/** A proposal in the inbox. */
export type Proposal = Kinds['proposal'];
/** The pull request of a run. */
export type Pull = Kinds['pull'];
export type Question = Kinds['question'];
export type Repository = Kinds['repository'];
export type Run = Kinds['run'];
/** An entry that a run's result lacks. */
export type MissingEntry = NonNullable<NonNullable<Run['result']>['missing']>[number];
/** A change that is sent to a source, and has no answer yet. */
export type Sending = Kinds['sending'];
export type Session = Kinds['session'];
/** A task of which a source refuses to make an item. */
export type Unmade = Kinds['unmade'];
export type Snooze = Kinds['snooze'];
/** A service whose items are kept in step with tasks. */
export type Source = Kinds['source'];
/** A token of the queue. Those of one machine are files in BACKLOG_HOME. */
export type QueueToken = Kinds['token'];
export type Tick = Kinds['tick'];
export type Vision = Kinds['vision'];
/** How far the events of a webhook are delivered. */
export type Delivery = Kinds['delivery'];
export type Webhook = Kinds['webhook'];
