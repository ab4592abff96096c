/** What a client's model reads about this server before any tool; the first 2 KB are all that reaches it. */
export const INSTRUCTIONS = `Backlog is the work queue of this repository, shared by every session, subagent and run. It outlives the chat.

When to use which tool:
- Start work: task_next takes the most urgent ready task, starts it and claims its files, atomically. task_start takes a particular one.
- See what there is: backlog_status (short), task_list with a filter, task_info for one task with its spec and criteria.
- Plan: task_import stores many tasks with dependencies in one commit (rows name each other by ref); task_add stores one.
- While working: task_annotate records findings, and with criterion the evidence for an acceptance criterion; stay inside the task's scope.
- Finish: task_done (says what it unblocked). Cannot finish: task_stop with handoff, saying what is done and what is left.
- Found something else: task_add with discovered_from; do not drop the task at hand.
- Refused with "claimed": somebody else holds the task or files. Take another task; do not work around it.

Ids: the number (12), a UUID, or 8 or more of its first characters. Never invent one.
Filters are Taskwarrior's: +READY +BLOCKED +OVERDUE +bug -later project:web priority:H due.before:friday depends:12 ( +bug or /regex/ ) 1-5; implicit and; sort:due+ limit:10.
Dates: today, fri, eow, 2026-08-14, now+3d, "in 2 weeks". On changes, an omitted field keeps, null or "" clears, lists take "+a,-b".`;
