import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** One of the cloud's APIs, spoken with `fetch`: a client that shares nothing with the provider. */
export class Api {
  readonly #url: string;
  readonly #token: string;

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /**
   * Logs in with a password, as the cloud in `clouds.yaml` that the environment names.
   *
   * @param service a type in Keystone's catalogue
   * @param version what its endpoint lacks, such as `v2.0`
   */
  static async login(env: NodeJS.ProcessEnv, service: string, version: string): Promise<Api> {
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
    if (!response.ok) throw new Error(`Keystone answered ${response.status}`);
    const { token } = (await response.json()) as {
      token: { catalog: { type: string; endpoints: { interface: string; url: string }[] }[] };
    };
    const { endpoints = [] } = token.catalog.find(({ type }) => type === service) ?? {};
    const url = endpoints.find((endpoint) => endpoint.interface === "public")?.url.replace(/\/$/, "") ?? "";
    return new Api(url.endsWith(version) ? url : `${url}/${version}`, response.headers.get("x-subject-token") ?? "");
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

  /** All that there is of a kind, such as `security-group-rules` or `servers/detail?all_tenants=1`. */
  async list<T = Record<string, unknown>>(kind: string): Promise<T[]> {
    const [key = ""] = kind.replace(/^lbaas\//, "").split(/[/?]/);
    return (await this.#call<Record<string, T[]>>("GET", kind))[key.replaceAll("-", "_")] ?? [];
  }

  /** One thing by its path, which is under its kind in the answer. */
  async read<T>(path: string, kind: string): Promise<T> {
    return (await this.#call<Record<string, T>>("GET", path))[kind] as T;
  }

  async create(kind: string, one: object): Promise<{ id: string }> {
    const key = singular(kind);
    return (await this.#call<Record<string, { id: string }>>("POST", kind, { [key]: one }))[key] as { id: string };
  }

  update(kind: string, id: string, changes: object): Promise<unknown> {
    return this.#call("PATCH", `${kind}/${id}`, { [singular(kind)]: changes });
  }

  delete(kind: string, id: string): Promise<unknown> {
    return this.#call("DELETE", `${kind}/${id}`);
  }
}

const singular = (kind: string): string => kind.replaceAll("-", "_").replace(/s$/, "");
