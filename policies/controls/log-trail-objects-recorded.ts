import { control } from "../control.ts";
import { itemsOf } from "../facts/item.ts";
import { some } from "../knowledge.ts";
import type { Props } from "../resources.ts";

const TRAIL = "aws:cloudtrail/trail:Trail";

/** What is done to objects. */
type Access = "read" | "write";

interface Recording {
  readonly access: Access;
  readonly trail: Props<typeof TRAIL>;
}

/** Every bucket, as the basic selectors name it. */
const EVERY_BUCKET = /^arn:aws(?:-[a-z-]+)?:s3(?::::?\/?)?$/;

/** Whether what is done to the objects of every bucket is recorded. */
const records = ({ access, trail }: Recording): boolean =>
  some(
    ...itemsOf(trail.eventSelectors).map((read) => () => {
      const { readWriteType = "All", dataResources } = read();
      return (
        (readWriteType === "All" || readWriteType === (access === "read" ? "ReadOnly" : "WriteOnly")) &&
        some(
          ...itemsOf(dataResources).map((data) => () => {
            const { type, values } = data();
            return (
              type === "AWS::S3::Object" && some(...itemsOf(values).map((value) => () => EVERY_BUCKET.test(value())))
            );
          }),
        )
      );
    }),
    ...itemsOf(trail.advancedEventSelectors).map((read) => () => {
      const fields = itemsOf(read().fieldSelectors).map((field) => field());
      const says = (name: string, value: string) =>
        fields.some(({ field, equals }) => field === name && equals?.includes(value));
      const narrow = fields.some(({ field }) => !["eventCategory", "resources.type", "readOnly"].includes(field));
      const other =
        says("readOnly", access === "read" ? "false" : "true") &&
        !says("readOnly", access === "read" ? "true" : "false");
      return says("eventCategory", "Data") && says("resources.type", "AWS::S3::Object") && !narrow && !other;
    }),
  );

const basic = (readWriteType: string, ...values: string[]): Props<typeof TRAIL> => ({
  eventSelectors: [{ readWriteType, dataResources: [{ type: "AWS::S3::Object", values }] }],
});

const OBJECTS = [
  { field: "eventCategory", equals: ["Data"] },
  { field: "resources.type", equals: ["AWS::S3::Object"] },
];

const advanced = (...more: { field: string; equals?: string[]; startsWiths?: string[] }[]): Props<typeof TRAIL> => ({
  advancedEventSelectors: [{ fieldSelectors: [...OBJECTS, ...more] }],
});

export default control<Recording>({
  id: "log-trail-objects-recorded",
  title: "Record who reads and who writes objects",
  why: "Data is carried away by reading objects, which a trail does not record until it is told to.",
  fix: "Give the trail a selector for the data events of all S3 objects, for reading and for writing.",
  severity: "medium",
  sources: {
    talk: ["aws-cloudtrail-records", "siem-used", "cis-benchmarks-used"],
    "cis-aws": ["4.8", "4.9"],
    "nist-800-53": ["AU-2", "AU-12", "AC-6"],
    "nist-csf": ["detect"],
  },
  reads: {
    [TRAIL]: (trail) => [
      { access: "read", trail },
      { access: "write", trail },
    ],
  },
  judge: (recording) =>
    records(recording) ? undefined : `The trail does not record who ${recording.access}s objects.`,
  pass: [
    { trail: [TRAIL, basic("All", "arn:aws:s3")] },
    { trail: [TRAIL, basic("All", "arn:aws:s3:::")] },
    { trail: [TRAIL, basic("All", "arn:aws:s3:::one-bucket/", "arn:aws:s3")] },
    {
      trail: [
        TRAIL,
        {
          eventSelectors: ["ReadOnly", "WriteOnly"].map((readWriteType) => ({
            readWriteType,
            dataResources: [
              { type: "AWS::Lambda::Function", values: ["arn:aws:lambda"] },
              { type: "AWS::S3::Object", values: ["arn:aws:s3"] },
            ],
          })),
        },
      ],
    },
    { trail: [TRAIL, advanced()] },
    {
      trail: [
        TRAIL,
        {
          advancedEventSelectors: [
            { fieldSelectors: [...OBJECTS, { field: "readOnly", equals: ["true"] }] },
            { fieldSelectors: [...OBJECTS, { field: "readOnly", equals: ["false"] }] },
          ],
        },
      ],
    },
  ],
  fail: [
    { trail: [TRAIL, {}] },
    { trail: [TRAIL, basic("ReadOnly", "arn:aws:s3")] },
    { trail: [TRAIL, basic("WriteOnly", "arn:aws:s3")] },
    { trail: [TRAIL, basic("All", "arn:aws:s3:::one-bucket/")] },
    {
      trail: [
        TRAIL,
        { eventSelectors: [{ dataResources: [{ type: "AWS::Lambda::Function", values: ["arn:aws:s3"] }] }] },
      ],
    },
    { trail: [TRAIL, advanced({ field: "readOnly", equals: ["true"] })] },
    { trail: [TRAIL, advanced({ field: "readOnly", equals: ["false"] })] },
    { trail: [TRAIL, advanced({ field: "resources.ARN", startsWiths: ["arn:aws:s3:::one-bucket/"] })] },
    {
      trail: [TRAIL, { advancedEventSelectors: [{ fieldSelectors: [{ field: "eventCategory", equals: ["Data"] }] }] }],
    },
  ],
});
