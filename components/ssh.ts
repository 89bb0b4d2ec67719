import { Buffer } from "node:buffer";

/** The group whose members may log in. */
export const LOGIN_GROUP = "ssh-users";

/** The keys that are strong enough, in words. */
export const STRONG_KEY = "a public key of type ed25519, or RSA of 3072 bits or more";

const ED25519 = ["ssh-ed25519", "sk-ssh-ed25519@openssh.com"];
const RSA_BITS = 3072;

/** The fields of a key as it goes over the wire (RFC 4253): each behind its length. Undefined where they do not come out even. */
const fieldsOf = (blob: Buffer): Buffer[] | undefined => {
  const fields: Buffer[] = [];
  let at = 0;
  while (at + 4 <= blob.length) {
    const end = at + 4 + blob.readUInt32BE(at);
    if (end > blob.length) return undefined;
    fields.push(blob.subarray(at + 4, end));
    at = end;
  }
  return at === blob.length ? fields : undefined;
};

/**
 * What is wrong with a public key, as a sentence goes on after "it": `has 2048 bits`. Undefined when it is strong.
 *
 * @param line a key as OpenSSH writes it, such as `ssh-ed25519 AAAA… ada@example.org`
 */
export function weaknessOf(line: string): string | undefined {
  const [type = "", encoded = ""] = line.trim().split(/\s+/);
  const fields = /^[A-Za-z0-9+/]+=*$/.test(encoded) ? fieldsOf(Buffer.from(encoded, "base64")) : undefined;
  if (!fields || fields[0]?.toString() !== type || /[\n\r]/.test(line.trim())) return "is no public key of OpenSSH's";
  if (ED25519.includes(type)) return fields[1]?.length === 32 ? undefined : "is cut short";
  if (type !== "ssh-rsa") return `is of type ${type}`;
  const modulus = (fields[2] ?? Buffer.alloc(0)).toString("hex").replace(/^0+/, "");
  const bits = modulus === "" ? 0 : BigInt(`0x${modulus}`).toString(2).length;
  return bits >= RSA_BITS ? undefined : `has ${bits} bits`;
}

/** What a machine's SSH server is for. */
export interface SshdOptions {
  /** Whether people go on from here to other machines, through it and never as it: TCP forwarding to port 22, and nothing else. */
  readonly bastion: boolean;
}

/**
 * A drop-in for OpenSSH's server, 8.9 or later. The first value that it reads counts, so the file's name must come before the others'.
 */
export const sshdConfig = ({
  bastion,
}: SshdOptions): string => `# Keys only, named people only, nothing forwarded that need not be.
UsePAM yes
PermitRootLogin no
AuthenticationMethods publickey
PubkeyAuthentication yes
PasswordAuthentication no
KbdInteractiveAuthentication no
HostbasedAuthentication no
GSSAPIAuthentication no
PermitEmptyPasswords no
IgnoreRhosts yes
AllowGroups ${LOGIN_GROUP}
MaxAuthTries 3
MaxSessions ${bastion ? 10 : 4}
MaxStartups 10:30:60
LoginGraceTime 30
ClientAliveInterval 300
ClientAliveCountMax 2
AllowAgentForwarding no
AllowStreamLocalForwarding no
AllowTcpForwarding ${bastion ? "local" : "no"}
PermitOpen ${bastion ? "*:22" : "none"}
PermitListen none
GatewayPorts no
PermitTunnel no
X11Forwarding no
PermitUserEnvironment no
PermitUserRC no
Compression no
UseDNS no
LogLevel VERBOSE
HostKeyAlgorithms ssh-ed25519,rsa-sha2-512,rsa-sha2-256
PubkeyAcceptedAlgorithms sk-ssh-ed25519@openssh.com,ssh-ed25519,rsa-sha2-512,rsa-sha2-256
KexAlgorithms sntrup761x25519-sha512@openssh.com,curve25519-sha256,curve25519-sha256@libssh.org,diffie-hellman-group16-sha512,diffie-hellman-group18-sha512
Ciphers aes256-gcm@openssh.com,aes128-gcm@openssh.com,aes256-ctr,aes192-ctr,aes128-ctr
MACs hmac-sha2-512-etm@openssh.com,hmac-sha2-256-etm@openssh.com
`;
