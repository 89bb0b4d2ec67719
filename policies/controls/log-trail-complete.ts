import { control, type Example } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { first, some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const TRAIL = "aws:cloudtrail/trail:Trail";

type Trail = Props<typeof TRAIL>;

type Field = NonNullable<NonNullable<Trail["advancedEventSelectors"]>[number]["fieldSelectors"]>[number];

/** Whether a selector's field leaves no more out than single services that are too loud, such as KMS. */
const isWide = ({ field, equals, startsWiths, endsWiths }: Field): boolean =>
  field === "eventCategory" ||
  (field === "eventSource" && !(equals?.length || startsWiths?.length || endsWiths?.length));

/** Whether what changes something and what only looks is recorded. Without a selector of either kind, both are. */
const recordsCalls = (trail: Trail): boolean => {
  const basic = itemsOf(trail.eventSelectors);
  const advanced = itemsOf(trail.advancedEventSelectors);
  if (basic.length + advanced.length === 0) return true;
  return some(
    ...basic.map((read) => () => {
      const { includeManagementEvents, readWriteType } = read();
      return includeManagementEvents !== false && (readWriteType ?? "All") === "All";
    }),
    ...advanced.map((read) => () => {
      const fields = itemsOf(read().fieldSelectors).map((field) => field());
      return (
        fields.some(({ field, equals }) => field === "eventCategory" && equals?.includes("Management")) &&
        fields.every(isWide)
      );
    }),
  );
};

/** What is expected of a trail, and how it sounds when it is missing. */
const FAULTS: readonly (readonly [fault: string, holds: (trail: Trail) => boolean])[] = [
  ["The trail is switched off.", ({ enableLogging }) => enableLogging !== false],
  ["The trail records one region only.", ({ isMultiRegionTrail }) => isMultiRegionTrail === true],
  [
    "The trail leaves out the services that have no region, such as IAM.",
    ({ includeGlobalServiceEvents }) => includeGlobalServiceEvents !== false,
  ],
  ["The trail leaves out some of the calls that change or read the account.", recordsCalls],
  [
    "Nobody can tell whether the trail's files were changed.",
    ({ enableLogFileValidation }) => enableLogFileValidation === true,
  ],
];

const COMPLETE = { s3BucketName: "trail", isMultiRegionTrail: true, enableLogFileValidation: true };

const selecting = (...fields: Field[]) => ({
  ...COMPLETE,
  advancedEventSelectors: [{ fieldSelectors: fields }],
});

export default control<Trail>({
  id: "log-trail-complete",
  title: "Record all calls of every region in a trail whose files can be checked",
  why: "An intruder works in the region that nobody records, and afterwards cuts the lines out of the files.",
  fix: "Set `isMultiRegionTrail` and `enableLogFileValidation`, and let no selector leave out management events.",
  severity: "high",
  waivable: false,
  sources: {
    talk: ["aws-cloudtrail-records", "logging-central", "cis-benchmarks-used"],
    "cis-aws": ["4.1", "4.2"],
    fsbp: ["CloudTrail.1", "CloudTrail.4"],
    "nist-800-53": ["AU-2", "AU-9", "AU-12", "SI-7"],
    "nist-csf": ["detect"],
  },
  reads: { [TRAIL]: (trail) => [trail] },
  judge: (trail) =>
    first(
      ...FAULTS.map(
        ([fault, holds]) =>
          () =>
            holds(trail) ? undefined : fault,
      ),
    ),
  pass: [
    { trail: [TRAIL, COMPLETE] },
    { trail: [TRAIL, { ...COMPLETE, eventSelectors: [{ readWriteType: "All" }] }] },
    {
      trail: [TRAIL, { ...COMPLETE, eventSelectors: [{ readWriteType: "WriteOnly" }, { readWriteType: "All" }] }],
    },
    { trail: [TRAIL, selecting({ field: "eventCategory", equals: ["Management"] })] },
    {
      trail: [
        TRAIL,
        selecting(
          { field: "eventCategory", equals: ["Management"] },
          { field: "eventSource", notEquals: ["kms.amazonaws.com"] },
        ),
      ],
    },
  ],
  fail: [
    { trail: [TRAIL, { ...COMPLETE, enableLogging: false }] },
    { trail: [TRAIL, { ...COMPLETE, isMultiRegionTrail: false }] },
    { trail: [TRAIL, { s3BucketName: "trail", enableLogFileValidation: true }] },
    { trail: [TRAIL, { ...COMPLETE, includeGlobalServiceEvents: false }] },
    { trail: [TRAIL, { ...COMPLETE, eventSelectors: [{ readWriteType: "WriteOnly" }] }] },
    { trail: [TRAIL, { ...COMPLETE, eventSelectors: [{ includeManagementEvents: false }] }] },
    { trail: [TRAIL, selecting({ field: "eventCategory", equals: ["Data"] })] },
    {
      trail: [
        TRAIL,
        selecting({ field: "eventCategory", equals: ["Management"] }, { field: "readOnly", equals: ["false"] }),
      ],
    },
    ...[{ equals: ["iam.amazonaws.com"] }, { startsWiths: ["iam"] }, { endsWiths: [".amazonaws.com"] }].map(
      (narrow): Example => ({
        trail: [
          TRAIL,
          selecting({ field: "eventCategory", equals: ["Management"] }, { field: "eventSource", ...narrow }),
        ],
      }),
    ),
    { trail: [TRAIL, { s3BucketName: "trail", isMultiRegionTrail: true }] },
  ],
});
