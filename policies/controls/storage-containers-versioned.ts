import { control, type Setting } from "../control.ts";
import { every, known, some } from "../knowledge.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

/** A container that may hold what must not be lost. */
interface Container {
  readonly names: readonly (() => string | undefined)[];
  readonly versioned: () => boolean;
}

export default control<Container, { readonly kept: readonly string[] }>({
  id: "storage-containers-versioned",
  title: "Keep earlier versions of backups and logs",
  why: "Ransomware and intruders overwrite backups and logs first; only what keeps its versions is still there afterwards.",
  fix: "Set `versioning: true`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["logs-remote"],
    ossg: ["object-storage"],
    "nist-800-53": ["CP-9", "AU-9"],
  },
  settings: {
    kept: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: ["backup", "log", "audit", "archive"],
      description: "The words in a container's name that say that it holds something to keep, in lower case.",
    } satisfies Setting<string[]>,
  },
  reads: {
    [CONTAINER]: (container, { name }) => [
      {
        names: [() => known(() => container.name), () => name],
        versioned: () =>
          some(
            () => container.versioning === true,
            () => container.versioningLegacy !== undefined,
          ),
      },
    ],
  },
  judge: ({ names, versioned }, { kept }) =>
    every(
      () =>
        names.some((read) =>
          String(read() ?? "")
            .toLowerCase()
            .split(/[^a-z]+/)
            .some((word) => kept.some((one) => word === one || word === `${one}s`)),
        ),
      () => !versioned(),
    )
      ? "The container is for something to keep, and what is overwritten in it is gone."
      : undefined,
  pass: [
    { files: [CONTAINER, { name: "catalogue" }] },
    { files: [CONTAINER, { name: "backups", versioning: true }] },
    { files: [CONTAINER, { name: "logs", versioningLegacy: { type: "history", location: "old-logs" } }] },
  ],
  fail: [
    { files: [CONTAINER, { name: "shop-backups" }] },
    { logs: [CONTAINER, { versioning: false }] },
    { files: [CONTAINER, { name: "Audit" }] },
  ],
});
