/** Stands where a secret's text will be; resolved by the engine at the last moment. */
export interface SecretReference {
  $tag: "secret";
  name: string;
}

/** Stands where another resource's output will be (`resource.output`). */
export interface OutputReference {
  $tag: "output";
  /** Machine that produces it. */
  machine: string;
  name: string;
}

/** Stands where a value will be that nobody can know before apply. Prints as `(known after apply)`. */
export interface UnknownValue {
  $tag: "unknown";
  /** What will be known, for people: `address of demo-web-3`. */
  what: string;
}

/** A value that survives a structured clone; text may be given by reference. */
export type Value =
  | string
  | number
  | boolean
  | null
  | undefined
  | SecretReference
  | OutputReference
  | UnknownValue
  | readonly Value[]
  | { readonly [key: string]: Value };

export type Ensure = "present" | "absent";

/** One declared piece of a machine's desired state, as a task returns it. Plain data. */
export interface Resource {
  /** Name of the resource type, such as `file`. */
  type: string;
  /** The type's own fields, in the type's schema. */
  props: { readonly [key: string]: Value };
  /** Default `present`. */
  ensure?: Ensure;
  /** Folder that relative template and source paths start from: the folder of the task. Set by the host. */
  base?: string;
  /** Plugin that added it, for messages. Set by the host. */
  plugin?: string;
}
