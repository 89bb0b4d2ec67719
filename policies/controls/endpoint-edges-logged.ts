import { control } from "../control.ts";

const DISTRIBUTION = "aws:cloudfront/distribution:Distribution";
const STAGE = "aws:apigateway/stage:Stage";
const STAGE_V2 = "aws:apigatewayv2/stage:Stage";

interface Serving {
  readonly what: "distribution" | "stage";
  readonly logs: () => boolean;
}

export default control({
  id: "endpoint-edges-logged",
  title: "Log who came to every distribution and API",
  why: "What AWS answers in a server's place reaches no server's log.",
  fix: "Give the distribution a `loggingConfig`, and the stage `accessLogSettings`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["proxy-caching-logging", "logging-central", "activities-monitored"],
    "nist-800-53": ["AU-2", "AU-12"],
    "cis-aws": ["4.10"],
    "nist-csf": ["detect"],
  },
  reads: {
    [DISTRIBUTION]: (site): Serving[] => [{ what: "distribution", logs: () => Boolean(site.loggingConfig?.bucket) }],
    [STAGE]: (stage): Serving[] => [{ what: "stage", logs: () => Boolean(stage.accessLogSettings?.destinationArn) }],
    [STAGE_V2]: (stage): Serving[] => [{ what: "stage", logs: () => Boolean(stage.accessLogSettings?.destinationArn) }],
  },
  judge: ({ what, logs }: Serving) => (logs() ? undefined : `The ${what} logs no requests.`),
  pass: [
    { site: [DISTRIBUTION, { loggingConfig: { bucket: "logs.s3.amazonaws.com" } }] },
    {
      api: [
        STAGE,
        { stageName: "v1", accessLogSettings: { destinationArn: "a-log-group", format: "$context.requestId" } },
      ],
    },
    {
      api: [
        STAGE_V2,
        { apiId: "an-api", accessLogSettings: { destinationArn: "a-log-group", format: "$context.requestId" } },
      ],
    },
  ],
  fail: [
    { site: [DISTRIBUTION, { enabled: true }] },
    { site: [DISTRIBUTION, { loggingConfig: { prefix: "site" } }] },
    { api: [STAGE, { stageName: "v1" }] },
    { api: [STAGE_V2, { apiId: "an-api" }] },
  ],
});
