import pg from "pg";
import { to } from "pg-copy-streams";
import { type AddPart, type Manifest, type Part, writeBackupFile } from "./backup-file.ts";

/** What it takes to enqueue a job again. Scheduled jobs are left out, since the schedule creates them. */
export const jobColumns = ["identifier", "payload", "run_at", "max_attempts", "key", "priority", "queue"];

/**
 * Writes everything in the database to a file, as of one moment, while the database is in use. Calls `say` after each
 * table. Streams what COPY yields, so memory doesn't depend on the size.
 */
export async function backUp(
  connectionString: string,
  path: string,
  say: (part: Part) => void = () => undefined,
): Promise<Manifest> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const migrations = await migrationsOf(client);
    if (migrations.length === 0) throw new Error("there is nothing to back up: the database has no Leadyard tables");
    return await writeBackupFile(path, async (add) => {
      await client.query("begin isolation level repeatable read read only");
      const tables: Part[] = [];
      for (const { name, columns } of await tablesInOrder(client)) {
        const part = await add(
          name,
          columns,
          copyRows(client, `copy ${quoteIdentifier(name)} (${columns.map(quoteIdentifier).join(", ")}) to stdout`),
        );
        tables.push(part);
        say(part);
      }
      const jobs = await addJobs(client, add);
      // Sequences aren't transactional. Read last, they are never behind the rows.
      const counters = await countersOf(client);
      await client.query("commit");
      return { createdAt: new Date().toISOString(), migrations, tables, counters, jobs };
    });
  } finally {
    await client.end();
  }
}

export const quoteIdentifier = (name: string) => pg.escapeIdentifier(name);

/** The migrations a database has seen, in order; none if it isn't Leadyard's. */
export async function migrationsOf(client: pg.Client, schema = "public"): Promise<string[]> {
  const { rows: found } = await client.query("select to_regclass($1) is not null as there", [`${schema}.migration`]);
  if (!(found[0] as { there: boolean }).there) return [];
  const { rows } = await client.query<{ name: string }>(
    `select name from ${quoteIdentifier(schema)}.migration order by id`,
  );
  return rows.map(({ name }) => name);
}

/** Yields what a COPY statement writes; returns the number of rows. */
async function* copyRows(client: pg.Client, statement: string): AsyncGenerator<Buffer, number> {
  const stream = client.query(to(statement));
  for await (const piece of stream) yield piece as Buffer;
  return stream.rowCount;
}

/** Adds the jobs that wait to run, except scheduled ones. */
async function addJobs(client: pg.Client, add: AddPart): Promise<Part> {
  return await add(
    "jobs",
    jobColumns,
    copyRows(
      client,
      `copy (
        select tasks.identifier, jobs.payload, jobs.run_at, jobs.max_attempts, jobs.key, jobs.priority, queues.queue_name as queue
        from graphile_worker._private_jobs as jobs
        join graphile_worker._private_tasks as tasks on tasks.id = jobs.task_id
        left join graphile_worker._private_job_queues as queues on queues.id = jobs.job_queue_id
        where jobs.payload -> '_cron' is null
        order by jobs.id
      ) to stdout`,
    ),
  );
}

/** The tables with their columns, each after those it refers to, so that a restore satisfies foreign keys. */
async function tablesInOrder(client: pg.Client): Promise<{ name: string; columns: string[] }[]> {
  const { rows: tables } = await client.query<{ name: string; columns: string[]; refers: string[] }>(`
    select relname as name,
      array(
        select attname::text from pg_attribute
        where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = '' order by attnum
      ) as columns,
      array(
        select distinct referred.relname::text from pg_constraint join pg_class referred on referred.oid = confrelid
        where conrelid = pg_class.oid and contype = 'f' and confrelid <> pg_class.oid
      ) as refers
    from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'migration'
    order by relname
  `);
  const ordered: typeof tables = [];
  while (ordered.length < tables.length) {
    const next = tables.filter(
      (one) => !ordered.includes(one) && one.refers.every((name) => ordered.some((before) => before.name === name)),
    );
    if (next.length === 0) throw new Error("tables refer to each other in a circle");
    for (const table of next) ordered.push(table);
  }
  return ordered.map(({ name, columns }) => ({ name, columns }));
}

/** The last value that each identity column has issued. */
async function countersOf(client: pg.Client): Promise<Manifest["counters"]> {
  const { rows: identities } = await client.query<{ table: string; column: string; sequence: string }>(`
    select relname as table, attname as column, pg_get_serial_sequence(quote_ident(relname), attname) as sequence
    from pg_class join pg_attribute on attrelid = pg_class.oid
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attidentity <> '' and relname <> 'migration'
    order by relname, attname
  `);
  const counters: Manifest["counters"] = [];
  for (const { table, column, sequence } of identities) {
    const { rows: values } = await client.query<{ value: string }>(
      `select case when is_called then last_value else last_value - 1 end as value from ${sequence}`,
    );
    counters.push({ table, column, value: Number(values[0]?.value) });
  }
  return counters;
}
