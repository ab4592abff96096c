import type { CallOptions } from "./options.mjs";
export type Task = {
    uuid: string;
    id: number;
    description: string;
    status: "pending" | "completed" | "deleted" | "recurring";
    entry: string;
    modified: string;
    start?: string;
    end?: string;
    due?: string;
    scheduled?: string;
    wait?: string;
    until?: string;
    recur?: string;
    project?: string;
    priority?: "H" | "M" | "L";
    tags?: (string)[];
    depends?: (string)[];
    template?: string;
    parent?: string;
    links?: ({
        type: "discovered-from" | "duplicates" | "relates";
        uuid: string;
    })[];
    annotations?: ({
        id: string;
        at: string;
        actor: string;
        author?: string;
        text: string;
        re?: string;
    })[];
    agent?: string;
    scope?: ({
        repo?: string;
        glob: string;
    })[];
    type?: string;
    estimate?: string;
    acceptance?: ({
        id: string;
        text: string;
        met?: {
            at: string;
            actor: string;
            author?: string;
            evidence: string;
            run?: string;
            commit?: string;
            outdated?: string;
        };
    })[];
    checks?: (string)[];
    source?: {
        kind: string;
        list?: string;
        id: string;
        url?: string;
        seen?: Record<string, string>;
    };
    rank?: number;
    handoff?: {
        at: string;
        actor: string;
        author?: string;
        session?: string;
        note: string;
        elsewhere?: true;
    };
    series?: {
        zone: string;
        purged?: (string)[];
    };
    extra?: Record<string, unknown>;
    [field: string]: unknown;
};
export type Doc = {
    task?: string;
    name: string;
    versions: ({
        n: number;
        blob: string | null;
        actor: string;
        at: string;
        note?: string;
    })[];
    [field: string]: unknown;
};
export type Attachment = {
    task: string;
    name: string;
    blob: string;
    bytes: number;
    type: string;
    at: string;
    actor: string;
    note?: string;
    [field: string]: unknown;
};
export type Claim = {
    id: string;
    holder: string;
    task?: string;
    label?: string;
    run?: string;
    scope: ({
        repo?: string;
        glob: string;
    })[];
    since: string;
    expires: string;
    fence: number;
    worktree?: string;
    renewer?: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    [field: string]: unknown;
};
export type Run = {
    id: string;
    task: string;
    attempt: number;
    state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
    since: string;
    at: string;
    by: string;
    agent: string;
    provider: "claude" | "codex" | "command";
    model?: string;
    repository: string;
    target: string;
    base: string;
    branch: string;
    scope: ({
        repo?: string;
        glob: string;
    })[];
    fence: number;
    supervisor?: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    process?: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    session?: string;
    reason?: {
        code: "no_changes" | "crashed" | "wall_limit" | "idle_limit" | "turn_limit" | "cost_limit" | "rate_limited" | "unauthenticated" | "no_agent" | "nonsense" | "agent_failed" | "setup_failed" | "check_undefined" | "base_lost" | "worktree_lost" | "claimed" | "claim_lost" | "git_failed" | "defect" | "asked" | "supervisor_died" | "never_began";
        text: string;
        until?: string;
    };
    roused?: string;
    stop?: {
        at: string;
        by: string;
    };
    rounds?: ({
        n: number;
        why: "start" | "checks" | "changes" | "answer" | "resume" | "adopt";
        at: string;
        by?: string;
        notes?: number;
        ended?: string;
        until?: string;
        outcome?: string;
        session?: string;
        summary?: string;
        commit?: string;
        usage?: {
            input: number;
            output: number;
            cached: number;
            costUsd?: number;
            turns: number;
        };
    })[];
    result?: {
        commit: string;
        tree: string;
        files: number;
        added: number;
        deleted: number;
        paths: (string)[];
        outside: (string)[];
        raw?: (string)[];
        nested: (string)[];
        ignored?: (string)[];
    };
    checks?: ({
        name: string;
        ok: boolean;
        why: string;
        ms: number;
        output: string;
        commit: string;
    })[];
    usage?: {
        input: number;
        output: number;
        cached: number;
        costUsd?: number;
        turns: number;
    };
    limits: {
        wallMs: number;
        idleMs: number;
        turns?: number;
        costUsd?: number;
        checkRounds: number;
    };
    limitsSaid?: {
        wallMs?: number;
        idleMs?: number;
        turns?: number;
        costUsd?: number;
        checkRounds?: number;
    };
    notes?: ({
        id: string;
        at: string;
        actor: string;
        text: string;
        commit?: string;
        key?: string;
    })[];
    verdict?: {
        commit: string;
        actor: string;
        at: string;
        outside?: true;
        raw?: true;
        unmet?: (string)[];
        override?: {
            checks: (string)[];
            reason: string;
        };
        now?: string;
    };
    merge?: {
        old: string;
        new: string;
        commit: string;
        at: string;
    };
    waits?: {
        why: string;
        text: string;
        files?: (string)[];
    };
    adopt?: {
        at: string;
        by: string;
    };
    update?: {
        why: "conflict" | "red" | "union";
        text: string;
        checks?: (string)[];
        made?: {
            base: string;
            commit: string;
            conflicts: ({
                path: string;
                kind: string;
            })[];
        };
        round?: number;
    };
    outgoing?: {
        commit: string;
        at: string;
        next: string;
        tries: number;
        failed?: string;
    };
    sent?: string;
    proposed?: {
        commit: string;
        result: string;
        branch: string;
        at: string;
        text: string;
    };
    merged?: {
        commit: string;
        at: string;
        push?: string;
    };
    reverted?: {
        commit?: string;
        at: string;
    };
    unfound?: {
        at: string;
        text: string;
    };
    startedIn?: string;
    checkout?: (string)[];
    followedBy?: string;
    cleaned?: string;
    cleaner?: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    [field: string]: unknown;
};
export type Question = {
    id: string;
    run?: string;
    task?: string;
    text: string;
    at: string;
    actor: string;
    answer?: {
        text: string;
        at: string;
        actor: string;
    };
    [field: string]: unknown;
};
export type Comment = {
    id: string;
    run: string;
    task: string;
    text: string;
    at: string;
    actor: string;
    anchor: {
        commit: string;
        path: string;
        side: "new" | "old";
        from: number;
        to: number;
        lines: (string)[];
        before: string;
        after: string;
    };
    sent?: {
        at: string;
        note: string;
    };
    [field: string]: unknown;
};
export type Tick = {
    run: string;
    task: string;
    actor: string;
    path: string;
    blob: string;
    at: string;
    [field: string]: unknown;
};
export type Lease = {
    name: string;
    holder: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    since: string;
    expires: string;
    [field: string]: unknown;
};
export type Orchestrator = {
    wish: "running" | "paused" | "stopped";
    at: string;
    actor: string;
    reason?: {
        code: "failures";
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        providers?: Record<string, number>;
        budget?: {
            usd: number;
            per: "day" | "all";
            since: string;
        };
        failures: number;
        attempts: number;
        backoffMs: number;
    };
    [field: string]: unknown;
};
export type Session = {
    id: string;
    started: string;
    ended?: string;
    reason?: string;
    process?: {
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    };
    others?: ({
        host: string;
        boot: string;
        pid: number;
        start: string;
        namespace?: string;
    })[];
    cwd?: string;
    tasks?: (string)[];
    resumed?: true;
    origin?: string | null;
    [field: string]: unknown;
};
export type Dispatch = {
    token: string;
    session: string;
    toolUse: string;
    agentType: string;
    task?: string;
    claim?: string;
    at: string;
    expires: string;
    holder?: string;
    agent?: string;
    ended?: string;
    [field: string]: unknown;
};
export type Mirror = {
    list: string;
    clientTask: string;
    session: string;
    task: string;
    [field: string]: unknown;
};
export type Repository = {
    name: string;
    common?: string;
    folder: string;
    home?: true;
    remote?: string;
    target?: string;
    before?: string;
    [field: string]: unknown;
};
export type Agent = {
    name: string;
    provider: "claude" | "codex" | "command";
    binary?: string;
    argv?: (string)[];
    model?: string;
    effort?: string;
    capabilities?: (string)[];
    paths?: ({
        repo?: string;
        glob: string;
    })[];
    repositories?: (string)[];
    risk?: "low" | "medium" | "high";
    permission: {
        mode: "default" | "acceptEdits" | "bypass";
        allow: (string)[];
        deny: (string)[];
    };
    enabled: boolean;
    slots?: number;
    env?: (string)[];
    at: string;
    actor: string;
    [field: string]: unknown;
};
export type Gate = {
    repository: string;
    files: (string)[];
    at: string;
    actor: string;
    paused?: {
        at: string;
        actor: string;
        until?: string;
    };
    [field: string]: unknown;
};
export type Archive = {
    file: string;
    count: number;
    from: number;
    to: number;
    tables: {
        ids: number;
        uuids: number;
        sources: number;
        blobs: number;
        end: number;
    };
    at: string;
    out?: (string)[];
    [field: string]: unknown;
};
export type Setting = {
    name: string;
    value: string | number | boolean;
    at: string;
    actor: string;
    [field: string]: unknown;
};
export type View = {
    name: string;
    filter: string;
    at: string;
    actor: string;
    [field: string]: unknown;
};
export type Counter = {
    last: number;
    [field: string]: unknown;
};
export type BacklogStatusOutput = {
    mine: ((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    }))[];
    attention: ({
        why: "question" | "review" | "failure" | "unmerged" | "unsent" | "unfound" | "stuck" | "handoff";
        task: (Task) & ({
            urgency: number;
            state: string;
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
            [field: string]: unknown;
        });
        run?: string;
        said?: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        next: string;
        since: string;
        holdsUp: number;
    })[];
    handoffs: ((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    }))[];
    reviews: ((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    }))[];
    working: ({
        task: (Task) & ({
            urgency: number;
            state: string;
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
            [field: string]: unknown;
        });
        run?: string;
        by?: string;
        since: string;
    })[];
    ready: ((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    }))[];
    overdue: ((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    }))[];
    blocked: ({
        task: (Task) & ({
            urgency: number;
            state: string;
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
            [field: string]: unknown;
        });
        by: ({
            id: number;
            description: string;
        })[];
    })[];
    held: ({
        task: (Task) & ({
            urgency: number;
            state: string;
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
            [field: string]: unknown;
        });
        claim: Claim;
    })[];
    documents: (string)[];
    counts: Record<string, number>;
    workspace: string;
    never?: true;
    [field: string]: unknown;
};
export type TaskNextOutput = {
    peek: (Task)[] | null;
    brief: {
        task: Task;
        state: string;
        parents: (Task)[];
        waitsFor: (Task)[];
        after: (Task)[];
        unblocks: (Task)[];
        subtasks: (Task)[];
        links: ({
            type: string;
            task: Task;
        })[];
        spec: string | null;
        unreadable?: string;
        docs: (string)[];
        attachments: (Attachment)[];
        claims: (Claim)[];
        others: (Claim)[];
        repositories: (Repository)[];
        [field: string]: unknown;
    } | null;
    pulled: {
        taken: {
            task: Task;
            claim: Claim;
        } | null;
        passed: ({
            task: Task;
            reasons: (Record<string, unknown>)[];
            [field: string]: unknown;
        })[];
    } | null;
    asked: {
        filter: string;
        open: number;
        blocked: number;
        notes: (string)[];
    } | null;
};
export type TaskListOutput = {
    total: number;
    from: number;
    next?: string;
    notes?: (string)[];
    tasks: (((Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    })) | Record<string, unknown>)[];
};
export type TaskInfoOutput = {
    record: (Task) & ({
        urgency: number;
        state: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        [field: string]: unknown;
    });
    brief: {
        state: string;
        parents: (Task)[];
        waitsFor: (Task)[];
        after: (Task)[];
        unblocks: (Task)[];
        subtasks: (Task)[];
        links: ({
            type: string;
            task: Task;
        })[];
        spec: string | null;
        unreadable?: string;
        docs: (string)[];
        attachments: (Attachment)[];
        claims: (Claim)[];
        others: (Claim)[];
        repositories: (Repository)[];
        [field: string]: unknown;
    };
    archived?: string;
};
export type TaskModifyOutput = {
    selected: number;
    notes?: (string)[];
    tasks: (Task)[];
};
export type TaskEditOutput = {
    task: Task;
    changed: (string)[];
};
export type TaskDoneOutput = {
    tasks: (Task)[];
    unblocked: (Task)[];
};
export type TaskAnnotateOutput = {
    task: Task;
    criterion?: string;
};
export type TaskImportOutput = {
    imported: ({
        ref?: string;
        task: Task;
    })[];
    source: string;
    dryRun: boolean;
    added: number;
    changed: ({
        id: number;
        fields: (string)[];
    })[];
    unchanged: number;
    documents: (string)[];
    mapped: ({
        field: string;
        to: string;
        rows: number;
    })[];
    left: (string)[];
    bad: ({
        row: number;
        problem: string;
        [field: string]: unknown;
    })[];
    badFile?: string;
    warnings: (string)[];
    clashes: ({
        first: Task;
        second: Task;
        meeting: {
            witness: string;
            [field: string]: unknown;
        };
    })[];
};
export type TaskStartOutput = {
    brief: {
        task: Task;
        state: string;
        parents: (Task)[];
        waitsFor: (Task)[];
        after: (Task)[];
        unblocks: (Task)[];
        subtasks: (Task)[];
        links: ({
            type: string;
            task: Task;
        })[];
        spec: string | null;
        unreadable?: string;
        docs: (string)[];
        attachments: (Attachment)[];
        claims: (Claim)[];
        others: (Claim)[];
        repositories: (Repository)[];
        [field: string]: unknown;
    };
    claim: Claim;
    already: boolean;
};
export type TaskStopOutput = {
    tasks: (Task)[];
};
export type TaskDeleteOutput = {
    tasks: (Task)[];
};
export type TaskCountOutput = {
    count: number;
    notes?: (string)[];
};
export type TaskSearchOutput = {
    total: number;
    notes?: (string)[];
    hits: ({
        id?: number;
        uuid?: string;
        description?: string;
        status?: string;
        in: string;
        snippet?: string;
        score: number;
    })[];
};
export type TaskTreeOutput = {
    lines: ({
        task: Task;
        closed: number;
        of: number;
        follows: (boolean)[];
    })[];
    notes?: (string)[];
};
export type TaskGraphOutput = {
    waves: (({
        task: Task;
        after: (number)[];
    })[])[];
    notes?: (string)[];
};
export type TaskMoveOutput = {
    uuid: string;
    id: number;
    description: string;
    column: "todo" | "progress" | "review" | "done";
    state: string;
    version: string;
    urgency: number;
    priority?: "H" | "M" | "L";
    project?: string;
    tags?: (string)[];
    agent?: string;
    due?: string;
    end?: string;
    rank?: number;
    order: number;
    met?: [
        number,
        number
    ];
    waitsFor?: (number)[];
    holdsUp?: number;
    handoff?: true;
    by?: string;
    row?: number;
    run?: {
        id: string;
        state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
    };
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
};
export type TaskDenotateOutput = {
    task: Task;
    removed: {
        id: string;
        at: string;
        actor: string;
        text: string;
        author?: string;
        re?: string;
    };
};
export type TaskDocWriteOutput = {
    task?: Task;
    name: string;
    version: number;
};
export type TaskDocReadOutput = {
    content: string;
    left: number;
    next?: number;
    version: number;
};
export type TaskDocDeleteOutput = {
    task?: Task;
    name: string;
};
export type TaskDocListOutput = {
    total: number;
    rows: ({
        name: string;
        version: number;
        deleted: boolean;
        actor: string;
        at: string;
        note?: string;
    })[];
};
export type TaskDocDiffOutput = {
    content: string;
    left: number;
    next?: number;
    from: number;
    to: number;
    added: number;
    deleted: number;
};
export type TaskDocRestoreOutput = {
    task?: Task;
    name: string;
    version: number;
    restored: number;
};
export type TaskDocSearchOutput = {
    total: number;
    documents: ({
        id?: number;
        uuid?: string;
        description?: string;
        name: string;
        version: number;
        actor: string;
        at: string;
        note?: string;
        snippet?: string;
    })[];
};
export type AttachmentAddOutput = {
    task: Task;
    attachment: Attachment;
};
export type AttachmentGetOutput = {
    attachment: Attachment;
    encoding: "utf8" | "base64";
    content?: string;
    to?: string;
};
export type AttachmentRemoveOutput = {
    task: Task;
    name: string;
};
export type TaskProjectsOutput = {
    projects: ({
        name: string;
        count: number;
    })[];
};
export type TaskTagsOutput = {
    tags: ({
        name: string;
        count: number;
    })[];
};
export type TaskExplainOutput = {
    task: Task;
    state: string;
    reasons: (string)[];
    urgency: {
        total: number;
        terms: ({
            name: string;
            coefficient: number;
            factor: number;
            value: number;
        })[];
    };
};
export type TaskLintOutput = {
    open: number;
    total: number;
    tasks: number;
    kinds: Record<string, number>;
    findings: ({
        kind: string;
        id: number;
        uuid: string;
        description: string;
        why: string;
        others: (number)[];
        mend: ({
            command: string;
            words: Record<string, string>;
            flags?: Record<string, unknown>;
        })[];
    })[];
    more: Record<string, number>;
    notes?: (string)[];
};
export type ReportStandupOutput = {
    since: string;
    done: ({
        task: Task;
        by: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        at: string;
    })[];
    progress: ({
        task: Task;
        by?: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        since: string;
    })[];
    left: ({
        task: Task;
        handoff: {
            actor: string;
            note: string;
            [field: string]: unknown;
        };
    })[];
    blocked: ({
        task: Task;
        by: (Task)[];
    })[];
    next: (Task)[];
    waiting: ({
        why: "question" | "review" | "failure" | "unmerged" | "unsent" | "unfound" | "stuck" | "handoff";
        task: Task;
        run?: string;
        said?: string;
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        next: string;
        since: string;
        holdsUp: number;
    })[];
    totals: {
        done: number;
        progress: number;
        left: number;
        blocked: number;
        next: number;
        waiting: number;
    };
    counts: {
        added: number;
        deleted: number;
        overdue: number;
    };
    by?: string;
    markdown: boolean;
};
export type ReportNowOutput = {
    waiting: ({
        what: "question" | "review" | "failure" | "unmerged" | "unsent" | "unfound" | "stuck" | "handoff";
        card: {
            uuid: string;
            id: number;
            description: string;
            column: "todo" | "progress" | "review" | "done";
            state: string;
            version: string;
            urgency: number;
            priority?: "H" | "M" | "L";
            project?: string;
            tags?: (string)[];
            agent?: string;
            due?: string;
            end?: string;
            rank?: number;
            order: number;
            met?: [
                number,
                number
            ];
            waitsFor?: (number)[];
            holdsUp?: number;
            handoff?: true;
            by?: string;
            row?: number;
            run?: {
                id: string;
                state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
            };
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
        };
        run?: string;
        said?: string;
        next: string;
        since: string;
        holdsUp: number;
    })[];
    running: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    inHand: ({
        card: {
            uuid: string;
            id: number;
            description: string;
            column: "todo" | "progress" | "review" | "done";
            state: string;
            version: string;
            urgency: number;
            priority?: "H" | "M" | "L";
            project?: string;
            tags?: (string)[];
            agent?: string;
            due?: string;
            end?: string;
            rank?: number;
            order: number;
            met?: [
                number,
                number
            ];
            waitsFor?: (number)[];
            holdsUp?: number;
            handoff?: true;
            by?: string;
            row?: number;
            run?: {
                id: string;
                state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
            };
            objections?: ({
                grant: string;
                mark: string;
                names: (string)[];
            })[];
        };
        by?: string;
        since: string;
    })[];
    next: ({
        uuid: string;
        id: number;
        description: string;
        column: "todo" | "progress" | "review" | "done";
        state: string;
        version: string;
        urgency: number;
        priority?: "H" | "M" | "L";
        project?: string;
        tags?: (string)[];
        agent?: string;
        due?: string;
        end?: string;
        rank?: number;
        order: number;
        met?: [
            number,
            number
        ];
        waitsFor?: (number)[];
        holdsUp?: number;
        handoff?: true;
        by?: string;
        row?: number;
        run?: {
            id: string;
            state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
        };
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
    })[];
    totals: Record<string, number>;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type ReportBoardOutput = {
    totals: {
        todo: number;
        progress: number;
        review: number;
        done: number;
    };
    cards: ({
        uuid: string;
        id: number;
        description: string;
        column: "todo" | "progress" | "review" | "done";
        state: string;
        version: string;
        urgency: number;
        priority?: "H" | "M" | "L";
        project?: string;
        tags?: (string)[];
        agent?: string;
        due?: string;
        end?: string;
        rank?: number;
        order: number;
        met?: [
            number,
            number
        ];
        waitsFor?: (number)[];
        holdsUp?: number;
        handoff?: true;
        by?: string;
        row?: number;
        run?: {
            id: string;
            state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
        };
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
    })[];
    gone: (string)[] | null;
    follows: (string)[];
};
export type ReportBurndownDailyOutput = {
    period: "daily" | "weekly" | "monthly";
    bars: ({
        date: string;
        open: number;
        started: number;
        done: number;
        added: number;
        closed: number;
    })[];
    rates: {
        added: number;
        closed: number;
    };
    expected?: string;
    notes?: (string)[];
};
export type ReportBurndownWeeklyOutput = {
    period: "daily" | "weekly" | "monthly";
    bars: ({
        date: string;
        open: number;
        started: number;
        done: number;
        added: number;
        closed: number;
    })[];
    rates: {
        added: number;
        closed: number;
    };
    expected?: string;
    notes?: (string)[];
};
export type ReportBurndownMonthlyOutput = {
    period: "daily" | "weekly" | "monthly";
    bars: ({
        date: string;
        open: number;
        started: number;
        done: number;
        added: number;
        closed: number;
    })[];
    rates: {
        added: number;
        closed: number;
    };
    expected?: string;
    notes?: (string)[];
};
export type ReportSummaryOutput = {
    projects: ({
        project: string;
        depth: number;
        open: number;
        done: number;
        percent: number;
        averageAgeMs: number;
    })[];
    notes?: (string)[];
};
export type ReportCalendarOutput = {
    today: string;
    months: ({
        month: string;
        days: number;
        first: number;
    })[];
    due: ({
        date: string;
        count: number;
        tasks: ({
            id: number;
            description: string;
            project?: string;
            due: string;
        })[];
    })[];
    notes?: (string)[];
};
export type ReportGraphOutput = {
    nodes: ({
        id: number;
        uuid: string;
        description: string;
        state: string;
        wave: number;
        project?: string;
        estimateMs?: number;
        holdsUp?: number;
        critical?: true;
        along?: true;
        gone?: ({
            uuid: string;
            id?: number;
        })[];
        hidden?: [
            number,
            number
        ];
    })[];
    edges: ([
        number,
        number
    ])[];
    parts: ([
        number,
        number
    ])[];
    critical: {
        ids: (number)[];
        by: "estimate" | "count";
        ms?: number;
        guessed?: number;
    };
    unblocking: ({
        id: number;
        count: number;
        description: string;
    })[];
    totals: {
        shown: number;
        left: number;
        waves: number;
        alone: number;
    };
    follows: (string)[];
    notes?: (string)[];
};
export type ReportTimelineOutput = {
    from: string;
    until: string;
    now: string;
    zone: string;
    lanes: ({
        agent: string;
        runs: ({
            run: string;
            id: number;
            description: string;
            attempt: number;
            state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
            begins: string;
            worked?: string;
            ends?: string;
            expected?: string;
        })[];
        held: ({
            id: number;
            description: string;
            begins: string;
        })[];
        next: ({
            id: number;
            description: string;
            begins: string;
            ends: string;
            by: "estimate" | "past";
        })[];
        left: number;
    })[];
    marks: ({
        id: number;
        description: string;
        what: "due" | "scheduled";
        at: string;
    })[];
    totals: {
        marksLeft: number;
        overdue: number;
        earlier: number;
        rest: number;
    };
    notes?: (string)[];
};
export type TaskHistoryOutput = {
    commits: ({
        seq: number;
        at: string;
        actor: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        command: string;
        changes: ({
            kind: string;
            id: string;
            before: Record<string, unknown> | null;
            after: Record<string, unknown> | null;
        })[];
        tasks?: number;
        left?: number;
        [field: string]: unknown;
    })[];
    documents: ({
        seq: number;
        id: string;
        from: number | null;
        to: number | null;
        added: number;
        deleted: number;
        diff?: string;
        unreadable?: string;
    })[];
    full: boolean;
    more?: Record<string, unknown>;
    about?: string;
    tasks: ({
        uuid: string;
        id: number;
        description: string;
    })[];
    archived?: (Task)[];
    notes?: (string)[];
};
export type TaskUndoOutput = {
    undone: {
        seq: number;
        at: string;
        actor: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        command: string;
        changes: ({
            kind: string;
            id: string;
            before: Record<string, unknown> | null;
            after: Record<string, unknown> | null;
        })[];
        tasks?: number;
        left?: number;
        [field: string]: unknown;
    };
    done: {
        seq: number;
        at: string;
        actor: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        command: string;
        changes: ({
            kind: string;
            id: string;
            before: Record<string, unknown> | null;
            after: Record<string, unknown> | null;
        })[];
        tasks?: number;
        left?: number;
        [field: string]: unknown;
    };
    what: string;
    tasks: number;
    changes: ({
        kind: string;
        id: string;
        before: Record<string, unknown> | null;
        after: Record<string, unknown> | null;
    })[];
    left?: number;
    seq: number | null;
    dryRun: boolean;
    notes?: (string)[];
};
export type TaskRedoOutput = {
    undone: {
        seq: number;
        at: string;
        actor: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        command: string;
        changes: ({
            kind: string;
            id: string;
            before: Record<string, unknown> | null;
            after: Record<string, unknown> | null;
        })[];
        tasks?: number;
        left?: number;
        [field: string]: unknown;
    };
    done: {
        seq: number;
        at: string;
        actor: {
            kind: string;
            name: string;
            [field: string]: unknown;
        };
        command: string;
        changes: ({
            kind: string;
            id: string;
            before: Record<string, unknown> | null;
            after: Record<string, unknown> | null;
        })[];
        tasks?: number;
        left?: number;
        [field: string]: unknown;
    };
    what: string;
    tasks: number;
    changes: ({
        kind: string;
        id: string;
        before: Record<string, unknown> | null;
        after: Record<string, unknown> | null;
    })[];
    left?: number;
    seq: number | null;
    dryRun: boolean;
    notes?: (string)[];
};
export type TaskExportOutput = {
    format: "taskwarrior" | "csv" | "markdown" | "ndjson" | "backlog";
    tasks?: ({
        uuid: string;
        description: string;
        [field: string]: unknown;
    })[];
    to?: string;
    count?: number;
};
export type ClaimListOutput = {
    claims: (Claim)[];
    leases: ({
        claim: string;
        held: boolean;
        until?: string;
    })[];
    holder: string;
    now: string;
};
export type ClaimCheckOutput = {
    checked: ({
        path: string;
        verdict: string;
        claim?: Claim;
    })[];
};
export type ClaimAcquireOutput = {
    claim: Claim;
};
export type ClaimReleaseOutput = {
    released: (Claim)[];
};
export type FilterExplainOutput = {
    canonical: string;
    root: Part0;
    sort: ({
        attribute: string;
        [field: string]: unknown;
    })[];
    limit?: number;
    total: number;
    index: {
        name: string;
        candidates: number;
    };
    rejectedBy?: (Part0)[];
    openOnly: boolean;
    follows: (string)[];
    task?: Task;
};
export type FilterCompleteOutput = {
    from: number;
    completions: ({
        text: string;
        doc: string;
    })[];
};
export type ViewSetOutput = {
    name: string;
    filter: string;
};
export type ViewListOutput = {
    views: (View)[];
};
export type ViewDeleteOutput = {
    name: string;
};
export type RunStartOutput = {
    notes?: (string)[];
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
};
export type RunListOutput = {
    total: number;
    underWay: number;
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
};
export type RunShowOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
    task: Task | null;
    spec: string | null;
    stat: string;
    worktree: string;
    answered: ({
        question: string;
        answer: string;
        actor: string;
    })[];
};
export type RunDiffOutput = {
    run: string;
    from: string;
    to: string | null;
    diff: string;
    encoding: "utf8" | "base64";
};
export type RunChangesOutput = {
    run: string;
    from: string;
    to: string | null;
    files: ({
        path: string;
        from?: string;
        status: "A" | "D" | "M" | "R" | "T";
        added: number;
        deleted: number;
        binary: boolean;
        generated: boolean;
        outside: boolean;
        blob: string;
        modes?: string;
        seen: boolean;
    })[];
    total?: number;
    rows?: ({
        kind: " " | "+" | "-" | "@" | "\\";
        old?: number;
        new?: number;
        text: string;
        left?: number;
    })[];
    next?: number;
};
export type ReviewCommentOutput = {
    comment: Comment;
};
export type ReviewCommentsOutput = {
    run: string;
    comments: ({
        comment: Comment;
        place: {
            path: string;
            from: number;
            to: number;
        } | null;
    })[];
};
export type ReviewEditOutput = {
    comment: Comment;
};
export type ReviewDropOutput = {
    comment: Comment;
};
export type ReviewSendOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
    sent: number;
};
export type ReviewTickOutput = {
    tick: Tick;
    seen: boolean;
};
export type RunEventsOutput = {
    run: string;
    events: ({
        at: string;
        type: string;
        [field: string]: unknown;
    })[];
    next: number;
};
export type RunControlOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunAskOutput = {
    question: Question;
};
export type OrchestratorOutput = {
    wish: "running" | "paused" | "stopped";
    by?: string;
    at?: string;
    reason?: {
        code: string;
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        failures: number;
        attempts: number;
        backoffMs: number;
        [field: string]: unknown;
    };
    leader?: {
        host: string;
        pid: number;
    };
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    waiting: {
        review: number;
        asking: number;
        approved: number;
    };
    again: ({
        run: string;
        at?: string;
    })[];
    needed: ({
        run: string;
        text: string;
    })[];
    limited: ({
        provider: string;
        until: string;
        run: string;
    })[];
    spentUsd?: number;
    failed: number;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type RunApproveOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunMergeNowOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunRequestChangesOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunAdoptOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunAnswerOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunStopOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunResumeOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunRetryOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunDiscardOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunHandoffOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunMergedOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunPushOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type RunCleanOutput = {
    run: Run;
    id: number;
    description: string;
    elapsedMs: number;
    waitedMs: number;
    leftMs?: number;
    last?: {
        at: string;
        text: string;
    };
    stuck?: ({
        why: string;
        text: string;
        next: string;
    })[];
    objections?: ({
        grant: string;
        mark: string;
        names: (string)[];
    })[];
    leaves?: (string)[];
    drafts?: number;
    questions: (string)[];
};
export type OrchestratorStartOutput = {
    wish: "running" | "paused" | "stopped";
    by?: string;
    at?: string;
    reason?: {
        code: string;
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        failures: number;
        attempts: number;
        backoffMs: number;
        [field: string]: unknown;
    };
    leader?: {
        host: string;
        pid: number;
    };
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    waiting: {
        review: number;
        asking: number;
        approved: number;
    };
    again: ({
        run: string;
        at?: string;
    })[];
    needed: ({
        run: string;
        text: string;
    })[];
    limited: ({
        provider: string;
        until: string;
        run: string;
    })[];
    spentUsd?: number;
    failed: number;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type OrchestratorPauseOutput = {
    wish: "running" | "paused" | "stopped";
    by?: string;
    at?: string;
    reason?: {
        code: string;
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        failures: number;
        attempts: number;
        backoffMs: number;
        [field: string]: unknown;
    };
    leader?: {
        host: string;
        pid: number;
    };
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    waiting: {
        review: number;
        asking: number;
        approved: number;
    };
    again: ({
        run: string;
        at?: string;
    })[];
    needed: ({
        run: string;
        text: string;
    })[];
    limited: ({
        provider: string;
        until: string;
        run: string;
    })[];
    spentUsd?: number;
    failed: number;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type OrchestratorStopOutput = {
    wish: "running" | "paused" | "stopped";
    by?: string;
    at?: string;
    reason?: {
        code: string;
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        failures: number;
        attempts: number;
        backoffMs: number;
        [field: string]: unknown;
    };
    leader?: {
        host: string;
        pid: number;
    };
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    waiting: {
        review: number;
        asking: number;
        approved: number;
    };
    again: ({
        run: string;
        at?: string;
    })[];
    needed: ({
        run: string;
        text: string;
    })[];
    limited: ({
        provider: string;
        until: string;
        run: string;
    })[];
    spentUsd?: number;
    failed: number;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type OrchestratorStatusOutput = {
    wish: "running" | "paused" | "stopped";
    by?: string;
    at?: string;
    reason?: {
        code: string;
        text: string;
    };
    filter?: string;
    limits: {
        agents: number;
        failures: number;
        attempts: number;
        backoffMs: number;
        [field: string]: unknown;
    };
    leader?: {
        host: string;
        pid: number;
    };
    runs: ({
        run: Run;
        id: number;
        description: string;
        elapsedMs: number;
        waitedMs: number;
        leftMs?: number;
        last?: {
            at: string;
            text: string;
        };
        stuck?: ({
            why: string;
            text: string;
            next: string;
        })[];
        objections?: ({
            grant: string;
            mark: string;
            names: (string)[];
        })[];
        leaves?: (string)[];
        drafts?: number;
        questions: (string)[];
    })[];
    waiting: {
        review: number;
        asking: number;
        approved: number;
    };
    again: ({
        run: string;
        at?: string;
    })[];
    needed: ({
        run: string;
        text: string;
    })[];
    limited: ({
        provider: string;
        until: string;
        run: string;
    })[];
    spentUsd?: number;
    failed: number;
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
};
export type ScheduleExplainOutput = {
    wish: "running" | "paused" | "stopped";
    kept: ({
        why: string;
        tasks: number;
        id: number;
        text: string;
        next: string;
    })[];
    total: number;
    tasks: ({
        task: Task;
        start?: {
            agent: string;
            how: string;
            run?: Run;
        };
        reasons: ({
            why: string;
            text: string;
            next: string;
        })[];
    })[];
};
export type ScheduleSimulateOutput = {
    waves: ({
        wave: number;
        tasks: ({
            task: Task;
            agent: string;
            beginsMs: number;
            endsMs: number;
            run?: Run;
        })[];
    })[];
    endsMs?: number;
    critical: (Task)[];
    criticalMs?: number;
    unblocking: ({
        task: Task;
        count: number;
    })[];
    left: ({
        task: Task;
        why: string;
        text: string;
        next: string;
    })[];
    assumed: (string)[];
};
export type UsageOutput = {
    by: "task" | "agent" | "model" | "week";
    used: ({
        key: string;
        runs: number;
        merged: number;
        rounds: number;
        rework: number;
        input: number;
        output: number;
        cached: number;
        turns: number;
        costUsd?: number;
        workedMs: number;
        waitedMs: number;
    })[];
    total: {
        key: string;
        runs: number;
        merged: number;
        rounds: number;
        rework: number;
        input: number;
        output: number;
        cached: number;
        turns: number;
        costUsd?: number;
        workedMs: number;
        waitedMs: number;
    };
};
export type WorktreeListOutput = {
    worktrees: ({
        id: string;
        folder: string;
        branch: string | null;
        state: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off" | null;
        bytes: number;
        measured: boolean;
    })[];
    bytes: number;
};
export type WorktreeShowOutput = {
    id: string;
    folder: string;
    bytes: number;
    unsaved: (string)[];
    total: number;
    nested: (string)[];
    keeps?: {
        text: string;
        hint?: string;
        forced: boolean;
    };
};
export type TaskArchiveOutput = {
    count: number;
    tasks: (Task)[];
    kept: ({
        id: number;
        why: string;
    })[];
    more: number;
    dryRun: boolean;
};
export type TaskArchiveListOutput = {
    total: number;
    quarters: ({
        quarter: string;
        tasks: number;
        files: number;
    })[];
    found?: number;
    tasks: (Task)[];
    notes?: (string)[];
};
export type TaskArchiveLoadOutput = {
    found: number;
    tasks: ({
        task: Task;
        at: string;
        brief: {
            state: string;
            parents: (Task)[];
            waitsFor: (Task)[];
            after: (Task)[];
            unblocks: (Task)[];
            subtasks: (Task)[];
            links: ({
                type: string;
                task: Task;
            })[];
            spec: string | null;
            unreadable?: string;
            docs: (string)[];
            attachments: (Attachment)[];
            claims: (Claim)[];
            others: (Claim)[];
            repositories: (Repository)[];
            [field: string]: unknown;
        };
    })[];
    notes?: (string)[];
};
export type TaskArchiveRestoreOutput = {
    tasks: (Task)[];
};
export type TaskPurgeOutput = {
    task: Task;
    records: (string)[];
};
export type TaskSplitOutput = {
    task: Task;
    subtasks: (Task)[];
};
export type SettingListOutput = {
    settings: ({
        name: string;
        means: string;
        values: string;
        type?: "choice" | "number" | "text";
        choices?: (string | boolean | number)[];
        terminal?: boolean;
        by?: {
            actor: string;
            at: string;
        };
        fallback: string | boolean | number;
        value: string | boolean | number;
    })[];
    named: ({
        name: string;
        value: string | boolean | number;
        type?: "choice" | "number" | "text";
        choices?: (string | boolean | number)[];
        terminal?: boolean;
        by?: {
            actor: string;
            at: string;
        };
        of?: string;
    })[];
};
export type SettingGetOutput = {
    name: string;
    value: string | boolean | number;
    fallback: string | boolean | number;
    values: string;
    means: string;
};
export type SettingSetOutput = {
    name: string;
    value: string | boolean | number;
    warning?: string;
};
export type SettingUnsetOutput = {
    name: string;
    value: string | boolean | number;
    warning?: string;
};
export type WhoamiOutput = {
    actor: string;
    holder: string;
    claims: number;
    root: string;
    repository?: string;
    store: string;
    exists: boolean;
};
export type RepoAddOutput = {
    repository: Repository;
};
export type RepoListOutput = {
    repositories: ((Repository) & ({
        state: "linked" | "gone" | "unlinked";
        here: boolean;
        note?: string;
        [field: string]: unknown;
    }))[];
};
export type RepoShowOutput = {
    repository: Repository;
    state: "linked" | "gone" | "unlinked";
    tasks: (number)[];
    claims: number;
};
export type RepoStatusOutput = {
    checkouts: ({
        name: string;
        folder: string;
        branch?: string;
        total: number;
        files: ({
            path: string;
            status: string;
        })[];
    })[];
};
export type RepoRemoveOutput = {
    repository: Repository;
};
export type GitHookInstallOutput = {
    hooks: ({
        repository: string;
        file: string;
        chained?: string;
        kept?: string;
        same: boolean;
        shared: boolean;
    })[];
};
export type GitHookStatusOutput = {
    hooks: ({
        repository: string;
        state: "installed" | "edited" | "absent" | "displaced" | "off";
        file: string;
        chained?: string;
        outdated?: string;
        gate?: Gate;
        paused: boolean;
    })[];
};
export type GitHookPauseOutput = {
    gates: (Gate)[];
};
export type GitHookResumeOutput = {
    gates: (Gate)[];
};
export type GitHookUninstallOutput = {
    hooks: ({
        repository: string;
        file: string;
        did: "removed" | "restored" | "kept" | "nothing";
        left?: string;
        others?: (string)[];
    })[];
};
export type AgentListOutput = {
    agents: ({
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        file: string | null;
        [field: string]: unknown;
    })[];
};
export type AgentAddOutput = {
    agent: {
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        [field: string]: unknown;
    };
};
export type AgentUpdateOutput = {
    agent: {
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        [field: string]: unknown;
    };
};
export type AgentEnableOutput = {
    agent: {
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        [field: string]: unknown;
    };
};
export type AgentDisableOutput = {
    agent: {
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        [field: string]: unknown;
    };
    runs: (string)[];
};
export type AgentRemoveOutput = {
    agent: {
        name: string;
        provider: "claude" | "codex" | "command";
        binary?: string;
        argv?: (string)[];
        model?: string;
        effort?: string;
        capabilities?: (string)[];
        paths?: ({
            repo?: string;
            glob: string;
        })[];
        repositories?: (string)[];
        risk?: "low" | "medium" | "high";
        permission: {
            mode: "default" | "acceptEdits" | "bypass";
            allow: (string)[];
            deny: (string)[];
        };
        enabled: boolean;
        slots?: number;
        env?: (string)[];
        at?: string;
        actor?: string;
        [field: string]: unknown;
    };
    builtIn: boolean;
};
export type AgentCheckOutput = {
    agents: ({
        name: string;
        program: string;
        file: string | null;
        version: string | null;
        answers: boolean;
        problem?: string;
    })[];
};
export type BacklogInitOutput = {
    made: boolean;
    dir: string;
    root: string;
    foundBy: "BACKLOG_DIR" | "git" | "folder" | "run";
};
export type BacklogBackupOutput = {
    file: string;
    bytes: number;
    seq: number;
    blobs: number;
};
export type BacklogRestoreOutput = {
    dir: string;
    seq: number;
    lost: number;
    backup?: string;
    removed?: (string)[];
};
export type DoctorOutput = {
    dir: string;
    mended: ({
        file: string;
        problem: string;
        lost: string;
        cure: string;
        [field: string]: unknown;
    })[];
    report: {
        ok: boolean;
        problems: ({
            file: string;
            problem: string;
            lost: string;
            cure: string;
            [field: string]: unknown;
        })[];
        [field: string]: unknown;
    } | null;
    worktrees: ({
        problem: string;
        advice: string;
    })[];
    gates: ({
        problem: string;
        advice: string;
    })[];
    repositories: ({
        problem: string;
        advice: string;
    })[];
    records: ({
        problem: string;
        advice: string;
    })[];
    stores: ({
        problem: string;
        advice: string;
    })[];
    kept: ({
        problem: string;
        advice: string;
    })[];
};
export type FilterEvalOutput = ((number)[] | {
    error: {
        message: string;
        [field: string]: unknown;
    };
})[];
export type DateEvalOutput = (string | {
    error: {
        message: string;
        [field: string]: unknown;
    };
})[];
export type UrgencyEvalOutput = (number)[];
export type Part0 = {
    text: string;
    words: string;
    span: Record<string, unknown>;
    selects: number;
    holds?: boolean;
    parts: (Part0)[];
};
export type BacklogStatusInput = Record<string, never>;
export type TaskNextInput = {
    filter?: string;
    /** Show the candidates, take nothing */
    peek?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskListInput = {
    filter?: string;
    /** urgency-,due+ */
    sort?: string;
    /** Rows, 50 by default */
    limit?: number | string;
    /** From the previous page */
    cursor?: string | number;
    /** JSON with these fields */
    fields?: string | number | (string | number)[] | null;
    /** json: whole records */
    format?: "text" | "json";
};
export type TaskInfoInput = {
    id: string | number;
    /** json: whole */
    format?: "text" | "json";
};
export type TaskAddInput = {
    description: string;
    /** Any date: friday, now+3d */
    due?: string | number | null;
    /** Not ready before */
    scheduled?: string | number | null;
    /** Hidden until */
    wait?: string | number | null;
    /** Expires at */
    until?: string | number | null;
    /** weekly, P1M; needs due */
    recur?: string | number | null;
    /** Dotted: web.ui */
    project?: string | number | null;
    /** H, M or L */
    priority?: string | number | null;
    /** bug,auth */
    tags?: string | number | (string | number)[] | null;
    /** Ids it waits for */
    depends?: string | number | (string | number)[] | null;
    /** Id; makes it a subtask */
    parent?: string | number | null;
    /** Assignee */
    agent?: string | number | null;
    /** Globs it may touch */
    scope?: string | number | (string | {
        repo?: string;
        glob: string;
    })[] | null;
    /** bug, feature, … */
    type?: string | number | null;
    /** Effort: 2h, P1D */
    estimate?: string | number | null;
    /** Criteria, a line each */
    acceptance?: string | number | (string | {
        id?: string;
        text: string;
    })[] | null;
    /** Names in settings */
    checks?: string | number | (string | number)[] | null;
    /** Manual order */
    rank?: number | null | string;
    /** Markdown */
    spec?: string;
    /** Task that led to it */
    discovered_from?: string | number;
    /** Words of the description set fields: Fix login +bug due:friday */
    words?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskModifyInput = {
    filter: string | number;
    /** A new one */
    description?: string;
    /** pending reopens */
    status?: string | number | null;
    /** Any date: friday, now+3d */
    due?: string | number | null;
    /** Not ready before */
    scheduled?: string | number | null;
    /** Hidden until */
    wait?: string | number | null;
    /** Expires at */
    until?: string | number | null;
    /** weekly, P1M; needs due */
    recur?: string | number | null;
    /** Dotted: web.ui */
    project?: string | number | null;
    /** H, M or L */
    priority?: string | number | null;
    /** Replaces; +a, -b change */
    tags?: string | number | (string | number)[] | null;
    /** Ids it waits for; +3, -4 change */
    depends?: string | number | (string | number)[] | null;
    /** Id; makes it a subtask */
    parent?: string | number | null;
    /** Assignee */
    agent?: string | number | null;
    /** Globs it may touch */
    scope?: string | number | (string | {
        repo?: string;
        glob: string;
    })[] | null;
    /** bug, feature, … */
    type?: string | number | null;
    /** Effort: 2h, P1D */
    estimate?: string | number | null;
    /** Criteria, a line each */
    acceptance?: string | number | (string | {
        id?: string;
        text: string;
    })[] | null;
    /** Names in settings */
    checks?: string | number | (string | number)[] | null;
    /** Manual order */
    rank?: number | null | string;
    /** One more acceptance criterion */
    criterion?: string;
    /** Fields in words: +bug due:friday pri:H; nothing behind the colon clears */
    line?: string;
    /** By uuid, fields as the caller saw them, null for none: refused where one that is set has changed */
    was?: Record<string, Record<string, unknown>>;
};
export type TaskEditInput = {
    id: string | number;
    /** The text as it is to be; at a terminal from the editor */
    document?: string;
    /** The text that was changed: what differs is what changes */
    before?: string;
};
export type TaskDoneInput = {
    id: string | number | (string | number)[] | null;
    /** Per acceptance criterion */
    evidence?: ({
        criterion: string | number;
        text: string;
    })[];
    /** Even though blocked or unfinished */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskAnnotateInput = {
    id: string | number;
    /** The note */
    text: string;
    /** Its id */
    criterion?: string | number;
    /** Note it answers */
    re?: string;
    /** Leave it */
    handoff?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskImportInput = {
    tasks?: (Record<string, unknown>)[];
    /** File or folder */
    from?: string;
    /** Source */
    format?: "mazen160" | "backloghq" | "beads" | "task-master" | "osmove" | "backlog-runner" | "backlog-md" | "taskwarrior" | "csv" | "markdown" | "org" | "ndjson" | "backlog";
    /** Its name, if ids repeat */
    list?: string;
    /** Rows that are here; refuse, for files merge */
    existing?: "refuse" | "skip" | "update" | "merge";
    /** Columns: Title=description, Notes= */
    map?: string | number | (string)[] | null;
    /** Also what is here */
    again?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Leaves bad out */
    skip_bad?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** The source wins */
    theirs?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Changes nothing */
    dry_run?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskStartInput = {
    id: string | number;
    /** Even though blocked or unfinished */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskStopInput = {
    id: string | number | (string | number)[] | null;
    /** State, what is left, next step */
    handoff?: string;
};
export type TaskDeleteInput = {
    id: string | number | (string | number)[] | null;
};
export type TaskCountInput = {
    filter?: string;
};
export type TaskSearchInput = {
    text: string;
    /** Only tasks of this filter */
    filter?: string;
    /** Closed tasks, too */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** In the archive, not in the queue */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Hits, 20 by default */
    limit?: number | string;
    /** json: with uuids and scores */
    format?: "text" | "json";
};
export type TaskTreeInput = {
    filter?: string;
};
export type TaskLogInput = {
    description: string;
    /** Dotted: web.ui */
    project?: string | number | null;
    /** H, M or L */
    priority?: string | number | null;
    /** Replaces; +a, -b change */
    tags?: string | number | (string | number)[] | null;
    /** Id; makes it a subtask */
    parent?: string | number | null;
    /** Assignee */
    agent?: string | number | null;
    /** bug, feature, … */
    type?: string | number | null;
    /** Effort: 2h, P1D */
    estimate?: string | number | null;
};
export type TaskDuplicateInput = {
    id: string | number;
    /** Another one */
    description?: string;
    /** Any date: friday, now+3d */
    due?: string | number | null;
    /** Not ready before */
    scheduled?: string | number | null;
    /** Hidden until */
    wait?: string | number | null;
    /** Expires at */
    until?: string | number | null;
    /** weekly, P1M; needs due */
    recur?: string | number | null;
    /** Dotted: web.ui */
    project?: string | number | null;
    /** H, M or L */
    priority?: string | number | null;
    /** Replaces; +a, -b change */
    tags?: string | number | (string | number)[] | null;
    /** Ids it waits for; +3, -4 change */
    depends?: string | number | (string | number)[] | null;
    /** Id; makes it a subtask */
    parent?: string | number | null;
    /** Assignee */
    agent?: string | number | null;
    /** Globs it may touch */
    scope?: string | number | (string | {
        repo?: string;
        glob: string;
    })[] | null;
    /** bug, feature, … */
    type?: string | number | null;
    /** Effort: 2h, P1D */
    estimate?: string | number | null;
    /** Criteria, a line each */
    acceptance?: string | number | (string | {
        id?: string;
        text: string;
    })[] | null;
    /** Names in settings */
    checks?: string | number | (string | number)[] | null;
    /** Manual order */
    rank?: number | null | string;
};
export type TaskMoveInput = {
    id: string | number;
    /** Column */
    to?: "todo" | "progress" | "review" | "done";
    /** The task below its new place */
    before?: string | number;
    /** Below all that somebody ranked */
    last?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Version of its card, as the caller saw it: refused if it was changed since */
    seen?: string;
};
export type TaskDenotateInput = {
    id: string | number;
    /** Id, text or unique part of the note */
    text: string;
};
export type TaskDocWriteInput = {
    id: string | number;
    /** All of it */
    content: string;
    /** Which document */
    name?: string;
    /** Why */
    note?: string;
    /** Version it was made from: refused if there is a newer one */
    seen?: number | string;
};
export type TaskDocReadInput = {
    id: string | number;
    /** Which document */
    name?: string;
    /** Default: the newest */
    version?: number | string;
    /** Characters to leave out, for long ones */
    offset?: number | string;
};
export type TaskDocDeleteInput = {
    id: string | number;
    /** Which document */
    name?: string;
};
export type TaskDocListInput = {
    id?: string | number;
    /** Only this one */
    name?: string;
};
export type TaskDocDiffInput = {
    id: string | number;
    /** Which document */
    name?: string;
    /** Version */
    from?: number | string;
    /** Version */
    to?: number | string;
    /** Characters to leave out, for long ones */
    offset?: number | string;
};
export type TaskDocRestoreInput = {
    id: string | number;
    /** Which document */
    name?: string;
    /** The one to bring back */
    version: number | string;
};
export type TaskDocSearchInput = {
    text?: string;
    /** Documents, 100 by default */
    limit?: number | string;
};
export type AttachmentAddInput = {
    id: string | number;
    /** Of the file */
    path?: string;
    /** Or its bytes, base64 */
    content?: string;
    /** Name to keep it by */
    file?: string;
    /** What it shows */
    note?: string;
    /** Another one of that name */
    replace?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type AttachmentGetInput = {
    id: string | number;
    /** Its name */
    file: string;
    /** A new file, or a folder */
    to?: string;
};
export type AttachmentRemoveInput = {
    id: string | number;
    /** Its name */
    file: string;
};
export type TaskProjectsInput = {
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskExplainInput = {
    id: string | number;
};
export type TaskLintInput = {
    filter?: string;
    /** Of circular, never-ready, orphaned, duplicate, stale, large, vague, no-criteria, no-scope */
    kind?: string | number | (string | number)[] | null;
    /** Findings, 25 by default */
    limit?: number | string;
};
export type ReportStandupInput = {
    since?: string;
    /** human:ada, claude-code, a session */
    by?: string;
    /** Of these tasks */
    filter?: string;
    /** To be pasted */
    markdown?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportNowInput = Record<string, never>;
export type ReportBoardInput = {
    filter?: string;
    /** Cards of a column, 50 by default */
    limit?: number | string;
    /** Filters to group by, a line each: a card says the first that fits */
    rows?: string | number | (string)[] | null;
    /** Number of a commit: only cards that later ones may have changed */
    since?: number;
};
export type ReportBurndownDailyInput = {
    filter?: string;
    /** How many, 30 by default */
    periods?: number | string;
    /** Archived tasks, too */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportBurndownWeeklyInput = {
    filter?: string;
    /** How many, 26 by default */
    periods?: number | string;
    /** Archived tasks, too */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportBurndownMonthlyInput = {
    filter?: string;
    /** How many, 12 by default */
    periods?: number | string;
    /** Archived tasks, too */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportSummaryInput = {
    filter?: string;
    /** Projects in which nothing is open, too */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Archived tasks, too */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportCalendarInput = {
    from?: string;
    /** Which of the open tasks */
    filter?: string;
    /** How many, 3 by default, 12 of a year */
    months?: number | string;
};
export type ReportGraphInput = {
    filter?: string;
    /** Tasks, 200 by default */
    limit?: number | string;
    /** Tasks without dependencies, too */
    alone?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ReportTimelineInput = {
    from?: string;
    /** Any date; in 12 hours by default */
    until?: string;
    /** Of these tasks */
    filter?: string;
    /** Bars of each agent, 100 by default */
    limit?: number | string;
};
export type TaskHistoryInput = {
    id?: string | number;
    /** The same as id */
    task?: string | number;
    /** human:ada, claude-code */
    actor?: string;
    /** Id, or its beginning */
    session?: string;
    /** task_modify, run */
    command?: string;
    /** monday, 3d */
    since?: string;
    /** The same */
    until?: string;
    /** Commits, 20 by default */
    limit?: number | string;
    /** This one in full */
    commit?: number | string;
    /** Only later ones */
    after?: number;
    /** Diffs and notes, too */
    full?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskUndoInput = {
    commit?: number | string;
    /** Only show what it would change */
    dry_run?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskExportInput = {
    filter?: string;
    /** Target */
    format?: "taskwarrior" | "csv" | "markdown" | "ndjson" | "backlog" | "json" | "md";
    /** false leaves documents out */
    docs?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Into this file, put there whole; its ending says the format */
    to?: string;
    /** Over a file that is no earlier export */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** true: with their bytes, base64 */
    attachments?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Archived tasks, too */
    archived?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type ClaimListInput = Record<string, never>;
export type ClaimCheckInput = {
    paths: string | number | (string)[] | null;
};
export type ClaimAcquireInput = {
    scope: string | number | (string)[] | null;
    /** For this task */
    task?: string | number;
};
export type ClaimReleaseInput = {
    claim?: string;
    /** That of this task */
    task?: string | number;
};
export type FilterExplainInput = {
    filter: string;
    /** Why it is in or out */
    task?: string | number;
};
export type FilterCompleteInput = {
    text?: string;
};
export type ViewSetInput = {
    name: string;
    /** What it stands for */
    filter: string;
};
export type ViewListInput = Record<string, never>;
export type ViewDeleteInput = {
    name: string;
};
export type RunStartInput = {
    filter: string;
    /** Default: the task’s own */
    agent?: string;
    /** Default: that of the agent */
    model?: string;
    /** Branch to begin from and to merge into */
    target?: string;
    /** Time limit */
    minutes?: number | null | string;
    /** Limit in US dollars */
    cost?: number | null | string;
    /** Although it waits; people: beyond agent limits */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RunListInput = {
    filter?: string;
    /** Only those */
    state?: "queued" | "preparing" | "running" | "checking" | "asking" | "review" | "changes_requested" | "approved" | "merging" | "failed" | "stopped" | "interrupted" | "merged" | "discarded" | "handed_off";
    /** The finished ones, too */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** These */
    runs?: string | number | (string | number)[] | null;
    /** Rows, 50 by default */
    limit?: number | string;
};
export type RunShowInput = {
    run: string | number;
};
export type RunDiffInput = {
    run: string | number;
    /** Only these files */
    paths?: string | number | (string)[] | null;
    /** Only how many lines */
    stat?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Contents of binary files, too, as git apply takes them */
    binary?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RunChangesInput = {
    run: string | number;
    /** The rows of this file */
    path?: string;
    /** An earlier result */
    since?: string;
    /** Rows to leave out */
    after?: number | string;
    /** Rows at most; default 1000 */
    limit?: number | string;
};
export type ReviewCommentInput = {
    run: string | number;
    /** The file */
    path: string;
    /** The first line */
    line: number | string;
    /** What is to be said */
    text: string;
    /** The last line */
    to?: number | string;
    /** Of the result, or of what it began from; default new */
    side?: "new" | "old";
    /** The result that was looked at */
    commit?: string;
};
export type ReviewCommentsInput = {
    run: string | number;
};
export type ReviewEditInput = {
    id: string;
    /** What is to be said */
    text: string;
};
export type ReviewDropInput = {
    id: string;
};
export type ReviewSendInput = {
    run: string | number;
    /** What is to be said of the whole */
    note?: string;
    /** The same for the same review, so that it is sent once */
    key?: string;
};
export type ReviewTickInput = {
    run: string | number;
    /** The file */
    path: string;
    /** Not seen after all */
    off?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** The result that was looked at */
    commit?: string;
};
export type RunEventsInput = {
    run: string | number;
    /** Only what came after this cursor */
    after?: number | string;
    /** At most; default 50 */
    limit?: number | string;
};
export type RunControlInput = {
    run: string | number;
    /** What to do */
    verb: "approve" | "merge_now" | "request_changes" | "adopt" | "answer" | "stop" | "resume" | "retry" | "discard" | "handoff" | "merged" | "push" | "clean";
    /** The change, the answer or why */
    note?: string;
    /** The result seen */
    commit?: string;
    /** approve: files outside its scope */
    outside?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** approve: without evidence */
    unmet?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** approve: why red is fine */
    override?: string;
    /** retry: another one */
    agent?: string;
    /** clean: although not merged */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RunAskInput = {
    text: string;
};
export type OrchestratorInput = {
    verb: "start" | "pause" | "stop" | "status";
    /** start: only these tasks */
    filter?: string;
};
export type RunApproveInput = {
    run: string | number;
    /** The result that was looked at; merged: the commit of the target */
    commit?: string;
    /** Files outside of the scope are meant */
    outside?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Files that git-lfs should keep land with their whole content */
    raw?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Criteria without evidence do not matter */
    unmet?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Why red checks do not count */
    override?: string;
};
export type RunMergeNowInput = {
    run: string | number;
    /** The result that was looked at; merged: the commit of the target */
    commit?: string;
    /** Files outside of the scope are meant */
    outside?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Files that git-lfs should keep land with their whole content */
    raw?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Criteria without evidence do not matter */
    unmet?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Why red checks do not count */
    override?: string;
};
export type RunRequestChangesInput = {
    run: string | number;
    /** What is to be changed, the answer, or why */
    note: string;
};
export type RunAdoptInput = {
    run: string | number;
};
export type RunAnswerInput = {
    run: string | number;
    /** What is to be changed, the answer, or why */
    note: string;
};
export type RunStopInput = {
    run: string | number;
};
export type RunResumeInput = {
    run: string | number;
    /** Another time limit */
    minutes?: number | null | string;
    /** Another limit in US dollars, for the whole run */
    cost?: number | null | string;
    /** Beyond the limits of its agent, too; for people */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RunRetryInput = {
    run: string | number;
    /** Another agent */
    agent?: string;
    /** Beyond the limits of its agent, too; for people */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RunDiscardInput = {
    run: string | number;
};
export type RunHandoffInput = {
    run: string | number;
    /** What is to be changed, the answer, or why */
    note: string;
};
export type RunMergedInput = {
    run: string | number;
    /** The result that was looked at; merged: the commit of the target */
    commit?: string;
};
export type RunPushInput = {
    run: string | number;
};
export type RunCleanInput = {
    run: string | number;
    /** Although its work is not merged */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type OrchestratorStartInput = {
    filter?: string;
    /** Runs at once */
    agents?: number | null | string;
    /** Of one provider, as claude:2; empty: no limit */
    providers?: string | number | (string | number)[] | null;
    /** US dollars; 0: none */
    budget?: number | null | string;
    /** What the budget is for */
    per?: "day" | "all";
    /** Failures in a row until it pauses itself */
    failures?: number | null | string;
    /** Tries of one task */
    attempts?: number | null | string;
    /** Seconds before a second try; then twice as long each time */
    backoff?: number | null | string;
};
export type OrchestratorPauseInput = Record<string, never>;
export type OrchestratorStopInput = {
    runs?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type OrchestratorStatusInput = Record<string, never>;
export type ScheduleExplainInput = {
    filter?: string;
    /** Tasks, 200 by default */
    limit?: number | string;
};
export type ScheduleSimulateInput = {
    agents?: number | null | string;
};
export type UsageInput = {
    filter?: string;
    /** A row for each */
    by?: "task" | "agent" | "model" | "week";
};
export type WorktreeListInput = {
    measure?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type WorktreeShowInput = {
    run: string | number;
};
export type TaskArchiveInput = {
    filter?: string;
    /** Closed until then: a date, or an age; 90d where no filter is given */
    before?: string;
    /** Only say which would go */
    dry_run?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type TaskArchiveListInput = {
    filter?: string;
    /** 2026-Q3: closed in it */
    quarter?: string;
    /** Rows, 50 by default */
    limit?: number | string;
};
export type TaskArchiveLoadInput = {
    filter: string;
    /** 2026-Q3: closed in it */
    quarter?: string;
    /** Tasks, 10 by default */
    limit?: number | string;
};
export type TaskArchiveRestoreInput = {
    id: string | number | (string | number)[] | null;
};
export type TaskPurgeInput = {
    id: string | number;
};
export type TaskSplitInput = {
    id: string | number;
    /** By what; default: repo */
    by?: "repo";
};
export type SettingListInput = Record<string, never>;
export type SettingGetInput = {
    name: string;
};
export type SettingSetInput = {
    name: string;
    /** Empty: the default again */
    value: string | boolean | number;
};
export type SettingUnsetInput = {
    name: string;
};
export type WhoamiInput = Record<string, never>;
export type RepoAddInput = {
    path: string;
    /** How scopes name it; that of its folder unless given */
    name?: string;
    /** Branch that work is merged into */
    target?: string;
    /** Set aside a queue that it has already */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RepoListInput = Record<string, never>;
export type RepoShowInput = {
    name?: string;
};
export type RepoStatusInput = {
    name?: string;
    /** More than 200 files of one, too */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type RepoRemoveInput = {
    name: string;
    /** Also while open tasks or claims name it */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type GitHookInstallInput = {
    repository?: string;
    /** Every repository of this workspace */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Also where git would show it as a change of the working tree */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type GitHookStatusInput = {
    repository?: string;
    /** Every repository of this workspace */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type GitHookPauseInput = {
    repository?: string;
    /** Every repository of this workspace */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** A duration: 1h, 30min */
    for?: string;
};
export type GitHookResumeInput = {
    repository?: string;
    /** Every repository of this workspace */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type GitHookUninstallInput = {
    repository?: string;
    /** Every repository of this workspace */
    all?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
    /** Also where other repositories use the same hook */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type AgentListInput = Record<string, never>;
export type AgentAddInput = {
    name: string;
    /** claude, codex, command */
    provider: "claude" | "codex" | "command";
    /** Its program, unless that of the provider in PATH */
    binary?: string | number | null;
    /** ["node","fix.mjs"]: the whole command; further arguments of a client */
    argv?: string | number | (string)[] | null;
    /** Name of a model, as its program takes it */
    model?: string | number | null;
    /** How much it thinks, in the words of its program: low, high */
    effort?: string | number | null;
    /** Words; a task with the tag needs.WORD wants one that has it */
    capabilities?: string | number | (string | number)[] | null;
    /** Globs it may work on */
    paths?: string | number | (string | {
        repo?: string;
        glob: string;
    })[] | null;
    /** Names of those it may work in */
    repositories?: string | number | (string | number)[] | null;
    /** The most it may take, by tag risk.WORD: low, medium, high */
    risk?: "low" | "medium" | "high" | null;
    /** default: what is allowed; acceptEdits: edits too; bypass: everything, unasked */
    mode?: "default" | "acceptEdits" | "bypass";
    /** Rules of what it may do, one per line: Bash(npm test:*) */
    allow?: string | number | (string)[] | null;
    /** Rules of what it may not do */
    deny?: string | number | (string)[] | null;
    /** Most runs of it at once */
    slots?: number | null | string;
    /** Names of further environment variables it gets */
    env?: string | number | (string | number)[] | null;
};
export type AgentUpdateInput = {
    name: string;
    /** claude, codex, command */
    provider?: "claude" | "codex" | "command";
    /** Its program, unless that of the provider in PATH */
    binary?: string | number | null;
    /** ["node","fix.mjs"]: the whole command; further arguments of a client */
    argv?: string | number | (string)[] | null;
    /** Name of a model, as its program takes it */
    model?: string | number | null;
    /** How much it thinks, in the words of its program: low, high */
    effort?: string | number | null;
    /** Words; a task with the tag needs.WORD wants one that has it */
    capabilities?: string | number | (string | number)[] | null;
    /** Globs it may work on */
    paths?: string | number | (string | {
        repo?: string;
        glob: string;
    })[] | null;
    /** Names of those it may work in */
    repositories?: string | number | (string | number)[] | null;
    /** The most it may take, by tag risk.WORD: low, medium, high */
    risk?: "low" | "medium" | "high" | null;
    /** default: what is allowed; acceptEdits: edits too; bypass: everything, unasked */
    mode?: "default" | "acceptEdits" | "bypass";
    /** Rules of what it may do, one per line: Bash(npm test:*) */
    allow?: string | number | (string)[] | null;
    /** Rules of what it may not do */
    deny?: string | number | (string)[] | null;
    /** Most runs of it at once */
    slots?: number | null | string;
    /** Names of further environment variables it gets */
    env?: string | number | (string | number)[] | null;
};
export type AgentEnableInput = {
    name: string;
};
export type AgentDisableInput = {
    name: string;
};
export type AgentRemoveInput = {
    name: string;
};
export type AgentCheckInput = {
    name?: string;
};
export type BacklogInitInput = Record<string, never>;
export type BacklogBackupInput = {
    file?: string;
};
export type BacklogRestoreInput = {
    file: string;
    /** Also where commits are lost, after a backup of them */
    force?: boolean | "0" | "1" | "true" | "false" | "yes" | "no";
};
export type DoctorInput = {
    fix?: boolean;
};
export type FilterEvalInput = {
    tasks: string;
    /** JSON array of filters */
    filters: string;
    /** Instant at which to judge, ISO 8601; now by default */
    now?: string;
    /** IANA zone; the machine’s by default */
    timezone?: string;
};
export type DateEvalInput = {
    exprs: string;
    /** Instant at which to judge, ISO 8601; now by default */
    now?: string;
    /** IANA zone; the machine’s by default */
    timezone?: string;
};
export type UrgencyEvalInput = {
    tasks: string;
    /** Instant at which to judge, ISO 8601; now by default */
    now?: string;
    /** IANA zone; the machine’s by default */
    timezone?: string;
};
/** What each command takes. */
export interface Inputs {
    backlog_status: BacklogStatusInput;
    task_next: TaskNextInput;
    task_list: TaskListInput;
    task_info: TaskInfoInput;
    task_add: TaskAddInput;
    task_modify: TaskModifyInput;
    task_edit: TaskEditInput;
    task_done: TaskDoneInput;
    task_annotate: TaskAnnotateInput;
    task_import: TaskImportInput;
    task_start: TaskStartInput;
    task_stop: TaskStopInput;
    task_delete: TaskDeleteInput;
    task_count: TaskCountInput;
    task_search: TaskSearchInput;
    task_tree: TaskTreeInput;
    task_graph: TaskTreeInput;
    task_log: TaskLogInput;
    task_duplicate: TaskDuplicateInput;
    task_move: TaskMoveInput;
    task_denotate: TaskDenotateInput;
    task_doc_write: TaskDocWriteInput;
    task_doc_read: TaskDocReadInput;
    task_doc_delete: TaskDocDeleteInput;
    task_doc_list: TaskDocListInput;
    task_doc_diff: TaskDocDiffInput;
    task_doc_restore: TaskDocRestoreInput;
    task_doc_search: TaskDocSearchInput;
    attachment_add: AttachmentAddInput;
    attachment_get: AttachmentGetInput;
    attachment_remove: AttachmentRemoveInput;
    task_projects: TaskProjectsInput;
    task_tags: TaskProjectsInput;
    task_explain: TaskExplainInput;
    task_lint: TaskLintInput;
    report_standup: ReportStandupInput;
    report_now: ReportNowInput;
    report_board: ReportBoardInput;
    report_burndown_daily: ReportBurndownDailyInput;
    report_burndown_weekly: ReportBurndownWeeklyInput;
    report_burndown_monthly: ReportBurndownMonthlyInput;
    report_summary: ReportSummaryInput;
    report_calendar: ReportCalendarInput;
    report_graph: ReportGraphInput;
    report_timeline: ReportTimelineInput;
    task_history: TaskHistoryInput;
    task_undo: TaskUndoInput;
    task_redo: TaskUndoInput;
    task_export: TaskExportInput;
    claim_list: ClaimListInput;
    claim_check: ClaimCheckInput;
    claim_acquire: ClaimAcquireInput;
    claim_release: ClaimReleaseInput;
    filter_explain: FilterExplainInput;
    filter_complete: FilterCompleteInput;
    view_set: ViewSetInput;
    view_list: ViewListInput;
    view_delete: ViewDeleteInput;
    run_start: RunStartInput;
    run_list: RunListInput;
    run_show: RunShowInput;
    run_diff: RunDiffInput;
    run_changes: RunChangesInput;
    review_comment: ReviewCommentInput;
    review_comments: ReviewCommentsInput;
    review_edit: ReviewEditInput;
    review_drop: ReviewDropInput;
    review_send: ReviewSendInput;
    review_tick: ReviewTickInput;
    run_events: RunEventsInput;
    run_control: RunControlInput;
    run_ask: RunAskInput;
    orchestrator: OrchestratorInput;
    run_approve: RunApproveInput;
    run_merge_now: RunMergeNowInput;
    run_request_changes: RunRequestChangesInput;
    run_adopt: RunAdoptInput;
    run_answer: RunAnswerInput;
    run_stop: RunStopInput;
    run_resume: RunResumeInput;
    run_retry: RunRetryInput;
    run_discard: RunDiscardInput;
    run_handoff: RunHandoffInput;
    run_merged: RunMergedInput;
    run_push: RunPushInput;
    run_clean: RunCleanInput;
    orchestrator_start: OrchestratorStartInput;
    orchestrator_pause: OrchestratorPauseInput;
    orchestrator_stop: OrchestratorStopInput;
    orchestrator_status: OrchestratorStatusInput;
    schedule_explain: ScheduleExplainInput;
    schedule_simulate: ScheduleSimulateInput;
    usage: UsageInput;
    worktree_list: WorktreeListInput;
    worktree_show: WorktreeShowInput;
    task_archive: TaskArchiveInput;
    task_archive_list: TaskArchiveListInput;
    task_archive_load: TaskArchiveLoadInput;
    task_archive_restore: TaskArchiveRestoreInput;
    task_purge: TaskPurgeInput;
    task_split: TaskSplitInput;
    setting_list: SettingListInput;
    setting_get: SettingGetInput;
    setting_set: SettingSetInput;
    setting_unset: SettingUnsetInput;
    whoami: WhoamiInput;
    repo_add: RepoAddInput;
    repo_list: RepoListInput;
    repo_show: RepoShowInput;
    repo_status: RepoStatusInput;
    repo_remove: RepoRemoveInput;
    git_hook_install: GitHookInstallInput;
    git_hook_status: GitHookStatusInput;
    git_hook_pause: GitHookPauseInput;
    git_hook_resume: GitHookResumeInput;
    git_hook_uninstall: GitHookUninstallInput;
    agent_list: AgentListInput;
    agent_add: AgentAddInput;
    agent_update: AgentUpdateInput;
    agent_enable: AgentEnableInput;
    agent_disable: AgentDisableInput;
    agent_remove: AgentRemoveInput;
    agent_check: AgentCheckInput;
    backlog_init: BacklogInitInput;
    backlog_backup: BacklogBackupInput;
    backlog_restore: BacklogRestoreInput;
    doctor: DoctorInput;
    filter_eval: FilterEvalInput;
    date_eval: DateEvalInput;
    urgency_eval: UrgencyEvalInput;
}
/** What each command gives. */
export interface Outputs {
    backlog_status: BacklogStatusOutput;
    task_next: TaskNextOutput;
    task_list: TaskListOutput;
    task_info: TaskInfoOutput;
    task_add: Task;
    task_modify: TaskModifyOutput;
    task_edit: TaskEditOutput;
    task_done: TaskDoneOutput;
    task_annotate: TaskAnnotateOutput;
    task_import: TaskImportOutput;
    task_start: TaskStartOutput;
    task_stop: TaskStopOutput;
    task_delete: TaskDeleteOutput;
    task_count: TaskCountOutput;
    task_search: TaskSearchOutput;
    task_tree: TaskTreeOutput;
    task_graph: TaskGraphOutput;
    task_log: Task;
    task_duplicate: Task;
    task_move: TaskMoveOutput;
    task_denotate: TaskDenotateOutput;
    task_doc_write: TaskDocWriteOutput;
    task_doc_read: TaskDocReadOutput;
    task_doc_delete: TaskDocDeleteOutput;
    task_doc_list: TaskDocListOutput;
    task_doc_diff: TaskDocDiffOutput;
    task_doc_restore: TaskDocRestoreOutput;
    task_doc_search: TaskDocSearchOutput;
    attachment_add: AttachmentAddOutput;
    attachment_get: AttachmentGetOutput;
    attachment_remove: AttachmentRemoveOutput;
    task_projects: TaskProjectsOutput;
    task_tags: TaskTagsOutput;
    task_explain: TaskExplainOutput;
    task_lint: TaskLintOutput;
    report_standup: ReportStandupOutput;
    report_now: ReportNowOutput;
    report_board: ReportBoardOutput;
    report_burndown_daily: ReportBurndownDailyOutput;
    report_burndown_weekly: ReportBurndownWeeklyOutput;
    report_burndown_monthly: ReportBurndownMonthlyOutput;
    report_summary: ReportSummaryOutput;
    report_calendar: ReportCalendarOutput;
    report_graph: ReportGraphOutput;
    report_timeline: ReportTimelineOutput;
    task_history: TaskHistoryOutput;
    task_undo: TaskUndoOutput;
    task_redo: TaskRedoOutput;
    task_export: TaskExportOutput;
    claim_list: ClaimListOutput;
    claim_check: ClaimCheckOutput;
    claim_acquire: ClaimAcquireOutput;
    claim_release: ClaimReleaseOutput;
    filter_explain: FilterExplainOutput;
    filter_complete: FilterCompleteOutput;
    view_set: ViewSetOutput;
    view_list: ViewListOutput;
    view_delete: ViewDeleteOutput;
    run_start: RunStartOutput;
    run_list: RunListOutput;
    run_show: RunShowOutput;
    run_diff: RunDiffOutput;
    run_changes: RunChangesOutput;
    review_comment: ReviewCommentOutput;
    review_comments: ReviewCommentsOutput;
    review_edit: ReviewEditOutput;
    review_drop: ReviewDropOutput;
    review_send: ReviewSendOutput;
    review_tick: ReviewTickOutput;
    run_events: RunEventsOutput;
    run_control: RunControlOutput;
    run_ask: RunAskOutput;
    orchestrator: OrchestratorOutput;
    run_approve: RunApproveOutput;
    run_merge_now: RunMergeNowOutput;
    run_request_changes: RunRequestChangesOutput;
    run_adopt: RunAdoptOutput;
    run_answer: RunAnswerOutput;
    run_stop: RunStopOutput;
    run_resume: RunResumeOutput;
    run_retry: RunRetryOutput;
    run_discard: RunDiscardOutput;
    run_handoff: RunHandoffOutput;
    run_merged: RunMergedOutput;
    run_push: RunPushOutput;
    run_clean: RunCleanOutput;
    orchestrator_start: OrchestratorStartOutput;
    orchestrator_pause: OrchestratorPauseOutput;
    orchestrator_stop: OrchestratorStopOutput;
    orchestrator_status: OrchestratorStatusOutput;
    schedule_explain: ScheduleExplainOutput;
    schedule_simulate: ScheduleSimulateOutput;
    usage: UsageOutput;
    worktree_list: WorktreeListOutput;
    worktree_show: WorktreeShowOutput;
    task_archive: TaskArchiveOutput;
    task_archive_list: TaskArchiveListOutput;
    task_archive_load: TaskArchiveLoadOutput;
    task_archive_restore: TaskArchiveRestoreOutput;
    task_purge: TaskPurgeOutput;
    task_split: TaskSplitOutput;
    setting_list: SettingListOutput;
    setting_get: SettingGetOutput;
    setting_set: SettingSetOutput;
    setting_unset: SettingUnsetOutput;
    whoami: WhoamiOutput;
    repo_add: RepoAddOutput;
    repo_list: RepoListOutput;
    repo_show: RepoShowOutput;
    repo_status: RepoStatusOutput;
    repo_remove: RepoRemoveOutput;
    git_hook_install: GitHookInstallOutput;
    git_hook_status: GitHookStatusOutput;
    git_hook_pause: GitHookPauseOutput;
    git_hook_resume: GitHookResumeOutput;
    git_hook_uninstall: GitHookUninstallOutput;
    agent_list: AgentListOutput;
    agent_add: AgentAddOutput;
    agent_update: AgentUpdateOutput;
    agent_enable: AgentEnableOutput;
    agent_disable: AgentDisableOutput;
    agent_remove: AgentRemoveOutput;
    agent_check: AgentCheckOutput;
    backlog_init: BacklogInitOutput;
    backlog_backup: BacklogBackupOutput;
    backlog_restore: BacklogRestoreOutput;
    doctor: DoctorOutput;
    filter_eval: FilterEvalOutput;
    date_eval: DateEvalOutput;
    urgency_eval: UrgencyEvalOutput;
}
export type CommandName = keyof Inputs;
/** Each command as a function; those that need nothing are called without an input. */
export interface Commands {
    backlog_status(input?: Inputs["backlog_status"], options?: CallOptions): Promise<Outputs["backlog_status"]>;
    /** Takes the most urgent ready task you may have: starts it, claims its files, returns its brief. Atomic. peek only shows. */
    task_next(input?: Inputs["task_next"], options?: CallOptions): Promise<Outputs["task_next"]>;
    /** Lists the open tasks a filter selects, most urgent first, one line each. */
    task_list(input?: Inputs["task_list"], options?: CallOptions): Promise<Outputs["task_list"]>;
    /** Everything about one task: fields, spec, acceptance criteria, dependencies, claims. */
    task_info(input: Inputs["task_info"], options?: CallOptions): Promise<Outputs["task_info"]>;
    /** Adds one task. task_import adds many at once. */
    task_add(input: Inputs["task_add"], options?: CallOptions): Promise<Outputs["task_add"]>;
    /** Changes fields of the tasks that ids or a filter select, in one commit. Omitted keeps, null or "" clears. */
    task_modify(input: Inputs["task_modify"], options?: CallOptions): Promise<Outputs["task_modify"]>;
    /** Changes a task by its document: fields, criteria and specification in one text. At a terminal it opens in your editor. */
    task_edit(input: Inputs["task_edit"], options?: CallOptions): Promise<Outputs["task_edit"]>;
    /** Completes tasks, releases their claims and says what that unblocked. Refused while acceptance criteria lack evidence. */
    task_done(input: Inputs["task_done"], options?: CallOptions): Promise<Outputs["task_done"]>;
    /** Adds a note: finding, decision, progress; with criterion, its evidence; with handoff, hands the task off. */
    task_annotate(input: Inputs["task_annotate"], options?: CallOptions): Promise<Outputs["task_annotate"]>;
    /** Adds many tasks in one commit: rows as for task_add, with ref, a name for depends and parent of others; or a file or folder of any known tool. */
    task_import(input?: Inputs["task_import"], options?: CallOptions): Promise<Outputs["task_import"]>;
    /** Takes a particular task: marks it active and claims it with its file scope. task_next picks one for you. */
    task_start(input: Inputs["task_start"], options?: CallOptions): Promise<Outputs["task_start"]>;
    /** Puts an active task down and releases its claim. With handoff, leaves a note for whoever continues. */
    task_stop(input: Inputs["task_stop"], options?: CallOptions): Promise<Outputs["task_stop"]>;
    /** Deletes tasks softly: hidden, no longer blocking, kept for undo and history. */
    task_delete(input: Inputs["task_delete"], options?: CallOptions): Promise<Outputs["task_delete"]>;
    /** How many open tasks a filter selects. */
    task_count(input?: Inputs["task_count"], options?: CallOptions): Promise<Outputs["task_count"]>;
    /** Finds words in descriptions, notes, criteria and documents, best first, with what is written around them; forgives endings and slips of the pen. */
    task_search(input: Inputs["task_search"], options?: CallOptions): Promise<Outputs["task_search"]>;
    /** The open tasks that a filter selects, each below the task that it is part of. */
    task_tree(input?: Inputs["task_tree"], options?: CallOptions): Promise<Outputs["task_tree"]>;
    /** The open tasks that a filter selects in waves: what can begin now, what after that. Says what each waits for. */
    task_graph(input?: Inputs["task_graph"], options?: CallOptions): Promise<Outputs["task_graph"]>;
    /** Records work that is already done as a completed task. */
    task_log(input: Inputs["task_log"], options?: CallOptions): Promise<Outputs["task_log"]>;
    /** Makes a fresh pending copy of a task with its documents and attachments; fields given here replace the copied ones. */
    task_duplicate(input: Inputs["task_duplicate"], options?: CallOptions): Promise<Outputs["task_duplicate"]>;
    /** Puts a task into another column (starts, stops, completes or reopens it), or before another one by rank. */
    task_move(input: Inputs["task_move"], options?: CallOptions): Promise<Outputs["task_move"]>;
    /** Removes one annotation of a task, named by its id or its text. */
    task_denotate(input: Inputs["task_denotate"], options?: CallOptions): Promise<Outputs["task_denotate"]>;
    /** Stores a new version of a task document (its spec unless named); earlier versions stay. */
    task_doc_write(input: Inputs["task_doc_write"], options?: CallOptions): Promise<Outputs["task_doc_write"]>;
    /** The body of a document of a task or of the workspace (spec unless named), also of an earlier version. */
    task_doc_read(input: Inputs["task_doc_read"], options?: CallOptions): Promise<Outputs["task_doc_read"]>;
    /** Removes a task document; its versions stay in the history. */
    task_doc_delete(input: Inputs["task_doc_delete"], options?: CallOptions): Promise<Outputs["task_doc_delete"]>;
    /** The documents of a task or of the workspace; with a name, all versions of that one. */
    task_doc_list(input?: Inputs["task_doc_list"], options?: CallOptions): Promise<Outputs["task_doc_list"]>;
    /** What changed between two versions of a document; the last change unless told otherwise. */
    task_doc_diff(input: Inputs["task_doc_diff"], options?: CallOptions): Promise<Outputs["task_doc_diff"]>;
    /** Makes an earlier version of a document the newest one, also of a deleted document; the versions between stay. */
    task_doc_restore(input: Inputs["task_doc_restore"], options?: CallOptions): Promise<Outputs["task_doc_restore"]>;
    /** The documents of the workspace and of all tasks; with a text those that have it in their names or bodies. */
    task_doc_search(input?: Inputs["task_doc_search"], options?: CallOptions): Promise<Outputs["task_doc_search"]>;
    /** Keeps a file with a task: one of the repository by its path, or bytes in base64 with a name. */
    attachment_add(input: Inputs["attachment_add"], options?: CallOptions): Promise<Outputs["attachment_add"]>;
    /** A file kept with a task: its text, or written to a new file (to), which binary ones need. */
    attachment_get(input: Inputs["attachment_get"], options?: CallOptions): Promise<Outputs["attachment_get"]>;
    /** Takes a file from a task; undo brings it back. */
    attachment_remove(input: Inputs["attachment_remove"], options?: CallOptions): Promise<Outputs["attachment_remove"]>;
    /** The projects in use, with the number of open tasks in each. */
    task_projects(input?: Inputs["task_projects"], options?: CallOptions): Promise<Outputs["task_projects"]>;
    /** The tags in use, with the number of open tasks that have each. */
    task_tags(input?: Inputs["task_tags"], options?: CallOptions): Promise<Outputs["task_tags"]>;
    /** Why a task is or is not ready, what blocks it, who holds it, and what its urgency is made of. */
    task_explain(input: Inputs["task_explain"], options?: CallOptions): Promise<Outputs["task_explain"]>;
    /** Finds open tasks that are vague, stale, orphaned, too large, without scope or criteria, circular, never ready or double, each with the call that mends it. */
    task_lint(input?: Inputs["task_lint"], options?: CallOptions): Promise<Outputs["task_lint"]>;
    /** What was done since the last working day, by whom; what is in progress, left, blocked and by what; what is next. */
    report_standup(input?: Inputs["report_standup"], options?: CallOptions): Promise<Outputs["report_standup"]>;
    /** What waits for a person, what holds most up first; the runs at work; what comes next. */
    report_now(input?: Inputs["report_now"], options?: CallOptions): Promise<Outputs["report_now"]>;
    /** Tasks in the columns to do, in progress, in review and done. since: only what later commits may have changed. */
    report_board(input?: Inputs["report_board"], options?: CallOptions): Promise<Outputs["report_board"]>;
    /** How many tasks were open, started and done at the end of each period (by day), what came and went, and when it would be done. */
    report_burndown_daily(input?: Inputs["report_burndown_daily"], options?: CallOptions): Promise<Outputs["report_burndown_daily"]>;
    /** How many tasks were open, started and done at the end of each period (by week), what came and went, and when it would be done. */
    report_burndown_weekly(input?: Inputs["report_burndown_weekly"], options?: CallOptions): Promise<Outputs["report_burndown_weekly"]>;
    /** How many tasks were open, started and done at the end of each period (by month), what came and went, and when it would be done. */
    report_burndown_monthly(input?: Inputs["report_burndown_monthly"], options?: CallOptions): Promise<Outputs["report_burndown_monthly"]>;
    /** How far each project is: open and done tasks, percent, their average age. Projects in which something is open, unless all are asked for. */
    report_summary(input?: Inputs["report_summary"], options?: CallOptions): Promise<Outputs["report_summary"]>;
    /** Months with the days on which open tasks are due, from this month on or another one. */
    report_calendar(input?: Inputs["report_calendar"], options?: CallOptions): Promise<Outputs["report_calendar"]>;
    /** Who waits for whom among open tasks: waves, the critical path (by estimates, else by count), what unblocks most, dependencies that are gone. */
    report_graph(input?: Inputs["report_graph"], options?: CallOptions): Promise<Outputs["report_graph"]>;
    /** Runs by agent over a time (finished, at work, waiting for a review), what sessions have in hand, what would come next by estimates and past runs, what is due and scheduled. */
    report_timeline(input?: Inputs["report_timeline"], options?: CallOptions): Promise<Outputs["report_timeline"]>;
    /** Who changed what when, newest first: of one task with its documents, or of all. full tells all changes, documents as diffs. */
    task_history(input?: Inputs["task_history"], options?: CallOptions): Promise<Outputs["task_history"]>;
    /** Takes back your own last change, or the commit named by its number (task_history shows them), unless something changed since. */
    task_undo(input?: Inputs["task_undo"], options?: CallOptions): Promise<Outputs["task_undo"]>;
    /** Does again what you undid last, or the commit named by its number, unless something changed since. */
    task_redo(input?: Inputs["task_redo"], options?: CallOptions): Promise<Outputs["task_redo"]>;
    /** Tasks as JSON or in another format, documents included: all, closed ones too, or those a filter selects. task_import takes it back. */
    task_export(input?: Inputs["task_export"], options?: CallOptions): Promise<Outputs["task_export"]>;
    /** Who holds which tasks and files, and until when. */
    claim_list(input?: Inputs["claim_list"], options?: CallOptions): Promise<Outputs["claim_list"]>;
    /** Whether the caller may edit each path, and who holds those it may not. */
    claim_check(input: Inputs["claim_check"], options?: CallOptions): Promise<Outputs["claim_check"]>;
    /** Claims files for the caller, for work that no task covers; with task, adds them to the scope of a task the caller holds. */
    claim_acquire(input: Inputs["claim_acquire"], options?: CallOptions): Promise<Outputs["claim_acquire"]>;
    /** Gives up claims: one by id, those of a task, or (neither given) all of the caller. A person may release anybody’s. */
    claim_release(input?: Inputs["claim_release"], options?: CallOptions): Promise<Outputs["claim_release"]>;
    /** What a filter means here and now: its parts in words, dates as instants, how many tasks each selects; for one task, which part rejects it. */
    filter_explain(input: Inputs["filter_explain"], options?: CallOptions): Promise<Outputs["filter_explain"]>;
    /** How the last word of a filter can go on: attributes, operators, tags, projects, agents, views, dates. */
    filter_complete(input?: Inputs["filter_complete"], options?: CallOptions): Promise<Outputs["filter_complete"]>;
    /** Saves a filter under a name, to be used as @name wherever a filter is. */
    view_set(input: Inputs["view_set"], options?: CallOptions): Promise<Outputs["view_set"]>;
    /** The saved filters. */
    view_list(input?: Inputs["view_list"], options?: CallOptions): Promise<Outputs["view_list"]>;
    /** Removes a saved filter. */
    view_delete(input: Inputs["view_delete"], options?: CallOptions): Promise<Outputs["view_delete"]>;
    /** Gives tasks to agents, each in a git worktree of its own under a claim: checked, then reviewed by a person, then merged. Returns at once; run_list tells how they do. */
    run_start(input: Inputs["run_start"], options?: CallOptions): Promise<Outputs["run_start"]>;
    /** Runs that are under way or wait for a person: state, agent, time, tokens, cost, what the agent did last. all adds the finished ones. */
    run_list(input?: Inputs["run_list"], options?: CallOptions): Promise<Outputs["run_list"]>;
    /** A run for its reviewer: task and criteria with evidence, what the agent says, checks, scope, cost, changed files, and what to do next. */
    run_show(input: Inputs["run_show"], options?: CallOptions): Promise<Outputs["run_show"]>;
    /** The diff of a run’s result against where it began, as git has it; with paths of those files, with stat only how many lines. */
    run_diff(input: Inputs["run_diff"], options?: CallOptions): Promise<Outputs["run_diff"]>;
    /** The files that a run’s result changes and which of them you ticked off; with path the rows of that file’s diff, numbered, page by page. since (an earlier result) shows only what came after it. */
    run_changes(input: Inputs["run_changes"], options?: CallOptions): Promise<Outputs["run_changes"]>;
    /** Keeps a draft about a line of a run’s result, or about lines up to `to`. review_send sends all drafts as one message. */
    review_comment(input: Inputs["review_comment"], options?: CallOptions): Promise<Outputs["review_comment"]>;
    /** Your drafts about a run’s result and every comment that was sent, each with where its lines are now; outdated ones with what stood there. */
    review_comments(input: Inputs["review_comments"], options?: CallOptions): Promise<Outputs["review_comments"]>;
    /** Changes the text of a comment that was not sent yet. */
    review_edit(input: Inputs["review_edit"], options?: CallOptions): Promise<Outputs["review_edit"]>;
    /** Takes a comment away that was not sent yet. */
    review_drop(input: Inputs["review_drop"], options?: CallOptions): Promise<Outputs["review_drop"]>;
    /** Sends your drafts about a run, and note, as one message: the run goes on with it in the same conversation. Called again with the same key, it changes nothing. */
    review_send(input: Inputs["review_send"], options?: CallOptions): Promise<Outputs["review_send"]>;
    /** Keeps that you have seen a file of a run’s result; a file that changes is unseen again. run_changes says which you have seen. */
    review_tick(input: Inputs["review_tick"], options?: CallOptions): Promise<Outputs["review_tick"]>;
    /** What happened in a run, the newest last: what its agent said and did, states, checks. after (a cursor from an earlier answer) gives what is new. */
    run_events(input: Inputs["run_events"], options?: CallOptions): Promise<Outputs["run_events"]>;
    /** stop, resume, retry, clean or answer a run; the other verbs are for people, unless a setting lets agents. note goes with request_changes, answer and handoff. */
    run_control(input: Inputs["run_control"], options?: CallOptions): Promise<Outputs["run_control"]>;
    /** From inside a run: asks the person who reviews it what only a person can decide. End your turn if you cannot go on; the answer reaches you in this conversation. */
    run_ask(input: Inputs["run_ask"], options?: CallOptions): Promise<Outputs["run_ask"]>;
    /** start, pause or stop the starting of runs by themselves, or status: what is at work, stuck, waiting, tried again when. Runs under way go on in any case. start is for people. */
    orchestrator(input: Inputs["orchestrator"], options?: CallOptions): Promise<Outputs["orchestrator"]>;
    /** Approves the result: it is merged when its checks pass on the merged tree. outside allows files outside of its scope, raw files that git-lfs should keep, unmet criteria without evidence, override (a reason) red checks. */
    run_approve(input: Inputs["run_approve"], options?: CallOptions): Promise<Outputs["run_approve"]>;
    /** Merges the result before all others, tested alone: approves it as approve does where it waits for a review, and puts it first in the merge queue. */
    run_merge_now(input: Inputs["run_merge_now"], options?: CallOptions): Promise<Outputs["run_merge_now"]>;
    /** Sends the result back to its agent with note: the same conversation, the same branch. */
    run_request_changes(input: Inputs["run_request_changes"], options?: CallOptions): Promise<Outputs["run_request_changes"]>;
    /** Takes what you changed in the worktree of a run into its result: a round of its own, signed by you, without its agent. The checks run again. */
    run_adopt(input: Inputs["run_adopt"], options?: CallOptions): Promise<Outputs["run_adopt"]>;
    /** Answers the question that the agent of a run asked; it goes on. */
    run_answer(input: Inputs["run_answer"], options?: CallOptions): Promise<Outputs["run_answer"]>;
    /** Ends the agent and everything it started; its work stays in its worktree. */
    run_stop(input: Inputs["run_stop"], options?: CallOptions): Promise<Outputs["run_stop"]>;
    /** Goes on with a run that failed, was stopped or interrupted, in the same worktree and conversation. */
    run_resume(input: Inputs["run_resume"], options?: CallOptions): Promise<Outputs["run_resume"]>;
    /** Gives the run up and begins the task afresh in another one, which is told what reviews and checks said. */
    run_retry(input: Inputs["run_retry"], options?: CallOptions): Promise<Outputs["run_retry"]>;
    /** Gives the run up; its task waits for somebody again, its work stays under rescue refs. */
    run_discard(input: Inputs["run_discard"], options?: CallOptions): Promise<Outputs["run_discard"]>;
    /** Leaves the task to a person, with note; the worktree stays. */
    run_handoff(input: Inputs["run_handoff"], options?: CallOptions): Promise<Outputs["run_handoff"]>;
    /** Says that the target has the work of the run, however it came there: its task is done. commit names where; else it is looked for. */
    run_merged(input: Inputs["run_merged"], options?: CallOptions): Promise<Outputs["run_merged"]>;
    /** Tries at once to push what the run landed, or to propose its result, where a try failed or none was made. */
    run_push(input: Inputs["run_push"], options?: CallOptions): Promise<Outputs["run_push"]>;
    /** Takes the worktree of a finished run away, after keeping what is in it under rescue refs; force for one with work that is not merged. */
    run_clean(input: Inputs["run_clean"], options?: CallOptions): Promise<Outputs["run_clean"]>;
    /** Starts runs of ready tasks in the background, the most urgent first and as many as are safe, until paused or stopped; goes on after a pause, with new limits if given. For people, unless the setting orchestrator.agents says otherwise. */
    orchestrator_start(input?: Inputs["orchestrator_start"], options?: CallOptions): Promise<Outputs["orchestrator_start"]>;
    /** Starts no further runs; those under way go on. orchestrator_start goes on with the same limits. */
    orchestrator_pause(input?: Inputs["orchestrator_pause"], options?: CallOptions): Promise<Outputs["orchestrator_pause"]>;
    /** Starts no further runs and ends the loop. Runs under way go on; runs stops them, too, and their work stays. */
    orchestrator_stop(input?: Inputs["orchestrator_stop"], options?: CallOptions): Promise<Outputs["orchestrator_stop"]>;
    /** Whether runs start by themselves, what is at work or stuck, what waits for whom, limits, budget, and what is tried again when. */
    orchestrator_status(input?: Inputs["orchestrator_status"], options?: CallOptions): Promise<Outputs["orchestrator_status"]>;
    /** Which tasks the orchestrator would start now, by which agent, and for each other one why it does not start and what would make it start. */
    schedule_explain(input?: Inputs["schedule_explain"], options?: CallOptions): Promise<Outputs["schedule_explain"]>;
    /** The waves in which open tasks would be done, the longest chain, what unblocks most, and when all is expected to be done by past runs. */
    schedule_simulate(input?: Inputs["schedule_simulate"], options?: CallOptions): Promise<Outputs["schedule_simulate"]>;
    /** Tokens, cost, time and rework of runs, by task, agent, model or week. Rework are rounds beyond the first: red checks, reviews, answers. */
    usage(input?: Inputs["usage"], options?: CallOptions): Promise<Outputs["usage"]>;
    /** The worktrees of runs with their branches, states and disk use; measure asks every file. */
    worktree_list(input?: Inputs["worktree_list"], options?: CallOptions): Promise<Outputs["worktree_list"]>;
    /** The worktree of a run before it is cleaned up: disk use, what of it is in no result, and what keeps it. */
    worktree_show(input: Inputs["worktree_show"], options?: CallOptions): Promise<Outputs["worktree_show"]>;
    /** Takes closed tasks out of the queue into the archive: those closed 90 days ago, or those of a filter. They cost nothing there, and task_archive_restore brings them back. */
    task_archive(input?: Inputs["task_archive"], options?: CallOptions): Promise<Outputs["task_archive"]>;
    /** How many tasks are archived, by the quarter in which they were closed; with a filter or a quarter, which. */
    task_archive_list(input?: Inputs["task_archive_list"], options?: CallOptions): Promise<Outputs["task_archive_list"]>;
    /** Archived tasks whole, with their specifications, to be read only: they stay archived. */
    task_archive_load(input: Inputs["task_archive_load"], options?: CallOptions): Promise<Outputs["task_archive_load"]>;
    /** Brings archived tasks back into the queue as they were, with their documents and the tasks above them. */
    task_archive_restore(input: Inputs["task_archive_restore"], options?: CallOptions): Promise<Outputs["task_archive_restore"]>;
    /** Removes a deleted task and its documents for good, beyond undo; its past stays in the history. For people. */
    task_purge(input: Inputs["task_purge"], options?: CallOptions): Promise<Outputs["task_purge"]>;
    /** Makes a subtask for each repository that the scope of a task is in: a run works in one. */
    task_split(input: Inputs["task_split"], options?: CallOptions): Promise<Outputs["task_split"]>;
    /** Every setting with its value and what it is for. */
    setting_list(input?: Inputs["setting_list"], options?: CallOptions): Promise<Outputs["setting_list"]>;
    /** The value of one setting, what it is for, what it takes and what it is when nobody set it. */
    setting_get(input: Inputs["setting_get"], options?: CallOptions): Promise<Outputs["setting_get"]>;
    /** Sets one setting for this workspace. For people. */
    setting_set(input: Inputs["setting_set"], options?: CallOptions): Promise<Outputs["setting_set"]>;
    /** Gives one setting its default value again. For people. */
    setting_unset(input: Inputs["setting_unset"], options?: CallOptions): Promise<Outputs["setting_unset"]>;
    /** How your changes are signed, under which name you hold claims, and which queue this folder has. */
    whoami(input?: Inputs["whoami"], options?: CallOptions): Promise<Outputs["whoami"]>;
    /** Takes another git repository into this workspace: one queue for both, and scopes such as api:src/** name its files. */
    repo_add(input: Inputs["repo_add"], options?: CallOptions): Promise<Outputs["repo_add"]>;
    /** The repositories of this workspace, where they are, and which of them moved or are gone. */
    repo_list(input?: Inputs["repo_list"], options?: CallOptions): Promise<Outputs["repo_list"]>;
    /** One repository of this workspace with its folders, remote, target branch, open tasks and claims. */
    repo_show(input?: Inputs["repo_show"], options?: CallOptions): Promise<Outputs["repo_show"]>;
    /** What is changed and not committed in the checkouts of this workspace, and their branches; touches nothing there. */
    repo_status(input?: Inputs["repo_status"], options?: CallOptions): Promise<Outputs["repo_status"]>;
    /** Takes a repository out of this workspace; its files stay as they are, and a queue it had before is its own again. */
    repo_remove(input: Inputs["repo_remove"], options?: CallOptions): Promise<Outputs["repo_remove"]>;
    /** Puts a pre-commit hook that refuses staged files somebody else holds, and then asks the hook that was there before. For people. */
    git_hook_install(input?: Inputs["git_hook_install"], options?: CallOptions): Promise<Outputs["git_hook_install"]>;
    /** Whether commits of a repository are kept away from files that others hold, by which hook, and what it asks besides. */
    git_hook_status(input?: Inputs["git_hook_status"], options?: CallOptions): Promise<Outputs["git_hook_status"]>;
    /** Lets all commits through, for a while or until git_hook_resume. For people. */
    git_hook_pause(input?: Inputs["git_hook_pause"], options?: CallOptions): Promise<Outputs["git_hook_pause"]>;
    /** Ends a pause: commits of files that others hold are refused again. For people. */
    git_hook_resume(input?: Inputs["git_hook_resume"], options?: CallOptions): Promise<Outputs["git_hook_resume"]>;
    /** Takes the pre-commit hook away; the one that was there before has its place again, as it was. For people. */
    git_hook_uninstall(input?: Inputs["git_hook_uninstall"], options?: CallOptions): Promise<Outputs["git_hook_uninstall"]>;
    /** The agents that runs can be given to, with what each may do, and whether its program is there. */
    agent_list(input?: Inputs["agent_list"], options?: CallOptions): Promise<Outputs["agent_list"]>;
    /** Makes an agent known that runs can be given to: a client with its model and permissions, or any command. For people. */
    agent_add(input: Inputs["agent_add"], options?: CallOptions): Promise<Outputs["agent_add"]>;
    /** Changes what is said of an agent: what is left out stays, an empty value takes it away. For people. */
    agent_update(input: Inputs["agent_update"], options?: CallOptions): Promise<Outputs["agent_update"]>;
    /** Lets runs be given to an agent again. For people. */
    agent_enable(input: Inputs["agent_enable"], options?: CallOptions): Promise<Outputs["agent_enable"]>;
    /** Gives an agent no new runs; those that are under way go on. For people. */
    agent_disable(input: Inputs["agent_disable"], options?: CallOptions): Promise<Outputs["agent_disable"]>;
    /** Forgets what was written of an agent; claude and codex are then as they come. Refused while it is at work. For people. */
    agent_remove(input: Inputs["agent_remove"], options?: CallOptions): Promise<Outputs["agent_remove"]>;
    /** Whether an agent’s program is there, which version, and whether it answers. Asks for the version only, which costs nothing. */
    agent_check(input?: Inputs["agent_check"], options?: CallOptions): Promise<Outputs["agent_check"]>;
    /** Makes the queue of this folder or repository, if there is none yet, and says where it is. The first write would do so by itself. */
    backlog_init(input?: Inputs["backlog_init"], options?: CallOptions): Promise<Outputs["backlog_init"]>;
    /** Writes the whole queue with its history and documents into one new file, also while others work, and reads it again. Worktrees of runs are no part of it. */
    backlog_backup(input?: Inputs["backlog_backup"], options?: CallOptions): Promise<Outputs["backlog_backup"]>;
    /** Puts a backup in the place of the queue. Refused where commits would be lost, unless force is given, which first makes a backup of what is there. For people. */
    backlog_restore(input: Inputs["backlog_restore"], options?: CallOptions): Promise<Outputs["backlog_restore"]>;
    /** Reads the whole store, folds its log again and compares, and names all that is wrong, what is lost by it and how to get it back. Changes nothing; fix mends what can be mended without losing anything. */
    doctor(input?: Inputs["doctor"], options?: CallOptions): Promise<Outputs["doctor"]>;
    /** For each filter of a file the sorted indexes of the tasks of another file that it selects, or its error. */
    filter_eval(input: Inputs["filter_eval"], options?: CallOptions): Promise<Outputs["filter_eval"]>;
    /** For each expression of a file its local date and time, its ISO duration, or its error. */
    date_eval(input: Inputs["date_eval"], options?: CallOptions): Promise<Outputs["date_eval"]>;
    /** The urgency of each task of a file. */
    urgency_eval(input: Inputs["urgency_eval"], options?: CallOptions): Promise<Outputs["urgency_eval"]>;
}
