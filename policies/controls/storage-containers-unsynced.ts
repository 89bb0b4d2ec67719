import { control, type Setting } from "../control.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

export default control<() => string | undefined, { readonly targets: readonly string[] }>({
  id: "storage-containers-unsynced",
  title: "Copy containers to known places only",
  why: "One line in a container's settings sends all that it holds, now and later, to another cloud.",
  fix: "Leave `containerSyncTo` out, or add the place to the setting `targets`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["data-location-known"],
    ossg: ["object-storage"],
    "nist-800-53": ["AC-4", "CP-9"],
    "nist-csf": ["protect"],
  },
  settings: {
    targets: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description: "The beginnings of the places that containers may be copied to, such as `//realm/cluster/account/`.",
    } satisfies Setting<string[]>,
  },
  reads: { [CONTAINER]: (container) => [() => container.containerSyncTo] },
  judge: (target, { targets }) => {
    const text = String(target() ?? "");
    return text === "" || targets.some((known) => text.startsWith(known))
      ? undefined
      : "The container is copied to a place that nobody has named.";
  },
  pass: [{ files: [CONTAINER, {}] }],
  fail: [{ files: [CONTAINER, { containerSyncTo: "//realm/cluster/account/container" }] }],
});
