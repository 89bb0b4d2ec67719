import { type Config, output } from "@pulumi/pulumi";
import {
  OpenStackCatalog,
  type OpenStackCatalogArgs,
  OpenStackCredential,
  type OpenStackCredentialArgs,
  type OpenStackGroupArgs,
  OpenStackHypervisors,
  type OpenStackHypervisorsArgs,
  OpenStackIdentity,
  OpenStackProject,
  type OpenStackProjectArgs,
  type OpenStackUserArgs,
} from "../../components/index.ts";
import { each, known, type Named } from "../section.ts";

/** A group, its projects by their names in the section `projects`. */
type GroupSection = Omit<OpenStackGroupArgs, "projects"> & { readonly projects: readonly string[] };

/** Projects, people, programs, the service catalogue and the hypervisors of each environment: what only a cloud's administrators make. */
export function identity(config: Config, owner: string): OpenStackHypervisors[] {
  const projects = each(
    config.getObject<Named<Omit<OpenStackProjectArgs, "owner">>>("projects"),
    (name, said) => new OpenStackProject(name, { owner, ...said }),
  );
  const groups = config.getObject<Named<GroupSection>>("groups");
  if (groups) {
    const passwords = config.getSecretObject<Named<string>>("passwords") ?? output<Named<string>>({});
    new OpenStackIdentity("cloud", {
      groups: each(groups, (_, said) => ({
        ...said,
        projects: each(
          Object.fromEntries(said.projects.map((name) => [name, name])),
          (name) => known("hardening:groups: a project", projects, name).projectId,
        ),
      })),
      users: each(config.getObject<Named<Omit<OpenStackUserArgs, "password">>>("users"), (user, said) => ({
        ...said,
        password: passwords.apply((all) => known("hardening:passwords: a user", all, user)),
      })),
    });
  }
  each(
    config.getObject<Named<OpenStackCredentialArgs>>("credentials"),
    (name, said) => new OpenStackCredential(name, said),
  );
  const catalog = config.getObject<OpenStackCatalogArgs>("catalog");
  if (catalog) new OpenStackCatalog("cloud", catalog);
  const environments = config.getObject<OpenStackHypervisorsArgs["environments"]>("hypervisors");
  return environments ? [new OpenStackHypervisors("cloud", { environments })] : [];
}
