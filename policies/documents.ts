/** What a place asks for, and what there is to say of it where no control can speak. */
type Asked =
  | string
  | {
      readonly text: string;
      /** What a component does about it that no control judges, in one sentence, and a text by which that is seen in all that the component makes of some type. Which component it is, is measured. */
      readonly carried: { readonly how: string; readonly seen: string };
    }
  | {
      readonly text: string;
      /** Why no program can carry it, in one sentence. */
      readonly outOfReach: string;
    };

/** A book that asks, with its places. */
interface Document {
  readonly title: string;
  readonly version: string;
  readonly url?: string;
  readonly places: { readonly [place: string]: Asked };
}

/** Why so much of what the OpenStack Security Guide checks is out of reach. */
const SET_ON_HOSTS =
  "It is set in files on the service's own hosts, which are installed before there is a cloud for a program to talk to.";

/** Why nobody but a person can give the root user of an account a second factor. */
const ROOT_ALONE =
  "The root user's devices are registered by whoever is logged in as root, and no API does it for another.";

/**
 * The documents that the controls answer to, each with its places.
 * A control cites places by key, so a citation of something that does not exist does not compile.
 * The talk is quoted, as it is our own, slide by slide, a repeated demand once; every other document is told in our own words.
 * What nobody answers, no component carries and nothing keeps out of reach is still to be done.
 */
export const documents = {
  talk: {
    title: "Virtualisation/Cloud Security (Barbara Krasovec, EGI CSIRT)",
    version: "2022-06",
    places: {
      // Virtualisation security essentials
      "default-credentials-unused": "don't use default credentials",
      "production-development-apart": "don't mix production and development VMs on the same hypervisor",
      "production-development-networks-apart":
        "use different network or at least different security group for production and development",
      "production-development-credentials-apart": "use different credentials for production and development VMs",
      "vms-monitored": {
        text: "monitor all VMs (production, testing, development)",
        carried: {
          how: "Every machine tells its measurements over TLS to whom a flow lets ask, and sends all its logs away.",
          seen: "prometheus-node-exporter",
        },
      },
      "unneeded-vms-shut-down": "shut down VMs that you don't need",
      "offline-vms-updated": "always update offline VMs before putting them back online",
      "vms-inventoried": "maintain inventory of VMs",
      "hosts-scanned": {
        text: "check for open ports, default passwords, unpatched software (nmap, Metasploit, OpenVAS, Nessus)",
        outOfReach:
          "A scan knocks at what runs, and a program says what should run; the pack looks for open ports and set passwords in the plan instead.",
      },

      // Hypervisor security
      "software-updated": {
        text: "keep your software updated",
        carried: {
          how: "Machines upgrade themselves every day, and at each start before they let anybody in.",
          seen: "unattended-upgrades.service",
        },
      },
      "host-services-removed": {
        text: "remove/mask services that you don't need",
        carried: {
          how: "What no machine needs is masked, and stays off if a package brings it.",
          seen: "systemctl mask",
        },
      },
      "hardware-uniform": {
        text: "if possible use the same hardware for all hosts (easier to follow vulnerabilities from just one vendor, secure boot)",
        outOfReach: "Hardware is bought before there is a cloud that a program could talk to.",
      },
      "firmware-updated-first": {
        text: "apply HW firmware updates before OS installation",
        outOfReach: "Firmware is written with the vendor's tools on the hardware itself, below any API of the cloud.",
      },
      "hypervisor-access-restricted": "restrict access to hypervisors and monitor it",
      "public-ip-needed": "do you really need a public IP?",
      "ssh-restrictive": "use restrictive SSH access settings",
      "selinux-used": {
        text: "use SELinux (put a hypervisor in another security context)",
        carried: {
          how: "Machines run with AppArmor, or with SELinux enforcing where the image has it; a hypervisor's own system is installed outside the cloud.",
          seen: "SELINUX=enforcing",
        },
      },
      "firewall-used": "audit and use firewall",
      "executables-integrity-monitored": "monitor integrity of executables - FIM (e.g. AIDE)",
      "core-services-encrypted": "encrypt communication between core services",
      "rate-limited": "apply rate limiting on incoming connections",
      "access-via-management-network": "access via management network",
      "access-restricted": "restrict access (SSH key to login, VPN access, packet filtering)",
      "direct-hardware-access-disabled": "disable direct hardware access from guests (PCI, USB etc.)",
      "guests-isolated": "guests should not have access to host and other guests",

      // Cloud services
      "risks-known": {
        text: "What are your risks?",
        outOfReach: "It is a question to an organisation, and no program knows what that has to lose.",
      },
      "responsibilities-known": {
        text: "What are your responsibilities?",
        outOfReach: "It is a question to an organisation, which its contracts and people answer.",
      },
      "domains-of-control-known": {
        text: "Which domains are under your control and which in the hands of the cloud provider?",
        outOfReach: "It is a question to an organisation, which its contract with the provider answers.",
      },
      "data-location-known": "Where will you store your data and how will you transfer it, use it?",
      "regulations-known": {
        text: "Are there any regulations about storing the data in the cloud?",
        outOfReach: "It is a question to lawyers; a program can only keep to their answer.",
      },

      // Common threats in the cloud, unauthorised access
      "credentials-uncommitted": "leaked credentials (committed to git)",
      "vms-updated": "customers need to keep VMs updated",
      "virtual-networks-implemented": "providers need to implement virtual networks",

      // Cloud design
      "internet-services-known": "which services need to be access from the Internet?",

      // Private cloud security considerations
      "weaknesses-known": {
        text: "understand you security weaknesses",
        outOfReach: "Understanding is people's; a program can only show them what it finds.",
      },
      "network-monitored": {
        text: "monitor your network",
        carried: {
          how: "Every machine logs what its firewall refuses, coming in and going out, and sends it to the collector.",
          seen: 'log prefix "refused in: "',
        },
      },
      "bios-hardened": {
        text: "BIOS hardening and updates",
        outOfReach: "The BIOS is set on the hardware itself, below any API of the cloud.",
      },
      "ipmi-restricted": "restrict access to IPMI/ILO interfaces, keep them updated",
      "traffic-allowed-per-vm": "security groups are not the same as ACLs, set allowed traffic per VM",
      "security-groups-named":
        "name the security groups in such way that the rule will already explain what it does (e.g. SMTP_IMAP_ACCESS_TO_NETWORK_ABC)",
      "tls-inbound": "all inbound connections should use TLS",
      "tls-between-services": "all service to service connections should use TLS",
      "management-access-limited": "access to management nodes limited (from certain IPs, by VPN, bastion host ..)",
      "egress-filtered": "outbound filtering with egress",
      "networks-separated":
        "use management network for core cloud services, data network for storage nodes, APIs network for APIs, external network for VMs and internal network for VM to VM communication within the same cloud",
      "storage-network-separate": "data network for storage nodes",
      "data-encrypted": "encrypt your data",
      "roles-used": "use role-based access control",
      "api-policy-per-service": "define API policy per service",
      "backup-off-cloud": "always keep an off-cloud backup",
      "deployment-automated": {
        text: "automate deployment and configuration of services",
        carried: {
          how: "All of it is made by a program, and machines set themselves up from what it tells them.",
          seen: "#cloud-config",
        },
      },

      // Infrastructure security in public cloud
      "availability-zones-used":
        "Availability zones (isolated areas within each region - independent power, cooling, and physical security)",
      "zero-trust": "protecting network: zero trust approach (network and account boundaries)",
      "transit-gateway-hub":
        "AWS Transit Gateway - acts as a hub that controls how traffic is routed among all the connected networks",
      "system-configuration-defined":
        "define system security configuration and maintenance (hardening, minimization and patching)",
      "os-authorizations-defined":
        "operating system authentication and authorizations (for example, users, keys, and access levels)",
      "waf-or-gateway-defined": {
        text: "define web application firewalls and/or API gateways",
        carried: {
          how: "A proxy lets only listed operations through to an API, behind ModSecurity with the OWASP core rule set.",
          seen: "modsecurity_rules_file",
        },
      },
      "network-protection-automated":
        "automate network protection: self-defending network (threat intelligence, anomaly and intrusion detection (WAF))",
      "access-limited": "limit access (who can access what, from where, for how long)",
      "vulnerabilities-managed": "perform vulnerability management",
      "resources-automated": {
        text: "automate creating resources (eg. AWS CloudFormation secure templates) and configuration",
        carried: {
          how: "All of it is made by a program from components that are safe as they come.",
          seen: "openstack:",
        },
      },

      // Public cloud security tools
      "five-pillars-followed": {
        text: "cloud security should follow NIST's five pillars of a cybersecurity framework: Identify, Protect, Detect, Respond, and Recover",
        outOfReach: "It is a framework for an organisation, and responding and recovering are done by people.",
      },

      // Example: AWS Cloud Security
      "root-avoided": "avoid using root",
      "mfa-used": "use MFA",
      "unused-credentials-disabled": "disable credentials unused for 90 days or less",
      "access-keys-rotated": "ensure access keys rotation every 90 days",
      "password-policy-set": "IAM password policy (same as for any OS)",
      "network-multilayered": "use multilayered network",
      "backups-regular": "perform regular backups",
      "aws-config-assesses": "AWS config: asses, audit of configuration of AWS resources",
      "aws-cloudtrail-records": "AWS CloudTrail: checks changes, records AWS API calls",
      "aws-cloudwatch-monitors": "AWS CloudWatch: applications monitoring (visualisation of metrics, logs, events)",
      "aws-guardduty-detects": "AWS Guard Duty: threat detection system",
      "aws-shield-protects": "AWS Shield: dDos protection",

      // Cloud network security
      "people-educated": { text: "educating dev-ops and users", outOfReach: "People are taught by people." },
      "responsibility-established": {
        text: "establishing who is responsible for which aspect of security",
        outOfReach:
          "Who is responsible for which aspect is agreed between people; a program can only carry the answer on, as the tag `owner`.",
      },
      "cis-benchmarks-used": "the use of CIS benchmarks",
      "incident-response-planned": {
        text: "incident response plan",
        outOfReach: "The plan is for people to make, to know and to practise.",
      },
      "misconfigurations-detected":
        "use tools to monitor and detect vulnerabilities and misconfigurations in cloud network",
      "threat-detection-used": "use SIEM or threat detection solution",
      "network-design-planned":
        "Here the network design is in the hands of the organisation. It needs to be carefully planned.",

      // OpenStack network segmentation
      "api-network-public": {
        text: "API network: used to access APIs, accessible by anyone from the internet",
        carried: {
          how: "The zone of the APIs is routed, which no isolated zone is, and a flow of its own lets anyone in.",
          seen: "openstack:networking/routerInterface:RouterInterface",
        },
      },
      "management-network-internal": "Management network: used for communication between the OpenStack components",
      "management-network-unrouted": "traffic is typically not routed in or out of this network. (databases)",
      "tenant-network-internal": "Guest/tenant network: Used for VM data communication within the cloud deployment.",
      "external-network-reachable": "External/public network: reachable from the Internet.",

      // Network security
      "firewall-zones-whitelisted": "Firewall: whitelisting between zones",
      "perimeter-controlled": "perimeter control, separating your systems from the rest of the world",
      "internal-segmented": "internal segmentation",
      "acls-per-network": "ACLs: rules for each network",

      // Node provisioning
      "pxe-used": {
        text: "use PXE boot for installations",
        outOfReach:
          "Bare hosts are installed before there is a cloud, and the provider has no resource for Ironic; the network for it is there, as zone `provisioning`.",
      },
      "pxe-network-separate": "use separate network for PXE",
      "configuration-managed": {
        text: "use configuration management",
        carried: {
          how: "A machine's set-up is a pure function of its arguments, and another set-up makes another machine.",
          seen: "#cloud-config",
        },
      },
      "boot-verified": "verify boot process (secure boot)",
      "multitenant-network-used": "use multitenant network",

      // Harden OpenStack configuration
      "private-servers-updated": {
        text: "perform regular updates (also servers in private network)",
        carried: {
          how: "Machines that reach no internet upgrade themselves from a mirror in their own network, and are refused without one.",
          seen: "preserve_sources_list: false",
        },
      },
      "vms-migratable": "all VMs should be able to migrate to another hypervisor with no downtime",
      "local-disks-unused": "don't use local disks for VMs",
      "storage-distributed": "use distributed storage (as Ceph) - RBDs are easily connected to another host",
      "configs-read-only": {
        text: "configs should be read-only",
        carried: {
          how: "Every file that the first start writes belongs to root, and nobody else may write it.",
          seen: "owner: root:root",
        },
      },

      // Secure communication
      "apis-behind-tls-proxy": "put APIs behind TLS proxy (Nginx, Apache, Pound, Stud)",
      "hsts-set": "secure http endpoints with strict transport security (HSTS)",
      "hsts-extended": "set max-age to one day or one week, then extend",

      // Authentication and authorization
      "access-ends-with-identity": "deleting identity means not being able to login, how about access?",
      "tokens-end-with-identity":
        "services provide long-lived authentication tokens that exist even when identity is gone",

      // Private cloud APIs
      "url-without-secrets": "usernames, passwords and tokens should never appear in the URL",
      "proxy-caching-logging": {
        text: "use proxy caching and logging, data encryption",
        carried: {
          how: "A proxy refuses secrets in addresses, logs neither queries nor headers, and speaks TLS to both sides; it caches nothing, for what APIs answer is each caller's own.",
          seen: "log_format proxy",
        },
      },
      "api-endpoints-isolated": "isolate API endpoints on separate hosts",
      "host-firewall-rules": {
        text: "use host-based firewall rules",
        carried: {
          how: "The openings of a machine's security groups hold once more on the machine itself, by nftables.",
          seen: "/etc/nftables.conf",
        },
      },
      "network-acls-used": "use network ACLs and IDS",
      "two-factor-used": "use two factor authentication where possible",
      "reverse-proxy-used": "use reverse proxy for REST API endpoints",
      "waf-used": {
        text: "use WAF (Web application firewall to protect your APIs against common web exploits",
        carried: {
          how: "A proxy asks ModSecurity with the OWASP core rule set before it passes a request on.",
          seen: "modsecurity_rules_file",
        },
      },
      "apis-private-where-possible":
        "OpenStack has private and public API-s, by default they are all public, but they don't have to be.",
      "api-operations-specified": "Specify allowed API operations",

      // Public cloud API
      "service-control-policies-set":
        "Service Control Policies: where you make limitations for APIs, whitelists, limits to regions",

      // Secure VMs
      "hardening-guidelines-followed": "follow OS hardening guidelines (STIG and CIS controls)",
      "installation-hardened": "harden automatic installation and configuration (e.g. Ansible)",
      "services-and-packages-removed": {
        text: "remove services and packages",
        carried: {
          how: "The first start purges packages that no machine needs, and masks their services.",
          seen: "apt-get -q -y purge",
        },
      },
      "security-monitoring-provided": {
        text: "provide security monitoring (e.g. Prometheus)",
        carried: {
          how: "Every machine runs Prometheus's node exporter behind TLS 1.3.",
          seen: "prometheus-node-exporter",
        },
      },
      "versions-tracked": "track versions of OS, software, users with access, images",
      "assets-managed": "use asset management: keep track of what is (still) needed, if not delete",

      // VM images
      "images-without-secrets": "Don't store credentials, certificates or any sensitive data in the image",
      "images-signed": "Sign images",
      "images-own": "Don't use third party images",
      "images-scanned": {
        text: "Scan images for vulnerabilities",
        outOfReach:
          "A scanner reads an image from inside, with what is known on that day; a program only names the image, and asks who signed it.",
      },
      "images-updated": "keep them updated",
      "images-tracked": "Track images (asset management)",

      // Cloud compute nodes security
      "credentials-not-in-plain-text":
        "don't store credentials in plain text files (such as OS_USERNAME, OS_PASSWORD in OpenStack",
      "cli-on-separate-host": {
        text: "better to use OpenStack CLI on a separate host",
        outOfReach: "Where people type their commands is up to them.",
      },
      "tokens-short-lived":
        "use tokens and limit their validity as much as possible (default in OpenStack is 1 hour, in older releases it was 24 hours)",
      "bash-history-disabled": {
        text: "disable bash history",
        carried: {
          how: "Shells write no history, and what an image brought of it is removed.",
          seen: "/etc/profile.d/no-history.sh",
        },
      },
      "logs-remote": "store all logs remotely",
      "pci-passthrough-disabled": "disable PCI passthrough",
      "memory-optimization-disabled": "disable memory optimization as it uses memory pages deduplication",
      "console-tls": {
        text: "use TLS for Spice/VNC sessions",
        outOfReach:
          "How consoles are carried stands in `nova.conf` on each hypervisor, which no API of OpenStack writes.",
      },
      "vm-logs-without-customer-data": {
        text: "Don't keep VM logs that could contain any sensitive data from the customer",
        outOfReach:
          "What a guest writes to its console is the guest's, and how long it is kept is set on each hypervisor.",
      },

      // Cloud data foundational security strategies
      "data-encrypted-everywhere": "encryption: protect data at rest, in transit, and in use",
      "keys-managed": "key management includes creating, distributing, storing, making recovery and revoking keys",
      "keys-stored-apart": "where encryption keys are stored can affect the overall risk of the data",
      "data-obscured": {
        text: "obscuring data in the cloud by masking, obfuscation, anonymization, and tokenization",
        outOfReach: "Only the application that keeps the data knows what in it can be masked.",
      },
      "activities-monitored": {
        text: "monitor activities, detect unusual events",
        carried: {
          how: "The kernel records what people do as root, what was refused and who changed accounts, keys and rights; AIDE compares the files every day.",
          seen: "/etc/audit/rules.d/50-hardening.rules",
        },
      },
      "siem-used": "to better collect, manage, analyze, and display log data, use SIEM",

      // How to prevent common attacks?
      "ssh-keys-used": "use SSH keys for authentication",
      "password-policy-strong": "strong password policy",
      "keystone-linked-with-ldap": {
        text: "link Keystone with LDAP directory",
        outOfReach:
          "Keystone is told of its directory in its own configuration, or by an API that the provider has no resource for.",
      },
      "digital-signatures-used": "use digital signatures for data integrity (Glance supports image signing)",
      "mandatory-access-control-used": {
        text: "mandatory access control (MAC) and role based access control (RBAC) to protect services",
        carried: {
          how: "Machines run with AppArmor, or with SELinux enforcing where the image has it.",
          seen: "systemctl enable --now apparmor",
        },
      },
      "logging-central": "central logging and auditing in place",
      "anomalies-monitored": "monitor networks of anomalies (IDS/IPS)",
      "services-redundant": "redundant services (HA)",
      "quotas-set": "use quotas per domain/project/user",
      "services-isolated": "isolate services from direct access",
      "dmz-proxy-used": "use proxy to access services from DMZ",
      "api-restricted": "MFA, restrict API, monitor",
    },
  },
  ossg: {
    title: "OpenStack Security Guide",
    version: "2026.1",
    url: "https://docs.openstack.org/security-guide/",
    places: {
      "security-domains": "Public, guest, management and data are kept apart as domains of different trust",
      "bridging-security-domains": "What joins two domains is held to the stricter of both and watched most closely",
      "management-interfaces":
        "Dashboard, APIs, SSH and out-of-band interfaces are reached from where they must be, no more",
      "tls-introduction": "Traffic is encrypted in every domain, also where the network is trusted",
      "tls-proxies-and-http-services":
        "Every API endpoint sits behind something that ends TLS with good versions and ciphers",
      "internal-urls": "The service catalogue names internal endpoints, so that services do not talk over public ones",
      "api-endpoint-isolation": "API processes are isolated from each other and from the rest of the host and network",
      "authentication-methods":
        "Failed log-ins lead to a lockout, passwords are strong, and more than one factor is asked for",
      authorization: "Access follows roles, each with the least that it needs, and administrators are few",
      policies: "Every service has a policy that says which role may call what",
      tokens: "Tokens live shortly and can be revoked",
      "https-hsts-xss-ssrf": "The dashboard speaks HTTPS only and tells browsers so with HSTS",
      "hardening-the-virtualization-layers":
        "Hardware passthrough and memory deduplication are off, mandatory access control is on",
      "virtual-consoles": { text: "VNC and SPICE consoles are carried over TLS", outOfReach: SET_ON_HOSTS },
      "networking-architecture": "Management, guest, external and API networks are separate",
      "networking-services": "Guests are isolated by network, port security and quality of service",
      "security-groups": "Security groups filter the traffic of each guest, by its port, in both directions",
      "networking-quotas": "Quotas cap how many networks, ports, addresses and rules each project may take",
      "message-queue-transport":
        "The message queue is encrypted, authenticated and reachable from the management network only",
      "database-transport": "Databases are encrypted in transit and listen on the management network only",
      "database-access-control": {
        text: "Every service has a database account of its own",
        outOfReach: "The services' accounts are made inside the databases when the cloud is installed.",
      },
      "volume-wiping": {
        text: "A deleted volume leaves no data behind",
        outOfReach:
          "How a volume is wiped stands in `cinder.conf` on the storage's hosts; what is left of an encrypted one cannot be read without its key.",
      },
      "object-storage": "Storage nodes sit on a private network, and containers are open only to whom they must be",
      "secrets-management": "Keys and passwords live in a key manager, neither in files nor in code",
      "data-encryption": "Volumes, ephemeral disks and objects are encrypted, their keys kept apart",
      "instance-security": "Guests get good entropy, signed images, a place that suits them and a watched life",
      "monitoring-logging": "Logs are collected centrally and read for signs of an attack",

      "Check-Identity-01": {
        text: "The identity service's configuration belongs to keystone",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Identity-02": {
        text: "The identity service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Identity-03": "The identity service speaks TLS",
      "Check-Identity-04": { text: "Tokens are hashed with something stronger than MD5", outOfReach: SET_ON_HOSTS },
      "Check-Identity-05": { text: "The identity service caps the size of a request", outOfReach: SET_ON_HOSTS },
      "Check-Identity-06": { text: "The bootstrap admin token is off", outOfReach: SET_ON_HOSTS },
      "Check-Identity-07": { text: "The identity service tells nobody why a log-in failed", outOfReach: SET_ON_HOSTS },
      "Check-Identity-08": { text: "Tokens are fernet tokens", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-01": {
        text: "The dashboard's configuration belongs to root and horizon",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Dashboard-02": {
        text: "The dashboard's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Dashboard-03": { text: "The dashboard cannot be put into a frame", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-04": { text: "The CSRF cookie travels over HTTPS only", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-05": { text: "The session cookie travels over HTTPS only", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-06": { text: "No script can read the session cookie", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-07": { text: "Browsers do not fill in passwords", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-08": { text: "Passwords are never shown", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-09": {
        text: "An administrator who changes a password gives their own",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Dashboard-10": { text: "Weak passwords are refused", outOfReach: SET_ON_HOSTS },
      "Check-Dashboard-11": {
        text: "The dashboard knows from its proxy that a request came over HTTPS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Compute-01": {
        text: "The compute service's configuration belongs to root and nova",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Compute-02": {
        text: "The compute service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Compute-03": { text: "The compute service authenticates with keystone", outOfReach: SET_ON_HOSTS },
      "Check-Compute-04": { text: "The compute service reaches keystone over verified TLS", outOfReach: SET_ON_HOSTS },
      "Check-Compute-05": { text: "The compute service reaches glance over verified TLS", outOfReach: SET_ON_HOSTS },
      "Check-Block-01": {
        text: "The block storage service's configuration belongs to root and cinder",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Block-02": {
        text: "The block storage service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Block-03": { text: "The block storage service authenticates with keystone", outOfReach: SET_ON_HOSTS },
      "Check-Block-04": {
        text: "The block storage service reaches keystone over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Block-05": { text: "The block storage service reaches nova over verified TLS", outOfReach: SET_ON_HOSTS },
      "Check-Block-06": {
        text: "The block storage service reaches glance over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Block-07": {
        text: "Volumes on NAS have safe file permissions and are not handled as root",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Block-08": { text: "The block storage service caps the size of a request", outOfReach: SET_ON_HOSTS },
      "Check-Block-09": "Volumes are encrypted",
      "Check-Shared-01": {
        text: "The shared file system service's configuration belongs to root and manila",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-02": {
        text: "The shared file system service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-03": {
        text: "The shared file system service authenticates with keystone",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-04": {
        text: "The shared file system service reaches keystone over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-05": {
        text: "The shared file system service reaches nova over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-06": {
        text: "The shared file system service reaches neutron over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-07": {
        text: "The shared file system service reaches cinder over verified TLS",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Shared-08": {
        text: "The shared file system service caps the size of a request",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Neutron-01": {
        text: "The network service's configuration belongs to root and neutron",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Neutron-02": {
        text: "The network service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Neutron-03": { text: "The network service authenticates with keystone", outOfReach: SET_ON_HOSTS },
      "Check-Neutron-04": { text: "The network service reaches keystone over TLS", outOfReach: SET_ON_HOSTS },
      "Check-Neutron-05": "The network service speaks TLS",
      "Check-Image-01": {
        text: "The image service's configuration belongs to root and glance",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Image-02": {
        text: "The image service's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Image-03": { text: "The image service authenticates with keystone", outOfReach: SET_ON_HOSTS },
      "Check-Image-04": { text: "The image service reaches keystone over verified TLS", outOfReach: SET_ON_HOSTS },
      "Check-Image-05": { text: "The image service cannot be made to scan ports", outOfReach: SET_ON_HOSTS },
      "Check-Key-Manager-01": {
        text: "The key manager's configuration belongs to root and barbican",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Key-Manager-02": {
        text: "The key manager's configuration is closed to everybody else",
        outOfReach: SET_ON_HOSTS,
      },
      "Check-Key-Manager-03": { text: "The key manager authenticates with keystone", outOfReach: SET_ON_HOSTS },
      "Check-Key-Manager-04": { text: "The key manager reaches keystone over verified TLS", outOfReach: SET_ON_HOSTS },
    },
  },
  "nist-800-53": {
    title: "NIST SP 800-53",
    version: "5.1.1",
    url: "https://csrc.nist.gov/pubs/sp/800/53/r5/upd1/final",
    places: {
      "AC-2": "Accounts are managed from making to removing",
      "AC-2(3)": "Accounts that nobody uses or that have run out are disabled",
      "AC-3": "Access is granted only where it was approved",
      "AC-4": "Information flows only where the rules let it",
      "AC-4(21)": "Flows of different kinds are kept apart, physically or logically",
      "AC-4(26)": "What is filtered between domains is recorded",
      "AC-6": "Everybody has the least privilege that the task needs",
      "AC-6(5)": "Privileged accounts are for few, named people or roles",
      "AC-7": "Failed log-ins in a row lead to a lockout",
      "AC-17": "Remote access is allowed by kind and on terms",
      "AC-17(1)": "Remote access is watched and controlled by machine",
      "AC-17(2)": "Remote access is encrypted",
      "AU-2": {
        text: "What must be logged is decided",
        carried: {
          how: "The kernel's audit rules say what is recorded.",
          seen: "/etc/audit/rules.d/50-hardening.rules",
        },
      },
      "AU-9": "Records cannot be changed, deleted or read by those who must not",
      "AU-9(2)": "Records are kept on another system than the one they tell of",
      "AU-11": "Records are kept for as long as they may be needed",
      "AU-12": "Systems make the records that were decided on",
      "CM-6": "Settings are the strictest that work, and deviations are known",
      "CM-7": "What is not needed is off: functions, ports, protocols, services",
      "CM-8": "There is an inventory of what the system is made of",
      "CP-9": "There are backups, and they are protected",
      "CP-9(8)": "Backups are encrypted",
      "CP-10": "The system can be brought back to a known state",
      "IA-2": "Every user is identified and authenticated",
      "IA-2(1)": "Privileged accounts log in with more than one factor",
      "IA-2(2)": "Other accounts log in with more than one factor",
      "IA-5": "Credentials are managed: given out, protected, changed, revoked",
      "IA-5(1)": "Passwords are strong, protected and not known to be leaked",
      "IA-5(7)": "No unencrypted credentials in programs, files or anything else that stays",
      "RA-5": "Systems are scanned for vulnerabilities, and what is found is mended",
      "SA-9(5)": "It is decided where data is processed, kept and served from",
      "SC-2": "What users do is separated from what administrators do",
      "SC-4": "Nothing leaks through resources that are shared",
      "SC-5": "Denial of service is prevented or limited",
      "SC-6": "Resources are shared out so that nobody takes all",
      "SC-7": "Traffic is watched and controlled at the outer and the key inner boundaries",
      "SC-7(5)": "Traffic is denied unless it is allowed",
      "SC-7(21)": "Components are isolated from each other by boundaries",
      "SC-8": "Data is confidential and whole on its way",
      "SC-8(1)": "Data is encrypted on its way",
      "SC-12": "Keys are made, given out, stored, replaced and destroyed properly",
      "SC-12(2)": "Symmetric keys come from an approved key management",
      "SC-13": "Cryptography is of approved kinds",
      "SC-28": "Data is protected where it is stored",
      "SC-28(1)": "Data is encrypted where it is stored",
      "SI-2": "Flaws are mended in time",
      "SI-4": "The system is watched for attacks",
      "SI-7": "Software, firmware and data are checked for changes that nobody approved",
    },
  },
  "nist-csf": {
    title: "NIST Cybersecurity Framework",
    version: "1.1",
    url: "https://doi.org/10.6028/NIST.CSWP.04162018",
    // The five functions, which the talk calls pillars.
    places: {
      identify: "It is known what there is, whose it is, what it is for, and who talks to whom",
      protect: "What there is is kept from harm: access, data, networks, machines",
      detect: "It is noticed when something is wrong: records are made, and watched",
      respond: "Somebody is told, and can act",
      recover: "What was harmed can be brought back",
    },
  },
  "cis-aws": {
    title: "CIS AWS Foundations Benchmark",
    version: "7.0.0",
    url: "https://www.cisecurity.org/benchmark/amazon_web_services",
    places: {
      "2.1.1": "The organisation, not each member account, holds the power of its root users",
      "2.1.2": "Policies of the organisation say what no account may do, whoever is its administrator",
      "2.1.3": "Nothing runs in the account that manages the organisation",
      "2.1.4": "Accounts are grouped by environment and by how much there is to lose",
      "2.1.5": "Another account than the managing one looks after the organisation's policies",
      "2.1.6": "Other accounts than the managing one look after the services that span the organisation",
      "2.2": {
        text: "AWS knows whom to reach about the account",
        outOfReach: "Whether an address and a number still reach somebody is known to people only.",
      },
      "2.3": "AWS knows whom to reach about the account's security",
      "2.4": "The root user has no access key",
      "2.5": { text: "The root user logs in with a second factor", outOfReach: ROOT_ALONE },
      "2.6": { text: "The root user's second factor is a device", outOfReach: ROOT_ALONE },
      "2.7": {
        text: "Nobody works as the root user",
        outOfReach:
          "As whom people log in is up to them; a program can only see to it that somebody is told when root was used.",
      },
      "2.8": "Passwords have at least 14 characters",
      "2.9": "Nobody sets an old password again",
      "2.10": "Whoever has a password for the console has a second factor",
      "2.11": "Credentials that nobody has used for 45 days are off",
      "2.12": "No access key is older than 90 days",
      "2.13": "People get their rights from groups, never each on their own",
      "2.14": "No policy allows everything on everything",
      "2.15": "Somebody has a role to talk with AWS Support when something happens",
      "2.16": "Programs on instances get their rights from the instance's role",
      "2.17": {
        text: "IAM keeps no certificate that has run out",
        outOfReach:
          "Whether a certificate has run out depends on the day, and the certificates that lie in IAM are older than the program.",
      },
      "2.18": "An access analyser looks in every region for what outsiders can reach",
      "2.19": "People come from one directory, not from users of each account",
      "2.20": "Few may carry data in and out through the console's shell",
      "2.21": "No policy of a resource lets anyone at all in",
      "3.1.1": "Buckets refuse requests without TLS",
      "3.1.2": {
        text: "Who deletes a bucket's versions shows a second factor",
        outOfReach: "S3 takes the setting from the root user alone, together with a code from root's own device.",
      },
      "3.1.3": "It is known what the data in buckets is, and it is guarded accordingly",
      "3.1.4": "Public access to buckets is blocked",
      "3.2.1": "Databases are encrypted where they are stored",
      "3.2.2": "Databases install small upgrades by themselves",
      "3.2.3": "Databases have no public address",
      "3.2.4": "Databases stand in more than one availability zone",
      "3.3.1": "File systems are encrypted",
      "4.1": "A trail records what is called in every region",
      "4.2": "The trail's files can be checked for changes",
      "4.3": "AWS Config records resources in every region",
      "4.4": "It is recorded who reads the trail's bucket",
      "4.5": "The trail is encrypted with a key of one's own",
      "4.6": "One's own symmetric keys are rotated",
      "4.7": "Every VPC has flow logs",
      "4.8": "It is recorded who writes objects",
      "4.9": "It is recorded who reads objects",
      "4.10": "What AWS runs in front of a web site logs who came",
      "5.1": "Somebody is told of calls that were refused",
      "5.2": "Somebody is told of console log-ins without a second factor",
      "5.3": "Somebody is told when the root user is used",
      "5.4": "Somebody is told when IAM policies change",
      "5.5": "Somebody is told when the trail's settings change",
      "5.6": "Somebody is told of failed console log-ins",
      "5.7": "Somebody is told when keys are switched off or are to be deleted",
      "5.8": "Somebody is told when the access to buckets changes",
      "5.9": "Somebody is told when the settings of AWS Config change",
      "5.10": "Somebody is told when security groups change",
      "5.11": "Somebody is told when network ACLs change",
      "5.12": "Somebody is told when gateways change",
      "5.13": "Somebody is told when route tables change",
      "5.14": "Somebody is told when VPCs change",
      "5.15": "Somebody is told when the organisation changes",
      "5.16": "Security Hub is on",
      "6.1.1": "Volumes are encrypted, in every region",
      "6.1.2": "Windows file sharing is not open to everyone",
      "6.2": "No network ACL lets everyone reach an administration port",
      "6.3": "No security group lets all of IPv4 reach an administration port",
      "6.4": "No security group lets all of IPv6 reach an administration port",
      "6.5": "The default security group of every VPC lets nothing through",
      "6.6": "Routes to a peered VPC reach no further than they must",
      "6.7": "The instance metadata service answers only to a session token",
      "6.8": "AWS services are reached through VPC endpoints",
    },
  },
  fsbp: {
    title: "AWS Foundational Security Best Practices (Security Hub)",
    version: "1.0.0",
    url: "https://docs.aws.amazon.com/securityhub/latest/userguide/fsbp-standard.html",
    places: {
      "ACM.2": "RSA certificates have at least 2,048 bits",
      "AutoScaling.1": "A group behind a load balancer asks it whether its instances are well",
      "AutoScaling.2": "A group spreads over availability zones",
      "AutoScaling.3": "What a launch configuration makes answers metadata requests to a session token only",
      "AutoScaling.4": "What a launch configuration makes answers metadata requests one hop away at most",
      "AutoScaling.5": "What a launch configuration makes has no public address",
      "AutoScaling.6": "A group knows more than one type of instance",
      "AutoScaling.9": "A group starts its instances from a launch template",
      "Account.1": "AWS knows whom to reach about the account's security",
      "Backup.1": "Backups are encrypted",
      "CloudTrail.1": "A trail records what is called in every region",
      "CloudTrail.2": "The trail is encrypted with a key of one's own",
      "CloudTrail.4": "The trail's files can be checked for changes",
      "CloudTrail.5": "The trail writes to CloudWatch Logs too",
      "CloudTrail.6": "The trail's bucket is not public",
      "CloudTrail.7": "It is recorded who reads the trail's bucket",
      "Config.1": "AWS Config records resources",
      "EC2.1": "Snapshots are not public",
      "EC2.2": "The default security group of every VPC lets nothing through",
      "EC2.3": "Volumes are encrypted",
      "EC2.6": "Every VPC has flow logs",
      "EC2.7": "New volumes are encrypted without being asked to",
      "EC2.8": "Instances answer metadata requests to a session token only",
      "EC2.9": "Instances have no public address",
      "EC2.10": "The API of EC2 is reached through a VPC endpoint",
      "EC2.12": "No elastic address lies idle",
      "EC2.13": "No security group lets everyone reach SSH",
      "EC2.14": "No security group lets everyone reach Remote Desktop",
      "EC2.15": "Subnets give out no public addresses by themselves",
      "EC2.18": "Security groups let everyone reach listed ports only",
      "EC2.19": "No security group lets everyone reach a port of high risk",
      "EC2.21": "No network ACL lets everyone reach SSH or Remote Desktop",
      "EC2.23": "Transit gateways take no attachment without being asked",
      "EC2.25": "Launch templates give no public address",
      "EC2.28": "Volumes are in a backup plan",
      "EC2.182": "The account keeps snapshots from being made public",
      "EFS.1": "File systems are encrypted with KMS",
      "ELB.1": "Load balancers send HTTP on to HTTPS",
      "ELB.4": "Load balancers drop headers that are not valid",
      "ELB.5": "Load balancers log who came",
      "ELB.6": "Load balancers are protected from deletion",
      "ELB.12": "Load balancers guard against requests that two servers read differently",
      "ELB.13": "Load balancers stand in more than one availability zone",
      "ELB.16": "Load balancers have a web ACL in front",
      "ELB.17": "Listeners have a recommended TLS policy",
      "GuardDuty.1": "GuardDuty is on",
      "IAM.1": "No policy allows everything on everything",
      "IAM.2": "No user has a policy of its own",
      "IAM.3": "No access key is older than 90 days",
      "IAM.5": "Whoever has a password for the console has a second factor",
      "IAM.7": "Passwords are strong",
      "IAM.19": "All users have a second factor",
      "IAM.21": "No policy allows everything that a service can do",
      "IAM.22": "Credentials that nobody has used for 45 days are off",
      "KMS.1": "No managed policy lets decrypt with every key",
      "KMS.2": "No inline policy lets decrypt with every key",
      "KMS.3": "Keys are not deleted by accident",
      "KMS.4": "Keys are rotated",
      "KMS.5": "Keys are not open to everyone",
      "Macie.1": "Macie is on",
      "RDS.1": "Snapshots of databases are not public",
      "RDS.2": "Databases have no public address",
      "RDS.3": "Databases are encrypted where they are stored",
      "RDS.5": "Databases stand in more than one availability zone",
      "RDS.8": "Databases are protected from deletion",
      "RDS.9": "Databases send their logs to CloudWatch Logs",
      "RDS.11": "Databases are backed up by themselves",
      "RDS.13": "Databases install small upgrades by themselves",
      "RDS.26": "Databases are in a backup plan",
      "RDS.38": "PostgreSQL is spoken to over TLS",
      "S3.1": "The account blocks public access to buckets",
      "S3.5": "Buckets refuse requests without TLS",
      "S3.8": "Each bucket blocks public access",
      "S3.9": "It is recorded who reads a bucket",
      "S3.12": "Access lists are not used on buckets",
      "S3.13": "Buckets have a lifecycle",
      "S3.14": "Buckets keep old versions",
      "S3.15": "Objects can be locked",
      "S3.17": "Buckets are encrypted with KMS",
      "S3.20": {
        text: "Who deletes a bucket's versions shows a second factor",
        outOfReach: "S3 takes the setting from the root user alone, together with a code from root's own device.",
      },
      "SSM.1": "Instances are managed by Systems Manager",
      "SecretsManager.1": "Secrets are rotated",
      "WAF.11": "Web ACLs log",
    },
  },
} as const satisfies { readonly [key: string]: Document };

export type DocumentKey = keyof typeof documents;

/** A place in a document, by its key. */
export type Place<D extends DocumentKey> = keyof (typeof documents)[D]["places"] & string;

/** A place of a document, with all that is said of it here. */
export interface AskedPlace {
  readonly place: string;
  readonly text: string;
  readonly carried?: { readonly how: string; readonly seen: string };
  readonly outOfReach?: string;
}

/** The places of a document, one by one. */
export const askedBy = (document: DocumentKey): AskedPlace[] =>
  Object.entries<Asked>(documents[document].places).map(([place, asked]) => ({
    place,
    ...(typeof asked === "string" ? { text: asked } : asked),
  }));
