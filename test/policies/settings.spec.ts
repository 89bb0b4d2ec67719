import assert from "node:assert/strict";
import { controls } from "../../policies/catalogue.ts";
import { defaultsOf } from "../../policies/control.ts";
import type { Resource } from "../../policies/plan.ts";
import type { Props, Token } from "../../policies/resources.ts";

/** How many faults a control finds in a resource alone, with a team's own settings. */
const faults = <T extends Token>(id: string, type: T, props: Props<T>, settings: object): number => {
  const control = controls.find((one) => one.id === id);
  assert.ok(control, id);
  const resource: Resource<T> = { urn: "a-urn", type, name: "one", props };
  const read = control.reads?.[type] as ((props: Props<T>, resource: Resource<T>) => readonly unknown[]) | undefined;
  assert.ok(read, type);
  return read(props, resource).filter((fact) => control.judge(fact, { ...defaultsOf(control), ...settings })).length;
};

const INSTANCE = "aws:ec2/instance:Instance";
const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const OPENSTACK_INSTANCE = "openstack:compute/instance:Instance";
const PROVIDER = "pulumi:providers:aws";
const VOLUME = "aws:ebs/volume:Volume";

describe("what a team sets", () => {
  for (const [what, id, type, settings, good, bad] of [
    [
      "lists the regions",
      "data-regions-listed",
      PROVIDER,
      { regions: ["eu-west-1"] },
      { region: "eu-west-1" },
      { region: "us-east-1" },
    ],
    [
      "lists the regions, of single resources too",
      "data-regions-listed",
      LOG_GROUP,
      { regions: ["eu-west-1"] },
      {},
      { region: "us-east-1" },
    ],
    [
      "lists the images",
      "server-image-pinned",
      INSTANCE,
      { images: ["ami-0abc"] },
      { ami: "ami-0abc" },
      { ami: "ami-0def" },
    ],
    [
      "lists the images, of OpenStack too",
      "server-image-pinned",
      OPENSTACK_INSTANCE,
      { images: ["an-image"] },
      { blockDevices: [{ sourceType: "image", uuid: "an-image" }] },
      { blockDevices: [{ sourceType: "image", uuid: "another" }] },
    ],
    [
      "lists the images, and no volumes",
      "server-image-pinned",
      OPENSTACK_INSTANCE,
      { images: ["an-image"] },
      { blockDevices: [{ sourceType: "volume", uuid: "a-volume" }] },
      { imageId: "another" },
    ],
    [
      "lists hardened images",
      "server-user-data-hardened",
      INSTANCE,
      { hardenedImages: ["ami-0abc"] },
      { ami: "ami-0abc" },
      { ami: "ami-0def" },
    ],
    [
      "lists hardened images, of OpenStack too",
      "server-user-data-hardened",
      OPENSTACK_INSTANCE,
      { hardenedImages: ["an-image"] },
      { blockDevices: [{ uuid: "an-image" }] },
      { imageId: "another" },
    ],
    [
      "says how long logs are kept",
      "log-groups-kept",
      LOG_GROUP,
      { days: 30 },
      { retentionInDays: 30 },
      { retentionInDays: 14 },
    ],
    [
      "names the tags of everything",
      "provider-tags-set",
      PROVIDER,
      { keys: ["data-class"] },
      { defaultTags: { tags: { "data-class": "public" } } },
      { defaultTags: { tags: { owner: "platform", environment: "production" } } },
    ],
    [
      "says how often backups may be made",
      "backup-data-declared",
      VOLUME,
      { words: ["monthly"] },
      { availabilityZone: "a", tags: { backup: "monthly" } },
      { availabilityZone: "a", tags: { backup: "daily" } },
    ],
  ] as const)
    it(`${what}: ${id}`, () => {
      assert.equal(faults(id, type, good as never, settings), 0);
      assert.equal(faults(id, type, bad as never, settings), 1);
    });
});
