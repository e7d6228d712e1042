import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { noSecrets, type SecretBox } from "./secrets/secret-box.ts";
import type { Sql } from "./sql.ts";
import { statementName } from "./statement-name.ts";

/** Runs statements: either the pool, where each is its own transaction, or one transaction. */
export interface Tx {
  /** Returns the rows. */
  query<Row extends object>(statement: Sql): Promise<Row[]>;
  /** Returns the only row; throws unless there is exactly one. */
  one<Row extends object>(statement: Sql): Promise<Row>;
  /** Returns the first row, if any. */
  maybe<Row extends object>(statement: Sql): Promise<Row | undefined>;
  /** Returns the number of rows the statement changed or selected. */
  execute(statement: Sql): Promise<number>;
  /** Seals and opens the secrets among the values. */
  readonly secrets: SecretBox;
}

/** A transaction. `client` is for what needs the connection itself, such as COPY and cursors. */
export interface Transaction extends Tx {
  readonly client: pg.PoolClient;
}

/** A connection pool. */
export interface Database extends Tx {
  readonly pool: pg.Pool;
  /**
   * Runs the function in one transaction. Runs it again, up to five times, after a deadlock, a serialization failure or
   * a lost connection, so it must not have effects outside the transaction.
   */
  transaction<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  /** Runs the function in a transaction that is always rolled back, for previews. */
  rehearse<T>(run: (tx: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

// bigint ids and counts stay below 2^53, so they fit a number. Dates without a time stay strings.
const types = {
  getTypeParser(oid: number, format?: "text" | "binary") {
    if (oid === pg.types.builtins.INT8) return Number;
    if (oid === pg.types.builtins.DATE) return String;
    return pg.types.getTypeParser(oid, format);
  },
};

// SQLSTATEs after which nothing of the transaction has happened: deadlock, serialization failure, connection lost.
const retriedStates = new Set(["40P01", "40001", "08006", "57P01"]);

/** Connects to PostgreSQL. `onError` is told about connections lost while idle. */
export function connect(
  connectionString: string,
  onError: (error: Error) => void,
  max = 16,
  secrets: SecretBox = noSecrets,
): Database {
  const pool = openPool({ connectionString, max, types: types as pg.CustomTypesConfig }, onError);
  return {
    pool,
    ...statements(pool, secrets),
    async transaction(run) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await runOnce(pool, secrets, run, commit);
        } catch (error) {
          if (attempt === 5 || !isRetried(error)) throw error;
          await sleep(10 * 2 ** attempt * Math.random());
        }
      }
    },
    rehearse: (run) => runOnce(pool, secrets, run, async (client) => void (await client.query("rollback"))),
    close: () => pool.end(),
  };
}

/** A pool, also for libraries that run their own statements. A lost connection never ends the program. */
export function openPool(config: pg.PoolConfig, onError: (error: Error) => void): pg.Pool {
  const pool = new pg.Pool(config);
  pool.on("error", onError);
  // The pool only listens on idle connections. Without a listener of its own, a connection lost between two statements
  // of a transaction would end the program.
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

// Error codes of the driver, and SQLSTATEs that PostgreSQL reports while it starts or stops.
const connectionErrors = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "57P01",
  "57P02",
  "57P03",
  "08006",
  "08001",
  "08004",
]);

/** Whether a statement failed because the database is unreachable, not because of the statement. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (connectionErrors.has((error as { code?: string }).code ?? "")) return true;
  if (/Connection terminated|timeout expired|timeout exceeded when trying to connect|not queryable/.test(error.message))
    return true;
  return isConnectionLost(error.cause);
}

/**
 * Whether the whole transaction was undone. After a connection lost during commit nobody knows, so that isn't retried.
 */
function isRetried(error: unknown): boolean {
  return error instanceof pg.DatabaseError && retriedStates.has(error.code ?? "");
}

/** Runs the function in a transaction and ends it with `end`; rolls back if either throws. */
async function runOnce<T>(
  pool: pg.Pool,
  secrets: SecretBox,
  run: (tx: Transaction) => Promise<T>,
  end: (client: pg.PoolClient) => Promise<void>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await run({ client, ...statements(client, secrets) });
    await end(client);
    return result;
  } catch (error) {
    await client.query("rollback").catch((failure: Error) => {
      broken = failure;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

/** Commits; if the connection is lost meanwhile, says that the outcome is unknown. */
async function commit(client: pg.PoolClient): Promise<void> {
  try {
    await client.query("commit");
  } catch (cause) {
    if (cause instanceof pg.DatabaseError && cause.code?.startsWith("40")) throw cause;
    throw new Error("the connection was lost while a transaction was committing; it may or may not have taken effect", {
      cause,
    });
  }
}

function statements(runner: pg.Pool | pg.PoolClient, secrets: SecretBox): Tx {
  async function query<Row extends object>(statement: Sql): Promise<Row[]> {
    return (await run(statement)).rows as Row[];
  }
  async function run(statement: Sql): Promise<pg.QueryResult> {
    try {
      const { text, values, isPrepared } = statement;
      const name = isPrepared ? statementName(text) : undefined;
      return await runner.query({ text, values: values as unknown[], ...(name === undefined ? {} : { name }) });
    } catch (error) {
      // The driver's own stack ends inside the driver; this one leads to the caller.
      if (error instanceof Error) Error.captureStackTrace(error, run);
      throw error;
    }
  }
  return {
    secrets,
    query,
    async one<Row extends object>(statement: Sql) {
      const rows = await query<Row>(statement);
      if (rows.length !== 1) throw new Error(`one row expected, got ${rows.length}: ${statement.text}`);
      return rows[0] as Row;
    },
    async maybe<Row extends object>(statement: Sql) {
      return (await query<Row>(statement))[0];
    },
    execute: async (statement) => (await run(statement)).rowCount ?? 0,
  };
}
