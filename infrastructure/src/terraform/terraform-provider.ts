import type {
  AllocatedMachine,
  Manifest,
  OperatingSystem,
  ProviderContext,
  StackError,
  StateNode,
} from "@lambdastack/core";

/**
 * What a cloud's folder says; `terraformProvider(cloud)` makes a whole `Provider` of it. Everything about running
 * Terraform, naming machines, keeping the state and the key pair is the driver's.
 *
 * The driver sets these variables itself, and the templates declare them: `cluster` (object with `name`, `prefix`,
 * `id` - the value of every thing's tag `lambdastack`, in 16 lower-case hexadecimal digits - and `public_key`).
 * The templates have one resource with `for_each` over the names of machines (`machineResource`), and
 * `output "machines"`: a map by name of `{id, private_ip, public_ip}`; `public_ip` is null or empty where there is none.
 */
export interface TerraformCloud {
  /** The provider's name, for messages. */
  name: string;
  /**
   * Folder with `NNN_<what>.tf.hbs`, rendered to `NNN_<what>.tf` in the work folder; what renders to blanks makes no
   * file. Templates hold structure; a user's value reaches Terraform only through `variables`.
   */
  templates: string;
  /** Address of the resource that is a machine, such as `aws_instance.machine`; its key is the machine's name. */
  machineResource: string;
  /** What is wanted, from the documents alone: no network, no files. Throws every finding at once (invalid). */
  draw(drawing: Drawing): Blueprint;
  /**
   * Environment of Terraform and of `find` beyond our own: credentials that stand in documents, never a file. Undefined
   * takes a variable away. Values of `sensitive` names are blanked in everything the driver keeps.
   */
  environment?(access: CloudAccess): { variables: Readonly<Record<string, string | undefined>>; sensitive: string[] };
  /** Machines that carry the tag `lambdastack: <id>` in the cloud, gone ones left out, by the official SDK. */
  find(access: CloudAccess): Promise<FoundMachine[]>;
  /** Everything else that carries the tag; looked for after a run that ended abnormally. */
  findOthers?(access: CloudAccess): Promise<FoundThing[]>;
  /**
   * Rules that stand in the cluster's own groups or network and whose id is not among `known`: made by hand, as what
   * Terraform makes is known to its state.
   */
  findStrayRules?(access: CloudAccess, known: ReadonlySet<string>): Promise<FoundThing[]>;
  /** The address inside the cloud, from the attributes of a machine in Terraform's state. */
  privateAddress(attributes: Readonly<Record<string, unknown>>): string | undefined;
  /** Words for resource types in plans, such as `aws_vpc: "network"`; others read as their type without its first word. */
  words?: Readonly<Record<string, string>>;
}

/** What a blueprint is drawn from. */
export interface Drawing {
  manifest: Manifest;
  /** Every machine that should exist, sorted by component and index; names are given once. */
  machines: readonly AllocatedMachine[];
  /** Machines that exist or are recorded, with what was recorded of them: their addresses stay theirs. */
  nodes: readonly StateNode[];
  /** One line in the form of authorized_keys. */
  publicKey: string;
  /** The admin user's name. */
  adminUser: string;
  /** Value of the tag that marks everything of this cluster. */
  id: string;
}

export interface Blueprint {
  /** For the templates: switches and counts, never a user's value. */
  structure: Readonly<Record<string, unknown>>;
  /** Values of the templates' variables beyond `cluster`, each declared by them; written as JSON, which Terraform takes literally. */
  variables: Readonly<Record<string, unknown>>;
  /** By name; exactly those of `Drawing.machines`. */
  machines: Readonly<Record<string, BlueprintMachine>>;
  warnings?: readonly { message: string; hint?: string }[];
  /** What a plan warns of and an apply refuses, such as machines with public addresses that nobody may log in to. */
  unmet?: readonly StackError[];
}

export interface BlueprintMachine {
  os: OperatingSystem;
  /** Private address, where we choose it; missing: known after the machine was made. */
  address?: string;
  /** Whether it gets an address that the internet reaches; SSH then uses that one. */
  isPublic: boolean;
  /** One line for people, such as `t3.medium, us-east-1a`. */
  detail: string;
  /** Recorded with the machine and given back in `Drawing.nodes`. */
  record?: Readonly<Record<string, unknown>>;
}

/** For talking to the cloud. */
export interface CloudAccess extends Pick<ProviderContext, "manifest" | "signal" | "environment" | "secret"> {
  /** Value of the tag `lambdastack`. */
  id: string;
  /** `environment` with what `TerraformCloud.environment` adds. */
  variables: Readonly<Record<string, string | undefined>>;
}

/** A machine as the cloud's own API tells of it. */
export interface FoundMachine {
  /** Value of its tag `Name`, or its own name. */
  name: string;
  /** What `terraform import` takes. */
  id: string;
  /** One lower-case word such as `running`. */
  status: string;
  privateAddress?: string;
  publicAddress?: string;
}

/** Anything of the cluster in the cloud. */
export interface FoundThing {
  /** One word for people, such as `network`. */
  what: string;
  name: string;
  id: string;
  /** Terraform's address for it, where it can be adopted by `terraform import`. */
  address?: string;
}
