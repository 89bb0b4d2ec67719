import { clouds } from "./clouds.ts";
import { Instance, main } from "./instance.ts";
import { Stack } from "./stack.ts";

/** `npm run down`: deletes what `npm start` deployed, and stops the clouds. */
await main(async () => {
  const instances = clouds.map((kind) => new Instance("default", kind)).filter(({ exists }) => exists);
  if (instances.length === 0) return console.log("There is no sandbox here, so nothing to take down.");
  for (const instance of instances) {
    if (instance.kind.lasting) await destroy(instance);
    await instance.cloud("down");
  }
});

async function destroy(instance: Instance): Promise<void> {
  const env = await instance.environment((line) => console.log(line));
  const stack = new Stack(instance, env);
  if (!(await stack.isDeployed())) return;
  await instance.cloud("up");
  await stack.destroy();
}
