import { control } from "../control.ts";
import { first } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const CHANNEL = "aws:cfg/deliveryChannel:DeliveryChannel";
const RECORDER = "aws:cfg/recorder:Recorder";
const STATUS = "aws:cfg/recorderStatus:RecorderStatus";

/** Whether everything that AWS Config knows is recorded, the services without a region among it. */
const isWhole = ({ recordingGroup }: Props<typeof RECORDER>): boolean => {
  if (!recordingGroup) return false;
  return (
    recordingGroup.allSupported !== false &&
    recordingGroup.includeGlobalResourceTypes === true &&
    !recordingGroup.exclusionByResourceTypes?.length &&
    !recordingGroup.resourceTypes?.length
  );
};

const WHOLE = { allSupported: true, includeGlobalResourceTypes: true };

const REST = {
  status: [STATUS, { isEnabled: true, name: "${recorder}" }],
  channel: [CHANNEL, { s3BucketName: "config" }],
} as const;

export default control<() => string | undefined>({
  id: "log-changes-recorded",
  title: "Let AWS Config record every resource, and leave it on",
  why: "What was changed by hand, by whom and since when, nobody can tell afterwards without it.",
  fix: "Set `recordingGroup` to `allSupported` with `includeGlobalResourceTypes`, and give the recorder a `DeliveryChannel` and a `RecorderStatus` that is enabled.",
  severity: "medium",
  sources: {
    talk: ["aws-config-assesses", "misconfigurations-detected", "versions-tracked", "cis-benchmarks-used"],
    "cis-aws": ["4.3"],
    fsbp: ["Config.1"],
    "nist-800-53": ["CM-6", "CM-8", "AU-12"],
    "nist-csf": ["identify", "detect"],
  },
  reads: {
    [RECORDER]: (recorder) => [
      () => (isWhole(recorder) ? undefined : "The recorder leaves some kinds of resources out."),
    ],
    [STATUS]: (status) => [() => (status.isEnabled === false ? "The recorder is switched off." : undefined)],
  },
  joins: {
    [RECORDER]: (recorder) => [
      () =>
        first(
          () => (recorder.plan.of(STATUS).length > 0 ? undefined : "Nothing switches the recorder on."),
          () => (recorder.plan.of(CHANNEL).length > 0 ? undefined : "The recorder has nowhere to write to."),
        ),
    ],
  },
  judge: (faultOf) => faultOf(),
  pass: [{ recorder: [RECORDER, { roleArn: "a-role", recordingGroup: WHOLE }], ...REST }],
  fail: [
    { recorder: [RECORDER, { roleArn: "a-role" }], ...REST },
    { recorder: [RECORDER, { recordingGroup: { allSupported: true } }], ...REST },
    {
      recorder: [RECORDER, { recordingGroup: { allSupported: false, resourceTypes: ["AWS::EC2::Instance"] } }],
      ...REST,
    },
    {
      recorder: [
        RECORDER,
        { recordingGroup: { ...WHOLE, exclusionByResourceTypes: [{ resourceTypes: ["AWS::EC2::Instance"] }] } },
      ],
      ...REST,
    },
    { recorder: [RECORDER, { recordingGroup: { ...WHOLE, allSupported: false } }], ...REST },
    { recorder: [RECORDER, { recordingGroup: WHOLE }], status: REST.status },
    { recorder: [RECORDER, { recordingGroup: WHOLE }], channel: REST.channel },
    { recorder: [RECORDER, { recordingGroup: WHOLE }], ...REST, status: [STATUS, { isEnabled: false }] },
  ],
});
