import { homedir } from "node:os";
import { join } from "node:path";

/** Where everything lives that is built once and used again. Deleting it costs time, nothing else. */
export const cacheFolder = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "hardening-baseline");
