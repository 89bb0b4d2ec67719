import { control } from "../control.ts";

const CONTAINER = "openstack:objectstorage/container:Container";

export default control<() => boolean | undefined>({
  id: "storage-containers-kept",
  title: "Let no container be deleted with what is in it",
  why: "A change that replaces the container then deletes every object in it, without a question.",
  fix: "Leave `forceDestroy` out.",
  severity: "medium",
  level: "advisory",
  sources: { ossg: ["object-storage"], "nist-800-53": ["CP-9"] },
  reads: { [CONTAINER]: (container) => [() => container.forceDestroy] },
  judge: (forced) => (forced() === true ? "The container is deleted together with its objects." : undefined),
  pass: [{ files: [CONTAINER, {}] }, { files: [CONTAINER, { forceDestroy: false }] }],
  fail: [{ files: [CONTAINER, { forceDestroy: true }] }],
});
