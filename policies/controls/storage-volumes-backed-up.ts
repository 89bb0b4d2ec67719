import { SCHEDULES } from "../../components/backup.ts";
import { control, type Setting } from "../control.ts";
import { backsUp, firstStartOf } from "../facts/cloud-init.ts";
import { labelOf } from "../facts/label.ts";
import { first } from "../knowledge.ts";
import type { Planned } from "../plan.ts";

const ATTACHMENT = "openstack:compute/volumeAttach:VolumeAttach";
const INSTANCE = "openstack:compute/instance:Instance";
const VOLUME = "openstack:blockstorage/volume:Volume";

interface Settings {
  readonly others: readonly string[];
}

/** How often machines are known to copy their data away, by URN: user data is long, and a machine may have many volumes. */
const memory = (): Map<string, number | undefined> => new Map();

const oftenOf = ({ urn, props, plan }: Planned<typeof INSTANCE>): number | undefined => {
  const known = plan.once(memory);
  if (!known.has(urn)) known.set(urn, backsUp(firstStartOf(String(props.userData ?? "").trim())));
  return known.get(urn);
};

/** What is wrong with how a machine backs up what is on it. */
const faultOf = (machine: Planned<typeof INSTANCE>, wanted: number): string | undefined => {
  const often = oftenOf(machine);
  if (often === undefined) return `Nothing that the ${labelOf(machine)} is told copies the volume off the cloud.`;
  return often > wanted
    ? `The volume is to be backed up ${SCHEDULES[wanted]}, and the ${labelOf(machine)} does it ${SCHEDULES[often]}.`
    : undefined;
};

const userData = (calendar: string, repository: string): string => `#cloud-config
packages: [restic]
write_files:
  - path: /etc/systemd/system/backup.timer
    content: |
      [Unit]
      Description=Start backup.service
      [Timer]
      OnCalendar=${calendar}
  - path: /usr/local/sbin/backup
    content: |
      restic -r ${repository} backup /srv
`;
const AWAY = "rest:https://backup.example.org/core";

export default control<Planned<typeof VOLUME>, Settings>({
  id: "storage-volumes-backed-up",
  title: "Back up every volume off the cloud, as often as it says",
  why: "What is deleted, encrypted by an intruder or lost with the cloud is there again only if a copy lies elsewhere.",
  fix: "Say in the volume's metadata how often, such as `backup: daily`, or `backup: never`, and give its server a `backup`.",
  severity: "high",
  sources: {
    talk: ["backup-off-cloud", "backups-regular"],
    "nist-800-53": ["CP-9", "CP-9(8)", "CP-10"],
    "nist-csf": ["recover"],
  },
  settings: {
    others: {
      type: "array",
      items: { type: "string", minLength: 1 },
      default: [],
      description:
        "What else volumes may say under `backup`: the names of policies that something else than the volume's machine carries out, off the cloud too.",
    } satisfies Setting<string[]>,
  },
  joins: { [VOLUME]: (volume) => [volume] },
  judge: (volume, { others }) => {
    const said = String(volume.props.metadata?.backup ?? "");
    if (said === "") return "Nothing says how often the volume is backed up.";
    if (said === "never" || others.includes(said)) return undefined;
    const wanted = SCHEDULES.indexOf(said);
    if (wanted < 0) return "The volume is to be backed up in a way that nobody knows.";
    const attachments = volume.users(ATTACHMENT, "volumeId");
    const booted = volume.users(INSTANCE, "blockDevices");
    if (attachments.length + booted.length === 0) return "The volume is on no machine that could back it up.";
    return first(
      ...booted.map((machine) => () => faultOf(machine, wanted)),
      ...attachments.map(
        (attachment) => () =>
          first(...attachment.tied("instanceId", INSTANCE).map((machine) => () => faultOf(machine, wanted))),
      ),
    );
  },
  pass: [
    { data: [VOLUME, { size: 1, metadata: { backup: "never" } }] },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [INSTANCE, { userData: userData("daily", AWAY) }],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "${core}" }],
    },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "weekly" } }],
      core: [
        INSTANCE,
        {
          userData: userData("hourly", "sftp://core@backup.example.org//srv/core"),
          blockDevices: [{ sourceType: "volume", uuid: "${data}" }],
        },
      ],
    },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [
        INSTANCE,
        {
          userData:
            "#!/bin/sh\necho '@daily root restic -r s3:https://s3.example.org/b backup /srv' > /etc/cron.d/x\n@daily\n",
        },
      ],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "${core}" }],
    },
    // A machine of another stack is judged there.
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "a-server" }],
    },
  ],
  fail: [
    { data: [VOLUME, { size: 1 }] },
    { data: [VOLUME, { size: 1, metadata: { backup: "sometimes" } }] },
    { data: [VOLUME, { size: 1, metadata: { backup: "daily" } }] },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [INSTANCE, {}],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "${core}" }],
    },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [INSTANCE, { userData: userData("weekly", AWAY) }],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "${core}" }],
    },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [INSTANCE, { userData: userData("daily", "swift:backups:/") }],
      on: [ATTACHMENT, { volumeId: "${data}", instanceId: "${core}" }],
    },
    {
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      core: [
        INSTANCE,
        {
          userData: userData("daily", AWAY).replaceAll(/backup|restic/g, "x"),
          blockDevices: [{ sourceType: "volume", uuid: "${data}" }],
        },
      ],
    },
  ],
});
