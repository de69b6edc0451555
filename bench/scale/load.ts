/** Tasks and journals in any number, made by the database itself, and the questions that the product asks of them. */

export interface Size {
  users: number;
  tasks: number;
  /** Events of each task. */
  events: number;
}

const USER = (n: string) => `('00000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
const TASK = (n: string) => `('10000000-0000-4000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`;
/** The user, and a task of theirs in the middle, that are asked about. */
export const ASKER = "00000000-0000-4000-8000-000000000001";

/** Owners and tasks; triggers are off, since an audit log of made-up tasks is not what is measured. */
export const tasksSql = ({ users, tasks }: Size): string => `
set session_replication_role = replica;
insert into auth.users (id, email) select ${USER("n")}, n || '@example.test' from generate_series(1, ${users}) as n;
insert into public.users (id, github_login) select ${USER("n")}, 'user' || n from generate_series(1, ${users}) as n;
insert into public.tasks (id, user_id, repo, branch, prompt, title, provider, model, state, created_at, completed_at, version)
  select ${TASK("n")}, ${USER(`1 + n % ${users}`)}, 'owner/repo-' || n % 50, 'main', 'Fix the rounding of totals',
    'Fix the rounding of totals ' || n, 'openai', 'gpt', case when n % 5 = 0 then 'failed' else 'complete' end::public.task_state,
    now() - make_interval(mins => ${tasks} - n), now() - make_interval(mins => ${tasks} - n), 9
  from generate_series(1, ${tasks}) as n;
set session_replication_role = origin;
`;

/** The journals of tasks `from` to `to`, as an hour's work would write them. */
export const journalSql = ({ users, tasks, events }: Size, from: number, to: number): string => `
set session_replication_role = replica;
insert into public.task_logs (task_id, seq, user_id, "timestamp", stage, message, type, data)
  select ${TASK("t")}, s, ${USER(`1 + t % ${users}`)}, now() - make_interval(mins => ${tasks} - t, secs => ${events} - s),
    'applying_changes', 'What happened, in a line of usual length, number ' || s,
    case when s % 20 = 0 then 'usage' when s % 25 = 1 then 'step_finished' else 'log' end,
    case when s % 20 = 0 then '{"model":"gpt","provider":"openai","usage":{"input_tokens":9000,"output_tokens":400,"cached_input_tokens":6000,"cost_usd":0.012},"calls":7}'::jsonb
      when s % 25 = 1 then '{"step":"apply","step_id":"apply:1","ok":true,"duration_ms":4200,"will_retry":false}'::jsonb
      else jsonb_build_object('step', 'apply', 'command_id', null, 'stream', 'stdout', 'text', repeat('a line of output ', 8)) end
  from generate_series(${from}, ${to}) as t cross join generate_series(1, ${events}) as s;
set session_replication_role = origin;
`;

export const taskId = (n: number): string => `10000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`;

/** As the Worker asks for a user, under row-level security. */
const asAsker = (sql: string) => `begin;
set local role authenticated;
set local request.jwt.claims = '{"sub":"${ASKER}","role":"authenticated"}';
${sql}
rollback;`;
const asWorker = (sql: string) => `begin;\nset local role service_role;\n${sql}\nrollback;`;
const timed = (sql: string) => `explain (analyze, format json) ${sql};`;

/** Name, and SQL whose last JSON says how long it took. Nothing of it stays. */
export function questions({ tasks }: Size): [name: string, sql: string][] {
  const middle = taskId(Math.floor(tasks / 2));
  const rows = JSON.stringify(
    Array.from({ length: 50 }, (_, n) => ({
      seq: 1_000_000 + n,
      timestamp: "2026-11-30T00:00:00Z",
      stage: "applying_changes",
      message: "a line",
      type: "log",
      data: { text: "a line of output ".repeat(8) },
    })),
  );
  return [
    [
      "first page of a user's tasks",
      asAsker(
        timed(
          `select id, title, state, created_at from public.tasks where user_id = '${ASKER}' order by created_at desc, id desc limit 50`,
        ),
      ),
    ],
    [
      "tasks of a user by a word",
      asAsker(
        timed(
          `select id, title from public.tasks where user_id = '${ASKER}' and search ilike '%totals 1%' order by created_at desc, id desc limit 50`,
        ),
      ),
    ],
    [
      "500 events of a journal",
      asWorker(timed(`select * from public.read_task_logs('${middle}', 0, 500, 512000)`)),
    ],
    [
      "a user's usage of 30 days",
      asAsker(timed("select public.usage_summary(now() - interval '30 days', now())")),
    ],
    [
      "metrics of a day",
      asWorker(timed("select public.installation_metrics(now() - interval '1 day', now())")),
    ],
    ["mirror: 50 events", asWorker(timed(`select public.append_task_logs('${middle}', '${rows}')`))],
    [
      "mirror: the task's row",
      asWorker(timed(`select public.mirror_task('{"id":"${middle}","version":10,"state":"complete"}')`)),
    ],
    [
      "removal of a task with its journal",
      `begin;\n${timed(`delete from public.tasks where id = '${middle}'`)}\nrollback;`,
    ],
  ];
}
