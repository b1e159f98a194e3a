import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { takeFault } from "./cloud/faults.mjs";
import { openCloud } from "./cloud/open-cloud.mjs";
import { danglingReferences, referencesTo } from "./cloud/references.mjs";
import { plannedValues, replacedAttributes, settledValues } from "./plan.mjs";
import { schemaMessage } from "./protocol/schema-messages.mjs";
import { servePlugin } from "./protocol/serve.mjs";
import { fromWire, toWire, unknown } from "./protocol/values.mjs";

export const schemasOf = (provider) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "schemas", `${provider}.json`), "utf8"));

/** Serves a double of `provider` over the fake cloud in `folder`. */
export async function serveDouble({ provider, folder }) {
  const { kinds } = await import(`./kinds/${provider}.mjs`);
  servePlugin(handlers({ schemas: schemasOf(provider), cloud: openCloud(folder), kinds }));
}

function handlers({ schemas, cloud, kinds }) {
  const kindOf = (type) => ({ type, schema: schemas.resources[type], kind: kinds.kind(type) });
  let configuration = {};
  return {
    GetSchema: () => ({
      provider: schemaMessage(schemas.configuration),
      resource_schemas: Object.fromEntries(
        Object.entries(schemas.resources).map(([type, block]) => [type, schemaMessage(block)]),
      ),
    }),
    PrepareProviderConfig: ({ config }) => ({ prepared_config: config }),
    ValidateResourceTypeConfig: () => ({}),
    UpgradeResourceState: ({ raw_state }) => ({ upgraded_state: { json: raw_state.json } }),
    Configure: ({ config }) => {
      configuration = kinds.configuration(fromWire(config), process.env);
      const { problem } = configuration;
      return problem === undefined ? {} : failed({ summary: problem });
    },
    ReadResource: ({ type_name, current_state }) => {
      const current = fromWire(current_state);
      const found = cloud.get(current.id);
      cloud.record({ call: "read", type: type_name, id: current.id });
      return { new_state: toWire(found ? { ...found.values, timeouts: current.timeouts ?? null } : null) };
    },
    PlanResourceChange: ({ type_name, prior_state, proposed_new_state }) => {
      const { schema, kind } = kindOf(type_name);
      const prior = fromWire(prior_state);
      const planned = plannedValues({ schema, kind, prior, proposed: fromWire(proposed_new_state) });
      const requires_replace = replacedAttributes({ prior, planned, kind }).map((name) => ({
        steps: [{ attribute_name: name }],
      }));
      return { planned_state: toWire(planned), requires_replace };
    },
    ApplyResourceChange: ({ type_name, prior_state, planned_state }) => {
      const change = { ...kindOf(type_name), prior: fromWire(prior_state), planned: fromWire(planned_state) };
      return apply({ ...change, cloud, kinds, configuration });
    },
    ImportResourceState: ({ type_name, id }) => {
      const found = cloud.get(id);
      cloud.record({ call: "import", type: type_name, id });
      if (found?.type !== type_name) return failed({ summary: `Cannot import non-existent remote object ${id}` });
      return { imported_resources: [{ type_name, state: toWire({ ...found.values, timeouts: null }) }] };
    },
    Stop: () => ({}),
  };
}

async function apply(change) {
  const { type, prior, planned, cloud } = change;
  const call = prior === null ? "create" : planned === null ? "delete" : "update";
  const name = (planned ?? prior).name ?? undefined;
  const fault = takeFault(cloud.folder, { call, type, name });
  cloud.record({ call, type, name, ...(fault.error && { refused: fault.error.summary }) });
  if (fault.error) return { new_state: toWire(prior), ...failed(fault.error) };
  const answer = actions[call](change);
  await wait(fault.delay ?? 0);
  return answer;
}

const actions = {
  create(change) {
    const { type, planned, schema, kind, cloud, kinds, configuration } = change;
    const resources = cloud.all();
    const known = kind.known({ planned, resources, configuration });
    const values = settledValues({ schema, planned, known, id: known.id });
    if (resources[known.id] !== undefined)
      return { new_state: toWire(null), ...failed({ summary: `a resource with the ID ${known.id} already exists` }) };
    const [missing] = danglingReferences({ id: known.id, values, resources, kinds });
    if (missing !== undefined) return { new_state: toWire(null), ...failed({ summary: `${missing} was not found` }) };
    cloud.put(known.id, { type, values: { ...values, timeouts: null } });
    return { new_state: toWire({ ...values, timeouts: planned.timeouts ?? null }) };
  },
  update({ type, prior, planned, schema, kind, cloud, configuration }) {
    const known = kind.known({ planned: { ...planned }, resources: cloud.all(), configuration });
    const settled = settledValues({ schema, planned, known: stillUnknown(known, planned), id: prior.id });
    cloud.put(prior.id, { type, values: { ...settled, timeouts: null } });
    return { new_state: toWire({ ...settled, timeouts: planned.timeouts ?? null }) };
  },
  delete({ prior, cloud, kinds }) {
    const [user] = referencesTo({ id: prior.id, resources: cloud.all(), kinds });
    if (user !== undefined)
      return { new_state: toWire(prior), ...failed({ summary: `${prior.id} is in use by ${user}` }) };
    cloud.remove(prior.id);
    return { new_state: toWire(null) };
  },
};

const stillUnknown = (known, planned) =>
  Object.fromEntries(Object.entries(known).filter(([name]) => planned[name] === unknown));

const failed = ({ summary, detail = "" }) => ({ diagnostics: [{ severity: "ERROR", summary, detail }] });
