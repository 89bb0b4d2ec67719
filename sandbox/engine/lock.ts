import { rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const BEAT_MS = 2_000;
/** A lock whose holder has not touched it for so long is a dead process's. */
const STALE_MS = 30_000;

/** Takes a lock that is a file, waiting for whoever holds it; the result gives it back. */
export async function lock(file: string, onWait: () => void): Promise<() => void> {
  for (let waited = false; !take(file); waited = true) {
    if (!waited) onWait();
    if (age(file) > STALE_MS) rmSync(file, { force: true });
    else await sleep(BEAT_MS);
  }
  const beat = setInterval(() => utimesSync(file, new Date(), new Date()), BEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    rmSync(file, { force: true });
  };
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function age(file: string): number {
  const found = statSync(file, { throwIfNoEntry: false });
  return found ? Date.now() - found.mtimeMs : 0;
}
