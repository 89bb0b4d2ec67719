import { Command } from "commander";
import { Instance, main, run } from "./instance.ts";

const program = new Command("npm run sandbox --")
  .description("A real OpenStack on this machine's loopback, and the Pulumi engine, for trying and testing.")
  .option("-i, --instance <name>", "which sandbox, of several side by side", "default")
  .enablePositionalOptions();

const instance = () => new Instance(program.opts<{ instance: string }>().instance);

program
  .command("up")
  .description("starts the cloud, made anew where there is none")
  .option(
    "-s, --services <names>",
    "OpenStack services, separated by commas (default: keystone,neutron,barbican,octavia)",
  )
  .action(({ services }: { services?: string }) =>
    instance().cloud("up", ...(services ? ["--services", services] : [])),
  );

program
  .command("status")
  .description("what runs, where, and how much memory it takes")
  .option("--json", "for machines")
  .action(({ json }: { json?: true }) => instance().cloud("status", ...(json ? ["--json"] : [])));

program
  .command("down")
  .description("stops the cloud; what is in it is there again after the next up")
  .action(() => instance().cloud("down"));

program
  .command("reset")
  .description("stops the cloud and deletes it, with the Pulumi state of what was deployed in it")
  .action(async () => {
    const it = instance();
    await it.cloud("reset");
    it.remove();
  });

program
  .command("exec")
  .description(
    "runs a command, such as pulumi or openstack, on the cloud, in the Pulumi project of what is deployed in it",
  )
  .argument("<command...>")
  .passThroughOptions()
  .action(async ([command, ...args]: [string, ...string[]]) => {
    const it = instance();
    await run(command, args, await it.environment(), it.project());
  });

await main(async () => {
  await program.parseAsync();
});
