/** A cloud on this machine, as instances of the sandbox run it with the `cloud.py` of its folder. */
export interface Cloud {
  /** The name of its folder, here and in an instance. */
  readonly name: string;
  /** The stack that a sandbox deploys in it; its configuration is `stacks/Pulumi.<stack>.yaml`. */
  readonly stack: string;
  /** What its stack needs of it, as arguments of its `up`. */
  readonly needs: readonly string[];
  /** Whether what is in it outlives a stop. */
  readonly lasting: boolean;
  /**
   * Where the Pulumi project and the Pulumi state of what is in it are.
   *
   * @param folder the instance's
   */
  home(folder: string): string;
  /**
   * The environment that leads a command to the cloud, and to no other.
   *
   * @param state the folder of the instance's cloud
   */
  environment(state: string): NodeJS.ProcessEnv;
  /** What to say when the stack stands. */
  afterwards(): string;
  /** What this machine lacks to deploy in it, in one sentence. */
  missing(): string | undefined;
  /**
   * Puts its provider into the home of an engine that was built from source.
   *
   * @param home Pulumi's home folder
   */
  plugin(home: string, say: (line: string) => void): Promise<void>;
}
