import { Argument, Command, Option } from "commander";
import { cloudOf, clouds } from "./clouds.ts";
import { Instance, main, run } from "./instance.ts";

const program = new Command("npm run sandbox --")
  .description(
    "A real OpenStack or an emulator of AWS on this machine's loopback, and the Pulumi engine, for trying and testing.",
  )
  .option("-i, --instance <name>", "which sandbox, of several side by side", "default")
  .enablePositionalOptions();

const instance = (cloud: string) => new Instance(program.opts<{ instance: string }>().instance, cloudOf(cloud));
const names = clouds.map(({ name }) => name);
const cloud = () => new Argument("[cloud]", "which cloud").choices(names).default(names[0]);

program
  .command("up")
  .description("starts the cloud, made anew where there is none")
  .addArgument(cloud())
  .option(
    "-s, --services <names>",
    "OpenStack services, separated by commas (default: keystone,neutron,barbican,octavia)",
  )
  .action((name: string, { services }: { services?: string }) =>
    instance(name).cloud("up", ...(services ? ["--services", services] : [])),
  );

program
  .command("status")
  .description("what runs, where, and how much memory it takes")
  .addArgument(cloud())
  .option("--json", "for machines")
  .action((name: string, { json }: { json?: true }) => instance(name).cloud("status", ...(json ? ["--json"] : [])));

program
  .command("down")
  .description(
    "stops the cloud; what is in OpenStack is there again after the next up, what is in the emulator of AWS is gone",
  )
  .addArgument(cloud())
  .action((name: string) => instance(name).cloud("down"));

program
  .command("reset")
  .description("stops the cloud and deletes it, with the Pulumi state of what was deployed in it")
  .addArgument(cloud())
  .action(async (name: string) => {
    const it = instance(name);
    await it.cloud("reset");
    it.remove();
  });

program
  .command("exec")
  .description(
    "runs a command, such as pulumi or openstack, on the cloud, in the Pulumi project of what is deployed in it",
  )
  .argument("<command...>")
  .addOption(new Option("-c, --cloud <name>", "which cloud").choices(names).default(names[0]))
  .passThroughOptions()
  .action(async ([command, ...args]: [string, ...string[]], options: { cloud: string }) => {
    const it = instance(options.cloud);
    await run(command, args, await it.environment(), it.project());
  });

await main(async () => {
  await program.parseAsync();
});
