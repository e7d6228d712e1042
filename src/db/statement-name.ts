// A prepared statement stays on every connection, so only frequent texts are prepared, and at most 200 of them.
const minUses = 5;
const maxNames = 200;
const maxCounted = 2000;

const names = new Map<string, string>();
const counts = new Map<string, number>();

/** The name under which connections prepare this text; undefined if it has been too rare so far. */
export function statementName(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size === maxNames) return known;
  const count = (counts.get(text) ?? 0) + 1;
  if (count < minUses) {
    if (counts.size === maxCounted) counts.clear();
    counts.set(text, count);
    return undefined;
  }
  counts.delete(text);
  const name = `leadyard_${names.size + 1}`;
  names.set(text, name);
  return name;
}
