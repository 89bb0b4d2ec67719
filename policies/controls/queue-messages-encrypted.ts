import { control } from "../control.ts";
import { every } from "../knowledge.ts";

const QUEUE = "aws:sqs/queue:Queue";
const TOPIC = "aws:sns/topic:Topic";

interface Carrier {
  readonly what: string;
  readonly plain: () => boolean;
}

export default control<Carrier>({
  id: "queue-messages-encrypted",
  title: "Encrypt messages that lie in queues and topics",
  why: "Messages carry what services tell each other, and lie on AWS's disks for days.",
  fix: "Set `kmsMasterKeyId`, and leave `sqsManagedSseEnabled` on where a queue has none.",
  severity: "medium",
  sources: {
    talk: ["data-encrypted", "data-encrypted-everywhere"],
    "nist-800-53": ["SC-28", "SC-28(1)"],
    "nist-csf": ["protect"],
  },
  reads: {
    [TOPIC]: (topic) => [{ what: "topic", plain: () => !topic.kmsMasterKeyId }],
    // A queue has a key of SQS's own unless that is switched off.
    [QUEUE]: (queue) => [
      {
        what: "queue",
        plain: () =>
          every(
            () => queue.sqsManagedSseEnabled === false,
            () => !queue.kmsMasterKeyId,
          ),
      },
    ],
  },
  judge: ({ what, plain }) => (plain() ? `Messages lie in the ${what} in clear.` : undefined),
  pass: [
    { orders: [QUEUE, {}] },
    { orders: [QUEUE, { sqsManagedSseEnabled: true }] },
    { orders: [QUEUE, { sqsManagedSseEnabled: false, kmsMasterKeyId: "a-key" }] },
    { alarms: [TOPIC, { kmsMasterKeyId: "alias/aws/sns" }] },
  ],
  fail: [
    { orders: [QUEUE, { sqsManagedSseEnabled: false }] },
    { alarms: [TOPIC, {}] },
    { alarms: [TOPIC, { kmsMasterKeyId: "" }] },
  ],
});
