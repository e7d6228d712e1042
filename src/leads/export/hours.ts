/** The time this many hours later. */
export const addHours = (after: Date, count: number): Date => new Date(after.getTime() + count * 60 * 60 * 1000);
