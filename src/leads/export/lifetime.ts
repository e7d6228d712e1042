/** How long a download link works, in milliseconds. */
export const lifetime = 24 * 60 * 60 * 1000;
