import { leakIn } from "../../components/leak.ts";
import { control, type Example } from "../control.ts";
import { firstStartOf } from "../facts/cloud-init.ts";
import { itemsOf } from "../facts/item.ts";
import { fleet, starting, startsOf } from "../facts/machine.ts";
import { first } from "../knowledge.ts";

const CONTAINER = "openstack:objectstorage/container:Container";
const FUNCTION = "aws:lambda/function:Function";
const INSTANCE = "openstack:compute/instance:Instance";
const TASK = "aws:ecs/taskDefinition:TaskDefinition";
const VOLUME = "openstack:blockstorage/volume:Volume";

/** A place that a secret can be in, as it stands in a sentence, and the texts there, each with what it is called. */
interface Place {
  readonly where: string;
  readonly texts: () => readonly (() => readonly [name: string, text: string])[];
}

const entriesOf = (metadata: () => { readonly [key: string]: unknown } | undefined, where = "metadata"): Place => ({
  where,
  texts: () => {
    const said = metadata() ?? {};
    return Object.keys(said).map((key) => () => [key, String(said[key] ?? "")]);
  },
});

/** Where a secret of AWS's is kept, which gives away nothing. */
const KEPT = /\barn:aws[\w-]*:(?:secretsmanager|ssm):[\w/+=.@:-]+/g;

const VARIABLE = "an environment variable";

/** The environment variables of a task's containers, which AWS takes as JSON. What cannot be read says nothing. */
const variablesOf = (definitions: string | undefined): { readonly [name: string]: unknown } => {
  try {
    const containers: { environment?: { name?: string; value?: unknown }[] }[] = [
      JSON.parse(definitions ?? "[]"),
    ].flat();
    return Object.fromEntries(
      containers.flatMap((container) =>
        (container?.environment ?? []).map((variable) => [String(variable?.name), variable?.value]),
      ),
    );
  } catch {
    return {};
  }
};

const taskWith = (...environment: { name: string; value: string }[]): Example => ({
  task: [
    TASK,
    { family: "web", containerDefinitions: JSON.stringify([{ name: "web" }, { name: "app", environment }]) },
  ],
});

const userDataOf = (userData: () => string): Place => ({
  where: "user data",
  texts: () => firstStartOf(userData()).texts.map((text) => () => ["", text]),
});

const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

export default control<Place>({
  id: "server-secrets-absent",
  title: "Keep secrets out of metadata, user data and environment variables",
  why: "Everybody on a machine reads its user data and metadata, and so does everybody who may list the project's resources.",
  fix: "Put the secret into the key manager, and let the machine fetch it with a credential or a role of its own.",
  severity: "critical",
  waivable: false,
  sources: {
    talk: ["credentials-not-in-plain-text", "images-without-secrets", "credentials-uncommitted"],
    ossg: ["secrets-management"],
    "nist-800-53": ["IA-5(7)", "SC-28"],
    "nist-csf": ["protect"],
  },
  reads: {
    [FUNCTION]: (code) => [entriesOf(() => code.environment?.variables, VARIABLE)],
    [TASK]: (task) => [entriesOf(() => variablesOf(task.containerDefinitions), VARIABLE)],
    [CONTAINER]: (container) => [entriesOf(() => container.metadata)],
    [VOLUME]: (volume) => [entriesOf(() => volume.metadata)],
    [INSTANCE]: (machine) => [
      entriesOf(() => machine.metadata),
      userDataOf(() => String(machine.userData ?? "")),
      {
        where: "a file that it starts with",
        texts: () =>
          itemsOf(machine.personalities).map((file) => () => {
            const { file: path, content } = file();
            return [
              String(path ?? "")
                .split("/")
                .at(-1) ?? "",
              String(content ?? ""),
            ];
          }),
      },
    ],
    ...startsOf<Place>(({ userData, tags }) => [userDataOf(userData), entriesOf(tags, "a tag")]),
  },
  judge: ({ where, texts }) => {
    const leak = first(
      ...texts().map((read) => () => {
        const [name, text] = read();
        return leakIn(text.replaceAll(KEPT, ""), name);
      }),
    );
    return leak && `There is ${leak} in ${where}.`;
  },
  pass: [
    { fleet: fleet({ userData: "#!/bin/sh\nls\n" }) },
    {
      code: [
        FUNCTION,
        { environment: { variables: { DB_SECRET: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db-AbCdEf" } } },
      ],
    },
    taskWith({ name: "LOG_LEVEL", value: "info" }),
    { task: [TASK, { family: "web", containerDefinitions: "[{" }] },
    {
      web: [
        INSTANCE,
        {
          metadata: { owner: "platform", environment: "production", token_endpoint: "https://keys.example.org" },
          userData: "#cloud-config\nssh_pwauth: false\nusers: [{ name: ada, lock_passwd: true }]\n",
          personalities: [{ file: "/etc/motd", content: "Ask the platform team for the password." }],
        },
      ],
      data: [VOLUME, { size: 1, metadata: { backup: "daily" } }],
      files: [CONTAINER, { metadata: { owner: "platform" } }],
      script: [INSTANCE, { userData: '#!/bin/sh\nDB_PASSWORD="$(barbican get db)"\nTOKEN=$2\n' }],
    },
    {
      fetching: [
        starting.instance,
        {
          userData:
            "#!/bin/sh\naws secretsmanager get-secret-value --secret-id arn:aws:secretsmanager:eu-west-1:111122223333:secret:db\n",
        },
      ],
      web: [starting.instance, { userData: "#cloud-config\nssh_pwauth: false\n", tags: { owner: "platform" } }],
      spot: [starting.spot, { userDataBase64: btoa("#!/bin/sh\nDB_PASSWORD=$(aws ssm get-parameter --name db)\n") }],
      template: [
        starting.template,
        {
          userData: btoa("#!/bin/sh\nls\n"),
          tagSpecifications: [{ resourceType: "instance", tags: { owner: "ada" } }],
        },
      ],
      configuration: [starting.configuration, { userData: "#!/bin/sh\nls\n" }],
    },
  ],
  fail: [
    { fleet: fleet({ userData: "#!/bin/sh\nexport DB_PASSWORD=hunter22\n" }) },
    { code: [FUNCTION, { environment: { variables: { DB_PASSWORD: "correct horse" } } }] },
    taskWith({ name: "LOG_LEVEL", value: "info" }, { name: "DB_PASSWORD", value: "correct horse" }),
    taskWith({ name: "DATABASE", value: "postgres://app:hunter22@db.example.org/app" }),
    { web: [INSTANCE, { metadata: { db_password: "correct horse" } }] },
    { web: [INSTANCE, { metadata: { notes: "postgres://app:hunter22@db.example.org/app" } }] },
    { web: [INSTANCE, { userData: "#!/bin/sh\nexport OS_PASSWORD=hunter22\n" }] },
    { web: [INSTANCE, { userData: "#cloud-config\npassword: hunter22\n" }] },
    {
      web: [
        INSTANCE,
        { userData: `#cloud-config\nwrite_files: [{ path: /k, encoding: b64, content: ${btoa(KEY)} }]\n` },
      ],
    },
    { web: [INSTANCE, { userData: btoa("#!/bin/sh\naws_secret_access_key=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLE\n") }] },
    { web: [INSTANCE, { personalities: [{ file: "/root/.ssh/id_ed25519", content: KEY }] }] },
    { web: [starting.instance, { tags: { db_password: "correct horse" } }] },
    { web: [starting.instance, { userData: "#!/bin/sh\nexport AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE\n" }] },
    { web: [starting.instance, { userDataBase64: btoa(KEY) }] },
    { web: [starting.spot, { userData: "#!/bin/sh\nexport DB_PASSWORD=hunter22\n" }] },
    { web: [starting.template, { userData: btoa("#cloud-config\npassword: hunter22\n") }] },
    {
      web: [
        starting.template,
        { tagSpecifications: [{ resourceType: "instance", tags: { "api-token": "correct horse" } }] },
      ],
    },
    { web: [starting.configuration, { userData: "#!/bin/sh\nexport DB_PASSWORD=hunter22\n" }] },
    { data: [VOLUME, { size: 1, metadata: { luks_passphrase: "correct horse" } }] },
    { files: [CONTAINER, { metadata: { "temp-url-secret": "correct horse" } }] },
  ],
});
