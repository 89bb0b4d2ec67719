import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** The inodes of the sockets that a process holds. */
const socketsOf = (pid: number): string[] =>
  readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
    } catch {
      return []; // closed meanwhile
    }
  });

const text = (file: string): string => {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return ""; // gone meanwhile, or somebody else's
  }
};

/** Whether a process still does something: one that ended has no command line, until its parent has noticed it. */
export const runs = (pid: number): boolean => text(`/proc/${pid}/cmdline`) !== "";

/** Every address that processes listen on, of those that Linux shows. */
export const listening = (pids: readonly number[]): string[] =>
  pids.flatMap((pid) =>
    ["tcp", "tcp6"].flatMap((table) => {
      const inodes = new Set(socketsOf(pid));
      return readFileSync(`/proc/${pid}/net/${table}`, "utf8")
        .split("\n")
        .map((line) => line.trim().split(/\s+/))
        .filter(([, , , state, , , , , , inode]) => state === "0A" && inodes.has(inode ?? ""))
        .map(([, address]) => address?.split(":")[0] ?? "");
    }),
  );

/** The command lines of all processes that were started with a setting in their environment, by process. */
export const startedWith = (setting: string): Map<number, string> =>
  new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name) && text(`/proc/${name}/environ`).split("\0").includes(setting))
      .map((name): [number, string] => [Number(name), text(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim()])
      .filter(([, command]) => command !== ""),
  );
