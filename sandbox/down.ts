import { Instance, main } from "./instance.ts";
import { Stack } from "./stack.ts";

/** `npm run down`: deletes what `npm start` deployed, and stops the cloud. */
await main(async () => {
  const instance = new Instance();
  if (!instance.exists) return console.log("There is no sandbox here, so nothing to take down.");
  const env = await instance.environment((line) => console.log(line));
  const stack = new Stack(instance, env);
  if (await stack.isDeployed()) {
    await instance.cloud("up");
    await stack.destroy();
  }
  await instance.cloud("down");
});
