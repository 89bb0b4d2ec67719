import { control, type Example, type Reads } from "../control.ts";
import type { Token } from "../resources.ts";

const PIPELINE = "aws:imagebuilder/imagePipeline:ImagePipeline";

/** What makes an image of one's own. */
const IMAGES = [
  "aws:ec2/ami:Ami",
  "aws:ec2/amiCopy:AmiCopy",
  "aws:ec2/amiFromInstance:AmiFromInstance",
] as const satisfies Token[];

/** What is wrong, as a sentence. */
type Fault = () => string | undefined;

const WEEKLY = { scheduleExpression: "cron(0 3 ? * SUN *)" };

export default control<Fault>({
  id: "image-kept-current",
  title: "Build images anew on a schedule, and give each a last day",
  why: "A machine that starts from last year's image starts with last year's holes, and is on the network before it has upgraded itself.",
  fix: "Give the pipeline a `schedule` and leave it enabled; give the image a `deprecationTime`, after which nobody finds it any more.",
  severity: "low",
  level: "advisory",
  sources: {
    talk: ["images-updated", "images-tracked"],
    "nist-800-53": ["SI-2", "CM-8"],
    "nist-csf": ["protect"],
  },
  reads: {
    ...(Object.fromEntries(
      IMAGES.map((token) => [
        token,
        (image: { deprecationTime?: string }): Fault[] => [
          () => (image.deprecationTime ? undefined : "The image can be started from for ever."),
        ],
      ]),
    ) as Reads<Fault>),
    [PIPELINE]: (pipeline) => [
      () => (pipeline.schedule?.scheduleExpression ? undefined : "Nothing builds the image anew."),
      () => (pipeline.status === "DISABLED" ? "The pipeline that builds the image is switched off." : undefined),
    ],
  },
  judge: (fault) => fault(),
  pass: [
    ...IMAGES.map((token): Example => ({ own: [token, { deprecationTime: "2030-01-31T00:00:00Z" }] as never })),
    { pipeline: [PIPELINE, { schedule: WEEKLY }] },
  ],
  fail: [
    ...IMAGES.map((token): Example => ({ own: [token, { name: "own" }] as never })),
    { pipeline: [PIPELINE, {}] },
    { pipeline: [PIPELINE, { schedule: WEEKLY, status: "DISABLED" }] },
  ],
});
