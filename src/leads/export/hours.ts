/** A moment so many hours later. */
export const hours = (after: Date, count: number): Date => new Date(after.getTime() + count * 60 * 60 * 1000);
