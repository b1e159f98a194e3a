import type { Resource, TaskContext } from "@lambdastack/core/role";
import type { HaproxyConfig } from "../config.ts";
import { certificateDirectory } from "../files.ts";

type Context = TaskContext<HaproxyConfig>;

/** Certificate and key in one file, as HAProxy reads them. */
export function certificateFile(config: HaproxyConfig): string {
  return `${certificateDirectory}/${config.certificate ? "given.pem" : config.self_signed_concatenated_cert_name}`;
}

/** Nothing without a frontend that encrypts. */
export function certificates(context: Context): Resource[] {
  const { config, resource } = context;
  if (!config.frontend.some(({ https }) => https)) return [];
  const directory = resource.directory({ path: certificateDirectory, mode: "0700" });
  return [directory, ...(config.certificate ? [given(context)] : selfSigned(context))];
}

function given({ config, resource }: Context): Resource {
  return resource.file({
    path: certificateFile(config),
    template: "certificate.pem.hbs",
    data: { ...config.certificate },
    mode: "0600",
  });
}

/** Made on the machine, so that the key never leaves it. */
function selfSigned({ config, machine, resource }: Context): Resource[] {
  const file = certificateFile(config);
  return [
    resource.package({ name: "openssl" }),
    resource.command({
      name: "haproxy self-signed certificate",
      environment: {
        CERTIFICATE: `${certificateDirectory}/${config.self_signed_certificate_name}`,
        KEY: `${certificateDirectory}/${config.self_signed_private_key_name}`,
        BOTH: file,
        NAME: machine.hostname,
        ADDRESS: machine.address,
      },
      creates: file,
      independent: true,
      run: makeCertificate,
    }),
  ];
}

const makeCertificate = `umask 077
openssl req -x509 -newkey rsa:2048 -noenc -days 3650 -subj "/CN=$NAME" -addext "subjectAltName=DNS:$NAME,IP:$ADDRESS" \\
  -keyout "$KEY" -out "$CERTIFICATE"
cat "$CERTIFICATE" "$KEY" >"$BOTH.new"
mv "$BOTH.new" "$BOTH"
`;
