import { parseRange } from "./range.ts";
import { refuse } from "./refusal.ts";

/** Where logs go: a server that takes syslog over TLS (RFC 5425). */
export interface LogCollectorArgs {
  /** Its host name or address, such as `logs.example.org` or `10.20.64.5`. */
  address: string;
  /** Its port. Defaults to 6514. */
  port?: number;
  /** The name that its certificate has. Defaults to the `address`. */
  certificateName?: string;
  /** The certificate of the authority that signed it, as PEM. It is public. */
  caCertificate: string;
}

/** Where the authority's certificate is put: a folder that AppArmor lets rsyslog read. */
export const COLLECTOR_CA = "/etc/rsyslog.d/log-collector.pem";

/** The port of a collector. */
export const collectorPort = ({ port = 6514 }: LogCollectorArgs): number => port;

/** Whether a text is a host's name or address, and nothing that could end a line or a quotation. */
export const isHost = (text: string): boolean =>
  (!text.includes("/") && parseRange(text) !== undefined) ||
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i.test(text);

/**
 * @param what whose argument it is, to begin an error with
 * @throws one sentence when a part of it is not what it should be
 */
export function checkCollector(what: string, collector: LogCollectorArgs): void {
  const { address, certificateName, caCertificate } = collector;
  if (!isHost(address)) refuse(`${what}.address`, address, "a host name or an address such as logs.example.org");
  const port = collectorPort(collector);
  if (!Number.isInteger(port) || port < 1 || port > 65535) refuse(`${what}.port`, port, "from 1 to 65535");
  if (certificateName !== undefined && !isHost(certificateName))
    refuse(`${what}.certificateName`, certificateName, "a host name such as logs.example.org");
  if (!/^-----BEGIN CERTIFICATE-----\n[\sA-Za-z0-9+/=-]+-----END CERTIFICATE-----\s*$/.test(caCertificate.trim()))
    refuse(`${what}.caCertificate`, `${caCertificate.slice(0, 27)}…`, "certificates as PEM and nothing else");
}

/**
 * Sends everything that is logged, and what the kernel's audit records, to a collector over TLS 1.2 or later, whose name is verified. What cannot be sent waits on disk.
 */
export const rsyslogConfig = (collector: LogCollectorArgs): string => `# All logs leave the machine, over TLS.
module(load="imfile")
input(type="imfile" File="/var/log/audit/audit.log" Tag="audit:" Facility="local6" Severity="info")
action(
  name="log-collector"
  type="omfwd"
  target="${collector.address}"
  port="${collectorPort(collector)}"
  protocol="tcp"
  template="RSYSLOG_SyslogProtocol23Format"
  TCP_Framing="octet-counted"
  StreamDriver="gtls"
  StreamDriverMode="1"
  StreamDriverAuthMode="x509/name"
  StreamDriverPermittedPeers="${collector.certificateName ?? collector.address}"
  StreamDriver.CAFile="${COLLECTOR_CA}"
  gnutlsPriorityString="SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"
  action.resumeRetryCount="-1"
  queue.type="LinkedList"
  queue.filename="log-collector"
  queue.maxDiskSpace="1g"
  queue.saveOnShutdown="on"
)
`;
