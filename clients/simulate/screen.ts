import { styleText } from "node:util";
import { type Agent, type AgentState, occupancy } from "./agents.ts";
import type { Group } from "./centre.ts";
import type { Options } from "./options.ts";

/** A floor as it is shown. Times are in simulated seconds. */
export interface ScreenState {
  options: Pick<Options, "url" | "speed" | "seed" | "ratio">;
  groups: readonly Group[];
  now: number;
  /** Why the server is not reached; undefined: it is. */
  trouble: string | undefined;
  closing: boolean;
}

const percent = (part: number, whole: number) => (whole === 0 ? "–" : `${((100 * part) / whole).toFixed(1)} %`);
const share = (of: number) => `${Math.round(100 * of)} %`;

function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const rest = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`;
  return whole < 3600 ? rest : `${Math.floor(whole / 3600)}:${rest}`;
}

const ahead = ({ mode }: Group) => mode === "PREDICTIVE" || mode === "POWER" || mode === "TCPA_SAFE_MODE";

function way(group: Group, ratio: number | undefined): string {
  if (!ahead(group)) return "preview";
  if (ratio !== undefined) return `${ratio} calls to each agent who waits`;
  if (group.mode === "POWER") return "2 calls to each agent who waits";
  if (group.mode === "TCPA_SAFE_MODE") return "1 call to each agent who waits";
  return `predictive, at most ${(100 * group.target).toFixed(1).replace(/\.0$/, "")} % abandoned`;
}

/** What a group has come to, in one line. */
function sums(group: Group, now: number): string {
  const { calls, ringing, answered, abandoned, agents } = group;
  return [
    `calls ${calls}`,
    `ringing ${ringing.size}`,
    `answered ${answered} (${percent(answered, calls - ringing.size)})`,
    ...(ahead(group) ? [`abandoned ${abandoned} (${percent(abandoned, answered)})`] : []),
    `occupancy ${share(occupancy(agents, 0, now))}`,
  ].join("   ");
}

/** What hinders a group, if anything does. */
function hindrance(group: Group, now: number): string | undefined {
  if (group.problem !== undefined) return group.problem;
  if (group.waitingSince !== undefined) return `nothing to dial for ${clock(now - group.waitingSince)}`;
  return undefined;
}

const looks: Record<AgentState, { sign: string; word: string; color: "gray" | "cyan" | "blue" | "green" | "yellow" }> =
  {
    IDLE: { sign: "○", word: "waits", color: "gray" },
    READING: { sign: "◔", word: "reads", color: "cyan" },
    CALLING: { sign: "◑", word: "calls", color: "blue" },
    TALKING: { sign: "●", word: "talks", color: "green" },
    WRAPPING: { sign: "◕", word: "writes up", color: "yellow" },
  };

function agentLine(agent: Agent, now: number): string {
  const { sign, word, color } = looks[agent.state];
  const cells = [
    agent.name.slice(0, 20).padEnd(20),
    word.padEnd(9),
    clock(now - agent.since).padStart(7),
    `${agent.calls} ${agent.calls === 1 ? "call" : "calls"}`.padStart(11),
    share(occupancy([agent], 0, now)).padStart(6),
  ];
  return styleText(color, `    ${sign} ${cells.join(" ")}`);
}

/** The floor as lines of a terminal so many rows high. */
export function screen({ options, groups, now, trouble, closing }: ScreenState, rows: number): string[] {
  const at = `${options.url}   seed ${options.seed}${options.speed === 1 ? "" : `   ${options.speed} seconds in one`}`;
  const lines = [`${styleText("bold", "Simulated floor")}   ${clock(now)}   ${at}`];
  if (closing) lines.push(styleText("yellow", "Closing: calls that ring are released, the others completed."));
  else if (trouble !== undefined) lines.push(styleText("red", `The server is away, and tried again: ${trouble}`));
  else lines.push(styleText("gray", "Ctrl-C closes it."));
  // Each group has three lines beside its agents.
  const room = Math.max(1, Math.floor((rows - 3 - 4 * groups.length) / groups.length));
  for (const group of groups) {
    const hinders = hindrance(group, now);
    lines.push("", `  ${styleText("bold", group.name)}   ${way(group, options.ratio)}`, `  ${sums(group, now)}`);
    if (hinders !== undefined) lines.push(styleText("yellow", `  ${hinders}`));
    const fits = group.agents.length <= room ? group.agents.length : room - 1;
    lines.push(...group.agents.slice(0, fits).map((agent) => agentLine(agent, now)));
    if (fits < group.agents.length) lines.push(styleText("gray", `    and ${group.agents.length - fits} more agents`));
  }
  return lines;
}

/** A group in one line, for where there is no terminal. */
export function line(group: Group, now: number): string {
  const hinders = hindrance(group, now);
  return `${clock(now)}  ${group.name}: ${sums(group, now).replaceAll("   ", ", ")}${hinders === undefined ? "" : `; ${hinders}`}`;
}

/** What the floor has come to at its end. */
export function summary({ groups, now }: Pick<ScreenState, "groups" | "now">): string[] {
  return groups.map((group) => {
    const more = [
      ...(group.released > 0 ? [`released ${group.released}`] : []),
      ...(group.lost > 0 ? [`taken away meanwhile ${group.lost}`] : []),
    ];
    return [line({ ...group, waitingSince: undefined }, now), ...more].join(", ");
  });
}
