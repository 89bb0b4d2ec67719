import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { Instance, main } from "../../sandbox/instance.ts";
import { Stack } from "../../sandbox/stack.ts";
import { outcome } from "../live/pulumi.ts";
import { type Explanation, printJudgements } from "./page.ts";
import { type Finding, Prowler } from "./prowler.ts";

/** What Prowler is wrong about, in a cloud with such ports of Neutron's own. */
const wrongWith = (neutronPorts: readonly string[]): Explanation[] => [
  {
    check: "blockstorage_volume_backup_exists",
    about: "every volume",
    why: "What must be kept is copied off the cloud by its machine, with restic, where Prowler does not look; a backup in Cinder lies in the same cloud, and the other machines are made anew from their image.",
  },
  {
    check: "compute_instance_locked_status_enabled",
    about: "every machine",
    why: "The provider cannot set Nova's lock, and a locked machine could not be changed by its own program either; Pulumi's `protect` keeps it from being deleted.",
  },
  {
    check: "compute_instance_trusted_image_certificates",
    about: "every machine",
    why: "Nova takes no such certificates for a machine that starts from a volume; Cinder verifies the image's signature when it writes it into the volume.",
  },
  {
    check: "image_hw_mem_encryption_enabled",
    about: "images",
    why: "It needs processors that encrypt memory, and an image that demands it starts nowhere else: `memoryEncrypted` asks for it.",
  },
  {
    check: "image_protected_status_enabled",
    of: ({ resource }) => resource.startsWith("system"),
    about: "the stack's own image",
    why: "The sandbox's stack says `deletable`, as the image goes away with the sandbox; without that word it is protected.",
  },
  ...["not_publicly_visible", "protected_status_enabled", "secure_boot_enabled", "signature_verification_enabled"].map(
    (check) => ({
      check: `image_${check}`,
      of: ({ resource }: Finding) => resource === "debian",
      about: "the image `debian`",
      why: "It comes with the sandbox's cloud and is none of the baseline's.",
    }),
  ),
  {
    check: "networking_port_security_disabled",
    of: ({ resource }) => neutronPorts.some((id) => resource === `port-${id.slice(0, 8)}`),
    about: "ports of routers and floating addresses",
    why: "Neutron makes these by itself and without port security, as packets of others pass through a router.",
  },
  {
    check: "networking_subnet_dhcp_disabled",
    of: ({ resource }) => resource.startsWith("public"),
    about: "the subnets of the external network",
    why: "They come with the sandbox's cloud, where Neutron gives out the addresses of routers and floating addresses by itself.",
  },
  {
    check: "objectstorage_container_versioning_enabled",
    about: "every container",
    why: "They keep their versions in Swift's present way (`X-Versions-Enabled`), and Prowler asks only for the older one (`X-Versions-Location`).",
  },
];

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

/** The ports that no machine has, by their ids. */
const neutronPorts = async (env: NodeJS.ProcessEnv): Promise<string[]> => {
  const { text } = await outcome("openstack", ["port", "list", "--long", "-f", "json"], env);
  const ports: { ID: string; "Device Owner": string }[] = JSON.parse(text);
  return ports.flatMap((port) => (port["Device Owner"].startsWith("network:") ? [port.ID] : []));
};

/** `npm run judge:openstack`: Prowler on what `npm start` deployed. */
await main(async () => {
  const instance = new Instance();
  const env = await instance.environment();
  if (!instance.exists || !(await new Stack(instance, env).isDeployed()))
    throw new Error("Nothing is deployed in the sandbox that could be judged: run `npm start` first.");
  await instance.cloud("up");
  console.log("Prowler: reading the cloud (about a minute; its first use installs 2 GB) …");
  const prowler = new Prowler();
  const findings = prowler.judge(await logIn(env), "openstack");
  printJudgements(
    "judges/openstack.md",
    `Prowler ${prowler.version} on the OpenStack baseline`,
    [{ findings }],
    wrongWith(await neutronPorts(env)),
  );
});
