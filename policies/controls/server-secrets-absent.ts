import { leakIn } from "../../components/leak.ts";
import { control } from "../control.ts";
import { firstStartOf } from "../facts/cloud-init.ts";
import { itemsOf } from "../facts/item.ts";
import { first } from "../knowledge.ts";

const CONTAINER = "openstack:objectstorage/container:Container";
const INSTANCE = "openstack:compute/instance:Instance";
const VOLUME = "openstack:blockstorage/volume:Volume";

/** A place that a secret can be in, as it stands in a sentence, and the texts there, each with what it is called. */
interface Place {
  readonly where: string;
  readonly texts: () => readonly (() => readonly [name: string, text: string])[];
}

const entriesOf = (metadata: () => { readonly [key: string]: unknown } | undefined): Place => ({
  where: "metadata",
  texts: () => {
    const said = metadata() ?? {};
    return Object.keys(said).map((key) => () => [key, String(said[key] ?? "")]);
  },
});

const KEY = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\n-----END OPENSSH PRIVATE KEY-----\n";

export default control<Place>({
  id: "server-secrets-absent",
  title: "Keep secrets out of metadata and user data",
  why: "Everybody on a machine reads its user data and metadata, and so does everybody who may list the project's resources.",
  fix: "Put the secret into the key manager, and let the machine fetch it with an application credential of its own.",
  severity: "critical",
  sources: {
    talk: ["credentials-not-in-plain-text", "images-without-secrets", "credentials-uncommitted"],
    ossg: ["secrets-management"],
    "nist-800-53": ["IA-5(7)", "SC-28"],
  },
  reads: {
    [CONTAINER]: (container) => [entriesOf(() => container.metadata)],
    [VOLUME]: (volume) => [entriesOf(() => volume.metadata)],
    [INSTANCE]: (machine) => [
      entriesOf(() => machine.metadata),
      {
        where: "user data",
        texts: () => firstStartOf(String(machine.userData ?? "")).texts.map((text) => () => ["", text]),
      },
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
  },
  judge: ({ where, texts }) => {
    const leak = first(
      ...texts().map((read) => () => {
        const [name, text] = read();
        return leakIn(text, name);
      }),
    );
    return leak && `There is ${leak} in ${where}.`;
  },
  pass: [
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
  ],
  fail: [
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
    { data: [VOLUME, { size: 1, metadata: { luks_passphrase: "correct horse" } }] },
    { files: [CONTAINER, { metadata: { "temp-url-secret": "correct horse" } }] },
  ],
});
