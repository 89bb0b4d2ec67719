import { type Port, portsOf, serviceLabel, services } from "../../components/service.ts";
import { type Opening, protocolOf } from "./opening.ts";
import { portsAmong } from "./port.ts";

/** A service that the name of a security group says it lets through: `HTTPS`, `TCP_8000_8100`. */
export interface ServiceWord {
  readonly word: string;
  /** What the service listens on. Undefined when nobody knows a service of that name. */
  readonly ports: readonly Port[] | undefined;
}

/** Words of services, each with what it listens on as a flow would say it: `tcp/8443`, `https`. */
export interface Words {
  readonly [word: string]: string;
}

/** Services that names speak of, and that no flow of ours should: they have better ones in their place. */
const FURTHER: Words = {
  FTP: "tcp/20-21",
  IMAP: "tcp/143",
  LDAP: "tcp/389",
  POP3: "tcp/110",
  POP3S: "tcp/995",
  REDIS: "tcp/6379",
  RSYNC: "tcp/873",
  SMB: "tcp/445",
  SMTPS: "tcp/465",
  SNMP: "udp/161-162",
  SYSLOG: "udp/514",
  TELNET: "tcp/23",
  VNC: "tcp/5900-5999",
  WINRM: "tcp/5985-5986",
};

/** What a flow's service listens on, or undefined when there is no such service. */
const listening = (service: string): readonly Port[] | undefined => {
  try {
    return portsOf("the service", service);
  } catch {
    return undefined;
  }
};

const known: ReadonlyMap<string, readonly Port[] | undefined> = new Map([
  ...Object.entries(services).map(([name, ports]) => [serviceLabel(name), ports] as const),
  ...Object.entries(FURTHER).map(([word, service]) => [word, listening(service)] as const),
  ["ALL", [{ protocol: "any" }]],
  ["ANY", [{ protocol: "any" }]],
]);

const isNumber = (text: string | undefined): boolean => /^\d+$/.test(text ?? "");

/** The first word of some, as long as possible: `DNS_OVER_TLS` is one, `TCP_8000_8100` is one. */
const firstWord = (tokens: readonly string[], own: Words): ServiceWord => {
  for (let length = tokens.length; length > 0; length--) {
    const word = tokens.slice(0, length).join("_");
    if (Object.hasOwn(own, word)) return { word, ports: listening(own[word] as string) };
    if (known.has(word)) return { word, ports: known.get(word) };
  }
  const [protocol = "", first, last] = tokens;
  if (!isNumber(first)) return { word: protocol, ports: listening(protocol.toLowerCase()) };
  if (protocol === "PROTOCOL") return { word: `PROTOCOL_${first}`, ports: listening(first as string) };
  return isNumber(last)
    ? { word: `${protocol}_${first}_${last}`, ports: listening(`${protocol.toLowerCase()}/${first}-${last}`) }
    : { word: `${protocol}_${first}`, ports: listening(`${protocol.toLowerCase()}/${first}`) };
};

/** The services that the name of a security group says it lets through; none when it does not speak of access. */
export const serviceWords = (name: string | undefined, own: Words = {}): ServiceWord[] => {
  const [said, access] = (name ?? "").toUpperCase().split(/_ACCESS(?:_|$)/);
  const words: ServiceWord[] = [];
  let tokens = access === undefined ? [] : (said ?? "").split("_").filter(Boolean);
  while (tokens.length > 0) {
    const word = firstWord(tokens, own);
    words.push(word);
    tokens = tokens.slice(word.word.split("_").length);
  }
  return words;
};

const sameProtocol = (opening: Opening, port: Port): boolean =>
  port.protocol === "any" || protocolOf(port.protocol) === opening.protocol;

const range = ({ first = 0, last = first || 65535 }: Port) => ({ first, last });

/** Whether an opening lets a service through, or a part of it. */
export const opensSome = (opening: Opening, ports: readonly Port[]): boolean =>
  ports.some(
    (port) =>
      (opening.protocol === "any" || sameProtocol(opening, port)) &&
      (opening.ports === undefined ||
        (range(port).first <= opening.ports.last && opening.ports.first <= range(port).last)),
  );

/** Whether an opening lets nothing through but some services. */
export const opensOnly = (opening: Opening, ports: readonly Port[]): boolean => {
  const alike = ports.filter((port) => sameProtocol(opening, port));
  return alike.length > 0 && (opening.ports === undefined || portsAmong(opening.ports, alike.map(range)));
};
