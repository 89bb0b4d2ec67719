import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** A client of Neutron that shares nothing with the provider: Keystone's and Neutron's own API, spoken with `fetch`. */
export class Neutron {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  static async login(env: NodeJS.ProcessEnv): Promise<Neutron> {
    const { clouds } = parse(readFileSync(env.OS_CLIENT_CONFIG_FILE as string, "utf8"));
    const { auth_url, username, password, project_name } = clouds[env.OS_CLOUD as string].auth;
    const domain = { id: "default" };
    const response = await fetch(`${auth_url}/auth/tokens`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({
        auth: {
          identity: { methods: ["password"], password: { user: { name: username, domain, password } } },
          scope: { project: { name: project_name, domain } },
        },
      }),
    });
    const { token } = (await response.json()) as {
      token: { catalog: { type: string; endpoints: { interface: string; url: string }[] }[] };
    };
    const network = token.catalog.find(({ type }) => type === "network");
    const url = network?.endpoints.find((endpoint) => endpoint.interface === "public")?.url ?? "";
    return new Neutron(`${url}/v2.0`, response.headers.get("x-subject-token") as string);
  }

  async #call<T>(method: string, path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#url}/${path}`, {
      method,
      headers: { "X-Auth-Token": this.#token, "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
    return (response.status === 204 ? undefined : await response.json()) as T;
  }

  /** All that Neutron has of a kind, such as `security-group-rules`. */
  async list<T = Record<string, unknown>>(kind: string): Promise<T[]> {
    return (await this.#call<Record<string, T[]>>("GET", kind))[kind.replaceAll("-", "_")] ?? [];
  }

  async create(kind: string, one: object): Promise<{ id: string }> {
    const key = kind.replaceAll("-", "_").replace(/s$/, "");
    return (await this.#call<Record<string, { id: string }>>("POST", kind, { [key]: one }))[key] as { id: string };
  }

  delete(kind: string, id: string): Promise<void> {
    return this.#call("DELETE", `${kind}/${id}`);
  }
}
