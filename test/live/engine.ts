import { clouds } from "../../sandbox/clouds.ts";
import { withLanguages } from "../../sandbox/engine/language.ts";
import { Instance } from "../../sandbox/instance.ts";

/** Builds the engine, the providers and the languages' hosts where they are missing, before the specs run beside each other and their clocks do. */
export async function mochaGlobalSetup(): Promise<void> {
  const say = (line: string) => console.log(line);
  for (const kind of clouds.filter((cloud) => !cloud.missing()))
    await withLanguages(await new Instance("default", kind).engine(say), say);
}
