/** What Azure's Resource Manager and its login answer, from the fake cloud. */
export function answerAzure({ url, host, resources }) {
  // an id follows the address of the cloud with a slash of its own
  const { pathname, searchParams } = new URL(url.replace(/^\/+/, "/"), `https://${host}`);
  const base = `https://${host}`;
  if (pathname === "/metadata/endpoints")
    return [{ resourceManager: base, authentication: { loginEndpoint: base, audiences: [base] } }];
  if (pathname.endsWith("/.well-known/openid-configuration")) return openId(base, pathname.split("/")[1]);
  if (pathname.endsWith("/oauth2/v2.0/token"))
    return { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token: "of-the-double" };
  const filter = searchParams.get("filter") ?? searchParams.get("$filter");
  if (filter !== null) return { value: listed({ filter, resources, groups: pathname.endsWith("/resourcegroups") }) };
  return asResource(decodeURIComponent(pathname), resources[decodeURIComponent(pathname)], resources);
}

const openId = (base, tenant) => ({
  issuer: `${base}/${tenant}/v2.0`,
  token_endpoint: `${base}/${tenant}/oauth2/v2.0/token`,
  authorization_endpoint: `${base}/${tenant}/oauth2/v2.0/authorize`,
  jwks_uri: `${base}/${tenant}/discovery/v2.0/keys`,
});

function listed({ filter, resources, groups }) {
  const [, name, value] = /tagName eq '(.*)' and tagValue eq '(.*)'/.exec(filter) ?? [];
  return Object.entries(resources)
    .filter(([, { type }]) => (type === "azurerm_resource_group") === groups)
    .filter(([, { values }]) => values.tags?.[name] === value)
    .map(([id, resource]) => asResource(id, resource));
}

function asResource(id, resource, resources = {}) {
  if (resource === undefined) return undefined;
  const { name, network_interface_ids = [], ip_configuration = [], ip_address } = resource.values;
  const [, type] = /\/providers\/([^/]+\/[^/]+)\/[^/]+$/.exec(id) ?? [];
  return {
    // Azure writes the names of groups as it pleases
    id: id.replace(/resourceGroups\/([^/]+)/, (_, group) => `resourceGroups/${group.toUpperCase()}`),
    name,
    type,
    properties: {
      provisioningState: "Succeeded",
      networkProfile: { networkInterfaces: network_interface_ids.map((one) => ({ id: one })) },
      ipConfigurations: ip_configuration.map(({ private_ip_address, public_ip_address_id }) => ({
        properties: {
          privateIPAddress: private_ip_address,
          ...(public_ip_address_id && { publicIPAddress: { id: public_ip_address_id } }),
        },
      })),
      ipAddress: ip_address,
      securityRules: Object.entries(resources)
        .filter(([one]) => one.startsWith(`${id}/securityRules/`))
        .map(([one, { values }]) => ({ id: one, name: values.name })),
    },
  };
}
