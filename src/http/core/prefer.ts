/** What a Prefer header (RFC 7240) says of waiting. */
export interface Preference {
  /** An answer at once is preferred to the final one. */
  respondAsync: boolean;
  /** Milliseconds after which it is. */
  wait: number;
}

/** Reads a Prefer header; preferences of no meaning here are passed over. */
export function preferenceOf(header: string | string[] | undefined): Preference {
  // Quoted values may hold commas and semicolons.
  const named = [header ?? ""]
    .flat()
    .join(",")
    .replace(/"(?:[^"\\]|\\.)*"/g, "")
    .split(",")
    .map((preference) => (preference.split(";")[0] ?? "").trim().toLowerCase());
  const seconds = named.map((preference) => /^wait\s*=\s*(\d{1,6})$/.exec(preference)?.[1]).find(Boolean);
  return { respondAsync: named.includes("respond-async"), wait: Number(seconds ?? 0) * 1000 };
}
