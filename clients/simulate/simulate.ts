import { ApiError } from "./api.ts";
import { openFloor } from "./floor.ts";
import { BadArgument, help, type Options, readOptions } from "./options.ts";
import { groupLine, screen, summary } from "./screen.ts";

// Milliseconds between updates: of the screen on a terminal, and of the lines otherwise.
const screenInterval = 250;
const lineInterval = 10_000;

/** Runs a floor and shows it until `closing` aborts or its time is over. */
export async function runFloor(options: Options, closing: AbortSignal, out: NodeJS.WriteStream): Promise<void> {
  const over = new AbortController();
  const floor = await openFloor(options, AbortSignal.any([closing, over.signal]));
  // setTimeout takes at most 2^31 - 1 milliseconds, about 24 days.
  const timer =
    options.minutes === Number.POSITIVE_INFINITY
      ? undefined
      : setTimeout(() => over.abort(), Math.min(options.minutes * 60_000, 2 ** 31 - 1));
  const stop = out.isTTY ? showScreen(floor, out) : showLines(floor, out);
  try {
    await floor.closed;
  } finally {
    clearTimeout(timer);
    stop();
  }
  out.write(`${summary(floor.shown()).join("\n")}\n`);
}

type FloorView = Pick<Awaited<ReturnType<typeof openFloor>>, "shown">;

/** Redraws the floor in place at each interval. Returns a function that stops this and restores the cursor. */
function showScreen(floor: FloorView, out: NodeJS.WriteStream): () => void {
  let drawn = 0;
  const draw = () => {
    const lines = screen(floor.shown(), out.rows ?? 40);
    const up = drawn > 0 ? `\x1b[${drawn}A` : "";
    // Wrapping is off while drawing: a wrapped line would make the cursor move up too few rows next time.
    out.write(`\x1b[?25l\x1b[?7l${up}${lines.map((text) => `\x1b[2K${text}\n`).join("")}\x1b[J`);
    drawn = lines.length;
  };
  draw();
  const timer = setInterval(draw, screenInterval);
  return () => {
    clearInterval(timer);
    draw();
    out.write("\x1b[?25h\x1b[?7h\n");
  };
}

function showLines(floor: FloorView, out: NodeJS.WriteStream): () => void {
  const say = () => {
    const { groups, now, trouble } = floor.shown();
    if (trouble !== undefined) out.write(`Server unreachable, retrying: ${trouble}\n`);
    else out.write(groups.map((group) => `${groupLine(group, now)}\n`).join(""));
  };
  const timer = setInterval(say, lineInterval);
  return () => clearInterval(timer);
}

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (!options) {
    process.stdout.write(help);
    return;
  }
  const closing = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // A second Ctrl-C quits without waiting for claims to end.
      if (closing.signal.aborted) process.exit(1);
      closing.abort();
    });
  }
  await runFloor(options, closing.signal, process.stdout);
}

/** Ends the process with one line that says why: code 2 for a bad argument, 1 otherwise. */
function fail(error: unknown): void {
  const known = error instanceof BadArgument || error instanceof ApiError;
  process.stderr.write(`${known ? error.message : `The floor failed: ${String(error)}`}\n`);
  process.exit(error instanceof BadArgument ? 2 : 1);
}

if (import.meta.main) main().catch(fail);
