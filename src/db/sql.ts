/** A statement or a piece of one: its text with holes, and the values that fill them. */
export class Sql {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  /** See prepared(). */
  readonly isPrepared: boolean;

  constructor(strings: readonly string[], values: readonly unknown[], isPrepared = false) {
    this.strings = strings;
    this.values = values;
    this.isPrepared = isPrepared;
  }

  /** The text with $1, $2, …, as node-postgres expects it. */
  get text(): string {
    let text = this.strings[0] ?? "";
    for (let i = 1; i < this.strings.length; i++) text += `$${i}${this.strings[i]}`;
    return text;
  }
}

/**
 * A statement whose holes become parameters. A hole that holds another `sql` piece becomes part of the statement. There
 * is no way to insert raw text.
 */
export function sql(strings: TemplateStringsArray, ...holes: unknown[]): Sql {
  return flatten(strings, holes);
}

/**
 * Marks a statement to be parsed and planned once per connection, which halves the time of a short one. Use it only if
 * the best plan is the same for all values, as for rows looked up by key.
 */
export function prepared(statement: Sql): Sql {
  return new Sql(statement.strings, statement.values, true);
}

/** Joins pieces by a separator: `join(conditions, sql\` and \`)`. */
export function join(pieces: readonly Sql[], separator: Sql): Sql {
  if (pieces.length === 0) return new Sql([""], []);
  return flatten(
    ["", ...pieces.map(() => "")],
    pieces.map((piece, i) => (i === 0 ? piece : sql`${separator}${piece}`)),
  );
}

/** A quoted column or table name; parts are joined by dots: `identifier("lead", "lead_state")`. */
export function identifier(...parts: string[]): Sql {
  return new Sql([parts.map((part) => `"${part.replaceAll('"', '""')}"`).join(".")], []);
}

/** Merges nested pieces into one: their text into the text, their values into the values. */
function flatten(strings: readonly string[], holes: readonly unknown[]): Sql {
  const texts = [strings[0] ?? ""];
  const values: unknown[] = [];
  for (let i = 0; i < holes.length; i++) {
    const hole = holes[i];
    const after = strings[i + 1] ?? "";
    if (hole instanceof Sql) {
      texts[texts.length - 1] += hole.strings[0] ?? "";
      for (const text of hole.strings.slice(1)) texts.push(text);
      for (const value of hole.values) values.push(value);
      texts[texts.length - 1] += after;
    } else {
      values.push(hole);
      texts.push(after);
    }
  }
  return new Sql(texts, values);
}
