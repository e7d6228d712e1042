/** A timestamp as the value of a datetime-local input, in the browser's zone: `2026-07-24T12:00`. */
export function localMoment(moment: string): string {
  const date = new Date(moment);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
