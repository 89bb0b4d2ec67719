import { Instance, main } from "./instance.ts";
import { destroy, isDeployed } from "./stack.ts";

/** `npm run down`: deletes what `npm start` deployed, and stops the cloud. */
await main(async () => {
  const instance = new Instance();
  if (!instance.exists) return console.log("There is no sandbox here, so nothing to take down.");
  const env = await instance.environment((line) => console.log(line));
  if (await isDeployed(env)) {
    await instance.cloud("up");
    await destroy(env);
  }
  await instance.cloud("down");
});
