import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Instance, main } from "../../sandbox/instance.ts";
import { Stack } from "../../sandbox/stack.ts";
import { outcome } from "../live/pulumi.ts";
import { type Explanation, printJudgement } from "./page.ts";
import { Prowler } from "./prowler.ts";

const wrong: readonly Explanation[] = [];

/** Prowler logs in by these variables alone, and wants the project's id. */
const logIn = async (env: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> => {
  const { clouds } = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8"));
  const { auth, region_name } = clouds[env.OS_CLOUD as string];
  const { text } = await outcome("openstack", ["token", "issue", "-f", "value", "-c", "project_id"], env);
  const { OS_CLOUD: _, ...rest } = env;
  return {
    ...rest,
    OS_AUTH_URL: auth.auth_url,
    OS_USERNAME: auth.username,
    OS_PASSWORD: auth.password,
    OS_PROJECT_ID: text.trim(),
    OS_USER_DOMAIN_NAME: "Default",
    OS_REGION_NAME: region_name,
    OS_IDENTITY_API_VERSION: "3",
  };
};

/** `npm run judge:openstack`: Prowler on what `npm start` deployed. */
await main(async () => {
  const instance = new Instance(process.env.TRY ?? "default");
  const env = await instance.environment();
  if (!instance.exists || !(await new Stack(instance, env).isDeployed()))
    throw new Error("Nothing is deployed in the sandbox that could be judged: run `npm start` first.");
  await instance.cloud("up");
  console.log("Prowler: reading the cloud (about a minute; its first use installs 2 GB) …");
  const prowler = new Prowler();
  const findings = prowler.judge(await logIn(env), "openstack");
  printJudgement("judges/openstack.md", `Prowler ${prowler.version} on the OpenStack baseline`, findings, wrong);
});
