import { constants, generateKeyPairSync, randomBytes, sign } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { generate } from "selfsigned";

/** Values of a stack's configuration that belong together, and that no checked-in file may say. */
export interface Setting {
  readonly values: readonly SettingValue[];
  /** Makes the values anew, at random, in the same order. */
  readonly make: () => Promise<readonly string[]>;
}

/** One value of a stack's configuration. */
export interface SettingValue {
  /** The keys that lead to it, the first with its namespace. */
  readonly path: readonly [string, ...string[]];
  /** Whether Pulumi keeps it encrypted. */
  readonly secret: boolean;
}

/** The sections of a stack's configuration that need something of a sandbox's own. */
export interface Sections {
  readonly "hardening:users"?: { readonly [name: string]: object };
  readonly "hardening:tunnels"?: { readonly [name: string]: object };
  readonly "hardening:endpoints"?: { readonly [name: string]: { readonly hostName?: string } };
  readonly "hardening:machine"?: { readonly flavorName?: string };
  readonly "hardening:image"?: object;
}

const YEARS = 2;
const IMAGE_SIZE = 1024 * 1024;

const plain = (key: string, ...path: string[]): SettingValue => ({
  path: [`hardening:${key}`, ...path],
  secret: false,
});
const secret = (key: string, ...path: string[]): SettingValue => ({ ...plain(key, ...path), secret: true });

/**
 * What a stack needs of a sandbox's own: passwords, the keys of tunnels, certificates with their keys, an authority's certificate, a login key, and an image with its
 * signature.
 *
 * @param folder where the image is put
 */
export const settingsFor = (sections: Sections, folder: string): Setting[] => [
  ...Object.keys(sections["hardening:users"] ?? {}).map((user) => random(secret("passwords", user))),
  ...Object.keys(sections["hardening:tunnels"] ?? {}).map((name) => random(secret("tunnelKeys", name))),
  ...Object.entries(sections["hardening:endpoints"] ?? {}).map(([name, { hostName = name }]) => ({
    values: [plain("certificates", name), secret("privateKeys", name)],
    make: async () => {
      const { cert, private: key } = await certificate(hostName, "ec");
      return [cert, key];
    },
  })),
  ...(sections["hardening:machine"]
    ? [{ values: [plain("authority")], make: async () => [(await certificate("Sandbox authority", "ec")).cert] }]
    : []),
  ...(sections["hardening:machine"]?.flavorName
    ? [{ values: [plain("machine", "publicKey")], make: async () => [loginKey()] }]
    : []),
  ...(sections["hardening:image"]
    ? [
        {
          values: [plain("image", "file"), plain("image", "signature", "signature"), plain("imageCertificate")],
          make: () => signedImage(join(folder, "image.raw")),
        },
      ]
    : []),
];

const random = (value: SettingValue): Setting => ({
  values: [value],
  make: async () => [randomBytes(30).toString("base64")],
});

/** A host's own certificate, and its key. */
const certificate = (name: string, keyType: "ec" | "rsa") => {
  const notAfterDate = new Date();
  notAfterDate.setUTCFullYear(notAfterDate.getUTCFullYear() + YEARS);
  return generate([{ name: "commonName", value: name }], { keyType, keySize: 3072, algorithm: "sha256", notAfterDate });
};

/** An image that would start nothing, its signature, and the certificate of the key that made it, which is dropped. */
const signedImage = async (file: string): Promise<string[]> => {
  const image = randomBytes(IMAGE_SIZE);
  writeFileSync(file, image, { mode: 0o600 });
  const { cert, private: key } = await certificate("Sandbox image signer", "rsa");
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const signature = sign("sha256", image, { key, padding, saltLength: constants.RSA_PSS_SALTLEN_MAX_SIGN });
  return [file, signature.toString("base64"), cert];
};

/** A public key as OpenSSH writes it. Its other half is dropped: nobody logs in to a machine that never starts. */
const loginKey = (): string => {
  const { publicKey } = generateKeyPairSync("ed25519");
  const parts = [Buffer.from("ssh-ed25519"), publicKey.export({ format: "der", type: "spki" }).subarray(-32)];
  const sized = parts.flatMap((part) => {
    const size = Buffer.alloc(4);
    size.writeUInt32BE(part.length);
    return [size, part];
  });
  return `ssh-ed25519 ${Buffer.concat(sized).toString("base64")} sandbox`;
};
