// What is prepared stays on every connection, so only texts that come often are, and not any number of them.
const often = 5;
const mostNames = 200;
const mostCounted = 2000;

const names = new Map<string, string>();
const counts = new Map<string, number>();

/** The name under which a statement is prepared on each connection; undefined while it has come too seldom to be worth it. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size === mostNames) return known;
  const count = (counts.get(text) ?? 0) + 1;
  if (count < often) {
    if (counts.size === mostCounted) counts.clear();
    counts.set(text, count);
    return undefined;
  }
  counts.delete(text);
  const name = `leadyard_${names.size + 1}`;
  names.set(text, name);
  return name;
}
