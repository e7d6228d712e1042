const key = "leadyard.renewing";
/** Milliseconds after which another tab takes over from one that was closed meanwhile. */
const patience = 10_000;

/** Runs the function while no other tab runs one. */
export async function oneAtATime<T>(work: () => Promise<T>): Promise<T> {
  // Browsers offer locks between tabs only on HTTPS and localhost.
  if (navigator.locks) return await navigator.locks.request(key, work);
  const mine = String(Math.random());
  while (!(await isTaken(mine))) await pause();
  try {
    return await work();
  } finally {
    if (localStorage.getItem(key)?.startsWith(mine)) localStorage.removeItem(key);
  }
}

/** Writes this tab's name, and looks a moment later whether another tab has written over it. */
async function isTaken(mine: string): Promise<boolean> {
  const since = Number(localStorage.getItem(key)?.split(" ")[1] ?? 0);
  if (Date.now() - since < patience) return false;
  localStorage.setItem(key, `${mine} ${Date.now()}`);
  await pause();
  return localStorage.getItem(key)?.startsWith(mine) ?? false;
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 50));
