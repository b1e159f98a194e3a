import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { RabbitmqConfig } from "../config.ts";

const directory = "/etc/rabbitmq/tls";
const owner = { owner: "rabbitmq", group: "rabbitmq" };

/** Where the broker finds what it needs for TLS. */
export function certificateFiles({ certificate, authority }: RabbitmqConfig["tls"]) {
  const name = certificate === undefined ? "self-signed" : "given";
  return {
    certificate: `${directory}/${name}.crt`,
    key: `${directory}/${name}.key`,
    ...(authority !== undefined && { authority: `${directory}/authority.crt` }),
  };
}

/** Nothing without TLS. */
export function certificates(context: TaskContext<RabbitmqConfig>): Resource[] {
  const { config, resource } = context;
  if (!config.tls.enable) return [];
  const holder = resource.directory({ path: directory, mode: "0750", ...owner });
  return [holder, ...(config.tls.certificate === undefined ? selfSigned(context) : given(context))];
}

function given({ config: { tls }, resource }: TaskContext<RabbitmqConfig>): Resource[] {
  const files = certificateFiles(tls);
  return [
    resource.file({ path: files.certificate, content: `${tls.certificate}\n`, ...owner }),
    resource.file({
      path: files.key,
      template: "key.hbs",
      data: { key: tls.private_key ?? "" },
      mode: "0400",
      ...owner,
    }),
    ...(files.authority ? [resource.file({ path: files.authority, content: `${tls.authority}\n`, ...owner })] : []),
  ];
}

/** Made on the machine, so that the key never leaves it. */
function selfSigned({ config, machine, resource }: TaskContext<RabbitmqConfig>): Resource[] {
  const { certificate, key } = certificateFiles(config.tls);
  return [
    resource.package({ name: "openssl" }),
    resource.command({
      name: "rabbitmq self-signed certificate",
      environment: { CERTIFICATE: certificate, KEY: key, NAME: machine.hostname, ADDRESS: machine.address },
      creates: certificate,
      independent: true,
      run: makeCertificate,
    }),
  ];
}

// The certificate is put in place last: where it stands, all of it is done.
const makeCertificate = `set -e
umask 077
openssl req -x509 -newkey rsa:2048 -noenc -days 3650 -subj "/CN=$NAME" -addext "subjectAltName=DNS:$NAME,IP:$ADDRESS" \\
  -keyout "$KEY" -out "$CERTIFICATE.new"
chown rabbitmq:rabbitmq "$KEY" "$CERTIFICATE.new"
mv "$CERTIFICATE.new" "$CERTIFICATE"
`;
