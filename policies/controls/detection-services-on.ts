import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const DETECTOR = "aws:guardduty/detector:Detector";
const HUB = "aws:securityhub/account:Account";
const INSPECTOR = "aws:inspector2/enabler:Enabler";
const MACIE = "aws:macie2/account:Account";
const STANDARD = "aws:securityhub/standardsSubscription:StandardsSubscription";

/** A service that looks for attacks and weaknesses. */
interface Watch {
  /** What is wrong when it is not as it should be. */
  readonly fault: string;
  readonly holds: () => boolean;
}

/** Whether the standards that Security Hub brings along are used, until told otherwise. */
const hasStandards = (hub: Props<typeof HUB>): boolean => hub.enableDefaultStandards !== false;

export default control<Watch>({
  id: "detection-services-on",
  title: "Leave on what looks for attacks and weaknesses",
  why: "GuardDuty, Security Hub, Inspector and Macie are what sees the intruder in an account that nobody is looking at.",
  fix: "Enable the detector and Macie, give Security Hub a standard, and let Inspector look at machines and images.",
  severity: "high",
  sources: {
    talk: [
      "aws-guardduty-detects",
      "threat-detection-used",
      "misconfigurations-detected",
      "vulnerabilities-managed",
      "anomalies-monitored",
      "siem-used",
    ],
    "cis-aws": ["5.16", "3.1.3"],
    fsbp: ["GuardDuty.1", "Macie.1"],
    "nist-800-53": ["SI-4", "RA-5"],
    "nist-csf": ["detect"],
  },
  reads: {
    [DETECTOR]: (detector) => [{ fault: "GuardDuty is switched off.", holds: () => detector.enable !== false }],
    [MACIE]: (macie) => [{ fault: "Macie is paused.", holds: () => (macie.status ?? "ENABLED") === "ENABLED" }],
    [INSPECTOR]: ({ resourceTypes }) =>
      ["EC2", "ECR"].map((kind) => ({
        fault: `Inspector does not look at ${kind === "EC2" ? "machines" : "images"}.`,
        holds: () => some(...itemsOf(resourceTypes).map((type) => () => type() === kind)),
      })),
  },
  joins: {
    [HUB]: ({ plan, props }) => [
      {
        fault: "Security Hub has no standard to judge by.",
        holds: () =>
          some(
            () => hasStandards(props),
            () => plan.of(STANDARD).length > 0,
          ),
      },
    ],
  },
  judge: ({ fault, holds }) => (holds() ? undefined : fault),
  pass: [
    {
      detector: [DETECTOR, {}],
      enabled: [DETECTOR, { enable: true }],
      macie: [MACIE, {}],
      inspector: [INSPECTOR, { accountIds: ["111122223333"], resourceTypes: ["ECR", "EC2", "LAMBDA"] }],
      hub: [HUB, {}],
    },
    { hub: [HUB, { enableDefaultStandards: false }], standard: [STANDARD, { standardsArn: "a-standard" }] },
  ],
  fail: [
    { detector: [DETECTOR, { enable: false }] },
    { macie: [MACIE, { status: "PAUSED" }] },
    { inspector: [INSPECTOR, { resourceTypes: ["ECR"] }] },
    { inspector: [INSPECTOR, { resourceTypes: ["EC2"] }] },
    { hub: [HUB, { enableDefaultStandards: false }] },
  ],
});
