import { weaknessOf } from "../../components/ssh.ts";
import { control } from "../control.ts";

const AWS_KEY_PAIR = "aws:ec2/keyPair:KeyPair";
const KEY_PAIR = "openstack:compute/keypair:Keypair";

const ED25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGfd6zyyqXPmhGFoNsNJ5W1nNFOYhdAe9vbXFWPrTlAj ada@example.org";

/** An RSA key of as many bits, none of which anybody can log in with. */
const rsa = (bits: number): string => {
  const field = (bytes: readonly number[]) => [0, 0, bytes.length >> 8, bytes.length & 255, ...bytes];
  const name = [..."ssh-rsa"].map((character) => character.charCodeAt(0));
  const blob = [...field(name), ...field([1, 0, 1]), ...field([0, ...Array(bits / 8).fill(255)])];
  return `ssh-rsa ${btoa(String.fromCharCode(...blob))}`;
};

export default control<() => string | undefined>({
  id: "key-pair-key-strong",
  title: "Make key pairs of strong keys that people made themselves",
  why: "Nova hands a key that it makes to Pulumi, whose state then opens every machine; and short RSA keys can be broken.",
  fix: "Make an ed25519 key (or RSA of 3072 bits) where it is used, and set `publicKey`.",
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["ssh-keys-used", "ssh-restrictive", "credentials-not-in-plain-text"],
    ossg: ["secrets-management"],
    "nist-800-53": ["IA-5", "SC-12", "SC-13"],
    "nist-csf": ["protect"],
  },
  reads: { [KEY_PAIR]: (pair) => [() => pair.publicKey], [AWS_KEY_PAIR]: (pair) => [() => pair.publicKey] },
  judge: (publicKey) => {
    const line = String(publicKey() ?? "").trim();
    if (line === "") return "The cloud makes the private key, and it ends up in the state.";
    const weakness = weaknessOf(line);
    return weakness && `The key ${weakness}.`;
  },
  pass: [
    { people: [AWS_KEY_PAIR, { publicKey: ED25519 }] },
    { people: [KEY_PAIR, { publicKey: ED25519 }] },
    { people: [KEY_PAIR, { publicKey: rsa(3072) }] },
  ],
  fail: [
    { people: [AWS_KEY_PAIR, { publicKey: rsa(2048) }] },
    { people: [AWS_KEY_PAIR, { publicKey: "" }] },
    { people: [KEY_PAIR, {}] },
    { people: [KEY_PAIR, { publicKey: rsa(2048) }] },
    { people: [KEY_PAIR, { publicKey: "ssh-dss AAAAB3NzaC1kc3MAAAAA" }] },
    { people: [KEY_PAIR, { publicKey: ED25519.slice(0, 50) }] },
    { people: [KEY_PAIR, { publicKey: "hello" }] },
  ],
});
