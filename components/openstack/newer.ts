import type { CustomResourceOptions, Input } from "@pulumi/pulumi";

/**
 * What a load balancer's listener takes beyond the types of `@pulumi/openstack` 3.15.2. Needs the plugin 5.0.0 or later (terraform-provider-openstack 3.0.0);
 * an older one refuses the preview with "Invalid or unknown key".
 */
export interface NewerListenerArgs {
  tlsVersions?: Input<Input<string>[]>;
  /** OpenSSL's names, with colons between them. */
  tlsCiphers?: Input<string>;
  alpnProtocols?: Input<Input<string>[]>;
  /** In seconds. */
  hstsMaxAge?: Input<number>;
  hstsIncludeSubdomains?: Input<boolean>;
  hstsPreload?: Input<boolean>;
  /** `NONE`, `OPTIONAL` or `MANDATORY`. */
  clientAuthentication?: Input<string>;
  clientCaTlsContainerRef?: Input<string>;
  clientCrlContainerRef?: Input<string>;
}

/** What a load balancer's pool takes beyond the types. Needs the plugin 5.0.0 or later, as the listener does. */
export interface NewerPoolArgs {
  tlsEnabled?: Input<boolean>;
  tlsVersions?: Input<Input<string>[]>;
  tlsCiphers?: Input<string>;
  tlsContainerRef?: Input<string>;
  caTlsContainerRef?: Input<string>;
  crlContainerRef?: Input<string>;
  alpnProtocols?: Input<Input<string>[]>;
  tags?: Input<Input<string>[]>;
}

/** What a load balancer's rule on a request takes beyond the types. Needs the plugin 5.0.0 or later (terraform-provider-openstack 2.1.0). */
export interface NewerL7PolicyArgs {
  redirectPrefix?: Input<string>;
  redirectHttpCode?: Input<number>;
}

/**
 * Options that hand a resource arguments which its class does not know: the class would drop them, so they are put back on the way to the engine.
 * With an SDK that knows them they change nothing.
 */
export const saying = <Newer extends object>(newer: Newer): CustomResourceOptions => ({
  transformations: [({ props, opts }) => ({ props: { ...props, ...newer }, opts })],
});
