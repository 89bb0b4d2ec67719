import { Config } from "@pulumi/pulumi";
import { OpenStackBackup, OpenStackLogStore } from "../../../components/index.ts";

// Where logs and a first copy of the machines' data are kept, and who besides the project's own members may get at them: an auditor, and a robot.
const config = new Config();
const auditor = config.getObject<string[]>("auditor") ?? [];
const robot = config.getObject<string[]>("robot") ?? [];
const inventory = { owner: "platform", reviewOn: "2999-12-31" };

const logs = new OpenStackLogStore("cloud-logs", { ...inventory, retentionDays: 180, readers: auditor });
const backup = new OpenStackBackup("cloud-backups", {
  ...inventory,
  repository: config.get("repository") ?? "rest:https://backup.example.org/cloud",
  readers: robot,
  writers: robot,
});

export const logContainer = logs.containerName;
export const backupContainer = backup.containerName;
