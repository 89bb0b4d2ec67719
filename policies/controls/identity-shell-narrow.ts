import { control } from "../control.ts";
import { type Attachment, attachedEverywhere, attachments, isManaged } from "../facts/policed.ts";

const POLICY = "AWSCloudShellFullAccess";

export default control<Attachment>({
  id: "identity-shell-narrow",
  title: "Let few carry data in and out through the console's shell",
  why: "CloudShell has the rights of whoever opens it, reaches the internet, and takes files up and down where no monitoring sees them.",
  fix: `Detach \`${POLICY}\`, and allow \`cloudshell\` without its file transfer to those who need it.`,
  severity: "medium",
  level: "advisory",
  sources: {
    talk: ["access-limited"],
    "cis-aws": ["2.20"],
    "nist-800-53": ["AC-6", "AC-4"],
    "nist-csf": ["protect"],
  },
  reads: attachments,
  judge: ({ to, arn }) => (isManaged(arn(), POLICY) ? `${POLICY} is attached to ${to}.` : undefined),
  pass: attachedEverywhere("arn:aws:iam::aws:policy/ReadOnlyAccess"),
  fail: [
    ...attachedEverywhere(`arn:aws:iam::aws:policy/${POLICY}`),
    ...attachedEverywhere(`arn:aws-us-gov:iam::aws:policy/${POLICY.toLowerCase()}`).slice(0, 1),
  ],
});
